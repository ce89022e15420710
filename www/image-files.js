// Small images of the reader's own as data points: decoded, made grey, and checked. Loaded when the first one is opened.

// It is there already; named so that what both use is bundled into one file.
import "./element.js";
import { counted } from "./numbers.js";

/** Pixels of a side, at least and at most; all images together have at most so many pixels. */
const SIDES = [2, 32];
const MOST_PIXELS = 500_000;
/** Bytes beyond which no file is an image of so few pixels. */
const LARGEST_FILE = 2_000_000;
const ALLOWED = `square images of ${SIDES[0]} × ${SIDES[0]} to ${SIDES[1]} × ${SIDES[1]} pixels, all of one size`;

/** Whether a file says that it is an image. @param {File} file */
export function isImage(file) {
  return file.type.startsWith("image/");
}

/**
 * The images as points: a grey of 0 … 255 is the coordinate grey/128 − 1, which every kind of number holds exactly. Throws
 * an error whose message is a sentence.
 * @param {File[]} files
 * @returns {Promise<{data: string, count: number, side: number}>}
 */
export async function readImages(files) {
  const sorted = [...files].sort((a, b) => a.name.localeCompare(b.name, "en", { numeric: true }));
  /** @type {string[]} */
  const rows = [];
  let side = 0;
  for (const file of sorted) {
    const { name } = file;
    if (!isImage(file)) throw new Error(`${name} is no image; expected ${ALLOWED}.`);
    if (file.size > LARGEST_FILE) throw new Error(`${name} has ${(file.size / 1e6).toFixed(1)} MB, too many for a small image; expected ${ALLOWED}.`);
    const bitmap = await decode(file);
    const { width, height } = bitmap;
    try {
      if (width !== height) throw new Error(`${name} has ${width} × ${height} pixels and is not square; expected ${ALLOWED}.`);
      if (width < SIDES[0] || width > SIDES[1]) throw new Error(`${name} has ${width} × ${height} pixels; expected ${ALLOWED}.`);
      if (side !== 0 && width !== side) throw new Error(`${name} has ${width} × ${height} pixels, the images before it ${side} × ${side}; expected ${ALLOWED}.`);
      side = width;
      const most = Math.floor(MOST_PIXELS / (side * side));
      if (sorted.length > most) throw new Error(`These are ${counted(sorted.length, "image")} of ${side} × ${side} pixels; expected at most ${most} of this size.`);
      rows.push(greys(bitmap).map((grey) => (grey - 128) / 128).join(","));
    } finally {
      bitmap.close();
    }
  }
  return { data: rows.join(";"), count: rows.length, side };
}

/** @param {File} file @returns {Promise<ImageBitmap>} */
async function decode(file) {
  try {
    return await createImageBitmap(file, { colorSpaceConversion: "none" });
  } catch {
    throw new Error(`${file.name} could not be read as an image; expected a PNG, or another kind that this browser shows.`);
  }
}

/** The luminance of each pixel, on white where it can be seen through. @param {ImageBitmap} bitmap @returns {number[]} */
function greys(bitmap) {
  const { width, height } = bitmap;
  const context = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true });
  if (!context) throw new Error("The browser gives no canvas to read images with.");
  context.fillStyle = "#ffffff";
  context.fillRect(0, 0, width, height);
  context.drawImage(bitmap, 0, 0);
  const { data } = context.getImageData(0, 0, width, height);
  return Array.from({ length: width * height }, (_, i) =>
    Math.round(0.2126 * data[4 * i] + 0.7152 * data[4 * i + 1] + 0.0722 * data[4 * i + 2]));
}

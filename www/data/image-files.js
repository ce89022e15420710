// Small images of the reader's own as data points: decoded, made grey, and checked. Loaded when the first one is opened.

import { counted } from "../lib/numbers.js";
import { NOISE, readsBack } from "../lib/read-back.js";

/** Pixels of a side, at least and at most; all images together have at most so many pixels. */
const SIDES = [2, 32];
const MOST_PIXELS = 500_000;
/** Bytes beyond which no file is an image of so few pixels. */
const LARGEST_FILE = 2_000_000;
const ALLOWED = `square images of ${SIDES[0]} × ${SIDES[0]} to ${SIDES[1]} × ${SIDES[1]} pixels, all of one size`;

/** Whether a file says that it is an image. @param {File} file */
function isImage(file) {
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
  const canRead = readsBack();
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
      const values = canRead ? greys(bitmap) : await greysPastCanvas(file, width * height);
      rows.push(values.map((grey) => (grey - 128) / 128).join(","));
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
  return luminances(context.getImageData(0, 0, width, height).data, width * height, [0, 1, 2, 3]);
}

/**
 * The same without a canvas, for browsers that give back noise instead of its pixels.
 * @param {File} file
 * @param {number} count  of pixels
 * @returns {Promise<number[]>}
 */
async function greysPastCanvas(file, count) {
  // Not everywhere, and not known to all type libraries.
  const { ImageDecoder } = /** @type {any} */ (globalThis);
  if (!ImageDecoder) throw new Error(NOISE);
  /** @type {{decode: () => Promise<{image: VideoFrame}>, close: () => void}} */
  const decoder = new ImageDecoder({ type: file.type, data: await file.arrayBuffer(), colorSpaceConversion: "none", premultiplyAlpha: "none" });
  try {
    const { image } = await decoder.decode();
    const order = ORDERS[String(image.format)];
    const data = new Uint8Array(4 * count);
    if (order) await image.copyTo(data);
    image.close();
    if (!order) throw new Error(NOISE);
    return luminances(data, count, order);
  } catch {
    throw new Error(NOISE);
  } finally {
    decoder.close();
  }
}

/** Where red, green, blue and the opacity of a pixel stand; no opacity is 1. @type {Record<string, number[]>} */
const ORDERS = { RGBA: [0, 1, 2, 3], RGBX: [0, 1, 2], BGRA: [2, 1, 0, 3], BGRX: [2, 1, 0] };

/** @param {ArrayLike<number>} data @param {number} count @param {number[]} order */
function luminances(data, count, [red, green, blue, alpha]) {
  return Array.from({ length: count }, (_, i) => {
    const at = 4 * i;
    const opacity = alpha === undefined ? 1 : data[at + alpha] / 255;
    const luminance = 0.2126 * data[at + red] + 0.7152 * data[at + green] + 0.0722 * data[at + blue];
    return Math.round(opacity * luminance + (1 - opacity) * 255);
  });
}

// Whether a canvas gives back the pixels that were put onto it. Some browsers give noise instead, so that no page knows
// its reader again: Firefox with resistFingerprinting, Brave, and extensions. Nothing else tells of it.

/** Many and all different: the noise of some is in a few pixels only. */
const SIDE = 32;

/** What to tell the reader where they do not come back. */
export const NOISE = "This browser gives pages noise instead of what is on a canvas, to protect from fingerprinting; allow this page to read canvas data (the browser asks or says so in its address bar), then try again.";

/** Asked anew every time: the reader may just have allowed it. */
export function readsBack() {
  const context = new OffscreenCanvas(SIDE, SIDE).getContext("2d", { willReadFrequently: true });
  if (!context) return false;
  const image = new ImageData(SIDE, SIDE);
  // Every value of every channel, all opaque: nothing is lost to premultiplied alpha.
  image.data.forEach((_, i, data) => { data[i] = i % 4 === 3 ? 255 : (i * 37) % 256; });
  context.putImageData(image, 0, 0);
  const { data } = context.getImageData(0, 0, SIDE, SIDE);
  return data.every((value, i) => value === image.data[i]);
}

// The picture as one image: the stage's canvases on top of each other, at any number of device pixels.

import { NOISE, readsBack } from "../lib/read-back.js";

/** @typedef {import("../clock/player.js").Player} Player */
/** @typedef {import("../stage/stage.js").Stage} Stage */

/** The largest picture that is painted, in pixels: 4 × a stage of 1,600 × 1,250. */
const MOST_PIXELS = 32_000_000;

/**
 * Puts the stage as it is painted onto `canvas`, which takes its size.
 * @param {Stage} stage
 * @param {HTMLCanvasElement} canvas
 */
export function compose(stage, canvas) {
  const { field, under, marks, axes, over } = stage.canvases;
  const { width, height } = marks;
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  const context = canvas.getContext("2d");
  if (!context) return;
  context.fillStyle = stage.colours.background;
  context.fillRect(0, 0, width, height);
  context.imageSmoothingQuality = "high";
  if (!field.hidden) {
    // A line view places its map by shares of the stage.
    const share = (/** @type {string} */ text, /** @type {number} */ whole, /** @type {number} */ otherwise) => text ? (Number.parseFloat(text) / 100) * whole : otherwise;
    const { left, top, width: wide, height: high } = field.style;
    context.drawImage(field, share(left, width, 0), share(top, height, 0), share(wide, width, width), share(high, height, height));
  }
  for (const layer of [under, marks, axes, over]) context.drawImage(layer, 0, 0);
}

/**
 * A PNG of the stage with so many pixels to each of CSS, or as many as a picture can have. The stage is painted at that
 * size and then at its own again, in one task, so that nobody sees it.
 * @param {Stage} stage
 * @param {Player} player
 * @param {number} wished
 * @returns {Promise<{picture: Blob, scale: number}>}
 */
export async function png(stage, player, wished) {
  const { width, height } = stage.canvases.marks;
  const ratio = stage.pixelRatio;
  const simulation = player.simulation;
  if (!simulation || width === 0 || height === 0) throw new Error("There is no picture to save.");
  // A browser that gives noise to those who read a canvas saves noise too.
  if (!readsBack()) throw new Error(NOISE);
  let scale = wished;
  const canvas = document.createElement("canvas");
  try {
    stage.resize(Math.round((width * scale) / ratio), Math.round((height * scale) / ratio), scale, MOST_PIXELS);
    // The stage has limits too.
    scale = stage.pixelRatio;
    stage.fit(simulation);
    // The axes of a new size come with the second painting.
    stage.paint(player);
    stage.paint(player);
    compose(stage, canvas);
  } finally {
    stage.resize(width, height, ratio);
    stage.fit(simulation);
    stage.paint(player);
    player.wake();
  }
  return new Promise((resolve, reject) => {
    canvas.toBlob((picture) => {
      if (picture) resolve({ picture, scale });
      else reject(new Error(`A picture of ${canvas.width} × ${canvas.height} pixels is too large for this browser.`));
    }, "image/png");
  });
}

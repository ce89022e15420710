// What stands along the edges of the picture: the engine says where, a canvas is stroked and written on.

/** @typedef {import("../engine/types.js").Colours} Colours */

/**
 * @typedef {object} AxisLabel  in device pixels
 * @property {string} text
 * @property {number} x
 * @property {number} y
 * @property {CanvasTextAlign} align
 * @property {CanvasTextBaseline} baseline
 * @property {"number" | "symbol" | "heading"} face
 * @property {number} size  in CSS pixels
 * @property {"ink" | "forward" | "reverse"} ink
 * @property {number} strength
 *
 * @typedef {{strokes: number[], labels: AxisLabel[]}} Axes  strokes: x₀, y₀, x₁, y₁ and strength of each
 */

const FACES = {
  number: ["", "system-ui, sans-serif"],
  symbol: ["italic ", "Georgia, serif"],
  heading: ["", "system-ui, sans-serif"],
};

/**
 * @param {CanvasRenderingContext2D} context  of a canvas that is empty
 * @param {Axes} axes
 * @param {Colours} colours
 * @param {number} unit  device pixels to a CSS pixel
 */
export function drawAxes(context, { strokes, labels }, colours, unit) {
  context.save();
  const width = Math.max(1, Math.round(unit));
  context.lineWidth = width;
  context.strokeStyle = colours.ink;
  // A line of odd width is sharp where it runs through the middles of pixels.
  const sharp = (/** @type {number} */ at) => Math.round(at - (width % 2) / 2) + (width % 2) / 2;
  for (let i = 0; i < strokes.length; i += 5) {
    context.globalAlpha = strokes[i + 4];
    context.beginPath();
    context.moveTo(sharp(strokes[i]), sharp(strokes[i + 1]));
    context.lineTo(sharp(strokes[i + 2]), sharp(strokes[i + 3]));
    context.stroke();
  }
  for (const { text, x, y, align, baseline, face, size, ink, strength } of labels) {
    const [slant, family] = FACES[face];
    context.globalAlpha = strength;
    context.fillStyle = colours[ink];
    context.font = `${slant}${size * unit}px ${family}`;
    context.textAlign = align;
    context.textBaseline = baseline;
    context.fillText(text, Math.round(x), Math.round(y));
  }
  context.restore();
}

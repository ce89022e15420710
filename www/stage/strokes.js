// What the drawings of both views share: strokes, the lighthouse, and the colour of what moves.

import { faded } from "./colours.js";

/** @typedef {import("../engine/types.js").Simulation} Simulation */
/** @typedef {import("../engine/types.js").Colours} Colours */

/** @param {Simulation} simulation @param {Colours} colours */
export function movingColour(simulation, colours) {
  return simulation.dynamics === "forward" ? colours.forward : colours.reverse;
}

/** Whether the scene is seen as a picture of time and one coordinate. @param {Simulation} simulation */
export function isLine(simulation) {
  return simulation.isLine;
}

/**
 * Flat segments [x0, y0, x1, y1, …] in one stroke.
 * @param {CanvasRenderingContext2D} context
 * @param {Float32Array} segments
 * @param {string} colour
 * @param {number} width
 */
export function stroke(context, segments, colour, width) {
  if (segments.length === 0) return;
  context.beginPath();
  trace(context, segments, 0, segments.length);
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.stroke();
}

/** Some of the segments, from one number on up to another. @param {CanvasRenderingContext2D} context @param {Float32Array} segments @param {number} from @param {number} to */
export function trace(context, segments, from, to) {
  for (let i = from; i + 3 < to; i += 4) {
    if (i === from || segments[i] !== segments[i - 2] || segments[i + 1] !== segments[i - 1]) context.moveTo(segments[i], segments[i + 1]);
    context.lineTo(segments[i + 2], segments[i + 3]);
  }
}

/** The lozenge of x̄₀. @param {CanvasRenderingContext2D} context @param {number} x @param {number} y @param {number} size */
export function lozenge(context, x, y, size) {
  context.moveTo(x, y - size);
  context.lineTo(x + size, y);
  context.lineTo(x, y + size);
  context.lineTo(x - size, y);
  context.closePath();
}

/**
 * x̄₀ as the amber lozenge with a line from where it is seen.
 * @param {CanvasRenderingContext2D} context
 * @param {ArrayLike<number>} mean
 * @param {ArrayLike<number>} from
 * @param {Colours} colours
 * @param {number} unit
 */
export function lighthouse(context, mean, from, colours, unit) {
  context.beginPath();
  context.moveTo(from[0], from[1]);
  context.lineTo(mean[0], mean[1]);
  context.strokeStyle = faded(colours.background, 0.7);
  context.lineWidth = 4 * unit;
  context.stroke();
  context.strokeStyle = colours.lighthouse;
  context.lineWidth = 1.8 * unit;
  context.stroke();
  const size = 6.5 * unit;
  context.beginPath();
  lozenge(context, mean[0], mean[1], size);
  context.fillStyle = colours.lighthouse;
  context.fill();
  context.strokeStyle = colours.background;
  context.lineWidth = 1.5 * unit;
  context.stroke();
}

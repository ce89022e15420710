// What the drawings of both views share: strokes, and the colour of what moves.

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

// γ-Voronoi cores under the particles, where a study is about them: shaded, in the dashed cells they lie in.

import { faded } from "./colours.js";
import { stroke, trace } from "./strokes.js";

/**
 * @param {CanvasRenderingContext2D} context
 * @param {import("./overlay.js").Drawing} drawing
 * @returns {boolean} whether anything was drawn
 */
export function drawCores(context, { picture, simulation, player, colours, pixelRatio: unit }) {
  const cells = picture.cores(simulation, player.fraction, true);
  if (cells.length === 0) return false;
  context.setLineDash([5 * unit, 4 * unit]);
  stroke(context, cells, faded(colours.ink, 0.55), unit);
  context.setLineDash([]);
  const cores = picture.cores(simulation, player.fraction, false);
  context.beginPath();
  trace(context, cores, 0, cores.length);
  context.fillStyle = faded(colours.forward, 0.16);
  context.fill();
  context.strokeStyle = colours.forward;
  context.lineWidth = 1.4 * unit;
  context.stroke();
  return true;
}

// Everything that is lines and letters: cells, arrows, beams, paths, the launched particle, capture counts, and what
// the reader points at. One path per layer, in the picture's device pixels.

import { faded } from "./colours.js";
import { count } from "../lib/numbers.js";
import { isLine, lighthouse, movingColour, stroke } from "./strokes.js";

/** @typedef {import("../engine/types.js").Picture} Picture */
/** @typedef {import("../engine/types.js").Simulation} Simulation */
/** @typedef {import("../engine/types.js").Colours} Colours */

/**
 * @typedef {object} Drawing
 * @property {Picture} picture
 * @property {import("../clock/player.js").Player} player
 * @property {Simulation} simulation
 * @property {import("./layers.js").Show} show
 * @property {Colours} colours
 * @property {number} pixelRatio
 * @property {Uint32Array | null} captures
 * @property {import("./stage.js").Pointing} pointing
 * @property {Float64Array} frame  of a line view: left, seam, right, top and bottom of the map, left and right of the slice
 */

/** Above this many data points counts would only cover each other. */
export const MOST_LABELS = 60;

/** @typedef {(context: CanvasRenderingContext2D, drawing: Drawing) => boolean} Draw */

/** What draws the view of a line, once there is any. @type {{under: Draw, over: Draw} | null} */
let lines = null;

/** @param {{under: Draw, over: Draw}} drawers */
export function drawLinesWith(drawers) {
  lines = drawers;
}

/** @typedef {NonNullable<import("./stage.js").Pointing["inspected"]>} Inspected */
/** @typedef {NonNullable<import("./stage.js").Pointing["pen"]>} Pen */
/** @typedef {{inspected: (context: CanvasRenderingContext2D, drawing: Drawing, inspected: Inspected) => void, pen: (context: CanvasRenderingContext2D, drawing: Drawing, pen: Pen) => void}} Hand */

/** What draws where the reader points, once that is loaded. @type {Hand | null} */
let hand = null;

/** @param {Hand} drawers */
export function drawHandWith(drawers) {
  hand = drawers;
}

/**
 * What lies under the particles and data points.
 * @param {CanvasRenderingContext2D} context
 * @param {Drawing} drawing
 * @returns {boolean} whether anything was drawn
 */
export function drawUnderlay(context, drawing) {
  const { picture, simulation, player, show, colours, pixelRatio: unit } = drawing;
  const { fraction } = player;
  if (isLine(simulation)) return lines?.under(context, drawing) ?? false;
  const paths = player.paths > 0;
  if (!paths && !show.layers.cells && !show.layers.arrows && !show.layers.beams) return false;
  const moving = movingColour(simulation, colours);
  context.lineCap = "round";
  context.lineJoin = "round";
  if (show.layers.cells) stroke(context, picture.cells(simulation, fraction), faded(colours.ink, 0.5), unit);
  if (show.layers.arrows) stroke(context, picture.arrows(simulation, fraction), faded(colours.ink, 0.55), 1.1 * unit);
  if (show.layers.beams) stroke(context, picture.beams(simulation, fraction), faded(colours.lighthouse, simulation.count > 400 ? 0.4 : 0.9), 1.2 * unit);
  if (paths) {
    const many = player.paths;
    const segments = picture.paths(simulation, fraction);
    if (many <= 12) stroke(context, segments, faded(colours.background, 0.6), 3 * unit);
    stroke(context, segments, faded(moving, many <= 12 ? 0.9 : many <= 60 ? 0.5 : 0.32), (many <= 12 ? 1.4 : 0.9) * unit);
  }
  return true;
}

/**
 * What lies over everything: numbers, the launched particle, what the reader points at.
 * @param {CanvasRenderingContext2D} context
 * @param {Drawing} drawing
 * @returns {boolean} whether anything was drawn
 */
export function drawOverlay(context, drawing) {
  const { simulation, colours, captures, pointing } = drawing;
  if (isLine(simulation)) return lines?.over(context, drawing) ?? false;
  const labelled = captures !== null && simulation.count <= MOST_LABELS;
  const launched = simulation.launchedCount > 0;
  if (!labelled && !launched && !pointing.inspected && !pointing.pen) return false;
  context.lineCap = "round";
  context.lineJoin = "round";
  if (labelled) drawCaptures(context, drawing, captures);
  if (launched) drawLaunched(context, drawing, movingColour(simulation, colours));
  if (pointing.inspected) hand?.inspected(context, drawing, pointing.inspected);
  if (pointing.pen) hand?.pen(context, drawing, pointing.pen);
  return true;
}

/** @param {CanvasRenderingContext2D} context @param {Drawing} drawing @param {Uint32Array} captures */
function drawCaptures(context, { picture, simulation, colours, pixelRatio: unit }, captures) {
  const points = simulation.points();
  const { dim } = simulation;
  context.font = `600 ${12 * unit}px system-ui, sans-serif`;
  context.textBaseline = "middle";
  context.textAlign = "left";
  context.lineWidth = 3.5 * unit;
  context.strokeStyle = faded(colours.background, 0.9);
  context.fillStyle = colours.ink;
  for (let i = 0; i < captures.length; i++) {
    const [x, y] = picture.toPixels(points[i * dim], dim > 1 ? points[i * dim + 1] : 0);
    const text = count(captures[i]);
    const dy = dim > 1 ? -10 * unit : 16 * unit;
    context.strokeText(text, x + 8 * unit, y + dy);
    context.fillText(text, x + 8 * unit, y + dy);
  }
}

/** The launched particles with their paths, and the lighthouse of the last one. @param {CanvasRenderingContext2D} context @param {Drawing} drawing @param {string} moving */
function drawLaunched(context, { picture, simulation, player, colours, pixelRatio: unit }, moving) {
  const paths = picture.launchedPaths(simulation, player.fraction);
  stroke(context, paths, faded(colours.background, 0.75), 4 * unit);
  stroke(context, paths, moving, 1.7 * unit);
  const state = simulation.launchedState();
  const heads = picture.launchedHeads(simulation, player.fraction).slice();
  if (state.length > 0 && player.time > 0 && heads.length > 1) {
    const { mean } = simulation.inspect(state, player.time);
    lighthouse(context, picture.toPixels(mean[0], mean[1] ?? 0), heads.subarray(-2), colours, unit);
  }
  context.beginPath();
  for (let i = 0; i + 1 < heads.length; i += 2) {
    context.moveTo(heads[i] + 5.5 * unit, heads[i + 1]);
    context.arc(heads[i], heads[i + 1], 5.5 * unit, 0, 2 * Math.PI);
  }
  context.fillStyle = moving;
  context.fill();
  context.lineWidth = 2 * unit;
  context.strokeStyle = colours.background;
  context.stroke();
}

// What is drawn over the plane, once the first picture is there: counts, launched particles, the place that is inspected,
// the pen, the ends of beams, and how many have landed.

import { count, percent, short } from "../lib/numbers.js";
import { faded } from "./colours.js";
import { movingColour, stroke } from "./strokes.js";
import { tally } from "./tally.js";

/** @typedef {import("./overlay.js").Drawing} Drawing */

/** Above this many data points counts would only cover each other. */
export const MOST_LABELS = 60;

/** The radius of the area that stands for λ = 1, in CSS pixels. */
const WHOLE = 24;
/** @type {LaunchedLook} */
const LAUNCHED = { halo: 0.85, around: 5.5, width: 2.6, head: 5.5 };

/**
 * What lies over everything: numbers, the launched particle, what the reader points at.
 * @param {CanvasRenderingContext2D} context
 * @param {Drawing} drawing
 * @returns {boolean} whether anything was drawn
 */
export function drawOver(context, drawing) {
  const { picture, simulation, captures, pointing, pixelRatio: unit } = drawing;
  const labelled = captures !== null && simulation.count <= MOST_LABELS;
  const launched = simulation.launchedCount > 0;
  context.lineCap = "round";
  context.lineJoin = "round";
  if (labelled) {
    const flat = simulation.dim === 1;
    drawCaptures(context, drawing, captures, "left", (px, py) => {
      const [x, y] = picture.toPixels(px, flat ? 0 : py);
      return [x + 8 * unit, y + (flat ? 16 : -10) * unit];
    });
  }
  if (launched) drawLaunched(context, drawing, LAUNCHED, (mean) => picture.toPixels(mean[0], mean[1] ?? 0));
  const marked = drawMarks(context, drawing);
  if (pointing.inspected) drawInspected(context, drawing, pointing.inspected);
  if (pointing.pen) drawPen(context, drawing, pointing.pen);
  return labelled || launched || marked || pointing.inspected !== null || pointing.pen !== null;
}

/**
 * How many particles each data point has captured, written beside it.
 * @param {CanvasRenderingContext2D} context
 * @param {Drawing} drawing
 * @param {Uint32Array} captures
 * @param {CanvasTextAlign} align
 * @param {(x: number, y: number) => number[]} place  where the number of a data point stands
 */
export function drawCaptures(context, { simulation, colours, pixelRatio: unit }, captures, align, place) {
  const points = simulation.points();
  const { dim } = simulation;
  context.font = `600 ${12 * unit}px system-ui, sans-serif`;
  context.textBaseline = "middle";
  context.textAlign = align;
  context.lineWidth = 3.5 * unit;
  context.strokeStyle = faded(colours.background, 0.9);
  context.fillStyle = colours.ink;
  for (let i = 0; i < captures.length; i++) {
    const [x, y] = place(points[i * dim], points[i * dim + 1]);
    const text = count(captures[i]);
    context.strokeText(text, x, y);
    context.fillText(text, x, y);
  }
}

/** @typedef {{halo: number, around: number, width: number, head: number}} LaunchedLook  opacity and width of the halo around a path, its own width, and the radius of a particle: CSS pixels */

/**
 * The launched particles with their paths, and the lighthouse of the last one.
 * @param {CanvasRenderingContext2D} context
 * @param {Drawing} drawing
 * @param {LaunchedLook} look
 * @param {(mean: number[]) => ArrayLike<number>} place  where x̄₀ is drawn
 */
export function drawLaunched(context, { picture, simulation, player, colours, pixelRatio: unit }, { halo, around, width, head }, place) {
  const moving = movingColour(simulation, colours);
  const paths = picture.launchedPaths(simulation, player.fraction);
  stroke(context, paths, faded(colours.background, halo), around * unit);
  stroke(context, paths, moving, width * unit);
  const state = simulation.launchedState();
  const heads = picture.launchedHeads(simulation, player.fraction).slice();
  if (state.length > 0 && player.time > 0 && heads.length > 1) {
    const { mean } = simulation.inspect(state, player.time);
    lighthouse(context, place(mean), heads.subarray(-2), colours, unit);
  }
  context.beginPath();
  for (let i = 0; i + 1 < heads.length; i += 2) {
    context.moveTo(heads[i] + head * unit, heads[i + 1]);
    context.arc(heads[i], heads[i + 1], head * unit, 0, 2 * Math.PI);
  }
  context.fillStyle = moving;
  context.fill();
  context.lineWidth = 2 * unit;
  context.strokeStyle = colours.background;
  context.stroke();
}

/**
 * The weights λ_i as areas around the data points, x̄₀, and the place itself as a crosshair.
 * @param {CanvasRenderingContext2D} context
 * @param {Drawing} drawing
 * @param {{at: Float64Array, inspection: import("../engine/types.js").Inspection, keyboard: boolean}} inspected
 */
function drawInspected(context, { picture, simulation, colours, pixelRatio: unit }, { at, inspection, keyboard }) {
  const points = simulation.points();
  const { dim } = simulation;
  drawWeights(context, inspection, colours, unit, 1, (i) => picture.toPixels(points[i * dim], dim > 1 ? points[i * dim + 1] : 0));
  const here = picture.toPixels(at[0], at[1] ?? 0);
  lighthouse(context, picture.toPixels(inspection.mean[0], inspection.mean[1] ?? 0), here, colours, unit);
  crosshair(context, here, keyboard, colours, unit);
}

/**
 * The weights λ_i as areas, the largest named.
 * @param {CanvasRenderingContext2D} context
 * @param {import("../engine/types.js").Inspection} inspection
 * @param {import("../engine/types.js").Colours} colours
 * @param {number} unit
 * @param {1 | -1} side  of it on which the name stands: right or left
 * @param {(i: number) => ArrayLike<number>} place  of data point i
 */
export function drawWeights(context, { weights, top }, colours, unit, side, place) {
  context.beginPath();
  for (let i = 0; i < weights.length; i++) {
    if (weights[i] < 0.0005) continue;
    const at = place(i);
    const radius = WHOLE * Math.sqrt(weights[i]) * unit;
    context.moveTo(at[0] + radius, at[1]);
    context.arc(at[0], at[1], radius, 0, 2 * Math.PI);
  }
  context.fillStyle = faded(colours.ink, 0.22);
  context.fill();
  context.strokeStyle = faded(colours.ink, 0.7);
  context.lineWidth = unit;
  context.stroke();
  const most = place(top[0].index);
  const text = `λ = ${percent(top[0].weight)}`;
  const from = most[0] + side * (WHOLE * Math.sqrt(top[0].weight) + 5) * unit;
  context.font = `600 ${12 * unit}px system-ui, sans-serif`;
  context.textAlign = side > 0 ? "left" : "right";
  context.textBaseline = "middle";
  context.strokeStyle = faded(colours.background, 0.9);
  context.lineWidth = 3.5 * unit;
  context.strokeText(text, from, most[1]);
  context.fillStyle = colours.ink;
  context.fillText(text, from, most[1]);
}

/**
 * The place itself; larger where keys have moved it.
 * @param {CanvasRenderingContext2D} context
 * @param {ArrayLike<number>} here
 * @param {boolean} keyboard
 * @param {import("../engine/types.js").Colours} colours
 * @param {number} unit
 */
export function crosshair(context, here, keyboard, colours, unit) {
  const arm = (keyboard ? 11 : 7) * unit;
  context.beginPath();
  context.moveTo(here[0] - arm, here[1]);
  context.lineTo(here[0] + arm, here[1]);
  context.moveTo(here[0], here[1] - arm);
  context.lineTo(here[0], here[1] + arm);
  context.strokeStyle = colours.background;
  context.lineWidth = 4 * unit;
  context.stroke();
  context.strokeStyle = colours.ink;
  context.lineWidth = 1.6 * unit;
  context.stroke();
}

/** Where a point would be drawn, or the one it would move. @param {CanvasRenderingContext2D} context @param {Drawing} drawing @param {{at: Float64Array, index: number | null}} pen */
function drawPen(context, { picture, colours, pixelRatio: unit }, { at, index }) {
  ring(context, picture.toPixels(at[0], at[1] ?? 0), index !== null, colours, unit);
}

/**
 * The pen: dashed where there is no point yet, wider around one that is held.
 * @param {CanvasRenderingContext2D} context
 * @param {ArrayLike<number>} here
 * @param {boolean} holds
 * @param {import("../engine/types.js").Colours} colours
 * @param {number} unit
 */
export function ring(context, here, holds, colours, unit) {
  context.beginPath();
  context.arc(here[0], here[1], (holds ? 11 : 6) * unit, 0, 2 * Math.PI);
  context.setLineDash(holds ? [] : [3 * unit, 3 * unit]);
  context.strokeStyle = colours.ink;
  context.lineWidth = 1.6 * unit;
  context.stroke();
  context.setLineDash([]);
}

/**
 * The x̄₀ to which beams lead.
 * @param {CanvasRenderingContext2D} context
 * @param {Drawing} drawing
 * @param {Float32Array} beams
 */
export function drawBeamEnds(context, { colours, pixelRatio: unit }, beams) {
  context.beginPath();
  for (let i = 0; i + 3 < beams.length; i += 4) lozenge(context, beams[i + 2], beams[i + 3], 4.5 * unit);
  context.fillStyle = colours.lighthouse;
  context.strokeStyle = colours.background;
  context.lineWidth = unit;
  context.stroke();
  context.fill();
}

/**
 * Where launched particles began and ended, and how many of all have landed.
 * @param {CanvasRenderingContext2D} context
 * @param {Drawing} drawing
 * @returns {boolean} whether anything was drawn
 */
function drawMarks(context, drawing) {
  const { simulation, player, canvas, colours, pixelRatio: unit } = drawing;
  if (simulation.launchedCount > 0) drawEnds(context, drawing);
  const text = player.held ? start(drawing) : drawing.show.layers.data ? tally(player) : "";
  if (text) write(context, text, [40 * unit, canvas.height - 34 * unit], colours, unit);
  return text !== "";
}

/** What is seen while T* is held, and how far both are apart, which the whole engine finds out. @param {Drawing} drawing */
function start({ simulation, player, show }) {
  const what = `The start, ${show.layers.density ? "over" : "meant for"} ρ(·, T*)`;
  if (typeof simulation.startGap !== "function" || simulation.dynamics !== "reverse") return what;
  const gap = simulation.startGap();
  if (gap === undefined) {
    if (simulation.dim <= 2) player.wake();
    return what;
  }
  return Number.isFinite(gap) ? `${what}: KL ${gap < 1e-4 ? "below 0.0001" : `= ${short(gap)}`}` : `${what}: one place`;
}

/** A cross where a launched particle began; once it has arrived, a ring around it, and the point's number. @param {CanvasRenderingContext2D} context @param {Drawing} drawing */
function drawEnds(context, { picture, simulation, player, colours, canvas, pixelRatio: unit }) {
  const paths = picture.launchedPaths(simulation, player.fraction);
  const moving = movingColour(simulation, colours);
  const arm = 6 * unit;
  context.beginPath();
  for (let i = 0; i + 3 < paths.length; i += 4) {
    const [x, y] = [paths[i], paths[i + 1]];
    if (i > 0 && x === paths[i - 2] && y === paths[i - 1]) continue;
    context.moveTo(x - arm, y - arm);
    context.lineTo(x + arm, y + arm);
    context.moveTo(x - arm, y + arm);
    context.lineTo(x + arm, y - arm);
  }
  over(context, moving, 2.4, colours, unit);
  if (!player.done || player.behind) return;
  const ends = picture.launchedHeads(simulation, player.fraction).slice();
  context.beginPath();
  for (let i = 0; i + 1 < ends.length; i += 2) {
    context.moveTo(ends[i] + 11 * unit, ends[i + 1]);
    context.arc(ends[i], ends[i + 1], 11 * unit, 0, 2 * Math.PI);
  }
  over(context, moving, 2.4, colours, unit);
  const state = simulation.launchedState();
  if (state.length === 0 || simulation.dynamics === "forward") return;
  const [{ index, point }] = simulation.inspect(state, player.time).top;
  const isOn = state.every((x, j) => x === Math.fround(point[j]));
  const [x, y] = ends.subarray(-2);
  const left = x > canvas.width - 170 * unit;
  context.textAlign = left ? "right" : "left";
  write(context, `ended ${isOn ? "on" : "near"} point ${count(index)}`, [x + (left ? -17 : 17) * unit, y], colours, unit);
}

/** The path that was traced, over a halo. @param {CanvasRenderingContext2D} context @param {string} colour @param {number} width @param {import("../engine/types.js").Colours} colours @param {number} unit */
function over(context, colour, width, colours, unit) {
  context.strokeStyle = faded(colours.background, 0.9);
  context.lineWidth = (width + 2.5) * unit;
  context.stroke();
  context.strokeStyle = colour;
  context.lineWidth = width * unit;
  context.stroke();
}

/** Words on the picture, over a halo. @param {CanvasRenderingContext2D} context @param {string} text @param {number[]} at @param {import("../engine/types.js").Colours} colours @param {number} unit */
function write(context, text, [x, y], colours, unit) {
  context.font = `600 ${13 * unit}px system-ui, sans-serif`;
  context.textBaseline = "middle";
  context.lineWidth = 4 * unit;
  context.strokeStyle = faded(colours.background, 0.9);
  context.fillStyle = colours.ink;
  context.strokeText(text, x, y);
  context.fillText(text, x, y);
  context.textAlign = "left";
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
 * @param {import("../engine/types.js").Colours} colours
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

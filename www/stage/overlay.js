// Everything that is lines and letters: cells, arrows, beams, paths, the launched particle, capture counts, and what
// the reader points at. One path per layer, in the picture's device pixels.

import { faded } from "./colours.js";
import { count } from "../lib/numbers.js";
import { isLine, lighthouse, movingColour, stroke, trace } from "./strokes.js";

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
 * @property {{under: Draw, over: Draw, cores: Draw} | null} lines  what draws the view of a line, and cores: it comes with the whole engine
 * @property {HTMLCanvasElement} canvas  the uppermost
 * @property {Hand | null} hand  what draws where the reader points: it comes after the first picture
 */

/** Above this many data points counts would only cover each other. */
export const MOST_LABELS = 60;

/** @type {LaunchedLook} */
const LAUNCHED = { halo: 0.85, around: 5.5, width: 2.6, head: 5.5 };

/** Of many paths lines are thin. */
const FEW_PATHS = 12;
/** Shades in which a path fades with age. */
const SHADES = 4;

/** @typedef {(context: CanvasRenderingContext2D, drawing: Drawing) => boolean} Draw */

/** @typedef {NonNullable<import("./stage.js").Pointing["inspected"]>} Inspected */
/** @typedef {NonNullable<import("./stage.js").Pointing["pen"]>} Pen */
/** @typedef {{inspected: (context: CanvasRenderingContext2D, drawing: Drawing, inspected: Inspected) => void, pen: (context: CanvasRenderingContext2D, drawing: Drawing, pen: Pen) => void, beams: (context: CanvasRenderingContext2D, drawing: Drawing, beams: Float32Array) => void, marks: Draw}} Hand  what comes after the first picture: also the ends of beams, of launched paths, and the tally */

/** Whether all else steps back behind launched particles: as long as they are under way. @param {import("../clock/player.js").Player} player */
export function isDimmed({ simulation, done }) {
  return simulation !== null && !done && simulation.launchedCount > 0 && !isLine(simulation);
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
  if (isLine(simulation)) return drawing.lines?.under(context, drawing) ?? false;
  const paths = player.paths > 0;
  const cores = drawing.lines?.cores(context, drawing) === true;
  if (!paths && !show.layers.cells && !show.layers.arrows && !show.layers.beams) return cores;
  const moving = movingColour(simulation, colours);
  context.lineCap = "round";
  context.lineJoin = "round";
  if (show.layers.cells) stroke(context, picture.cells(simulation, fraction), faded(colours.ink, 0.5), unit);
  if (show.layers.arrows) stroke(context, picture.arrows(simulation, fraction), faded(colours.ink, 0.55), 1.1 * unit);
  if (show.layers.beams) {
    const beams = picture.beams(simulation, fraction);
    stroke(context, beams, faded(colours.lighthouse, simulation.count > 400 ? 0.4 : 0.9), 1.2 * unit);
    drawing.hand?.beams(context, drawing, beams);
  }
  if (paths) drawPaths(context, drawing, moving);
  return true;
}

/**
 * Paths, the older the fainter; where particles have the colour of their captors, paths have it too (in the whole module).
 * @param {CanvasRenderingContext2D} context
 * @param {Drawing} drawing
 * @param {string} moving
 */
function drawPaths(context, { picture, simulation, player, show, colours, pixelRatio: unit }, moving) {
  const segments = picture.paths(simulation, player.fraction);
  const many = Math.min(player.paths, simulation.particles);
  const few = many <= FEW_PATHS;
  const each = segments.length / many;
  const strong = (few ? 0.9 : many <= 60 ? 0.5 : 0.32) * (isDimmed(player) ? 0.25 : 1);
  // One stroke for all of a shade, unless each path has a colour of its own.
  const strokes = show.layers.captured && picture.captorColour ? many : 1;
  for (let shade = 1; shade <= SHADES; shade++) {
    const [from, to] = [shade - 1, shade].map((part) => 4 * Math.round((part * each) / (4 * SHADES)));
    for (let i = 0; i < strokes; i++) {
      context.beginPath();
      for (let k = i; k < many; k += strokes) trace(context, segments, k * each + from, k * each + to);
      if (few) {
        context.strokeStyle = faded(colours.background, 0.6);
        context.lineWidth = 3 * unit;
        context.stroke();
      }
      const colour = strokes === 1 ? moving : `#${picture.captorColour(simulation, i).toString(16).padStart(6, "0")}`;
      context.strokeStyle = faded(colour, strong * (shade / SHADES) ** 2);
      context.lineWidth = (few ? 1.4 : 0.9) * unit;
      context.stroke();
    }
  }
}

/**
 * What lies over everything: numbers, the launched particle, what the reader points at.
 * @param {CanvasRenderingContext2D} context
 * @param {Drawing} drawing
 * @returns {boolean} whether anything was drawn
 */
export function drawOverlay(context, drawing) {
  const { picture, simulation, captures, pointing, hand, pixelRatio: unit } = drawing;
  if (isLine(simulation)) return drawing.lines?.over(context, drawing) ?? false;
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
  const marked = hand?.marks(context, drawing) === true;
  if (pointing.inspected) hand?.inspected(context, drawing, pointing.inspected);
  if (pointing.pen) hand?.pen(context, drawing, pointing.pen);
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

// What lies under the particles: cells, arrows, beams, paths. One path per layer, in the picture's device pixels. What lies
// over them comes after the first picture, with hand-marks.js.

import { faded } from "./colours.js";
import { isLine, movingColour, stroke, trace } from "./strokes.js";

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
 * @property {import("../engine/types.js").Frame} frame  of a line view
 * @property {{under: Draw, over: Draw, cores: Draw} | null} lines  what draws the view of a line, and cores: it comes with the whole engine
 * @property {HTMLCanvasElement} canvas  the uppermost
 * @property {Hand | null} hand  what draws over everything: it comes after the first picture
 */

/** Of many paths lines are thin. */
const FEW_PATHS = 12;
/** Shades in which a path fades with age. */
const SHADES = 4;

/** @typedef {(context: CanvasRenderingContext2D, drawing: Drawing) => boolean} Draw */

/** @typedef {NonNullable<import("./stage.js").Pointing["inspected"]>} Inspected */
/** @typedef {NonNullable<import("./stage.js").Pointing["pen"]>} Pen */
/** @typedef {{over: Draw, beams: (context: CanvasRenderingContext2D, drawing: Drawing, beams: Float32Array) => void}} Hand  what lies over everything, and the ends of beams */

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
  const strokes = show.layers.captured && typeof picture.captorColour === "function" ? many : 1;
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
 * What lies over everything.
 * @param {CanvasRenderingContext2D} context
 * @param {Drawing} drawing
 * @returns {boolean} whether anything was drawn
 */
export function drawOverlay(context, drawing) {
  const { simulation, lines, hand } = drawing;
  return (isLine(simulation) ? lines : hand)?.over(context, drawing) ?? false;
}

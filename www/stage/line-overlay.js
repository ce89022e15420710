// The view of one coordinate: paths against time, the cursor in both halves, the slice beside them, and what the
// reader points at. The map behind is an image, the axes are on their own canvas; here is what moves.

import { faded } from "./colours.js";
import { count } from "../lib/numbers.js";
import { MOST_LABELS } from "./overlay.js";
import { crosshair, drawBars, ring } from "./hand-marks.js";
import { lighthouse, movingColour, stroke } from "./strokes.js";

/** @typedef {import("./overlay.js").Drawing} Drawing */
/** @typedef {import("../engine/types.js").Simulation} Simulation */

/** Companion paths are there for comparison: no more than these. */
const MOST_COMPANIONS = 24;

/**
 * What lies under the particles and data points.
 * @param {CanvasRenderingContext2D} context
 * @param {Drawing} drawing
 * @returns {boolean} whether anything was drawn
 */
export function drawLineUnderlay(context, drawing) {
  const { picture, simulation, player, show, colours, pixelRatio: unit } = drawing;
  const { fraction } = player;
  const [left, , right, top, bottom] = drawing.frame;
  const moving = movingColour(simulation, colours);
  const resting = simulation.dynamics === "forward" ? colours.reverse : colours.forward;
  context.save();
  context.beginPath();
  context.rect(left - unit, top, right - left + 2 * unit, bottom - top);
  context.clip();
  if (simulation.dynamics === "bridge") drawBand(context, drawing);
  if (player.paths > 0) {
    const many = player.paths;
    const strong = many <= 24 ? 0.85 : many <= 60 ? 0.5 : 0.32;
    const width = (many <= 24 ? 1.25 : 0.9) * unit;
    stroke(context, picture.companions(simulation, Math.min(many, MOST_COMPANIONS)), faded(deep(resting, colours), 0.55), 0.9 * unit);
    stroke(context, picture.paths(simulation, fraction), faded(deep(moving, colours), strong), width);
  }
  drawCursor(context, drawing);
  if (show.layers.cells) stroke(context, picture.cells(simulation, fraction), faded(colours.ink, 0.6), unit);
  if (show.layers.beams) stroke(context, picture.beams(simulation, fraction), faded(colours.lighthouse, simulation.count > 400 ? 0.4 : 0.9), 1.2 * unit);
  context.restore();
  drawSlice(context, drawing, moving);
  return true;
}

/**
 * What lies over everything.
 * @param {CanvasRenderingContext2D} context
 * @param {Drawing} drawing
 * @returns {boolean} whether anything was drawn
 */
export function drawLineOverlay(context, drawing) {
  const { picture, simulation, player, show, colours, captures, pointing, pixelRatio: unit } = drawing;
  const labelled = captures !== null && simulation.count <= MOST_LABELS;
  const launched = simulation.launchedCount > 0;
  const arrows = show.layers.arrows;
  if (!labelled && !launched && !arrows && !pointing.inspected && !pointing.pen) return false;
  if (arrows) stroke(context, picture.arrows(simulation, player.fraction), faded(colours.ink, 0.75), 1.3 * unit);
  if (labelled) drawCaptures(context, drawing, captures);
  if (launched) drawLaunched(context, drawing);
  if (pointing.inspected) drawInspected(context, drawing, pointing.inspected);
  if (pointing.pen) drawPen(context, drawing, pointing.pen);
  return true;
}

/** A colour a third of the way to ink: lines that are read on a map of their own hue. @param {string} colour @param {Drawing["colours"]} colours */
function deep(colour, { ink }) {
  const channel = (/** @type {string} */ hex, /** @type {number} */ k) => parseInt(hex.slice(1 + 2 * k, 3 + 2 * k), 16);
  return `#${[0, 1, 2].map((k) => Math.round(0.62 * channel(colour, k) + 0.38 * channel(ink, k)).toString(16).padStart(2, "0")).join("")}`;
}

/** Mean and mean ± 2σ of the bridge, (4.12). @param {CanvasRenderingContext2D} context @param {Drawing} drawing */
function drawBand(context, { picture, simulation, colours, pixelRatio: unit }) {
  const points = picture.band(simulation);
  const each = points.length / 3;
  for (let k = 0; k < 3; k++) {
    context.beginPath();
    for (let i = k * each; i < (k + 1) * each; i += 2) context.lineTo(points[i], points[i + 1]);
    context.setLineDash(k === 0 ? [] : [5 * unit, 4 * unit]);
    context.strokeStyle = faded(colours.ink, k === 0 ? 0.8 : 0.6);
    context.lineWidth = (k === 0 ? 1.5 : 1.1) * unit;
    context.stroke();
  }
  context.setLineDash([]);
}

/** One moment, at mirrored places. @param {CanvasRenderingContext2D} context @param {Drawing} drawing */
function drawCursor(context, { picture, simulation, player, frame, colours, pixelRatio: unit }) {
  const [, , , top, bottom] = frame;
  const time = player.time;
  const reverse = simulation.dynamics !== "forward";
  for (const running of [false, true]) {
    const x = picture.column(time, reverse === running);
    context.beginPath();
    context.moveTo(x, top);
    context.lineTo(x, bottom);
    context.setLineDash(running ? [] : [3 * unit, 4 * unit]);
    context.strokeStyle = faded(colours.background, 0.7);
    context.lineWidth = (running ? 3.5 : 2.5) * unit;
    if (running) context.stroke();
    context.strokeStyle = faded(colours.ink, running ? 0.85 : 0.55);
    context.lineWidth = (running ? 1.3 : 1) * unit;
    context.stroke();
  }
  context.setLineDash([]);
}

/** The grips of the cursor stand below the map, where nothing else is. @param {CanvasRenderingContext2D} context @param {Drawing} drawing @param {string} moving */
function drawGrip(context, { picture, simulation, player, frame, colours, pixelRatio: unit }, moving) {
  const [, , , top] = frame;
  const x = picture.column(player.time, simulation.dynamics !== "forward");
  const size = 5.5 * unit;
  context.beginPath();
  context.moveTo(x, top + 0.5 * size);
  context.lineTo(x - size, top - 0.9 * size);
  context.lineTo(x + size, top - 0.9 * size);
  context.closePath();
  context.fillStyle = moving;
  context.fill();
  context.strokeStyle = colours.background;
  context.lineWidth = 1.2 * unit;
  context.stroke();
}

/** Histogram, finite volumes and closed form at the cursor. @param {CanvasRenderingContext2D} context @param {Drawing} drawing @param {string} moving */
function drawSlice(context, drawing, moving) {
  const { picture, simulation, player, show, colours, frame, pixelRatio: unit } = drawing;
  const { fraction } = player;
  const [, , , top, bottom, left, right] = frame;
  context.save();
  context.beginPath();
  context.rect(left, top, right - left + unit, bottom - top);
  context.clip();
  if (show.layers.particles) {
    const bars = picture.bars(simulation, fraction);
    context.beginPath();
    for (let i = 0; i + 3 < bars.length; i += 4) context.rect(bars[i], bars[i + 1] + 0.5 * unit, bars[i + 2], bars[i + 3] - unit);
    context.fillStyle = faded(moving, 0.34);
    context.fill();
  }
  context.lineJoin = "round";
  if (show.layers.pde) {
    polyline(context, picture.pde(simulation, fraction));
    context.strokeStyle = moving;
    context.lineWidth = 2.4 * unit;
    context.stroke();
  }
  if (show.layers.closed) {
    polyline(context, picture.closed(simulation, fraction));
    context.strokeStyle = colours.ink;
    context.lineWidth = 1.2 * unit;
    context.setLineDash([4 * unit, 3.5 * unit]);
    context.stroke();
    context.setLineDash([]);
  }
  context.restore();
  drawGrip(context, drawing, moving);
}

/** @param {CanvasRenderingContext2D} context @param {Float32Array} points */
function polyline(context, points) {
  context.beginPath();
  for (let i = 0; i + 1 < points.length; i += 2) context.lineTo(points[i], points[i + 1]);
}

/** @param {CanvasRenderingContext2D} context @param {Drawing} drawing @param {Uint32Array} captures */
function drawCaptures(context, { picture, simulation, frame, colours, pixelRatio: unit }, captures) {
  const points = simulation.points();
  const reverse = simulation.dynamics !== "forward";
  const x = reverse ? frame[2] - 10 * unit : frame[0] + 10 * unit;
  context.font = `600 ${12 * unit}px system-ui, sans-serif`;
  context.textBaseline = "middle";
  context.textAlign = reverse ? "right" : "left";
  context.lineWidth = 3.5 * unit;
  context.strokeStyle = faded(colours.background, 0.9);
  context.fillStyle = colours.ink;
  for (let i = 0; i < captures.length; i++) {
    const y = picture.row(points[i]);
    context.strokeText(count(captures[i]), x, y);
    context.fillText(count(captures[i]), x, y);
  }
}

/** Launched particles, their paths, and the beam of the last one to x̄₀ at t = 0, as in figure 7. @param {CanvasRenderingContext2D} context @param {Drawing} drawing */
function drawLaunched(context, { picture, simulation, player, frame, colours, pixelRatio: unit }) {
  const moving = movingColour(simulation, colours);
  const paths = picture.launchedPaths(simulation, player.fraction);
  stroke(context, paths, faded(colours.background, 0.85), 4.5 * unit);
  stroke(context, paths, moving, 2 * unit);
  const state = simulation.launchedState();
  const heads = picture.launchedHeads(simulation, player.fraction).slice();
  if (state.length > 0 && player.time > 0 && heads.length > 1) {
    const { mean } = simulation.inspect(state, player.time);
    const edge = simulation.dynamics === "forward" ? frame[0] : frame[2];
    lighthouse(context, [edge, picture.row(mean[0])], heads.subarray(-2), colours, unit);
  }
  context.beginPath();
  for (let i = 0; i + 1 < heads.length; i += 2) {
    context.moveTo(heads[i] + 5 * unit, heads[i + 1]);
    context.arc(heads[i], heads[i + 1], 5 * unit, 0, 2 * Math.PI);
  }
  context.fillStyle = moving;
  context.fill();
  context.lineWidth = 2 * unit;
  context.strokeStyle = colours.background;
  context.stroke();
}

/**
 * The weights λ_i as bars at the data points, x̄₀ beside them, and the place itself as a crosshair: all in the half
 * that is pointed at.
 * @param {CanvasRenderingContext2D} context
 * @param {Drawing} drawing
 * @param {NonNullable<import("./stage.js").Pointing["inspected"]>} inspected
 */
function drawInspected(context, { picture, simulation, player, frame, colours, pixelRatio: unit }, { at, time, forward, inspection, keyboard }) {
  const points = simulation.points();
  const edge = forward ? frame[0] : frame[2];
  const inwards = forward ? 1 : -1;
  drawBars(context, inspection, colours, unit, (i, length, width) => {
    const from = edge + inwards * 7 * unit;
    context.rect(Math.min(from, from + inwards * length), picture.row(points[i]) - width / 2, length, width);
  });

  const here = [picture.column(time ?? player.time, !forward), picture.row(at[0])];
  lighthouse(context, [edge, picture.row(inspection.mean[0])], here, colours, unit);
  crosshair(context, here, keyboard, colours, unit);
}

/** A point of the data belongs to t = 0: the pen is at the left edge. @param {CanvasRenderingContext2D} context @param {Drawing} drawing @param {NonNullable<import("./stage.js").Pointing["pen"]>} pen */
function drawPen(context, { picture, frame, colours, pixelRatio: unit }, { at, index }) {
  const y = picture.row(at[0]);
  context.setLineDash([3 * unit, 3 * unit]);
  context.strokeStyle = faded(colours.ink, 0.45);
  context.lineWidth = unit;
  context.beginPath();
  context.moveTo(frame[0], y);
  context.lineTo(frame[2], y);
  context.stroke();
  ring(context, [frame[0], y], index !== null, colours, unit);
}

// The view of one coordinate: paths against time, the cursor in both halves, the slice beside them, and what the
// reader points at. The map behind is an image, the axes are on their own canvas; here is what moves.

import { faded } from "./colours.js";
import { crosshair, drawCaptures, drawLaunched, drawWeights, lighthouse, MOST_LABELS, ring } from "./hand-marks.js";
import { movingColour, stroke } from "./strokes.js";

/** @typedef {import("./overlay.js").Drawing} Drawing */

/** Companion paths are there for comparison: no more than these. */
const MOST_COMPANIONS = 24;
/** On the map, whose colours are near its own, a launched path is drawn more strongly. @type {import("./hand-marks.js").LaunchedLook} */
const LAUNCHED = { halo: 0.85, around: 4.5, width: 2, head: 5 };

/**
 * What lies under the particles and data points.
 * @param {CanvasRenderingContext2D} context
 * @param {Drawing} drawing
 * @returns {boolean} whether anything was drawn
 */
export function drawLineUnderlay(context, drawing) {
  const { picture, simulation, player, show, colours, pixelRatio: unit } = drawing;
  const { fraction } = player;
  const { left, right, top, bottom } = drawing.frame;
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
  drawWay(context, drawing);
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
  const { left, right } = drawing.frame;
  const labelled = captures !== null && simulation.count <= MOST_LABELS;
  const launched = simulation.launchedCount > 0;
  const arrows = show.layers.arrows;
  if (!labelled && !launched && !arrows && !pointing.inspected && !pointing.pen) return false;
  if (arrows) stroke(context, picture.arrows(simulation, player.fraction), faded(colours.ink, 0.75), 1.3 * unit);
  const forward = simulation.dynamics === "forward";
  if (labelled) {
    const column = forward ? left + 10 * unit : right - 10 * unit;
    drawCaptures(context, drawing, captures, forward ? "left" : "right", (x) => [column, picture.row(x)]);
  }
  // The beam of the last one leads to x̄₀ at t = 0, as in figure 7.
  if (launched) drawLaunched(context, drawing, LAUNCHED, (mean) => [forward ? left : right, picture.row(mean[0])]);
  if (pointing.inspected) drawInspected(context, drawing, pointing.inspected);
  if (pointing.pen) drawPen(context, drawing, pointing.pen);
  return true;
}

/** A colour a third of the way to ink: lines that are read on a map of their own hue. @param {string} colour @param {Drawing["colours"]} colours */
function deep(colour, { ink }) {
  const channel = (/** @type {string} */ hex, /** @type {number} */ k) => parseInt(hex.slice(1 + 2 * k, 3 + 2 * k), 16);
  return `#${[0, 1, 2].map((k) => Math.round(0.62 * channel(colour, k) + 0.38 * channel(ink, k)).toString(16).padStart(2, "0")).join("")}`;
}

/**
 * Along the foot of the map what is where, and which way it goes: data, noise at T*, data again.
 * @param {CanvasRenderingContext2D} context
 * @param {Drawing} drawing
 */
function drawWay(context, { picture, simulation, player, frame, colours, pixelRatio: unit }) {
  const { left, right, bottom } = frame;
  const seam = picture.column(Number(player.scene["t-star"]), false);
  const half = (seam - left) / unit;
  const [data, again] = simulation.dynamics === "bridge" ? ["one point", "its point"] : ["data", "data again"];
  const wide = half > 190;
  const words = /** @type {[string, number, CanvasTextAlign, string][]} */ ([
    [data, left + 7 * unit, "left", colours.ink],
    [wide ? "forward →" : "→", (left + seam) / 2, "center", colours.forward],
    [wide ? "noise, and back at T*" : "noise", seam, "center", colours.ink],
    [wide ? "back →" : "→", (seam + right) / 2, "center", colours.reverse],
    [again, right - 7 * unit, "right", colours.ink],
  ]);
  context.font = `500 ${12 * unit}px system-ui, sans-serif`;
  context.textBaseline = "alphabetic";
  context.lineJoin = "round";
  context.lineWidth = 3.5 * unit;
  context.strokeStyle = faded(colours.background, 0.85);
  for (const [text, x, align, colour] of words) {
    context.textAlign = align;
    context.fillStyle = colour;
    context.strokeText(text, x, bottom - 7 * unit);
    context.fillText(text, x, bottom - 7 * unit);
  }
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
  const { top, bottom } = frame;
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
  const { top } = frame;
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
  const { top, bottom, sliceLeft: left, sliceRight: right } = frame;
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

/**
 * The weights λ_i as areas at the data points, x̄₀ beside them, and the place itself as a crosshair: all in the half
 * that is pointed at.
 * @param {CanvasRenderingContext2D} context
 * @param {Drawing} drawing
 * @param {NonNullable<import("./stage.js").Pointing["inspected"]>} inspected
 */
function drawInspected(context, { picture, simulation, player, frame, colours, pixelRatio: unit }, { at, time, forward, inspection, keyboard }) {
  const points = simulation.points();
  const edge = forward ? frame.left : frame.right;
  const inwards = forward ? 1 : -1;
  drawWeights(context, inspection, colours, unit, inwards, (i) => [edge, picture.row(points[i])]);
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
  context.moveTo(frame.left, y);
  context.lineTo(frame.right, y);
  context.stroke();
  ring(context, [frame.left, y], index !== null, colours, unit);
}

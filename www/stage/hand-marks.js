// What the reader's hand leaves on the plane: the place that is inspected, and the pen.

import { faded } from "./colours.js";
import { percent } from "../lib/numbers.js";
import { lighthouse } from "./strokes.js";

/** @typedef {import("./overlay.js").Drawing} Drawing */

/** The radius of the area that stands for λ = 1, in CSS pixels. */
const WHOLE = 24;

/**
 * The weights λ_i as areas around the data points, x̄₀, and the place itself as a crosshair.
 * @param {CanvasRenderingContext2D} context
 * @param {Drawing} drawing
 * @param {{at: Float64Array, inspection: import("../engine/types.js").Inspection, keyboard: boolean}} inspected
 */
export function drawInspected(context, { picture, simulation, colours, pixelRatio: unit }, { at, inspection, keyboard }) {
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
export function drawPen(context, { picture, colours, pixelRatio: unit }, { at, index }) {
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

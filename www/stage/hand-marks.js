// What the reader's hand leaves on the plane: the place that is inspected, and the pen.

import { MOST_LABELS } from "./overlay.js";
import { faded } from "./colours.js";
import { lighthouse } from "./strokes.js";

/** @typedef {import("./overlay.js").Drawing} Drawing */

/**
 * The weights λ_i as bars on the data points, x̄₀, and the place itself as a crosshair.
 * @param {CanvasRenderingContext2D} context
 * @param {Drawing} drawing
 * @param {{at: Float64Array, inspection: import("../engine/types.js").Inspection, keyboard: boolean}} inspected
 */
export function drawInspected(context, { picture, simulation, colours, pixelRatio: unit }, { at, inspection, keyboard }) {
  const points = simulation.points();
  const { dim } = simulation;
  drawBars(context, inspection, colours, unit, (i, length, width) => {
    const [x, y] = picture.toPixels(points[i * dim], dim > 1 ? points[i * dim + 1] : 0);
    context.rect(x - width / 2, y - 7 * unit - length, width, length);
  });
  const here = picture.toPixels(at[0], at[1] ?? 0);
  lighthouse(context, picture.toPixels(inspection.mean[0], inspection.mean[1] ?? 0), here, colours, unit);
  crosshair(context, here, keyboard, colours, unit);
}

/**
 * The weights λ_i as bars.
 * @param {CanvasRenderingContext2D} context
 * @param {import("../engine/types.js").Inspection} inspection
 * @param {import("../engine/types.js").Colours} colours
 * @param {number} unit
 * @param {(i: number, length: number, width: number) => void} bar  adds the one of data point i to the path
 */
export function drawBars(context, { weights, top }, colours, unit, bar) {
  // A full bar is λ = 1 among few points; among many, where no λ is large, it is the largest.
  const few = weights.length <= MOST_LABELS;
  const largest = few ? 1 : top[0].weight;
  const longest = (few ? 46 : 28) * unit;
  const width = (few ? 5 : 2) * unit;
  context.beginPath();
  for (let i = 0; i < weights.length; i++) {
    const share = weights[i] / largest;
    if (share >= (few ? 0.0005 : 0.04)) bar(i, Math.max(1.5 * unit, share * longest), width);
  }
  context.strokeStyle = colours.background;
  context.lineWidth = 2 * unit;
  if (few) context.stroke();
  context.fillStyle = few ? colours.ink : faded(colours.ink, 0.7);
  context.fill();
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

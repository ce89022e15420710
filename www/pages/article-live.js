// The article's live numbers: <output data-live="…"> in a figure's caption follows what the figure shows, the prediction
// beside what is measured.

import { count } from "../lib/numbers.js";

/** @typedef {import("../element/element.js").ReverseDiffusionElement} Bench */
/** @typedef {import("../engine/types.js").Simulation} Simulation */

/** Milliseconds between two measurements; they are numbers to read. */
const PAUSE = 200;
const OF_ALL = 1200;

/** @type {Record<string, (benches: Bench[]) => string>} */
const NUMBERS = {
  /** The headline, counted. */
  landed: ([bench]) => {
    const { player } = bench;
    if (!player.done) return "";
    const simulation = /** @type {Simulation} */ (player.simulation);
    return `${count(simulation.capturedExactly())} of ${count(simulation.particles)} ended on a data point, to the last bit.`;
  },
  /** The heat flow as a kernel density estimate: h = √(2t). */
  width: ([bench]) => `h = ${Math.sqrt(2 * bench.player.time).toFixed(2)}`,
  nearest: ([bench]) => {
    const { mean } = distances(bench, 1);
    return `Distance to the nearest example: ${mean.toFixed(2)} on average; ${percent(landed(bench))} of the samples are copies, to the last bit.`;
  },
  farthest: ([bench]) => {
    if (!bench.player.done) return "(It is not over yet.)";
    const { largest } = distances(bench, 1);
    return `Measured: ${largest.toFixed(3)}; ${percent(landed(bench))} stand on an example, to the last bit. (3.19) predicts 0 and 100 %.`;
  },
  /** What is left about the one data point, beside what this scheme leaves in so many steps; 2Δ where Δ ≪ 1. */
  "variance-euler": ([bench]) => kept(bench),
  variance: ([, bench]) => kept(bench),
  /** The counts of the cells beside what (3.18) says of these very starts, where λ is a chance. */
  captures: ([bench]) => {
    const simulation = /** @type {Simulation} */ (bench.player.simulation);
    const counted = `In the cells now: ${[...simulation.captures()].join(" · ")}.`;
    if (simulation.lambdaIs(false) !== "chance") return `${counted} Without noise the start alone decides, and (3.18) does not apply.`;
    return `${counted} At the end, by (3.18): ${[...simulation.expectedCaptures()].map((count) => count.toFixed(0)).join(" · ")}.`;
  },
  sides: ([bench]) => {
    const [left, right] = /** @type {Simulation} */ (bench.player.simulation).captures();
    return `Nearer to the left point: ${left}, to the right one: ${right}. Predicted at the end: 300 ± 12 each.`;
  },
  /** Each sample is α x_i + σ z for some i, so the nearest is on root mean square no farther than σ√d. */
  rms: ([bench]) => {
    const { player } = bench;
    if (!player.done) return "";
    const { time } = player;
    const sigma = Math.sqrt(-Math.expm1(-2 * time));
    const { rms } = distances(bench, Math.exp(-time));
    return `Root mean square distance to the nearest shrunken example: ${rms.toFixed(3)}; the width is σ = ${sigma.toFixed(3)}, and σ√2 = ${(sigma * Math.SQRT2).toFixed(3)} bounds it${Number(bench.scene["t-min"]) === 0 ? " only where the reversal is exact" : ""}.`;
  },
};

/** @param {Element} figure @param {Bench[]} benches */
export function startLive(figure, benches) {
  const outputs = /** @type {HTMLOutputElement[]} */ ([...figure.querySelectorAll("output[data-live]")]);
  if (outputs.length === 0) return;
  for (const output of outputs) output.setAttribute("aria-live", "off");
  let timer = 0;
  const write = () => {
    timer = 0;
    if (!benches.every((bench) => bench.running && bench.player.simulation)) return;
    for (const output of outputs) {
      const text = NUMBERS[output.dataset.live ?? ""]?.(benches) ?? "";
      if (output.textContent !== text) output.textContent = text;
    }
  };
  const later = () => { timer ||= window.setTimeout(write, PAUSE); };
  for (const bench of benches) {
    bench.addEventListener("ready", () => {
      for (const type of ["scene", "state", "done"]) bench.player.addEventListener(type, later);
      // A run that plays, or catches up with where it was sent, says nothing until it arrives.
      bench.player.afterFrame = later;
      later();
    });
    bench.addEventListener("change", later);
  }
}

/** @param {Bench} bench */
function kept(bench) {
  const { player } = bench;
  const predicted = /** @type {Simulation} */ (player.simulation).distanceKept();
  return `variance ${variance(bench).toFixed(3)}${player.done && predicted !== undefined ? `, predicted ${predicted.toFixed(3)}` : ""}`;
}

/** @param {Bench} bench */
function variance(bench) {
  const simulation = /** @type {Simulation} */ (bench.player.simulation);
  const at = simulation.positions();
  const [x, y] = simulation.points();
  let sum = 0;
  for (let k = 0; k < at.length; k += 2) sum += (at[k] - x) ** 2 + (at[k + 1] - y) ** 2;
  // Two coordinates a particle.
  return sum / at.length;
}

/** From each particle to the nearest data point, shrunk by a factor. @param {Bench} bench @param {number} factor */
function distances(bench, factor) {
  const simulation = /** @type {Simulation} */ (bench.player.simulation);
  const at = simulation.positions();
  const points = simulation.points();
  const some = Math.min(at.length / 2, OF_ALL * Math.max(1, 300 / (points.length / 2)));
  let sum = 0, squares = 0, largest = 0;
  for (let k = 0; k < some; k++) {
    let least = Infinity;
    for (let i = 0; i < points.length; i += 2) {
      least = Math.min(least, (at[2 * k] - factor * points[i]) ** 2 + (at[2 * k + 1] - factor * points[i + 1]) ** 2);
    }
    const distance = Math.sqrt(least);
    sum += distance;
    squares += least;
    largest = Math.max(largest, distance);
  }
  return { mean: sum / some, rms: Math.sqrt(squares / some), largest };
}

/** The share of particles that stand on a data point, to the last bit. @param {Bench} bench */
function landed(bench) {
  const simulation = /** @type {Simulation} */ (bench.player.simulation);
  return simulation.capturedExactly() / simulation.particles;
}

/** @param {number} share */
function percent(share) {
  return `${(100 * share).toFixed(share > 0.995 && share < 1 ? 1 : 0)} %`;
}

// What symbols of the article stand for at this moment: their values in the figure in view, read off its element.

import { count, counted, fixed, place, short } from "../lib/numbers.js";

/** @typedef {import("../element/element.js").ReverseDiffusionElement} Bench */
/** @typedef {import("../engine/types.js").Simulation} Simulation */

/** By the names that the table of notation gives them; null where the figure has no such value. @type {Record<string, (bench: Bench) => string | null>} */
const VALUES = {
  time: (bench) => (hasClock(bench) ? `t = ${moment(bench.player.time)}` : null),
  backward: (bench) => (hasClock(bench) ? `s = ${moment(Number(bench.scene["t-star"]) - bench.player.time)}` : null),
  step: (bench) => (hasClock(bench) ? `step ${count(bench.player.index)} of ${count(bench.player.steps)}` : null),
  horizon: (bench) => `T* = ${short(Number(bench.scene["t-star"]))}`,
  stop: (bench) => (bench.scene["t-min"] === undefined ? null : Number(bench.scene["t-min"]) === 0 ? "t_min = 0: it runs to the end" : `t_min = ${short(Number(bench.scene["t-min"]))}`),
  length: (bench) => {
    if (!hasClock(bench)) return null;
    const { index, steps } = bench.player;
    const times = simulationOf(bench).times();
    const [from, to] = index < steps ? [index, index + 1] : [steps - 1, steps];
    return times.length > to ? `the ${index < steps ? "next" : "last"} step takes ${short(Math.abs(times[to] - times[from]))}` : null;
  },
  count: (bench) => `N = ${count(simulationOf(bench).count)}`,
  points: (bench) => counted(simulationOf(bench).count, "example"),
  dimension: (bench) => `d = ${count(simulationOf(bench).dim)}`,
  width: (bench) => `b = ${short(Number(bench.scene.width))}`,
  alpha: (bench) => (hasClock(bench) ? `α = ${short(spread(bench).alpha)}` : null),
  sigma: (bench) => (hasClock(bench) ? `σ = ${short(spread(bench).sigma)}` : null),
  kappa: (bench) => (hasClock(bench) ? `σ/α = ${short(spread(bench).sigma / spread(bench).alpha)}` : null),
  bandwidth: (bench) => (hasClock(bench) && bench.scene.process === "heat" ? `h = √(2t) = ${fixed(spread(bench).sigma, 2)}` : null),
  epsilon: (bench) => (bench.scene.dynamics === "reverse" && (hasControl(bench, "epsilon") || !hasStudy(bench)) ? `ε = ${short(Number(bench.scene.epsilon))}` : null),
  margin: (bench) => (hasControl(bench, "gamma") ? `γ = ${short(Number(bench.scene.gamma))}` : null),
  lighthouse: (bench) => {
    const found = posterior(bench);
    return found && `${found.where} it is ${place(found.inspection.mean)}`;
  },
  effective: (bench) => {
    const found = posterior(bench);
    if (!found) return null;
    const [{ weight }] = found.inspection.top;
    const effective = short(found.inspection.effective);
    return `${found.where} the largest is ${short(weight)}; ${effective} ${effective === "1" ? "example counts" : "examples count"} in effect`;
  },
};

export const VALUE_NAMES = Object.keys(VALUES);

/** A value in words, or null where there is none. @param {string} name @param {Bench} bench */
export function valueOf(name, bench) {
  return bench.running && bench.player.simulation ? VALUES[name]?.(bench) ?? null : null;
}

/** The control of a parameter, where the figure has one that has an effect. @param {Bench} bench @param {string} parameter @returns {HTMLElement | null} */
export function controlOf(bench, parameter) {
  const field = /** @type {HTMLElement | null} */ (bench.shadowRoot?.querySelector(`.field[data-parameter="${parameter}"]:not(.without-effect)`) ?? null);
  return field?.hidden ? null : field;
}

/** @param {Bench} bench @param {string} parameter */
function hasControl(bench, parameter) {
  return controlOf(bench, parameter) !== null;
}

/** @param {Bench} bench */
function hasStudy(bench) {
  return (bench.scene.study ?? "none") !== "none";
}

/** Some studies are about no moment in particular, and show no clock. @param {Bench} bench */
function hasClock(bench) {
  const clock = /** @type {HTMLElement | null} */ (bench.shadowRoot?.querySelector(".transport") ?? null);
  return clock === null || !clock.hidden;
}

/** @param {Bench} bench */
function simulationOf(bench) {
  return /** @type {Simulation} */ (bench.player.simulation);
}

/** α and σ at the moment that is shown. @param {Bench} bench */
export function spread(bench) {
  const { time } = bench.player;
  return bench.scene.process === "heat" ? { alpha: 1, sigma: Math.sqrt(2 * time) } : { alpha: Math.exp(-time), sigma: Math.sqrt(-Math.expm1(-2 * time)) };
}

/** λ and x̄₀ at the launched particle, else where the reader points, else at the first particle. @param {Bench} bench */
function posterior(bench) {
  const simulation = simulationOf(bench);
  const { time } = bench.player;
  if (!hasClock(bench) || time <= 0) return null;
  const { dim } = simulation;
  const launched = simulation.launchedCount > 0 ? simulation.launchedState() : null;
  const pointed = bench.inspector.at ?? null;
  const at = launched ?? pointed ?? simulation.positions().subarray(0, dim);
  if (at.length !== dim || dim > 2) return null;
  const where = launched ? "for the launched particle" : pointed ? "where you point" : `for a particle at ${place(at)}`;
  return { where, inspection: /** @type {import("../engine/types.js").Inspection} */ (simulation.inspect(Float64Array.from(at), time)) };
}

/** @param {number} t */
function moment(t) {
  return t >= 0.1 || t === 0 ? fixed(t, 2) : short(t);
}

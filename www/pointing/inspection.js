// What the inspector says of a place: where the lighthouse x̄₀ is, which data points a particle there came from or ends
// at, as the content of its panel and as a sentence.

import { count, fixed, percent, place, short } from "../lib/numbers.js";
import { drawBeamEnds, drawOver } from "../stage/hand-marks.js";
import { element } from "../lib/dom.js";

/** What is drawn over the plane. @type {import("../stage/overlay.js").Hand} */
export const hand = { over: drawOver, beams: drawBeamEnds };

export { INSPECTION } from "./inspection-style.js";

/** @typedef {import("../engine/types.js").Scene} Scene */
/** @typedef {import("../engine/types.js").Simulation} Simulation */
/** @typedef {import("../engine/types.js").Inspection} Inspection */

/** Data points that are named, and in a few words. */
const LISTED = 5;
const BRIEFLY = 3;

/** Those with the largest λ, however few. @param {Inspection} inspection @param {number} most */
const largest = ({ top }, most) => top.filter(({ weight }, i) => i === 0 || weight >= 0.0005).slice(0, most);

/** The amber mark of x̄₀. */
const lozenge = () => element("span", { class: "lozenge", "aria-hidden": "true" });

/**
 * Two lines: x̄₀, and where most of λ is.
 * @param {{at: Float64Array, inspection: Inspection, simulation: Simulation}} inspected
 * @param {Scene} scene
 * @param {boolean | null} forward  the half of a line view that is looked at
 * @returns {HTMLElement[]}
 */
export function brief({ inspection, simulation }, scene, forward) {
  const { heading } = meaning(simulation, scene, inspection.time, forward);
  // A picture of time has another one wherever it is looked at.
  const when = forward === null ? "" : `,  ${moment(inspection.time, scene, forward)}`;
  const named = largest(inspection, BRIEFLY).map(({ index, weight }, i) => `${i === 0 ? "point " : ""}${count(index)}: ${percent(weight)}`);
  return [
    element("p", { class: "where" }, lozenge(), `x̄₀ = ${place(inspection.mean)}${when}`),
    element("p", { class: "likely" }, `${heading === WEIGHTS ? "Weights λ," : heading} ${named.join(", ")}`),
  ];
}

/** "t = 0.600,  s = 2.400" @param {number} time @param {Scene} scene @param {boolean | null} forward */
function moment(time, scene, forward) {
  return `t = ${fixed(time, 3)}${forward === false ? `,  s = ${fixed(Number(scene["t-star"]) - time, 3)}` : ""}`;
}

/**
 * The content of the panel.
 * @param {{at: Float64Array, inspection: Inspection, simulation: Simulation}} inspected
 * @param {Scene} scene
 * @param {boolean | null} forward  the half of a line view that is looked at
 * @returns {HTMLElement[]}
 */
export function written({ at, inspection, simulation }, scene, forward) {
  const { heading, remark } = meaning(simulation, scene, inspection.time, forward);
  return [
    element("p", { class: "where" }, `x = ${place(at)},  ${moment(inspection.time, scene, forward)}`),
    element("dl", {},
      element("dt", {}, lozenge(), "x̄₀, expected origin"),
      element("dd", {}, place(inspection.mean)),
      element("dt", {}, "Effective neighbours"),
      element("dd", {}, `${fixed(inspection.effective, inspection.effective < 100 ? 2 : 0)} of ${count(simulation.count)}`)),
    element("h2", {}, heading),
    element("ol", {}, ...largest(inspection, LISTED).map(({ index, weight, point }) => {
      const bar = element("span", { class: "bar", "aria-hidden": "true" });
      bar.style.setProperty("--share", `${100 * weight}%`);
      return element("li", {},
        element("span", { class: "name" }, `point ${count(index)} `, element("small", {}, place(point))),
        element("span", { class: "value" }, percent(weight)), bar);
    })),
    ...(remark ? [element("p", { class: "remark" }, remark)] : []),
  ];
}

/** The same as one sentence. @param {{at: Float64Array, inspection: Inspection, simulation: Simulation}} inspected @param {Scene} scene @param {boolean | null} forward @returns {string} */
export function spoken({ at, inspection, simulation }, scene, forward) {
  const best = inspection.top[0];
  return `At ${place(at)}, t = ${fixed(inspection.time, 2)}: x̄₀ = ${place(inspection.mean)}, ${short(inspection.effective)} effective neighbours, ${spokenHeading(meaning(simulation, scene, inspection.time, forward).heading)} point ${best.index}: ${percent(best.weight)}.`;
}

const WEIGHTS = "Weights λ of the points";

/** "Chance of…" within a sentence, whose symbols keep their case. @param {string} heading @returns {string} */
const spokenHeading = (heading) => heading.charAt(0).toLowerCase() + heading.slice(1);

/** How far the steps of a run lead away from λ, in words: some milliseconds, once. @type {WeakMap<Simulation, {heading: string, remark: string}>} */
const steps = new WeakMap();

/** @param {Simulation} simulation */
function meaningOfSteps(simulation) {
  const chance = (/** @type {string} */ remark) => ({ heading: "Chance of ending at", remark });
  // The small module does not know.
  if (typeof simulation.doubt !== "function") return chance("As fine steps make it.");
  // It is worked out in pieces, one whenever it is asked for.
  if (typeof simulation.findDoubt === "function" && !simulation.findDoubt()) return null;
  const doubt = simulation.doubt();
  if (doubt === undefined) {
    return { heading: WEIGHTS, remark: "They are the chances of ending there for fine steps; with so few, chances are others." };
  }
  return chance(doubt < 0.005 ? "" : `The steps of this run change it by up to about ${fixed(doubt, 2)}.`);
}

/**
 * What the weights λ_i are here, in words: `ensemble::Fate` knows it.
 * @param {Simulation} simulation
 * @param {Scene} scene
 * @param {number} time
 * @param {boolean | null} forward  the half of a line view that is looked at: both processes are there, whichever runs
 * @returns {{heading: string, remark: string}}
 */
export function meaning(simulation, scene, time, forward) {
  switch (simulation.lambdaIs(forward ?? simulation.dynamics === "forward")) {
    case "origin":
      return { heading: "Chance of having started at", remark: time > 0 ? "" : "At t = 0 a particle is still where it started." };
    case "bridge":
      return { heading: WEIGHTS, remark: "The bridge ignores them: it ends at its target whatever it passes." };
    case "denoiser":
      return { heading: WEIGHTS, remark: "They are the exact denoiser’s, the chances that a particle here came from each point. Another denoiser runs, and where it ends they do not say." };
    case "flow":
      return { heading: WEIGHTS, remark: "With ε = 0 the path from here is determined: it ends at one place for certain, and λ only pulls. It is the chance that a particle here came from the point." };
    case "noise":
      return { heading: WEIGHTS, remark: scene.epsilon === 1
        ? "They are the chances of ending there for noise √(2Δ), not for that which was printed."
        : "They are the chances of ending there for ε = 1 only; for every ε, that a particle here came from there." };
    case "width":
      return { heading: "Chance of ending around", remark: "The points are blurred: λ is the chance that the end belongs to the blur of the point." };
    case "stopped":
      return { heading: WEIGHTS, remark: `The run stops at t = ${short(Number(scene["t-min"]))}, beside the points. λ is the chance of ending at each if it ran on to t = 0.` };
  }
  const known = steps.get(simulation) ?? meaningOfSteps(simulation);
  if (known === null) return { heading: WEIGHTS, remark: "How far the steps of this run lead away from them is being worked out." };
  steps.set(simulation, known);
  return known;
}

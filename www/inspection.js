// What the inspector says of a place: where the lighthouse x̄₀ is, which data points a particle there came from or ends
// at, as the content of its panel and as a sentence.

// It is there already; named so that what both use is bundled into one file.
import "./element.js";
import { count, fixed, percent, place, short } from "./numbers.js";
import { drawHandWith } from "./overlay.js";
import { drawInspected, drawPen } from "./hand-marks.js";
import { element } from "./dom.js";

drawHandWith({ inspected: drawInspected, pen: drawPen });

export { INSPECTION } from "./inspection-style.js";

/** @typedef {import("./types.js").Scene} Scene */
/** @typedef {import("./types.js").Inspection} Inspection */

/** Data points that are named. */
const LISTED = 5;

/**
 * The content of the panel.
 * @param {{at: Float64Array, inspection: Inspection, count: number}} inspected  `count` data points in all
 * @param {Scene} scene
 * @param {boolean | null} forward  the half of a line view that is looked at
 * @returns {HTMLElement[]}
 */
export function written({ at, inspection, count: all }, scene, forward) {
  const { heading, remark } = meaning(scene, inspection.time, forward);
  const rest = forward === false ? `,  s = ${fixed(Number(scene["t-star"]) - inspection.time, 3)}` : "";
  const largest = Math.max(...inspection.top.map(({ weight }) => weight), 1e-12);
  return [
    element("p", { class: "where" }, `x = ${place(at)},  t = ${fixed(inspection.time, 3)}${rest}`),
    element("dl", {},
      element("dt", {}, element("span", { class: "lozenge", "aria-hidden": "true" }), "x̄₀, mean origin"),
      element("dd", {}, place(inspection.mean)),
      element("dt", {}, "Effective neighbours"),
      element("dd", {}, `${fixed(inspection.effective, inspection.effective < 100 ? 2 : 0)} of ${count(all)}`)),
    element("h2", {}, heading),
    element("ol", {}, ...inspection.top.filter(({ weight }, i) => i === 0 || weight >= 0.0005).slice(0, LISTED).map(({ index, weight, point }) => {
      const bar = element("span", { class: "bar", "aria-hidden": "true" });
      bar.style.width = `${(100 * weight) / largest}%`;
      return element("li", {},
        element("span", { class: "name" }, `point ${count(index)} `, element("small", {}, place(point))),
        element("span", { class: "value" }, percent(weight)), bar);
    })),
    ...(remark ? [element("p", { class: "remark" }, remark)] : []),
  ];
}

/** The same as one sentence. @param {{at: Float64Array, inspection: Inspection}} inspected @param {Scene} scene @param {boolean | null} forward @returns {string} */
export function spoken({ at, inspection }, scene, forward) {
  const best = inspection.top[0];
  return `At ${place(at)}, t = ${fixed(inspection.time, 2)}: x̄₀ = ${place(inspection.mean)}, ${short(inspection.effective)} effective neighbours, ${meaning(scene, inspection.time, forward).heading.toLowerCase()} point ${best.index}: ${percent(best.weight)}.`;
}

/**
 * What the weights λ_i mean here. They are chances of an end only for ε = 1 and the exact denoiser.
 * @param {import("./types.js").Scene} scene
 * @param {number} time
 * @param {boolean | null} forward  the half of a line view that is looked at: both processes are there, whichever runs
 * @returns {{heading: string, remark: string}}
 */
function meaning(scene, time, forward) {
  const { dynamics: running, epsilon, denoiser } = scene;
  const dynamics = forward === null ? running : forward ? "forward" : running === "forward" ? "reverse" : running;
  if (dynamics === "forward") {
    return { heading: "Chance of having started at", remark: time > 0 ? "" : "At t = 0 a particle is still where it started." };
  }
  if (dynamics === "bridge") {
    return { heading: "Weights λ of the points", remark: "The bridge ignores them: it ends at its target whatever it passes." };
  }
  if ((denoiser ?? "exact") === "exact" && epsilon === 1) return { heading: "Chance of ending at", remark: "" };
  if (epsilon === 0) {
    return { heading: "Weights λ of the points", remark: "With ε = 0 the path from here is determined: it ends at one point for certain, and λ only pulls." };
  }
  return { heading: "Weights λ of the points", remark: "They are the chances of ending there for ε = 1 only." };
}

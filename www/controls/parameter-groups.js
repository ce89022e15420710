// In which groups parameters stand where all of them are shown.

import { MAIN } from "./controls.js";

/** @typedef {import("../engine/types.js").Parameter} Parameter */

/** The group of how a run begins and ends. */
export const ENDS = "Time and ends";

const GROUPS = [
  { title: "Process", names: ["dynamics", "process", "epsilon", "sampler", "denoiser"] },
  { title: ENDS, names: ["grid", "t-min", "start", "target"] },
  { title: "Ensemble", names: ["particles", "seed"] },
];

/**
 * `view` has no control: the data's dimension leaves it no choice. `study` has one of its own.
 * Titles and names of the groups of a full panel; whatever the table has that no group names joins the first.
 * @param {Parameter[]} parameters
 */
export function groups(parameters) {
  const elsewhere = new Set([...MAIN, "data", "study", "view", ...GROUPS.flatMap(({ names }) => names)]);
  return GROUPS.map(({ title, names }, i) => ({
    title,
    names: i === 0 ? [...names, ...parameters.map(({ name }) => name).filter((name) => !elsewhere.has(name))] : names,
  }));
}

// In which groups parameters stand where all of them are shown.

import { MAIN } from "./controls.js";

/** @typedef {import("../engine/types.js").Parameter} Parameter */

/** The group of how a run is computed. */
export const SOLVER = "Solver";

/** A group takes those of its names that the table has; `takes` says which parameters without a place are its own. */
const GROUPS = [
  { title: "Question", names: ["study"], takes: (/** @type {Parameter} */ { studies }) => studies.length > 0 },
  { title: "Data", names: ["data", "samples", "draw", "width"] },
  { title: "Process", names: ["dynamics", "process", "epsilon", "denoiser"], takes: () => true },
  { title: SOLVER, names: ["sampler", "particles", "cells", "seed", "grid"] },
  { title: "Start and stop", names: ["start", "target", "t-min"] },
];

/** What has no place here: T* and the steps are always in reach, and a view is what the data's dimension leaves. */
const ELSEWHERE = [...MAIN, "view"];

/**
 * Titles and names of the groups, in the order of a panel.
 * @param {Parameter[]} parameters
 * @returns {{title: string, names: string[]}[]}
 */
export function groups(parameters) {
  const placed = new Set([...ELSEWHERE, ...GROUPS.flatMap(({ names }) => names)]);
  const rest = parameters.filter(({ name }) => !placed.has(name));
  return GROUPS.map(({ title, names, takes }) => {
    const own = rest.filter((parameter) => takes && GROUPS.find((group) => group.takes?.(parameter))?.title === title);
    return { title, names: [...names.filter((name) => parameters.some((parameter) => parameter.name === name)), ...own.map(({ name }) => name)] };
  });
}

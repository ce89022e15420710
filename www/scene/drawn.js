// Whether data are a sample of a law, so that another sample can be drawn of it.

import { letGo } from "../engine/let-go.js";

/** @typedef {import("../engine/types.js").Engine} Engine */
/** @typedef {import("../engine/types.js").Preset} Preset */

/** By the names of presets. @type {Map<string, boolean>} */
const known = new Map();

/**
 * Two samples of a law differ; what is no sample stays as it is. Points of one's own are none.
 * @param {Engine} engine
 * @param {string} data
 * @returns {boolean}
 */
export function isDrawn(engine, data) {
  const asked = known.get(data);
  if (asked !== undefined) return asked;
  const presets = /** @type {Preset[]} */ (engine.presets());
  if (!presets.some(({ name }) => name === data)) return false;
  const [first, second] = [0, 1].map((draw) => new engine.Simulation({ data, draw, particles: 1, steps: 1 }));
  const points = first.points();
  const others = second.points();
  const drawn = points.length !== others.length || points.some((/** @type {number} */ x, /** @type {number} */ i) => x !== others[i]);
  letGo(first, second);
  known.set(data, drawn);
  return drawn;
}

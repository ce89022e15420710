// What becomes of a scene when some of its parameters are changed. Pure: nothing here simulates or shows.

import { NO_STUDY } from "./study-scene.js";

/** @typedef {import("../engine/types.js").Scene} Scene */

/** Values that go back to their default rather than stand in the way of new data. */
const YIELDING = ["target", "start", "view"];

/**
 * The scenes to try one after the other, the first that is none of the refused ones being the new scene: all that was
 * asked for; with new data, the same without what an old target, start or view has left no room for; and without the
 * study, if that was not asked for, its name being "none" then.
 * @param {Scene} ground  what the patch is laid over: the scene itself, or what another study begins with
 * @param {Scene} patch
 * @param {Scene} before  the scene that is shown
 * @returns {Scene[]}
 */
export function attempts(ground, patch, before) {
  const scene = { ...ground, ...patch };
  if (!("data" in patch)) return [scene];
  const freed = { ...scene };
  for (const name of YIELDING) if (!(name in patch)) delete freed[name];
  return before.study !== NO_STUDY && !("study" in patch) ? [scene, freed, { ...freed, study: NO_STUDY }] : [scene, freed];
}

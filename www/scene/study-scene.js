// Which study a scene has, and what becomes of a scene when another one is chosen.

/** @typedef {import("../engine/types.js").Engine} Engine */
/** @typedef {import("../engine/types.js").Preset} Preset */
/** @typedef {import("../engine/types.js").Scene} Scene */
/** @typedef {import("../engine/types.js").StudyInfo} StudyInfo */

export const NO_STUDY = "none";

/** @type {WeakMap<Engine, StudyInfo[]>} */
const known = new WeakMap();

/** All of them, in the order of a menu. @param {Engine} engine @returns {StudyInfo[]} */
export function studies(engine) {
  let all = known.get(engine);
  if (!all) known.set(engine, (all = /** @type {StudyInfo[]} */ (engine.studies())));
  return all;
}

/**
 * The study of a scene, or null.
 * @param {Engine} engine
 * @param {Scene} scene
 * @returns {StudyInfo | null}
 */
export function studyOf(engine, scene) {
  if ((scene.study ?? NO_STUDY) === NO_STUDY) return null;
  return studies(engine).find(({ name }) => name === scene.study) ?? null;
}

/** Whether there is a picture of particles to point at. @param {StudyInfo | null} info */
export function hasPicture(info) {
  return info === null || (info.hasStage && !info.images);
}

/**
 * The scene with which a study begins: its own defaults, but the reader's points where it takes points of so many
 * coordinates.
 * @param {Engine} engine
 * @param {Scene} scene  what is shown now
 * @param {number} dim  of its data
 * @param {string} study
 * @returns {Scene}
 */
export function sceneOfStudy(engine, scene, dim, study) {
  const presets = /** @type {Preset[]} */ (engine.presets());
  const info = studies(engine).find(({ name }) => name === study);
  const isOwn = info !== undefined && takes(info, dim) && !presets.some(({ name }) => name === scene.data) && !isStudysOwn(engine, scene);
  // Of one's own images all are meant, unless one has said otherwise.
  return isOwn ? { study, data: scene.data, ...(info.images ? { samples: scene.samples ?? 0 } : {}) } : { study };
}

/** Whether a study is made for data of so many coordinates. @param {StudyInfo} info @param {number} dim */
export function takes({ dims: [least, most], images }, dim) {
  return dim >= least && dim <= most && (!images || Number.isInteger(Math.sqrt(dim)));
}

/**
 * The study that shows data whole which the picture shows the first two pixels of, if there is one: for images.
 * @param {Engine} engine
 * @param {number} dim
 * @returns {StudyInfo | null}
 */
export function studyOfImages(engine, dim) {
  return studies(engine).find((info) => info.images && takes(info, dim)) ?? null;
}

/** Whether a study brought its points itself. @param {Engine} engine @param {Scene} scene */
function isStudysOwn(engine, scene) {
  if ((scene.study ?? NO_STUDY) === NO_STUDY) return false;
  const { scene: fresh } = engine.readScene([["study", String(scene.study)]]);
  return fresh.data === scene.data;
}

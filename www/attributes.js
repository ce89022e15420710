// What an author has written on the element: scene parameters by their names, and `show`.

import { defaultShow, readShow } from "./layers.js";

/** @typedef {import("./types.js").Engine} Engine */
/** @typedef {import("./types.js").Parameter} Parameter */
/** @typedef {import("./types.js").Problem} Problem */
/** @typedef {import("./types.js").Scene} Scene */

/** Whether data look like points of a line, or images, before an engine has read them: what it finds is what counts. @param {string} data */
export function looksLikeMore(data) {
  return /-line$|^digits$/.test(data) || /^\s*[-+.\d][^,;]*;/.test(data);
}

/**
 * The scene and layers of an element's attributes, and a sentence for each value that can not be used.
 * @param {HTMLElement} host
 * @param {Engine} engine
 * @param {string[]} [only]  attribute names; all of them unless given
 */
export function readAttributes(host, engine, only) {
  const parameters = /** @type {Parameter[]} */ (engine.sceneParameters());
  const known = parameters.map(({ name }) => name).filter((name) => !only || only.includes(name));
  const pairs = known.filter((name) => host.hasAttribute(name)).map((name) => [name, host.getAttribute(name) ?? ""]);
  const { scene, problems } = /** @type {{scene: Scene, problems: Problem[]}} */ (engine.readScene(pairs));
  const { show, problems: showProblems } = host.hasAttribute("show")
    ? readShow(host.getAttribute("show") ?? "")
    : { show: defaultShow(), problems: [] };
  return { scene, show, known, problems: [...problems.map(({ message }) => message), ...showProblems] };
}

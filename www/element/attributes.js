// What an author has written on the element: scene parameters by their names, and `show`.

import { again } from "../lib/again.js";
import { defaultShow, readShow } from "../stage/layers.js";

/** @typedef {import("../engine/types.js").Engine} Engine */
/** @typedef {import("../engine/types.js").Parameter} Parameter */
/** @typedef {import("../engine/types.js").Problem} Problem */
/** @typedef {import("../engine/types.js").Scene} Scene */

/** Whether data look like points of a line, or images, before an engine has read them: what it finds is what counts. @param {string} data */
export function looksLikeMore(data) {
  return /-line$|^digits$/.test(data) || /^\s*[-+.\d][^,;]*;/.test(data);
}

/** Whether a switch is on: written, and not as off. @param {string | null} value */
export function isOn(value) {
  return value !== null && !/^(false|0|no|off)$/i.test(value.trim());
}

/** `name=value` of what no parameter was meant by: what HTML and frameworks write on any element, and words that are known. */
const PLAIN = /^((id|is|class|style|slot|part|title|lang|dir|role|hidden|tabindex|show|autoplay|data-.*|aria-.*|on.*)=|controls=(compact|full|none)?$|theme=(auto|light|dark)?$|[^=]*[^\w=-])/;

/**
 * What is odd about an element's own attributes is said by a file that comes only then: a name that is nearly a
 * parameter's, another word than `controls` or `theme` knows.
 * @param {HTMLElement} host
 * @param {string[]} names  of the attributes in question
 * @param {string[]} parameters
 * @param {(sentences: string[]) => void} complain
 */
export function watchSpelling(host, names, parameters, complain) {
  const odd = names.filter((name) => host.hasAttribute(name) && !parameters.includes(name) && !PLAIN.test(`${name}=${host.getAttribute(name)}`));
  if (odd.length > 0) again(() => import("./spelling.js")).then(({ sentences }) => complain(sentences(host, odd, parameters)), () => {});
}

/**
 * The scene and layers of an element's attributes, a sentence for each value that cannot be used, and whether there is
 * more than this engine knows.
 * @param {HTMLElement} host
 * @param {Engine} engine
 * @param {string[]} [only]  attribute names; all of them unless given
 */
export function readAttributes(host, engine, only) {
  const parameters = /** @type {Parameter[]} */ (engine.sceneParameters());
  const names = [...parameters.map(({ name }) => name), ...engine.parametersElsewhere()];
  const known = names.filter((name) => !only || only.includes(name));
  const pairs = known.filter((name) => host.hasAttribute(name)).map((name) => [name, host.getAttribute(name) ?? ""]);
  const { scene, problems, beyond } = /** @type {{scene: Scene, problems: Problem[], beyond?: boolean}} */ (engine.readScene(pairs));
  const { show, problems: showProblems } = host.hasAttribute("show")
    ? readShow(host.getAttribute("show") ?? "")
    : { show: defaultShow(), problems: [] };
  const sentences = [...problems.map(({ message }) => message), ...showProblems];
  return { scene, show, index: null, names, known, beyond: beyond === true, sentences };
}

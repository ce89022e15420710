// A scene as a link, and a link as a scene. What is short goes into the query; long data of one's own go into the
// fragment, which no browser sends to a server.

import { defaultShow, readShow, writeShow } from "./layers.js";

/** @typedef {import("./types.js").Engine} Engine */
/** @typedef {import("./types.js").Scene} Scene */
/** @typedef {import("./types.js").Problem} Problem */
/** @typedef {import("./layers.js").Show} Show */
/** @typedef {{scene: Scene, show: Show, index: number | null}} Shared */

/** A query longer than this hands its data to the fragment. */
const LONGEST_QUERY = 1500;
/** No browser takes a much longer address. */
const LONGEST_LINK = 1_900_000;
/** The element's own attributes, which an embedding page's address may carry too. */
const ATTRIBUTES = ["controls", "autoplay", "theme"];

/**
 * `?…#…` for this moment, or null if the data are too long for any link.
 * @param {Engine} engine
 * @param {Shared} shared
 * @returns {string | null}
 */
export function writeAddress(engine, { scene, show, index }) {
  const pairs = engine.sceneQuery(scene).split("&").filter(Boolean);
  const shown = writeShow(show);
  if (shown) pairs.push(`show=${shown}`);
  if (index !== null) pairs.push(`k=${index}`);
  const long = pairs.join("&").length > LONGEST_QUERY;
  const isData = (/** @type {string} */ pair) => pair.startsWith("data=");
  const query = long ? pairs.filter((pair) => !isData(pair)) : pairs;
  const fragment = long ? pairs.filter(isData) : [];
  const address = (query.length > 0 ? `?${query.join("&")}` : "") + (fragment.length > 0 ? `#${fragment[0]}` : "");
  return address.length > LONGEST_LINK ? null : address;
}

/**
 * What an address asks for, and a sentence for each thing it asks for in vain.
 * @param {Engine} engine
 * @param {{search: string, hash: string}} address
 * @returns {Shared & {sentences: string[], beyond: boolean}}  `beyond`: this engine does not know all that is asked for
 */
export function readAddress(engine, { search, hash }) {
  /** @type {[string, string][]} */
  const pairs = [];
  const sentences = [];
  let show = defaultShow();
  /** @type {number | null} */
  let index = null;
  const data = new URLSearchParams(hash.replace(/^#/, "")).get("data");
  const query = [...new URLSearchParams(search)];
  for (const [name, value] of data === null ? query : [...query, /** @type {[string, string]} */ (["data", data])]) {
    if (ATTRIBUTES.includes(name)) continue;
    if (name === "show") {
      const read = readShow(value);
      show = read.show;
      sentences.push(...read.problems);
    } else if (name === "k") {
      if (/^\d{1,5}$/.test(value)) index = Number(value);
      else sentences.push(`k: "${value}" is no step; expected a whole number from 0 to the number of steps.`);
    } else pairs.push([name, value]);
  }
  const { scene, problems, beyond } = /** @type {{scene: Scene, problems: Problem[], beyond?: boolean}} */ (engine.readScene(pairs));
  sentences.push(...problems.map(({ message }) => message));
  if (index !== null && index > Number(scene.steps)) {
    sentences.push(`k: ${index} lies beyond the last step; expected a whole number from 0 to ${scene.steps}.`);
    index = null;
  }
  return { scene, show, index, sentences, beyond: beyond === true };
}

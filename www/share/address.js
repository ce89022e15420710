// A scene as a link, and a link as a scene. What is short goes into the query; long data of one's own go into the
// fragment, which no browser sends to a server. A long link says in front how long it is, so that a cut is noticed.

import { defaultShow, readShow, writeShow } from "../stage/layers.js";
import { nearest } from "../lib/near-miss.js";
import { readPairs } from "./mended-address.js";
import { NO_STUDY } from "../scene/study-scene.js";
import { isWhole } from "../engine/wasm.js";
import { startEngine } from "../element/engines.js";

/** @typedef {import("../engine/types.js").Engine} Engine */
/** @typedef {import("../engine/types.js").Parameter} Parameter */
/** @typedef {import("../engine/types.js").Scene} Scene */
/** @typedef {import("../engine/types.js").Problem} Problem */
/** @typedef {import("../stage/layers.js").Show} Show */
/** @typedef {{scene: Scene, show: Show, index: number | null}} Shared */

/** A query longer than this hands its data to the fragment. */
const LONGEST_QUERY = 1500;
/** No browser takes a much longer address. */
const LONGEST_LINK = 1_900_000;
/** A shorter address fits into any line; a longer one says how long it is. */
const SHORT = 80;
/** That many characters of names and values follow. */
const LENGTH = "length";
/** The element's own attributes, which an embedding page's address may carry too. */
const ATTRIBUTES = ["controls", "autoplay", "theme"];
/** What others hang onto links that pass through their hands. */
const TRACKING = /^(utm|mtm|pk|piwik|mc|hsa|oly|vero|_hs|_?ga|_gl|wt|at|trk|s?cid|gad)(_|$)|clk?id$|^(gbraid|wbraid|_hsenc|_hsmi|igshid|igsh|si|ref|ref_src|source|from|via|share|mkt_tok|ml_subscriber|__\w+)$/i;
/** More names than these are not listed. */
const MOST_NAMES = 5;

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
  const all = pairs.join("&");
  const long = all.length > LONGEST_QUERY;
  const isData = (/** @type {string} */ pair) => pair.startsWith("data=");
  const query = long ? pairs.filter((pair) => !isData(pair)) : pairs;
  const fragment = long ? pairs.filter(isData) : [];
  if (all.length > SHORT) query.unshift(`${LENGTH}=${lengthOf([...new URLSearchParams(all)])}`);
  const address = (query.length > 0 ? `?${query.join("&")}` : "") + (fragment.length > 0 ? `#${fragment[0]}` : "");
  return address.length > LONGEST_LINK ? null : address;
}

/** Characters of names and values, however they are encoded. @param {[string, string][]} pairs */
function lengthOf(pairs) {
  return pairs.reduce((sum, [name, value]) => sum + name.length + value.length, 0);
}

/**
 * What an address asks for, and a sentence for each thing it asks for in vain.
 * @param {Engine} engine
 * @param {{search: string, hash: string}} address
 * @returns {Shared & {sentences: string[], beyond: boolean}}  `beyond`: this engine does not know all that is asked for;
 *   what the small one refuses the whole one may know
 */
export function readAddress(engine, address) {
  const parameters = /** @type {Parameter[]} */ (engine.sceneParameters());
  const names = [...parameters.map(({ name }) => name), ...engine.parametersElsewhere()];
  const known = new Set([...names, "show", "k", LENGTH, ...ATTRIBUTES]);
  const { query, fragment, mended } = readPairs(address, (name) => known.has(name));
  const sentences = [];
  /** Of our own, each once. @type {Map<string, string>} */
  const asked = new Map();
  /** @type {string[]} */
  const strange = [];
  // A fragment without data is somebody else's.
  for (const [name, written] of fragment.some(([name]) => name === "data") ? [...query, ...fragment] : query) {
    if (!known.has(name)) {
      if (!TRACKING.test(name)) strange.push(name);
      continue;
    }
    const value = withPluses(written, parameters.find((parameter) => parameter.name === name));
    const before = asked.get(name);
    if (before !== undefined && before !== value) sentences.push(`${name} stands in this link more than once; the last, "${shortened(value)}", counts.`);
    asked.set(name, value);
  }
  for (const name of ATTRIBUTES) asked.delete(name);
  const length = asked.get(LENGTH);
  asked.delete(LENGTH);
  const there = lengthOf([...asked]);
  // What is not a number was cut within it.
  if (length !== undefined && !(there >= Number.parseInt(length, 10))) {
    sentences.push(`This link was cut: of its ${/^\d+$/.test(length) ? `${length} characters ${there}` : "characters some"} came through, so that this is not the whole scene. Ask for it once more, or for the data as a file.`);
    // Half a number is a wrong one.
    const [last, value] = [...asked].at(-1) ?? ["", ""];
    if (last === "data" && value.includes(";")) asked.set("data", value.slice(0, value.lastIndexOf(";")));
  } else if (mended) sentences.unshift("This link was damaged on its way; it was read as it was probably meant.");
  sentences.push(...named(strange, [...names, "show"]));

  let show = defaultShow();
  /** @type {number | null} */
  let index = null;
  const shown = asked.get("show");
  if (shown !== undefined) {
    const read = readShow(shown);
    show = read.show;
    sentences.push(...read.problems);
  }
  const k = asked.get("k");
  if (k !== undefined) {
    if (/^\d{1,5}$/.test(k)) index = Number(k);
    else sentences.push(`k: "${shortened(k)}" is no step; expected a whole number from 0 to the number of steps.`);
  }
  const pairs = [...asked].filter(([name]) => name !== "show" && name !== "k");
  const { scene, problems, beyond } = /** @type {{scene: Scene, problems: Problem[], beyond?: boolean}} */ (engine.readScene(pairs));
  sentences.push(...problems.map(({ message }) => message));
  if (index !== null && index > Number(scene.steps)) {
    sentences.push(`k: ${index} lies beyond the last step; expected a whole number from 0 to ${scene.steps}.`);
    index = null;
  }
  return { scene, show, index, sentences, beyond: beyond === true || (problems.length > 0 && !isWhole(engine)) };
}

/**
 * What an embedding page's address says of the element itself.
 * @param {{search: string, hash: string}} address
 * @returns {Map<string, string>}
 */
export function readAttributesOf(address) {
  const { query } = readPairs(address, (name) => ATTRIBUTES.includes(name));
  return new Map(query.filter(([name]) => ATTRIBUTES.includes(name)));
}

/**
 * Shows another scene that is asked for in the same tab: only the fragment, in which long data stand, has changed, and so
 * the page is not loaded again.
 * @param {import("../element/element.js").ReverseDiffusionElement} bench
 * @param {(engine: Engine) => Shared & {sentences: string[], beyond: boolean}} read  what the address says now
 */
export function followAddress(bench, read) {
  addEventListener("hashchange", async () => {
    // A fragment without data is somebody else's.
    if (location.hash !== "" && !/^#(.*&)?data(=|%3D)/i.test(location.hash)) return;
    // Before there is a picture the element reads the address by itself.
    if (!bench.running) return;
    const first = read(bench.engine);
    const { scene, show, index, sentences } = first.beyond ? read(await startEngine()) : first;
    bench.pause();
    bench.setShow(show);
    bench.scene = scene;
    // A study opens where there is something to see.
    if (index !== null) bench.seek(index);
    else if ((scene.study ?? NO_STUDY) === NO_STUDY) bench.reset();
    bench.notify(sentences);
  });
}

/**
 * A query's plus is read as a space by all who decode it, and written as one by many. Where it can only have been a plus
 * it is one again.
 * @param {string} value
 * @param {Parameter | undefined} parameter
 */
function withPluses(value, parameter) {
  const plus = value.replaceAll(" ", "+");
  if (parameter?.values?.some((choice) => choice.value === plus)) return plus;
  return value.replace(/(\d\.?e) +(?=\d)/gi, "$1+");
}

/** A sentence for each name that is nearly one of ours, and one for all others. @param {string[]} strange @param {string[]} names */
function named(strange, names) {
  const sentences = [];
  const others = [];
  for (const name of new Set(strange)) {
    const meant = nearest(name, names);
    if (meant) sentences.push(`"${shortened(name)}" is no parameter; ${meant} was probably meant.`);
    else others.push(`"${shortened(name)}"`);
  }
  const rest = others.length > MOST_NAMES ? [...others.slice(0, MOST_NAMES), "…"] : others;
  if (rest.length > 0) sentences.push(`Unknown here and left out: ${rest.join(", ")}.`);
  return sentences;
}

/** @param {string} text */
function shortened(text) {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}

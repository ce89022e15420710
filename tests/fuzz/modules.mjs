// Fresh instances of the built modules, and what they export, with the types that their declarations give.

import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { setFlagsFromString } from "node:v8";

import { SITE_DIR } from "../browser/support/folder.mjs";

// Optimised calls from JavaScript into wasm go wrong in Node 20 after some millions of them; a browser's V8 is newer.
setFlagsFromString("--no-turbo-inline-js-wasm-calls");

/** @typedef {"whole" | "small"} Which */

const NAMES = { whole: "reverse_diffusion", small: "reverse_diffusion_plane" };

/** @type {Map<Which, WebAssembly.Module>} */
const compiled = new Map();
let instances = 0;

/**
 * A module with a memory of its own: nothing that happened to another one has happened to it.
 * @param {Which} which
 * @returns {Promise<any>}  its exports, and `wasm`, the instance's own
 */
export async function startModule(which) {
  const name = NAMES[which];
  const glue = path.join(SITE_DIR, `${name}.js`);
  if (!existsSync(glue)) throw new Error(`There is no site in ${SITE_DIR}: run \`cargo xtask dist\` first.`);
  let module = compiled.get(which);
  if (!module) {
    module = new WebAssembly.Module(readFileSync(path.join(SITE_DIR, `${name}_bg.wasm`)));
    compiled.set(which, module);
  }
  // The glue keeps its instance in a variable: another address is another glue.
  instances += 1;
  const exports = await import(`${pathToFileURL(glue).href}?instance=${instances}`);
  const wasm = exports.initSync({ module });
  return { ...exports, wasm };
}

/**
 * @typedef {object} Callable
 * @property {string} name
 * @property {{name: string, type: string, optional: boolean}[]} parameters
 *
 * @typedef {object} Surface  everything that can be called
 * @property {Callable[]} functions
 * @property {Map<string, {constructs: Callable, methods: Callable[], getters: string[]}>} classes
 */

/** What starts a module is no part of what a started one can be asked. */
const STARTERS = ["default", "initSync"];

/**
 * Everything that a module exports, read off its prototypes, so that what is new is called too. The declarations add the
 * parameters' names and types; what they do not know is called with anything.
 * @param {any} engine
 * @returns {Surface}
 */
export function surfaceOf(engine) {
  const declared = readDeclarations();
  const callable = (/** @type {string} */ owner, /** @type {string} */ name, /** @type {number} */ length) => ({
    name,
    parameters: declared.get(owner + name) ?? Array.from({ length }, (_, k) => ({ name: `argument${k}`, type: "any", optional: false })),
  });
  /** @type {Surface} */
  const surface = { functions: [], classes: new Map() };
  for (const [name, value] of Object.entries(engine)) {
    if (typeof value !== "function" || STARTERS.includes(name)) continue;
    if (!/^class\b/.test(Function.prototype.toString.call(value))) {
      surface.functions.push(callable("", name, value.length));
      continue;
    }
    const known = Object.getOwnPropertyDescriptors(value.prototype);
    const methods = Object.entries(known).filter(([member, { value }]) => member !== "constructor" && typeof value === "function" && !member.startsWith("__"));
    surface.classes.set(name, {
      constructs: callable(`${name}.`, "constructor", value.length),
      methods: methods.map(([member, { value }]) => callable(`${name}.`, member, value.length)),
      getters: Object.entries(known).filter(([, { get }]) => get).map(([member]) => member),
    });
  }
  return surface;
}

/** @returns {Map<string, Callable["parameters"]>}  by "Class.method" or "function" */
function readDeclarations() {
  const text = readFileSync(path.join(SITE_DIR, "reverse_diffusion.d.ts"), "utf8");
  const found = new Map();
  let owner = "";
  for (const line of text.split("\n")) {
    const opened = /^export class (\w+)/.exec(line);
    if (opened) owner = `${opened[1]}.`;
    else if (line.startsWith("}")) owner = "";
    const method = owner === "" ? /^export function (\w+)\((.*)\):/.exec(line) : /^ {4}(\w+)\((.*)\)(?::|;)/.exec(line);
    if (method) found.set(owner + method[1], readParameters(method[2]));
  }
  return found;
}

/** @param {string} text */
function readParameters(text) {
  return [...text.matchAll(/(\w+)(\?)?: ([^,]+)/g)].map(([, name, optional, type]) => ({ name, type, optional: optional !== undefined }));
}

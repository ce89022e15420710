// Random sequences of calls of everything a module exports, in order and out of order, and what holds for every call.

import { Fault, describe } from "./faults.mjs";
import { drawNumber, drawPoints, drawScene } from "./scenes.mjs";
import { HOSTILE, Hostility, revive, written } from "./values.mjs";

/** @typedef {import("./dice.mjs").Dice} Dice */
/** @typedef {import("./values.mjs").Spec} Spec */
/** @typedef {import("./modules.mjs").Surface} Surface */
/** @typedef {import("./modules.mjs").Callable} Callable */
/** @typedef {import("./scenes.mjs").Tables} Tables */

/**
 * One call: a function's by its name, a method's or a getter's of the object that `on` numbers, or a constructor's.
 * @typedef {object} Call
 * @property {string} [make]  the class
 * @property {number} [as]  the number of the object that it makes
 * @property {number} [on]
 * @property {string} [of]  that object's class
 * @property {string} [call]
 * @property {string} [get]
 * @property {Spec[]} [args]
 * @property {boolean} [hostile]  whether there is one among them that nobody should pass
 */

/** How often an object of a class is made; a study's piece of work takes milliseconds. */
const MADE = new Map([["Simulation", 5], ["Picture", 3], ["Kernel", 3], ["Denoiser", 0.3], ["Study", 0.45]]);
/** Calls that take long by their nature, to be drawn more rarely than others. */
const RARE = new Map([["learn", 0.15], ["lossCurve", 0.2], ["unlearn", 0.2], ["Study.work", 0.7], ["presets", 0.1], ["studies", 0.1], ["sceneParameters", 0.1], ["doubt", 0.4], ["drawCaptures", 0.6], ["free", 0.7]]);
/** Where NaN is what the documentation says: the slice has one time, and 0 has no place on a logarithmic axis. */
const NAN_SAYS_NONE = ["Picture.timeUnder", "Study.toPixels"];

/**
 * @param {Dice} dice
 * @param {Surface} surface
 * @param {Tables} tables
 * @returns {Call[]}
 */
export function drawCalls(dice, surface, tables) {
  // The small module is asked by the page alone, whose arguments are of the kinds that they should be.
  const polite = !surface.classes.has("Study");
  const count = dice.whole(5, 50);
  /** @type {{id: number, type: string, dim: number, freed: boolean}[]} */
  const objects = [];
  /** @type {Call[]} */
  const calls = [];
  const classes = [...surface.classes.keys()].map((name) => /** @type {[string, number]} */ ([name, MADE.get(name) ?? 1]));
  const functions = surface.functions.map((callable) => /** @type {[Callable, number]} */ ([callable, RARE.get(callable.name) ?? 1]));
  const make = (/** @type {string} */ type) => {
    const { constructs } = /** @type {any} */ (surface.classes.get(type));
    const context = { dim: dice.weighted([[1, 3], [2, 5], [3, 1]]), objects, tables, owner: type, polite };
    const id = calls.length;
    calls.push({ make: type, as: id, ...drawArguments(dice, constructs, context) });
    objects.push({ id, type, dim: context.dim, freed: false });
  };
  while (calls.length < count) {
    const alive = objects.filter(({ freed }) => !freed);
    if (alive.length === 0 || (objects.length < 6 && dice.chance(0.1))) {
      make(dice.weighted(classes));
      continue;
    }
    if (dice.chance(0.12)) {
      const called = dice.weighted(functions);
      calls.push({ call: called.name, ...drawArguments(dice, called, { dim: 2, objects, tables, owner: "", polite }) });
      continue;
    }
    const object = dice.among(!polite && dice.chance(0.03) ? objects : alive);
    const known = /** @type {any} */ (surface.classes.get(object.type));
    if (known.getters.length > 0 && dice.chance(0.15)) {
      calls.push({ on: object.id, of: object.type, get: dice.among(known.getters) });
      continue;
    }
    const method = dice.weighted(known.methods.map((/** @type {Callable} */ one) => [one, RARE.get(one.name) ?? RARE.get(`${object.type}.${one.name}`) ?? 1]));
    calls.push({ on: object.id, of: object.type, call: method.name, ...drawArguments(dice, method, { dim: object.dim, objects, tables, owner: object.type, polite }) });
    if (method.name === "free") object.freed = true;
  }
  return calls;
}

/** @param {Dice} dice @param {Callable} callable @param {{dim: number, objects: any[], tables: Tables, owner: string, polite: boolean}} context */
function drawArguments(dice, callable, context) {
  const args = callable.parameters.map((parameter) => drawArgument(dice, parameter, callable.name, context));
  if (args.length === 0 || context.polite) return { args };
  if (dice.chance(0.02)) return { args: args.slice(1), hostile: true };
  if (dice.chance(0.9)) return { args };
  args[dice.whole(0, args.length - 1)] = dice.among(HOSTILE);
  return { args, hostile: true };
}

/** @type {Record<string, (dice: Dice) => number>} */
const NUMBERS = {
  t: (dice) => drawNumber(dice, 0, dice.among([3, 20, 300]), true),
  t_next: (dice) => dice.among([0, 5e-324, 1e-3, dice.unit()]),
  t_star: (dice) => drawNumber(dice, 0.05, 20, true),
  t_min: (dice) => drawNumber(dice, 0, 0.05, true),
  s: (dice) => drawNumber(dice, 0, 1, true),
  epsilon: (dice) => drawNumber(dice, 0, 2, false),
  spacing: (dice) => drawNumber(dice, 1e-12, 10, true),
  steps: (dice) => dice.whole(1, 12),
  k: (dice) => dice.whole(0, 6),
  i: (dice) => dice.whole(0, 12),
  n: (dice) => dice.whole(0, 30),
  fraction: (dice) => dice.among([0, 1, 0.5, dice.unit()]),
  width: (dice) => dice.whole(0, 90),
  height: (dice) => dice.whole(0, 60),
  pixel_ratio: (dice) => dice.among([1, 1, 2, 0.75, 3.5]),
  coarseness: (dice) => dice.among([1, 1, 2, 4, 0.5]),
  css_pixels: (dice) => dice.among([0, 20, 1000]),
  dim: (dice) => dice.whole(1, 3),
  particles: (dice) => dice.whole(0, 100),
  x: (dice) => dice.between(-3, 3),
  y: (dice) => dice.between(-3, 3),
};

/** Texts as people have tables, good and bad. */
const TABLES = [
  "x,y\n1,2\n3,4\n", "1 2\n3 4", "1;2\n3;4", "a,b,c\n1,2,x\n3,4,y", "x,y\n1,\n3,4", "# note\n1,2\n", "", "\n\n", "x", "1", "inf,1\n2,3", "1e999,2\n1,2",
  "id;x;y\n1;0,5;1,25\n2;1,5;2,5", "−1.75,0\n–0.5,1\n-2,3", '"a ""b""",y\n1,2', "{\"data\": [[1, 2]]}", "\ufeffx,y\r\n1,2\r\n", "1,2,3\n4,5", "NA,1\n2,3", "x\ty\n1\t2",
  "1,2@3\n4,5@-1", "sep=;\nx;y\n1;2", ",x,y\n0,1,2\n1,3,4", "x,x\n1,2\n", "0,1;2,0.5@3",
];

/** @param {Dice} dice @param {{name: string, type: string, optional: boolean}} parameter @param {string} callee @param {{dim: number, objects: any[], tables: Tables, owner: string, polite: boolean}} context @returns {Spec} */
function drawArgument(dice, parameter, callee, context) {
  const { name, type, optional } = parameter;
  if (optional && dice.chance(0.5)) return dice.among([{ $: "undefined" }, null]);
  if (/Float(32|64)Array/.test(type)) {
    const kind = type.startsWith("Float32") ? "f32" : type.startsWith("number[]") ? dice.among(["f64", "list", "f32"]) : "f64";
    if (name === "drawing") return { $: kind, of: Array.from({ length: dice.among([4, 9, 64, 3]) }, () => dice.unit()) };
    if (name === "weights") return { $: kind, of: Array.from({ length: dice.whole(1, 3) }, () => dice.among([1, 0.5, 1e-300, 1e300])) };
    const points = name === "points" ? dice.whole(1, 6) : callee === "inspect" || callee === "launch" || callee === "nearestParticle" ? 1 : dice.whole(0, 4);
    const size = dice.among([1, 1, 1, 0, 1e-30, 1e3, 1e6, 1e18]);
    return { $: kind, of: Array.from({ length: points * context.dim }, () => size * dice.between(-2, 2) + 0) };
  }
  if (type.startsWith("number")) {
    if (callee === "learn") return dice.whole(0, 3);
    if (callee === "constructor" && name === "dim") return dice.chance(0.9) ? context.dim : dice.whole(0, 4);
    return written((NUMBERS[name] ?? ((dice) => dice.among([0, 1, 2, dice.whole(0, 100), dice.between(-10, 10)])))(dice));
  }
  if (type.startsWith("boolean")) return dice.chance(0.5);
  if (type.startsWith("string")) {
    if (name === "process_name") return dice.among(["ou", "heat"]);
    if (name === "grid") return dice.among(["uniform", "geometric", "log-snr", "karras", "cosine"]);
    return dice.chance(0.7) ? dice.among(TABLES) : drawPoints(dice, dice.whole(1, 3)).replaceAll(";", "\n");
  }
  if (type === "HTMLCanvasElement") return { $: "canvas", of: [dice.whole(0, 300), dice.whole(0, 200)] };
  if (/^Array/.test(type)) return drawPairs(dice, context);
  const instances = context.objects.filter((object) => object.type === type && (!object.freed || (!context.polite && dice.chance(0.1))));
  if (instances.length > 0) return { $: "object_of", of: dice.among(instances).id };
  if (type !== "any") return dice.among(HOSTILE);
  if (name === "options") {
    const columns = { $: "list", of: dice.among([["x", "y"], ["a"], [], ["none"], [1]]) };
    return dice.among([{ $: "undefined" }, { $: "object", of: {} }, { $: "object", of: { columns, weight: "x", standardise: dice.chance(0.5) } }, { $: "object", of: { standardise: true } }]);
  }
  if (/[cC]olours$|^draw/.test(callee)) {
    const colour = () => dice.among(["#1f60c4", "#ffffff", "#fff", "", "red"]);
    return { $: "object", of: dice.chance(0.6) ? {} : { background: colour(), ink: "#000000", sans: "serif" } };
  }
  return drawSceneOf(dice, context, callee);
}

/** A scene as what a call wants is: a study's has a study, a network's has a network. @param {Dice} dice @param {any} context @param {string} callee @returns {Spec} */
function drawSceneOf(dice, context, callee) {
  const { scene } = drawScene(dice, context.tables);
  const { studies = [] } = context.tables;
  if (context.owner === "Study" && dice.chance(0.9) && studies.length > 0) {
    const study = dice.among(studies);
    const [least, most] = study.dims;
    scene.study = study.name;
    scene.data = dice.chance(0.3) && least <= 2 && most < 1024 ? dice.among(least === 2 ? ["five-points", "two-diracs"] : ["two-diracs-line"]) : drawPoints(dice, Math.max(1, Math.min(most, dice.among([least, Math.min(most, 4)]))));
    delete scene.start;
    delete scene.view;
  }
  if (/learn|loss/i.test(callee) && dice.chance(0.8)) {
    scene.denoiser = "network";
    scene.dynamics = "reverse";
    delete scene.study;
  }
  const data = String(scene.data ?? "0,0").split(";")[0].split("@")[0].split(",").length;
  const preset = context.tables.presets.find((/** @type {any} */ { name }) => name === (scene.data ?? "five-points"));
  if (context.owner !== "") context.dim = preset ? preset.dim : data;
  return { $: "object", of: scene };
}

/** @param {Dice} dice @param {{tables: Tables, polite: boolean}} context @returns {Spec} */
function drawPairs(dice, { tables, polite }) {
  const { scene } = drawScene(dice, tables);
  const pairs = Object.entries(scene).map(([name, value]) => ({ $: "list", of: [name, polite || dice.chance(0.9) ? String(typeof value === "object" ? "x" : value) : value] }));
  if (!polite && dice.chance(0.1)) pairs.push(/** @type {any} */ (dice.among(HOSTILE)));
  if (dice.chance(0.1)) pairs.push({ $: "list", of: [dice.among(["data", "steps", "utm_source", ""]), dice.among(["", "1e+05", "dpm-solver  ", "0%2C1"])] });
  return { $: "list", of: pairs };
}

/**
 * Makes the calls, and holds each to what is true of every call: it returns a value that means something or throws an error
 * that says something. Everything that was made is freed.
 * @param {any} engine
 * @param {Call[]} calls
 * @param {(call: Call, milliseconds: number, answered: boolean) => void} [told]  what became of each call
 * @returns {{done: number, refused: number, hostile: boolean}}
 */
export function runCalls(engine, calls, told) {
  /** @type {any[]} */
  const objects = [];
  /** Objects that were given a number that is none; what they say may be none. @type {Set<number>} */
  const tainted = new Set();
  const freed = new Set();
  const count = { done: 0, refused: 0, hostile: false };
  try {
    for (const call of calls) {
      if (call.on !== undefined && objects[call.on] === undefined) continue;
      count.done += 1;
      const began = performance.now();
      let answered = false;
      try {
        const result = make(engine, call, objects);
        if (call.as !== undefined) objects[call.as] = result;
        answered = true;
        if (call.call === "free" && call.on !== undefined) freed.add(objects[call.on]);
        const odd = call.hostile || hasNoNumber(call.args ?? [], tainted);
        const owner = call.as ?? call.on;
        if (odd && owner !== undefined) tainted.add(owner);
        const sound = !odd && (owner === undefined || !tainted.has(owner));
        if (sound && call.make === undefined && !NAN_SAYS_NONE.includes(nameOf(call))) checkNumbers(result, "");
      } catch (error) {
        if (error instanceof Hostility) count.hostile = true;
        else if (!(error instanceof Fault) && (isSentence(error) || !("Study" in engine) && isLanguages(error))) count.refused += 1;
        else throw at(error, nameOf(call), call);
      }
      told?.(call, performance.now() - began, answered);
    }
  } finally {
    for (const object of objects) {
      if (freed.has(object)) continue;
      try {
        object?.free();
      } catch {
        // After a fault this one may be past freeing; the fault is what counts.
      }
    }
  }
  return count;
}

/** @param {any} engine @param {Call} call @param {any[]} objects */
function make(engine, call, objects) {
  const args = (call.args ?? []).map((spec) => revive(spec, objects));
  if (call.make !== undefined) return new engine[call.make](...args);
  const owner = call.on === undefined ? engine : objects[call.on];
  return call.get === undefined ? owner[/** @type {string} */ (call.call)](...args) : owner[call.get];
}

/** What is called, as one would say it. @param {Call} call */
export const nameOf = ({ make, of, call, get }) => (make !== undefined ? `new ${make}` : `${of === undefined ? "" : `${of}.`}${call ?? get}`);

/** An error that may be thrown: one of ours, with words. @param {any} error */
function isSentence(error) {
  if (!(error instanceof Error) || /null pointer/.test(error.message)) return false;
  return ["SceneError", "NeedsWholeModule", "Error"].includes(error.name) && /\S+ \S+/.test(error.message);
}

/**
 * What the small module may throw beside: its arguments are not looked at first, since the page alone asks it. A trap it
 * may not.
 * @param {any} error
 */
function isLanguages(error) {
  return error instanceof TypeError || (error instanceof Error && /null pointer passed to rust/.test(error.message));
}

/** @param {any} error @param {string} name @param {Call} call */
function at(error, name, call) {
  const kind = error instanceof Fault ? error.kind : error instanceof WebAssembly.RuntimeError ? "trap" : "thrown";
  const what = error instanceof Fault ? error.message : describe(error);
  return new Fault(kind, `${name}: ${what}`, { cause: error instanceof Fault ? error.cause : error });
}

/** Whether there is a number among the arguments that is none, or comes from one. @param {Spec[]} args @param {Set<number>} tainted @returns {boolean} */
function hasNoNumber(args, tainted) {
  return args.some((spec) => {
    if (spec === null || typeof spec !== "object") return false;
    if (spec.$ === "object_of") return tainted.has(spec.of);
    if (spec.$ === "f32") return spec.of.some((/** @type {number} */ x) => !Number.isFinite(Math.fround(x)));
    return spec.$ === "number" && !Number.isFinite(Number(spec.of));
  });
}

/** @param {any} value @param {string} place */
function checkNumbers(value, place) {
  if (typeof value === "number") {
    if (Number.isNaN(value)) throw new Fault("NaN", `${place || "it"} is NaN`);
  } else if (value instanceof Float32Array || value instanceof Float64Array) {
    const bad = value.findIndex((x) => Number.isNaN(x));
    if (bad >= 0) throw new Fault("NaN", `${place}[${bad}] of ${value.length} is NaN`);
  } else if (value !== null && typeof value === "object" && !ArrayBuffer.isView(value) && (Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype)) {
    for (const [name, one] of Object.entries(value)) checkNumbers(one, `${place}.${name}`);
  }
}

/** How many of JavaScript's values a module holds on to. @param {any} engine */
export function heldValues(engine) {
  const table = engine.wasm.__wbindgen_externrefs;
  let held = 0;
  for (let i = 0; i < table.length; i++) if (table.get(i) !== undefined && table.get(i) !== null) held += 1;
  return held;
}

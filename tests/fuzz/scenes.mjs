// Random scenes over everything the table of parameters allows, and what holds for each of them.

import { Fault, describe } from "./faults.mjs";
import { HOSTILE, Hostility, isKind, revive } from "./values.mjs";

/** @typedef {import("./dice.mjs").Dice} Dice */
/** @typedef {import("./values.mjs").Spec} Spec */

/**
 * @typedef {object} SceneCase
 * @property {Record<string, Spec>} scene
 * @property {string | null} illegal  the parameter that was given what none allows
 * @property {number} steps  after how many it ends, Infinity for all
 *
 * @typedef {{own: string[], elsewhere: string[]}} Names
 *
 * @typedef {object} Tables  what is drawn from, as the whole module tells it
 * @property {any[]} parameters
 * @property {any[]} presets
 * @property {any[]} [studies]
 * @property {boolean} [plane]  whether most of the data shall be of two coordinates
 */

/**
 * The largest numbers of what makes a scene dear; now and then one of them has its whole range. Nothing else about them is
 * less legal, and a parameter that comes to the table has its whole range until it is named here.
 */
const DEAR = new Map(Object.entries({ particles: 24, steps: 10, samples: 40, features: 20, training: 2, cells: 60, target: 6 }));
const WHOLE_RANGE = 0.0002;
/** So many pairs of a particle and a data point, times steps, are run; a dearer scene ends sooner. */
const PAIRS = 300_000;

/**
 * @param {Dice} dice
 * @param {Tables} tables
 * @returns {SceneCase}
 */
export function drawScene(dice, tables) {
  /** @type {Record<string, Spec>} */
  const scene = {};
  const { text: data, dim } = drawData(dice, tables);
  if (data !== null) scene.data = data;
  let whole = dice.chance(WHOLE_RANGE * 5) ? dice.among([...DEAR.keys()]) : "";
  for (const parameter of tables.parameters) {
    if (parameter.name === "data") continue;
    if (parameter.elsewhere && !dice.chance(0.005)) continue;
    const limit = DEAR.get(parameter.name);
    if (parameter.name === "view" && dim !== 1 && dice.chance(0.9)) continue;
    const rare = { denoiser: 0.08, study: 0.03, target: 0.1 }[/** @type {string} */ (parameter.name)];
    if (!dice.chance(rare ?? (limit === undefined ? 0.25 : 1))) continue;
    scene[parameter.name] = drawValue(dice, parameter, parameter.name === whole ? undefined : limit, dim);
  }
  // What each step costs with it is milliseconds, so it is rarer than others.
  if (scene.denoiser === "network" && dice.chance(0.8)) delete scene.denoiser;
  let illegal = null;
  if (dice.chance(0.15)) {
    const parameter = dice.among(tables.parameters);
    const hostile = dice.among(HOSTILE);
    if (isIllegal(hostile, parameter)) {
      illegal = parameter.name;
      scene[parameter.name] = hostile;
    }
  } else if (dice.chance(0.02)) {
    illegal = dice.among(["tstar", "particle", "", "__proto__x", "data ", "🙂", "constructor"]);
    scene[illegal] = 1;
  }
  return { scene, illegal, steps: dice.chance(0.15) ? dice.whole(0, 3) : Infinity };
}

/** Whether a value is none that the parameter allows, alone or with others. @param {Spec} value @param {any} parameter */
function isIllegal(value, parameter) {
  if (isKind(value, "undefined")) return false;
  if (isKind(value, "repeat")) return false;
  if (parameter.kind === "data") return typeof value !== "string" || !/^[-\u2212]?[15]/.test(value);
  if (parameter.kind === "start") return typeof value === "object" && !isKind(value, "number") || isKind(value, "number") && !Object.is(Number(/** @type {any} */ (value).of), -0) || typeof value === "boolean" || ["", " ", "NaN", "Infinity", "1e999", "0x10"].includes(/** @type {any} */ (value));
  // Some names are numbers.
  if (parameter.kind === "choice") return typeof value === "object" || !(parameter.values ?? []).some((/** @type {{ value: string }} */ one) => one.value === String(value).trim());
  const number = typeof value === "string" && /^\d+ *$/.test(value) ? Number(value)
    : typeof value === "number" ? value
      : isKind(value, "number") ? Number(/** @type {any} */ (value).of) : NaN;
  const inside = number >= parameter.min && number <= parameter.max;
  return !(inside && (parameter.kind === "number" || Number.isInteger(number))) && !["1,5", "1_000", "−1.5"].includes(/** @type {any} */ (value));
}

/** @param {Dice} dice @param {any} parameter @param {number | undefined} limit @param {number} dim @returns {Spec} */
function drawValue(dice, parameter, limit, dim) {
  if (parameter.kind === "choice") return dice.among(/** @type {any[]} */ (parameter.values)).value;
  if (parameter.kind === "start") return drawStart(dice, dim);
  const { min } = parameter;
  const max = Math.min(parameter.max, limit ?? Infinity);
  let number = drawNumber(dice, min, max, parameter.scale === "log");
  if (parameter.kind === "integer") number = Math.round(number);
  number = Math.min(Math.max(number, min), max);
  if (dice.chance(0.7)) return number;
  return dice.among([String(number), ` ${number} `, number.toExponential(), number.toExponential().replace("e+", "e"), `+${number}`].slice(0, number < 0 ? 4 : 5));
}

/** In [min, max], its ends and what is next to them more often than they would come by themselves. @param {Dice} dice @param {number} min @param {number} max @param {boolean} log */
export function drawNumber(dice, min, max, log) {
  return dice.weighted(/** @type {[() => number, number][]} */ ([
    [() => min, 8],
    [() => max, 4],
    [() => dice.among([5e-324, 1e-310, 1e-100, 1e-70, 1e-40, 1e-30, 1e-30, 1e-17, 1e-17]) + min, 2],
    [() => max * (1 - 2 ** -53), 2],
    [() => dice.among([0, 1, 2, 0.5, 0.1, 1e-3]), 6],
    [() => Math.exp(dice.between(Math.log(min > 0 ? min : dice.chance(0.1) ? dice.among([1e-300, 1e-30]) : 1e-6), Math.log(max))), log ? 50 : 10],
    [() => dice.between(min, max), log ? 10 : 50],
  ]))();
}

/** @param {Dice} dice @param {number} dim @returns {Spec} */
function drawStart(dice, dim) {
  const point = () => Array.from({ length: dice.chance(0.9) ? dim : dice.whole(1, 4) }, () => coordinate(dice, 1e6)).join(",");
  return dice.weighted(/** @type {[() => Spec, number][]} */ ([
    [() => dice.among(["normal", "terminal", "shifted", "narrow"]), 4],
    [() => `normal:${coordinate(dice, 1e6)},${dice.among([0.01, 0.3, 1, 100, 1e6])}`, 1],
    [point, 2],
    [() => dice.among([0.5, -1e6, 1e-300]), 0.5],
  ]))();
}

/** @param {Dice} dice @param {number} size */
const coordinate = (dice, size) => dice.among([0, 1, -1, size, -size, size / 1024, 1e-300, dice.between(-2, 2), dice.between(-size, size)]);

/** @param {Dice} dice @param {Tables} tables @returns {{text: string | null, dim: number}} */
function drawData(dice, tables) {
  if (dice.chance(0.15)) return { text: null, dim: 2 };
  if (dice.chance(0.25)) {
    const preset = dice.weighted(tables.presets.map((preset) => [preset, 1 / (1 + (preset.count * preset.dim) / 40)]));
    return { text: preset.name, dim: preset.dim };
  }
  const dim = tables.plane && dice.chance(0.85) ? 2 : dice.weighted([[1, 30], [2, 45], [3, 10], [4, 8], [16, 3], [64, 1]]);
  return { text: drawPoints(dice, dim), dim };
}

/** Points as text: one or many, repeated, a unit in the last place apart, far from 0, in a row, weighted. @param {Dice} dice @param {number} dim */
export function drawPoints(dice, dim) {
  const count = Math.min(dice.weighted([[1, 4], [2, 5], [3, 4], [dice.whole(4, 12), 6], [dice.whole(13, 100), 1]]), dim > 4 ? 8 : 100);
  const scale = dice.among([1, 1, 1, 1, 0.05, 3, 1e3, 1e-3, 1e-7, 1e-30, 1e-300, 4e5]);
  const offset = dice.chance(0.1) ? dice.among([1e3, -1e5, 5e5]) : 0;
  const repeated = dice.chance(0.3) ? 0.5 : 0;
  const close = dice.chance(0.15) ? 0.4 : 0;
  const row = dice.chance(0.1);
  const weighted = dice.chance(0.3);
  /** @type {number[][]} */
  const points = [];
  for (let i = 0; i < count; i++) {
    const last = points[points.length - 1];
    const fresh = Array.from({ length: dim }, () => offset + scale * dice.between(-1.6, 1.6));
    if (last && dice.chance(repeated)) points.push(dice.among(points));
    else if (last && dice.chance(close)) points.push(last.map((x) => x + (Math.abs(x) + 1e-300) * dice.among([2 ** -52, 2 ** -24, 1e-5])));
    else if (last && row) points.push([fresh[0], ...last.slice(1)]);
    else points.push(fresh);
  }
  const short = dice.chance(0.5);
  const text = (/** @type {number} */ x) => {
    const number = Math.min(Math.max(x, -1e6), 1e6);
    return short ? String(Number(number.toPrecision(3))) : String(number);
  };
  return points.map((point) => point.map(text).join(",") + (weighted && dice.chance(0.7) ? `@${dice.among([1e-6, 0.1, 0.5, 2, 7, 1e6])}` : "")).join(";");
}

/**
 * Runs a scene in a module and holds it to what is true of every scene.
 * @param {any} engine
 * @param {SceneCase} drawn
 * @param {{names: Names, thorough?: boolean}} known  the parameters' names, and whether to look at links, second runs and all numbers too
 * @returns {{refused: string} | {digest: string}}
 */
export function checkScene(engine, drawn, { names, thorough = false }) {
  const scene = revive({ $: "object", of: drawn.scene });
  let simulation;
  try {
    simulation = new engine.Simulation(scene);
  } catch (error) {
    return { refused: checkRefusal(engine, error, drawn, names) };
  }
  let sound = false;
  try {
    if (drawn.illegal !== null) throw new Fault("accepted", `${drawn.illegal} was taken though it is ${JSON.stringify(drawn.scene[drawn.illegal])}`);
    const cost = simulation.pairs * simulation.dim * simulation.steps;
    const dear = simulation.scene.denoiser === "network" ? 20 : 1;
    const steps = Math.min(simulation.steps, drawn.steps, Math.max(1, Math.floor((PAIRS / dear / cost) * simulation.steps)));
    let done = 0;
    while (done < steps && simulation.step()) done += 1;
    if (done !== steps) throw new Fault("steps", `it ended after ${done} of ${steps} steps`);
    if (simulation.index !== steps) throw new Fault("steps", `index is ${simulation.index} after ${steps} steps`);
    const positions = simulation.positions();
    if (positions.length !== simulation.particles * simulation.dim) throw new Fault("positions", `there are ${positions.length} numbers for ${simulation.particles} particles in d = ${simulation.dim}`);
    const bad = positions.findIndex((/** @type {number} */ x) => !Number.isFinite(x));
    if (bad >= 0) throw new Fault("NaN", `position ${bad} is ${positions[bad]} after ${steps} of ${simulation.steps} steps`);
    if (!Number.isFinite(simulation.time)) throw new Fault("NaN", `the time is ${simulation.time}`);
    const digest = simulation.digest();
    if (!/^[0-9a-f]{16}$/.test(digest)) throw new Fault("digest", `the digest is ${digest}`);
    if (thorough) checkThoroughly(engine, simulation, digest, steps);
    sound = true;
    return { digest };
  } finally {
    try {
      simulation.free();
    } catch (error) {
      // After a trap it can not be freed, and the trap is what is to be told.
      if (sound) throw error;
    }
  }
}

/** That an error says what is wrong, and nothing else was thrown. @param {any} engine @param {any} error @param {SceneCase} drawn @param {Names} names */
function checkRefusal(engine, error, drawn, { own, elsewhere }) {
  const names = ["scene", ...own, ...elsewhere];
  if (error instanceof Hostility) return "hostile";
  if (error?.name === "NeedsWholeModule") return "whole";
  if (error?.name !== "SceneError") throw new Fault("thrown", describe(error), { cause: error });
  const { field, value, allowed, message } = error;
  const given = Object.keys(drawn.scene);
  if (![field, value, allowed, message].every((text) => typeof text === "string" && text !== "") && !given.includes("")) throw new Fault("sentence", `a SceneError lacks something: ${JSON.stringify({ field, value, allowed, message })}`);
  if (!names.includes(field) && !given.includes(field)) throw new Fault("sentence", `the field ${field} of "${message}" is no parameter`);
  if (!message.includes(value) || !message.endsWith(".") || /undefined|NaN must/.test(allowed)) throw new Fault("sentence", `"${message}" does not say ${value}`);
  if (drawn.illegal !== null && field !== drawn.illegal && own.includes(drawn.illegal) && !isRefused(engine, field, drawn)) throw new Fault("sentence", `a value is wrong and "${message}" speaks of another: ${drawn.illegal}`);
  return field;
}

/** Whether a parameter's value is refused by itself. @param {any} engine @param {string} field @param {SceneCase} drawn */
function isRefused(engine, field, { scene }) {
  if (!(field in scene)) return false;
  try {
    new engine.Simulation({ [field]: revive(scene[field]) }).free();
    return false;
  } catch {
    return true;
  }
}

/** @param {any} engine @param {any} simulation @param {string} digest @param {number} steps */
function checkThoroughly(engine, simulation, digest, steps) {
  const { scene } = simulation;
  const query = engine.sceneQuery(scene);
  const read = engine.readScene([...new URLSearchParams(query)]);
  if (read.problems.length > 0) throw new Fault("link", `?${query} is read with "${read.problems[0].message}"`);
  for (const [name, value] of Object.entries(scene)) {
    if (!Object.is(read.scene[name], value)) throw new Fault("link", `${name} is ${value} and ?${query} is read as ${read.scene[name]}`);
  }
  const again = new engine.Simulation(scene);
  try {
    again.seek(steps);
    if (again.digest() !== digest) throw new Fault("digest", `${digest}, and ${again.digest()} on a second run`);
    again.rewind(0);
    again.seek(steps);
    if (again.digest() !== digest) throw new Fault("digest", `${digest}, and ${again.digest()} after going back`);
  } finally {
    again.free();
  }
  const captured = simulation.captures().reduce((/** @type {number} */ sum, /** @type {number} */ n) => sum + n, 0);
  if (captured !== simulation.particles) throw new Fault("captures", `${captured} captures of ${simulation.particles} particles`);
  for (const name of ["weights", "givenWeights", "expectedCaptures", "means", "times", "points", "givenPoints"]) {
    const bad = simulation[name]?.().findIndex((/** @type {number} */ x) => !Number.isFinite(x)) ?? -1;
    if (bad >= 0) throw new Fault("NaN", `${name}()[${bad}] is ${simulation[name]()[bad]}`);
  }
  const times = simulation.times();
  const rising = simulation.dynamics === "forward";
  for (let k = 1; k < times.length; k++) {
    if (!(rising ? times[k] > times[k - 1] : times[k] < times[k - 1])) throw new Fault("times", `t_${k - 1} = ${times[k - 1]} and t_${k} = ${times[k]}`);
  }
}

/** The parameters that a module knows, and those that it knows by their names alone. @param {any} engine @returns {Names} */
export const namesOf = (engine) => ({ own: engine.sceneParameters().map((/** @type {any} */ { name }) => name), elsewhere: engine.parametersElsewhere() });

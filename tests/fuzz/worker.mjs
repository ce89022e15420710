// Runs numbered cases one after the other in a thread of its own and says what became of them. Which case is being run
// stands in shared memory, so that one that never ends can be named from outside.

import { isMainThread, parentPort, workerData } from "node:worker_threads";

import { drawCalls, heldValues, nameOf, runCalls } from "./calls.mjs";
import { Dice } from "./dice.mjs";
import { Fault, isTrap, signature } from "./faults.mjs";
import { startModule, surfaceOf } from "./modules.mjs";
import { checkScene, drawScene, namesOf } from "./scenes.mjs";

/** @typedef {import("./modules.mjs").Which} Which */

/**
 * @typedef {object} Order  what a thread is to do
 * @property {"scenes" | "calls"} kind
 * @property {Which} which
 * @property {string} seed
 * @property {number} from  the first case's number
 * @property {number} to  the number after the last
 * @property {Int32Array} progress  [the case being run, how many are done, 1 to stop]
 *
 * @typedef {object} Found
 * @property {string} signature
 * @property {string} message
 * @property {number} count
 * @property {number} number  the first case that did it
 * @property {number} since  the first case in the same instance
 * @property {number[]} hostile  those among them in which a value threw
 *
 * @typedef {object} Outcome
 * @property {number} cases
 * @property {number} calls
 * @property {Map<string, number>} refused  how many, by field
 * @property {Found[]} found
 * @property {{milliseconds: number, number: number, what: string}[]} slow
 * @property {Set<string>} answered  what was called and returned something
 * @property {number} memory  the most that an instance took, bytes
 */

/** After so many cases an instance is replaced: what one leaves behind reaches so many others, and a failure so far back. */
const CASES = { scenes: 20_000, calls: 400 };
const SLOW = 50;
/** More than any one case may take, with the 64 MiB of a history: what is beyond was never given back. */
const MOST_MEMORY = 512 * 2 ** 20;

/** What is drawn from, by the whole module's own account. */
export async function readTables() {
  const engine = await startModule("whole");
  return { parameters: engine.sceneParameters(), presets: engine.presets(), studies: engine.studies() };
}

/** What the small module has of it, and `elsewhere` what it knows by name alone. @param {Which} which @param {any} tables @param {any} engine */
export function tablesFor(which, tables, engine) {
  if (which === "whole") return tables;
  const elsewhere = engine.parametersElsewhere();
  const parameters = tables.parameters.map((/** @type {any} */ one) => ({ ...one, elsewhere: elsewhere.includes(one.name) }));
  return { ...tables, parameters, plane: true, presets: tables.presets.filter((/** @type {any} */ { dim }) => dim === 2) };
}

/** @param {Order} order @returns {Promise<Outcome>} */
export async function work({ kind, which, seed, from, to, progress }) {
  let engine = await startModule(which);
  const tables = tablesFor(which, await readTables(), engine);
  const other = which === "small" ? await startModule("whole") : null;
  const names = namesOf(engine);
  const surface = surfaceOf(engine);
  /** @type {Map<string, Found>} */
  const found = new Map();
  /** @type {Outcome} */
  const outcome = { cases: 0, calls: 0, refused: new Map(), found: [], slow: [], answered: new Set(), memory: 0 };
  const slow = (/** @type {number} */ milliseconds, /** @type {number} */ number, /** @type {string} */ what) => {
    if (milliseconds > SLOW) outcome.slow.push({ milliseconds, number, what: what.slice(0, 300) });
    if (outcome.slow.length > 400) outcome.slow = slowest(outcome.slow);
  };
  const refused = (/** @type {string} */ field, /** @type {number} */ count) => outcome.refused.set(field, (outcome.refused.get(field) ?? 0) + count);
  let since = from;
  /** @type {number[]} */
  let hostile = [];
  for (let number = from; number < to && Atomics.load(progress, 2) === 0; number++) {
    Atomics.store(progress, 0, number);
    const dice = new Dice(seed, kind, which, number);
    let failed = null;
    try {
      if (kind === "scenes") {
        const drawn = drawScene(dice, tables);
        const began = performance.now();
        const result = checkScene(engine, drawn, { names, thorough: number % 16 === 0 });
        slow(performance.now() - began, number, JSON.stringify(drawn.scene));
        if ("refused" in result) refused(result.refused, 1);
        else if (other && number % 8 === 0) sameInBoth(other, drawn, result.digest, namesOf(other));
      } else {
        const calls = drawCalls(dice, surface, tables);
        const result = runCalls(engine, calls, (call, milliseconds, answered) => {
          slow(milliseconds, number, JSON.stringify(call));
          if (answered) outcome.answered.add(nameOf(call));
        });
        outcome.calls += result.done;
        refused("calls", result.refused);
        if (result.hostile) hostile.push(number);
        if (number % 64 === 0) keepsNothing(engine, calls);
      }
      const bytes = engine.wasm.memory.buffer.byteLength;
      outcome.memory = Math.max(outcome.memory, bytes);
      if (bytes > MOST_MEMORY) throw new Fault("memory", `the module holds ${bytes >> 20} MiB`);
    } catch (error) {
      failed = error;
      const known = found.get(signature(error));
      if (known) known.count += 1;
      else found.set(signature(error), { signature: signature(error), message: String(/** @type {any} */ (error).message), count: 1, number, since, hostile: [...hostile] });
    }
    outcome.cases += 1;
    Atomics.store(progress, 1, outcome.cases);
    const broken = failed !== null && (isTrap(failed) || /** @type {any} */ (failed).kind === "memory");
    if (broken || number + 1 - since >= CASES[kind]) {
      engine = await startModule(which);
      since = number + 1;
      hostile = [];
    }
    // So that what was dropped is collected, and the watcher is answered.
    if (number % 256 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  outcome.found = [...found.values()];
  outcome.slow = slowest(outcome.slow);
  return outcome;
}

/** @param {Outcome["slow"]} all */
const slowest = (all) => all.sort((a, b) => b.milliseconds - a.milliseconds).slice(0, 12);

/** That the whole module comes to the same bits. @param {any} whole @param {import("./scenes.mjs").SceneCase} drawn @param {string} digest @param {import("./scenes.mjs").Names} names */
function sameInBoth(whole, drawn, digest, names) {
  const result = checkScene(whole, drawn, { names });
  if (!("digest" in result) || result.digest !== digest) throw new Fault("digest", `${digest} in the small module and ${JSON.stringify(result)} in the whole one`);
}

/** That the same calls, made again, leave no value behind. @param {any} engine @param {import("./calls.mjs").Call[]} calls */
function keepsNothing(engine, calls) {
  runCalls(engine, calls);
  const before = heldValues(engine);
  runCalls(engine, calls);
  const after = heldValues(engine);
  if (after > before) throw new Fault("kept", `${after - before} of JavaScript's values stay in the module's table after all was freed`);
}

if (!isMainThread) {
  work(workerData).then((outcome) => parentPort?.postMessage({ outcome }), (error) => parentPort?.postMessage({ error: String(error?.stack ?? error) }));
}

// Random scenes and sequences of calls against the built modules.
//
//     node tests/fuzz/module.mjs --scenes 1000000 --calls 100000 --seed 7
//     node tests/fuzz/module.mjs --minutes 30
//     node tests/fuzz/module.mjs --replay FILE
//
// A failure is printed with its seed, and, made as small as it gets, as JSON for --replay.

import { readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { Worker } from "node:worker_threads";

import { drawCalls, runCalls } from "./calls.mjs";
import { Dice } from "./dice.mjs";
import { Fault, signature } from "./faults.mjs";
import { startModule, surfaceOf } from "./modules.mjs";
import { checkScene, drawScene, namesOf } from "./scenes.mjs";
import { plainestCalls, plainestScene } from "./shrink.mjs";
import { readTables, tablesFor } from "./worker.mjs";

/** @typedef {import("./modules.mjs").Which} Which */
/** @typedef {import("./worker.mjs").Found} Found */
/** @typedef {import("./worker.mjs").Outcome} Outcome */

/**
 * @typedef {object} Replay  one case as it is printed
 * @property {Which} which
 * @property {Record<string, any>} [scene]
 * @property {string | null} [illegal]
 * @property {number | null} [steps]  null for all
 * @property {import("./calls.mjs").Call[]} [calls]
 * @property {number} [repeat]  how often the calls are made, for what only shows when much has been left behind
 */

/** A case takes milliseconds; one that has taken this long is not going to end. */
const HANGS_AFTER = 120_000;
const FRESH_ATTEMPTS = 400;
/** So many kinds of failures are made small; the others are told as they were met. */
const SHRUNK = 6;

/**
 * Runs cases in a thread and watches it.
 * @param {{kind: "scenes" | "calls", which: Which, seed: string, from?: number, count: number, until?: number}} order
 * @returns {Promise<Outcome>}
 */
export async function runCases({ kind, which, seed, from = 0, count, until = Infinity }) {
  const progress = new Int32Array(new SharedArrayBuffer(12));
  const worker = new Worker(new URL("./worker.mjs", import.meta.url), { workerData: { kind, which, seed, from, to: from + count, progress } });
  let done = -1;
  let since = Date.now();
  const watch = setInterval(() => {
    if (Date.now() > until) Atomics.store(progress, 2, 1);
    if (Atomics.load(progress, 1) !== done) {
      done = Atomics.load(progress, 1);
      since = Date.now();
    } else if (Date.now() - since > HANGS_AFTER) {
      worker.emit("hang");
    }
  }, 500);
  try {
    return await new Promise((resolve, reject) => {
      worker.once("message", ({ outcome, error }) => (error === undefined ? resolve(outcome) : reject(new Error(error))));
      worker.once("error", reject);
      worker.once("hang", () => {
        const number = Atomics.load(progress, 0);
        const message = `case ${number} of seed ${seed} does not end`;
        resolve({ cases: done, calls: 0, refused: new Map(), found: [{ signature: "hang", message, count: 1, number, since: number, hostile: [] }], slow: [], answered: new Set(), memory: 0 });
      });
    });
  } finally {
    clearInterval(watch);
    await worker.terminate();
  }
}

/** Runs a case in an instance of its own. @param {Replay} replay @returns {Promise<unknown>}  the error, or null */
export async function replayed(replay) {
  const engine = await startModule(replay.which);
  try {
    if (replay.scene) {
      const drawn = { scene: replay.scene, illegal: replay.illegal ?? null, steps: replay.steps ?? Infinity };
      checkScene(engine, drawn, { names: namesOf(engine), thorough: true });
    }
    for (let round = 0; round < (replay.calls ? replay.repeat ?? 1 : 0); round++) runCalls(engine, replay.calls ?? []);
    // After what should have left nothing behind the simplest scene runs.
    if (replay.repeat) checkScene(engine, { scene: {}, illegal: null, steps: 1 }, { names: namesOf(engine) });
  } catch (error) {
    return error;
  }
  return null;
}

/**
 * The smallest case that was found to fail as `found` did.
 * @param {{kind: "scenes" | "calls", which: Which, seed: string}} order
 * @param {Found} found
 * @returns {Promise<Replay | null>}  null where it does not fail by itself
 */
export async function shrunk({ kind, which, seed }, found) {
  const engine = await startModule(which);
  const tables = tablesFor(which, await readTables(), engine);
  const surface = surfaceOf(engine);
  let attempts = 0;
  const fails = async (/** @type {Replay} */ replay) => {
    attempts += 1;
    if (attempts > FRESH_ATTEMPTS) return false;
    const error = await replayed(replay);
    return error !== null && alike(error, found);
  };
  const dice = (/** @type {number} */ number) => new Dice(seed, kind, which, number);
  if (kind === "scenes") {
    const { scene, illegal, steps } = drawScene(dice(found.number), tables);
    const replay = (/** @type {any} */ scene) => ({ which, scene, illegal, steps: Number.isFinite(steps) ? steps : null });
    if (!(await fails(replay(scene)))) return null;
    return replay(await plainestScene(scene, (some) => fails(replay(some))));
  }
  const calls = drawCalls(dice(found.number), surface, tables);
  if (await fails({ which, calls })) return { which, calls: await plainestCalls(calls, (some) => fails({ which, calls: some })) };
  // By itself it does not fail: something before it has left something behind.
  for (const number of [found.number, ...found.hostile.slice(-6)]) {
    const before = { which, repeat: 3000, calls: drawCalls(dice(number), surface, tables).filter((call) => call.make !== "Study") };
    const error = await replayed(before);
    if (error instanceof Fault || error instanceof WebAssembly.RuntimeError) {
      return { ...before, calls: await plainestCalls(before.calls, async (some) => (await replayed({ ...before, calls: some })) instanceof Error) };
    }
  }
  return null;
}

/** Whether an error is of the kind that was found. @param {any} error @param {Found} found */
function alike(error, found) {
  return signature(error).split(/[ :]/, 2).join() === found.signature.split(/[ :]/, 2).join() && (!/^(trap|thrown)/.test(found.signature) || signature(error) === found.signature);
}

/**
 * Tells what failed, each kind once, as small as it gets.
 * @param {{kind: "scenes" | "calls", which: Which, seed: string}} order
 * @param {Outcome} outcome
 */
export async function describeFailures(order, outcome) {
  const texts = [];
  const all = [...outcome.found].sort((a, b) => b.count - a.count);
  for (const [k, found] of all.entries()) {
    if (k >= SHRUNK) {
      texts.push(`${found.count} × ${found.message}\n  seed ${order.seed}, ${order.kind} ${found.number} of the ${order.which} module`);
      continue;
    }
    const smallest = found.signature === "hang" ? null : await shrunk(order, found);
    const file = path.join(tmpdir(), `fuzz-${order.kind}-${order.which}-${order.seed}-${found.number}.json`);
    if (smallest) writeFileSync(file, JSON.stringify(smallest, null, 1));
    texts.push(
      `${found.count} × ${found.message}\n  seed ${order.seed}, ${order.kind} ${found.number} of the ${order.which} module` +
      (smallest ? `\n  node tests/fuzz/module.mjs --replay ${file}\n  ${JSON.stringify(smallest).slice(0, 2000)}`
        : `\n  not by itself: node tests/fuzz/module.mjs --${order.kind} ${found.number + 1 - found.since} --from ${found.since} --which ${order.which} --seed ${order.seed}`));
  }
  return texts;
}

/** @param {string[]} words */
function readOptions(words) {
  /** @type {Record<string, string>} */
  const options = {};
  for (let k = 0; k < words.length; k += 2) {
    if (!/^--(scenes|calls|seed|from|which|minutes|replay)$/.test(words[k]) || words[k + 1] === undefined) throw new Error(`${words[k]} is not known, or lacks its value; --scenes N, --calls N, --seed S, --from N, --which whole|small, --minutes N and --replay FILE are.`);
    options[words[k].slice(2)] = words[k + 1];
  }
  return options;
}

async function main() {
  const options = readOptions(process.argv.slice(2));
  if (options.replay) {
    const error = await replayed(JSON.parse(readFileSync(options.replay, "utf8")));
    console.log(error === null ? "It does not fail." : `It fails. ${/** @type {any} */ (error).stack ?? error}`);
    process.exitCode = error === null ? 0 : 1;
    return;
  }
  const seed = options.seed ?? String(Date.now() % 1_000_000);
  const minutes = Number(options.minutes ?? Infinity);
  const given = { scenes: Number(options.scenes ?? (options.calls ? 0 : Infinity)), calls: Number(options.calls ?? (options.scenes ? 0 : Infinity)) };
  if (!Number.isFinite(minutes) && (!Number.isFinite(given.scenes) || !Number.isFinite(given.calls))) throw new Error("Say how many --scenes and --calls, or how many --minutes.");
  const shares = [["scenes", "whole", 0.7], ["scenes", "small", 0.3], ["calls", "whole", 0.7], ["calls", "small", 0.3]]
    .filter(([, which]) => options.which === undefined || options.which === which)
    .map(([kind, which, share]) => ({ kind: /** @type {"scenes" | "calls"} */ (kind), which: /** @type {Which} */ (which), share: options.which ? 1 : Number(share) }))
    .filter(({ kind }) => given[kind] > 0);
  console.log(`Seed ${seed}`);
  let failures = 0;
  for (const [k, { kind, which, share }] of shares.entries()) {
    const began = Date.now();
    const count = Number.isFinite(given[kind]) ? Math.round(share * given[kind]) : 2 ** 30;
    const until = began + (minutes * 60_000) / shares.length;
    const outcome = await runCases({ kind, which, seed, from: Number(options.from ?? 0), count, until });
    const seconds = (Date.now() - began) / 1000;
    const refused = [...outcome.refused.values()].reduce((sum, n) => sum + n, 0);
    const of = kind === "scenes" ? outcome.cases : outcome.calls;
    console.log(`\n${outcome.cases} ${kind === "scenes" ? "scenes" : `sequences of ${outcome.calls} calls`}, ${which} module (${k + 1} of ${shares.length}): ${seconds.toFixed(0)} s, ${(outcome.cases / seconds).toFixed(0)} a second; refused ${((100 * refused) / Math.max(of, 1)).toFixed(1)} %; at most ${(outcome.memory / 2 ** 20).toFixed(0)} MiB`);
    for (const { milliseconds, number, what } of outcome.slow.slice(0, 6)) console.log(`  ${milliseconds.toFixed(0)} ms: ${number} ${what}`);
    for (const text of await describeFailures({ kind, which, seed }, outcome)) console.log(`FAILED ${text}`);
    failures += outcome.found.reduce((sum, { count }) => sum + count, 0);
  }
  console.log(failures === 0 ? "\nNothing failed." : `\n${failures} failed.`);
  process.exitCode = failures === 0 ? 0 : 1;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) await main();

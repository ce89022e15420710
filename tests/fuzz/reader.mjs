// A reader at random in the lab: clicks, drags, types, drops files, resizes, goes away and comes back.
//
//     node tests/fuzz/reader.mjs --runs 20 --actions 500 --seed 7
//     node tests/fuzz/reader.mjs --minutes 10
//     node tests/fuzz/reader.mjs --soak 30
//     node tests/fuzz/reader.mjs --replay FILE
//
// A failure is printed with its seed and its actions; those without which it fails alike are left out.

import { readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";

import { openSite } from "../browser/support/site.mjs";
import { act, drawAction, frames, startedUp } from "./actions.mjs";
import { Dice } from "./dice.mjs";
import { Fault } from "./faults.mjs";
import { fewest } from "./shrink.mjs";

/** @typedef {import("playwright-core").Page} Page */
/** @typedef {import("./actions.mjs").Action} Action */

/** What every run begins with and returns to. */
const OPENING = "lab.html?data=two-moons&particles=200&seed=5";
const PERMISSIONS = ["clipboard-read", "clipboard-write"];
/** What no page may hold on to, beyond what it held after the first half: a panel that is there once, and no panel twice. */
export const MORE = { nodes: 900, listeners: 130 };
/** How many times a failing list is tried with some left out. */
const ATTEMPTS = 60;

/**
 * @typedef {object} Run
 * @property {Action[]} actions  what was done, to the last
 * @property {Fault | null} fault
 * @property {{milliseconds: number, action: Action}[]} slow
 * @property {Held[]} held  now and then, and at the end, back at the opening scene
 *
 * @typedef {object} Held  what a page holds after everything that nobody holds is collected
 * @property {number} nodes
 * @property {number} listeners
 * @property {number} heap  megabytes of JavaScript's objects
 * @property {number} module  megabytes of the module's memory, which never shrinks
 */

/**
 * Does what `next` says until it says nothing, and looks after each whether all is well.
 * @param {(page: Page, done: number) => Promise<Action | null>} next
 * @param {number} every  after how many actions what is held is counted, again and again
 * @param {(held: Held) => void} [tell]
 * @returns {Promise<Run>}
 */
async function run(next, every, tell = () => {}) {
  const site = await openSite({ permissions: PERMISSIONS });
  /** @type {Run} */
  const result = { actions: [], fault: null, slow: [], held: [] };
  try {
    const page = await site.open(OPENING);
    // A download or a dialog of the browser's own is answered, as a reader would.
    page.on("dialog", (dialog) => void dialog.dismiss().catch(() => {}));
    await startedUp(page);
    const reader = { site, page, opening: OPENING };
    const hold = async () => {
      result.held.push(await heldAtHome(page));
      tell(result.held[result.held.length - 1]);
    };
    for (let action = await next(page, 0); action !== null; action = await next(page, result.actions.length)) {
      if (result.actions.length > 0 && result.actions.length % every === 0) await hold();
      result.actions.push(action);
      const began = performance.now();
      await act(reader, action);
      const milliseconds = performance.now() - began;
      if (milliseconds > 1000) result.slow.push({ milliseconds, action });
      await lookAround(site, page);
    }
    await settled(page);
    await lookAround(site, page);
    await sameByItsLink(site, page);
    if (result.actions.length >= every) {
      await hold();
      const [first, last] = [result.held[0], result.held[result.held.length - 1]];
      for (const what of /** @type {const} */ (["nodes", "listeners"])) {
        if (last[what] > first[what] + MORE[what]) throw new Fault("kept", `${first[what]} ${what} became ${last[what]}, both times in the opening scene`);
      }
    }
    await lookAround(site, page);
  } catch (error) {
    result.fault = error instanceof Fault ? error : new Fault("stuck", String(/** @type {any} */ (error)?.message ?? error));
  } finally {
    await site.close();
  }
  return result;
}

/** That nothing was thrown or logged, and the element is well. @param {import("../browser/support/site.mjs").Site} site @param {Page} page */
async function lookAround(site, page) {
  const problems = site.problems();
  if (problems.length > 0) throw new Fault("console", problems[0]);
  const said = await page.evaluate(() => {
    const text = document.querySelector("reverse-diffusion")?.shadowRoot?.textContent ?? "";
    return /stopped unexpectedly[^.]*\)?/.exec(text)?.[0] ?? null;
  });
  if (said !== null) throw new Fault("stopped", said);
}

/** Until networks are trained and the simulation has arrived where the clock stands, in sight: out of sight an element rests. @param {Page} page */
async function settled(page) {
  await page.evaluate(() => {
    const bench = /** @type {any} */ (document.querySelector("reverse-diffusion"));
    bench.pause();
    bench.scrollIntoView();
  });
  try {
    await page.waitForFunction(() => {
      const bench = /** @type {any} */ (document.querySelector("reverse-diffusion"));
      // A network that still learns shows what it has learnt so far, which is more on a faster machine.
      return bench.running && bench.player.simulation && bench.learnt && !bench.player.behind;
    });
  } catch (error) {
    const state = await page.evaluate(() => {
      const { running, player, scene } = /** @type {any} */ (document.querySelector("reverse-diffusion"));
      return { running, simulation: Boolean(player.simulation), index: player.index, steps: player.steps, reached: player.simulation?.index, scene };
    });
    throw new Fault("stuck", `${String(/** @type {any} */ (error)?.message ?? error)} ${JSON.stringify(state).slice(0, 1500)}`);
  }
  await frames(page, 3);
}

/** @param {Page} page */
const seen = (page) => page.evaluate(() => {
  const { player, scene } = /** @type {any} */ (document.querySelector("reverse-diffusion"));
  return { scene, index: player.index, digest: player.simulation.digest() };
});

/** That the link a reader copies shows someone else the same. @param {import("../browser/support/site.mjs").Site} site @param {Page} page */
async function sameByItsLink(site, page) {
  await page.evaluate(() => { for (const dialog of document.querySelectorAll("dialog")) dialog.close(); });
  await page.evaluate(() => /** @type {HTMLElement} */ (document.querySelector("#copy-link")).click());
  await page.waitForFunction(() => /copied/i.test(document.querySelector("#copied")?.textContent ?? ""));
  const link = await page.evaluate(() => navigator.clipboard.readText());
  await settled(page);
  const here = await seen(page);
  const other = await site.context.newPage();
  try {
    await other.goto(link, { waitUntil: "load" });
    await startedUp(other);
    await settled(other);
    const there = await seen(other);
    for (const name of Object.keys(here.scene)) {
      if (here.scene[name] !== there.scene[name]) throw new Fault("link", `${name} is ${here.scene[name]} here and ${there.scene[name]} by the link ${link.slice(0, 300)}`);
    }
    if (here.index !== there.index) throw new Fault("link", `index ${here.index} here and ${there.index} by the link ${link.slice(0, 300)}`);
    if (here.digest !== there.digest) throw new Fault("link", `digest ${here.digest} here and ${there.digest} by the link ${link.slice(0, 300)}`);
  } finally {
    await other.close();
  }
}

/** What the page holds once it shows again what it opened with. @param {Page} page */
async function heldAtHome(page) {
  await page.emulateMedia({ colorScheme: "light", reducedMotion: "no-preference", forcedColors: "none" });
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.evaluate((opening) => {
    for (const dialog of document.querySelectorAll("dialog")) dialog.close();
    const bench = /** @type {any} */ (document.querySelector("reverse-diffusion"));
    bench.pause();
    bench.scene = Object.fromEntries(new URLSearchParams(opening.split("?")[1]));
  }, OPENING);
  await settled(page);
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable");
  await session.send("HeapProfiler.enable");
  for (let i = 0; i < 3; i++) await session.send("HeapProfiler.collectGarbage");
  const { metrics } = await session.send("Performance.getMetrics");
  await session.detach();
  const value = (/** @type {string} */ wanted) => metrics.find(({ name }) => name === wanted)?.value ?? NaN;
  const bytes = await page.evaluate(() => /** @type {any} */ (document.querySelector("reverse-diffusion")).engine.memory.buffer.byteLength);
  return { nodes: value("Nodes"), listeners: value("JSEventListeners"), heap: value("JSHeapUsedSize") / 2 ** 20, module: bytes / 2 ** 20 };
}

/** A run of so many actions, drawn as it goes. @param {string} seed @param {number} number @param {number} count */
export function drawnRun(seed, number, count) {
  const dice = new Dice(seed, "reader", number);
  return run(async (page, done) => (done < count ? drawAction(page, dice) : null), count >> 1);
}

/** The same actions again. @param {Action[]} actions @param {number} [half] */
export function repeatedRun(actions, half = actions.length >> 1) {
  return run(async (_, done) => actions[done] ?? null, half);
}

/** The fewest actions found to end in a fault of the same kind. @param {Run} failed */
export async function shortestRun(failed) {
  let attempts = 0;
  const kind = failed.fault?.kind;
  return fewest(failed.actions, async (some) => {
    attempts += 1;
    if (attempts > ATTEMPTS || some.length === 0) return false;
    return (await repeatedRun(some)).fault?.kind === kind;
  });
}

/** @param {Run} failed @param {string} seed @param {number} number @param {boolean} [shorten] */
export async function describeRun(failed, seed, number, shorten = true) {
  const actions = shorten ? await shortestRun(failed) : failed.actions;
  const file = path.join(tmpdir(), `fuzz-reader-${seed}-${number}.json`);
  writeFileSync(file, JSON.stringify(actions, null, 1));
  return `${failed.fault?.kind}: ${failed.fault?.message}\n  seed ${seed}, run ${number}, after ${failed.actions.length} actions; ${actions.length} of them do it\n  node tests/fuzz/reader.mjs --replay ${file}\n${actions.slice(-40).map((action) => `  ${JSON.stringify(action)}`).join("\n")}`;
}

/** @param {Held} held */
const described = ({ nodes, listeners, heap, module }) => `${nodes} nodes, ${listeners} listeners, ${heap.toFixed(1)} MiB of objects, ${module.toFixed(1)} MiB of the module`;

/** One reader who does not leave. @param {string} seed @param {number} until  as Date.now() has it @param {number} every */
async function soak(seed, until, every) {
  const dice = new Dice(seed, "soak", 0);
  const began = Date.now();
  const result = await run(async (page) => (Date.now() < until ? drawAction(page, dice) : null), every, (held) => {
    console.log(`after ${((Date.now() - began) / 60_000).toFixed(1)} minutes: ${described(held)}`);
  });
  console.log(`${result.actions.length} actions, seed ${seed}`);
  if (!result.fault) return;
  console.log(`FAILED ${await describeRun(result, seed, 0, false)}`);
  process.exitCode = 1;
}

async function main() {
  /** @type {Record<string, string>} */
  const options = {};
  const words = process.argv.slice(2);
  for (let k = 0; k < words.length; k += 2) options[words[k].replace(/^--/, "")] = words[k + 1];
  if (options.replay) {
    const { fault } = await repeatedRun(JSON.parse(readFileSync(options.replay, "utf8")));
    console.log(fault ? `It fails: ${fault.kind}: ${fault.message}` : "It does not fail.");
    process.exitCode = fault ? 1 : 0;
    return;
  }
  const seed = options.seed ?? String(Date.now() % 1_000_000);
  const [runs, count] = [Number(options.runs ?? (options.minutes ? Infinity : 20)), Number(options.actions ?? 500)];
  const until = Date.now() + Number(options.minutes ?? options.soak ?? Infinity) * 60_000;
  if (options.soak) {
    await soak(seed, until, count);
    return;
  }
  console.log(`Seed ${seed}, ${count} actions a run`);
  let [failures, done] = [0, 0];
  for (let number = Number(options.from ?? 0); number < runs + Number(options.from ?? 0) && Date.now() < until; number++) {
    const result = await drawnRun(seed, number, count);
    done += result.actions.length;
    const slow = result.slow.sort((a, b) => b.milliseconds - a.milliseconds).slice(0, 2);
    console.log(`run ${number}: ${result.actions.length} actions${result.fault ? "" : ", nothing failed"}; ${result.held.map(described).join("; then ")}${slow.map(({ milliseconds, action }) => `\n  ${milliseconds.toFixed(0)} ms: ${JSON.stringify(action)}`).join("")}`);
    if (result.fault) {
      failures += 1;
      console.log(`FAILED ${await describeRun(result, seed, number, options.shorten !== "no")}`);
    }
  }
  console.log(`\n${done} actions; ${failures === 0 ? "nothing failed." : `${failures} runs failed.`}`);
  process.exitCode = failures === 0 ? 0 : 1;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) await main();

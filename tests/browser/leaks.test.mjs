// What a reader goes to and back from leaves nothing behind: no nodes, no listeners, no objects of the module.

import assert from "node:assert/strict";
import { test } from "node:test";

import { frames, openBench, settled } from "./bench.mjs";
import { startEngine } from "./support/engine.mjs";

/** @typedef {import("playwright-core").Page} Page */
/** @typedef {import("playwright-core").CDPSession} CDPSession */

const STUDIES = (await startEngine()).studies().filter(({ name }) => name !== "none");
/** A line of text that is empty has no text node: so many lines may be empty before and not after, of ten thousand nodes. */
const LINES = 12;

/** What the page holds after everything nobody holds is collected. @param {CDPSession} session @param {Page} page */
async function held(session, page) {
  // One collection frees what another one's finalisers let go of.
  for (let i = 0; i < 3; i++) {
    await session.send("HeapProfiler.collectGarbage");
    await frames(page);
  }
  const { metrics } = await session.send("Performance.getMetrics");
  const of = (/** @type {string} */ name) => metrics.find((metric) => metric.name === name)?.value ?? NaN;
  const objects = await page.evaluate(() => /** @type {any} */ (window).live);
  return { nodes: of("Nodes"), listeners: of("JSEventListeners"), objects };
}

/** Counts the objects of the module that are there, from now on. @param {Page} page */
async function count(page) {
  await page.evaluate(() => {
    const { engine } = document.querySelector("reverse-diffusion");
    const live = /** @type {any} */ (window).live = { Simulation: 0, Study: 0, Picture: 0 };
    for (const name of Object.keys(live)) {
      engine[name] = class extends engine[name] {
        constructor(/** @type {any[]} */ ...given) {
          super(...given);
          live[name]++;
        }
        free() {
          super.free();
          live[name]--;
        }
      };
    }
  });
}

/** @param {Page} page */
async function watch(page) {
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable");
  return session;
}

/** @param {Page} page @param {Record<string, string | number>} patch */
async function update(page, patch) {
  const refusal = await page.evaluate((patch) => document.querySelector("reverse-diffusion").update(patch)?.message ?? null, patch);
  assert.equal(refusal, null);
  await settled(page);
}

/** @param {{nodes: number, listeners: number, objects: unknown}} before @param {{nodes: number, listeners: number, objects: unknown}} after */
function same(before, after) {
  assert.deepEqual(after.objects, before.objects);
  assert.equal(after.listeners, before.listeners);
  // Fewer are none that is held.
  assert.ok(after.nodes - before.nodes <= LINES, `${before.nodes} nodes before, ${after.nodes} after`);
}

for (const address of ["lab.html?seed=1", "embed.html?controls=compact", "embed.html?controls=full"]) {
  test(`every study and back leaves ${address} as it was`, async (t) => {
    const { page, site } = await openBench(t, address);
    // What comes with the whole module, and what the first study brings, comes once.
    await update(page, { denoiser: "gaussian" });
    await page.waitForFunction(() => "Study" in document.querySelector("reverse-diffusion").engine);
    for (const study of ["forward", "digits"]) {
      await update(page, { study });
      await page.waitForFunction(() => document.querySelector("reverse-diffusion").study?.settled);
    }
    await update(page, { study: "none", denoiser: "exact" });
    await count(page);
    // Another simulation, which is counted.
    await update(page, { seed: 2 });
    const session = await watch(page);
    /** @param {number} k */
    const round = async (k) => {
      const { name } = STUDIES[k % STUDIES.length];
      await update(page, { study: name });
      await page.waitForFunction(() => !document.querySelector("reverse-diffusion").study.root.classList.contains("stale"));
      await update(page, { study: "none" });
    };
    for (let k = 0; k < 5; k++) await round(k);
    const before = await held(session, page);
    assert.deepEqual([before.objects.Simulation, before.objects.Study], [1, 0]);
    for (let k = 0; k < STUDIES.length; k++) await round(k);
    same(before, await held(session, page));
    assert.deepEqual(site.problems(), []);
  });
}

test("an element that is put into a page and taken out of it again and again leaves the page as it was", async (t) => {
  const { page } = await openBench(t, "embed.html?controls=full");
  const session = await watch(page);
  const round = () => page.evaluate(async () => {
    const element = document.createElement("reverse-diffusion");
    for (const [name, value] of [["controls", "full"], ["study", "forward"]]) element.setAttribute(name, value);
    const ready = new Promise((resolve) => element.addEventListener("ready", resolve));
    document.body.prepend(element);
    await ready;
    // Taken out and put back it runs again.
    element.remove();
    await new Promise((resolve) => setTimeout(resolve));
    const again = new Promise((resolve) => element.addEventListener("ready", resolve));
    document.body.prepend(element);
    await again;
    element.remove();
  });
  for (let k = 0; k < 3; k++) await round();
  const before = await held(session, page);
  for (let k = 0; k < 10; k++) await round();
  same(before, await held(session, page));
});

// Not what is typed: the browser's own Undo keeps that, up to a thousand steps of it.
test("controls, data, denoisers, helps and dialogs, used again and again, leave the lab as it was", async (t) => {
  const { page } = await openBench(t, "lab.html?seed=1&samples=30");
  await count(page);
  const session = await watch(page);
  const bench = page.locator("reverse-diffusion");
  const round = async () => {
    await update(page, { data: "1,2;3,4;0.5,0.25" });
    await update(page, { data: "two-moons" });
    await update(page, { data: "eruptions" });
    for (const denoiser of ["gaussian", "smoothed", "exact"]) await update(page, { denoiser });
    await bench.evaluate((element) => element.setAttribute("controls", "full"));
    await settled(page);
    await bench.evaluate((element) => element.setAttribute("controls", "compact"));
    await settled(page);
    for (const hint of [page.locator("#how .hint").first(), page.locator("#how .hint").first()]) await hint.click();
    await page.locator("#share").click();
    await page.getByRole("dialog", { name: "Share" }).waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog", { name: "Share" }).waitFor({ state: "hidden" });
    await bench.evaluate((element) => element.notify(["A sentence."]));
    await bench.locator(".notice .close").click();
    await update(page, { data: "five-points" });
  };
  for (let k = 0; k < 3; k++) await round();
  const before = await held(session, page);
  for (let k = 0; k < 10; k++) await round();
  same(before, await held(session, page));
});

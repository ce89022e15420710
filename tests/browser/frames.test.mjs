// What a frame and a page full of scenes cost, counted. Times, those of loading too, are the benches' business.

import assert from "node:assert/strict";
import test from "node:test";

import { openSite } from "./support/site.mjs";

/** @typedef {import("playwright-core").Page} Page */

/** A page of many embeds below each other, one of them in sight. @param {import("./support/site.mjs").Site} site @param {number} count */
async function manyEmbeds(site, count) {
  await site.context.route(`${site.url}many.html`, (route) => route.fulfill({
    contentType: "text/html",
    body: `<!doctype html><meta charset="utf-8"><title>Many</title><style>reverse-diffusion { height: 700px; margin-bottom: 300px; }</style>
      <script type="module" src="reverse-diffusion.js"></script>${"<reverse-diffusion autoplay></reverse-diffusion>".repeat(count)}`,
  }));
  const page = await site.open("many.html");
  await page.waitForFunction(() => /** @type {any} */ (document.querySelector("reverse-diffusion"))?.player?.playing);
  return page;
}

/** Frames each element has had. @param {Page} page @returns {Promise<number[]>} */
function frames(page) {
  return page.evaluate(() => [...document.querySelectorAll("reverse-diffusion")].map((element) => /** @type {any} */ (element).player?.meter.count ?? 0));
}

test("of fifty scenes on a page only the one in sight works", async (t) => {
  const site = await openSite({ viewport: { width: 1000, height: 760 } });
  t.after(() => site.close());
  const page = await manyEmbeds(site, 50);
  await page.waitForTimeout(600);
  const [first, ...others] = await frames(page);
  assert.ok(first > 5, `${first} frames of the first`);
  assert.deepEqual(others, Array(49).fill(0));
  const simulations = await page.evaluate(() => [...document.querySelectorAll("reverse-diffusion")].filter((element) => /** @type {any} */ (element).player?.simulation).length);
  assert.equal(simulations, 1, "only what was seen has been built");

  // Scrolled away, it stops; what comes into sight goes on in its place.
  await page.evaluate(() => document.querySelectorAll("reverse-diffusion")[30].scrollIntoView());
  await page.waitForFunction(() => /** @type {any} */ (document.querySelectorAll("reverse-diffusion")[30]).player?.playing);
  const [before] = await frames(page);
  await page.waitForTimeout(500);
  const after = await frames(page);
  assert.equal(after[0], before, "the first has stopped");
  assert.ok(after[30] > 5, `${after[30]} frames of the one in sight`);
  assert.deepEqual(site.problems(), []);
});

test("a paused scene asks for no frames", async (t) => {
  const site = await openSite({ viewport: { width: 900, height: 760 } });
  t.after(() => site.close());
  const page = await manyEmbeds(site, 1);
  const counts = await page.evaluate(async () => {
    const element = /** @type {any} */ (document.querySelector("reverse-diffusion"));
    element.pause();
    await new Promise((resolve) => setTimeout(resolve, 400));
    let asked = 0;
    const ask = window.requestAnimationFrame;
    window.requestAnimationFrame = (callback) => { asked += 1; return ask(callback); };
    const before = element.player.meter.count;
    await new Promise((resolve) => setTimeout(resolve, 500));
    return { asked, frames: element.player.meter.count - before };
  });
  assert.deepEqual(counts, { asked: 0, frames: 0 });
});

test("frames make next to nothing anew", async (t) => {
  const site = await openSite({ viewport: { width: 900, height: 760 } });
  t.after(() => site.close());
  const page = await manyEmbeds(site, 1);
  await page.evaluate(() => {
    const element = /** @type {any} */ (document.querySelector("reverse-diffusion"));
    // So slow that no number beside the picture changes: what is left is the work of the frame itself.
    element.seek(50);
    element.player.setSpeed(1e-4);
    element.player.play();
  });
  await page.waitForTimeout(1500);
  const session = await site.context.newCDPSession(page);
  await session.send("HeapProfiler.enable");
  await session.send("HeapProfiler.collectGarbage");
  await session.send("HeapProfiler.startSampling", /** @type {any} */ ({ samplingInterval: 64, includeObjectsCollectedByMajorGC: true, includeObjectsCollectedByMinorGC: true }));
  const [before] = await frames(page);
  await page.waitForTimeout(2500);
  const [after] = await frames(page);
  const { profile } = await session.send("HeapProfiler.stopSampling");
  let bytes = 0;
  /** @type {string[]} */
  const where = [];
  /** @param {typeof profile.head} node */
  const visit = (node) => {
    if (node.callFrame.url.startsWith(site.url)) {
      bytes += node.selfSize;
      if (node.selfSize > 0) where.push(`${node.callFrame.functionName} ${node.selfSize}`);
    }
    node.children.forEach(visit);
  };
  visit(profile.head);
  const each = bytes / (after - before);
  assert.ok(after - before > 60, `${after - before} frames`);
  // V8 boxes every double that code it has not yet optimised computes or keeps, 12 to 16 bytes each, and a frame computes
  // some forty (times, shares, pixel ratios): 640 bytes. An object, a string or a closure for every frame comes on top.
  assert.ok(each < 640, `${each.toFixed(0)} bytes a frame: ${where.join(", ")}`);
});

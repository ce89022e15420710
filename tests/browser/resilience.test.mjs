import assert from "node:assert/strict";
import { test } from "node:test";

import { frames, openBench, pixels, settled, state } from "./bench.mjs";

/** @param {import("playwright-core").Page} page */
const sizes = (page) => page.evaluate(() => {
  const root = document.querySelector("reverse-diffusion").shadowRoot;
  const [marks, stage] = [root.querySelector(".marks"), root.querySelector(".stage")];
  return { canvas: [marks.width, marks.height], stage: [stage.clientWidth, stage.clientHeight] };
});

test("a resize keeps the picture sharp and filled", async (t) => {
  const { page, site } = await openBench(t, "embed.html");
  for (const viewport of [{ width: 500, height: 700 }, { width: 1600, height: 500 }, { width: 320, height: 480 }]) {
    await page.setViewportSize(viewport);
    await frames(page);
    const { canvas, stage } = await sizes(page);
    assert.deepEqual(canvas, stage);
    assert.notEqual(await pixels(page, ".marks"), 0);
  }
  assert.deepEqual(site.problems(), []);
});

test("a zero-sized container is survived, before and after the start", async (t) => {
  const { page, site } = await openBench(t, "embed.html");
  const style = (/** @type {string} */ text) => page.evaluate((css) => { document.querySelector("reverse-diffusion").style.cssText = css; }, text);
  await page.evaluate(() => document.querySelector("reverse-diffusion").play());
  for (const css of ["width: 0; height: 0", "display: none", "height: 1px"]) {
    await style(css);
    await frames(page);
    await style("");
    await page.waitForFunction(() => document.querySelector("reverse-diffusion").shadowRoot.querySelector(".marks").width > 100);
    await frames(page);
    assert.notEqual(await pixels(page, ".marks"), 0);
  }
  await page.evaluate(() => {
    const bench = document.createElement("reverse-diffusion");
    bench.style.cssText = "width: 0; height: 0";
    document.body.prepend(bench);
  });
  await page.evaluate(() => { const bench = document.querySelector("reverse-diffusion"); bench.style.cssText = "height: 200px"; });
  await page.waitForFunction(() => document.querySelector("reverse-diffusion").shadowRoot.querySelector(".marks").width > 100);
  assert.deepEqual(site.problems(), []);
});

test("an element that is removed stops, and goes on where it was when it comes back", async (t) => {
  const { page, site } = await openBench(t, "embed.html?seed=4");
  await page.evaluate(() => document.querySelector("reverse-diffusion").seek(33));
  await settled(page);
  const before = await state(page);
  await page.evaluate(async () => {
    window.kept = document.querySelector("reverse-diffusion");
    window.kept.play();
    window.kept.remove();
    window.kept.seek(33);
    await new Promise((resolve) => setTimeout(resolve, 100));
    document.body.append(window.kept);
  });
  await page.waitForFunction(() => document.querySelector("reverse-diffusion").player?.simulation);
  await settled(page);
  assert.deepEqual(await state(page), before);
  await page.evaluate(() => document.body.prepend(document.querySelector("reverse-diffusion")));
  await settled(page);
  assert.deepEqual(await state(page), before);
  assert.notEqual(await pixels(page, ".marks"), 0);
  assert.deepEqual(site.problems(), []);
});

test("another device-pixel ratio repaints at that ratio", async (t) => {
  const { page } = await openBench(t, "embed.html");
  const session = await page.context().newCDPSession(page);
  await session.send("Emulation.setDeviceMetricsOverride", { width: 1280, height: 800, deviceScaleFactor: 2, mobile: false });
  // The override changes the ratio but tells the page nothing; the next frame has to notice.
  await page.evaluate(() => document.querySelector("reverse-diffusion").player.wake());
  await page.waitForFunction(() => {
    const root = document.querySelector("reverse-diffusion").shadowRoot;
    return Math.abs(root.querySelector(".marks").width - 2 * root.querySelector(".stage").clientWidth) <= 2;
  });
  await frames(page);
  assert.notEqual(await pixels(page, ".marks"), 0);
});

test("a hidden tab draws nothing, and goes on when it is seen again", async (t) => {
  const { page } = await openBench(t, "embed.html");
  const visibility = (/** @type {string} */ value) => page.evaluate((state) => {
    Object.defineProperty(document, "visibilityState", { value: state, configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));
  }, value);
  await page.evaluate(() => document.querySelector("reverse-diffusion").play());
  await page.waitForFunction(() => document.querySelector("reverse-diffusion").player.index > 1);
  await visibility("hidden");
  const { index } = await state(page);
  await frames(page);
  await frames(page);
  assert.equal((await state(page)).index, index);
  await visibility("visible");
  await page.waitForFunction((before) => document.querySelector("reverse-diffusion").player.index > before, index);
});

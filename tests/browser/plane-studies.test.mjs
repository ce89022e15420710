// A study of the plane under the picture: a data point that is dragged there takes its core along.

import assert from "node:assert/strict";
import { test } from "node:test";

import { frames, onPage, openBench, settled, state } from "./bench.mjs";

/** @typedef {import("playwright-core").Page} Page */

/** @param {Page} page */
const answered = async (page) => {
  await settled(page);
  await page.waitForFunction(() => document.querySelector("reverse-diffusion").study.settled);
  await frames(page);
};

/** What lies under the particles. @param {Page} page */
const cores = (page) => page.evaluate(() =>
  /** @type {HTMLCanvasElement} */ (document.querySelector("reverse-diffusion").shadowRoot.querySelector("canvas.under")).toDataURL());

/** The still part of the first chart. @param {Page} page */
const still = (page) => page.evaluate(() =>
  document.querySelector("reverse-diffusion").shadowRoot.querySelector(".plot canvas").toDataURL());

test("a data point that is dragged in the picture takes its core along", async (t) => {
  const { page, site } = await openBench(t, "lab.html?study=cores", { viewport: { width: 1280, height: 900 } });
  await answered(page);
  const before = await cores(page);
  const rows = () => page.locator("reverse-diffusion .study tbody tr").count();
  const count = await rows();
  await page.locator(".toolbar label", { hasText: "Draw" }).click();
  const from = await onPage(page, [1.5, 0.6]);
  const to = await onPage(page, [2.3, -0.2]);
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move(0.5 * (from.x + to.x), 0.5 * (from.y + to.y), { steps: 4 });
  await page.mouse.move(to.x, to.y, { steps: 4 });
  await page.mouse.up();
  await answered(page);
  const points = String((await state(page)).scene.data).split(";").map((point) => point.split(",").map(Number));
  assert.equal(points.length, 5);
  assert.ok(points.some(([x, y]) => Math.hypot(x - 2.3, y + 0.2) < 0.2), JSON.stringify(points));
  assert.notEqual(await cores(page), before);
  assert.equal(await rows(), count);
  assert.deepEqual(site.problems(), []);
});

test("paths of the separatrix's study follow the clock", async (t) => {
  const { page, site } = await openBench(t, "lab.html?study=two-diracs&k=10");
  await answered(page);
  const moving = () => page.evaluate(() =>
    document.querySelector("reverse-diffusion").shadowRoot.querySelector(".plot canvas:nth-child(2)").toDataURL());
  const [atRest, early] = [await still(page), await moving()];
  await page.evaluate(() => document.querySelector("reverse-diffusion").seek(90));
  await answered(page);
  assert.equal(await still(page), atRest);
  assert.notEqual(await moving(), early);
  assert.deepEqual(site.problems(), []);
});

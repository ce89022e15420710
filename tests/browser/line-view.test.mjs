// The (time, x) picture of data on a line: its two halves, its cursor, its slice.

import assert from "node:assert/strict";
import { test } from "node:test";

import { frames, openBench, pixels, settled, state } from "./bench.mjs";

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 };
const LINE = "lab.html?data=two-diracs-line&width=0.25&grid=uniform";

/** Where (t, x) lies in the viewport, in one half or the other. @param {import("playwright-core").Page} page @param {number} time @param {number} x @param {boolean} forward */
function at(page, time, x, forward) {
  return page.evaluate(({ time, x, forward }) => {
    const bench = document.querySelector("reverse-diffusion");
    const box = bench.shadowRoot.querySelector(".stage").getBoundingClientRect();
    const [left, top] = bench.stage.toStageAt({ at: Float64Array.of(x), time, forward }, 0);
    return { x: box.left + left, y: box.top + top };
  }, { time, x, forward });
}

/** @param {import("playwright-core").Page} page */
function time(page) {
  return page.evaluate(() => document.querySelector("reverse-diffusion").player.time);
}

test("a drag takes the cursor along in either half, and plays no further", async (t) => {
  const { page } = await openBench(t, LINE);
  // Two pixels of the half's 210 are 0.03 of T* = 3, which is one step.
  const near = async (/** @type {number} */ wanted) => {
    await settled(page);
    const found = await time(page);
    assert.ok(Math.abs(found - wanted) <= 0.031, `${found} for ${wanted}`);
  };
  for (const forward of [false, true]) {
    const [from, to] = [await at(page, 2.4, 0, forward), await at(page, 0.9, 1, forward)];
    await page.mouse.move(from.x, from.y);
    await page.mouse.down();
    await page.mouse.move((from.x + to.x) / 2, from.y, { steps: 3 });
    await near(1.65);
    await page.mouse.move(to.x, to.y, { steps: 3 });
    await near(0.9);
    await page.mouse.up();
    const { playing, launched } = await state(page);
    assert.deepEqual([playing, launched], [false, 0]);
  }
});

test("a click launches a particle from its time and place, and a beam goes to its lighthouse", async (t) => {
  const { page } = await openBench(t, LINE);
  const place = await at(page, 1.5, 0.8, false);
  const before = await pixels(page, ".over");
  await page.mouse.click(place.x, place.y);
  await settled(page);
  const { launched, index } = await state(page);
  assert.deepEqual([launched, index], [1, 50]);
  const head = await page.evaluate(() => document.querySelector("reverse-diffusion").player.simulation.launchedState()[0]);
  // One pixel of some 70 to the unit, and half of one for rounding.
  assert.ok(Math.abs(head - 0.8) < 0.03, String(head));
  assert.notEqual(await pixels(page, ".over"), before);
  // The path grows when the run goes on, however it gets there.
  await page.mouse.move(5, 5);
  await page.evaluate(() => document.querySelector("reverse-diffusion").seek(90));
  await settled(page);
  const length = await page.evaluate(() => {
    const { stage, player } = document.querySelector("reverse-diffusion");
    return stage.picture.launchedPaths(player.simulation, 1).length;
  });
  assert.equal(length, 4 * 40);
});

test("the inspector looks at the hovered time, and says which half's question it answers", async (t) => {
  const { page } = await openBench(t, `${LINE}&k=30`);
  const inspector = page.locator("reverse-diffusion .inspector");
  const later = await at(page, 0.6, 0.5, false);
  await page.mouse.move(later.x, later.y);
  await inspector.getByText("Chance of ending around").waitFor();
  await inspector.locator(".where").filter({ hasText: /t = 0\.(59|60|61)\d,\s+s = 2\.(39|40|41)\d/ }).waitFor();
  const earlier = await at(page, 2.1, 0.5, true);
  await page.mouse.move(earlier.x, earlier.y);
  await inspector.getByText("Chance of having started at").waitFor();
  await inspector.locator(".where").filter({ hasText: /t = 2\.(08|09|10|11|12)\d$/ }).waitFor();
  assert.equal((await state(page)).index, 30, "looking moves no clock");
});

test("the keyboard looks at any time and launches from there", async (t) => {
  const { page } = await openBench(t, LINE);
  await page.locator("reverse-diffusion .stage").focus();
  for (const key of ["ArrowRight", "ArrowRight", "ArrowUp"]) await page.keyboard.press(key);
  const looked = await page.evaluate(() => document.querySelector("reverse-diffusion").stage.pointing.inspected);
  assert.ok(looked?.time !== null && looked.time > 0 && looked.time < 3, String(looked?.time));
  await page.keyboard.press("Enter");
  await settled(page);
  assert.equal((await state(page)).launched, 1);
  assert.ok(Math.abs(await time(page) - looked.time) <= 0.016);
});

test("histogram, finite volumes and closed form come and go one by one, and the map is painted once", async (t) => {
  const { page } = await openBench(t, `${LINE}&k=50`);
  const version = () => page.evaluate(() => document.querySelector("reverse-diffusion").stage.picture.fieldVersion);
  const painted = await version();
  for (const label of ["Particles", "Finite volumes", "Closed form"]) {
    const before = await pixels(page, ".under");
    const box = page.locator("#section-show").getByRole("checkbox", { name: label });
    await box.uncheck();
    await frames(page);
    assert.notEqual(await pixels(page, ".under"), before, label);
  }
  await page.getByRole("button", { name: "Play" }).click();
  await page.waitForFunction(() => document.querySelector("reverse-diffusion").player.index > 60);
  assert.equal(await version(), painted);
  // In the plane there is no slice to switch.
  await page.evaluate(() => document.querySelector("reverse-diffusion").update({ data: "two-diracs" }));
  await settled(page);
  await page.getByRole("checkbox", { name: "Closed form" }).waitFor({ state: "hidden" });
});

test("paths are there unless the reader wants none, and the link remembers it", async (t) => {
  const { page } = await openBench(t, LINE);
  const paths = () => page.evaluate(() => document.querySelector("reverse-diffusion").player.paths);
  assert.ok(await paths() >= 12);
  await page.getByRole("slider", { name: "Paths" }).fill("0");
  await settled(page);
  assert.equal(await paths(), 0);
  await page.waitForFunction(() => location.search.includes("paths-0"));
  const again = page.url();
  await page.goto("about:blank");
  await page.goto(again);
  await page.waitForFunction(() => document.querySelector("reverse-diffusion")?.player?.simulation);
  assert.equal(await paths(), 0);
});

test("points are drawn and erased anywhere in the picture: their height is x", async (t) => {
  const { page } = await openBench(t, LINE);
  await page.locator(".toolbar label", { hasText: "Draw" }).click();
  const place = await at(page, 1, 2.5, false);
  await page.mouse.click(place.x, place.y);
  await settled(page);
  assert.equal((await state(page)).count, 3);
  const points = await page.evaluate(() => [...document.querySelector("reverse-diffusion").player.simulation.points()]);
  assert.ok(Math.abs(points[2] - 2.5) < 0.03, String(points));
  await page.locator(".toolbar label", { hasText: "Erase" }).click();
  const other = await at(page, 2, 2.5, true);
  await page.mouse.click(other.x, other.y);
  await settled(page);
  assert.equal((await state(page)).count, 2);
});

test("a phone has both halves and the slice, a finger across scrubs and a finger down scrolls", async (t) => {
  const { page } = await openBench(t, LINE, PHONE);
  const { slice, stage } = await page.evaluate(() => {
    const bench = document.querySelector("reverse-diffusion");
    const { width, height } = bench.shadowRoot.querySelector(".stage").getBoundingClientRect();
    return { slice: bench.stage.slice, stage: { width, height } };
  });
  assert.ok(slice.width >= 0.15 * stage.width && slice.left + slice.width <= stage.width, JSON.stringify({ slice, stage }));
  assert.ok(slice.height > 0.55 * stage.height);
  const legend = await page.locator("reverse-diffusion .legend").boundingBox();
  assert.ok(legend && legend.x >= slice.left - 1 && legend.x + legend.width <= stage.width + 1, JSON.stringify(legend));

  const session = await page.context().newCDPSession(page);
  const send = (/** @type {string} */ type, /** @type {{x: number, y: number} | null} */ point) =>
    session.send("Input.dispatchTouchEvent", /** @type {any} */ ({ type, touchPoints: point ? [point] : [] }));
  const [from, to] = [await at(page, 2.4, 0, false), await at(page, 0.6, 0, false)];
  await send("touchStart", from);
  for (let i = 1; i <= 8; i++) await send("touchMove", { x: from.x + ((to.x - from.x) * i) / 8, y: from.y });
  await send("touchEnd", null);
  await settled(page);
  // A pixel is 0.025 here; the drag is told in steps of T*/100.
  assert.ok(Math.abs(await time(page) - 0.6) < 0.06, String(await time(page)));
  const index = (await state(page)).index;
  await send("touchStart", from);
  for (let i = 1; i <= 8; i++) await send("touchMove", { x: from.x, y: from.y - 20 * i });
  await send("touchEnd", null);
  await page.waitForFunction(() => scrollY > 20);
  const after = await state(page);
  assert.deepEqual([after.index, after.launched], [index, 0]);
});

test("the picture can be had as a table, with its scene", async (t) => {
  const { page } = await openBench(t, `${LINE}&seed=3`);
  await settled(page);
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Picture as CSV" }).click();
  const stream = await (await download).createReadStream();
  let text = "";
  for await (const piece of stream) text += piece;
  assert.match(text, /^# reverse-diffusion line\n# data=two-diracs-line\n# width=0\.25\n# grid=uniform\n# seed=3\n/);
  assert.ok(text.split("\n").length > 10_000);
  // A plane has no such table.
  await page.goto(page.url().replace(/\?.*/, "?data=penguins"));
  await settled(page);
  assert.equal(await page.getByRole("button", { name: "Picture as CSV" }).isVisible(), false);
});

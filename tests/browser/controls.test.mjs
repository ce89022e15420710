import assert from "node:assert/strict";
import { test } from "node:test";

import { frames, openBench, pixels, settled, state } from "./bench.mjs";

/** @typedef {import("playwright-core").Page} Page */

const field = (/** @type {Page} */ page, /** @type {string} */ name) => page.locator(`[data-parameter="${name}"]`);
const number = (/** @type {string} */ name, /** @type {string} */ value) => async (/** @type {Page} */ page) => {
  await field(page, name).locator("input.number").fill(value);
  await field(page, name).locator("input.number").press("Enter");
};
const menu = (/** @type {string} */ name, /** @type {string} */ value) => (/** @type {Page} */ page) => field(page, name).locator("select").selectOption(value);
const radio = (/** @type {string} */ name, /** @type {string} */ value) => (/** @type {Page} */ page) => field(page, name).locator(`input[value="${value}"]`).check();

/** Each parameter's control, used once, in a scene where it has an effect at step 40. */
const CHANGES = {
  dynamics: { use: radio("dynamics", "forward"), becomes: "forward" },
  process: { use: radio("process", "heat"), becomes: "heat" },
  sampler: { use: menu("sampler", "euler-maruyama"), becomes: "euler-maruyama" },
  epsilon: { use: number("epsilon", "0"), becomes: 0 },
  grid: { use: menu("grid", "karras"), becomes: "karras" },
  "t-star": { use: number("t-star", "1.5"), becomes: 1.5 },
  "t-min": { use: number("t-min", "0.5"), becomes: 0.5 },
  steps: { use: number("steps", "50"), becomes: 50 },
  start: { use: menu("start", "terminal"), becomes: "terminal" },
  target: { use: number("target", "3"), becomes: 3, address: "lab.html?dynamics=bridge&k=40" },
  particles: { use: number("particles", "500"), becomes: 500 },
  seed: { use: number("seed", "7"), becomes: 7 },
};

for (const [name, { use, becomes, address }] of Object.entries(CHANGES)) {
  test(`the control of ${name} changes the scene, the particles and the picture`, async (t) => {
    const { page, site } = await openBench(t, address ?? "lab.html?k=40");
    const before = await state(page);
    const picture = await pixels(page);
    await use(page);
    await settled(page);
    const after = await state(page);
    assert.equal(after.scene[name], becomes);
    assert.notEqual(after.digest, before.digest);
    assert.notEqual(await pixels(page), picture);
    assert.deepEqual(site.problems(), []);
  });
}

test("a number is read as it is typed, with a decimal comma and a true minus too; what is not understood stays", async (t) => {
  const { page } = await openBench(t, "lab.html?k=40&epsilon=1");
  /** @param {string} name @param {string} text */
  const type = async (name, text) => {
    const box = field(page, name).locator("input.number");
    await box.fill("");
    await box.pressSequentially(text);
    await box.press("Enter");
    await settled(page);
    return [(await state(page)).scene[name], await box.inputValue(), await field(page, name).locator(".refusal").innerText()];
  };
  assert.deepEqual(await type("t-star", "1,5"), [1.5, "1.5", ""]);
  assert.deepEqual((await type("t-star", " 2.5 "))[0], 2.5);
  for (const [name, text] of [["t-star", "−1.5"], ["t-star", "1,5,2"], ["t-star", "1.234,5"], ["t-star", "two"], ["t-star", ""], ["t-star", "Infinity"],
    ["steps", "1,000"], ["steps", "2,5"], ["seed", "1,000"], ["seed", "−3"], ["seed", "abc"]]) {
    const before = (await state(page)).scene[name];
    const [after, shown, refusal] = await type(name, text);
    assert.deepEqual([after, shown], [before, text], `${name}: ${text}`);
    assert.ok(refusal.startsWith(`${name} is `) && refusal.includes("must be"), refusal);
  }
  await field(page, "seed").locator("input.number").fill("7");
  await field(page, "seed").locator("input.number").press("ArrowUp");
  await settled(page);
  assert.equal((await state(page)).scene.seed, 8);
});

test("data changes with the menu and names its source", async (t) => {
  const { page } = await openBench(t);
  await page.locator("#section-data select").first().selectOption("penguins");
  await settled(page);
  const after = await state(page);
  assert.equal(after.scene.data, "penguins");
  assert.ok(after.count > 300);
  await assert.doesNotReject(page.locator(".about", { hasText: "CC0" }).waitFor());
  await assert.doesNotReject(page.locator(".about", { hasText: "Standardised" }).waitFor());
});

test("New seed draws another one", async (t) => {
  const { page } = await openBench(t);
  const before = await state(page);
  await page.getByRole("button", { name: "New seed" }).click();
  await settled(page);
  assert.notEqual((await state(page)).scene.seed, before.scene.seed);
});

test("a parameter without effect is not there", async (t) => {
  const { page } = await openBench(t);
  assert.equal(await field(page, "target").isVisible(), false);
  assert.equal(await field(page, "sampler").isVisible(), true);
  await radio("dynamics", "bridge")(page);
  await settled(page);
  assert.equal(await field(page, "target").isVisible(), true);
  assert.equal(await field(page, "sampler").isVisible(), false);
});

for (const [label, name] of [["Density", "density"], ["Particles", "particles"], ["Data points", "data"], ["Score arrows", "arrows"],
  ["Voronoi cells", "cells"], ["Lines to", "beams"], ["Colour by captured point", "captured"]]) {
  test(`the switch "${label}" changes the picture`, async (t) => {
    const { page } = await openBench(t, "lab.html?k=70");
    const before = await pixels(page);
    const wasOn = (await state(page)).show.layers[name];
    await page.locator("#section-show label", { hasText: label }).click();
    await frames(page);
    assert.equal((await state(page)).show.layers[name], !wasOn);
    assert.notEqual(await pixels(page), before);
  });
}

test("the Paths slider draws paths", async (t) => {
  const { page } = await openBench(t, "lab.html?k=70");
  const before = await pixels(page, ".under");
  await page.getByRole("slider", { name: "Paths" }).fill("50");
  await frames(page);
  assert.notEqual(await pixels(page, ".under"), before);
});

test("a slider says its value in words, and a run keeps playing while it is dragged", async (t) => {
  const { page } = await openBench(t);
  await page.getByRole("button", { name: "Play" }).click();
  const slider = page.getByRole("slider", { name: "Horizon T*" });
  await slider.fill("400");
  await settled(page);
  const value = (await state(page)).scene["t-star"];
  assert.equal(await slider.getAttribute("aria-valuetext"), String(value));
  assert.equal((await state(page)).playing, true);
});

test("let go, a slider's thumb stands at the whole number it stands for, and keys go on from there", async (t) => {
  const { page } = await openBench(t);
  const slider = page.getByRole("slider", { name: "Steps n" });
  const box = await slider.boundingBox();
  assert.ok(box);
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.13, box.y + box.height / 2, { steps: 4 });
  await page.mouse.up();
  await settled(page);
  const where = () => slider.evaluate((/** @type {HTMLInputElement} */ range) => [Number(range.value) / Number(range.max), Number(range.style.getPropertyValue("--filled"))]);
  const [thumb, filled] = await where();
  assert.equal(thumb, filled);
  const { steps } = (await state(page)).scene;
  assert.ok(steps > 1 && steps < 10, String(steps));
  // Where it stands depends on the number alone, not on how it was reached.
  await number("steps", "50")(page);
  await number("steps", String(steps))(page);
  await settled(page);
  assert.deepEqual(await where(), [thumb, filled]);
  await slider.press("ArrowRight");
  await settled(page);
  assert.equal((await state(page)).scene.steps, steps + 1);
});

test("the clock says three digits of t down to the data, and the time line where t is a power of ten", async (t) => {
  const { page } = await openBench(t, "lab.html?grid=log-snr&k=0");
  const moment = page.locator("reverse-diffusion .transport .moment");
  assert.match(await moment.innerText(), /t\s=\s3\.00$/);
  const line = page.getByRole("slider", { name: "Time line" });
  await line.fill("75");
  await settled(page);
  assert.match(await moment.innerText(), /t\s=\s0\.0\d{2,3}$/);
  assert.deepEqual(await page.locator("reverse-diffusion .ends span").allTextContents(), ["noise", "data", "t = 1", "t = 0.1", "t = 0.01"]);
  await page.evaluate(() => { document.querySelector("reverse-diffusion").update({ dynamics: "forward" }); });
  await settled(page);
  assert.deepEqual((await page.locator("reverse-diffusion .ends span").allTextContents()).slice(0, 2), ["data", "noise"]);
});

test("a heavy scene shows a preview at once and the whole ensemble soon after", async (t) => {
  const { page } = await openBench(t, "lab.html?data=penguins&particles=3000");
  await page.evaluate(() => { document.querySelector("reverse-diffusion").update({ "t-star": 2 }); });
  await settled(page);
  const after = await page.evaluate(() => {
    const { player } = document.querySelector("reverse-diffusion");
    return [player.simulation.particles, player.simulation.index];
  });
  assert.deepEqual(after, [3000, 100]);
});

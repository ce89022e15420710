// After a trap and "Restart", and after the element was away, everything around it follows the new run.

import assert from "node:assert/strict";
import { test } from "node:test";

import { frames, openBench, pixels, settled, state, unfold } from "./bench.mjs";

/** @typedef {import("playwright-core").Page} Page */

const ADDRESS = "lab.html?seed=4&particles=300&show=density,particles,data,cells,paths-7";

/** One that any next picture runs into. @param {Page} page */
const trapWhilePainting = (page) => page.evaluate(() => {
  const { player } = document.querySelector("reverse-diffusion");
  player.onFrame = () => { throw new WebAssembly.RuntimeError("unreachable"); };
  player.wake();
});

/** @param {Page} page */
const address = (page) => page.evaluate(() => location.search);

/** @param {Page} page */
const stopped = (page) => page.evaluate(() => [...document.querySelectorAll("aside, #strip")].every((part) => part.inert));

/** That panels, controls, the address bar and the numbers speak of the run that is shown, and act on it. @param {Page} page */
async function followed(page) {
  await page.getByRole("spinbutton", { name: "Seed" }).fill("8");
  await page.getByRole("spinbutton", { name: "Seed" }).press("Enter");
  await settled(page);
  assert.equal((await state(page)).scene.seed, 8);
  await page.waitForFunction(() => /seed=8/.test(location.search));
  await page.getByLabel("Score arrows", { exact: true }).check();
  assert.equal((await state(page)).show.layers.arrows, true);
  await page.waitForFunction(() => /arrows/.test(location.search));

  await page.getByRole("button", { name: "Step", exact: true }).click();
  await settled(page);
  const { index, digest } = await state(page);
  await page.waitForFunction((k) => new RegExp(`k=${k}(&|$)`).test(location.search), index);
  await page.locator(".numbers dd").first().filter({ hasText: `${index} of 100` }).waitFor();
  await unfold(page, "Developer");
  await page.getByRole("button", { name: "Show digest" }).click();
  assert.equal(await page.locator(".numbers .digest").textContent(), digest);

  await page.locator("#section-data select").first().selectOption("two-diracs");
  await settled(page);
  assert.equal((await state(page)).scene.data, "two-diracs");
  await page.locator("#section-data .about").getByText("2 points in the plane").waitFor();
}

test("the lab follows a restarted element: same scene, same moment, same layers", async (t) => {
  const { page, site } = await openBench(t, ADDRESS);
  await page.evaluate(() => document.querySelector("reverse-diffusion").seek(33));
  await settled(page);
  const before = await state(page);
  const picture = await pixels(page, ".marks");
  await trapWhilePainting(page);
  await page.getByRole("button", { name: "Restart" }).waitFor();
  assert.equal(await stopped(page), true);
  await page.getByRole("button", { name: "Restart" }).click();
  await page.waitForFunction(() => document.querySelector("reverse-diffusion").running);
  await settled(page);
  assert.deepEqual(await state(page), before);
  assert.equal(await pixels(page, ".marks"), picture);
  assert.equal(await stopped(page), false);
  await followed(page);
  assert.deepEqual(site.problems(), []);
});

test("the lab follows an element that was away", async (t) => {
  const { page, site } = await openBench(t, ADDRESS);
  await page.evaluate(() => document.querySelector("reverse-diffusion").seek(33));
  await settled(page);
  const before = await state(page);
  await page.evaluate(async () => {
    const bench = document.querySelector("reverse-diffusion");
    const home = bench.parentElement;
    bench.remove();
    await new Promise((resolve) => setTimeout(resolve, 50));
    home.append(bench);
  });
  await page.waitForFunction(() => document.querySelector("reverse-diffusion").running);
  await settled(page);
  assert.deepEqual(await state(page), before);
  await followed(page);
  assert.deepEqual(site.problems(), []);
});

test("a broken element takes no harm from anything that is asked of it, and shows it after Restart", async (t) => {
  const { page, site } = await openBench(t, ADDRESS);
  // A trap in what the reader asked for, not in a frame.
  await page.evaluate(() => {
    const { prototype } = document.querySelector("reverse-diffusion").engine.Simulation;
    const { rewind } = prototype;
    prototype.rewind = () => {
      prototype.rewind = rewind;
      throw new WebAssembly.RuntimeError("unreachable");
    };
  });
  await page.getByRole("button", { name: "Reset" }).click();
  await page.getByRole("button", { name: "Restart" }).waitFor();

  await page.evaluate(async () => {
    const bench = document.querySelector("reverse-diffusion");
    const inner = bench.shadowRoot;
    // As if a change had been under way: everything fires, disabled or not.
    for (const input of [...document.querySelectorAll("input, select"), ...inner.querySelectorAll("input, select")]) {
      if (input.type === "file") continue;
      for (const type of ["input", "change"]) input.dispatchEvent(new Event(type, { bubbles: true }));
    }
    for (const button of [...document.querySelectorAll("button"), ...inner.querySelectorAll(".dock button")]) {
      if (!/CSV|Copy/.test(button.textContent)) button.click();
    }
    const stage = inner.querySelector(".stage");
    for (const key of [" ", ".", ",", "Home", "End", "ArrowLeft", "Enter", "Escape"]) stage.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
    bench.tool = null;
    bench.step();
    bench.play();
    bench.pause();
    bench.seek(5);
    bench.setAttribute("theme", "dark");
    await new Promise((resolve) => setTimeout(resolve, 500));
    bench.scene = { seed: 6 };
    bench.update({ particles: 250 });
    bench.setShow({ layers: { ...bench.show.layers, beams: true }, paths: 3 });
  });
  await frames(page);
  assert.deepEqual(site.problems(), []);

  await page.getByRole("button", { name: "Restart" }).click();
  await page.waitForFunction(() => document.querySelector("reverse-diffusion").running);
  await settled(page);
  const { scene, show, index } = await state(page);
  assert.deepEqual([scene.seed, scene.particles, show.layers.beams, show.paths, index], [6, 250, true, 3, 5]);
  assert.equal(await page.getByRole("spinbutton", { name: "Seed" }).inputValue(), "6");
  await page.waitForFunction(() => /seed=6/.test(location.search));
  assert.match(await address(page), /beams,paths-3/);
  assert.deepEqual(site.problems(), []);
});

test("what was asked for in vain while broken is refused at Restart, and the last scene stands", async (t) => {
  const { page } = await openBench(t, ADDRESS);
  await trapWhilePainting(page);
  await page.getByRole("button", { name: "Restart" }).waitFor();
  await page.evaluate(() => document.querySelector("reverse-diffusion").update({ steps: -1 }));
  await page.getByRole("button", { name: "Restart" }).click();
  await page.locator("reverse-diffusion .notice").waitFor();
  await settled(page);
  const { scene } = await state(page);
  assert.deepEqual([scene.seed, scene.particles, scene.steps], [4, 300, 100]);
});

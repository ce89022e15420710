// A network that is trained while the page goes on: it comes to the bits of its seed, can be paused, taken by steps and
// begun afresh, and a link has it trained again.

import assert from "node:assert/strict";
import { test } from "node:test";

import { openSite } from "./support/site.mjs";

/** @typedef {import("playwright-core").Page} Page */

const SCENE = "data=two-moons&samples=64&denoiser=network&training=300&grid=log-snr&steps=40&particles=300";

/** @param {Page} page */
const learnt = (page) => page.waitForFunction(() => /** @type {any} */ (document.querySelector("reverse-diffusion"))?.learnt === true);

/** @param {Page} page */
const digest = (page) => page.evaluate(() => {
  const { player } = /** @type {any} */ (document.querySelector("reverse-diffusion"));
  return { digest: player.simulation.digest(), index: player.simulation.index };
});

test("a network is trained in pieces, to the bits of one that was trained whole", async (t) => {
  const site = await openSite();
  t.after(() => site.close());
  const page = await site.open(`lab.html?${SCENE}`);
  await page.getByText(/training step \d+ of 300|trained for 300 steps/).waitFor();
  await learnt(page);
  await page.getByText("trained for 300 steps").waitFor();
  const inPage = await digest(page);
  assert.equal(inPage.index, 40);
  // The module by itself trains it whole.
  const whole = await page.evaluate(async (query) => {
    const glue = await import(new URL("reverse_diffusion.js", location.href).href);
    const { engine } = /** @type {any} */ (document.querySelector("reverse-diffusion"));
    const { scene } = engine.readScene([...new URLSearchParams(query)]);
    for (let k = 0; k < 5; k++) engine.learn({ ...scene, "learning-seed": 90 + k }, 0);
    const simulation = new glue.Simulation(scene);
    while (simulation.step());
    return simulation.digest();
  }, SCENE);
  assert.equal(whole, inPage.digest);
  assert.deepEqual(site.problems(), []);
});

test("playing while the network trains shows run after run of what it has learned, and stops nothing", async (t) => {
  const site = await openSite();
  t.after(() => site.close());
  const page = await site.open(`lab.html?${SCENE.replace("training=300", "training=3000")}`);
  await page.getByText(/training step [1-9]/).waitFor();
  const renewed = await page.evaluate(async () => {
    const bench = /** @type {any} */ (document.querySelector("reverse-diffusion"));
    const seen = new Set();
    bench.play();
    while (!bench.learnt || bench.player.playing) {
      seen.add(bench.player.simulation);
      if (bench.learnt) bench.player.pause();
      else if (!bench.player.playing) bench.play();
      await new Promise(requestAnimationFrame);
    }
    return seen.size;
  });
  assert.ok(renewed >= 3, `${renewed} runs were seen`);
  assert.equal(await page.getByText("stopped unexpectedly").count(), 0);
  assert.deepEqual(site.problems(), []);
});

test("training is paused, taken by steps, resumed and begun afresh", async (t) => {
  const site = await openSite();
  t.after(() => site.close());
  const page = await site.open(`lab.html?${SCENE.replace("training=300", "training=20000")}`);
  await page.getByText(/training step [1-9]/).waitFor();
  await page.getByRole("button", { name: "Pause training" }).click();
  const group = page.getByRole("group", { name: "Training of the network" });
  const step = async () => Number(/training step ([\d,\u202f ]+) of/.exec(await group.innerText())?.[1].replace(/\D/g, ""));
  const before = await step();
  await page.getByRole("button", { name: "One training step" }).click();
  assert.equal(await step(), before + 1);
  await page.getByRole("button", { name: "Resume training" }).click();
  await page.waitForFunction((before) => {
    const root = document.querySelector("reverse-diffusion")?.shadowRoot;
    const said = /training step ([\d,\u202f ]+) of/.exec(root?.querySelector(".learning")?.textContent ?? "");
    return Number(said?.[1].replace(/\D/g, "")) > before + 5;
  }, before);
  await page.getByRole("button", { name: "Pause training" }).click();
  const long = await step();
  await page.getByRole("button", { name: "Train afresh" }).click();
  await page.getByRole("button", { name: "Pause training" }).click();
  assert.ok(await step() < long);
  // Another denoiser has nothing to train.
  await page.evaluate(() => /** @type {any} */ (document.querySelector("reverse-diffusion")).update({ denoiser: "kde" }));
  await group.waitFor({ state: "hidden" });
  assert.deepEqual(site.problems(), []);
});

test("an embed with a network brings the whole module and trains it", async (t) => {
  const site = await openSite();
  t.after(() => site.close());
  const page = await site.open(`embed.html?${SCENE.replace("training=300", "training=100")}`);
  await learnt(page);
  assert.equal((await digest(page)).digest.length, 16);
  assert.deepEqual(site.problems(), []);
});

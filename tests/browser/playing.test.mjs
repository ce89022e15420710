import assert from "node:assert/strict";
import { test } from "node:test";

import { frames, openBench, pixels, settled, state } from "./bench.mjs";

test("pixels change while playing and not while paused", async (t) => {
  const { page } = await openBench(t);
  await page.getByRole("button", { name: "Play" }).click();
  await page.waitForFunction(() => document.querySelector("reverse-diffusion").player.index > 3);
  const first = await pixels(page, ".marks");
  await page.waitForFunction((index) => document.querySelector("reverse-diffusion").player.index > index, (await state(page)).index);
  await frames(page);
  assert.notEqual(await pixels(page, ".marks"), first);

  await page.getByRole("button", { name: "Pause" }).click();
  await frames(page);
  const paused = await pixels(page);
  const { index } = await state(page);
  await frames(page);
  await frames(page);
  assert.equal(await pixels(page), paused);
  assert.equal((await state(page)).index, index);
});

test("Step goes on by one, Reset to the start, the time line anywhere", async (t) => {
  const { page } = await openBench(t);
  await page.getByRole("button", { name: "Reset" }).click();
  await settled(page);
  const start = await state(page);
  assert.equal(start.index, 0);
  await page.getByRole("button", { name: "Step" }).click();
  await settled(page);
  assert.equal((await state(page)).index, 1);
  await page.getByRole("slider", { name: "Time line" }).fill("60");
  await settled(page);
  const sixty = await state(page);
  assert.equal(sixty.index, 60);
  await page.getByRole("slider", { name: "Time line" }).fill("0");
  await settled(page);
  assert.equal((await state(page)).digest, start.digest);
  await page.getByRole("slider", { name: "Time line" }).fill("60");
  await settled(page);
  assert.equal((await state(page)).digest, sixty.digest);
});

test("a run that plays to its end says so and can be played again", async (t) => {
  const { page } = await openBench(t, "lab.html?steps=3");
  await page.getByRole("combobox", { name: "Speed" }).selectOption("4");
  const done = page.evaluate(() => new Promise((resolve) => {
    document.querySelector("reverse-diffusion").addEventListener("done", () => resolve(true), { once: true });
  }));
  await page.getByRole("button", { name: "Play" }).click();
  assert.equal(await done, true);
  const end = await state(page);
  assert.deepEqual([end.playing, end.index], [false, 3]);
  await page.getByRole("button", { name: "Play" }).click();
  await frames(page);
  const again = await state(page);
  assert.ok(again.playing && again.index <= 3);
});

test("autoplay starts when seen, stops out of sight, and never starts under reduced motion", async (t) => {
  const { page } = await openBench(t, "index.html");
  const playing = () => page.evaluate(() => document.querySelector("reverse-diffusion").player.playing);
  await page.waitForFunction(() => document.querySelector("reverse-diffusion").player.playing);
  assert.equal(await playing(), true);
  await page.evaluate(() => { document.querySelector("figure").style.marginTop = "300vh"; scrollTo(0, 0); });
  await frames(page);
  const { index } = await state(page);
  await frames(page);
  await frames(page);
  assert.equal((await state(page)).index, index);
  await page.evaluate(() => { document.querySelector("figure").style.marginTop = ""; });
  await page.waitForFunction((before) => document.querySelector("reverse-diffusion").player.index !== before, index);

  const calm = await openBench(t, "index.html", { reducedMotion: "reduce" });
  await calm.page.waitForTimeout(1500);
  const rest = await state(calm.page);
  assert.deepEqual([rest.playing, rest.done], [false, true]);
});

test("the lab opens in motion on two moons, and every particle ends on a data point", async (t) => {
  const { page } = await openBench(t, "lab.html");
  const { scene } = await state(page);
  assert.equal(scene.data, "two-moons");
  await page.waitForFunction(() => document.querySelector("reverse-diffusion").player.playing);
  await page.waitForFunction(() => document.querySelector("reverse-diffusion").player.done);
  await settled(page);
  assert.equal(await page.evaluate(() => document.querySelector("reverse-diffusion").player.simulation.capturedExactly()), 2000);
  // The grid's picture and the numbers say the same.
  await page.locator(".grid-picture figcaption").filter({ hasText: "onto data points" }).waitFor();
  await page.locator(".numbers").getByText("2,000 of 2,000").waitFor();
});

test("with little motion the lab opens on the end of the run", async (t) => {
  const { page } = await openBench(t, "lab.html", { reducedMotion: "reduce" });
  const shown = await page.evaluate(() => {
    const { player } = document.querySelector("reverse-diffusion");
    return { playing: player.playing, done: player.done, landed: player.simulation.capturedExactly() };
  });
  assert.deepEqual(shown, { playing: false, done: true, landed: 2000 });
});

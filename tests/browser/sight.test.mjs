// What is seen where the system chooses the colours, where the page runs from right to left, and where canvases are not
// given, or taken away and given back.

import assert from "node:assert/strict";
import { test } from "node:test";

import { frames, openBench, pixels, settled } from "./bench.mjs";

/** @typedef {import("playwright-core").Page} Page */

/** How many different colours a canvas of the picture has. @param {Page} page @param {string} name */
const coloursOn = (page, name) => page.evaluate((name) => {
  const canvas = /** @type {HTMLCanvasElement} */ (document.querySelector("reverse-diffusion").shadowRoot.querySelector(`canvas.${name}`));
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  return new Set(new Uint32Array(data.buffer)).size;
}, name);

for (const [address, colorScheme] of /** @type {const} */ ([["embed.html", "light"], ["embed.html", "dark"], ["lab.html?seed=1", "dark"], ["lab.html?data=eruptions&seed=1", "light"]])) {
  test(`in forced colours the system's own tell apart what ours do: ${address}, ${colorScheme}`, async (t) => {
    const { page, site } = await openBench(t, address, { forcedColors: "active", colorScheme, reducedMotion: "reduce" });
    // They come after the first picture.
    await page.waitForFunction(() => {
      const { background, ink, forward, reverse } = document.querySelector("reverse-diffusion").stage.colours;
      return new Set([background, ink, forward, reverse]).size === 4;
    });
    const system = await page.evaluate(() => {
      const probe = document.body.appendChild(document.createElement("i"));
      probe.style.forcedColorAdjust = "none";
      const context = new OffscreenCanvas(1, 1).getContext("2d");
      return Object.fromEntries(Object.entries({ background: "Canvas", ink: "CanvasText", forward: "LinkText", reverse: "Highlight" }).map(([name, colour]) => {
        probe.style.color = colour;
        // Opaque, whatever it is.
        context.fillStyle = getComputedStyle(probe).color.replace(/^rgba\((.*), [\d.]+\)$/, "rgb($1)");
        return [name, context.fillStyle];
      }));
    });
    const { background, ink, forward, reverse } = await page.evaluate(() => document.querySelector("reverse-diffusion").stage.colours);
    assert.deepEqual({ background, ink, forward, reverse }, system);
    await settled(page);
    assert.ok((await coloursOn(page, "field")) > 20, "a density of many shades");
    assert.ok((await coloursOn(page, "marks")) > 20, "particles and data points");
    // Every track is seen, and how far it is filled.
    const tracks = await page.locator("reverse-diffusion input[type=range]").evaluateAll((all) => all.map((input) => {
      const { forcedColorAdjust } = getComputedStyle(input);
      return [forcedColorAdjust, input.style.getPropertyValue("--filled") !== ""];
    }));
    assert.ok(tracks.length >= 3);
    for (const track of tracks) assert.deepEqual(track, ["none", true]);
    assert.deepEqual(site.problems(), []);
  });
}

test("on a page from right to left the picture, its labels and its sliders are as on any other", async (t) => {
  const sight = async (/** @type {string} */ direction) => {
    const { page } = await openBench(t, "embed.html?seed=3", { reducedMotion: "reduce" });
    await page.evaluate((direction) => { document.documentElement.dir = direction; }, direction);
    // Drawn anew with the direction that counts now.
    await page.evaluate(() => document.querySelector("reverse-diffusion").stage.setColours(document.querySelector("reverse-diffusion").stage.colours));
    await page.evaluate(() => document.querySelector("reverse-diffusion").player.wake());
    await frames(page);
    const boxes = await page.locator("reverse-diffusion :is(button, input, .label, .symbol)").evaluateAll((all) => all.map((part) => {
      const { x, width } = part.getBoundingClientRect();
      return [Math.round(x), Math.round(width)];
    }));
    const directions = await page.locator("reverse-diffusion :is(input, canvas, .label)").evaluateAll((all) => [...new Set(all.map((part) => getComputedStyle(part).direction))]);
    return { axes: await pixels(page, ".axes"), boxes, directions };
  };
  const [left, right] = [await sight("ltr"), await sight("rtl")];
  assert.deepEqual(right, left);
  assert.deepEqual(right.directions, ["ltr"]);
});

test("a browser that gives no canvas is told of where the picture would be, and nothing claims to run", async (t) => {
  const { page, site } = await openBench(t, "index.html");
  await page.addInitScript(() => { HTMLCanvasElement.prototype.getContext = () => null; });
  await page.goto(new URL("embed.html", site.url).href);
  await page.locator("reverse-diffusion .fault", { hasText: "this browser gives no canvas" }).waitFor();
  assert.equal(await page.evaluate(() => document.querySelector("reverse-diffusion").running), false);
});

test("canvases that were taken away and given back empty are painted again", async (t) => {
  const { page, site } = await openBench(t, "lab.html?study=forward&seed=2", { reducedMotion: "reduce" });
  await page.waitForFunction(() => document.querySelector("reverse-diffusion").study?.settled);
  await frames(page);
  const before = await pixels(page);
  await page.evaluate(() => {
    const all = [...document.querySelector("reverse-diffusion").shadowRoot.querySelectorAll("canvas")];
    for (const canvas of all) canvas.getContext("2d").reset();
  });
  assert.notEqual(await pixels(page), before);
  await page.evaluate(() => {
    const all = [...document.querySelector("reverse-diffusion").shadowRoot.querySelectorAll("canvas")];
    for (const canvas of all) canvas.dispatchEvent(new Event("contextrestored"));
  });
  await page.waitForFunction(() => document.querySelector("reverse-diffusion").study?.settled);
  await settled(page);
  assert.equal(await pixels(page), before);
  assert.deepEqual(site.problems(), []);
});

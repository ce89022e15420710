// Images: galleries that move, an image under the glass, a drawing's posterior, and images of the reader's own.

import assert from "node:assert/strict";
import { test } from "node:test";

import { frames, noisy, notices, openBench, settled, state, openEvidence } from "./bench.mjs";

/** @typedef {import("playwright-core").Page} Page */

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
/** Few of everything, so that all is computed soon. */
const QUICK = "samples=200&particles=36&steps=20";

/** Until the exact run is there and shown: the first row has its number. @param {Page} page */
async function run(page) {
  await settled(page);
  await page.waitForFunction(() => {
    const cell = document.querySelector("reverse-diffusion").shadowRoot.querySelector(".numbers-of tbody tr td:nth-child(3)");
    return /\d/.test(cell?.textContent ?? "") && !cell.classList.contains("old");
  });
  await openEvidence(page);
  await frames(page);
}

/** The pixels of every gallery, as text. @param {Page} page @returns {Promise<string[]>} */
const pictures = (page) => page.evaluate(() =>
  [...document.querySelector("reverse-diffusion").shadowRoot.querySelectorAll(".gallery canvas")].map((canvas) => canvas.toDataURL()));

/** @param {Page} page */
const known = (page) => page.locator("reverse-diffusion .known p").allTextContents();

/** The middle of image i of the first gallery. @param {Page} page @param {number} i @param {number} columns */
async function middle(page, i, columns) {
  await page.locator("reverse-diffusion .gallery").first().scrollIntoViewIfNeeded();
  const box = await page.locator("reverse-diffusion .gallery").first().boundingBox();
  const cell = box.width / columns;
  return { x: box.x + ((i % columns) + 0.5) * cell, y: box.y + (Math.floor(i / columns) + 0.5) * cell };
}

/**
 * Drops images on the page: squares of greys, or what else is described.
 * @param {Page} page
 * @param {{name: string, width?: number, height?: number, greys?: number[], type?: string, text?: string}[]} files
 */
async function drop(page, files) {
  await page.evaluate(async (files) => {
    const dataTransfer = new DataTransfer();
    for (const { name, width = 4, height = width, greys = [], type = "image/png", text } of files) {
      if (text !== undefined) {
        dataTransfer.items.add(new File([text], name, { type }));
        continue;
      }
      const canvas = new OffscreenCanvas(width, height);
      const context = canvas.getContext("2d");
      const image = context.createImageData(width, height);
      for (let i = 0; i < width * height; i++) image.data.set([greys[i % greys.length] ?? 0, greys[i % greys.length] ?? 0, greys[i % greys.length] ?? 0, 255], 4 * i);
      context.putImageData(image, 0, 0);
      dataTransfer.items.add(new File([await canvas.convertToBlob({ type })], name, { type }));
    }
    for (const event of ["dragenter", "dragover", "drop"]) {
      document.body.dispatchEvent(new DragEvent(event, { dataTransfer, bubbles: true, cancelable: true }));
    }
  }, files);
}

/** @param {Page} page */
const points = (page) => page.evaluate(() => {
  const { simulation } = document.querySelector("reverse-diffusion").player;
  return { flat: Array.from(simulation.points()), dim: simulation.dim, count: simulation.count };
});

test("galleries move with the clock, and at the end every exact sample is a training digit", async (t) => {
  const { page, site } = await openBench(t, `lab.html?study=digits&${QUICK}&k=0`);
  await run(page);
  const noise = await pictures(page);
  assert.equal(noise.length, 5);
  await page.evaluate(() => document.querySelector("reverse-diffusion").seek(10));
  await settled(page);
  const half = await pictures(page);
  half.forEach((picture, k) => assert.notEqual(picture, noise[k], `gallery ${k} moves`));
  await page.evaluate(() => document.querySelector("reverse-diffusion").seek(20));
  await settled(page);
  const first = await page.locator("reverse-diffusion tbody tr").first().locator("td").allTextContents();
  assert.deepEqual(first.slice(0, 2), ["1", "1"]);
  assert.match((await page.locator("reverse-diffusion .findings").textContent()) ?? "", /All 36 samples of the exact denoiser are training digits, at distance 0/);
  assert.deepEqual(site.problems(), []);
});

test("an image that is pointed at, or reached by keys, is named", async (t) => {
  const { page } = await openBench(t, `lab.html?study=digits&${QUICK}`);
  await run(page);
  await page.evaluate(() => document.querySelector("reverse-diffusion").seek(20));
  await settled(page);
  const at = await middle(page, 14, 6);
  await page.mouse.move(at.x, at.y);
  await page.locator("reverse-diffusion .known p", { hasText: "Sample 14:" }).waitFor();
  assert.match((await known(page))[0], /^Sample 14: training digit \d+, an? \d, λ = 1\.000, at distance 0\.$/);
  assert.match((await known(page)).join(" "), /Sample 14, smoothed: nearest is training digit \d+, an? \d, at distance/);

  const gallery = page.locator("reverse-diffusion .gallery").first();
  await gallery.focus();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowDown");
  await page.locator("reverse-diffusion .known p", { hasText: "Sample 21:" }).waitFor();
  await page.keyboard.press("End");
  await page.locator("reverse-diffusion .known p", { hasText: "Sample 35:" }).waitFor();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Home");
  await page.locator("reverse-diffusion .known p", { hasText: "Sample 0:" }).waitFor();
  // What is heard is what was said of it.
  const spoken = await page.evaluate(() => document.querySelector("reverse-diffusion").shadowRoot.querySelector("[aria-live]").textContent);
  assert.match(spoken, /^Sample 0: training digit/);

  // The other gallery of the place is looked at instead.
  await page.locator("reverse-diffusion .segments label", { hasText: "forward" }).click();
  await page.locator("reverse-diffusion .known p", { hasText: "Forward path 0: began as training digit" }).waitFor();
});

test("a drawing has its posterior, by pointer, by keys and at another t", async (t) => {
  const { page, site } = await openBench(t, `lab.html?study=digits&${QUICK}`);
  await run(page);
  const likely = () => page.locator("reverse-diffusion .likely li").allTextContents();
  const sheet = page.locator("reverse-diffusion .sheet");
  await sheet.scrollIntoViewIfNeeded();
  assert.match((await page.locator("reverse-diffusion .pad .draw .note").textContent()) ?? "", /held-out digit \d+, an? \d/);
  await page.getByRole("button", { name: "Clear" }).click();
  const box = await sheet.boundingBox();
  const place = (/** @type {number} */ column, /** @type {number} */ row) => [box.x + ((column + 0.5) * box.width) / 8, box.y + ((row + 0.5) * box.height) / 8];
  // A one: a stroke down the middle.
  await page.mouse.move(...place(3.5, 0.3));
  await page.mouse.down();
  await page.mouse.move(...place(3.5, 6.9), { steps: 8 });
  await page.mouse.up();
  await page.evaluate(() => document.querySelector("reverse-diffusion").seek(16));
  await settled(page);
  await page.waitForFunction(() => /a 1/.test(document.querySelector("reverse-diffusion").shadowRoot.querySelector(".likely li")?.textContent ?? ""));
  const sharp = await likely();
  assert.equal(sharp.length, 5);
  assert.match(sharp[0], /digit \d+, a 1λ = 0\.\d|digit \d+, a 1λ = 1\.000/);
  // At T* nothing is known.
  await page.evaluate(() => document.querySelector("reverse-diffusion").seek(0));
  await settled(page);
  await page.waitForFunction((before) => document.querySelector("reverse-diffusion").shadowRoot.querySelector(".likely li .weight").textContent !== before, (/λ.*$/.exec(sharp[0]) ?? [""])[0]);
  assert.match((await likely())[0], /λ = 0\.0\d\d/);

  await page.getByRole("button", { name: "Clear" }).click();
  await sheet.focus();
  const drawing = () => page.evaluate(() => document.querySelector("reverse-diffusion").shadowRoot.querySelector(".sheet canvas").toDataURL());
  const empty = await drawing();
  await page.keyboard.press("ArrowLeft");
  assert.equal(await drawing(), empty);
  await page.keyboard.press("Space");
  assert.notEqual(await drawing(), empty);
  await page.keyboard.press("Delete");
  assert.equal(await drawing(), empty);
  assert.match(await page.evaluate(() => document.querySelector("reverse-diffusion").shadowRoot.querySelector("[aria-live]").textContent), /Row 5, column 4: 0 %/);
  assert.deepEqual(site.problems(), []);
});

test("digits that are chosen, or asked for by a link, open the study that shows them", async (t) => {
  const { page } = await openBench(t, "lab.html?data=penguins&steps=20&particles=30");
  await page.locator("#section-data select").first().selectOption("digits");
  await settled(page);
  const { scene } = await state(page);
  assert.deepEqual([scene.study, scene.data, scene.samples], ["digits", "digits", 1500]);
  assert.equal(await page.locator("reverse-diffusion .stage").isHidden(), true);
  await page.locator("#section-question select").selectOption("none");
  await settled(page);
  assert.equal((await state(page)).scene.data, "penguins");

  const link = await openBench(t, "lab.html?data=digits&seed=4&particles=25&steps=12&samples=50");
  const asked = (await state(link.page)).scene;
  assert.deepEqual([asked.study, asked.seed, asked.particles, asked.steps, asked.samples], ["digits", 4, 25, 12, 50]);
  assert.deepEqual(await notices(link.page), []);
  // Without the study a sentence leads there.
  await link.page.evaluate(() => document.querySelector("reverse-diffusion").update({ study: "none", data: "digits" }));
  await settled(link.page);
  assert.match((await notices(link.page)).join(), /Of 64 coordinates the picture shows the first two.*Images/);
});

test("images of one's own are taken exactly, in the order of their names, and open the study", async (t) => {
  const { page, site } = await openBench(t, "lab.html?particles=30&steps=12");
  const ramp = Array.from({ length: 16 }, (_, i) => i * 17);
  await drop(page, [
    { name: "shot-10.png", greys: [255] },
    { name: "shot-2.png", greys: ramp },
    { name: "shot-1.png", greys: [0, 255] },
  ]);
  await page.locator(".file", { hasText: "3 images: 4 × 4 pixels" }).waitFor();
  await settled(page);
  const { flat, dim, count } = await points(page);
  assert.deepEqual([dim, count], [16, 3]);
  assert.deepEqual(flat.slice(0, 16), Array.from({ length: 16 }, (_, i) => ([0, 255][i % 2] - 128) / 128));
  assert.deepEqual(flat.slice(16, 32), ramp.map((grey) => (grey - 128) / 128));
  assert.deepEqual(flat.slice(32), Array(16).fill(127 / 128));
  assert.equal((await state(page)).scene.study, "digits");
  await run(page);
  await page.evaluate(() => document.querySelector("reverse-diffusion").seek(1e6));
  await settled(page);
  await page.locator("reverse-diffusion .known p", { hasText: /^Sample 0: training image \d, λ = 1\.000, at distance 0\.$/ }).waitFor();
  assert.deepEqual(site.problems(), []);
});

test("32 × 32 pixels are taken, and one image alone", async (t) => {
  const { page, site } = await openBench(t);
  await drop(page, [{ name: "one.png", width: 32, greys: [10, 200, 90] }]);
  await page.locator(".file", { hasText: "one.png: 32 × 32 pixels" }).waitFor();
  await run(page);
  assert.deepEqual([(await points(page)).dim, (await points(page)).count], [1024, 1]);
  assert.equal((await pictures(page)).length, 5);
  assert.deepEqual(site.problems(), []);
});

test("where canvases give back noise, images are decoded past them, to the same points", async (t) => {
  const { page, site } = await openBench(t, "lab.html?particles=30&steps=12");
  await noisy(page);
  const ramp = Array.from({ length: 16 }, (_, i) => i * 17);
  await drop(page, [{ name: "a.png", greys: ramp }]);
  await page.locator(".file", { hasText: "a.png: 4 × 4 pixels" }).waitFor();
  await settled(page);
  assert.deepEqual((await points(page)).flat, ramp.map((grey) => (grey - 128) / 128));
  assert.deepEqual(site.problems(), []);
});

test("where they can not be decoded past them either, a sentence says what to allow, and nothing is lost", async (t) => {
  const { page } = await openBench(t, "lab.html?data=two-moons&particles=30&steps=12");
  await noisy(page);
  await page.evaluate(() => { delete (/** @type {any} */ (window)).ImageDecoder; });
  const before = await state(page);
  await drop(page, [{ name: "a.png", greys: [3] }]);
  await page.locator(".refusal", { hasText: /noise instead of what is on a canvas.*allow this page to read canvas data/ }).waitFor();
  assert.equal((await state(page)).digest, before.digest);
});

for (const [why, files, says] of /** @type {const} */ ([
  ["no square", [{ name: "wide.png", width: 8, height: 6, greys: [1] }], /wide\.png has 8 × 6 pixels and is not square; expected square images of 2 × 2 to 32 × 32 pixels/],
  ["too large", [{ name: "big.png", width: 33, greys: [1] }], /big\.png has 33 × 33 pixels; expected/],
  ["too small", [{ name: "dot.png", width: 1, greys: [1] }], /dot\.png has 1 × 1 pixels; expected/],
  ["of several sizes", [{ name: "a.png", width: 4, greys: [1] }, { name: "b.png", width: 5, greys: [1] }], /b\.png has 5 × 5 pixels, the images before it 4 × 4; expected/],
  ["broken", [{ name: "broken.png", type: "image/png", text: "no image" }], /broken\.png could not be read as an image/],
  ["no image among them", [{ name: "a.png", width: 4, greys: [1] }, { name: "b.csv", type: "text/csv", text: "1,2" }], /b\.csv is no image; expected/],
  ["too many", Array.from({ length: 489 }, (_, i) => ({ name: `${i}.png`, width: 32, greys: [i % 256] })), /489 images of 32 × 32 pixels; expected at most 488/],
])) {
  test(`what can not be taken is said, and nothing is lost: ${why}`, async (t) => {
    const { page, site } = await openBench(t, "lab.html?data=two-moons&particles=30&steps=12");
    const before = await state(page);
    await drop(page, [...files]);
    await page.locator(".data .refusal", { hasText: says }).waitFor();
    assert.deepEqual(await state(page), before);
    assert.deepEqual(site.problems(), []);
  });
}

test("on a phone galleries fit, a tap names an image and a finger draws", async (t) => {
  const { page, site } = await openBench(t, `lab.html?study=digits&${QUICK}`, PHONE);
  await run(page);
  const wide = await page.evaluate(() => {
    const inside = document.querySelector("reverse-diffusion").shadowRoot;
    return [document.documentElement.scrollWidth, ...[...inside.querySelectorAll(".view *, .evidence *")].filter((part) => part.getBoundingClientRect().right > innerWidth + 1).map((part) => part.className)];
  });
  assert.deepEqual(wide, [390]);
  const gallery = page.locator("reverse-diffusion .gallery").first();
  await gallery.scrollIntoViewIfNeeded();
  const at = await middle(page, 8, 6);
  await page.touchscreen.tap(at.x, at.y);
  await page.locator("reverse-diffusion .known p", { hasText: "Sample 8" }).first().waitFor();
  const sheet = page.locator("reverse-diffusion .sheet");
  await sheet.scrollIntoViewIfNeeded();
  await sheet.evaluate((box) => box.scrollIntoView({ block: "center" }));
  const box = await sheet.boundingBox();
  const before = await page.evaluate(() => document.querySelector("reverse-diffusion").shadowRoot.querySelector(".sheet canvas").toDataURL());
  await page.touchscreen.tap(box.x + 12, box.y + box.height - 12);
  await frames(page);
  assert.notEqual(await page.evaluate(() => document.querySelector("reverse-diffusion").shadowRoot.querySelector(".sheet canvas").toDataURL()), before);
  assert.deepEqual(site.problems(), []);
});

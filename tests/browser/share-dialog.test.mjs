import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";

import { openBench, ready, settled } from "./bench.mjs";

/** @param {import("playwright-core").Page} page @param {string} name */
async function saved(page, name) {
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name, exact: true }).click()]);
  return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
}

/** @param {import("playwright-core").Page} page */
async function openDialog(page) {
  await page.getByRole("button", { name: "Share…" }).click();
  await page.getByRole("dialog", { name: "Share" }).waitFor();
}

test("the snippets work in a page that has nothing else", async (t) => {
  const { site, page } = await openBench(t, "lab.html?data=two-moons&particles=300&t-star=2");
  await openDialog(page);
  await page.getByLabel("Controls").selectOption("none");
  await page.getByLabel("Size").selectOption({ label: "480 × 360" });
  const element = await page.getByLabel("Element", { exact: true }).inputValue();
  const frame = await page.getByLabel("Iframe", { exact: true }).inputValue();
  await site.context.route(`${site.url}host.html`, (route) => route.fulfill({ contentType: "text/html", body: `<!doctype html><title>host</title>${element}${frame}` }));
  const host = await site.open("host.html");
  await ready(host);
  const scene = await host.evaluate(() => {
    const bench = /** @type {any} */ (document.querySelector("reverse-diffusion"));
    const { width, height } = bench.getBoundingClientRect();
    return { data: bench.scene.data, particles: bench.scene.particles, tStar: bench.scene["t-star"], controls: bench.getAttribute("controls"), width, height };
  });
  assert.deepEqual(scene, { data: "two-moons", particles: 300, tStar: 2, controls: "none", width: 480, height: 360 });
  const inner = host.frames()[1];
  await inner.waitForFunction(() => /** @type {any} */ (document.querySelector("reverse-diffusion"))?.running);
  assert.equal(await inner.evaluate(() => /** @type {any} */ (document.querySelector("reverse-diffusion")).scene.particles), 300);
  assert.deepEqual(site.problems(), []);
});

test("a picture has the pixels it is asked for, and the stage is as before", async (t) => {
  const { page } = await openBench(t, "lab.html?data=two-moons");
  const size = () => page.evaluate(() => {
    const { marks } = /** @type {any} */ (document.querySelector("reverse-diffusion")).stage.canvases;
    return [marks.width, marks.height];
  });
  const before = await size();
  await openDialog(page);
  for (const scale of [1, 2, 4]) {
    const { name, bytes } = await saved(page, `PNG ${scale}×`);
    assert.equal(name, `reverse-diffusion-${scale}x.png`);
    assert.equal(bytes.toString("latin1", 1, 4), "PNG");
    assert.deepEqual([bytes.readUInt32BE(16), bytes.readUInt32BE(20)], before.map((side) => scale * side));
    assert.ok(bytes.length > 10_000, `${bytes.length} bytes are no picture`);
  }
  assert.deepEqual(await size(), before);
});

test("particles leave as CSV with their scene and come back as data", async (t) => {
  const { page, site } = await openBench(t, "lab.html?particles=200");
  await openDialog(page);
  const { bytes } = await saved(page, "Particles as CSV");
  const text = bytes.toString();
  assert.match(text, /^# scene: http.*\?particles=200\n# dynamics: reverse\n# step: 100 of 100\n/);
  assert.match(text, /\n# digest: [0-9a-f]+\nx,y\n/);
  const positions = await page.evaluate(() => Array.from(/** @type {any} */ (document.querySelector("reverse-diffusion")).player.simulation.positions()));
  const rows = text.split("\n").filter((line) => /^[-\d]/.test(line)).flatMap((line) => line.split(",").map(Number));
  assert.deepEqual(rows, positions);
  const captures = (await saved(page, "Captures as CSV")).bytes.toString();
  assert.match(captures, /\nx,y,weight,captured,expected\n/);
  const captured = captures.split("\n").filter((line) => /^[-\d]/.test(line)).map((line) => Number(line.split(",")[3]));
  assert.equal(captured.reduce((sum, n) => sum + n, 0), 200);
  await page.keyboard.press("Escape");
  await page.getByLabel("CSV file").setInputFiles({ name: "particles.csv", mimeType: "text/csv", buffer: bytes });
  await page.waitForFunction(() => /** @type {any} */ (document.querySelector("reverse-diffusion")).player.simulation.info().given === 200);
  // All of them stand on the five points they were drawn to.
  assert.equal(await page.evaluate(() => /** @type {any} */ (document.querySelector("reverse-diffusion")).player.simulation.count), 5);
  await settled(page);
  assert.deepEqual(site.problems(), []);
});

test("a clip is a film of the run", async (t) => {
  const { page } = await openBench(t, "lab.html?particles=200&steps=20");
  await openDialog(page);
  const { name, bytes } = await saved(page, "Clip (WebM)");
  assert.equal(name, "reverse-diffusion.webm");
  // The first bytes of every WebM file: an EBML header.
  assert.equal(bytes.readUInt32BE(0), 0x1a45dfa3);
  assert.ok(bytes.length > 5_000);
});

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";

import { noisy, openBench, ready, settled } from "./bench.mjs";

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
  await page.getByRole("radio", { name: "As an iframe" }).check();
  await page.getByLabel("Controls").selectOption("none");
  await page.getByLabel("Theme").selectOption("dark");
  await page.getByLabel("Size").selectOption({ label: "480 × 360" });
  const element = await page.getByLabel("Element", { exact: true }).inputValue();
  const frame = await page.getByLabel("Iframe", { exact: true }).inputValue();
  assert.match(frame, /controls=none&amp;theme=dark/);
  // The preview is what the snippet shows.
  assert.match(await page.getByTitle("Preview").getAttribute("src") ?? "", /embed\.html\?data=two-moons&.*&theme=dark$/);
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

test("where there is no recorder the dialog opens all the same and says why there is no clip", async (t) => {
  for (const lack of ["MediaRecorder.isTypeSupported = undefined", "delete window.MediaRecorder", "MediaRecorder.isTypeSupported = () => false"]) {
    const { page, site } = await openBench(t, "lab.html?particles=200");
    await page.evaluate(lack);
    await openDialog(page);
    await page.getByText("No clip can be saved here: this browser does not record").waitFor();
    assert.equal(await page.getByRole("button", { name: "Clip (WebM)" }).count(), 0);
    assert.equal((await saved(page, "PNG 1×")).name, "reverse-diffusion-1x.png");
    assert.deepEqual(site.problems(), []);
  }
});

test("no page's and no blocker's style sheet hides the dialog", async (t) => {
  const { page } = await openBench(t, "lab.html?particles=200");
  await page.addStyleTag({ content: "[class*=share], .share, dialog, .inner, .row { display: none !important; }" });
  await openDialog(page);
  const box = await page.getByRole("dialog", { name: "Share" }).boundingBox();
  assert.ok(box && box.width > 300 && box.height > 200, JSON.stringify(box));
  await page.keyboard.press("Escape");
  await page.getByRole("dialog", { name: "Share" }).waitFor({ state: "hidden" });
});

test("a study without a picture says that it has none", async (t) => {
  const { page } = await openBench(t, "lab.html?study=digits&samples=30&particles=30&steps=10");
  await openDialog(page);
  await page.getByText("This study has no picture of particles to save").waitFor();
  for (const name of ["PNG 1×", "PNG 4×", "Clip (WebM)"]) assert.ok(await page.getByRole("button", { name }).isDisabled(), name);
  // With another scene there is one again.
  await page.keyboard.press("Escape");
  await page.evaluate(() => { document.querySelector("reverse-diffusion").scene = { particles: 100 }; });
  await settled(page);
  await openDialog(page);
  assert.ok(await page.getByRole("button", { name: "PNG 1×" }).isEnabled());
  await page.getByText("This study has no picture of particles to save").waitFor({ state: "hidden" });
});

test("a picture larger than browsers hold is as large as they do, and the run goes on", async (t) => {
  const { page, site } = await openBench(t, "lab.html?particles=200&k=3", { viewport: { width: 3400, height: 1000 } });
  await openDialog(page);
  const { name, bytes } = await saved(page, "PNG 4×");
  const [width, height] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
  assert.match(name, /^reverse-diffusion-[23]\.\d+x\.png$/);
  assert.ok(Math.max(width, height) <= 8192 && width * height > 15_000_000, `${width} × ${height}`);
  await page.getByText(/4× would be more pixels than browsers hold: this one has [23]\.\d+×/).waitFor();
  await page.keyboard.press("Escape");
  await page.evaluate(() => document.querySelector("reverse-diffusion").play());
  await page.waitForFunction(() => document.querySelector("reverse-diffusion").player.index > 8);
  assert.deepEqual(site.problems(), []);
});

test("a picture that fails leaves the stage as it was", async (t) => {
  const { page } = await openBench(t, "lab.html?particles=200&k=3");
  await openDialog(page);
  const size = () => page.evaluate(() => {
    const { marks } = document.querySelector("reverse-diffusion").stage.canvases;
    return [marks.width, marks.height];
  });
  const before = await size();
  await page.evaluate(() => {
    const [Whole, least] = [window.ImageData, 2_000_000];
    window.ImageData = class extends Whole {
      constructor(data, width, height) {
        if (width * height > least) throw new DOMException("too large", "IndexSizeError");
        super(data, width, height);
      }
    };
  });
  await page.getByRole("button", { name: "PNG 4×" }).click();
  await page.getByText("too large").waitFor();
  assert.deepEqual(await size(), before);
  await page.keyboard.press("Escape");
  await page.evaluate(() => document.querySelector("reverse-diffusion").play());
  await page.waitForFunction(() => document.querySelector("reverse-diffusion").player.index > 8);
});

test("where the dialog's file is gone after a new release a reload is offered", async (t) => {
  const { page, site } = await openBench(t, "lab.html?seed=4&particles=200");
  await page.route(/share-dialog/, (route) => route.fulfill({ status: 404, body: "gone" }));
  await page.getByRole("button", { name: "Share…" }).click();
  await page.getByText(/Share… is not to be had: there may be a newer release/).waitFor();
  await page.unroute(/share-dialog/);
  await Promise.all([page.waitForEvent("load"), page.getByRole("button", { name: "Reload the page" }).click()]);
  await ready(page);
  assert.equal(await page.evaluate(() => document.querySelector("reverse-diffusion").scene.seed), 4);
  await openDialog(page);
  site.forgetProblems();
});

test("in a frame that may not save files it is said what to do", async (t) => {
  const { site } = await openBench(t, "lab.html?particles=200");
  await site.context.route(`${site.url}frames-lab.html`, (route) => route.fulfill({ contentType: "text/html",
    body: '<!doctype html><title>host</title><iframe src="lab.html?particles=200" width="1200" height="760" sandbox="allow-scripts"></iframe>' }));
  const host = await site.open("frames-lab.html");
  t.after(() => host.close());
  const lab = host.frameLocator("iframe");
  await lab.getByRole("button", { name: "Share…" }).click();
  for (const name of ["PNG 1×", "Particles as CSV", "Captures as CSV"]) {
    await lab.getByRole("button", { name, exact: true }).click();
    const file = name === "PNG 1×" ? "1x.png" : `${name.split(" ")[0].toLowerCase()}.csv`;
    await lab.getByText(`reverse-diffusion-${file} was handed to the browser. If it does not arrive, this frame may not save files`).waitFor();
  }
});

test("where canvases give back noise no picture is saved, and a sentence says what to allow", async (t) => {
  const { page } = await openBench(t);
  await noisy(page);
  await openDialog(page);
  const downloads = /** @type {string[]} */ ([]);
  page.on("download", (download) => downloads.push(download.suggestedFilename()));
  await page.getByRole("button", { name: "PNG 1×" }).click();
  await page.getByText(/noise instead of what is on a canvas.*allow this page to read canvas data/).waitFor();
  assert.deepEqual(downloads, []);
});

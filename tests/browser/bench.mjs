// What the tests of the lab share: opening it, waiting until it rests, reading its state and its pixels.

import { after } from "node:test";

import { openSite } from "./support/site.mjs";

/** @typedef {import("playwright-core").Page} Page */
/** @typedef {import("./support/site.mjs").Site} Site */

/** One browser for all tests of a file that ask for the same one; each test has its own page. @type {Map<string, Promise<Site>>} */
const sites = new Map();

after(async () => {
  for (const site of sites.values()) await (await site).close();
});

/**
 * A page of the site with its first element ready, closed with the test.
 * @param {import("node:test").TestContext} t
 * @param {string} [address]  a scene of its own, so that the lab opens with that and still
 * @param {import("./support/site.mjs").SiteOptions} [options]
 */
export async function openBench(t, address = "lab.html?seed=1", options = {}) {
  const key = JSON.stringify(options);
  if (!sites.has(key)) sites.set(key, openSite(options));
  const site = await /** @type {Promise<Site>} */ (sites.get(key));
  site.forgetProblems();
  site.server.requests.length = 0;
  const page = await site.open(address);
  t.after(() => page.close());
  await ready(page);
  return { site, page };
}

/** Until the element runs, the page is furnished and the simulation has arrived where the clock stands. @param {Page} page */
export async function ready(page) {
  await page.waitForFunction(() => {
    const bench = document.querySelector("reverse-diffusion");
    const furnished = !document.documentElement.classList.contains("lab") || document.body.classList.contains("furnished");
    return furnished && bench?.player?.simulation && !bench.player.behind;
  });
  await frames(page);
}

/** Until a change of the scene has been applied and caught up with. @param {Page} page */
export async function settled(page) {
  await frames(page);
  await page.waitForFunction(() => document.querySelector("reverse-diffusion")?.player?.behind === false);
  await frames(page);
}

/** Three animation frames. @param {Page} page */
export function frames(page) {
  return page.evaluate(async () => {
    for (let i = 0; i < 3; i++) await new Promise((resolve) => requestAnimationFrame(resolve));
  });
}

/** @param {Page} page */
export function state(page) {
  return page.evaluate(() => {
    const { player, scene, stage } = document.querySelector("reverse-diffusion");
    return {
      scene,
      show: structuredClone(stage.show),
      index: player.index,
      steps: player.steps,
      playing: player.playing,
      done: player.done,
      count: player.simulation.count,
      launched: player.simulation.launchedCount,
      digest: player.simulation.digest(),
    };
  });
}

/** A number that stands for every pixel of the first element's canvases. @param {Page} page @param {string} [canvas] */
export function pixels(page, canvas = "canvas") {
  return page.evaluate((selector) => {
    let sum = 0;
    for (const canvas of document.querySelector("reverse-diffusion").shadowRoot.querySelectorAll(selector)) {
      if (canvas.width === 0 || canvas.height === 0 || canvas.hidden) continue;
      const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
      const words = new Uint32Array(data.buffer);
      for (let i = 0; i < words.length; i++) sum = (Math.imul(sum, 31) + words[i]) | 0;
    }
    return sum;
  }, canvas);
}

/** Where a point of the plane is in the viewport. @param {Page} page @param {number[]} point */
export function onPage(page, point) {
  return page.evaluate((point) => {
    const bench = document.querySelector("reverse-diffusion");
    const box = bench.shadowRoot.querySelector(".stage").getBoundingClientRect();
    const [x, y] = bench.stage.toStage(point);
    return { x: box.left + x, y: box.top + y };
  }, point);
}

/** The sentences an element shows over its picture. @param {Page} page */
export function notices(page) {
  return page.locator("reverse-diffusion .notice p").allTextContents();
}

/** Opens a section of the panel that is closed. @param {Page} page @param {string} summary */
export async function unfold(page, summary) {
  const details = page.locator("details", { has: page.locator("summary", { hasText: summary }) }).last();
  if (!(await details.evaluate((element) => element.open))) await details.locator("summary").click();
}

/** Canvases that give back noise, as browsers do against fingerprinting. @param {Page} page */
export function noisy(page) {
  return page.evaluate(() => {
    for (const { prototype } of [OffscreenCanvasRenderingContext2D, CanvasRenderingContext2D]) {
      const read = prototype.getImageData;
      prototype.getImageData = function (...where) {
        const image = read.apply(this, where);
        for (let i = 0; i < image.data.length; i += 7) image.data[i] ^= 1 + (i % 5);
        return image;
      };
    }
  });
}

/** Opens the evidence of the study that is shown, and waits until it is drawn. @param {import("playwright-core").Page} page */
export async function openEvidence(page) {
  const evidence = page.locator("reverse-diffusion details.evidence").last();
  if (await evidence.evaluate((fold) => !(/** @type {HTMLDetailsElement} */ (fold).open))) await evidence.locator("summary").first().click();
  await page.waitForFunction(() => {
    const bench = /** @type {any} */ (document.querySelector("reverse-diffusion"));
    return !bench.study || bench.study.settled;
  });
}

// What a reader waits for, measured by the page itself: the work of a frame while a scene plays, and the time from the
// script's start to the first still picture.

import { openSite } from "../tests/browser/support/site.mjs";

/** Points of a spiral, no two alike, spread over the plane. @param {number} count */
function spiral(count) {
  const golden = Math.PI * (3 - Math.sqrt(5));
  return Array.from({ length: count }, (_, i) => {
    const radius = 2 * Math.sqrt((i + 0.5) / count);
    return `${(radius * Math.cos(golden * i)).toFixed(4)},${(radius * Math.sin(golden * i)).toFixed(4)}`;
  }).join(";");
}

/** @typedef {{name: string, median: number, high: number, rate: number}} Played  milliseconds of work in a frame, its 95th percentile, and frames a second */

/** @type {[string, Record<string, string | number>, {width: number, height: number, ratio: number}][]} */
const SCENES = [
  ["2,000 × 5, 900 × 900 at 2×", {}, { width: 900, height: 900, ratio: 2 }],
  ["10,000 × 1,000, 900 × 900 at 1×", { data: spiral(1000), particles: 10_000 }, { width: 900, height: 900, ratio: 1 }],
  ["10,000 × 1,000, 900 × 900 at 2×", { data: spiral(1000), particles: 10_000 }, { width: 900, height: 900, ratio: 2 }],
  ["200,000 × 100,000, 900 × 900 at 1×", { data: spiral(100_000), particles: 200_000 }, { width: 900, height: 900, ratio: 1 }],
];

/** @param {string} name @param {Record<string, string | number>} scene @param {{width: number, height: number, ratio: number}} stage @returns {Promise<Played>} */
async function play(name, scene, { width, height, ratio }) {
  const site = await openSite({ viewport: { width, height }, deviceScaleFactor: ratio });
  try {
    const page = await site.open("embed.html?controls=none");
    await page.waitForFunction(() => /** @type {any} */ (document.querySelector("reverse-diffusion"))?.running);
    const result = await page.evaluate(async (scene) => {
      const element = /** @type {any} */ (document.querySelector("reverse-diffusion"));
      element.scene = { ...element.scene, ...scene };
      element.setShow({ ...element.show, layers: { ...element.show.layers, density: true, particles: true } });
      element.seek(0);
      element.play();
      await new Promise((resolve) => setTimeout(resolve, 1500));
      const { meter } = element.player;
      meter.clear();
      const began = performance.now();
      await new Promise((resolve) => setTimeout(resolve, 5000));
      const rate = (1000 * meter.count) / (performance.now() - began);
      return { median: meter.quantile(0.5), high: meter.quantile(0.95), rate };
    }, scene);
    return { name, ...result };
  } finally {
    await site.close();
  }
}

/**
 * Milliseconds from the script's start to the first picture, the median of nine loads in a browser that is open already:
 * for some seconds after its own start it is busy with itself.
 */
async function firstPicture() {
  const open = await openSite();
  await (await open.open("embed.html")).close();
  await new Promise((resolve) => setTimeout(resolve, 5000));
  const times = [];
  for (let load = 0; load < 9; load++) {
    const site = await openSite({ viewport: { width: 900, height: 700 } });
    const page = await site.open("embed.html");
    await page.waitForFunction(() => performance.getEntriesByName("reverse-diffusion:picture").length > 0);
    times.push(await page.evaluate(() => {
      const [start, picture] = ["start", "picture"].map((name) => performance.getEntriesByName(`reverse-diffusion:${name}`)[0].startTime);
      return picture - start;
    }));
    await site.close();
  }
  await open.close();
  return times.sort((a, b) => a - b)[4];
}

/** Measures and prints. */
export async function measureFrames() {
  console.log("\nWork of a frame while a scene plays, density and particles on, as the page itself measures it in Chromium:\n");
  console.log("| particles × points, stage | median, ms | 95th percentile, ms | frames a second |");
  console.log("|---|---|---|---|");
  for (const [name, scene, stage] of SCENES) {
    const { median, high, rate } = await play(name, scene, stage);
    console.log(`| ${name} | ${median.toFixed(1)} | ${high.toFixed(1)} | ${rate.toFixed(0)} |`);
  }
  console.log(`\nFrom the script's start to the first still picture of an embed: ${(await firstPicture()).toFixed(0)} ms, the median of nine loads.`);
}

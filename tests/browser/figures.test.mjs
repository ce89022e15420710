// A figure is one screen: question, picture, answer and controls are seen at once, on a desk and on a phone; its evidence is
// folded away, with a word on how much there is, and is drawn when it is opened.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";

import { SITE_DIR } from "./support/folder.mjs";
import { openSite } from "./support/site.mjs";

/** Screens, and how much of one a figure may fill. */
const SCREENS = [
  { name: "a desk", width: 1280, height: 900, share: 0.9, phone: false },
  { name: "a phone", width: 390, height: 844, share: 1, phone: true },
];
const PAGES = ["index.html"];

/** @param {import("playwright-core").Page} page @param {string} id */
async function run(page, id) {
  await page.locator(`#${id} reverse-diffusion`).last().scrollIntoViewIfNeeded();
  await page.waitForFunction((id) => {
    const figure = document.getElementById(id);
    const benches = /** @type {any[]} */ ([...(figure?.querySelectorAll("reverse-diffusion") ?? [])]);
    return benches.every((bench) => bench.running && (!bench.study || bench.study.root.hidden || bench.study.settled));
  }, id);
}

for (const { name, width, height, share, phone } of SCREENS) {
  for (const file of PAGES) {
    test(`on ${name} every figure of ${file} fits one screen, with its answer`, async (t) => {
      const site = await openSite({ viewport: { width, height }, reducedMotion: "reduce", ...(phone ? { hasTouch: true, isMobile: true } : {}) });
      t.after(() => site.close());
      const page = await site.open(file);
      await page.addStyleTag({ content: "#story > section { content-visibility: visible !important; }" });
      const ids = [...readFileSync(path.join(SITE_DIR, file), "utf8").matchAll(/<figure id="(fig-[\w-]+)"/g)].map(([, id]) => id);
      const tall = [];
      for (const id of ids) {
        await run(page, id);
        const heights = await page.evaluate((id) => {
          const figure = /** @type {HTMLElement} */ (document.getElementById(id));
          const folded = figure.offsetHeight;
          // An answer that was folded away is part of it.
          for (const bench of /** @type {NodeListOf<HTMLElement>} */ (figure.querySelectorAll("reverse-diffusion"))) bench.dataset.answer = "shown";
          return [folded, figure.offsetHeight];
        }, id);
        if (Math.max(...heights) > share * height) tall.push(`${id}: ${heights.join(", ")} of ${share * height}`);
      }
      assert.deepEqual(tall, []);
      const screens = (await page.evaluate(() => document.documentElement.scrollHeight)) / height;
      t.diagnostic(`${file} is ${screens.toFixed(1)} screens long`);
      if (file === "index.html") assert.ok(screens <= (phone ? 65 : 45), `${screens.toFixed(1)} screens`);
      assert.deepEqual(site.problems(), []);
    });
  }
}

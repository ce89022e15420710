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
const PAGES = ["index.html", "heat-flow.html"];

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

test("a guess plays the run from its beginning, and says what came out and why; nobody has to", async (t) => {
  const site = await openSite({ viewport: { width: 1280, height: 900 } });
  t.after(() => site.close());
  const page = await site.open();
  const figure = page.locator("#fig-instability");
  await run(page, "fig-instability");
  const conclusion = figure.locator("reverse-diffusion .conclusion");
  assert.equal(await conclusion.isVisible(), false, "nothing is given away");
  const guess = figure.locator("button.guess").first();
  const because = (await guess.getAttribute("data-because")) ?? "";
  await guess.click();
  await figure.locator(".because", { hasText: because }).waitFor();
  await conclusion.waitFor();
  assert.equal(await guess.getAttribute("aria-pressed"), "true");
  // What was said of one scene is not said of another.
  const set = /** @type {string} */ (await guess.getAttribute("data-set"));
  const other = figure.locator(`button.set[data-set^="${set.split("=")[0]}="]:not([data-set="${set}"])`).first();
  await other.click();
  await page.waitForFunction(() => document.querySelector("#fig-instability .because")?.textContent === "");
  assert.equal(await guess.getAttribute("aria-pressed"), "false");

  // Or the answer is asked for; or a run has come to its end.
  const second = page.locator("#fig-bridge");
  await run(page, "fig-bridge");
  await second.getByRole("button", { name: "show the answer" }).click();
  await second.locator("reverse-diffusion .conclusion").waitFor();
  const third = page.locator("#fig-cells");
  await run(page, "fig-cells");
  assert.equal(await third.locator("output[slot=answer]").isVisible(), false);
  await page.evaluate(() => {
    const bench = /** @type {any} */ (document.querySelector("#fig-cells reverse-diffusion"));
    bench.seek(bench.player.steps - 1);
    bench.play();
  });
  await third.locator("output[slot=answer]").waitFor();
  assert.deepEqual(site.problems(), []);
});

test("every guess says why, every question has two to four, and the text answers after every figure", () => {
  for (const file of PAGES) {
    const html = readFileSync(path.join(SITE_DIR, file), "utf8");
    for (const [figure, id, after] of html.matchAll(/<figure id="(fig-[\w-]+)"[\s\S]*?<\/figure>\s*(<p[^>]*>)?/g)) {
      const guesses = [...figure.matchAll(/<button[^>]*class="guess"[^>]*>([^<]*)/g)];
      assert.ok(guesses.length >= 2 && guesses.length <= 4, `${id} has ${guesses.length} guesses`);
      for (const [button, text] of guesses) {
        assert.match(button, /data-because="[^"]{20,}"/, `${id}: ${text}`);
        assert.ok([...text].length <= 30, `${id}: ${text}`);
      }
      assert.match(after ?? "", /class="seen"/, `${id} is answered in the text`);
    }
  }
});

test("evidence is folded, says how much there is, and is drawn when it is opened", async (t) => {
  const site = await openSite({ viewport: { width: 1280, height: 900 }, reducedMotion: "reduce" });
  t.after(() => site.close());
  const page = await site.open();
  await run(page, "fig-instability");
  const evidence = page.locator("#fig-instability .evidence");
  assert.match((await evidence.locator("summary").textContent()) ?? "", /^Evidence 1 chart, \d+ numbers/);
  // A canvas that was never drawn on has the size with which it was made.
  const widths = () => evidence.locator(".chart canvas").evaluateAll((canvases) => canvases.map((canvas) => /** @type {HTMLCanvasElement} */ (canvas).width));
  assert.ok((await widths()).every((width) => width === 300), `${await widths()}`);
  await evidence.locator("summary").click();
  await run(page, "fig-instability");
  assert.ok((await widths()).every((width) => width !== 300 && width > 200), `${await widths()}`);
  assert.ok((await evidence.locator("tbody tr").count()) > 3);
});

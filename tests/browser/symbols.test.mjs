// Symbols of formulas answer to pointer, focus and finger, with their value in the figure in view, which lights up what
// they stand for; and the list of notation.

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { test } from "node:test";

import { SITE_DIR } from "./support/folder.mjs";
import { openSite } from "./support/site.mjs";

const AXE = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

/** @typedef {import("playwright-core").Page} Page */

/** @param {string} name */
const built = (name) => readFileSync(path.join(SITE_DIR, name), "utf8");

/** The first symbol of that name in the text, as near to a figure as there is one. @param {Page} page @param {string} figure @param {string} symbol */
async function bringBoth(page, figure, symbol) {
  const mark = await page.evaluateHandle(([figure, symbol]) => {
    const picture = /** @type {Element} */ (document.querySelector(figure));
    const top = picture.getBoundingClientRect().top;
    const marks = [...document.querySelectorAll(`:is(.math, .equation) [data-n="${symbol}"]`)].filter((one) => !picture.contains(one) && !one.closest(".note, a, button, details, figure"));
    const distance = (/** @type {Element} */ one) => Math.abs(one.getBoundingClientRect().top - top);
    return /** @type {HTMLElement} */ (marks.sort((a, b) => distance(a) - distance(b))[0]);
  }, [figure, symbol]);
  // What comes into sight on the way may still grow.
  for (let k = 0; k < 3; k++) {
    await page.locator(figure).evaluate((one) => one.scrollIntoView({ block: "center" }));
    await page.waitForFunction((figure) => /** @type {any} */ (document.querySelector(`${figure} reverse-diffusion`))?.running, figure);
    await mark.evaluate((one, figure) => {
      const symbol = one.getBoundingClientRect();
      const picture = /** @type {Element} */ (document.querySelector(figure)).getBoundingClientRect();
      scrollBy(0, symbol.top < picture.top ? symbol.top - 90 : symbol.bottom - innerHeight + 90);
    }, figure);
  }
  return mark;
}

/** @param {Page} page */
const answer = (page) => page.locator(".symbol-answer");

/** @param {Page} page */
async function noViolation(page) {
  await page.evaluate(readFileSync(AXE, "utf8"));
  const found = await page.evaluate(async () => {
    const { violations } = await /** @type {any} */ (window).axe.run(document, { resultTypes: ["violations"] });
    return violations.map((/** @type {any} */ { id, nodes }) => `${id}: ${nodes.slice(0, 3).map((/** @type {any} */ node) => `${node.target.join(" ")} ${node.any[0]?.message ?? ""}`).join(" | ")}`);
  });
  assert.deepEqual(found, []);
}

test("every symbol of the pages is in the list, and the list leads only to places that there are", () => {
  const list = built("katex/notation.html");
  const pages = ["index.html", "heat-flow.html"].filter((name) => existsSync(path.join(SITE_DIR, name)));
  let marks = 0;
  for (const name of pages) {
    for (const [, id] of built(name).matchAll(/ data-n="([^"]+)"/g)) {
      marks += 1;
      assert.ok(list.includes(` id="symbol-${id}"`), `${name}: ${id}`);
    }
  }
  assert.ok(marks > 300, `${marks} symbols`);
  const links = [...list.matchAll(/<a href="([^"#]+)#([^"]+)">/g)];
  assert.equal(links.length, list.match(/ id="symbol-/g)?.length, "each says where it is introduced");
  for (const [, name, anchor] of links) assert.ok(built(name).includes(` id="${anchor}"`), `${name}#${anchor}`);
});

test("every symbol can be hit where it is seen", async (t) => {
  const site = await openSite();
  t.after(() => site.close());
  const page = await site.open();
  const missed = await page.evaluate(() => [...document.querySelectorAll(":is(.math, .equation) [data-n]")].filter((mark) => {
    if (mark.closest(".note, details, a, button")) return false;
    mark.scrollIntoView({ block: "center" });
    const { left, top, width, height } = mark.getBoundingClientRect();
    const hit = document.elementFromPoint(left + width / 2, top + height / 2)?.closest("[data-n]");
    return hit !== mark && !mark.contains(hit ?? null);
  }).map((mark) => `${/** @type {HTMLElement} */ (mark).dataset.n} in ${mark.closest(".equation, p")?.textContent?.slice(0, 40)}`));
  assert.deepEqual(missed, []);
});

test("under a pointer a symbol says what it is, and goes when the pointer leaves or Escape is pressed", async (t) => {
  const site = await openSite();
  t.after(() => site.close());
  const page = await site.open();
  const asked = () => site.server.requests.filter((request) => request.path.endsWith("katex/notation.html")).length;
  assert.equal(asked(), 0);
  const mark = page.locator('#eq-2-2 [data-n="T"]').first();
  await mark.scrollIntoViewIfNeeded();
  await mark.hover();
  await answer(page).waitFor();
  assert.match(await answer(page).textContent() ?? "", /the horizon/);
  assert.equal(asked(), 1, "the list comes when it is asked for");
  await page.mouse.move(2, 2);
  await answer(page).waitFor({ state: "hidden" });
  await mark.hover();
  await answer(page).waitFor();
  await page.keyboard.press("Escape");
  await answer(page).waitFor({ state: "hidden" });
  assert.equal(await page.locator("[data-n].shown").count(), 0);
  // What is scrolled under a pointer at rest was not pointed at.
  const box = await mark.boundingBox();
  assert.ok(box);
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2 + 60);
  await page.evaluate(() => scrollBy(0, -60));
  await page.waitForTimeout(600);
  assert.equal(await answer(page).isVisible(), false);
  // Clicked, it stays; and the link leads to where it is introduced.
  await mark.click();
  await page.mouse.move(2, 2);
  await page.waitForTimeout(600);
  assert.ok(await answer(page).isVisible());
  await answer(page).getByRole("link").click();
  await answer(page).waitFor({ state: "hidden" });
  assert.match(page.url(), /#eq-2-2$/);
  assert.deepEqual(site.problems(), []);
});

test("the value is the one of the figure in view, and follows it", async (t) => {
  const site = await openSite({ viewport: { width: 1280, height: 1300 }, reducedMotion: "reduce" });
  t.after(() => site.close());
  const page = await site.open();
  const mark = await bringBoth(page, "#fig-two", "epsilon");
  await mark.click();
  const value = answer(page).locator(".value");
  const set = (/** @type {Record<string, string>} */ scene) => page.locator("#fig-two reverse-diffusion").evaluate((bench, scene) => {
    for (const [name, text] of Object.entries(scene)) bench.setAttribute(name, text);
  }, scene);
  await set({ epsilon: "0.5" });
  await value.getByText(/In figure \d+: ε = 0\.5\./).waitFor();
  await set({ epsilon: "1" });
  await value.getByText("ε = 1.").waitFor();

  const horizon = await bringBoth(page, "#fig-noise", "T");
  await horizon.click();
  const element = page.locator("#fig-noise reverse-diffusion");
  await element.evaluate((bench) => bench.setAttribute("t-star", "2"));
  await value.getByText(/In figure \d+: T\* = 2\./).waitFor();
  assert.ok(await element.evaluate((bench) => bench.shadowRoot?.querySelector('[data-parameter="t-star"]')?.classList.contains("lit")), "its control is lit");
  await element.evaluate((bench) => bench.setAttribute("t-star", "5"));
  await value.getByText("T* = 5.").waitFor();
  await page.keyboard.press("Escape");
  assert.equal(await element.evaluate((bench) => bench.shadowRoot?.querySelectorAll(".lit").length), 0);
  assert.deepEqual(site.problems(), []);
});

test("what a symbol stands for lights up in the picture, which is afterwards what it was", async (t) => {
  const site = await openSite({ viewport: { width: 1280, height: 1300 }, reducedMotion: "reduce" });
  t.after(() => site.close());
  const page = await site.open();
  const element = page.locator("#fig-beams reverse-diffusion");
  for (const symbol of ["lh", "lambda", "x", "t", "sigma", "alpha"]) {
    const mark = await bringBoth(page, "#fig-beams", symbol);
    const before = await element.evaluate((bench) => JSON.stringify(/** @type {any} */ (bench).show));
    await mark.click();
    await answer(page).waitFor();
    const lit = await element.evaluate(async (bench, symbol) => {
      await new Promise((done) => setTimeout(done, 400));
      const stage = /** @type {HTMLElement} */ (bench.shadowRoot?.querySelector(".stage"));
      const { layers } = /** @type {any} */ (bench).show;
      return { symbol, stage: "lit" in stage.dataset, layers, drawn: stage.querySelector("canvas.light") !== null, clock: bench.shadowRoot?.querySelector(".moment")?.classList.contains("lit") };
    }, symbol);
    if (symbol === "lh") assert.ok(lit.stage && lit.layers.beams);
    if (symbol === "lambda") assert.ok(lit.stage && lit.layers.captured);
    if (symbol === "x") assert.ok(!lit.stage, "a place is nowhere in particular");
    if (symbol === "t") assert.ok(!lit.stage && lit.clock);
    if (symbol === "sigma" || symbol === "alpha") assert.ok(lit.stage && lit.drawn);
    await page.keyboard.press("Escape");
    assert.equal(await element.evaluate((bench) => JSON.stringify(/** @type {any} */ (bench).show)), before);
    assert.equal(await element.evaluate((bench) => bench.shadowRoot?.querySelectorAll(".lit, [data-lit], canvas.light").length), 0);
  }
  assert.deepEqual(site.problems(), []);
});

test("from the keyboard: one tab stop a section, arrows from symbol to symbol, Enter into the answer, Escape back", async (t) => {
  const site = await openSite({ reducedMotion: "reduce" });
  t.after(() => site.close());
  const page = await site.open();
  const stops = await page.evaluate(() => [...document.querySelectorAll("#story > section")].map((section) => section.querySelectorAll('.katex[tabindex="0"]').length));
  assert.ok(stops.every((count) => count <= 1), String(stops));
  assert.ok(stops.filter((count) => count === 1).length >= 8);
  const formula = page.locator('#backwards .katex[tabindex="0"]');
  await formula.scrollIntoViewIfNeeded();
  // From before it: the focus has to come by key.
  await page.locator('#backwards :is(a, [tabindex="0"])').first().evaluate((first) => /** @type {HTMLElement} */ (first).focus());
  for (let k = 0; k < 8 && !(await formula.evaluate((one) => one === document.activeElement)); k++) await page.keyboard.press(k === 0 ? "Shift+Tab" : "Tab");
  await answer(page).waitFor();
  const name = () => answer(page).locator(".name b").textContent();
  const first = await name();
  await page.keyboard.press("ArrowRight");
  await page.waitForFunction((first) => document.querySelector(".symbol-answer .name b")?.textContent !== first, first);
  assert.match(await page.locator('p[role="status"].out-of-sight').last().textContent() ?? "", /\w+.*\./);
  await page.keyboard.press("ArrowLeft");
  await page.waitForFunction((first) => document.querySelector(".symbol-answer .name b")?.textContent === first, first);
  await page.keyboard.press("End");
  await page.keyboard.press("Home");
  await page.waitForFunction((first) => document.querySelector(".symbol-answer .name b")?.textContent === first, first);
  await page.keyboard.press("Enter");
  assert.ok(await page.evaluate(() => document.activeElement?.closest(".symbol-answer") !== null));
  await page.keyboard.press("Escape");
  await answer(page).waitFor({ state: "hidden" });
  assert.ok(await page.evaluate(() => document.activeElement?.matches(".katex")));
  assert.deepEqual(site.problems(), []);
});

test("a finger near a symbol is enough, and beside the answer puts it away", async (t) => {
  const site = await openSite({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
  t.after(() => site.close());
  const page = await site.open();
  const mark = page.locator('#eq-4-36 [data-n="lambda"]');
  await mark.scrollIntoViewIfNeeded();
  await page.waitForTimeout(300);
  const box = await mark.boundingBox();
  assert.ok(box);
  await page.touchscreen.tap(box.x + 4, box.y + box.height + 6);
  await answer(page).waitFor();
  assert.match(await answer(page).locator(".name").textContent() ?? "", /weight of an origin/);
  const { x, width } = /** @type {{x: number, width: number}} */ (await answer(page).boundingBox());
  assert.ok(x >= 0 && x + width <= 390);
  await page.locator("#lighthouse > h2").evaluate((heading) => heading.scrollIntoView({ block: "nearest" }));
  await page.locator("#lighthouse > p").first().tap({ position: { x: 3, y: 3 } });
  await answer(page).waitFor({ state: "hidden" });
  assert.deepEqual(site.problems(), []);
});

test("the list opens by its button, from an answer and by n, but not from a field; and closes", async (t) => {
  const site = await openSite({ reducedMotion: "reduce" });
  t.after(() => site.close());
  const page = await site.open();
  const dialog = page.getByRole("dialog", { name: "Notation" });
  await page.locator(".notation-opener").click();
  await dialog.waitFor();
  assert.ok(await dialog.locator("dl > div").count() > 40);
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "hidden" });
  assert.ok(await page.evaluate(() => document.activeElement?.matches(".notation-opener")));
  await page.keyboard.press("n");
  await dialog.waitFor();
  await dialog.getByRole("button", { name: "Close" }).click();
  await dialog.waitFor({ state: "hidden" });

  const mark = page.locator('#eq-2-2 [data-n="q"]').first();
  await mark.scrollIntoViewIfNeeded();
  await mark.click();
  await page.getByRole("button", { name: "All notation" }).click();
  await dialog.waitFor();
  assert.equal(await dialog.locator(".here").getAttribute("id"), "symbol-q");
  await dialog.locator('a[href="#eq-2-2"]').first().click();
  await dialog.waitFor({ state: "hidden" });
  assert.match(page.url(), /#eq-2-2$/);

  await page.waitForFunction(() => /** @type {any} */ (document.querySelector("reverse-diffusion"))?.running);
  await page.evaluate(() => scrollTo(0, 0));
  await page.locator('reverse-diffusion .field input:not([type="range"])').first().focus();
  await page.keyboard.press("n");
  await page.waitForTimeout(300);
  assert.equal(await dialog.isVisible(), false);
  assert.deepEqual(site.problems(), []);
});

for (const colorScheme of /** @type {const} */ (["light", "dark"])) {
  for (const [name, options] of /** @type {const} */ ([["wide", { viewport: { width: 1280, height: 900 } }], ["a phone", { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }]])) {
    test(`axe finds nothing in an answer and in the list: ${colorScheme}, ${name}`, async (t) => {
      const site = await openSite({ ...options, colorScheme, reducedMotion: "reduce" });
      t.after(() => site.close());
      const page = await site.open();
      // Figures that start beside it move it, and an answer goes with its symbol when that leaves the screen.
      const mark = await bringBoth(page, "#fig-instability", "s");
      await mark.click();
      await answer(page).waitFor();
      await noViolation(page);
      await page.getByRole("button", { name: "All notation" }).click();
      await page.getByRole("dialog", { name: "Notation" }).waitFor();
      await noViolation(page);
    });
  }
}

test("without scripting nothing of it is there, and formulas are as they were", async (t) => {
  const site = await openSite({ javaScriptEnabled: false });
  t.after(() => site.close());
  const page = await site.open();
  assert.equal(await page.locator(".notation-opener, .symbol-answer, dialog.notation").count(), 0);
  assert.equal(await page.locator(".katex[tabindex]").count(), 0);
});

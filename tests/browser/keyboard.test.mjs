import assert from "node:assert/strict";
import { test } from "node:test";

import { openBench, settled, state } from "./bench.mjs";

test("the keyboard alone plays, steps, scrubs, inspects, launches and changes T*", async (t) => {
  const { page } = await openBench(t);
  const focused = () => page.evaluate(() => {
    const inner = document.activeElement?.shadowRoot?.activeElement ?? document.activeElement;
    return inner?.className || inner?.getAttribute("aria-label") || inner?.tagName;
  });
  for (let i = 0; i < 12 && (await focused()) !== "stage"; i++) await page.keyboard.press("Tab");
  assert.equal(await focused(), "stage");

  await page.keyboard.press("Home");
  await settled(page);
  assert.equal((await state(page)).index, 0);
  await page.keyboard.press(".");
  await page.keyboard.press(".");
  await page.keyboard.press(",");
  await settled(page);
  assert.equal((await state(page)).index, 1);
  await page.keyboard.press(" ");
  assert.equal((await state(page)).playing, true);
  await page.keyboard.press(" ");
  assert.equal((await state(page)).playing, false);

  await page.keyboard.press("Home");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Shift+ArrowUp");
  await settled(page);
  assert.match(await page.locator("reverse-diffusion .inspector").textContent() ?? "", /Chance of ending at/);
  assert.match(await page.locator("reverse-diffusion [aria-live]").textContent() ?? "", /effective neighbours/);
  await page.keyboard.press("Enter");
  assert.equal((await state(page)).launched, 1);
  await page.keyboard.press("Escape");
  await settled(page);
  assert.equal(await page.locator("reverse-diffusion .inspector").isVisible(), false);

  /** @type {string[]} */
  const passed = [];
  for (let i = 0; i < 12 && passed.at(-1) !== "time-line"; i++) {
    await page.keyboard.press("Tab");
    passed.push(await focused());
  }
  await page.keyboard.press("End");
  await settled(page);
  assert.equal((await state(page)).done, true);
  const before = (await state(page)).scene["t-star"];
  const atHorizon = () => page.evaluate(() => {
    const inner = document.activeElement?.shadowRoot?.activeElement;
    return inner?.matches('[data-parameter="t-star"] input[type="range"]') === true;
  });
  for (let i = 0; i < 8 && !(await atHorizon()); i++) await page.keyboard.press("Tab");
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("ArrowLeft");
  await settled(page);
  assert.ok((await state(page)).scene["t-star"] < before);
});

test("Space and arrows scroll the page while the element has no focus", async (t) => {
  const { page } = await openBench(t);
  await page.keyboard.press(" ");
  await page.keyboard.press(".");
  assert.equal((await state(page)).playing, false);
  assert.equal((await state(page)).done, true);
});

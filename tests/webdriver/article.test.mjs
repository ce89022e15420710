import assert from "node:assert/strict";

import { inEachBrowser } from "./support/site.mjs";

/**
 * Scrolls to a figure until it runs. Once is not enough: a smooth scroll that a button began may go on after it.
 * @param {import("./support/site.mjs").Page} page
 * @param {string} id
 */
function bring(page, id) {
  return page.until((id) => {
    const figure = document.getElementById(id);
    figure?.querySelector("reverse-diffusion")?.scrollIntoView({ block: "center", behavior: "instant" });
    return figure?.classList.contains("running");
  }, id);
}

inEachBrowser("the article's first scene moves by itself, and every figure runs and obeys its buttons", async (page) => {
  await page.open("");
  await page.until(() => /** @type {any} */ (document.querySelector("#fig-moons reverse-diffusion")).player.playing);
  const start = await page.state();
  await page.until((index) => /** @type {any} */ (document.querySelector("#fig-moons reverse-diffusion")).player.index !== index, start.index);

  const figures = await page.evaluate(() => [...document.querySelectorAll("figure.scene")].map(({ id }) => id));
  assert.ok(figures.length >= 18);
  for (const id of figures) {
    await page.evaluate((id) => {
      const figure = /** @type {HTMLElement} */ (document.getElementById(id));
      /** @type {any} */ (window).told = [];
      for (const bench of figure.querySelectorAll("reverse-diffusion")) {
        bench.addEventListener("error", (event) => /** @type {any} */ (window).told.push(/** @type {CustomEvent} */ (event).detail.message));
      }
    }, id);
    await bring(page, id);
    const wrong = await page.evaluate(async (id) => {
      const figure = /** @type {HTMLElement} */ (document.getElementById(id));
      const [bench] = /** @type {any[]} */ ([...figure.querySelectorAll("reverse-diffusion")]);
      /** @type {string[]} */
      const wrong = [];
      for (const button of /** @type {NodeListOf<HTMLButtonElement>} */ (figure.querySelectorAll("button.set[data-set], button.set[data-seek]"))) {
        button.click();
        await new Promise((resolve) => setTimeout(resolve, 30));
        if (button.dataset.set && button.getAttribute("aria-pressed") !== "true") wrong.push(`${button.textContent} is not pressed`);
        if (button.dataset.seek && Math.abs(bench.player.index / bench.player.steps - Number(button.dataset.seek)) > 0.01) wrong.push(`${button.textContent} did not go there`);
      }
      if (bench.clientHeight < 100) wrong.push(`it is ${bench.clientHeight} pixels high`);
      return [...wrong, .../** @type {any} */ (window).told];
    }, id);
    assert.deepEqual(wrong, [], id);
  }
});

inEachBrowser("a button of the article that is pressed sets its figure, and its numbers follow", async (page) => {
  await page.open("");
  await bring(page, "fig-kernel");
  await page.press("button", "h = 0.8", "#fig-kernel");
  await page.until(() => /h = 0\.80/.test(document.querySelector('output[data-live="width"]')?.textContent ?? ""));
});

inEachBrowser("its mathematics is set in its own fonts", async (page) => {
  await page.open("");
  const { fonts, formulas } = await page.evaluate(async () => {
    await document.fonts.ready;
    return { fonts: [...document.fonts].filter(({ family, status }) => /KaTeX/.test(family) && status === "loaded").length, formulas: document.querySelectorAll(".katex").length };
  });
  assert.ok(fonts >= 2 && formulas > 100, `${fonts} fonts, ${formulas} formulas`);
});

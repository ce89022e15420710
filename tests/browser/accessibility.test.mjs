// axe-core over every page, light and dark, wide and on a phone, with everything open that can be opened.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { test } from "node:test";

import { openSite } from "./support/site.mjs";

const AXE = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

/** @param {import("playwright-core").Page} page @param {string} where */
async function noViolation(page, where) {
  await page.evaluate(await readFile(AXE, "utf8"));
  const found = await page.evaluate(async () => {
    const { violations } = await /** @type {any} */ (window).axe.run(document, { resultTypes: ["violations"] });
    return violations.map((/** @type {any} */ { id, nodes }) => `${id}: ${nodes.slice(0, 3).map((/** @type {any} */ node) => `${node.target.join(" ")} ${node.any[0]?.message ?? ""}`).join(" | ")}`);
  });
  assert.deepEqual(found, [], where);
}

/** @param {import("playwright-core").Page} page */
async function running(page) {
  await page.waitForFunction(() => /** @type {any} */ (document.querySelector("reverse-diffusion"))?.running);
}

for (const colorScheme of /** @type {const} */ (["light", "dark"])) {
  for (const [name, viewport, touch] of /** @type {const} */ ([["wide", { width: 1280, height: 900 }, false], ["a phone", { width: 390, height: 844 }, true]])) {
    const options = { viewport, colorScheme, reducedMotion: /** @type {const} */ ("reduce"), ...(touch ? { hasTouch: true, isMobile: true } : {}) };

    test(`no violation in the lab, every panel open: ${colorScheme}, ${name}`, async (t) => {
      const site = await openSite(options);
      t.after(() => site.close());
      for (const query of ["", "?study=forward", "?study=digits", "?data=two-diracs-line&width=0.25"]) {
        const page = await site.open(`lab.html${query}`);
        await running(page);
        // On a phone one panel is seen at a time.
        await page.locator("#section-numbers, #how section").first().waitFor({ state: "attached" });
        await page.evaluate(() => { for (const part of document.querySelectorAll("details")) part.open = true; });
        await page.waitForTimeout(300);
        await noViolation(page, `lab.html${query}`);
        await page.close();
      }
    });

    test(`no violation in the share dialog, the inspector and the help: ${colorScheme}, ${name}`, async (t) => {
      const site = await openSite(options);
      t.after(() => site.close());
      const page = await site.open("lab.html");
      await running(page);
      await page.locator("reverse-diffusion").locator(".stage").focus();
      await page.keyboard.press("ArrowRight");
      await page.keyboard.press("Enter");
      await noViolation(page, "the inspector");
      await page.getByRole("button", { name: "Explain" }).first().click();
      await page.locator('button.hint[aria-expanded="true"]').first().waitFor();
      await noViolation(page, "a help text");
      await page.getByRole("button", { name: "Share…" }).click();
      await page.getByRole("dialog", { name: "Share" }).waitFor();
      await noViolation(page, "the share dialog");
    });

    test(`no violation in an embed: ${colorScheme}, ${name}`, async (t) => {
      const site = await openSite(options);
      t.after(() => site.close());
      for (const controls of ["none", "compact", "full"]) {
        const page = await site.open(`embed.html?controls=${controls}`);
        await running(page);
        await page.waitForTimeout(300);
        await noViolation(page, controls);
        await page.close();
      }
    });

    test(`no violation in the article: ${colorScheme}, ${name}`, async (t) => {
      const site = await openSite(options);
      t.after(() => site.close());
      for (const address of ["index.html", "heat-flow.html"]) {
        const page = await site.open(address);
        for (const id of await page.evaluate(() => [...document.querySelectorAll("figure")].map(({ id }) => id))) {
          await page.locator(`#${id} reverse-diffusion`).last().scrollIntoViewIfNeeded();
          await page.waitForFunction((id) => document.getElementById(id)?.classList.contains("running"), id);
        }
        await page.addStyleTag({ content: "#story > section { content-visibility: visible !important; }" });
        await noViolation(page, address);
        await page.close();
      }
    });
  }
}

test("what is said follows what is shown, also after the last of many changes", async (t) => {
  const site = await openSite({ reducedMotion: "reduce" });
  t.after(() => site.close());
  const page = await site.open("lab.html?seed=1");
  await running(page);
  for (const index of [10, 25, 40]) {
    await page.getByRole("slider", { name: "Time line" }).fill(String(index));
    await page.waitForTimeout(50);
  }
  await page.waitForFunction(() => {
    const bench = /** @type {any} */ (document.querySelector("reverse-diffusion"));
    const most = Math.max(...bench.stage.captures(bench.player.simulation));
    const said = bench.shadowRoot.querySelector("[aria-live]").textContent;
    const label = bench.shadowRoot.querySelector(".stage canvas[aria-label]").getAttribute("aria-label");
    return new RegExp(`^reverse, step 40 of 100, ${most} of 2,000 captured at point [0-4]$`).test(said) && label.includes("Step 40 of 100");
  });
});

// The same scene gives the same bits natively, in Node and in browsers: this is Chromium's part, see tests/node.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { openSite } from "./support/site.mjs";

const golden = JSON.parse(readFileSync(new URL("../golden/digests.json", import.meta.url), "utf8"));

test("the golden digests are reached in Chromium", async (t) => {
  const site = await openSite();
  t.after(() => site.close());
  const page = await site.open("embed.html");
  const measured = await page.evaluate(async (cases) => {
    /** @type {any} */
    const engine = await import(new URL("reverse_diffusion.js", location.href).href);
    await engine.default();
    return cases.map((/** @type {any} */ { scene, index }) => {
      const simulation = new engine.Simulation(scene);
      simulation.seek(index);
      return simulation.digest();
    });
  }, golden);
  assert.deepEqual(measured, golden.map((/** @type {any} */ { digest }) => digest));
});

// The same scene gives the same bits natively, in Node and in browsers: the part of Firefox and WebKit.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

import { inEachBrowser } from "./support/site.mjs";

/** @type {{scene: object, index: number, digest: string}[]} */
const golden = JSON.parse(readFileSync(new URL("../golden/digests.json", import.meta.url), "utf8"));

// The lab has the whole module, an embed the small one.
for (const address of ["lab.html", "embed.html"]) {
  inEachBrowser(`the golden digests are reached by the module of ${address}`, async (page) => {
    await page.open(address);
    const measured = await page.evaluate((cases) => {
      const { engine } = /** @type {any} */ (document.querySelector("reverse-diffusion"));
      return cases.map(({ scene, index }) => {
        try {
          const simulation = new engine.Simulation(scene);
          simulation.seek(index);
          return simulation.digest();
        } catch (error) {
          if (/** @type {Error} */ (error).name === "NeedsWholeModule") return null;
          throw error;
        }
      });
    }, golden);
    const reached = measured.filter((digest) => digest !== null);
    assert.ok(reached.length >= (address === "lab.html" ? golden.length : 8), `${reached.length} of ${golden.length} scenes`);
    assert.deepEqual(measured, golden.map(({ digest }, i) => measured[i] === null ? null : digest));
  });
}

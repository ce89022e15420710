// The same scene gives the same bits natively, in Node and in browsers: this is Node's part. tests/digests.rs holds the
// crate against the same golden file, tests/browser/digests.test.mjs Chromium.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { startEngine } from "../browser/support/engine.mjs";

const engine = await startEngine();
const golden = JSON.parse(readFileSync(new URL("../golden/digests.json", import.meta.url), "utf8"));

for (const { scene, index, digest } of golden) {
  test(`${JSON.stringify(scene)} at ${index}`, () => {
    const simulation = new engine.Simulation(scene);
    simulation.seek(index);
    assert.equal(simulation.digest(), digest);
    simulation.free();
  });
}

test("the module has 128-bit SIMD in it", () => {
  const module = readFileSync(new URL("../../dist/reverse_diffusion_bg.wasm", import.meta.url));
  // v128.const is 0xFD 0x0C; the constants of the exponential alone are a dozen.
  let constants = 0;
  for (let at = 0; at + 1 < module.length; at++) if (module[at] === 0xfd && module[at + 1] === 0x0c) constants += 1;
  assert.ok(constants > 10, `${constants} constants of 128 bits`);
});

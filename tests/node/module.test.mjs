// The module without a browser: it starts from its bytes, and what others build on is there under its fixed name.

import assert from "node:assert/strict";
import { test } from "node:test";

import { startEngine } from "../browser/support/engine.mjs";

const engine = await startEngine();

test("the fixed names are exported", () => {
  const functions = [
    "sceneParameters", "presets", "readScene", "sceneQuery", "readTable", "freshSeed", "stepCoefficients",
    "diracBridge", "timeGrid", "Kernel", "Denoiser", "Simulation", "Picture",
  ];
  assert.deepEqual(functions.filter((name) => typeof engine[name] !== "function"), []);
});

test("a scene can be simulated to its end", () => {
  const simulation = new engine.Simulation({ steps: 5, particles: 10 });
  let steps = 0;
  while (simulation.step()) steps += 1;
  assert.equal(steps, 5);
  assert.ok(simulation.done);
  assert.equal(simulation.positions().length, 10 * simulation.dim);
  simulation.free();
});

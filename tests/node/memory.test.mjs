// Frames leave no trace: the module's memory does not grow while a scene plays, however long.

import assert from "node:assert/strict";
import { test } from "node:test";

import { startEngine } from "../browser/support/engine.mjs";

const WARM = 1_000;

/** Scenes whose steps go each way there is, all pairs, lattice and cells, in a plane and on a line; and how many frames. */
const SCENES = [
  { frames: 100_000, scene: { data: "five-points", particles: 40 } },
  { frames: 6_000, scene: { data: "penguins", particles: 24, grid: "log-snr" } },
  { frames: 12_000, scene: { data: "eruptions", particles: 24, grid: "log-snr" } },
  { frames: 100_000, scene: { dynamics: "forward", data: "two-diracs-line", width: 0.25, particles: 40 } },
];

for (const { frames, scene } of SCENES) {
  test(`${frames} frames of ${JSON.stringify(scene)} take no memory`, async () => {
    const engine = await startEngine();
    const simulation = new engine.Simulation(scene);
    const picture = new engine.Picture();
    picture.resize(64, 48, 1);
    picture.fit(simulation);
    simulation.setPaths(8);
    const frame = (/** @type {number} */ i) => {
      if (!simulation.step()) simulation.rewind(0);
      picture.paint(simulation, 0.5 + 0.5 * (i % 2), true, true, true, false);
      picture.paths(simulation, 1);
    };
    for (let i = 0; i < WARM; i++) frame(i);
    const before = engine.memory.buffer.byteLength;
    for (let i = 0; i < frames; i++) frame(i);
    assert.equal(engine.memory.buffer.byteLength, before);
    picture.free();
    simulation.free();
  });
}

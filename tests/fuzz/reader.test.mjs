// A reader at random in the lab, as long as a test run has time for: `cargo xtask fuzz --reader` goes on.

import assert from "node:assert/strict";
import { test } from "node:test";

import { describeRun, drawnRun, repeatedRun } from "./reader.mjs";

const SEED = "1";
const RUNS = 2;
const ACTIONS = 120;

for (let number = 0; number < RUNS; number++) {
  test(`${ACTIONS} random actions in the lab break nothing, and its link shows the same (run ${number})`, async () => {
    const run = await drawnRun(SEED, number, ACTIONS);
    if (run.fault) assert.fail(await describeRun(run, SEED, number));
    assert.equal(run.actions.length, ACTIONS);
    assert.equal(run.held.length, 2);
  });
}

test("a page that breaks is found, and the action that broke it", async () => {
  const sound = await repeatedRun([{ do: "key", what: "." }, { do: "click", on: "button[button] Step 1" }]);
  assert.equal(sound.fault, null);
  /** @type {[import("./actions.mjs").Action, string][]} */
  const broken = [
    [{ do: "sabotage", what: "setTimeout(() => { throw new Error('on purpose'); })" }, "console"],
    [{ do: "sabotage", what: "console.error('on purpose')" }, "console"],
    [{ do: "sabotage", what: "bench.player.onFrame = () => { throw new WebAssembly.RuntimeError('unreachable'); }; bench.player.wake()" }, "stopped"],
    [{ do: "sabotage", what: "const { digest } = bench.engine.Simulation.prototype; bench.engine.Simulation.prototype.digest = function () { return digest.call(this) + '!'; }" }, "link"],
    [{ do: "sabotage", what: "window.kept = Array.from({ length: 4000 }, () => document.createElement('p'))" }, "kept"],
  ];
  for (const [action, kind] of broken) {
    const { fault, actions } = await repeatedRun([{ do: "key", what: "." }, action, { do: "wait", what: 5 }], 1);
    assert.equal(fault?.kind, kind, `${action.what}: ${fault?.message}`);
    assert.ok(actions.length >= 2);
  }
});

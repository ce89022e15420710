// As many random scenes and sequences of calls as a test run has time for: `cargo xtask fuzz` runs more of them.

import assert from "node:assert/strict";
import { test } from "node:test";

import { describeFailures, runCases } from "./module.mjs";
import { startModule, surfaceOf } from "./modules.mjs";

/** @typedef {import("./modules.mjs").Which} Which */

const SEED = "1";
/** What answers only after other calls on the same scene, which chance hardly makes: tests/node/out-of-order.test.mjs does. */
const ORDERLY = ["Study.edges", "Study.moving", "Study.show", "Study.toPixels"];

/** The two halves run beside each other. @type {{which: Which, scenes: number, calls: number}[]} */
const RUNS = [
  { which: "whole", scenes: 120_000, calls: 6_000 },
  { which: "small", scenes: 80_000, calls: 6_000 },
];

for (const kind of /** @type {const} */ (["scenes", "calls"])) {
  test(`random ${kind === "scenes" ? "scenes run or are refused with a sentence" : "calls answer or are refused with a sentence"}, in both modules`, async () => {
    await Promise.all(RUNS.map(async ({ which, [kind]: count }) => {
      const outcome = await runCases({ kind, which, seed: SEED, count });
      assert.deepEqual(await describeFailures({ kind, which, seed: SEED }, outcome), []);
      assert.equal(outcome.cases, count);
      const refused = [...outcome.refused.values()].reduce((sum, n) => sum + n, 0);
      // Otherwise it would be refusals alone that are tried.
      if (kind === "scenes") assert.ok(refused < count / 2, `${refused} of ${count} were refused`);
      else assert.deepEqual(unanswered(surfaceOf(await startModule(which)), outcome.answered).filter((name) => !ORDERLY.includes(name)), []);
    }));
  });
}

/** What was never called with arguments that it takes. @param {import("./modules.mjs").Surface} surface @param {Set<string>} answered */
function unanswered({ functions, classes }, answered) {
  const members = [...classes].flatMap(([name, { methods, getters }]) => [`new ${name}`, ...methods.map((method) => `${name}.${method.name}`), ...getters.map((getter) => `${name}.${getter}`)]);
  return [...functions.map(({ name }) => name), ...members].filter((name) => !answered.has(name));
}

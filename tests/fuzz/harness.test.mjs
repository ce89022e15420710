// The fuzzer itself finds what it is there to find: modules that were made to fail in one of its ways do fail here.

import assert from "node:assert/strict";
import { test } from "node:test";

import { drawCalls, nameOf, runCalls } from "./calls.mjs";
import { Dice } from "./dice.mjs";
import { isTrap, signature } from "./faults.mjs";
import { startModule, surfaceOf } from "./modules.mjs";
import { checkScene, drawScene, namesOf } from "./scenes.mjs";
import { fewest, plainestCalls, plainestScene } from "./shrink.mjs";
import { revive } from "./values.mjs";
import { readTables } from "./worker.mjs";

const engine = await startModule("whole");
const tables = await readTables();
const names = namesOf(engine);

/** A module whose simulations are another class. @param {any} members */
const with_ = (members) => {
  class Simulation extends engine.Simulation {}
  Object.defineProperties(Simulation.prototype, Object.getOwnPropertyDescriptors(members));
  return { ...engine, Simulation };
};

const DRAWN = { scene: { steps: 3, particles: 2 }, illegal: null, steps: Infinity };

test("a sound scene passes, and an illegal one is refused by its field", () => {
  assert.match(/** @type {any} */ (checkScene(engine, DRAWN, { names, thorough: true })).digest, /^[0-9a-f]{16}$/);
  assert.deepEqual(checkScene(engine, { ...DRAWN, scene: { steps: 0 }, illegal: "steps" }, { names }), { refused: "steps" });
});

/** @type {Record<string, [any, RegExp]>} */
const SCENE_FAULTS = {
  "a position that is none": [{ positions: () => new Float32Array([0, 0, NaN, 0]) }, /^NaN: position/],
  "positions of too few particles": [{ positions: () => new Float32Array(2) }, /^positions/],
  "a run that stops early": [{ step: () => false }, /^steps/],
  "a trap": [{ step() { throw new WebAssembly.RuntimeError("unreachable"); } }, /^RuntimeError/],
  "another digest on a second run": [{ digest: (() => { let k = 0; return () => String(k++).padStart(16, "0"); })() }, /^digest/],
  "times that stand still": [{ times: () => new Float64Array([3, 3]) }, /^times/],
  "a mean that is none": [{ means: () => new Float32Array([NaN]) }, /^NaN: means/],
};
for (const [name, [members, expected]] of Object.entries(SCENE_FAULTS)) {
  test(`${name} is found`, () => {
    assert.throws(() => checkScene(with_(members), DRAWN, { names, thorough: true }), (error) => expected.test(signature(error)));
  });
}

test("a link that says another scene is found, and one that is not read", () => {
  for (const query of ["steps=3&particles=2&grid=cosine", "steps=0"]) {
    assert.throws(() => checkScene({ ...engine, sceneQuery: () => query }, DRAWN, { names, thorough: true }), (error) => /^link/.test(signature(error)));
  }
});

test("what is no refusal is found: another error, an unknown field, a value that is not said, another field, none at all", () => {
  const throwing = (/** @type {any} */ error) => ({ ...engine, Simulation: class { constructor() { throw error; } } });
  const refusal = (/** @type {any} */ changes) => Object.assign(new Error("steps is 0; it must be 1."), { name: "SceneError", field: "steps", value: "0", allowed: "1" }, changes);
  const drawn = { ...DRAWN, illegal: "steps" };
  assert.deepEqual(checkScene(throwing(refusal({})), drawn, { names }), { refused: "steps" });
  for (const [error, kind] of /** @type {[any, RegExp][]} */ ([
    [new TypeError("Cannot convert a BigInt"), /^thrown/], [refusal({ field: "nonsense" }), /^sentence/], [refusal({ value: "7" }), /^sentence/],
    [refusal({ field: "grid" }), /^sentence/], [refusal({ allowed: "" }), /^sentence/],
  ])) assert.throws(() => checkScene(throwing(error), drawn, { names }), (found) => kind.test(signature(found)));
  assert.throws(() => checkScene(engine, drawn, { names }), (found) => /^accepted/.test(signature(found)));
});

test("a call that traps, answers NaN, or throws what says nothing is found, and no other", () => {
  const run = (/** @type {any} */ members, /** @type {any} */ call) => runCalls(with_(members), [{ make: "Simulation", as: 0, args: [{ $: "object", of: { steps: 2, particles: 2 } }] }, { on: 0, of: "Simulation", ...call }]);
  assert.equal(run({}, { call: "step", args: [] }).done, 2);
  assert.equal(run({}, { call: "seek", args: [-1] }).refused, 1);
  for (const [members, expected] of /** @type {[any, RegExp][]} */ ([
    [{ step: () => NaN }, /^NaN: Simulation.step/],
    [{ step: () => ({ deep: [1, { er: NaN }] }) }, /^NaN: Simulation.step: .deep/],
    [{ step: () => new Float32Array([1, NaN]) }, /^NaN/],
    [{ step() { throw new WebAssembly.RuntimeError("unreachable"); } }, /^trap: Simulation.step/],
    [{ step() { throw new Error("null pointer passed to rust"); } }, /null pointer/],
    [{ step() { return this.step(); } }, /RangeError/],
  ])) assert.throws(() => run(members, { call: "step", args: [] }), (error) => expected.test(signature(error)));
  // Not a number in, not a number out.
  assert.equal(run({ step: () => NaN }, { call: "step", args: [{ $: "number", of: "NaN" }] }).refused, 0);
  assert.throws(() => run({ step() { throw new WebAssembly.RuntimeError("unreachable"); } }, { call: "step" }), isTrap);
});

test("every parameter and every member of the module is drawn", () => {
  const drawn = new Set();
  const called = new Set();
  const surface = surfaceOf(engine);
  for (let number = 0; number < 2000; number++) {
    for (const name of Object.keys(drawScene(new Dice("drawn", number), tables).scene)) drawn.add(name);
    for (const call of drawCalls(new Dice("called", number), surface, tables)) called.add(nameOf(call));
  }
  assert.deepEqual(names.own.filter((name) => !drawn.has(name)), []);
  const members = [...surface.classes].flatMap(([name, { methods, getters }]) => [`new ${name}`, ...methods.map((one) => `${name}.${one.name}`), ...getters.map((one) => `${name}.${one}`)]);
  assert.deepEqual([...members, ...surface.functions.map(({ name }) => name)].filter((name) => !called.has(name)), []);
  assert.ok(surface.classes.has("Simulation") && members.includes("Simulation.free") && members.includes("Study.version"));
});

test("the same seed draws the same case, in JSON as in memory", () => {
  const surface = surfaceOf(engine);
  for (let number = 0; number < 200; number++) {
    const draw = () => [drawScene(new Dice("same", number), tables), drawCalls(new Dice("same", number), surface, tables)];
    assert.deepEqual(draw(), draw());
    assert.deepEqual(JSON.parse(JSON.stringify(draw()[1])), draw()[1]);
  }
  assert.notDeepEqual(drawScene(new Dice("same", 1), tables), drawScene(new Dice("same", 2), tables));
  assert.ok(Number.isNaN(revive({ $: "number", of: "NaN" })));
});

test("a failing case is made small", async () => {
  assert.deepEqual(await fewest([1, 2, 3, 4, 5, 6, 7], async (some) => some.includes(3) && some.includes(6)), [3, 6]);
  const scene = { steps: 7, seed: 12345, data: "0.123,1;1,2;3,4", grid: "cosine" };
  assert.deepEqual(await plainestScene(scene, async ({ steps, data }) => Number(steps) >= 1 && String(data).includes("3,4")), { steps: 1, data: "3,4" });
  const calls = [{ call: "studies", args: [] }, { call: "diracBridge", args: [2.5, 1] }, { call: "presets", args: [] }];
  assert.deepEqual(await plainestCalls(calls, async (some) => some.some(({ call }) => call === "diracBridge")), [{ call: "diracBridge", args: [0, 0] }]);
});

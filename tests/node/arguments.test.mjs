// What is handed to the module is looked at before the module is entered: arguments of every wrong kind are refused by name,
// freed objects say what they are, and nothing that throws while it is read leaves a trace.

import assert from "node:assert/strict";
import { test } from "node:test";

import { startEngine } from "../browser/support/engine.mjs";

const engine = await startEngine();

const revoked = () => {
  const { proxy, revoke } = Proxy.revocable([], {});
  revoke();
  return proxy;
};
/** Not numbers, each as it is named in the sentence. @type {[unknown, RegExp][]} */
const NOT_NUMBERS = [[10n, /BigInt/], [Symbol("x"), /a symbol/], [null, /null/], [undefined, /undefined/], ["1", /"(1|one)"/], [{}, /an object/], [() => 1, /a function/], [true, /true/]];

/** @param {() => unknown} action @param {string} field @param {RegExp} shown */
function refused(action, field, shown) {
  assert.throws(action, (/** @type {any} */ error) => {
    assert.equal(error.name, "SceneError", `${error.name}: ${error.message}`);
    assert.equal(error.field, field, error.message);
    assert.match(error.message, shown);
    assert.ok(error.allowed.length > 0);
    return true;
  });
}

test("what is no number is refused where a number is meant, by its field", () => {
  const simulation = new engine.Simulation({ steps: 4, particles: 8 });
  const picture = new engine.Picture();
  const kernel = new engine.Kernel("ou", Float64Array.of(0, 1), 1);
  /** @type {[string, (bad: any) => unknown][]} */
  const calls = [
    ["k", (bad) => simulation.seek(bad)],
    ["k", (bad) => simulation.rewind(bad)],
    ["fraction", (bad) => simulation.timeAt(bad)],
    ["particles", (bad) => simulation.prepare(bad)],
    ["n", (bad) => simulation.setPaths(bad)],
    ["i", (bad) => simulation.follow(bad)],
    ["t", (bad) => simulation.inspect(Float64Array.of(0, 0), bad)],
    ["width", (bad) => picture.resize(bad, 10, 1)],
    ["t", (bad) => kernel.score(Float64Array.of(0), bad)],
    ["dim", (bad) => new engine.Kernel("ou", Float64Array.of(0, 1), bad)],
    ["epsilon", (bad) => engine.stepCoefficients("ou", bad, 1, 0.5)],
    ["tStar", (bad) => engine.diracBridge(bad, 0.5)],
    // Numbers may be texts there, as in a scene.
    ["steps", (bad) => engine.timeGrid("ou", "uniform", 1, 0, bad === "1" ? "one" : bad)],
  ];
  for (const [field, call] of calls) for (const [bad, shown] of NOT_NUMBERS) refused(() => call(bad), field, shown);
});

test("counts are whole numbers of at least 0, and not what 32 bits make of others", () => {
  const simulation = new engine.Simulation({ steps: 4, particles: 8 });
  for (const bad of [-1, 0.5, NaN, Infinity, 2 ** 32]) {
    refused(() => simulation.prepare(bad), "particles", /whole number/);
    refused(() => simulation.follow(bad), "i", /whole number/);
    refused(() => simulation.setPaths(bad), "n", /whole number/);
    refused(() => simulation.seek(bad), "k", /whole number/);
  }
});

test("lists of numbers may be arrays; whatever else is refused", () => {
  const simulation = new engine.Simulation({ steps: 4, particles: 8 });
  const inspect = (/** @type {any} */ x) => simulation.inspect(x, 0.5);
  assert.deepEqual(inspect([0.25, 0.5]), inspect(Float64Array.of(0.25, 0.5)));
  for (const [bad, shown] of [...NOT_NUMBERS, [[1, 2n], /BigInt/], [["0", "1"], /"0"/], [{ length: 1e9 }, /an object/]]) {
    refused(() => inspect(bad), "x", /** @type {RegExp} */ (shown));
  }
  refused(() => inspect([0]), "x", /1 number/);
});

test("texts, truths and objects of the module are what they should be", () => {
  for (const bad of [1, null, undefined, {}, 1n, Symbol("a")]) {
    refused(() => engine.timeGrid(/** @type {any} */ (bad), "uniform", 1, 0, 4), "process", /it must be one of ou, heat/);
    refused(() => engine.readTable(/** @type {any} */ (bad), {}), "text", /it must be a text/);
    refused(() => new engine.Picture().fit(/** @type {any} */ (bad)), "simulation", /a Simulation of this module/);
  }
  for (const bad of [null, 5, "steps=3", {}, [["steps"]], [["steps", 3]], [null], [[Symbol("a"), "b"]]]) {
    refused(() => engine.readScene(/** @type {any} */ (bad)), "pairs", /list of pairs/);
  }
});

test("a scene's values of every kind are named", () => {
  for (const [bad, shown] of [[10n, /a BigInt/], [Symbol("x"), /a symbol/], [null, /null/], [[], /a list/], [{}, /an object/], [() => 1, /a function/], [true, /true/]]) {
    refused(() => new engine.Simulation({ steps: bad }), "steps", /** @type {RegExp} */ (shown));
    refused(() => engine.sceneQuery({ data: bad }), "data", /** @type {RegExp} */ (shown));
  }
  for (const bad of [5, "two-moons", []]) refused(() => new engine.Simulation(bad), "scene", /such as \{data/);
});

test("a freed object says so, whichever way it is asked", () => {
  const simulation = new engine.Simulation({ steps: 4, particles: 8 });
  const picture = new engine.Picture();
  simulation.free();
  for (const call of [() => simulation.step(), () => simulation.index, () => simulation.positions(), () => picture.fit(simulation)]) {
    assert.throws(call, /This Simulation was freed/);
  }
  picture.free();
  assert.throws(() => picture.fieldVersion, /This Picture was freed/);
});

test("what throws while it is read, ten thousand times, leaves the module as it was", () => {
  const thrower = () => ({ get steps() { throw new Error("mine"); } });
  const digest = () => {
    const simulation = new engine.Simulation({ steps: 4, particles: 8 });
    simulation.seek(4);
    const digest = simulation.digest();
    simulation.free();
    return digest;
  };
  const before = digest();
  for (let i = 0; i < 10_000; i++) {
    assert.throws(() => new engine.Simulation(thrower()), /mine/);
    assert.throws(() => engine.sceneQuery(new Proxy({}, { ownKeys: () => { throw new Error("mine"); } })), /mine/);
    refused(() => new engine.Simulation({ data: /** @type {any} */ (new Proxy([], {})) }), "data", /a list/);
    assert.throws(() => engine.readScene(/** @type {any} */ (revoked())), /revoked/);
    assert.throws(() => engine.readScene(/** @type {any} */ ([null])), { name: "SceneError" });
    refused(() => new engine.Simulation({ data: revoked() }), "data", /an object/);
  }
  const bytes = engine.memory.buffer.byteLength;
  for (let i = 0; i < 2_000; i++) assert.throws(() => engine.learn(thrower(), 0), /mine/);
  assert.equal(engine.memory.buffer.byteLength, bytes);
  assert.equal(digest(), before);
});

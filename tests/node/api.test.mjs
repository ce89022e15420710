// The interface that others build on: results against the reference, and bad input of every kind.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { startEngine } from "../browser/support/engine.mjs";

const engine = await startEngine();
const reference = JSON.parse(readFileSync(new URL("../reference/reference.json", import.meta.url), "utf8"));

/** @param {number} got @param {number} want @param {number} tolerance @param {string} what */
function close(got, want, tolerance, what) {
  assert.ok(Math.abs(got - want) <= tolerance, `${what}: ${got}, not ${want} within ${tolerance}`);
}

test("the kernel agrees with the reference to 1e-9", () => {
  for (const [k, c] of reference.kernel.entries()) {
    const kernel = new engine.Kernel(c.process, Float64Array.from(c.points.flat()), c.dim, Float64Array.from(c.weights));
    const scale = Math.max(...c.points.flat().map(Math.abs));
    const x = Float64Array.from([...c.x, ...c.x]);
    const mean = kernel.posteriorMean(x, c.t);
    assert.equal(mean.length, 2 * c.dim);
    c.posterior_mean.forEach((want, j) => close(mean[c.dim + j], want, 1e-9 * scale, `x̄₀ of case ${k}`));
    const weights = kernel.posteriorWeights(x, c.t);
    assert.equal(weights.length, 2 * c.points.length);
    c.posterior_weights.forEach((want, i) => close(weights[i], want, 1e-9, `λ of case ${k}`));
    const logDensity = kernel.logDensity(x, c.t);
    close(logDensity[1], c.log_density, 1e-9 * Math.max(1, Math.abs(c.log_density)), `log ρ of case ${k}`);
    const scoreScale = Math.max(scale, ...c.x.map(Math.abs)) / (c.process === "ou" ? -Math.expm1(-2 * c.t) : 2 * c.t);
    const score = kernel.score(x, c.t);
    c.score.forEach((want, j) => close(score[j], want, 1e-9 * scoreScale, `the score of case ${k}`));
    kernel.free();
  }
});

test("coefficients and the bridge agree with the reference to 1e-10", () => {
  for (const c of reference.step_coefficients) {
    const got = engine.stepCoefficients(c.process, c.epsilon, c.t, c.t_next);
    [c.state, c.mean, c.noise].forEach((want, i) => close(got[i], want, 1e-10 * Math.abs(want), JSON.stringify(c)));
  }
  for (const c of reference.dirac_bridge) {
    const got = engine.diracBridge(c.t_star, c.s);
    [c.start, c.end, c.noise].forEach((want, i) => close(got[i], want, 1e-10 * Math.abs(want), JSON.stringify(c)));
  }
});

test("time grids run down from T* to t_min", () => {
  const times = engine.timeGrid("ou", "log-snr", 3, 0, 10);
  assert.equal(times.length, 11);
  assert.deepEqual([times[0], times[9], times[10]], [3, 0.001, 0]);
  for (let k = 0; k < 10; k++) assert.ok(times[k] > times[k + 1]);
  // σ/α is a twelfth of the spacing at the last positive time: t = ½ ln(1 + κ²).
  const close = engine.timeGrid("ou", "log-snr", 3, 0, 10, 0.012);
  assert.ok(Math.abs(close[9] / (0.5 * Math.log1p(1e-6)) - 1) < 1e-12);
  refused(() => engine.timeGrid("ou", "log-snr", 3, 0, 10, 0), "spacing", /from 1e-12/);
});

/**
 * @param {() => unknown} call
 * @param {string} field
 * @param {RegExp} sentence
 */
function refused(call, field, sentence) {
  assert.throws(call, (/** @type {any} */ error) => {
    assert.equal(error.name, "SceneError", String(error));
    assert.equal(error.field, field);
    assert.match(error.message, sentence);
    return true;
  });
}

test("every parameter refuses what it can not be, and names itself", () => {
  for (const parameter of engine.sceneParameters()) {
    /** @type {unknown[]} */
    const bad = ["nonsense", null, true, {}, [1], NaN, Infinity, -1e300, ""];
    if (parameter.kind === "choice" || parameter.kind === "data") bad.push(3);
    if (parameter.kind === "integer") bad.push(parameter.min + 0.5, parameter.max + 1, parameter.min - 1);
    if (parameter.kind === "number") bad.push(parameter.max * 1.01, parameter.min - 0.01);
    for (const value of bad) {
      if (parameter.name === "seed" && value === parameter.max + 1) continue;
      refused(() => new engine.Simulation({ [parameter.name]: value }), parameter.name, /it must be /);
    }
  }
});

test("a scene that is no object, and names that are unknown, are refused", () => {
  refused(() => new engine.Simulation("penguins"), "scene", /an object such as/);
  refused(() => new engine.Simulation([1, 2]), "scene", /an object such as/);
  refused(() => new engine.Simulation({ tStar: 3 }), "tStar", /there is no parameter of this name.*t-star/);
  const simulation = new engine.Simulation({ steps: undefined });
  assert.equal(simulation.steps, 100);
  simulation.free();
});

test("arguments out of range are refused with a sentence", () => {
  const kernel = new engine.Kernel("ou", Float64Array.of(0, 0, 1, 1), 2);
  refused(() => kernel.score(Float64Array.of(0, 0), 0), "t", /above 0/);
  refused(() => kernel.logDensity(Float64Array.of(0, 0), -1), "t", /above 0/);
  refused(() => kernel.posteriorMean(Float64Array.of(0, 0, 0), 1), "x", /m·2/);
  refused(() => kernel.posteriorMean(Float64Array.of(0, NaN), 1), "x", /finite/);
  refused(() => kernel.posteriorMean(Float64Array.of(0, 0), NaN), "t", /from 0/);
  kernel.free();
  refused(() => new engine.Kernel("ou", Float64Array.of(1, 2, 3), 2), "points", /N·dim/);
  refused(() => new engine.Kernel("ou", new Float64Array(0), 2), "points", /N·dim/);
  refused(() => new engine.Kernel("ou", Float64Array.of(1, 2), 2, Float64Array.of(0)), "weights", /positive/);
  refused(() => new engine.Kernel("ou", Float64Array.of(1, 2), 2, Float64Array.of(1, 2)), "weights", /one for each/);
  refused(() => new engine.Kernel("steam", Float64Array.of(1, 2), 2), "process", /one of ou, heat/);
  refused(() => engine.stepCoefficients("ou", 1, 1, 2), "tNext", /from 0 to t/);
  refused(() => engine.stepCoefficients("ou", 3, 1, 0.5), "epsilon", /from 0 to 2/);
  refused(() => engine.diracBridge(1, 1.5), "s", /from 0 to tStar/);
  refused(() => engine.timeGrid("ou", "square", 3, 0, 10), "grid", /one of uniform/);
  refused(() => engine.timeGrid("ou", "uniform", 3, 4, 10), "t-min", /less than t-star/);
  refused(() => engine.timeGrid("ou", "uniform", 3, 0, 0), "steps", /whole number/);
  const simulation = new engine.Simulation({ steps: 5, particles: 3 });
  refused(() => simulation.seek(6), "k", /from 0 to 5/);
  refused(() => simulation.seek(-1), "k", /from 0 to 5/);
  refused(() => simulation.seek(2.5), "k", /whole number/);
  refused(() => simulation.seek(NaN), "k", /whole number/);
  refused(() => simulation.launch(Float64Array.of(1)), "x", /2 numbers/);
  refused(() => simulation.inspect(Float64Array.of(1, NaN), 1), "x", /from -1e9/);
  simulation.free();
});

test("a scene goes through its query and comes back", () => {
  const scene = { data: "1,2;3,4@0.5", "t-star": 0.25, steps: 7, start: "0.5,-1", seed: 9007199254740991 };
  const query = engine.sceneQuery(scene);
  const { scene: again, problems } = engine.readScene([...new URLSearchParams(query)]);
  assert.deepEqual(problems, []);
  assert.deepEqual(Object.entries(again).filter(([name]) => name in scene), Object.entries({
    data: scene.data, "t-star": 0.25, steps: 7, start: "0.5,-1", seed: 9007199254740991,
  }));
  assert.equal(engine.sceneQuery({}), "");
});

test("a lenient reading names what is wrong and uses the default", () => {
  const { scene, problems } = engine.readScene([["t-star", "99"], ["steps", "40"], ["colour", "red"]]);
  assert.equal(scene["t-star"], 3);
  assert.equal(scene.steps, 40);
  assert.deepEqual(problems.map((/** @type {any} */ problem) => problem.field), ["t-star", "colour"]);
});

test("what was inspected is a distribution, and the capture counts add up", () => {
  const simulation = new engine.Simulation({ data: "penguins", particles: 500 });
  const seen = simulation.inspect(Float64Array.of(0.3, -0.2), 0.5);
  close(seen.weights.reduce((sum, w) => sum + w, 0), 1, 1e-12, "Σλ");
  assert.equal(seen.top.length, 8);
  assert.ok(seen.top.every((entry, i) => i === 0 || entry.weight <= seen.top[i - 1].weight));
  close(seen.effective, Math.exp(seen.entropy), 1e-9, "exp(entropy)");
  const sum = (/** @type {ArrayLike<number>} */ numbers) => Array.from(numbers).reduce((a, b) => a + b, 0);
  assert.equal(sum(simulation.captures()), 500);
  close(sum(simulation.expectedCaptures()), 500, 1e-6, "Σ expected");
  simulation.free();
});

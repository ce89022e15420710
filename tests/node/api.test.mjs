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

test("every parameter refuses what it cannot be, and names itself", () => {
  for (const parameter of engine.sceneParameters()) {
    /** @type {unknown[]} */
    const bad = ["nonsense", null, true, {}, [1], NaN, Infinity, -1e300, ""];
    if (parameter.kind === "choice" || parameter.kind === "data") bad.push(4);
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

test("a local denoiser has the values computed with 40 digits", () => {
  const cases = JSON.parse(readFileSync(new URL("../reference/local_scores.json", import.meta.url), "utf8"));
  for (const [k, c] of cases.entries()) {
    const data = c.images.map((/** @type {number[]} */ image, /** @type {number} */ i) => `${image.join(",")}@${c.weights[i]}`).join(";");
    for (const [denoiser, want] of [["local", c.local], ["local-equivariant", c.local_equivariant]]) {
      const one = new engine.Denoiser({ data, process: c.process, denoiser, patch: c.patch });
      assert.equal(one.dim, c.side ** 2);
      // The same place twice, so that rows are told from columns.
      const got = one.posteriorMean([...c.x, ...c.x], c.t);
      for (const [u, value] of [...want, ...want].entries()) close(got[u], value, 1e-9, `case ${k}, ${denoiser}, pixel ${u}`);
      one.free();
    }
  }
});

test("every denoiser of a scene can be asked", () => {
  const { values } = engine.sceneParameters().find((/** @type {{ name: string }} */ one) => one.name === "denoiser");
  const names = values.map((/** @type {{ value: string }} */ one) => one.value);
  assert.ok(names.includes("wiener") && names.length > 11, names.join());
  const rows = "1,-1,-1,1;-1,1,1,-1;1,1,-1,-1;0.5,0.2,-0.3,0.1";
  for (const denoiser of names) {
    // Of data that were given nobody knows the law.
    const scene = { data: denoiser === "true-law" ? "two-moons" : rows, denoiser, training: 10 };
    const one = new engine.Denoiser(scene);
    const mean = one.posteriorMean(new Float64Array(3 * one.dim).fill(0.1), 0.5);
    assert.equal(mean.length, 3 * one.dim);
    assert.ok(mean.every((/** @type {number} */ x) => Math.abs(x) < 3), `${denoiser}: ${mean}`);
    refused(() => one.posteriorMean([0.1], 0.5), "x", /m·/);
    refused(() => one.posteriorMean(new Float64Array(one.dim), -1), "t", /0 or a number/);
    one.free();
  }
  const exact = new engine.Denoiser({ data: rows });
  const kernel = new engine.Kernel("ou", [1, -1, -1, 1, -1, 1, 1, -1, 1, 1, -1, -1, 0.5, 0.2, -0.3, 0.1], 4);
  assert.deepEqual(exact.posteriorMean([0.1, 0.2, 0.3, 0.4], 0.3), kernel.posteriorMean([0.1, 0.2, 0.3, 0.4], 0.3));
  // Before the hand-over one, from there on the other.
  const at = (/** @type {object} */ own, /** @type {number} */ t) => {
    const one = new engine.Denoiser({ data: rows, ...own });
    const mean = one.posteriorMean([0.1, 0.2, 0.3, 0.4], t);
    one.free();
    return mean;
  };
  const relay = { denoiser: "gaussian", relay: 0.5, "relay-order": "exact-last" };
  assert.deepEqual(at(relay, 0.5), at({ denoiser: "gaussian" }, 0.5));
  assert.deepEqual(at(relay, 0.49), at({}, 0.49));
  assert.notDeepEqual(at(relay, 0.5), at({}, 0.5));
  exact.free();
  kernel.free();
  refused(() => new engine.Denoiser({ data: "two-moons", denoiser: "local" }), "denoiser", /side × side pixels: these data have 2 coordinates/);
  refused(() => new engine.Denoiser({ data: rows, denoiser: "local", patch: 4 }), "patch", /auto, 1, 3, 5/);
});

test("arguments out of range are refused with a sentence", () => {
  const kernel = new engine.Kernel("ou", Float64Array.of(0, 0, 1, 1), 2);
  refused(() => kernel.score(Float64Array.of(0, 0), 0), "t", /above 0/);
  refused(() => kernel.logDensity(Float64Array.of(0, 0), -1), "t", /above 0/);
  refused(() => kernel.posteriorMean(Float64Array.of(0, 0, 0), 1), "x", /m·2/);
  refused(() => kernel.posteriorMean(Float64Array.of(0, NaN), 1), "x", /finite/);
  refused(() => kernel.posteriorMean(Float64Array.of(0, 0), NaN), "t", /0 or a number from 1e-60/);
  kernel.free();
  refused(() => new engine.Kernel("ou", Float64Array.of(1, 2, 3), 2), "points", /N·dim/);
  refused(() => new engine.Kernel("ou", new Float64Array(0), 2), "points", /N·dim/);
  refused(() => new engine.Kernel("ou", Float64Array.of(1, 2), 2, Float64Array.of(0)), "weights", /positive/);
  refused(() => new engine.Kernel("ou", Float64Array.of(1, 2), 2, Float64Array.of(1, 2)), "weights", /one for each/);
  refused(() => new engine.Kernel("steam", Float64Array.of(1, 2), 2), "process", /one of ou, heat/);
  refused(() => engine.stepCoefficients("ou", 1, 1, 2), "tNext", /from 1e-60 to t, 1/);
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

test("what single formulas cannot take is refused by the argument's name, whatever it is", () => {
  const points = [0, 0, 1, 1];
  const kernel = new engine.Kernel("ou", points, 2);
  const throwing = new Proxy({}, { get() { throw new Error("a getter that throws"); } });
  const revoked = Proxy.revocable([], {});
  revoked.revoke();
  const list = [1];
  const odd = [null, true, {}, list, "1", 3n, Symbol("s"), () => 1, throwing, revoked.proxy];
  const numbers = [...odd, NaN, Infinity, -Infinity, -1, 1e300];
  const lists = [...odd.filter((x) => x !== list), [1, "2"], [1, null], [1, , 3], [NaN, 0], [Infinity, 0], [1e100, 0], // eslint-disable-line no-sparse-arrays
    BigInt64Array.of(1n, 2n), { length: 2, 0: 1, 1: 1 }, { length: -1 }, [throwing, 1], "12"];
  /** @type {Array<[string, unknown[], (bad: any) => unknown]>} */
  const arguments_ = [
    ["process", odd, (bad) => new engine.Kernel(bad, points, 2)],
    ["points", lists, (bad) => new engine.Kernel("ou", bad, 2)],
    ["points", [[1e7, 0], [-1e6 - 1, 0], [], [1, 2, 3], new Float64Array(1)], (bad) => new engine.Kernel("ou", bad, 2)],
    ["dim", [...numbers.filter((x) => x !== undefined), 0, 1.5, -2, 2 ** 32], (bad) => new engine.Kernel("ou", points, bad)],
    ["weights", [...lists.filter((x) => x !== null), [1, -1], [1, 0], [1, 1e13], [1, 1e-13], [1]], (bad) => new engine.Kernel("ou", points, 2, bad)],
    ["process", odd, (bad) => engine.stepCoefficients(bad, 1, 1, 0.5)],
    ["epsilon", [...numbers, undefined, 2.1], (bad) => engine.stepCoefficients("ou", bad, 1, 0.5)],
    ["t", [...numbers, undefined, 0, 5e-324, 1e-61, 301], (bad) => engine.stepCoefficients("ou", 1, bad, 0)],
    ["tNext", [...numbers, undefined, 5e-324, 1e-61, 20.1], (bad) => engine.stepCoefficients("ou", 0, 20, bad)],
    ["tStar", [...numbers, undefined, 0, 5e-324], (bad) => engine.diracBridge(bad, 0)],
    ["s", [...numbers, undefined, 1.1], (bad) => engine.diracBridge(1, bad)],
    ["process", odd, (bad) => engine.timeGrid(bad, "uniform", 3, 0, 10)],
    ["grid", odd, (bad) => engine.timeGrid("ou", bad, 3, 0, 10)],
    ["t-star", [null, true, {}, 3n, Symbol("s"), throwing, NaN, Infinity, 0, 21], (bad) => engine.timeGrid("ou", "uniform", bad, 0, 10)],
    ["t-min", [null, true, {}, 3n, Symbol("s"), throwing, NaN, 5e-324, 1e-70, 3, 3 - 2 ** -51], (bad) => engine.timeGrid("ou", "uniform", 3, bad, 5)],
    ["steps", [null, true, {}, 3n, Symbol("s"), throwing, NaN, 0, -1, 2.5, 1e5], (bad) => engine.timeGrid("ou", "uniform", 3, 0, bad)],
    ["spacing", [...numbers.filter((x) => x !== null && x !== Infinity && x !== 1e300), 0, 1e-13], (bad) => engine.timeGrid("ou", "uniform", 3, 0, 10, bad)],
  ];
  for (const name of ["posteriorMean", "posteriorMeans", "posteriorWeights", "score", "logDensity"]) {
    const call = (/** @type {any} */ x, /** @type {any} */ t) => /** @type {any} */ (kernel)[name](x, t);
    arguments_.push(["x", [...lists, [1e10, 0], [1, 2, 3]], (bad) => call(bad, 1)]);
    arguments_.push(["t", [...numbers, undefined, 5e-324, 1e-61, 301], (bad) => call([0, 0], bad)]);
  }
  arguments_.push(["t", [0, -0], (bad) => kernel.score([0, 0], bad)], ["t", [0], (bad) => kernel.logDensity([0, 0], bad)]);
  let tried = 0;
  // Many times over: what is refused leaves nothing behind.
  for (let round = 0; round < 8; round++) {
    for (const [field, bads, call] of arguments_) {
      for (const bad of bads) {
        refused(() => call(bad), field, / is .*; it must be .*\.$/s);
        tried += 1;
      }
    }
  }
  assert.ok(tried > 3500, `${tried}`);
  // And the module is as it was: λ of the point at 0 is 1/(1 + e^{(|x|² − |x − αx₁|²)/2σ²}).
  const nearer = 2 * (0.5 ** 2 - (0.5 - Math.exp(-1)) ** 2);
  close(kernel.posteriorWeights([0.5, 0.5], 1)[0], 1 / (1 + Math.exp(nearer / (-2 * Math.expm1(-2)))), 1e-12, "λ");
  kernel.free();
});

test("a list of numbers is a list of numbers, typed or not", () => {
  const lists = [[0, 0.5, 1, 1.5], Float64Array.of(0, 0.5, 1, 1.5), Float32Array.of(0, 0.5, 1, 1.5)];
  const weights = lists.map((list) => {
    const kernel = new engine.Kernel("heat", list, 2, [1, 3]);
    return [...kernel.posteriorWeights(list, 0.5), ...kernel.posteriorMeans(list, 0.5)];
  });
  assert.equal(weights[0].length, 8);
  assert.deepEqual(weights[1], weights[0]);
  assert.deepEqual(weights[2], weights[0]);
  const whole = [Int8Array, Uint8Array, Int16Array, Int32Array, Uint32Array].map((Type) =>
    [...new engine.Kernel("ou", /** @type {any} */ (Type.of(0, 1, 2)), 1).posteriorWeights(Type.of(1), 1)]);
  for (const other of whole) assert.deepEqual(other, whole[0]);
});

test("every formula answers with numbers at the ends of what it takes", () => {
  /** @param {ArrayLike<number>} list @param {string} what */
  const finite = (list, what) => {
    assert.ok(list.length > 0 && Array.from(list).every(Number.isFinite), `${what}: ${Array.from(list).slice(0, 6)}`);
  };
  const times = [1e-60, 1e-40, 1e-20, 1e-5, 1, 20, 40, 90, 300];
  for (const process of ["ou", "heat"]) {
    for (const t of times) {
      for (const next of [0, ...times.filter((next) => next <= t)]) {
        for (const epsilon of [0, 1e-30, 1, 2]) {
          finite(engine.stepCoefficients(process, epsilon, t, next), `${process}: a step from ${t} to ${next}, ε = ${epsilon}`);
        }
      }
      finite(engine.diracBridge(t, t / 3), `a bridge of ${t}`);
    }
    // Repeated, told apart by double precision alone, far away, far apart.
    const hard = [[0, 0, 0], [1, 1, 1], [1, 1 + 1e-12, 1 - 1e-12], [1e6, 1e6 - 1e-9, 1e6], [-1e6, 1e6, 0], [5e-324, 0, 1e-300], [1e-30, -1e-30, 0]];
    for (const dim of [1, 2, 3, 5]) {
      for (const numbers of hard) {
        // 3 points, or 300.
        for (const many of [1, 100]) {
          const points = Array.from({ length: 3 * dim * many }, (_, k) => numbers[Math.floor(k / dim) % 3]);
          const kernel = new engine.Kernel(process, points, dim);
          for (const at of [0, numbers[0], numbers[1], 3, 1e6, -1e9, 1e9]) {
            const x = new Array(dim).fill(at);
            for (const t of [0, ...times]) {
              const what = `${process}, ${points.length / dim} points in ${dim} coordinates as ${numbers} at ${at}, t = ${t}`;
              finite(kernel.posteriorMean(x, t), `x̄₀ of ${what}`);
              finite(kernel.posteriorMeans(x, t), `x̄₀ in single precision of ${what}`);
              finite(kernel.posteriorWeights(x, t), `λ of ${what}`);
              if (t > 0) {
                finite(kernel.score(x, t), `the score of ${what}`);
                finite(kernel.logDensity(x, t), `log ρ of ${what}`);
              }
            }
          }
          kernel.free();
        }
      }
    }
  }
});

test("grids strictly decrease, or t-min is refused", () => {
  const grids = engine.sceneParameters().find((/** @type {any} */ one) => one.name === "grid").values.map((/** @type {any} */ one) => one.value);
  assert.ok(grids.length >= 5);
  let refusals = 0;
  for (const process of ["ou", "heat"]) {
    for (const grid of grids) {
      for (const tStar of [0.05, 3, 20]) {
        for (const tMin of [0, 1e-30, 1e-9, tStar / 2, tStar * (1 - 1e-3), tStar * (1 - 1e-7), tStar * (1 - 1e-12), tStar * (1 - 2 ** -52)]) {
          for (const [steps, spacing] of [[1, undefined], [2, 1e-12], [5, 1], [1000, 1e-12]]) {
            try {
              const times = engine.timeGrid(process, grid, tStar, tMin, /** @type {number} */ (steps), spacing);
              assert.deepEqual([times[0], times[times.length - 1], times.length], [tStar, tMin, Number(steps) + 1]);
              for (let k = 1; k < times.length; k++) assert.ok(times[k - 1] > times[k], `${process} ${grid} ${tStar} ${tMin} ${steps} at ${k}`);
            } catch (error) {
              if (error.name !== "SceneError") throw error;
              assert.equal(error.field, "t-min");
              assert.ok(tMin > 0.99 * tStar && Number(steps) > 1, error.message);
              assert.match(error.message, /all times between differ/);
              refusals += 1;
            }
          }
        }
      }
    }
  }
  assert.ok(refusals > 30, `${refusals}`);
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

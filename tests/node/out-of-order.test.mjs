// Whatever is asked of a simulation, a picture or a study, in whatever order and with whatever arguments, is answered or
// refused by a sentence: nothing traps.

import assert from "node:assert/strict";
import { test } from "node:test";

import { startEngine } from "../browser/support/engine.mjs";

const engine = await startEngine();

/** Small ones of every kind: in a plane, on a line, of many coordinates; each dynamics. */
const SCENES = [
  { data: "five-points", particles: 12, steps: 6 },
  { data: "two-moons", samples: 9, dynamics: "forward", particles: 5, steps: 6 },
  { data: "two-moons", samples: 9, dynamics: "bridge", particles: 5, steps: 6 },
  { data: "-1;0.5;2", particles: 9, steps: 6 },
  { data: "0.5", dynamics: "bridge", particles: 3, steps: 2 },
  { data: "1;2;3", dynamics: "forward", process: "heat", width: 0.3, particles: 2, steps: 3 },
  { data: "digits", samples: 5, particles: 4, steps: 4 },
];
/** What `paint` takes after a simulation and a share: whether density, particles, data and captors are seen. */
const LAYERS = [true, true, true, false];
const NUMBERS = [NaN, -1, -0.5, 0, 1, 2, 0.5, 40, 1e9, 1e300, Infinity, -Infinity, 2 ** 31, 2 ** 32 - 1];
const OTHERS = [undefined, null, "text", {}, [], true, Symbol.iterator, 1n, new Float64Array(0), new Float64Array([1, 2]), new Float64Array([NaN, 1]), new Float32Array(64).fill(2)];
/** Functions of a picture that take numbers. */
const NAMES_OF_PIXELS = new Set(["resize", "toWorld", "toPixels", "setCoarseness", "setHeadroom", "timeUnder", "isForwardHalf", "column", "row"]);
/** These take a canvas, which Node has not. */
const PAGES = ["draw"];

/** @param {"Picture" | "Study" | "Simulation"} kind @returns {{name: string, read: boolean, takes: number}[]} */
function functionsOf(kind) {
  const { prototype } = engine[kind];
  return Object.getOwnPropertyNames(prototype)
    .filter((name) => !["constructor", "free", ...PAGES].includes(name) && !name.startsWith("__"))
    .map((name) => {
      const described = /** @type {PropertyDescriptor} */ (Object.getOwnPropertyDescriptor(prototype, name));
      return { name, read: described.get !== undefined, takes: described.value?.length ?? 0 };
    });
}

/** Does it; what is thrown has to be a sentence, and no trap. @param {string} what @param {() => unknown} act */
function dare(what, act) {
  try {
    return act();
  } catch (error) {
    assert.ok(error instanceof Error && error.name !== "RuntimeError" && error.message.length > 10, `${what}: ${error}`);
    return null;
  }
}

/** @param {any} thing @param {{name: string, read: boolean}} one @param {any[]} given */
const ask = (thing, { name, read }, given) => dare(`${name}(${given.map(String).join()})`, () => (read ? thing[name] : thing[name](...given)));

/** A generator of whole numbers that are the same every time. @param {number} seed */
function draws(seed) {
  let state = seed;
  return (/** @type {number} */ n) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * n);
  };
}

test("every function of a picture, first of all, for every kind of scene", () => {
  for (const one of functionsOf("Picture")) {
    for (const scene of SCENES) {
      for (const size of [null, [0, 0, 1], [1, 1, 1], [300, 200, 2]]) {
        const simulation = new engine.Simulation(scene);
        const picture = new engine.Picture();
        if (size) picture.resize(...size);
        ask(picture, one, [simulation, 0.5, true, true, true, true]);
        ask(picture, one, [simulation, NaN, true, true, true, true]);
        picture.free();
        simulation.free();
      }
    }
  }
});

test("a picture that was never fitted is painted as one that was", () => {
  for (const scene of SCENES) {
    const simulation = new engine.Simulation(scene);
    const [fitted, fresh] = [new engine.Picture(), new engine.Picture()];
    for (const picture of [fitted, fresh]) picture.resize(120, 90, 1);
    fitted.fit(simulation);
    const painted = [fitted, fresh].map((picture) => {
      picture.paint(simulation, 1, ...LAYERS);
      return Buffer.from(picture.marksPixels()).toString("base64");
    });
    assert.equal(painted[1], painted[0]);
    // A scene of the other kind is fitted anew, and not drawn into the window of this one.
    const other = new engine.Simulation(SCENES[simulation.dim === 1 ? 0 : 3]);
    fresh.paint(other, 1, ...LAYERS);
    const [x, y] = fresh.toPixels(0, 0);
    assert.ok(Number.isFinite(x) && Number.isFinite(y));
    for (const one of [other, simulation]) one.free();
    for (const picture of [fitted, fresh]) picture.free();
  }
});

test("a study takes simulations of its own scene and times of it, and says so of others", () => {
  const { scene } = engine.readScene([["study", "forward"]]);
  const study = new engine.Study(scene);
  const own = new engine.Simulation({ ...scene, particles: 7 });
  study.show(own, own.time);
  const other = new engine.Simulation(SCENES[0]);
  assert.throws(() => study.show(other, other.time), { name: "SceneError", field: "simulation" });
  for (const t of [NaN, -1, Infinity, 1e9]) assert.throws(() => study.show(own, t), { name: "SceneError", field: "t" });
  const images = new engine.Study(engine.readScene([["study", "digits"], ["samples", "20"]]).scene);
  assert.throws(() => images.ask(new Float32Array(64).fill(NaN), 0.5), { name: "SceneError", field: "drawing" });
  assert.throws(() => images.ask(new Float32Array(64), -1), { name: "SceneError", field: "t" });
  for (const thing of [study, own, other, images]) thing.free();
});

test("every function of every study, before and between its work, with a simulation of another scene and hostile numbers", () => {
  const names = engine.studies().map((/** @type {{name: string}} */ { name }) => name).filter((/** @type {string} */ name) => name !== "none");
  const functions = functionsOf("Study").filter(({ name }) => name !== "work");
  const simulations = SCENES.map((scene) => new engine.Simulation(scene));
  for (const name of names) {
    const { scene } = engine.readScene([["study", name]]);
    const own = new engine.Simulation({ ...scene, particles: 4 });
    const study = new engine.Study(scene);
    for (const worked of [0, 1]) {
      for (let k = 0; k < worked; k++) study.work();
      for (const one of functions) {
        for (const given of [[own, 0], [own, own.time], [own, NaN], [simulations[0], 1], [simulations[3], 1], [0, 0, 0], [NaN, NaN, NaN], [1e9, 1e9, 1e300], [-1, -1, -1]]) ask(study, one, given);
      }
    }
    study.free();
    own.free();
  }
  for (const simulation of simulations) simulation.free();
});

test("calls in any order with any arguments", () => {
  const draw = draws(20261127);
  const of = (/** @type {any[]} */ list) => list[draw(list.length)];
  const ways = [functionsOf("Picture"), functionsOf("Simulation")];
  for (let run = 0; run < 400; run++) {
    const simulations = [0, 1].map(() => new engine.Simulation(of(SCENES)));
    const picture = new engine.Picture();
    for (let i = 0; i < 20; i++) {
      const side = draw(2);
      const one = of(ways[side]);
      const given = Array.from({ length: 4 }, () => of([simulations, simulations, NUMBERS, NUMBERS, OTHERS][draw(5)]));
      // A picture's functions refuse what is no simulation at once: mostly it is one.
      if (side === 0 && one.takes > 0 && one.takes < 4 && draw(4) > 0 && !NAMES_OF_PIXELS.has(one.name)) given[0] = of(simulations);
      // Its layers are no numbers.
      if (one.name === "paint") given.splice(0, 4, of(simulations), of(NUMBERS), ...LAYERS.map(() => draw(2) === 1));
      ask(side === 0 ? picture : simulations[0], one, given);
    }
    picture.free();
    for (const simulation of simulations) simulation.free();
  }
});


test("a picture of any size, of every kind of scene", () => {
  const sizes = [[1, 1], [1, 900], [3840, 9], [2600, 1200], [7680, 200], [8192, 3]];
  for (const scene of SCENES) {
    const simulation = new engine.Simulation(scene);
    for (const [width, height] of sizes) {
      for (const ratio of [0.25, 1, 2, 8]) {
        const picture = new engine.Picture();
        picture.resize(width, height, ratio);
        picture.setHeadroom(300);
        picture.fit(simulation);
        picture.paint(simulation, 1, ...LAYERS);
        assert.equal(picture.marksPixels().length, 4 * width * height);
        assert.ok(picture.axes(simulation).labels.length >= 0);
        picture.free();
      }
    }
    simulation.free();
  }
});

test("what was freed says so", () => {
  const picture = new engine.Picture();
  picture.resize(30, 30, 1);
  picture.free();
  for (const one of functionsOf("Picture").filter(({ takes }) => takes === 0)) {
    assert.throws(() => (one.read ? picture[one.name] : picture[one.name]()), Error);
  }
});

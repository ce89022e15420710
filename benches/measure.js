// What is timed, the same in Node and in a page. Only ratios and medians leave this file: a single time says more about
// the machine than about the code.

import { PlainKernel } from "./plain.js";

/** @typedef {typeof import("../reverse_diffusion.js")} Engine */

const PARTICLES = 10_000;
const POINTS = 1_000;
const RUNS = 9;
const WARM_UP = 100;
/** Where the kernel is timed: a wide, a middling and a narrow one. */
const TIMES = [1, 0.1, 0.001];

/** Where images are: 256 of them on 1,797 of 64 pixels, as many as there are handwritten digits in the known collection. */
const IMAGES = { particles: 256, points: 1797, dim: 64, times: [1, 0.1, 0.03, 0.01] };

/** A frame at 60 Hz, in milliseconds. */
const FRAME = 1000 / 60;
const STAGE = { width: 1280, height: 720 };
/** Density, particles and data, in one colour. */
const LAYERS = /** @type {const} */ ([true, true, true, false]);

/**
 * @typedef {object} KernelResult
 * @property {number} t
 * @property {number} wasm  nanoseconds a pair, median
 * @property {number} plain  nanoseconds a pair, median
 * @property {number} ratio  the median over the runs of plain / wasm
 * @property {number} difference  the largest difference between the two results
 *
 * @typedef {object} RunResult  a whole reverse run, 10,000 particles, 100 steps uniform in log-SNR from T* = 3 to t = 1e-3
 * @property {number} points
 * @property {number} run  milliseconds, median
 * @property {number} error  the largest error of x̄₀ seen, over the data's diameter
 *
 * @typedef {object} FrameResult
 * @property {string} name
 * @property {number} step  milliseconds, median
 * @property {number} paint  milliseconds, median
 * @property {number} share  of a 60 Hz frame
 *
 * @typedef {{points: number, t: number, ms: number}} FieldResult  the density on a grid of pixels, milliseconds, median
 *
 * @typedef {{t: number, ms: number}} ImagesResult  x̄₀ of images, milliseconds, median
 *
 * @typedef {object} Results
 * @property {KernelResult[]} kernel
 * @property {{t: number, perPair: number}[]} brute  nanoseconds a pair when all pairs are summed
 * @property {FieldResult[]} fields
 * @property {ImagesResult[]} images
 * @property {RunResult[]} runs
 * @property {number} training  milliseconds of a training step of the network, 256 samples, 3-64-64-2, median
 * @property {FrameResult[]} frames
 */

/**
 * @param {Engine} engine  the started module
 * @param {CanvasRenderingContext2D | null} canvas  where frames are put; null in Node, which has none
 * @returns {Results}
 */
export function measure(engine, canvas) {
  return {
    kernel: TIMES.map((t) => measureKernel(engine, t)),
    brute: TIMES.map((t) => ({ t, perPair: measureBrute(engine, t) })),
    fields: [1_000, 100_000].flatMap((points) => [1, 0.1, 0.01, 0.001].map((t) => ({ points, t, ms: measureField(engine, points, t) }))),
    images: IMAGES.times.map((t) => ({ t, ms: measureImages(engine, t) })),
    runs: [1_000, 10_000, 100_000].map((points) => measureRun(engine, points)),
    training: measureTraining(engine),
    frames: [
      measureFrames(engine, canvas, "the default scene", {}),
      measureFrames(engine, canvas, "2,000 particles on penguins", { data: "penguins", particles: 2000 }),
    ],
  };
}

/**
 * The kernel and its plain twin take turns on the same particles, so that what slows the machine slows both.
 * @param {Engine} engine
 * @param {number} t
 * @returns {KernelResult}
 */
function measureKernel(engine, t) {
  const simulation = simulationAt(engine, t);
  const plain = new PlainKernel(simulation.points(), simulation.weights());
  const particles = Float64Array.from(simulation.positions());
  const plainMeans = new Float64Array(particles.length);
  const { time: now } = simulation;
  const [alpha, sigma2] = [Math.exp(-now), -Math.expm1(-2 * now)];

  const timeWasm = evaluations(engine, t);
  const timePlain = () => time(() => plain.posteriorMeans(particles, alpha, sigma2, plainMeans));
  // The first runs warm the compilers up (V8 replaces its quick baseline code for wasm function by function, only as each
  // is called again), and show that both compute the same.
  for (let run = 0; run < WARM_UP; run++) timeWasm();
  timePlain();
  const wasmMeans = simulation.means();
  const difference = plainMeans.reduce((worst, mean, k) => Math.max(worst, Math.abs(mean - wasmMeans[k])), 0);
  simulation.free();

  /** @type {{wasm: number, plain: number}[]} */
  const runs = [];
  for (let run = 0; run < RUNS; run++) runs.push({ wasm: timeWasm(), plain: timePlain() });

  const perPair = 1e6 / (PARTICLES * POINTS);
  return {
    t,
    wasm: median(runs.map((run) => run.wasm)) * perPair,
    plain: median(runs.map((run) => run.plain)) * perPair,
    ratio: median(runs.map((run) => run.plain / run.wasm)),
    difference,
  };
}

/** Milliseconds of one evaluation, the median of many in a row. @param {Engine} engine @returns {{t: number, ms: number}[]} */
export function measureSteps(engine) {
  return TIMES.map((t) => {
    const evaluate = evaluations(engine, t);
    for (let run = 0; run < WARM_UP; run++) evaluate();
    return { t, ms: median(Array.from({ length: WARM_UP }, evaluate)) };
  });
}

/** How many steps at most there are from where {@link simulationAt} stands until t is another. */
const NEAR = 18;

/**
 * A function that times one evaluation of all particles near t, as each step needs one: with all that is prepared for
 * a time, and nothing that is made once for a scene.
 * @param {Engine} engine
 * @param {number} t
 * @returns {() => number}
 */
function evaluations(engine, t) {
  /** @type {ReturnType<typeof simulationAt> | null} */
  let simulation = null;
  let left = 0;
  return () => {
    if (simulation === null || left === 0) {
      simulation?.free();
      simulation = simulationAt(engine, t);
      left = NEAR;
      simulation.prepare(PARTICLES);
    }
    left -= 1;
    simulation.step();
    const run = simulation;
    return time(() => run.prepare(PARTICLES));
  };
}

/**
 * @param {Engine} engine
 * @param {number} t
 */
function simulationAt(engine, t) {
  const scene = { data: spiral(POINTS), particles: PARTICLES, start: "terminal" };
  if (t >= 0.05) return new engine.Simulation({ ...scene, "t-star": 1.05 * t, steps: 400 });
  // A horizon is at least 0.05: a smaller t is where a run ends.
  const simulation = new engine.Simulation({ ...scene, "t-star": 0.5, "t-min": t, grid: "log-snr", steps: 400 });
  simulation.seek(simulation.steps - NEAR - 2);
  return simulation;
}

/**
 * All pairs, nanoseconds each: of so few data points no other way is taken.
 * @param {Engine} engine
 * @param {number} t
 */
function measureBrute(engine, t) {
  const [points, particles] = [16, 100_000];
  const ends = t < 0.05;
  const scene = { data: spiral(points), particles, ...(ends ? { "t-star": 0.5, "t-min": t, grid: "log-snr", steps: 400 } : { "t-star": t }) };
  const runs = [];
  for (let run = 0; run < RUNS; run++) {
    const fresh = new engine.Simulation(scene);
    // At the end itself nothing is left to work ahead on.
    if (ends) fresh.seek(fresh.steps - 1);
    // A few particles first: what is prepared for a time is not what is timed.
    fresh.prepare(8);
    runs.push(time(() => fresh.prepare(particles)));
    fresh.free();
  }
  return (1e6 * median(runs)) / (points * particles);
}

/**
 * The density on a grid of pixels as fine as its kernels need, at most 256 × 256.
 * @param {Engine} engine
 * @param {number} points
 * @param {number} t
 */
function measureField(engine, points, t) {
  const data = spiral(points);
  const runs = [];
  for (let run = 0; run < 5; run++) {
    const simulation = new engine.Simulation({ data, particles: 1, "t-star": 3, "t-min": t, grid: "log-snr", steps: 1 });
    const picture = new engine.Picture();
    picture.resize(256, 256, 1);
    picture.fit(simulation);
    simulation.seek(1);
    runs.push(time(() => picture.paint(simulation, 1, true, false, false, false)));
    picture.free();
    simulation.free();
  }
  return median(runs);
}

/**
 * x̄₀ of noisy images on images in ten families.
 * @param {Engine} engine
 * @param {number} t
 */
function measureImages(engine, t) {
  const { particles, points, dim } = IMAGES;
  const value = (/** @type {number} */ i, /** @type {number} */ j) => {
    const [family, own] = [i % 10, Math.floor(i / 10)];
    return 0.5 + 0.4 * Math.sin(0.3 * j * (1 + 0.2 * family) + family) + 0.2 * Math.cos(0.11 * j * (1 + 0.01 * own) + 0.37 * own);
  };
  const rows = Float64Array.from({ length: points * dim }, (_, k) => value(Math.floor(k / dim), k % dim));
  const [alpha, sigma] = [Math.exp(-t), Math.sqrt(-Math.expm1(-2 * t))];
  // Uniform noise of variance 1, the same at every run.
  let state = 1;
  const noise = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.sqrt(12) * (state / 2 ** 32 - 0.5);
  };
  const places = Float32Array.from({ length: particles * dim }, (_, k) => alpha * value(7 * Math.floor(k / dim), k % dim) + sigma * noise());
  const kernel = new engine.Kernel("ou", rows, dim);
  for (let run = 0; run < WARM_UP; run++) kernel.posteriorMeans(places, t);
  const runs = [];
  for (let run = 0; run < RUNS; run++) runs.push(time(() => kernel.posteriorMeans(places, t)));
  kernel.free();
  return median(runs);
}

/**
 * A whole reverse run, and how far its x̄₀ is from the exact kernel's at a few particles of a few of its states.
 * @param {Engine} engine
 * @param {number} points
 * @returns {RunResult}
 */
function measureRun(engine, points) {
  const scene = { data: spiral(points), particles: PARTICLES, "t-star": 3, "t-min": 1e-3, grid: "log-snr", steps: 100, start: "terminal" };
  const simulation = new engine.Simulation(scene);
  const kernel = new engine.Kernel("ou", simulation.points(), 2);
  let error = 0;
  for (let k = 0; k <= 100; k += 10) {
    simulation.seek(k);
    const means = simulation.means();
    const places = Float64Array.from(simulation.positions().subarray(0, 2 * 40));
    const exact = kernel.posteriorMean(places, simulation.time);
    exact.forEach((mean, i) => { error = Math.max(error, Math.abs(mean - means[i])); });
  }
  kernel.free();
  simulation.free();
  const runs = [];
  for (let run = 0; run < 3; run++) {
    const fresh = new engine.Simulation({ ...scene, seed: run + 2 });
    runs.push(time(() => { while (fresh.step()); }));
    fresh.free();
  }
  // The spiral's diameter is 4.
  return { points, run: median(runs), error: error / 4 };
}

/**
 * One step and one painting, as the player does them in a frame. A step alone is too short for a browser's clock, so
 * a whole run of the scene is timed and divided.
 * @param {Engine} engine
 * @param {CanvasRenderingContext2D | null} canvas
 * @param {string} name
 * @param {Record<string, string | number>} scene
 * @returns {FrameResult}
 */
function measureFrames(engine, canvas, name, scene) {
  const simulation = new engine.Simulation(scene);
  const picture = new engine.Picture();
  picture.resize(STAGE.width, STAGE.height, 1);
  picture.setColours({
    background: "#ffffff", ink: "#1b1b1f", forward: "#2166ac", reverse: "#c51b7d", lighthouse: "#e69500",
  });
  picture.fit(simulation);

  const paint = () => {
    picture.paint(simulation, 1, ...LAYERS);
    if (canvas === null) return;
    // Straight from the module's memory, as the element does.
    const { fieldWidth, fieldHeight } = picture;
    canvas.putImageData(new ImageData(inMemory(picture.fieldPixels()), fieldWidth, fieldHeight), 0, 0);
    canvas.putImageData(new ImageData(inMemory(picture.marksPixels()), STAGE.width, STAGE.height), 0, 0);
  };
  /** @type {{step: number, paint: number}[]} */
  const runs = [];
  for (let run = 0; run < RUNS; run++) {
    // From its start the scene is simulated anew: another seed leaves nothing to replay.
    const fresh = new engine.Simulation({ ...scene, seed: run + 2 });
    const step = time(() => {
      while (fresh.step());
    });
    fresh.free();
    const count = simulation.steps;
    simulation.seek(0);
    let painting = 0;
    while (simulation.step()) painting += time(paint);
    runs.push({ step: step / count, paint: painting / count });
  }
  const step = median(runs.map((run) => run.step));
  const painted = median(runs.map((run) => run.paint));
  picture.free();
  simulation.free();
  return { name, step, paint: painted, share: (step + painted) / FRAME };
}

/**
 * The same bytes of the module's memory, as the kind of view that ImageData insists on.
 * @param {Uint8Array | Uint8ClampedArray} view
 */
function inMemory({ buffer, byteOffset, length }) {
  return new Uint8ClampedArray(/** @type {ArrayBuffer} */ (buffer), byteOffset, length);
}

/**
 * Inline data: points on a spiral, no two alike, spread over the plane.
 * @param {number} count
 */
function spiral(count) {
  const golden = Math.PI * (3 - Math.sqrt(5));
  return Array.from({ length: count }, (_, i) => {
    const radius = 2 * Math.sqrt((i + 0.5) / count);
    return `${(radius * Math.cos(golden * i)).toFixed(6)},${(radius * Math.sin(golden * i)).toFixed(6)}`;
  }).join(";");
}

/**
 * Milliseconds that `work` takes.
 * @param {() => unknown} work
 */
function time(work) {
  const start = performance.now();
  work();
  return performance.now() - start;
}

/** @param {number[]} values */
function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** A training step of the network, as the page takes them: some at a time. @param {Engine} engine */
function measureTraining(engine) {
  const scene = { data: "two-moons", samples: 64, denoiser: "network", training: 4000 };
  engine.learn(scene, 200);
  const times = [];
  for (let run = 0; run < RUNS; run++) {
    const began = performance.now();
    engine.learn(scene, 100);
    times.push((performance.now() - began) / 100);
  }
  return median(times);
}

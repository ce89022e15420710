// `cargo xtask bench`: times the built module in Node and in Chromium and prints the tables of the README.

import { spawnSync } from "node:child_process";
import path from "node:path";
import { fileURLToPath } from "node:url";

import { startEngine } from "../tests/browser/support/engine.mjs";
import { openSite } from "../tests/browser/support/site.mjs";
import { measureFrames } from "./frames.mjs";
import { measureLoading } from "./loading.mjs";
import { measure, measureSteps } from "./measure.js";
import { canCount, countInstructions, measureNatively } from "./native.mjs";

const HERE = fileURLToPath(new URL(".", import.meta.url));

/** @typedef {import("./measure.js").Results} Results */

/** A page that shares its process with no other has a clock of 5 µs; others one of 100 µs, as long as some of what is timed. */
const ISOLATED = { "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Embedder-Policy": "require-corp" };

/**
 * A page that does nothing else, with the module started: `run(name)` calls there what measure.js exports by that name.
 * @returns {Promise<{version: string, run: (name: "measure" | "measureSteps") => Promise<any>, close: () => Promise<void>}>}
 */
async function openPage() {
  const site = await openSite();
  // This folder beside the site.
  await site.context.route(`${site.url}benches/*`, (route) => {
    const name = path.basename(new URL(route.request().url()).pathname);
    return name === "empty.html"
      ? route.fulfill({ contentType: "text/html", headers: ISOLATED, body: "<!doctype html><title>bench</title><canvas></canvas>" })
      : route.fulfill({ contentType: "text/javascript", path: path.join(HERE, name) });
  });
  const page = await site.open("benches/empty.html");
  return {
    version: site.version,
    close: () => site.close(),
    run: async (name) => {
      const results = await page.evaluate(async (name) => {
        /** @param {string} url */
        const load = (url) => import(new URL(url, location.href).href);
        const engine = await load("../reverse_diffusion.js");
        await engine.default();
        const canvas = /** @type {HTMLCanvasElement} */ (document.querySelector("canvas"));
        canvas.width = 1280;
        canvas.height = 720;
        return (await load("./measure.js"))[name](engine, canvas.getContext("2d"));
      }, name);
      const problems = site.problems();
      if (problems.length > 0) throw new Error(problems.join("\n"));
      return results;
    },
  };
}

/** Rounds in which everything that is compared takes its turn, so that a machine that is slow for a while is it for all. */
const ROUNDS = 6;

/**
 * Single steps natively, in Node and in Chromium by turns; of each the best round.
 * @param {any} engine
 * @param {(name: "measureSteps") => Promise<{t: number, ms: number}[]>} inPage
 * @returns {Promise<{t: number, native: number, wasm: number[]}[]>}
 */
async function measureStepsByTurns(engine, inPage) {
  /** @type {{t: number, ms: number}[][][]} */
  const rounds = [];
  for (let round = 0; round < ROUNDS; round++) {
    const natively = measureNatively(["--steps"]).map(({ t, ms }) => ({ t: t ?? NaN, ms }));
    rounds.push([natively, measureSteps(engine), await inPage("measureSteps")]);
  }
  return rounds[0][0].map(({ t }, k) => {
    const [native, ...wasm] = [0, 1, 2].map((where) => Math.min(...rounds.map((round) => round[where][k].ms)));
    return { t, native, wasm };
  });
}

/** @typedef {{name: string, median: number, high: number}} Scrub  milliseconds of work in a frame, and its 95th percentile */

/**
 * The whole work of a frame on the bench, studies and the (t, x) picture included, while the cursor is dragged about:
 * another state, the painting, the charts that move, the numbers.
 * @returns {Promise<Scrub[]>}
 */
async function measureScrubbing() {
  const site = await openSite({ viewport: { width: 1280, height: 800 } });
  /** @type {Scrub[]} */
  const all = [];
  try {
    const page = await site.open("lab.html?data=two-diracs-line&width=0.25");
    await page.waitForFunction(() => /** @type {any} */ (document.querySelector("reverse-diffusion"))?.running);
    const names = await page.evaluate(() => /** @type {{name: string}[]} */ (/** @type {any} */ (document.querySelector("reverse-diffusion")).engine.studies()).map(({ name }) => name));
    await page.close();
    for (const name of names) {
      const bench = await site.open(name === "none" ? "lab.html?data=two-diracs-line&width=0.25" : `lab.html?study=${name}`);
      await bench.waitForFunction(() => {
        const element = /** @type {any} */ (document.querySelector("reverse-diffusion"));
        return element?.running && (element.scene.study === "none" || element.study.settled);
      }, null, { timeout: 120_000 });
      const times = await bench.evaluate(async () => {
        const element = /** @type {any} */ (document.querySelector("reverse-diffusion"));
        const { player, stage, study } = element;
        const times = [];
        for (let i = 0; i < 240; i++) {
          const began = performance.now();
          player.seek((i * 37) % (player.steps + 1));
          stage.paint(player);
          study.frame();
          times.push(performance.now() - began);
          if (i % 8 === 7) await new Promise((resolve) => requestAnimationFrame(resolve));
        }
        return times.slice(40).sort((a, b) => a - b);
      });
      all.push({ name, median: times[times.length >> 1], high: times[Math.floor(0.95 * times.length)] });
      await bench.close();
    }
  } finally {
    await site.close();
  }
  return all;
}

/** @param {Scrub[]} scrubs */
function printScrubbing(scrubs) {
  console.log("\nWork of a frame on the bench at 1280 × 800 while the cursor is dragged, for the picture of a line and each study:\n");
  console.log("| study | median, ms | 95th percentile, ms |");
  console.log("|---|---|---|");
  for (const { name, median, high } of scrubs) console.log(`| ${name} | ${median.toFixed(1)} | ${high.toFixed(1)} |`);
}

/**
 * NumPy on one core, where python3 has it.
 * @returns {{version: string, steps: {t: number, ms: number}[], images: {t: number, ms: number}[], large: number} | null}
 */
function measureNumpy() {
  const one = { OPENBLAS_NUM_THREADS: "1", OMP_NUM_THREADS: "1", MKL_NUM_THREADS: "1" };
  const ran = spawnSync(process.env.PYTHON ?? "python3", [path.join(HERE, "peer.py")], { encoding: "utf8", env: { ...process.env, ...one } });
  return ran.status === 0 ? JSON.parse(ran.stdout) : null;
}

/** @typedef {ReturnType<typeof measureNumpy>} Numpy */

/**
 * @param {[string, Results][]} everywhere
 * @param {Numpy} numpy
 */
function printImages(everywhere, numpy) {
  console.log("\nThe posterior mean of 256 images on 1,797 of 64 pixels:\n");
  console.log("| where | t | ms | NumPy, ms | ratio |");
  console.log("|---|---|---|---|---|");
  for (const [where, { images }] of everywhere) {
    for (const { t, ms } of images) {
      const peer = numpy?.images.find((image) => image.t === t)?.ms ?? NaN;
      console.log(`| ${where} | ${t} | ${ms.toFixed(1)} | ${peer.toFixed(1)} | ${(peer / ms).toFixed(1)} × |`);
    }
  }
}

/**
 * @param {[string, Results][]} everywhere
 * @param {Numpy} numpy
 */
function printRuns(everywhere, numpy) {
  if (numpy === null) console.log("\n(python3 has no NumPy here: nothing to compare with.)");
  else {
    console.log(`\nOne evaluation for 10,000 particles × 1,000 points against NumPy ${numpy.version}, one core:\n`);
    console.log("| where | t | NumPy, ms | ratio |");
    console.log("|---|---|---|---|");
    for (const [where, { kernel }] of everywhere) {
      for (const { t, wasm } of kernel) {
        const ms = numpy.steps.find((step) => step.t === t)?.ms ?? NaN;
        console.log(`| ${where} | ${t} | ${ms.toFixed(1)} | ${(ms / (wasm * 10)).toFixed(1)} × |`);
      }
    }
  }
  console.log("\nA whole reverse run, 10,000 particles, 100 steps uniform in log-SNR, T* = 3 to t = 0.001:\n");
  console.log("| where | points | ms | against 1,000 points | NumPy, 100 evaluations | worst error over the diameter |");
  console.log("|---|---|---|---|---|---|");
  for (const [where, { runs }] of everywhere) {
    for (const { points, run, error } of runs) {
      const peer = numpy && points === 10_000 ? `${((100 * numpy.large) / run).toFixed(1)} ×` : "";
      console.log(`| ${where} | ${points} | ${run.toFixed(0)} | ${(run / runs[0].run).toFixed(1)} × | ${peer} | ${error.toExponential(1)} |`);
    }
  }
}

/** @param {[string, Results][]} everywhere */
function printTables(everywhere) {
  console.log("\nThe posterior mean, 10,000 particles × 1,000 points in the plane:\n");
  console.log("| where | t | wasm, ns a pair | plain JavaScript, ns a pair | ratio | largest difference |");
  console.log("|---|---|---|---|---|---|");
  for (const [where, { kernel }] of everywhere) {
    for (const { t, wasm, plain, ratio, difference } of kernel) {
      const cells = [where, t, wasm.toFixed(2), plain.toFixed(2), `${ratio.toFixed(1)} ×`, difference.toExponential(1)];
      console.log(`| ${cells.join(" | ")} |`);
    }
  }
  console.log("\nOne step and one painting of 1280 × 720 pixels, as a share of a 60 Hz frame:\n");
  console.log("| where | scene | step, ms | painting, ms | share of 16.7 ms |");
  console.log("|---|---|---|---|---|");
  for (const [where, { frames }] of everywhere) {
    for (const { name, step, paint, share } of frames) {
      const cells = [where, name, step.toFixed(3), paint.toFixed(3), `${(100 * share).toFixed(1)} %`];
      console.log(`| ${cells.join(" | ")} |`);
    }
  }
}

/**
 * The same works natively, with vectors of the same width; a ratio above 1 is in WebAssembly's favour.
 * @param {[string, Results][]} everywhere
 * @param {Awaited<ReturnType<typeof measureStepsByTurns>>} steps
 */
function printNative(everywhere, steps) {
  console.log("\nNatively, vectors of 128 bits, and WebAssembly's speed as a share of it (single steps by turns, the best of six rounds):\n");
  console.log(`| work | native, ms | ${everywhere.map(([where]) => where).join(" | ")} | instructions |`);
  console.log(`|---|---|${everywhere.map(() => "---|").join("")}---|`);
  const counted = canCount();
  if (!counted) console.log("(valgrind is not here: instructions are not counted.)");
  for (const { t, native, wasm } of steps) {
    const instructions = counted ? String(countInstructions(t)) : "";
    console.log(`| a step, t = ${t} | ${native.toFixed(2)} | ${wasm.map((ms) => (native / ms).toFixed(2)).join(" | ")} | ${instructions} |`);
  }
  const pairs = 1e7;
  for (const { work, t, points, ms } of measureNatively().filter(({ work }) => work !== "step")) {
    const shares = everywhere.map(([, { brute, images, runs }]) => {
      const own = work === "run" ? runs.find((run) => run.points === points)?.run
        : work === "images" ? images.find((image) => image.t === t)?.ms
          : ((brute.find((step) => step.t === t)?.perPair ?? NaN) * pairs) / 1e6;
      return (ms / (own ?? NaN)).toFixed(2);
    });
    const name = work === "run" ? `a run, ${points} points` : work === "images" ? `images, t = ${t}` : `all pairs, t = ${t}`;
    console.log(`| ${name} | ${ms.toFixed(2)} | ${shares.join(" | ")} | |`);
  }
}

/** @param {[string, Results][]} everywhere */
function printTraining(everywhere) {
  console.log("\nA training step of the network (256 samples, 3-64-64-2):\n");
  for (const [where, { training }] of everywhere) console.log(`${where}: ${training.toFixed(2)} ms`);
}

/** @param {[string, Results][]} everywhere */
function printFields(everywhere) {
  console.log("\nAll pairs by force, nanoseconds a pair, and the density on 256 × 256 pixels, milliseconds:\n");
  console.log("| where | t | ns a pair | 1,000 points, ms | 100,000 points, ms |");
  console.log("|---|---|---|---|---|");
  for (const [where, { brute, fields }] of everywhere) {
    for (const { t } of fields.filter(({ points }) => points === 1000)) {
      const field = (/** @type {number} */ points) => fields.find((field) => field.points === points && field.t === t)?.ms.toFixed(1) ?? "";
      console.log(`| ${where} | ${t} | ${brute.find((step) => step.t === t)?.perPair.toFixed(2) ?? ""} | ${field(1000)} | ${field(100_000)} |`);
    }
  }
}

const engine = await startEngine();
const node = measure(engine, null);
const page = await openPage();
const inChromium = await page.run("measure");
const steps = await measureStepsByTurns(engine, page.run);
await page.close();
/** @type {[string, Results][]} */
const everywhere = [[`Node ${process.versions.node}`, node], [`Chromium ${page.version}`, inChromium]];
printTables(everywhere);
const numpy = measureNumpy();
printRuns(everywhere, numpy);
printImages(everywhere, numpy);
printScrubbing(await measureScrubbing());
printNative(everywhere, steps);
printFields(everywhere);
printTraining(everywhere);
await measureFrames();
await measureLoading();

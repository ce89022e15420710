// The native bench: built with vectors of the 128 bits that WebAssembly has, run, and its instructions counted.

import { spawnSync } from "node:child_process";

/** @typedef {{work: "step" | "brute" | "images" | "run", t?: number, points?: number, ms: number}} Work */

/**
 * SSE4.1 is what wasm's 128-bit instructions are on x86-64; nothing wider. Elsewhere the baseline has 128 bits.
 * In a folder of its own, because other flags would rebuild everything in the usual one.
 */
const CARGO = [
  "bench", "--quiet", "--bench", "native", "--target-dir", "target/native",
  "--config", "target.'cfg(target_arch = \"x86_64\")'.rustflags = ['-C', 'target-feature=+sse4.1']",
];

/** @param {string[]} [only]  ["--steps"]: single steps alone @returns {Work[]} */
export function measureNatively(only = []) {
  const ran = spawnSync("cargo", [...CARGO, "--", ...only], { encoding: "utf8" });
  if (ran.status !== 0) throw new Error(`The native bench failed: ${ran.stderr}`);
  return ran.stdout.split("\n").filter((line) => line.startsWith("{")).map((line) => JSON.parse(line));
}

/**
 * Instructions of one step, by callgrind: the same on every machine of a kind, whatever else it does. Null without it.
 * @param {number} t
 * @returns {number | null}
 */
export function countInstructions(t) {
  const count = "valgrind --tool=callgrind --toggle-collect=*measured* --callgrind-out-file=/dev/null";
  const runner = { CARGO_TARGET_X86_64_UNKNOWN_LINUX_GNU_RUNNER: count, CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_RUNNER: count };
  const ran = spawnSync("cargo", [...CARGO, "--", "--once", String(t)], { encoding: "utf8", env: { ...process.env, ...runner } });
  const collected = /Collected : (\d+)/.exec(ran.stderr ?? "");
  return ran.status === 0 && collected ? Number(collected[1]) : null;
}

/** @returns {boolean} */
export function canCount() {
  return spawnSync("valgrind", ["--version"]).status === 0;
}

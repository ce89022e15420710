// What an embed has to load before its first picture: the element's script, everything that it imports, and the small
// module with its glue. Prints the table, and the sum of the gzipped sizes alone on the last line.
//
//     node sizes.mjs <site> <esbuild's metafile> <the last release's numbers> <glue> <module>

import { readFileSync } from "node:fs";
import path from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";

/** The one script that an author includes. */
const ENTRY = "reverse-diffusion.js";

const [site, metafile, release, glue, module] = process.argv.slice(2);
/** @type {Record<string, {imports: {path: string, kind: string, external?: boolean}[]}>} */
const { outputs } = JSON.parse(readFileSync(metafile, "utf8"));
const last = JSON.parse(readFileSync(release, "utf8"));

/** @type {Set<string>} */
const scripts = new Set();
/** @param {string} file */
function reach(file) {
  if (scripts.has(file)) return;
  scripts.add(file);
  for (const { path: to, kind, external } of outputs[file].imports) {
    if (kind === "import-statement" && !external) reach(to);
  }
}
reach(ENTRY);

/** @param {string[]} files @returns {[number, number, number]} bytes, gzip, brotli */
function sizes(files) {
  /** @type {[number, number, number]} */
  const sum = [0, 0, 0];
  for (const file of files) {
    const bytes = readFileSync(path.join(site, file));
    [bytes.length, gzipSync(bytes, { level: 9 }).length, brotliCompressSync(bytes).length].forEach((size, k) => { sum[k] += size; });
  }
  return sum;
}

/** @param {string} name @param {[number, number, number] | null} row @param {string} [before] */
function print(name, row, before = "") {
  const cells = (row ?? ["bytes", "gzip", "brotli"]).map((cell) => String(cell).padStart(9));
  console.log(`${cells.join("  ")}  ${before.padStart(9)}  ${name}`);
}

const parts = { module: [module], glue: [glue], element: [...scripts] };
console.log(`\nWhat an embed loads before its first picture (beside it, gzipped, what ${last.of} loaded):\n`);
print("", null, "before");
for (const [name, files] of Object.entries(parts)) {
  for (const file of files) print(`  ${file}`, sizes([file]), files.length === 1 ? String(last[name]) : "");
  if (files.length > 1) print(`  the ${name}`, sizes(files), String(last[name]));
}
const all = sizes(Object.values(parts).flat());
print("together", all, String(last.module + last.glue + last.element));
const whole = ["reverse_diffusion.js", "reverse_diffusion_bg.wasm"];
const later = Object.keys(outputs).filter((file) => file.startsWith("www/") && !scripts.has(file) && !/\/(lab|embed|article)\.js$/.test(file));
console.log("\nLoaded only for lines, studies, cells and full controls:\n");
for (const file of [...whole, ...later]) print(`  ${file}`, sizes([file]));
console.log(`\n${all[1]}`);

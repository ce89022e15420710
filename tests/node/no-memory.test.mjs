// Where the browser gives no more memory the error says so, and what is let go then makes room again.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";

import { SITE_DIR } from "../browser/support/folder.mjs";

/** Makes simulations until there is no room for one, and then one more after letting go of them; says what came of it. */
const PROGRAM = `
  import { readFileSync } from "node:fs";
  const [site] = process.argv.slice(1);
  const glue = await import(site + "/reverse_diffusion.js");
  glue.initSync({ module: readFileSync(site + "/reverse_diffusion_bg.wasm") });
  const scene = { particles: 20000, steps: 10 };
  const run = () => { const simulation = new glue.Simulation(scene); simulation.seek(10); return simulation; };
  const [first, kept] = [run().digest(), []];
  let message = null;
  while (message === null) try { kept.push(run()); } catch (error) { message = error.message; }
  const count = kept.length;
  while (kept.length > 0) kept.pop().free();
  console.log(JSON.stringify({ message, count, same: run().digest() === first }));
`;

test("no more memory is said, and is no end", () => {
  const pages = ["--wasm-max-mem-pages=600", "--input-type=module", "--eval", PROGRAM, SITE_DIR];
  const { message, count, same } = JSON.parse(execFileSync(process.execPath, pages, { encoding: "utf8" }));
  assert.match(message, /no more memory/);
  assert.ok(count > 2, `${count} simulations found room in 38 MB`);
  assert.equal(same, true);
});

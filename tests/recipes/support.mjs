// What the tests of recipes share: a copy of the recipe to build in, and an element that must run.

import assert from "node:assert/strict";
import { cpSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** A copy of a recipe, gone after the test. @param {import("node:test").TestContext} t @param {string} recipe */
export function copyOf(t, recipe) {
  const folder = mkdtempSync(path.join(tmpdir(), `${recipe}-`));
  t.after(() => rmSync(folder, { recursive: true }));
  cpSync(path.join(ROOT, "examples", recipe), folder, { recursive: true });
  return folder;
}

/** The packed npm package. */
export function tarball() {
  const packed = path.join(ROOT, "target/npm");
  const name = readdirSync(packed).find((name) => name.endsWith(".tgz"));
  assert.ok(name, "There is no package in target/npm: run `cargo xtask dist` first.");
  return path.join(packed, name);
}

/** Until every element seen so far of a page or frame runs; it plays. @param {import("playwright-core").Page | import("playwright-core").Frame} place */
export async function plays(place) {
  const bench = place.locator("reverse-diffusion").first();
  await bench.scrollIntoViewIfNeeded();
  await place.waitForFunction(() => /** @type {any} */ (document.querySelector("reverse-diffusion"))?.running);
  await bench.getByRole("button", { name: "Play" }).click();
  await place.waitForFunction(() => /** @type {any} */ (document.querySelector("reverse-diffusion")).player.index > 2);
  return bench.evaluate((/** @type {any} */ one) => one.scene);
}

/** What a variable says that `cargo xtask test` sets, and why a test is skipped without it. @param {string} variable */
export function tool(variable) {
  const folder = process.env[variable] ?? "";
  return { folder, skip: folder === "" ? `${variable} is not set: \`cargo xtask test\` installs what this recipe is built with` : false };
}

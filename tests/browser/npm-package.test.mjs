// The packed npm package, as someone who installs it meets it: unpacked into node_modules, bundled, and in a plain page.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

import { openSite } from "./support/site.mjs";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const PACKED = path.join(ROOT, "target/npm");
const tarball = existsSync(PACKED) ? readdirSync(PACKED).find((name) => name.endsWith(".tgz")) : undefined;

/** A project that has installed it. @param {import("node:test").TestContext} t */
function project(t) {
  assert.ok(tarball, "There is no package in target/npm: run `cargo xtask dist` first.");
  const folder = mkdtempSync(path.join(tmpdir(), "project-"));
  t.after(() => rmSync(folder, { recursive: true }));
  writeFileSync(path.join(folder, "package.json"), '{"private": true, "type": "module"}');
  execFileSync("npm", ["install", "--offline", "--no-audit", "--no-fund", "--silent", path.join(PACKED, tarball)], { cwd: folder });
  return folder;
}

/** @param {import("node:test").TestContext} t @param {string} folder */
async function runsIn(t, folder) {
  const site = await openSite({ folder });
  t.after(() => site.close());
  const page = await site.open("index.html");
  await page.waitForFunction(() => /** @type {any} */ (document.querySelector("reverse-diffusion"))?.running);
  assert.equal(await page.evaluate(() => /** @type {any} */ (document.querySelector("reverse-diffusion")).scene.particles), 123);
  assert.deepEqual(site.problems(), []);
}

const page = (/** @type {string} */ script) => `<!doctype html><title>a page</title><link rel="icon" href="data:,"><script type="module" src="${script}"></script><reverse-diffusion particles="123"></reverse-diffusion>`;

test("installed, it runs in a plain page", async (t) => {
  const folder = project(t);
  writeFileSync(path.join(folder, "index.html"), page("node_modules/reverse-diffusion/reverse-diffusion.js"));
  await runsIn(t, folder);
});

test("installed, it imports in a bundler and has types", async (t) => {
  const folder = project(t);
  writeFileSync(path.join(folder, "main.ts"), `import { ReverseDiffusionElement, type Scene } from "reverse-diffusion";
    const bench = document.querySelector("reverse-diffusion");
    const scene: Scene = { particles: 123 };
    if (bench instanceof ReverseDiffusionElement) bench.scene = { ...scene };\n`);
  const bin = (/** @type {string} */ name) => path.join(ROOT, "node_modules/.bin", name);
  execFileSync(bin("tsc"), ["--noEmit", "--strict", "--module", "esnext", "--moduleResolution", "bundler", "--target", "es2022", "--types", "", "main.ts"], { cwd: folder });
  const wrong = path.join(folder, "wrong.ts");
  writeFileSync(wrong, 'import type { Scene } from "reverse-diffusion";\nexport const scene: Scene = { particles: "many" };\n');
  assert.throws(() => execFileSync(bin("tsc"), ["--noEmit", "--strict", "--module", "esnext", "--moduleResolution", "bundler", "--target", "es2022", "--types", "", wrong], { cwd: folder, stdio: "pipe" }));
  mkdirSync(path.join(folder, "site/out"), { recursive: true });
  execFileSync(bin("esbuild"), ["main.ts", "--bundle", "--splitting", "--format=esm", "--outdir=site/out", "--log-level=warning"], { cwd: folder });
  const installed = path.join(folder, "node_modules/reverse-diffusion");
  for (const name of readdirSync(installed).filter((name) => name.endsWith(".wasm"))) copyFileSync(path.join(installed, name), path.join(folder, "site/out", name));
  writeFileSync(path.join(folder, "site/index.html"), page("out/main.js"));
  await runsIn(t, path.join(folder, "site"));
});

test("its manifest names every parameter, and what the element really has", async (t) => {
  const installed = path.join(project(t), "node_modules/reverse-diffusion");
  const { modules } = JSON.parse(readFileSync(path.join(installed, "custom-elements.json"), "utf8"));
  const [{ attributes, members, events }] = modules[0].declarations;
  const site = await openSite();
  t.after(() => site.close());
  const page = await site.open("lab.html");
  await page.waitForFunction(() => /** @type {any} */ (document.querySelector("reverse-diffusion"))?.running);
  const real = await page.evaluate((members) => {
    const bench = /** @type {any} */ (document.querySelector("reverse-diffusion"));
    return { parameters: bench.engine.sceneParameters().map((/** @type {{name: string}} */ { name }) => name), missing: members.filter((name) => !(name in bench)) };
  }, members.map((/** @type {{name: string}} */ { name }) => name));
  const named = attributes.map((/** @type {{name: string}} */ { name }) => name);
  assert.deepEqual(named, [...real.parameters, "show", "controls", "theme", "autoplay"]);
  assert.deepEqual(real.missing, []);
  assert.deepEqual(events.map((/** @type {{name: string}} */ { name }) => name), ["ready", "change", "done", "error"]);
});

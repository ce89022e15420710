import assert from "node:assert/strict";
import { readFile, readdir } from "node:fs/promises";
import test from "node:test";

import { counted } from "../../www/lib/numbers.js";

test("one is singular, and nothing else is", () => {
  assert.deepEqual([0, 1, 2, 2000].map((n) => counted(n, "data point")), ["0 data points", "1 data point", "2 data points", "2,000 data points"]);
});

test("no sentence of the page writes a plural of its own behind a count", async () => {
  const folder = new URL("../../www/", import.meta.url);
  const scripts = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith(".js"));
  assert.ok(scripts.length > 50);
  for (const name of scripts) {
    const text = await readFile(new URL(name, folder), "utf8");
    assert.doesNotMatch(text, /\$\{(?:count\([^}]*\)|[a-zA-Z.]*\.length)\} (?:[a-z]+ )?[a-z]{2,}s\b(?! of)/, name);
  }
});

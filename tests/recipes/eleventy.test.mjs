import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cpSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";

import { openSite } from "../browser/support/site.mjs";
import { copyOf, plays, tarball, tool } from "./support.mjs";

const eleventy = tool("ELEVENTY");

test("Eleventy: a blog that installs the npm package, under a path of its own", { skip: eleventy.skip }, async (t) => {
  const folder = copyOf(t, "eleventy");
  cpSync(eleventy.folder, path.join(folder, "node_modules"), { recursive: true });
  execFileSync("npm", ["install", "--offline", "--no-audit", "--no-fund", "--silent", tarball()], { cwd: folder });
  execFileSync("npx", ["--no-install", "eleventy", "--quiet", "--pathprefix=/some/sub/path/"], { cwd: folder, stdio: "pipe" });

  const site = await openSite({ folder: path.join(folder, "_site") });
  t.after(() => site.close());
  const page = await site.open();
  assert.equal((await plays(page)).data, "penguins");
  await page.getByRole("link", { name: "What one coordinate shows" }).click();
  await page.waitForURL(/\/line\/$/);
  assert.equal((await plays(page)).study, "forward");
  assert.ok(site.server.requests.every(({ status }) => status === 200));
  assert.deepEqual(site.problems(), []);
});

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cpSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";

import { SITE_DIR } from "../browser/support/folder.mjs";
import { openSite } from "../browser/support/site.mjs";
import { copyOf, plays, tool } from "./support.mjs";

const mkdocs = tool("MKDOCS");

test("MkDocs with Material: an element, another after going on without a reload, and an iframe", { skip: mkdocs.skip }, async (t) => {
  const folder = copyOf(t, "mkdocs");
  cpSync(SITE_DIR, path.join(folder, "docs/reverse-diffusion"), { recursive: true });
  // The server's port is known only when it runs; pages are exchanged in place where the address of the site is right.
  const site = await openSite({ folder: path.join(folder, "site"), isThere: false });
  t.after(() => site.close());
  execFileSync(path.join(mkdocs.folder, "mkdocs"), ["build", "--strict", "--quiet"], { cwd: folder, stdio: "pipe", env: { ...process.env, SITE_URL: site.url } });

  const page = await site.open();
  assert.equal((await plays(page)).data, "two-moons");
  await page.evaluate(() => { /** @type {any} */ (window).stayed = true; });
  await page.getByRole("link", { name: "In a frame" }).first().click();
  await page.getByRole("heading", { name: "In a frame" }).waitFor();
  assert.equal(await page.evaluate(() => /** @type {any} */ (window).stayed), true, "the page was exchanged, not loaded");
  assert.equal((await plays(page)).data, "penguins");

  await page.locator("iframe").scrollIntoViewIfNeeded();
  await page.waitForFunction(() => frames.length > 0);
  const frame = page.frames().find((frame) => frame.url().includes("embed.html"));
  assert.ok(frame);
  assert.equal((await plays(frame)).data, "penguins");
  assert.ok(site.server.requests.every(({ status }) => status === 200));
  assert.deepEqual(site.problems(), []);
});

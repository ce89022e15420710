import assert from "node:assert/strict";
import { cpSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";

import { SITE_DIR } from "../browser/support/folder.mjs";
import { openSite } from "../browser/support/site.mjs";
import { copyOf } from "./support.mjs";

test("plain HTML: an element, and an iframe that gets the height it asks for", async (t) => {
  const folder = copyOf(t, "plain-html");
  cpSync(SITE_DIR, path.join(folder, "reverse-diffusion"), { recursive: true });
  const site = await openSite({ folder });
  t.after(() => site.close());
  const page = await site.open();
  await page.waitForFunction(() => /** @type {any} */ (document.querySelector("reverse-diffusion"))?.running);
  await page.locator("iframe").scrollIntoViewIfNeeded();
  await page.waitForFunction(() => /px$/.test(/** @type {HTMLElement} */ (document.getElementById("scene")).style.height));
  const frame = page.frames()[1];
  await frame.waitForFunction(() => /** @type {any} */ (document.querySelector("reverse-diffusion"))?.running);
  await page.getByRole("button", { name: "Run it again" }).click();
  const playing = () => /** @type {any} */ (document.querySelector("reverse-diffusion")).player.playing;
  await frame.waitForFunction(playing);
  const scenes = await Promise.all([page, frame].map((place) => place.evaluate(() => /** @type {any} */ (document.querySelector("reverse-diffusion")).scene.data)));
  assert.deepEqual(scenes, ["two-moons", "penguins"]);
  assert.deepEqual(site.problems(), []);
});

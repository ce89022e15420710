import assert from "node:assert/strict";
import { test } from "node:test";

import { openBench, ready, settled, state } from "./bench.mjs";

const CLIPBOARD = { permissions: ["clipboard-read", "clipboard-write"] };

/** @param {import("playwright-core").Page} page */
async function copiedLink(page) {
  await page.getByRole("button", { name: "Copy link" }).click();
  await page.getByText("Link copied").waitFor();
  return page.evaluate(() => navigator.clipboard.readText());
}

test("a copied link reproduces the digest, the seed, the step and what is shown", async (t) => {
  const { page, site } = await openBench(t, "lab.html?data=two-moons&particles=700&t-star=2.5&epsilon=0.4", CLIPBOARD);
  await page.getByRole("button", { name: "New seed" }).click();
  await page.getByRole("slider", { name: "Time line" }).fill("63");
  await page.locator("#section-show label", { hasText: "Voronoi cells" }).click();
  await page.getByRole("slider", { name: "Paths" }).fill("30");
  await settled(page);
  const link = await copiedLink(page);
  const there = await site.context.newPage();
  await there.goto(link);
  await ready(there);
  assert.deepEqual(await state(there), await state(page));
});

test("long data of one's own travel in the fragment, which no server sees", async (t) => {
  const { page, site } = await openBench(t, "lab.html", CLIPBOARD);
  const data = Array.from({ length: 400 }, (_, i) => `${Math.cos(i).toFixed(3)},${Math.sin(2 * i).toFixed(3)}`).join(";");
  await page.evaluate((points) => { document.querySelector("reverse-diffusion").update({ data: points, seed: 5 }); }, data);
  await settled(page);
  const link = new URL(await copiedLink(page));
  assert.equal(link.search, "?seed=5");
  assert.match(link.hash, /^#data=/);
  const there = await site.context.newPage();
  await there.goto(link.href);
  await ready(there);
  assert.equal((await state(there)).digest, (await state(page)).digest);
  assert.ok(site.server.requests.every((request) => request.path.length < 200));
});

test("the address bar follows what is changed", async (t) => {
  const { page } = await openBench(t);
  await page.evaluate(() => { document.querySelector("reverse-diffusion").update({ "t-star": 4, data: "two-diracs" }); });
  await page.waitForFunction(() => location.search === "?data=two-diracs&t-star=4");
});

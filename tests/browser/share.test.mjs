import assert from "node:assert/strict";
import { test } from "node:test";

import { notices, openBench, ready, settled, state } from "./bench.mjs";

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
  assert.match(link.search, /^\?length=\d+&seed=5$/);
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

/** Points on a spiral, as a link has them. @param {number} count @param {number} turns */
function spiral(count, turns) {
  return Array.from({ length: count }, (_, i) => `${(Math.cos(turns * i) * i / count).toFixed(3)},${(Math.sin(turns * i) * i / count).toFixed(3)}`).join(";");
}

for (const address of ["lab.html", "embed.html"]) {
  test(`another long link in the same tab shows its scene: ${address}`, async (t) => {
    const { page, site } = await openBench(t, `${address}?seed=5#data=${spiral(300, 0.3)}`);
    const count = () => page.evaluate(() => document.querySelector("reverse-diffusion").player.scene.data.split(";").length);
    assert.equal(await count(), 300);
    const before = site.server.requests.length;
    // As pasted over the old one, of which the page has kept the query.
    await page.evaluate((data) => { location.hash = `data=${data}`; }, spiral(170, 0.2));
    await page.waitForFunction(() => document.querySelector("reverse-diffusion").player.scene.data.split(";").length === 170);
    await settled(page);
    assert.equal(site.server.requests.slice(before).filter(({ path }) => path.includes(".html")).length, 0);
    // A section of the page is no scene.
    await page.evaluate(() => { location.hash = "what"; });
    await settled(page);
    assert.equal(await count(), 170);
    assert.deepEqual(await notices(page), []);
  });

  test(`what a link has suffered is said on the page once, and of its fellow travellers nothing: ${address}`, async (t) => {
    const { page } = await openBench(t, `${address}?data=two-moons&amp;particles=300&amp;sampler=dpm-solver%252B%252B&amp;utm_source=chat&amp;fbclid=x&amp;k=4).`);
    const { scene, index } = await state(page);
    assert.deepEqual([scene.data, scene.particles, scene.sampler, index], ["two-moons", 300, "dpm-solver++", 4]);
    assert.deepEqual(await notices(page), ["This link was damaged on its way; it was read as it was probably meant."]);
  });
}

test("a link that was cut says so in the lab", async (t) => {
  const { page, site } = await openBench(t, `lab.html?seed=5#data=${spiral(300, 0.3)}`, CLIPBOARD);
  const link = await copiedLink(page);
  const there = await site.context.newPage();
  await there.goto(link.slice(0, 2048));
  await ready(there);
  assert.match((await notices(there)).join(), /^This link was cut: of its \d+ characters \d+ came through/);
  assert.ok((await state(there)).count < 300);
});

import assert from "node:assert/strict";
import { test } from "node:test";

import { openBench, pixels, state } from "./bench.mjs";

for (const address of ["index.html", "lab.html", "embed.html"]) {
  test(`${address} loads with no error and no request to any other origin`, async (t) => {
    const { site, page } = await openBench(t, address);
    assert.deepEqual(site.problems(), []);
    const missing = site.server.requests.filter(({ status }) => status !== 200);
    assert.deepEqual(missing, []);
    assert.notEqual(await pixels(page), 0);
  });
}

test("the first paint is a finished still picture", async (t) => {
  const { page } = await openBench(t);
  const { done, playing } = await state(page);
  assert.deepEqual({ done, playing }, { done: true, playing: false });
});

test("an embedded frame takes its scene from its address and leads to the same scene in the lab", async (t) => {
  const { page } = await openBench(t, "embed.html?data=two-moons&t-star=2&show=particles,data");
  const link = page.getByRole("link", { name: "Open in the lab" });
  await link.hover();
  assert.match(await link.getAttribute("href") ?? "", /^lab\.html\?data=two-moons&t-star=2&show=particles,data$/);
});

import assert from "node:assert/strict";
import { test } from "node:test";

import { frames, onPage, openBench, pixels, settled, state } from "./bench.mjs";
import { openSite } from "./support/site.mjs";

test("the pointer inspects: weights that add up, x̄₀, neighbours, and the chance of each end", async (t) => {
  const { page } = await openBench(t, "lab.html?data=two-diracs&k=50");
  const plain = await pixels(page, ".over");
  const place = await onPage(page, [0.3, 0.2]);
  await page.mouse.move(place.x, place.y);
  const panel = page.locator("reverse-diffusion .inspector");
  await panel.waitFor();
  // In passing two lines, which cover little; a click asks for all.
  const passing = await panel.textContent() ?? "";
  for (const words of ["x̄₀", "Chance of ending at point"]) assert.ok(passing.includes(words), passing);
  assert.ok(!passing.includes("Effective neighbours"), passing);
  assert.ok(((await panel.boundingBox())?.height ?? 99) < 60);
  await page.mouse.click(place.x, place.y);
  await panel.getByText("Effective neighbours").waitFor();
  const text = await panel.textContent() ?? "";
  for (const words of ["x̄₀", "Effective neighbours", "Chance of ending at", "point 0", "point 1"]) assert.ok(text.includes(words), text);
  const shares = [...text.matchAll(/([\d.]+) %/g)].map(([, share]) => Number(share));
  assert.ok(Math.abs(shares.reduce((sum, share) => sum + share, 0) - 100) <= 1, String(shares));
  await frames(page);
  assert.notEqual(await pixels(page, ".over"), plain);
  const box = await panel.boundingBox();
  assert.ok(box && !(place.x > box.x && place.x < box.x + box.width && place.y > box.y && place.y < box.y + box.height), "the panel covers the place");
});

test("what the weights mean is said as honestly where λ is not the chance of an end", async (t) => {
  for (const [query, words] of [["epsilon=0", "determined"], ["epsilon=0.5", "for ε = 1 only"], ["denoiser=gaussian", "Another denoiser runs"],
    ["t-min=0.05", "if it ran on to t = 0"], ["dynamics=forward", "having started at"], ["dynamics=bridge", "ends at its target"]]) {
    const { page } = await openBench(t, `lab.html?${query}&k=50`);
    const place = await onPage(page, [0.3, 0.2]);
    await page.mouse.click(place.x, place.y);
    await page.locator("reverse-diffusion .inspector", { hasText: words }).waitFor();
    assert.doesNotMatch(await page.locator("reverse-diffusion .inspector").textContent() ?? "", /Chance of ending/);
  }
});

test("a click launches a particle there and plays from the start; Shift-click follows the nearest", async (t) => {
  const { page } = await openBench(t);
  const place = await onPage(page, [0.5, 0.5]);
  await page.mouse.click(place.x, place.y);
  await frames(page);
  const launched = await state(page);
  assert.deepEqual([launched.launched, launched.playing], [1, true]);
  await page.keyboard.down("Shift");
  await page.mouse.click(place.x + 60, place.y);
  await page.keyboard.up("Shift");
  await page.getByRole("button", { name: "Pause" }).click();
  assert.equal(await page.evaluate(() => document.querySelector("reverse-diffusion").player.launched), 2);
  await page.getByRole("button", { name: "Clear launched" }).click();
  assert.equal(await page.evaluate(() => document.querySelector("reverse-diffusion").player.launched), 0);
});

test("a drag across the stage launches nothing", async (t) => {
  const { page } = await openBench(t, "lab.html?k=10");
  const [from, to] = [await onPage(page, [-1, 0]), await onPage(page, [1, 0.4])];
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move(to.x, to.y, { steps: 5 });
  await page.mouse.up();
  assert.equal((await state(page)).launched, 0);
});

test("a launched particle ends exactly on a data point", async (t) => {
  const { page } = await openBench(t, "lab.html?grid=log-snr&k=0");
  const place = await onPage(page, [1.4, -0.3]);
  await page.mouse.click(place.x, place.y);
  await page.getByRole("slider", { name: "Time line" }).fill("100");
  await settled(page);
  const nearest = await page.evaluate(() => {
    const { simulation } = document.querySelector("reverse-diffusion").player;
    const [x, y] = simulation.launchedState();
    const points = simulation.points();
    let best = Infinity;
    for (let i = 0; i < simulation.count; i++) best = Math.min(best, Math.hypot(points[2 * i] - x, points[2 * i + 1] - y));
    return best;
  });
  assert.ok(nearest < 1e-6, String(nearest));
});

test("where the inspector's words can not be had the picture goes on, and they are asked for once more and no oftener", async (t) => {
  const site = await openSite();
  t.after(() => site.close());
  let asked = 0;
  await site.context.route(/\/inspection-.*\.js/, (route) => {
    asked += 1;
    return route.abort();
  });
  const page = await site.open("embed.html");
  await page.waitForFunction(() => /** @type {any} */ (document.querySelector("reverse-diffusion"))?.running);
  await page.evaluate(() => /** @type {any} */ (document.querySelector("reverse-diffusion")).play());
  await page.locator("reverse-diffusion .stage").hover();
  await page.keyboard.press("Tab");
  await page.waitForFunction(() => /** @type {any} */ (document.querySelector("reverse-diffusion")).player.index > 20);
  assert.equal(asked, 2);
  assert.equal(await page.locator("reverse-diffusion .inspector").isVisible(), false);
  const problems = site.problems();
  assert.ok(problems.length > 0 && problems.every((problem) => /inspection-|ERR_FAILED/.test(problem)), problems.join("\n"));
  site.forgetProblems();
});

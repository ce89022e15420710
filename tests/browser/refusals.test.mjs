import assert from "node:assert/strict";
import { test } from "node:test";

import { notices, openBench, settled, state, unfold } from "./bench.mjs";

test("each bad value of an address is named on the page and the default used", async (t) => {
  const { page } = await openBench(t, "lab.html?t-star=99&steps=many&sampler=magic&colour=red&seed=3&show=fog&k=7000");
  const sentences = (await notices(page)).join("\n");
  for (const word of ["t-star", "99", "steps", "many", "sampler", "magic", "colour", "fog", "7000"]) assert.ok(sentences.includes(word), `${word} in\n${sentences}`);
  const { scene } = await state(page);
  assert.deepEqual([scene["t-star"], scene.steps, scene.sampler, scene.seed], [3, 100, "exponential", 3]);
});

test("a bad attribute is named over the picture, and the rest of the element works", async (t) => {
  const { page } = await openBench(t, "index.html");
  const message = await page.evaluate(async () => {
    const bench = document.querySelector("reverse-diffusion");
    const told = new Promise((resolve) => bench.addEventListener("error", (event) => resolve(event.detail.message), { once: true }));
    bench.setAttribute("epsilon", "lots");
    return told;
  });
  assert.match(message, /epsilon/);
  assert.match(message, /lots/);
  assert.match((await notices(page)).join(), /lots/);
  await settled(page);
  assert.equal((await state(page)).scene.epsilon, 1);
});

test("a bad scene from JavaScript is refused with a sentence and the old one stays", async (t) => {
  const { page } = await openBench(t);
  const before = await state(page);
  for (const [scene, word] of /** @type {[object, RegExp][]} */ ([
    [{ "t-star": -1 }, /t-star/], [{ steps: "ten" }, /steps/], [{ data: "1,2;x,3" }, /data|x/], [{ wind: 3 }, /wind/], [{ particles: Number.NaN }, /particles/],
  ])) {
    await page.evaluate((bad) => { document.querySelector("reverse-diffusion").scene = bad; }, scene);
    await settled(page);
    assert.match((await notices(page)).at(-1) ?? "", word);
    assert.deepEqual(await state(page), before);
  }
});

test("a number out of range is refused under its own field, and what is seen stays", async (t) => {
  const { page } = await openBench(t);
  const before = await state(page);
  const field = page.locator('[data-parameter="particles"]');
  await field.locator("input.number").fill("9999999");
  await field.locator("input.number").press("Enter");
  await field.locator(".refusal", { hasText: "200000" }).waitFor();
  assert.deepEqual(await state(page), before);
  await field.locator("input.number").fill("300");
  await field.locator("input.number").press("Enter");
  await settled(page);
  assert.equal(await field.locator(".refusal").textContent(), "");
});

test("a bad line is named by its number, and neither the text nor the points are lost", async (t) => {
  const { page } = await openBench(t);
  const before = await state(page);
  await unfold(page, "Write or paste points");
  const text = page.locator("textarea");
  await text.fill("0,1\n2,3\n4,five\n6,7");
  await page.getByRole("button", { name: "Apply" }).click();
  await page.locator(".write .refusal", { hasText: "Line 3" }).waitFor();
  assert.equal(await text.inputValue(), "0,1\n2,3\n4,five\n6,7");
  assert.deepEqual(await state(page), before);
});

test("where there is no picture to stand over, a notice has its own room", async (t) => {
  const { page } = await openBench(t, "embed.html?study=generalise&particles=300&tstar=2");
  const notice = page.getByText('"tstar" is no parameter; t-star was probably meant.');
  await notice.waitFor();
  const shown = await notice.evaluate((line) => {
    const { top, bottom, left } = line.getBoundingClientRect();
    const root = /** @type {ShadowRoot} */ (line.getRootNode());
    // What lies on it, at its first and last pixel.
    return [top + 2, bottom - 2].map((y) => line.contains(root.elementFromPoint(left + 5, y)));
  });
  assert.deepEqual(shown, [true, true]);
});

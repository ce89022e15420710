import assert from "node:assert/strict";
import { test } from "node:test";

import { onPage, openBench, settled, state, unfold } from "./bench.mjs";

/** @typedef {import("playwright-core").Page} Page */

/** Drops a file on the middle of the page, as a desktop would. @param {Page} page @param {string} text @param {string} [name] */
async function drop(page, text, name = "points.csv") {
  await page.evaluate(({ text, name }) => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File([text], name, { type: "text/csv" }));
    for (const type of ["dragenter", "dragover", "drop"]) {
      document.body.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));
    }
  }, { text, name });
}

/** @param {Page} page */
const points = (page) => page.evaluate(() => {
  const { simulation } = document.querySelector("reverse-diffusion").player;
  const flat = Array.from(simulation.points());
  return { flat, weights: Array.from(simulation.weights()), dim: simulation.dim, count: simulation.count };
});

/** @param {Page} page @param {"Inspect" | "Draw" | "Erase"} tool */
const take = (page, tool) => page.locator(".toolbar label", { hasText: tool }).click();

test("points are typed, with weights after @ or as a third number", async (t) => {
  const { page } = await openBench(t);
  await unfold(page, "Write or paste points");
  await page.locator("textarea").fill("0, 1\n2, -1 @ 3");
  await page.getByRole("button", { name: "Apply" }).click();
  await settled(page);
  assert.deepEqual(await points(page), { flat: [0, 1, 2, -1], weights: [0.25, 0.75], dim: 2, count: 2 });
  await page.locator("textarea").fill("0,1,1\n2,-1,1\n1,1,2");
  await page.getByRole("button", { name: "Apply" }).click();
  await settled(page);
  assert.deepEqual((await points(page)).weights, [0.25, 0.25, 0.5]);
});

test("numbers alone are points on a line", async (t) => {
  const { page } = await openBench(t);
  await unfold(page, "Write or paste points");
  await page.locator("textarea").fill("-1\n0.5\n2");
  await page.getByRole("button", { name: "Apply" }).click();
  await settled(page);
  const { flat, dim } = await points(page);
  assert.deepEqual([flat, dim], [[-1, 0.5, 2], 1]);
});

test("a dropped CSV file is read by its header, its columns chosen by name, and standardised unless told", async (t) => {
  const { page } = await openBench(t);
  await drop(page, "name,height,width,mass\nada,1,10,1\nbob,3,20,1\ncyd,5,60,2\n");
  await page.locator(".file", { hasText: "3 rows" }).waitFor();
  await settled(page);
  const standardised = await points(page);
  assert.equal(standardised.count, 3);
  assert.ok(Math.abs(standardised.flat[0] + standardised.flat[2] + standardised.flat[4]) < 1e-3);
  await page.getByText(/Standardised: the mean/).first().waitFor();

  await page.locator(".file label", { hasText: "Standardise" }).click();
  await settled(page);
  assert.deepEqual((await points(page)).flat, [1, 10, 3, 20, 5, 60]);
  await page.locator('.file [name="x"]').selectOption("width");
  await page.locator('.file [name="y"]').selectOption("");
  await page.locator('.file [name="weight"]').selectOption("mass");
  await settled(page);
  assert.deepEqual(await points(page), { flat: [10, 20, 60], weights: [0.25, 0.25, 0.5], dim: 1, count: 3 });
});

test("a bad line of a file is named, and the data stay; another column may be the way out", async (t) => {
  const { page } = await openBench(t);
  const before = await state(page);
  await drop(page, "x,y,z\n1,2,3\n4,oops,6\n7,8,9\n");
  await page.locator(".data .refusal", { hasText: "Line 3" }).waitFor();
  assert.deepEqual(await state(page), before);
  await page.locator('.file [name="y"]').selectOption("z");
  await settled(page);
  assert.equal((await points(page)).count, 3);
});

test("100,000 rows are taken, and not listed", async (t) => {
  const { page } = await openBench(t, "lab.html?particles=50&steps=2");
  const rows = Array.from({ length: 100_000 }, (_, i) => `${Math.cos(i) * (1 + (i % 7))},${Math.sin(i * 1.3)}`).join("\n");
  await drop(page, rows);
  await page.locator(".file", { hasText: "100,000 rows" }).waitFor();
  await settled(page);
  assert.equal((await points(page)).count, 100_000);
  assert.equal(await page.locator("textarea").inputValue(), "");
  await drop(page, rows + "\n1,2\n");
  await page.locator(".data .refusal", { hasText: "100000" }).waitFor();
  assert.equal((await points(page)).count, 100_000);
});

test("points are drawn, dragged, deleted and undone by hand", async (t) => {
  const { page } = await openBench(t, "lab.html?data=0,0;1,1");
  await take(page, "Draw");
  const tap = await onPage(page, [-1, -1]);
  await page.mouse.click(tap.x, tap.y);
  await settled(page);
  assert.equal((await points(page)).count, 3);

  const from = await onPage(page, [-1, -1]);
  const to = await onPage(page, [-1.5, 0.5]);
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move((from.x + to.x) / 2, (from.y + to.y) / 2, { steps: 4 });
  await page.mouse.move(to.x, to.y, { steps: 4 });
  await page.mouse.up();
  await settled(page);
  const moved = await points(page);
  assert.equal(moved.count, 3);
  assert.ok(Math.hypot(moved.flat[4] + 1.5, moved.flat[5] - 0.5) < 0.05, String(moved.flat));

  const begin = await onPage(page, [1.2, -1]);
  const end = await onPage(page, [-0.6, -1]);
  await page.mouse.move(begin.x, begin.y);
  await page.mouse.down();
  await page.mouse.move(end.x, end.y, { steps: 10 });
  await page.mouse.up();
  await settled(page);
  assert.ok((await points(page)).count > 8);
  await page.getByRole("button", { name: "Undo" }).click();
  await settled(page);
  assert.equal((await points(page)).count, 3);

  await take(page, "Erase");
  const gone = await onPage(page, [1, 1]);
  await page.mouse.click(gone.x, gone.y);
  await settled(page);
  assert.equal((await points(page)).count, 2);

  await take(page, "Draw");
  const hovered = await onPage(page, [0, 0]);
  await page.mouse.move(hovered.x, hovered.y);
  await page.locator("reverse-diffusion .stage").focus();
  await page.keyboard.press("Delete");
  await settled(page);
  assert.equal((await points(page)).count, 1);
  const last = await onPage(page, [-1.5, 0.5]);
  await page.mouse.move(last.x, last.y);
  await page.keyboard.press("Delete");
  await page.locator(".tool-note", { hasText: "at least one" }).waitFor();
  assert.equal((await points(page)).count, 1);
});

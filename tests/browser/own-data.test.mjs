import assert from "node:assert/strict";
import { test } from "node:test";

import { onPage, openBench, settled, state, unfold } from "./bench.mjs";

/** @typedef {import("playwright-core").Page} Page */

/** Drops files on the middle of the page, as a desktop would. @param {Page} page @param {{name: string, bytes: number[] | string}[]} files */
async function dropFiles(page, files) {
  await page.evaluate((files) => {
    const dataTransfer = new DataTransfer();
    for (const { name, bytes } of files) dataTransfer.items.add(new File([typeof bytes === "string" ? bytes : new Uint8Array(bytes)], name, { type: "text/csv" }));
    for (const type of ["dragenter", "dragover", "drop"]) {
      document.body.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));
    }
  }, files);
}

/** @param {Page} page @param {string} text @param {string} [name] */
const drop = (page, text, name = "points.csv") => dropFiles(page, [{ name, bytes: text }]);

/** @param {Page} page */
const raw = async (page) => {
  await page.locator('.file [name="standardise"]').uncheck();
  await page.locator('.file [name="standardise"]:not(:checked)').waitFor();
  await settled(page);
};

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

  await raw(page);
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

test("decimal commas are read, and said", async (t) => {
  const { page } = await openBench(t);
  await drop(page, "id;x;y\n1;0,5;1,25\n2;1,5;2,5\n");
  await page.locator(".file", { hasText: "2 rows" }).waitFor();
  await page.locator(".file .note", { hasText: "commas are decimal commas: 0,5 is 0.5" }).waitFor();
  await page.locator(".file .note", { hasText: "“id” numbers the rows" }).waitFor();
  await raw(page);
  assert.deepEqual((await points(page)).flat, [0.5, 1.25, 1.5, 2.5]);
});

test("where a file can be read in two ways both are offered", async (t) => {
  const { page } = await openBench(t);
  await drop(page, "1,5\n2,25\n");
  const readings = page.locator('.file [name="reading"]');
  await readings.waitFor();
  await raw(page);
  assert.deepEqual((await points(page)).flat, [1, 5, 2, 25]);
  await readings.selectOption({ label: "There is one column, commas are decimal commas: 1.5" });
  await page.waitForFunction(() => document.querySelector("reverse-diffusion").player.simulation.dim === 1);
  await settled(page);
  assert.deepEqual((await points(page)).flat, [1.5, 2.25]);
  assert.equal(await readings.locator("option").count(), 2);
  await unfold(page, "Write or paste points");
  await page.locator("textarea").fill("0,5;1,5");
  await page.getByRole("button", { name: "Apply" }).click();
  await settled(page);
  assert.deepEqual((await points(page)).flat, [0, 5, 1, 5]);
  await page.locator('.write [name="reading"]').selectOption({ label: "Semicolons separate columns, commas are decimal commas: 0.5 | 1.5" });
  await page.waitForFunction(() => document.querySelector("reverse-diffusion").player.simulation.count === 1);
  await settled(page);
  assert.deepEqual((await points(page)).flat, [0.5, 1.5]);
});

test("rows without a value are left out and named, and a click shows them", async (t) => {
  const { page } = await openBench(t);
  await drop(page, "x,y\n1,2\n3,\n#N/A,4\n5,6\n");
  await page.locator(".file", { hasText: "2 rows" }).waitFor();
  const leftOut = page.locator(".file .left-out");
  await leftOut.locator("summary", { hasText: "2 rows without a value were left out: lines 3, 4" }).click();
  assert.deepEqual(await leftOut.locator("li").allInnerTexts(), [
    'Line 3 3, there is no value in column "y"', 'Line 4 #N/A,4 there is no value in column "x" (#N/A)']);
  assert.equal((await points(page)).count, 2);
  // What was typed stays, for the line to be completed.
  await unfold(page, "Write or paste points");
  await page.locator("textarea").fill("0,1\n2,\n3,4");
  await page.getByRole("button", { name: "Apply" }).click();
  await settled(page);
  assert.equal((await points(page)).count, 2);
  await page.locator(".write .left-out summary").click();
  await page.locator(".write .left-out").getByRole("button", { name: "Line 2" }).click();
  assert.equal(await page.locator("textarea").evaluate((field) => field.value.slice(field.selectionStart, field.selectionEnd)), "2,");
});

test("a refused file leaves the one before as it was", async (t) => {
  const { page } = await openBench(t);
  await unfold(page, "Write or paste points");
  await page.locator("textarea").fill("1,2");
  await page.getByRole("button", { name: "Apply" }).click();
  await page.locator(".write .note", { hasText: "1 point taken." }).waitFor();
  await page.locator("textarea").fill("1,oops\n2,3");
  await page.getByRole("button", { name: "Apply" }).click();
  await page.locator(".write .refusal", { hasText: "oops" }).waitFor();
  assert.equal(await page.locator(".write .note", { hasText: "taken" }).count(), 0);

  await drop(page, "a,b\n1,2\n3,4\n", "good.csv");
  await page.locator(".file", { hasText: "good.csv: 2 rows" }).waitFor();
  await settled(page);
  const before = await points(page);
  await drop(page, "c,d\n1,2\n3,oops\n4,5\n", "bad.csv");
  await page.locator(".data > .refusal", { hasText: "bad.csv: Line 3" }).waitFor();
  assert.match(await page.locator(".file .name").innerText(), /^good\.csv: 2 rows$/);
  assert.deepEqual(await page.locator('.file [name="x"] option').allTextContents(), ["a", "b"]);
  assert.deepEqual(await points(page), before);
  // And its pickers are about it.
  await page.locator('.file [name="y"]').selectOption("");
  await page.waitForFunction(() => document.querySelector("reverse-diffusion").player.simulation.dim === 1);
  assert.match(await page.locator(".file .name").innerText(), /^good\.csv: 2 rows$/);
  // Other data: the file is still at hand.
  await page.locator("#section-data select").first().selectOption("five-points");
  await settled(page);
  await page.getByRole("button", { name: "Use it again" }).click();
  await page.locator(".file .name", { hasText: /^good\.csv: 2 rows$/ }).waitFor();
  assert.equal((await points(page)).dim, 1);
});

test("of two files it is said which was opened", async (t) => {
  const { page } = await openBench(t);
  await dropFiles(page, [{ name: "one.csv", bytes: "1.5,2\n3,4" }, { name: "two.csv", bytes: "5,6" }]);
  await page.locator(".data > .note", { hasText: "Of 2 files one.csv was opened" }).waitFor();
  assert.equal((await points(page)).count, 2);
});

test("what a file is written in is recognised; what is no table is named", async (t) => {
  const { page } = await openBench(t);
  const text = "größe;y\n−1,5;2\n3;4\n";
  const wide = [...text].flatMap((c) => [c.charCodeAt(0) & 255, c.charCodeAt(0) >> 8]);
  const swapped = (/** @type {number[]} */ bytes) => bytes.map((_, i) => bytes[i ^ 1]);
  const files = {
    "utf8.csv": [...new TextEncoder().encode(text)],
    "marked.csv": [0xff, 0xfe, ...wide],
    "swapped.csv": [0xfe, 0xff, ...swapped(wide)],
    // The minus is no ASCII, but nearly all of it is.
    "bare.csv": wide,
    "bare-swapped.csv": swapped(wide),
    // As Windows has it: ß is DF, and its dash 96.
    "windows.csv": [...text].map((c) => (c === "−" ? 0x96 : c.charCodeAt(0))),
  };
  for (const [name, bytes] of Object.entries(files)) {
    await dropFiles(page, [{ name, bytes }]);
    await page.locator(".file .name", { hasText: `${name}: 2 rows` }).waitFor();
    await raw(page);
    assert.deepEqual((await points(page)).flat, [-1.5, 2, 3, 4], name);
    assert.deepEqual(await page.locator('.file [name="x"] option').allTextContents(), ["größe", "y"], name);
  }
  for (const [bytes, what] of /** @type {[string | number[], string][]} */ ([["[[1,2],[3,4]]", "JSON"], ["<html>1,2", "HTML"], [[80, 75, 3, 4, 20, 0, 0, 0, 8, 200], "zipped"],
    [[1, 0, 0, 7, 3, 0, 0, 9], "binary"], ["", "no data"], ["x,y\n", "no data follow"]])) {
    await dropFiles(page, [{ name: "other.csv", bytes }]);
    await page.locator(".data > .refusal", { hasText: `other.csv: ` }).filter({ hasText: what }).waitFor();
  }
  assert.match(await page.locator(".file .name").innerText(), /^windows\.csv: 2 rows$/);
});

test("images written out as CSV are images when they come back", async (t) => {
  const { page } = await openBench(t, "lab.html?study=digits&data=digits&particles=3&steps=5&k=5");
  await page.locator("#share").click();
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Particles as CSV" }).click()]);
  const { readFile } = await import("node:fs/promises");
  const text = await readFile(await download.path(), "utf8");
  const [header, ...rows] = text.trimEnd().split("\n").filter((line) => !line.startsWith("#"));
  assert.equal(header.split(",").length, 64);
  await page.keyboard.press("Escape");
  await page.locator("#section-data select").first().selectOption("five-points");
  await settled(page);
  await drop(page, text, "images.csv");
  await page.locator(".file", { hasText: `images.csv: ${rows.length} rows` }).waitFor();
  await settled(page);
  const { dim, flat } = await points(page);
  assert.equal(dim, 64);
  assert.deepEqual(flat.slice(0, 64), rows[0].split(",").map((x) => Math.fround(Number(x))));
  assert.equal(await page.locator('.file [name="all"]').isChecked(), true);
});

test("after other data Undo brings the drawing back, and then what was before it", async (t) => {
  const { page } = await openBench(t, "lab.html?data=0,0;1,1");
  await take(page, "Draw");
  const from = await onPage(page, [-0.8, -1]);
  const to = await onPage(page, [0.8, -1]);
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move(to.x, to.y, { steps: 10 });
  await page.mouse.up();
  await settled(page);
  const drawn = await points(page);
  assert.ok(drawn.count > 4);
  for (const preset of ["two-moons", "eruptions"]) {
    await page.locator("#section-data select").first().selectOption(preset);
    await settled(page);
    assert.notEqual((await points(page)).count, drawn.count);
    await page.getByRole("button", { name: "Undo" }).click();
    await settled(page);
    assert.deepEqual(await points(page), drawn);
  }
  await page.getByRole("button", { name: "Undo" }).click();
  await settled(page);
  assert.equal((await points(page)).count, 2);
});

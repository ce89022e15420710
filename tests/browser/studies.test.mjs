import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";

import { frames, notices, openBench, settled, state, openEvidence } from "./bench.mjs";
import { startEngine } from "./support/engine.mjs";

/** @typedef {import("playwright-core").Page} Page */

const engine = await startEngine();
const STUDIES = engine.studies().filter(({ name }) => name !== "none");

/** Until the study has done all its work and shows it, evidence and all. @param {Page} page */
async function answered(page) {
  await settled(page);
  await page.waitForFunction(() => document.querySelector("reverse-diffusion").study.settled);
  await openEvidence(page);
  await frames(page);
}

/** How many different colours each chart has, and how many pixels of its moving part are inked. @param {Page} page */
const inked = (page) => page.evaluate(() => {
  const plots = [...document.querySelector("reverse-diffusion").shadowRoot.querySelectorAll(".plot")];
  return plots.map((plot) => [...plot.querySelectorAll("canvas")].map((canvas) => {
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    return new Set(new Uint32Array(data.buffer)).size;
  }));
});

/** A line of CSV as fields; quotes may hold commas. @param {string} line */
function fields(line) {
  const found = line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g);
  return [...found].map(([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain);
}

for (const { name, title, question } of STUDIES) {
  test(`the study ${name} opens by its link, draws its charts, has its numbers and hands them out`, async (t) => {
    const { page, site } = await openBench(t, `lab.html?study=${name}&seed=5`);
    await answered(page);
    const study = page.locator("reverse-diffusion");
    assert.equal(await study.locator(".study h2").textContent(), title);
    assert.equal(await study.locator(".question").textContent(), question);
    assert.match((await study.locator(".conclusion").textContent()) ?? "", /^[^.]{8,}.*\.$/s);
    assert.match((await study.locator(".evidence > summary").textContent()) ?? "", /^Evidence (\d+ charts?, )?\d+ numbers?/);

    const charts = await inked(page);
    assert.ok(charts.length > 0);
    for (const [still] of charts) assert.ok(still > 8, `a chart of ${still} colours`);
    for (const label of await study.locator(".plot").evaluateAll((plots) => plots.map((plot) => plot.getAttribute("aria-label")))) {
      assert.ok((label ?? "").length > 20);
    }

    const numbers = await study.locator("tbody tr").evaluateAll((rows) => rows.map((row) => [...row.children].map((cell) => cell.textContent)));
    assert.ok(numbers.length > 0);
    for (const [row, predicted, measured] of numbers) {
      assert.ok((row ?? "").length > 3);
      assert.doesNotMatch(`${predicted}${measured}`, /NaN|undefined|…/);
    }
    assert.ok(numbers.some(([, , measured]) => /\d/.test(measured ?? "")));
    assert.ok((await study.locator(".findings li").count()) > 0);

    const [download] = await Promise.all([page.waitForEvent("download"), study.getByRole("button", { name: "Download CSV" }).click()]);
    assert.equal(download.suggestedFilename(), `reverse-diffusion-${name}.csv`);
    const lines = (await readFile(await download.path(), "utf8")).trimEnd().split("\n");
    const scene = Object.fromEntries(lines.filter((line) => line.startsWith("# ")).map((line) => line.slice(2).split("=", 2)));
    assert.equal(scene.study, name);
    assert.equal(scene.seed, "5");
    const [head, ...body] = lines.filter((line) => !line.startsWith("#")).map(fields);
    assert.deepEqual(head, ["table", "item", "x", "y", "low_or_error", "predicted", "bound"]);
    for (const row of body) assert.equal(row.length, head.length, row.join("|"));
    assert.equal(body.filter(([table]) => table === "numbers").length, numbers.length);
    assert.ok(body.length > numbers.length + 20);
    assert.deepEqual(site.problems(), []);
  });

  test(`the study ${name} fits a phone`, async (t) => {
    const { page, site } = await openBench(t, `lab.html?study=${name}`, { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
    await answered(page);
    const widths = await page.evaluate(() => {
      const inside = document.querySelector("reverse-diffusion").shadowRoot;
      // Panels of the picture that answers are drawn along by a finger.
      const wide = [...inside.querySelectorAll(".view *, .evidence *")].filter((part) => part.getBoundingClientRect().right > innerWidth + 1 && !part.closest(".lead"));
      return [document.documentElement.scrollWidth, innerWidth, wide.map((part) => part.className || part.tagName)];
    });
    assert.deepEqual(widths, [390, 390, []]);
    assert.ok((await inked(page)).every(([still]) => still > 8));
    assert.deepEqual(site.problems(), []);
  });
}

test("what moves follows the clock, what stands still is not drawn again", async (t) => {
  const { page } = await openBench(t, "lab.html?study=lighthouse&k=10");
  await answered(page);
  const picture = (/** @type {number} */ canvas) => page.evaluate((canvas) =>
    [...document.querySelector("reverse-diffusion").shadowRoot.querySelectorAll(`.plot canvas:nth-child(${canvas})`)].map((one) => one.toDataURL()).join(), canvas);
  const [still, moving] = [await picture(1), await picture(2)];
  await page.evaluate(() => document.querySelector("reverse-diffusion").seek(80));
  await answered(page);
  assert.equal(await picture(1), still);
  assert.notEqual(await picture(2), moving);
});

test("a slider of the study changes its prediction, and the old study is let go", async (t) => {
  const { page, site } = await openBench(t, "lab.html?study=forward");
  await answered(page);
  const predicted = () => page.locator("reverse-diffusion tbody tr").first().locator("td").first().textContent();
  const before = await predicted();
  const slider = page.locator('reverse-diffusion [data-parameter="t-star"] input[type=range]');
  for (const value of ["300", "320", "340", "360", "380"]) await slider.fill(value);
  await answered(page);
  assert.notEqual(await predicted(), before);
  assert.deepEqual(site.problems(), []);
});

test("the menu brings a study with its own scene, keeps points of the reader's own line, and goes back", async (t) => {
  const { page, site } = await openBench(t, "lab.html?data=penguins&steps=70");
  const menu = page.locator("#section-question select");
  await menu.selectOption("forward");
  await answered(page);
  assert.equal((await state(page)).scene.data, "two-diracs-line");
  assert.equal((await state(page)).scene.dynamics, "forward");
  await menu.selectOption("none");
  await settled(page);
  const back = (await state(page)).scene;
  assert.deepEqual([back.study, back.data, back.steps], ["none", "penguins", 70]);
  assert.equal(await page.locator("reverse-diffusion .study").isHidden(), true);

  await page.evaluate(() => document.querySelector("reverse-diffusion").update({ data: "-1;0.25;2" }));
  await menu.selectOption("generated");
  await answered(page);
  assert.equal((await state(page)).scene.data, "-1;0.25;2");
  assert.equal((await state(page)).scene.start, "shifted");
  await menu.selectOption("instability");
  await answered(page);
  assert.equal((await state(page)).scene.data, "-1;0.25;2");
  assert.deepEqual(site.problems(), []);
});

test("points a study brought itself are not taken for the reader's own", async (t) => {
  const { page } = await openBench(t, "lab.html?study=lighthouse");
  await page.locator("#section-question select").selectOption("forward");
  await answered(page);
  assert.equal((await state(page)).scene.data, "two-diracs-line");
});

test("data of the plane end a study, and a sentence says so", async (t) => {
  const { page, site } = await openBench(t, "lab.html?study=bridge");
  await answered(page);
  await page.locator("#section-data select").first().selectOption("penguins");
  await settled(page);
  assert.deepEqual([(await state(page)).scene.study, (await state(page)).scene.data], ["none", "penguins"]);
  assert.match((await notices(page)).join(), /The study was left: it is not made for data of so many coordinates/);
  assert.deepEqual(site.problems(), []);
});

test("a link that asks for a study of the plane is refused with a sentence", async (t) => {
  const { page } = await openBench(t, "lab.html?study=forward&data=penguins");
  assert.match((await notices(page)).join(), /study.*line/);
  assert.equal((await state(page)).scene.study, "none");
});

test("an attribute opens a study in any page, and another one brings its own scene", async (t) => {
  const { page, site } = await openBench(t, "embed.html?study=instability&mode=6");
  await answered(page);
  assert.equal((await state(page)).scene.mode, 6);
  assert.equal(await page.locator("reverse-diffusion .stage").isHidden(), true);
  await page.evaluate(() => document.querySelector("reverse-diffusion").setAttribute("study", "forward"));
  await answered(page);
  assert.equal((await state(page)).scene.dynamics, "forward");
  assert.equal(await page.locator("reverse-diffusion .stage").isVisible(), true);
  assert.deepEqual(site.problems(), []);
});

test("without a picture notices stand above the study", async (t) => {
  const { page } = await openBench(t, "lab.html?study=instability&mode=0");
  assert.match((await notices(page)).join(), /mode/);
  assert.equal(await page.locator("reverse-diffusion .notice").first().isVisible(), true);
});

test("the keyboard reaches a study's parameters and its download", async (t) => {
  const { page } = await openBench(t, "lab.html?study=instability", { viewport: { width: 1440, height: 900 } });
  await answered(page);
  const reached = new Set();
  for (let i = 0; i < 60; i++) {
    await page.keyboard.press("Tab");
    reached.add(await page.evaluate(() => {
      const inner = document.activeElement?.shadowRoot?.activeElement ?? document.activeElement;
      return inner?.closest("[data-parameter]")?.getAttribute("data-parameter") ?? inner?.textContent?.trim();
    }));
  }
  for (const name of ["t-star", "steps", "mode", "amplitude", "precision", "Download CSV"]) assert.ok(reached.has(name), `${name} in ${[...reached].join(", ")}`);
});

test("a study's parameters are behind a button, where they do not stand at its side", async (t) => {
  const { page } = await openBench(t, "lab.html?study=instability", { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
  const own = page.locator('reverse-diffusion [data-parameter="mode"]');
  const more = page.locator("reverse-diffusion").getByRole("button", { name: "More parameters" });
  for (const open of [false, true, false]) {
    assert.equal(await more.getAttribute("aria-expanded"), String(open));
    assert.equal(await own.isVisible(), open);
    await more.click();
  }
});

test("colours follow the page: the charts of a dark page are other charts", async (t) => {
  const { page } = await openBench(t, "lab.html?study=errata");
  await answered(page);
  const corner = () => page.evaluate(() => {
    const canvas = document.querySelector("reverse-diffusion").shadowRoot.querySelector(".plot canvas");
    return canvas.toDataURL();
  });
  const light = await corner();
  await page.emulateMedia({ colorScheme: "dark" });
  await page.waitForFunction((light) => document.querySelector("reverse-diffusion").shadowRoot.querySelector(".plot canvas").toDataURL() !== light, light);
});

test("a study starts from any law its menu names", async (t) => {
  const { page, site } = await openBench(t, "lab.html?study=generated", { viewport: { width: 1440, height: 900 } });
  const start = page.locator('#how [data-parameter="start"]');
  assert.equal(await start.locator("select").inputValue(), "shifted");
  for (const [choice, becomes] of [["narrow", "narrow"], ["law", "normal:1,0.5"], ["point", "0.5"], ["terminal", "terminal"]]) {
    await start.locator("select").selectOption(choice);
    await answered(page);
    assert.equal((await state(page)).scene.start, becomes);
    assert.equal(await start.locator("select").inputValue(), choice);
  }
  await start.locator("select").selectOption("law");
  await settled(page);
  await start.locator("input").fill("-2,0.7");
  await start.locator("input").press("Enter");
  await answered(page);
  assert.equal((await state(page)).scene.start, "normal:-2,0.7");
  assert.deepEqual(site.problems(), []);
});

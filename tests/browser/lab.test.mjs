// The lab as a place: what stands where, what is undone by which key, what is seen first on a phone, and that a study is
// seen whole.

import assert from "node:assert/strict";
import { test } from "node:test";

import { frames, onPage, openBench, settled, state } from "./bench.mjs";
import { startEngine } from "./support/engine.mjs";

/** @typedef {import("playwright-core").Page} Page */

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 };

const engine = await startEngine();
const STUDIES = engine.studies().filter(({ name }) => name !== "none");

/** Titles of the sections that are there, and the parameters in each. @param {Page} page */
const sections = (page) => page.evaluate(() => Object.fromEntries([...document.querySelectorAll("aside .section:not([hidden])")].map((section) => [
  section.querySelector("h2")?.textContent,
  [...section.querySelectorAll("[data-parameter]:not([hidden])")].map((field) => /** @type {HTMLElement} */ (field).dataset.parameter),
])));

const menu = (/** @type {Page} */ page, /** @type {string} */ name, /** @type {string} */ value) => page.locator(`aside [data-parameter="${name}"] select`).selectOption(value);
const number = async (/** @type {Page} */ page, /** @type {string} */ name, /** @type {string} */ value) => {
  const box = page.locator(`[data-parameter="${name}"] input.number`);
  await box.fill(value);
  await box.press("Enter");
  await settled(page);
};
const undo = (/** @type {Page} */ page) => page.getByRole("button", { name: "Undo" });
const redo = (/** @type {Page} */ page) => page.getByRole("button", { name: "Redo" });

test("parameters stand in groups, and what would change nothing is not there", async (t) => {
  const { page, site } = await openBench(t, "lab.html?seed=1");
  assert.deepEqual(await sections(page), {
    Question: [], Data: ["samples", "width"], Show: [], Numbers: [],
    Process: ["dynamics", "process", "epsilon", "denoiser"],
    Solver: ["sampler", "particles", "seed", "grid"],
    "Start and stop": ["start", "t-min"], Developer: [],
  });
  await page.locator("#section-data select").first().selectOption("two-moons");
  await settled(page);
  assert.deepEqual((await sections(page)).Data, ["samples", "draw", "width"]);
  await menu(page, "denoiser", "fourier");
  await settled(page);
  assert.deepEqual((await sections(page)).Process, ["dynamics", "process", "epsilon", "denoiser", "relay", "relay-order", "features", "ridge", "learning-seed"]);
  await page.locator('[data-parameter="dynamics"] input[value="bridge"]').check();
  await settled(page);
  assert.deepEqual((await sections(page)).Process, ["dynamics", "process"]);
  assert.deepEqual((await sections(page))["Start and stop"], ["start", "target", "t-min"]);
  await page.locator("#section-data select").first().selectOption("eruptions");
  await settled(page);
  assert.ok((await sections(page)).Solver.includes("cells"));

  await page.locator("#section-question select").selectOption("cores");
  await settled(page);
  const ofStudy = await sections(page);
  assert.deepEqual(ofStudy.Question, ["gamma"]);
  const { parameters } = STUDIES.find(({ name }) => name === "cores");
  const there = Object.entries(ofStudy).filter(([title]) => title !== "Other parameters").flatMap(([, names]) => names);
  assert.deepEqual(new Set(there), new Set(parameters));
  assert.ok(ofStudy["Other parameters"].includes("t-min"));
  assert.equal(await page.locator("#section-other-parameters").getAttribute("open"), null);
  assert.equal(await page.locator("#section-developer").getAttribute("open"), null);
  assert.deepEqual(site.problems(), []);
});

test("every study has its chapter in the menu", async (t) => {
  const { page } = await openBench(t, "lab.html?seed=1");
  const options = await page.locator("#section-question optgroup option").evaluateAll((all) => all.map((option) => /** @type {HTMLOptionElement} */ (option).value));
  assert.deepEqual(new Set(options), new Set(STUDIES.map(({ name }) => name)));
  assert.equal(await page.locator('#section-question optgroup[label="Others"]').count(), 0);
});

test("as many points as there are are called all, and another sample is a button away", async (t) => {
  const { page } = await openBench(t, "lab.html?data=two-moons");
  const box = page.locator('[data-parameter="samples"] input.number');
  assert.equal(await box.inputValue(), "all");
  await number(page, "samples", "40");
  assert.equal((await state(page)).count, 40);
  assert.equal(await box.inputValue(), "40");
  await page.getByRole("button", { name: "Another" }).click();
  await settled(page);
  assert.equal((await state(page)).scene.draw, 1);
  await number(page, "samples", "all");
  assert.deepEqual([(await state(page)).scene.samples, (await state(page)).count], [0, 300]);
});

test("every change is undone and done again, in order, by button and by key", async (t) => {
  const { page, site } = await openBench(t, "lab.html?data=0,0;1,1");
  assert.equal(await undo(page).isDisabled(), true);
  const states = [await state(page)];
  const changes = [
    () => number(page, "t-star", "1.5"),
    () => menu(page, "sampler", "heun"),
    () => page.locator("#section-show label", { hasText: "Score arrows" }).click(),
    () => page.locator("#section-data select").first().selectOption("penguins"),
    () => page.locator("#section-question select").selectOption("cores"),
    () => page.locator('aside [data-parameter="gamma"] input.number').fill("0.8").then(() => page.keyboard.press("Enter")),
  ];
  for (const change of changes) {
    await change();
    await settled(page);
    states.push(await state(page));
  }
  // Neither playing nor scrubbing is a change.
  await page.getByRole("button", { name: "Step", exact: true }).click();
  await settled(page);
  const seen = ({ scene, show }) => ({ scene, show });
  for (let k = states.length - 2; k >= 0; k--) {
    if (k % 2 === 0) await undo(page).click();
    else await page.locator("reverse-diffusion .stage").evaluate((stage) => stage.dispatchEvent(new KeyboardEvent("keydown", { key: "z", ctrlKey: true, bubbles: true, composed: true })));
    await settled(page);
    assert.deepEqual(seen(await state(page)), seen(states[k]), `back at ${k}`);
  }
  assert.equal(await undo(page).isDisabled(), true);
  for (let k = 1; k < states.length; k++) {
    if (k === 1) await redo(page).click();
    else await page.keyboard.press(k % 2 === 0 ? "Control+Shift+Z" : "Control+y");
    await settled(page);
    assert.deepEqual(seen(await state(page)), seen(states[k]), `on at ${k}`);
  }
  assert.equal(await redo(page).isDisabled(), true);
  await page.keyboard.press("Control+z");
  await settled(page);
  await number(page, "t-star", "4");
  assert.equal(await redo(page).isDisabled(), true, "what is changed anew leaves nothing to do again");
  assert.deepEqual(site.problems(), []);
});

test("a slider's drag, a key that is held and a stroke of the pen are one step each; a text keeps its own", async (t) => {
  const { page } = await openBench(t, "lab.html?data=0,0;1,1&seed=3");
  const before = await state(page);
  await page.locator('[data-parameter="epsilon"]').scrollIntoViewIfNeeded();
  const slider = await page.locator('[data-parameter="epsilon"] input[type=range]').boundingBox();
  assert.ok(slider);
  const y = slider.y + slider.height / 2;
  await page.mouse.move(slider.x + slider.width / 2, y);
  await page.mouse.down();
  for (const share of [0.6, 0.7, 0.8, 0.9]) {
    await page.mouse.move(slider.x + share * slider.width, y);
    await frames(page);
  }
  await page.mouse.up();
  await settled(page);
  const dragged = await state(page);
  assert.ok(Number(dragged.scene.epsilon) > 1.5);

  await page.locator('reverse-diffusion [data-parameter="t-star"] input[type=range]').focus();
  await page.keyboard.down("ArrowRight");
  for (let k = 0; k < 6; k++) {
    await page.keyboard.down("ArrowRight");
    await frames(page);
  }
  await page.keyboard.up("ArrowRight");
  await settled(page);
  assert.ok(Number((await state(page)).scene["t-star"]) > 3);

  await page.locator(".toolbar label", { hasText: "Draw" }).click();
  const [from, to] = [await onPage(page, [-0.8, -1]), await onPage(page, [0.8, -1])];
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move(to.x, to.y, { steps: 8 });
  await page.mouse.up();
  await settled(page);
  assert.ok((await state(page)).count > 4);

  const box = page.locator('[data-parameter="seed"] input.number');
  await box.fill("77");
  await box.press("Control+z");
  assert.ok((await state(page)).count > 4, "what is typed is the browser's to undo");
  await box.fill("3");
  await page.locator("reverse-diffusion .stage").focus();
  await page.keyboard.press("Control+z");
  await settled(page);
  assert.equal((await state(page)).count, 2);
  await page.keyboard.press("Control+z");
  await settled(page);
  assert.deepEqual((await state(page)).scene, dragged.scene);
  await page.keyboard.press("Control+z");
  await settled(page);
  assert.deepEqual((await state(page)).scene, before.scene);
  assert.equal(await undo(page).isDisabled(), true);
});

test("the lab opens in motion and says what to try; what it says holds", async (t) => {
  const { page, site } = await openBench(t, "lab.html");
  await page.waitForFunction(() => document.querySelector("reverse-diffusion").player.playing);
  await page.evaluate(() => document.querySelector("reverse-diffusion").player.setSpeed(4));
  const line = page.locator(".first-try");
  assert.match(await line.innerText(), /every particle ends on one of the 300 points/);
  await page.waitForFunction(() => document.querySelector("reverse-diffusion").player.done);
  await settled(page);
  assert.equal(await page.evaluate(() => document.querySelector("reverse-diffusion").player.simulation.capturedExactly()), 2000);
  await line.getByRole("button", { name: "Stop it earlier" }).click();
  await page.locator(".first-try", { hasText: "none of 2,000 particles are on a data point" }).waitFor();
  await undo(page).click();
  await settled(page);
  assert.equal((await state(page)).scene["t-min"], 0);
  await page.locator(".first-try").getByRole("button", { name: "Close" }).click();
  await line.waitFor({ state: "detached" });

  await page.goto(new URL("lab.html", site.url).href);
  await page.locator(".furnished").waitFor();
  await line.getByRole("button", { name: "draw points of your own" }).click();
  await line.waitFor({ state: "detached" });
  const at = await onPage(page, [0.2, 0.3]);
  await page.mouse.click(at.x, at.y);
  await settled(page);
  assert.equal((await state(page)).count, 1);
  assert.deepEqual(site.problems(), []);
});

test("tools stand beside the picture and not on it, their hint fades after a stroke, and a question ends drawing", async (t) => {
  const { page } = await openBench(t, "lab.html?data=0,0;1,1");
  const [strip, stage] = [await page.locator("#strip").boundingBox(), await page.locator("reverse-diffusion .stage").boundingBox()];
  assert.ok(strip && stage && strip.y + strip.height <= stage.y + 0.5, JSON.stringify([strip, stage]));
  await page.locator(".toolbar label", { hasText: "Draw" }).click();
  const hint = page.locator(".tool-note");
  assert.match(await hint.innerText(), /drag to spray/);
  assert.equal(await hint.evaluate((note) => note.classList.contains("faded")), false);
  const at = await onPage(page, [-1, 0.5]);
  await page.mouse.click(at.x, at.y);
  await settled(page);
  assert.equal(await hint.evaluate((note) => note.classList.contains("faded")), true);
  await page.locator("#section-question select").selectOption("cores");
  await settled(page);
  assert.equal(await page.locator('.toolbar input[value="inspect"]').isChecked(), true);
  assert.equal(await page.evaluate(() => document.querySelector("reverse-diffusion").tool), null);
  await page.locator("#section-question select").selectOption("step-count");
  await settled(page);
  assert.equal(await page.locator(".toolbar").isVisible(), false, "there is nothing to draw on");
});

test("on a phone picture, Play, T* and steps are seen first, and tabs bring one panel at a time under a small picture", async (t) => {
  const { page, site } = await openBench(t, "lab.html?data=two-moons", PHONE);
  const box = async (/** @type {string} */ selector) => /** @type {{x: number, y: number, width: number, height: number}} */ (await page.locator(selector).first().boundingBox());
  const tabs = await box(".tabs");
  assert.equal(Math.round(tabs.y + tabs.height), 844);
  const stage = await box("reverse-diffusion .stage");
  assert.ok(stage.height > 350, JSON.stringify(stage));
  for (const part of ["reverse-diffusion .play", 'reverse-diffusion [data-parameter="t-star"]', 'reverse-diffusion [data-parameter="steps"]']) {
    const { y, height } = await box(part);
    assert.ok(y >= stage.y + stage.height && y + height <= tabs.y, part);
  }
  for (const [tab, there, away] of [["Process", "#section-solver", "#section-data"], ["Data", "#section-data", "#section-solver"], ["Show", "#section-show", "#section-data"], ["Question", "#section-question", "#section-show"]]) {
    await page.locator(".tabs").getByRole("button", { name: tab }).click();
    await frames(page);
    assert.equal(await page.locator(away).isVisible(), false);
    const small = await box("reverse-diffusion .stage");
    assert.ok(small.height > 190 && small.height < 250 && Math.abs(small.y) < 1, JSON.stringify(small));
    const bench = await box(".bench");
    const section = await box(tab === "Process" ? "#section-process" : there);
    assert.ok(Math.abs(section.y - (bench.y + bench.height)) < 3, `the panel ${tab} begins at ${section.y}, below ${bench.y + bench.height}`);
    assert.equal(await page.locator('reverse-diffusion [data-parameter="t-star"]').isVisible(), false);
    assert.equal(await page.locator("reverse-diffusion .play").isVisible(), true);
    assert.equal(await page.locator("reverse-diffusion .time-line").isVisible(), true);
  }
  await page.locator(".tabs").getByRole("button", { name: "Question" }).click();
  await frames(page);
  assert.equal(await page.evaluate(() => scrollY), 0);
  assert.ok(Math.abs((await box("reverse-diffusion .stage")).height - stage.height) < 2, "and is large again");
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 390);
  assert.deepEqual(site.problems(), []);
});

for (const [width, height] of [[1440, 900], [1280, 800]]) {
  test(`every study is seen whole at ${width} × ${height}: what leads, its answer and the dock`, async (t) => {
    const { page, site } = await openBench(t, "lab.html?seed=1", { viewport: { width, height } });
    for (const { name } of STUDIES) {
      await page.locator("#section-question select").selectOption(name);
      await page.waitForFunction(() => document.querySelector("reverse-diffusion").study.settled);
      await settled(page);
      const parts = await page.evaluate(() => {
        const root = /** @type {ShadowRoot} */ (document.querySelector("reverse-diffusion").shadowRoot);
        const all = [".stage", ".lead", ".conclusion", ".dock", ".evidence > summary"].map((selector) => /** @type {HTMLElement} */ (root.querySelector(selector)));
        return all.filter((part) => part.checkVisibility()).map((part) => ({ name: part.className || "evidence", end: part.getBoundingClientRect().bottom, beyond: part.scrollWidth - part.clientWidth }));
      });
      assert.ok(parts.some(({ name }) => name === "stage" || name === "lead"), name);
      for (const { name: part, end, beyond } of parts) {
        assert.ok(end <= height + 1, `${name}: ${part} ends at ${end}`);
        assert.ok(beyond <= 1, `${name}: ${part} is ${beyond} too wide`);
      }
    }
    // Also after the images, which take the place of the picture.
    await page.locator("#section-question select").selectOption("none");
    await page.locator("reverse-diffusion .stage").waitFor({ state: "visible" });
    assert.deepEqual(site.problems(), []);
  });
}

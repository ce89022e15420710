import assert from "node:assert/strict";

import { inEachBrowser } from "./support/site.mjs";

const RIGHT = "\uE014";
const PAGE_UP = "\uE00E";
const CONTROL = "\uE009";

inEachBrowser("the lab plays, pauses, steps and goes back, and its picture with it", async (page) => {
  await page.open("lab.html?seed=1");
  await page.press("button", "Reset");
  await page.settled();
  const still = await page.pixels();
  assert.ok(still.painted > 10_000, `${still.painted} pixels are painted`);
  await page.press("button", "Step");
  await page.settled();
  assert.equal((await page.state()).index, 1);
  assert.notEqual((await page.pixels()).sum, still.sum);
  await page.press("button", "Play");
  await page.until(() => /** @type {any} */ (document.querySelector("reverse-diffusion")).player.index > 5);
  await page.press("button", "Pause");
  await page.settled();
  const paused = await page.state();
  assert.equal(paused.playing, false);
  await page.frames();
  assert.equal((await page.state()).index, paused.index);
  await page.press("button", "Reset");
  await page.settled();
  assert.equal((await page.pixels()).sum, still.sum, "the same pixels at the same moment");
});

inEachBrowser("the time line and the horizon obey the keyboard", async (page) => {
  await page.open("lab.html?steps=50");
  await page.press("button", "Reset");
  await page.focus("input", "Time line");
  await page.driver.keys(RIGHT, RIGHT, RIGHT);
  await page.settled();
  assert.equal((await page.state()).index, 3);
  const before = await page.state();
  await page.focus("input[type=range]", "Horizon T*");
  await page.driver.keys(PAGE_UP, RIGHT);
  await page.settled();
  const after = await page.state();
  assert.ok(after.scene["t-star"] > before.scene["t-star"], `T* is ${after.scene["t-star"]}`);
  assert.notEqual(after.digest, before.digest);
});

inEachBrowser("a click into the picture launches a particle, and points are drawn", async (page) => {
  await page.open("lab.html");
  const middle = () => page.evaluate(() => {
    const { left, top, width, height } = /** @type {any} */ (document.querySelector("reverse-diffusion")).shadowRoot.querySelector(".stage").getBoundingClientRect();
    return { x: left + width * 0.4, y: top + height * 0.4 };
  });
  await page.driver.pressAt(await middle());
  await page.until(() => /** @type {any} */ (document.querySelector("reverse-diffusion")).player.simulation.launchedCount > 0);
});

inEachBrowser("a copied link reproduces scene, step, what is shown and every bit", async (page) => {
  await page.open("lab.html?data=two-moons&particles=700&t-star=2.5&epsilon=0.4");
  await page.press("button", "New seed");
  await page.evaluate(() => /** @type {any} */ (document.querySelector("reverse-diffusion")).seek(63));
  await page.press("label", "Voronoi cells");
  await page.settled();
  const before = await page.state();
  assert.ok(before.scene.seed !== 1 && before.index === 63 && before.show.layers.cells);

  await page.press("button", "Copy link");
  await page.until(() => document.getElementById("copied")?.textContent === "Link copied");
  // As a reader would: pasted somewhere.
  const copied = await pasted(page);
  await page.press("button", "Share");
  // The dialog is loaded when it is first asked for.
  const shown = await page.until(() => /** @type {HTMLInputElement | null} */ ([...document.body.children].flatMap(({ shadowRoot }) => [...(shadowRoot?.querySelectorAll("dialog[open] input[readonly]") ?? [])])[0])?.value);
  assert.equal(copied, shown);
  await page.open(shown);
  assert.deepEqual(await page.state(), before);
});

/** What the clipboard holds. @param {import("./support/site.mjs").Page} page */
async function pasted(page) {
  await page.evaluate(() => {
    const field = document.createElement("textarea");
    field.id = "pasted";
    document.body.append(field);
    field.focus();
  });
  await page.driver.chord(CONTROL, "v");
  await page.until(() => /** @type {HTMLTextAreaElement} */ (document.getElementById("pasted")).value !== "");
  return page.evaluate(() => {
    const field = /** @type {HTMLTextAreaElement} */ (document.getElementById("pasted"));
    field.remove();
    return field.value;
  });
}

inEachBrowser("a study on a line plays and says its numbers", async (page) => {
  await page.open("lab.html?study=forward");
  await page.press("button", "Play");
  await page.until(() => /** @type {any} */ (document.querySelector("reverse-diffusion")).player.index > 3);
  await page.press("button", "Pause");
  assert.ok((await page.pixels()).painted > 10_000);
  await page.until(() => document.querySelectorAll("table td").length > 0 || [...document.querySelectorAll("reverse-diffusion")].some(({ shadowRoot }) => (shadowRoot?.querySelectorAll("td").length ?? 0) > 0));
});

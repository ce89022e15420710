import assert from "node:assert/strict";
import { test } from "node:test";

import { onPage, openBench, settled, state } from "./bench.mjs";

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 3 };

/** One finger by the browser's own input, so that scrolling and cancelling are real. @param {import("playwright-core").Page} page */
async function finger(page) {
  const session = await page.context().newCDPSession(page);
  const send = (/** @type {string} */ type, /** @type {{x: number, y: number} | null} */ at) =>
    session.send("Input.dispatchTouchEvent", /** @type {any} */ ({ type, touchPoints: at ? [at] : [] }));
  return {
    down: (/** @type {{x: number, y: number}} */ at) => send("touchStart", at),
    move: (/** @type {{x: number, y: number}} */ at) => send("touchMove", at),
    up: () => send("touchEnd", null),
  };
}

test("on a phone nothing is wider than the screen and the stage stays in sight while sliders move", async (t) => {
  const { page } = await openBench(t, "lab.html", PHONE);
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 390);
  await page.locator(".tabs").getByRole("button", { name: "Process" }).click();
  await page.locator('[data-parameter="seed"]').scrollIntoViewIfNeeded();
  const box = await page.locator("reverse-diffusion .stage").boundingBox();
  assert.ok(box && box.y >= -1 && box.y < 10 && box.height > 200, JSON.stringify(box));
});

test("a tap launches, a hold inspects below the stage and stays, a finger draws and a long press removes", async (t) => {
  const { page } = await openBench(t, "lab.html?data=0,0;1,1&k=20", PHONE);
  const hand = await finger(page);
  const place = await onPage(page, [-0.5, 0.5]);
  await hand.down(place);
  await hand.up();
  await settled(page);
  assert.equal((await state(page)).launched, 1);

  await hand.down(place);
  const inspector = page.locator("reverse-diffusion .inspector");
  await inspector.waitFor();
  await hand.move({ x: place.x + 30, y: place.y + 60 });
  await hand.up();
  await settled(page);
  const [panel, stage] = [await inspector.boundingBox(), await page.locator("reverse-diffusion .stage").boundingBox()];
  assert.ok(panel && stage && panel.y >= stage.y + stage.height * 0.6, "the panel leaves the stage free");
  assert.equal((await state(page)).launched, 1);
  await inspector.getByRole("button", { name: "Close" }).click();
  await inspector.waitFor({ state: "hidden" });

  await page.locator(".toolbar label", { hasText: "Draw" }).click();
  const from = await onPage(page, [-1.2, -0.9]);
  const to = await onPage(page, [0.8, -0.9]);
  await hand.down(from);
  for (let i = 1; i <= 12; i++) await hand.move({ x: from.x + ((to.x - from.x) * i) / 12, y: from.y });
  await hand.up();
  await settled(page);
  const drawn = (await state(page)).count;
  assert.ok(drawn > 5, `${drawn} points`);
  await hand.down(await onPage(page, [1, 1]));
  await page.waitForFunction((before) => document.querySelector("reverse-diffusion").player.simulation.count === before - 1, drawn);
  await hand.up();
});

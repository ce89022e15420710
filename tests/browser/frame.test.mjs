import assert from "node:assert/strict";
import { test } from "node:test";

import { SITE_DIR } from "./support/folder.mjs";
import { serveFolder } from "./support/server.mjs";
import { openSite } from "./support/site.mjs";

/**
 * embed.html in a frame of another page.
 * @param {import("node:test").TestContext} t
 * @param {string} attributes  of the iframe
 */
async function framed(t, attributes) {
  const site = await openSite();
  t.after(() => site.close());
  const body = `<!doctype html><title>host</title><script>heights = []; addEventListener("message", ({ data }) => heights.push(data));</script>
    <iframe src="embed.html?particles=200&steps=40" width="640" height="420" ${attributes}></iframe>`;
  await site.context.route(`${site.url}host.html`, (route) => route.fulfill({ contentType: "text/html", body }));
  const page = await site.open("host.html");
  await page.waitForFunction(() => document.querySelector("iframe")?.contentWindow);
  const frame = page.frames()[1];
  await frame.waitForFunction(() => /** @type {any} */ (document.querySelector("reverse-diffusion"))?.running);
  const send = (/** @type {unknown} */ message) => page.evaluate((message) => document.querySelector("iframe")?.contentWindow?.postMessage(message, "*"), message);
  const player = () => frame.evaluate(() => {
    const bench = /** @type {any} */ (document.querySelector("reverse-diffusion"));
    return { index: bench.player.simulation.index, playing: bench.player.playing, steps: bench.player.steps, particles: bench.scene.particles };
  });
  /** @param {(state: Awaited<ReturnType<typeof player>>) => boolean} holds */
  const until = async (holds) => {
    for (let i = 0; i < 200; i++) {
      if (holds(await player())) return;
      await page.waitForTimeout(25);
    }
    assert.fail(`still ${JSON.stringify(await player())}`);
  };
  return { site, page, frame, send, player, until };
}

for (const attributes of ["", 'sandbox="allow-scripts"']) {
  test(`a frame obeys its messages and tells its height ${attributes ? "in a sandbox" : "in a page"}`, async (t) => {
    const { site, page, send, until } = await framed(t, attributes);
    await send({ type: "seek", k: 7 });
    await until(({ index, playing }) => index === 7 && !playing);
    await send(JSON.stringify({ type: "play" }));
    await until(({ playing, index }) => playing && index > 7);
    await send({ type: "pause" });
    await until(({ playing }) => !playing);
    await send({ type: "set", scene: { particles: 150, steps: 30 } });
    await until(({ particles, steps }) => particles === 150 && steps === 30);
    await send({ type: "reset" });
    await until(({ index }) => index === 0);
    const told = await page.evaluate(() => /** @type {any} */ (window).heights.map((/** @type {string} */ text) => JSON.parse(text)));
    assert.equal(told[0].context, "iframe.resize");
    const last = told.at(-1).height;
    assert.ok(last >= 480 && last <= 800, `a height of ${last} for a width of 640`);
    // A host that does as told is told nothing new: no growing back and forth.
    await page.evaluate((height) => { /** @type {any} */ (document.querySelector("iframe")).height = height; }, last);
    await page.waitForTimeout(500);
    const after = await page.evaluate(() => JSON.parse(/** @type {any} */ (window).heights.at(-1)).height);
    assert.equal(after, last);
    assert.deepEqual(site.problems(), []);
  });
}

test("in another page it opens on the way, with an invitation, an edge and one line of words", async (t) => {
  const { site, frame, player, until } = await framed(t, "");
  assert.deepEqual([(await player()).index, (await player()).playing], [22, false]);
  const look = await frame.evaluate(() => {
    const { borderTopWidth, borderTopLeftRadius } = getComputedStyle(/** @type {Element} */ (document.querySelector("main")));
    return [borderTopWidth, borderTopLeftRadius];
  });
  assert.deepEqual(look, ["1px", "8px"]);
  assert.match(await frame.locator(".caption").innerText(), /^Noise becomes data.*Open in the lab/s);
  // At a height of 420 the sliders are folded away, in reach.
  const sliders = frame.getByRole("slider", { name: "Steps n" });
  assert.equal(await sliders.isVisible(), false);
  await frame.getByRole("button", { name: "Sliders" }).click();
  await sliders.waitFor();
  const invitation = frame.locator("#begin");
  await invitation.click();
  await until(({ index, steps }) => index === steps);
  assert.equal(await invitation.isVisible(), false);
  assert.deepEqual(site.problems(), []);
});

test("what is malformed is ignored, and what is refused says why", async (t) => {
  const { site, frame, send, player, until } = await framed(t, "");
  await send({ type: "seek", k: 5 });
  await until(({ index }) => index === 5);
  for (const bad of [null, 7, "play", "{", [], {}, { type: "explode" }, { type: "seek" }, { type: "seek", k: -1 }, { type: "seek", k: "3" },
    { type: "seek", k: 1e300 }, { type: "set" }, { type: "set", scene: 5 }, { type: "set", scene: { steps: { valueOf: 1 } } }]) await send(bad);
  await send({ type: "set", scene: { steps: -4 } });
  await frame.getByText(/steps is -4/).first().waitFor();
  assert.deepEqual(await player(), { index: 5, playing: false, steps: 40, particles: 200 });
  assert.deepEqual(site.problems(), []);
});

test("a flood of messages does what the last of each kind says, in their order", async (t) => {
  const { site, page, frame, player, until } = await framed(t, "");
  await frame.evaluate(() => {
    const bench = /** @type {any} */ (document.querySelector("reverse-diffusion"));
    /** @type {any} */ (window).changes = [];
    bench.addEventListener("change", () => /** @type {any} */ (window).changes.push(bench.scene.seed));
  });
  await page.evaluate(() => {
    const there = /** @type {Window} */ (document.querySelector("iframe")?.contentWindow);
    const send = (/** @type {unknown} */ message) => there.postMessage(message, "*");
    for (let seed = 1; seed <= 4000; seed++) send({ type: "set", scene: { seed } });
    send({ type: "set", scene: { particles: 150 } });
    send({ type: "set", scene: { steps: 30 } });
    for (let k = 1; k <= 9; k++) send({ type: "seek", k });
    send({ type: "seek", k: 11 });
    send({ type: "seek", k: "bad" });
  });
  await until(({ index, steps, particles }) => index === 11 && steps === 30 && particles === 150);
  assert.equal((await player()).playing, false);
  const changes = await frame.evaluate(() => /** @type {any} */ (window).changes);
  assert.equal(changes.at(-1), 4000);
  // Those that were overtaken while they waited were never shown.
  assert.ok(changes.length < 2000, `${changes.length} scenes were shown`);
  assert.deepEqual(site.problems(), []);
});

test("in a sandbox, from a server that lets no other origin in, it is said what is missing", async (t) => {
  const server = await serveFolder(SITE_DIR, { toAll: false });
  t.after(() => server.close());
  const site = await openSite({ at: server.url });
  t.after(() => site.close());
  await site.context.route(`${site.url}host.html`, (route) => route.fulfill({ contentType: "text/html",
    body: '<!doctype html><title>host</title><iframe src="embed.html" width="640" height="420" sandbox="allow-scripts"></iframe>' }));
  const page = await site.open("host.html");
  await page.frameLocator("iframe").getByText(/could not be loaded into this frame .*Access-Control-Allow-Origin: \*/).waitFor();
});

for (const address of ["embed.html", "lab.html", "index.html"]) {
  test(`where a script can not be had the page says so: ${address}`, async (t) => {
    const site = await openSite();
    t.after(() => site.close());
    await site.context.route(/chunk-/, (route) => route.fulfill({ status: 500, body: "" }));
    const page = await site.open(address);
    await page.getByText(/A file that this page needs could not be loaded/).waitFor();
    await site.context.unroute(/chunk-/);
    await page.getByRole("button", { name: "Reload the page" }).click();
    await page.waitForFunction(() => /** @type {any} */ (document.querySelector("reverse-diffusion"))?.running);
    assert.equal(await page.getByText(/A file that this page needs could not be loaded/).count(), 0);
  });
}

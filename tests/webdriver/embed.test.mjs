import assert from "node:assert/strict";

import { inEachBrowser } from "./support/site.mjs";

inEachBrowser("an embed plays what its address says, and leads to the lab", async (page) => {
  await page.open("embed.html?data=penguins&particles=300&steps=40");
  assert.deepEqual((({ data, particles, steps }) => [data, particles, steps])((await page.state()).scene), ["penguins", 300, 40]);
  await page.press("button", "Play");
  await page.until(() => /** @type {any} */ (document.querySelector("reverse-diffusion")).player.index > 3);
  await page.press("button", "Pause");
  assert.ok((await page.pixels()).painted > 10_000);
});

const host = (/** @type {string} */ attributes) => `<!doctype html><html lang="en"><title>host</title><link rel="icon" href="data:,">
<script>heights = []; addEventListener("message", ({ data }) => heights.push(JSON.parse(data)));</script>
<iframe src="embed.html?particles=200&steps=40" width="640" height="420" ${attributes}></iframe>`;

for (const [name, attributes] of [["page", ""], ["sandbox", 'sandbox="allow-scripts"']]) {
  inEachBrowser(`a frame in a ${name} obeys its messages and tells its height`, async (page) => {
    const { driver } = page;
    await page.go(`${name}.html`);
    const inside = async (/** @type {() => Promise<any>} */ work) => {
      await driver.enter(0);
      const value = await work();
      await driver.enter(null);
      return value;
    };
    const send = (/** @type {unknown} */ message) => page.evaluate((message) => document.querySelector("iframe")?.contentWindow?.postMessage(message, "*"), message);
    await inside(() => page.ready());
    await send({ type: "seek", k: 7 });
    await inside(() => page.until(() => /** @type {any} */ (document.querySelector("reverse-diffusion")).player.index === 7));
    await send(JSON.stringify({ type: "play" }));
    await inside(() => page.until(() => /** @type {any} */ (document.querySelector("reverse-diffusion")).player.index > 7));
    await send({ type: "pause" });
    await inside(() => page.until(() => !(/** @type {any} */ (document.querySelector("reverse-diffusion")).player.playing)));
    await send({ type: "set", scene: { particles: 150, steps: 30 } });
    await inside(() => page.until(() => /** @type {any} */ (document.querySelector("reverse-diffusion")).scene.particles === 150));
    await send({ type: "reset" });
    await inside(() => page.until(() => /** @type {any} */ (document.querySelector("reverse-diffusion")).player.index === 0));
    for (const bad of [null, 7, "{", [], { type: "explode" }, { type: "seek", k: -1 }, { type: "set", scene: 5 }]) await send(bad);
    const told = await page.evaluate(() => /** @type {any} */ (window).heights);
    assert.equal(told[0].context, "iframe.resize");
    assert.ok(told.at(-1).height >= 480 && told.at(-1).height <= 800, `a height of ${told.at(-1).height}`);
    assert.deepEqual(await inside(() => page.problems()), []);
  }, { [`${name}.html`]: host(attributes) });
}

const POLICY = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'";
const post = (/** @type {string} */ policy) => `<!doctype html><html lang="en"><meta http-equiv="content-security-policy" content="${policy}"><title>post</title>
<link rel="icon" href="data:,"><script type="module" src="reverse-diffusion.js"></script>
<p>Two scenes.</p><reverse-diffusion particles="200"></reverse-diffusion><reverse-diffusion particles="300" data="two-moons" controls="full"></reverse-diffusion>`;

inEachBrowser("under the strictest policy elements in somebody's page run side by side", async (page) => {
  await page.open("post.html");
  await page.evaluate(() => document.querySelectorAll("reverse-diffusion")[1].scrollIntoView({ block: "center", behavior: "instant" }));
  await page.until(() => [.../** @type {NodeListOf<any>} */ (document.querySelectorAll("reverse-diffusion"))].every(({ running }) => running));
  await page.press("button", "Play");
  await page.until(() => /** @type {any} */ (document.querySelector("reverse-diffusion")).player.index > 2);
}, { "post.html": post(POLICY) });

inEachBrowser("where wasm is refused the element says so in its place", async (page) => {
  page.provoked = /script-src forbids wasm-eval/;
  await page.go("refusing.html");
  await page.until(() => /could not be started|Content Security Policy forbids WebAssembly/.test(document.querySelector("reverse-diffusion")?.shadowRoot?.textContent ?? ""));
}, { "refusing.html": `<!doctype html><html lang="en"><meta http-equiv="content-security-policy" content="${POLICY.replace(" 'wasm-unsafe-eval'", "")}"><title>post</title>
<link rel="icon" href="data:,"><script type="module" src="reverse-diffusion.js"></script><reverse-diffusion></reverse-diffusion>` });

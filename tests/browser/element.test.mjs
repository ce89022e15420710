import assert from "node:assert/strict";
import { test } from "node:test";

import { frames, openBench, pixels, settled, state } from "./bench.mjs";

test("many elements on a page share one wasm, and each keeps its own scene", async (t) => {
  const { page, site } = await openBench(t, "embed.html");
  await page.evaluate(() => {
    document.body.style.overflow = "auto";
    for (let i = 1; i <= 5; i++) {
      const bench = document.createElement("reverse-diffusion");
      bench.setAttribute("seed", String(i));
      bench.setAttribute("particles", "200");
      bench.style.height = "120px";
      document.body.prepend(bench);
    }
  });
  await page.waitForFunction(() => [...document.querySelectorAll("reverse-diffusion")].slice(0, 5).every((bench) => bench.player?.simulation));
  const digests = await page.evaluate(() => [...document.querySelectorAll("reverse-diffusion")].slice(0, 5).map((bench) => bench.player.simulation.digest()));
  assert.equal(new Set(digests).size, 5);
  assert.equal(site.server.requests.filter(({ path }) => path.endsWith(".wasm")).length, 1);
  assert.deepEqual(site.problems(), []);
});

test("attributes, properties and methods do what they say", async (t) => {
  const { page } = await openBench(t, "embed.html?data=two-diracs");
  await page.evaluate(() => {
    const bench = document.querySelector("reverse-diffusion");
    bench.setAttribute("t-star", "2");
    bench.setAttribute("steps", "40");
  });
  await settled(page);
  const { scene } = await state(page);
  assert.deepEqual([scene["t-star"], scene.steps, scene.data], [2, 40, "two-diracs"]);
  await page.evaluate(() => document.querySelector("reverse-diffusion").removeAttribute("steps"));
  await settled(page);
  assert.equal((await state(page)).scene.steps, 100);

  await page.evaluate(() => document.querySelector("reverse-diffusion").seek(12));
  await settled(page);
  assert.equal((await state(page)).index, 12);
  await page.evaluate(() => document.querySelector("reverse-diffusion").step());
  await settled(page);
  assert.equal((await state(page)).index, 13);
  await page.evaluate(() => document.querySelector("reverse-diffusion").play());
  assert.equal((await state(page)).playing, true);
  await page.evaluate(() => document.querySelector("reverse-diffusion").pause());
  assert.equal((await state(page)).playing, false);
  await page.evaluate(() => document.querySelector("reverse-diffusion").reset());
  await settled(page);
  assert.equal((await state(page)).index, 0);

  const changed = await page.evaluate(async () => {
    const bench = document.querySelector("reverse-diffusion");
    const told = new Promise((resolve) => bench.addEventListener("change", (event) => resolve(event.detail.scene.seed), { once: true }));
    bench.scene = { seed: 9 };
    return told;
  });
  assert.equal(changed, 9);
});

test("controls may be full, compact or none, and theme light or dark", async (t) => {
  const { page } = await openBench(t, "embed.html");
  const set = (/** @type {string} */ name, /** @type {string} */ value) =>
    page.evaluate(([name, value]) => document.querySelector("reverse-diffusion").setAttribute(name, value), [name, value]);
  await set("controls", "none");
  await page.getByRole("button", { name: "Play" }).waitFor({ state: "hidden" });
  await set("controls", "full");
  await page.getByText("All parameters").click();
  await page.getByRole("slider", { name: "Particles" }).waitFor();

  await set("theme", "dark");
  await frames(page);
  const dark = await pixels(page, "canvas.field");
  await set("theme", "light");
  await frames(page);
  await frames(page);
  assert.notEqual(await pixels(page, "canvas.field"), dark);
});

test("the pages' style sheet and the element write the same colour code", async (t) => {
  const { page } = await openBench(t, "index.html");
  const [pages, elements] = await page.evaluate(() => {
    const names = [...document.styleSheets].flatMap((sheet) => [...sheet.cssRules])
      .filter((rule) => rule.selectorText === ":root").flatMap((rule) => [...rule.style]).filter((name) => name.startsWith("--rd-"));
    return [document.documentElement, document.querySelector("reverse-diffusion")].map((scope) =>
      Object.fromEntries(names.map((name) => [name, getComputedStyle(scope).getPropertyValue(name)])));
  });
  assert.ok(Object.keys(pages).length > 5);
  assert.deepEqual(elements, pages);
});

test("the density's swatch has the colour of the law, and on a line curve and bars that of the running process", async (t) => {
  const { page } = await openBench(t, "embed.html?controls=full&data=three-diracs-line");
  const colours = () => page.evaluate(() => {
    const bench = document.querySelector("reverse-diffusion");
    const probe = document.createElement("i");
    bench.shadowRoot.append(probe);
    const named = (/** @type {string} */ colour) => {
      probe.style.color = colour;
      return getComputedStyle(probe).color;
    };
    const [forward, reverse] = [named(bench.stage.colours.forward), named(bench.stage.colours.reverse)];
    const name = (/** @type {string} */ text) => (text.includes(forward) ? "forward" : text.includes(reverse) ? "reverse" : text);
    const swatch = name(getComputedStyle(bench.shadowRoot.querySelector(".swatch.density"), "::before").backgroundImage);
    const curve = name(getComputedStyle(bench.shadowRoot.querySelector(".legend .curve")).borderTopColor);
    const under = bench.shadowRoot.querySelector("canvas.under");
    // What the slice has of full opacity: its curves.
    const { left, top, width, height } = bench.stage.slice;
    const { data } = under.getContext("2d").getImageData(left + 3, top, width - 3, height);
    const drawn = new Set();
    for (let i = 0; i < data.length; i += 4) if (data[i + 3] === 255) drawn.add(name(`rgb(${data[i]}, ${data[i + 1]}, ${data[i + 2]})`));
    probe.remove();
    return { swatch, curve, drawn: ["forward", "reverse"].filter((colour) => drawn.has(colour)) };
  });
  for (const [dynamics, law, running] of [["forward", "forward", "forward"], ["reverse", "forward", "reverse"], ["bridge", "reverse", "reverse"]]) {
    await page.evaluate((dynamics) => document.querySelector("reverse-diffusion").setAttribute("dynamics", dynamics), dynamics);
    await page.evaluate(() => document.querySelector("reverse-diffusion").seek(50));
    await settled(page);
    assert.deepEqual(await colours(), { swatch: law, curve: running, drawn: [running] }, dynamics);
  }
});

test("on a line a legend in the slice says what is what, and only of what is shown", async (t) => {
  const { page } = await openBench(t, "embed.html?data=three-diracs-line");
  const legend = page.locator("reverse-diffusion .legend");
  assert.deepEqual(await legend.locator("li").allTextContents(), ["particles", "PDE", "closed form"]);
  await page.evaluate(() => document.querySelector("reverse-diffusion").setAttribute("show", "density,data,pde"));
  await settled(page);
  assert.deepEqual(await legend.locator("li").allTextContents(), ["PDE"]);
  await page.evaluate(() => document.querySelector("reverse-diffusion").setAttribute("data", "two-diracs"));
  await legend.waitFor({ state: "hidden" });
});

test("a trapped simulation shows a sentence and a Restart button in that element only", async (t) => {
  const { page, site } = await openBench(t, "index.html");
  await page.evaluate(() => {
    const { player } = document.querySelector("reverse-diffusion");
    player.onFrame = () => { throw new WebAssembly.RuntimeError("unreachable"); };
    player.wake();
  });
  const restart = page.getByRole("button", { name: "Restart" });
  await restart.waitFor();
  assert.equal(await restart.count(), 1);
  await page.getByText("The simulation stopped unexpectedly (unreachable).").waitFor();
  await restart.click();
  await restart.waitFor({ state: "hidden" });
  await settled(page);
  assert.notEqual(await pixels(page, ".marks"), 0);
  assert.deepEqual(site.problems(), []);
});

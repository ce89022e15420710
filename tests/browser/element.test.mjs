import assert from "node:assert/strict";
import { test } from "node:test";

import { frames, notices, openBench, pixels, ready, settled, state } from "./bench.mjs";

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

/**
 * A page of the site's origin with nothing but what is given.
 * @param {import("node:test").TestContext} t
 * @param {string} body
 */
async function hosted(t, body) {
  const { page, site } = await openBench(t, "embed.html?particles=100");
  const name = `host-${Math.random().toString(36).slice(2)}.html`;
  await site.context.route(`${site.url}${name}`, (route) => route.fulfill({ contentType: "text/html",
    body: `<!doctype html><title>host</title><link rel="icon" href="data:,"><style>reverse-diffusion { height: 480px; }</style>${body}` }));
  await page.goto(`${site.url}${name}`);
  return { page, site };
}

const SCRIPT = '<script type="module" src="reverse-diffusion.js"></script>';

for (const [attribute, plays] of /** @type {[string, boolean][]} */ ([['autoplay="false"', false], ['autoplay="0"', false], ['autoplay="no"', false], ["autoplay", true], ['autoplay="true"', true]])) {
  test(`${attribute} ${plays ? "plays" : "does not play"}`, async (t) => {
    const { page } = await hosted(t, `${SCRIPT}<reverse-diffusion particles="100" ${attribute}></reverse-diffusion>`);
    await ready(page);
    // A second element that does play: when it has, the first would have begun too.
    await page.evaluate(() => {
      const other = document.createElement("reverse-diffusion");
      other.setAttribute("autoplay", "");
      document.body.prepend(other);
    });
    await page.waitForFunction(() => document.querySelector("reverse-diffusion").player?.playing);
    const { playing, done } = await page.evaluate(() => {
      const { player } = document.querySelectorAll("reverse-diffusion")[1];
      return { playing: player.playing, done: player.done };
    });
    assert.deepEqual([playing, done], [plays, !plays]);
    assert.deepEqual(await page.locator(".notice p").allTextContents(), []);
  });
}

test("a word that an attribute does not know, and a name that is nearly one, are said", async (t) => {
  const { page, site } = await hosted(t, `${SCRIPT}<reverse-diffusion id="one" class="x" style="height: 480px" data-x="1" aria-label="y" title="z" particles="100"
    tstar="2" t_min="0.1" controls="0" theme="blue" colour="red"></reverse-diffusion>`);
  await ready(page);
  const said = [
    '"tstar" is no attribute of this element; t-star was probably meant.',
    '"t_min" is no attribute of this element; t-min was probably meant.',
    'controls is "0"; it must be one of compact, full, none. compact is used.',
    'theme is "blue"; it must be one of auto, light, dark. auto is used.',
  ];
  await page.getByText(said[3]).waitFor();
  assert.deepEqual(await notices(page), said);
  await page.getByRole("button", { name: "Play" }).waitFor();
  await page.evaluate(() => document.querySelector("reverse-diffusion").setAttribute("stesp", "20"));
  await page.getByText('"stesp" is no attribute of this element; steps was probably meant.').waitFor();
  assert.deepEqual(site.problems(), []);
});

test("what is well written loads no file to say so", async (t) => {
  const { page, site } = await hosted(t, `${SCRIPT}<reverse-diffusion id="one" lang="en" data-x="1" aria-label="y" particles="100" t-star="2" controls="none" theme="light" width="0.1" autoplay="false" show="data"></reverse-diffusion>`);
  await ready(page);
  assert.deepEqual(site.server.requests.filter(({ path }) => path.includes("spelling")), []);
});

test("a scene that was set before the script was there is taken", async (t) => {
  const { page } = await hosted(t, '<reverse-diffusion data="two-diracs"></reverse-diffusion><script>document.querySelector("reverse-diffusion").scene = { seed: 77, particles: 150 };</script>');
  assert.equal(await page.evaluate(() => Object.hasOwn(document.querySelector("reverse-diffusion"), "scene")), true);
  await page.addScriptTag({ url: "reverse-diffusion.js", type: "module" });
  await ready(page);
  const { scene } = await state(page);
  assert.deepEqual([scene.seed, scene.particles], [77, 150]);
  // And it is the element's own property that is there now.
  await page.evaluate(() => { document.querySelector("reverse-diffusion").scene = { seed: 5 }; });
  await settled(page);
  assert.equal((await state(page)).scene.seed, 5);
});

test("change is told when something has changed, and two elements can be kept in step", async (t) => {
  const { page, site } = await hosted(t, `${SCRIPT}${'<reverse-diffusion particles="100" style="height: 300px"></reverse-diffusion>'.repeat(2)}`);
  await page.waitForFunction(() => [...document.querySelectorAll("reverse-diffusion")].every((bench) => bench.running));
  const told = await page.evaluate(() => {
    const [a, b] = document.querySelectorAll("reverse-diffusion");
    const counts = { a: 0, b: 0 };
    a.addEventListener("change", () => { counts.a++; b.scene = a.scene; });
    b.addEventListener("change", () => { counts.b++; a.scene = b.scene; });
    a.scene = { ...a.scene, seed: 9 };
    const first = { ...counts };
    a.scene = a.scene;
    a.setShow(a.show);
    const second = { ...counts };
    b.scene = { data: "two-moons", "t-star": 2 };
    return { first, second, third: counts, scenes: [a.scene, b.scene], show: a.show.layers.density };
  });
  assert.deepEqual([told.first, told.second, told.third], [{ a: 1, b: 1 }, { a: 1, b: 1 }, { a: 2, b: 2 }]);
  assert.deepEqual(told.scenes[0], told.scenes[1]);
  assert.equal(told.scenes[0].data, "two-moons");
  assert.deepEqual(site.problems(), []);
});

for (const style of ["transform: scale(0.5); transform-origin: 0 0", "zoom: 0.5", "transform: scale(1.5) translate(20px, 10px); transform-origin: 0 0"]) {
  test(`the pointer is found in what a page has scaled: ${style}`, async (t) => {
    const { page } = await hosted(t, `${SCRIPT}<div style="width: 640px; ${style}"><reverse-diffusion particles="100"></reverse-diffusion></div>`);
    await ready(page);
    const box = await page.evaluate(() => {
      const { left, top, width, height } = document.querySelector("reverse-diffusion").shadowRoot.querySelector(".stage").getBoundingClientRect();
      return { left, top, width, height };
    });
    for (const [across, down] of [[0.25, 0.5], [0.5, 0.5], [0.75, 0.7]]) {
      await page.mouse.move(box.left + across * box.width, box.top + down * box.height);
      await frames(page);
      const seen = await page.evaluate(() => {
        const bench = document.querySelector("reverse-diffusion");
        const { clientWidth, clientHeight } = bench.shadowRoot.querySelector(".stage");
        const [x, y] = bench.stage.toStage(bench.stage.pointing.inspected.at);
        return [x / clientWidth, y / clientHeight];
      });
      // A pixel of the screen, which may be two of the stage, and the rounding of its size.
      const most = 2 / Math.min(box.width, box.height);
      assert.ok(Math.abs(seen[0] - across) <= most && Math.abs(seen[1] - down) <= most, `${seen} for ${across}, ${down}`);
    }
  });
}

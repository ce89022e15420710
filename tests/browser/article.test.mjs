// The article, both of its pages: every formula typeset, every link and anchor there, a still picture for every scene, buttons in the text
// that do what they say, nothing that moves unasked, no screen it does not fit.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

import { SITE_DIR } from "./support/folder.mjs";
import { openSite } from "./support/site.mjs";

/** In the order in which their figures are numbered. */
const PAGES = ["index.html", "heat-flow.html"];
const built = PAGES.map((name) => readFileSync(path.join(SITE_DIR, name), "utf8"));
const html = built.join("\n");
const source = PAGES.map((name) => readFileSync(new URL(`../../${name}`, import.meta.url), "utf8")).join("\n");

/** The paper's numbered equations, section by section: (2.1) to (2.37) and so on. */
const LAST = { 2: 37, 3: 20, 4: 45 };

test("every formula is typeset, and its fonts are the site's own", () => {
  const formulas = source.match(/class="tex"/g)?.length ?? 0;
  assert.ok(formulas > 100);
  assert.equal(html.match(/<(span|div) class="(math|equation)"/g)?.length, formulas);
  assert.ok(!/class="tex"|katex-error|\\(frac|sum|rho|rev)\b(?![^<]*<\/annotation>)/.test(html.replace(/<annotation[^>]*>[^<]*<\/annotation>/g, "")));
  assert.equal(html.match(/<math /g)?.length, formulas, "each has MathML for those who listen");
  const css = readFileSync(path.join(SITE_DIR, "katex/katex.css"), "utf8");
  const fonts = [...css.matchAll(/url\(([^)]+)\)/g)].map(([, file]) => file);
  assert.ok(fonts.length > 0 && fonts.every((file) => file.endsWith(".woff2") && existsSync(path.join(SITE_DIR, "katex", file))));
  assert.deepEqual(readdirSync(path.join(SITE_DIR, "katex")).filter((file) => file.endsWith(".woff2")).sort(), [...fonts].sort());
  assert.ok(!readFileSync(path.join(SITE_DIR, "reverse-diffusion.js"), "utf8").includes("katex"), "an embed has no part of it");
});

test("a wrong formula fails the build by its name; with SITE_URL the card has an absolute address", (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), "typeset-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const page = path.join(folder, "index.html"), second = path.join(folder, "heat-flow.html");
  const run = (/** @type {Record<string, string>} */ extra = {}) =>
    spawnSync(process.execPath, [fileURLToPath(new URL("../../xtask/src/typeset.mjs", import.meta.url)), folder], { encoding: "utf8", env: { ...process.env, ...extra } });
  const typeset = (/** @type {string} */ text, /** @type {Record<string, string>} */ extra = {}) => {
    writeFileSync(page, text);
    return run(extra);
  };
  const bad = typeset('<div class="tex" data-number="2.7">\\frac{1}</div>');
  assert.equal(bad.status, 1);
  assert.match(bad.stderr, /The formula \(2\.7\) \\frac\{1\} can not be typeset/);
  assert.match(typeset('<span class="tex">x <b>y</b></span>').stderr, /holds a tag/);
  const good = typeset('<meta property="og:type" content="article"><meta property="og:image" content="a/card.jpg"><p><span class="tex">x &lt; y</span></p>', { SITE_URL: "https://example.org/here" });
  assert.equal(good.status, 0, good.stderr);
  const html = readFileSync(page, "utf8");
  assert.ok(html.includes('og:image" content="https://example.org/here/a/card.jpg"') && html.includes('og:url" content="https://example.org/here/"'));
  assert.ok(html.includes('class="katex"'));

  // Figures in one row over both pages, and links from one to the other.
  const figure = (/** @type {string} */ id) => `<figure id="${id}"><b class="figure-number"></b></figure>`;
  writeFileSync(page, `<span class="tex">x</span>${figure("fig-a")}${figure("fig-b")}<a class="figure" href="heat-flow.html#fig-c"></a>`);
  writeFileSync(second, `<meta property="og:type" content="article">${figure("fig-c")}<a class="figure" href="index.html#fig-b"></a><a class="figure" href="#fig-c"></a>`);
  assert.equal(run({ SITE_URL: "https://example.org/here" }).status, 0);
  assert.match(readFileSync(page, "utf8"), /Figure 1\..*Figure 2\..*<a href="heat-flow\.html#fig-c">figure 3</);
  assert.match(readFileSync(second, "utf8"), /og:url" content="https:\/\/example\.org\/here\/heat-flow\.html".*Figure 3\..*<a href="index\.html#fig-b">figure 2<.*<a href="#fig-c">figure 3</);
  rmSync(second);
  writeFileSync(page, `<span class="tex">x</span><a class="figure" href="#fig-c"></a>`);
  assert.match(run().stderr, /no figure #fig-c to link to from index\.html/);
});

test("links, anchors, notes and equation numbers lead somewhere", () => {
  const pages = new Map();
  const page = (/** @type {string} */ name) => {
    if (!pages.has(name)) pages.set(name, existsSync(path.join(SITE_DIR, name)) ? readFileSync(path.join(SITE_DIR, name), "utf8") : null);
    return pages.get(name);
  };
  for (const name of [...PAGES, "lab.html", "embed.html"]) {
    const ids = [...page(name).matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    assert.equal(new Set(ids).size, ids.length, `${name} says no id twice`);
    for (const [, href] of page(name).matchAll(/<a [^>]*href="([^"]+)"/g)) {
      if (/^https:\/\/(arxiv\.org\/abs\/\d{4}\.\d{5}|doi\.org\/10\.)/.test(href)) continue;
      const [, target, , hash] = /^([^?#]*)(\?[^#]*)?(?:#(.*))?$/.exec(href) ?? [];
      const found = page(target || name);
      assert.ok(found !== null, `${name} links to ${href}`);
      if (hash) assert.ok(found.includes(` id="${hash}"`), `${name} links to ${href}, and there is no such place`);
    }
  }
  const text = html.replace(/<annotation[^>]*>[^<]*<\/annotation>/g, "").replace(/<[^>]+>/g, " ");
  for (const [cited, section, number] of text.matchAll(/\((\d)\.(\d+)\)/g)) {
    const last = LAST[/** @type {keyof typeof LAST} */ (Number(section))];
    assert.ok(last !== undefined && Number(number) >= 1 && Number(number) <= last, `${cited} is an equation of the paper`);
  }
  for (const [, number, to] of html.matchAll(/<a href="#eq-([\d-]+)">\(([\d.]+)\)<\/a>/g)) assert.equal(number, to.replace(".", "-"));
  const references = html.match(/<li id="ref-/g)?.length;
  for (let k = 1; k <= (references ?? 0); k++) assert.ok(html.includes(`>[${k}]</a>`), `reference ${k} is cited`);
});

test("every scene has a still picture in light and dark, and words for it", () => {
  const figures = [...source.matchAll(/<figure id="(fig-[\w-]+)"[\s\S]*?<\/figure>/g)];
  assert.equal(figures.length, source.match(/<figure/g)?.length);
  for (const [figure, id] of figures) {
    for (const file of [`${id}.webp`, `${id}-dark.webp`]) {
      assert.ok(figure.includes(`www/stills/${file}`), `${id} names ${file}`);
      assert.ok(existsSync(path.join(SITE_DIR, "www/stills", file)), `${file} is there`);
    }
    assert.ok((/alt="([^"]*)"/.exec(figure)?.[1].length ?? 0) > 60, `${id} is described`);
  }
  const folder = path.join(SITE_DIR, "www/stills");
  const bytes = readdirSync(folder).reduce((sum, file) => sum + statSync(path.join(folder, file)).size, 0);
  assert.ok(bytes < 2_900_000, `${bytes} bytes of stills`);
  assert.ok(existsSync(path.join(SITE_DIR, /og:image" content="([^"]+)"/.exec(source)?.[1] ?? "-")));
});

test("a figure asks one question, offers two to four answers and a row of choices, and says what was to be seen", () => {
  for (const [figure, id, after] of source.matchAll(/<figure id="(fig-[\w-]+)"[\s\S]*?<\/figure>\s*(<[^>]*>)/g)) {
    assert.equal(figure.match(/class="ask"/g)?.length, 1, `${id} asks once`);
    assert.ok(/<b class="ask">[^<]*\?<\/b>/.test(figure), `${id} asks a question`);
    const guesses = [...figure.matchAll(/<button type="button" class="guess"([^>]*)>([^<]*)</g)];
    assert.ok(guesses.length >= 2 && guesses.length <= 4, `${id} has ${guesses.length} answers`);
    for (const [, attributes, words] of guesses) {
      assert.ok(words.length > 0 && words.length <= 24, `${id}: “${words}”`);
      assert.ok((/ data-because="([^"]*)"/.exec(attributes)?.[1].length ?? 0) > 30, `${id} says why for “${words}”`);
    }
    assert.ok((figure.match(/class="set"/g)?.length ?? 0) <= 7 && (figure.match(/class="choice"/g)?.length ?? 0) <= 2, `${id} has one row of choices`);
    assert.equal(after, '<p class="seen">', `${id} is followed by what was to be seen`);
  }
});

test("headings go down one level at a time, figures are numbered in order", () => {
  for (const page of built) {
    const levels = [...page.matchAll(/<h([1-6])/g)].map(([, level]) => Number(level));
    assert.equal(levels[0], 1);
    assert.equal(levels.filter((level) => level === 1).length, 1);
    for (let k = 1; k < levels.length; k++) assert.ok(levels[k] <= levels[k - 1] + 1);
    const notes = [...page.matchAll(/class="mark"[^>]*>(\d+)</g)].map(([, number]) => Number(number));
    assert.deepEqual(notes, notes.map((_, k) => k + 1));
  }
  const numbers = [...html.matchAll(/figure-number">Figure (\d+)\./g)].map(([, number]) => Number(number));
  assert.deepEqual(numbers, numbers.map((_, k) => k + 1));
  const ids = [...html.matchAll(/<figure id="([^"]+)"/g)].map(([, id]) => id);
  assert.equal(numbers.length, ids.length);
  const links = [...html.matchAll(/href="(?:[\w-]+\.html)?#(fig-[^"]+)">figure (\d+)</g)];
  assert.ok(links.length > 0);
  for (const [, id, number] of links) assert.equal(Number(number), ids.indexOf(id) + 1, `${id} is linked to as figure ${number}`);
});

for (const width of [320, 390, 768, 1280, 2560]) {
  test(`at ${width} px nothing is wider than the screen`, async (t) => {
    const site = await openSite({ viewport: { width, height: 900 }, reducedMotion: "reduce", ...(width < 500 ? { hasTouch: true, isMobile: true } : {}) });
    t.after(() => site.close());
    for (const name of PAGES) {
      const page = await site.open(name);
      for (const id of await page.evaluate(() => [...document.querySelectorAll("figure")].map(({ id }) => id))) {
        await page.locator(`#${id} reverse-diffusion`).last().scrollIntoViewIfNeeded();
        await page.waitForFunction((id) => document.getElementById(id)?.classList.contains("running"), id);
      }
      // What a chapter out of sight would clip is to be seen as well.
      await page.addStyleTag({ content: "#story > section { content-visibility: visible !important; }" });
      const wide = await page.evaluate(() => {
        const width = document.documentElement.clientWidth;
        const out = [...document.querySelectorAll("body *")].filter((part) => {
          const { left, right } = part.getBoundingClientRect();
          // What scrolls by itself may hold something wider.
          return (right > width + 1 || left < -1) && right > left && !part.closest(".katex-display, .skip, .katex-mathml, svg, .table > table, .try, .side-by-side");
        });
        return { scroll: document.documentElement.scrollWidth - width, out: out.slice(0, 5).map((part) => part.outerHTML.slice(0, 120)) };
      });
      assert.deepEqual(wide, { scroll: 0, out: [] }, name);
      await page.close();
    }
    assert.deepEqual(site.problems(), []);
  });
}

for (const name of PAGES) test(`the whole page, from top to end, starts every scene and asks nothing of others: ${name}`, async (t) => {
  const site = await openSite({ viewport: { width: 1280, height: 1400 }, reducedMotion: "reduce" });
  t.after(() => site.close());
  const page = await site.open(name);
  await page.evaluate(() => {
    /** @type {any} */ (window).told = [];
    for (const bench of document.querySelectorAll("reverse-diffusion")) {
      bench.addEventListener("error", (event) => /** @type {any} */ (window).told.push(/** @type {CustomEvent} */ (event).detail.message));
    }
  });
  for (const id of await page.evaluate(() => [...document.querySelectorAll("figure")].map(({ id }) => id))) {
    await page.locator(`#${id} reverse-diffusion`).first().scrollIntoViewIfNeeded();
    await page.waitForFunction((id) => document.getElementById(id)?.classList.contains("running"), id);
    assert.ok(!(await page.locator(`#${id} .still`).isVisible()), `${id}: the still gives way`);
  }
  assert.deepEqual(await page.evaluate(() => /** @type {any} */ (window).told), [], "every attribute is understood");
  assert.ok(site.server.requests.every(({ status }) => status === 200));
  assert.deepEqual(site.problems(), []);
});

for (const name of PAGES) test(`every button of the text sets its figure, and shows that it has: ${name}`, async (t) => {
  const site = await openSite({ viewport: { width: 1280, height: 1400 }, reducedMotion: "reduce" });
  t.after(() => site.close());
  const page = await site.open(name);
  for (const id of await page.evaluate(() => [...document.querySelectorAll("figure:has(button.set)")].map(({ id }) => id))) {
    await page.locator(`#${id} reverse-diffusion`).first().scrollIntoViewIfNeeded();
    await page.waitForFunction((id) => document.getElementById(id)?.classList.contains("running"), id);
    const result = await page.evaluate(async (id) => {
      const figure = /** @type {HTMLElement} */ (document.getElementById(id));
      const benches = /** @type {any[]} */ ([...figure.querySelectorAll("reverse-diffusion")]);
      /** @type {string[]} */
      const wrong = [];
      for (const bench of benches) bench.addEventListener("error", (/** @type {CustomEvent} */ event) => wrong.push(event.detail.message));
      for (const button of /** @type {NodeListOf<HTMLButtonElement>} */ (figure.querySelectorAll("button.set[data-set], button.set[data-seek]"))) {
        button.click();
        await new Promise((resolve) => setTimeout(resolve, 30));
        if (button.dataset.set && button.getAttribute("aria-pressed") !== "true") wrong.push(`${button.textContent} is not pressed`);
        if (button.dataset.seek && Math.abs(benches[0].player.index / benches[0].player.steps - Number(button.dataset.seek)) > 0.01) wrong.push(`${button.textContent} did not go there`);
      }
      return wrong;
    }, id);
    assert.deepEqual(result, [], id);
  }
  assert.deepEqual(site.problems(), []);
});

test("live numbers say what theory predicts beside what is measured", async (t) => {
  const site = await openSite({ reducedMotion: "reduce" });
  t.after(() => site.close());
  const page = await site.open();
  const live = (/** @type {string} */ name) => page.locator(`output[data-live="${name}"]`);
  // Chapters above grow when they are laid out, and may push a figure out of sight before it runs.
  const see = (/** @type {string} */ id) => page.waitForFunction((id) => {
    const figure = document.getElementById(id);
    if (figure?.classList.contains("running")) return true;
    figure?.querySelector("reverse-diffusion")?.scrollIntoView({ block: "center", behavior: "instant" });
    return false;
  }, id, { polling: 300 });
  const until = (/** @type {string} */ name, /** @type {string} */ pattern) => page.waitForFunction(({ name, pattern }) =>
    new RegExp(pattern).test(document.querySelector(`output[data-live="${name}"]`)?.textContent ?? ""), { name, pattern });

  // The headline.
  await see("fig-moons");
  await until("landed", "2,000 of 2,000 ended on a data point, to the last bit");

  await see("fig-kernel");
  await page.getByRole("button", { name: "h = 0", exact: true }).click();
  await until("nearest", "0\\.00 on average; 100 %");
  await page.getByRole("button", { name: "h = 0.8" }).click();
  await until("width", "h = 0\\.80");

  // The variance of 2,000 particles in two coordinates has a relative standard error of √(2/4000) = 2.2 %; 5 of them.
  await see("fig-step");
  await page.getByRole("button", { name: "10 steps" }).click();
  await until("variance-euler", "predicted 0\\.\\d");
  const [measured, predicted] = ((await live("variance-euler").textContent()) ?? "").match(/\d+\.\d+/g)?.map(Number) ?? [];
  assert.ok(Math.abs(measured / predicted - 1) < 0.11, `${measured} beside ${predicted}`);
  await until("variance", "variance 0\\.000");

  await see("fig-new");
  await until("farthest", "Measured: 0\\.000; 100 %");
  await page.getByRole("button", { name: "only 4" }).click();
  await until("farthest", "Measured: [0-9.]+; [1-8]?\\d(\\.\\d)? %");

  // Each count is binomial, with a standard deviation of √(1000 · 0.2 · 0.8) = 12.6; 5 of them.
  await see("fig-cells");
  await page.locator("#fig-cells").getByRole("button", { name: "the end" }).click();
  await page.waitForFunction(() => /** @type {any} */ (document.querySelector("#fig-cells reverse-diffusion")).player.simulation.done);
  await page.waitForTimeout(500);
  const [now, end] = ((await live("captures").textContent()) ?? "").replace("(3.18)", "").split(". At").map((part) => part.match(/\d+/g)?.map(Number) ?? []);
  assert.equal(now.reduce((sum, one) => sum + one, 0), 1000);
  assert.equal(end.length, 5);
  for (const [k, count] of now.entries()) assert.ok(Math.abs(count - end[k]) < 63, `${now} beside ${end}`);

  await see("fig-novelty");
  await until("rms", "σ = 0\\.198");
  const [rms, sigma] = ((await live("rms").textContent()) ?? "").match(/\d+\.\d+/g)?.map(Number) ?? [];
  assert.ok(rms > 0 && rms < sigma * Math.SQRT2);
  assert.deepEqual(site.problems(), []);
});

test("the first scene moves by itself, and under reduced motion nothing does", async (t) => {
  const lively = await openSite();
  t.after(() => lively.close());
  const moving = await lively.open();
  await moving.waitForFunction(() => /** @type {any} */ (document.querySelector("#fig-moons reverse-diffusion"))?.player?.playing);

  const calm = await openSite({ reducedMotion: "reduce" });
  t.after(() => calm.close());
  const page = await calm.open();
  for (const id of ["fig-moons", "fig-kernel", "fig-noise", "fig-cells"]) {
    await page.locator(`#${id} reverse-diffusion`).first().scrollIntoViewIfNeeded();
    await page.waitForFunction((id) => document.getElementById(id)?.classList.contains("running"), id);
    const before = await page.evaluate((id) => /** @type {any} */ (document.querySelector(`#${id} reverse-diffusion`)).player.progress, id);
    await page.waitForTimeout(1200);
    const [after, playing] = await page.evaluate((id) => {
      const { player } = /** @type {any} */ (document.querySelector(`#${id} reverse-diffusion`));
      return [player.progress, player.playing];
    }, id);
    assert.equal(after, before, id);
    assert.equal(playing, false, id);
  }
});

test("without scripting the text and a picture of every scene are there", async (t) => {
  for (const colorScheme of /** @type {("light" | "dark")[]} */ (["light", "dark"])) {
    const site = await openSite({ javaScriptEnabled: false, colorScheme });
    t.after(() => site.close());
    const page = await site.open();
    const images = page.locator("figure.scene .still img");
    for (let k = 0; k < await images.count(); k++) {
      const image = images.nth(k);
      await image.scrollIntoViewIfNeeded();
      assert.ok(await image.isVisible());
      const name = await image.evaluate((/** @type {HTMLImageElement} */ one) => one.decode().then(() => one.currentSrc));
      assert.equal(name.includes("-dark"), colorScheme === "dark");
    }
    assert.ok(await page.getByRole("heading", { name: "Where novelty comes from" }).isVisible());
    for (const note of await page.locator(".note").all()) assert.ok(await note.isVisible());
    assert.deepEqual(site.problems(), []);
  }
});

test("notes stand in the margin where there is one, and unfold where there is none", async (t) => {
  const wide = await openSite({ reducedMotion: "reduce" });
  t.after(() => wide.close());
  const page = await wide.open();
  const note = page.locator("#note-same");
  const text = await page.locator("#what > p").first().boundingBox();
  assert.ok(((await note.boundingBox())?.x ?? 0) > (text?.x ?? 0) + (text?.width ?? 0));

  const narrow = await openSite({ viewport: { width: 390, height: 844 }, reducedMotion: "reduce" });
  t.after(() => narrow.close());
  const phone = await narrow.open();
  const mark = phone.getByRole("button", { name: "Note 1" });
  assert.ok(!(await phone.locator("#note-same").isVisible()));
  await mark.focus();
  await phone.keyboard.press("Enter");
  assert.ok(await phone.locator("#note-same").isVisible());
  assert.equal(await mark.getAttribute("aria-expanded"), "true");
  await phone.keyboard.press("Space");
  assert.ok(!(await phone.locator("#note-same").isVisible()));
});

test("printing waits for every still", async (t) => {
  const site = await openSite({ reducedMotion: "reduce" });
  t.after(() => site.close());
  const page = await site.open();
  await page.evaluate(() => {
    window.print = () => {
      const stills = /** @type {HTMLImageElement[]} */ ([...document.querySelectorAll(".still img, .stages img")]);
      /** @type {any} */ (window).printed = stills.every(({ complete, naturalWidth }) => complete && naturalWidth > 0);
    };
  });
  await page.keyboard.press("Control+p");
  await page.waitForFunction(() => "printed" in window);
  assert.equal(await page.evaluate(() => /** @type {any} */ (window).printed), true);
});

test("on paper stills stand for scenes", async (t) => {
  const site = await openSite({ reducedMotion: "reduce" });
  t.after(() => site.close());
  const page = await site.open();
  await page.waitForFunction(() => document.querySelector(".first.running"));
  await page.emulateMedia({ media: "print" });
  for (const image of await page.locator("figure.scene:not(:has(.stages)) img, .stages img").all()) assert.ok(await image.isVisible());
  for (const bench of await page.locator("reverse-diffusion").all()) assert.ok(!(await bench.isVisible()));
  // Where there are pictures of its stages they stand for the still, above a caption as wide as they are.
  assert.ok(!(await page.locator("figure:has(> .stages) > .still").isVisible()));
  const [stages, caption] = await Promise.all([".stages", "figure:has(> .stages) figcaption"].map((part) => page.locator(part).boundingBox()));
  assert.ok(stages && caption && caption.y >= stages.y + stages.height && caption.width > 0.5 * stages.width);
});

test("a root has its sign, in a line of text as in a formula of its own", async (t) => {
  const site = await openSite({ reducedMotion: "reduce" });
  t.after(() => site.close());
  for (const address of ["index.html", "heat-flow.html"]) {
    const page = await site.open(address);
    await page.addStyleTag({ content: "#story > section { content-visibility: visible !important; }" });
    // What is folded, or in a note that is, has no height.
    const heights = await page.evaluate(() => [...document.querySelectorAll(".sqrt svg")].filter((sign) => sign.checkVisibility()).map((sign) => sign.getBoundingClientRect().height));
    assert.ok(heights.length > 0);
    for (const height of heights) assert.ok(height > 8, `${address}: a root’s sign is ${height} pixels high`);
    await page.close();
  }
});

// Takes the article's still pictures of the built site, light and dark, and the card of social networks; writes them to
// www/stills/ and their sizes into the pages. What is shown is what the element itself shows when it comes to rest
// under reduced motion, from the same seeds, so that a new picture differs only where the scene does.
//
//     cargo xtask stills [fig-NAME … | plates]    after `cargo xtask dist`

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

import { openSite } from "../../tests/browser/support/site.mjs";
import { PLATES, takePlates } from "./plates.mjs";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const INTO = path.join(ROOT, "www/stills");
const QUALITY = 0.7;
const SCALE = 1;
/** Milliseconds without a change after which a figure counts as finished. */
const STILL = 1800;

/**
 * The rectangle of a figure that makes its picture: the stage, of a study what answers it at a glance, without controls.
 * @param {string} id
 */
function pictured(id) {
  const figure = /** @type {HTMLElement} */ (document.getElementById(id));
  const boxes = [...figure.querySelectorAll("reverse-diffusion")].flatMap((host) => {
    const root = /** @type {ShadowRoot} */ (host.shadowRoot);
    return [...root.querySelectorAll(".stage, .lead")].map((part) => part.getBoundingClientRect()).filter(({ height }) => height > 0)
      .map(({ top, bottom }) => {
        const { left, right } = host.getBoundingClientRect();
        return { left: left + 1, right: right - 1, top, bottom };
      });
  });
  const above = figure.querySelector(".which")?.getBoundingClientRect().top ?? Infinity;
  const left = Math.min(...boxes.map((box) => box.left)), right = Math.max(...boxes.map((box) => box.right));
  const top = Math.min(above, ...boxes.map((box) => box.top)), bottom = Math.max(...boxes.map((box) => box.bottom));
  return { x: left, y: top, width: right - left, height: bottom - top };
}

/** Everything a figure says, to see when it says no more. @param {string} id */
function said(id) {
  const hosts = /** @type {any[]} */ ([...(document.getElementById(id)?.querySelectorAll("reverse-diffusion") ?? [])]);
  const computes = (/** @type {any} */ { study }) => study && !study.root.hidden && !study.settled;
  if (!hosts.every((host) => host.running && !host.player.behind && !computes(host))) return null;
  return hosts.map((host) => host.shadowRoot.querySelector(".study")?.textContent + host.player.index).join();
}

/** A PNG as WebP of the same pixels, which Chromium writes and Node does not. @param {import("playwright-core").Page} page @param {Buffer} png */
async function webp(page, png) {
  const text = await page.evaluate(async ({ data, quality }) => {
    const blob = await (await fetch(`data:image/png;base64,${data}`)).blob();
    const bitmap = await createImageBitmap(blob);
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
    canvas.getContext("2d")?.drawImage(bitmap, 0, 0);
    const bytes = new Uint8Array(await (await canvas.convertToBlob({ type: "image/webp", quality })).arrayBuffer());
    return btoa(bytes.reduce((all, byte) => all + String.fromCharCode(byte), ""));
  }, { data: png.toString("base64"), quality: QUALITY });
  return Buffer.from(text, "base64");
}

/** @param {import("playwright-core").Page} page @param {string} id */
async function settle(page, id) {
  let before = null, since = Date.now();
  for (;;) {
    await page.waitForTimeout(150);
    const now = await page.evaluate(said, id);
    // Chapters above grow when they are laid out, and may push a figure out of sight before it runs.
    if (now === null) await page.evaluate((id) => document.getElementById(id)?.scrollIntoView({ block: "start", behavior: "instant" }), id);
    if (now === null || now !== before) since = Date.now();
    before = now;
    if (Date.now() - since > STILL) return;
  }
}

mkdirSync(INTO, { recursive: true });
/** The pages with figures, as they are written, and which of them a figure stands on. */
const pages = new Map(["index.html", "heat-flow.html"].map((name) => [name, readFileSync(path.join(ROOT, name), "utf8")]));
const standsOn = new Map([...pages].flatMap(([name, html]) => [...html.matchAll(/<figure id="(fig-[\w-]+)"/g)].map(([, id]) => /** @type {[string, string]} */ ([id, name]))));
const all = [...standsOn.keys()];
const asked = process.argv.slice(2);
const unknown = asked.find((id) => !all.includes(id) && id !== "plates");
if (unknown) {
  console.error(`There is no figure ${unknown}; there are ${all.join(", ")}, and plates.`);
  process.exit(1);
}
const ids = asked.length > 0 ? asked : all;
let total = 0;

for (const colorScheme of /** @type {("light" | "dark")[]} */ (["light", "dark"])) {
  const site = await openSite({ viewport: { width: 1280, height: 2200 }, colorScheme, reducedMotion: "reduce", deviceScaleFactor: SCALE });
  for (const name of pages.keys()) {
    const own = ids.filter((id) => standsOn.get(id) === name);
    if (own.length > 0) await takeAll(await site.open(name), own, colorScheme, name);
  }
  if (asked.length === 0 || asked.includes("plates")) {
    const page = await site.open();
    await takePlates(page, PLATES.filter(({ dark }) => dark || colorScheme === "light"), async ({ name }, png) => {
      const bytes = await webp(page, png);
      writeFileSync(path.join(INTO, `${name}${colorScheme === "dark" ? "-dark" : ""}.webp`), bytes);
      total += bytes.length;
      console.log(`${name} ${colorScheme}: ${bytes.length} bytes`);
    });
  }
  await site.close();
}
for (const [name, html] of pages) writeFileSync(path.join(ROOT, name), html);

/**
 * The stills of these figures of one page.
 * @param {import("playwright-core").Page} page @param {string[]} ids @param {"light" | "dark"} colorScheme @param {string} name
 */
async function takeAll(page, ids, colorScheme, name) {
  for (const id of ids) {
    await page.locator(`#${id} reverse-diffusion`).first().scrollIntoViewIfNeeded();
    await settle(page, id);
    // The viewport is higher than any of them. A picture of the whole page would lay out all chapters and move them.
    await page.evaluate((id) => document.getElementById(id)?.scrollIntoView({ block: "start", behavior: "instant" }), id);
    await settle(page, id);
    const at = await page.evaluate(pictured, id);
    const png = await page.screenshot({ clip: at });
    const bytes = await webp(page, png);
    writeFileSync(path.join(INTO, `${id}${colorScheme === "dark" ? "-dark" : ""}.webp`), bytes);
    total += bytes.length;
    const html = /** @type {string} */ (pages.get(name));
    pages.set(name, html.replace(new RegExp(`(stills/${id}\\.webp"[^>]*) width="\\d+" height="\\d+"`), `$1 width="${Math.round(at.width)}" height="${Math.round(at.height)}"`));
    console.log(`${id} ${colorScheme}: ${Math.round(at.width)} × ${Math.round(at.height)}, ${bytes.length} bytes`);
  }
}

if (asked.length === 0) {
  const site = await openSite({ viewport: { width: 1200, height: 630 }, reducedMotion: "reduce" });
  const page = await site.open();
  await page.evaluate(() => {
    const stage = (/** @type {string} */ words) => `<div style="display:grid;grid-template-rows:1fr auto;min-width:0">
      <reverse-diffusion controls="none" data="two-moons" grid="log-snr" t-star="2.5" show="particles,data" style="border:1px solid var(--rd-rule);border-radius:10px;height:100%"></reverse-diffusion>
      <div style="font:400 27px/1.3 var(--rd-serif);text-align:center;padding-top:10px">${words}</div></div>`;
    document.body.innerHTML = `<div style="display:grid;grid-template-rows:auto 1fr;height:630px">
      <div style="padding:30px 44px 16px">
        <div style="font:400 62px/1.1 var(--rd-serif);letter-spacing:-0.015em">Reverse diffusion, exactly</div>
        <div style="font:400 27px/1.4 var(--rd-serif);margin-top:8px">Why perfect models copy: run backwards, noise becomes the data. <span style="color:var(--rd-reverse)">Only the data.</span></div></div>
      <div style="display:grid;grid-template-columns:1fr auto 1fr auto 1fr;gap:14px;padding:0 44px 26px;align-items:stretch">${
        ["noise", "half-way", "the data, t → 0"].map(stage).join('<div style="align-self:center;font:400 34px var(--rd-serif);color:var(--rd-reverse);padding-bottom:40px">→</div>')}</div></div>`;
    scrollTo(0, 0);
  });
  await page.waitForFunction(() => [...document.querySelectorAll("reverse-diffusion")].every((host) => /** @type {any} */ (host).running));
  // Where it is noise, where the moons begin to show, and the end.
  await page.evaluate(() => [...document.querySelectorAll("reverse-diffusion")].forEach((host, k) => /** @type {any} */ (host).seek([0, 34, 100][k])));
  await page.waitForTimeout(4000);
  const card = await page.screenshot({ type: "jpeg", quality: 80 });
  writeFileSync(path.join(INTO, "card.jpg"), card);
  total += card.length;
  await site.close();
}
console.log(`together ${total} bytes`);

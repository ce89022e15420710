// What a test in Firefox and WebKit starts from: the built site, served and watched, and a page of each browser.
//
//     import { inEachBrowser } from "./support/site.mjs";
//
//     inEachBrowser("the lab loads", async (page) => {
//       await page.open("lab.html");
//       await page.press("button", "Play");
//     });
//
// A test fails for every console error, uncaught error and foreign request too.

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { after, test } from "node:test";

import { SITE_DIR } from "../../browser/support/folder.mjs";
import { serveFolder } from "../../browser/support/server.mjs";
import { BROWSERS } from "./browsers.mjs";

const PREFIX = "/some/sub/path/";
const WATCHING = readFileSync(new URL("watching.js", import.meta.url), "utf8");

/** @typedef {import("./driver.mjs").Driver} Driver */

/** Milliseconds within which a page starts, on any machine. */
const START = 30_000;

/** Whether the page's first element runs and the lab is furnished. Runs in the page. */
function isReady() {
  const bench = /** @type {any} */ (document.querySelector("reverse-diffusion"));
  const furnished = !document.documentElement.classList.contains("lab") || document.body.classList.contains("furnished");
  return Boolean(furnished && bench?.player?.simulation && !bench.player.behind);
}

/** How far it has come. Runs in the page. */
function state() {
  const bench = /** @type {any} */ (document.querySelector("reverse-diffusion"));
  return {
    page: document.readyState, visible: document.visibilityState, classes: [document.documentElement.className, document.body.className],
    running: bench?.running, behind: bench?.player?.behind, index: bench?.player?.simulation?.index, wanted: bench?.player?.index,
  };
}

export class Page {
  driver;
  server;
  /** What went wrong in pages that were left. @type {string[]} */
  #past = [];
  /** What a test provokes on purpose. @type {RegExp | null} */
  provoked = null;

  /** @param {Driver} driver @param {import("../../browser/support/server.mjs").StaticServer} server */
  constructor(driver, server) {
    this.driver = driver;
    this.server = server;
    this.evaluate = driver.evaluate.bind(driver);
    this.until = driver.until.bind(driver);
  }

  /** @param {string} target  below the site's root, or a whole address */
  async go(target) {
    this.#past.push(...await this.#here());
    await this.driver.go(new URL(target, this.server.url).href);
  }

  /** A page of the site, until its first element runs and the lab is furnished. @param {string} target */
  async open(target) {
    await this.go(target);
    if (await this.driver.within(START, isReady)) return;
    // WebKit's MiniBrowser has once left a page standing for 90 s. What it had come to is told; twice is a failure.
    console.log(`${target} did not start in ${START / 1000} s and is loaded again. It had come to`, await this.evaluate(state));
    await this.go(target);
    await this.ready();
  }

  ready() { return this.until(isReady); }

  /**
   * Presses what a reader would call that, with the mouse, once it stands still. A chapter above that has just been laid
   * out may move it away all the same; then it is aimed at again.
   * @param {string} kind
   * @param {string} name
   * @param {string | null} within
   */
  async press(kind, name, within = null) {
    for (let tries = 0; tries < 20; tries++) {
      await this.driver.pressAt(await this.evaluate(async (kind, name, within) => {
        const { watching } = /** @type {any} */ (window);
        const found = watching.find(kind, name, within);
        found.scrollIntoView({ block: "center", behavior: "instant" });
        for (let [was, still] = ["", 0]; still < 4;) {
          await new Promise((resolve) => requestAnimationFrame(resolve));
          const { x, y } = found.getBoundingClientRect();
          still = `${x},${y}` === was ? still + 1 : 0;
          was = `${x},${y}`;
        }
        watching.hit = false;
        found.addEventListener("pointerdown", () => { watching.hit = true; }, { once: true });
        const { x, y, width, height } = found.getBoundingClientRect();
        return { x: x + width / 2, y: y + height / 2 };
      }, kind, name, within));
      if (await this.evaluate(() => /** @type {any} */ (window).watching.hit)) return;
    }
    assert.fail(`${name} could not be pressed.`);
  }

  /** Gives the keyboard to what a reader would call that. @param {string} kind @param {string} name */
  focus(kind, name) {
    return this.evaluate((kind, name) => void /** @type {any} */ (window).watching.find(kind, name, null).focus(), kind, name);
  }

  /** The state of the first element, as tests/browser/bench.mjs reads it. */
  state() {
    return this.evaluate(() => {
      const { player, scene, stage } = /** @type {any} */ (document.querySelector("reverse-diffusion"));
      const { index, steps, playing, done, simulation } = player;
      return { scene, show: structuredClone(stage.show), index, steps, playing, done, count: simulation.count, digest: simulation.digest() };
    });
  }

  /** Until a change of the scene has been applied and caught up with. */
  async settled() {
    await this.frames();
    await this.until(() => !(/** @type {any} */ (document.querySelector("reverse-diffusion")).player.behind));
    await this.frames();
  }

  frames() {
    return this.evaluate(async () => {
      for (let i = 0; i < 3; i++) await new Promise((resolve) => requestAnimationFrame(resolve));
    });
  }

  /** How many pixels of the first element's canvases are painted, and a number that stands for all of them. */
  pixels() {
    return this.evaluate(() => {
      let [painted, sum] = [0, 0];
      for (const canvas of /** @type {any} */ (document.querySelector("reverse-diffusion")).shadowRoot.querySelectorAll("canvas")) {
        if (canvas.width === 0 || canvas.height === 0 || canvas.hidden) continue;
        const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
        for (const word of new Uint32Array(data.buffer)) {
          sum = (Math.imul(sum, 31) + word) | 0;
          if (word !== 0) painted += 1;
        }
      }
      return { painted, sum };
    });
  }

  /** What went wrong so far, in every page and at the server. */
  async problems() {
    const refused = this.server.requests.filter(({ status, path }) => status !== 200 && !path.endsWith("/favicon.ico")).map(({ status, path }) => `${status}: ${path}`);
    return [...refused, ...this.#past, ...await this.#here()];
  }

  /** @returns {Promise<string[]>} */
  #here() {
    return this.evaluate(() => /** @type {any} */ (window).watching?.problems() ?? []);
  }
}

/**
 * One session a browser and file; a browser that is not here is skipped by name.
 * @type {Map<string, Promise<{driver: Driver, version: string, stop: () => Promise<void>}>>}
 */
const sessions = new Map();
after(async () => {
  for (const session of sessions.values()) await session.then(({ stop }) => stop(), () => {});
});

/**
 * @param {string} title
 * @param {(page: Page, t: import("node:test").TestContext) => Promise<void>} work
 * @param {Record<string, string>} [files]  pages of the test's own, beside the site's
 */
export function inEachBrowser(title, work, files = {}) {
  for (const { name, missing, start } of BROWSERS) {
    test(`${name}: ${title}`, { skip: missing ?? false }, async (t) => {
      if (!existsSync(path.join(SITE_DIR, "index.html"))) throw new Error(`There is no site in ${SITE_DIR}: run \`cargo xtask dist\` first.`);
      const first = `<script src="${PREFIX}watching.js"></script>`;
      const server = await serveFolder(SITE_DIR, { prefix: PREFIX, first, files: { "watching.js": WATCHING, ...files } });
      t.after(() => server.close());
      if (!sessions.has(name)) sessions.set(name, start());
      const { driver, version } = await /** @type {NonNullable<ReturnType<typeof sessions.get>>} */ (sessions.get(name));
      t.diagnostic(version);
      await driver.resize(1280, 900);
      const page = new Page(driver, server);
      // What a test leaves running must not take the next one's time, nor be held against it.
      t.after(() => driver.go("about:blank"));
      await work(page, t);
      assert.deepEqual((await page.problems()).filter((problem) => !page.provoked?.test(problem)), []);
    });
  }
}

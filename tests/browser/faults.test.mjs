// What a network and a deploy do to the files of the site: each of them refused once or twice, cut short, full of something
// else, late, or of another build. A page either shows its own scene or says what is wrong and offers to try again, and
// then shows its own scene, with all that belongs to it.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";

import { openSite } from "./support/site.mjs";
import { SITE_DIR } from "./support/folder.mjs";

/** @typedef {import("playwright-core").Page} Page */
/** @typedef {import("playwright-core").Route} Route */
/** @typedef {import("./support/site.mjs").Site} Site */

const SCENE = "?data=two-moons&seed=5&particles=150";
const PAGES = ["lab.html", "embed.html"];
/** A reader who has tried so often gives up. */
const RESTARTS = 3;
/** A page mostly waits; so many of them wait beside each other. */
const AT_ONCE = 3;
/** Words that tell a reader what happened. */
const SAID = /(could|can) ?not be (started|loaded|fetched|opened|read|had)|came (damaged|together|in place)|reload|another (release|build|version)|different (releases|builds|versions)/i;

/** The bytes of a file of the site. @param {string} name */
const bytesOf = (name) => readFileSync(path.join(SITE_DIR, name));

/**
 * What becomes of a request for a file, the k-th from 0.
 * @type {Record<string, (route: Route, k: number, name: string) => Promise<unknown>>}
 */
const FAULTS = {
  "refused once": (route, k) => (k < 1 ? route.fulfill({ status: 500, body: "no" }) : route.continue()),
  "refused twice": (route, k) => (k < 2 ? route.fulfill({ status: 500, body: "no" }) : route.continue()),
  "lost once": (route, k) => (k < 1 ? route.abort() : route.continue()),
  "a page instead, once": (route, k) => (k < 1 ? route.fulfill({ status: 200, contentType: "text/html", body: "<!doctype html><title>Not found</title>" }) : route.continue()),
  "garbage once": (route, k, name) => (k < 1 ? route.fulfill({ status: 200, contentType: typeOf(name), body: "\u0000\u0001 garbage" }) : route.continue()),
  "cut short once": (route, k, name) => (k < 1 ? route.fulfill({ status: 200, contentType: typeOf(name), body: bytesOf(name).subarray(0, bytesOf(name).length >> 1) }) : route.continue()),
  // What else there is comes before it.
  late: async (route, k) => {
    if (k < 1) await new Promise((resolve) => setTimeout(resolve, 400));
    return route.continue();
  },
};

/** @param {string} name */
const typeOf = (name) => (name.endsWith(".wasm") ? "application/wasm" : "text/javascript");

/** What a page asks for when all is well, of the site's own scripts and modules. @param {string} target */
async function filesOf(target) {
  const site = await openSite();
  try {
    const page = await site.open(target);
    await page.waitForFunction(shown, target.startsWith("lab"));
    const prefix = new URL(site.url).pathname;
    const names = site.server.requests.map((request) => request.path.replace(/[?#].*$/, "").slice(prefix.length));
    return [...new Set(names)].filter((name) => /\.(js|wasm)$/.test(name) && !name.endsWith("unstarted.js"));
  } finally {
    await site.close();
  }
}

/** Whether the element runs and the page around it is furnished. Runs in the page. @param {boolean} lab */
function shown(lab) {
  const bench = /** @type {any} */ (document.querySelector("reverse-diffusion"));
  return Boolean(bench?.running && bench.player?.simulation && (!lab || document.body.classList.contains("furnished")));
}

/**
 * Opens a page while a file of it has a fault, tries again as often as a reader would, and sees to it that in the end the
 * page is what its address asks for.
 * @param {Site} site
 * @param {string} target
 */
async function opensInTheEnd(site, target) {
  const lab = target.startsWith("lab");
  const page = await site.context.newPage();
  try {
    await page.goto(new URL(target + SCENE, site.url).href, { waitUntil: "commit" });
    const restart = page.getByRole("button", { name: "Restart" });
    const reload = page.getByRole("button", { name: "Reload the page" });
    for (let restarts = 0; ; restarts++) {
      const running = page.waitForFunction(shown, lab).then(() => true);
      const offered = restart.or(reload).first().waitFor().then(() => false);
      // The other one is waited for in vain once the page is closed.
      for (const waiting of [running, offered]) waiting.catch(() => {});
      if (await Promise.race([running, offered])) break;
      assert.ok(restarts < RESTARTS, `it still offers Restart after ${RESTARTS}`);
      assert.match(await page.evaluate(() => `${document.body.innerText} ${document.querySelector("reverse-diffusion")?.shadowRoot?.textContent ?? ""}`), SAID);
      // What the browser remembers it forgets with the page.
      if (await reload.isVisible()) await Promise.all([page.waitForEvent("framenavigated"), reload.click()]);
      else await restart.click();
    }
    await page.waitForFunction(() => /** @type {any} */ (document.querySelector("reverse-diffusion")).player.behind === false);
    const { data, seed, particles } = await page.evaluate(() => /** @type {any} */ (document.querySelector("reverse-diffusion")).scene);
    assert.deepEqual({ data, seed, particles }, { data: "two-moons", seed: 5, particles: 150 });
    if (!lab) return;
    await page.locator("#copy-link").click();
    await page.getByText("Link copied").waitFor();
    assert.match(await page.evaluate(() => navigator.clipboard.readText()), /data=two-moons.*seed=5|seed=5.*data=two-moons/);
    assert.equal(await page.getByText("The bench is being set up").count(), 0);
    assert.equal(await page.getByRole("spinbutton", { name: "Seed" }).inputValue(), "5");
  } finally {
    await page.close();
  }
}

/** @param {RegExp} names */
const sitePattern = (names) => (/** @type {URL} */ url) => names.test(url.pathname);
/** @param {string} name */
const escaped = (name) => new RegExp(`/${name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}$`);

for (const target of PAGES) {
  test(`${target} shows its own scene whatever happens to one of its files on the way`, { concurrency: AT_ONCE }, async (t) => {
    const files = await filesOf(target + SCENE);
    assert.ok(files.some((name) => name.endsWith(".wasm")) && files.length > 3, `it asked for ${files.join(", ")}`);
    await Promise.all(files.flatMap((name) => Object.entries(FAULTS).map(([fault, answer]) => t.test(`${name}: ${fault}`, async (t) => {
      const site = await openSite({ permissions: ["clipboard-read", "clipboard-write"] });
      t.after(() => site.close());
      site.context.setDefaultTimeout(20_000);
      let asked = 0;
      await site.context.route(sitePattern(escaped(name)), (route) => answer(route, asked++, name));
      await opensInTheEnd(site, target);
      assert.ok(asked > 0, `${name} was never asked for`);
    }))));
  });
}

// ---- Of another build ---------------------------------------------------------------------------------------------------

/** The glue with imports of other names, as another build's would have. @param {string} name */
function ofAnotherBuild(name) {
  return bytesOf(name).toString().replace(/(__wbg_\w+_)[0-9a-f]{16}/g, (_, name) => `${name}0123456789abcdef`);
}

for (const target of PAGES) {
  test(`${target}: a module of another build than its glue is said to be one, and Restart finds the right ones`, async (t) => {
    const files = await filesOf(target + SCENE);
    const glues = files.filter((name) => /^reverse_diffusion\w*\.js$/.test(name));
    assert.notEqual(glues.length, 0);
    for (const name of glues) {
      const site = await openSite({ permissions: ["clipboard-read", "clipboard-write"] });
      t.after(() => site.close());
      site.context.setDefaultTimeout(20_000);
      let right = false;
      await site.context.route(sitePattern(escaped(name)), (route) => (right ? route.continue() : route.fulfill({ status: 200, contentType: "text/javascript", body: ofAnotherBuild(name) })));
      const page = await site.open(target + SCENE);
      await page.getByRole("button", { name: "Restart" }).waitFor();
      const said = await page.evaluate(() => document.querySelector("reverse-diffusion")?.shadowRoot?.textContent ?? "");
      assert.doesNotMatch(said, /Import #|requires a callable|LinkError/);
      assert.match(said, SAID);
      await page.close();
      right = true;
      await opensInTheEnd(site, target);
    }
  });
}

// ---- What is loaded when it is asked for ----------------------------------------------------------------------------------

/** Something a reader does for which a script is fetched, and how it is known that it is there. @type {{name: string, target: string, file: RegExp, deed: (page: Page) => Promise<unknown>, there: (page: Page) => Promise<unknown>}[]} */
const ON_DEMAND = [
  {
    name: "Share…", target: "lab.html", file: /\/share-dialog[^/]*\.js$/,
    deed: (page) => page.locator("#share").click(),
    there: (page) => page.getByRole("dialog").waitFor(),
  },
  {
    name: "a study in an embed", target: "embed.html", file: /\/line-and-studies[^/]*\.js$/,
    deed: (page) => page.evaluate(() => { /** @type {any} */ (document.querySelector("reverse-diffusion")).update({ study: "two-diracs" }); }),
    there: (page) => page.waitForFunction(() => /** @type {any} */ (document.querySelector("reverse-diffusion")).scene.study === "two-diracs" && /** @type {any} */ (document.querySelector("reverse-diffusion")).running),
  },
  {
    name: "the whole module in an embed", target: "embed.html", file: /\/reverse_diffusion_bg\.wasm$/,
    deed: (page) => page.evaluate(() => { /** @type {any} */ (document.querySelector("reverse-diffusion")).update({ data: "two-diracs-line" }); }),
    there: (page) => page.waitForFunction(() => /** @type {any} */ (document.querySelector("reverse-diffusion")).scene.data === "two-diracs-line" && /** @type {any} */ (document.querySelector("reverse-diffusion")).running),
  },
];

for (const { name, target, file, deed, there } of ON_DEMAND) {
  test(`${name}: where what it needs does not come, a sentence says so, and asked again it comes`, async (t) => {
    const site = await openSite();
    t.after(() => site.close());
    site.context.setDefaultTimeout(20_000);
    let refused = 0;
    let comes = false;
    await site.context.route(sitePattern(file), (route) => {
      if (comes) return route.continue();
      refused += 1;
      return route.fulfill({ status: 500, body: "no" });
    });
    const page = await site.open(target + SCENE);
    await page.waitForFunction(shown, target.startsWith("lab"));
    await deed(page);
    await page.waitForFunction((words) => {
      const text = `${document.body.innerText} ${document.querySelector("reverse-diffusion")?.shadowRoot?.textContent ?? ""}`;
      return new RegExp(words, "i").test(text);
    }, SAID.source);
    assert.ok(refused > 0);
    comes = true;
    const restart = page.getByRole("button", { name: "Restart" });
    if (await restart.isVisible()) await restart.click();
    else await deed(page);
    await there(page);
    assert.equal((await page.evaluate(() => /** @type {any} */ (document.querySelector("reverse-diffusion")).scene)).seed, 5);
  });
}

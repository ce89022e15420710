// What a browser test starts from: the built site, served from a sub-path, open in Chromium, and watched.
//
//     import { openSite } from "./support/site.mjs";
//
//     test("the lab loads", async (t) => {
//       const site = await openSite({ viewport: { width: 390, height: 844 }, hasTouch: true });
//       t.after(() => site.close());
//       const page = await site.open("lab.html?t-star=3");
//       await page.getByRole("button", { name: "Play" }).click();
//       assert.deepEqual(site.problems(), []);
//     });

import { existsSync } from "node:fs";
import path from "node:path";

import { SITE_DIR } from "./folder.mjs";
import { borrowBrowser, returnBrowser } from "./launch.mjs";
import { serveFolder } from "./server.mjs";

/**
 * @typedef {import("playwright-core").Page} Page
 *
 * @typedef {object} SiteOptions  every one optional; the names are Playwright's
 * @property {{width: number, height: number}} [viewport]  1280 × 800 CSS pixels unless told
 * @property {"light" | "dark"} [colorScheme]
 * @property {"reduce" | "no-preference"} [reducedMotion]
 * @property {"active" | "none"} [forcedColors]
 * @property {number} [deviceScaleFactor]
 * @property {boolean} [hasTouch]
 * @property {boolean} [isMobile]  a phone's viewport rules; needs `hasTouch` to be a phone
 * @property {boolean} [javaScriptEnabled]
 * @property {string} [locale]
 * @property {string[]} [permissions]  for instance ["clipboard-read", "clipboard-write"]
 * @property {string} [folder]  serve this folder instead of SITE_DIR
 * @property {string} [prefix]  the sub-path; "/some/sub/path/" unless told
 * @property {boolean} [isThere]  false: the folder will be filled later
 * @property {string} [at]  somebody else's server, instead of one on a folder
 *
 * @typedef {object} Site
 * @property {string} url  the site's root, with a trailing slash
 * @property {string} origin
 * @property {string} version  the browser's
 * @property {import("playwright-core").BrowserContext} context
 * @property {import("./server.mjs").StaticServer} server  `server.requests` is all it was asked for
 * @property {(page?: string) => Promise<Page>} open  a new page at that path below the root, once it has loaded
 * @property {() => string[]} problems  console errors, uncaught errors, failed and foreign requests so far
 * @property {() => void} forgetProblems  for a test that provoked some on purpose
 * @property {() => Promise<void>} close  the pages and the server
 */

/**
 * Serves the site and opens a browser on it. Requests to other origins are stopped and count as problems.
 * @param {SiteOptions} [options]
 * @returns {Promise<Site>}
 */
export async function openSite(options = {}) {
  const { folder = SITE_DIR, prefix, isThere = true, at, ...contextOptions } = options;
  if (at === undefined && isThere && !existsSync(path.join(folder, "index.html"))) {
    throw new Error(`There is no site in ${folder}: run \`cargo xtask dist\` first.`);
  }
  const server = at === undefined ? await serveFolder(folder, { prefix }) : served(at);
  const browser = await borrowBrowser().catch(async (error) => {
    await server.close();
    throw error;
  });
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...contextOptions });
  // On a machine with other work a page can be slow; only a test that fails waits this long.
  context.setDefaultTimeout(60_000);

  /** @type {string[]} */
  const problems = [];
  /** @param {string} url */
  const isForeign = (url) => /^(https?|wss?):/.test(url) && new URL(url).host !== new URL(server.origin).host;
  await context.route((url) => isForeign(url.href), (route) => route.abort());
  context.on("request", (request) => {
    if (isForeign(request.url())) problems.push(`request to another origin: ${request.url()}`);
  });
  context.on("requestfailed", (request) => {
    const reason = request.failure()?.errorText ?? "";
    // A page that is closed or left aborts what it was loading; that is no fault of the page.
    if (reason !== "net::ERR_ABORTED" && !isForeign(request.url())) {
      problems.push(`request failed: ${request.url()} ${reason}`);
    }
  });
  context.on("console", (message) => {
    if (message.type() !== "error") return;
    const { url, lineNumber } = message.location();
    problems.push(`console error: ${message.text()} (${url}:${lineNumber + 1})`);
  });
  context.on("weberror", (error) => {
    const thrown = error.error();
    problems.push(`uncaught error: ${thrown.stack ?? thrown.message}`);
  });
  context.on("page", (page) => {
    page.on("crash", () => problems.push(`the page crashed: ${page.url()}`));
    page.on("websocket", (socket) => {
      if (isForeign(socket.url())) problems.push(`socket to another origin: ${socket.url()}`);
    });
  });

  return {
    url: server.url,
    origin: server.origin,
    version: browser.version(),
    context,
    server,
    async open(target = "") {
      const page = await context.newPage();
      await page.goto(new URL(target, server.url).href, { waitUntil: "load" });
      return page;
    },
    problems: () => [...problems],
    forgetProblems: () => void problems.splice(0),
    async close() {
      await context.close();
      returnBrowser();
      await server.close();
    },
  };
}

/** A server that is not ours, whose requests nobody counts. @param {string} url @returns {import("./server.mjs").StaticServer} */
function served(url) {
  return { url, origin: new URL(url).origin, requests: [], close: async () => {} };
}

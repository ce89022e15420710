// The element in pages that make it hard: a strict policy, another origin, wasm refused, no server at all.

import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";

import { openSite } from "./support/site.mjs";
import { SITE_DIR } from "./support/folder.mjs";
import { serveFolder } from "./support/server.mjs";

const POLICY = "default-src 'none'; style-src 'self'; img-src 'self'; connect-src 'self'; require-trusted-types-for 'script'; trusted-types 'none'";

/**
 * A page of the site's origin with a policy and an element.
 * @param {import("node:test").TestContext} t
 * @param {string} scripts  the policy's script-src
 * @param {string} [attributes]
 */
async function hosted(t, scripts, attributes = 'particles="200"') {
  const site = await openSite();
  t.after(() => site.close());
  await site.context.route(`${site.url}host.html`, (route) => route.fulfill({
    contentType: "text/html",
    headers: { "content-security-policy": `${POLICY}; script-src ${scripts}` },
    body: `<!doctype html><title>host</title><link rel="icon" href="icon.png"><script type="module" src="reverse-diffusion.js"></script>
      <reverse-diffusion ${attributes}></reverse-diffusion>`,
  }));
  await site.context.route(`${site.url}icon.png`, (route) => route.fulfill({ contentType: "image/png", body: "" }));
  return { site, page: await site.open("host.html") };
}

const runs = () => /** @type {any} */ (document.querySelector("reverse-diffusion"))?.running;

for (const attributes of ['particles="200"', 'study="forward"', 'particles="200" controls="full"', 'data="three-diracs-line" controls="full"']) {
  test(`under the strictest policy the element works: ${attributes}`, async (t) => {
    const { site, page } = await hosted(t, "'self' 'wasm-unsafe-eval'", attributes);
    await page.waitForFunction(runs);
    await page.getByRole("button", { name: "Play" }).first().click();
    await page.waitForFunction(() => /** @type {any} */ (document.querySelector("reverse-diffusion")).player.index > 2);
    // A violation is a console error, and so a problem.
    assert.deepEqual(site.problems(), []);
  });
}

for (const address of ["lab.html?study=forward&particles=300", "embed.html?study=forward&particles=300", "embed.html?particles=300"]) {
  test(`under the strictest policy the page itself works: ${address}`, async (t) => {
    const site = await openSite();
    t.after(() => site.close());
    await site.context.route(`${site.url}${address}`, async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, headers: { ...response.headers(), "content-security-policy": `${POLICY}; script-src 'self' 'wasm-unsafe-eval'` } });
    });
    const page = await site.open(address);
    await page.waitForFunction(runs);
    if (address.includes("study")) await page.locator(".key svg path").first().waitFor({ state: "attached" });
    if (address.startsWith("lab")) {
      await page.waitForFunction(() => document.body.classList.contains("furnished"));
      await page.getByRole("button", { name: "Share…" }).click();
      await page.getByRole("dialog", { name: "Share" }).waitFor();
      await page.keyboard.press("Escape");
    }
    await page.getByRole("button", { name: "Play" }).first().click();
    await page.waitForFunction(() => /** @type {any} */ (document.querySelector("reverse-diffusion")).player.index > 2);
    assert.deepEqual(site.problems(), []);
  });
}

test("where wasm is refused the element says so in its place", async (t) => {
  const { page } = await hosted(t, "'self'");
  await page.getByText(/This page's Content Security Policy forbids WebAssembly: its author can allow it/).waitFor();
  await page.getByRole("button", { name: "Restart" }).waitFor();
});

test("served from another origin the element works", async (t) => {
  const site = await openSite();
  t.after(() => site.close());
  const folder = await mkdtemp(path.join(tmpdir(), "blog-"));
  t.after(() => rm(folder, { recursive: true }));
  await writeFile(path.join(folder, "post.html"), `<!doctype html><title>post</title><link rel="icon" href="data:,">
    <script type="module" src="${site.url}reverse-diffusion.js"></script><reverse-diffusion particles="200"></reverse-diffusion>`);
  const blog = await serveFolder(folder);
  t.after(() => blog.close());
  const host = `${blog.url}post.html`;
  await site.context.route(host, (route) => route.continue());
  const page = await site.context.newPage();
  await page.goto(host);
  await page.waitForFunction(runs);
  // The host page itself is the one thing that does not come from the site.
  assert.deepEqual(site.problems(), [`request to another origin: ${host}`]);
});

for (const name of ["index.html", "heat-flow.html", "lab.html", "embed.html"]) {
  test(`${name} opened as a file says what to do`, async (t) => {
    const site = await openSite();
    t.after(() => site.close());
    const page = await site.context.newPage();
    await page.goto(pathToFileURL(path.join(path.resolve(SITE_DIR), name)).href);
    await page.getByText("Serve its folder instead").waitFor();
  });
}

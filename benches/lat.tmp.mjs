import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { openSite } from "../tests/browser/support/site.mjs";
const site = await openSite({ folder: "/tmp/w/ab/a" });
const H = { "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Embedder-Policy": "require-corp" };
await site.context.route(`${site.url}lat/*`, (route) => route.request().url().endsWith(".wasm") ? route.fulfill({ contentType: "application/wasm", body: readFileSync("/tmp/w/lat/o3.wasm") }) : route.fulfill({ contentType: "text/html", headers: H, body: "<!doctype html>" }));
const page = await site.open("lat/x.html");
const src = readFileSync("/tmp/w/lat/run.mjs", "utf8").split("\n").slice(2).join("\n");
const best = {}; const put = (k, w, v) => { const o = best[k] ??= {}; o[w] = Math.min(o[w] ?? 1e9, v); };
const parse = (w, text) => { for (const l of text.split("\n")) { const c = /cells (\d+)/.exec(l), m = /t=(\S+) prepare (\d+) us, first read (\d+), read (\d+)/.exec(l); if (c) put("cells", w, +c[1]); if (m) { put("prep " + m[1], w, +m[2]); put("read " + m[1], w, +m[4]); } } };
for (let r = 0; r < 5; r++) {
  parse("native", execFileSync("/tmp/w/lat/target/release/latbin", { encoding: "utf8" }));
  parse("chromium", await page.evaluate(async (src) => { const out = []; const console = { log: (...a) => out.push(a.join(" ")) };
    const { instance: { exports: e } } = await WebAssembly.instantiate(await (await fetch("a.wasm")).arrayBuffer(), {});
    await new (Object.getPrototypeOf(async function () {}).constructor)("e", "console", src)(e, console); return out.join("\n"); }, src));
}
for (const [k, o] of Object.entries(best)) console.log(k.padEnd(10), o.native, o.chromium, (o.native / o.chromium).toFixed(3));
await site.close(); process.exit(0);

import path from "node:path";
import { openSite } from "../tests/browser/support/site.mjs";
import { measureNatively } from "./native.mjs";
const HERE = new URL(".", import.meta.url).pathname;
const which = process.argv.slice(2);
async function openPage(folder) {
  const site = await openSite({ folder });
  await site.context.route(`${site.url}benches/*`, (route) => {
    const name = path.basename(new URL(route.request().url()).pathname);
    return name === "empty.html" ? route.fulfill({ contentType: "text/html", headers: { "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Embedder-Policy": "require-corp" }, body: "<!doctype html><canvas></canvas>" })
      : route.fulfill({ contentType: "text/javascript", path: path.join(HERE, name) });
  });
  const page = await site.open("benches/empty.html");
  return { close: () => site.close(), run: () => page.evaluate(async () => {
    const engine = await import(new URL("../reverse_diffusion.js", location.href).href); await engine.default(); if (!crossOriginIsolated) throw new Error("not isolated");
    return (await import(new URL("./measure.js", location.href).href)).measureSteps(engine); }) };
}
const pages = []; for (const w of which) pages.push(await openPage(w));
const rounds = [];
for (let r = 0; r < Number(process.env.ROUNDS ?? 5); r++) { const row = [measureNatively(["--steps"])]; for (const p of pages) row.push(await p.run()); rounds.push(row); }
for (let k = 0; k < 3; k++) { const best = rounds[0].map((_, j) => Math.min(...rounds.map((r) => r[j][k].ms)));
  console.log(rounds[0][1][k].t, best.map((b) => b.toFixed(3)).join("  "), "ratios", best.slice(1).map((b) => (best[0] / b).toFixed(3)).join("  ")); }
for (const p of pages) await p.close(); process.exit(0);

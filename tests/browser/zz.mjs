import { openSite } from "./support/site.mjs";
import { settled, state } from "./bench.mjs";
for (const [what, pattern, times, page0] of [
  ["wasm 500 twice", /_bg\.wasm/, 2, "lab.html?data=two-moons&seed=5"],
  ["glue 500 once", /reverse_diffusion\.js/, 1, "lab.html?data=two-moons&seed=5"],
  ["views 500 once", /line-and-studies/, 1, "lab.html?data=two-moons&seed=5"],
  ["embed wasm 500 twice", /_bg\.wasm/, 2, "embed.html?data=two-moons&seed=5"],
  ["embed glue 500 once", /reverse_diffusion_plane\.js/, 1, "embed.html?data=two-moons&seed=5"],
  ["element chunk", /chunk-FYZRLQCX|element-/, 1, "lab.html?data=two-moons&seed=5"],
  ["digits in embed", /nothing/, 0, "embed.html?data=digits"],
]) {
  const site = await openSite({});
  let left = times;
  await site.context.route(pattern, (route) => { if (left-- > 0) route.fulfill({ status: 500, body: "no" }); else route.continue(); });
  const page = await site.open(page0);
  await page.waitForTimeout(1500);
  for (let k = 0; k < 3; k++) {
    const fault = await page.evaluate(() => document.querySelector("reverse-diffusion")?.shadowRoot?.querySelector(".fault:not([hidden])")?.textContent ?? document.querySelector(".unstarted")?.textContent ?? null);
    console.log(what, k, fault);
    if (!fault) break;
    const b = page.getByRole("button", { name: "Restart" });
    if (await b.count()) await b.click(); else break;
    await page.waitForTimeout(1500);
  }
  console.log(what, await page.evaluate(() => { const b = document.querySelector("reverse-diffusion"); return [b.running, b.scene?.data, b.scene?.seed, document.body.classList.contains("furnished"), document.getElementById("copy-link")?.disabled]; }));
  await site.close();
}
process.exit(0);

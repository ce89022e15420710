import { launch } from "./support/launch.mjs";
const [,, ...specs] = process.argv;
const b = await launch();
for (const spec of specs) {
  const [name, url, w, h, wait, scheme, sel] = spec.split("|");
  const p = await b.newPage({ viewport: { width: +w, height: +h }, colorScheme: scheme || "light" });
  p.on("pageerror", e => console.log("ERR", name, e.message)); p.on("console", m => { if (m.type()==="error") console.log("CON", name, m.text()); });
  await p.goto("http://127.0.0.1:8123/" + url);
  await p.waitForTimeout(+wait);
  if (sel) { const el = p.locator(sel).first(); await el.scrollIntoViewIfNeeded(); await p.waitForTimeout(1500); await el.screenshot({ path: `/tmp/shots/${name}.png` }); }
  else await p.screenshot({ path: `/tmp/shots/${name}.png` });
  await p.close();
}
await b.close();

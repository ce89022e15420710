// The element filling a frame: its scene from the frame's own address, and a way out to the lab.

import { isOn } from "./attributes.js";
import { followAddress, readAddress, readAttributesOf, writeAddress } from "./share.js";
import "./element.js";
import { converse } from "./frame.js";
import { startEngine, startSmallEngine } from "./wasm.js";

/** @typedef {import("./element.js").ReverseDiffusionElement} Bench */

const bench = /** @type {Bench} */ (document.querySelector("reverse-diffusion"));
const out = /** @type {HTMLAnchorElement} */ (document.getElementById("to-lab"));
const asked = readAttributesOf(location);

for (const name of ["controls", "theme"]) {
  const value = asked.get(name);
  if (value) bench.setAttribute(name, value);
}
const theme = asked.get("theme");
if (theme === "light" || theme === "dark") document.documentElement.style.colorScheme = theme;
bench.toggleAttribute("autoplay", isOn(asked.get("autoplay") ?? null));

converse(bench);
// What a study begins with is known to the whole engine only.
(/[?&]study=/.test(location.search) ? startEngine() : startSmallEngine()).then(async (first) => {
  let [engine, address] = [first, readAddress(first, location)];
  // Nobody sees the scene that the small module makes of it meanwhile.
  bench.hidden = address.beyond;
  if (address.beyond) {
    engine = await startEngine();
    address = readAddress(engine, location);
  }
  const { scene, show, index, sentences } = address;
  bench.setShow(show);
  bench.scene = scene;
  bench.hidden = false;
  if (index !== null) bench.seek(index);
  bench.addEventListener("ready", () => bench.notify(sentences), { once: true });
  followAddress(bench, async () => {
    const another = readAddress(engine, location);
    if (!another.beyond) return another;
    engine = await startEngine();
    return readAddress(engine, location);
  });
  // The link is written when it is wanted, and so always leads to what is shown.
  const point = () => {
    if (bench.player) out.href = `lab.html${writeAddress(engine, { scene: bench.scene, show: bench.show, index: null }) ?? ""}`;
  };
  for (const type of ["pointerenter", "focus", "pointerdown"]) out.addEventListener(type, point);
}, () => { /* The element itself says what went wrong, where the picture would be. */ });
// Laid out and seen while the engine is on its way: the element asks for the same one, and after the lines above.
bench.hidden = false;

// The element filling a frame: its scene from the frame's own address, and a way out to the lab.

import { isOn } from "../element/attributes.js";
import { followAddress, readAddress, readAttributesOf, writeAddress } from "../share/address.js";
import "../element/element.js";
import { converse } from "./embed-messages.js";

/** @typedef {import("../element/element.js").ReverseDiffusionElement} Bench */

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
const read = (/** @type {import("../engine/types.js").Engine} */ engine) => readAddress(engine, location);
bench.openWith(read, /[?&]study=/.test(location.search));
followAddress(bench, read);
bench.hidden = false;

// The link is written when it is wanted, and so always leads to what is shown.
const point = () => {
  if (bench.running) out.href = `lab.html${writeAddress(bench.engine, { scene: bench.scene, show: bench.show, index: null }) ?? ""}`;
};
for (const type of ["pointerenter", "focus", "pointerdown"]) out.addEventListener(type, point);

// The element filling a frame: its scene from the frame's own address, and a way out to the lab.

import { isOn } from "../element/attributes.js";
import { followAddress, readAddress, readAttributesOf, writeAddress } from "../share/address.js";
import "../element/element.js";
import { NO_STUDY } from "../scene/study-scene.js";
import { converse } from "./embed-messages.js";

/** @typedef {import("../element/element.js").ReverseDiffusionElement} Bench */

const bench = /** @type {Bench} */ (document.querySelector("reverse-diffusion"));
const out = /** @type {HTMLAnchorElement} */ (document.getElementById("to-lab"));
const begin = /** @type {HTMLButtonElement} */ (document.getElementById("begin"));
const unfold = /** @type {HTMLButtonElement} */ (document.getElementById("unfold"));
const { classList: page } = document.documentElement;
/** In another page it opens on the way, with an invitation: this share of the steps. */
const OPENING = 0.55;
/** @type {Record<string, string>} */
const CAPTIONS = { forward: "Data become noise", bridge: "Noise led to one data point" };
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
const read = (/** @type {import("../engine/types.js").Engine} */ engine) => {
  const opening = readAddress(engine, location);
  const invites = parent !== window && opening.index === null && !bench.hasAttribute("autoplay") && (opening.scene.study ?? NO_STUDY) === NO_STUDY;
  if (invites) opening.index = Math.round(OPENING * Number(opening.scene.steps));
  begin.hidden = !invites;
  return opening;
};
page.toggle("framed", parent !== window);
begin.addEventListener("click", () => bench.play());
// Whatever the reader does instead is as good.
for (const type of ["click", "keydown", "done"]) for (const target of [bench, begin]) target.addEventListener(type, () => { begin.hidden = true; });
unfold.addEventListener("click", () => unfold.setAttribute("aria-expanded", String(page.toggle("unfolded"))));
for (const type of ["ready", "change"]) {
  bench.addEventListener(type, () => {
    const what = CAPTIONS[String(bench.scene.dynamics)];
    if (what) /** @type {HTMLElement} */ (document.getElementById("what")).textContent = what;
  });
}
bench.openWith(read, /[?&]study=/.test(location.search));
followAddress(bench, read);
bench.hidden = false;

// The link is written when it is wanted, and so always leads to what is shown.
const point = () => {
  if (bench.running) out.href = `lab.html${writeAddress(bench.engine, { scene: bench.scene, show: bench.show, index: null }) ?? ""}`;
};
for (const type of ["pointerenter", "focus", "pointerdown"]) out.addEventListener(type, point);

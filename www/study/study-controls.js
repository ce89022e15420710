// The controls of a study.

import { Controls, MAIN } from "../controls/controls.js";
import { element, freshId } from "../lib/dom.js";

/** @typedef {import("../engine/types.js").StudyInfo} StudyInfo */

/**
 * The controls of a study's own parameters, after those that every scene has; behind a button, so that they
 * leave the charts their room.
 * @param {import("../controls/controls.js").Bench} bench
 * @param {StudyInfo} study
 * @param {HTMLElement} dials
 */
export function ownControls(bench, study, dials) {
  // What is twice as wide as the others comes late, so that it leaves no holes; the seed is last anyway.
  const late = ["process", "seed"];
  const names = study.parameters.filter((name) => !MAIN.includes(name));
  const own = new Controls(bench, [...names.filter((name) => !late.includes(name)), ...late.filter((name) => names.includes(name))]);
  own.root.classList.add("own");
  own.root.id = freshId("own");
  const more = element("button", { type: "button", class: "more-of", "aria-expanded": "false", "aria-controls": own.root.id }, "More parameters");
  more.addEventListener("click", () => more.setAttribute("aria-expanded", String(own.root.classList.toggle("open"))));
  dials.append(own.root);
  dials.after(more);
  return own;
}

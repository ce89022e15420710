// A section of the lab's panels, which folds.

import { element } from "../lib/dom.js";
import { tabOf } from "./phone.js";

/** @param {string} title @param {boolean} open @param {...Node} children */
export function section(title, open, ...children) {
  return element("details", { open, class: "section", id: `section-${title.toLowerCase().replace(/\W+/g, "-")}`, "data-tab": tabOf(title) },
    element("summary", {}, element("h2", {}, title)), ...children);
}

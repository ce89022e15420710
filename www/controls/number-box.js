// A number to be typed. What is typed stays as it is until it is understood: a box of type "number" drops what it does not
// know and keeps the rest, so that "1,5" becomes 15.

import { element } from "../lib/dom.js";

/**
 * @param {Record<string, string>} attributes
 * @param {boolean} whole
 * @param {(value: string | number) => void} set  takes a text too: the engine says what it expected
 */
export function numberBox(attributes, whole, set) {
  const box = element("input", { type: "text", role: "spinbutton", class: "number", inputmode: whole ? "numeric" : "decimal", autocomplete: "off", ...attributes });
  box.addEventListener("change", () => {
    const text = box.value.trim();
    // A comma is a decimal comma; in a whole number it could only be one of thousands, and is refused.
    set(whole ? text : text.replace(/^([^,.]*),(\d[^,.]*)$/, "$1.$2"));
  });
  box.addEventListener("keydown", ({ key }) => {
    const by = { ArrowUp: 1, ArrowDown: -1 }[key];
    const value = Number(box.value);
    if (by && Number.isFinite(value)) set(value + by);
  });
  return box;
}

// Formulas as the engine writes them in a line, t_min and e^{−T*}, with what is raised and lowered where it belongs.

import { element } from "./dom.js";
import { powerOfTen } from "./numbers.js";

/** "_" or "^", then a group in braces, or a word; an asterisk belongs to it, as in T*. */
const SHIFT = /([_^])(?:\{([^{}]*)\}|([\p{L}\p{N}]+\*?))/u;
/** A number as programs write it. */
const POWER = /(\d)e([+-]?\d+)(?![\p{L}\p{N}])/gu;

/**
 * What to put into an element for a text with formulas.
 * @param {string} text
 * @returns {(Node | string)[]}
 */
export function formula(text) {
  const plain = text.replace(POWER, (_, digit, power) => `${digit}·10${powerOfTen(Number(power))}`);
  // The text before, the sign, the group, the word, the text before the next, …
  const parts = plain.split(new RegExp(SHIFT, "gu"));
  const nodes = [];
  for (let i = 0; i < parts.length; i += 4) {
    if (parts[i]) nodes.push(parts[i]);
    if (i + 1 < parts.length) nodes.push(element(parts[i + 1] === "_" ? "sub" : "sup", {}, parts[i + 2] ?? parts[i + 3]));
  }
  return nodes;
}

/** @type {WeakMap<Element, string>} */
const written = new WeakMap();

/** Writes a text with formulas into an element, if it is not there yet. @param {Element} into @param {string} text */
export function write(into, text) {
  if (written.get(into) === text) return;
  written.set(into, text);
  into.replaceChildren(...formula(text));
}

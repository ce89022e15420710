// What is odd about the attributes that an author has written on the element, in sentences.

import { nearest } from "../lib/near-miss.js";

/** The attributes that take one of a few words, and no word at all. */
const WORDS = /** @type {Record<string, string[]>} */ ({ controls: ["compact", "full", "none"], theme: ["auto", "light", "dark"] });

/**
 * @param {HTMLElement} host
 * @param {string[]} odd  names of attributes that are no parameters
 * @param {string[]} parameters
 * @returns {string[]}
 */
export function sentences(host, odd, parameters) {
  return odd.flatMap((name) => {
    const value = host.getAttribute(name) ?? "";
    const words = WORDS[name];
    if (words) {
      return [`${name} is "${value.slice(0, 40)}"; it must be one of ${words.join(", ")}. ${words[0]} is used.`];
    }
    const meant = nearest(name, [...parameters, ...Object.keys(WORDS), "show", "autoplay"]);
    return meant ? [`"${name}" is no attribute of this element; ${meant} was probably meant.`] : [];
  });
}

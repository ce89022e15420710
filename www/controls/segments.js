// A few choices side by side: radio buttons that look like one button in parts.

import { element } from "../lib/dom.js";

/**
 * The row of them. In it is a form of its own, to which radio buttons of one name belong: those without a form belong to the
 * shadow root they stand in, and Chromium's never lets go of one that was taken out of it, nor of all around it. Sent off,
 * as Enter would do, a form of this method does nothing outside a dialog.
 * @param {Record<string, string>} attributes
 * @param {HTMLInputElement[]} inputs
 * @param {(string | {text: string, title: string})[]} labels
 */
export function segments(attributes, inputs, labels) {
  return element("div", { class: "segments", ...attributes }, element("form", { method: "dialog" }, ...inputs.map((input, i) => {
    const label = labels[i];
    const { text, title } = typeof label === "string" ? { text: label, title: "" } : label;
    return element("label", title ? { title } : {}, input, element("span", {}, text));
  })));
}

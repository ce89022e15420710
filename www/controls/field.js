// What every control has around its input: label, help, paper reference, and the reason why a value was refused.

import { element, freshId } from "../lib/dom.js";

/** @typedef {import("../engine/types.js").Parameter} Parameter */
/** @typedef {import("../engine/types.js").Scene} Scene */

/**
 * @typedef {object} Field  one parameter's control
 * @property {HTMLElement} root
 * @property {(scene: Scene, count: number, dim: number) => void} show  with how many data points of how many coordinates
 * @property {(sentence: string) => void} refuse
 * @property {HTMLElement[]} inputs
 * @property {(scene: Scene, dim: number) => boolean} [applies]  whether it would change anything; where it is not asked, it does
 */

/**
 * The frame every control shares: label, help, refusal.
 * @param {Parameter} parameter
 * @param {boolean} fieldset
 */
export function frame(parameter, fieldset) {
  const id = freshId(parameter.name);
  const help = element("p", { class: "help", id: `${id}-help`, hidden: true }, parameter.help, " ", element("cite", {}, parameter.reference));
  const hint = element("button", { type: "button", class: "hint", "aria-expanded": "false", "aria-controls": help.id, "aria-label": "Explain", "aria-describedby": `${id}-label` }, "?");
  hint.addEventListener("click", () => {
    help.hidden = !help.hidden;
    hint.setAttribute("aria-expanded", String(!help.hidden));
  });
  const refusal = element("p", { class: "refusal", id: `${id}-refusal`, role: "alert" });
  const name = element(fieldset ? "span" : "label", { class: "label", id: `${id}-label`, title: parameter.help, ...(fieldset ? {} : { for: id }) }, parameter.label);
  if (parameter.symbol && !parameter.label.includes(parameter.symbol)) name.append(" ", symbol(parameter.symbol));
  const head = element("div", { class: "head" }, name, hint);
  const root = element("div", { class: "field", "data-parameter": parameter.name });
  if (fieldset) {
    root.setAttribute("role", parameter.kind === "choice" ? "radiogroup" : "group");
    root.setAttribute("aria-labelledby", `${id}-label`);
  }
  return {
    id,
    root,
    head,
    tail: [help, refusal],
    described: `${help.id} ${refusal.id}`,
    refuse: (/** @type {string} */ sentence) => {
      if (refusal.textContent !== sentence) refusal.textContent = sentence;
      root.classList.toggle("refused", sentence !== "");
    },
  };
}

/** "t_min" with its index set low. @param {string} text */
function symbol(text) {
  const parts = text.split(/_(\w+)/);
  return element("i", { class: "symbol" }, ...parts.map((part, i) => (i % 2 === 1 ? element("sub", {}, part) : part)));
}

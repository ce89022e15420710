// The controls that are no sliders: one of a few, a seed, a start, a data set.

import { element } from "../lib/dom.js";
import { frame } from "./field.js";
import { numberBox } from "./number-box.js";
import { segments } from "./segments.js";

/** @typedef {import("./field.js").Field} Field */
/** @typedef {import("../engine/types.js").Parameter} Parameter */
/** @typedef {import("../engine/types.js").Preset} Preset */

/**
 * The control of a parameter.
 * @param {Parameter} parameter
 * @param {(value: string | number) => void} set
 * @param {import("../engine/types.js").Engine} engine
 * @returns {Field}
 */
export function field(parameter, set, engine) {
  const values = parameter.values ?? [];
  switch (parameter.kind) {
    case "choice":
      return values.length <= 3 && values.length > 1 ? radios(parameter, set) : menu(parameter, set);
    case "start":
      return start(parameter, set);
    case "data": {
      const presets = /** @type {Preset[]} */ (engine.presets());
      return menu({ ...parameter, values: presets.map(({ name, title }) => ({ value: name, label: title })) }, set);
    }
    default:
      return seed(parameter, set, () => engine.freshSeed());
  }
}

/** @param {Parameter} parameter @param {(value: string) => void} set @returns {Field} */
function radios(parameter, set) {
  const { id, root, head, tail, described, refuse } = frame(parameter, true);
  const inputs = (parameter.values ?? []).map(({ value }) => {
    const input = element("input", { type: "radio", name: id, value, "aria-describedby": described });
    input.addEventListener("change", () => set(value));
    return input;
  });
  const [labels, rest] = shortened(parameter.values ?? []);
  root.append(head, segments({}, inputs, labels.map((text, i) => ({ text, title: rest[i] }))), ...tail);
  return {
    root,
    refuse,
    inputs,
    show: (scene) => { for (const input of inputs) input.checked = input.value === scene[parameter.name]; },
  };
}

/** "Forward: data to noise" is "Forward" on a button, the rest of it a title. @param {{value: string, label: string}[]} values */
function shortened(values) {
  const parts = values.map(({ label }) => label.split(/: | to one point/, 2));
  return [parts.map(([first]) => first), parts.map(([, rest]) => rest ?? "")];
}

/** @param {Parameter} parameter @param {(value: string) => void} set @returns {Field} */
function menu(parameter, set) {
  const { id, root, head, tail, described, refuse } = frame(parameter, false);
  const select = element("select", { id, "aria-describedby": described },
    ...(parameter.values ?? []).map(({ value, label }) => element("option", { value }, label)));
  select.addEventListener("change", () => set(select.value));
  root.append(head, select, ...tail);
  return { root, refuse, inputs: [select], show: (scene) => { select.value = String(scene[parameter.name]); } };
}

/** @param {Parameter} parameter @param {(value: string | number) => void} set @param {() => number} fresh @returns {Field} */
function seed(parameter, set, fresh) {
  const { id, root, head, tail, described, refuse } = frame(parameter, false);
  const input = numberBox({ id, class: "number wide", "aria-describedby": described }, true, set);
  const button = element("button", { type: "button" }, "New seed");
  button.addEventListener("click", () => set(fresh()));
  root.append(head, element("div", { class: "row" }, input, button), ...tail);
  return { root, refuse, inputs: [input, button], show: (scene) => { input.value = String(scene.seed); } };
}

/** Starts that need no numbers, and what they are called. */
const STARTS = [
  ["normal", "The normal law"],
  ["terminal", "The forward end, ρ(·, T*)"],
  ["shifted", "Shifted, N(1.5, 1)"],
  ["narrow", "Narrow, N(0, 0.3²)"],
];
/** What the engine writes before the mean and the deviation of any other normal law. */
const LAW = "normal:";

/** @param {Parameter} parameter @param {(value: string) => void} set @returns {Field} */
function start(parameter, set) {
  const { id, root, head, tail, described, refuse } = frame(parameter, false);
  const select = element("select", { id, "aria-describedby": described },
    ...STARTS.map(([value, label]) => element("option", { value }, label)),
    element("option", { value: "law" }, "N(mean, deviation²)"),
    element("option", { value: "point" }, "One point"));
  const text = element("input", { type: "text", class: "number wide", inputmode: "text", "aria-describedby": described, spellcheck: "false", autocomplete: "off" });
  let dim = 2;
  const arrange = (/** @type {string} */ kind) => {
    text.hidden = kind !== "point" && kind !== "law";
    text.setAttribute("aria-label", kind === "law" ? "Mean, deviation" : "Starting point x,y");
  };
  const chosen = () => (select.value === "law" ? `${LAW}${text.value}` : text.value);
  select.addEventListener("change", () => {
    arrange(select.value);
    if (select.value === "law") text.value = "1,0.5";
    else if (select.value === "point") text.value = dim === 1 ? "0.5" : "0.5,0.5";
    set(text.hidden ? select.value : chosen());
  });
  text.addEventListener("change", () => set(chosen()));
  root.append(head, element("div", { class: "row" }, select, text), ...tail);
  return {
    root,
    refuse,
    inputs: [select, text],
    show: (scene, _, coordinates) => {
      const value = String(scene.start);
      const isLaw = value.startsWith(LAW);
      select.value = STARTS.some(([name]) => name === value) ? value : isLaw ? "law" : "point";
      arrange(select.value);
      if (!text.hidden) text.value = isLaw ? value.slice(LAW.length) : value;
      dim = coordinates;
    },
  };
}

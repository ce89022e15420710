// The controls beside the two main sliders: one of a few, a seed, a start, a data set, how many of its points; and where
// each applies.

import { count } from "../lib/numbers.js";
import { element } from "../lib/dom.js";
import { frame } from "./field.js";
import { isDrawn } from "../scene/drawn.js";
import { numberBox } from "./number-box.js";
import { segments } from "./segments.js";
import { slider } from "./slider.js";
import { studyOptions } from "../scene/chapters.js";

/** @typedef {import("./field.js").Field} Field */
/** @typedef {import("../engine/types.js").Parameter} Parameter */
/** @typedef {import("../engine/types.js").Preset} Preset */
/** @typedef {import("../engine/types.js").Scene} Scene */

/**
 * The control of a parameter.
 * @param {Parameter} parameter
 * @param {(value: string | number) => void} set
 * @param {import("../engine/types.js").Engine} engine
 * @returns {Field}
 */
export function field(parameter, set, engine) {
  return { ...made(parameter, set, engine), applies: (scene, dim) => WHERE[parameter.name]?.(scene, dim, engine) ?? true };
}

/** Where a parameter that any dynamics has changes something. @type {Record<string, (scene: Scene, dim: number, engine: import("../engine/types.js").Engine) => boolean>} */
const WHERE = {
  // The equations are solved on a line alone.
  cells: (_, dim) => dim === 1,
  // Forward, a run begins in the data.
  start: ({ dynamics }) => dynamics !== "forward",
  draw: ({ data, samples }, _, engine) => Number(samples) > 0 || isDrawn(engine, String(data)),
};

/** @param {Parameter} parameter @param {(value: string | number) => void} set @param {import("../engine/types.js").Engine} engine @returns {Field} */
function made(parameter, set, engine) {
  const values = parameter.values ?? [];
  switch (parameter.name) {
    case "study": return menu(parameter, set, studyOptions(values.map(({ value, label }) => ({ name: value, title: label }))));
    case "samples": return sampleSize(parameter, set);
    case "draw": return drawn(parameter, set, "Another", (now) => now + 1);
    case "seed": return drawn(parameter, set, "New seed", () => engine.freshSeed());
    default:
  }
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
      return slider(parameter, set);
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

/** @param {Parameter} parameter @param {(value: string) => void} set @param {HTMLElement[]} [options] @returns {Field} */
function menu(parameter, set, options = (parameter.values ?? []).map(({ value, label }) => element("option", { value }, label))) {
  const { id, root, head, tail, described, refuse } = frame(parameter, false);
  const select = element("select", { id, "aria-describedby": described }, ...options);
  select.addEventListener("change", () => set(select.value));
  root.append(head, select, ...tail);
  return { root, refuse, inputs: [select], show: (scene) => { select.value = String(scene[parameter.name]); } };
}

/**
 * A number of which only that it is another one matters.
 * @param {Parameter} parameter
 * @param {(value: string | number) => void} set
 * @param {string} label  of the button
 * @param {(now: number) => number} next
 * @returns {Field}
 */
function drawn(parameter, set, label, next) {
  const { id, root, head, tail, described, refuse } = frame(parameter, false);
  const input = numberBox({ id, class: "number wide", "aria-describedby": described }, true, set);
  const button = element("button", { type: "button" }, label);
  let now = 0;
  button.addEventListener("click", () => set(next(now)));
  root.append(head, element("div", { class: "row" }, input, button), ...tail);
  return { root, refuse, inputs: [input, button], show: (scene) => { input.value = String((now = Number(scene[parameter.name]))); } };
}

/** In the scene 0 stands for all points; to the reader they are "all". @param {Parameter} parameter @param {(value: string | number) => void} set @returns {Field} */
function sampleSize(parameter, set) {
  const ALL = "all";
  const plain = slider(parameter, (value) => set(String(value).trim().toLowerCase() === ALL ? 0 : value));
  const [range, box] = plain.inputs;
  return {
    ...plain,
    show: (scene, points, dim) => {
      plain.show(scene, points, dim);
      const isAll = Number(scene.samples) === 0;
      if (isAll) /** @type {HTMLInputElement} */ (box).value = ALL;
      range.setAttribute("aria-valuetext", isAll ? `${ALL} ${count(points)}` : count(Number(scene.samples)));
    },
  };
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

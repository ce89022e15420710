// Controls made from `sceneParameters()`: native inputs, each with its label, help, paper reference and, where it has
// no effect or was refused, the reason.

import { element, freshId } from "./dom.js";
import { count } from "./numbers.js";
import { fromPosition, POSITIONS, toPosition, tidy } from "./slider-scale.js";

/** @typedef {import("./types.js").Parameter} Parameter */
/** @typedef {import("./types.js").Scene} Scene */
/** @typedef {import("./types.js").SceneError} SceneError */
/** @typedef {import("./player.js").Player} Player */

/**
 * @typedef {object} Bench  what controls act on: the element
 * @property {Player} player
 * @property {import("./types.js").Engine} engine
 * @property {(patch: Scene) => SceneError | null} update  the refusal, or null
 *
 * @typedef {object} Field  one parameter's control
 * @property {HTMLElement} root
 * @property {(scene: Scene, count: number, dim: number) => void} show  with how many data points of how many coordinates
 * @property {(sentence: string) => void} refuse
 * @property {HTMLElement[]} inputs
 */

/** The parameters that are always in reach. */
export const MAIN = ["t-star", "steps"];

const GROUPS = [
  { title: "Process", names: ["dynamics", "process", "epsilon", "sampler", "denoiser"] },
  { title: "Time and ends", names: ["grid", "t-min", "start", "target"] },
  { title: "Ensemble", names: ["particles", "seed"] },
];

/** @type {Record<string, string>} */
const DYNAMICS = { forward: "the forward process", reverse: "the reverse process", bridge: "the bridge" };

/**
 * `view` has no control: the data's dimension leaves it no choice. `study` has one of its own.
 * Titles and names of the groups of a full panel; whatever the table has that no group names joins the first.
 * @param {Parameter[]} parameters
 */
export function groups(parameters) {
  const elsewhere = new Set([...MAIN, "data", "study", "view", ...GROUPS.flatMap(({ names }) => names)]);
  return GROUPS.map(({ title, names }, i) => ({
    title,
    names: i === 0 ? [...names, ...parameters.map(({ name }) => name).filter((name) => !elsewhere.has(name))] : names,
  }));
}

export class Controls {
  root = element("div", { class: "controls" });
  #bench;
  /** @type {Map<string, Field>} */
  #fields = new Map();
  /** @type {Scene} */
  #pending = {};
  #frame = 0;
  #parameters;

  /**
   * @param {Bench} bench
   * @param {string[]} names
   */
  constructor(bench, names) {
    this.#bench = bench;
    this.#parameters = /** @type {Parameter[]} */ (bench.engine.sceneParameters());
    for (const name of names) {
      const parameter = this.#parameters.find((candidate) => candidate.name === name);
      if (!parameter) continue;
      const field = this.#make(parameter);
      this.#fields.set(name, field);
      this.root.append(field.root);
    }
    this.update();
  }

  /** Shows the scene as it is now. */
  update() {
    const { scene, simulation } = this.#bench.player;
    for (const [name, field] of this.#fields) {
      if (name in this.#pending) continue;
      field.show(scene, simulation?.count ?? 1, simulation?.dim ?? 2);
      field.refuse("");
    }
    for (const parameter of this.#parameters) {
      const field = this.#fields.get(parameter.name);
      if (!field) continue;
      field.root.hidden = parameter.studies.length > 0 && !parameter.studies.includes(String(scene.study));
      this.#allow(parameter, field, String(scene.dynamics));
    }
  }

  /** @param {Parameter} parameter @param {Field} field @param {string} dynamics */
  #allow(parameter, field, dynamics) {
    const allowed = parameter.dynamics.includes(dynamics);
    field.root.classList.toggle("without-effect", !allowed);
    for (const input of field.inputs) input.toggleAttribute("disabled", !allowed);
    const reason = /** @type {HTMLElement} */ (field.root.querySelector(".reason"));
    reason.textContent = allowed ? "" : `Without effect on ${DYNAMICS[dynamics] ?? dynamics}.`;
  }

  /** Applies a value with the next frame, so that a dragged slider never gets ahead of the picture. @param {string} name @param {string | number} value */
  #set(name, value) {
    this.#pending[name] = value;
    if (this.#frame !== 0) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      const patch = this.#pending;
      this.#pending = {};
      const refusal = this.#bench.update(patch);
      if (refusal) (this.#fields.get(refusal.field) ?? this.#fields.get(Object.keys(patch)[0]))?.refuse(refusal.message);
    });
  }

  /** @param {Parameter} parameter @returns {Field} */
  #make(parameter) {
    const set = (/** @type {string | number} */ value) => this.#set(parameter.name, value);
    switch (parameter.kind) {
      case "choice":
        return (parameter.values?.length ?? 0) <= 3 && (parameter.values?.length ?? 0) > 1 ? radios(parameter, set) : menu(parameter, set);
      case "start":
        return start(parameter, set);
      case "data":
        return menu({ ...parameter, values: this.#bench.engine.presets().map((/** @type {import("./types.js").Preset} */ preset) => ({ value: preset.name, label: preset.title })) }, set);
      default:
        return parameter.name === "seed" ? seed(parameter, set, () => this.#bench.engine.freshSeed()) : slider(parameter, set);
    }
  }
}

/**
 * The frame every control shares: label, help, reason, refusal.
 * @param {Parameter} parameter
 * @param {boolean} fieldset
 */
function frame(parameter, fieldset) {
  const id = freshId(parameter.name);
  const help = element("p", { class: "help", id: `${id}-help`, hidden: true }, parameter.help, " ", element("cite", {}, parameter.reference));
  const hint = element("button", { type: "button", class: "hint", "aria-expanded": "false", "aria-controls": help.id, "aria-label": "Explain", "aria-describedby": `${id}-label` }, "?");
  hint.addEventListener("click", () => {
    help.hidden = !help.hidden;
    hint.setAttribute("aria-expanded", String(!help.hidden));
  });
  const reason = element("p", { class: "reason", id: `${id}-reason` });
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
    tail: [help, reason, refusal],
    described: `${help.id} ${reason.id} ${refusal.id}`,
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

/** @param {Parameter} parameter @param {(value: string) => void} set @returns {Field} */
function radios(parameter, set) {
  const { id, root, head, tail, described, refuse } = frame(parameter, true);
  const inputs = (parameter.values ?? []).map(({ value }) => {
    const input = element("input", { type: "radio", name: id, value, "aria-describedby": described });
    input.addEventListener("change", () => set(value));
    return input;
  });
  const [labels, rest] = shortened(parameter.values ?? []);
  root.append(head, element("div", { class: "segments" }, ...inputs.map((input, i) =>
    element("label", rest[i] ? { title: rest[i] } : {}, input, element("span", {}, labels[i])))), ...tail);
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

/** @param {Parameter} parameter @param {(value: string | number) => void} set @returns {Field} */
function slider(parameter, set) {
  const { id, root, head, tail, described, refuse } = frame(parameter, false);
  const whole = parameter.kind === "integer";
  const scale = { min: parameter.min ?? 0, max: parameter.max ?? 1, log: parameter.scale === "log", whole };
  const range = element("input", { type: "range", id, min: "0", max: String(POSITIONS), step: "1", "aria-describedby": described });
  const number = element("input", { type: "number", class: "number", inputmode: whole ? "numeric" : "decimal", step: whole ? "1" : "any", min: String(scale.min), max: String(scale.max), "aria-label": `${parameter.label}, exact`, "aria-describedby": described });
  let current = Number(parameter.default);
  let position = 0;
  let dragged = false;
  range.addEventListener("input", () => {
    dragged = true;
    let value = fromPosition(Number(range.value), scale);
    // One press of an arrow key is shorter than the distance between two small whole numbers on a long scale.
    if (whole && value === current && Number(range.value) !== position) value += Number(range.value) > position ? 1 : -1;
    value = Math.max(scale.min, Math.min(scale.max, value));
    position = Number(range.value);
    current = value;
    describe(value);
    number.value = String(value);
    set(value);
  });
  number.addEventListener("change", () => {
    // An empty or unreadable field is handed on as it is: the engine says what it expected.
    set(number.value === "" ? "" : Number(number.value));
  });
  const describe = (/** @type {number} */ value) => {
    range.setAttribute("aria-valuetext", whole ? count(value) : String(value));
    range.style.setProperty("--filled", String(toPosition(value, scale) / POSITIONS));
  };
  head.append(number);
  root.append(head, range, ...tail);
  return {
    root,
    refuse,
    inputs: [range, number],
    show: (scene, points) => {
      if (parameter.name === "target") scale.max = Math.max(1, points - 1);
      if (parameter.name === "t-min") scale.max = Number(scene["t-star"]);
      const value = Number(scene[parameter.name]);
      current = value;
      // Under the reader's finger the thumb stays where it is, though several positions may mean the same value.
      if (!dragged || fromPosition(Number(range.value), scale) !== value) {
        range.value = String(toPosition(value, scale));
        dragged = false;
      }
      position = Number(range.value);
      if (Number(number.value) !== value || number.value === "") number.value = String(tidy(value));
      describe(value);
    },
  };
}

/** @param {Parameter} parameter @param {(value: string | number) => void} set @param {() => number} fresh @returns {Field} */
function seed(parameter, set, fresh) {
  const { id, root, head, tail, described, refuse } = frame(parameter, false);
  const input = element("input", { type: "number", id, class: "number wide", inputmode: "numeric", step: "1", min: "0", "aria-describedby": described });
  const button = element("button", { type: "button" }, "New seed");
  input.addEventListener("change", () => set(input.value === "" ? "" : Number(input.value)));
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

// A number as a slider with the exact number beside it.

import { element } from "../lib/dom.js";
import { frame } from "./field.js";
import { numberBox } from "./number-box.js";
import { count } from "../lib/numbers.js";
import { fromPosition, POSITIONS, toPosition, tidy } from "./slider-scale.js";

/** @typedef {import("./field.js").Field} Field */
/** @typedef {import("../engine/types.js").Parameter} Parameter */

/** @param {Parameter} parameter @param {(value: string | number) => void} set @returns {Field} */
export function slider(parameter, set) {
  const { id, root, head, tail, described, refuse } = frame(parameter, false);
  const whole = parameter.kind === "integer";
  const scale = { min: parameter.min ?? 0, max: parameter.max ?? 1, log: parameter.scale === "log", whole };
  const range = element("input", { type: "range", id, min: "0", max: String(POSITIONS), step: "1", "aria-describedby": described });
  const number = numberBox({ "aria-label": `${parameter.label}, exact`, "aria-describedby": described }, whole, set);
  let current = Number(parameter.default);
  let position = 0;
  let held = false;
  range.addEventListener("pointerdown", () => { held = true; });
  // Let go, the thumb goes to the whole number it stands for.
  for (const type of ["pointerup", "pointercancel", "change"]) {
    range.addEventListener(type, () => {
      held = false;
      if (whole) settle();
    });
  }
  range.addEventListener("input", () => {
    let value = fromPosition(Number(range.value), scale);
    // One press of an arrow key is shorter than the distance between two small whole numbers on a long scale.
    if (whole && !held && value === current && Number(range.value) !== position) value += Number(range.value) > position ? 1 : -1;
    value = Math.max(scale.min, Math.min(scale.max, value));
    current = value;
    if (whole && !held) settle();
    else fill();
    describe(value);
    number.value = String(value);
    set(value);
  });
  const settle = () => {
    range.value = String(toPosition(current, scale));
    fill();
  };
  const fill = () => {
    position = Number(range.value);
    range.style.setProperty("--filled", String(position / POSITIONS));
  };
  const describe = (/** @type {number} */ value) => {
    range.setAttribute("aria-valuetext", whole ? count(value) : String(value));
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
      if ((whole && !held) || fromPosition(position, scale) !== value) settle();
      if (Number(number.value) !== value || number.value === "") number.value = String(tidy(value));
      describe(value);
    },
  };
}

// The time grid as a picture: every time of the run on an axis of ln t, from noise to data, and where on it the noise is as
// large as the data's spacing; below it the sentence on how the grid ends.

import { element } from "../lib/dom.js";
import { counted, powerOfTen, short } from "../lib/numbers.js";

/** @typedef {import("../clock/player.js").Player} Player */

const SVG = "http://www.w3.org/2000/svg";
const [WIDTH, HEIGHT] = [260, 46];
/** Where the axis lies, and where it begins and ends; beyond its end stands t = 0. */
const AXIS = 24;
const ENDS = [6, 232];
const ZERO = 252;

export class GridPicture {
  root = element("figure", { class: "grid-picture" });
  #picture = document.createElementNS(SVG, "svg");
  #sentence = element("figcaption", { class: "note" });
  /** @type {import("../engine/types.js").Simulation | null} */
  #shown = null;

  constructor() {
    this.#picture.setAttribute("viewBox", `0 0 ${WIDTH} ${HEIGHT}`);
    this.#picture.setAttribute("role", "img");
    this.root.append(this.#picture, this.#sentence);
  }

  /** @param {Player} player */
  update({ simulation }) {
    if (!simulation || simulation === this.#shown) return;
    this.#shown = simulation;
    const { ending } = /** @type {import("../engine/types.js").SimulationInfo} */ (simulation.info());
    const times = simulation.times();
    this.#sentence.textContent = ending.sentence;
    const positive = times.filter((t) => t > 0);
    const high = Math.log(Math.max(...ends(positive)));
    const low = Math.log(Math.min(...ends(positive)));
    const span = Math.max(high - low, 1e-9);
    const across = (/** @type {number} */ t) => ENDS[0] + ((high - Math.log(t)) / span) * (ENDS[1] - ENDS[0]);
    // As many as can be told apart.
    const every = Math.ceil(positive.length / 500);
    const ticks = Array.from(positive.filter((_, k) => k % every === 0 || k === positive.length - 1), (t) => `M${across(t).toFixed(2)} ${AXIS - 6}v12`);
    const parts = [shape("path", { d: `M${ENDS[0]} ${AXIS}H${ENDS[1]}`, class: "axis" }), shape("path", { d: ticks.join(""), class: "times" })];
    if (times[0] === 0 || times[times.length - 1] === 0) {
      parts.push(shape("path", { d: `M${ENDS[1]} ${AXIS}H${ZERO}`, class: "axis last" }), shape("circle", { cx: ZERO, cy: AXIS, r: 3.5, class: "zero" }), label(ZERO, AXIS + 18, "0", "middle"));
    }
    const { spacingTime } = ending;
    if (spacingTime !== undefined && Math.log(spacingTime) > low && Math.log(spacingTime) < high) {
      const x = across(spacingTime);
      parts.push(shape("path", { d: `M${x.toFixed(2)} ${AXIS - 11}v22`, class: "spacing" }), label(x, 9, "spacing of the data", x > 170 ? "end" : x < 60 ? "start" : "middle"));
    }
    let free = -Infinity;
    for (let power = Math.ceil(high / Math.LN10); power >= Math.floor(low / Math.LN10); power--) {
      const x = across(10 ** power);
      if (x < ENDS[0] - 1 || x > ENDS[1] - 6 || x < free) continue;
      free = x + 34;
      parts.push(label(x, AXIS + 18, power === 0 ? "t = 1" : `10${powerOfTen(power)}`, x < 16 ? "start" : "middle"));
    }
    this.#picture.replaceChildren(...parts);
    this.#picture.setAttribute("aria-label", `The time grid: ${counted(times.length - 1, "step")} from ${short(times[0])} to ${short(times[times.length - 1])}.`);
  }
}

/** The first and the last. @param {Float64Array} times @returns {[number, number]} */
function ends(times) {
  return [times[0], times[times.length - 1]];
}

/** @param {string} name @param {Record<string, string | number>} attributes */
function shape(name, attributes) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  return made;
}

/** @param {number} x @param {number} y @param {string} text @param {string} anchor */
function label(x, y, text, anchor) {
  const made = shape("text", { x: x.toFixed(1), y, "text-anchor": anchor });
  made.textContent = text;
  return made;
}

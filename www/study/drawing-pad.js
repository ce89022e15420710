// A pad to draw an image on, by pointer, touch or keyboard, and what is known of it at the present t: the mean of where it
// may have come from, and the likeliest data points.

import { fixed, percent } from "../lib/numbers.js";
import { element, freshId } from "../lib/dom.js";
import { write } from "../lib/formula.js";

/** @typedef {import("../engine/types.js").Study} Study */
/** @typedef {import("../engine/types.js").StudyGallery} StudyGallery */
/** @typedef {import("../engine/types.js").DrawingAnswer} DrawingAnswer */

/** Milliseconds between two writings of names and numbers. */
const PAUSE = 90;
/** How far the pen reaches, in pixels of an image of eight; larger images have a larger one. */
const REACH = 0.8;

/** @typedef {{canvas: HTMLCanvasElement, name: HTMLElement, weight: HTMLElement, root: HTMLElement}} Slot  an image of the answer */

export class DrawingPad {
  #say;
  #canvas = element("canvas", { "aria-hidden": "true" });
  #cursor = element("div", { class: "mark", "aria-hidden": "true", hidden: true });
  #box = element("div", { class: "sheet", tabindex: "0", role: "group", "aria-roledescription": "drawing pad" },
    this.#canvas, element("div", { class: "grid", "aria-hidden": "true" }), this.#cursor);
  #erase = element("input", { type: "checkbox" });
  #mean = element("canvas", { "aria-hidden": "true" });
  #meanNote = element("span", {});
  #list = element("ol", { class: "likely" });
  #what = element("p", { class: "note", role: "status" });
  #note = element("p", { class: "note" });
  /** @type {Slot[]} */
  #slots = [];
  root;
  /** @type {Study | null} */
  #study = null;
  #side = 0;
  #values = new Float32Array(0);
  #isDrawn = false;
  #example = 0;
  #time = 0;
  #at = [0, 0];
  /** @type {[number, number] | null} where the pen was last */
  #pen = null;
  #writtenAt = 0;
  #timer = 0;

  /** @param {(sentence: string) => void} say  to those who do not see */
  constructor(say) {
    this.#say = say;
    const clear = element("button", { type: "button" }, "Clear");
    clear.addEventListener("click", () => {
      this.#values.fill(0);
      this.#drawn();
    });
    const take = element("button", { type: "button" }, "Take another");
    take.addEventListener("click", () => this.#take());
    const heading = element("h3", { id: freshId("pad") }, "Draw one yourself");
    this.root = element("div", { class: "pad", role: "group", "aria-labelledby": heading.id },
      element("div", { class: "draw" }, heading, this.#box,
        element("div", { class: "row" }, clear, take, element("label", { class: "switch" }, this.#erase, "Erase")), this.#what),
      element("div", { class: "answer" },
        element("h3", {}, "Where may it have come from?"), this.#note,
        element("div", { class: "images" },
          element("figure", { class: "mean" }, this.#mean, element("figcaption", {}, "x̄₀", element("br", {}), this.#meanNote)), this.#list)));
    this.#box.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      this.#box.setPointerCapture(event.pointerId);
      this.#cursor.hidden = true;
      this.#pen = null;
      this.#stroke(event);
    });
    this.#box.addEventListener("pointermove", (event) => { if (this.#pen) this.#stroke(event); });
    for (const type of /** @type {const} */ (["pointerup", "pointercancel"])) this.#box.addEventListener(type, () => { this.#pen = null; });
    this.#box.addEventListener("keydown", (event) => this.#key(event));
    this.#box.addEventListener("focus", () => { this.#cursor.hidden = !this.#box.matches(":focus-visible"); });
    this.#box.addEventListener("blur", () => { this.#cursor.hidden = true; });
  }

  /** Another study: what the reader has drawn stays, if it still fits. @param {Study} study @param {StudyGallery} gallery */
  setStudy(study, { side, inked }) {
    this.#study = study;
    if (side !== this.#side) {
      this.#side = side;
      this.#values = new Float32Array(side * side);
      this.#isDrawn = false;
      this.#at = [side >> 1, side >> 1];
      for (const canvas of [this.#canvas, this.#mean]) canvas.width = canvas.height = side;
    }
    this.#box.style.setProperty("--cell", `${100 / side}%`);
    this.#box.classList.toggle("fine", side > 16);
    this.#box.setAttribute("aria-label", `Drawing pad of ${side} by ${side} pixels. Arrow keys move, Space draws ${inked ? "ink" : "light"}, Delete erases.`);
    this.#place();
    if (!this.#isDrawn) this.#copy();
    this.#writtenAt = 0;
  }

  /** @param {number} time */
  move(time) {
    this.#time = time;
    this.#ask();
  }

  /** The study is about to be freed. */
  forget() {
    this.#study = null;
    clearTimeout(this.#timer);
    this.#timer = 0;
  }

  #take() {
    this.#example++;
    this.#copy();
    this.#ask();
  }

  /** Puts an example onto the pad; it stays until the reader draws. */
  #copy() {
    const example = /** @type {{name: string, values: number[]} | null} */ (this.#study?.example(this.#example) ?? null);
    if (!example) return;
    this.#values.set(example.values);
    this.#isDrawn = false;
    this.#what.textContent = `This is ${example.name}: draw over it, or clear it.`;
  }

  /** The reader has drawn. */
  #drawn() {
    this.#isDrawn = true;
    if (this.#what.textContent !== "") this.#what.textContent = "";
    this.#ask();
  }

  /** @param {PointerEvent} event */
  #stroke(event) {
    const { left, top, width, height } = this.#box.getBoundingClientRect();
    const to = /** @type {[number, number]} */ ([((event.clientX - left) / width) * this.#side, ((event.clientY - top) / height) * this.#side]);
    const from = this.#pen ?? to;
    const pieces = Math.max(1, Math.ceil(4 * Math.hypot(to[0] - from[0], to[1] - from[1])));
    for (let k = 1; k <= pieces; k++) this.#dot(from[0] + ((to[0] - from[0]) * k) / pieces, from[1] + ((to[1] - from[1]) * k) / pieces);
    this.#pen = to;
    this.#drawn();
  }

  /** Ink around a place, less and less away from it. @param {number} x @param {number} y */
  #dot(x, y) {
    const side = this.#side;
    const reach = REACH * Math.max(1, side / 10);
    for (let row = Math.max(0, Math.floor(y - 2 * reach)); row < Math.min(side, y + 2 * reach); row++) {
      for (let column = Math.max(0, Math.floor(x - 2 * reach)); column < Math.min(side, x + 2 * reach); column++) {
        const strength = Math.max(0, Math.min(1, 1.5 - Math.hypot(column + 0.5 - x, row + 0.5 - y) / reach));
        const i = row * side + column;
        this.#values[i] = this.#erase.checked ? Math.min(this.#values[i], 1 - strength) : Math.max(this.#values[i], strength);
      }
    }
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const moves = /** @type {Record<string, [number, number]>} */ ({ ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] });
    const move = moves[event.key];
    const i = this.#at[1] * this.#side + this.#at[0];
    if (move) {
      const inside = (/** @type {number} */ v) => Math.max(0, Math.min(this.#side - 1, v));
      this.#at = [inside(this.#at[0] + move[0]), inside(this.#at[1] + move[1])];
    } else if (event.key === " " || event.key === "Enter") this.#values[i] = this.#erase.checked || this.#values[i] >= 0.99 ? 0 : 1;
    else if (event.key === "Delete" || event.key === "Backspace") this.#values[i] = 0;
    else return;
    event.preventDefault();
    this.#place();
    this.#cursor.hidden = false;
    if (!move) this.#drawn();
    const [column, row] = this.#at;
    this.#say(`Row ${row + 1}, column ${column + 1}: ${percent(this.#values[row * this.#side + column])}.`);
  }

  #place() {
    const [column, row] = this.#at;
    const share = 100 / this.#side;
    Object.assign(this.#cursor.style, { left: `${column * share}%`, top: `${row * share}%`, width: `${share}%`, height: `${share}%` });
  }

  #ask() {
    const study = this.#study;
    if (!study) return;
    const answer = /** @type {DrawingAnswer | null} */ (study.ask(this.#values, this.#time));
    if (!answer) return;
    const { columns, side } = answer.images;
    const { buffer, byteOffset, length } = study.answerPixels();
    const image = new ImageData(new Uint8ClampedArray(/** @type {ArrayBuffer} */ (buffer), byteOffset, length), columns * side, side);
    const put = (/** @type {HTMLCanvasElement} */ canvas, /** @type {number} */ k) =>
      canvas.getContext("2d")?.putImageData(image, -k * side, 0, k * side, 0, side, side);
    put(this.#canvas, 0);
    put(this.#mean, 1);
    while (this.#slots.length < answer.likely.length) this.#slots.push(slot());
    this.#slots.length = answer.likely.length;
    if (this.#list.children.length !== this.#slots.length) this.#list.replaceChildren(...this.#slots.map(({ root }) => root));
    this.#slots.forEach(({ canvas }, k) => {
      if (canvas.width !== side) canvas.width = canvas.height = side;
      put(canvas, 2 + k);
    });
    this.#due(answer);
  }

  /** @type {DrawingAnswer | null} */
  #latest = null;

  /** @param {DrawingAnswer} answer */
  #due(answer) {
    this.#latest = answer;
    if (this.#timer !== 0) return;
    const due = this.#writtenAt + PAUSE - performance.now();
    if (due <= 0) this.#write();
    else this.#timer = window.setTimeout(() => { this.#timer = 0; this.#write(); }, due);
  }

  #write() {
    const answer = this.#latest;
    if (!answer) return;
    this.#writtenAt = performance.now();
    const { effective, likely } = answer;
    write(this.#note, `At t = ${fixed(this.#time, 3)}: your drawing as the forward process leaves it, without noise, and the training images it can have come from.`);
    const averaged = `averages ${fixed(effective, effective < 10 ? 1 : 0)}`;
    if (this.#meanNote.textContent !== averaged) this.#meanNote.textContent = averaged;
    likely.forEach((one, k) => {
      const { name, weight } = this.#slots[k];
      if (name.textContent !== one.name) name.textContent = one.name;
      const text = one.weight > 0 && one.weight < 0.0005 ? "λ < 0.001" : `λ = ${fixed(one.weight, 3)}`;
      if (weight.textContent !== text) weight.textContent = text;
    });
  }
}

/** @returns {Slot} */
function slot() {
  const canvas = element("canvas", { "aria-hidden": "true" });
  const [name, weight] = [element("span", {}), element("span", { class: "weight" })];
  return { canvas, name, weight, root: element("li", {}, canvas, name, weight) };
}

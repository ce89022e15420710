// What the pointer does on the picture: inspect, draw or erase. A strip above the picture, which covers nothing of it.

import { DrawTool } from "../data/draw-tool.js";
import { element, freshId } from "../lib/dom.js";
import { hasPicture, NO_STUDY, studyOf } from "../scene/study-scene.js";

/** @typedef {import("../element/element.js").ReverseDiffusionElement} Bench */

const HINTS = {
  inspect: "",
  draw: "Tap to add, drag to spray, drag a point to move it. Long press or Delete removes.",
  erase: "Tap a point, or drag over points, to remove them.",
};

/** @typedef {keyof typeof HINTS} ToolName */

export class ToolStrip {
  root = element("div", { class: "strip" });
  #bench;
  #tool;
  /** @type {Map<ToolName, HTMLInputElement>} */
  #choices = new Map();
  #afresh = element("button", { type: "button", hidden: true }, "Start afresh");
  #said = element("p", { class: "tool-note", role: "status" });
  #bar;
  #study;

  /** @param {Bench} bench  running */
  constructor(bench) {
    this.#bench = bench;
    this.#tool = new DrawTool(bench, (sentence) => this.#say(sentence), () => this.#fade());
    this.#study = bench.player.scene.study;
    const name = freshId("tool");
    const labels = /** @type {[ToolName, string][]} */ ([["inspect", "Inspect"], ["draw", "Draw"], ["erase", "Erase"]]).map(([value, label]) => {
      const input = element("input", { type: "radio", name, value });
      input.addEventListener("change", () => this.take(value));
      this.#choices.set(value, input);
      return element("label", {}, input, element("span", {}, label));
    });
    this.#afresh.addEventListener("click", () => this.#tool.startAfresh());
    this.#bar = element("div", { class: "toolbar" },
      element("div", { class: "segments", role: "radiogroup", "aria-label": "What the pointer does" }, ...labels), this.#afresh, this.#said);
    this.root.append(this.#bar);
    this.take("inspect");
    this.update();
  }

  /** Puts a tool into the reader's hand. @param {ToolName} name */
  take(name) {
    const choice = /** @type {HTMLInputElement} */ (this.#choices.get(name));
    choice.checked = true;
    this.#tool.erasing = name === "erase";
    this.#bench.tool = name === "inspect" ? null : this.#tool;
    this.#afresh.hidden = name === "inspect";
    this.#say(HINTS[name]);
  }

  /** The next point replaces all others. */
  drawAfresh() {
    this.take("draw");
    this.#tool.startAfresh();
  }

  /** Other points than those that were drawn have come by themselves. */
  forget() {
    this.#tool.forget();
  }

  /** Shows the scene as it is now. */
  update() {
    const { engine, player } = this.#bench;
    const { study } = player.scene;
    // Who asks another question is done with drawing.
    if (study !== this.#study && study !== NO_STUDY) this.take("inspect");
    this.#study = study;
    this.#bar.hidden = !hasPicture(studyOf(engine, player.scene));
  }

  /** @param {string} sentence */
  #say(sentence) {
    this.#said.classList.remove("faded");
    this.#said.textContent = sentence;
  }

  /** How it is done is known after the first stroke. */
  #fade() {
    this.#said.classList.add("faded");
  }
}

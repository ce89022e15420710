// What there is to see where no link asked for anything, and what to try: a sentence with two buttons. It goes when the
// reader has found something else to do.

import { count, counted } from "../lib/numbers.js";
import { element } from "../lib/dom.js";

/** @typedef {import("../element/element.js").ReverseDiffusionElement} Bench */

/** What is seen first. */
export const OPENING = { data: "two-moons" };

/** Where "earlier" stops: σ is a fifth, wider than the moons' points lie apart. */
const EARLIER = 0.02;

export class FirstTry {
  root = element("p", { class: "first-try" });
  #early = element("button", { type: "button", disabled: true }, "Stop it earlier");
  #draw = element("button", { type: "button", disabled: true }, "draw points of your own");
  #close = element("button", { type: "button", class: "close", "aria-label": "Close" }, "×");

  constructor() {
    this.#close.addEventListener("click", () => this.root.remove());
    this.root.append(element("span", {}, "Noise becomes data: every particle ends on one of the 300 points. ", this.#early, " and none does, or ", this.#draw, "."), this.#close);
  }

  /** @param {Bench} bench  running @param {() => void} draw */
  start(bench, draw) {
    const { player } = bench;
    this.#early.disabled = this.#draw.disabled = false;
    this.#early.addEventListener("click", () => {
      bench.update({ "t-min": EARLIER });
      bench.reset();
      bench.play();
      this.root.replaceChildren(element("span", { role: "status" }, `The run stops at t = ${EARLIER} now …`), this.#close);
      bench.addEventListener("done", () => {
        const { simulation } = player;
        if (Number(player.scene["t-min"]) !== EARLIER || !simulation) return this.root.remove();
        const landed = simulation.capturedExactly();
        this.root.firstElementChild?.replaceChildren(`Stopped at t = ${EARLIER}: ${landed === 0 ? "none" : count(landed)} of ${counted(simulation.particles, "particle")} ${landed === 1 ? "is" : "are"} on a data point. Undo takes it back.`);
      }, { once: true });
    });
    this.#draw.addEventListener("click", () => {
      draw();
      this.root.remove();
    });
    const { data, study } = player.scene;
    player.addEventListener("scene", () => {
      if (player.scene.data !== data || player.scene.study !== study) this.root.remove();
    });
  }
}

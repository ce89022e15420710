// What tells a developer how the page does: the time of a frame, the states that are kept, the digest of the particles.

import { count, fixed } from "../lib/numbers.js";
import { element } from "../lib/dom.js";
import { momentOf } from "./numbers-panel.js";

/** @typedef {import("../element/element.js").ReverseDiffusionElement} Bench */
/** @typedef {import("../engine/types.js").SimulationInfo} SimulationInfo */

/** Milliseconds between two writings. */
const PAUSE = 260;

export class DeveloperPanel {
  root = element("div", { class: "numbers developer" });
  #bench;
  #frameTime = element("dd", {});
  #kept = element("dd", {});
  #digest = element("output", { class: "digest" });
  /** The moment of which the digest is. */
  #digestOf = "";
  #writtenAt = 0;

  /** @param {Bench} bench */
  constructor(bench) {
    this.#bench = bench;
    const show = element("button", { type: "button" }, "Show digest");
    show.addEventListener("click", () => this.#showDigest());
    this.root.append(
      element("dl", {},
        element("dt", { title: "What the work of a frame takes on this machine: steps, painting and controls; half of them, and all but the slowest twentieth" }, "frame time"), this.#frameTime,
        element("dt", { title: "Every so many steps a state is kept for scrubbing" }, "kept states"), this.#kept),
      element("div", { class: "row" }, show, this.#digest));
  }

  /** Called after every frame; writes at most about four times a second, and only what is unfolded. */
  update() {
    const { player } = this.#bench;
    const { simulation, meter } = player;
    const now = performance.now();
    if (!simulation || now - this.#writtenAt < PAUSE || !this.root.checkVisibility()) return;
    this.#writtenAt = now;
    const { checkpointStride, historyBytes } = /** @type {SimulationInfo} */ (simulation.info());
    this.#frameTime.textContent = meter.count === 0 ? "nothing has moved" : `${fixed(meter.quantile(0.5), 1)} ms, ${fixed(meter.quantile(0.95), 1)} ms`;
    this.#kept.textContent = `${checkpointStride === 1 ? "all" : `1 in ${count(checkpointStride)}`}, ${size(historyBytes)}`;
    if (momentOf(player) !== this.#digestOf) this.#digest.textContent = "";
  }

  #showDigest() {
    const { player } = this.#bench;
    if (!player.simulation) return;
    this.#digestOf = momentOf(player);
    this.#digest.textContent = player.simulation.digest();
  }
}

/** @param {number} bytes */
function size(bytes) {
  return bytes < 1e6 ? `${Math.round(bytes / 1024)} KiB` : `${(bytes / 1048576).toFixed(1)} MiB`;
}

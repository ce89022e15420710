// How large the picture is, in device pixels, and which window of the plane suits it at that size.

import { KEYS } from "./keyboard.js";
import { watchPixelRatio } from "../lib/pixel-ratio.js";

/** @typedef {import("../engine/types.js").Simulation} Simulation */

/**
 * @typedef {object} Sized  whose picture it is: the element
 * @property {boolean} running
 * @property {import("../clock/player.js").Player} player  while it runs
 * @property {import("../stage/stage.js").Stage} stage  while it runs
 * @property {(error: unknown) => void} fail
 *
 * @typedef {object} Parts
 * @property {HTMLElement} frame  is told how high the stage is
 * @property {HTMLElement} box  the stage
 * @property {HTMLElement} tools  cover the top of a line view
 */

export class Sizing {
  #bench;
  #parts;
  #ratio = 0;
  /** The least height the tools have had: the picture does not jump when one unfolds. */
  #toolsHeight = Infinity;
  /** What stands in the slice of a line view, once the whole engine is there. @type {import("./legend.js").Legend | null} */
  legend = null;

  /** @param {Sized} bench @param {Parts} parts */
  constructor(bench, parts) {
    this.#bench = bench;
    this.#parts = parts;
  }

  /** @param {AbortSignal} signal */
  watch(signal) {
    const { box, tools } = this.#parts;
    const sized = new ResizeObserver((entries) => this.#resize(entries[entries.length - 1]));
    try {
      sized.observe(box, { box: "device-pixel-content-box" });
    } catch {
      sized.observe(box);
    }
    const equipped = new ResizeObserver(() => this.#toolsResized());
    equipped.observe(tools);
    signal.addEventListener("abort", () => {
      sized.disconnect();
      equipped.disconnect();
    });
    watchPixelRatio(() => this.measure(), signal);
  }

  /** Before a frame: the ratio may change without a word. */
  check() {
    if (window.devicePixelRatio !== this.#ratio) this.measure();
  }

  measure() {
    const { box } = this.#parts;
    const ratio = window.devicePixelRatio;
    this.#fitTo(Math.round(box.clientWidth * ratio), Math.round(box.clientHeight * ratio));
  }

  /** Chooses the window for a scene; in a line view below the tools, and with the legend in the slice. @param {Simulation} simulation */
  fit(simulation) {
    const { stage } = this.#bench;
    const { box, tools } = this.#parts;
    stage.headroom = Number.isFinite(this.#toolsHeight) ? tools.offsetTop + this.#toolsHeight - 3 : 0;
    stage.fit(simulation);
    box.setAttribute("aria-roledescription", stage.line ? "time and place" : "plane");
    box.setAttribute("aria-label", `${stage.line ? "Time to the right, forward and back, x upwards." : "Plane."} ${KEYS}`);
    this.legend?.place(stage, box.clientWidth);
  }

  /** @param {ResizeObserverEntry} entry */
  #resize(entry) {
    const box = entry.devicePixelContentBoxSize?.[0];
    const { clientWidth, clientHeight } = this.#parts.box;
    const ratio = window.devicePixelRatio;
    // The exact box is at most a rounding away; where it is not (a ratio that is only emulated) it is not believed.
    const exact = box && Math.abs(box.inlineSize - clientWidth * ratio) < 2 && Math.abs(box.blockSize - clientHeight * ratio) < 2;
    if (exact) this.#fitTo(box.inlineSize, box.blockSize);
    else this.measure();
  }

  /** @param {number} width @param {number} height */
  #fitTo(width, height) {
    const { frame, box } = this.#parts;
    frame.style.setProperty("--stage-height", `${box.clientHeight}px`);
    if (!this.#bench.running) return;
    const { stage, player: { simulation } } = this.#bench;
    this.#ratio = window.devicePixelRatio;
    // The observer also tells of a size that was measured already.
    if (!stage.resize(width, height, this.#ratio) || !simulation) return;
    this.fit(simulation);
    if (stage.painted) this.#paintNow();
  }

  /** Tools may come late. */
  #toolsResized() {
    const height = this.#parts.tools.offsetHeight;
    if (height === 0 || height >= this.#toolsHeight) return;
    this.#toolsHeight = height;
    if (!this.#bench.running) return;
    const { stage, player } = this.#bench;
    if (!stage.line || !player.simulation) return;
    this.fit(player.simulation);
    player.wake();
  }

  /** A canvas that was resized is empty: paint before the browser shows it. */
  #paintNow() {
    const { stage, player } = this.#bench;
    if (document.visibilityState !== "visible") return;
    try {
      stage.paint(player);
    } catch (error) {
      this.#bench.fail(error);
    }
    player.wake();
  }
}

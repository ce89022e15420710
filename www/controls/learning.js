// A network that is trained while the page goes on: a few steps a frame, and every so often the picture is run again
// with what it has learned. It can be paused, taken a step at a time, and begun afresh.

import { FrameLoop } from "../clock/frame-loop.js";
import { element } from "../lib/dom.js";
import { count, counted, fixed, short } from "../lib/numbers.js";

/** @typedef {import("../engine/types.js").LearningProgress} Progress */

/** Milliseconds of training in a frame. */
const BUDGET = 9;
/** Milliseconds between two renewals of the picture. */
const PAUSE = 350;

/** @param {import("../engine/types.js").Scene} scene */
function learns(scene) {
  return scene.denoiser === "network";
}

/**
 * @typedef {object} LearningBench  what it works for: the element
 * @property {import("../clock/player.js").Player} player
 * @property {import("../engine/types.js").Engine} engine
 * @property {() => void} learned  the network is what it will be
 * @property {(error: unknown) => void} fail
 */

export class Learning {
  #bench;
  #bar = element("progress", { max: "1", "aria-label": "Training" });
  #text = element("output", { class: "moment" });
  #pause = element("button", { type: "button" }, "Pause training");
  #step = element("button", { type: "button" }, "One training step");
  #afresh = element("button", { type: "button" }, "Train afresh");
  root = element("div", { class: "learning", role: "group", "aria-label": "Training of the network", hidden: true },
    this.#bar, this.#text, element("div", { class: "buttons" }, this.#pause, this.#step, this.#afresh));
  /** @type {Progress | null} */
  #progress = null;
  #paused = false;
  #frames = new FrameLoop(() => this.#tick());
  #renewedAt = 0;
  /** Whether more has been learned than the picture is being run with. */
  #stale = false;
  /** Milliseconds that a step takes, about. */
  #cost = 1;
  /** The network it is about, as far as that can be told from the scene. */
  #key = "";

  /** @param {LearningBench} bench */
  constructor(bench) {
    this.#bench = bench;
    this.#pause.addEventListener("click", () => {
      this.#paused = !this.#paused;
      this.#write();
      this.#wake();
    });
    this.#step.addEventListener("click", () => {
      this.#paused = true;
      this.#train(1);
      this.#renew();
    });
    this.#afresh.addEventListener("click", () => {
      this.#dare(() => this.#bench.engine.unlearn(this.#bench.player.scene));
      this.#paused = false;
      this.update();
      this.#renew();
    });
    this.update();
  }

  /** Whether the network is all that it will be. */
  get done() { return this.#progress?.done === true; }
  /** Whether the picture is that of a network that is done. */
  get settled() { return this.done && !this.#stale && !this.#bench.player.renewing; }

  /** The scene may be another one. */
  update() {
    const { scene } = this.#bench.player;
    this.root.hidden = !learns(scene);
    if (this.root.hidden) {
      this.#progress = null;
      return;
    }
    // A new run has what was learned so far.
    this.#stale = false;
    this.#train(0);
    this.#wake();
  }

  /** Works only while active: on screen, in a visible tab. @param {boolean} active */
  setActive(active) {
    this.#frames.setActive(active);
    this.#wake();
  }

  #wake() {
    if (!this.#paused && this.#progress?.done === false) this.#frames.ask();
  }

  #tick() {
    const { player } = this.#bench;
    if (!player.simulation || !learns(player.scene)) return;
    const began = performance.now();
    const steps = Math.max(1, Math.floor(BUDGET / this.#cost));
    const before = this.#progress?.step ?? 0;
    this.#train(steps);
    const done = (this.#progress?.step ?? 0) - before;
    if (done > 0) this.#cost += 0.2 * ((performance.now() - began) / done - this.#cost);
    const due = this.done || performance.now() - this.#renewedAt > PAUSE;
    if (due && !player.renewing) this.#renew();
    if (this.done && this.#stale) {
      // The last of it has to be shown too.
      this.#frames.ask();
      return;
    }
    if (this.done) this.#bench.learned();
    this.#wake();
  }

  /** @param {number} steps */
  #train(steps) {
    if (steps > 0) this.#stale = true;
    this.#dare(() => {
      this.#progress = /** @type {Progress} */ (this.#bench.engine.learn(this.#bench.player.scene, steps));
    });
    this.#write();
  }

  #renew() {
    this.#renewedAt = performance.now();
    this.#stale = false;
    this.#dare(() => this.#bench.player.renew());
  }

  #write() {
    const progress = this.#progress;
    if (!progress) return;
    const { step, steps, done, loss, floor } = progress;
    this.#bar.value = steps > 0 ? step / steps : 1;
    const left = Math.ceil(((steps - step) * this.#cost * 17) / (BUDGET * 1000));
    const parts = [done ? `trained for ${counted(steps, "step")}` : `training step ${count(step)} of ${count(steps)}`];
    if (loss !== null) parts.push(`loss ${short(loss)}`);
    if (floor !== null) parts.push(`floor ${short(floor[0])}`);
    if (!done && step > 0) parts.push(this.#paused ? "paused" : `${fixed(left, 0)} s left`);
    const text = parts.join(" · ");
    if (this.#text.textContent !== text) this.#text.textContent = text;
    const label = this.#paused ? "Resume training" : "Pause training";
    if (this.#pause.textContent !== label) this.#pause.textContent = label;
    this.#pause.disabled = this.#step.disabled = done;
  }

  /** @param {() => void} action */
  #dare(action) {
    try {
      action();
    } catch (error) {
      this.#bench.fail(error);
    }
  }
}

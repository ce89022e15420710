// The dock below the stage: Play or Pause, Step, Reset, the time line to scrub, the speed.

import { element, icon } from "../lib/dom.js";
import { count, short } from "../lib/numbers.js";

/** @typedef {import("../clock/player.js").Player} Player */

const SPEEDS = [["0.25", "¼×"], ["0.5", "½×"], ["1", "1×"], ["2", "2×"], ["4", "4×"]];

/** While it plays, digits of the time are made once in so many frames. */
const UNREAD = 6;

export class Transport {
  root = element("div", { class: "transport" });
  #player;
  #play = element("button", { type: "button", class: "play" });
  #line = element("input", { type: "range", min: "0", step: "1", class: "time-line", "aria-label": "Time line" });
  /** What is at both ends, and where t is a power of ten. */
  #ends = element("div", { class: "ends", "aria-hidden": "true" });
  /** The scene for which that was written. @type {import("../engine/types.js").Scene | null} */
  #endsOf = null;
  #step = element("output", { class: "moment" });
  #speed = element("select", { "aria-label": "Speed" }, ...SPEEDS.map(([value, label]) => element("option", { value }, label)));
  #note = element("p", { class: "note", role: "status" });
  #shownPlaying = /** @type {boolean | null} */ (null);
  #shownIndex = -1;
  #shownSteps = -1;
  /** What the moment says now: index, steps and three digits of t. */
  #writtenIndex = -1;
  #writtenSteps = -1;
  /** Frames since digits were made, while it plays. */
  #frames = 0;
  #writtenTime = NaN;
  #said = "";

  /** @param {Player} player */
  constructor(player) {
    this.#player = player;
    const step = element("button", { type: "button", title: "One step (.)" }, icon("step"), element("span", {}, "Step"));
    const reset = element("button", { type: "button", title: "Back to the start (Home)" }, icon("reset"), element("span", {}, "Reset"));
    this.#play.addEventListener("click", () => (player.playing ? player.pause() : player.play()));
    step.addEventListener("click", () => player.step());
    reset.addEventListener("click", () => player.reset());
    this.#line.addEventListener("input", () => player.seek(Number(this.#line.value)));
    this.#speed.addEventListener("change", () => player.setSpeed(Number(this.#speed.value)));
    this.#speed.value = String(player.speed);
    this.root.append(
      element("div", { class: "buttons" }, this.#play, step, reset),
      element("div", { class: "line" }, this.#line, this.#ends),
      this.#step,
      this.#speed,
      this.#note,
    );
    this.update();
  }

  /** Writes only what differs from what is shown. */
  update() {
    const player = this.#player;
    const { index, steps, playing } = player;
    if (playing !== this.#shownPlaying) {
      this.#shownPlaying = playing;
      const label = playing ? "Pause" : "Play";
      this.#play.replaceChildren(icon(playing ? "pause" : "play"), element("span", {}, label));
      this.#play.title = `${label} (Space)`;
    }
    if (steps !== this.#shownSteps) {
      this.#shownSteps = steps;
      this.#line.max = String(steps);
      this.#shownIndex = -1;
    }
    if (index !== this.#shownIndex) {
      this.#shownIndex = index;
      this.#line.value = String(index);
      this.#line.style.setProperty("--filled", String(steps > 0 ? index / steps : 0));
    }
    if (!player.simulation) return;
    if (player.scene !== this.#endsOf) this.#writeEnds();
    // While the simulation is on its way, the words say where it is; the thumb stays where the reader put it.
    const reached = player.simulation.index;
    const time = player.time;
    // While it plays nobody reads more than a few of them a second, and each makes numbers anew.
    this.#frames = (this.#frames + 1) % UNREAD;
    const digits = playing && this.#frames !== 0 ? this.#writtenTime : threeDigits(time);
    if (reached !== this.#writtenIndex || steps !== this.#writtenSteps || digits !== this.#writtenTime) {
      this.#writtenIndex = reached;
      this.#writtenSteps = steps;
      this.#writtenTime = digits;
      // Where it has to break, it breaks between the two.
      this.#step.textContent = `${count(reached)}\u00a0/\u00a0${count(steps)}   t\u00a0=\u00a0${moment(time)}`;
      this.#line.setAttribute("aria-valuetext", `step ${reached} of ${steps}, t = ${moment(time)}`);
    }
    const note = this.#sentence();
    if (note !== this.#said) this.#note.textContent = this.#said = note;
  }

  #writeEnds() {
    const { scene, steps } = this.#player;
    this.#endsOf = scene;
    const names = scene.dynamics === "forward" ? ["data", "noise"] : ["noise", "data"];
    const marks = names.map((name, i) => mark(i, name));
    let last = 0;
    for (const t of [10, 1, 0.1, 0.01, 0.001].filter((t) => t < Number(scene["t-star"]))) {
      const share = this.#player.indexAt(t) / steps;
      // Names of neighbours must not meet.
      if (Math.min(share, 1 - share, Math.abs(share - last)) < 0.18) continue;
      last = share;
      marks.push(mark(share, `t = ${t}`));
    }
    this.#ends.replaceChildren(...marks);
  }

  #sentence() {
    const player = this.#player;
    if (player.slow) return "This scene is heavy: each step takes longer than a frame, so it plays more slowly.";
    return player.coarseness > 1 ? "This scene is heavy: its density is drawn more roughly while it plays." : "";
  }
}

/** @param {number} share  of the time line @param {string} text */
function mark(share, text) {
  const mark = element("span", {}, text);
  mark.style.setProperty("--at", String(share));
  return mark;
}

/** A time rounded to what is written of it, a number and no text: it is asked for at every frame. @param {number} t */
function threeDigits(t) {
  if (t <= 0) return 0;
  const unit = 10 ** (Math.floor(Math.log10(t)) - 2);
  return Math.round(t / unit) * unit;
}

/** Near the data t falls through many powers of ten. @param {number} t */
function moment(t) {
  return t >= 0.001 && t < 1000 ? t.toPrecision(3) : short(t);
}

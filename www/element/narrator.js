// When the picture is put into words for those who do not see it: its label once a second, and a spoken summary every few
// seconds while it changes.

import { pictured, spoken } from "./summary.js";

/** Milliseconds between two labels, and between two spoken summaries. */
const LABELLED = 1000;
const SPOKEN = 5000;
/** Counting captures for a sentence is worth a pass over so many pairs at most. */
const AFFORDABLE_PAIRS = 20_000_000;

export class Narrator {
  #label;
  #live;
  #labelledAt = 0;
  #spokenAt = 0;
  /** The step that was last said, −1 after a change of the scene. */
  #spokenIndex;
  #timer = 0;

  /**
   * @param {HTMLElement} label  what carries the picture's label
   * @param {HTMLElement} live  what is read aloud when it changes
   * @param {number} index  the step that need not be said
   */
  constructor(label, live, index) {
    this.#label = label;
    this.#live = live;
    this.#spokenIndex = index;
  }

  /** Another scene: whatever its step is, it has not been said. */
  isAnew() { this.#spokenIndex = -1; }

  /** Says it with the next frame. */
  isDue() { this.#labelledAt = this.#spokenAt = 0; }

  /** Something else is being said: the next summary can wait. */
  wait() { this.#spokenAt = performance.now(); }

  /**
   * @param {import("../clock/player.js").Player} player
   * @param {import("../stage/stage.js").Stage} stage
   */
  frame(player, stage) {
    const now = performance.now();
    if (now - this.#labelledAt > LABELLED) {
      this.#labelledAt = now;
      this.#label.setAttribute("aria-label", pictured(player));
    }
    if (player.behind) return;
    if (now - this.#spokenAt < SPOKEN) {
      // The last of many changes is said too, when nothing would paint any more.
      if (player.index !== this.#spokenIndex) this.#timer ||= window.setTimeout(() => { this.#timer = 0; player.wake(); }, SPOKEN);
      return;
    }
    this.#spokenAt = now;
    this.#spokenIndex = player.index;
    const { simulation } = player;
    const affordable = simulation !== null && simulation.pairs < AFFORDABLE_PAIRS;
    const sentence = spoken(player, affordable ? stage.captures(simulation) : null);
    if (this.#live.textContent !== sentence) this.#live.textContent = sentence;
  }
}

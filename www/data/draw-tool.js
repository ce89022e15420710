// Data by hand: a tap adds a point, a stroke sprays points along itself, a drag of a point moves it, erasing removes
// it. Every change is a new scene whose data are written out, so that it plays on, is shared and is undone like any other.

import { place } from "../lib/numbers.js";

/** @typedef {import("../element/element.js").ReverseDiffusionElement} Bench */
/** @typedef {import("../pointing/gestures.js").Gesture} Gesture */
/** @typedef {{at: number[], weight: number | null}} Mark */

/** CSS pixels between two sprayed points, and how far they stray. */
const SPRAY = 13;
const STRAY = 7;
/** CSS pixels around a point that count as the point, for a mouse and for a finger. */
const REACH = 11;
const FINGER = 22;

export class DrawTool {
  drawsByTouch = true;
  erasing = false;
  #bench;
  #say;
  #done;
  /** @type {Mark[]} */
  #marks = [];
  #known = "";
  /** The next point replaces everything. */
  #afresh = false;
  /** @type {number | null} */
  #held = null;
  #stroke = { active: false, x: 0, y: 0, count: 0 };
  #frame = 0;

  /**
   * @param {Bench} bench
   * @param {(sentence: string) => void} say  what the reader should know, "" to take it back
   * @param {() => void} done  points were set, moved or removed
   */
  constructor(bench, say, done) {
    this.#bench = bench;
    this.#say = say;
    this.#done = done;
  }

  /** What was begun is not gone on with: the points are others now. */
  forget() {
    this.#afresh = false;
    this.#held = null;
    this.#known = "";
    this.#read();
  }

  startAfresh() {
    this.#afresh = true;
    this.#say("The next point you set replaces all others.");
  }

  /** @param {Gesture} gesture */
  hover(gesture) {
    const at = this.#world(gesture);
    this.#read();
    this.#held = this.#hit(gesture);
    this.#pen(this.#held === null ? at : Float64Array.from(this.#marks[this.#held].at));
  }

  leave() {
    this.#bench.stage.pointing.pen = null;
    this.#bench.player.wake();
  }

  /** @param {Gesture} gesture */
  press(gesture) {
    this.#read();
    this.#held = this.#hit(gesture);
    this.#stroke = { active: false, x: gesture.x, y: gesture.y, count: 0 };
  }

  /** @param {Gesture} gesture */
  tap(gesture) {
    if (this.erasing) {
      if (this.#held !== null) this.#erase(this.#held);
    } else if (this.#held === null) {
      this.#add(this.#world(gesture));
      this.#apply();
    }
    this.#pen(this.#world(gesture));
  }

  /** A long press removes the point under the finger. @param {Gesture} gesture */
  hold(gesture) {
    if (this.#held === null || this.#stroke.active) return this.drag(gesture);
    if (Math.hypot(gesture.x - this.#stroke.x, gesture.y - this.#stroke.y) > REACH) return this.drag(gesture);
    if (!gesture.touch) return;
    this.#erase(this.#held);
    this.#held = null;
  }

  /** @param {Gesture} gesture */
  drag(gesture) {
    if (!this.#stroke.active) {
      this.#stroke.active = true;
      if (this.#held === null && !this.erasing) this.#add(this.#world(gesture));
    }
    const at = this.#world(gesture);
    if (this.erasing) {
      const hit = this.#hit(gesture);
      if (hit !== null) this.#remove(hit);
    } else if (this.#held !== null) this.#marks[this.#held].at = this.#rounded(at);
    else this.#spray(gesture);
    this.#pen(at);
    this.#applySoon();
  }

  release() {
    this.#stroke.active = false;
    this.#held = null;
    if (this.#frame !== 0) this.#apply();
  }

  /** @param {KeyboardEvent} event @returns {boolean} */
  key(event) {
    const { inspector, stage } = this.#bench;
    if (event.key === "Enter" && inspector.at) {
      this.#read();
      this.#add(inspector.at);
      this.#apply();
      return true;
    }
    if (event.key === "Delete" || event.key === "Backspace") {
      this.#read();
      const [x, y] = inspector.at ? stage.toStage(inspector.at) : [NaN, NaN];
      const hit = inspector.at ? this.#hit({ x, y, touch: true, shift: false }) : this.#held;
      if (hit !== null) this.#erase(hit);
      return true;
    }
    return false;
  }

  /** @param {Gesture} gesture */
  #world({ x, y }) {
    return this.#bench.stage.toWorld(x, y);
  }

  /** @param {ArrayLike<number>} at */
  #rounded(at) {
    return Array.from(at, (x) => Number(x.toFixed(4)));
  }

  /** Takes the points as they are now, unless it was this tool that set them. */
  #read() {
    const { player } = this.#bench;
    const simulation = player.simulation;
    const data = String(player.scene.data);
    if (!simulation || data === this.#known) return;
    this.#known = data;
    const points = simulation.givenPoints();
    const weights = simulation.givenWeights();
    const { dim } = simulation;
    const equal = weights.every((weight) => Math.abs(weight - weights[0]) < 1e-12);
    this.#marks = Array.from(weights, (weight, i) => ({
      at: Array.from(points.subarray(i * dim, i * dim + dim)),
      weight: equal ? null : weight,
    }));
  }

  /** @param {Gesture} gesture @returns {number | null} */
  #hit({ x, y, touch }) {
    // Those that are about to go are not in the way.
    if (this.#afresh) return null;
    const { stage } = this.#bench;
    const at = stage.toWorld(x, y);
    // To the right and up: in a line view heights are x.
    const reach = touch ? FINGER : REACH;
    const [beyond] = stage.toWorld(x + reach, y - reach);
    let best = Math.abs(beyond - at[0]);
    /** @type {number | null} */
    let hit = null;
    this.#marks.forEach((mark, i) => {
      const distance = Math.hypot(mark.at[0] - at[0], (mark.at[1] ?? 0) - (at[1] ?? 0));
      if (distance < best) [best, hit] = [distance, i];
    });
    return hit;
  }

  /** @param {ArrayLike<number>} at */
  #add(at) {
    if (this.#afresh) {
      this.#marks = [];
      this.#afresh = false;
      this.#say("");
    }
    const weighted = this.#marks.length > 0 && this.#marks[0].weight !== null;
    this.#marks.push({ at: this.#rounded(at), weight: weighted ? 1 / this.#marks.length : null });
  }

  /** Points along the stroke, a little beside it, by a fixed sequence rather than by chance. @param {Gesture} gesture */
  #spray(gesture) {
    const { x, y } = this.#stroke;
    const distance = Math.hypot(gesture.x - x, gesture.y - y);
    for (let along = SPRAY; along <= distance; along += SPRAY) {
      const n = ++this.#stroke.count;
      const angle = n * 2.399963;
      const stray = STRAY * Math.sqrt((n * 0.618034) % 1);
      this.#stroke.x = x + ((gesture.x - x) * along) / distance;
      this.#stroke.y = y + ((gesture.y - y) * along) / distance;
      this.#add(this.#bench.stage.toWorld(this.#stroke.x + stray * Math.cos(angle), this.#stroke.y + stray * Math.sin(angle)));
    }
  }

  /** @param {number} i */
  #erase(i) {
    if (this.#remove(i)) this.#apply();
  }

  /** @param {number} i */
  #remove(i) {
    if (this.#marks.length === 1) {
      this.#say(`The last point, ${place(this.#marks[0].at)}, stays: a law needs at least one.`);
      return false;
    }
    this.#marks.splice(i, 1);
    this.#held = null;
    return true;
  }

  #applySoon() {
    if (this.#frame === 0) this.#frame = requestAnimationFrame(() => this.#apply());
  }

  #apply() {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    const data = this.#marks
      .map(({ at, weight }) => at.join(",") + (weight === null ? "" : `@${Number(weight.toPrecision(6))}`))
      .join(";");
    this.#known = data;
    const refusal = this.#bench.update({ data }, { keepWindow: true });
    if (refusal) {
      this.#known = "";
      this.#say(refusal.message);
    } else this.#done();
  }

  /** @param {Float64Array} at */
  #pen(at) {
    this.#bench.stage.pointing.pen = { at, index: this.#held };
    this.#bench.player.wake();
  }
}

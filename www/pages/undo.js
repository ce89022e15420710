// Undo and redo: a stack of what was shown, a scene and its layers. One act of the reader's hand is one step: a slider's
// drag, a stroke of the pen, a key that is held. What plays changes no scene and is no step.

/** @typedef {import("../element/element.js").ReverseDiffusionElement} Bench */
/** @typedef {import("../engine/types.js").Parameter} Parameter */
/** @typedef {import("../engine/types.js").Scene} Scene */
/** @typedef {import("../stage/layers.js").Show} Show */
/** @typedef {{scene: Scene, show: Show}} Moment */

/** Steps that are kept, and characters of data in them. */
const MOST = 200;
const MEMORY = 20_000_000;

/** Fields that take text keep the browser's own undoing. */
const WRITTEN = "textarea, [contenteditable], input:not([type=range], [type=checkbox], [type=radio], [type=button], [type=file])";

export class Undo {
  #bench;
  #moved;
  /** @type {Moment[]} */
  #before = [];
  /** @type {Moment[]} */
  #after = [];
  /** @type {Moment} */
  #now;
  #hand = new Hand();
  /** What parameters are called. */
  #labels = new Map([["show", "what is shown"]]);
  /** The act that made the last step. */
  #act = -1;
  #restoring = false;

  /**
   * @param {Bench} bench  running
   * @param {(said: string) => void} moved  what could be undone or redone has changed; what was, in words
   */
  constructor(bench, moved) {
    this.#bench = bench;
    this.#moved = moved;
    this.#now = momentOf(bench);
    for (const { name, label } of /** @type {Parameter[]} */ (bench.engine.sceneParameters())) this.#labels.set(name, label);
    bench.addEventListener("change", () => this.#record());
    addEventListener("keydown", (event) => this.#key(event));
  }

  /** What the next undoing would take back, in words; null if there is nothing. */
  get undoes() { return this.#named(this.#before.at(-1)); }
  get redoes() { return this.#named(this.#after.at(-1)); }

  undo() { this.#go(this.#before, this.#after, "Undone"); }
  redo() { this.#go(this.#after, this.#before, "Redone"); }

  #record() {
    if (this.#restoring) return;
    const now = momentOf(this.#bench);
    const changed = differences(this.#now, now);
    if (changed.length === 0) return;
    const goesOn = this.#hand.act === this.#act;
    if (!goesOn) this.#before.push(this.#now);
    this.#act = this.#hand.act;
    this.#now = now;
    this.#after = [];
    // Dragged back to where it began, a slider has changed nothing.
    const last = this.#before.at(-1);
    if (goesOn && last && differences(last, now).length === 0) {
      this.#before.pop();
      this.#act = -1;
    }
    this.#forgetOld();
    this.#moved("");
  }

  /** @param {Moment[]} from @param {Moment[]} to @param {string} verb */
  #go(from, to, verb) {
    const moment = from.at(-1);
    if (!moment || !this.#bench.running) return;
    const what = this.#named(moment);
    this.#restoring = true;
    this.#bench.setShow(moment.show);
    // With the pen in hand the plane stays where it is.
    const refusal = this.#bench.update(moment.scene, { keepWindow: this.#bench.tool !== null });
    this.#restoring = false;
    if (refusal) {
      this.#bench.notify([refusal.message]);
      return;
    }
    from.pop();
    to.push(this.#now);
    this.#now = momentOf(this.#bench);
    this.#act = -1;
    this.#moved(`${verb}: ${what}.`);
  }

  #forgetOld() {
    const size = () => this.#before.reduce((sum, { scene }, i, all) => sum + (i > 0 && all[i - 1].scene.data === scene.data ? 0 : String(scene.data).length), 0);
    while (this.#before.length > MOST || (this.#before.length > 1 && size() > MEMORY)) this.#before.shift();
  }

  /** What would change if a moment came back. @param {Moment | undefined} moment */
  #named(moment) {
    if (!moment) return null;
    const names = differences(this.#now, moment);
    // Another study or other data bring much with them; those are what was chosen.
    const told = ["study", "data"].filter((name) => names.includes(name)).slice(0, 1);
    const labels = (told.length > 0 ? told : names).map((name) => this.#labels.get(name) ?? name);
    return labels.slice(0, 2).join(", ") + (labels.length > 2 ? ", …" : "");
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || document.querySelector("dialog[open]")) return;
    const key = event.key.toLowerCase();
    const redoes = (key === "z" && event.shiftKey) || (key === "y" && !event.shiftKey);
    if (key !== "z" && !redoes) return;
    const [at] = event.composedPath();
    if (at instanceof Element && at.matches(WRITTEN)) return;
    event.preventDefault();
    if (redoes) this.redo();
    else this.undo();
  }
}

/** Counts the acts of the reader's hand: what is changed within one belongs together. */
class Hand {
  act = 0;
  /** The slider that moved last. @type {EventTarget | null} */
  #slider = null;

  constructor() {
    const begin = () => {
      this.act++;
      this.#slider = null;
    };
    addEventListener("pointerdown", begin, true);
    addEventListener("keydown", ({ repeat }) => { if (!repeat) begin(); }, true);
    for (const type of ["drop", "paste", "hashchange"]) addEventListener(type, begin, true);
    // A click by what is neither pointer nor key.
    addEventListener("click", ({ detail }) => { if (detail === 0) begin(); }, true);
    // A menu of the browser's own sends no more than this; so does a slider that is moved by other means.
    addEventListener("input", (event) => {
      const [field] = event.composedPath();
      const slider = field instanceof HTMLInputElement && field.type === "range" ? field : null;
      if (slider === null || (this.#slider !== null && this.#slider !== slider)) begin();
      this.#slider = slider;
    }, true);
  }
}

/** @param {Bench} bench @returns {Moment} */
function momentOf({ scene, show }) {
  return { scene, show: structuredClone(show) };
}

/** The names of what differs. @param {Moment} a @param {Moment} b @returns {string[]} */
function differences(a, b) {
  const names = Object.keys({ ...a.scene, ...b.scene }).filter((name) => a.scene[name] !== b.scene[name]);
  return JSON.stringify(a.show) === JSON.stringify(b.show) ? names : [...names, "show"];
}

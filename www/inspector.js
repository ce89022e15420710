// Hold the pointer over a place and read the posterior there: which data points a particle that stands there came
// from, where its lighthouse x̄₀ is, and where it will end. A click launches a particle.

import { count, fixed, percent, place, short } from "./numbers.js";
import { element } from "./dom.js";

/** @typedef {import("./player.js").Player} Player */
/** @typedef {import("./stage.js").Stage} Stage */
/** @typedef {import("./types.js").Simulation} Simulation */
/** @typedef {import("./types.js").Inspection} Inspection */

const LISTED = 5;

/** Milliseconds between two writings of the panel. */
const PAUSE = 60;

export class Inspector {
  #stage;
  #player;
  #panel;
  #body = element("div", { class: "inspector-body" });
  /** @type {import("./stage.js").Spot | null} */
  #spot = null;
  #keyboard = false;
  /** Kept in place after the finger lifted. */
  #pinned = false;
  /** @type {"map" | "slice" | null} */
  #grabbed = null;
  #key = "";
  #writtenAt = 0;

  /**
   * @param {Stage} stage
   * @param {Player} player
   * @param {HTMLElement} panel
   */
  constructor(stage, player, panel) {
    this.#stage = stage;
    this.#player = player;
    this.#panel = panel;
    const close = element("button", { class: "close", type: "button", "aria-label": "Close" }, "×");
    close.addEventListener("click", () => this.hide());
    panel.replaceChildren(this.#body, close);
  }

  /** Where it looks, or null. */
  get at() { return this.#spot?.at ?? null; }

  /** @returns {import("./gestures.js").Tool} */
  get tool() {
    const spot = (/** @type {import("./gestures.js").Gesture} */ { x, y }) => this.#stage.spot(x, y);
    return {
      hover: (gesture) => this.look(spot(gesture)),
      leave: () => { if (!this.#keyboard && !this.#pinned) this.hide(); },
      hold: (gesture) => {
        this.look(spot(gesture));
        this.#pinned = gesture.touch;
      },
      tap: (gesture) => {
        if (gesture.touch && this.#pinned) return this.hide();
        this.launch(spot(gesture), gesture.shift);
      },
      ...(this.#stage.line ? { drag: (gesture) => this.#scrub(gesture), release: () => { this.#grabbed = null; } } : {}),
    };
  }

  /** Takes the cursor of a line view along, in either half; a drag that began in the slice only looks. @param {import("./gestures.js").Gesture} gesture */
  #scrub({ x, y }) {
    const spot = this.#stage.spot(x, y);
    this.#grabbed ??= spot.time === null ? "slice" : "map";
    if (this.#grabbed === "slice") return this.look(spot);
    this.hide();
    if (spot.time !== null) this.#player.seek(this.#player.indexAt(spot.time));
    else this.#player.seek(this.#player.indexAt(0));
  }

  /** @param {import("./stage.js").Spot} spot @param {boolean} [keyboard] */
  look(spot, keyboard = false) {
    this.#spot = spot;
    this.#keyboard = keyboard;
    this.#pinned = false;
    this.#player.wake();
  }

  hide() {
    this.#spot = null;
    this.#pinned = this.#keyboard = false;
    this.#player.wake();
  }

  /** Moves the crosshair by CSS pixels; the first move puts it in the middle. @param {number} dx @param {number} dy @param {DOMRect} box */
  nudge(dx, dy, box) {
    const [x, y] = this.#spot ? this.#stage.toStageAt(this.#spot, this.#player.time) : [box.width / 2 - dx, box.height / 2 - dy];
    const inside = (/** @type {number} */ v, /** @type {number} */ most) => Math.max(2, Math.min(most - 2, v));
    this.look(this.#stage.spot(inside(x + dx, box.width), inside(y + dy, box.height)), true);
  }

  /** Launches where it looks. @param {boolean} nearest */
  launchHere(nearest) {
    if (this.#spot) this.launch(this.#spot, nearest);
  }

  /** @param {import("./stage.js").Spot} spot @param {boolean} nearest  follow the nearest particle instead of launching one */
  launch({ at, time }, nearest) {
    const player = this.#player;
    const simulation = player.simulation;
    if (!simulation) return;
    const playing = player.playing;
    // In the line view a place has its own time: go there first. At the very end there is nothing left to run.
    if (time !== null) player.seek(Math.min(player.indexAt(time), player.steps - 1));
    const playOn = time !== null ? playing : player.done;
    if (nearest) player.follow(simulation.nearestParticle(at));
    else player.launch(Float64Array.from(at));
    if (!playOn || (nearest && time === null)) return;
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) player.seek(player.steps);
    else player.play();
  }

  #timer = 0;

  /** Called before each painting: looks again, because time may have passed. */
  update() {
    const simulation = this.#player.simulation;
    const spot = this.#spot;
    if (!simulation || !spot || spot.at.length !== simulation.dim) {
      this.#stage.pointing.inspected = null;
      this.#panel.hidden = true;
      this.#key = "";
      return;
    }
    const { at } = spot;
    const time = Math.min(spot.time ?? this.#player.time, Number(this.#player.scene["t-star"]));
    const inspection = /** @type {Inspection} */ (simulation.inspect(at, time));
    // Where the slice is looked at, the half that runs is meant.
    const forward = spot.time === null ? simulation.dynamics === "forward" : spot.forward;
    this.#stage.pointing.inspected = { at, time: spot.time, forward, inspection, keyboard: this.#keyboard };
    // The panel keeps to the half of the stage that the place is not in.
    const [x] = this.#stage.toStageAt({ ...spot, forward }, time);
    this.#panel.classList.toggle("right", x < (this.#panel.parentElement?.clientWidth ?? 0) / 2);
    const key = `${at.join()} ${time} ${forward} ${simulation.count}`;
    const now = performance.now();
    const due = this.#writtenAt + PAUSE - now;
    if (key !== this.#key && (due <= 0 || this.#panel.hidden)) {
      this.#key = key;
      this.#writtenAt = now;
      this.#write(simulation, at, inspection, forward);
    } else if (key !== this.#key && this.#timer === 0) {
      // The last place is written too, even if nothing moves any more.
      this.#timer = window.setTimeout(() => { this.#timer = 0; this.#player.wake(); }, due + 1);
    }
    this.#panel.hidden = false;
  }

  /** @param {Simulation} simulation @param {Float64Array} at @param {Inspection} inspection @param {boolean} forward */
  #write(simulation, at, inspection, forward) {
    const { heading, remark } = meaning(this.#player.scene, inspection.time, this.#stage.line ? forward : null);
    const rest = this.#stage.line && !forward ? `,  s = ${fixed(Number(this.#player.scene["t-star"]) - inspection.time, 3)}` : "";
    const largest = Math.max(...inspection.top.map(({ weight }) => weight), 1e-12);
    this.#body.replaceChildren(
      element("p", { class: "where" }, `x = ${place(at)},  t = ${fixed(inspection.time, 3)}${rest}`),
      element("dl", {},
        element("dt", {}, element("span", { class: "lozenge", "aria-hidden": "true" }), "x̄₀, mean origin"),
        element("dd", {}, place(inspection.mean)),
        element("dt", {}, "Effective neighbours"),
        element("dd", {}, `${fixed(inspection.effective, inspection.effective < 100 ? 2 : 0)} of ${count(simulation.count)}`)),
      element("h2", {}, heading),
      element("ol", {}, ...inspection.top.filter(({ weight }, i) => i === 0 || weight >= 0.0005).slice(0, LISTED).map(({ index, weight, point }) => {
        const bar = element("span", { class: "bar", "aria-hidden": "true" });
        bar.style.width = `${(100 * weight) / largest}%`;
        return element("li", {},
          element("span", { class: "name" }, `point ${count(index)} `, element("small", {}, place(point))),
          element("span", { class: "value" }, percent(weight)), bar);
      })),
      ...(remark ? [element("p", { class: "remark" }, remark)] : []),
    );
  }

  /** What the inspector says, as one sentence for a screen reader. */
  get sentence() {
    const inspected = this.#stage.pointing.inspected;
    const simulation = this.#player.simulation;
    if (!inspected || !simulation) return "";
    const { inspection, forward } = inspected;
    const best = inspection.top[0];
    return `At ${place(inspected.at)}, t = ${fixed(inspection.time, 2)}: x̄₀ = ${place(inspection.mean)}, ${short(inspection.effective)} effective neighbours, ${meaning(this.#player.scene, inspection.time, this.#stage.line ? forward : null).heading.toLowerCase()} point ${best.index}: ${percent(best.weight)}.`;
  }
}

/**
 * What the weights λ_i mean here. They are chances of an end only for ε = 1 and the exact denoiser.
 * @param {import("./types.js").Scene} scene
 * @param {number} time
 * @param {boolean | null} forward  the half of a line view that is looked at: both processes are there, whichever runs
 * @returns {{heading: string, remark: string}}
 */
function meaning(scene, time, forward) {
  const { dynamics: running, epsilon, denoiser } = scene;
  const dynamics = forward === null ? running : forward ? "forward" : running === "forward" ? "reverse" : running;
  if (dynamics === "forward") {
    return { heading: "Chance of having started at", remark: time > 0 ? "" : "At t = 0 a particle is still where it started." };
  }
  if (dynamics === "bridge") {
    return { heading: "Weights λ of the points", remark: "The bridge ignores them: it ends at its target whatever it passes." };
  }
  if ((denoiser ?? "exact") === "exact" && epsilon === 1) return { heading: "Chance of ending at", remark: "" };
  if (epsilon === 0) {
    return { heading: "Weights λ of the points", remark: "With ε = 0 the path from here is determined: it ends at one point for certain, and λ only pulls." };
  }
  return { heading: "Weights λ of the points", remark: "They are the chances of ending there for ε = 1 only." };
}

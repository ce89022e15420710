// Hold the pointer over a place and read the posterior there: which data points a particle that stands there came
// from, where its lighthouse x̄₀ is, and where it will end. A click launches a particle. What is said, how it looks and
// what is drawn there (inspection.js) is loaded after the first picture.

import { again } from "../lib/again.js";
import { adopt } from "../controls/widget-style.js";
import { element } from "../lib/dom.js";

/** @typedef {import("../clock/player.js").Player} Player */
/** @typedef {import("../stage/stage.js").Stage} Stage */
/** @typedef {import("../engine/types.js").Inspection} Inspection */

/** Milliseconds between two writings of the panel. */
const PAUSE = 60;

/** @typedef {typeof import("./inspection.js")} Words */

/** What the panel needs; a browser fetches a module once. @returns {Promise<Words>} */
const load = () => again(() => import("./inspection.js"));

export class Inspector {
  #stage;
  #player;
  #panel;
  #body = element("div", { class: "inspector-body" });
  /** @type {import("../stage/stage.js").Spot | null} */
  #spot = null;
  #keyboard = false;
  /** Whether all is said; else two lines, which cover little. */
  #whole = false;
  /** Kept in place after the finger lifted. */
  #pinned = false;
  /** @type {"map" | "slice" | null} */
  #grabbed = null;
  #key = "";
  #writtenAt = 0;
  #asked = false;
  /** @type {Words | null} */
  #words = null;

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

  /** Fetches what the panel needs, if it is not there yet; until then nothing is shown. */
  prepare() {
    // No promise for every frame that asks.
    if (this.#asked) return;
    this.#asked = true;
    this.#fetch();
  }

  async #fetch() {
    try {
      const words = await load();
      adopt(/** @type {ShadowRoot} */ (this.#panel.getRootNode()), words.INSPECTION);
      this.#words = words;
      this.#stage.hand = words.hand;
      this.#player.wake();
    } catch (error) {
      console.warn("What the inspector says could not be loaded.", error);
    }
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
        this.#pinned = this.#whole = gesture.touch;
      },
      tap: (gesture) => {
        if (gesture.touch && this.#pinned) return this.hide();
        this.#whole = !gesture.touch;
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

  /** @param {import("../stage/stage.js").Spot} spot @param {boolean} [keyboard] */
  look(spot, keyboard = false) {
    // A click asks for all; the next place is looked at in passing.
    this.#whole = keyboard;
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

  /** Moves the crosshair by CSS pixels; the first move puts it in the middle. @param {number} dx @param {number} dy @param {{clientWidth: number, clientHeight: number}} box */
  nudge(dx, dy, box) {
    const [x, y] = this.#spot ? this.#stage.toStageAt(this.#spot, this.#player.time) : [box.clientWidth / 2 - dx, box.clientHeight / 2 - dy];
    const inside = (/** @type {number} */ v, /** @type {number} */ most) => Math.max(2, Math.min(most - 2, v));
    this.look(this.#stage.spot(inside(x + dx, box.clientWidth), inside(y + dy, box.clientHeight)), true);
  }

  /** Launches where it looks. @param {boolean} nearest */
  launchHere(nearest) {
    if (this.#spot) this.launch(this.#spot, nearest);
  }

  /** @param {import("../stage/stage.js").Spot} spot @param {boolean} nearest  follow the nearest particle instead of launching one */
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
    if (!this.#words) {
      this.prepare();
      return;
    }
    // The panel keeps to the half of the stage that the place is not in.
    const [x] = this.#stage.toStageAt({ ...spot, forward }, time);
    this.#panel.classList.toggle("right", x < (this.#panel.parentElement?.clientWidth ?? 0) / 2);
    const key = `${at.join()} ${time} ${forward} ${simulation.count} ${this.#whole}`;
    const now = performance.now();
    const due = this.#writtenAt + PAUSE - now;
    if (key !== this.#key && (due <= 0 || this.#panel.hidden)) {
      this.#key = key;
      this.#writtenAt = now;
      this.#panel.classList.toggle("brief", !this.#whole);
      this.#body.replaceChildren(...(this.#whole ? this.#words.written : this.#words.brief)({ at, inspection, simulation }, this.#player.scene, this.#half(forward)));
    } else if (key !== this.#key && this.#timer === 0) {
      // The last place is written too, even if nothing moves any more.
      this.#timer = window.setTimeout(() => { this.#timer = 0; this.#player.wake(); }, due + 1);
    }
    this.#panel.hidden = false;
  }

  /** What it says, as one sentence for a screen reader. @returns {Promise<string>} */
  async sentence() {
    const { spoken } = await load();
    const inspected = this.#stage.pointing.inspected;
    const { simulation } = this.#player;
    return inspected && simulation ? spoken({ ...inspected, simulation }, this.#player.scene, this.#half(inspected.forward)) : "";
  }

  /** Of a line view, the half that is looked at. @param {boolean} forward @returns {boolean | null} */
  #half(forward) {
    return this.#stage.line ? forward : null;
  }
}

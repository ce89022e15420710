// What was asked for while the element did not run, kept for when it does, and whether that takes the whole engine.

import { looksLikeMore } from "./attributes.js";
import { NO_STUDY } from "../scene/study-scene.js";

/** @typedef {import("../engine/types.js").Engine} Engine */
/** @typedef {import("../engine/types.js").Scene} Scene */
/** @typedef {import("../stage/layers.js").Show} Show */
/** @typedef {{scene: Scene, show: Show, index: number | null, sentences: string[], beyond: boolean, names?: string[]}} Opening  see `readAddress` */

export class Wishes {
  /** @type {Scene | null} */
  scene = null;
  /** The state of the run. @type {number | null} */
  index = null;
  /** @type {Show | null} */
  show = null;
  play = false;
  /** Whether something has been asked for that the small engine cannot do. */
  whole = false;
  /** What is to be seen first, where the page knows better than the attributes. @type {((engine: Engine) => Opening) | null} */
  opening = null;

  /** The picture is what was wished for; whether it plays comes after that. */
  fulfil() {
    this.scene = this.index = this.show = null;
  }

  /**
   * Whether what is wanted, as far as that can be seen without an engine, is more than a scene in the plane.
   * @param {HTMLElement} host  whose attributes hold where nothing else was asked for
   */
  askForWhole(host) {
    const wanted = (/** @type {string} */ name) => this.scene?.[name] ?? host.getAttribute(name);
    const cells = this.show ? this.show.layers.cells : /\bcells\b/.test(host.getAttribute("show") ?? "");
    return this.whole || (wanted("study") ?? NO_STUDY) !== NO_STUDY || (wanted("denoiser") ?? "exact") !== "exact" || cells
      || host.getAttribute("controls") === "full" || looksLikeMore(String(wanted("data") ?? ""));
  }
}

// What stands below the picture: the transport, the main sliders, a study's own parameters, and in a full panel
// everything else.

import { Controls, MAIN } from "./controls.js";
import { element } from "../lib/dom.js";
import { Transport } from "./transport.js";

/** @typedef {import("../engine/types.js").StudyInfo} StudyInfo */
/** @typedef {import("./controls.js").Bench & import("./show-panel.js").ShowBench & import("./learning.js").LearningBench} DockBench */

export class Dock {
  root = element("div", { class: "dock", hidden: true });
  #bench;
  /** @type {Transport | null} */
  #transport = null;
  /** @type {{update(): void}[]} */
  #parts = [];
  /** @type {HTMLElement | null} */
  #more = null;
  /** There with the whole engine. @type {import("./learning.js").Learning | null} */
  #learning = null;
  #active = true;
  /** What it was last built for. */
  #key = "";

  /** @param {DockBench} bench */
  constructor(bench) {
    this.#bench = bench;
  }

  /**
   * Builds what an author asked for and the study needs, unless it stands there already.
   * @param {string} kind  full, compact, none
   * @param {StudyInfo | null} study
   */
  build(kind, study) {
    const { views } = this.#bench.engine;
    const key = `${kind}/${study?.name ?? ""}/${views !== null}`;
    if (key === this.#key) return;
    this.#key = key;
    this.root.replaceChildren();
    this.#more?.remove();
    this.#more = null;
    this.#parts = [];
    this.#transport = null;
    this.root.hidden = kind === "none";
    // A network is trained even where nobody can watch it.
    this.#learning?.setActive(false);
    this.#learning = views ? new views.Learning(this.#bench) : null;
    this.#learning?.setActive(this.#active);
    if (this.#learning) this.#parts.push(this.#learning);
    if (kind === "none") return;
    this.#transport = new Transport(this.#bench.player);
    this.#transport.root.hidden = study?.hasClock === false;
    const main = new Controls(this.#bench, MAIN);
    const dials = element("div", { class: "dials" }, element("div", { class: "main" }, main.root));
    this.root.append(this.#transport.root, dials);
    if (this.#learning) this.root.append(this.#learning.root);
    this.#parts.push(main);
    if (study) this.#parts.push(/** @type {import("../engine/types.js").Views} */ (this.#bench.engine.views).ownControls(this.#bench, study, dials));
    if (kind === "full") this.#buildMore();
  }

  #buildMore() {
    const { engine } = this.#bench;
    const { FullPanel } = /** @type {import("../engine/types.js").Views} */ (engine.views);
    const panel = new FullPanel(this.#bench);
    this.#parts.push(panel);
    this.#more = panel.root;
    this.root.after(this.#more);
  }

  /** Whether the element is seen. @param {boolean} active */
  setActive(active) {
    this.#active = active;
    this.#learning?.setActive(active);
  }

  /** Whether nothing is to be learned any more, and the picture shows it. */
  get settled() { return this.#learning === null || this.#learning.root.hidden || this.#learning.settled; }

  /** Shows where the clock is. */
  tick() {
    this.#transport?.update();
  }

  /** Shows the scene as it is now. */
  update() {
    this.tick();
    for (const part of this.#parts) part.update();
  }
}

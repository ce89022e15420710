// All parameters of a scene in the lab's sections. Of a study there are those that matter to it; the others are folded. A
// section stays where it is, open or closed, whatever stands in it.

import { Controls } from "../controls/controls.js";
import { element } from "../lib/dom.js";
import { groups } from "../controls/parameter-groups.js";
import { NO_STUDY, studyOf } from "../scene/study-scene.js";
import { section } from "./section.js";

/** @typedef {import("../element/element.js").ReverseDiffusionElement} Bench */
/** @typedef {import("../engine/types.js").Parameter} Parameter */

/** What the lab's own panels have, in place of a control. */
const OWN = ["study", "data"];
/** Parameters that a question does not turn on. */
const OTHERS = "Other parameters";

/** @typedef {{title: string, names: string[], root: HTMLElement, place: HTMLElement, more: boolean, controls: Controls | null}} Part */

export class ParameterSections {
  #bench;
  #parameters;
  /** @type {Part[]} */
  #parts;
  #arrangedFor = "";

  /**
   * @param {Bench} bench  running
   * @param {Record<string, {before?: Node, after?: Node}>} more  what else stands in a section
   */
  constructor(bench, more) {
    this.#bench = bench;
    this.#parameters = /** @type {Parameter[]} */ (bench.engine.sceneParameters());
    const all = [...groups(this.#parameters), { title: OTHERS, names: [] }];
    this.#parts = all.map(({ title, names }) => {
      const place = element("div", {});
      const { before, after } = more[title] ?? {};
      const root = section(title, title !== OTHERS, ...(before ? [before] : []), place, ...(after ? [after] : []));
      return { title, names: names.filter((name) => !OWN.includes(name)), root, place, more: title in more, controls: null };
    });
    this.update();
  }

  /** The sections of these titles, or all others. @param {string[]} titles @param {boolean} [others] */
  roots(titles, others = false) {
    return this.#parts.filter(({ title }) => titles.includes(title) !== others).map(({ root }) => root);
  }

  /** Shows the scene as it is now. */
  update() {
    this.#arrange();
    for (const { controls, root, more } of this.#parts) {
      controls?.update();
      // A section none of whose parameters would change anything is not there either.
      root.hidden = !more && !controls?.root.querySelector(".field:not([hidden])");
    }
  }

  #arrange() {
    const info = studyOf(this.#bench.engine, this.#bench.player.scene);
    const name = info?.name ?? NO_STUDY;
    if (name === this.#arrangedFor) return;
    this.#arrangedFor = name;
    const ofStudies = this.#parameters.filter(({ studies }) => studies.length > 0).map((parameter) => parameter.name);
    const matters = (/** @type {string} */ name) => !info || info.parameters.includes(name) || ofStudies.includes(name);
    const others = this.#parts.flatMap(({ names }) => names.filter((name) => !matters(name)));
    for (const part of this.#parts) {
      part.controls = new Controls(this.#bench, part.title === OTHERS ? others : part.names.filter(matters));
      part.place.replaceChildren(part.controls.root);
    }
  }
}

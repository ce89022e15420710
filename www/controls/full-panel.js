// Every parameter of a scene, in groups, behind a fold.

import { Controls } from "./controls.js";
import { element } from "../lib/dom.js";
import { groups } from "./parameter-groups.js";
import { ShowPanel } from "./show-panel.js";

/** @typedef {import("./controls.js").Bench & import("./show-panel.js").ShowBench} PanelBench */

export class FullPanel {
  #parts;
  root;

  /** @param {PanelBench} bench */
  constructor(bench) {
    const parameters = /** @type {import("../engine/types.js").Parameter[]} */ (bench.engine.sceneParameters());
    const sections = [
      ...groups(parameters).map(({ title, names }) => ({ title, part: new Controls(bench, names) })),
      { title: "Show", part: new ShowPanel(bench) },
    ];
    this.#parts = sections.map(({ part }) => part);
    this.root = element("details", { class: "more" }, element("summary", {}, "All parameters"),
      element("div", { class: "columns" }, ...sections.map(({ title, part }) =>
        element("div", { class: "column" }, element("h2", {}, title), part.root))));
  }

  /** Shows the scene as it is now. */
  update() {
    for (const part of this.#parts) part.update();
  }
}

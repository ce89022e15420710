// The switches of what is drawn, and how many paths.

import { MOST_PATHS, pathsOf } from "../stage/layers.js";
import { SWITCHES } from "./layer-switches.js";
import { counted } from "../lib/numbers.js";
import { element, freshId } from "../lib/dom.js";

/**
 * @typedef {object} ShowBench
 * @property {import("../clock/player.js").Player} player
 * @property {import("../stage/layers.js").Show} show
 * @property {import("../stage/stage.js").Stage | null} stage
 * @property {(show: import("../stage/layers.js").Show) => void} setShow
 */

export class ShowPanel {
  root = element("div", { class: "show" });
  #bench;
  #boxes;
  #paths;
  #pathsNumber = element("output", { class: "number" });
  #note = element("p", { class: "reason", role: "status" });
  #clear = element("button", { type: "button" }, "Clear launched");

  /** @param {ShowBench} bench */
  constructor(bench) {
    this.#bench = bench;
    this.#boxes = SWITCHES.map(({ name, label, help, line = false }) => {
      const box = element("input", { type: "checkbox", name });
      box.addEventListener("change", () => this.#apply());
      const id = freshId(name);
      const row = element("label", { class: "switch", title: help }, box, element("span", { class: `swatch ${name}`, "aria-hidden": "true" }), element("span", {}, label));
      this.root.append(row);
      box.setAttribute("aria-describedby", id);
      this.root.append(element("span", { id, hidden: true }, help));
      return { name, box, row, line };
    });
    const id = freshId("paths");
    this.#paths = element("input", { type: "range", id, min: "0", max: String(MOST_PATHS), step: "1" });
    this.#paths.addEventListener("input", () => this.#apply(Number(this.#paths.value)));
    this.#clear.addEventListener("click", () => bench.player.clearLaunched());
    this.root.append(
      element("div", { class: "field paths" }, element("div", { class: "head" }, element("label", { class: "label", for: id }, "Paths"), this.#pathsNumber), this.#paths),
      this.#note, this.#clear);
    this.update();
  }

  update() {
    const { show } = this.#bench;
    const cellsNote = this.#bench.stage?.cellsNote ?? "";
    const onLine = this.#bench.stage?.line ?? false;
    const paths = pathsOf(show, onLine);
    for (const { name, box, row, line } of this.#boxes) {
      box.checked = show.layers[name];
      row.hidden = line && !onLine;
    }
    this.#paths.value = String(paths);
    this.#paths.setAttribute("aria-valuetext", counted(paths, "path"));
    this.#paths.style.setProperty("--filled", String(paths / MOST_PATHS));
    this.#pathsNumber.textContent = String(paths);
    if (this.#note.textContent !== cellsNote) this.#note.textContent = cellsNote;
    this.#clear.hidden = this.#bench.player.launched === 0;
  }

  /** @param {number | null} [paths] */
  #apply(paths = this.#bench.show.paths) {
    const layers = /** @type {import("../stage/layers.js").Layers} */ (Object.fromEntries(this.#boxes.map(({ name, box }) => [name, box.checked])));
    this.#bench.setShow({ layers, paths });
    this.update();
  }
}

// The menu of studies: a question, or the picture alone.

import { element, freshId } from "../lib/dom.js";
import { studyOptions } from "../scene/chapters.js";
import { NO_STUDY, studies, studyOf } from "../scene/study-scene.js";

/** @typedef {import("../controls/controls.js").Bench} Bench */

export class StudyPanel {
  root = element("div", { class: "study-panel" });
  #bench;
  #menu = element("select", { id: freshId("study") });
  #question = element("p", { class: "question" }, "Questions, each with what theory predicts beside what is measured.");
  #refusal = element("p", { class: "refusal", role: "alert" });

  /** @param {Bench} bench */
  constructor(bench) {
    this.#bench = bench;
    this.#menu.append(...studyOptions(studies(bench.engine)));
    this.#menu.addEventListener("change", () => {
      const refusal = bench.update({ study: this.#menu.value });
      this.update();
      this.#refusal.textContent = refusal?.message ?? "";
    });
    this.root.append(
      element("label", { class: "out-of-sight", for: this.#menu.id }, "Study"), this.#menu, this.#question, this.#refusal);
    this.update();
  }

  /** Shows the study of the scene as it is now. */
  update() {
    const { player, engine } = this.#bench;
    this.#menu.value = String(player.scene.study ?? NO_STUDY);
    // What is asked stands over what answers it.
    this.#question.hidden = studyOf(engine, player.scene) !== null;
    this.#refusal.textContent = "";
  }
}

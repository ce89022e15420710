// Controls made from `sceneParameters()`: native inputs, each with its label, help, paper reference and, where a value was
// refused, the reason. One that would change nothing is not there.

import { element } from "../lib/dom.js";
import { slider } from "./slider.js";
import { studyOf } from "../scene/study-scene.js";

/** @typedef {import("./field.js").Field} Field */
/** @typedef {import("../engine/types.js").Parameter} Parameter */
/** @typedef {import("../engine/types.js").Scene} Scene */
/** @typedef {import("../engine/types.js").SceneError} SceneError */
/** @typedef {import("../clock/player.js").Player} Player */

/**
 * @typedef {object} Bench  what controls act on: the element
 * @property {Player} player
 * @property {import("../engine/types.js").Engine} engine
 * @property {(patch: Scene) => SceneError | null} update  the refusal, or null
 */

/** The parameters that are always in reach. */
export const MAIN = ["t-star", "steps"];

export class Controls {
  root = element("div", { class: "controls" });
  #bench;
  /** @type {Map<string, Field>} */
  #fields = new Map();
  /** @type {Scene} */
  #pending = {};
  #frame = 0;
  #parameters;

  /**
   * @param {Bench} bench
   * @param {string[]} names
   */
  constructor(bench, names) {
    this.#bench = bench;
    this.#parameters = /** @type {Parameter[]} */ (bench.engine.sceneParameters());
    for (const name of names) {
      const parameter = this.#parameters.find((candidate) => candidate.name === name);
      if (!parameter) continue;
      const field = this.#make(parameter);
      this.#fields.set(name, field);
      this.root.append(field.root);
    }
    this.update();
  }

  /** Shows the scene as it is now. */
  update() {
    const { scene, simulation } = this.#bench.player;
    // What a study of several denoisers names is shown whatever the scene's own is.
    const named = studyOf(this.#bench.engine, scene)?.parameters ?? [];
    const ofStudy = named.includes("denoiser") ? [] : named;
    for (const [name, field] of this.#fields) {
      if (name in this.#pending) continue;
      field.show(scene, simulation?.count ?? 1, simulation?.dim ?? 2);
      field.refuse("");
    }
    for (const parameter of this.#parameters) {
      const { name, dynamics, studies, denoisers } = parameter;
      const field = this.#fields.get(name);
      if (!field) continue;
      const applies = dynamics.includes(String(scene.dynamics)) && field.applies?.(scene, simulation?.dim ?? 2) !== false;
      field.root.hidden = isOfOthers(studies, scene.study) || (isOfOthers(denoisers, scene.denoiser) && !ofStudy.includes(name)) || !(applies || named.includes(name));
    }
  }

  /** Applies a value with the next frame, so that a dragged slider never gets ahead of the picture. @param {string} name @param {string | number} value */
  #set(name, value) {
    this.#pending[name] = value;
    if (this.#frame !== 0) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      const patch = this.#pending;
      this.#pending = {};
      const refusal = this.#bench.update(patch);
      if (refusal) (this.#fields.get(refusal.field) ?? this.#fields.get(Object.keys(patch)[0]))?.refuse(refusal.message);
    });
  }

  /** What T* changes is seen at the start of a run: it is shown as long as the slider is held. @param {HTMLElement} range */
  #showStart(range) {
    const { player, engine } = this.#bench;
    range.addEventListener("input", () => { if (!studyOf(engine, player.scene)) player.hold(); });
    range.addEventListener("change", () => player.glideOn(matchMedia("(prefers-reduced-motion: reduce)").matches));
  }

  /** @param {Parameter} parameter @returns {Field} */
  #make(parameter) {
    const set = (/** @type {string | number} */ value) => this.#set(parameter.name, value);
    if (MAIN.includes(parameter.name)) {
      const field = slider(parameter, set);
      if (parameter.name === "t-star") this.#showStart(field.inputs[0]);
      return field;
    }
    // All others stand in panels that come with the whole engine.
    const { engine } = this.#bench;
    return /** @type {import("../engine/types.js").Views} */ (engine.views).field(parameter, set, engine);
  }
}

/** Whether a parameter belongs to some, and this is none of them. @param {string[]} some @param {string | number} one */
function isOfOthers(some, one) {
  return some.length > 0 && !some.includes(String(one));
}

// What becomes of a scene that is asked for: it is shown, or kept until the element runs, or brings the whole engine first.

import { attempts } from "../scene/scene-patch.js";
import { isWhole, needsWholeEngine } from "../engine/wasm.js";
import { NO_STUDY, sceneOfStudy, studyOf } from "../scene/study-scene.js";

/** @typedef {import("../engine/types.js").Scene} Scene */
/** @typedef {import("../engine/types.js").SceneError} SceneError */
/** @typedef {import("./wishes.js").Wishes} Wishes */

/**
 * @typedef {object} Shown  where scenes are shown: the element
 * @property {Scene} scene
 * @property {boolean} running
 * @property {import("../engine/types.js").Engine} engine  while it runs
 * @property {import("../clock/player.js").Player} player  while it runs
 * @property {(error: unknown) => void} fail
 * @property {(sentences: string[]) => void} notify
 */

export class Scenes {
  #bench;
  #wishes;
  #changeEngine;
  /** The scene without a study, to go back to. @type {Scene | null} */
  #alone = null;

  /** @param {Shown} bench @param {Wishes} wishes @param {() => void} changeEngine  goes on with the whole engine, and with what is wished for */
  constructor(bench, wishes, changeEngine) {
    this.#bench = bench;
    this.#wishes = wishes;
    this.#changeEngine = changeEngine;
  }

  /** Whether a scene is known to be too much for the engine that runs: what studies are is not known to the small one. @param {Scene} scene */
  outgrows(scene) {
    return !isWhole(this.#bench.engine) && (scene.study ?? NO_STUDY) !== NO_STUDY;
  }

  /** Shows a scene if the element runs, else keeps it for then. @param {Scene} scene @returns {SceneError | null} */
  ask(scene) {
    const bench = this.#bench;
    if (!bench.running || this.outgrows(scene)) {
      this.#wishes.scene = { ...scene };
      if (bench.running) this.#changeEngine();
      return null;
    }
    try {
      return this.show(scene);
    } catch (error) {
      bench.fail(error);
      return null;
    }
  }

  /** The first that is not refused of what a patch may mean; the refusal of all that was asked for, if there is none. @param {Scene} patch @returns {SceneError | null} */
  change(patch) {
    const bench = this.#bench;
    const before = bench.scene;
    /** @type {SceneError | null} */
    let refusal = null;
    for (const scene of attempts(this.#ground(patch.study, before), patch, before)) {
      const refused = this.ask(scene);
      refusal ??= refused;
      if (refused) continue;
      if (scene.study === NO_STUDY && before.study !== NO_STUDY && !("study" in patch)) bench.notify(["The study was left: it is not made for data of so many coordinates."]);
      return null;
    }
    return refusal;
  }

  /** Shows a scene, at a state of its run or where it opens. @param {Scene} scene @param {number | null} [index] @returns {SceneError | null} */
  show(scene, index = null) {
    const { engine, player } = this.#bench;
    try {
      const before = player.scene.study;
      // A network is trained in pieces, not before the first picture.
      if (scene.denoiser === "network" && isWhole(engine)) engine.learn(scene, 0);
      player.setScene(scene, index === null ? {} : { index });
      // A study opens where there is something to see, unless a moment was asked for.
      const study = studyOf(engine, player.scene);
      if (study && index === null && study.name !== before) player.seek(Math.round(study.opening * player.steps));
      return null;
    } catch (error) {
      if (error instanceof Error && error.name === "SceneError") return /** @type {SceneError} */ (error);
      if (!needsWholeEngine(error)) throw error;
      this.#wishes.scene = { ...scene };
      if (index !== null) this.#wishes.index = index;
      this.#changeEngine();
      return null;
    }
  }

  /** What a patch is laid over: the scene itself, or where the study is another one, that study's. @param {string | number | undefined} study @param {Scene} scene @returns {Scene} */
  #ground(study, scene) {
    const { running, engine, player } = this.#bench;
    const before = scene.study ?? NO_STUDY;
    if (study === undefined || study === before || !running || !isWhole(engine)) return scene;
    if (study === NO_STUDY) return this.#alone ?? {};
    if (before === NO_STUDY) this.#alone = scene;
    return sceneOfStudy(engine, scene, player.simulation?.dim ?? 2, String(study));
  }
}

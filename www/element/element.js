// The class behind <reverse-diffusion>; it has no side effects, reverse-diffusion.js registers it.
//
// Attributes: every scene parameter by its name, `show` (layers), `controls` (full, compact, none), `autoplay`,
// `theme` (auto, light, dark; auto takes the page's own color-scheme). Properties: scene, play, pause, step, reset,
// seek. Events: ready, change, done, error (detail.message).

import { adopt, WIDGETS } from "../controls/widget-style.js";
import { act } from "./keyboard.js";
import { again } from "../lib/again.js";
import { defaultShow, pathsOf } from "../stage/layers.js";
import { Dock } from "../controls/dock.js";
import { element } from "../lib/dom.js";
import { ELEMENT } from "./element-style.js";
import { Inspector } from "../pointing/inspector.js";
import { isLine } from "../stage/strokes.js";
import { listen } from "../pointing/gestures.js";
import { NO_STUDY, sceneOfStudy, studyOf } from "../study/study-scene.js";
import { Notices } from "./notices.js";
import { Player } from "../clock/player.js";
import { isOn, looksLikeMore, readAttributes, watchSpelling } from "./attributes.js";
import { readColours } from "../stage/colours.js";
import { Stage } from "../stage/stage.js";
import { isWhole, needsWholeEngine } from "../engine/wasm.js";
import { startEngine, startSmallEngine } from "./engines.js";
import { watchPixelRatio } from "../lib/pixel-ratio.js";

/** @typedef {import("../study/study-view.js").StudyView} StudyView */
/** @typedef {import("../engine/types.js").Engine} Engine */
/** @typedef {import("../engine/types.js").Views} Views */
/** @typedef {import("../engine/types.js").Scene} Scene */
/** @typedef {import("../engine/types.js").Simulation} Simulation */
/** @typedef {import("../engine/types.js").SceneError} SceneError */
/** @typedef {import("../stage/layers.js").Show} Show */
/** @typedef {import("../pointing/gestures.js").Tool & {key?: (event: KeyboardEvent) => boolean}} Tool */
/** @typedef {{scene: Scene, show: Show, index: number | null, sentences: string[], beyond: boolean, names?: string[]}} Opening  see `readAddress` */

/** Milliseconds the finished still picture stands before an autoplay begins. */
const STILL = 900;
/** Values that go back to their default rather than stand in the way of new data. */
const YIELDING = ["target", "start", "view"];

const KEYS = "Arrow keys inspect, Enter launches a particle, Space plays and pauses, full stop and comma step.";

export class ReverseDiffusionElement extends HTMLElement {
  #frame = element("div", { class: "rd frame" });
  #stageBox = element("div", { class: "stage", tabindex: "0", role: "group", "aria-roledescription": "plane",
    "aria-label": `Plane. ${KEYS}`,
    "aria-keyshortcuts": "Space . , Home End Enter" });
  #canvases = {
    field: element("canvas", { class: "field", "aria-hidden": "true" }),
    under: element("canvas", { class: "under", "aria-hidden": "true" }),
    marks: element("canvas", { class: "marks", "aria-hidden": "true" }),
    axes: element("canvas", { class: "axes", "aria-hidden": "true" }),
    over: element("canvas", { class: "over", role: "img", "aria-label": "The simulation is starting." }),
  };
  #notices = new Notices();
  #fault = element("div", { class: "fault", role: "alert", "data-over-stage": true, hidden: true });
  #wait = element("div", { class: "wait", "aria-hidden": "true" }, "starting…");
  #tools = element("div", { class: "tools", "data-over-stage": true });
  /** The least height they have had: the picture does not jump when a tool unfolds. */
  #toolsHeight = Infinity;
  #legend = element("ul", { class: "legend", hidden: true });
  #panel = element("div", { class: "inspector", hidden: true });
  #view = element("div", { class: "view" });
  #dock = new Dock(this);
  #live = element("p", { class: "out-of-sight", "aria-live": "polite" });
  /** It comes after the first picture. @type {import("./narrator.js").Narrator | null} */
  #narrator = null;
  #probe = element("span", { class: "probe", "aria-hidden": "true" });

  /** @type {Engine | null} */
  #engine = null;
  /** One for life: whoever listens to it need not listen again. @type {Player | null} */
  #player = null;
  /** Whether there has been a picture. */
  #pictured = false;
  /** There while the element runs, and only then. @type {Stage | null} */
  #stage = null;
  /** @type {Inspector | null} */
  #inspector = null;
  /** @type {Tool | null} */
  #tool = null;
  /** @type {AbortController | null} */
  #connected = null;
  #starting = false;
  #seen = false;
  /** @type {Scene | null} what was asked for while the element did not run */
  #wanted = null;
  /** @type {number | null} */
  #wantedIndex = null;
  #wantedPlay = false;
  /** @type {Show | null} */
  #wantedShow = null;
  #keepWindow = false;
  #ratio = 0;
  #autoplayTimer = 0;
  /** The scene without a study, to go back to. @type {Scene | null} */
  #alone = null;
  /** There once the whole engine is. @type {StudyView | null} */
  #study = null;
  /** Whether something has been asked for that the small engine can not do. */
  #needsWhole = false;
  /** What is to be seen first, where the page knows better than the attributes. @type {((engine: Engine) => Opening) | null} */
  #opening = null;
  /** Whether the last start failed. */
  #failed = false;
  /** The last change, as it was told. */
  #told = "";

  constructor() {
    super();
    const root = this.attachShadow({ mode: "open" });
    adopt(root, WIDGETS, ELEMENT);
    this.#tools.append(element("slot", { name: "tools" }));
    this.#stageBox.append(this.#wait, ...Object.values(this.#canvases), this.#legend, this.#tools, this.#notices.root, this.#fault);
    this.#view.append(this.#stageBox);
    this.#frame.append(this.#view, this.#panel, this.#dock.root, this.#live, this.#probe);
    root.append(this.#frame);
    // Set before this script was there.
    if (Object.hasOwn(this, "scene")) {
      const early = /** @type {Scene} */ (this.scene);
      delete (/** @type {{scene?: Scene}} */ (this).scene);
      this.scene = early;
    }
  }

  // ---- What authors use -------------------------------------------------------------------------------------------

  /** The whole scene as plain data. Setting it fills what is missing with defaults; a bad one is refused by a sentence. */
  get scene() {
    return { ...((this.running ? null : this.#wanted) ?? this.#player?.scene ?? {}) };
  }

  set scene(scene) {
    const refusal = this.#ask(scene);
    if (refusal) this.#complain([refusal.message]);
  }

  /** Starts playing; at the end, from the beginning. */
  play() {
    this.#userActs();
    if (this.running) this.player.play();
    else this.#wantedPlay = true;
  }

  pause() {
    this.#userActs();
    this.#wantedPlay = false;
    this.#player?.pause();
  }

  step() {
    this.#userActs();
    this.#player?.step();
  }

  reset() {
    this.seek(0);
  }

  /** Goes to state k of the run and stays there. @param {number} k */
  seek(k) {
    this.#userActs();
    if (this.running) this.player.seek(k);
    else this.#wantedIndex = k;
  }

  // ---- What the lab builds on -------------------------------------------------------------------------------------

  /**
   * Has the page say what is to be seen first, in place of the attributes. It is asked at every start until there has been
   * a picture, so that a start that failed loses nothing.
   * @param {(engine: Engine) => Opening} opening
   * @param {boolean} whole  whether it is known already that the small engine will not do
   */
  openWith(opening, whole) {
    this.#opening = opening;
    this.#needsWhole ||= whole;
  }

  /** Whether there is a simulation: not before `ready`, nor while disconnected or broken. */
  get running() { return this.#stage !== null; }
  /** @returns {Engine} once ready */
  get engine() { return /** @type {Engine} */ (this.#engine); }
  /** @returns {Player} once ready, and from then on the same one */
  get player() { return /** @type {Player} */ (this.#player); }
  /** @returns {Stage} while running */
  get stage() { return /** @type {Stage} */ (this.#stage); }
  /** @returns {Inspector} while running */
  get inspector() { return /** @type {Inspector} */ (this.#inspector); }
  /** The study below the picture; out of sight where there is none. @returns {StudyView | null} */
  get study() { return this.#study; }
  /** What is drawn. @returns {Show} */
  get show() { return this.#stage?.show ?? this.#wantedShow ?? defaultShow(); }

  /**
   * Changes some parameters and shows the result at once. Where new data leave no room for an old target, start, view
   * or study, these return to their defaults. Another study brings its own scene. While the element does not run, it
   * is kept for when it does.
   * @param {Scene} patch
   * @param {{keepWindow?: boolean}} [options]  do not choose a new window of the plane, as while drawing
   * @returns {SceneError | null}  the refusal; nothing has changed then
   */
  update(patch, { keepWindow = false } = {}) {
    this.#userActs();
    const before = this.scene;
    // What another study begins with only the whole engine knows.
    if (this.running && this.#outgrows(patch)) {
      this.#changeEngine().then(() => {
        const refusal = this.update(patch);
        if (refusal) this.#complain([refusal.message]);
      });
      return null;
    }
    this.#keepWindow = keepWindow;
    const scene = { ...this.#sceneFor(patch.study, before), ...patch };
    let refusal = this.#ask(scene);
    if (refusal && "data" in patch) {
      for (const name of YIELDING) if (!(name in patch)) delete scene[name];
      if (this.#ask(scene) === null) refusal = null;
      else if (before.study !== NO_STUDY && !("study" in patch)) {
        scene.study = NO_STUDY;
        if (this.#ask(scene) === null) {
          refusal = null;
          this.notify(["The study was left: it is not made for data of so many coordinates."]);
        }
      }
    }
    this.#keepWindow = false;
    return refusal;
  }

  /** What a patch is laid over: the scene itself, or where the study is another one, that study's. @param {string | number | undefined} study @param {Scene} scene @returns {Scene} */
  #sceneFor(study, scene) {
    const before = scene.study ?? NO_STUDY;
    if (study === undefined || study === before || !this.running || !isWhole(this.engine)) return scene;
    if (study === NO_STUDY) return this.#alone ?? {};
    if (before === NO_STUDY) this.#alone = scene;
    return sceneOfStudy(this.engine, scene, this.player.simulation?.dim ?? 2, String(study));
  }

  /** @param {Show} show */
  setShow(show) {
    if (!this.#stage || !this.#player) {
      this.#wantedShow = show;
      return;
    }
    if (show.layers.cells && !isWhole(this.engine)) {
      this.#stage.show = show;
      this.#changeEngine();
      return;
    }
    this.#stage.show = show;
    this.#writeLegend();
    this.#setPaths();
    this.#player.wake();
    this.#tellChange();
  }

  /** Puts another tool in the reader's hand than the inspector; null gives that back. @param {Tool | null} tool */
  set tool(tool) {
    this.#tool = tool;
    this.#inspector?.hide();
    this.#stageBox.toggleAttribute("data-draws", tool?.drawsByTouch === true);
    if (this.#stage) this.#stage.pointing.pen = null;
    this.#player?.wake();
  }

  get tool() { return this.#tool; }

  /** Whether the scene's denoiser is all that it will be: a network takes its time. */
  get learnt() { return this.running && this.#dock.settled; }

  /** The network is trained: what was computed with less of it is computed again. */
  learned() {
    const info = studyOf(this.engine, this.player.scene);
    if (info) this.#study?.setScene(info);
  }

  /** Something trapped: a sentence and a way on in place of the picture. @param {unknown} error */
  fail(error) {
    this.#fail(error);
  }

  /** Shows sentences over the picture until the reader closes them. @param {string[]} sentences */
  notify(sentences) {
    this.#notices.add(sentences);
  }

  // ---- Life on the page -------------------------------------------------------------------------------------------

  connectedCallback() {
    this.#connected = new AbortController();
    const { signal } = this.#connected;
    const seen = new IntersectionObserver((entries) => {
      this.#seen = entries[entries.length - 1].isIntersecting;
      this.#activate();
      if (this.#seen && this.#fault.hidden) this.#start();
    });
    seen.observe(this);
    const sized = new ResizeObserver((entries) => this.#resize(entries[entries.length - 1]));
    try {
      sized.observe(this.#stageBox, { box: "device-pixel-content-box" });
    } catch {
      sized.observe(this.#stageBox);
    }
    const equipped = new ResizeObserver(() => this.#toolsResized());
    equipped.observe(this.#tools);
    // Attributes are observed this way, and not by a list, because the list of parameters is the engine's to know.
    const attributes = new MutationObserver((records) => {
      this.#attributesChanged([...new Set(records.map((record) => record.attributeName ?? ""))]);
    });
    attributes.observe(this, { attributes: true });
    signal.addEventListener("abort", () => {
      seen.disconnect();
      sized.disconnect();
      equipped.disconnect();
      attributes.disconnect();
    });
    document.addEventListener("visibilitychange", () => this.#activate(), { signal });
    this.#probe.addEventListener("transitionend", () => this.#recolour(), { signal });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.#recolour(), { signal });
    this.#stageBox.addEventListener("keydown", (event) => this.#key(event), { signal });
    watchPixelRatio(() => this.#measure(), signal);
    listen(this.#stageBox, () => (this.running ? this.#tool ?? this.#inspectorTool() : {}), signal);
    this.#activate();
  }

  disconnectedCallback() {
    this.#connected?.abort();
    this.#connected = null;
    this.#seen = false;
    clearTimeout(this.#autoplayTimer);
    this.#player?.setActive(false);
    this.#study?.setActive(false);
    // Moving an element disconnects and connects it in one go: only one that stays away lets go of its memory.
    queueMicrotask(() => { if (!this.isConnected) this.#release(); });
  }

  #activate() {
    const active = this.#seen && this.isConnected && document.visibilityState === "visible";
    this.#player?.setActive(active);
    this.#study?.setActive(active && this.running);
    this.#dock.setActive(active && this.running);
  }

  async #start() {
    if (this.#starting || this.running) return;
    this.#starting = true;
    try {
      // The small engine may find that it is not enough.
      while (!this.running) {
        const engine = await (this.#asksForWhole() ? startEngine() : startSmallEngine());
        if (!this.isConnected) return;
        // More may have been asked for meanwhile.
        if (isWhole(engine) || !this.#asksForWhole()) this.#build(engine);
      }
    } catch (error) {
      this.#fail(error, true);
    } finally {
      this.#starting = false;
    }
  }

  /** Whether what is wanted, as far as that can be seen without an engine, is more than a scene in the plane. */
  #asksForWhole() {
    const study = this.#wanted?.study ?? this.getAttribute("study") ?? NO_STUDY;
    const cells = this.#wantedShow ? this.#wantedShow.layers.cells : /\bcells\b/.test(this.getAttribute("show") ?? "");
    const denoiser = this.#wanted?.denoiser ?? this.getAttribute("denoiser") ?? "exact";
    return this.#needsWhole || study !== NO_STUDY || denoiser !== "exact" || cells || this.getAttribute("controls") === "full"
      || looksLikeMore(String(this.#wanted?.data ?? this.getAttribute("data") ?? ""));
  }

  /** Goes on with the whole engine, at the same moment of the same run. */
  #changeEngine() {
    this.#needsWhole = true;
    this.#wantedPlay ||= this.#player?.playing === true;
    this.#release();
    return this.#start();
  }

  /** @param {Views} views */
  #equip({ PANELS, STUDY, StudyView }) {
    if (this.#study) return;
    adopt(/** @type {ShadowRoot} */ (this.shadowRoot), PANELS, STUDY);
    this.#study = new StudyView({
      bench: this,
      colours: () => this.stage.colours,
      say: (sentences) => { this.#live.textContent = sentences; },
      fail: (error) => this.#fail(error),
    });
    this.#view.append(this.#study.root);
  }

  /** @param {Engine} engine */
  #build(engine) {
    this.#engine = engine;
    if (engine.views) this.#equip(engine.views);
    const player = this.#player ?? this.#newPlayer(engine);
    player.engine = engine;
    const shown = player.steps > 0;
    const read = this.#opening?.(engine) ?? readAttributes(this, engine);
    const show = this.#wantedShow ?? read.show;
    if ((show.layers.cells || read.beyond) && !isWhole(engine)) {
      this.#wantedShow = show;
      this.#needsWhole = true;
      return;
    }
    const stage = new Stage(engine, this.#canvases, show);
    this.#stage = stage;
    this.#inspector = new Inspector(stage, player, this.#panel);
    this.#wait.remove();
    this.#failed = false;
    this.#setFault(false);
    stage.setColours(readColours(this.#probe));
    player.onFrame = () => this.#paint();

    // What is asked for, else what was shown before, else what the attributes say.
    const index = this.#wantedIndex ?? (shown ? null : read.index);
    const choices = [...(this.#wanted ? [this.#wanted] : []), ...(shown ? [player.scene] : []), read.scene];
    /** @type {SceneError | null} */
    let refusal = null;
    for (const scene of choices) {
      const refused = this.#tryScene(scene, index);
      if (!this.running) return;
      refusal ??= refused;
      if (!refused) break;
    }
    const sentences = [...(shown ? [] : read.sentences), ...(refusal ? [refusal.message] : [])];
    const still = shown || index !== null;
    this.#wanted = this.#wantedIndex = this.#wantedShow = null;
    this.#buildControls();
    // Now that the controls have taken their room: the first picture is painted once, at the size at which it stays.
    this.#measure();
    this.#activate();
    if (sentences.length > 0) this.#complain(sentences);
    if (read.names) this.#watchSpelling(this.getAttributeNames(), read.names);
    this.dispatchEvent(new CustomEvent("ready"));
    if (this.#wantedPlay) player.play();
    else if (isOn(this.getAttribute("autoplay")) && !still && !matchMedia("(prefers-reduced-motion: reduce)").matches) {
      // Unless the reader has done something meanwhile: then it is theirs.
      const { index: shownAt, scene: shownScene } = player;
      this.#autoplayTimer = window.setTimeout(() => {
        if (player.index === shownAt && player.scene === shownScene) player.play();
      }, STILL);
    }
    this.#wantedPlay = false;
  }

  /** @param {Engine} engine */
  #newPlayer(engine) {
    const player = new Player(engine);
    this.#player = player;
    player.addEventListener("scene", () => this.#sceneChanged());
    player.addEventListener("state", () => this.#stateChanged());
    player.addEventListener("launch", () => this.#dock.update());
    player.addEventListener("done", () => this.dispatchEvent(new CustomEvent("done", { detail: { scene: this.scene } })));
    player.addEventListener("failed", (event) => this.#fail(/** @type {CustomEvent} */ (event).detail));
    return player;
  }

  #buildControls() {
    this.#dock.build(this.getAttribute("controls") ?? "compact", studyOf(this.engine, this.player.scene));
  }

  /** The study of the scene, or none: its charts below the picture, or in place of it. */
  #showStudy() {
    const info = studyOf(this.engine, this.player.scene);
    const alone = info !== null && !info.hasStage;
    this.#frame.toggleAttribute("data-study", info !== null);
    this.#stageBox.hidden = alone;
    this.#placeNotices(alone);
    if (alone) this.#inspector?.hide();
    this.#study?.setScene(info);
  }

  /** Where there is no picture to stand over, notices stand above the study. @param {boolean} inLine */
  #placeNotices(inLine) {
    const { root } = this.#notices;
    root.classList.toggle("in-line", inLine);
    if (inLine) this.#view.prepend(root);
    else this.#fault.before(root);
  }

  #release() {
    if (!this.#stage) return;
    this.#wantedShow = this.#stage.show;
    this.#study?.release();
    this.#player?.release();
    this.#stage.release();
    this.#stage = null;
    this.#inspector = null;
    this.#panel.hidden = true;
  }

  // ---- Scenes and attributes --------------------------------------------------------------------------------------

  /** Shows a scene if the element runs, else keeps it for then. @param {Scene} scene @returns {SceneError | null} */
  #ask(scene) {
    if (!this.running || this.#outgrows(scene)) {
      this.#wanted = { ...scene };
      if (this.running) this.#changeEngine();
      return null;
    }
    try {
      return this.#tryScene(scene);
    } catch (error) {
      this.#fail(error);
      return null;
    }
  }

  /** Whether a scene is known to be too much for the engine that runs: what studies are is not known to the small one. @param {Scene} scene */
  #outgrows(scene) {
    return !isWhole(this.engine) && (scene.study ?? NO_STUDY) !== NO_STUDY;
  }

  /** @param {Scene} scene @param {number | null} [index] @returns {SceneError | null} */
  #tryScene(scene, index = null) {
    try {
      const before = this.player.scene.study;
      // A network is trained in pieces, not before the first picture.
      if (scene.denoiser === "network" && isWhole(this.engine)) this.engine.learn(scene, 0);
      this.player.setScene(scene, index === null ? {} : { index });
      // A study opens where there is something to see, unless a moment was asked for.
      const study = studyOf(this.engine, this.player.scene);
      if (study && index === null && study.name !== before) this.player.seek(Math.round(study.opening * this.player.steps));
      return null;
    } catch (error) {
      if (error instanceof Error && error.name === "SceneError") return /** @type {SceneError} */ (error);
      if (!needsWholeEngine(error)) throw error;
      this.#wanted = { ...scene };
      if (index !== null) this.#wantedIndex = index;
      this.#changeEngine();
      return null;
    }
  }

  /** @param {string[]} names */
  #attributesChanged(names) {
    if (names.includes("theme")) this.#recolour();
    if (!this.#player) return;
    if (this.running && !isWhole(this.engine) && this.#asksForWhole()) {
      this.#changeEngine().then(() => this.#attributesChanged(names));
      return;
    }
    if (names.includes("controls") && this.running) this.#buildControls();
    // Another study brings other defaults for what is not written.
    const { scene, show, names: parameters, known, sentences, beyond } = readAttributes(this, this.engine, names.includes("study") ? undefined : names);
    if (beyond) {
      this.#changeEngine().then(() => this.#attributesChanged(names));
      return;
    }
    this.#watchSpelling(names, parameters);
    if (names.includes("show")) this.setShow(show);
    if (known.length > 0) {
      const patch = Object.fromEntries(known.map((name) => [name, scene[name]]));
      const refusal = this.update(patch);
      if (refusal) sentences.push(refusal.message);
    }
    if (sentences.length > 0) this.#complain(sentences);
  }

  #sceneChanged() {
    const { simulation, scene } = this.player;
    this.#frame.dataset.dynamics = String(scene.dynamics);
    if (simulation && !this.#keepWindow) this.#fit(simulation);
    this.#setPaths();
    this.stage.forgetCaptures();
    this.#writeLegend();
    this.#showStudy();
    this.#buildControls();
    this.#dock.update();
    this.#narrator?.isAnew();
    this.#tellChange();
  }

  /** Only what has changed is told: whoever answers a change by setting what is there already is not told again. */
  #tellChange() {
    const detail = { scene: this.scene, show: this.show };
    const told = JSON.stringify(detail);
    if (told === this.#told) return;
    this.#told = told;
    this.dispatchEvent(new CustomEvent("change", { detail }));
  }

  #setPaths() {
    const paths = pathsOf(this.show, this.stage.line);
    if (this.player.paths !== paths) this.player.setPaths(paths);
  }

  /** What curves and bars of the slice are, where data lie on a line. */
  #writeLegend() {
    const { layers } = this.show;
    const { simulation } = this.player;
    const rows = simulation && isLine(simulation) ? [
      ...(layers.particles ? [["bars", "particles"]] : []),
      ...(layers.pde ? [["curve", "PDE"]] : []),
      ...(layers.closed ? [["dashes", "closed form"]] : []),
    ] : [];
    this.#legend.replaceChildren(...rows.map(([mark, label]) =>
      element("li", {}, element("span", { class: `mark ${mark}`, role: "img", "aria-label": `${mark}:` }), label)));
    this.#legend.hidden = rows.length === 0;
  }

  #stateChanged() {
    this.#dock.tick();
    this.#narrator?.isDue();
  }

  // ---- Painting ---------------------------------------------------------------------------------------------------

  #paint() {
    const { player, stage } = this;
    if (window.devicePixelRatio !== this.#ratio) this.#measure();
    this.#inspector?.update();
    stage.paint(player);
    if (!this.#pictured) {
      // The first picture by itself; all that goes with it comes with the next frame.
      this.#pictured = true;
      again(() => import("./narrator.js")).then(({ Narrator }) => {
        this.#narrator = new Narrator(this.#canvases.over, this.#live, player.index);
        player.wake();
      }, () => {});
      performance.mark("reverse-diffusion:picture");
      player.wake();
      return;
    }
    this.#inspector?.prepare();
    this.#study?.frame();
    this.#dock.tick();
    this.#narrator?.frame(player, stage);
  }

  #recolour() {
    if (!this.#stage) return;
    this.#stage.setColours(readColours(this.#probe));
    this.#study?.recolour();
    this.dispatchEvent(new CustomEvent("recolour"));
    this.#player?.wake();
  }

  /** @param {ResizeObserverEntry} entry */
  #resize(entry) {
    const box = entry.devicePixelContentBoxSize?.[0];
    const { clientWidth, clientHeight } = this.#stageBox;
    const ratio = window.devicePixelRatio;
    // The exact box is at most a rounding away; where it is not (a ratio that is only emulated) it is not believed.
    const exact = box && Math.abs(box.inlineSize - clientWidth * ratio) < 2 && Math.abs(box.blockSize - clientHeight * ratio) < 2;
    if (exact) this.#fitTo(box.inlineSize, box.blockSize);
    else this.#measure();
  }

  #measure() {
    const ratio = window.devicePixelRatio;
    this.#fitTo(Math.round(this.#stageBox.clientWidth * ratio), Math.round(this.#stageBox.clientHeight * ratio));
  }

  /** @param {number} width @param {number} height */
  #fitTo(width, height) {
    this.#frame.style.setProperty("--stage-height", `${this.#stageBox.clientHeight}px`);
    if (!this.#stage) return;
    this.#ratio = window.devicePixelRatio;
    // The observer also tells of a size that was measured already.
    if (!this.#stage.resize(width, height, this.#ratio)) return;
    const simulation = this.#player?.simulation;
    if (simulation) {
      this.#fit(simulation);
      if (this.#stage.painted) this.#paintNow();
    }
  }

  /** Chooses the window for a scene; in a line view below the tools, and with the legend in the slice. @param {Simulation} simulation */
  #fit(simulation) {
    const { stage } = this;
    stage.headroom = Number.isFinite(this.#toolsHeight) ? this.#tools.offsetTop + this.#toolsHeight - 3 : 0;
    stage.fit(simulation);
    const { left, top, width, height } = stage.slice;
    this.#stageBox.setAttribute("aria-roledescription", stage.line ? "time and place" : "plane");
    this.#stageBox.setAttribute("aria-label", `${stage.line ? "Time to the right, forward and back, x upwards." : "Plane."} ${KEYS}`);
    this.#legend.classList.toggle("tight", width < 110 || height < 210);
    const right = this.#stageBox.clientWidth - left - width;
    Object.assign(this.#legend.style, stage.line ? { top: `${top}px`, right: `${right}px`, maxWidth: `${width}px` } : { top: "", right: "", maxWidth: "" });
  }

  /** Tools may come late. */
  #toolsResized() {
    const height = this.#tools.offsetHeight;
    if (height === 0 || height >= this.#toolsHeight) return;
    this.#toolsHeight = height;
    const simulation = this.#player?.simulation;
    if (!this.#stage?.line || !simulation) return;
    this.#fit(simulation);
    this.#player?.wake();
  }

  /** A canvas that was resized is empty: paint before the browser shows it. */
  #paintNow() {
    if (!this.#player || !this.#stage || document.visibilityState !== "visible") return;
    try {
      this.#stage.paint(this.#player);
    } catch (error) {
      this.#fail(error);
    }
    this.#player.wake();
  }

  // ---- The reader's hand ------------------------------------------------------------------------------------------

  /** @returns {import("../pointing/gestures.js").Tool} */
  #inspectorTool() {
    return this.#inspector?.tool ?? {};
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.target !== this.#stageBox || event.ctrlKey || event.metaKey || event.altKey || !this.#player || !this.#inspector) return;
    if (this.#tool?.key?.(event)) {
      event.preventDefault();
      return;
    }
    const done = act(this, event, this.#stageBox);
    if (done) event.preventDefault();
    if (done !== "pointed") return;
    this.#narrator?.wait();
    this.inspector.sentence().then((sentence) => { this.#live.textContent = sentence; }, () => {});
  }

  /** Once the reader has done anything, nothing starts by itself any more. */
  #userActs() {
    clearTimeout(this.#autoplayTimer);
  }

  /** @param {string[]} names  of attributes @param {string[]} parameters */
  #watchSpelling(names, parameters) {
    watchSpelling(this, names, parameters, (sentences) => { if (sentences.length > 0) this.#complain(sentences); });
  }

  // ---- When things go wrong ---------------------------------------------------------------------------------------

  /** @param {string[]} sentences */
  #complain(sentences) {
    this.notify(sentences);
    this.dispatchEvent(new CustomEvent("error", { detail: { message: sentences.join(" ") } }));
  }

  /** Under a fault nothing can be controlled. @param {boolean} fault */
  #setFault(fault) {
    this.#fault.hidden = !fault;
    for (const part of this.#frame.querySelectorAll(".dock, .more")) part.toggleAttribute("inert", fault);
  }

  /** Where the picture would be, a sentence and a way on. @param {unknown} error @param {boolean} [starting] */
  #fail(error, starting = false) {
    const detail = error instanceof Error ? error.message : String(error);
    const message = `The simulation ${starting ? "could not be started" : "stopped unexpectedly"} (${detail}).`;
    const sentence = element("p", {}, starting ? "The simulation could not be started." : message);
    // Why, and what can be done about it, as far as that is known and can still be had.
    again(() => import("./start-errors.js")).then(({ explain }) => explain(error), () => null)
      .then((known) => { sentence.textContent = known ?? message; });
    const button = (/** @type {string} */ name, /** @type {() => void} */ action) => {
      const button = element("button", { type: "button" }, name);
      button.addEventListener("click", action);
      return button;
    };
    const restart = button("Restart", () => {
      this.#fault.hidden = true;
      this.#stageBox.focus({ preventScroll: true });
      this.#start();
    });
    // A browser may remember a script that it could not have until the page is loaded again.
    const remembered = this.#failed || error instanceof TypeError || error instanceof SyntaxError;
    const reload = starting && remembered ? [button("Reload the page", () => location.reload())] : [];
    this.#failed = starting;
    this.#fault.replaceChildren(sentence, restart, ...reload);
    // The sentence stands where the picture would be.
    this.#stageBox.hidden = false;
    if (this.#study) this.#study.root.hidden = true;
    this.#placeNotices(false);
    this.#setFault(true);
    this.#wait.remove();
    this.#release();
    this.dispatchEvent(new CustomEvent("error", { detail: { message } }));
  }
}

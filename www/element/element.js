// The class behind <reverse-diffusion>; it has no side effects, reverse-diffusion.js registers it.
//
// Attributes: every scene parameter by its name, `show` (layers), `controls` (full, compact, none), `autoplay`,
// `theme` (auto, light, dark; auto takes the page's own color-scheme). Properties: scene, play, pause, step, reset,
// seek. Events: ready, change, done, error (detail.message).

import { adopt, WIDGETS } from "../controls/widget-style.js";
import { act, KEYS } from "./keyboard.js";
import { again } from "../lib/again.js";
import { defaultShow, pathsOf } from "../stage/layers.js";
import { Dock } from "../controls/dock.js";
import { element } from "../lib/dom.js";
import { ELEMENT } from "./element-style.js";
import { Inspector } from "../pointing/inspector.js";
import { listen } from "../pointing/gestures.js";
import { studyOf } from "../scene/study-scene.js";
import { Notices } from "./notices.js";
import { Player } from "../clock/player.js";
import { playSoon } from "./autoplay.js";
import { readAttributes, watchSpelling } from "./attributes.js";
import { readColours } from "../stage/colours.js";
import { Stage } from "../stage/stage.js";
import { isWhole } from "../engine/wasm.js";
import { startEngine, startSmallEngine } from "./engines.js";
import { Wishes } from "./wishes.js";
import { Fault } from "./fault.js";
import { Scenes } from "./scenes.js";
import { Sizing } from "./sizing.js";

/** @typedef {import("../study/study-view.js").StudyView} StudyView */
/** @typedef {import("../engine/types.js").Engine} Engine */
/** @typedef {import("../engine/types.js").Views} Views */
/** @typedef {import("../engine/types.js").Scene} Scene */
/** @typedef {import("../engine/types.js").SceneError} SceneError */
/** @typedef {import("../stage/layers.js").Show} Show */
/** @typedef {import("../pointing/gestures.js").Tool & {key?: (event: KeyboardEvent) => boolean}} Tool */
/** @typedef {import("./wishes.js").Opening} Opening */

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
  #fault = new Fault();
  #wait = element("div", { class: "wait", "aria-hidden": "true" }, "starting…");
  #tools = element("div", { class: "tools", "data-over-stage": true });
  #sizing = new Sizing(this, { frame: this.#frame, box: this.#stageBox, tools: this.#tools });
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
  #wishes = new Wishes();
  #scenes = new Scenes(this, this.#wishes, () => this.#changeEngine());
  #keepWindow = false;
  #autoplayTimer = 0;
  /** There once the whole engine is. @type {StudyView | null} */
  #study = null;
  /** The last change, as it was told. */
  #told = "";

  constructor() {
    super();
    const root = this.attachShadow({ mode: "open" });
    adopt(root, WIDGETS, ELEMENT);
    this.#tools.append(element("slot", { name: "tools" }));
    this.#stageBox.append(this.#wait, ...Object.values(this.#canvases), this.#tools, this.#notices.root, this.#fault.root);
    this.#view.append(this.#stageBox);
    // A page may say there what came out, in a line of its own.
    this.#frame.append(this.#view, element("slot", { name: "answer" }), this.#panel, this.#dock.root, this.#live, this.#probe);
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
    return { ...((this.running ? null : this.#wishes.scene) ?? this.#player?.scene ?? {}) };
  }

  set scene(scene) {
    const refusal = this.#scenes.ask(scene);
    if (refusal) this.#complain([refusal.message]);
  }

  /** Starts playing; at the end, from the beginning. */
  play() {
    this.#userActs();
    if (this.running) this.player.play();
    else this.#wishes.play = true;
  }

  pause() {
    this.#userActs();
    this.#wishes.play = false;
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
    else this.#wishes.index = k;
  }

  // ---- What the lab builds on -------------------------------------------------------------------------------------

  /**
   * Has the page say what is to be seen first, in place of the attributes. It is asked at every start until there has been
   * a picture, so that a start that failed loses nothing.
   * @param {(engine: Engine) => Opening} opening
   * @param {boolean} whole  whether it is known already that the small engine will not do
   */
  openWith(opening, whole) {
    this.#wishes.opening = opening;
    this.#wishes.whole ||= whole;
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
  get show() { return this.#stage?.show ?? this.#wishes.show ?? defaultShow(); }

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
    // What another study begins with only the whole engine knows.
    if (this.running && this.#scenes.outgrows(patch)) {
      this.#changeEngine().then(() => {
        const refusal = this.update(patch);
        if (refusal) this.#complain([refusal.message]);
      });
      return null;
    }
    this.#keepWindow = keepWindow;
    const refusal = this.#scenes.change(patch);
    this.#keepWindow = false;
    return refusal;
  }

  /** @param {Show} show */
  setShow(show) {
    if (!this.#stage || !this.#player) {
      this.#wishes.show = show;
      return;
    }
    if (show.layers.cells && !isWhole(this.engine)) {
      this.#stage.show = show;
      this.#changeEngine();
      return;
    }
    this.#stage.show = show;
    this.#sizing.legend?.write(this.player.simulation, this.show);
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
      if (this.#seen && this.#fault.root.hidden) this.#start();
    });
    seen.observe(this);
    this.#sizing.watch(signal);
    // Attributes are observed this way, and not by a list, because the list of parameters is the engine's to know.
    const attributes = new MutationObserver((records) => {
      this.#attributesChanged([...new Set(records.map((record) => record.attributeName ?? ""))]);
    });
    attributes.observe(this, { attributes: true });
    signal.addEventListener("abort", () => {
      seen.disconnect();
      attributes.disconnect();
    });
    document.addEventListener("visibilitychange", () => this.#activate(), { signal });
    this.#probe.addEventListener("transitionend", () => this.#recolour(), { signal });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.#recolour(), { signal });
    this.#stageBox.addEventListener("keydown", (event) => this.#key(event), { signal });
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
        const engine = await (this.#wishes.askForWhole(this) ? startEngine() : startSmallEngine());
        if (!this.isConnected) return;
        // More may have been asked for meanwhile.
        if (isWhole(engine) || !this.#wishes.askForWhole(this)) this.#build(engine);
      }
    } catch (error) {
      this.#fail(error, true);
    } finally {
      this.#starting = false;
    }
  }

  /** Goes on with the whole engine, at the same moment of the same run. */
  #changeEngine() {
    this.#wishes.whole = true;
    this.#wishes.play ||= this.#player?.playing === true;
    this.#release();
    return this.#start();
  }

  /** @param {Views} views */
  #equip({ Legend, LEGEND, PANELS, STUDY, StudyView }) {
    if (this.#study) return;
    adopt(/** @type {ShadowRoot} */ (this.shadowRoot), PANELS, STUDY, LEGEND);
    this.#sizing.legend = new Legend();
    this.#tools.before(this.#sizing.legend.root);
    this.#study = new StudyView({
      bench: this,
      colours: () => this.stage.colours,
      say: (sentences) => { this.#live.textContent = sentences; },
      leads: (kind) => { this.#frame.dataset.lead = kind; },
      fail: (error) => this.#fail(error),
    });
    this.#view.append(this.#study.root);
    this.#frame.append(this.#study.evidence);
  }

  /** @param {Engine} engine */
  #build(engine) {
    this.#engine = engine;
    if (engine.views) this.#equip(engine.views);
    const player = this.#player ?? this.#newPlayer(engine);
    player.engine = engine;
    const shown = player.steps > 0;
    const read = this.#wishes.opening?.(engine) ?? readAttributes(this, engine);
    const show = this.#wishes.show ?? read.show;
    if ((show.layers.cells || read.beyond) && !isWhole(engine)) {
      this.#wishes.show = show;
      this.#wishes.whole = true;
      return;
    }
    const stage = new Stage(engine, this.#canvases, show);
    this.#stage = stage;
    this.#inspector = new Inspector(stage, player, this.#panel);
    this.#wait.remove();
    this.#fault.clear();
    this.#lock(false);
    stage.setColours(readColours(this.#probe));
    player.onFrame = () => this.#paint();

    // What is asked for, else what was shown before, else what the attributes say.
    const index = this.#wishes.index ?? (shown ? null : read.index);
    const choices = [...(this.#wishes.scene ? [this.#wishes.scene] : []), ...(shown ? [player.scene] : []), read.scene];
    /** @type {SceneError | null} */
    let refusal = null;
    for (const scene of choices) {
      const refused = this.#scenes.show(scene, index);
      if (!this.running) return;
      refusal ??= refused;
      if (!refused) break;
    }
    const sentences = [...(shown ? [] : read.sentences), ...(refusal ? [refusal.message] : [])];
    const still = shown || index !== null;
    this.#wishes.fulfil();
    this.#buildControls();
    // Now that the controls have taken their room: the first picture is painted once, at the size at which it stays.
    this.#sizing.measure();
    this.#activate();
    if (sentences.length > 0) this.#complain(sentences);
    if (read.names) this.#watchSpelling(this.getAttributeNames(), read.names);
    this.dispatchEvent(new CustomEvent("ready"));
    if (this.#wishes.play) player.play();
    else if (!still) this.#autoplayTimer = playSoon(this, player);
    this.#wishes.play = false;
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
    else this.#fault.root.before(root);
  }

  #release() {
    if (!this.#stage) return;
    this.#wishes.show = this.#stage.show;
    this.#study?.release();
    this.#player?.release();
    this.#stage.release();
    this.#stage = null;
    this.#inspector = null;
    this.#panel.hidden = true;
  }

  // ---- Scenes and attributes --------------------------------------------------------------------------------------

  /** @param {string[]} names */
  #attributesChanged(names) {
    if (names.includes("theme")) this.#recolour();
    if (!this.#player) return;
    if (this.running && !isWhole(this.engine) && this.#wishes.askForWhole(this)) {
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
    if (simulation && !this.#keepWindow) this.#sizing.fit(simulation);
    this.#setPaths();
    this.stage.forgetCaptures();
    this.#sizing.legend?.write(this.player.simulation, this.show);
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

  #stateChanged() {
    this.#dock.tick();
    this.#narrator?.isDue();
  }

  // ---- Painting ---------------------------------------------------------------------------------------------------

  #paint() {
    const { player, stage } = this;
    this.#sizing.check();
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
  #lock(fault) {
    for (const part of this.#frame.querySelectorAll(".dock, .more")) part.toggleAttribute("inert", fault);
  }

  /** Where the picture would be, a sentence and a way on. @param {unknown} error @param {boolean} [starting] */
  #fail(error, starting = false) {
    const message = this.#fault.show(error, starting, () => {
      this.#stageBox.focus({ preventScroll: true });
      this.#start();
    });
    // The sentence stands where the picture would be.
    this.#stageBox.hidden = false;
    if (this.#study) this.#study.root.hidden = this.#study.evidence.hidden = true;
    this.#placeNotices(false);
    this.#lock(true);
    this.#wait.remove();
    this.#release();
    this.dispatchEvent(new CustomEvent("error", { detail: { message } }));
  }
}

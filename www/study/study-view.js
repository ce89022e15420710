// A study: its question, what answers it at a glance (its lead), the answer in a sentence, and behind a fold the evidence:
// further charts, numbers, findings. It asks the engine for a study of the scene, lets it work while it is seen, and
// shows what it has so far.

import { counted } from "../lib/numbers.js";
import { element, save } from "../lib/dom.js";
import { write } from "../lib/formula.js";
import { letGo } from "../engine/let-go.js";
import { FrameLoop } from "../clock/frame-loop.js";
import { StudyCharts } from "./study-charts.js";
import { StudyGalleries } from "./study-galleries.js";
import { StudyNumbers, withError } from "./study-numbers.js";

/** @typedef {import("../engine/types.js").Colours} Colours */
/** @typedef {import("../engine/types.js").Study} Study */
/** @typedef {import("../engine/types.js").StudyInfo} StudyInfo */
/** @typedef {import("../engine/types.js").StudyRow} StudyRow */

/**
 * @typedef {object} StudyHost
 * @property {{engine: import("../engine/types.js").Engine, player: import("../clock/player.js").Player}} bench  once the element is ready
 * @property {() => Colours} colours
 * @property {(sentences: string) => void} say  to those who do not see, politely
 * @property {(kind: "stage" | "charts" | "gallery") => void} leads  what answers the question at a glance
 * @property {(error: unknown) => void} fail  something trapped: nothing more is asked of the study
 */

/** Milliseconds of work per frame. */
const BUDGET = 6;
/** Charts are drawn again at once, but take no more than this share of the time while a study works. */
const SHARE = 0.35;
/** Milliseconds between two writings of the numbers. */
const PAUSE = 250;
/** Milliseconds between two spoken findings. */
const SPOKEN = 4000;

export class StudyView {
  #host;
  #title = element("h2", {});
  #question = element("p", { class: "question" });
  #reference = element("cite", {});
  #galleries = new StudyGalleries((sentence) => this.#host.say(sentence));
  #lead = element("div", { class: "lead" }, this.#galleries.pairs.root);
  #conclusion = element("p", { class: "conclusion" });
  #rest = element("div", { class: "rest charts" });
  #charts = new StudyCharts(() => this.#resized(), { lead: this.#lead, rest: this.#rest });
  #numbers = new StudyNumbers();
  #findings = element("ul", { class: "findings" });
  #said = "";
  #download = element("button", { type: "button" }, "Download CSV");
  #status = element("span", { class: "status" });
  #count = element("span", { class: "count" });
  /** The question, what answers it at a glance, and the answer. */
  root = element("section", { class: "study", hidden: true },
    element("header", {}, this.#title, this.#question), this.#lead, this.#conclusion);
  #inside = element("div", { class: "of-study" },
    this.#galleries.root,
    this.#rest,
    element("div", { class: "outcome" },
      element("div", { class: "found" }, this.#findings, element("div", { class: "row" }, this.#download, this.#status)),
      this.#numbers.root));
  /** All else, behind a fold. */
  evidence = element("details", { class: "evidence", hidden: true }, element("summary", {}, "Evidence ", this.#count, " ", this.#reference), this.#inside);

  /** @type {StudyInfo | null} */
  #info = null;
  /** What is shown. @type {Study | null} */
  #study = null;
  #working = false;
  #frames = new FrameLoop(() => this.#tick());
  #drawnVersion = -1;
  #drawnAt = 0;
  /** Milliseconds the last drawing of all charts took. */
  #drawCost = 0;
  #writtenAt = 0;
  #writeTimer = 0;
  #spokenAt = 0;
  #shownKey = "";
  /** @type {(Colours & {sans: string, serif: string}) | null} */
  #look = null;
  #horizon = 0;
  #serial = 0;

  /** @param {StudyHost} host */
  constructor(host) {
    this.#host = host;
    this.root.setAttribute("aria-labelledby", (this.#title.id = "study-title"));
    this.#download.addEventListener("click", () => this.#save());
    // The browser may take canvases away and give them back empty.
    for (const part of [this.root, this.evidence]) part.addEventListener("contextrestored", () => this.recolour(), true);
    // What is folded is not drawn.
    this.evidence.addEventListener("toggle", () => {
      this.#shownKey = "";
      this.recolour();
    });
  }

  /** Whether all is computed and shown. */
  get settled() {
    return this.#study !== null && !this.#working && this.#drawnVersion === this.#study.version && this.#writeTimer === 0;
  }

  /**
   * The scene has changed. What is shown stays until the new study has something to show, which is nearly always now.
   * @param {StudyInfo | null} info  null puts the study away
   */
  setScene(info) {
    const before = this.#info;
    this.#info = info;
    this.root.hidden = this.evidence.hidden = info === null;
    if (!info) {
      this.release();
      if (before) this.#clear();
      return;
    }
    if (before?.name !== info.name) {
      this.#title.textContent = info.title;
      this.#question.textContent = info.question;
      this.#reference.textContent = info.reference;
      this.#findings.replaceChildren();
      this.#conclusion.replaceChildren();
      this.evidence.open = false;
    }
    this.#dare(() => {
      const { player, engine } = this.#host.bench;
      const study = /** @type {Study} */ (new engine.Study(player.scene));
      this.#forget();
      letGo(this.#study);
      this.#study = study;
      this.#serial++;
      this.#working = true;
      this.#drawnVersion = -1;
      this.#drawnAt = -Infinity;
      this.#shownKey = "";
      this.#horizon = Number(player.scene["t-star"]);
      this.#stale(true);
    });
    this.#wake();
  }

  /** Work is only done while active: on screen, in a visible tab. @param {boolean} active */
  setActive(active) {
    this.#frames.setActive(active);
    this.#wake();
  }

  /** Colours or fonts have changed. */
  recolour() {
    this.#look = null;
    this.#drawnVersion = -1;
    this.#drawnAt = -Infinity;
    this.#wake();
  }

  /** The clock may have moved. */
  frame() {
    const study = this.#study;
    if (!study) return;
    this.#dare(() => this.#move(study));
    if (this.#drawnVersion !== study.version) this.#wake();
  }

  /** Lets go of what lives in the engine. */
  release() {
    this.#frames.cancel();
    clearTimeout(this.#writeTimer);
    this.#writeTimer = 0;
    this.#forget();
    letGo(this.#study);
    this.#study = null;
    this.#working = false;
  }

  /** Whether what is shown is of a scene before. @param {boolean} stale */
  #stale(stale) {
    for (const part of [this.root, this.evidence]) part.classList.toggle("stale", stale);
  }

  #forget() {
    this.#charts.forget();
    this.#galleries.forget();
  }

  /** A study that is put away leaves nothing behind it: its canvases alone are megabytes. */
  #clear() {
    this.#charts.clear();
    this.#galleries.clear();
    this.#numbers.clear();
    for (const part of [this.#findings, this.#title, this.#question, this.#reference, this.#status, this.#conclusion, this.#count]) part.replaceChildren();
    this.#said = "";
    this.#look = null;
    this.#drawnVersion = -1;
  }

  #wake() {
    if (this.#study) this.#frames.ask();
  }

  #tick() {
    const study = this.#study;
    if (!study) return;
    this.#dare(() => {
      const deadline = performance.now() + BUDGET;
      const wasWorking = this.#working;
      while (this.#working && performance.now() < deadline) this.#working = study.work();
      // What moves may be known only now.
      if (wasWorking && !this.#working) this.#shownKey = "";
      // A chart that moves has to be told where before it is drawn first.
      if (this.#drawnVersion === -1) this.#tell(study);
      const now = performance.now();
      const due = !this.#working || now - this.#drawnAt > this.#drawCost / SHARE;
      if (this.#charts.stale || (study.version !== this.#drawnVersion && due)) this.#draw(study);
      this.#write(study);
    });
    const behind = this.#study !== null && this.#drawnVersion !== this.#study.version;
    if (this.#working || behind) this.#wake();
  }

  /** @param {Study} study */
  #draw(study) {
    // The section itself is no box: its parts stand in the grid of the view.
    if (this.#info === null || !this.root.parentElement?.clientWidth) {
      this.#drawnVersion = study.version;
      return;
    }
    const began = performance.now();
    const { kind, of } = /** @type {import("../engine/types.js").StudyLead} */ (study.lead());
    this.#host.leads(kind);
    this.#lead.hidden = kind === "stage";
    this.#galleries.draw(study, this.#looks(), kind === "gallery" ? of[0] : undefined);
    // What they show may be known only now.
    if (this.#galleries.shown) this.#shownKey = "";
    const rows = /** @type {StudyRow[]} */ (study.rows());
    this.#charts.draw(study, this.#looks(), keyNumbers(rows), kind === "charts" ? of : []);
    this.#tally(rows.length);
    this.#drawnVersion = study.version;
    this.#move(study);
    this.#stale(false);
    this.#drawnAt = performance.now();
    this.#drawCost = this.#drawnAt - began;
  }

  /** Says how much there is behind the fold. @param {number} rows */
  #tally(rows) {
    const charts = this.#rest.children.length;
    const text = [...(charts > 0 ? [counted(charts, "chart")] : []), ...(rows > 0 ? [counted(rows, "number")] : [])].join(", ");
    if (this.#count.textContent !== text) this.#count.textContent = text;
  }

  /** A canvas that was resized has to be drawn before the browser shows it. */
  #resized() {
    const study = this.#study;
    if (study && this.#drawnVersion !== -1 && this.#charts.stale) this.#dare(() => this.#draw(study));
  }

  /** Tells the study the time; its numbers move with it. @param {Study} study @returns {boolean} whether it had moved */
  #tell(study) {
    const { simulation } = this.#host.bench.player;
    if (!simulation || !this.#info?.hasClock) return false;
    // The particles are where they are at the state's own time; between two states only the cursor glides.
    const key = `${this.#serial} ${simulation.particles} ${simulation.index}`;
    if (key === this.#shownKey) return false;
    this.#shownKey = key;
    study.show(simulation, simulation.time);
    this.#write(study);
    return true;
  }

  /** @param {Study} study */
  #move(study) {
    if (this.#drawnVersion === -1) return;
    if (this.#tell(study)) this.#galleries.move(this.#host.bench.player.simulation?.time ?? 0);
    if (this.#info?.hasClock) this.#charts.move(this.#host.bench.player.time, this.#horizon, this.#looks());
  }

  #looks() {
    if (this.#look) return this.#look;
    const style = getComputedStyle(this.root);
    const font = (/** @type {string} */ name) => style.getPropertyValue(name).trim();
    this.#look = { ...this.#host.colours(), sans: font("--rd-sans") || "sans-serif", serif: font("--rd-serif") || "serif" };
    return this.#look;
  }

  /** Numbers and findings, a few times a second. @param {Study} study */
  #write(study) {
    const due = PAUSE - (performance.now() - this.#writtenAt);
    if (due > 0) {
      this.#writeTimer ||= window.setTimeout(() => {
        this.#writeTimer = 0;
        const study = this.#study;
        if (study) this.#dare(() => this.#write(study));
      }, due);
      return;
    }
    this.#writtenAt = performance.now();
    this.#numbers.show(/** @type {StudyRow[]} */ (study.rows()), this.#working);
    const findings = /** @type {string[]} */ (study.findings());
    // The old sentences stay until there are new ones.
    if (findings.length > 0 || !this.#working) this.#find(findings);
    const { answer } = study;
    if (answer !== "" || !this.#working) write(this.#conclusion, answer);
    const status = this.#working ? "computing…" : "";
    if (this.#status.textContent !== status) this.#status.textContent = status;
  }

  /** @param {string[]} findings */
  #find(findings) {
    const items = [...this.#findings.children];
    findings.forEach((sentence, i) => {
      const item = items[i] ?? this.#findings.appendChild(element("li", {}));
      write(item, sentence);
    });
    for (const item of items.slice(findings.length)) item.remove();
    const now = performance.now();
    if (this.#working || this.#host.bench.player.playing || now - this.#spokenAt < SPOKEN) return;
    this.#spokenAt = now;
    const text = [this.#conclusion.textContent, ...findings].join(" ");
    if (text === this.#said) return;
    this.#said = text;
    this.#host.say(text);
  }

  /** All numbers as a file. */
  #save() {
    const study = this.#study;
    if (!study || !this.#info) return;
    const { name } = this.#info;
    this.#dare(() => {
      save(study.csv(), `reverse-diffusion-${name}.csv`);
    });
  }

  /** Does what may trap; if it does, there is no study afterwards. @param {() => void} action */
  #dare(action) {
    try {
      action();
    } catch (error) {
      this.release();
      this.#host.fail(error);
    }
  }
}

/** The first few measured numbers, in words. @param {StudyRow[]} rows */
function keyNumbers(rows) {
  const known = rows.filter(({ measured }) => measured !== null).slice(0, 3);
  return known.map(({ name, predicted, measured, error }) =>
    `${name}: ${withError(Number(measured), error)} measured${predicted === null ? "" : `, ${withError(predicted, null)} predicted`}.`).join(" ");
}

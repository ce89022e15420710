// Data of one's own beside the presets: written, pasted, opened, dropped. What is refused is said where it was
// entered, and nothing that was there is lost.

import { again } from "../lib/again.js";
import { count, counted, percent, short } from "../lib/numbers.js";
import { element, freshId } from "../lib/dom.js";
import { studyOfImages } from "../scene/study-scene.js";
import { readInPieces } from "./table-reading.js";
import { readText } from "./text-file.js";

/** @typedef {import("../element/element.js").ReverseDiffusionElement} Bench */
/** @typedef {import("../engine/types.js").Preset} Preset */
/** @typedef {import("../engine/types.js").SimulationInfo} SimulationInfo */
/** @typedef {import("../engine/types.js").Table} Table */
/** @typedef {import("../engine/types.js").TableError} TableError */
/** @typedef {import("../engine/types.js").Understood} Understood */
/**
 * @typedef {object} OpenedFile
 * @property {string} name
 * @property {string[]} parts  of its text
 * @property {boolean} standardise
 * @property {string[]} [columns]  that were chosen
 * @property {string} [weight]  "" for none
 * @property {string} [reading]
 * @property {string} [data]  as they were taken
 */

/** More points than this are not written into the text field. */
const MOST_LINES = 2000;
/** And no more numbers than this. */
const MOST_NUMBERS = 12_000;
/** Bytes beyond which a file cannot be 100,000 rows of anything sensible. */
const LARGEST_FILE = 60_000_000;
const OWN = "your own points";

export class DataPanel {
  root = element("div", { class: "data" });
  #bench;
  /** @type {Preset[]} */
  #presets;
  #menu = element("select", { id: freshId("data") });
  #about = element("div", { class: "about" });
  #refusal = refusalLine();
  #text = element("textarea", { rows: "7", spellcheck: "false", autocapitalize: "off", autocomplete: "off", placeholder: "0.5, 1.2\n-1, 0.3 @ 2" });
  #textRefusal = refusalLine();
  #textNote = element("div", { class: "note", role: "status" });
  /** What the text field gave to the scene. */
  #typedData = "";
  #textStandardise = element("input", { type: "checkbox" });
  #textDetails;
  #edited = false;
  #written = "";
  #file = element("input", { type: "file", accept: ".csv,.tsv,.txt,text/csv,text/plain", class: "out-of-sight", tabindex: "-1", "aria-label": "CSV file" });
  #images = element("input", { type: "file", accept: "image/png,image/*", multiple: true, class: "out-of-sight", tabindex: "-1", "aria-label": "Image files" });
  #fileRefusal = refusalLine();
  #fileNote = element("p", { class: "note", role: "status" });
  #fileBox = element("div", { class: "file", hidden: true });
  #fileState = element("span");
  /** The file that the box is about. @type {OpenedFile | null} */
  #opened = null;
  /** Counts what is being read: the last one is what is wanted. */
  #turn = 0;

  /** @param {Bench} bench */
  constructor(bench) {
    this.#bench = bench;
    this.#presets = /** @type {Preset[]} */ (bench.engine.presets());
    this.#menu.append(...this.#presets.map(({ name, title }) => element("option", { value: name }, title)), element("option", { value: "", hidden: true }, OWN));
    this.#menu.addEventListener("change", () => this.#choose());

    const apply = element("button", { type: "button" }, "Apply");
    apply.addEventListener("click", () => this.#applyText());
    this.#text.addEventListener("input", () => { this.#edited = this.#text.value !== this.#written; });
    this.#text.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) this.#applyText();
    });
    const textId = freshId("points");
    this.#text.id = textId;
    this.#textRefusal.id = freshId("points-refusal");
    this.#text.setAttribute("aria-describedby", this.#textRefusal.id);
    this.#textDetails = element("details", { class: "write" }, element("summary", {}, "Write or paste points"),
      element("label", { for: textId, class: "help" }, "One point a line: x, y — or x alone; a weight after @ or as a third number."),
      this.#text, this.#textRefusal, this.#textNote,
      element("div", { class: "row" }, apply, element("label", { class: "switch" }, this.#textStandardise, "Standardise")));

    const open = element("button", { type: "button" }, "Open a CSV file");
    open.addEventListener("click", () => this.#file.click());
    this.#file.addEventListener("change", () => {
      const file = this.#file.files?.[0];
      if (file) this.open(file);
      this.#file.value = "";
    });
    const images = element("button", { type: "button" }, "Open images");
    images.addEventListener("click", () => this.#images.click());
    this.#images.addEventListener("change", () => {
      this.openAll([...(this.#images.files ?? [])]);
      this.#images.value = "";
    });

    this.root.append(
      element("div", { class: "field" }, element("div", { class: "head" }, element("label", { class: "label", for: this.#menu.id }, "Data set ", element("i", { class: "symbol" }, "ρ₀"))), this.#menu, this.#refusal),
      this.#about,
      element("div", { class: "row open" }, open, images, element("span", { class: "help" }, "or drop them anywhere"), this.#file, this.#images),
      this.#fileRefusal,
      this.#fileNote,
      this.#fileBox,
      this.#textDetails,
    );
    this.update();
  }

  /** A preset; one of images comes with the study that shows them. */
  #choose() {
    const { value } = this.#menu;
    const { engine, player } = this.#bench;
    const dim = this.#presets.find(({ name }) => name === value)?.dim ?? 2;
    const study = dim > 2 ? studyOfImages(engine, dim) : null;
    const fits = study === null || study.name === player.scene.study;
    this.#refuse(this.#refusal, this.#bench.update(fits ? { data: value } : { study: study.name, data: value }));
  }

  /** Shows the data of the scene as it is now. */
  update() {
    const { simulation, scene } = this.#bench.player;
    if (!simulation) return;
    const preset = this.#presets.find(({ name }) => name === scene.data);
    this.#menu.value = preset ? preset.name : "";
    this.#refusal.textContent = "";
    const info = /** @type {SimulationInfo} */ (simulation.info());
    this.#describe(info, preset);
    if (!this.#edited) this.#fill();
    else if (scene.data !== this.#typedData) this.#textNote.replaceChildren();
    this.#sayWhetherInUse();
  }

  /** Reads dropped or chosen files: images, or one table. @param {File[]} files */
  async openAll(files) {
    if (files.length === 0) return;
    if (files.some(({ type }) => type.startsWith("image/"))) return this.#openImages(files);
    await this.open(files[0]);
    if (files.length > 1) this.#fileNote.textContent = `Of ${counted(files.length, "file")} ${files[0].name} was opened: one file is one table. Drop the others one by one.`;
  }

  /** @param {File[]} files */
  async #openImages(files) {
    this.#beginFile();
    this.#turn++;
    try {
      const { readImages } = await again(() => import("./image-files.js"));
      const images = await readImages(files);
      const study = studyOfImages(this.#bench.engine, images.side * images.side);
      const refusal = this.#bench.update({ data: images.data, samples: 0, ...(study ? { study: study.name } : {}) });
      if (refusal) throw refusal;
      const name = images.count === 1 ? files[0].name : counted(images.count, "image");
      this.#opened = null;
      this.#fileBox.replaceChildren(
        element("p", { class: "name" }, `${name}: ${images.side} × ${images.side} pixels`),
        element("p", { class: "note" }, "Grey is the luminance; black is the coordinate −1, white nearly 1."));
      this.#fileBox.hidden = false;
    } catch (error) {
      this.#say(this.#fileRefusal, sentence(error));
    }
  }

  /** What was said of the last file, or of what was written, is not of this one. */
  #beginFile() {
    this.#fileRefusal.textContent = "";
    this.#fileNote.textContent = "";
    this.#textNote.replaceChildren();
  }

  /** Reads a dropped or chosen file. @param {File} file */
  async open(file) {
    const { name } = file;
    this.#beginFile();
    const turn = ++this.#turn;
    if (file.size > LARGEST_FILE) {
      this.#say(this.#fileRefusal, `${name} has ${count(file.size / 1e6)} MB; expected at most ${LARGEST_FILE / 1e6} MB and 100,000 rows.`);
      return;
    }
    let parts;
    try {
      parts = await readText(file);
    } catch {
      this.#say(this.#fileRefusal, `${name} could not be read.`);
      return;
    }
    if (turn === this.#turn) await this.#applyFile({ name, parts, standardise: true }, true);
  }

  /**
   * Takes a file's points; until that is done, and if it is refused, the box is about the one before.
   * @param {OpenedFile} opened
   * @param {boolean} [fresh]  nothing was chosen yet
   */
  async #applyFile(opened, fresh = false) {
    this.#beginFile();
    const { name, parts, columns, weight, reading } = opened;
    /** @type {Table | null} */
    let table;
    try {
      table = await this.#read(this.#fileNote, name, parts, { standardise: opened.standardise, columns, weight, reading });
      if (table && fresh && table.dim > 2) {
        // Images, and whatever else has so many coordinates, have one unit.
        opened.standardise = false;
        table = await this.#read(this.#fileNote, name, parts, { standardise: false });
      }
    } catch (error) {
      const { understood } = /** @type {TableError} */ (error);
      this.#fileNote.textContent = "";
      this.#say(this.#fileRefusal, `${name}: ${sentence(error)}`);
      // Another column may be the way out.
      if (understood && (understood.columns.length > 2 || understood.readings.length > 1)) this.#offer(opened, understood, null);
      return;
    }
    if (!table) return;
    this.#fileNote.textContent = "";
    const study = table.dim > 2 ? studyOfImages(this.#bench.engine, table.dim) : null;
    const refusal = this.#bench.update({ data: table.data, ...(study ? { study: study.name, samples: 0 } : {}) });
    if (refusal) this.#say(this.#fileRefusal, `${name}: ${refusal.message}`);
    else opened.data = table.data;
    if (!refusal || table.columns.length > 2) this.#offer(opened, table, refusal ? null : table);
  }

  /**
   * Reads a table, says how far it is, and gives up when another is wanted.
   * @param {HTMLElement} line
   * @param {string} name
   * @param {string[]} parts
   * @param {import("./table-reading.js").TableOptions} options
   */
  #read(line, name, parts, options) {
    const turn = ++this.#turn;
    return readInPieces(this.#bench.engine, parts, options, (share) => {
      if (share < 1) line.textContent = `${name}: ${percent(share)} read.`;
      return turn === this.#turn;
    });
  }

  /** The box about a file: what was taken of it, and what else could be. @param {OpenedFile} opened @param {Understood} understood @param {Table | null} table  null if it was refused */
  #offer(opened, understood, table) {
    const { columns, numeric, chosen, weight, readings } = understood;
    const [x, y] = chosen;
    const again = (/** @type {Partial<OpenedFile>} */ changes) => this.#applyFile({ ...opened, ...changes, data: undefined });
    const picker = (/** @type {string} */ name, /** @type {string} */ label, /** @type {string | null} */ value, /** @type {boolean} */ none) => {
      const select = element("select", { name }, ...(none ? [element("option", { value: "" }, "none")] : []),
        ...columns.map((column) => element("option", { value: column }, column)));
      select.value = value ?? "";
      select.addEventListener("change", choose);
      return element("label", {}, element("span", {}, label), select);
    };
    const choose = () => {
      const value = (/** @type {string} */ name) => /** @type {HTMLSelectElement} */ (this.#fileBox.querySelector(`[name="${name}"]`)).value;
      again({ columns: [value("x"), value("y")].filter(Boolean), weight: value("weight") });
    };
    const checked = (/** @type {string} */ name, /** @type {boolean} */ value, /** @type {string} */ label, /** @type {(on: boolean) => void} */ change) => {
      const input = element("input", { type: "checkbox", name });
      input.checked = value;
      input.addEventListener("change", () => change(input.checked));
      return element("label", { class: "switch" }, input, label);
    };
    const all = chosen.length > 2;
    /** @type {HTMLElement[]} */
    const children = [element("p", { class: "name" }, opened.name, this.#fileState)];
    if (readings.length > 1) children.push(this.#readings(understood, (reading) => again({ reading, columns: undefined, weight: undefined })));
    if (columns.length > 1 && !all) {
      children.push(element("div", { class: "pickers" }, picker("x", "x", x, false), picker("y", "y", y ?? null, true), picker("weight", "Weight", weight, true)));
    }
    if (numeric.length > 2) {
      const side = Math.sqrt(numeric.length);
      const images = Number.isInteger(side) ? `: images of ${side} × ${side} pixels` : "";
      children.push(checked("all", all, `All ${counted(numeric.length, "column")}${images}`, (on) => again(
        on ? { columns: numeric, weight: weight ?? "", standardise: false } : { columns: numeric.slice(0, 2), weight: weight ?? "" })));
    }
    children.push(checked("standardise", opened.standardise, "Standardise", (standardise) => again({ standardise, columns: chosen, weight: weight ?? "" })));
    children.push(...understood.notes.map((note) => element("p", { class: "note" }, note)));
    if (table && table.missing > 0) children.push(leftOut(table));
    if (table?.standardisation) children.push(element("p", { class: "note" }, standardised(table.standardisation)));
    this.#opened = opened;
    this.#rows = table ? `: ${counted(table.rows, "row")}` : ": not taken";
    this.#sayWhetherInUse();
    this.#fileBox.replaceChildren(...children);
    this.#fileBox.hidden = false;
  }

  /** After the file's name. */
  #rows = "";

  /** The box says of its file whether the scene has its points. */
  #sayWhetherInUse() {
    const opened = this.#opened;
    if (!opened) return;
    const inUse = opened.data === undefined || opened.data === this.#bench.player.scene.data;
    const state = inUse ? this.#rows : `${this.#rows}, not in use now. `;
    if (this.#fileState.firstChild?.textContent === state) return;
    this.#fileState.replaceChildren(state);
    if (inUse) return;
    const button = element("button", { type: "button" }, "Use it again");
    button.addEventListener("click", () => this.#applyFile(opened));
    this.#fileState.append(button);
  }

  /** A choice among readings. @param {Understood} understood @param {(key: string) => void} choose */
  #readings({ readings, reading }, choose) {
    const select = element("select", { name: "reading" }, ...readings.map(({ key, label }) => element("option", { value: key }, label)));
    select.value = reading;
    select.addEventListener("change", () => choose(select.value));
    return element("label", { class: "readings" }, element("span", {}, "It can be read in more than one way"), select);
  }

  /** @param {string} [text] @param {string} [reading]  one of several ways */
  async #applyText(text = this.#text.value, reading) {
    this.#textRefusal.textContent = "";
    this.#textNote.replaceChildren();
    const line = element("p");
    this.#textNote.append(line);
    /** @type {Table | null} */
    let table;
    try {
      const options = { standardise: this.#textStandardise.checked, reading };
      table = await this.#read(line, "The text", [text], options);
      // Three bare numbers a line are a point and its weight.
      if (table && !table.header && table.columns.length === 3 && table.weight === null) {
        table = await this.#read(line, "The text", [text], { ...options, weight: table.columns[2] });
      }
    } catch (error) {
      this.#textNote.replaceChildren();
      this.#say(this.#textRefusal, sentence(error));
      return;
    }
    if (!table) return;
    this.#typedData = table.data;
    // From here on the field shows the scene's own points again, unless they are refused, or there is more in it.
    this.#edited = table.missing > 0;
    const refusal = this.#bench.update({ data: table.data });
    if (refusal) this.#edited = true;
    this.#refuse(this.#textRefusal, refusal);
    this.#textNote.replaceChildren();
    if (refusal) return;
    const said = [`${counted(table.rows, "point")} taken.`, ...table.notes, ...(table.standardisation ? [standardised(table.standardisation)] : [])];
    this.#textNote.append(element("p", {}, said.join(" ")));
    if (table.readings.length > 1) this.#textNote.append(this.#readings(table, (key) => this.#applyText(text, key)));
    if (table.missing > 0) this.#textNote.append(leftOut(table, (line) => this.#showLine(line)));
  }

  /** Selects a line of the text. @param {number} line */
  #showLine(line) {
    const lines = this.#text.value.split("\n");
    const from = lines.slice(0, line - 1).reduce((sum, { length }) => sum + length + 1, 0);
    this.#text.focus();
    this.#text.setSelectionRange(from, from + (lines[line - 1]?.length ?? 0));
  }

  #fill() {
    const { simulation } = this.#bench.player;
    if (!simulation) return;
    this.#textRefusal.textContent = "";
    this.#textNote.replaceChildren();
    if (simulation.count > MOST_LINES || simulation.count * simulation.dim > MOST_NUMBERS) {
      this.#text.value = this.#written = "";
      this.#textNote.textContent = `${counted(simulation.count, "point")}${simulation.dim > 2 ? ` of ${simulation.dim} coordinates` : ""} ${simulation.count === 1 ? "is" : "are"} loaded, too much to list here; what you write replaces it.`;
      return;
    }
    const points = simulation.givenPoints();
    const weights = simulation.givenWeights();
    const { dim } = simulation;
    const equal = weights.every((weight) => Math.abs(weight - weights[0]) < 1e-12);
    const number = (/** @type {number} */ x) => String(Number(x.toPrecision(6)));
    const lines = Array.from(weights, (weight, i) =>
      Array.from(points.subarray(i * dim, i * dim + dim), number).join(", ") + (equal ? "" : ` @ ${number(weight)}`));
    this.#text.value = this.#written = lines.join("\n");
  }

  /** @param {SimulationInfo} info @param {Preset | undefined} preset */
  #describe(info, preset) {
    const facts = [`${counted(info.count, "point")} ${info.dim === 1 ? "on a line" : info.dim === 2 ? "in the plane" : `in ${info.dim} dimensions`}.`];
    if (info.given > info.count) facts.push(`${count(info.given)} were given; equal ones are one point with the sum of their weights.`);
    if (info.note) facts.push(info.note);
    if (info.standardisation) facts.push(standardised(info.standardisation));
    const lines = [element("p", {}, facts.join(" "))];
    if (preset) {
      const sources = [info.source && `Source: ${info.source}`, info.licence && `Licence: ${info.licence}`].filter(Boolean);
      if (sources.length > 0) lines.push(element("p", { class: "source" }, sources.map((line) => String(line).replace(/\.$/, "")).join(". ") + "."));
    }
    this.#about.replaceChildren(...lines);
  }

  /** @param {HTMLElement} line @param {Error | null} refusal */
  #refuse(line, refusal) {
    if (refusal) this.#say(line, refusal.message);
    else line.textContent = "";
  }

  /** @param {HTMLElement} line @param {string} text */
  #say(line, text) {
    line.textContent = text;
    line.scrollIntoView({ block: "nearest" });
  }
}

function refusalLine() {
  return element("p", { class: "refusal", role: "alert" });
}

/** @param {unknown} error */
function sentence(error) {
  return error instanceof Error ? error.message : String(error);
}

/** @param {{mean: number[], scale: number | number[], columns?: string[]}} standardisation */
function standardised({ mean, scale, columns }) {
  const scales = [...new Set([scale].flat())].map(short).join(", ");
  if (mean.length > 2 && new Set(mean).size === 1 && scales === scales.split(",")[0]) {
    return `From every coordinate ${short(mean[0])} was taken off, and all was divided by ${scales}.`;
  }
  const names = columns && columns.length === mean.length ? ` (${columns.join(", ")})` : "";
  return `Standardised: the mean ${mean.map(short).join(", ")}${names} was taken off and all was divided by ${scales}.`;
}

/** Lines that were left out: how many and which, and on a click what stands in them. @param {Table} table @param {(line: number) => void} [show] */
function leftOut({ missing, leftOut: lines }, show) {
  const numbers = lines.slice(0, 8).map(({ line }) => count(line)).join(", ");
  const more = missing > lines.length ? [element("li", {}, `and ${count(missing - lines.length)} more`)] : [];
  const items = lines.map(({ line, text, because }) => {
    const named = `Line ${count(line)}`;
    const head = show ? element("button", { type: "button" }, named) : element("b", {}, named);
    if (show) head.addEventListener("click", () => show(line));
    return element("li", {}, head, " ", element("code", {}, text), ` ${because}`);
  });
  return element("details", { class: "left-out" },
    element("summary", {}, `${counted(missing, "row")} without a value ${missing === 1 ? "was" : "were"} left out: ${missing === 1 ? "line" : "lines"} ${numbers}${missing > 8 ? ", …" : ""}`),
    element("ul", {}, ...items, ...more));
}

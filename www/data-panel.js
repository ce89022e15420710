// Data of one's own beside the presets: written, pasted, opened, dropped. What is refused is said where it was
// entered, and nothing that was there is lost.

import { count, counted, short } from "./numbers.js";
import { element, freshId } from "./dom.js";
import { studyOfImages } from "./study-scene.js";

/** @typedef {import("./element.js").ReverseDiffusionElement} Bench */
/** @typedef {import("./types.js").Preset} Preset */
/** @typedef {import("./types.js").SimulationInfo} SimulationInfo */
/** @typedef {import("./types.js").Table} Table */
/** @typedef {{name: string, text: string, columns: string[], chosen: string[], weight: string | null}} OpenedFile */

/** More points than this are not written into the text field. */
const MOST_LINES = 2000;
/** And no more numbers than this. */
const MOST_NUMBERS = 12_000;
/** Bytes beyond which a file can not be 100,000 rows of anything sensible. */
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
  #textNote = element("p", { class: "note" });
  #textStandardise = element("input", { type: "checkbox" });
  #textDetails;
  #edited = false;
  #written = "";
  #file = element("input", { type: "file", accept: ".csv,.tsv,.txt,text/csv,text/plain", class: "out-of-sight", tabindex: "-1", "aria-label": "CSV file" });
  #images = element("input", { type: "file", accept: "image/png,image/*", multiple: true, class: "out-of-sight", tabindex: "-1", "aria-label": "Image files" });
  #fileRefusal = refusalLine();
  #fileBox = element("div", { class: "file", hidden: true });
  #fileStandardise = element("input", { type: "checkbox", checked: true });
  /** @type {OpenedFile | null} */
  #opened = null;

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
    this.#fileStandardise.addEventListener("change", () => this.#applyFile());
    const images = element("button", { type: "button" }, "Open images");
    images.addEventListener("click", () => this.#images.click());
    this.#images.addEventListener("change", () => {
      this.openAll([...(this.#images.files ?? [])]);
      this.#images.value = "";
    });

    this.root.append(
      element("div", { class: "field" }, element("div", { class: "head" }, element("label", { class: "label", for: this.#menu.id }, "Data ", element("i", { class: "symbol" }, "ρ₀"))), this.#menu, this.#refusal),
      this.#about,
      element("div", { class: "row open" }, open, images, element("span", { class: "help" }, "or drop them anywhere"), this.#file, this.#images),
      this.#fileRefusal,
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
  }

  /** Reads dropped or chosen files: images, or one table. @param {File[]} files */
  async openAll(files) {
    if (files.length === 0) return;
    if (files.some(({ type }) => type.startsWith("image/"))) await this.#openImages(files);
    else await this.open(files[0]);
  }

  /** @param {File[]} files */
  async #openImages(files) {
    this.#fileRefusal.textContent = "";
    try {
      const { readImages } = await import("./image-files.js");
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

  /** Reads a dropped or chosen file. @param {File} file */
  async open(file) {
    this.#fileRefusal.textContent = "";
    if (file.size > LARGEST_FILE) {
      this.#say(this.#fileRefusal, `${file.name} has ${count(file.size / 1e6)} MB; expected at most ${LARGEST_FILE / 1e6} MB and 100,000 rows.`);
      return;
    }
    let text;
    try {
      text = await file.text();
    } catch {
      this.#say(this.#fileRefusal, `${file.name} could not be read.`);
      return;
    }
    const before = this.#opened;
    this.#opened = { name: file.name, text, columns: [], chosen: [], weight: null };
    this.#fileStandardise.checked = true;
    if (!this.#applyFile() && this.#opened.columns.length === 0) this.#opened = before;
  }

  #applyFile() {
    const opened = this.#opened;
    if (!opened) return false;
    const options = {
      standardise: this.#fileStandardise.checked,
      ...(opened.chosen.length > 0 ? { columns: opened.chosen, weight: opened.weight ?? "" } : {}),
    };
    /** @type {Table} */
    let table;
    try {
      table = /** @type {Table} */ (this.#bench.engine.readTable(opened.text, options));
    } catch (error) {
      this.#say(this.#fileRefusal, `${opened.name}: ${sentence(error)}`);
      if (opened.columns.length === 0) opened.columns = guessedColumns(opened.text);
      if (opened.columns.length > 2) {
        if (opened.chosen.length === 0) opened.chosen = opened.columns.slice(0, 2);
        this.#offerColumns(opened, null);
      }
      return false;
    }
    Object.assign(opened, { columns: table.columns, chosen: table.chosen, weight: table.weight });
    this.#fileRefusal.textContent = "";
    const refusal = this.#bench.update({ data: table.data });
    this.#refuse(this.#fileRefusal, refusal);
    this.#offerColumns(opened, table);
    return refusal === null;
  }

  /** @param {OpenedFile} opened @param {Table | null} table */
  #offerColumns(opened, table) {
    const { columns } = opened;
    const [x, y] = opened.chosen;
    const choose = () => {
      const value = (/** @type {string} */ name) => /** @type {HTMLSelectElement} */ (this.#fileBox.querySelector(`[name="${name}"]`)).value;
      opened.chosen = [value("x"), value("y")].filter(Boolean);
      opened.weight = value("weight") || null;
      this.#applyFile();
    };
    const picker = (/** @type {string} */ name, /** @type {string} */ label, /** @type {string | null} */ chosen, /** @type {boolean} */ none) => {
      const select = element("select", { name }, ...(none ? [element("option", { value: "" }, "none")] : []),
        ...columns.map((column) => element("option", { value: column }, column)));
      select.value = chosen ?? "";
      select.addEventListener("change", choose);
      return element("label", {}, element("span", {}, label), select);
    };
    /** @type {HTMLElement[]} */
    const children = [element("p", { class: "name" }, opened.name, table ? `: ${counted(table.rows, "row")}` : "")];
    if (columns.length > 1) {
      children.push(element("div", { class: "pickers" }, picker("x", "x", x, false), picker("y", "y", y ?? null, true), picker("weight", "Weight", opened.weight, true)));
    }
    children.push(element("label", { class: "switch" }, this.#fileStandardise, "Standardise"));
    if (table?.standardisation) children.push(element("p", { class: "note" }, standardised(table.standardisation)));
    this.#fileBox.replaceChildren(...children);
    this.#fileBox.hidden = false;
  }

  #applyText() {
    this.#textRefusal.textContent = "";
    /** @type {Table} */
    let table;
    try {
      const standardise = this.#textStandardise.checked;
      table = /** @type {Table} */ (this.#bench.engine.readTable(this.#text.value, { standardise }));
      // Three bare numbers a line are a point and its weight.
      if (!table.header && table.columns.length === 3 && table.weight === null) {
        table = /** @type {Table} */ (this.#bench.engine.readTable(this.#text.value, { standardise, weight: table.columns[2] }));
      }
    } catch (error) {
      this.#say(this.#textRefusal, sentence(error));
      return;
    }
    // From here on the field shows the scene's own points again, unless they are refused.
    this.#edited = false;
    const refusal = this.#bench.update({ data: table.data });
    if (refusal) this.#edited = true;
    this.#refuse(this.#textRefusal, refusal);
    if (!refusal) this.#textNote.textContent = `${counted(table.rows, "point")} taken.${table.standardisation ? ` ${standardised(table.standardisation)}` : ""}`;
  }

  #fill() {
    const { simulation } = this.#bench.player;
    if (!simulation) return;
    this.#textRefusal.textContent = "";
    this.#textNote.textContent = "";
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
      const sources = [info.source && `Source: ${info.source}`, info.licence && `Licence: ${info.licence}`, info.citation && `Cite: ${info.citation}`].filter(Boolean);
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

/** The names in a first line that could not be read as a table, so that columns can be chosen all the same. @param {string} text */
function guessedColumns(text) {
  const [line = ""] = text.split(/\r?\n/, 1);
  const separator = [",", ";", "\t"].find((candidate) => line.includes(candidate)) ?? ",";
  return line.split(separator).map((name) => name.trim().replace(/^"|"$/g, "")).filter(Boolean);
}

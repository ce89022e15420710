// Symbols in the article's formulas answer to pointer, keyboard and touch: what they are, their value in the figure in
// view, where they are introduced; and what they stand for lights up there. The typesetter has marked them (data-n) and
// written the list of notation that is shown here, katex/notation.html; without that nothing here begins.

import { element } from "../lib/dom.js";
import { light } from "./symbol-light.js";
import { valueOf } from "./symbol-values.js";

/** @typedef {import("../element/element.js").ReverseDiffusionElement} Bench */

const LIST = "katex/notation.html";
/** Milliseconds a pointer rests on a symbol before that answers, and is away before the answer goes. */
const REST = 140;
const AWAY = 260;
/** Milliseconds between two readings of a value. */
const PAUSE = 200;
/** CSS pixels between a symbol and its answer. */
const GAP = 8;
/** CSS pixels from a finger to a symbol that is meant. */
const FINGER = 26;
/** CSS pixels of a figure that have to be in sight for it to be in view. */
const IN_SIGHT = 120;

/** One answer and one list for the whole page. */
export function startSymbols() {
  if (document.querySelector("[data-n]")) new Symbols();
}

class Symbols {
  #said = element("p", { class: "out-of-sight", role: "status" });
  #answer = element("div", { class: "symbol-answer", popover: "manual", role: "dialog", "aria-label": "Symbol" });
  #value = element("p", { class: "value" });
  /** The symbol that is answered for. @type {HTMLElement | null} */
  #mark = null;
  /** Whether it stays when the pointer leaves. */
  #kept = false;
  /** The formula that had the focus. @type {HTMLElement | null} */
  #formula = null;
  #timer = 0;
  #ticking = 0;
  /** Where the pointer last moved. */
  #at = { x: NaN, y: NaN };
  /** @type {{figure: Element, out: () => void} | null} */
  #lit = null;
  /** @type {Promise<Document> | null} */
  #list = null;
  #dialog = new NotationDialog((entry) => valueIn(figureInView(null), entry.dataset.value));

  constructor() {
    document.body.append(this.#answer, this.#said, this.#dialog.root);
    this.#stops();
    const contents = document.querySelector(".contents");
    const opener = element("button", { type: "button", class: "notation-opener", "aria-haspopup": "dialog", "aria-keyshortcuts": "n" }, "Notation", element("kbd", { "aria-hidden": "true" }, "n"));
    opener.addEventListener("click", () => this.#open());
    contents?.append(opener);

    document.addEventListener("pointerover", (event) => this.#over(event));
    document.addEventListener("pointermove", ({ clientX: x, clientY: y }) => { this.#at = { x, y }; }, { passive: true });
    document.addEventListener("click", (event) => this.#click(event));
    document.addEventListener("keydown", (event) => this.#key(event));
    document.addEventListener("focusin", (event) => this.#focused(event));
    document.addEventListener("focusout", (event) => {
      if (event.target !== this.#formula && !this.#answer.contains(/** @type {Node} */ (event.target))) return;
      const { relatedTarget } = event;
      if (relatedTarget instanceof Node && !this.#answer.contains(relatedTarget) && relatedTarget !== this.#formula) this.#hide();
    });
    addEventListener("scroll", () => this.#place(), { passive: true });
    addEventListener("resize", () => this.#place());
  }

  // ---- One symbol --------------------------------------------------------------------------------------------------

  /** @param {HTMLElement} mark @param {{kept: boolean, spoken?: boolean}} how */
  async #show(mark, { kept, spoken = false }) {
    clearTimeout(this.#timer);
    this.#kept = kept;
    if (mark !== this.#mark) {
      this.#hide();
      this.#kept = kept;
      this.#mark = mark;
      mark.classList.add("shown");
    }
    const list = await this.#read();
    if (this.#mark !== mark) return;
    const entry = list?.getElementById(`symbol-${mark.dataset.n}`) ?? null;
    this.#fill(entry);
    if (!this.#answer.matches(":popover-open")) this.#answer.showPopover();
    this.#tick(entry);
    this.#place();
    clearInterval(this.#ticking);
    this.#ticking = window.setInterval(() => this.#tick(entry), PAUSE);
    if (spoken) this.#said.textContent = spokenText(this.#answer);
  }

  #hide() {
    clearTimeout(this.#timer);
    clearInterval(this.#ticking);
    this.#mark?.classList.remove("shown");
    this.#mark = null;
    this.#kept = false;
    this.#lit?.out();
    this.#lit = null;
    if (this.#answer.matches(":popover-open")) this.#answer.hidePopover();
  }

  /** @param {HTMLElement | null} entry  of the list */
  #fill(entry) {
    if (!entry) {
      this.#answer.replaceChildren(element("p", {}, "The list of notation could not be loaded."));
      return;
    }
    const copy = /** @type {HTMLElement} */ (document.importNode(entry, true));
    const [name, says, paper, where] = ["dt", ".says", ".paper", "a"].map((part) => copy.querySelector(part));
    const all = element("button", { type: "button", class: "plain" }, "All notation");
    all.addEventListener("click", () => this.#open(entry.id));
    const links = element("p", { class: "links" });
    if (where instanceof HTMLAnchorElement) {
      toThisPage(where);
      where.addEventListener("click", () => this.#hide());
      links.append(where);
    }
    links.append(all);
    this.#answer.replaceChildren(
      element("p", { class: "name" }, ...(name?.childNodes ?? [])),
      element("p", {}, ...(says?.childNodes ?? [])),
      this.#value,
      ...(paper ? [element("p", { class: "paper" }, ...paper.childNodes)] : []),
      links,
    );
  }

  /** The value now, and the light in the figure in view. @param {HTMLElement | null} entry */
  #tick(entry) {
    const mark = this.#mark;
    if (!mark || !entry) return;
    const figure = figureInView(mark);
    const text = valueIn(figure, entry.dataset.value) ?? "";
    if (this.#value.textContent !== text) this.#value.textContent = text;
    this.#value.hidden = text === "";
    if (figure === (this.#lit?.figure ?? null)) return;
    this.#lit?.out();
    this.#lit = figure && { figure, out: light(figure, benchesOf(figure), mark.dataset.n ?? "", entry.dataset.lights ?? "") };
  }

  /** Near the symbol, where it does not cover the picture in view; gone with the symbol. */
  #place() {
    const mark = this.#mark;
    if (!mark || !this.#answer.matches(":popover-open")) return;
    const symbol = mark.getBoundingClientRect();
    if (symbol.bottom < 0 || symbol.top > innerHeight) {
      this.#hide();
      return;
    }
    const { offsetWidth: width, offsetHeight: height } = this.#answer;
    const wide = document.documentElement.clientWidth;
    const within = (/** @type {number} */ at, /** @type {number} */ size, /** @type {number} */ whole) => Math.max(4, Math.min(at, whole - size - 4));
    const [x, y] = [within(symbol.left - 16, width, wide), within(symbol.top - 16, height, innerHeight)];
    const column = document.getElementById("story")?.getBoundingClientRect();
    const places = [
      { left: x, top: symbol.top - height - GAP },
      { left: x, top: symbol.bottom + GAP },
      { left: (column?.left ?? 0) - width - GAP, top: y },
      { left: symbol.right + GAP, top: y },
      { left: symbol.left - width - GAP, top: y },
    ].filter(({ left, top }) => left >= 4 && top >= 4 && left + width <= wide - 4 && top + height <= innerHeight - 4);
    const pictures = (figureInView(mark)?.querySelectorAll("reverse-diffusion") ?? []);
    const free = places.find(({ left, top }) => [...pictures].every((picture) => {
      const box = picture.getBoundingClientRect();
      return left >= box.right || left + width <= box.left || top >= box.bottom || top + height <= box.top;
    }));
    const { left, top } = free ?? places[0] ?? { left: x, top: within(symbol.bottom + GAP, height, innerHeight) };
    this.#answer.style.left = `${left}px`;
    this.#answer.style.top = `${top}px`;
  }

  /** The list, fetched when it is first asked for. @returns {Promise<Document | null>} */
  #read() {
    this.#list ??= fetch(LIST).then(async (response) => {
      if (!response.ok) throw new Error(`${LIST}: ${response.status}`);
      return new DOMParser().parseFromString(await response.text(), "text/html");
    });
    return this.#list.catch(() => {
      this.#list = null;
      return null;
    });
  }

  /** @param {string} [id]  of the entry to begin at */
  async #open(id = "") {
    const mark = this.#mark;
    this.#hide();
    const list = await this.#read();
    if (list) this.#dialog.open(list, id || (mark ? `symbol-${mark.dataset.n}` : ""));
  }

  // ---- Pointer -----------------------------------------------------------------------------------------------------

  /** @param {PointerEvent} event */
  #over({ target, pointerType, clientX, clientY }) {
    if (pointerType === "touch" || !(target instanceof Element)) return;
    // A symbol that the page scrolls under a pointer at rest was not pointed at.
    const rests = clientX === this.#at.x && clientY === this.#at.y;
    const mark = rests ? null : /** @type {HTMLElement | null} */ (target.closest("[data-n]"));
    clearTimeout(this.#timer);
    // Going to the answer, or over the symbol again, keeps it.
    if (this.#answer.contains(target) || (mark !== null && mark === this.#mark)) return;
    if (mark && !this.#kept) this.#timer = window.setTimeout(() => this.#show(mark, { kept: false }), this.#mark ? REST / 2 : REST);
    else if (!mark && this.#mark && !this.#kept) this.#timer = window.setTimeout(() => this.#hide(), AWAY);
  }

  /** @param {MouseEvent} event */
  #click({ target, clientX, clientY }) {
    if (!(target instanceof Element) || this.#answer.contains(target)) return;
    const touch = !matchMedia("(hover: hover)").matches;
    const formula = target.closest("a, button, summary, label") ? null : target.closest(".math, .equation");
    const mark = formula && nearest(formula, target, clientX, clientY, touch ? FINGER : 0);
    if (mark && !(mark === this.#mark && this.#kept)) this.#show(mark, { kept: true });
    else if (this.#mark && !target.closest("reverse-diffusion, figcaption")) this.#hide();
  }

  // ---- Keyboard ----------------------------------------------------------------------------------------------------

  /** One formula of each section is a tab stop: the first, later the one that was last visited. */
  #stops() {
    const sections = new Set();
    for (const formula of formulas()) {
      const section = sectionOf(formula);
      formula.tabIndex = sections.has(section) || formula.closest(".note, details") ? -1 : 0;
      if (formula.tabIndex === 0) {
        sections.add(section);
        describe(formula);
      }
    }
  }

  /** @param {FocusEvent} event */
  #focused({ target }) {
    if (!(target instanceof HTMLElement) || !target.matches(".katex[tabindex]")) return;
    this.#formula = target;
    const marks = marksOf(target);
    if (!target.matches(":focus-visible") || marks.includes(/** @type {HTMLElement} */ (this.#mark))) return;
    this.#show(marks[0], { kept: true, spoken: true });
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    const [deepest] = event.composedPath();
    if (event.key === "Escape" && this.#mark) {
      event.preventDefault();
      if (this.#answer.contains(document.activeElement)) this.#formula?.focus();
      this.#hide();
    } else if (event.key === "n" && !document.querySelector("dialog[open]") && deepest instanceof HTMLElement && !deepest.matches("input:not([type=range], [type=checkbox], [type=radio]), textarea, select") && !deepest.isContentEditable) {
      event.preventDefault();
      this.#open();
    } else if (deepest instanceof HTMLElement && deepest.matches(".katex[tabindex]")) this.#move(event, deepest);
  }

  /** From symbol to symbol, also into the next formula of the section. @param {KeyboardEvent} event @param {HTMLElement} formula */
  #move(event, formula) {
    const { key } = event;
    if (key === "Enter" && this.#mark) {
      event.preventDefault();
      /** @type {HTMLElement | null} */ (this.#answer.querySelector("a, button"))?.focus();
      return;
    }
    const step = key === "ArrowRight" ? 1 : key === "ArrowLeft" ? -1 : 0;
    if (step === 0 && key !== "Home" && key !== "End") return;
    event.preventDefault();
    const section = sectionOf(formula);
    const all = formulas().filter((one) => sectionOf(one) === section && one.checkVisibility()).flatMap(marksOf);
    const at = this.#mark && all.includes(this.#mark) ? all.indexOf(this.#mark) : all.indexOf(marksOf(formula)[0]) - step;
    const next = all[key === "Home" ? 0 : key === "End" ? all.length - 1 : Math.max(0, Math.min(all.length - 1, at + step))];
    this.#show(next, { kept: true, spoken: true });
    const holder = /** @type {HTMLElement} */ (next.closest(".katex"));
    if (holder !== formula) {
      formula.tabIndex = -1;
      holder.tabIndex = 0;
      describe(holder);
      holder.focus({ preventScroll: true });
    }
    next.scrollIntoView({ block: "nearest", inline: "nearest" });
  }
}

/** All that is noted, in a dialog. */
class NotationDialog {
  root = element("dialog", { class: "notation", "aria-labelledby": "notation-title" });
  #body = element("div", { class: "entries", tabindex: "0", role: "group", "aria-label": "Symbols" });
  #read;

  /** @param {(entry: HTMLElement) => string | null} read  a symbol’s value now */
  constructor(read) {
    this.#read = read;
    const close = element("button", { type: "button", class: "close", "aria-label": "Close" }, "×");
    close.addEventListener("click", () => this.root.close());
    this.root.addEventListener("click", (event) => {
      const { target } = event;
      if (target === this.root || (target instanceof Element && target.closest("a"))) this.root.close();
    });
    this.root.append(element("div", { class: "head" }, element("h2", { id: "notation-title" }, "Notation"), close), this.#body);
  }

  /** @param {Document} list @param {string} id  of the entry to begin at, or "" */
  open(list, id) {
    this.#body.replaceChildren(...[...list.body.childNodes].map((node) => document.importNode(node, true)));
    for (const link of this.#body.querySelectorAll("a")) toThisPage(link);
    for (const entry of /** @type {NodeListOf<HTMLElement>} */ (this.#body.querySelectorAll("[data-value]"))) {
      const value = this.#read(entry);
      if (value) entry.querySelector(".says")?.after(" ", element("span", { class: "value" }, value));
    }
    this.root.showModal();
    const entry = id ? this.#body.querySelector(`#${id}`) : null;
    entry?.classList.add("here");
    if (entry) entry.scrollIntoView({ block: "center" });
    else this.#body.scrollTop = 0;
  }
}

// ---- The page --------------------------------------------------------------------------------------------------------

/** Formulas with symbols, save those in links and buttons. @returns {HTMLElement[]} */
function formulas() {
  return /** @type {HTMLElement[]} */ ([...document.querySelectorAll(":is(.math, .equation) .katex")])
    .filter((formula) => !formula.closest("a, button, summary, .notation, .symbol-answer") && formula.querySelector("[data-n]"));
}

/** @param {Element} formula @returns {HTMLElement[]} */
function marksOf(formula) {
  return /** @type {HTMLElement[]} */ ([...formula.querySelectorAll("[data-n]")]);
}

/** @param {Element} formula */
function sectionOf(formula) {
  return formula.closest("section, header, main");
}

/** Those who listen are told once they come to it. @param {HTMLElement} formula */
function describe(formula) {
  formula.setAttribute("role", "group");
  formula.setAttribute("aria-roledescription", "formula");
  formula.setAttribute("aria-description", "Left and right arrow: its symbols. Enter: to where one is introduced.");
}

/** The symbol under a pointer, or the one nearest to a finger. @param {Element} formula @param {Element} target @param {number} x @param {number} y @param {number} reach */
function nearest(formula, target, x, y, reach) {
  const hit = /** @type {HTMLElement | null} */ (target.closest("[data-n]"));
  if (hit) return hit;
  let best = null;
  let least = reach;
  for (const mark of marksOf(formula)) {
    const { left, right, top, bottom } = mark.getBoundingClientRect();
    const distance = Math.hypot(Math.max(left - x, 0, x - right), Math.max(top - y, 0, y - bottom));
    if (distance < least) [best, least] = [mark, distance];
  }
  return best;
}

/** The figure that shows most of itself, the one nearest to a symbol where two show as much. @param {Element | null} mark */
function figureInView(mark) {
  const from = mark?.getBoundingClientRect().top ?? innerHeight / 2;
  let best = null;
  let most = -Infinity;
  for (const figure of document.querySelectorAll("figure.scene")) {
    const { top, bottom } = figure.getBoundingClientRect();
    const seen = Math.min(bottom, innerHeight) - Math.max(top, 0);
    if (seen < IN_SIGHT || !benchesOf(figure).some(({ running }) => running)) continue;
    const worth = seen - 0.25 * Math.max(top - from, 0, from - bottom);
    if (worth > most) [best, most] = [figure, worth];
  }
  return best;
}

/** @param {Element} figure */
function benchesOf(figure) {
  return /** @type {Bench[]} */ ([...figure.querySelectorAll("reverse-diffusion")]);
}

/** "In figure 3: t = 0.62." @param {Element | null} figure @param {string | undefined} name */
function valueIn(figure, name) {
  if (!figure || !name) return null;
  const bench = benchesOf(figure).find(({ running }) => running);
  const value = bench && valueOf(name, bench);
  if (!value) return null;
  const label = figure.querySelector(".figure-number")?.textContent?.replace(/\.$/, "").replace(/^F/, "f");
  return `In ${label ?? "the figure"}: ${value}.`;
}

/** A link of the list is written from the site; one to this very page is only an anchor. @param {HTMLAnchorElement} link */
function toThisPage(link) {
  const [page, anchor] = (link.getAttribute("href") ?? "").split("#");
  const here = location.pathname.split("/").at(-1) || "index.html";
  if (page === here) link.setAttribute("href", `#${anchor}`);
}

/** An answer as text, formulas by their MathML alone. @param {HTMLElement} answer */
function spokenText(answer) {
  const copy = /** @type {HTMLElement} */ (answer.cloneNode(true));
  for (const formula of copy.querySelectorAll(".katex")) formula.replaceWith(formula.querySelector("semantics > :first-child")?.textContent ?? "");
  return [...copy.querySelectorAll("p:not(.links, [hidden])")].map((part) => part.textContent?.trim().replace(/([^.])$/, "$1.")).join(" ");
}

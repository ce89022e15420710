// The table of a study: what theory predicts beside what was measured, and whether they agree.

import { fixed, short } from "../lib/numbers.js";
import { element } from "../lib/dom.js";
import { formula } from "../lib/formula.js";

/** @typedef {import("../engine/types.js").StudyRow} StudyRow */

/** A measurement agrees with its prediction within this many standard deviations. */
const ERRORS = 4;

/** @typedef {{root: HTMLTableRowElement, predicted: HTMLElement, measured: HTMLElement, verdict: HTMLElement}} Line */

export class StudyNumbers {
  #body = element("tbody", {});
  root = element("table", { class: "numbers-of" },
    element("caption", {}, "Predicted beside measured"),
    element("thead", {}, element("tr", {},
      element("td", {}), element("th", { scope: "col" }, "predicted"), element("th", { scope: "col" }, "measured"), element("td", {}))),
    this.#body);
  #names = "";
  /** @type {Line[]} */
  #lines = [];

  /** There are no numbers any more. */
  clear() {
    this.show([], false);
  }

  /** @param {StudyRow[]} rows @param {boolean} working  whether what is missing is still on its way */
  show(rows, working) {
    this.root.hidden = rows.length === 0;
    const names = rows.map(({ name, reference }) => `${name} ${reference}`).join("\n");
    if (names !== this.#names) {
      this.#names = names;
      this.#lines = rows.map(line);
      this.#body.replaceChildren(...this.#lines.map(({ root }) => root));
    }
    rows.forEach((row, i) => {
      const { predicted, measured, verdict } = this.#lines[i];
      write(predicted, row.predicted !== null ? figure(row.predicted) : row.bound !== null ? `≤ ${figure(row.bound)}` : "–");
      // What was measured before stays, dimmed, until it is measured again.
      const waiting = row.measured === null && working;
      measured.classList.toggle("old", waiting);
      verdict.classList.toggle("old", waiting);
      if (waiting) {
        if (measured.textContent === "") write(measured, "…");
        return;
      }
      write(measured, row.measured === null ? "–" : withError(row.measured, row.error).replace("± ", "±\u00a0"));
      const agrees = agreement(row);
      write(verdict, agrees === null ? "" : agrees ? "✓" : "≠");
      verdict.classList.toggle("differs", agrees === false);
      const spoken = agrees === null ? "" : agrees ? `agrees${row.bound !== null ? " with the bound" : ` within ${ERRORS} errors`}` : "does not agree";
      if (verdict.title !== spoken) {
        verdict.title = spoken;
        verdict.setAttribute("aria-label", spoken);
      }
    });
  }
}

/** @param {StudyRow} row @returns {Line} */
function line({ name, reference }) {
  const predicted = element("td", {});
  const measured = element("td", {});
  const verdict = element("td", { class: "verdict" });
  const head = element("th", { scope: "row" }, ...formula(name));
  if (reference) head.append(" ", element("cite", {}, reference));
  return { root: element("tr", {}, head, predicted, measured, verdict), predicted, measured, verdict };
}

/** @param {HTMLElement} cell @param {string} text */
function write(cell, text) {
  if (cell.textContent !== text) cell.textContent = text;
}

/**
 * Whether a measurement is where theory says, within its own error; null where neither error nor bound tell.
 * @param {StudyRow} row
 * @returns {boolean | null}
 */
function agreement({ predicted, measured, error, bound }) {
  if (measured === null) return null;
  if (bound !== null) return measured <= bound + ERRORS * (error ?? 0);
  if (predicted === null || error === null || !(error > 0)) return null;
  return Math.abs(measured - predicted) <= ERRORS * error;
}

/** Four significant digits at most. @param {number} x */
export function figure(x) {
  const size = Math.abs(x);
  if (!Number.isFinite(x) || size >= 1e5 || size < 1e-3) return short(x);
  return fixed(x, Math.max(0, 3 - Math.floor(Math.log10(size)))).replace(/(\.\d*?)0+$/, "$1").replace(/\.$/, "");
}

/** "0.0513 ± 0.0021": as many digits as the error has two of. @param {number} x @param {number | null} error */
export function withError(x, error) {
  if (error === null || !(error > 0) || !Number.isFinite(error) || !Number.isFinite(x)) return figure(x);
  const size = Math.max(Math.abs(x), error);
  if (size >= 1e5 || size < 1e-3) {
    const power = Math.floor(Math.log10(size));
    const unit = 10 ** power;
    const places = Math.min(6, Math.max(0, 1 - Math.floor(Math.log10(error / unit))));
    const ten = short(10 ** power).replace(/^1·/, "");
    return `(${fixed(x / unit, places)} ± ${fixed(error / unit, places)})·${ten}`;
  }
  const places = Math.min(8, Math.max(0, 1 - Math.floor(Math.log10(error))));
  return `${fixed(x, places)} ± ${fixed(error, places)}`;
}

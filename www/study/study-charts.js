// The charts of a study: one figure each. What stands still is drawn by the engine, and only when it, the size, the
// colours or the pixel ratio have changed; what moves is stroked over it on a canvas of its own.

import { legend, strokeSeries } from "./study-marks.js";
import { element } from "../lib/dom.js";
import { write } from "../lib/formula.js";

/** @typedef {import("../engine/types.js").Colours} Colours */
/** @typedef {import("../engine/types.js").Edges} Edges */
/** @typedef {import("../engine/types.js").Study} Study */
/** @typedef {import("../engine/types.js").StudyChart} StudyChart */

/** @typedef {{low: number, high: number, from: number, to: number, log: boolean, backwards: boolean}} Clock  where a time lies on a chart */

export class StudyCharts {
  /** @type {Figure[]} */
  #figures = [];
  /** @type {Study | null} */
  #study = null;
  #sized;
  #places;

  /**
   * @param {() => void} onResize  the size of a chart has changed: it has to be drawn again before it is seen
   * @param {{lead: HTMLElement, rest: HTMLElement}} places  where those stand that answer the question, and all others
   */
  constructor(onResize, places) {
    this.#sized = new ResizeObserver(onResize);
    this.#places = places;
  }

  /**
   * Draws every chart anew.
   * @param {Study} study
   * @param {Colours & {sans: string, serif: string}} look
   * @param {string} numbers  the key numbers in a sentence, for those who do not see
   * @param {number[]} leading  which of them answer the question, panels of one picture
   */
  draw(study, look, numbers, leading) {
    this.#study = study;
    const charts = /** @type {StudyChart[]} */ (study.charts());
    while (this.#figures.length < charts.length) {
      const figure = new Figure();
      this.#figures.push(figure);
      this.#sized.observe(figure.box);
    }
    this.#keep(charts.length);
    this.#arrange(leading);
    charts.forEach((chart, k) => this.#figures[k].draw(study, k, chart, look, numbers));
  }

  /** Puts every chart where it belongs, in the order in which they are read. @param {number[]} leading */
  #arrange(leading) {
    const { lead, rest } = this.#places;
    const parts = new Map([[lead, leading], [rest, [...this.#figures.keys()].filter((k) => !leading.includes(k))]]);
    for (const [place, ks] of parts) {
      ks.forEach((k, i) => {
        const { root } = this.#figures[k];
        if (place.querySelectorAll(":scope > .chart")[i] !== root) place.insertBefore(root, place.querySelectorAll(":scope > .chart")[i] ?? null);
      });
    }
    lead.style.setProperty("--panels", String(Math.max(1, leading.length)));
    // On a phone panels scroll sideways, also by keys.
    if (leading.length > 1) lead.tabIndex = 0;
    else lead.removeAttribute("tabindex");
  }

  /** There are no charts any more. */
  clear() {
    this.forget();
    this.#keep(0);
  }

  /** @param {number} count */
  #keep(count) {
    for (const figure of this.#figures.splice(count)) {
      this.#sized.unobserve(figure.box);
      figure.root.remove();
    }
  }

  /** Whether a chart does not have the size it was drawn for. */
  get stale() {
    return this.#figures.some((figure) => figure.stale);
  }

  /** Strokes what moves. @param {number} time @param {number} horizon  T* @param {Colours} colours */
  move(time, horizon, colours) {
    if (this.#study) for (const [k, figure] of this.#figures.entries()) figure.move(this.#study, k, time, horizon, colours);
  }

  /** The study is about to be freed. */
  forget() {
    this.#study = null;
  }
}

class Figure {
  #still = element("canvas", {});
  #moving = element("canvas", {});
  box = element("div", { class: "plot", role: "img" }, this.#still, this.#moving);
  #title = element("h3", {});
  #caption = element("p", {});
  #key = element("div", {});
  root = element("figure", { class: "chart" }, this.#title, this.#key, this.box, element("figcaption", {}, this.#caption));
  #keyOf = "";
  #ratio = 1;
  /** @type {{index: number, series: import("../engine/types.js").StudySeries}[]} */
  #movers = [];
  /** @type {Clock | null} */
  #clock = null;
  /** @type {Edges} */
  #edges = { left: 0, top: 0, right: 0, bottom: 0 };
  #drawn = false;

  /** @returns {[number, number]} */
  get #size() {
    // What is folded away has a size all the same.
    if (!this.box.checkVisibility()) return [0, 0];
    const ratio = window.devicePixelRatio;
    return [Math.round(this.box.clientWidth * ratio), Math.round(this.box.clientHeight * ratio)];
  }

  get stale() {
    const [width, height] = this.#size;
    return width > 0 && (this.#still.width !== width || this.#still.height !== height);
  }

  /** @param {Study} study @param {number} k @param {StudyChart} chart @param {Colours & {sans: string, serif: string}} look @param {string} numbers */
  draw(study, k, chart, look, numbers) {
    write(this.#title, chart.title);
    write(this.#caption, chart.caption);
    this.root.classList.toggle("plane", chart.equal);
    const label = `${chart.title}. ${chart.caption} ${numbers}`.trim();
    if (this.box.getAttribute("aria-label") !== label) this.box.setAttribute("aria-label", label);
    const keyOf = JSON.stringify(chart.legend);
    if (keyOf !== this.#keyOf) {
      this.#keyOf = keyOf;
      this.#key.replaceChildren(legend(chart.legend));
    }
    // What is not drawn has nothing that moves, whatever stood here before.
    this.#movers = [];
    this.#clock = null;
    const [width, height] = this.#size;
    if (width === 0 || height === 0) return;
    if (this.#still.width !== width) this.#still.width = this.#moving.width = width;
    if (this.#still.height !== height) this.#still.height = this.#moving.height = height;
    this.#ratio = window.devicePixelRatio;
    study.draw(k, this.#still, look, this.#ratio);
    this.#edges = study.edges(k);
    this.#movers = chart.legend.flatMap((series, index) => (series.moving ? [{ index, series }] : []));
    this.#clock = clockOf(study, k, chart);
  }

  /** @param {Study} study @param {number} k @param {number} time @param {number} horizon @param {Colours} colours */
  move(study, k, time, horizon, colours) {
    if (this.#movers.length === 0 && !this.#clock && !this.#drawn) return;
    const context = this.#moving.getContext("2d");
    if (!context || this.#moving.width === 0) return;
    context.clearRect(0, 0, this.#moving.width, this.#moving.height);
    if (this.#clock) cursor(context, this.#clock, this.#edges, time, horizon, colours.ink, this.#ratio);
    for (const { index, series } of this.#movers) strokeSeries(context, series, study.moving(k, index), colours, this.#ratio);
    this.#drawn = true;
  }
}

/**
 * Where the time of the clock lies on a chart, if it has an axis of times and no mark of its own for it.
 * @param {Study} study
 * @param {number} k
 * @param {StudyChart} chart
 * @returns {Clock | null}
 */
function clockOf(study, k, { x, legend: series }) {
  const axis = /^(?:time )?([ts])$/.exec(x.label);
  if (!axis || series.some(({ mark, moving }) => mark === "rule" && moving)) return null;
  const [low, high] = x.range;
  const [from, to] = [study.toPixels(k, low, 1)[0], study.toPixels(k, high, 1)[0]];
  if (!Number.isFinite(from) || !Number.isFinite(to) || low === high) return null;
  return { low, high, from, to, log: x.log, backwards: axis[1] === "s" };
}

/** @param {CanvasRenderingContext2D} context @param {Clock} clock @param {Edges} edges @param {number} time @param {number} horizon @param {string} ink @param {number} ratio */
function cursor(context, clock, edges, time, horizon, ink, ratio) {
  const at = clock.backwards ? horizon - time : time;
  const share = clock.log
    ? Math.log(at / clock.low) / Math.log(clock.high / clock.low)
    : (at - clock.low) / (clock.high - clock.low);
  if (!(share >= -1e-9 && share <= 1 + 1e-9)) return;
  const x = clock.from + share * (clock.to - clock.from);
  context.globalAlpha = 0.55;
  context.strokeStyle = ink;
  context.lineWidth = ratio;
  context.beginPath();
  context.moveTo(x, edges.top);
  context.lineTo(x, edges.bottom);
  context.stroke();
  context.globalAlpha = 1;
}

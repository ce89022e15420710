// The lab where there is room for one column: the picture first, tabs at the bottom that bring one panel at a time, and a
// picture that shrinks while panels are scrolled under it, so that what a slider does stays in sight.

import { element } from "../lib/dom.js";
import { NO_STUDY } from "../scene/study-scene.js";

/** @typedef {import("../element/element.js").ReverseDiffusionElement} Bench */

/** Where style.css has one column, in which the picture stays. */
const HELD = matchMedia("(max-width: 51.99rem) and (not ((orientation: landscape) and (max-height: 30rem)))");

/** Tabs, and the titles of the sections that each of them brings. */
const TABS = {
  Question: ["Question"],
  Data: ["Data"],
  Show: ["Show", "Numbers"],
  Process: ["Process", "Solver", "Start and stop", "Other parameters", "Developer"],
};

/** The tab of a section. @param {string} title */
export function tabOf(title) {
  return Object.entries(TABS).find(([, titles]) => titles.includes(title))?.[0].toLowerCase() ?? "process";
}

export class Phone {
  root = element("nav", { class: "tabs", "aria-label": "Panels" });
  #bench;
  #box;

  /** @param {Bench} bench  running @param {HTMLElement} box  the picture's, which stays in sight */
  constructor(bench, box) {
    this.#bench = bench;
    this.#box = box;
    for (const title of Object.keys(TABS)) {
      const button = element("button", { type: "button" }, title);
      button.addEventListener("click", () => this.#turn(title.toLowerCase()));
      this.root.append(button);
    }
    addEventListener("scroll", () => this.#shrink(), { passive: true });
    addEventListener("resize", () => this.#shrink());
    bench.player.addEventListener("scene", () => this.#shrink());
    this.#show("data");
    this.#shrink();
  }

  /** Brings a panel below the small picture; the one that is there already goes, and the picture is large again. @param {string} tab */
  #turn(tab) {
    const isThere = document.body.dataset.tab === tab && scrollY > 0;
    this.#show(tab);
    scrollTo({ top: isThere ? 0 : this.#smallAt(), behavior: "instant" });
    this.#shrink();
  }

  /** @param {string} tab */
  #show(tab) {
    document.body.dataset.tab = tab;
    for (const button of this.root.children) {
      if (button.textContent?.toLowerCase() === tab) button.setAttribute("aria-current", "true");
      else button.removeAttribute("aria-current");
    }
  }

  /** How far the page has to be scrolled for the picture to be as small as it gets: then the panel begins below it. */
  #smallAt() {
    const what = /** @type {HTMLElement} */ (document.getElementById("what"));
    const small = this.#holds() ? parseFloat(getComputedStyle(this.#box).getPropertyValue("--small")) : 0;
    return what.getBoundingClientRect().top + scrollY - small;
  }

  #holds() {
    return HELD.matches && (this.#bench.player.scene.study ?? NO_STUDY) === NO_STUDY;
  }

  /** The picture gives way by as much as the page is scrolled, so that what is below it moves with the finger. */
  #shrink() {
    const holds = this.#holds();
    const top = /** @type {HTMLElement} */ (this.#box.parentElement).offsetTop;
    const scrolled = holds ? Math.max(0, scrollY - top) : 0;
    this.#box.style.setProperty("--scrolled", `${scrolled}px`);
    this.#box.classList.toggle("small", scrolled > 8);
    this.#bench.classList.toggle("small", scrolled > 8);
  }
}

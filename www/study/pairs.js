// A few images of two galleries, large, in pairs that came from the same noise: one above the other, or one over the other
// under a slider. The galleries themselves are evidence.

import { counted } from "../lib/numbers.js";
import { element, freshId } from "../lib/dom.js";
import { segments } from "../controls/segments.js";

/** How many pairs are seen at a time. */
const SEEN = 12;

/**
 * @typedef {object} Source  a gallery that is painted already
 * @property {import("../engine/types.js").StudyGallery} gallery
 * @property {(image: number, onto: CanvasRenderingContext2D) => void} copy
 */

export class Pairs {
  #tiles = element("div", { class: "tiles", role: "img" });
  #names = element("p", { class: "names" });
  #next = element("button", { type: "button" }, "Other noise");
  #wipe = element("input", { type: "range", min: "0", max: "100", step: "1", value: "50" });
  #slider = element("label", { class: "wipe", hidden: true });
  #modes = element("div", { class: "modes" });
  root = element("div", { class: "pairs", hidden: true }, this.#tiles, element("div", { class: "row" }, this.#names, this.#modes, this.#slider, this.#next));
  /** One or two. @type {Source[]} */
  #sources = [];
  /** The contexts of each pair, one for each source. @type {(CanvasRenderingContext2D | null)[][]} */
  #contexts = [];
  #first = 0;

  constructor() {
    this.#next.addEventListener("click", () => {
      const count = this.#sources[0]?.gallery.count ?? 1;
      this.#first = this.#first + SEEN < count ? this.#first + SEEN : 0;
      this.move();
    });
    this.#wipe.addEventListener("input", () => this.#tiles.style.setProperty("--wipe", `${this.#wipe.value}%`));
    this.#tiles.style.setProperty("--wipe", "50%");
  }

  /** @param {Source[]} sources  the gallery that answers, and what the same noise became otherwise, if there is that */
  build(sources) {
    this.#sources = sources;
    this.#first = 0;
    this.root.hidden = sources.length === 0;
    if (this.root.hidden) return;
    const [{ gallery }] = sources;
    const canvases = Array.from({ length: Math.min(SEEN, gallery.count) }, () =>
      sources.map(({ gallery: { side } }) => element("canvas", { width: String(side), height: String(side) })));
    this.#contexts = canvases.map((pair) => pair.map((canvas) => canvas.getContext("2d")));
    this.#tiles.replaceChildren(...canvases.map((pair) => element("div", { class: "tile" }, ...pair)));
    const names = sources.map(({ gallery }) => gallery.title);
    this.#tiles.setAttribute("aria-label", sources.length > 1
      ? `${counted(canvases.length, "pair")} from the same noise. Above: ${names[0]}. Below: ${names[1]}.` : `${counted(canvases.length, "image")}: ${names[0]}.`);
    this.#names.textContent = sources.length > 1 ? `Above: ${names[0]}. Below, from the same noise: ${names[1]}.` : `${names[0]}.`;
    this.#next.hidden = gallery.count <= SEEN;
    this.#modes.replaceChildren();
    this.#setWiped(false);
    if (sources.length < 2) return;
    const name = freshId("pairs");
    const inputs = ["pairs", "wiped"].map((value, i) => {
      const input = element("input", { type: "radio", name, value });
      input.checked = i === 0;
      input.addEventListener("change", () => this.#setWiped(value === "wiped"));
      return input;
    });
    this.#modes.append(segments({ role: "radiogroup", "aria-label": "How pairs are compared" }, inputs, ["Pairs", "One over the other"]));
    this.#slider.replaceChildren(names[1], this.#wipe, names[0]);
  }

  /** @param {boolean} wiped */
  #setWiped(wiped) {
    this.root.classList.toggle("wiped", wiped);
    this.#slider.hidden = !wiped;
    this.#names.hidden = wiped;
  }

  /** What moves has moved, and the galleries are painted. */
  move() {
    this.#contexts.forEach((pair, i) => {
      pair.forEach((context, k) => {
        const { gallery, copy } = this.#sources[k];
        if (context) copy((this.#first + i) % gallery.count, context);
      });
    });
  }

  clear() {
    this.build([]);
    this.#contexts = [];
    this.#tiles.replaceChildren();
  }
}

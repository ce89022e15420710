// The galleries of a study: many small images that move with the clock, and one of them under the glass; a few of them
// large, where a gallery answers the question. The engine paints their pixels into its own memory; here they are put onto
// small canvases, which the page shows large without smoothing.

import { DrawingPad } from "./drawing-pad.js";
import { Pairs } from "./pairs.js";
import { element, freshId } from "../lib/dom.js";
import { write } from "../lib/formula.js";
import { counted } from "../lib/numbers.js";
import { segments } from "../controls/segments.js";

/** @typedef {import("../engine/types.js").Colours} Colours */
/** @typedef {import("../engine/types.js").Study} Study */
/** @typedef {import("../engine/types.js").StudyGallery} StudyGallery */

/** Milliseconds between two writings of what is known of an image. */
const PAUSE = 90;

export class StudyGalleries {
  #places = element("div", { class: "places" });
  #glass = element("div", { class: "glass" });
  #lens = element("div", { class: "lens" });
  #sentences = element("div", { class: "known" });
  #pad;
  /** The few that answer. */
  pairs = new Pairs();
  /** The number of the gallery that answers, if one does. @type {number | undefined} */
  #lead;
  root = element("div", { class: "galleries", hidden: true, role: "group", "aria-label": "Images" }, this.#places);
  /** @type {Shelf[]} */
  #shelves = [];
  /** One for each gallery. @type {Picture[]} */
  #pictures = [];
  /** @type {number[]} */
  #chosenBefore = [];
  #key = "";
  #selected = 0;
  #say;
  /** @type {Study | null} */
  #study = null;
  /** @type {Colours | null} */
  #look = null;
  #writtenAt = 0;
  #timer = 0;
  #sized;

  /** @param {(sentence: string) => void} say  to those who do not see */
  constructor(say) {
    this.#say = say;
    this.#pad = new DrawingPad(say);
    this.#glass.append(element("h3", {}, "Under the glass"), this.#lens, this.#sentences);
    this.#sized = new ResizeObserver(() => this.#fit());
    this.#sized.observe(this.#places);
  }

  /** Whether there are any. */
  get shown() { return !this.root.hidden; }

  /**
   * The study is another one, or its galleries or colours may be.
   * @param {Study} study
   * @param {Colours} look
   * @param {number} [lead]  the gallery that answers the question
   */
  draw(study, look, lead) {
    const galleries = /** @type {StudyGallery[]} */ (study.galleries());
    this.root.hidden = galleries.length === 0;
    if (this.root.hidden) return;
    const key = JSON.stringify([galleries, lead]);
    if (key !== this.#key) {
      this.#key = key;
      this.#lead = lead;
      this.#build(galleries);
    }
    if (study === this.#study && look === this.#look) return;
    for (const picture of this.#pictures) picture.forget();
    this.#study = study;
    this.#look = look;
    study.setColours(look);
    this.#pad.setStudy(study, galleries[0]);
  }

  /** What moves has moved. @param {number} time  t */
  move(time) {
    const study = this.#study;
    if (!study || this.root.hidden) return;
    const folded = !this.#places.checkVisibility();
    for (const picture of this.#pictures) if (!folded || this.#answers(picture)) picture.paint(study);
    this.pairs.move();
    if (folded) return;
    this.#magnify();
    this.#pad.move(time);
    this.#due();
  }

  /** The study is about to be freed. */
  forget() {
    this.#study = null;
    clearTimeout(this.#timer);
    this.#timer = 0;
    this.#pad.forget();
  }

  /** Whether a picture is one of those that are seen large. @param {Picture} picture */
  #answers({ index, gallery }) {
    // What the same noise became stands in the next place.
    return this.#lead !== undefined && (index === this.#lead || index === this.#other(this.#pictures[this.#lead].gallery.place + 1)) && gallery.count > 0;
  }

  /** The first gallery of a place. @param {number} place */
  #other(place) {
    return this.#pictures.find(({ gallery }) => gallery.place === place)?.index;
  }

  /** There are no galleries any more; which of each place was looked at is remembered. */
  clear() {
    this.forget();
    this.root.hidden = true;
    this.#chosenBefore = this.#shelves.map((shelf) => shelf.chosen);
    this.#shelves = [];
    this.#pictures = [];
    this.#key = "";
    this.#look = null;
    this.pairs.clear();
    for (const part of [this.#lens, this.#places, this.#sentences, this.root]) part.replaceChildren();
  }

  /** @param {StudyGallery[]} galleries */
  #build(galleries) {
    const chosen = this.#shelves.length > 0 ? this.#shelves.map((shelf) => shelf.chosen) : this.#chosenBefore;
    this.#pictures = galleries.map((gallery, k) => new Picture(gallery, k));
    this.pairs.build(this.#pictures.filter((picture) => this.#answers(picture)));
    /** @type {Map<number, Picture[]>} */
    const places = new Map();
    for (const picture of this.#pictures) places.set(picture.gallery.place, [...(places.get(picture.gallery.place) ?? []), picture]);
    this.#shelves = [...places.keys()].sort((a, b) => a - b).map((place, i) => new Shelf(places.get(place) ?? [], chosen[i] ?? 0, {
      choose: () => this.#chosen(),
      point: (image) => this.#select(image),
      key: (event, shelf) => this.#keyed(event, shelf),
    }));
    this.#lens.replaceChildren(...this.#pictures.map(({ lens, gallery }) =>
      element("figure", {}, lens, element("figcaption", {}, gallery.name || gallery.title))));
    this.#places.replaceChildren(...this.#shelves.map(({ root }) => root), this.#glass);
    this.root.replaceChildren(this.#places, this.#pad.root);
    this.#select(Math.min(this.#selected, galleries[0].count - 1));
    this.#fit();
  }

  #chosen() {
    this.#fit();
    this.#write();
  }

  /** @param {number} image */
  #select(image) {
    this.#selected = image;
    for (const shelf of this.#shelves) shelf.mark(image);
    this.#magnify();
    this.#due();
  }

  #magnify() {
    for (const picture of this.#pictures) picture.magnify(this.#selected);
  }

  /** @param {KeyboardEvent} event @param {Shelf} shelf */
  #keyed(event, shelf) {
    const { columns, count } = shelf.gallery;
    const steps = /** @type {Record<string, number>} */ ({ ArrowRight: 1, ArrowLeft: -1, ArrowDown: columns, ArrowUp: -columns, Home: -count, End: count });
    const step = steps[event.key];
    if (step === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const next = this.#selected + step;
    const ends = event.key === "Home" ? 0 : event.key === "End" ? count - 1 : null;
    this.#select(ends ?? (next < 0 || next >= count ? this.#selected : next));
    this.#write();
    this.#say(this.#known(shelf.picture.index));
  }

  /** @param {number} k */
  #known(k) {
    return this.#study?.about(k, this.#selected) ?? "";
  }

  #due() {
    if (this.#timer !== 0) return;
    const due = this.#writtenAt + PAUSE - performance.now();
    if (due <= 0) this.#write();
    else this.#timer = window.setTimeout(() => { this.#timer = 0; this.#write(); }, due);
  }

  #write() {
    this.#writtenAt = performance.now();
    const sentences = [...new Set(this.#shelves.map(({ picture }) => this.#known(picture.index)))].filter(Boolean);
    while (this.#sentences.children.length < sentences.length) this.#sentences.append(element("p", {}));
    while (this.#sentences.children.length > sentences.length) this.#sentences.lastElementChild?.remove();
    sentences.forEach((sentence, i) => write(this.#sentences.children[i], sentence));
  }

  #fit() {
    for (const shelf of this.#shelves) shelf.fit();
  }
}

/** One gallery's pixels on a canvas of their own size, and one of its images on another. */
class Picture {
  canvas;
  lens;
  #context;
  #lensContext;
  /** Over the engine's memory itself, kept until that moves. @type {ImageData | null} */
  #image = null;

  /** @param {StudyGallery} gallery @param {number} index */
  constructor(gallery, index) {
    this.gallery = gallery;
    this.index = index;
    const { columns, rows, side } = gallery;
    const size = (/** @type {number} */ width, /** @type {number} */ height) => ({ width: String(width), height: String(height), "aria-hidden": "true" });
    this.canvas = element("canvas", size(columns * side, rows * side));
    this.lens = element("canvas", size(side, side));
    this.#context = this.canvas.getContext("2d");
    this.#lensContext = this.lens.getContext("2d");
  }

  forget() {
    this.#image = null;
  }

  /** @param {Study} study */
  paint(study) {
    study.paint(this.index);
    const { width, height } = this.canvas;
    if (!this.#image || this.#image.data.length === 0) {
      const { buffer, byteOffset, length } = study.pixels(this.index);
      this.#image = new ImageData(new Uint8ClampedArray(/** @type {ArrayBuffer} */ (buffer), byteOffset, length), width, height);
    }
    this.#context?.putImageData(this.#image, 0, 0);
  }

  /** @param {number} i */
  magnify(i) {
    if (this.#lensContext) this.copy(i, this.#lensContext);
  }

  /** Image i onto a canvas of its size. */
  copy = (/** @type {number} */ i, /** @type {CanvasRenderingContext2D} */ onto) => {
    const image = this.#image;
    if (!image || image.data.length === 0) return;
    const { columns, side } = this.gallery;
    const [x, y] = [(i % columns) * side, Math.floor(i / columns) * side];
    onto.putImageData(image, -x, -y, x, y, side, side);
  };
}

/** @typedef {{choose: () => void, point: (image: number) => void, key: (event: KeyboardEvent, shelf: Shelf) => void}} Hand  what the reader does */

/** Galleries of one place, of which one is looked at. */
class Shelf {
  #pictures;
  chosen;
  #title = element("h3", {});
  #caption = element("p", {});
  #mark = element("div", { class: "mark", "aria-hidden": "true" });
  #box = element("div", { class: "gallery", tabindex: "0", role: "group", "aria-roledescription": "gallery" });
  root = element("figure", { class: "place" });

  /** @param {Picture[]} pictures @param {number} chosen @param {Hand} hand */
  constructor(pictures, chosen, hand) {
    this.#pictures = pictures;
    this.chosen = Math.min(chosen, pictures.length - 1);
    const name = freshId("gallery");
    const choices = pictures.map((_, i) => {
      const input = element("input", { type: "radio", name, value: String(i) });
      input.checked = i === this.chosen;
      input.addEventListener("change", () => {
        this.chosen = i;
        this.#show();
        hand.choose();
      });
      return input;
    });
    const head = element("header", {}, this.#title);
    if (pictures.length > 1) head.append(segments({ role: "radiogroup", "aria-label": "What is shown here" }, choices, pictures.map(({ gallery }) => gallery.name)));
    this.#box.append(...pictures.map(({ canvas }) => canvas), element("div", { class: "grid", "aria-hidden": "true" }), this.#mark);
    this.root.append(head, this.#box, element("figcaption", {}, this.#caption));
    const at = (/** @type {PointerEvent} */ event) => {
      const { left, top, width, height } = this.#box.getBoundingClientRect();
      const { columns, rows, count } = this.gallery;
      const column = Math.floor(((event.clientX - left) / width) * columns);
      const row = Math.floor(((event.clientY - top) / height) * rows);
      const image = row * columns + column;
      if (column >= 0 && column < columns && image >= 0 && image < count) hand.point(image);
    };
    this.#box.addEventListener("pointermove", (event) => { if (event.pointerType === "mouse") at(event); });
    this.#box.addEventListener("pointerdown", at);
    this.#box.addEventListener("keydown", (event) => hand.key(event, this));
    this.#show();
  }

  get picture() { return this.#pictures[this.chosen]; }
  get gallery() { return this.picture.gallery; }

  #show() {
    const { gallery } = this;
    write(this.#title, gallery.title);
    write(this.#caption, gallery.caption);
    this.root.style.setProperty("--shelf-ink", gallery.ink in TOKENS ? `var(${TOKENS[gallery.ink]})` : gallery.ink);
    this.#box.setAttribute("aria-label", `${gallery.title}: ${counted(gallery.count, "image")}. Arrow keys choose one. ${gallery.caption}`);
    for (const picture of this.#pictures) picture.canvas.hidden = picture !== this.picture;
  }

  /** @param {number} i */
  mark(i) {
    const { columns, rows } = this.gallery;
    Object.assign(this.#mark.style, {
      left: `${(100 * (i % columns)) / columns}%`, top: `${(100 * Math.floor(i / columns)) / rows}%`,
      width: `${100 / columns}%`, height: `${100 / rows}%`,
    });
  }

  /** As large as there is room, a whole number of the screen's pixels to each of the images'. */
  fit() {
    const { columns, rows, side } = this.gallery;
    const ratio = window.devicePixelRatio;
    const room = Math.min(this.root.clientWidth, 480) * ratio;
    const whole = Math.floor(room / (columns * side));
    // A few large pixels need not be as large as there is room.
    const unit = (whole >= 1 ? whole : room / (columns * side)) / ratio;
    this.#box.style.width = `${unit * columns * side}px`;
    this.#box.style.height = `${unit * rows * side}px`;
    this.#box.style.setProperty("--cell", `${unit * side}px`);
  }
}

/** The colours of inks as style sheets know them. @type {Record<string, string>} */
const TOKENS = { forward: "--rd-forward", reverse: "--rd-reverse", lighthouse: "--rd-lighthouse", ink: "--rd-ink", soft: "--rd-soft" };

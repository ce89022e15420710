// The picture: canvases on top of each other. The density at its own low resolution, stretched smoothly; vectors,
// stroked from the engine's geometry; the marks at device pixels; the axes, which rarely change; and on top what is
// written and pointed at.

import { drawAxes } from "./axes.js";
import { coarseness } from "../clock/governor.js";
import { drawOverlay, drawUnderlay, isDimmed } from "./overlay.js";
import { isLine } from "./strokes.js";
import { isWhole } from "../engine/wasm.js";
import { letGo } from "../engine/let-go.js";

/** @typedef {import("../engine/types.js").Engine} Engine */
/** @typedef {import("../engine/types.js").Colours} Colours */
/** @typedef {import("../engine/types.js").Simulation} Simulation */
/** @typedef {import("../clock/player.js").Player} Player */
/** @typedef {import("./layers.js").Show} Show */
/** @typedef {import("../engine/types.js").Frame} Frame */
/** @typedef {import("../engine/types.js").Inspection} Inspection */

/**
 * @typedef {object} Pointing  what the reader points at, in world coordinates; null where nothing
 * @property {{at: Float64Array, time: number | null, forward: boolean, inspection: Inspection, keyboard: boolean} | null} inspected
 * @property {{at: Float64Array, index: number | null} | null} pen  where a point would be drawn, or the point it would move
 */

/**
 * @typedef {object} Spot  a place under the pointer
 * @property {Float64Array} at  in world coordinates
 * @property {number | null} time  of a line view; null is the present
 * @property {boolean} forward  whether it lies in the half of a line view where the forward process runs
 */

/** More device pixels than this are not painted one by one: the picture is stretched a little instead. */
const MOST_PIXELS = 6_000_000;
/** The longest side that the engine paints. */
const LONGEST_SIDE = 8192;
/** Counting captures costs one pass of the kernel; above this many pairs they are counted in pieces. */
const EASY_PAIRS = 500_000;
/** Milliseconds of it in a frame. */
const COUNTING = 5;

/** In the plane. @type {Frame} */
const NO_FRAME = { left: 0, right: 0, top: 0, bottom: 0, sliceLeft: 0, sliceRight: 0 };

export class Stage {
  #engine;
  #picture;
  #field;
  #under;
  #marks;
  #axes;
  #over;
  /** @type {CanvasRenderingContext2D} */
  #fieldContext;
  /** @type {CanvasRenderingContext2D} */
  #marksContext;
  /** @type {CanvasRenderingContext2D} */
  #underContext;
  /** @type {CanvasRenderingContext2D} */
  #axesContext;
  /** @type {CanvasRenderingContext2D} */
  #overContext;
  /** @type {import("./overlay.js").Drawing | null} */
  #drawing = null;
  #fieldVersion = -1;
  #marksVersion = -1;
  /** @type {ImageData | null} */
  #fieldImage = null;
  /** @type {ImageData | null} */
  #marksImage = null;
  /** @type {ArrayBufferLike | null} */
  #buffer = null;
  /** What it was last given. */
  #size = "";
  #width = 0;
  #height = 0;
  #pixelRatio = 1;
  #axesStale = true;
  /** Whether anything has been painted yet. */
  #painted = false;
  #underDrawn = false;
  #overDrawn = false;
  #line = false;
  #frame = NO_FRAME;
  /** CSS pixels at the top of a line view that are covered by others. */
  headroom = 0;
  /** @type {Uint32Array | null} */
  #captures = null;
  /** Of how many particles they are, and at which index. */
  #capturedBy = -1;
  #capturedIndex = -1;
  /** @type {Colours} */
  colours = { background: "#ffffff", ink: "#000000", forward: "#0000ff", reverse: "#ff00ff", lighthouse: "#ffaa00" };
  /** @type {Show} */
  show;
  /** @type {Pointing} */
  pointing = { inspected: null, pen: null };
  /** What draws where the reader points, once that is loaded. @type {import("./overlay.js").Hand | null} */
  hand = null;

  /**
   * @param {Engine} engine
   * @param {{field: HTMLCanvasElement, under: HTMLCanvasElement, marks: HTMLCanvasElement, axes: HTMLCanvasElement, over: HTMLCanvasElement}} canvases
   * @param {Show} show
   */
  constructor(engine, canvases, show) {
    this.#engine = engine;
    this.canvases = canvases;
    this.#field = canvases.field;
    this.#marks = canvases.marks;
    this.#axes = canvases.axes;
    this.#under = canvases.under;
    this.#over = canvases.over;
    [this.#fieldContext, this.#marksContext, this.#underContext, this.#overContext, this.#axesContext] =
      [this.#field, this.#marks, this.#under, this.#over, this.#axes].map((canvas) => {
        // The browser may take a canvas away and give it back empty.
        canvas.oncontextrestored = () => {
          this.#forget();
          this.#drawing?.player.wake();
        };
        const context = canvas.getContext("2d");
        if (!context) throw new Error("this browser gives no canvas");
        return context;
      });
    this.#picture = new engine.Picture();
    this.show = show;
  }

  get picture() { return this.#picture; }
  get pixelRatio() { return this.#pixelRatio; }
  get painted() { return this.#painted; }
  /** Why the cells are not drawn, or "". */
  get cellsNote() { return this.show.layers.cells ? this.#picture.cellsNote() : ""; }

  /**
   * @param {number} width  in device pixels; 0 paints nothing
   * @param {number} height
   * @param {number} pixelRatio  device pixels per CSS pixel
   * @param {number} [most]  pixels that are painted one by one
   * @returns {boolean}  whether it had another size before
   */
  resize(width, height, pixelRatio, most = MOST_PIXELS) {
    const size = `${width} ${height} ${pixelRatio} ${most}`;
    if (size === this.#size) return false;
    this.#size = size;
    const shrink = Math.min(1, LONGEST_SIDE / width, LONGEST_SIDE / height, Math.sqrt(most / (width * height)));
    this.#width = Math.floor(width * shrink);
    this.#height = Math.floor(height * shrink);
    this.#pixelRatio = pixelRatio * shrink;
    this.#picture.resize(this.#width, this.#height, this.#pixelRatio);
    for (const canvas of [this.#under, this.#marks, this.#axes, this.#over]) {
      canvas.width = this.#width;
      canvas.height = this.#height;
    }
    this.#forget();
    return true;
  }

  /** @param {Colours} colours */
  setColours(colours) {
    this.colours = colours;
    this.#picture.setColours(colours);
    this.#forget();
  }

  /** Chooses the window of the plane that suits this simulation. @param {Simulation} simulation */
  fit(simulation) {
    this.#line = isLine(simulation);
    // It is fitted again once it has a size.
    if (this.#width === 0 || this.#height === 0) return;
    if (this.#line) this.#picture.setHeadroom(this.headroom);
    this.#picture.fit(simulation);
    this.#frame = this.#line ? this.#picture.frame() : NO_FRAME;
    this.#placeField();
    this.#forget();
  }

  /** Where the slice of a line view is, in CSS pixels. */
  get slice() {
    const { top, bottom, sliceLeft, sliceRight } = this.#frame;
    const css = (/** @type {number} */ pixels) => pixels / this.#pixelRatio;
    const [left, above] = [css(sliceLeft), css(top)];
    return { left, top: above, width: css(sliceRight) - left, height: css(bottom) - above };
  }

  /** Whether it shows the picture of time and one coordinate. */
  get line() { return this.#line; }

  /** @param {Player} player */
  paint(player) {
    const simulation = player.simulation;
    if (!simulation || this.#width === 0 || this.#height === 0) return;
    const picture = this.#picture;
    const coarse = coarseness(player.coarseness, player.playing, player.meter.quantile(0.5));
    if (coarse !== player.coarseness) picture.setCoarseness(player.coarseness = coarse);
    const { density, particles, data, captured } = this.show.layers;
    // Whose captor is not found yet has an older one's colour, until the next frame.
    if (captured && !this.#counted(simulation)) player.wake();
    picture.setDimmed(isDimmed(player));
    picture.paint(simulation, player.fraction, density, particles, data, captured);
    if (this.#buffer !== this.#engine.memory.buffer) {
      this.#buffer = this.#engine.memory.buffer;
      this.#fieldImage = this.#marksImage = null;
    }
    this.#field.hidden = !density;
    this.#putField();
    this.#putMarks();
    // The first picture comes without them, a frame earlier: two tasks are shorter than one.
    const isFirst = !this.#painted;
    this.#painted = true;
    if (isFirst) player.wake();
    else if (this.#axesStale) {
      this.#axesStale = false;
      const context = this.#axesContext;
      context.clearRect(0, 0, this.#width, this.#height);
      drawAxes(context, picture.axes(simulation), this.colours, this.#pixelRatio);
    }
    // One object for all frames: nothing is made anew in each.
    const drawing = this.#drawing ??= { picture, player, simulation, show: this.show, colours: this.colours, pixelRatio: 1, captures: null, pointing: this.pointing, frame: this.#frame, lines: this.#engine.views?.lines ?? null, hand: null, canvas: this.#over };
    drawing.player = player;
    drawing.simulation = simulation;
    drawing.show = this.show;
    drawing.colours = this.colours;
    drawing.pixelRatio = this.#pixelRatio;
    drawing.captures = this.show.layers.cells ? this.captures(simulation) : null;
    drawing.pointing = this.pointing;
    drawing.frame = this.#frame;
    drawing.hand = this.hand;
    this.#underDrawn = this.#draw(this.#underContext, this.#underDrawn, drawUnderlay, drawing);
    this.#overDrawn = this.#draw(this.#overContext, this.#overDrawn, drawOverlay, drawing);
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {boolean} dirty  whether the last frame left anything on it
   * @param {typeof drawOverlay} paint
   * @param {import("./overlay.js").Drawing} drawing
   */
  #draw(context, dirty, paint, drawing) {
    if (dirty) context.clearRect(0, 0, this.#width, this.#height);
    return paint(context, drawing);
  }

  /**
   * Particles per data point now; a little late where counting is slow.
   * @param {Simulation} simulation
   * @returns {Uint32Array | null}  null where counting has only begun
   */
  captures(simulation) {
    const { particles, count, index } = simulation;
    const known = this.#captures?.length === count && this.#capturedBy === particles ? this.#captures : null;
    if (known && index === this.#capturedIndex) return known;
    if (!this.#counted(simulation)) {
      this.#drawing?.player.wake();
      return known;
    }
    this.#capturedBy = particles;
    this.#capturedIndex = index;
    this.#captures = simulation.captures();
    return this.#captures;
  }

  /** Whether the captures of this moment are there; they are worked on for a while. @param {Simulation} simulation */
  #counted(simulation) {
    if (simulation.pairs <= EASY_PAIRS || !isWhole(this.#engine)) return true;
    const deadline = performance.now() + COUNTING;
    while (!simulation.findCaptures()) if (performance.now() > deadline) return false;
    return true;
  }

  /** Captures belong to one scene: forget them with it. */
  forgetCaptures() {
    this.#capturedIndex = -1;
    this.#capturedBy = -1;
  }

  /** Place in the plane under a point of the stage. @param {number} cssX @param {number} cssY @returns {Float64Array} */
  toWorld(cssX, cssY) {
    return this.#picture.toWorld(cssX * this.#pixelRatio, cssY * this.#pixelRatio);
  }

  /** What lies under a point of the stage. @param {number} cssX @param {number} cssY @returns {Spot} */
  spot(cssX, cssY) {
    const at = this.toWorld(cssX, cssY);
    if (!this.#line) return { at, time: null, forward: false };
    const x = cssX * this.#pixelRatio;
    const time = this.#picture.timeUnder(x);
    return { at, time: Number.isNaN(time) ? null : time, forward: this.#picture.isForwardHalf(x) };
  }

  /** In CSS pixels of the stage; in a line view, of the data point. @param {ArrayLike<number>} point @returns {[number, number]} */
  toStage(point) {
    const [x, y] = this.#picture.toPixels(point[0], point[1] ?? 0);
    return [x / this.#pixelRatio, y / this.#pixelRatio];
  }

  /** The inverse of `spot`. @param {Spot} spot @param {number} present  the time that is shown @returns {[number, number]} */
  toStageAt({ at, time, forward }, present) {
    if (!this.#line) return this.toStage(at);
    const { column, row } = { column: this.#picture.column(time ?? present, !forward), row: this.#picture.row(at[0]) };
    return [column / this.#pixelRatio, row / this.#pixelRatio];
  }

  release() {
    letGo(this.#picture);
  }

  #forget() {
    this.#fieldVersion = this.#marksVersion = -1;
    this.#fieldImage = this.#marksImage = null;
    this.#axesStale = true;
  }

  /** The map of a line view covers a part of the stage only. */
  #placeField() {
    const { left, right, top, bottom } = this.#frame;
    const [width, height] = [this.#width || 1, this.#height || 1];
    const share = (/** @type {number} */ part, /** @type {number} */ whole) => `${(100 * part) / whole}%`;
    Object.assign(this.#field.style, this.#line
      ? { left: share(left, width), top: share(top, height), width: share(right - left, width), height: share(bottom - top, height) }
      : { left: "", top: "", width: "", height: "" });
  }

  #putField() {
    const { fieldVersion } = this.#picture;
    if (fieldVersion === this.#fieldVersion) return;
    const { fieldWidth: width, fieldHeight: height } = this.#picture;
    if (width === 0 || height === 0) return;
    this.#fieldVersion = fieldVersion;
    if (this.#field.width !== width || this.#field.height !== height) {
      this.#field.width = width;
      this.#field.height = height;
    }
    this.#fieldImage = this.#image(this.#fieldImage, width, height, "fieldPixels");
    this.#fieldContext.putImageData(this.#fieldImage, 0, 0);
  }

  #putMarks() {
    const { marksVersion } = this.#picture;
    if (marksVersion === this.#marksVersion) return;
    this.#marksVersion = marksVersion;
    this.#marksImage = this.#image(this.#marksImage, this.#width, this.#height, "marksPixels");
    this.#marksContext.putImageData(this.#marksImage, 0, 0);
  }

  /**
   * An image over wasm memory itself, kept from frame to frame until that memory moves.
   * @param {ImageData | null} kept
   * @param {number} width
   * @param {number} height
   * @param {"fieldPixels" | "marksPixels"} pixels  of the picture
   * @returns {ImageData}
   */
  #image(kept, width, height, pixels) {
    if (kept?.width === width && kept.height === height && kept.data.length > 0) return kept;
    const { buffer, byteOffset, length } = this.#picture[pixels]();
    return new ImageData(new Uint8ClampedArray(/** @type {ArrayBuffer} */ (buffer), byteOffset, length), width, height);
  }
}

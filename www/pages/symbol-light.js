// What a symbol stands for lights up in a figure: its layer of the picture while the others step back, the control it is
// set by, the clock, its colour in legends and in the caption.

import { adopt } from "../controls/widget-style.js";
import { element } from "../lib/dom.js";
import { faded } from "../stage/colours.js";
import { controlOf, spread } from "./symbol-values.js";

/** @typedef {import("../element/element.js").ReverseDiffusionElement} Bench */
/** @typedef {import("../engine/types.js").Simulation} Simulation */
/** @typedef {import("../stage/layers.js").LayerName} LayerName */

/**
 * @typedef {object} Light
 * @property {string} canvases  those that do not step back
 * @property {LayerName[]} [on]
 * @property {LayerName[]} [off]
 * @property {"forward" | "reverse" | "lighthouse"} [colour]  of legends and captions
 * @property {"rings" | "shrunk" | "spread"} [drawn]  marks at the data, over the picture
 */

/** @type {Light} */
const BACK = { canvases: "marks under", off: ["data"], colour: "reverse" };

/** By the names that the table of notation gives them. @type {Record<string, (bench: Bench) => Light>} */
const LIGHTS = {
  data: () => ({ canvases: "marks", on: ["data"], off: ["particles"], drawn: "rings" }),
  // Behind reverse particles the law is the forward one; what the particles of a scene are depends on where it runs to.
  forward: (bench) => (runsForward(bench) ? { canvases: "marks under", off: ["data"], colour: "forward" } : { canvases: "field under marks", colour: "forward" }),
  reverse: (bench) => (runsForward(bench) ? { canvases: "field under marks", colour: "reverse" } : BACK),
  "density-forward": (bench) => ({ canvases: bench.stage.line ? "field under" : "field", on: ["density"], colour: "forward" }),
  "density-reverse": (bench) => (bench.stage.line ? { canvases: "field under", colour: "reverse" } : runsForward(bench) ? { canvases: "field under marks", colour: "reverse" } : BACK),
  lighthouse: () => ({ canvases: "under marks over", on: ["beams", "data"], colour: "lighthouse" }),
  arrows: () => ({ canvases: "under over", on: ["arrows"] }),
  captured: () => ({ canvases: "marks", on: ["captured", "particles", "data"], colour: "lighthouse" }),
  cells: () => ({ canvases: "under marks", on: ["cells", "data"] }),
  shrunk: () => ({ canvases: "marks", on: ["data"], off: ["particles"], drawn: "shrunk" }),
  spread: () => ({ canvases: "marks", on: ["data"], off: ["particles"], drawn: "spread" }),
};

export const LIGHT_NAMES = [...Object.keys(LIGHTS), "time"];

const INKS = { forward: "--rd-forward", reverse: "--rd-reverse", lighthouse: "--rd-lighthouse" };

/** More marks than this would only cover each other; of large ones, much fewer. */
const MOST_MARKS = 300;
const MOST_SPREADS = 12;

/** In the element's own tree, while something is lit. */
const STYLE = `
  .stage[data-lit] canvas:not(.axes, .light) { opacity: 0.18; }
  .stage[data-lit~="field"] canvas.field, .stage[data-lit~="under"] canvas.under, .stage[data-lit~="marks"] canvas.marks, .stage[data-lit~="over"] canvas.over { opacity: 1 !important; }
  .lit { outline: 2px solid var(--rd-lighthouse); outline-offset: 3px; border-radius: 0.3rem; }
  @media (prefers-reduced-motion: no-preference) { .stage canvas { transition: opacity 0.18s; } }
`;

/** @param {Bench} bench */
function runsForward(bench) {
  return bench.scene.dynamics === "forward";
}

/**
 * Lights up what a symbol stands for.
 * @param {Element} figure
 * @param {Bench[]} benches  of the figure
 * @param {string} id  of the symbol
 * @param {string} what  "" where it stands for nothing that can be seen; "parameter:NAME"
 * @returns {() => void}  puts it out
 */
export function light(figure, benches, id, what) {
  /** @type {(() => void)[]} */
  const undo = [];
  const lit = (/** @type {Iterable<Element>} */ parts) => {
    for (const part of parts) {
      part.classList.add("lit");
      undo.push(() => part.classList.remove("lit"));
    }
  };
  lit(figure.querySelectorAll(`[data-n="${id}"]`));
  for (const bench of benches) {
    const root = bench.shadowRoot;
    if (!root || !bench.running) continue;
    adopt(root, STYLE);
    const parameter = /^parameter:(.+)$/.exec(what)?.[1];
    if (parameter !== undefined) {
      const control = controlOf(bench, parameter);
      if (control) lit([control]);
      lit([...figure.querySelectorAll(".set")].filter((chip) => (chip.getAttribute("data-set") ?? "").split(";").some((pair) => pair.startsWith(`${parameter}=`))));
    } else if (what === "time") {
      const clock = /** @type {HTMLElement | null} */ (root.querySelector(".transport"));
      if (clock && !clock.hidden) lit(clock.querySelectorAll(".moment, .time-line"));
    } else if (what in LIGHTS) {
      const chosen = LIGHTS[what](bench);
      const stage = /** @type {HTMLElement | null} */ (root.querySelector(".stage"));
      if (stage && !stage.hidden) undo.push(...lightStage(bench, stage, chosen));
      const ink = chosen.colour;
      if (ink === undefined) continue;
      lit([...root.querySelectorAll(".key li")].filter((row) => /** @type {SVGElement | null} */ (row.querySelector(".swatch-of"))?.style.color.includes(INKS[ink])));
      lit(figure.querySelectorAll(`figcaption .${ink}`));
    }
  }
  return () => { for (const one of undo.reverse()) one(); };
}

/** @param {Bench} bench @param {HTMLElement} box @param {Light} chosen @returns {(() => void)[]} */
function lightStage(bench, box, { canvases, on = [], off = [], drawn }) {
  const { stage, player } = bench;
  const shown = stage.show;
  const layers = { ...shown.layers };
  for (const name of off) layers[name] = false;
  for (const name of on) layers[name] = name !== "cells" || "Study" in bench.engine;
  // Not `setShow`, which tells the page that the reader has chosen something.
  const mine = { ...shown, layers };
  stage.show = mine;
  box.dataset.lit = canvases;
  player.wake();
  const undo = [() => {
    delete box.dataset.lit;
    if (!bench.running || bench.stage.show !== mine) return;
    bench.stage.show = shown;
    player.wake();
  }];
  if (drawn && /** @type {Simulation} */ (player.simulation).dim <= 2) undo.push(drawOver(bench, box, drawn));
  return undo;
}

/** Marks at the data, drawn anew with every frame while they are there. @param {Bench} bench @param {HTMLElement} box @param {NonNullable<Light["drawn"]>} drawn */
function drawOver(bench, box, drawn) {
  const canvas = element("canvas", { class: "light", "aria-hidden": "true" });
  const context = canvas.getContext("2d");
  box.append(canvas);
  let frame = 0;
  const draw = () => {
    frame = requestAnimationFrame(draw);
    const simulation = bench.running ? /** @type {Simulation | null} */ (bench.player.simulation) : null;
    if (!context || !simulation) return;
    const ratio = devicePixelRatio;
    canvas.width = Math.round(box.clientWidth * ratio);
    canvas.height = Math.round(box.clientHeight * ratio);
    context.scale(ratio, ratio);
    paint(context, bench, simulation, drawn);
  };
  draw();
  return () => {
    cancelAnimationFrame(frame);
    canvas.remove();
  };
}

/** @param {CanvasRenderingContext2D} context @param {Bench} bench @param {Simulation} simulation @param {NonNullable<Light["drawn"]>} drawn */
function paint(context, { stage, player, scene }, simulation, drawn) {
  const { dim } = simulation;
  const points = simulation.points();
  const { count } = simulation;
  const some = Math.min(count, drawn === "rings" ? MOST_MARKS : MOST_SPREADS);
  const { alpha, sigma } = spread(/** @type {Bench} */ ({ player, scene }));
  const here = { time: player.time, forward: scene.dynamics === "forward" };
  const origin = { time: 0, forward: here.forward };
  /** Where a point, times a factor and shifted along the last coordinate, is seen. @param {number} i @param {number} factor @param {number} shift @param {{time: number, forward: boolean}} moment */
  const seen = (i, factor, shift, moment) => {
    const at = Float64Array.from(points.subarray(i * dim, (i + 1) * dim), (x) => factor * x);
    at[dim - 1] += shift;
    return stage.toStageAt({ at, ...moment }, player.time);
  };
  context.strokeStyle = stage.colours.lighthouse;
  context.fillStyle = faded(stage.colours.lighthouse, 0.14);
  context.lineWidth = some > 60 ? 1 : 1.8;
  for (let k = 0; k < some; k++) {
    const i = Math.floor((k * count) / some);
    context.beginPath();
    if (drawn === "rings") {
      const [x, y] = seen(i, 1, 0, origin);
      context.arc(x, y, some > 60 ? 5 : 8, 0, 2 * Math.PI);
    } else if (drawn === "shrunk") {
      const [x, y] = seen(i, alpha, 0, here);
      context.moveTo(...seen(i, 1, 0, origin));
      context.lineTo(x, y);
      context.moveTo(x + 3, y);
      context.arc(x, y, 3, 0, 2 * Math.PI);
    } else {
      const [x, y] = seen(i, alpha, 0, here);
      const [edgeX, edgeY] = seen(i, alpha, sigma, here);
      const reach = Math.hypot(edgeX - x, edgeY - y);
      if (stage.line) context.rect(x - 3, y - reach, 6, 2 * reach);
      else context.arc(x, y, reach, 0, 2 * Math.PI);
      context.fill();
    }
    context.stroke();
  }
}

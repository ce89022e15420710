// Series of a chart that move, stroked over it from the engine's geometry, and the swatches of all series in a legend.
// Lengths and shapes are those of src/paint/charts/marks.rs, which paints what stands still.

import { element } from "../lib/dom.js";
import { faded } from "../stage/colours.js";
import { formula } from "../lib/formula.js";

/** @typedef {import("../engine/types.js").Colours} Colours */
/** @typedef {import("../engine/types.js").StudySeries} StudySeries */

/** Strokes and gaps of dashed lines, in CSS pixels. */
const DASHES = [[6, 4], [1.5, 3], [10, 3, 2, 3]];
const RULE = [2, 3];
/** More dots than this are small ones, and more than that are all of one shape and can be seen through. */
const SOME = 40;
const MANY = 400;
/** A series of more pieces than this is a bundle of paths, of which each is thin and can be seen through. */
const BUNDLE = 7;

/**
 * The colour of an ink on a canvas.
 * @param {string} ink
 * @param {Colours} colours
 */
function colourOf(ink, colours) {
  switch (ink) {
    case "forward": case "reverse": case "lighthouse": case "ink": return colours[ink];
    case "soft": return faded(colours.ink, 0.6);
    default: return ink;
  }
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {StudySeries} series
 * @param {Float32Array} trace  as `Plot::trace` writes it
 * @param {Colours} colours
 * @param {number} ratio  device pixels to the CSS pixel
 */
export function strokeSeries(context, { ink, mark, variant }, trace, colours, ratio) {
  const colour = colourOf(ink, colours);
  context.strokeStyle = context.fillStyle = colour;
  context.lineJoin = "round";
  context.globalAlpha = 1;
  switch (mark) {
    case "line":
    case "dashed":
    case "rule":
    case "outline":
      context.lineWidth = ratio * (mark === "rule" ? 1.25 : mark === "outline" ? 1.5 : 1.75);
      if (mark === "dashed" || mark === "rule") {
        context.setLineDash((mark === "rule" ? RULE : DASHES[variant % DASHES.length]).map((length) => length * ratio));
      }
      context.beginPath();
      if (trail(context, trace) > BUNDLE && (mark === "line" || mark === "dashed")) {
        context.lineWidth = ratio;
        context.globalAlpha = 0.5;
      }
      context.stroke();
      context.setLineDash([]);
      break;
    case "band":
    case "block":
      context.globalAlpha = mark === "block" ? 0.85 : 0.16;
      context.beginPath();
      trail(context, trace);
      context.fill();
      break;
    case "bars":
      context.globalAlpha = 0.34;
      context.beginPath();
      for (let i = 0; i + 3 < trace.length; i += 4) context.rect(trace[i], trace[i + 1], trace[i + 2], trace[i + 3]);
      context.fill();
      break;
    case "points":
      dots(context, trace, variant, colours.background, ratio);
  }
  context.globalAlpha = 1;
}

/** @param {CanvasRenderingContext2D} context @param {Float32Array} trace @returns {number} how many pieces it has */
function trail(context, trace) {
  let lifted = true;
  let pieces = 0;
  for (let i = 0; i + 1 < trace.length; i += 2) {
    const x = trace[i];
    if (x !== x) lifted = true;
    else if (lifted) {
      context.moveTo(x, trace[i + 1]);
      lifted = false;
      pieces++;
    } else context.lineTo(x, trace[i + 1]);
  }
  return pieces;
}

/** @param {CanvasRenderingContext2D} context @param {Float32Array} trace @param {number} variant @param {string} paper @param {number} ratio */
function dots(context, trace, variant, paper, ratio) {
  const count = trace.length / 4;
  const many = count > MANY;
  const r = (many ? 1.4 : count > SOME ? 1.9 : 3) * ratio;
  context.lineWidth = 1.4 * ratio;
  if (many) {
    context.globalAlpha = 0.6;
    for (let i = 0; i + 3 < trace.length; i += 4) context.fillRect(trace[i] - r, trace[i + 3] - r, 2 * r, 2 * r);
    return;
  }
  context.beginPath();
  for (let i = 0; i + 3 < trace.length; i += 4) {
    const [x, high, low] = [trace[i], trace[i + 1], trace[i + 2]];
    if (high === low) continue;
    context.moveTo(x, high);
    context.lineTo(x, low);
    for (const y of [high, low]) {
      context.moveTo(x - r, y);
      context.lineTo(x + r, y);
    }
  }
  context.stroke();
  const open = variant % 5 === 1 || variant % 5 === 4;
  const ink = context.fillStyle;
  context.beginPath();
  for (let i = 0; i + 3 < trace.length; i += 4) shape(context, variant % 5, trace[i], trace[i + 3], r);
  if (open) context.fillStyle = paper;
  context.fill();
  if (open) context.stroke();
  context.fillStyle = ink;
}

/** @param {CanvasRenderingContext2D} context @param {number} kind @param {number} x @param {number} y @param {number} r */
function shape(context, kind, x, y, r) {
  if (kind < 2) {
    context.moveTo(x + r, y);
    context.arc(x, y, r, 0, 2 * Math.PI);
  } else if (kind === 3) {
    context.moveTo(x, y - 1.25 * r);
    context.lineTo(x - r, y + r);
    context.lineTo(x + r, y + r);
    context.closePath();
  } else context.rect(x - r, y - r, 2 * r, 2 * r);
}

/** The colours of inks as style sheets know them. @type {Record<string, string>} */
const TOKENS = { forward: "--rd-forward", reverse: "--rd-reverse", lighthouse: "--rd-lighthouse", ink: "--rd-ink", soft: "--rd-soft" };

/** @type {Record<string, string>} what a screen reader is told of a swatch */
const SPOKEN = { line: "line", dashed: "dashed line", points: "dots", bars: "bars", outline: "outlined bars", band: "band", block: "block", rule: "upright line" };

/** Around the middle of a swatch. @param {number} r */
const circle = (r) => `M${12 - r} 6a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0z`;

/**
 * A legend's swatch: the mark itself, small.
 * @param {StudySeries} series
 */
export function swatch({ ink, mark, variant }) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 12");
  svg.setAttribute("class", "swatch-of");
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", `${SPOKEN[mark] ?? mark}:`);
  svg.style.color = ink in TOKENS ? `var(${TOKENS[ink]})` : ink;
  const dash = mark === "dashed" ? DASHES[variant % DASHES.length].join(" ") : mark === "rule" ? RULE.join(" ") : "";
  const line = { d: mark === "rule" ? "M12 0V12" : "M0 6H24", stroke: "currentColor", "stroke-width": mark === "rule" ? "1.5" : "2", "stroke-dasharray": dash };
  const filled = { fill: "currentColor" };
  const open = { fill: "none", stroke: "currentColor", "stroke-width": "1.5" };
  /** @type {Record<string, Record<string, string>>} */
  const shapes = {
    line,
    dashed: line,
    rule: line,
    bars: { d: "M3 12V6h6V2h6v4h6v6z", opacity: "0.4", ...filled },
    outline: { d: "M3 12V6h6V2h6v4h6v6", ...open, "stroke-width": "1.6" },
    band: { d: "M0 1H24V11H0z", opacity: "0.22", ...filled },
    block: { d: "M0 1H24V11H0z", opacity: "0.85", ...filled },
    points: [
      { d: circle(3.4), ...filled },
      { d: circle(3), ...open },
      { d: "M9 3h6v6H9z", ...filled },
      { d: "M12 1.8l3.8 7.4H8.2z", ...filled },
      { d: "M9 3h6v6H9z", ...open },
    ][variant % 5],
  };
  // No markup from a text: a page may forbid that (require-trusted-types-for).
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  for (const [name, value] of Object.entries(shapes[mark] ?? {})) if (value !== "") path.setAttribute(name, value);
  svg.append(path);
  return svg;
}

/** The named series, each with its swatch; but for those whose names stand in the chart itself. @param {StudySeries[]} series */
export function legend(series) {
  const rows = series.filter(({ name, labelled }) => name !== "" && !labelled).map((one) => element("li", {}, swatch(one), element("span", {}, ...formula(one.name))));
  return element("ul", { class: "key" }, ...rows);
}

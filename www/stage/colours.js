// The colour code as the reader's browser resolves it: from CSS custom properties to the "#rrggbb" that pixels need.

/** @typedef {import("../engine/types.js").Colours} Colours */

/** @type {[keyof Colours, string][]} */
const PROPERTIES = [
  ["background", "--rd-plane"],
  ["ink", "--rd-ink"],
  ["forward", "--rd-forward"],
  ["reverse", "--rd-reverse"],
  ["lighthouse", "--rd-lighthouse"],
];

/**
 * @param {HTMLElement} probe  an element inside the scope whose colours are asked for; its colour is overwritten
 * @returns {Colours}
 */
export function readColours(probe) {
  const context = new OffscreenCanvas(1, 1).getContext("2d");
  const before = probe.style.color;
  probe.style.transition = "none";
  const colours = /** @type {Colours} */ (Object.fromEntries(PROPERTIES.map(([name, property]) => {
    probe.style.color = `var(${property})`;
    return [name, toHex(context, getComputedStyle(probe).color)];
  })));
  probe.style.color = before;
  // Its own colour has to be back before transitions are, or its coming back would count as a change of the page's.
  void getComputedStyle(probe).color;
  probe.style.transition = "";
  return colours;
}

/** @param {OffscreenCanvasRenderingContext2D | null} context @param {string} colour */
function toHex(context, colour) {
  if (!context) return "#808080";
  context.fillStyle = "#808080";
  context.fillStyle = colour;
  const text = context.fillStyle;
  // A system's colours may be seen through.
  const rgb = /^rgba\((\d+), (\d+), (\d+)/.exec(text);
  if (rgb) return rgb.slice(1).reduce((hex, channel) => hex + Number(channel).toString(16).padStart(2, "0"), "#");
  return /^#[0-9a-f]{6}$/.test(text) ? text : "#808080";
}

/**
 * The colour with an opacity.
 * @param {string} hex  "#rrggbb"
 * @param {number} opacity
 */
export function faded(hex, opacity) {
  return hex + Math.round(opacity * 255).toString(16).padStart(2, "0");
}

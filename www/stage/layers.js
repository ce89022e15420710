// What is drawn, by name: their order, and how a choice of them is written in an attribute or a link.

/**
 * @typedef {"density" | "particles" | "pde" | "closed" | "data" | "arrows" | "cells" | "beams" | "captured"} LayerName
 * @typedef {Record<LayerName, boolean>} Layers
 * @typedef {{layers: Layers, paths: number | null}} Show  paths: null as long as nobody has chosen
 */

/** In the order in which they are written. @type {LayerName[]} */
const LAYERS = ["density", "particles", "pde", "closed", "data", "captured", "arrows", "cells", "beams"];

export const MOST_PATHS = 200;

/** Paths of a line view whose reader has not chosen a number. */
const LINE_PATHS = 14;

/** How many paths are drawn. @param {Show} show @param {boolean} line  in the view of time and one coordinate */
export function pathsOf(show, line) {
  return show.paths ?? (line ? LINE_PATHS : 0);
}

/** @returns {Show} */
export function defaultShow() {
  return {
    layers: { density: true, particles: true, pde: true, closed: true, data: true, arrows: false, cells: false, beams: false, captured: false },
    paths: null,
  };
}

/** The bit mask `Picture.paint` takes. @param {Layers} layers @param {boolean} dims  whether particles step back */
export function paintMask(layers, dims) {
  return (layers.density ? 1 : 0) | (layers.particles ? 2 : 0) | (layers.data ? 4 : 0) | (layers.captured ? 8 : 0) | (dims ? 16 : 0);
}

/**
 * As `particles,data,paths-40`; "" for the default choice.
 * @param {Show} show
 */
export function writeShow({ layers, paths }) {
  const drawn = (/** @type {Layers} */ layers) => LAYERS.filter((name) => layers[name]);
  /** @type {string[]} */
  const names = drawn(layers);
  const chosen = names.join() === drawn(defaultShow().layers).join();
  if (chosen && paths === null) return "";
  if (paths !== null) names.push(`paths-${paths}`);
  return names.join(",") || "nothing";
}

/**
 * Reads what `writeShow` wrote, or a person: commas or spaces, any order.
 * @param {string} text
 * @returns {{show: Show, problems: string[]}}
 */
export function readShow(text) {
  const show = defaultShow();
  for (const name of LAYERS) show.layers[name] = false;
  const problems = [];
  for (const word of text.split(/[\s,]+/).filter(Boolean)) {
    const paths = /^paths-(\d+)$/.exec(word);
    const layer = LAYERS.find((name) => name === word);
    if (paths && Number(paths[1]) <= MOST_PATHS) show.paths = Number(paths[1]);
    else if (layer) show.layers[layer] = true;
    else if (word !== "nothing") {
      problems.push(`show: "${word}" is no layer; expected ${LAYERS.join(", ")}, or paths-n with n up to ${MOST_PATHS}.`);
    }
  }
  return problems.length > 0 && !Object.values(show.layers).some(Boolean)
    ? { show: { ...defaultShow(), paths: show.paths }, problems }
    : { show, problems };
}

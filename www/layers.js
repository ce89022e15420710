// What is drawn, by name: the switches, their order, and how a choice of them is written in an attribute or a link.

/**
 * @typedef {"density" | "particles" | "pde" | "closed" | "data" | "arrows" | "cells" | "beams" | "captured"} LayerName
 * @typedef {Record<LayerName, boolean>} Layers
 * @typedef {{layers: Layers, paths: number | null}} Show  paths: null as long as nobody has chosen
 */

/** @type {{name: LayerName, label: string, help: string, line?: boolean}[]}  line: only where data lie on a line */
export const LAYERS = [
  { name: "density", label: "Density", help: "The law ρ(·, t) of the forward process, exact; of the bridge itself where the dynamics is a bridge. On a line: ρ and the law q of the reverse process or the bridge, at all times." },
  { name: "particles", label: "Particles", help: "Every particle of the ensemble, where it is now." },
  { name: "pde", label: "Finite volumes", line: true, help: "On a line: the law now, from the partial differential equation solved on a grid, (2.1) or (2.7)." },
  { name: "closed", label: "Closed form", line: true, help: "On a line: the law now, exact; for the reverse process where there is a formula: ε = 1, ε = 0, or a start from ρ(·, T*)." },
  { name: "data", label: "Data points", help: "The points x_i that ρ₀ is made of; a larger mark carries more weight." },
  { name: "captured", label: "Colour by captured point", help: "Each particle in the colour of the data point it would end at if it moved no more: the largest λ_i." },
  { name: "arrows", label: "Score arrows", help: "∇ log ρ(·, t), the direction that leads back to the data." },
  { name: "cells", label: "Voronoi cells", help: "Where each data point has the largest weight λ_i now, and how many particles stand there." },
  { name: "beams", label: "Lines to x̄₀", help: "From each particle to its lighthouse x̄₀(x, t), the mean of where it came from." },
];

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

/** The bit mask `Picture.paint` takes. @param {Layers} layers */
export function paintMask(layers) {
  return (layers.density ? 1 : 0) | (layers.particles ? 2 : 0) | (layers.data ? 4 : 0) | (layers.captured ? 8 : 0);
}

/**
 * As `particles,data,paths-40`; "" for the default choice.
 * @param {Show} show
 */
export function writeShow({ layers, paths }) {
  const names = LAYERS.filter(({ name }) => layers[name]).map(({ name }) => /** @type {string} */ (name));
  const chosen = names.join(",") === LAYERS.filter(({ name }) => defaultShow().layers[name]).map(({ name }) => name).join(",");
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
  for (const { name } of LAYERS) show.layers[name] = false;
  const problems = [];
  for (const word of text.split(/[\s,]+/).filter(Boolean)) {
    const paths = /^paths-(\d+)$/.exec(word);
    const layer = LAYERS.find(({ name }) => name === word);
    if (paths && Number(paths[1]) <= MOST_PATHS) show.paths = Number(paths[1]);
    else if (layer) show.layers[layer.name] = true;
    else if (word !== "nothing") {
      problems.push(`show: "${word}" is no layer; expected ${LAYERS.map(({ name }) => name).join(", ")}, or paths-n with n up to ${MOST_PATHS}.`);
    }
  }
  return problems.length > 0 && !Object.values(show.layers).some(Boolean)
    ? { show: { ...defaultShow(), paths: show.paths }, problems }
    : { show, problems };
}

// What is drawn, by name: the switches, their order, and how a choice of them is written in an attribute or a link.

/**
 * @typedef {"density" | "particles" | "data" | "arrows" | "cells" | "beams" | "captured"} LayerName
 * @typedef {Record<LayerName, boolean>} Layers
 * @typedef {{layers: Layers, paths: number}} Show
 */

/** @type {{name: LayerName, label: string, help: string}[]} */
export const LAYERS = [
  { name: "density", label: "Density", help: "The law ρ(·, t) of the forward process, exact; of the bridge itself where the dynamics is a bridge." },
  { name: "particles", label: "Particles", help: "Every particle of the ensemble, where it is now." },
  { name: "data", label: "Data points", help: "The points x_i that ρ₀ is made of; a larger mark carries more weight." },
  { name: "captured", label: "Colour by captured point", help: "Each particle in the colour of the data point it would end at if it moved no more: the largest λ_i." },
  { name: "arrows", label: "Score arrows", help: "∇ log ρ(·, t), the direction that leads back to the data." },
  { name: "cells", label: "Voronoi cells", help: "Where each data point has the largest weight λ_i now, and how many particles stand there." },
  { name: "beams", label: "Lines to x̄₀", help: "From each particle to its lighthouse x̄₀(x, t), the mean of where it came from." },
];

export const MOST_PATHS = 200;

/** @returns {Show} */
export function defaultShow() {
  return {
    layers: { density: true, particles: true, data: true, arrows: false, cells: false, beams: false, captured: false },
    paths: 0,
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
  if (paths > 0) names.push(`paths-${paths}`);
  const text = names.join(",") || "nothing";
  return text === "density,particles,data" ? "" : text;
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

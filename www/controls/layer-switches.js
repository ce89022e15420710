// What the switches of the layers are called, and what they say when one asks.

/** @typedef {import("../stage/layers.js").LayerName} LayerName */

/** @type {{name: LayerName, label: string, help: string, line?: boolean}[]}  line: only where data lie on a line */
export const SWITCHES = [
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

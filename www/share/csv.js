// What is there and what was measured, as CSV: the scene and the numbers in comments, then the particles row by row, so
// that the file can be dropped back in as data; and the captures of each data point.

/** @typedef {import("../clock/player.js").Player} Player */
/** @typedef {import("../engine/types.js").Simulation} Simulation */

/**
 * The particles where they are.
 * @param {Player} player
 * @param {string} link  to this very moment
 */
export function particlesCsv(player, link) {
  const simulation = player.simulation;
  if (!simulation) return "";
  return `${header(player, simulation, link)}${rows(names(simulation.dim), simulation.positions(), simulation.dim)}`;
}

/**
 * The data points, their weights, how many particles each has and how many theory expects.
 * @param {Player} player
 * @param {string} link
 */
export function capturesCsv(player, link) {
  const simulation = player.simulation;
  if (!simulation) return "";
  const { dim } = simulation;
  const [points, weights, expected] = [simulation.points(), simulation.weights(), simulation.expectedCaptures()];
  const captures = simulation.captures();
  const lines = Array.from(weights, (weight, i) =>
    [...Array.from(points.subarray(dim * i, dim * (i + 1))), weight, captures[i], expected[i]].join(","));
  return `${header(player, simulation, link)}${[...names(dim), "weight", "captured", "expected"].join(",")}\n${lines.join("\n")}\n`;
}

/** @param {Player} player @param {Simulation} simulation @param {string} link */
function header(player, simulation, link) {
  const numbers = {
    scene: link,
    dynamics: simulation.dynamics,
    step: `${simulation.index} of ${player.steps}`,
    t: player.time,
    particles: simulation.particles,
    "data points": simulation.count,
    "exactly on a data point": simulation.done ? simulation.capturedExactly() : "not known before the end",
    digest: simulation.digest(),
  };
  return Object.entries(numbers).map(([name, value]) => `# ${name}: ${value}\n`).join("");
}

/** A name for every coordinate; beyond the plane they are numbered, and are read back as what they are. @param {number} dim */
function names(dim) {
  return dim > 2 ? Array.from({ length: dim }, (_, k) => `x${k + 1}`) : ["x", "y"].slice(0, dim);
}

/** @param {string[]} names @param {ArrayLike<number>} values @param {number} dim */
function rows(names, values, dim) {
  const lines = [names.join(",")];
  for (let i = 0; i < values.length; i += dim) {
    lines.push(Array.from({ length: dim }, (_, j) => values[i + j]).join(","));
  }
  return `${lines.join("\n")}\n`;
}

// How many particles have landed on a data point, in words.

import { count } from "../lib/numbers.js";

/** What was said last of each simulation, and when. @type {WeakMap<import("../engine/types.js").Simulation, {index: number, arrived: boolean, text: string}>} */
const said = new WeakMap();

/**
 * "1,987 of 2,000 on a data point", and where the run should have led all of them there, what kept the others; "" where
 * there is nothing to say. Asked for at every frame, it is counted once a step.
 * @param {import("../clock/player.js").Player} player
 */
export function tally(player) {
  const { simulation } = player;
  if (!simulation) return "";
  const { index } = simulation;
  const arrived = player.fraction >= 1 && !player.behind;
  const last = said.get(simulation);
  if (last && last.index === index && last.arrived === arrived) return last.text;
  const text = inWords(player, simulation);
  said.set(simulation, { index, arrived, text });
  return text;
}

/** @param {import("../clock/player.js").Player} player @param {import("../engine/types.js").Simulation} simulation */
function inWords(player, simulation) {
  const { scene } = player;
  const landed = simulation.tally(player.fraction);
  if (landed === undefined) return "";
  const text = `${count(landed)} of ${count(simulation.particles)} on a data point`;
  const isMeantTo = scene["t-min"] === 0 && (scene.denoiser ?? "exact") === "exact";
  if (!isMeantTo || landed === simulation.particles || !player.done || player.behind) return text;
  return `${text}: ${scene.grid === "uniform" && Number(scene.steps) >= 20 ? "the last step of the uniform grid is too long" : "too few steps"}`;
}

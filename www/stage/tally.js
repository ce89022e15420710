// How many particles have landed on a data point, in words.

import { count } from "../lib/numbers.js";

/**
 * "1,987 of 2,000 on a data point", and where the run should have led all of them there, what kept the others; "" where
 * there is nothing to say.
 * @param {import("../clock/player.js").Player} player
 */
export function tally(player) {
  const { simulation, scene } = player;
  const landed = simulation?.tally(player.fraction);
  if (!simulation || landed === undefined) return "";
  const text = `${count(landed)} of ${count(simulation.particles)} on a data point`;
  const isMeantTo = scene["t-min"] === 0 && (scene.denoiser ?? "exact") === "exact";
  if (!isMeantTo || landed === simulation.particles || !player.done || player.behind) return text;
  return `${text}: ${scene.grid === "uniform" && Number(scene.steps) >= 20 ? "the last step of the uniform grid is too long" : "too few steps"}`;
}

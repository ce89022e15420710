// The picture in a sentence, for those who do not see it.

import { count, counted, fixed } from "../lib/numbers.js";
import { tally } from "../stage/tally.js";

/** @typedef {import("../clock/player.js").Player} Player */
/** @typedef {import("../engine/types.js").SimulationInfo} SimulationInfo */

/**
 * Short, to be spoken while things move: "reverse, step 40 of 100, 812 of 2,000 captured at point 3".
 * @param {Player} player
 * @param {Uint32Array | null} captures
 */
export function spoken(player, captures) {
  const { simulation, index, steps } = player;
  if (!simulation) return "";
  const parts = [simulation.dynamics, `step ${count(index)} of ${count(steps)}`];
  const landed = player.done ? tally(player) : "";
  if (landed) parts.push(landed);
  else if (captures && captures.length > 0 && simulation.dynamics === "reverse") {
    let best = 0;
    for (let i = 1; i < captures.length; i++) if (captures[i] > captures[best]) best = i;
    parts.push(`${count(captures[best])} of ${count(simulation.particles)} captured at point ${best}`);
  }
  return parts.join(", ");
}

/** @type {Record<string, string>} */
const VERBS = {
  forward: "on the way from the data to noise",
  reverse: "on the way back from noise to the data",
  bridge: "on the way to one data point",
};

/**
 * What the picture shows, as the label of an image.
 * @param {Player} player
 */
export function pictured(player) {
  const { simulation, index, steps } = player;
  if (!simulation) return "";
  const info = /** @type {SimulationInfo} */ (simulation.info());
  return `${info.title}: ${counted(simulation.particles, "particle")} ${VERBS[simulation.dynamics] ?? "on the way"}, ${counted(simulation.count, "data point")}. Step ${count(index)} of ${count(steps)}, t = ${fixed(player.time, 2)}.`;
}

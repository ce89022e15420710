// What the keys of the stage mean.

/** CSS pixels an arrow key moves the crosshair; with Shift, five times that. */
const NUDGE = 8;

/** The same in a sentence, for those who do not see. */
export const KEYS = "Arrow keys inspect, Enter launches a particle, Space plays and pauses, full stop and comma step.";

/** @type {Record<string, [number, number]>} */
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/**
 * @typedef {object} Keyed  what the keys act on: the element
 * @property {import("../clock/player.js").Player} player
 * @property {import("../pointing/inspector.js").Inspector} inspector
 * @property {() => void} play
 * @property {() => void} pause
 * @property {() => void} step
 * @property {() => void} reset
 * @property {(k: number) => void} seek
 */

/**
 * Moves the crosshair or the clock.
 * @param {Keyed} bench
 * @param {KeyboardEvent} event
 * @param {{clientWidth: number, clientHeight: number}} box  the stage
 * @returns {"" | "done" | "pointed"}  "" where the key means nothing, "pointed" where the crosshair has moved
 */
export function act(bench, { key, shiftKey }, box) {
  const { player, inspector } = bench;
  const arrow = ARROWS[key];
  if (arrow) {
    const far = shiftKey ? 5 * NUDGE : NUDGE;
    inspector.nudge(arrow[0] * far, arrow[1] * far, box);
    inspector.update();
    return "pointed";
  }
  switch (key) {
    case " ":
      if (player.playing) bench.pause();
      else bench.play();
      return "done";
    case ".": bench.step(); return "done";
    case ",":
      bench.pause();
      player.stepBack();
      return "done";
    case "Home": bench.reset(); return "done";
    case "End": bench.seek(player.steps); return "done";
    case "Escape":
      if (!inspector.at) return "";
      inspector.hide();
      return "done";
    case "Enter":
      inspector.launchHere(shiftKey);
      return inspector.at ? "done" : "";
    default: return "";
  }
}

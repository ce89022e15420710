// Playing without being asked to: when it is wanted, and not where the reader was faster or wants nothing to move.

import { isOn } from "./attributes.js";

/** Milliseconds the finished still picture stands before an autoplay begins. */
const STILL = 900;

/**
 * Has a player play after a while, unless the reader has done something with it meanwhile: then it is theirs.
 * @param {HTMLElement} host  whose attribute says whether
 * @param {import("../clock/player.js").Player} player
 * @returns {number}  the timer, to be cleared where anything else happens
 */
export function playSoon(host, player) {
  if (!isOn(host.getAttribute("autoplay")) || matchMedia("(prefers-reduced-motion: reduce)").matches) return 0;
  const { index, scene } = player;
  return window.setTimeout(() => {
    if (player.index === index && player.scene === scene) player.play();
  }, STILL);
}

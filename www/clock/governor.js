// What gives way when a scene is too heavy: first the steps of a frame, since the clock waits for them (player.js), then
// the density's resolution; never the answer.

/** Milliseconds of work in a frame above which a picture stutters, and below which it is smooth again. */
const HEAVY = 34;
const LIGHT = 12;

/** How much wider than needed the density's pixels may become. */
const COARSEST = 2;

/**
 * How many times wider than needed the density's pixels are to be.
 * @param {number} now  how many times they are
 * @param {boolean} playing  what stands still is shown as fine as it can be
 * @param {number} work  milliseconds of work in a frame, typically
 */
export function coarseness(now, playing, work) {
  if (!playing) return 1;
  if (work > HEAVY) return COARSEST;
  return work < LIGHT ? 1 : now;
}

// Where a value lies on a slider: linear or logarithmic, whole or real. Pure.

/** @typedef {{min: number, max: number, log: boolean, whole: boolean}} Scale */

/** A slider has this many positions beyond the first. */
export const POSITIONS = 1000;

/** On a logarithmic scale that begins at 0 the first position is 0, and the rest span this many powers of e. */
const SPAN = Math.log(1e5);

/** Three significant digits, the fewest that look continuous. @param {number} value */
export function tidy(value) {
  return Number(value.toPrecision(3)) === value ? value : Number(value.toPrecision(6));
}

/** @param {number} position @param {Scale} scale */
export function fromPosition(position, { min, max, log, whole }) {
  if (position >= POSITIONS) return max;
  if (position <= 0) return min;
  const share = position / POSITIONS;
  let value = min + share * (max - min);
  if (log) value = min > 0 ? min * (max / min) ** share : max * Math.exp((share - 1) * SPAN);
  value = whole && value < 1000 ? Math.round(value) : Number(value.toPrecision(3));
  return whole ? Math.round(value) : value;
}

/** @param {number} value @param {Scale} scale */
export function toPosition(value, { min, max, log }) {
  if (value <= min) return 0;
  if (value >= max) return POSITIONS;
  let share = (value - min) / (max - min);
  if (log) share = min > 0 ? Math.log(value / min) / Math.log(max / min) : 1 + Math.log(value / max) / SPAN;
  return Math.round(POSITIONS * Math.max(0, share));
}

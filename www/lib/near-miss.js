// The name that was probably meant by one that nobody has.

/** Letters and digits alone, small: "t_star" and "tStar" are "t-star". @param {string} name */
function bare(name) {
  return name.toLowerCase().replace(/[^a-z0-9]/g, "");
}

/** Slips that a name of so many characters may have and still be that name. @param {number} length */
function slips(length) {
  return length < 3 ? 0 : length < 6 ? 1 : 2;
}

/**
 * @param {string} name
 * @param {string[]} names
 * @returns {string | null}  the nearest of the names, if it is near
 */
export function nearest(name, names) {
  const written = bare(name);
  let best = null;
  let least = Infinity;
  for (const candidate of names) {
    const meant = bare(candidate);
    const most = slips(meant.length);
    if (Math.abs(written.length - meant.length) > most) continue;
    const distance = slipsBetween(written, meant);
    if (distance <= most && distance < least) [best, least] = [candidate, distance];
  }
  return best;
}

/** Characters left out, put in, changed, or swapped with their neighbour. @param {string} a @param {string} b */
function slipsBetween(a, b) {
  let [older, old] = [/** @type {number[]} */ ([]), Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      row[j] = Math.min(old[j] + 1, row[j - 1] + 1, old[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) row[j] = Math.min(row[j], older[j - 2] + 1);
    }
    [older, old] = [old, row];
  }
  return old[b.length];
}

// A table read in pieces of some milliseconds, so that the page goes on meanwhile.

import { breath } from "../lib/pause.js";
import { letGo } from "../engine/let-go.js";

/** @typedef {import("../engine/types.js").Engine} Engine */
/** @typedef {import("../engine/types.js").Table} Table */
/** @typedef {{columns?: string[], weight?: string, standardise?: boolean, reading?: string}} TableOptions */

/** Milliseconds after which the page has its turn. */
const TURN = 12;
/** Cells of a piece: some milliseconds' work. */
const PIECE = 1000;

/**
 * What `readTable` gives; null if it was called off. Small tables are read before this returns.
 * @param {Engine} engine
 * @param {string[]} parts  of the text
 * @param {TableOptions} options
 * @param {(share: number) => boolean} goesOn  told how far it is, says whether to go on
 * @returns {Promise<Table | null>}
 */
export async function readInPieces(engine, parts, options, goesOn) {
  const reader = new engine.TableReader(options);
  let since = performance.now();
  const isDue = () => performance.now() - since > TURN;
  try {
    for (const part of parts) {
      reader.push(part);
      if (isDue()) {
        if (!goesOn(0)) return null;
        await breath();
        since = performance.now();
      }
    }
    for (;;) {
      const table = /** @type {Table | undefined} */ (reader.advance(PIECE));
      if (table) return goesOn(1) ? table : null;
      if (isDue()) {
        if (!goesOn(reader.progress)) return null;
        await breath();
        since = performance.now();
      }
    }
  } finally {
    letGo(reader);
  }
}

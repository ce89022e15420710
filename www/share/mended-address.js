// The pairs of an address as they were meant. Mail programs, chats and word processors write & as &amp;, encode a link
// once more, and take the bracket or full stop behind it along; no value of ours has any of that in it.

/** @typedef {[name: string, value: string][]} Pairs */

/** How often a link may have been encoded. */
const DEEPEST = 4;
/** What a sentence or markup around a link leaves at its end. */
const TRAILING = /[)\].,'"”’»>*]+$/;

/**
 * @param {{search: string, hash: string}} address
 * @param {(name: string) => boolean} isOurs  whose values are mended; all others are left as they are
 * @returns {{query: Pairs, fragment: Pairs, mended: boolean}}
 */
export function readPairs({ search, hash }, isOurs) {
  const query = read(search.replace(/^\?/, ""), isOurs, 0);
  const fragment = read(hash.replace(/^#/, ""), isOurs, 0);
  let mended = query.mended || fragment.mended;
  const last = (hash.length > 1 ? fragment : query).pairs.at(-1);
  if (last && isOurs(last[0])) {
    const value = last[1].replace(TRAILING, "");
    if (value !== last[1] && value !== "") {
      last[1] = value;
      mended = true;
    }
  }
  return { query: query.pairs, fragment: fragment.pairs, mended };
}

/** @param {string} text @param {(name: string) => boolean} isOurs @param {number} depth @returns {{pairs: Pairs, mended: boolean}} */
function read(text, isOurs, depth) {
  /** @type {Pairs} */
  const pairs = [];
  let mended = false;
  /** @param {string} inner  what turned out to be pairs itself */
  const goDeeper = (inner) => {
    pairs.push(...read(inner, isOurs, depth + 1).pairs);
    mended = true;
  };
  for (const piece of text.split("&").filter(Boolean)) {
    const at = piece.indexOf("=");
    const whole = decoded(piece);
    if (at < 0 && depth < DEEPEST && whole.includes("=")) {
      goDeeper(whole);
      continue;
    }
    const written = decoded(at < 0 ? piece : piece.slice(0, at)).trim();
    const name = written.replace(/^(amp;)+/i, "");
    let value = at < 0 ? "" : decoded(piece.slice(at + 1));
    if (!isOurs(name)) {
      pairs.push([name, value]);
      continue;
    }
    mended ||= name !== written;
    for (let i = 0; i < DEEPEST && /%[0-9a-f]{2}/i.test(value); i++) {
      value = decodedOnceMore(value);
      mended = true;
    }
    // The next pair, or the fragment, with its mark encoded.
    const next = value.search(/[&#](amp;)*[\w-]+=/i);
    pairs.push([name, next < 0 ? value : value.slice(0, next)]);
    if (next >= 0 && depth < DEEPEST) goDeeper(value.slice(next + 1));
  }
  return { pairs, mended };
}

/** As every browser decodes a query, which never fails: a plus is a space, and a broken escape stays. @param {string} text */
function decoded(text) {
  return new URLSearchParams(`text=${text}`).get("text") ?? "";
}

/** Here a plus is a plus. @param {string} text */
function decodedOnceMore(text) {
  return decoded(text.replaceAll("+", "%2B"));
}

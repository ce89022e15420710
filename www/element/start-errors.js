// What browsers say when a start fails, as one sentence on what the reader or the author of the page can do. It is loaded
// only then, and knows the wording of Chromium, Firefox and WebKit; what it does not know it passes on.

/** How one kind of failure is known, and what can be done. @typedef {{says: RegExp, sentence: (where: string) => string}} Kind */

/** @type {Kind[]}  the first that fits */
const KINDS = [
  {
    says: /content security policy|blocked by csp|unsafe-eval|disallowed by embedder/i,
    sentence: () => "This page's Content Security Policy forbids WebAssembly: its author can allow it with 'wasm-unsafe-eval' in script-src.",
  },
  {
    says: /magic (word|number|header)|doesn't start with '\\0asm'|doesn't parse at byte 0|unexpected token '<'|non-javascript mime|not a valid javascript mime|disallowed mime type/i,
    sentence: (where) => `Something else came in place of the simulation${where}, probably a page of HTML: whoever runs the site has to serve that file itself, a module as application/wasm.`,
  },
  {
    says: /simd|invalid opcode 253|(unrecognized|unknown|invalid) opcode:? (0x)?fd/i,
    sentence: () => "This browser's WebAssembly lacks SIMD, which the simulation computes with: a newer browser has it (Chrome 91, Firefox 89, Safari 16.4 and later).",
  },
  {
    says: /import #\d+|import object|import function|linkerror|requires a callable|__wb\w+ is not a function|does not provide an export|doesn't provide an export|importing binding name/i,
    sentence: (where) => `Files of two releases came together${where}: reload the page, and if that does not help, its author has to put all files of one release there.`,
  },
  {
    says: /could not allocate memory|out of memory|cannot allocate|memory\.grow|invalid array (buffer )?length|array buffer allocation failed/i,
    sentence: () => "There is not enough memory for the simulation: close other tabs and restart it, or reload the page.",
  },
  {
    says: /status code is not ok|\b(404|403|410|5\d\d)\b|dynamically imported module|importing a module script failed|failed to fetch|networkerror|load failed|network error/i,
    sentence: (where) => `A file of the simulation could not be had${where}: the network may be down, or a newer release has taken its place. Reload the page.`,
  },
  {
    says: /compileerror|validation error|couldn't compile|wasm|reached the end|unexpected end/i,
    sentence: (where) => `The simulation came damaged${where}: reload the page, and if that does not help, its author has to put the file there once more.`,
  },
];

/**
 * @param {unknown} error  as it was thrown
 * @param {string | null} [address]  that answered, or was asked in vain
 * @returns {string | null}  null where it is none that is known
 */
export function explain(error, address) {
  const said = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const kind = KINDS.find(({ says }) => says.test(said));
  if (!kind) return null;
  // Without the number that a second request has (again.js): nobody could do anything with it.
  const named = address ?? /https?:\/\/[^\s'")?]+/.exec(said)?.[0];
  return kind.sentence(named ? ` (${named})` : "");
}

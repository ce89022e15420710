// The symbols of the article's formulas: which letters of a formula stand for what, by the table of notation
// (www/pages/notation.json). Each is wrapped as \htmlData{n=ID}{…}, which changes nothing of how it is set; the page's
// script (www/pages/symbols.js) answers to what is marked so.
//
// A spelling in the table is TeX. "#" stands for any index, a power is allowed where none is written, and after "|" stands
// what has to follow without belonging to the symbol: "\Delta|q" is the Laplacian's Δ. The longest spelling wins, then
// the one with the fewest "#".

import { readFileSync } from "node:fs";

/**
 * @typedef {object} Entry  one row of the table
 * @property {string} id
 * @property {string} group
 * @property {string} tex  as it is shown in the list
 * @property {string[]} spelt  TeX that is recognised as this symbol
 * @property {string} name
 * @property {string} says  one sentence; $…$ is TeX
 * @property {string[]} at  where it is introduced: numbers of equations, ids of sections, theorems or figures, of which the first that there is counts
 * @property {string} [paper]  what the paper writes, where that is another letter or another thing
 * @property {string} [value]  what the page's script reads off the figure in view
 * @property {string} [lights]  what lights up in the figure in view
 *
 * @typedef {{raw: string, norm: string, kind: "command" | "group" | "space" | "other", args: Node[], inner: Node[]}} Node
 * @typedef {{from: number, to: number, base: string, scripts: {mark: string, norm: string}[]}} Atom  nodes from … to − 1 of a list, with all its scripts
 * @typedef {{base: string, scripts: {mark: string, norm: string}[]}} Wanted
 * @typedef {{id: string, wanted: Wanted[], ahead: Wanted[], any: number}} Spelling
 */

/** Commands with arguments, and how many; those of `OPAQUE` hold words and no symbols. */
const ARGUMENTS = new Map(Object.entries({
  "\\fwd": 1, "\\rev": 1, "\\sqrt": 1, "\\frac": 2, "\\tfrac": 2, "\\dfrac": 2, "\\tilde": 1, "\\bar": 1, "\\hat": 1, "\\mathcal": 1, "\\mathbb": 1,
  "\\mathrm": 1, "\\mathbf": 1, "\\operatorname": 1, "\\text": 1, "\\begin": 1, "\\end": 1, "\\xrightarrow": 1, "\\underbrace": 1, "\\overbrace": 1, "\\boxed": 1, "\\htmlClass": 2,
}));
const OPAQUE = new Set(["\\operatorname", "\\text", "\\begin", "\\end", "\\mathrm", "\\mathbb"]);
/** Colours only: what is in them counts as if they were not there. */
const TRANSPARENT = new Set(["\\fwd", "\\rev"]);
/** Part of a letter, and not around it. */
const LETTERS = new Set(["\\tilde", "\\bar", "\\hat", "\\mathcal", "\\mathbb", "\\mathrm", "\\operatorname"]);
/** Spaces that TeX makes; they do not part what belongs together. */
const THIN = /^(\s+|\\[,;:! ]|~|&)$/;

/** @param {string} tex @returns {Node[]} */
function parse(tex) {
  const tokens = tex.match(/\\[a-zA-Z]+|\\[^]|\s+|[^]/g) ?? [];
  let at = 0;
  /** @returns {Node} */
  const one = () => {
    const token = tokens[at++];
    if (token === "{") {
      const inner = [];
      while (at < tokens.length && tokens[at] !== "}") inner.push(one());
      at++;
      return { raw: `{${inner.map(({ raw }) => raw).join("")}}`, norm: inner.map(({ norm }) => norm).join(""), kind: "group", args: [], inner };
    }
    if (token === "\\\\" && tokens[at] === "[") {
      // \\\\[0.4em]: a length, and no letters.
      let raw = token;
      while (at < tokens.length && tokens[at] !== "]") raw += tokens[at++];
      return { raw: raw + (tokens[at++] ?? ""), norm: "", kind: "space", args: [], inner: [] };
    }
    if (THIN.test(token)) return { raw: token, norm: "", kind: "space", args: [], inner: [] };
    const count = ARGUMENTS.get(token) ?? 0;
    if (count === 0) return { raw: token, norm: token, kind: token.startsWith("\\") ? "command" : "other", args: [], inner: [] };
    let raw = token;
    const skip = () => { while (at < tokens.length && /^\s+$/.test(tokens[at])) raw += tokens[at++]; };
    skip();
    if (tokens[at] === "[" && (token === "\\sqrt" || token === "\\xrightarrow")) {
      while (at < tokens.length && tokens[at] !== "]") raw += tokens[at++];
      raw += tokens[at++];
      skip();
    }
    const head = raw;
    const args = [];
    for (let k = 0; k < count && at < tokens.length; k++) {
      if (k > 0) skip();
      args.push(one());
    }
    raw += args.map((arg) => arg.raw).join("");
    const inside = args.map(({ norm }) => `{${norm}}`).join("");
    return { raw, norm: TRANSPARENT.has(token) ? args[0]?.norm ?? "" : `${token}${inside}`, kind: "command", args, inner: [{ raw: head, norm: "", kind: "other", args: [], inner: [] }] };
  };
  const nodes = [];
  while (at < tokens.length) nodes.push(one());
  return nodes;
}

/** The atom that begins at a node: it and its indices and powers. @param {Node[]} nodes @param {number} from @returns {Atom} */
function atom(nodes, from) {
  const scripts = [];
  let to = from + 1;
  for (;;) {
    let next = to;
    while (nodes[next]?.kind === "space" && /^\s+$/.test(nodes[next].raw)) next++;
    if (nodes[next]?.raw === "'") {
      scripts.push({ mark: "^", norm: "'" });
      to = next + 1;
      continue;
    }
    if (nodes[next]?.raw !== "_" && nodes[next]?.raw !== "^") break;
    const mark = nodes[next].raw;
    do next++; while (nodes[next]?.kind === "space");
    if (!nodes[next]) break;
    scripts.push({ mark, norm: nodes[next].norm });
    to = next + 1;
  }
  return { from, to, base: nodes[from].norm, scripts };
}

/** The atoms of a list of nodes, spaces and colours left out, from one of them on. @param {Node[]} nodes @param {number} from @param {number} count */
function atomsFrom(nodes, from, count) {
  const atoms = [];
  for (let at = from; at < nodes.length && atoms.length < count;) {
    if (nodes[at].kind === "space") {
      at++;
      continue;
    }
    const next = atom(nodes, at);
    atoms.push(next);
    at = next.to;
  }
  return atoms;
}

/** A coloured atom has its scripts inside. @param {string} text @returns {Wanted} */
function wanted(text) {
  const nodes = parse(text);
  const first = atom(nodes, nodes.findIndex(({ kind }) => kind !== "space"));
  return { base: first.base, scripts: first.scripts };
}

/** @param {string} text @returns {Wanted[]} */
function sequence(text) {
  const nodes = parse(text);
  return atomsFrom(nodes, 0, Infinity).map(({ base, scripts }) => ({ base, scripts }));
}

/** @param {Wanted} want @param {Atom} have @param {Node[]} nodes @param {boolean} free  whether further scripts do not matter */
function fits(want, have, nodes, free) {
  let { base, scripts } = have;
  const node = nodes[have.from];
  // \fwd{X_t}: the atom is inside.
  if (free && node.args.length === 1 && TRANSPARENT.has(node.inner[0].raw.trim())) ({ base, scripts } = wanted(node.norm));
  if (base !== want.base) return false;
  if (free) return true;
  const marks = (/** @type {string} */ mark) => [want.scripts.find((one) => one.mark === mark), scripts.find((one) => one.mark === mark)];
  const [low, index] = marks("_");
  if (low ? !index || (low.norm !== "#" && low.norm !== index.norm) : index) return false;
  const [high, power] = marks("^");
  return !high || (power !== undefined && (high.norm === "#" || high.norm === power.norm));
}

export class Symbols {
  /** @type {Spelling[]} */
  #spellings = [];
  /** Ids in the order in which they were met, and where first. @type {Map<string, string>} */
  met = new Map();

  /** @param {Entry[]} entries */
  constructor(entries) {
    this.entries = entries;
    for (const { id, spelt } of entries) {
      for (const text of spelt) {
        const [own, ahead] = text.split("|");
        this.#spellings.push({ id, wanted: sequence(own), ahead: ahead === undefined ? [] : sequence(ahead), any: own.split("#").length });
      }
    }
    const length = (/** @type {Spelling} */ { wanted, ahead }) => wanted.length + ahead.length;
    const literal = (/** @type {Spelling} */ { wanted }) => wanted.reduce((sum, { scripts }) => sum + scripts.length, 0);
    this.#spellings.sort((a, b) => length(b) - length(a) || literal(b) - literal(a) || a.any - b.any);
  }

  /**
   * A formula with its symbols wrapped.
   * @param {string} tex
   * @param {Record<string, string>} [meanings]  letters that mean something else here, with the id of what they mean
   * @param {string} [place]  the anchor where the formula stands
   */
  marked(tex, meanings = {}, place = "") {
    return this.#mark(parse(tex), meanings, (id) => { if (!this.met.has(id)) this.met.set(id, place); });
  }

  /** The letters of a formula that no entry explains. @param {string} tex @param {Record<string, string>} [meanings] */
  unexplained(tex, meanings = {}) {
    /** @type {string[]} */
    const left = [];
    this.#mark(parse(tex), meanings, () => {}, left);
    return left;
  }

  /** @param {Node[]} nodes @param {Record<string, string>} meanings @param {(id: string) => void} meet @param {string[]} [left] @returns {string} */
  #mark(nodes, meanings, meet, left) {
    let out = "";
    for (let at = 0; at < nodes.length;) {
      const node = nodes[at];
      if (node.kind === "space") {
        out += node.raw;
        at++;
        continue;
      }
      // Colour is around the symbol: the symbol is looked for in it.
      const command = node.inner[0]?.raw.trim() ?? "";
      const found = TRANSPARENT.has(command) ? null : this.#find(nodes, at, meanings);
      if (found) {
        meet(found.id);
        out += `\\htmlData{n=${found.id}}{${nodes.slice(at, found.to).map(({ raw }) => raw).join("")}}`;
        at = found.to;
        continue;
      }
      // An index or a power of what has no entry, as in \partial_t, is one thing too.
      if (node.raw === "_" || node.raw === "^") {
        const next = at + 1 + nodes.slice(at + 1).findIndex(({ kind }) => kind !== "space");
        out += node.raw + this.#argument(nodes[next], meanings, meet, left);
        at = next + 1;
        continue;
      }
      if (node.kind === "group") out += `{${this.#mark(node.inner, meanings, meet, left)}}`;
      else if (node.args.length > 0 && !OPAQUE.has(command) && !LETTERS.has(command)) {
        // \htmlClass{name}{…}: the first is no mathematics.
        out += node.inner[0].raw + node.args.map((arg, k) => (command === "\\htmlClass" && k === 0 ? arg.raw : this.#argument(arg, meanings, meet, left))).join("");
      } else {
        if (isLetter(node, command)) left?.push(node.norm);
        out += node.raw;
      }
      at++;
    }
    return out;
  }

  /** What a command takes as its argument is one thing, and stays one. @param {Node} arg @param {Record<string, string>} meanings @param {(id: string) => void} meet @param {string[]} [left] */
  #argument(arg, meanings, meet, left) {
    if (arg.kind === "group") return `{${this.#mark(arg.inner, meanings, meet, left)}}`;
    const marked = this.#mark([arg], meanings, meet, left);
    return marked === arg.raw ? marked : `{${marked}}`;
  }

  /** @param {Node[]} nodes @param {number} at @param {Record<string, string>} meanings */
  #find(nodes, at, meanings) {
    const here = atom(nodes, at);
    const plain = here.base + here.scripts.map(({ mark, norm }) => mark + norm).join("");
    const means = meanings[plain] ?? meanings[here.base];
    if (means !== undefined) return means === "" ? null : { id: means, to: here.to };
    for (const { id, wanted, ahead } of this.#spellings) {
      if (wanted[0].base !== here.base) continue;
      const atoms = atomsFrom(nodes, at, wanted.length + ahead.length);
      if (atoms.length < wanted.length + ahead.length) continue;
      if (wanted.every((want, k) => fits(want, atoms[k], nodes, false)) && ahead.every((want, k) => fits(want, atoms[wanted.length + k], nodes, true))) {
        return { id, to: atoms[wanted.length - 1].to };
      }
    }
    return null;
  }
}

/** Greek and Latin letters, with or without an accent; words and operators are none. @param {Node} node @param {string} command */
function isLetter(node, command) {
  if (["\\tilde", "\\bar", "\\hat", "\\mathcal"].includes(command)) return true;
  return /^([a-zA-Z]|\\(alpha|beta|gamma|delta|epsilon|varepsilon|zeta|eta|theta|kappa|lambda|mu|nu|xi|rho|sigma|tau|phi|varphi|chi|psi|omega|ell|Gamma|Delta|Theta|Lambda|Sigma|Phi|Psi|Omega|lh))$/.test(node.norm);
}

/** The table. @returns {Entry[]} */
export function readNotation() {
  return JSON.parse(readFileSync(new URL("../../www/pages/notation.json", import.meta.url), "utf8"));
}

/** "s=score;h=cell" of an attribute `data-means`. @param {string} attributes @returns {Record<string, string>} */
export function meaningsOf(attributes) {
  const text = /data-means="([^"]*)"/.exec(attributes)?.[1] ?? "";
  return Object.fromEntries(text.split(";").filter(Boolean).map((pair) => pair.split("=").map((part) => part.trim())));
}

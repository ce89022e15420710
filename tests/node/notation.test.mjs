// The table of notation and what the typesetter makes of it: every entry can be set, every place it names is there, every
// letter of the articles has an entry, and a formula with its symbols marked is set as it is without.

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { test } from "node:test";

import { LIGHT_NAMES } from "../../www/pages/symbol-light.js";
import { VALUE_NAMES } from "../../www/pages/symbol-values.js";
import { meaningsOf, readNotation, Symbols } from "../../xtask/src/symbols.mjs";
import { render } from "../../xtask/src/typeset.mjs";

const MATHML = /<math .*<\/math>/s;

const entries = readNotation();
const ids = new Set(entries.map(({ id }) => id));

/** The pages that there are. */
const pages = ["index.html", "heat-flow.html"].map((name) => new URL(`../../${name}`, import.meta.url)).filter((file) => existsSync(file)).map((file) => readFileSync(file, "utf8")).join("\n");

const formulas = [...pages.matchAll(/<(span|div) class="tex"([^>]*)>([^<]*)<\/\1>/g)].map(([, tag, attributes, text]) => ({
  displayed: tag === "div",
  meanings: meaningsOf(attributes),
  tex: text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&").trim(),
}));

test("an entry has an id of its own, can be typeset, and says in a sentence what it is", () => {
  assert.equal(ids.size, entries.length);
  for (const { id, tex, spelt, name, says, paper = "" } of entries) {
    assert.match(id, /^[A-Za-z][\w-]*$/);
    assert.ok(spelt.length > 0 && name.length > 0, id);
    assert.match(says, /^[A-Z$].*[.]$/, id);
    for (const text of [tex, ...[says, paper].flatMap((words) => words.split("$").filter((_, k) => k % 2 === 1))]) assert.ok(render(text, text, false).includes("katex-html"), `${id}: ${text}`);
  }
});

test("what an entry reads off a figure, and what it lights up there, the page knows", () => {
  for (const { id, value, lights } of entries) {
    if (value !== undefined) assert.ok(VALUE_NAMES.includes(value), `${id} reads ${value}`);
    if (lights !== undefined) assert.ok(LIGHT_NAMES.includes(lights) || lights.startsWith("parameter:"), `${id} lights ${lights}`);
  }
});

test("the equations that entries name are in the articles, and of the other places one at least", () => {
  for (const { id, at } of entries) {
    const there = at.map((place) => (/^\d+\.\d+$/.test(place) ? `data-number="${place}"` : ` id="${place}"`)).map((text) => pages.includes(text));
    at.forEach((place, k) => { if (/^\d/.test(place)) assert.ok(there[k], `${id} is introduced in (${place})`); });
    assert.ok(there.includes(true), `${id} is introduced in ${at.join(" or ")}`);
  }
});

test("every letter of the articles has an entry", () => {
  const symbols = new Symbols(entries);
  for (const { tex, meanings } of formulas) {
    for (const id of Object.values(meanings)) assert.ok(id === "" || ids.has(id), `${id} is in the table`);
    const left = symbols.unexplained(tex, meanings);
    assert.deepEqual(left.filter((letter) => letter !== "e"), [], tex);
  }
});

test("marked or not, a formula is set the same, and its MathML is that of the plain one", () => {
  const symbols = new Symbols(entries);
  for (const { tex, meanings, displayed } of formulas) {
    const [marked, plain] = [symbols.marked(tex, meanings), tex].map((text) => render(tex, text, displayed));
    assert.equal(MATHML.exec(marked)?.[0], MATHML.exec(plain)?.[0]);
    assert.equal(withoutGroups(marked), withoutGroups(plain), tex);
  }
});

test("symbols are told by their letters, accents, indices and what follows", () => {
  const symbols = new Symbols(entries);
  const found = (/** @type {string} */ tex, meanings = {}) => [...symbols.marked(tex, meanings).matchAll(/\\htmlData\{n=([^}]+)\}/g)].map(([, id]) => id);
  assert.deepEqual(found("\\rev{\\tilde X_{s_n}} + \\Delta s_n"), ["Xtilde", "ds"]);
  assert.deepEqual(found("\\partial_s q = \\Delta q"), ["s", "q", "laplacian", "q"]);
  assert.deepEqual(found("\\bar x_\\theta, \\lh, \\langle\\lh\\rangle, x_0, x_3"), ["xtheta", "lh", "frozen", "x0", "example"]);
  assert.deepEqual(found("\\sigma_{n+1}, \\sigma_{t_{n+1}}, \\sigma^2"), ["sigma-step", "sigma", "sigma"]);
  assert.deepEqual(found("\\sum_{i=1}^N \\frac1N \\sqrt{2t}"), ["i", "N", "N", "t"]);
  assert.deepEqual(found("\\operatorname{csch} \\text{as } \\begin{aligned} t \\\\[0.4em] s \\end{aligned}"), ["t", "s"]);
  assert.deepEqual(found("s + t_1", { s: "score", t: "" }), ["score"], "a place of the article knows better");
});

/** Without the spans of marks, and of braces, which hold things together and set nothing; letters in a row are one span. @param {string} html */
function withoutGroups(html) {
  const GROUP = /^<span class="(enclosing( mtight)?" data-n="[^"]+|mord( mtight)?)">$/;
  /** @type {boolean[]} */
  const open = [];
  return html.replace(/<span\b[^>]*>|<\/span>/g, (tag) => {
    const closes = tag === "</span>";
    const isGroup = closes ? open.pop() === true : GROUP.test(tag);
    if (!closes) open.push(isGroup);
    return isGroup ? "" : tag;
  }).replace(/(<span class="mord mathnormal(?: mtight)?">)[^<]*<\/span>(?:\1[^<]*<\/span>)*/g, (run, open) => `${open}${run.replace(/<[^>]*>/g, "")}</span>`);
}

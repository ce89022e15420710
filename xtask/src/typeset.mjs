// Typesets the article's pages: every class="tex" of a built page becomes KaTeX's HTML with MathML, and what that needs
// (a style sheet, the fonts that occur) is laid beside it. A formula that KaTeX refuses fails the build by its name.
// Figures get their numbers, and links to them, in the order in which they stand: in one row over both pages.
//
//     node xtask/src/typeset.mjs FOLDER    reads and rewrites the pages in FOLDER, writes FOLDER/katex/
//
// Symbols of formulas are marked by the table of notation (symbols.mjs), and FOLDER/katex/notation.html lists them, for
// the page's script to show. A letter that means something else than the table says is told so in place:
// <span class="tex" data-means="s=score">s</span>, and data-means="s=" is nothing that the table knows.
//
// In the page a formula is plain TeX, so that it can be read there: <span class="tex">x^2</span> in a line,
// <div class="tex" data-number="2.7">…</div> displayed, with the paper's number. Colours are the papers': \fwd{…} is
// forward and blue, \rev{…} reverse and magenta, \lh the amber lighthouse. With SITE_URL in the environment the card
// of social networks gets the absolute address that these ask for; without, it stays relative.

import { copyFileSync, existsSync, mkdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";

import katex from "katex";

import { meaningsOf, readNotation, Symbols } from "./symbols.mjs";

/** In the order in which they are read; what is not in the folder is left out. */
const PAGES = ["index.html", "heat-flow.html"];

const MACROS = {
  "\\fwd": "\\htmlClass{forward}{#1}",
  "\\rev": "\\htmlClass{reverse}{#1}",
  "\\lh": "\\htmlClass{lighthouse}{\\bar{x}_0}",
  "\\dd": "\\mathrm{d}",
  "\\E": "\\mathbb{E}",
  "\\N": "\\mathcal{N}",
  "\\R": "\\mathbb{R}",
};

const symbols = new Symbols(readNotation());

const FORMULA = /<(span|div) class="tex"([^>]*)>([^<]*)<\/\1>/g;

/** @param {string} text */
function withoutEntities(text) {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&quot;", '"').replaceAll("&amp;", "&");
}

/**
 * One formula as HTML.
 * @param {string} tag  what it stands in: a span in a line, a div displayed
 * @param {string} attributes
 * @param {string} source
 * @param {string} [place]  the anchor of where it stands
 */
function formula(tag, attributes, source, place = "") {
  const tex = withoutEntities(source).trim();
  const number = /data-number="([^"]+)"/.exec(attributes)?.[1];
  const id = number === undefined ? "" : equationId(number);
  let html;
  try {
    html = render(tex, symbols.marked(tex, meaningsOf(attributes), id || place), tag === "div");
  } catch (error) {
    throw new Error(`The formula ${number ? `(${number}) ` : ""}${tex} can not be typeset: ${/** @type {Error} */ (error).message}`);
  }
  if (tag === "span") return `<span class="math">${html}</span>`;
  if (!number) return `<div class="equation">${html}</div>`;
  return `<div class="equation" id="${id}">${html}<a class="equation-number" href="#${id}">(${number})</a></div>`;
}

const MATHML = /<span class="katex-mathml">.*?<\/math><\/span>/s;

/**
 * KaTeX's HTML of the marked formula, and MathML of the plain one: those who listen, and those who copy, have it as written.
 * @param {string} tex
 * @param {string} marked
 * @param {boolean} displayMode
 */
export function render(tex, marked, displayMode) {
  const [plain, seen] = [tex, marked].map((text) => katex.renderToString(text, {
    displayMode,
    output: "htmlAndMathml",
    throwOnError: true,
    // \htmlClass and \htmlData are ours alone; all else that is not TeX is an error.
    strict: (/** @type {string} */ code) => (code === "htmlExtension" ? "ignore" : "error"),
    trust: (context) => context.command === "\\htmlClass" || context.command === "\\htmlData",
    macros: { ...MACROS },
  }));
  return seen.replace(MATHML, () => MATHML.exec(plain)?.[0] ?? "");
}

/** The last anchor before a place in a page: of a section, a heading, a theorem or a figure. @param {string} html @param {number} at */
function anchorBefore(html, at) {
  return [...html.slice(0, at).matchAll(/<(?:section|h\d|figure|div|details)\b[^>]* id="([^"]+)"/g)].at(-1)?.[1] ?? "";
}

/**
 * The list of notation: every symbol that occurs, with where it is introduced.
 * @param {Map<string, string>} pages  the typeset pages by their names
 */
function notation(pages) {
  /** @param {string} id */
  const holder = (id) => [...pages].find(([, html]) => html.includes(` id="${id}"`));
  const plain = (/** @type {string} */ tex) => `<span class="math">${render(tex, tex, false)}</span>`;
  const words = (/** @type {string} */ text) => text.split("$").map((part, k) => (k % 2 === 1 ? plain(part) : part)).join("");
  const places = new Map(symbols.met);
  const met = symbols.entries.filter(({ id }) => places.has(id));
  let html = "";
  for (const group of new Set(met.map((entry) => entry.group))) {
    html += `<h3>${group}</h3><dl>`;
    for (const { id, tex, name, says, at, paper, value, lights } of met.filter((entry) => entry.group === group)) {
      const place = [...at.map((one) => (/^\d+\.\d+$/.test(one) ? equationId(one) : one)), places.get(id) ?? ""].find((one) => holder(one) !== undefined);
      const [page, whole] = (place !== undefined && holder(place)) || ["", ""];
      const where = page === "" ? "" : `<a href="${page}#${place}">${introduced(place ?? "", whole)}</a>`;
      html += `<div id="symbol-${id}"${value ? ` data-value="${value}"` : ""}${lights ? ` data-lights="${lights}"` : ""}><dt>${plain(tex)} <b>${name}</b></dt>`
        + `<dd><span class="says">${words(says)}</span>${paper ? ` <span class="paper">${words(paper)}</span>` : ""} ${where}</dd></div>`;
    }
    html += "</dl>";
  }
  return html;
}

/** A place in a page as a link says it. @param {string} place  an anchor @param {string} html */
function introduced(place, html) {
  const equation = /^eq-(\d+)-(\d+)$/.exec(place);
  if (equation) return `See (${equation[1]}.${equation[2]})`;
  const theorem = /^theorem-(\d+)$/.exec(place);
  if (theorem) return `See Theorem ${theorem[1]}`;
  const from = html.slice(html.indexOf(` id="${place}"`));
  if (place.startsWith("fig-")) return `See ${/class="figure-number">F(igure \d+)/.exec(from)?.[1].replace(/^/, "f") ?? "the figure"}`;
  const title = /^[^<]*>([^<]+)<\/h\d>|<h\d[^>]*>([^<]+)<\/h\d>/.exec(from);
  return title ? `See “${(title[1] ?? title[2]).trim()}”` : "Where it is introduced";
}

/** The anchor of an equation: (2.7) is #eq-2-7. @param {string} number */
function equationId(number) {
  return `eq-${number.replace(".", "-")}`;
}

/**
 * KaTeX's style sheet with the fonts that these classes ask for and no others, and their files' names.
 * @param {string} css
 * @param {Set<string>} classes  every class that occurs in the page
 */
function neededStyle(css, classes) {
  /** @type {{family: string | undefined, bold: boolean, italic: boolean}[]} */
  const uses = [{ family: "KaTeX_Main", bold: false, italic: false }];
  const rules = css.replace(/@font-face\{[^}]*\}/g, "");
  for (const [, selectors, body] of rules.matchAll(/([^{}]+)\{([^{}]*)\}/g)) {
    const occurs = selectors.split(",").some((selector) =>
      [...selector.matchAll(/\.([\w-]+)/g)].every(([, name]) => classes.has(name)));
    if (!occurs) continue;
    uses.push({
      family: /font(?:-family)?:[^;]*?(KaTeX_\w+)/.exec(body)?.[1],
      bold: /font-weight:(bold|[6-9]00)/.test(body),
      italic: /font-style:italic/.test(body),
    });
  }
  /** @type {string[]} */
  const fonts = [];
  const style = css.replace(/@font-face\{([^}]*)\}/g, (_, body) => {
    const family = /font-family:"?(KaTeX_\w+)/.exec(body)?.[1];
    const bold = /font-weight:(bold|[6-9]00)/.test(body);
    const italic = /font-style:italic/.test(body);
    const named = uses.some((use) => use.family === family);
    const asked = uses.some((use) => (use.family === family || use.family === undefined) && use.bold === bold && use.italic === italic);
    const file = /fonts\/([\w-]+\.woff2)/.exec(body)?.[1];
    if (!named || !asked || !file) return "";
    fonts.push(file);
    return `@font-face{${body.replace(/src:[^;}]*/, `src:url(${file}) format("woff2")`).replace(/;?$/, ";")}font-display:swap}`;
  });
  return { style, fonts };
}

/**
 * The figures of all pages, in order: [page, id].
 * @param {Map<string, string>} pages
 */
function figuresOf(pages) {
  /** @type {[string, string][]} */
  const figures = [];
  for (const [name, html] of pages) {
    const ids = [...html.matchAll(/<figure id="([^"]+)"/g)].map(([, id]) => id);
    const numbers = [...html.matchAll(/<b class="figure-number"><\/b>/g)].length;
    if (numbers !== ids.length) throw new Error(`Of ${ids.length} figures of ${name} ${numbers} have a place for their number.`);
    for (const id of ids) figures.push([name, id]);
  }
  return figures;
}

/**
 * A page with its figures numbered: <b class="figure-number"></b> in a caption becomes "Figure 3.", and
 * <a class="figure" href="#fig-noise"></a> "figure 3"; href="heat-flow.html#fig-walls" leads to the other page.
 * @param {string} html
 * @param {string} name  of the page
 * @param {[string, string][]} figures
 */
function numbered(html, name, figures) {
  let last = figures.findIndex(([page]) => page === name);
  return html
    .replace(/<b class="figure-number"><\/b>/g, () => `<b class="figure-number">Figure ${(last += 1)}.</b>`)
    .replace(/<a class="figure" href="([^"#]*)#([^"]+)"><\/a>/g, (_, target, id) => {
      const at = figures.findIndex(([page, figure]) => page === (target || name) && figure === id);
      if (at < 0) throw new Error(`There is no figure ${target}#${id} to link to from ${name}.`);
      return `<a href="${target}#${id}">figure ${at + 1}</a>`;
    });
}

/** @param {string} folder */
function typeset(folder) {
  let count = 0;
  /** @type {Map<string, string>} */
  const pages = new Map();
  for (const name of PAGES.filter((name) => existsSync(path.join(folder, name)))) {
    const source = readFileSync(path.join(folder, name), "utf8");
    const html = source.replace(FORMULA, (_, tag, attributes, tex, at) => {
      count += 1;
      return formula(tag, attributes, tex, anchorBefore(source, at));
    });
    if (/class="tex"/.test(html)) {
      const at = html.indexOf('class="tex"');
      throw new Error(`A formula holds a tag or has no end: …${html.slice(at, at + 120)}…`);
    }
    pages.set(name, html);
  }
  if (count === 0) {
    console.log("   Typeset  no formula is left to do");
    return;
  }

  const figures = figuresOf(pages);
  for (const [name, html] of pages) pages.set(name, numbered(html, name, figures));
  const list = notation(pages);

  const classes = new Set([...pages.values(), list].flatMap((html) => [...html.matchAll(/class="([^"]*)"/g)].flatMap(([, names]) => names.split(/\s+/))));
  const kept = path.dirname(createRequire(import.meta.url).resolve("katex/dist/katex.min.css"));
  const { style, fonts } = neededStyle(readFileSync(path.join(kept, "katex.min.css"), "utf8"), classes);
  const into = path.join(folder, "katex");
  rmSync(into, { recursive: true, force: true });
  mkdirSync(into, { recursive: true });
  writeFileSync(path.join(into, "katex.css"), style);
  for (const font of fonts) copyFileSync(path.join(kept, "fonts", font), path.join(into, font));
  writeFileSync(path.join(into, "notation.html"), list);
  const licence = path.join(kept, "..", "LICENSE");
  if (existsSync(licence)) copyFileSync(licence, path.join(into, "LICENSE"));

  const base = process.env.SITE_URL;
  for (const [name, typed] of pages) {
    let html = typed.replace(/(\s*)(<link rel="stylesheet" href="www\/pages\/style\.css">)/, '$1<link rel="stylesheet" href="katex/katex.css">$1<link rel="stylesheet" href="www/pages/symbols.css">$1$2');
    if (base) html = absolute(html, new URL(base.replace(/\/?$/, "/")), name === "index.html" ? "" : name);
    writeFileSync(path.join(folder, name), html);
  }
  console.log(`   Typeset  ${count} formulas, ${fonts.length} fonts`);
}

/** Social networks read no relative addresses. @param {string} html @param {URL} base @param {string} name  of the page, below it */
function absolute(html, base, name) {
  const own = new URL(name, base).href;
  return html
    .replace(/(<meta (?:property|name)="(?:og|twitter):image" content=")([^"]+)(">)/g, (_, before, at, after) => before + new URL(at, base).href + after)
    .replace(/(\s*)<meta property="og:type"/, `$1<link rel="canonical" href="${own}">$1<meta property="og:url" content="${own}">$&`);
}

// Asked for by its name, and not imported.
if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const folder = process.argv[2];
  try {
    if (!folder) throw new Error("Which folder? node xtask/src/typeset.mjs FOLDER");
    typeset(folder);
  } catch (error) {
    console.error(/** @type {Error} */ (error).message);
    process.exit(1);
  }
}

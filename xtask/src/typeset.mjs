// Typesets the article's pages: every class="tex" of a built page becomes KaTeX's HTML with MathML, and what that needs
// (a style sheet, the fonts that occur) is laid beside it. A formula that KaTeX refuses fails the build by its name.
// Figures get their numbers, and links to them, in the order in which they stand: in one row over both pages.
//
//     node xtask/src/typeset.mjs FOLDER    reads and rewrites the pages in FOLDER, writes FOLDER/katex/
//
// In the page a formula is plain TeX, so that it can be read there: <span class="tex">x^2</span> in a line,
// <div class="tex" data-number="2.7">…</div> displayed, with the paper's number. Colours are the papers': \fwd{…} is
// forward and blue, \rev{…} reverse and magenta, \lh the amber lighthouse. With SITE_URL in the environment the card
// of social networks gets the absolute address that these ask for; without, it stays relative.

import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

import katex from "katex";

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
 */
function formula(tag, attributes, source) {
  const tex = withoutEntities(source).trim();
  const number = /data-number="([^"]+)"/.exec(attributes)?.[1];
  let html;
  try {
    html = katex.renderToString(tex, {
      displayMode: tag === "div",
      output: "htmlAndMathml",
      throwOnError: true,
      // \htmlClass is ours alone; all else that is not TeX is an error.
      strict: (/** @type {string} */ code) => (code === "htmlExtension" ? "ignore" : "error"),
      trust: (context) => context.command === "\\htmlClass",
      macros: { ...MACROS },
    });
  } catch (error) {
    throw new Error(`The formula ${number ? `(${number}) ` : ""}${tex} can not be typeset: ${/** @type {Error} */ (error).message}`);
  }
  if (tag === "span") return `<span class="math">${html}</span>`;
  if (!number) return `<div class="equation">${html}</div>`;
  const id = equationId(number);
  return `<div class="equation" id="${id}">${html}<a class="equation-number" href="#${id}">(${number})</a></div>`;
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
    const html = readFileSync(path.join(folder, name), "utf8").replace(FORMULA, (_, tag, attributes, tex) => {
      count += 1;
      return formula(tag, attributes, tex);
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

  const classes = new Set([...pages.values()].flatMap((html) => [...html.matchAll(/class="([^"]*)"/g)].flatMap(([, names]) => names.split(/\s+/))));
  const kept = path.dirname(createRequire(import.meta.url).resolve("katex/dist/katex.min.css"));
  const { style, fonts } = neededStyle(readFileSync(path.join(kept, "katex.min.css"), "utf8"), classes);
  const into = path.join(folder, "katex");
  rmSync(into, { recursive: true, force: true });
  mkdirSync(into, { recursive: true });
  writeFileSync(path.join(into, "katex.css"), style);
  for (const font of fonts) copyFileSync(path.join(kept, "fonts", font), path.join(into, font));
  const licence = path.join(kept, "..", "LICENSE");
  if (existsSync(licence)) copyFileSync(licence, path.join(into, "LICENSE"));

  const base = process.env.SITE_URL;
  const figures = figuresOf(pages);
  for (const [name, typed] of pages) {
    let html = numbered(typed, name, figures)
      .replace(/(\s*)(<link rel="stylesheet" href="www\/pages\/style\.css">)/, '$1<link rel="stylesheet" href="katex/katex.css">$1$2');
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

const folder = process.argv[2];
try {
  if (!folder) throw new Error("Which folder? node xtask/src/typeset.mjs FOLDER");
  typeset(folder);
} catch (error) {
  console.error(/** @type {Error} */ (error).message);
  process.exit(1);
}

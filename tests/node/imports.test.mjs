// How the front end's files hang together: a folder imports only from those above it in the table of ARCHITECTURE.md, nothing
// imports itself on any way round, be it through a file that is fetched later, and nothing is exported that nobody asks for.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import test from "node:test";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** @param {string} folder @returns {string[]} */
const scriptsOf = (folder) => readdirSync(path.join(ROOT, folder), { recursive: true, encoding: "utf8" })
  .filter((name) => /\.m?js$/.test(name)).map((name) => path.posix.join(folder, name.replaceAll("\\", "/")));

/** A script without its comments, in which types are imported; strings are kept. @param {string} text */
const code = (text) => text.replace(/("(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`)|\/\*[^]*?\*\/|(?<=^|[\s;,{(])\/\/.*/gm, (_, kept) => kept ?? "");

/** What a script imports, at once or later, as paths from the root. @param {string} file @param {string} text */
const imported = (file, text) => [...code(text).matchAll(/(?:\bfrom|\bimport|\bimport\()\s*"(\.[^"]+)"/g)]
  .map(([, address]) => path.posix.join(path.posix.dirname(file), address));

/**
 * The first way round that is found.
 * @param {Map<string, string[]>} graph  what each file imports
 * @returns {string[] | null}
 */
function circle(graph) {
  const done = new Set();
  /** @param {string} file @param {string[]} way @returns {string[] | null} */
  const follow = (file, way) => {
    if (way.includes(file)) return [...way.slice(way.indexOf(file)), file];
    if (done.has(file)) return null;
    for (const next of graph.get(file) ?? []) {
      const found = follow(next, [...way, file]);
      if (found) return found;
    }
    done.add(file);
    return null;
  };
  for (const file of graph.keys()) {
    const found = follow(file, []);
    if (found) return found;
  }
  return null;
}

const texts = new Map(scriptsOf("www").map((file) => [file, readFileSync(path.join(ROOT, file), "utf8")]));
const graph = new Map([...texts].map(([file, text]) => [file, imported(file, text)]));

test("no file of the front end imports itself on any way round", () => {
  assert.ok(graph.size > 50);
  // The one script that is served from the site's root, and not from beside the others.
  graph.set("www/reverse-diffusion.js", imported("reverse-diffusion.js", texts.get("www/reverse-diffusion.js") ?? ""));
  const names = new Set([...graph.keys(), "reverse_diffusion.js"]);
  for (const [file, wanted] of graph) for (const name of wanted) assert.ok(names.has(name), `${file} imports ${name}, which is not there`);
  assert.ok(graph.get("www/element/engines.js")?.includes("www/element/line-and-studies.js"), "what is fetched later counts");
  assert.equal(circle(graph)?.join(" → "), undefined);
});

test("a way round is found, in what is fetched later too, and types are none", () => {
  const made = (/** @type {Record<string, string>} */ files) => circle(new Map(Object.entries(files).map(([file, text]) => [file, imported(file, text)])));
  const files = {
    "www/a.js": "import { b } from \"./folder/b.js\";",
    "www/folder/b.js": "/** @typedef {import(\"../a.js\").A} A */\nexport { c } from \"./c.js\";",
    "www/folder/c.js": "// import \"../a.js\";\nexport const c = \"https://example.org\";",
  };
  assert.equal(made(files), null);
  const later = "export const c = () => import(\"../a.js\");";
  assert.deepEqual(made({ ...files, "www/folder/c.js": later }), ["www/a.js", "www/folder/b.js", "www/folder/c.js", "www/a.js"]);
  assert.deepEqual(made({ "www/a.js": "import \"./a.js\";" }), ["www/a.js", "www/a.js"]);
});

/**
 * Imports from a folder that does not stand before one's own.
 * @param {Map<string, string[]>} graph  what each file imports
 * @param {string[]} order  of the folders
 * @returns {string[]}
 */
function upwards(graph, order) {
  const place = (/** @type {string} */ file) => order.indexOf(path.posix.dirname(file));
  const isUp = (/** @type {string} */ file, /** @type {string} */ name) => name.startsWith("www/")
    && path.posix.dirname(name) !== path.posix.dirname(file) && (place(name) < 0 || place(name) > place(file));
  return [...graph].flatMap(([file, wanted]) => wanted.filter((name) => isUp(file, name)).map((name) => `${file} imports ${name}`));
}

test("a folder imports only from those above it in the table of ARCHITECTURE.md", () => {
  const table = readFileSync(path.join(ROOT, "ARCHITECTURE.md"), "utf8");
  const order = [...table.matchAll(/^\| `(www\/\w+)\/` \|/gm)].map(([, folder]) => folder);
  const folders = new Set([...texts.keys()].map((file) => path.posix.dirname(file)).filter((folder) => folder !== "www"));
  assert.deepEqual([...folders].sort(), [...order].sort(), "each folder has one row");
  // The script at the root stands above none: it is what pages begin with.
  const inFolders = new Map([...graph].filter(([file]) => path.posix.dirname(file) !== "www"));
  assert.deepEqual(upwards(inFolders, order), []);
  assert.ok(upwards(inFolders, order.toReversed()).length > 50, "the other way round it is not so");
});

test("whatever is exported is asked for by another file", () => {
  const others = new Map([...texts, ...scriptsOf("tests").map((file) => /** @type {const} */ ([file, readFileSync(path.join(ROOT, file), "utf8")]))]);
  const written = new Map([...others].map(([file, text]) => [file, code(text)]));
  const unasked = [...texts.keys()].flatMap((file) => [...(written.get(file) ?? "").matchAll(/^export (?:async )?(?:const|let|class|function) (\w+)/gm)]
    .map(([, name]) => name)
    .filter((name) => ![...written].some(([other, text]) => other !== file && new RegExp(`\\b${name}\\b`).test(text)))
    .map((name) => `${name} of ${file}`));
  assert.deepEqual(unasked, []);
});

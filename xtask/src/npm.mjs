// Lays out the npm package of the element from a built site and packs it: what the element's script reaches, both modules
// with their glue, types, and a custom-elements manifest made from the engine's own list of parameters.
//
//     node npm.mjs <site> <esbuild's metafile> <folder>

import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

const [site, metafile, folder] = process.argv.slice(2);
const version = /^version = "(.+)"$/m.exec(readFileSync("Cargo.toml", "utf8"))?.[1];
const GLUE = ["reverse_diffusion.js", "reverse_diffusion_plane.js"];
const MODULES = ["reverse_diffusion_bg.wasm", "reverse_diffusion_plane_bg.wasm"];

/** @type {Record<string, {imports: {path: string, external?: boolean}[]}>} */
const { outputs } = JSON.parse(readFileSync(metafile, "utf8"));
/** @type {Set<string>} */
const scripts = new Set();
/** @param {string} file */
function reach(file) {
  if (scripts.has(file)) return;
  scripts.add(file);
  for (const { path: to, external } of outputs[file].imports) if (!external) reach(to);
}
reach("reverse-diffusion.js");

const root = path.join(folder, "package");
rmSync(folder, { recursive: true, force: true });
mkdirSync(path.join(root, "www"), { recursive: true });
for (const file of [...scripts, ...GLUE, ...MODULES]) copyFileSync(path.join(site, file), path.join(root, file));
for (const licence of ["LICENSE-MIT", "LICENSE-APACHE"]) copyFileSync(licence, path.join(root, licence));

const engine = await import(pathToFileURL(path.resolve(site, GLUE[0])).href);
await engine.default({ module_or_path: readFileSync(path.join(site, MODULES[0])) });
/** @type {{name: string, label: string, kind: string, default: string | number, help: string, min?: number, max?: number, values?: {value: string}[]}[]} */
const parameters = engine.sceneParameters();

/** @param {typeof parameters[number]} parameter */
const typeOf = ({ kind, values }) => kind === "choice" && values ? values.map(({ value }) => `"${value}"`).join(" | ")
  : kind === "number" || kind === "integer" ? "number" : "string";
const own = [
  { name: "show", type: "string", default: "density,particles,data", description: "The layers that are drawn, separated by commas." },
  { name: "controls", type: '"none" | "compact" | "full"', default: "compact", description: "How many controls stand below the picture." },
  { name: "theme", type: '"auto" | "light" | "dark"', default: "auto", description: "Colours; auto follows the page." },
  { name: "autoplay", type: "boolean", default: "false", description: "Plays once it is seen, unless the reader prefers less motion." },
];
const attributes = [
  ...parameters.map((parameter) => ({ name: parameter.name, type: typeOf(parameter), default: String(parameter.default), description: `${parameter.label}. ${parameter.help}` })),
  ...own,
].map(({ type, ...rest }) => ({ ...rest, type: { text: type } }));
const methods = [
  ["play", "Starts playing; at the end, from the beginning.", []],
  ["pause", "Stops where it is.", []],
  ["step", "One step on.", []],
  ["reset", "Back to the first state.", []],
  ["seek", "Goes to state k of the run and stays there.", [{ name: "k", type: { text: "number" } }]],
].map(([name, description, parameters]) => ({ kind: "method", name, description, parameters }));
const events = [
  ["ready", "CustomEvent", "The first picture is there."],
  ["change", "CustomEvent<{scene: Scene, show: object}>", "The scene or what is shown has changed."],
  ["done", "CustomEvent<{scene: Scene}>", "A run has come to its end."],
  ["error", "CustomEvent<{message: string}>", "A value was refused, or the simulation stopped; the sentence says why."],
].map(([name, type, description]) => ({ name, type: { text: type }, description }));

write("custom-elements.json", JSON.stringify({
  schemaVersion: "2.1.0",
  modules: [{
    kind: "javascript-module",
    path: "reverse-diffusion.js",
    declarations: [{
      kind: "class", customElement: true, name: "ReverseDiffusionElement", tagName: "reverse-diffusion", superclass: { name: "HTMLElement" },
      description: "A playable scene of exact reverse diffusion.", attributes, events,
      members: [{ kind: "field", name: "scene", type: { text: "Scene" }, description: "The whole scene; setting it fills what is missing with defaults." },
        { kind: "field", name: "running", type: { text: "boolean" }, readonly: true, description: "Whether there is a simulation." }, ...methods],
      slots: [{ name: "tools", description: "What stands over the picture." }],
    }],
    exports: [{ kind: "js", name: "ReverseDiffusionElement", declaration: { name: "ReverseDiffusionElement" } },
      { kind: "custom-element-definition", name: "reverse-diffusion", declaration: { name: "ReverseDiffusionElement" } }],
  }],
}, null, 2));

const fields = parameters.map((parameter) => `  /** ${parameter.label}. ${parameter.help.replaceAll("*/", "* /")} Default: ${parameter.default}. */\n  ${JSON.stringify(parameter.name)}?: ${typeOf(parameter)};`);
write("reverse-diffusion.d.ts", `/** Every parameter of a scene by its name; what is missing has its default. */
export interface Scene {
${fields.join("\n")}
}

/** A playable scene of exact reverse diffusion. Attributes are the parameters of {@link Scene}, ${own.map(({ name }) => `\`${name}\``).join(", ")}. */
export class ReverseDiffusionElement extends HTMLElement {
  /** The whole scene; setting it fills what is missing with defaults. A bad one is refused by an \`error\` event. */
  get scene(): Scene;
  set scene(scene: Scene);
  /** Whether there is a simulation: not before \`ready\`, nor while disconnected or broken. */
  readonly running: boolean;
  /** Starts playing; at the end, from the beginning. */
  play(): void;
  /** Stops where it is. */
  pause(): void;
  /** One step on. */
  step(): void;
  /** Back to the first state. */
  reset(): void;
  /** Goes to state k of the run and stays there. */
  seek(k: number): void;
}

declare global {
  interface HTMLElementTagNameMap { "reverse-diffusion": ReverseDiffusionElement; }
}
`);

write("README.md", `# reverse-diffusion

A custom element: exact reverse diffusion, playable.

    import "reverse-diffusion";

    <reverse-diffusion data="two-moons" t-star="3"></reverse-diffusion>

Or without a bundler, from wherever this folder is served:

    <script type="module" src="node_modules/reverse-diffusion/reverse-diffusion.js"></script>

The script loads its WebAssembly by \`new URL(…, import.meta.url)\`, which Vite, webpack and Rollup understand. With esbuild,
keep the import external or copy \`*.wasm\` beside the bundle. Attributes, properties and events: custom-elements.json and
the types. A page with a Content-Security-Policy needs \`script-src 'self' 'wasm-unsafe-eval'; style-src 'self'\`.
`);

write("package.json", JSON.stringify({
  name: "reverse-diffusion",
  version,
  description: "Exact reverse diffusion as a playable custom element",
  keywords: ["diffusion", "generative", "custom-element", "web-component", "wasm"],
  license: "MIT OR Apache-2.0",
  type: "module",
  main: "./reverse-diffusion.js",
  types: "./reverse-diffusion.d.ts",
  exports: { ".": { types: "./reverse-diffusion.d.ts", default: "./reverse-diffusion.js" }, "./package.json": "./package.json", "./custom-elements.json": "./custom-elements.json" },
  customElements: "custom-elements.json",
  // Importing it defines the element.
  sideEffects: true,
}, null, 2));

const packed = spawnSync("npm", ["pack", "--silent", "--offline", "--pack-destination", ".."], { cwd: root, encoding: "utf8" });
if (packed.status !== 0) throw new Error(`npm pack failed: ${packed.stderr}`);
console.log(`The npm package is ${path.join(folder, packed.stdout.trim())}`);

/** @param {string} name @param {string} text */
function write(name, text) {
  writeFileSync(path.join(root, name), `${text.trimEnd()}\n`);
}

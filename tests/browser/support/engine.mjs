// The built wasm module in Node, without a browser or a server: what `initSync` is for.

import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

import { SITE_DIR } from "./folder.mjs";

/**
 * Starts the module of the built site; the types are those of `dist/reverse_diffusion.d.ts`.
 * @returns {Promise<any>}  its exports, and its memory
 */
export async function startEngine() {
  const glue = path.join(SITE_DIR, "reverse_diffusion.js");
  if (!existsSync(glue)) throw new Error(`There is no site in ${SITE_DIR}: run \`cargo xtask dist\` first.`);
  const engine = await import(pathToFileURL(glue).href);
  const { memory } = engine.initSync({ module: readFileSync(path.join(SITE_DIR, "reverse_diffusion_bg.wasm")) });
  return { ...engine, memory };
}

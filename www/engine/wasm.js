// One start of each wasm module for all elements of a page, however many ask and in whatever order. There are two: the
// small one can show scenes in the plane and nothing else, and says of anything else that it needs the whole one.

import { again } from "../lib/again.js";
import { plane, whole } from "./modules.js";
import { warmUp } from "./warm-up.js";

/** @typedef {import("./types.js").Engine} Engine */
/** @typedef {import("./types.js").Views} Views */
/** @typedef {import("./modules.js").Module} Module */

/** @type {Map<Module, Promise<Engine>>} */
const started = new Map();

/** @typedef {() => Promise<Views>} FetchViews  what shows what only the whole module can do: fetched beside it, at its first start */

/**
 * The module that can do everything, once it runs. A failed start is forgotten, so that Restart can try again.
 * @param {FetchViews} views
 * @returns {Promise<Engine>}
 */
export function startWhole(views) {
  return start(whole, views);
}

/**
 * The module for a scene in the plane: the small one, unless the whole one is there or on its way.
 * @param {FetchViews} views
 * @returns {Promise<Engine>}
 */
export function startSmall(views) {
  return start(started.has(whole) ? whole : plane, views);
}

/** Whether it is the one that can do everything. @param {Engine} engine */
export function isWhole(engine) {
  return "Study" in engine;
}

/**
 * Whether an error says that this engine is the small one and the scene needs the other.
 * @param {unknown} error
 */
export function needsWholeEngine(error) {
  return error instanceof Error && error.name === "NeedsWholeModule";
}

/** @param {Module} module @param {FetchViews} views @returns {Promise<Engine>} */
function start(module, views) {
  const running = started.get(module);
  if (running) return running;
  const starting = load(module, views).catch((error) => {
    started.delete(module);
    throw error;
  });
  started.set(module, starting);
  return starting;
}

/** @param {Module} module @param {FetchViews} views @returns {Promise<Engine>} */
async function load(module, views) {
  // This file is served from www/engine/, or bundled into a file of www/. In someone else's bundle the bytes lie where the
  // glue expects them; and where they do not come, the glue asks again, and its error is the one that is told.
  const early = /\/www\/(engine\/)?[^/]+$/.test(new URL(import.meta.url).pathname)
    ? module.bytes().then((response) => (response.ok ? response : null), () => null) : null;
  const [[glue, { memory }], shown] = await Promise.all([
    again(module.glue).then(async (glue) => {
      const bytes = await early;
      return /** @type {const} */ ([glue, await glue.default(bytes ? { module_or_path: bytes } : undefined)]);
    }),
    module === whole ? views() : null,
  ]);
  const engine = { ...glue, memory, views: shown };
  await warmUp(engine);
  return engine;
}

// One start of the wasm module for all elements of a page, however many ask and in whatever order.

/** @typedef {import("./types.js").Engine} Engine */

/** @type {Promise<Engine> | undefined} */
let starting;

/**
 * The engine, once it runs. A failed start is forgotten, so that Restart can try again.
 * @returns {Promise<Engine>}
 */
export function startEngine() {
  starting ??= load().catch((error) => {
    starting = undefined;
    throw error;
  });
  return starting;
}

/**
 * Frees wasm objects. One that was trapped in may refuse; it is left behind.
 * @param {...({free(): void} | null)} objects
 */
export function letGo(...objects) {
  for (const object of objects) {
    try {
      object?.free();
    } catch {
      // The page goes on with new objects.
    }
  }
}

/** @returns {Promise<Engine>} */
async function load() {
  const glue = await import("../reverse_diffusion.js");
  const { memory } = await glue.default();
  return { ...glue, memory };
}

// The one way in which the page frees what lives in the wasm module.

/**
 * Lets go of wasm objects. Their memory is freed when all that runs now has returned: whoever still holds one in a variable,
 * above this call or in another listener, holds a living one to its last line.
 * @param {...({free(): void} | null)} objects
 */
export function letGo(...objects) {
  queueMicrotask(() => {
    for (const object of objects) {
      try {
        object?.free();
      } catch {
        // One that was trapped in may refuse; it is left behind.
      }
    }
  });
}

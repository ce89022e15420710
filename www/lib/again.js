// Scripts that are fetched when they are wanted, and once more where that failed.

/**
 * Browsers remember that a script could not be had: it is asked for again under another address, as far as the error names
 * the first.
 * @template T
 * @param {() => Promise<T>} script  an `import(…)`
 * @returns {Promise<T>}
 */
export async function again(script) {
  try {
    return await script();
  } catch (error) {
    const address = /\S+\.js$/.exec(String(error))?.[0];
    if (!address) throw error;
    return import(/* webpackIgnore: true */ /* @vite-ignore */ `${address}?${Date.now()}`);
  }
}

// Between two pieces of work: the browser may draw, and answer the reader.

/** @returns {Promise<void>} */
export const pause = () => new Promise((resolve) => { setTimeout(resolve); });

/**
 * The same where the next piece is waited for: it comes before anything else that the page itself still has to do, and
 * without the four milliseconds that timers within timers are held back. Some browsers have only the timer.
 * @returns {Promise<void>}
 */
export const breath = () => /** @type {any} */ (globalThis).scheduler?.yield?.() ?? pause();

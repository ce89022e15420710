// Between two pieces of work: the browser may draw, and answer the reader.

/** @returns {Promise<void>} */
export const pause = () => new Promise((resolve) => { setTimeout(resolve); });

// What counts as a fault of the module, and how it is told from a refusal.

/** Something that must not happen, of a kind by which like ones are counted together. */
export class Fault extends Error {
  name = "Fault";

  /** @param {string} kind @param {string} message @param {ErrorOptions} [options] */
  constructor(kind, message, options) {
    super(message, options);
    this.kind = kind;
  }
}

/** @param {any} error */
export const describe = (error) => `${error?.name ?? typeof error}: ${String(error?.message ?? error?.toString?.() ?? error).slice(0, 200)}`;

/** After these nothing in the module's memory can be believed. @param {any} error */
export const isTrap = (error) => error instanceof WebAssembly.RuntimeError || error?.cause instanceof WebAssembly.RuntimeError;

/**
 * By what like faults are counted together: numbers and texts of one's own do not tell them apart.
 * @param {any} error
 */
export function signature(error) {
  const text = error instanceof Fault ? `${error.kind}: ${error.message}` : describe(error);
  // What the glue says of a wrong type is the same wherever it is said.
  const bare = text.replace(/^thrown: .*?: (?=TypeError|RangeError|Error: null pointer)/, "thrown: ");
  return bare.replace(/".*?"/gs, "…").replace(/\?\S*/g, "?…").replace(/-?\d[\d.e+-]*/g, "#").slice(0, 160);
}

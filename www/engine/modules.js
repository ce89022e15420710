// The two builds of the module, by what they hold: the glue, and the bytes, which are fetched beside it and not after it.
// Here both are the whole one, which is all that `cargo xtask serve` builds; in the optimised site `plane` names the
// small one (xtask/src/plane.rs writes this file there).

/** @typedef {{glue: () => Promise<import("./types.js").Glue>, bytes: () => Promise<Response>}} Module */

/** Everything: lines, studies, tables. @type {Module} */
export const whole = {
  glue: () => import("../../reverse_diffusion.js"),
  bytes: () => fetch(new URL("../../reverse_diffusion_bg.wasm", import.meta.url)),
};

/** What a scene in the plane needs. @type {Module} */
export const plane = whole;

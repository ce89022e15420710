// The two builds of the module, by what they hold. Here both are the whole one, which is all that `cargo xtask serve`
// builds; in the optimised site `plane` names the small one (xtask/src/plane.rs writes this file there).

/** Everything: lines, studies, tables. @returns {Promise<import("./types.js").Glue>} */
export const whole = () => import("../reverse_diffusion.js");

/** What a scene in the plane needs. @returns {Promise<import("./types.js").Glue>} */
export const plane = whole;

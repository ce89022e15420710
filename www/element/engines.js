// The two engines with what belongs to them: to the whole one the views of lines and studies, which no embed of a scene in
// the plane loads.

import { again } from "../lib/again.js";
import { startSmall, startWhole } from "../engine/wasm.js";

/** @returns {Promise<import("../engine/types.js").Views>} */
const views = () => again(() => import("./line-and-studies.js"));

/** The engine that can do everything, once it runs. */
export const startEngine = () => startWhole(views);

/** The engine for a scene in the plane: the small one, unless the whole one is there or on its way. */
export const startSmallEngine = () => startSmall(views);

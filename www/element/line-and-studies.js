// What the front end needs together with the whole module: the picture of time and one coordinate, studies, and panels
// of all parameters. The embed of a scene in the plane never loads it.

import { drawCores } from "../stage/cores.js";
import { drawLineOverlay, drawLineUnderlay } from "../stage/line-overlay.js";

/** What draws the view of a line, and what only studies draw in the plane. */
export const lines = { under: drawLineUnderlay, over: drawLineOverlay, cores: drawCores };

export { field } from "../controls/fields.js";
export { FullPanel } from "../controls/full-panel.js";
export { ownControls } from "../study/study-controls.js";
export { Learning } from "../controls/learning.js";
export { Legend, LEGEND } from "./legend.js";
export { PANELS } from "../controls/panel-style.js";
export { STUDY } from "../study/study-style.js";
export { StudyView } from "../study/study-view.js";

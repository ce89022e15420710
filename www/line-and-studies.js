// What the front end needs together with the whole module: the picture of time and one coordinate, studies, and panels
// of all parameters. The embed of a scene in the plane never loads it.

// It is there already; named so that what both use is bundled into one file.
import "./element.js";
import { drawLineOverlay, drawLineUnderlay } from "./line-overlay.js";
import { drawLinesWith } from "./overlay.js";

drawLinesWith({ under: drawLineUnderlay, over: drawLineOverlay });

export { field } from "./fields.js";
export { FullPanel } from "./full-panel.js";
export { ownControls } from "./study-controls.js";
export { Learning } from "./learning.js";
export { PANELS } from "./panel-style.js";
export { STUDY } from "./study-style.js";
export { StudyView } from "./study-view.js";

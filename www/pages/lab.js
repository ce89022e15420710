// The bench: the element in the middle, every control, the reader's own data and the numbers around it. Nothing here
// simulates or paints; it all goes through the element.

import { adopt, TOKENS, WIDGETS } from "../controls/widget-style.js";
import { again } from "../lib/again.js";
import "../element/element.js";
import { DataPanel } from "../data/data-panel.js";
import { DeveloperPanel } from "./developer-panel.js";
import { element } from "../lib/dom.js";
import { FirstTry, OPENING } from "./first-try.js";
import { NumbersPanel } from "./numbers-panel.js";
import { pause } from "../lib/pause.js";
import { followAddress, readAddress, writeAddress } from "../share/address.js";
import { GridPicture } from "./grid-picture.js";
import { SOLVER } from "../controls/parameter-groups.js";
import { PANELS } from "../controls/panel-style.js";
import { ParameterSections } from "./parameter-sections.js";
import { Phone } from "./phone.js";
import { section } from "./section.js";
import { ShowPanel } from "../controls/show-panel.js";
import { StudyPanel } from "../study/study-panel.js";
import { hasPicture, NO_STUDY, studyOf, studyOfImages } from "../scene/study-scene.js";
import { ToolStrip } from "./tool-strip.js";
import { Undo } from "./undo.js";

/** @typedef {import("../element/element.js").ReverseDiffusionElement} Bench */

/** The sections of what is asked and of what; all others are of how. */
const LEFT = ["Question", "Data"];

/** Milliseconds between two updates of the address bar. */
const ADDRESS_PAUSE = 350;

const bench = /** @type {Bench} */ (document.querySelector("reverse-diffusion"));

/** Whether nothing was asked for: then there is something worth watching, in motion, and a line that says what to try. */
const opening = location.search === "" && location.hash === "";
const firstTry = opening ? new FirstTry() : null;
if (firstTry) byId("strip").append(firstTry.root);

adopt(document, `:root { ${TOKENS} }`, WIDGETS, PANELS);

bench.openWith((engine) => {
  const address = readAddress(engine, location);
  bench.toggleAttribute("autoplay", opening || bench.hasAttribute("autoplay"));
  return { ...address, scene: opening ? { ...address.scene, ...OPENING } : wholeImages(engine, address.scene) };
}, true);
followAddress(bench, (engine) => {
  const address = readAddress(engine, location);
  return { ...address, scene: wholeImages(engine, address.scene) };
});
bench.addEventListener("ready", furnish, { once: true });
bench.hidden = false;

/** Images are opened in the study that shows them whole; the picture has room for two of their pixels. @param {import("../engine/types.js").Engine} engine @param {import("../engine/types.js").Scene} scene */
function wholeImages(engine, scene) {
  if ((scene.study ?? NO_STUDY) !== NO_STUDY) return scene;
  // Points written out have a digit; what is not named is not looked for.
  if (/\d/.test(String(scene.data))) return scene;
  const { scene: usual } = engine.readScene([]);
  if (scene.data === usual.data) return scene;
  const preset = /** @type {import("../engine/types.js").Preset[]} */ (engine.presets()).find(({ name }) => name === scene.data);
  const study = preset && preset.dim > 2 ? studyOfImages(engine, preset.dim) : null;
  if (!study) return scene;
  // What the address asks for stays; the rest is the study's own.
  const asked = Object.entries(scene).filter(([name, value]) => name !== "study" && value !== usual[name]);
  return engine.readScene([["study", study.name], ...asked.map(([name, value]) => [name, String(value)])]).scene;
}

/** The data of which it was said that the picture does not show them whole. @type {unknown} */
let saidOf = null;

/** @param {Bench} bench */
function sayWhatIsSeen({ player, engine }) {
  const { simulation, scene } = player;
  const dim = simulation?.dim ?? 2;
  if (dim <= 2 || studyOf(engine, scene) !== null) {
    saidOf = null;
    return;
  }
  if (saidOf === scene.data) return;
  saidOf = scene.data;
  const study = studyOfImages(engine, dim);
  bench.notify([`Of ${dim} coordinates the picture shows the first two.${study ? ` The study “${study.title}” shows images whole.` : ""}`]);
}

async function furnish() {
  const { player, engine } = bench;
  // All at once it would hold the page up for long enough to be noticed.
  await pause();
  const study = new StudyPanel(bench);
  const data = new DataPanel(bench);
  await pause();
  const show = new ShowPanel(bench);
  const numbers = new NumbersPanel(bench);
  const developer = new DeveloperPanel(bench);
  const grid = new GridPicture();
  await pause();
  const parameters = new ParameterSections(bench, { Question: { before: study.root }, Data: { before: data.root }, [SOLVER]: { after: grid.root } });
  const shown = section("Show", true, show.root);
  const measured = section("Numbers", true, numbers.root);
  fill("what", ...parameters.roots(LEFT), shown, measured);
  fill("how", ...parameters.roots(LEFT, true), section("Developer", false, developer.root));
  await pause();
  const tools = new ToolStrip(bench);
  byId("strip").prepend(tools.root);
  const past = undoing(tools);
  firstTry?.start(bench, () => tools.drawAfresh());
  const phone = new Phone(bench, /** @type {HTMLElement} */ (bench.parentElement));
  document.body.append(phone.root);
  copyLink();
  share();
  dropFiles(data);

  const update = () => {
    study.update();
    data.update();
    show.update();
    parameters.update();
    tools.update();
    dress();
  };
  const dress = () => {
    document.body.dataset.dynamics = String(player.scene.dynamics);
    document.body.dataset.study = String(player.scene.study);
    // Without a picture there is nothing to choose what is drawn of; without a clock either, no particles to count.
    const info = studyOf(engine, player.scene);
    shown.hidden = !hasPicture(info);
    measured.hidden = shown.hidden && info?.hasClock === false;
    sayWhatIsSeen(bench);
  };
  dress();
  // Also where the scene is the same as before: a field then shows again what holds.
  player.addEventListener("scene", update);
  bench.addEventListener("change", () => show.update());
  player.addEventListener("launch", () => show.update());
  bench.addEventListener("recolour", () => numbers.redraw());
  new ResizeObserver(() => numbers.redraw()).observe(numbers.root);

  const addressBar = throttled(ADDRESS_PAUSE, () => {
    try {
      history.replaceState(null, "", location.pathname + (here() ?? ""));
    } catch {
      // A sandboxed frame has no address of its own to keep, and some browsers refuse long ones.
    }
  });
  player.addEventListener("scene", () => grid.update(player));
  grid.update(player);
  for (const type of ["scene", "state"]) player.addEventListener(type, addressBar);
  bench.addEventListener("change", addressBar);

  // The element paints; whatever it paints, the numbers follow.
  player.afterFrame = () => {
    numbers.update();
    developer.update();
  };
  player.wake();

  // What is broken is not to be played with: there is a way on where the picture would be.
  const rest = () => { for (const part of [byId("what"), byId("how"), byId("strip"), past]) part.inert = !bench.running; };
  for (const type of ["ready", "error"]) bench.addEventListener(type, rest);
  document.body.classList.add("furnished");
}

/** This moment as an address. A run that is at its end, or playing, has no step worth sharing. */
function here() {
  const { player, engine, scene, show } = bench;
  const index = player.playing || player.done ? null : player.index;
  return writeAddress(engine, { scene, show, index });
}

/** @param {string} id @param {...Node} children */
function fill(id, ...children) {
  byId(id).replaceChildren(...children);
}

/** @param {string} id */
function byId(id) {
  return /** @type {HTMLElement} */ (document.getElementById(id));
}

/** The buttons of the bar that go back and on. @param {ToolStrip} tools @returns {HTMLElement} */
function undoing(tools) {
  const [back, on] = ["undo", "redo"].map((id) => /** @type {HTMLButtonElement} */ (byId(id)));
  const moved = (/** @type {string} */ said) => {
    const { undoes, redoes } = past;
    back.disabled = undoes === null;
    on.disabled = redoes === null;
    back.title = `Undo${undoes ? `: ${undoes}` : ""} (Ctrl+Z)`;
    on.title = `Redo${redoes ? `: ${redoes}` : ""} (Ctrl+Shift+Z)`;
    byId("copied").textContent = said;
    if (said !== "") tools.forget();
  };
  const past = new Undo(bench, moved);
  back.addEventListener("click", () => past.undo());
  on.addEventListener("click", () => past.redo());
  moved("");
  return byId("turns");
}

function copyLink() {
  const button = /** @type {HTMLButtonElement} */ (byId("copy-link"));
  const said = byId("copied");
  button.disabled = false;
  button.addEventListener("click", async () => {
    const address = here();
    if (address === null) {
      said.textContent = "These data are too long for a link: share the file instead.";
      return;
    }
    const link = new URL(location.pathname + address, location.href).href;
    try {
      await navigator.clipboard.writeText(link);
      said.textContent = "Link copied";
    } catch {
      // No clipboard here: the link is shown, selected, to be copied by hand.
      const field = element("input", { type: "text", value: link, readonly: true, "aria-label": "Link" });
      said.replaceChildren(field);
      field.select();
      return;
    }
    setTimeout(() => { if (said.textContent === "Link copied") said.textContent = ""; }, 4000);
  });
}

function share() {
  const button = /** @type {HTMLButtonElement} */ (byId("share"));
  button.disabled = false;
  /** @type {import("../share/share-dialog.js").ShareDialog | null} */
  let dialog = null;
  // Brought when it is first asked for.
  button.addEventListener("click", async () => {
    if (!bench.running) {
      byId("copied").textContent = "Nothing runs that could be shared: restart it first.";
      return;
    }
    const module = await again(() => import("../share/share-dialog.js")).catch(() => null);
    if (!module) {
      // Another release has other names for its files.
      const reload = element("button", { type: "button" }, "Reload the page");
      reload.addEventListener("click", () => location.reload());
      byId("copied").replaceChildren("Share… is not to be had: there may be a newer release, or no network. The address keeps the scene. ", reload);
      return;
    }
    const { ShareDialog } = module;
    if (!dialog) {
      dialog = new ShareDialog(bench, here);
      document.body.append(dialog.root);
    }
    dialog.open();
  });
}

/** A file may be dropped anywhere. @param {DataPanel} data */
function dropFiles(data) {
  let depth = 0;
  const carriesFile = (/** @type {DragEvent} */ event) => event.dataTransfer?.types.includes("Files") === true;
  const mark = () => document.body.classList.toggle("dropping", depth > 0);
  addEventListener("dragenter", (event) => { if (carriesFile(event)) { depth++; mark(); } });
  addEventListener("dragleave", (event) => { if (carriesFile(event)) { depth = Math.max(0, depth - 1); mark(); } });
  addEventListener("dragover", (event) => { if (carriesFile(event)) event.preventDefault(); });
  addEventListener("drop", (event) => {
    if (!carriesFile(event)) return;
    event.preventDefault();
    depth = 0;
    mark();
    data.openAll([...(event.dataTransfer?.files ?? [])]);
  });
}

/** At most once in so many milliseconds, the last call always. @param {number} pause @param {() => void} action */
function throttled(pause, action) {
  let timer = 0;
  return () => {
    if (timer === 0) timer = window.setTimeout(() => { timer = 0; action(); }, pause);
  };
}

// The bench: the element in the middle, every control, the reader's own data and the numbers around it. Nothing here
// simulates or paints; it all goes through the element.

import { adopt, TOKENS, WIDGETS } from "../controls/widget-style.js";
import { again } from "../lib/again.js";
import { Controls } from "../controls/controls.js";
import "../element/element.js";
import { DataPanel } from "../data/data-panel.js";
import { DrawTool } from "../data/draw-tool.js";
import { element, freshId } from "../lib/dom.js";
import { NumbersPanel } from "./numbers-panel.js";
import { pause } from "../lib/pause.js";
import { followAddress, readAddress, writeAddress } from "../share/address.js";
import { GridPicture } from "./grid-picture.js";
import { ENDS, groups } from "../controls/parameter-groups.js";
import { PANELS } from "../controls/panel-style.js";
import { ShowPanel } from "../controls/show-panel.js";
import { StudyPanel } from "../study/study-panel.js";
import { NO_STUDY, studyOf, studyOfImages } from "../scene/study-scene.js";

/** @typedef {import("../element/element.js").ReverseDiffusionElement} Bench */

/** What is seen where no link asks for anything. */
const OPENING = { data: "two-moons" };

/** Milliseconds between two updates of the address bar. */
const ADDRESS_PAUSE = 350;

const bench = /** @type {Bench} */ (document.querySelector("reverse-diffusion"));

adopt(document, `:root { ${TOKENS} }`, WIDGETS, PANELS);

bench.openWith((engine) => {
  const address = readAddress(engine, location);
  // Nothing was asked for: something worth watching, in motion.
  const opening = location.search === "" && location.hash === "";
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
  const parameters = /** @type {import("../engine/types.js").Parameter[]} */ (engine.sceneParameters());

  const study = new StudyPanel(bench);
  const data = new DataPanel(bench);
  await pause();
  const show = new ShowPanel(bench);
  const numbers = new NumbersPanel(bench);
  const grid = new GridPicture();
  await pause();
  /** @type {Controls[]} */
  let controls = [];
  let arrangedFor = "";

  fill("what", section("Study", study.root), section("Data", data.root), section("Show", show.root), section("Numbers", numbers.root));
  /** A study's own parameters first; nothing stands twice. */
  const arrange = () => {
    const info = studyOf(engine, player.scene);
    if (arrangedFor === (info?.name ?? NO_STUDY)) return;
    arrangedFor = info?.name ?? NO_STUDY;
    const own = info?.parameters ?? [];
    const rest = groups(parameters).map(({ title, names }) => ({ title, names: names.filter((name) => !own.includes(name)) }));
    const all = [...(info ? [{ title: "This study", names: own }] : []), ...rest].filter(({ names }) => names.length > 0);
    controls = all.map(({ names }) => new Controls(bench, names));
    fill("how", ...all.map(({ title }, i) => section(title, controls[i].root, ...(title === ENDS ? [grid.root] : []))));
  };
  arrange();
  await pause();
  const tools = drawTools();
  copyLink();
  share();
  dropFiles(data);

  const update = () => {
    study.update();
    data.update();
    show.update();
    arrange();
    for (const part of controls) part.update();
    tools.update();
    dress();
  };
  const dress = () => {
    document.body.dataset.dynamics = String(player.scene.dynamics);
    document.body.dataset.study = String(player.scene.study);
    // Without a picture there is nothing to choose what is drawn of.
    byId("section-show").hidden = studyOf(engine, player.scene)?.hasStage === false;
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
  player.afterFrame = () => numbers.update();
  player.wake();

  // What is broken is not to be played with: there is a way on where the picture would be.
  const rest = () => { for (const part of [byId("what"), byId("how"), tools.bar]) part.inert = !bench.running; };
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

/** @param {string} title @param {...Node} children */
function section(title, ...children) {
  const details = element("details", { open: true, class: "section" }, element("summary", {}, element("h2", {}, title)), ...children);
  details.id = `section-${title.toLowerCase().replace(/\W+/g, "-")}`;
  return details;
}

/** What the pointer does on the stage: inspect, draw or erase. */
function drawTools() {
  const said = element("p", { class: "tool-note", role: "status" });
  const say = (/** @type {string} */ sentence) => { said.textContent = sentence; };
  const tool = new DrawTool(bench, say);
  const name = freshId("tool");
  const hints = {
    inspect: "",
    draw: "Tap to add, drag to spray, drag a point to move it. Long press or Delete removes.",
    erase: "Tap a point, or drag over points, to remove them.",
  };
  const undo = element("button", { type: "button", disabled: true }, "Undo");
  const afresh = element("button", { type: "button" }, "Start afresh");
  const extras = element("div", { class: "extras", hidden: true }, undo, afresh);
  const choices = [["inspect", "Inspect"], ["draw", "Draw"], ["erase", "Erase"]].map(([value, label]) => {
    const input = element("input", { type: "radio", name, value });
    input.checked = value === "inspect";
    input.addEventListener("change", () => {
      tool.erasing = value === "erase";
      bench.tool = value === "inspect" ? null : tool;
      extras.hidden = value === "inspect";
      say(hints[/** @type {keyof typeof hints} */ (value)]);
    });
    return element("label", {}, input, element("span", {}, label));
  });
  undo.addEventListener("click", () => tool.undo());
  afresh.addEventListener("click", () => tool.startAfresh());
  const bar = element("div", { class: "rd toolbar", slot: "tools" },
    element("div", { class: "segments", role: "radiogroup", "aria-label": "What the pointer does" }, ...choices), extras, said);
  bench.append(bar);
  return { bar, update: () => { undo.disabled = !tool.canUndo; } };
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

// The article's own behaviour: buttons in the text that set a figure, numbers that follow it, notes that unfold where
// there is no margin, links to sections. Without it the page is text and still pictures.

// It is there already, from reverse-diffusion.js; named so that what both use is bundled into one file.
import "../element/element.js";
import { element } from "../lib/dom.js";
import { startLive } from "./article-live.js";
import { startGuesses } from "./guesses.js";
import { startEngine } from "../element/engines.js";
import { startSymbols } from "./symbols.js";

/** @typedef {import("../element/element.js").ReverseDiffusionElement} Bench */

const REDUCED = matchMedia("(prefers-reduced-motion: reduce)");

document.documentElement.classList.add("scripted");

// Most figures are studies: one module for all of them, and not first the small one of embeds. What can not start says
// so in its own place.
startEngine().catch(() => {});

for (const figure of document.querySelectorAll("figure.scene")) {
  const benches = /** @type {Bench[]} */ ([...figure.querySelectorAll("reverse-diffusion")]);
  const buttons = /** @type {HTMLButtonElement[]} */ ([...figure.querySelectorAll("button.set")]);
  for (const bench of benches) begin(bench, figure, benches);
  for (const button of buttons) {
    const patch = readPatch(button.dataset.set ?? "");
    button.addEventListener("click", () => act(benches, button, patch));
    if (Object.keys(patch).length > 0) for (const bench of benches) bench.addEventListener("change", () => press(button, patch, benches));
  }
  startLive(figure, benches);
  startGuesses(figure, benches,
    async (button) => {
      for (const bench of benches) setAttributes(bench, readPatch(button.dataset.set ?? ""));
      // The element hears of its attributes a moment later.
      await Promise.resolve();
    },
    (button) => stand(benches, readPatch(button.dataset.set ?? "")));
}

/** @param {Bench} bench @param {Element} figure @param {Bench[]} benches */
function begin(bench, figure, benches) {
  const share = bench.dataset.start;
  // A moment that is asked for before the scene runs is kept until then.
  if (share !== undefined) bench.seek(Math.round(Number(share) * Number(bench.getAttribute("steps") ?? 100)));
  bench.addEventListener("ready", () => {
    figure.classList.toggle("running", benches.every((one) => one.running));
    for (const button of figure.querySelectorAll("button.set")) {
      press(/** @type {HTMLButtonElement} */ (button), readPatch(/** @type {HTMLElement} */ (button).dataset.set ?? ""), benches);
    }
    if (figure.classList.contains("first") && !REDUCED.matches) bench.play();
  });
  // What can not start says so in its own place; a still picture must not cover that.
  bench.addEventListener("error", () => figure.classList.add("running"));
}

/** "steps=4;epsilon=0" as names and values. @param {string} text @returns {Record<string, string>} */
function readPatch(text) {
  return Object.fromEntries(text.split(";").filter(Boolean).map((pair) => {
    const at = pair.indexOf("=");
    return [pair.slice(0, at), pair.slice(at + 1)];
  }));
}

/** @param {Bench[]} benches @param {HTMLButtonElement} button @param {Record<string, string>} patch */
function act(benches, button, patch) {
  for (const bench of benches) {
    setAttributes(bench, patch);
    const { seek, do: verb } = button.dataset;
    if (seek !== undefined && bench.running) {
      bench.pause();
      bench.seek(Math.round(Number(seek) * bench.player.steps));
    }
    if (verb === "replay") {
      bench.reset();
      bench.play();
    }
  }
  const [first] = benches;
  const { top, bottom } = first.getBoundingClientRect();
  if (top > innerHeight * 0.75 || bottom < 80) first.scrollIntoView({ block: "nearest", behavior: REDUCED.matches ? "auto" : "smooth" });
}

/** Whether the figure stands as the button would set it. @param {HTMLButtonElement} button @param {Record<string, string>} patch @param {Bench[]} benches */
function press(button, patch, benches) {
  const names = Object.keys(patch);
  if (names.length === 0) return;
  button.setAttribute("aria-pressed", String(stand(benches, patch)));
}

/** @param {Bench} bench @param {Record<string, string>} patch */
function setAttributes(bench, patch) {
  for (const [name, value] of Object.entries(patch)) bench.setAttribute(name, value);
}

/** Whether all scenes of a figure stand as a patch says. @param {Bench[]} benches @param {Record<string, string>} patch */
function stand(benches, patch) {
  return benches.every((bench) => Object.entries(patch).every(([name, value]) => isSame(bench.scene[name], value)));
}

/** @param {unknown} value @param {string} text */
function isSame(value, text) {
  return String(value) === text || (text !== "" && typeof value === "number" && value === Number(text));
}

// ---- Notes: in the margin where there is one, else below their mark when asked for -----------------------------------

const narrow = matchMedia("(max-width: 61.99rem)");
const marks = /** @type {HTMLAnchorElement[]} */ ([...document.querySelectorAll("a.mark")]);
for (const mark of marks) {
  mark.addEventListener("click", (event) => {
    if (!narrow.matches) return;
    event.preventDefault();
    const open = noteOf(mark)?.classList.toggle("open") ?? false;
    mark.setAttribute("aria-expanded", String(open));
  });
}
function labelMarks() {
  for (const mark of marks) {
    if (narrow.matches) {
      mark.setAttribute("role", "button");
      mark.setAttribute("aria-expanded", String(noteOf(mark)?.classList.contains("open") ?? false));
    } else {
      mark.removeAttribute("role");
      mark.removeAttribute("aria-expanded");
    }
    mark.setAttribute("aria-label", `Note ${mark.textContent}`);
  }
}
narrow.addEventListener("change", labelMarks);
labelMarks();

/** @param {HTMLAnchorElement} mark */
function noteOf(mark) {
  return document.getElementById(mark.hash.slice(1));
}
// A link that is a button answers to Space too.
document.addEventListener("keydown", (event) => {
  if (event.key !== " " || !(event.target instanceof HTMLAnchorElement) || event.target.getAttribute("role") !== "button") return;
  event.preventDefault();
  event.target.click();
});

// ---- Symbols in formulas, and the list of notation -------------------------------------------------------------------

startSymbols();

// ---- Sections ------------------------------------------------------------------------------------------------------

/** @type {Map<Element, HTMLAnchorElement>} */
const entries = new Map();
for (const heading of document.querySelectorAll("#story h2, #story h3")) {
  const id = heading.id || heading.closest("section")?.id;
  if (!id) continue;
  heading.append(element("a", { class: "anchor", href: `#${id}`, "aria-label": `Link to “${heading.textContent}”` }, "§"));
}
for (const link of /** @type {NodeListOf<HTMLAnchorElement>} */ (document.querySelectorAll(".contents a"))) {
  const section = document.getElementById(link.hash.slice(1));
  if (section) entries.set(section, link);
}
const seen = new IntersectionObserver((changes) => {
  for (const { target, isIntersecting } of changes) {
    const link = entries.get(target);
    if (isIntersecting) link?.setAttribute("aria-current", "true");
    else link?.removeAttribute("aria-current");
  }
}, { rootMargin: "-30% 0px -69% 0px" });
for (const section of entries.keys()) seen.observe(section);

const contents = /** @type {HTMLDetailsElement} */ (document.querySelector(".contents details"));
if (matchMedia("(max-width: 52rem)").matches && !location.hash) contents.open = false;

// ---- Equations too wide for the screen can be scrolled from the keyboard ---------------------------------------------

const measured = new ResizeObserver((changes) => {
  for (const { target } of changes) {
    if (target.scrollWidth > target.clientWidth + 1) target.setAttribute("tabindex", "0");
    else target.removeAttribute("tabindex");
  }
});
for (const equation of document.querySelectorAll(".equation .katex-display")) measured.observe(equation);

// ---- Paper: a still that was never near the screen has not been loaded, and printing waits for nothing ---------------

const stills = /** @type {HTMLImageElement[]} */ ([...document.querySelectorAll(":is(.still, .stages, .denoisers) img")]);
// Paper does not play; it says where to.
const opening = /** @type {HTMLElement | null} */ (document.querySelector(".scene.first .asks"));
if (opening) opening.dataset.address = location.href.replace(/[?#].*$/, "");

async function printWithStills() {
  for (const image of stills) image.loading = "eager";
  // A picture that can not be had is no reason not to print.
  await Promise.allSettled(stills.map((image) => image.decode()));
  print();
}

addEventListener("keydown", (event) => {
  if (event.key !== "p" || event.altKey || event.shiftKey || event.ctrlKey === event.metaKey || stills.every(({ complete }) => complete)) return;
  event.preventDefault();
  printWithStills();
});
addEventListener("beforeprint", () => {
  for (const image of stills) image.loading = "eager";
});
const printer = element("button", { type: "button", class: "plain" }, "Print the article");
printer.addEventListener("click", printWithStills);
document.querySelector(".foot p")?.append(" · ", printer);

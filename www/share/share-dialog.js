// Everything that can leave the lab: a link, something to paste into one's own page, a picture, a film, tables.

import { clipType, recordClip } from "./clip.js";
import { element, freshId, save } from "../lib/dom.js";
import { png } from "./png.js";
import { elementSnippet, frameSnippet, frameSource } from "./snippets.js";
import { adopt, WIDGETS } from "../controls/widget-style.js";
import { PANELS } from "../controls/panel-style.js";
import { segments } from "../controls/segments.js";
import { pause } from "../lib/pause.js";
import { capturesCsv, particlesCsv } from "./csv.js";
import { SHARE } from "./share-dialog-style.js";

/** @typedef {import("../element/element.js").ReverseDiffusionElement} Bench */

const SIZES = /** @type {[string, number, number][]} */ ([["as wide as the text", 0, 480], ["480 × 360", 480, 360], ["640 × 480", 640, 480], ["960 × 600", 960, 600]]);
const TIERS = /** @type {["none" | "compact" | "full", string][]} */ ([["compact", "main sliders"], ["none", "play only"], ["full", "everything"]]);

/** A page seldom asks its reader's system: light unless told. @type {[string, string][]} */
const THEMES = [["light", "light"], ["dark", "dark"], ["", "the reader’s"]];
const TABS = ["Link", "As an element", "As an iframe"];
/** The size of what is as wide as the text, for the preview. */
const TEXT_WIDTH = 640;

const NO_CLIP = "No clip can be saved here: this browser does not record what is drawn (it lacks MediaRecorder for WebM).";
const NO_PICTURE = "This study has no picture of particles to save, as an image or a clip; take a screenshot of its charts.";
/** Whether a download may be refused without a word: in a frame, whose page decides. */
const MAY_BE_REFUSED = window.origin === "null" || parent !== window;

const TOO_LONG = "These data are too long for a link: save the particles or the data as a file instead.";

export class ShareDialog {
  /** What is put into the page; in it the names of other people's style sheets mean nothing. */
  root = element("div");
  #dialog = element("dialog", { class: "rd", "aria-labelledby": "title" });
  #bench;
  #here;
  #said = element("p", { class: "said", role: "status" });
  #link = element("input", { type: "text", readonly: true });
  #element = element("textarea", { readonly: true, rows: "5", spellcheck: "false" });
  #frame = element("textarea", { readonly: true, rows: "5", spellcheck: "false" });
  #tier = element("select");
  #size = element("select");
  #theme = element("select");
  /** Which way of sharing is looked at, of TABS. */
  #tab = 0;
  /** @type {HTMLElement[]} */
  #ways = [];
  #choices = element("div", { class: "choices" });
  /** How it will look there. */
  #preview = element("div", { class: "preview", inert: true, hidden: true });
  /** Why there is no picture to be saved. */
  #noPicture = element("p", { class: "reason", hidden: true });
  /** @type {HTMLElement} */
  #pictures;
  /** @type {AbortController | null} */
  #recording = null;

  /**
   * @param {Bench} bench
   * @param {() => string | null} here  `?…#…` of this moment, null where the data are too long
   */
  constructor(bench, here) {
    this.#bench = bench;
    this.#here = here;
    this.#tier.append(...TIERS.map(([value, label]) => element("option", { value }, label)));
    this.#size.append(...SIZES.map(([label], i) => element("option", { value: String(i) }, label)));
    this.#theme.append(...THEMES.map(([value, label]) => element("option", { value }, label)));
    this.#choices.append(labelled("Controls", this.#tier), labelled("Size", this.#size), labelled("Theme", this.#theme));
    this.#ways = [this.#copied("Link", this.#link), this.#copied("Element", this.#element), this.#copied("Iframe", this.#frame)];
    for (const choice of [this.#tier, this.#size, this.#theme]) choice.addEventListener("change", () => this.#write());
    const close = element("button", { type: "button", class: "close", "aria-label": "Close" }, "×");
    const dialog = this.#dialog;
    close.addEventListener("click", () => dialog.close());
    // A click beside it closes it, as Escape does.
    dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
    dialog.addEventListener("close", () => {
      this.#recording?.abort();
      this.#preview.replaceChildren();
    });
    const tabs = TABS.map((_, i) => element("input", { type: "radio", name: "way", checked: i === 0 }));
    tabs.forEach((tab, i) => tab.addEventListener("change", () => {
      this.#tab = i;
      this.#write();
    }));
    const clip = this.#clip();
    this.#pictures = element("div", { class: "row" }, ...[1, 2, 4].map((scale) => this.#button(`PNG ${scale}×`, () => this.#savePicture(scale))), ...(clip ? [clip] : []));
    dialog.append(element("div", { class: "inner" },
      element("div", { class: "head" }, element("h2", { id: "title" }, "Share"), close),
      segments({ role: "radiogroup", "aria-label": "Share as" }, tabs, TABS),
      this.#choices, ...this.#ways, this.#preview,
      element("fieldset", {}, element("legend", {}, "As a file"),
        this.#pictures, this.#noPicture,
        ...(clip ? [] : [element("p", { class: "reason" }, NO_CLIP)]),
        element("div", { class: "row" },
          this.#button("Particles as CSV", () => this.#save(particlesCsv(bench.player, this.#address()), "reverse-diffusion-particles.csv")),
          this.#button("Captures as CSV", () => this.#saveCaptures()))),
      this.#said));
    const shadow = this.root.attachShadow({ mode: "open" });
    adopt(shadow, WIDGETS, PANELS, SHARE);
    shadow.append(dialog);
  }

  open() {
    this.#say("");
    this.#write();
    const { width, height } = this.#bench.stage.canvases.marks;
    const none = width === 0 || height === 0 || this.#bench.stage.canvases.marks.getClientRects().length === 0;
    for (const button of this.#pictures.children) button.toggleAttribute("disabled", none);
    this.#noPicture.textContent = none ? NO_PICTURE : "";
    this.#noPicture.hidden = !none;
    this.#dialog.showModal();
  }

  /** The whole address of this moment. */
  #address() {
    return new URL(location.pathname + (this.#here() ?? ""), location.href).href;
  }

  #write() {
    this.#ways.forEach((way, i) => { way.hidden = i !== this.#tab; });
    const elsewhere = this.#tab > 0;
    this.#choices.hidden = !elsewhere;
    const address = this.#here();
    this.#preview.hidden = !elsewhere || address === null;
    const wishes = [this.#link, this.#element, this.#frame];
    for (const wish of wishes) wish.disabled = address === null;
    if (address === null) {
      for (const wish of wishes) wish.value = "";
      this.#say(TOO_LONG);
      return;
    }
    const site = new URL(".", location.href).href;
    const [, width, height] = SIZES[Number(this.#size.value)];
    const wish = { site, address, controls: /** @type {"none" | "compact" | "full"} */ (this.#tier.value), width, height, theme: this.#theme.value };
    this.#link.value = this.#address();
    this.#element.value = elementSnippet(wish);
    this.#frame.value = frameSnippet(wish);
    this.#show(elsewhere ? wish : null);
  }

  /** What the other page will show, as small as there is room for it. @param {import("./snippets.js").Wish | null} wish */
  #show(wish) {
    this.#preview.replaceChildren();
    if (!wish) return;
    const { height } = wish;
    const width = wish.width || TEXT_WIDTH;
    const frame = element("iframe", { title: "Preview", src: frameSource(wish), tabindex: "-1" });
    Object.assign(frame.style, { width: `${width}px`, height: `${height}px` });
    this.#preview.append(frame);
    const share = Math.min(1, this.#preview.clientWidth / width, this.#preview.clientHeight / height);
    frame.style.scale = String(share);
    frame.style.marginLeft = `${(this.#preview.clientWidth - share * width) / 2}px`;
  }

  /** @param {string} name @param {HTMLInputElement | HTMLTextAreaElement} field */
  #copied(name, field) {
    field.addEventListener("focus", () => field.select());
    const copy = this.#button("Copy", async () => {
      if (field.value === "") return;
      try {
        await navigator.clipboard.writeText(field.value);
        this.#say(`${name} copied.`);
      } catch {
        field.focus();
        field.select();
        this.#say(`The browser keeps its clipboard closed here: the ${name.toLowerCase()} is selected, to be copied by hand.`);
      }
    });
    copy.setAttribute("aria-label", `Copy ${name.toLowerCase()}`);
    return element("div", { class: "wish" }, labelled(name, field), copy);
  }

  /** Null where no clip can be made. */
  #clip() {
    const type = clipType();
    if (type === null) return null;
    const button = this.#button("Clip (WebM)", async () => {
      if (this.#recording) return this.#recording.abort();
      this.#recording = new AbortController();
      button.textContent = "Stop recording";
      this.#say("The run is being played and recorded…");
      try {
        const clip = await recordClip(this.#bench, type, this.#recording.signal);
        this.#save(clip, "reverse-diffusion.webm", `A clip of ${Math.round(clip.size / 1024)} kB.`);
      } finally {
        this.#recording = null;
        button.textContent = "Clip (WebM)";
      }
    });
    return button;
  }

  /** @param {number} scale */
  async #savePicture(scale) {
    const { stage, player } = this.#bench;
    const { picture, scale: reached } = await png(stage, player, scale);
    // The name says what it is.
    const name = `${Number(reached.toFixed(2))}x`;
    this.#save(picture, `reverse-diffusion-${name}.png`, reached < scale ? `${scale}× would be more pixels than browsers hold: this one has ${name.replace("x", "×")}.` : "");
  }

  async #saveCaptures() {
    const { player } = this.#bench;
    // Of many particles and points counting takes a while; the run may be another one in between.
    while (player.simulation?.findCaptures() === false) await pause();
    if (player.simulation) this.#save(capturesCsv(player, this.#address()), "reverse-diffusion-captures.csv");
  }

  /** @param {string | Blob} content @param {string} name @param {string} [sentence] */
  #save(content, name, sentence = "") {
    save(content, name);
    const refused = MAY_BE_REFUSED ? `${name} was handed to the browser. If it does not arrive, this frame may not save files: open the lab in a tab of its own.` : "";
    this.#say([sentence, refused].filter(Boolean).join(" "));
  }

  /** A button whose failure is said. @param {string} label @param {() => unknown} act */
  #button(label, act) {
    const button = element("button", { type: "button" }, label);
    button.addEventListener("click", async () => {
      try {
        if (!this.#bench.running) throw new Error("There is no picture yet.");
        await act();
      } catch (error) {
        this.#say(error instanceof Error ? error.message : String(error));
      }
    });
    return button;
  }

  /** @param {string} sentence */
  #say(sentence) {
    this.#said.textContent = sentence;
  }
}

/** @param {string} name @param {HTMLElement} field */
function labelled(name, field) {
  field.id = freshId("share");
  return element("div", { class: "labelled" }, element("label", { for: field.id }, name), field);
}

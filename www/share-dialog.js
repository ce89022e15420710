// Everything that can leave the lab: a link, something to paste into one's own page, a picture, a film, tables.

import { clipType, recordClip } from "./clip.js";
import { element, freshId, save } from "./dom.js";
import { png } from "./snapshot.js";
import { elementSnippet, frameSnippet } from "./snippets.js";
import { capturesCsv, particlesCsv } from "./table-file.js";

/** @typedef {import("./element.js").ReverseDiffusionElement} Bench */

const SIZES = /** @type {[string, number, number][]} */ ([["as wide as the text", 0, 480], ["480 × 360", 480, 360], ["640 × 480", 640, 480], ["960 × 600", 960, 600]]);
const TIERS = /** @type {["none" | "compact" | "full", string][]} */ ([["compact", "main sliders"], ["none", "play only"], ["full", "everything"]]);

const TOO_LONG = "These data are too long for a link: save the particles or the data as a file instead.";

export class ShareDialog {
  root = /** @type {HTMLDialogElement} */ (element("dialog", { class: "rd share", "aria-labelledby": "share-title" }));
  #bench;
  #here;
  #said = element("p", { class: "said", role: "status" });
  #link = element("input", { type: "text", readonly: true });
  #element = element("textarea", { readonly: true, rows: "5", spellcheck: "false" });
  #frame = element("textarea", { readonly: true, rows: "5", spellcheck: "false" });
  #tier = element("select");
  #size = element("select");
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
    for (const choice of [this.#tier, this.#size]) choice.addEventListener("change", () => this.#write());
    const close = element("button", { type: "button", class: "close", "aria-label": "Close" }, "×");
    close.addEventListener("click", () => this.root.close());
    // A click beside it closes it, as Escape does.
    this.root.addEventListener("click", (event) => { if (event.target === this.root) this.root.close(); });
    this.root.addEventListener("close", () => this.#recording?.abort());
    this.root.append(element("div", { class: "inner" },
      element("header", {}, element("h2", { id: "share-title" }, "Share"), close),
      this.#copied("Link", this.#link),
      element("fieldset", {}, element("legend", {}, "In your own page"),
        element("div", { class: "choices" }, labelled("Controls", this.#tier), labelled("Size", this.#size)),
        this.#copied("Element", this.#element), this.#copied("Iframe", this.#frame)),
      element("fieldset", {}, element("legend", {}, "As a file"),
        element("div", { class: "row" }, ...[1, 2, 4].map((scale) => this.#button(`PNG ${scale}×`, () => this.#savePicture(scale))), ...this.#clip()),
        element("div", { class: "row" },
          this.#button("Particles as CSV", () => save(particlesCsv(bench.player, this.#address()), "reverse-diffusion-particles.csv")),
          this.#button("Captures as CSV", () => this.#saveCaptures()))),
      this.#said));
  }

  open() {
    this.#say("");
    this.#write();
    this.root.showModal();
  }

  /** The whole address of this moment. */
  #address() {
    return new URL(location.pathname + (this.#here() ?? ""), location.href).href;
  }

  #write() {
    const address = this.#here();
    const wishes = [this.#link, this.#element, this.#frame];
    for (const wish of wishes) wish.disabled = address === null;
    if (address === null) {
      for (const wish of wishes) wish.value = "";
      this.#say(TOO_LONG);
      return;
    }
    const site = new URL(".", location.href).href;
    const [, width, height] = SIZES[Number(this.#size.value)];
    const wish = { site, address, controls: /** @type {"none" | "compact" | "full"} */ (this.#tier.value), width, height };
    this.#link.value = this.#address();
    this.#element.value = elementSnippet(wish);
    this.#frame.value = frameSnippet(wish);
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

  #clip() {
    const type = clipType();
    if (type === null) return [];
    const button = this.#button("Clip (WebM)", async () => {
      if (this.#recording) return this.#recording.abort();
      this.#recording = new AbortController();
      button.textContent = "Stop recording";
      this.#say("The run is being played and recorded…");
      try {
        const clip = await recordClip(this.#bench, type, this.#recording.signal);
        save(clip, "reverse-diffusion.webm");
        this.#say(`A clip of ${Math.round(clip.size / 1024)} kB.`);
      } finally {
        this.#recording = null;
        button.textContent = "Clip (WebM)";
      }
    });
    return [button];
  }

  /** @param {number} scale */
  async #savePicture(scale) {
    const picture = await png(this.#bench.stage, this.#bench.player, scale);
    save(picture, `reverse-diffusion-${scale}x.png`);
  }

  #saveCaptures() {
    const { player, stage } = this.#bench;
    if (player.simulation) save(capturesCsv(player, this.#address(), stage.captures(player.simulation)), "reverse-diffusion-captures.csv");
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

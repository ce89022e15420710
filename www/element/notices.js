// Sentences that stand over the picture until the reader closes them.

import { element } from "../lib/dom.js";

/** More than this many hide what they are about. */
const MOST = 6;

export class Notices {
  root = element("div", { class: "notices", "data-over-stage": true });

  /** Shows each sentence that is not there yet. @param {string[]} sentences */
  add(sentences) {
    for (const sentence of sentences) {
      if ([...this.root.children].some((notice) => notice.firstChild?.textContent === sentence)) continue;
      const close = element("button", { type: "button", class: "close", "aria-label": "Close" }, "×");
      const notice = element("div", { class: "notice", role: "alert" }, element("p", {}, sentence), close);
      close.addEventListener("click", () => notice.remove());
      this.root.append(notice);
    }
    while (this.root.children.length > MOST) this.root.firstChild?.remove();
  }
}

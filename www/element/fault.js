// What stands where the picture would be once a start has failed or the simulation has stopped: a sentence and a way on.

import { again } from "../lib/again.js";
import { element } from "../lib/dom.js";

export class Fault {
  root = element("div", { class: "fault", role: "alert", "data-over-stage": true, hidden: true });
  /** Whether the last start failed. */
  #failed = false;

  /** There is a simulation. */
  clear() {
    this.#failed = false;
    this.root.hidden = true;
  }

  /**
   * @param {unknown} error
   * @param {boolean} starting  whether there was no simulation yet
   * @param {() => void} restart
   * @returns {string} what authors are told
   */
  show(error, starting, restart) {
    const detail = error instanceof Error ? error.message : String(error);
    const message = `The simulation ${starting ? "could not be started" : "stopped unexpectedly"} (${detail}).`;
    const sentence = element("p", {}, starting ? "The simulation could not be started." : message);
    // Why, and what can be done about it, as far as that is known and can still be had.
    again(() => import("./start-errors.js")).then(({ explain }) => explain(error), () => null)
      .then((known) => { sentence.textContent = known ?? message; });
    const button = (/** @type {string} */ name, /** @type {() => void} */ action) => {
      const button = element("button", { type: "button" }, name);
      button.addEventListener("click", action);
      return button;
    };
    const retry = button("Restart", () => {
      this.root.hidden = true;
      restart();
    });
    // A browser may remember a script that it could not have until the page is loaded again.
    const remembered = this.#failed || error instanceof TypeError || error instanceof SyntaxError;
    const reload = starting && remembered ? [button("Reload the page", () => location.reload())] : [];
    this.#failed = starting;
    this.root.replaceChildren(sentence, retry, ...reload);
    this.root.hidden = false;
    return message;
  }
}

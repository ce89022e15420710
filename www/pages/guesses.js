// Predict, then see: a figure's question has answers to choose from. Choosing one sets the scene, plays it from its
// beginning, and says between picture and controls what came out and why. Nobody has to choose: the answer is shown when a
// run has come to its end, or on request. Nothing is kept, nothing is sent.

import { element } from "../lib/dom.js";

/** @typedef {import("../element/element.js").ReverseDiffusionElement} Bench */

/**
 * @param {Element} figure
 * @param {Bench[]} benches  its scenes
 * @param {(button: HTMLElement) => Promise<void>} set  has the figure stand as the button says
 * @param {(button: HTMLElement) => boolean} stands  whether it does
 */
export function startGuesses(figure, benches, set, stands) {
  const guesses = /** @type {HTMLButtonElement[]} */ ([...figure.querySelectorAll("button.guess")]);
  if (guesses.length === 0) return;
  const [first] = benches;
  const because = element("p", { class: "because", slot: "answer", role: "status" });
  const reveal = element("button", { type: "button", class: "plain" }, "show the answer");
  const offer = element("p", { class: "offer", slot: "answer" }, "What do you expect? Or ", reveal, ".");
  first.append(offer, because);
  /** @type {HTMLButtonElement | null} */
  let chosen = null;
  const fold = (/** @type {boolean} */ folded) => {
    for (const bench of benches) bench.dataset.answer = folded ? "folded" : "shown";
  };
  fold(true);
  for (const guess of guesses) guess.setAttribute("aria-pressed", "false");

  const choose = (/** @type {HTMLButtonElement | null} */ guess) => {
    chosen = guess;
    for (const one of guesses) one.setAttribute("aria-pressed", String(one === guess));
    because.textContent = guess?.dataset.because ?? "";
  };
  for (const guess of guesses) {
    guess.addEventListener("click", async () => {
      await set(guess);
      choose(guess);
      fold(false);
      for (const bench of benches) {
        if (!bench.running || bench.player.steps === 0) continue;
        bench.reset();
        bench.play();
      }
    });
  }
  reveal.addEventListener("click", () => {
    fold(false);
    because.textContent = guesses.find((guess) => "right" in guess.dataset)?.dataset.because ?? "";
    first.focus({ preventScroll: true });
  });
  for (const bench of benches) {
    bench.addEventListener("done", () => fold(false));
    // What was said of one scene is not said of another.
    bench.addEventListener("change", () => { if (chosen && !stands(chosen)) choose(null); });
  }
}

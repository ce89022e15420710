// What fingers, mouse and pen do on the stage, told apart: hover, tap, hold, drag. It knows nothing of diffusion.

/**
 * @typedef {object} Gesture
 * @property {number} x  CSS pixels in the stage
 * @property {number} y
 * @property {boolean} shift
 * @property {boolean} touch
 *
 * @typedef {object} Tool  whoever listens; every part is optional
 * @property {(gesture: Gesture) => void} [hover]
 * @property {() => void} [leave]
 * @property {(gesture: Gesture) => void} [press]
 * @property {(gesture: Gesture) => void} [drag]  moved while pressed, beyond a tremble
 * @property {(gesture: Gesture) => void} [tap]
 * @property {(gesture: Gesture) => void} [hold]  pressed without moving for a while, then every move
 * @property {(gesture: Gesture | null) => void} [release]  after a drag or a hold; null if it was broken off
 * @property {boolean} [drawsByTouch]  a finger draws instead of scrolling the page
 */

/** CSS pixels a press may tremble and still be a tap. */
const TREMBLE = 7;
/** Milliseconds after which a press is a hold. */
const HOLD = 380;

/** How much a page has scaled what it shows, as slides do. A layout's own length is rounded. @param {number} shown @param {number} laidOut */
const scale = (shown, laidOut) => (Math.abs(shown - laidOut) < 1 ? 1 : shown / laidOut);

/**
 * Reports gestures on `stage` to whichever tool is in hand.
 * @param {HTMLElement} stage
 * @param {() => Tool} inHand
 * @param {AbortSignal} signal
 */
export function listen(stage, inHand, signal) {
  /** @type {{id: number, start: Gesture, kind: "press" | "drag" | "hold", timer: ReturnType<typeof setTimeout>} | null} */
  let pressed = null;

  /** @param {PointerEvent} event @returns {Gesture} */
  const gesture = (event) => {
    const box = stage.getBoundingClientRect();
    return { x: (event.clientX - box.left) / scale(box.width, stage.offsetWidth), y: (event.clientY - box.top) / scale(box.height, stage.offsetHeight), shift: event.shiftKey, touch: event.pointerType === "touch" };
  };
  /** @param {Gesture | null} at */
  const finish = (at) => {
    if (!pressed) return;
    clearTimeout(pressed.timer);
    const { kind, start } = pressed;
    pressed = null;
    if (kind !== "press") inHand().release?.(at);
    else if (at) inHand().tap?.(start);
  };
  /** @param {EventTarget | null} target  controls that lie on the stage keep their own events */
  const isControl = (target) => target instanceof Element && target.closest("button, a, input, select, [data-over-stage]") !== null;

  stage.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || pressed || isControl(event.composedPath()[0] ?? null)) return;
    const start = gesture(event);
    const timer = setTimeout(() => {
      if (pressed?.kind !== "press") return;
      if (!inHand().hold) return;
      pressed.kind = "hold";
      inHand().hold?.(start);
    }, HOLD);
    pressed = { id: event.pointerId, start, kind: "press", timer };
    inHand().press?.(start);
  }, { signal });

  stage.addEventListener("pointermove", (event) => {
    const at = gesture(event);
    if (!pressed) {
      if (!at.touch) {
        if (isControl(event.composedPath()[0] ?? null)) inHand().leave?.();
        else inHand().hover?.(at);
      }
      return;
    }
    if (event.pointerId !== pressed.id) return;
    if (pressed.kind === "press") {
      if (Math.hypot(at.x - pressed.start.x, at.y - pressed.start.y) < TREMBLE) return;
      if (!inHand().drag) {
        if (!at.touch) inHand().hover?.(at);
        return;
      }
      // Where the page scrolls under a finger, up and down is the page's.
      const across = Math.abs(at.x - pressed.start.x) > Math.abs(at.y - pressed.start.y);
      if (at.touch && !inHand().drawsByTouch && !across) return;
      pressed.kind = "drag";
      stage.setPointerCapture(event.pointerId);
      inHand().drag?.(pressed.start);
    }
    if (pressed.kind === "hold") inHand().hold?.(at);
    else inHand().drag?.(at);
  }, { signal });

  stage.addEventListener("pointerup", (event) => {
    if (event.pointerId !== pressed?.id) return;
    const at = gesture(event);
    const moved = Math.hypot(at.x - pressed.start.x, at.y - pressed.start.y) >= TREMBLE;
    finish(pressed.kind === "press" && moved ? null : at);
  }, { signal });
  stage.addEventListener("pointercancel", () => finish(null), { signal });
  stage.addEventListener("pointerleave", (event) => {
    if (event.pointerType !== "touch" && !pressed) inHand().leave?.();
  }, { signal });

  // A finger that holds or draws must not scroll the page; one that only passes over the stage must.
  stage.addEventListener("touchmove", (event) => {
    if (pressed && (pressed.kind === "hold" || inHand().drawsByTouch)) event.preventDefault();
  }, { signal, passive: false });
  stage.addEventListener("contextmenu", (event) => {
    if (pressed) event.preventDefault();
  }, { signal });
}

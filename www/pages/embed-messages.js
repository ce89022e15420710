// An iframe's conversation with the page around it. It tells its height as Embedly does, a JSON string that many hosts
// understand, and obeys {type: "play" | "pause" | "reset"}, {type: "seek", k} and {type: "set", scene}. Nothing in a
// message can do more than a reader could at the controls, so any page may send one; what is malformed is ignored.

/** @typedef {import("../element/element.js").ReverseDiffusionElement} Bench */

/** The stage's height for its width, between these, in CSS pixels. */
const ASPECT = 4 / 3;
const LEAST = 240;
const MOST = 520;
/** Milliseconds in which messages are obeyed one after the other. */
const PIECE = 8;

/** Listens for the life of the page. @param {Bench} bench */
export function converse(bench) {
  addEventListener("message", ({ data, source }) => {
    if (source === window) return;
    const message = read(data);
    if (message) queue(message);
  });
  /** In the order in which they came. @type {Record<string, unknown>[]} */
  const waiting = [];
  /** However many come, the page is never held up for longer than by the last of them. @param {Record<string, unknown>} message */
  const queue = (message) => {
    if (waiting.length === 0) setTimeout(work);
    // A slider that is dragged over there: only where it is now matters.
    if (waiting.length > 0 && isOvertaken(waiting[waiting.length - 1], message)) waiting.pop();
    waiting.push(message);
  };
  const work = () => {
    const until = performance.now() + PIECE;
    try {
      do {
        const message = waiting.shift();
        if (message) obey(bench, message);
      } while (waiting.length > 0 && performance.now() < until);
    } finally {
      if (waiting.length > 0) setTimeout(work);
    }
  };
  if (parent === window) return;
  let told = 0;
  const tell = () => {
    const height = wanted(bench);
    if (height === told) return;
    told = height;
    // To whoever frames it: a height is no secret, and in a sandbox there is no origin to name.
    parent.postMessage(JSON.stringify({ src: location.href, context: "iframe.resize", height }), "*");
  };
  new ResizeObserver(tell).observe(bench);
  for (const type of ["ready", "change"]) bench.addEventListener(type, tell);
}

/** The height that suits the width: the stage's own, whatever stands below it, and the edge. @param {Bench} bench */
function wanted(bench) {
  const stage = bench.shadowRoot?.querySelector(".stage");
  const width = bench.clientWidth;
  const all = bench.parentElement ?? bench;
  // With that height there is room for the sliders, though now they may be folded.
  bench.style.setProperty("--rd-dials", "block");
  const below = stage ? all.offsetHeight - stage.clientHeight : 0;
  bench.style.removeProperty("--rd-dials");
  return Math.round(Math.min(MOST, Math.max(LEAST, width / ASPECT)) + below);
}

/** An object with a type, or the JSON of one; else null. @param {unknown} data @returns {Record<string, unknown> | null} */
function read(data) {
  let message = data;
  if (typeof data === "string") {
    try {
      message = JSON.parse(data);
    } catch {
      return null;
    }
  }
  return typeof message === "object" && message !== null && "type" in message ? /** @type {Record<string, unknown>} */ (message) : null;
}

/** Whether nothing is left of a message once the next is obeyed. @param {Record<string, unknown>} before @param {Record<string, unknown>} next */
function isOvertaken(before, next) {
  if (before.type !== next.type) return false;
  if (next.type === "seek") return isIndex(next.k);
  return next.type === "set" && isScene(next.scene) && isScene(before.scene) && Object.keys(before.scene).join() === Object.keys(next.scene).join();
}

/** @param {Bench} bench @param {Record<string, unknown>} message */
function obey(bench, { type, k, scene }) {
  if (type === "play") bench.play();
  else if (type === "pause") bench.pause();
  else if (type === "reset") bench.reset();
  else if (type === "seek" && isIndex(k)) bench.seek(bench.running ? Math.min(k, bench.player.steps) : k);
  else if (type === "set" && isScene(scene)) {
    const refusal = bench.update(scene);
    if (refusal) bench.notify([refusal.message]);
  }
}

/** @param {unknown} k @returns {k is number} */
function isIndex(k) {
  return typeof k === "number" && Number.isSafeInteger(k) && k >= 0;
}

/** @param {unknown} scene @returns {scene is import("../engine/types.js").Scene} */
function isScene(scene) {
  return typeof scene === "object" && scene !== null && !Array.isArray(scene)
    && Object.values(scene).every((value) => typeof value === "string" || (typeof value === "number" && Number.isFinite(value)));
}

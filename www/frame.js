// An iframe's conversation with the page around it. It tells its height as Embedly does, a JSON string that many hosts
// understand, and obeys {type: "play" | "pause" | "reset"}, {type: "seek", k} and {type: "set", scene}. Nothing in a
// message can do more than a reader could at the controls, so any page may send one; what is malformed is ignored.

/** @typedef {import("./element.js").ReverseDiffusionElement} Bench */

/** The stage's height for its width, between these, in CSS pixels. */
const ASPECT = 4 / 3;
const LEAST = 240;
const MOST = 520;

/** Listens for the life of the page. @param {Bench} bench */
export function converse(bench) {
  addEventListener("message", ({ data, source }) => {
    if (source === window) return;
    const message = read(data);
    if (message) obey(bench, message);
  });
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

/** The height that suits the width: the stage's own and whatever stands below it. @param {Bench} bench */
function wanted(bench) {
  const stage = bench.shadowRoot?.querySelector(".stage");
  const width = bench.clientWidth;
  const below = stage ? bench.clientHeight - stage.clientHeight : 0;
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

/** @param {Bench} bench @param {Record<string, unknown>} message */
function obey(bench, { type, k, scene }) {
  if (type === "play") bench.play();
  else if (type === "pause") bench.pause();
  else if (type === "reset") bench.reset();
  else if (type === "seek" && typeof k === "number" && Number.isSafeInteger(k) && k >= 0) bench.seek(bench.running ? Math.min(k, bench.player.steps) : k);
  else if (type === "set" && isScene(scene)) {
    const refusal = bench.update(scene);
    if (refusal) bench.notify([refusal.message]);
  }
}

/** @param {unknown} scene @returns {scene is import("./types.js").Scene} */
function isScene(scene) {
  return typeof scene === "object" && scene !== null && !Array.isArray(scene)
    && Object.values(scene).every((value) => typeof value === "string" || (typeof value === "number" && Number.isFinite(value)));
}

// A run as a film: from the first state to the last, as it plays, through MediaRecorder where the browser has it.

import { compose } from "./png.js";

/** @typedef {import("../element/element.js").ReverseDiffusionElement} Bench */

const TYPES = ["video/webm;codecs=vp9", "video/webm;codecs=vp8", "video/webm"];

/** What this browser can record, or null. */
export function clipType() {
  if (typeof MediaRecorder === "undefined" || !("captureStream" in HTMLCanvasElement.prototype)) return null;
  // Who cannot be asked is not trusted with it: a film that nobody can open is worse than none.
  if (typeof MediaRecorder.isTypeSupported !== "function") return null;
  return TYPES.find((type) => MediaRecorder.isTypeSupported(type)) ?? null;
}

/**
 * Plays the run from its start and records it; ends with the run, when it is paused, or when `signal` says so.
 * @param {Bench} bench
 * @param {string} type  of {@link clipType}
 * @param {AbortSignal} signal
 * @returns {Promise<Blob>}
 */
export async function recordClip(bench, type, signal) {
  const canvas = document.createElement("canvas");
  compose(bench.stage, canvas);
  const recorder = new MediaRecorder(canvas.captureStream(60), { mimeType: type, videoBitsPerSecond: 12_000_000 });
  /** @type {Blob[]} */
  const parts = [];
  recorder.addEventListener("dataavailable", ({ data }) => { if (data.size > 0) parts.push(data); });
  const ended = new Promise((resolve) => { recorder.addEventListener("stop", resolve, { once: true }); });
  bench.seek(0);
  recorder.start();
  bench.play();
  await new Promise((resolve) => {
    const frame = () => {
      if (!bench.running || signal.aborted) return resolve(null);
      compose(bench.stage, canvas);
      // One frame more, so that the end is seen.
      return bench.player.playing ? requestAnimationFrame(frame) : setTimeout(resolve, 400);
    };
    requestAnimationFrame(frame);
  });
  recorder.stop();
  await ended;
  return new Blob(parts, { type: "video/webm" });
}

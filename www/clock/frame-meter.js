// How long the work of a frame takes: the last few seconds of frames, their median and their 95th percentile.

/** Frames that are remembered, some four seconds of them. */
const FRAMES = 256;

export class FrameMeter {
  #times = new Float32Array(FRAMES);
  #sorted = new Float32Array(FRAMES);
  #count = 0;

  /** How many frames there have been. */
  get count() { return this.#count; }

  /** @param {number} milliseconds */
  add(milliseconds) {
    this.#times[this.#count % FRAMES] = milliseconds;
    this.#count += 1;
  }

  /** The time that this share of the remembered frames does not exceed, in milliseconds. @param {number} share  0 … 1 */
  quantile(share) {
    const known = Math.min(this.#count, FRAMES);
    if (known === 0) return 0;
    // What is not known yet sorts to the end.
    this.#sorted.fill(Infinity);
    for (let i = 0; i < known; i++) this.#sorted[i] = this.#times[i];
    this.#sorted.sort();
    return this.#sorted[Math.min(known - 1, Math.floor(share * known))];
  }

  /** Forgets them all. */
  clear() {
    this.#count = 0;
  }
}

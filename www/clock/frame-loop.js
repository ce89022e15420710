// Animation frames for whoever works in them: one at a time however often one is asked for, and none while nobody looks.

export class FrameLoop {
  #work;
  #active = false;
  #frame = 0;

  /** @param {(now: number) => void} work  what is done in a frame; it asks for the next one itself */
  constructor(work) {
    this.#work = work;
  }

  /** Asks for one frame. */
  ask() {
    if (this.#active && this.#frame === 0) this.#frame = requestAnimationFrame(this.#tick);
  }

  /** Frames are only given while active: on screen, in a visible tab, connected. @param {boolean} active */
  setActive(active) {
    this.#active = active;
    if (!active) this.cancel();
  }

  /** Takes back what was asked for. */
  cancel() {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
  }

  /** @param {number} now */
  #tick = (now) => {
    this.#frame = 0;
    this.#work(now);
  };
}

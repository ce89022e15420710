// The clock: which moment of which run is shown now, and the work of getting there without ever blocking the page.
//
// Play progress is uniform in the step index; a whole run lasts RUN_SECONDS at speed 1 whatever the number of steps.
// Between two steps the picture glides. When a parameter changes, a preview of fewer particles answers within the
// frame, and the whole ensemble follows in pieces: particle i's noise depends on seed, step and i alone, so the
// preview's particles are exactly the first ones of the whole ensemble.
//
// A player outlives its simulations: it can let go of them and be given a scene again, and then shows the same moment.
// When the engine traps it lets go of them by itself and says "failed": nothing is asked of a trapped simulation.

import { FrameLoop } from "./frame-loop.js";
import { FrameMeter } from "./frame-meter.js";
import { letGo } from "../engine/let-go.js";

/** @typedef {import("../engine/types.js").Engine} Engine */
/** @typedef {import("../engine/types.js").Scene} Scene */
/** @typedef {import("../engine/types.js").Simulation} Simulation */
/** @typedef {{point: Float64Array, at: number}} Launch  `at` is the share of the run that had passed */

/** Seconds a whole run lasts at speed 1. */
const RUN_SECONDS = 8;
/** How many times faster the clock goes from a start that was held to its end. */
const HASTE = 5;
/** Milliseconds of stepping per frame; where frames are long anyway, up to half of one. */
const BUDGET = 8;
const LARGEST_BUDGET = 50;
/** Milliseconds after the last change until the whole ensemble follows the preview. */
const SETTLE = 140;
/**
 * A long step is worked on ahead, some particles at a time, at most so many, in as many frames as it takes: a few
 * milliseconds each, and the same for every machine's answer.
 */
const PIECE = 4096;
/** Milliseconds a piece should take. */
const PIECE_TIME = 3;
/** Of more data points than this a particle's step costs no more: the sums over them are no longer taken pair by pair. */
const COSTLY_POINTS = 1500;
/** The fewest particles a preview shows. */
const FEWEST = 32;
/** Steps of a particle that followed ones catch up at a time. */
const CATCH_UP = 256;
/** Milliseconds the clock may be held up before the reader is told. */
const PATIENCE = 600;

export class Player extends EventTarget {
  #engine;
  /** @type {Scene} */
  #scene = {};
  /** @type {Simulation | null} the whole ensemble */
  #run = null;
  /** @type {Simulation | null} its first particles, shown until the whole ensemble has caught up */
  #preview = null;
  /** The same scene by what its denoiser has learned since; it takes the run's place once it has come as far. @type {Simulation | null} */
  #successor = null;
  /** Where the clock stands, in steps: 39.6 lies six tenths of the way from state 39 to state 40. */
  #progress = 0;
  #steps = 0;
  #playing = false;
  #speed = 1;
  #frames = new FrameLoop((now) => this.#tick(now));
  #lastTime = 0;
  #changedAt = -Infinity;
  #nanosecondsPerPair = 3;
  /** Milliseconds that went into a step that is not taken yet. */
  #ahead = 0;
  #heldSince = 0;
  #slow = false;
  /** Whether followed particles are not yet where the ensemble is. */
  #lag = false;
  #paths = 0;
  /** @type {Launch[]} */
  #launches = [];
  /** @type {Set<number>} */
  #followed = new Set();
  /** @type {WeakMap<Simulation, Launch[]>} launches a simulation has not reached yet */
  #waiting = new WeakMap();

  /** Whether the start is shown for as long as the reader holds what makes it. */
  #held = false;
  /** From there the clock goes back to where it was, a share of the run, and so many times faster than usual. */
  #goal = 1;
  #haste = 1;

  /** What the work of a frame takes: steps, painting and controls. */
  meter = new FrameMeter();

  /** How many times wider than needed the density's pixels are, for the sake of smooth frames. */
  coarseness = 1;

  /** Called once per animation frame in which the picture may have changed. @type {() => void} */
  onFrame = () => {};
  /** Called after it, for what shows numbers of the frame. @type {() => void} */
  afterFrame = () => {};

  /** @param {Engine} engine */
  constructor(engine) {
    super();
    this.#engine = engine;
  }

  /** Another engine, while there is no simulation. @param {Engine} engine */
  set engine(engine) { this.#engine = engine; }

  get scene() { return this.#scene; }
  /** The simulation that is shown: the whole ensemble, or its preview. @returns {Simulation | null} */
  get simulation() { return this.#preview ?? this.#run; }
  get playing() { return this.#playing; }
  get speed() { return this.#speed; }
  get paths() { return this.#paths; }
  /** Kept, like the index, while there is no simulation. */
  get steps() { return this.#steps; }
  /** The state the clock is at or gliding to. */
  get index() { return Math.ceil(this.#progress); }
  get progress() { return this.#progress; }
  /** Whether the start is held up to be seen. */
  get held() { return this.#held; }
  /** Whether a renewed run is still on its way. */
  get renewing() { return this.#successor !== null; }
  get done() { return this.#steps > 0 && this.#progress >= this.#steps; }
  /** Whether the simulation is still on its way to the moment the clock shows. */
  get behind() {
    const shown = this.simulation;
    return shown !== null && (this.#preview !== null || shown.index !== this.index);
  }
  /** Whether the run cannot keep up with the clock, so that the clock waits for it. */
  get slow() { return this.#slow; }
  /** How far the picture has glided from the previous state to the simulation's: 1 is the state itself. */
  get fraction() {
    const shown = this.simulation;
    if (shown === null || this.#progress <= 0 || shown.index !== this.index) return 1;
    return this.#progress - (this.index - 1);
  }
  /** The time t the picture shows. */
  get time() { return this.simulation?.timeAt(this.fraction) ?? 0; }

  /**
   * Shows another scene at the same share of the run, at once. Throws a SceneError and changes nothing if it is bad.
   * @param {Scene} scene
   * @param {{index?: number}} [options]  where to go instead; past the end means the end
   */
  setScene(scene, options = {}) {
    const run = this.#build(scene);
    const goal = options.index ?? this.#sameShare(run.steps);
    this.#free();
    this.#run = run;
    this.#steps = run.steps;
    this.#scene = run.scene;
    this.#progress = Math.min(goal, run.steps);
    this.#changedAt = performance.now();
    const cost = this.#cost(run) * this.index;
    if (cost > BUDGET) {
      const particles = Math.max(FEWEST, Math.floor((run.particles * BUDGET) / cost));
      if (particles < run.particles) this.#preview = this.#equip(new this.#engine.Simulation({ ...scene, particles }));
    }
    this.#advance(/** @type {Simulation} */ (this.simulation), this.index, performance.now() + BUDGET);
    this.#tell("scene");
    this.wake();
  }

  /** The scene is the same, but its denoiser has learned: what is shown stays until there is as much of the new. */
  renew() {
    if (!this.#run) return;
    const successor = this.#build(this.#scene);
    letGo(this.#successor);
    this.#successor = successor;
    this.wake();
  }

  /** In the plane, goes to the start of the run for as long as the reader holds what makes it. */
  hold() {
    if (this.#held || this.simulation?.isLine !== false) return;
    if (!this.#playing) this.#goal = this.#progress / this.#steps;
    this.#held = true;
    this.#playing = false;
    this.#moveTo(0);
    this.#tell("state");
  }

  /** What was held is let go: the run glides to where it was. @param {boolean} still  at once */
  glideOn(still) {
    if (!this.#held) return;
    const goal = this.#goal;
    if (still || goal === 0) return this.seek(goal * this.#steps);
    this.play();
    [this.#goal, this.#haste] = [goal, HASTE];
  }

  play() {
    this.#haste = this.#goal = 1;
    this.#held = false;
    if (this.done) this.#moveTo(0);
    if (!this.#run) return;
    this.#playing = true;
    this.#lastTime = 0;
    this.#tell("state");
    this.wake();
  }

  pause() {
    if (!this.#playing) return;
    this.#playing = false;
    this.#setSlow(false);
    this.#tell("state");
    this.wake();
  }

  /** One step on; between two states, to the next one. */
  step() {
    this.seek(Math.floor(this.#progress) + 1);
  }

  stepBack() {
    this.seek(Math.ceil(this.#progress) - 1);
  }

  reset() {
    this.seek(0);
  }

  /** The state whose time is nearest to t. @param {number} t @returns {number} */
  indexAt(t) {
    const times = this.simulation?.times() ?? new Float64Array(1);
    let [low, high] = [0, times.length - 1];
    const sign = times[high] < times[low] ? -1 : 1;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (sign * times[middle] <= sign * t) low = middle;
      else high = middle;
    }
    return Math.abs(times[low] - t) < Math.abs(times[high] - t) ? low : high;
  }

  /** Goes to state k and stays there. @param {number} k */
  seek(k) {
    if (!this.#run) return;
    const wasDone = this.done;
    this.#playing = this.#held = false;
    this.#moveTo(k);
    this.#tell("state");
    if (this.done && !wasDone) this.#tell("done");
  }

  /** @param {number} speed */
  setSpeed(speed) {
    this.#speed = speed;
    this.#tell("state");
  }

  /** Follows particles 0 … n − 1. @param {number} n */
  setPaths(n) {
    this.#paths = n;
    this.#each((simulation) => simulation.setPaths(Math.min(n, simulation.particles)));
    this.wake();
  }

  /** A new particle at the moment shown; at the end of a run, at its beginning. @param {Float64Array} point */
  launch(point) {
    if (this.done) this.#moveTo(0);
    if (!this.#run) return;
    const launch = { point, at: this.index / this.#steps };
    this.#launches.push(launch);
    this.#each((simulation) => {
      if (simulation.index === this.index) simulation.launch(point);
      else this.#waiting.get(simulation)?.push(launch);
    });
    this.#tell("launch");
    this.wake();
  }

  /** Follows a particle of the ensemble as if it had been launched. @param {number} i */
  follow(i) {
    if (this.#followed.has(i)) return;
    this.#followed.add(i);
    this.#each((simulation) => { if (i < simulation.particles) simulation.follow(i); });
    this.#tell("launch");
    this.wake();
  }

  /** Lets go of all launched and followed particles. */
  clearLaunched() {
    this.#launches = [];
    this.#followed.clear();
    this.#each((simulation) => {
      this.#waiting.set(simulation, []);
      simulation.clearLaunched();
    });
    this.#tell("launch");
    this.wake();
  }

  /** How many particles the reader launched or picked. */
  get launched() { return this.#launches.length + this.#followed.size; }

  /** Frames are only drawn while active: on screen, in a visible tab, connected. @param {boolean} active */
  setActive(active) {
    this.#frames.setActive(active);
    this.#lastTime = 0;
    this.wake();
  }

  /** Asks for one frame. */
  wake() {
    if (this.#run) this.#frames.ask();
  }

  /** Lets go of the simulations, until it is given a scene again. */
  release() {
    this.setActive(false);
    this.#free();
    if (!this.#playing) return;
    this.#playing = false;
    this.#slow = false;
    this.#tell("state");
  }

  /** @param {number} now */
  #tick(now) {
    if (!this.#run) return;
    const began = performance.now();
    // Here and not by #dare, which would take a function made for every frame.
    try {
      this.#work(this.#run, now);
      this.onFrame();
    } catch (error) {
      this.#fail(error);
      return;
    }
    this.afterFrame();
    this.meter.add(performance.now() - began);
    if (this.#playing || this.behind || this.#successor || this.#lag) this.wake();
    else this.#lastTime = 0;
  }

  /** @param {Simulation} run @param {number} now */
  #work(run, now) {
    const elapsed = this.#lastTime === 0 ? 0 : Math.min(now - this.#lastTime, 100);
    this.#lastTime = now;
    const deadline = performance.now() + Math.max(BUDGET, Math.min(LARGEST_BUDGET, elapsed / 2));

    const settling = this.#preview !== null && performance.now() - this.#changedAt > SETTLE;
    if (this.#preview && settling) {
      // The preview arrives first, then the whole ensemble follows with what time is left.
      this.#advance(this.#preview, this.index, deadline);
      if (this.#preview.index === this.index) this.#advance(run, this.index, deadline);
      if (run.index === this.index) {
        letGo(this.#preview);
        this.#preview = null;
        this.#tell("state");
      }
    }
    // A run that is not yet where the clock stands is waited for: the clock neither goes on nor back.
    const waits = settling || /** @type {Simulation} */ (this.simulation).index < this.index;
    const goal = Math.round(this.#goal * run.steps);
    if (this.#playing && !waits) {
      this.#progress = Math.min(goal, this.#progress + (elapsed / 1000) * this.#haste * this.#speed * (run.steps / RUN_SECONDS));
    }
    const shown = /** @type {Simulation} */ (this.simulation);
    if (shown.index < this.index) this.#advance(shown, this.index, deadline);
    // One piece in any case: a run that takes all the time there is has paths too.
    do this.#lag = !shown.catchUp(CATCH_UP); while (this.#lag && performance.now() < deadline);

    if (this.#successor) this.#succeed(this.#successor, deadline);
    // Where the clock has not come to the next step yet, what is long in it is done meanwhile.
    else if (this.#playing && shown.index === this.index && !shown.done) this.#lookAhead(shown, deadline, elapsed);

    if (this.#playing) {
      const held = settling || shown.index < this.index;
      if (shown.index < this.index && !waits) this.#progress = shown.index;
      if (!held) this.#heldSince = now;
      this.#setSlow(held && now - this.#heldSince > PATIENCE);
      if (this.#progress >= goal) {
        this.#playing = false;
        this.#setSlow(false);
        this.#tell("state");
        if (this.done) this.#tell("done");
      }
    }
  }

  /** @param {Simulation} successor @param {number} deadline */
  #succeed(successor, deadline) {
    if (successor.index > this.index) successor.rewind(this.index);
    this.#advance(successor, this.index, deadline);
    if (successor.index !== this.index) return;
    letGo(this.#run, this.#preview);
    this.#run = successor;
    this.#preview = this.#successor = null;
    this.#tell("state");
  }

  /** @param {number} k */
  #moveTo(k) {
    if (!this.#run) return;
    this.#progress = Math.max(0, Math.min(this.#steps, Math.round(k)));
    this.#each((simulation) => simulation.rewind(this.index));
    this.#dare(() => {
      if (this.simulation) this.#advance(this.simulation, this.index, performance.now() + BUDGET);
    });
    this.wake();
  }

  /** Where the clock stands on a run of so many steps: at its end if there was none before. @param {number} steps */
  #sameShare(steps) {
    if (this.#steps === 0) return steps;
    return steps === this.#steps ? this.#progress : (this.#progress / this.#steps) * steps;
  }

  /**
   * Steps towards state k until the deadline.
   * @param {Simulation} simulation
   * @param {number} k
   * @param {number} deadline
   */
  #advance(simulation, k, deadline) {
    if (simulation.index >= k) return;
    const from = simulation.index;
    const began = performance.now();
    let now = began;
    const waiting = this.#waiting.get(simulation);
    do {
      if (!this.#prepare(simulation, deadline)) break;
      while (waiting && waiting.length > 0 && simulation.index >= Math.round(waiting[0].at * simulation.steps)) {
        simulation.launch(/** @type {Launch} */ (waiting.shift()).point);
      }
      simulation.step();
      now = performance.now();
    } while (simulation.index < k && now < deadline);
    const taken = performance.now() - began + this.#ahead;
    const steps = simulation.index - from;
    this.#ahead = steps === 0 ? taken : 0;
    if (steps > 0 && taken > 1) {
      const measured = (1e6 * taken) / (steps * pairs(simulation));
      this.#nanosecondsPerPair += 0.2 * (Math.min(measured, 1000) - this.#nanosecondsPerPair);
    }
  }

  /** Works ahead on a long step; whether it can be taken now. @param {Simulation} simulation @param {number} deadline */
  #prepare(simulation, deadline) {
    const piece = this.#piece(simulation);
    const { particles } = simulation;
    // Few are asked for at once; what a denoiser has to know before that comes in pieces all the same.
    while (!simulation.prepare(particles <= 2 * piece ? particles : piece)) if (performance.now() >= deadline) return false;
    return true;
  }

  /**
   * Works ahead on the step that comes next, evenly over the frames until then: none is longer than it has to be.
   * @param {Simulation} simulation
   * @param {number} deadline
   * @param {number} elapsed  milliseconds since the frame before
   */
  #lookAhead(simulation, deadline, elapsed) {
    if (simulation.particles <= 2 * this.#piece(simulation)) return;
    const began = performance.now();
    const left = ((this.index - this.#progress) * 1000 * RUN_SECONDS) / (this.#speed * this.#steps);
    const frames = Math.max(1, Math.floor(left / Math.max(1, elapsed)));
    this.#prepare(simulation, Math.min(deadline, began + this.#cost(simulation) / frames));
    this.#ahead += performance.now() - began;
  }

  /** Particles that are worked on at a time: whole groups of eight. @param {Simulation} simulation */
  #piece(simulation) {
    const affordable = (PIECE_TIME * simulation.particles) / this.#cost(simulation);
    return Math.max(8, Math.min(PIECE, 8 * Math.floor(affordable / 8)));
  }

  /** @param {Scene} scene @returns {Simulation} */
  #build(scene) {
    return this.#equip(new this.#engine.Simulation(scene));
  }

  /** @param {Simulation} simulation @returns {Simulation} */
  #equip(simulation) {
    this.#waiting.set(simulation, this.#launches.filter((launch) => launch.point.length === simulation.dim).sort((a, b) => a.at - b.at));
    if (this.#paths > 0) simulation.setPaths(Math.min(this.#paths, simulation.particles));
    for (const i of this.#followed) if (i < simulation.particles) simulation.follow(i);
    return simulation;
  }

  /** Milliseconds that a step of it takes here. @param {Simulation} simulation */
  #cost(simulation) {
    return (pairs(simulation) * this.#nanosecondsPerPair) / 1e6;
  }

  /** @param {(simulation: Simulation) => void} action */
  #each(action) {
    this.#dare(() => {
      if (this.#run) action(this.#run);
      if (this.#preview) action(this.#preview);
      if (this.#successor) action(this.#successor);
    });
  }

  /** Does what may trap; if it does, there is no simulation afterwards. @param {() => void} action */
  #dare(action) {
    try {
      action();
    } catch (error) {
      this.#fail(error);
    }
  }

  /** @param {unknown} error */
  #fail(error) {
    this.release();
    // It may have been one of these.
    this.#launches = [];
    this.#followed.clear();
    this.dispatchEvent(new CustomEvent("failed", { detail: error }));
  }

  #free() {
    letGo(this.#run, this.#preview, this.#successor);
    this.#run = this.#preview = this.#successor = null;
  }

  /** @param {boolean} slow */
  #setSlow(slow) {
    if (slow === this.#slow) return;
    this.#slow = slow;
    this.#tell("state");
  }

  /** @param {"scene" | "state" | "done" | "launch"} type */
  #tell(type) {
    this.dispatchEvent(new Event(type));
  }
}

/** What a step costs, as pairs of a particle and a data point. @param {Simulation} simulation */
function pairs(simulation) {
  return simulation.particles * Math.min(simulation.count, COSTLY_POINTS);
}

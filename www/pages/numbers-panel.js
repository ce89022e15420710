// Numbers beside the picture: where the run is, and what was just measured beside what theory predicts.

import { count, fixed, short } from "../lib/numbers.js";
import { element, save } from "../lib/dom.js";

/** @typedef {import("../element/element.js").ReverseDiffusionElement} Bench */

/** Milliseconds between two drawings of the chart. */
const PAUSE = 260;
/** Above this many kernel pairs captures are only counted while nothing moves. */
const EASY_PAIRS = 20_000_000;

export class NumbersPanel {
  root = element("div", { class: "numbers" });
  #bench;
  /** @type {Map<string, HTMLElement>} */
  #values = new Map();
  #chart = element("canvas", { class: "chart", role: "img", "aria-label": "Captures per data point." });
  #chartTitle = element("h3", {}, "Captured now, beside what λ predicts");
  #chartBox = element("figure", {});
  #advice = element("p", { class: "note" });
  #table = element("button", { type: "button", title: "The (t, x) picture as a table: densities, the present slice, the paths" }, "Picture as CSV");
  #drawnAt = 0;
  #drawnKey = "";
  #timer = 0;

  /** @param {Bench} bench */
  constructor(bench) {
    this.#bench = bench;
    const list = element("dl", {});
    for (const [name, label, title] of [
      ["step", "step k", "of n"],
      ["t", "time t", "forward from the data"],
      ["s", "s = T* − t", "backward from the noise"],
      ["alpha", "α(t)", "how much is left of the data"],
      ["sigma", "σ(t)", "how much noise came in"],
      ["N", "data points N", ""],
      ["M", "particles M", ""],
      ["neighbours", "effective neighbours", "exp of the entropy of λ at the followed particle, else at the data's mean"],
      ["landed", "exactly on a data point", "particles whose position is a data point's, to the last bit of single precision"],
    ]) {
      const value = element("dd", {});
      this.#values.set(name, value);
      list.append(element("dt", title ? { title } : {}, label), value);
    }
    this.#chartBox.append(this.#chartTitle, this.#chart);
    this.#table.addEventListener("click", () => this.#saveTable());
    this.root.append(list, this.#advice, this.#chartBox, this.#table);
  }

  /** Called after anything may have changed; works at most about four times a second. */
  update() {
    const due = PAUSE - (performance.now() - this.#drawnAt);
    if (due <= 0) this.#write();
    else if (this.#timer === 0) this.#timer = window.setTimeout(() => { this.#timer = 0; this.#write(); }, due);
  }

  /** Colours or size changed. */
  redraw() {
    this.#drawnKey = "";
    this.update();
  }

  #write() {
    const { player, engine, stage } = this.#bench;
    const simulation = player?.simulation;
    if (!simulation) return;
    this.#drawnAt = performance.now();
    this.#table.hidden = !stage.line;
    const { time } = player;
    const { scene } = player;
    const [alpha, sigma] = spread(String(scene.process), time);
    const at = simulation.launchedCount > 0 ? simulation.launchedState() : this.#bench.inspector.at ?? center(simulation);
    const here = at.length === simulation.dim ? simulation.inspect(Float64Array.from(at), time) : null;
    this.#set("step", `${count(simulation.index)} of ${count(player.steps)}`);
    this.#set("t", short(time));
    this.#set("s", fixed(Number(scene["t-star"]) - time, 3));
    this.#set("alpha", fixed(alpha, 3));
    this.#set("sigma", short(sigma));
    this.#set("N", count(simulation.count));
    this.#set("M", count(simulation.particles));
    this.#set("neighbours", here ? short(here.effective) : "–");
    this.#countLanded(player, simulation);
    const key = momentOf(player);
    const meaning = simulation.lambdaIs(simulation.dynamics === "forward");
    const charted = !["origin", "bridge", "denoiser"].includes(meaning);
    this.#chartBox.hidden = !charted;
    const busy = player.behind || (player.playing && simulation.pairs > EASY_PAIRS);
    if (!charted || busy || key === this.#drawnKey) return;
    const box = this.#chart.getBoundingClientRect();
    if (box.width === 0) return;
    const captures = stage.captures(simulation);
    if (captures === null) return;
    this.#drawnKey = key;
    const ratio = window.devicePixelRatio;
    this.#chart.width = Math.round(box.width * ratio);
    this.#chart.height = Math.round(box.height * ratio);
    engine.drawCaptures(this.#chart, simulation, stage.colours, ratio);
    const expected = simulation.expectedCaptures();
    this.#chartTitle.textContent = expected.length === 0 ? "Captured now: for this ε and start λ predicts nothing"
      : meaning === "chance" ? "Captured now, beside what λ predicts"
      : meaning === "flow" || meaning === "noise" ? "Captured now, beside Σ λ of the starts, on average the same for every ε"
      : meaning === "width" ? "Nearest now, beside what λ predicts for the blur of each point"
      : "Captured now, beside what λ predicts for a run down to t = 0";
    const rows = Array.from(captures.subarray(0, 6), (n, i) => `point ${i}: ${count(n)} measured${i < expected.length ? `, ${expected[i].toFixed(0)} expected` : ""}`);
    this.#chart.setAttribute("aria-label", `Captures per data point. ${rows.join("; ")}${captures.length > 6 ? "; and so on." : "."}`);
  }

  /**
   * At the end of a run: how many particles stand exactly on a data point, and what to do if few do.
   * @param {import("../clock/player.js").Player} player
   * @param {import("../engine/types.js").Simulation} simulation
   */
  #countLanded(player, simulation) {
    const counted = simulation.done && !player.behind && simulation.dynamics !== "forward" && simulation.pairs <= EASY_PAIRS;
    const landed = counted ? simulation.capturedExactly() : 0;
    const blurred = Number(player.scene.width) > 0;
    this.#set("landed", blurred ? "–" : counted ? `${count(landed)} of ${count(simulation.particles)}` : "at the end");
    const { grid, denoiser, "t-min": stop } = player.scene;
    const averaged = counted && !blurred && landed < 0.999 * simulation.particles && simulation.dynamics === "reverse" && stop === 0 && denoiser === "exact";
    const { ending } = /** @type {import("../engine/types.js").SimulationInfo} */ (simulation.info());
    const advice = averaged ? `${ending.sentence}${grid === "uniform" ? " The grid uniform in log-SNR goes farther down." : ""}` : "";
    if (this.#advice.textContent !== advice) this.#advice.textContent = advice;
  }

  /** The line view's numbers as a file. */
  #saveTable() {
    const { player, stage } = this.#bench;
    if (player.simulation) save(stage.picture.lineCsv(player.simulation), "reverse-diffusion-line.csv");
  }

  /** @param {string} name @param {string} text */
  #set(name, text) {
    const value = this.#values.get(name);
    if (value && value.textContent !== text) value.textContent = text;
  }
}

/** What a number of this moment depends on. @param {import("../clock/player.js").Player} player */
export function momentOf({ index, scene, simulation }) {
  return `${index} ${simulation?.index} ${simulation?.particles} ${JSON.stringify(scene).slice(0, 4000)}`;
}

/** α and σ. @param {string} process @param {number} t @returns {[number, number]} */
function spread(process, t) {
  return process === "heat" ? [1, Math.sqrt(2 * t)] : [Math.exp(-t), Math.sqrt(-Math.expm1(-2 * t))];
}

/** @type {WeakMap<import("../engine/types.js").Simulation, Float64Array>} */
const centers = new WeakMap();

/** The data's mean. @param {import("../engine/types.js").Simulation} simulation */
function center(simulation) {
  const known = centers.get(simulation);
  if (known) return known;
  const points = simulation.points();
  const weights = simulation.weights();
  const { dim } = simulation;
  const mean = new Float64Array(dim);
  weights.forEach((weight, i) => { for (let j = 0; j < dim; j++) mean[j] += weight * points[i * dim + j]; });
  centers.set(simulation, mean);
  return mean;
}

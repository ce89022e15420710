// A browser compiles a module's functions when they are first called. Called one after the other on a small scene, with
// a pause between, they hold the page up for a few milliseconds each; first called all at once, for a noticeable while.

import { breath } from "../lib/pause.js";

/** @typedef {import("./types.js").Engine} Engine */

/** @param {Engine} engine */
export async function warmUp(engine) {
  await breath();
  engine.sceneParameters();
  const { scene } = engine.readScene([]);
  const simulation = new engine.Simulation({ ...scene, particles: 64, steps: 4 });
  await breath();
  while (simulation.step());
  const picture = new engine.Picture();
  picture.resize(64, 64, 1);
  picture.fit(simulation);
  await breath();
  picture.paint(simulation, 0.5, true, false, false, false);
  await breath();
  picture.paint(simulation, 0.5, false, true, true, false);
  picture.axes(simulation);
  simulation.captures();
  picture.free();
  simulation.free();
  await breath();
}

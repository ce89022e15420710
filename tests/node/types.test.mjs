// The shapes that the page's types give to what the module hands over: the module itself calls them any.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import { startEngine } from "../browser/support/engine.mjs";

/** Each `@typedef {object}` with its properties: whether it may be missing. @type {Map<string, Map<string, boolean>>} */
const shapes = new Map();
let shape = new Map();
for (const line of readFileSync(new URL("../../www/engine/types.js", import.meta.url), "utf8").split("\n")) {
  const [, name] = /@typedef \{object\} (\w+)/.exec(line) ?? [];
  if (name) shapes.set(name, (shape = new Map()));
  const [, optional, plain] = /@property \{.*\} (?:\[(\w+)\]|(\w+))/.exec(line) ?? [];
  if (optional ?? plain) shape.set(optional ?? plain, optional !== undefined);
}

const engine = await startEngine();
const simulation = new engine.Simulation({});
const study = (/** @type {string} */ name) => {
  const study = new engine.Study(engine.readScene([["study", name]]).scene);
  while (study.work());
  return study;
};
const images = engine.studies().find((/** @type {{images: boolean}} */ { images }) => images).name;

/** @type {Record<string, any[]>} */
const handedOver = {
  Parameter: engine.sceneParameters(),
  Problem: engine.readScene([["steps", "many"]]).problems,
  StudyInfo: engine.studies(),
  StudyRow: study("bridge").rows(),
  StudyGallery: study(images).galleries(),
  LearningProgress: [engine.learn({ denoiser: "network" }, 0)],
  Preset: engine.presets(),
  SimulationInfo: [simulation.info(), new engine.Simulation({ data: "0, 0; 1, 1" }).info()],
  Frame: [new engine.Picture().frame()],
  Inspection: [simulation.inspect(Float64Array.of(0.5, 0.5), 0.5)],
};
/** Of two shapes together. */
const table = engine.readTable("x,y\n1,2\n3,4\n", {});

for (const [name, objects] of Object.entries(handedOver)) {
  test(`${name} is what the module hands over`, () => holds(name, shapes.get(name) ?? new Map(), objects));
}

test("Table is what the module hands over", () => {
  holds("Table", new Map([...(shapes.get("Understood") ?? []), ...(shapes.get("TableItself") ?? [])]), [table]);
});

/** @param {string} name @param {Map<string, boolean>} shape @param {any[]} objects */
function holds(name, shape, objects) {
  assert.ok(objects.length > 0 && shape.size > 0, name);
  for (const object of objects) {
    const there = Object.keys(object);
    assert.deepEqual(there.filter((key) => !shape.has(key)), [], `${name} has properties that no type names`);
    assert.deepEqual([...shape].filter(([key, optional]) => !optional && !(key in object)).map(([key]) => key), [], `${name} lacks properties`);
  }
}

// What a patch makes of a scene: in the page the element tries these scenes one after the other.

import assert from "node:assert/strict";
import test from "node:test";

import { attempts } from "../../www/scene/scene-patch.js";
import { startEngine } from "../browser/support/engine.mjs";

const scene = { data: "three", study: "none", target: 2, start: "0, 0", view: "0, 0, 1", steps: 100 };

test("what is asked for is laid over what is there, and nothing else is tried", () => {
  assert.deepEqual(attempts(scene, { steps: 7, target: 1 }, scene), [{ ...scene, steps: 7, target: 1 }]);
});

test("new data do away with a target, a start and a window that they leave no room for, unless those were asked for too", () => {
  const { target, ...rest } = scene;
  assert.deepEqual(attempts(scene, { data: "0, 1" }, scene), [{ ...scene, data: "0, 1" }, { data: "0, 1", study: "none", steps: 100 }]);
  assert.deepEqual(attempts(scene, { data: "0, 1", start: "5, 5", view: "1, 1, 1" }, scene)[1], { ...rest, data: "0, 1", start: "5, 5", view: "1, 1, 1" });
});

test("in a study, new data leave it last of all, unless it was asked for", () => {
  const before = { ...scene, study: "bridge" };
  const freed = { data: "0, 1", study: "bridge", steps: 100 };
  assert.deepEqual(attempts(before, { data: "0, 1" }, before), [{ ...before, data: "0, 1" }, freed, { ...freed, study: "none" }]);
  assert.equal(attempts(before, { data: "0, 1", study: "bridge" }, before).length, 2);
});

test("a patch of another study is laid over what that study begins with", () => {
  const ground = { study: "bridge", data: "1, 2; 3, 4" };
  assert.deepEqual(attempts(ground, { study: "bridge", data: "0, 1" }, scene), [{ study: "bridge", data: "0, 1" }, { study: "bridge", data: "0, 1" }]);
});

test("nothing that was given is written over", () => {
  const frozen = Object.freeze({ ...scene, study: "bridge" });
  attempts(frozen, Object.freeze({ data: "0, 1" }), frozen);
});

test("the module takes the first of them that it can", async () => {
  const engine = await startEngine();
  /** @param {Record<string, string | number>} scene */
  const takes = (scene) => {
    try {
      new engine.Simulation(scene).free();
      return true;
    } catch {
      return false;
    }
  };
  const before = { data: "0, 0; 1, 0; 0, 1", target: 2, dynamics: "bridge" };
  const [asked, freed] = attempts(before, { data: "0, 0; 1, 1" }, { ...before, study: "none" });
  assert.ok(takes(before));
  assert.ok(!takes(asked), "there is no third point to end at");
  assert.ok(takes(freed));
});

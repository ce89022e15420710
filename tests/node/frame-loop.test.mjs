// Frames as whoever works in them gets them, on a browser that is made up.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { FrameLoop } from "../../www/clock/frame-loop.js";

/** @type {Map<number, (now: number) => void>} */
const asked = new Map();
let next = 1;
Object.assign(globalThis, {
  requestAnimationFrame: (/** @type {(now: number) => void} */ work) => (asked.set(next, work), next++),
  cancelAnimationFrame: (/** @type {number} */ id) => { asked.delete(id); },
});

/** @param {number} now */
function frame(now) {
  const works = [...asked.values()];
  asked.clear();
  for (const work of works) work(now);
}

beforeEach(() => asked.clear());

test("however often a frame is asked for, there is one, and the work asks for the next itself", () => {
  /** @type {number[]} */
  const seen = [];
  const loop = new FrameLoop((now) => {
    seen.push(now);
    if (now < 2) loop.ask();
  });
  loop.setActive(true);
  assert.equal(asked.size, 0);
  loop.ask();
  loop.ask();
  assert.equal(asked.size, 1);
  for (const now of [1, 2, 3]) frame(now);
  assert.deepEqual(seen, [1, 2]);
});

test("while nobody looks there is none, and what was asked for before is taken back", () => {
  let frames = 0;
  const loop = new FrameLoop(() => { frames++; });
  loop.ask();
  loop.setActive(true);
  loop.ask();
  loop.setActive(false);
  loop.ask();
  frame(1);
  assert.equal(frames, 0);
  loop.setActive(true);
  loop.ask();
  frame(2);
  assert.equal(frames, 1);
});

test("what was asked for can be taken back, and asked for again", () => {
  let frames = 0;
  const loop = new FrameLoop(() => { frames++; });
  loop.setActive(true);
  loop.ask();
  loop.cancel();
  frame(1);
  assert.equal(frames, 0);
  loop.ask();
  frame(2);
  assert.equal(frames, 1);
});

test("what throws in a frame does not keep the next one away", () => {
  const loop = new FrameLoop(() => { throw new Error("trapped"); });
  loop.setActive(true);
  loop.ask();
  assert.throws(() => frame(1), /trapped/);
  loop.ask();
  assert.equal(asked.size, 1);
});

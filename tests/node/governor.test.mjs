import assert from "node:assert/strict";
import test from "node:test";

import { coarseness } from "../../www/clock/governor.js";

test("the density becomes rougher while a heavy scene plays, and only then", () => {
  assert.equal(coarseness(1, true, 60), 2);
  assert.equal(coarseness(1, true, 16), 1);
  assert.equal(coarseness(2, false, 60), 1, "what stands still is as fine as it can be");
  assert.equal(coarseness(2, true, 5), 1, "once it is light again");
});

test("between heavy and light it stays as it is: nothing flickers", () => {
  for (let work = 12; work <= 34; work += 1) {
    assert.equal(coarseness(1, true, work), 1);
    assert.equal(coarseness(2, true, work), 2);
  }
});

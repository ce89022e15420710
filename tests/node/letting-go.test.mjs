// Nobody frees what another may still hold: in the page there is one way to let go of an object of the module, which waits
// until all that runs has returned (`letGo` in www/engine/let-go.js).

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";

import { letGo } from "../../www/engine/let-go.js";

const WWW = new URL("../../www/", import.meta.url);
/** Its own objects, which nobody else has seen. */
const OWN = ["engine/warm-up.js"];

test("only letGo frees", () => {
  const scripts = readdirSync(WWW, { recursive: true }).map(String).filter((name) => name.endsWith(".js") && !OWN.includes(name));
  assert.ok(scripts.length > 50);
  const freeing = scripts.filter((name) => /\.free\(/.test(readFileSync(new URL(name, WWW), "utf8").replace(/object\?\.free\(\)/, "")));
  assert.deepEqual(freeing, []);
});

test("what was let go lives to the end of what runs, and not longer", async () => {
  let freed = 0;
  const object = { free: () => { freed++; } };
  const refusing = { free: () => { throw new Error("trapped"); } };
  letGo(refusing, object, null);
  assert.equal(freed, 0);
  await Promise.resolve();
  assert.equal(freed, 1);
});

// Links as they come back from mail, chats and word processors, read by both modules.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";

import { defaultShow } from "../../www/stage/layers.js";
import { nearest } from "../../www/lib/near-miss.js";
import { readAddress, readAttributesOf, writeAddress } from "../../www/share/address.js";
import { startEngine } from "../browser/support/engine.mjs";
import { SITE_DIR } from "../browser/support/folder.mjs";

const whole = await startEngine();
const small = await import(pathToFileURL(path.join(SITE_DIR, "reverse_diffusion_plane.js")).href);
small.initSync({ module: readFileSync(path.join(SITE_DIR, "reverse_diffusion_plane_bg.wasm")) });
const engines = { whole, small };

/** @param {any} engine @param {string} link  from its question mark on */
function read(engine, link) {
  const { search, hash } = new URL(link, "https://example.org/lab.html");
  return readAddress(engine, { search, hash });
}

/** What a link of two parameters and a sampler should give, whatever has happened to it. */
const MEANT = { data: "two-moons", "t-star": 2, sampler: "dpm-solver++" };

for (const [name, engine] of Object.entries(engines)) {
  /** @param {string} link */
  const scene = (link) => {
    const { scene, sentences } = read(engine, link);
    return { scene: Object.fromEntries(Object.keys(MEANT).map((key) => [key, scene[key]])), sentences };
  };

  test(`a plus is a plus, however it is written (${name} module)`, () => {
    for (const plus of ["++", "%2B%2B", "%2b%2B", "%20%20", "+%2B"]) {
      assert.deepEqual(scene(`?data=two-moons&t-star=2&sampler=dpm-solver${plus}`), { scene: MEANT, sentences: [] }, plus);
    }
    for (const number of ["1e+03", "1e%2B03", "1e 03", "1000", "+1000", " 1000"]) {
      const { scene, sentences } = read(engine, `?particles=${number}`);
      assert.deepEqual([scene.particles, sentences], [1000, []], number);
    }
    const { scene: { data }, sentences } = read(engine, "?data=1e+01,-2.5E+0;%200,+1");
    assert.deepEqual([data, sentences], ["10,-2.5;0,1", []]);
    assert.deepEqual(read(engine, "?show=density+data").show.layers, { ...read(engine, "?show=density,data").show.layers });
  });

  test(`what a link suffers on its way is mended and said once (${name} module)`, () => {
    for (const link of [
      "?data=two-moons&amp;t-star=2&amp;sampler=dpm-solver%2B%2B",
      "?data=two-moons&amp;amp;t-star=2&amp;amp;sampler=dpm-solver++",
      "?data%3Dtwo-moons&t-star%3D2&sampler%3Ddpm-solver%2B%2B",
      "?data%3Dtwo-moons%26t-star%3D2%26sampler%3Ddpm-solver%252B%252B",
      "?data=two-moons%26t-star=2%26amp;sampler=dpm-solver%2B%2B",
      "?data=two-moons&t-star=2&sampler=dpm-solver%252B%252B",
      "?data=two-moons&t-star=2&sampler=dpm-solver%25252B%25252B",
      ...[")", ".", ",", "'", '"', ">", "]", ").", "%22", "%3E", "”"].map((mark) => `?data=two-moons&t-star=2&sampler=dpm-solver++${mark}`),
    ]) {
      const { scene: made, sentences } = scene(link);
      assert.deepEqual(made, MEANT, link);
      assert.deepEqual(sentences, ["This link was damaged on its way; it was read as it was probably meant."], link);
    }
  });

  test(`data are read from links that were encoded twice, in the query and behind it (${name} module)`, () => {
    for (const link of ["?data=0%252C1%253B2%252C3%25402&seed=4", "?seed=4#data=0%252C1%253B2%252C3%25402", "?seed=4%23data=0%2C1%3B2%2C3%402", "?seed=4#data%3D0,1;2,3@2)"]) {
      const { scene, sentences } = read(engine, link);
      assert.deepEqual([scene.data, scene.seed, sentences.length], ["0,1;2,3@2", 4, 1], link);
    }
  });

  test(`what others hang onto a link is nobody's business (${name} module)`, () => {
    const link = "?utm_source=x&utm_medium=y&fbclid=IwAR3%26seed%3D9&gclid=1&msclkid=2&igshid=3&mc_cid=4&mc_eid=5&_ga=6&ref=7&seed=3&si=8";
    const { scene, sentences } = read(engine, link);
    assert.deepEqual([scene.seed, sentences], [3, []]);
  });

  test(`a near miss is named with what was meant, all else in one line (${name} module)`, () => {
    const { scene, sentences } = read(engine, "?tstar=2&stpes=7&learning_sed=3&colour=red&wind=3&seed=3");
    assert.equal(scene.seed, 3);
    assert.deepEqual(sentences, [
      '"tstar" is no parameter; t-star was probably meant.',
      '"stpes" is no parameter; steps was probably meant.',
      '"learning_sed" is no parameter; learning-seed was probably meant.',
      'Unknown here and left out: "colour", "wind".',
    ]);
  });

  test(`a name that stands twice is said, unless it says the same (${name} module)`, () => {
    const { scene, sentences } = read(engine, "?steps=20&steps=30&seed=4&seed=4&k=2&k=3");
    assert.deepEqual([scene.steps, scene.seed], [30, 4]);
    assert.deepEqual(sentences, [
      'steps stands in this link more than once; the last, "30", counts.',
      'k stands in this link more than once; the last, "3", counts.',
    ]);
  });

  test(`a long link tells when it was cut, wherever (${name} module)`, () => {
    const points = Array.from({ length: 300 }, (_, i) => `${(i / 7).toFixed(3)},${(i / 11).toFixed(3)}`).join(";");
    for (const [wish, least] of /** @type {[Record<string, unknown>, number][]} */ ([
      [{ data: points, seed: 5 }, 8],
      [{ data: "0.5,1;0,-1.25;3,2", sampler: "dpm-solver++", "t-star": 2.5, epsilon: 0.25, steps: 250 }, 8],
    ])) {
      const { scene } = engine.readScene(Object.entries(wish).map(([name, value]) => [name, String(value)]));
      const link = /** @type {string} */ (writeAddress(engine, { scene, show: defaultShow(), index: 12 }));
      assert.ok(link.length > 80);
      const again = read(engine, link);
      assert.deepEqual([again.scene, again.index, again.sentences], [scene, 12, []]);
      assert.deepEqual(read(engine, `${link}&utm_source=x`).sentences, []);
      for (let end = least; end < link.length; end += Math.max(1, Math.floor(link.length / 97))) {
        const { sentences } = read(engine, link.slice(0, end));
        assert.ok(sentences.some((sentence) => sentence.startsWith("This link was cut")), `${link.slice(0, end)}: ${sentences.join(" ")}`);
        assert.ok(!sentences.some((sentence) => sentence.includes("damaged")), "what is cut is not damaged besides");
      }
      // The links of before do not say how long they are, and a client may drop what stands behind the #.
      assert.deepEqual(read(engine, link.replace(/length=\d+&/, "")).sentences, []);
      if (link.includes("#")) assert.match(read(engine, link.replace(/#.*/, "")).sentences.join(), /^This link was cut/);
    }
  });

  test(`half a point of data that were cut is left out (${name} module)`, () => {
    const points = Array.from({ length: 40 }, (_, i) => `${i}.25,-${i}.75`);
    const { scene } = engine.readScene([["data", points.join(";")]]);
    const link = /** @type {string} */ (writeAddress(engine, { scene, show: defaultShow(), index: null }));
    const written = /** @type {string} */ (scene.data).split(";");
    for (let end = link.indexOf(";") + 2; end < link.length; end++) {
      const { scene, sentences } = read(engine, link.slice(0, end));
      const got = String(scene.data).split(";");
      assert.deepEqual(got, written.slice(0, got.length));
      assert.equal(sentences.length, 1, sentences.join(" "));
    }
  });

  test(`a short link stays short (${name} module)`, () => {
    const { scene } = engine.readScene([["data", "two-diracs"], ["t-star", "4"]]);
    assert.equal(writeAddress(engine, { scene, show: defaultShow(), index: null }), "?data=two-diracs&t-star=4");
  });
}

test("the element's own words are read from damaged links too", () => {
  assert.deepEqual([...readAttributesOf({ search: "?seed=3&amp;controls=none&amp;theme=dark.", hash: "" })], [["controls", "none"], ["theme", "dark"]]);
  assert.deepEqual([...readAttributesOf({ search: "?page=a%26controls%3Dnone", hash: "" })], []);
});

test("a slip or two, and not a name of another kind", () => {
  const names = ["t-star", "steps", "seed", "grid", "k", "t1", "data", "particles"];
  for (const [written, meant] of Object.entries({ t_star: "t-star", tStar: "t-star", Steps: "steps", setps: "steps", step: "steps", partcles: "particles", sed: "seed", gird: "grid" })) {
    assert.equal(nearest(written, names), meant, written);
  }
  for (const written of ["id", "v", "t3", "colour", "speed up", "page", ""]) assert.equal(nearest(written, names), null, written);
});

// An embed begins with the small module and goes over to the whole one when it is asked for more: at the same moment of the
// same run, and without anything being said.

import assert from "node:assert/strict";
import test from "node:test";

import { openSite } from "./support/site.mjs";

const SMALL = "reverse_diffusion_plane_bg.wasm";
const WHOLE = "reverse_diffusion_bg.wasm";

/** An embed at step 40 of the default scene, and which modules it has asked for. @param {import("node:test").TestContext} t @param {string} [query] */
async function embed(t, query = "") {
  const site = await openSite({ viewport: { width: 900, height: 700 } });
  t.after(() => site.close());
  const page = await site.open(`embed.html${query}`);
  await page.waitForFunction(() => /** @type {any} */ (document.querySelector("reverse-diffusion"))?.running);
  await page.evaluate(() => /** @type {any} */ (document.querySelector("reverse-diffusion")).seek(40));
  const modules = () => site.server.requests.map(({ path }) => path.split("/").at(-1)).filter((name) => name?.endsWith(".wasm"));
  const whole = () => page.waitForFunction(() => {
    const element = /** @type {any} */ (document.querySelector("reverse-diffusion"));
    return element.running && "Study" in element.engine && !element.player.behind;
  });
  const state = () => page.evaluate(() => {
    const { scene, show, player, stage } = /** @type {any} */ (document.querySelector("reverse-diffusion"));
    return { scene, cells: show.layers.cells, index: player.index, playing: player.playing, line: stage.line, digest: player.simulation.digest() };
  });
  return { site, page, modules, whole, state };
}

test("a scene in the plane plays without the whole module", async (t) => {
  const { site, page, modules } = await embed(t);
  const dock = await page.getByRole("slider", { name: "Steps" }).boundingBox();
  assert.ok(dock && dock.y + dock.height <= 700, "the controls are within the frame");
  await page.getByRole("button", { name: "Play" }).click();
  await page.mouse.move(300, 300);
  await page.waitForTimeout(500);
  assert.deepEqual(modules(), [SMALL]);
  assert.deepEqual(site.problems(), []);
});

test("cells bring the whole module, and the run goes on where it was, to the last bit", async (t) => {
  const { site, page, modules, whole, state } = await embed(t);
  const before = await state();
  await page.evaluate(() => /** @type {any} */ (document.querySelector("reverse-diffusion")).setAttribute("show", "density,particles,data,cells"));
  await whole();
  const after = await state();
  // The whole module knows more parameters; all that both know are as they were.
  const shared = Object.fromEntries(Object.keys(before.scene).map((name) => [name, after.scene[name]]));
  assert.deepEqual({ ...after, scene: shared, cells: false }, before);
  assert.equal(after.cells, true);
  assert.deepEqual(modules(), [SMALL, WHOLE]);
  assert.deepEqual(site.problems(), []);
});

test("a parameter that only the whole module knows brings it, as an attribute and in a scene", async (t) => {
  const written = await embed(t);
  await written.page.evaluate(() => /** @type {any} */ (document.querySelector("reverse-diffusion")).setAttribute("denoiser", "kde"));
  await written.whole();
  assert.equal((await written.state()).scene.denoiser, "kde");

  const asked = await embed(t);
  await asked.page.evaluate(() => { /** @type {any} */ (document.querySelector("reverse-diffusion")).scene = { data: "two-moons", samples: 20 }; });
  await asked.whole();
  assert.equal((await asked.state()).scene.samples, 20);

  const first = await embed(t, "?data=two-moons&samples=30");
  await first.whole();
  await first.page.waitForFunction(() => /** @type {any} */ (document.querySelector("reverse-diffusion")).scene.data === "two-moons");
  assert.equal((await first.state()).scene.samples, 30);
  assert.deepEqual(first.modules().includes(WHOLE), true);
  for (const { site } of [written, asked, first]) assert.deepEqual(site.problems(), []);
});

test("points on a line, a study and full controls bring it too", async (t) => {
  const line = await embed(t);
  await line.page.evaluate(() => { /** @type {any} */ (document.querySelector("reverse-diffusion")).scene = { data: "-1;0.5;1" }; });
  await line.whole();
  const shown = await line.state();
  assert.equal(shown.line, true);
  assert.equal(shown.scene.data, "-1;0.5;1");

  const study = await embed(t);
  await study.page.evaluate(() => /** @type {any} */ (document.querySelector("reverse-diffusion")).setAttribute("study", "forward"));
  await study.whole();
  const { scene } = await study.state();
  assert.deepEqual([scene.study, scene.data, scene.width], ["forward", "two-diracs-line", 0.25]);

  const full = await embed(t);
  await full.page.evaluate(() => /** @type {any} */ (document.querySelector("reverse-diffusion")).setAttribute("controls", "full"));
  await full.page.getByText("All parameters").click();
  await full.page.getByRole("slider", { name: "Particles" }).waitFor();
  for (const { site } of [line, study, full]) assert.deepEqual(site.problems(), []);
});

test("what plays goes on playing", async (t) => {
  const { page, whole, state } = await embed(t);
  await page.evaluate(() => {
    const element = /** @type {any} */ (document.querySelector("reverse-diffusion"));
    element.play();
    element.setAttribute("show", "particles,cells");
  });
  await whole();
  const { playing, index } = await state();
  assert.equal(playing, true);
  assert.ok(index >= 40, `${index}`);
});

test("a scene that only the whole module can show does not load the small one", async (t) => {
  const { modules } = await embed(t, "?study=forward");
  assert.deepEqual(modules(), [WHOLE]);
});

test("data that only the whole module knows bring it: from the address, and when asked for", async (t) => {
  const { site, page, modules, whole, state } = await embed(t, "?data=digits&particles=64");
  await whole();
  assert.equal((await state()).scene.data, "digits");
  assert.equal(await page.locator("reverse-diffusion .notice").count(), 0);

  const other = await embed(t, "?particles=64");
  const refusal = await other.page.evaluate(() => /** @type {any} */ (document.querySelector("reverse-diffusion")).update({ data: "digits", target: 300 }));
  assert.equal(refusal, null);
  await other.whole();
  const { scene } = await other.state();
  assert.deepEqual([scene.data, scene.target], ["digits", 300]);
  assert.deepEqual(other.modules(), [SMALL, WHOLE]);
  assert.deepEqual(modules(), [SMALL, WHOLE]);
  assert.deepEqual([...site.problems(), ...other.site.problems()], []);
});

test("a name that neither module knows is refused by the whole one, which knows all names", async (t) => {
  const { page, whole, state } = await embed(t, "?particles=64");
  await page.evaluate(() => /** @type {any} */ (document.querySelector("reverse-diffusion")).update({ data: "no-such-data" }));
  await whole();
  await page.locator("reverse-diffusion .notice").getByText(/"no-such-data".*digits/).waitFor();
  assert.equal((await state()).scene.data, "five-points");
});

test("another study brings the whole module and its own scene", async (t) => {
  const { site, page, whole, state } = await embed(t, "?particles=64");
  const refusal = await page.evaluate(() => /** @type {any} */ (document.querySelector("reverse-diffusion")).update({ study: "forward" }));
  assert.equal(refusal, null);
  await whole();
  await page.waitForFunction(() => /** @type {any} */ (document.querySelector("reverse-diffusion")).scene.study === "forward");
  assert.equal((await state()).line, true);
  assert.equal(await page.locator("reverse-diffusion .notice").count(), 0);
  assert.deepEqual(site.problems(), []);
});

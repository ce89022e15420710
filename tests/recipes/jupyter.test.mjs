import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { cpSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";

import { SITE_DIR } from "../browser/support/folder.mjs";
import { openSite } from "../browser/support/site.mjs";
import { copyOf, plays, tool } from "./support.mjs";

const jupyter = tool("JUPYTER");

/** JupyterLab on a folder, once it says where it is. @param {import("node:test").TestContext} t @param {string} folder */
async function lab(t, folder) {
  const own = Object.fromEntries(["JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR"].map((name) => [name, path.join(folder, ".jupyter", name)]));
  const server = spawn(path.join(jupyter.folder, "jupyter-lab"), [
    "--no-browser", "--allow-root", "--port=0", "--IdentityProvider.token=", "--ServerApp.password=", `--ServerApp.root_dir=${folder}`,
    // It would ask its maker for news.
    "--LabApp.news_url=None", "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
  ], { cwd: folder, env: { ...process.env, ...own }, stdio: ["ignore", "ignore", "pipe"] });
  t.after(() => new Promise((resolve) => {
    server.once("exit", resolve);
    server.kill();
  }));
  return new Promise((resolve, reject) => {
    let said = "";
    server.once("exit", (code) => reject(new Error(`JupyterLab left with status ${code}:\n${said}`)));
    server.stderr.on("data", (data) => {
      said += data;
      const [, url] = /(http:\/\/127\.0\.0\.1:\d+\/)lab/.exec(said) ?? [];
      if (url) resolve(url);
    });
  });
}

test("Jupyter: a widget whose scene Python sets and whose particles it reads", { skip: jupyter.skip }, async (t) => {
  const folder = copyOf(t, "jupyter");
  cpSync(SITE_DIR, path.join(folder, "reverse-diffusion"), { recursive: true });
  const site = await openSite({ at: await lab(t, folder), viewport: { width: 1280, height: 1600 } });
  t.after(() => site.close());
  const page = await site.open("lab/tree/scenes.ipynb");
  // Its menu is that of the notebook once there is a kernel for it.
  await page.getByText("| Idle").waitFor();
  await page.locator(".jp-CodeCell .jp-InputArea-editor").first().click();
  await page.getByRole("menuitem", { name: "Run", exact: true }).click();
  await page.getByRole("menuitem", { name: /^Run All( Cells)?$/ }).click();
  await page.waitForFunction(() => {
    const bench = /** @type {any} */ (document.querySelector("reverse-diffusion"));
    return bench?.running && bench.scene.steps === 60 && bench.player.index === 60 && !bench.player.behind;
  });
  const cell = page.locator(".jp-CodeCell").last();
  /** Runs the last cell until it says so: Python may be told a moment later. @param {string} text */
  const says = async (text) => {
    let said = null;
    for (let i = 0; i < 40; i++) {
      await cell.locator(".jp-InputArea-editor").click();
      await page.keyboard.press("Control+Enter");
      await page.waitForTimeout(400);
      said = await cell.locator(".jp-OutputArea-output").first().textContent().catch(() => null);
      if (said?.includes(text)) return;
    }
    assert.fail(`The notebook says ${said} and not ${text}`);
  };
  await says("400 particles in 2 coordinates at step 60");
  const bench = page.locator("reverse-diffusion");
  await bench.getByRole("button", { name: "Reset" }).click();
  await says("at step 0");
  assert.equal((await plays(page)).data, "two-moons");
  assert.deepEqual(site.problems().filter((problem) => /another origin|reverse-diffusion/.test(problem)), []);
});

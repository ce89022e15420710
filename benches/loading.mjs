// How long a page is held up while it loads: the longest task of its main thread until after its first picture.

import { openSite } from "../tests/browser/support/site.mjs";
import { traceTasks } from "./main-thread.mjs";

/**
 * A task's time on the processor is longer on a busy machine: what another program has thrown out of the caches is
 * fetched again. A page that holds itself up does so every time; so the best of a few loads is what it really takes.
 */
const LOADS = 3;

/** Loads a page in a new window until after its first picture. @param {string} path */
async function load(path) {
  const site = await openSite({ viewport: { width: 1280, height: 800 } });
  try {
    const [longest] = await traceTasks(site, "reverse-diffusion:picture", async () => {
      const page = await site.open(path);
      await page.waitForFunction(() => performance.getEntriesByName("reverse-diffusion:picture").length > 0);
      await page.waitForTimeout(800);
    });
    return longest;
  } finally {
    await site.close();
  }
}

/** Measures and prints. */
export async function measureLoading() {
  console.log(`\nThe longest task of the main thread while a page loads, the best of ${LOADS} loads in Chromium (at most 50 ms, or a reader feels it):\n`);
  console.log("| page | ms of the processor | by the clock | what took longest in it |");
  console.log("|---|---|---|---|");
  for (const path of ["embed.html", "lab.html", "index.html"]) {
    const loads = [];
    for (let k = 0; k < LOADS; k++) loads.push(await load(path));
    const { thread, wall, parts } = loads.sort((a, b) => a.thread - b.thread)[0];
    console.log(`| ${path} | ${thread.toFixed(1)} | ${wall.toFixed(1)} | ${parts} |`);
  }
}

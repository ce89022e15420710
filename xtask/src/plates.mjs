// Pictures that are no figure's still: what each denoiser makes of two moons, small, beside its name; and the first figure
// at three moments, for paper.

/** @typedef {{name: string, width: number, height: number, attributes: Record<string, string>, at: number, dark: boolean}} Plate */

/** The moons that all denoisers are given, and the end of the way back. @param {string} denoiser @param {Record<string, string>} [more] @returns {Plate} */
const denoiser = (denoiser, more = {}) => ({
  name: `denoiser-${denoiser}`, width: 150, height: 96, at: 1, dark: true,
  attributes: { data: "two-moons", samples: "64", particles: "400", start: "terminal", grid: "log-snr", "t-min": "0.0001", show: "particles,data", denoiser, ...more },
});

/** Noise, where the moons begin to show, and the end. @param {string} name @param {number} at @returns {Plate} */
const stage = (name, at) => ({
  name: `moons-${name}`, width: 400, height: 320, at, dark: false,
  attributes: { data: "two-moons", grid: "log-snr", "t-star": "2.5", show: "particles,data" },
});

/** Widths as in the table of the last chapter. */
export const PLATES = [
  denoiser("exact"), denoiser("kde", { bandwidth: "0.1" }), denoiser("floor", { bandwidth: "0.1" }), denoiser("smoothed", { smoothing: "0.1" }),
  denoiser("gaussian"), denoiser("fourier"), denoiser("network"), denoiser("true-law"),
  stage("noise", 0), stage("half-way", 0.34), stage("data", 1),
];

/**
 * The plates of one colour scheme, one after the other on an empty page of the site.
 * @param {import("playwright-core").Page} page
 * @param {Plate[]} plates
 * @param {(plate: Plate, png: Buffer) => Promise<void>} keep
 */
export async function takePlates(page, plates, keep) {
  for (const plate of plates) {
    await page.evaluate(({ attributes, width, height }) => {
      const bench = document.createElement("reverse-diffusion");
      // The axes' numbers and the tally stand at the edges, and are left out.
      bench.style.cssText = `width:${width + 80}px;height:${height + 120}px;--rd-aspect:auto`;
      for (const [name, value] of Object.entries({ ...attributes, controls: "none" })) bench.setAttribute(name, value);
      document.body.replaceChildren(bench);
      scrollTo(0, 0);
    }, plate);
    await page.waitForFunction(() => /** @type {any} */ (document.querySelector("reverse-diffusion"))?.running);
    // A network has first to be trained, and the picture then is run with it.
    await page.waitForFunction(() => /trained for|^$/.test(document.querySelector("reverse-diffusion")?.shadowRoot?.querySelector(".learning .moment")?.textContent ?? ""), undefined, { timeout: 120_000 });
    await page.evaluate((at) => { const bench = /** @type {any} */ (document.querySelector("reverse-diffusion")); bench.pause(); bench.seek(Math.round(at * bench.player.steps)); }, plate.at);
    await page.waitForFunction(() => /** @type {any} */ (document.querySelector("reverse-diffusion")).player.behind === false);
    await page.waitForTimeout(1500);
    const at = await page.locator("reverse-diffusion").boundingBox();
    if (at) await keep(plate, await page.screenshot({ clip: { x: at.x + 40, y: at.y + 60, width: plate.width, height: plate.height } }));
  }
}

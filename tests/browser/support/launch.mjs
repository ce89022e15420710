// Starts this machine's Chromium, quiet and without any traffic of its own.

import { chromium } from "playwright-core";

import { findChromium } from "./chromium.mjs";

// Without these Chromium looks up its maker's hosts at every start; QUIC would go around a closed network's proxy.
const QUIET = [
  "--disable-gpu",
  "--disable-quic",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
];

/**
 * @param {{headless?: boolean}} [options]  HEADED=1 in the environment shows the window
 * @returns {Promise<import("playwright-core").Browser>}
 */
export async function launch({ headless = process.env.HEADED !== "1" } = {}) {
  const executablePath = findChromium();
  if (executablePath === null) {
    throw new Error("No Chromium or Chrome was found: install one, or set CHROME to its path.");
  }
  // Chromium refuses its sandbox as root, which is what containers run as.
  const root = process.getuid?.() === 0;
  return chromium.launch({ executablePath, headless, args: root ? ["--no-sandbox", ...QUIET] : QUIET });
}

/** @type {Promise<import("playwright-core").Browser> | null} */
let shared = null;
let borrowers = 0;
/** @type {NodeJS.Timeout | undefined} */
let idle;

/**
 * The browser that all tests of a process share: starting one takes longer than most tests. It closes soon after the
 * last borrower has returned it, so that the process can end.
 */
export async function borrowBrowser() {
  clearTimeout(idle);
  borrowers += 1;
  shared ??= launch();
  try {
    const browser = await shared;
    if (browser.isConnected()) return browser;
    // It crashed under an earlier test; this one is not to blame.
    shared = launch();
    return await shared;
  } catch (error) {
    shared = null;
    borrowers -= 1;
    throw error;
  }
}

export function returnBrowser() {
  borrowers -= 1;
  if (borrowers > 0) return;
  idle = setTimeout(async () => {
    const browser = shared;
    shared = null;
    await (await browser)?.close();
  }, 300);
}

// Firefox and WebKit: where this machine has them and their drivers, and how each is started. Run by itself with a
// browser's name it leaves with status 1 and a sentence where something is missing: `cargo xtask test` asks it that way.

import { spawn } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { createServer } from "node:net";
import path from "node:path";
import { pathToFileURL } from "node:url";

import { Driver } from "./driver.mjs";

/**
 * @typedef {object} Browser
 * @property {string} name
 * @property {string | null} missing  a sentence, where this machine has it not
 * @property {() => Promise<{driver: Driver, version: string, stop: () => Promise<void>}>} start
 */

/** The first of these that is there: the environment's choice, a program on PATH, a place. @param {string} variable @param {string[]} names */
function find(variable, names) {
  const folders = (process.env.PATH ?? "").split(path.delimiter).filter(Boolean);
  const places = names.flatMap((name) => path.isAbsolute(name) ? [name] : folders.map((folder) => path.join(folder, name)));
  return [process.env[variable] ?? "", ...places].find((file) => file !== "" && existsSync(file));
}

/** @param {Record<string, string | undefined>} programs */
function missing(programs) {
  const names = Object.entries(programs).filter(([, file]) => !file).map(([name]) => name);
  return names.length === 0 ? null : `${names.join(" and ")} ${names.length > 1 ? "are" : "is"} not here`;
}

/** MiniBrowser is on no PATH: it lies among WebKit's own programs. */
function miniBrowsers() {
  const bases = ["/usr/lib", "/usr/libexec"].filter((base) => existsSync(base));
  const libraries = bases.flatMap((base) => [base, ...readdirSync(base).filter((name) => name.includes("-linux-gnu")).map((name) => path.join(base, name))]);
  return libraries.flatMap((folder) => ["webkit2gtk-4.1", "webkitgtk-6.0", "webkit2gtk-4.0"].map((name) => path.join(folder, name, "MiniBrowser")));
}

/** @returns {Browser} */
function firefox() {
  const program = find("FIREFOX", ["firefox", "firefox-esr"]);
  const driver = find("GECKODRIVER", ["geckodriver"]);
  return {
    name: "Firefox",
    missing: missing({ Firefox: program, geckodriver: driver }),
    async start() {
      const child = await listening(/** @type {string} */ (driver), (port) => ["--port", String(port)], {});
      const options = { binary: program, args: process.env.HEADED === "1" ? [] : ["-headless"], prefs: QUIET };
      return session(child, { browserName: "firefox", "moz:firefoxOptions": options }, []);
    },
  };
}

// What Firefox would ask its maker for by itself; the driver's own list leaves these.
const QUIET = {
  "network.captive-portal-service.enabled": false,
  "network.connectivity-service.enabled": false,
  "services.settings.server": "data:,",
  "browser.contentblocking.report.lockwise.enabled": false,
};

/** @returns {Browser} */
function webkit() {
  const program = find("MINIBROWSER", miniBrowsers());
  const driver = find("WEBKITDRIVER", ["WebKitWebDriver"]);
  const screen = find("XVFB", ["Xvfb"]);
  return {
    name: "WebKit",
    missing: missing({ MiniBrowser: program, WebKitWebDriver: driver, Xvfb: screen }),
    async start() {
      const display = await virtualScreen(/** @type {string} */ (screen));
      const child = await listening(/** @type {string} */ (driver), (port) => [`--port=${port}`], {
        DISPLAY: display.name,
        // It builds its sandbox from what a container's root may not have.
        ...(process.getuid?.() === 0 ? { WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: "1" } : {}),
        LIBGL_ALWAYS_SOFTWARE: "1",
      });
      const options = { binary: program, args: ["--automation"] };
      return session(child, { browserName: "MiniBrowser", "webkitgtk:browserOptions": options }, [display.stop]);
    },
  };
}

const ALL = [firefox(), webkit()];

/** The one that BROWSER names, or both. */
export const BROWSERS = ALL.filter(({ name }) => [name, undefined].includes(process.env.BROWSER));

/**
 * @param {{base: string, stop: () => void}} child
 * @param {Record<string, unknown>} capabilities
 * @param {(() => void)[]} others  to be stopped after it
 */
async function session(child, capabilities, others) {
  const stopAll = () => { for (const stop of [child.stop, ...others]) stop(); };
  try {
    const { driver, version } = await Driver.open(child.base, capabilities);
    return { driver, version, async stop() { await driver.close().catch(() => {}).finally(stopAll); } };
  } catch (error) {
    stopAll();
    throw error;
  }
}

/**
 * A driver's process, once it answers.
 * @param {string} program
 * @param {(port: number) => string[]} options
 * @param {Record<string, string>} environment
 */
async function listening(program, options, environment) {
  const port = await freePort();
  const base = `http://127.0.0.1:${port}`;
  const child = spawn(program, options(port), { stdio: ["ignore", "ignore", process.env.DRIVER_LOG ? "inherit" : "ignore"], env: { ...process.env, ...environment } });
  let ended = "";
  child.once("error", (error) => { ended = error.message; });
  child.once("exit", (code) => { ended ||= `it left with status ${code}`; });
  while (!(await fetch(`${base}/status`).then(({ ok }) => ok, () => false))) {
    if (ended) throw new Error(`${path.basename(program)} did not start: ${ended}.`);
    await new Promise((resolve) => setTimeout(resolve, 40));
  }
  return { base, stop: () => void child.kill() };
}

/** A screen that nobody sees; the server itself chooses a free number for it. @param {string} program */
async function virtualScreen(program) {
  const child = spawn(program, ["-displayfd", "3", "-screen", "0", "1400x1100x24", "-nolisten", "tcp"], { stdio: ["ignore", "ignore", "ignore", "pipe"] });
  const number = await new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`Xvfb left with status ${code}.`)));
    /** @type {import("node:stream").Readable} */ (child.stdio[3]).once("data", (data) => resolve(String(data).trim()));
  });
  return { name: `:${number}`, stop: () => void child.kill() };
}

/** @returns {Promise<number>} */
function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
      server.close(() => resolve(port));
    });
  });
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const asked = ALL.find(({ name }) => name === process.argv[2]);
  if (asked?.missing !== null) {
    console.log(asked?.missing ?? "There is no such browser here");
    process.exit(1);
  }
}

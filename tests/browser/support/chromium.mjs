// Where this machine's Chromium or Chrome is. Run by itself it prints the path, or leaves with status 1:
// `cargo xtask test` asks it that way, so that there is one list of places.

import { accessSync, constants, existsSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge"];

/**
 * The environment variable CHROME first, then PATH, then the places installers use.
 * @returns {string | null}
 */
export function findChromium() {
  const chosen = process.env.CHROME;
  if (chosen) return chosen;
  const suffix = process.platform === "win32" ? ".exe" : "";
  const onPath = (process.env.PATH ?? "")
    .split(path.delimiter)
    .filter((folder) => folder !== "")
    .flatMap((folder) => NAMES.map((name) => path.join(folder, name + suffix)));
  return [...onPath, ...usualPlaces()].find(isProgram) ?? null;
}

/** @returns {string[]} */
function usualPlaces() {
  if (process.platform === "darwin") {
    return ["Google Chrome", "Chromium", "Microsoft Edge"].flatMap((app) =>
      ["", process.env.HOME ?? ""].map((home) => `${home}/Applications/${app}.app/Contents/MacOS/${app}`));
  }
  if (process.platform === "win32") {
    const folders = [process.env.PROGRAMFILES, process.env["PROGRAMFILES(X86)"], process.env.LOCALAPPDATA];
    return folders.filter((folder) => folder !== undefined).flatMap((folder) => [
      path.join(folder, "Google", "Chrome", "Application", "chrome.exe"),
      path.join(folder, "Chromium", "Application", "chrome.exe"),
      path.join(folder, "Microsoft", "Edge", "Application", "msedge.exe"),
    ]);
  }
  return ["/snap/bin/chromium", "/opt/google/chrome/chrome"];
}

/** @param {string} file */
function isProgram(file) {
  if (!existsSync(file)) return false;
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const found = findChromium();
  if (found === null) process.exit(1);
  console.log(found);
}

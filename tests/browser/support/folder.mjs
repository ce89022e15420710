// Where the site under test is.

import path from "node:path";
import { fileURLToPath } from "node:url";

const REPOSITORY = fileURLToPath(new URL("../../../", import.meta.url));

/** The folder under test: the environment's SITE_DIR, or the repository's `dist`. */
export const SITE_DIR = path.resolve(REPOSITORY, process.env.SITE_DIR ?? "dist");

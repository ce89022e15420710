// A static file server for tests and benchmarks: one folder under one URL prefix, every request remembered.
// The prefix is a sub-path on purpose: a page that asks for an absolute path gets a 404 and the test sees it.

import { createReadStream, existsSync, readFileSync, statSync } from "node:fs";
import { createServer } from "node:http";
import path from "node:path";

const MIME_TYPES = new Map(Object.entries({
  ".css": "text/css; charset=utf-8",
  ".csv": "text/csv; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".ico": "image/x-icon",
  ".jpg": "image/jpeg",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".md": "text/markdown; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".ts": "text/plain; charset=utf-8",
  ".txt": "text/plain; charset=utf-8",
  ".wasm": "application/wasm",
  ".webp": "image/webp",
  ".woff2": "font/woff2",
}));

/**
 * @typedef {object} SeenRequest
 * @property {string} method
 * @property {string} path  the path and query as the browser sent them, the prefix included
 * @property {number} status  what the server answered
 *
 * @typedef {object} StaticServer
 * @property {string} url  where the folder's root is, with a trailing slash
 * @property {string} origin  scheme, host and port
 * @property {SeenRequest[]} requests  every request so far, in order
 * @property {() => Promise<void>} close  stops the server and drops its connections
 */

/**
 * Serves `folder` below `prefix` on a free port of 127.0.0.1.
 * @param {string} folder
 * @param {object} [options]
 * @param {string} [options.prefix]  begins and ends with a slash
 * @param {Record<string, string>} [options.files]  texts to serve beside the folder's files, by their names
 * @param {string} [options.first]  markup that every page begins with
 * @param {boolean} [options.toAll]  false: pages of other origins may load no modules from here
 * @returns {Promise<StaticServer>}
 */
export async function serveFolder(folder, { prefix = "/some/sub/path/", files = {}, first = "", toAll = true } = {}) {
  const root = path.resolve(folder);
  /** @type {SeenRequest[]} */
  const requests = [];

  const server = createServer((request, response) => {
    const target = request.url ?? "/";
    const own = new Map(Object.entries(files)).get(target.replace(/[?#].*$/s, "").slice(prefix.length));
    const found = own === undefined ? findFile(root, prefix, target) : target.replace(/[?#].*$/s, "");
    const status = found === null ? 404 : 200;
    requests.push({ method: request.method ?? "", path: target, status });
    if (found === null) {
      response.writeHead(404, { "content-type": "text/plain" }).end("not found\n");
      return;
    }
    const page = first !== "" && found.endsWith(".html");
    let text = own ?? (page ? readFileSync(found, "utf8") : undefined);
    // After the doctype, without which it would be another kind of page.
    if (page) text = text?.replace(/^<!doctype html>/i, (doctype) => doctype + first);
    response.writeHead(200, {
      "content-type": MIME_TYPES.get(path.extname(found)) ?? "application/octet-stream",
      "content-length": text === undefined ? statSync(found).size : Buffer.byteLength(text),
      "cache-control": "no-store",
      // As GitHub Pages and every CDN do: a page of another origin, or a frame in a sandbox, may load modules from here.
      ...(toAll ? { "access-control-allow-origin": "*" } : {}),
    });
    if (request.method === "HEAD") response.end();
    else if (text !== undefined) response.end(text);
    // A test that is over has taken its folder with it; a page may still ask.
    else createReadStream(found).on("error", () => response.destroy()).pipe(response);
  });

  await new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => resolve(undefined));
  });
  const address = /** @type {import("node:net").AddressInfo} */ (server.address());
  const origin = `http://127.0.0.1:${address.port}`;
  return {
    url: origin + prefix,
    origin,
    requests,
    close: () => new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    }),
  };
}

/**
 * The file a request means, or null. A folder means its index.html; nothing outside `root` is ever served.
 * @param {string} root
 * @param {string} prefix
 * @param {string} target
 * @returns {string | null}
 */
function findFile(root, prefix, target) {
  let name;
  try {
    name = decodeURIComponent(target.replace(/[?#].*$/s, ""));
  } catch {
    return null;
  }
  if (!name.startsWith(prefix) || name.includes("\0")) return null;
  let file = path.resolve(root, "./" + name.slice(prefix.length));
  if (file !== root && !file.startsWith(root + path.sep)) return null;
  if (!existsSync(file)) return null;
  if (statSync(file).isDirectory()) file = path.join(file, "index.html");
  return existsSync(file) && statSync(file).isFile() ? file : null;
}

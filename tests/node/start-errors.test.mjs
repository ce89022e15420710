// What browsers say of a start that failed, and what is made of it.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";

import { SITE_DIR } from "../browser/support/folder.mjs";
import { explain } from "../../www/element/start-errors.js";

const WHERE = "https://example.org/rd/reverse_diffusion_bg.wasm";

/** @type {Record<string, {says: RegExp, errors: [string, string][]}>} the names and messages of Chromium, Firefox and WebKit */
const KINDS = {
  "a page of HTML in place of the module": { says: /Something else came .*HTML.*application\/wasm/, errors: [
    ["CompileError", "WebAssembly.instantiate(): expected magic word 00 61 73 6d, found 3c 21 64 6f @+0"],
    ["CompileError", "wasm validation error: at offset 4: failed to match magic number"],
    ["CompileError", "WebAssembly.Module doesn't parse at byte 0: module doesn't start with '\\0asm'"],
  ] },
  "a page of HTML in place of a script": { says: /Something else came .*HTML/, errors: [["SyntaxError", "Unexpected token '<'"],
    ["TypeError", "Failed to load module script: Expected a JavaScript module script but the server responded with a MIME type of \"text/html\". 'text/html' is not a valid JavaScript MIME type."]] },
  "glue and module of different releases": { says: /two releases.*reload/i, errors: [
    ["LinkError", 'WebAssembly.instantiate(): Import #0 "./reverse_diffusion_bg.js" "__wbg_new": function import requires a callable'],
    ["LinkError", "import object field '__wbg_new' is not a Function"],
    ["LinkError", "import function ./reverse_diffusion_bg.js:__wbg_new must be callable"],
    ["TypeError", "o.__wbindgen_start is not a function"],
    ["SyntaxError", "The requested module './chunk-1.js' does not provide an export named 'x'"],
    ["SyntaxError", "Importing binding name 'x' is not found."],
  ] },
  "a file that is gone": { says: /could not be had.*Reload/, errors: [
    ["TypeError", "Failed to fetch dynamically imported module: https://example.org/rd/www/line-and-studies-5.js"],
    ["TypeError", "error loading dynamically imported module: https://example.org/rd/www/line-and-studies-5.js"],
    ["TypeError", "Importing a module script failed."],
    ["TypeError", "Failed to execute 'compile' on 'WebAssembly': HTTP status code is not ok"],
    ["TypeError", "Failed to fetch"], ["TypeError", "NetworkError when attempting to fetch resource."], ["TypeError", "Load failed"],
  ] },
  "no SIMD": { says: /lacks SIMD.*newer browser/, errors: [
    ["CompileError", "WebAssembly.instantiate(): Compiling function #12 failed: invalid opcode 253 @+1234"],
    ["CompileError", "wasm validation error: at offset 99: unrecognized opcode: fd 0c"],
    ["CompileError", "WebAssembly.Module doesn't parse at byte 12: invalid opcode 253, in function at index 3"],
    ["CompileError", "Wasm SIMD unsupported @+55"],
  ] },
  "a policy": { says: /Content Security Policy.*'wasm-unsafe-eval'/, errors: [
    ["CompileError", "WebAssembly.instantiate(): Refused to compile or instantiate WebAssembly module because 'unsafe-eval' is not an allowed source of script"],
    ["CompileError", "WebAssembly.compileStreaming(): Compiling or instantiating WebAssembly module violates the following Content Security policy directive because neither 'wasm-eval' nor 'unsafe-eval' is an allowed source"],
    ["CompileError", "call to WebAssembly.instantiate() blocked by CSP: content security policy"],
    ["CompileError", "call to WebAssembly.instantiateStreaming() blocked by CSP"],
  ] },
  "no memory": { says: /not enough memory.*close other tabs/, errors: [
    ["RangeError", "WebAssembly.instantiate(): Out of memory: Cannot allocate Wasm memory for new instance"],
    ["RangeError", "WebAssembly.Memory(): could not allocate memory"],
    ["RangeError", "Array buffer allocation failed"],
  ] },
};

for (const [kind, { says, errors }] of Object.entries(KINDS)) {
  test(`${kind} is one sentence that says what to do`, () => {
    for (const [name, message] of errors) {
      const sentence = explain(Object.assign(new Error(message), { name }), WHERE);
      assert.match(sentence ?? "", says, message);
      assert.match(sentence ?? "", /^[A-Z].*\.$/);
    }
  });
}

test("the address that answered is named, or the one the browser names", () => {
  assert.match(explain(new Error("expected magic word 00 61 73 6d"), WHERE) ?? "", /\(https:\/\/example\.org\/rd\/reverse_diffusion_bg\.wasm\)/);
  assert.match(explain(new TypeError("Failed to fetch dynamically imported module: https://example.org/rd/www/a.js")) ?? "", /\(https:\/\/example\.org\/rd\/www\/a\.js\)/);
  assert.match(explain(new TypeError("Failed to fetch dynamically imported module: https://example.org/rd/www/a.js?1795810980317")) ?? "", /\(https:\/\/example\.org\/rd\/www\/a\.js\)/);
});

test("what is not known is not explained", () => {
  for (const error of [new Error("t-star is 99"), new TypeError("x is null"), "odd", null]) assert.equal(explain(error, WHERE), null);
});

test("what Node itself says of bad modules is known", () => {
  const module = readFileSync(path.join(SITE_DIR, "reverse_diffusion_plane_bg.wasm"));
  /** @param {() => unknown} act */
  const thrown = (act) => {
    try {
      act();
    } catch (error) {
      return explain(error, WHERE);
    }
    return "nothing was thrown";
  };
  assert.match(thrown(() => new WebAssembly.Module(Buffer.from("<!doctype html><title>x</title>"))) ?? "", /HTML/);
  assert.match(thrown(() => new WebAssembly.Module(module.subarray(0, module.length >> 1))) ?? "", /came damaged/);
  const imports = WebAssembly.Module.imports(new WebAssembly.Module(module));
  const empty = Object.fromEntries(imports.map((one) => [one.module, {}]));
  assert.match(thrown(() => new WebAssembly.Instance(new WebAssembly.Module(module), empty)) ?? "", /two releases/);
});

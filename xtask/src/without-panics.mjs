// Takes the making of panic messages out of a module: nobody could read them, since in the browser a panic is a trap and
// its message goes nowhere. What is left of each function is the trap. wasm-opt then drops what only they used; what it
// can not drop are the places in the source that they would have named, paths of the machine that compiled it among them:
// those become zeros, which take no room once they are compressed.
//
//     node without-panics.mjs <module.wasm, with names>

import { readFileSync, writeFileSync } from "node:fs";

import binaryen from "binaryen";

/** Functions of `core` and `std` that never return. */
const PANICS = /panicking|slice_index_fail|unwrap_failed|expect_failed|panic_already_(mutably_)?borrowed|copy_from_slice::len_mismatch_fail/;
/** Of those, what the runtime asks before it gives up, which does return. */
const COUNTING = /panic_count/;

const file = process.argv[2];
const module = binaryen.readBinary(readFileSync(file));
// No more than browsers have: with all features types are written that they refuse.
const { SIMD128, BulkMemory, NontrappingFPToInt, SignExt, MutableGlobals, ReferenceTypes, Multivalue } = binaryen.Features;
module.setFeatures(SIMD128 | BulkMemory | NontrappingFPToInt | SignExt | MutableGlobals | ReferenceTypes | Multivalue);
const doomed = Array.from({ length: module.getNumFunctions() }, (_, i) => binaryen.getFunctionInfo(module.getFunctionByIndex(i)))
  .filter(({ name, module: from }) => !from && PANICS.test(name) && !COUNTING.test(name));
if (doomed.length === 0) throw new Error(`${file} has no function that panics: has it lost its names?`);
for (const { name, params, results } of doomed) {
  module.removeFunction(name);
  module.addFunction(name, params, results, [], module.unreachable());
}
writeFileSync(file, withoutPlaces(module.emitBinary()));

/**
 * `core::panic::Location` is the address and length of a path, a line and a column: four numbers of 32 bits. Whatever in
 * the data reads so, and whose path is one of Rust's, is such a place.
 * @param {Uint8Array} bytes
 */
function withoutPlaces(bytes) {
  for (const { from, to, address } of segments(bytes)) {
    const view = new DataView(bytes.buffer, bytes.byteOffset + from, to - from);
    const paths = new Map();
    for (let at = (4 - (address & 3)) & 3; at + 16 <= to - from; at += 4) {
      const [path, length, line, column] = [0, 4, 8, 12].map((k) => view.getUint32(at + k, true));
      const start = path - address;
      const isOne = length > 4 && length < 300 && start >= 0 && start + length <= to - from && line > 0 && line < 1e5 && column > 0 && column < 1e3;
      if (!isOne || !/^[\x21-\x7e]+\.rs$/.test(String.fromCharCode(...bytes.subarray(from + start, from + start + length)))) continue;
      bytes.fill(0, from + at, from + at + 16);
      paths.set(start, Math.max(length, paths.get(start) ?? 0));
    }
    for (const [start, length] of paths) bytes.fill(0, from + start, from + start + length);
  }
  return bytes;
}

/**
 * Where the bytes of each active data segment lie in a module, and at which address in its memory.
 * @param {Uint8Array} bytes
 */
function segments(bytes) {
  let at = 8;
  const number = () => {
    let [value, shift] = [0, 0];
    for (;;) {
      const byte = bytes[at++];
      value |= (byte & 127) << shift;
      shift += 7;
      if (byte < 128) return value;
    }
  };
  const found = [];
  while (at < bytes.length) {
    const section = bytes[at++];
    const length = number();
    const end = at + length;
    if (section === 11) {
      for (let count = number(); count > 0; count--) {
        if (number() !== 0 || bytes[at++] !== 0x41) throw new Error("A data segment is not of the form that was expected.");
        const address = number();
        if (bytes[at++] !== 0x0b) throw new Error("A data segment does not begin at a constant.");
        const size = number();
        found.push({ from: at, to: at + size, address });
        at += size;
      }
    }
    at = end;
  }
  return found;
}

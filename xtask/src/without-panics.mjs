// Takes the making of panic messages out of a module: nobody could read them, since in the browser a panic is a trap and
// its message goes nowhere. What is left of each function is the trap. wasm-opt then drops what only they used.
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
writeFileSync(file, module.emitBinary());

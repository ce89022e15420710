// From a case that fails to a smaller one that fails alike: things are left out, then made plain.

import { isKind } from "./values.mjs";

/** @typedef {import("./values.mjs").Spec} Spec */

/**
 * Leaves out as many as it can, in ever smaller pieces.
 * @template T
 * @param {T[]} all
 * @param {(some: T[]) => Promise<boolean>} fails
 * @returns {Promise<T[]>}
 */
export async function fewest(all, fails) {
  let size = Math.ceil(all.length / 2);
  while (size >= 1) {
    let shorter = false;
    for (let start = 0; start < all.length;) {
      const rest = [...all.slice(0, start), ...all.slice(start + size)];
      if (rest.length < all.length && await fails(rest)) {
        all = rest;
        shorter = true;
      } else {
        start += size;
      }
    }
    if (!shorter) size = size === 1 ? 0 : Math.ceil(size / 2);
  }
  return all;
}

/** Values plainer than one, the plainest first. @param {Spec} spec @returns {Spec[]} */
function plainer(spec) {
  if (typeof spec === "number") return [0, 1, Math.round(spec), Number(spec.toPrecision(2))].slice(0, spec === 0 ? 0 : spec === 1 ? 1 : 4).filter((one) => one !== spec && Number.isFinite(one));
  if (typeof spec === "string") {
    const number = Number(spec);
    if (spec.trim() !== "" && Number.isFinite(number)) return [number];
    if (!spec.includes(";")) return spec.includes(".") ? [spec.replace(/-?\d+\.\d+/g, (text) => String(Number(Number(text).toPrecision(2))))].filter((one) => one !== spec) : [];
    const points = spec.split(";");
    return [points.slice(0, points.length >> 1), points.slice(points.length >> 1), points.slice(1), points.slice(0, -1)].map((some) => some.join(";")).concat(spec.replace(/@[^;]*/g, "")).filter((one) => one !== spec);
  }
  if (isKind(spec, "f64") || isKind(spec, "f32")) {
    const { $, of } = /** @type {{$: string, of: Spec[]}} */ (spec);
    return of.flatMap((one, k) => plainer(one).map((other) => ({ $, of: of.map((same, j) => (j === k ? other : same)) })));
  }
  return [];
}

/**
 * Leaves out entries and makes values plainer.
 * @param {Record<string, Spec>} scene
 * @param {(scene: Record<string, Spec>) => Promise<boolean>} fails
 */
export async function plainestScene(scene, fails) {
  const entries = await fewest(Object.entries(scene), (some) => fails(Object.fromEntries(some)));
  let plain = Object.fromEntries(entries);
  for (const name of Object.keys(plain)) {
    plain[name] = await plainest(plain[name], (value) => fails({ ...plain, [name]: value }));
  }
  return plain;
}

/** @param {Spec} spec @param {(spec: Spec) => Promise<boolean>} fails @returns {Promise<Spec>} */
async function plainest(spec, fails) {
  if (isKind(spec, "object")) {
    const { of } = /** @type {{of: Record<string, Spec>}} */ (spec);
    return { $: "object", of: await plainestScene(of, (entries) => fails({ $: "object", of: entries })) };
  }
  for (let round = 0; round < 20; round++) {
    let better = null;
    for (const one of plainer(spec)) {
      if (await fails(one)) {
        better = one;
        break;
      }
    }
    if (better === null) break;
    spec = better;
  }
  return spec;
}

/**
 * @param {import("./calls.mjs").Call[]} calls
 * @param {(calls: import("./calls.mjs").Call[]) => Promise<boolean>} fails
 */
export async function plainestCalls(calls, fails) {
  calls = await fewest(calls, fails);
  for (let k = 0; k < calls.length; k++) {
    for (let j = 0; j < (calls[k].args?.length ?? 0); j++) {
      const withArgument = (/** @type {Spec} */ spec) => calls.map((call, i) => (i === k ? { ...call, args: call.args?.map((same, a) => (a === j ? spec : same)) } : call));
      calls = withArgument(await plainest(/** @type {Spec[]} */ (calls[k].args)[j], (spec) => fails(withArgument(spec))));
    }
  }
  return calls;
}

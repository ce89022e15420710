// Values of JavaScript written as JSON, also those that JSON has not, so that a case can be printed and run again.

/**
 * Plain JSON stands for itself; everything else is `{$: kind, of: …}`.
 * @typedef {null | boolean | number | string | {$: string, of?: any}} Spec
 */

/** What a hostile value throws, so that it is known for what it is. */
export class Hostility extends Error {
  name = "Hostility";
}

const refuse = () => { throw new Hostility("this value does not want to be read"); };

/** @type {Record<string, (of: any, objects: any[]) => any>} */
const KINDS = {
  number: (of) => Number(of),
  undefined: () => undefined,
  bigint: (of) => BigInt(of),
  symbol: (of) => Symbol(of),
  function: () => () => 5,
  date: (of) => new Date(of),
  list: (of, objects) => of.map((/** @type {Spec} */ item) => revive(item, objects)),
  object: (of, objects) => reviveEntries(of, objects),
  bare: (of, objects) => Object.assign(Object.create(null), reviveEntries(of, objects)),
  sparse: (of) => new Array(of),
  f64: (of, objects) => Float64Array.from(of, (item) => Number(revive(item, objects))),
  f32: (of, objects) => Float32Array.from(of, (item) => Number(revive(item, objects))),
  bytes: (of) => Uint8Array.from(of),
  detached: () => {
    const numbers = new Float64Array(4);
    structuredClone(numbers.buffer, { transfer: [numbers.buffer] });
    return numbers;
  },
  repeat: ([text, count]) => text.repeat(count),
  getter: (of) => Object.defineProperty({}, of, { enumerable: true, get: refuse }),
  proxy: () => new Proxy({}, { get: refuse, has: refuse, ownKeys: refuse, getOwnPropertyDescriptor: refuse, getPrototypeOf: refuse }),
  listProxy: () => new Proxy([1, 2], { get: refuse }),
  revoked: () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    return proxy;
  },
  unreadable: () => ({ valueOf: refuse, toString: refuse }),
  endless: () => {
    /** @type {any} */
    const object = {};
    object.self = object;
    return object;
  },
  canvas: ([width, height]) => new FakeCanvas(width, height),
  object_of: (of, objects) => objects[of],
};

/**
 * @param {Spec} spec
 * @param {any[]} [objects]  what the calls of a sequence have made so far
 * @returns {any}
 */
export function revive(spec, objects = []) {
  if (spec === null || typeof spec !== "object") return spec;
  return KINDS[spec.$](spec.of, objects);
}

/** @param {Record<string, Spec>} entries @param {any[]} objects */
function reviveEntries(entries, objects) {
  /** @type {Record<string, any>} */
  const object = {};
  for (const [name, value] of Object.entries(entries)) {
    // A property that throws is one of this object, not an object that has one.
    if (isKind(value, "throws")) Object.defineProperty(object, name, { enumerable: true, get: refuse });
    else object[name] = revive(value, objects);
  }
  return object;
}

/** @param {Spec} spec @param {string} kind */
export const isKind = (spec, kind) => spec !== null && typeof spec === "object" && spec.$ === kind;

/** A number as JSON can say it. @param {number} number @returns {Spec} */
export const written = (number) =>
  Number.isFinite(number) && !Object.is(number, -0) ? number : { $: "number", of: Object.is(number, -0) ? "-0" : String(number) };

/** What nobody should pass and somebody will. @type {readonly Spec[]} */
export const HOSTILE = [
  null, true, false, "", " ", "NaN", "Infinity", "1e999", "−1.5", "1,5", "0x10", "1_000", "5 ", "\ud800", "\u0000", "🙂", "__proto__",
  "constructor", -1, 1.5, 1e300, 5e-324, 4294967296, 9007199254740993, -1e-310,
  { $: "number", of: "NaN" }, { $: "number", of: "Infinity" }, { $: "number", of: "-Infinity" }, { $: "number", of: "-0" },
  { $: "undefined" }, { $: "bigint", of: "5" }, { $: "bigint", of: "-99999999999999999999999" }, { $: "symbol", of: "s" },
  { $: "function" }, { $: "date", of: 0 }, { $: "list", of: [] }, { $: "list", of: [1, 2] }, { $: "list", of: [null] },
  { $: "list", of: [{ $: "list", of: [] }] }, { $: "object", of: {} }, { $: "bare", of: {} }, { $: "sparse", of: 3 },
  { $: "f64", of: [1, 2] }, { $: "f64", of: [] }, { $: "f32", of: [1, 2] }, { $: "bytes", of: [1, 2, 3] }, { $: "detached" },
  { $: "repeat", of: ["1,2;", 500] }, { $: "repeat", of: ["9", 400] }, { $: "getter", of: "steps" }, { $: "proxy" }, { $: "listProxy" },
  { $: "revoked" }, { $: "unreadable" }, { $: "endless" },
];

/** A canvas's context that draws nothing and knows how wide a text is, about. */
class FakeContext {
  constructor() {
    return new Proxy(this, {
      get: (target, name) => {
        if (name === "measureText") return (/** @type {string} */ text) => ({ width: 6 * text.length, actualBoundingBoxLeft: 0, actualBoundingBoxRight: 6 * text.length });
        if (name in target) return Reflect.get(target, name);
        return () => {};
      },
    });
  }
}

class FakeCanvas {
  /** @param {number} width @param {number} height */
  constructor(width, height) {
    this.width = width;
    this.height = height;
    this.context = new FakeContext();
  }

  getContext() {
    return this.context;
  }

  getBoundingClientRect() {
    return { x: 0, y: 0, left: 0, top: 0, width: this.width, height: this.height };
  }
}

// The module asks whether a context is one.
Object.assign(globalThis, { CanvasRenderingContext2D: FakeContext, HTMLCanvasElement: FakeCanvas });


// What follows, and the lines that call it, were written by `cargo xtask guard`.

/** Numbers in one argument, at most. */
const MOST_NUMBERS = 2 ** 24;

/** @param {string} field @param {unknown} value @param {string} allowed @returns {never} */
function _refuse(field, value, allowed) {
    const shown = _shown(value);
    const error = new Error(`${field} is ${shown}; it must be ${allowed}.`);
    error.name = "SceneError";
    Object.assign(error, { field, value: shown, allowed });
    throw error;
}

/** What a value is, in words that can always be found. */
function _shown(value) {
    switch (typeof value) {
        case "string": return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value);
        case "bigint": return `the BigInt ${value}`;
        case "symbol": return "a symbol";
        case "function": return "a function";
        case "object": return value === null ? "null" : ArrayBuffer.isView(value) ? "an array of bytes or numbers" : "an object";
        default: return String(value);
    }
}

function _alive(object, name) {
    if (object.__wbg_ptr === 0) throw new Error(`This ${name} was freed: nothing more can be asked of it.`);
}

function _number(field, value) {
    if (typeof value !== "number") _refuse(field, value, "a number");
}

function _count(field, value) {
    if (!(Number.isInteger(value) && value >= 0 && value < 2 ** 32)) _refuse(field, value, "a whole number of at least 0");
}

function _text(field, value) {
    if (typeof value !== "string") _refuse(field, value, "a text");
}

function _truth(field, value) {
    if (typeof value !== "boolean") _refuse(field, value, "true or false");
}

function _object(field, value, kind, name) {
    if (!_holds(() => value instanceof kind)) _refuse(field, value, `a ${name} of this module`);
    _alive(value, name);
}

function _canvas(field, value) {
    if (!_holds(() => typeof value?.getContext === "function")) _refuse(field, value, "a canvas");
}

/** Proxies can throw at any question, revoked ones at all. */
function _holds(question) {
    try {
        return question();
    } catch {
        return false;
    }
}

/** A list of numbers as the array that is copied into the module. */
function _numbers(field, value, Numbers) {
    // Of an array whose memory was given away nothing is left, and nothing can be read of it.
    if (_holds(() => value instanceof Float64Array || value instanceof Float32Array) && value.length === 0) return new Numbers(0);
    if (_holds(() => value instanceof Numbers) && value.length <= MOST_NUMBERS) return value;
    const allowed = `a list of numbers, at most ${MOST_NUMBERS}`;
    const isList = _holds(() => Array.isArray(value) || value instanceof Float64Array || value instanceof Float32Array);
    if (!isList || value.length > MOST_NUMBERS) _refuse(field, value, allowed);
    return Numbers.from(value, (number) => {
        if (typeof number !== "number") _refuse(field, number, allowed);
        return number;
    });
}

/** Read before the module is entered: a getter that throws there would leave its memory as it stood. */
function _plain(value, depth = 3) {
    if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return value;
    if (!_holds(() => [Array.isArray(value)])) {
        if (depth === 3) throw new Error("A proxy that was revoked can not be read.");
        return {};
    }
    if (depth === 0) return "…";
    if (Array.isArray(value)) return Array.from(value, (item) => _plain(item, depth - 1));
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, _plain(item, depth - 1)]));
}

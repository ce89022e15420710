// How numbers are written everywhere on the page: a true minus sign, grouped thousands, no more digits than mean something.

const grouped = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });

/** @param {number} n */
export function count(n) {
  return grouped.format(n);
}

/** "1 point", "2,000 points": a number and its noun, of which the singular is given. @param {number} n @param {string} noun */
export function counted(n, noun) {
  return `${count(n)} ${noun}${n === 1 ? "" : "s"}`;
}

/** @param {string} text */
function trueMinus(text) {
  return text.replace(/-/g, "−");
}

/** Three significant digits, powers of ten where they are shorter. @param {number} x */
export function short(x) {
  if (!Number.isFinite(x)) return Number.isNaN(x) ? "not a number" : x > 0 ? "∞" : "−∞";
  if (x === 0) return "0";
  const size = Math.abs(x);
  if (size >= 1e5 || size < 1e-3) {
    const [digits, exponent] = x.toExponential(1).split("e");
    return trueMinus(`${digits.replace(/\.0$/, "")}·10${powerOfTen(Number(exponent))}`);
  }
  return trueMinus(size >= 100 ? x.toFixed(0) : String(Number(x.toPrecision(3))));
}

/** Fixed places, so that a running number does not jump about. @param {number} x @param {number} places */
export function fixed(x, places) {
  return trueMinus(Number.isFinite(x) ? x.toFixed(places) : String(x));
}

/** @param {ArrayLike<number>} point */
export function place(point) {
  const numbers = Array.from(point, (x) => fixed(x, 2));
  return numbers.length === 1 ? numbers[0] : `(${numbers.join(", ")})`;
}

/** @param {number} share */
export function percent(share) {
  const hundredths = share * 100;
  if (hundredths > 0 && hundredths < 0.1) return "< 0.1 %";
  if (hundredths < 100 && hundredths > 99.9) return "> 99.9 %";
  return `${hundredths >= 10 || hundredths === 0 ? hundredths.toFixed(0) : hundredths.toFixed(1)} %`;
}

/** An exponent as raised digits. @param {number} n */
export function powerOfTen(n) {
  return String(n).replace(/./g, (digit) => (digit === "-" ? "⁻" : "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(digit)]));
}

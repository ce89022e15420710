// Random choices from a seed: the same on every machine and in every version of Node.

/** SplitMix32, the state being 32 bits of the seed and the number of the case. */
export class Dice {
  #state;

  /** @param {...(number | string)} seeds  what the choices depend on, and nothing else */
  constructor(...seeds) {
    this.#state = 0x811c9dc5;
    for (const character of seeds.join("/")) {
      this.#state = Math.imul(this.#state ^ /** @type {number} */ (character.codePointAt(0)), 0x01000193);
    }
  }

  /** 32 bits. */
  next() {
    this.#state = (this.#state + 0x9e3779b9) | 0;
    let z = this.#state;
    z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    return (z ^ (z >>> 15)) >>> 0;
  }

  /** In [0, 1). */
  unit() {
    return (this.next() + this.next() / 2 ** 32) / 2 ** 32;
  }

  /** @param {number} p */
  chance(p) {
    return this.unit() < p;
  }

  /** A whole number from `low` to `high`. @param {number} low @param {number} high */
  whole(low, high) {
    return low + Math.floor(this.unit() * (high - low + 1));
  }

  /** @param {number} low @param {number} high */
  between(low, high) {
    return low + (high - low) * this.unit();
  }

  /** @template T @param {readonly T[]} all @returns {T} */
  among(all) {
    return all[Math.floor(this.unit() * all.length)];
  }

  /** One of them, each as likely as its weight says. @template T @param {readonly [T, number][]} all @returns {T} */
  weighted(all) {
    let left = this.unit() * all.reduce((sum, [, weight]) => sum + weight, 0);
    for (const [one, weight] of all) {
      left -= weight;
      if (left < 0) return one;
    }
    return all[all.length - 1][0];
  }
}

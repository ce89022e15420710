// The posterior mean x̄₀ in plain JavaScript, as one would write it with care: what the SIMD kernel is measured against.
// Typed arrays throughout, a softmax shifted by its maximum in two passes, and not one allocation while it runs.

/**
 * x̄₀(x,t) = Σᵢ yᵢ wᵢ exp(−|x − αyᵢ|²/2σ²) / Σᵢ wᵢ exp(−|x − αyᵢ|²/2σ²) in the plane, for many x.
 */
export class PlainKernel {
  /**
   * @param {Float64Array} points  N·2 numbers, row by row
   * @param {Float64Array} weights  N numbers
   */
  constructor(points, weights) {
    const count = weights.length;
    this.pointX = Float64Array.from({ length: count }, (_, i) => points[2 * i]);
    this.pointY = Float64Array.from({ length: count }, (_, i) => points[2 * i + 1]);
    this.logWeight = weights.map(Math.log);
    this.centreX = new Float64Array(count);
    this.centreY = new Float64Array(count);
    this.exponent = new Float64Array(count);
  }

  /**
   * @param {Float64Array} particles  m·2 numbers, row by row
   * @param {number} alpha
   * @param {number} sigma2
   * @param {Float64Array} means  receives m·2 numbers
   */
  posteriorMeans(particles, alpha, sigma2, means) {
    const { pointX, pointY, logWeight, centreX, centreY, exponent } = this;
    const count = pointX.length;
    const precision = -0.5 / sigma2;
    for (let i = 0; i < count; i++) {
      centreX[i] = alpha * pointX[i];
      centreY[i] = alpha * pointY[i];
    }
    for (let k = 0; k < particles.length; k += 2) {
      const x = particles[k];
      const y = particles[k + 1];
      let largest = -Infinity;
      for (let i = 0; i < count; i++) {
        const dx = x - centreX[i];
        const dy = y - centreY[i];
        const e = logWeight[i] + precision * (dx * dx + dy * dy);
        exponent[i] = e;
        if (e > largest) largest = e;
      }
      let sum = 0;
      let sumX = 0;
      let sumY = 0;
      for (let i = 0; i < count; i++) {
        const w = Math.exp(exponent[i] - largest);
        sum += w;
        sumX += w * pointX[i];
        sumY += w * pointY[i];
      }
      means[k] = sumX / sum;
      means[k + 1] = sumY / sum;
    }
  }
}

//! Pearson's χ² test: do counts come from these probabilities?
//!
//! The statistic Σ (count − expected)²/expected has for large expectations a χ² law, and p = Q(dof/2, χ²/2)
//! is the chance that a sample of the right law fits no better; Q is the regularised incomplete gamma function.
//!
//! By hand and not from a library of special functions (`statrs`): those take exp and ln from `std`, whose last bits are
//! the platform's; with `libm` a p-value is the same on every machine.

/// A bin has to expect this many for its share of the statistic to be nearly that of a normal square.
const LEAST_EXPECTED: f64 = 8.0;

/// The outcome of a test.
///
/// ```
/// use reverse_diffusion::measure::chi_square::goodness_of_fit;
///
/// let test = goodness_of_fit(&[60.0, 40.0], &[0.5, 0.5]);
/// // (10² + 10²)/50, of which the chance is 4.6 %.
/// assert_eq!((test.statistic, test.degrees), (4.0, 1));
/// assert!((test.p - 0.0455).abs() < 1e-4);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct ChiSquare {
    /// The statistic χ² ≥ 0.
    pub statistic: f64,
    /// Degrees of freedom; 0 if there was nothing to test, and then the statistic is 0 and p is 1.
    pub degrees: usize,
    /// The chance of a statistic as large.
    pub p: f64,
}

impl ChiSquare {
    fn of(statistic: f64, bins: usize) -> Self {
        let degrees = bins.saturating_sub(1);
        if degrees == 0 {
            return Self {
                statistic: 0.0,
                degrees,
                p: 1.0,
            };
        }
        Self {
            statistic,
            degrees,
            p: tail(statistic, degrees),
        }
    }
}

/// Counts against probabilities that sum to 1. Neighbouring bins are put together until each expects at least
/// eight.
pub fn goodness_of_fit(counts: &[f64], probabilities: &[f64]) -> ChiSquare {
    let n: f64 = counts.iter().sum();
    let expected = probabilities.iter().map(|p| p * n);
    let (mut statistic, mut bins) = (0.0, 0);
    merge(
        counts.iter().copied().zip(expected),
        LEAST_EXPECTED,
        |c, e| {
            statistic += (c - e) * (c - e) / e;
            bins += 1;
        },
    );
    ChiSquare::of(statistic, bins)
}

/// Whether two samples, counted in the same bins, have the same law.
pub fn two_samples(a: &[f64], b: &[f64]) -> ChiSquare {
    let [m, n] = [a, b].map(|counts| counts.iter().sum::<f64>());
    if m == 0.0 || n == 0.0 {
        return ChiSquare::of(0.0, 0);
    }
    let ratio = libm::sqrt(n / m);
    // The smaller sample expects at least eight.
    let least = LEAST_EXPECTED * (m + n) / m.min(n);
    let (mut statistic, mut bins) = (0.0, 0);
    let pairs = a.iter().zip(b).map(|(a, b)| (*a, a + b));
    merge(pairs, least, |a, both| {
        let d = ratio * a - (both - a) / ratio;
        statistic += d * d / both;
        bins += 1;
    });
    ChiSquare::of(statistic, bins)
}

/// Adds up pairs until the second is at least `least`; a remainder joins the last.
fn merge(pairs: impl Iterator<Item = (f64, f64)>, least: f64, mut bin: impl FnMut(f64, f64)) {
    let mut last = None;
    let mut sum = (0.0, 0.0);
    for (a, b) in pairs {
        sum = (sum.0 + a, sum.1 + b);
        if sum.1 >= least {
            if let Some((a, b)) = last.replace(sum) {
                bin(a, b);
            }
            sum = (0.0, 0.0);
        }
    }
    if let Some((a, b)) = last {
        bin(a + sum.0, b + sum.1);
    }
}

/// P(χ² > `statistic`) for so many degrees of freedom: Q(degrees/2, statistic/2).
pub fn tail(statistic: f64, degrees: usize) -> f64 {
    upper_gamma(0.5 * degrees as f64, 0.5 * statistic)
}

/// Q(a, x) = Γ(a, x)/Γ(a) for a > 0: one minus the power series below a + 1, Lentz's continued fraction above.
fn upper_gamma(a: f64, x: f64) -> f64 {
    if x <= 0.0 {
        return 1.0;
    }
    let front = libm::exp(a * libm::log(x) - x - libm::lgamma(a));
    if x < a + 1.0 {
        let (mut term, mut sum, mut k) = (1.0 / a, 1.0 / a, a);
        while term > 1e-17 * sum {
            k += 1.0;
            term *= x / k;
            sum += term;
        }
        return 1.0 - front * sum;
    }
    let tiny = 1e-300;
    let mut b = x + 1.0 - a;
    let mut c = 1.0 / tiny;
    let mut d = 1.0 / b;
    let mut fraction = d;
    for k in 1..10_000 {
        let k = f64::from(k);
        let numerator = -k * (k - a);
        b += 2.0;
        let small = |x: f64| if x.abs() < tiny { tiny } else { x };
        d = 1.0 / small(numerator * d + b);
        c = small(b + numerator / c);
        let factor = c * d;
        fraction *= factor;
        if (factor - 1.0).abs() < 1e-16 {
            break;
        }
    }
    front * fraction
}

//! What is exact of the paths under ε = 1 from ρ(·, T*), by Theorem 1: how rough they are, and how many change order.
//!
//! How many pairs change order (derived for this project): a pair of reverse paths from ρ(·, T*) is a pair of forward
//! ones read backwards, so if D = X_t − X_t′ of two independent copies, X_T* − X_T*′ is aD + √(2v) Z and the chance is
//! E Φ(−a|D|/√(2v)), a and v the transition's over T* − t.

use super::generated::normal_cdf;
use super::mixture::Mixture;
use super::simpson;
use crate::process::Process;

/// E Σ |Δx|² of the exact process at ε = 1 from ρ(·, T*), for ρ₀ = `law`, sampled at decreasing `times`, up to each of those
/// whose indices are `slices`. By Theorem 1 a step is
/// a forward one read backwards, X_t = a X_t′ + N(0, v), so that it is (1 − a)² E X_t′² + v: 2Δ for small steps.
pub fn variation(law: &Mixture, process: Process, times: &[f64], slices: &[usize]) -> Vec<f64> {
    let (mean, variance) = law.moments();
    let mut sum = 0.0;
    let mut sums = vec![0.0];
    sums.extend(times.windows(2).map(|pair| {
        let elapsed = pair[0] - pair[1];
        let (a, alpha) = (process.alpha(elapsed), process.alpha(pair[1]));
        let square = alpha * alpha * (mean * mean + variance) + process.variance(pair[1]);
        sum += (1.0 - a) * (1.0 - a) * square + process.variance(elapsed);
        sum
    }));
    slices.iter().map(|&k| sums[k]).collect()
}

/// The chance, from 0 to 1, that two forward paths from ρ₀ = `law` are in one order at t and in the other at T*.
pub fn swapped(law: &Mixture, process: Process, t: f64, t_star: f64) -> f64 {
    let now = law.forward(process, t);
    let elapsed = t_star - t;
    if elapsed <= 0.0 {
        return 0.0;
    }
    let ratio = process.alpha(elapsed) / libm::sqrt(2.0 * process.variance(elapsed));
    let deviation = libm::sqrt(2.0 * now.component_variance());
    let chance = |gap: f64| {
        if deviation == 0.0 {
            return if gap == 0.0 {
                0.0
            } else {
                normal_cdf(-ratio * gap.abs())
            };
        }
        // E over D = gap + deviation·z by Simpson's rule on either side of D = 0, where there is a kink.
        let f = |d: f64| {
            let z = (d - gap) / deviation;
            libm::exp(-0.5 * z * z) * normal_cdf(-ratio * d.abs())
        };
        let integral = |a: f64, b: f64| {
            if a >= b {
                return 0.0;
            }
            let h = (b - a) / 48.0;
            h / 3.0 * simpson(48, |k| f(a + h * k))
        };
        let (low, high) = (gap - 7.0 * deviation, gap + 7.0 * deviation);
        let normal = deviation * libm::sqrt(2.0 * std::f64::consts::PI);
        (integral(low, high.min(0.0)) + integral(low.max(0.0), high)) / normal
    };
    let pairs = || now.means().iter().zip(now.weights());
    let terms = pairs().map(|(a, w)| w * pairs().map(|(b, v)| v * chance(a - b)).sum::<f64>());
    terms.sum()
}

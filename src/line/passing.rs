//! How near to y a forward path has to pass.
//!
//! Keeping |X_{t₂} − y| < w averages the conditional law over the window. With p(x) = ρ(x, t₁ | y, t₂),
//! D = y − a x and v the variance of the transition, ρ(x, t₁) N(y; ax, v) has second derivative (D²/v² − 1/v)
//! times itself in y; so the average is p (1 + (w²/6)(D² − E D²)/v² + O(w⁴)), where E is under p, and the window
//! adds n (w⁴/36) Var(D²)/v⁴ to the expectation of a χ² of n paths (derived for this project). w is chosen so that
//! this is 0.005, beside the χ²'s own standard deviation √(2 dof); no mean is then off by more than √0.005 = 0.07 of
//! its standard error.

use super::mixture::Mixture;
use crate::process::Process;

/// What the window may add to a χ².
pub const WINDOW_BIAS: f64 = 0.005;

/// w and P(|X_{t₂} − y| < w), `given` being ρ(·, t₁ | y, t₂), `late` ρ(·, t₂) and `elapsed` t₂ − t₁, for as many of so many
/// paths that are `tried` as that will keep, but `most` at most.
pub fn window(
    process: Process,
    given: &Mixture,
    late: &Mixture,
    y: f64,
    elapsed: f64,
    [most, tried]: [usize; 2],
) -> (f64, f64) {
    let (a, v) = (process.alpha(elapsed), process.variance(elapsed));
    let spread = a * a * given.component_variance();
    let pairs = given.means().iter().zip(given.weights());
    let [second, fourth] = pairs.fold([0.0; 2], |[second, fourth], (m, w)| {
        let d = (y - a * m) * (y - a * m);
        [
            second + w * (d + spread),
            fourth + w * (d * d + 6.0 * d * spread + 3.0 * spread * spread),
        ]
    });
    let curvature = (fourth - second * second).max(0.0) / (v * v * v * v);
    let widest = 0.5 * libm::sqrt(v);
    let chance = |w: f64| {
        let both = if y > late.moments().0 {
            late.survival(y - w) - late.survival(y + w)
        } else {
            late.cdf(y + w) - late.cdf(y - w)
        };
        both.clamp(0.0, 1.0)
    };
    let mut w = widest;
    for _ in 0..20 {
        let n = (chance(w) * tried as f64).clamp(1.0, most as f64);
        let best = libm::pow(36.0 * WINDOW_BIAS / (n * curvature.max(1e-300)), 0.25);
        w = libm::sqrt(w * best.min(widest));
    }
    (w, chance(w))
}

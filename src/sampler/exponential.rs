//! The exponential step: x̄₀ frozen over the step, everything else integrated exactly.
//!
//! x′ = (σ′/σ) e^{−εh} x + α′ (1 − e^{−(1+ε)h}) x̄₀ + σ′ √(1 − e^{−2εh}) z,  h = λ(t′) − λ(t).
//!
//! ε = 1 is Cao et al. (4.21) = (4.22)–(4.24) = (A.3)–(A.4), in the field DDPM's ancestral step; ε = 0 is
//! DDIM. The formula for general ε is this project's derivation. For data of one point it is exact for any
//! step size, and then it is Theorem 2, (4.12), read from any time to any other: see
//! [`dirac_bridge`](super::dirac_bridge()).

use super::facts::{Facts, Increment};
use super::step::Step;
use crate::process::Process;

/// [state, mean, noise] of the step from t down to `t_next`, 0 ≤ `t_next` ≤ t, t > 0, ε ≥ 0, accurate to
/// about 1e-14 relative for t from 1e-8 to 50. `t_next` = 0 gives [0, 1, 0] whatever ε.
pub fn step_coefficients(process: Process, epsilon: f64, t: f64, t_next: f64) -> [f64; 3] {
    if t_next == 0.0 {
        return [0.0, 1.0, 0.0];
    }
    let sigma_next = process.sigma(t_next);
    let h = process.log_snr_step(t, t_next);
    [
        sigma_next / process.sigma(t) * libm::exp(-epsilon * h),
        process.alpha(t_next) * -libm::expm1(-(1.0 + epsilon) * h),
        sigma_next * libm::sqrt(-libm::expm1(-2.0 * epsilon * h)),
    ]
}

pub(super) const FACTS: Facts = Facts {
    evaluations: 1,
    order: 1,
    remembers: false,
    lands: true,
    increment: Increment::Bridge,
};

pub(super) fn step(process: Process, epsilon: f64, t: f64, t_next: f64) -> Step {
    Step::plain(t, t_next, step_coefficients(process, epsilon, t, t_next))
}

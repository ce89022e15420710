//! Heun's method in κ, the second-order sampler of Karras et al. (2022).
//!
//! With y = x/α the probability flow is dy/dκ = (y − x̄₀)/κ. The predictor is Euler's step in κ, which is
//! the exponential step at ε = 0; the corrector is the trapezoidal rule. Because the predictor already
//! holds x̄₀ with its full weight, the corrector only adds α′ (κ − κ′)/(2κ′) · (x̄₀(predicted, t′) − x̄₀).
//! The last step to κ′ = 0 is the predictor alone.
//!
//! For ε > 0 the noise is first raised from κ to κ̂ = κ e^{εh} (their "churn", Algorithm 2). With this κ̂ the
//! whole step equals the exponential step with the same ε when the data are one point (derived for this
//! project), so ε means the same for every sampler.

use super::{Renoise, Step, exponential};
use crate::process::Process;

/// e^{εh} is cut here: the old state's share of the noise is then below 1e-4, and no state overflows.
const LARGEST_RAISE: f64 = 1e4;

pub(super) fn step(process: Process, epsilon: f64, t: f64, t_next: f64) -> Step {
    if t_next == 0.0 {
        return exponential::step(process, epsilon, t, t_next);
    }
    let raise = libm::exp(epsilon * process.log_snr_step(t, t_next)).min(LARGEST_RAISE);
    let (renoise, start) = if raise > 1.0 {
        let kappa = process.kappa(t);
        let time = process.time_at_kappa(kappa * raise);
        let alpha = process.alpha(time);
        let added = kappa * libm::sqrt((raise - 1.0) * (raise + 1.0));
        let renoise = Renoise {
            time,
            state: alpha / process.alpha(t),
            noise: alpha * added,
        };
        (Some(renoise), time)
    } else {
        (None, t)
    };
    let [state, mean, _] = exponential::step_coefficients(process, 0.0, start, t_next);
    let (kappa, kappa_next) = (process.kappa(start), process.kappa(t_next));
    Step {
        renoise,
        correction: process.alpha(t_next) * (kappa - kappa_next) / (2.0 * kappa_next),
        ..Step::plain(t, t_next, [state, mean, 0.0])
    }
}

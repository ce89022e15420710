//! Euler–Maruyama: drift and noise frozen over the step. Cao et al. (4.19), for every ε:
//!
//! x′ = x + Δ (x + (1+ε)(α x̄₀ − x)/σ²) + √(2εΔ) z,  for heat without the first x in the bracket.
//!
//! The paper (as transcribed) prints √Δ z for ε = 1, which would halve the noise's variance: the equation
//! it discretises, (4.1), has √2 dB. Far from the data the state's variance then settles at 0.50 and not 1.
//! Unlike the exponential step this one never lands on the data: run to
//! t = 0 it keeps a variance of about 2εΔ of its last step.

use super::Step;
use crate::process::Process;

/// `noise` is the number under the root before εΔ: 2, or 1 as printed.
pub(super) fn step(process: Process, epsilon: f64, t: f64, t_next: f64, noise: f64) -> Step {
    let delta = t - t_next;
    let pull = delta * (1.0 + epsilon) / process.variance(t);
    let growth = match process {
        Process::Ou => delta,
        Process::Heat => 0.0,
    };
    Step::plain(
        t,
        t_next,
        [
            1.0 + growth - pull,
            process.alpha(t) * pull,
            libm::sqrt(noise * epsilon * delta),
        ],
    )
}

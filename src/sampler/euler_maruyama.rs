//! Euler–Maruyama: drift and noise frozen over the step. Cao et al. (4.19), for every ε:
//!
//! x′ = x + Δ (x + (1+ε)(α x̄₀ − x)/σ²) + √(2εΔ) z,  for heat without the first x in the bracket.
//!
//! The paper (as transcribed) prints √Δ z for ε = 1, which would halve the noise's variance: the equation
//! it discretises, (4.1), has √2 dB. Far from the data the state's variance then settles at 0.50 and not 1.
//!
//! Unlike the exponential step this one never lands on the data. About one data point, with P the state's variance, a
//! step from t = Δ to 0 leaves
//!
//! g² P + 2εΔ,  g = 1 + Δ − (1+ε) Δ/σ²  (heat: without the first Δ), so g → (1 − ε)/2 for Δ ≪ 1.
//!
//! Where the steps before were short, P = σ² ≈ 2Δ, and (1+ε)²Δ/2 is left: Δ/2 at ε = 0, 2Δ at ε = 1. Equal steps down to
//! 0 err before the last one too: with a = (1+ε)/2 they leave 2εΔ Σ_m Π_{i≤m} (1 − a/i)² = 2Δ Γ(1+ε)/Γ(a)², which is
//! 2Δ/π at ε = 0, again 2Δ at ε = 1 and 16Δ/π at ε = 2. After one long step none of this holds: from T* = 3 at ε = 1 it is
//! g = −2.01, and 10.1 is left where 2Δ = 6. All of this is derived for this project.

use super::facts::{Facts, Increment};
use super::step::Step;
use crate::process::Process;

pub(super) const FACTS: Facts = Facts {
    evaluations: 1,
    order: 1,
    remembers: false,
    lands: false,
    increment: Increment::Plain,
};

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

//! DPM-Solver++(2M), Lu et al. (2022), with noise for ε > 0.
//!
//! The exponential step with x̄₀ replaced by its linear extrapolation in λ from the last two evaluations,
//! D = (1 + 1/(2r)) x̄₀ − (1/(2r)) x̄₀_previous, r = h_previous/h. The first step and a last step to t = 0
//! are of first order: there is nothing to extrapolate from, or infinitely far to go.

use super::exponential;
use super::facts::{Facts, Increment};
use super::step::Step;
use crate::process::Process;

pub(super) const FACTS: Facts = Facts {
    evaluations: 1,
    order: 2,
    remembers: true,
    lands: true,
    increment: Increment::Bridge,
};

pub(super) fn step(
    process: Process,
    epsilon: f64,
    t_before: Option<f64>,
    t: f64,
    t_next: f64,
) -> Step {
    let step = exponential::step(process, epsilon, t, t_next);
    match t_before {
        Some(before) if t_next > 0.0 => {
            let r = process.log_snr_step(before, t) / process.log_snr_step(t, t_next);
            Step {
                history: step.mean / (2.0 * r),
                ..step
            }
        }
        _ => step,
    }
}

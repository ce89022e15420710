//! A reverse process discretised: which one, how, and when.

use super::samplers::Sampler;
use super::step::Step;
use crate::process::Process;

/// All that the steps of a run are made from.
///
/// ```
/// use reverse_diffusion::process::Process;
/// use reverse_diffusion::sampler::{Sampler, Scheme};
///
/// let scheme = Scheme {
///     process: Process::Ou,
///     sampler: Sampler::Exponential,
///     epsilon: 1.0,
///     times: vec![3.0, 1.0, 0.0],
/// };
/// assert_eq!(scheme.steps(), 2);
/// assert!(scheme.step(0).uses_noise());
/// // The last step goes to t = 0 and is x′ = x̄₀.
/// assert!(!scheme.step(1).uses_noise());
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Scheme {
    /// The forward process that is reversed.
    pub process: Process,
    /// The sampler that takes the steps.
    pub sampler: Sampler,
    /// ε ≥ 0: how much noise there is, (2.8) at 0 and (4.1) at 1.
    pub epsilon: f64,
    /// When: decreasing, at least one, the last may be 0.
    pub times: Vec<f64>,
}

impl Scheme {
    /// The number of steps.
    pub fn steps(&self) -> usize {
        self.times.len() - 1
    }

    /// Step `k`, from `times[k]` to `times[k + 1]`, of particles that took the one before it.
    pub fn step(&self, k: usize) -> Step {
        Step::new(self.process, self.sampler, self.epsilon, &self.times, k)
    }

    /// Step `k` of particles that were placed at `times[k]` and have no step before, as at the start of a run.
    pub fn first_step(&self, k: usize) -> Step {
        let times = &self.times[k..];
        Step::new(self.process, self.sampler, self.epsilon, times, 0)
    }
}

//! All samplers by their names: the facts and the step of each, from its own file.

use super::facts::Facts;
use super::step::Step;
use super::{dpm_solver, euler_maruyama, exponential, heun};
use crate::process::Process;

/// How a step is taken.
///
/// ```
/// use reverse_diffusion::sampler::Sampler;
///
/// assert_eq!(Sampler::Exponential.facts().order, 1);
/// assert!(!Sampler::EulerMaruyama.facts().lands);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sampler {
    /// Cao et al. (4.19), with the noise √(2Δs) ε in place of the printed √Δs ε.
    EulerMaruyama,
    /// Cao et al. (4.19) to the letter (as transcribed), √Δs ε: half the noise, to be compared.
    EulerMaruyamaAsPrinted,
    /// Cao et al. (4.21)–(4.24) for every ε: exact when x̄₀ does not change over the step.
    Exponential,
    /// Karras et al. (2022): the trapezoidal rule in κ, after raising the noise for ε > 0.
    Heun,
    /// Lu et al. (2022): DPM-Solver++(2M), the step that extrapolates x̄₀ from the last two.
    DpmSolver,
}

impl Sampler {
    /// What is true of its steps.
    pub const fn facts(self) -> Facts {
        match self {
            Sampler::EulerMaruyama | Sampler::EulerMaruyamaAsPrinted => euler_maruyama::FACTS,
            Sampler::Exponential => exponential::FACTS,
            Sampler::Heun => heun::FACTS,
            Sampler::DpmSolver => dpm_solver::FACTS,
        }
    }
}

impl Step {
    /// The step from `times[k]` to `times[k + 1]`.
    ///
    /// `times` is decreasing, `epsilon` ≥ 0. A step to t = 0 gives x′ = x̄₀ for every sampler but
    /// Euler–Maruyama, whatever ε.
    pub fn new(process: Process, sampler: Sampler, epsilon: f64, times: &[f64], k: usize) -> Self {
        let (t, t_next) = (times[k], times[k + 1]);
        match sampler {
            Sampler::EulerMaruyama => euler_maruyama::step(process, epsilon, t, t_next, 2.0),
            Sampler::EulerMaruyamaAsPrinted => {
                euler_maruyama::step(process, epsilon, t, t_next, 1.0)
            }
            Sampler::Exponential => exponential::step(process, epsilon, t, t_next),
            Sampler::Heun => heun::step(process, epsilon, t, t_next),
            Sampler::DpmSolver => {
                let before = k.checked_sub(1).map(|k| times[k]);
                dpm_solver::step(process, epsilon, before, t, t_next)
            }
        }
    }
}

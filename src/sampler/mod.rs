//! One step of the reverse process from t down to t′, for every sampler and every ε.
//!
//! The reverse processes that share the marginals of ρ form one family (ε = 1 is Cao et al. (4.1) and
//! (2.10), ε = 0 the probability flow (2.8)):
//!
//! dX = (X + (1+ε) ∇log ρ) ds + √(2ε) dB for OU, the same without the X for the heat flow.
//!
//! The score enters through the denoiser x̄₀ alone, and every sampler here turns a state x, one or two
//! values of x̄₀ and a standard normal z into the next state by an affine rule. So a [`Step`] is a handful
//! of numbers, computed once in `f64`; a [`Scheme`] makes them, and a [`Walk`] is particles that take them, one after
//! the other. A sampler is a file: its step, and its [`Facts`].

mod dirac_bridge;
mod dpm_solver;
mod euler_maruyama;
pub mod exponential;
mod facts;
mod heun;
pub mod order;
mod scheme;
mod step;
mod walk;

pub use dirac_bridge::dirac_bridge;
pub use facts::{Facts, Increment};
pub use scheme::Scheme;
pub use step::Step;
pub use walk::Walk;

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

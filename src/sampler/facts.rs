//! What is true of a sampler, whatever the step: each sampler's own file says it.

/// What is true of every step of a sampler.
///
/// ```
/// use reverse_diffusion::sampler::{Increment, Sampler};
///
/// let facts = Sampler::Heun.facts();
/// assert_eq!((facts.evaluations, facts.order), (2, 2));
/// assert!(facts.lands && !facts.remembers);
/// assert_eq!(facts.increment, Increment::Bridge);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Facts {
    /// How often x̄₀ is asked for in a step to a positive time; never more often in one to t = 0.
    pub evaluations: usize,
    /// The order of the error in the step's length, in law and without noise, where x̄₀ is smooth.
    pub order: u32,
    /// Whether a step may use the x̄₀ of the step before.
    pub remembers: bool,
    /// Whether a step to t = 0 is x′ = x̄₀, whatever ε.
    pub lands: bool,
    /// Which average of a Brownian path its z is.
    pub increment: Increment,
}

/// Which average of the increments of B is the z of a step. Any is N(0, 1); the one a scheme is made for
/// leaves the least error.
///
/// ```
/// use reverse_diffusion::sampler::{Increment, Sampler};
///
/// assert_eq!(Sampler::EulerMaruyama.facts().increment, Increment::Plain);
/// assert_eq!(Sampler::Exponential.facts().increment, Increment::Bridge);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Increment {
    /// B's increment over the step, over √Δ: Euler–Maruyama freezes the whole drift.
    Plain,
    /// ∫ (σ′/σ) e^{−εh} √(2ε) dB, normalised: what is left exactly when x̄₀ alone is frozen. Such integrals
    /// compose: over two steps g ← state·g + noise·z with the second exponential step's coefficients.
    Bridge,
}

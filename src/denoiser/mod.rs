//! The lighthouse x̄₀(x, t) = E[X₀ | X_t = x], Cao et al. (4.2): the one function that drives every
//! dynamics. In the field's words the denoiser, or the posterior mean.
//!
//! The score follows from it by (4.4): ∇log ρ = (α x̄₀ − x)/σ².

mod dirac;
pub mod exact;
mod fourier;
mod gaussian;
mod kde;
mod learning;
pub mod network;
pub mod reflected;
mod smoothed;

use crate::points::{Points, Real};

pub use crate::budget::Budget;
pub use dirac::Dirac;
pub use exact::{ExactLanes, Kernel, Posterior};
pub use fourier::Fourier;
pub use gaussian::Gaussian;
pub use kde::kde;
pub use learning::{Answer, Loss};
pub use network::Network;
pub use reflected::Reflected;
pub use smoothed::Smoothed;

/// Anything that can be asked for x̄₀.
pub trait Denoiser<T: Real> {
    /// The dimension of the points it takes.
    fn dim(&self) -> usize;

    /// Writes x̄₀(x_i, t) for every point of `x` into `mean`, which takes the shape of `x`. t ≥ 0, and the
    /// limit t → 0 is meant at t = 0. `&self`, since implementations share what they computed for t.
    fn posterior_mean(&self, x: &Points<T>, t: f64, mean: &mut Points<T>);

    /// Works ahead on what answers at time `t` need, whoever asks, as far as the budget goes; whether all of it is done.
    /// What is not is done when an answer is asked for, in one go. Changes nothing else: answers are the same to the last
    /// bit.
    fn ready(&self, t: f64, budget: &mut Budget) -> bool {
        let _ = (t, budget);
        true
    }

    /// x̄₀ of particles that a last step puts there: the same, but to the last bit a data point where the posterior is
    /// one-hot to single precision, that is where all other data points together weigh less than 2⁻²⁴. What sums leave
    /// of such a point differs from it by their rounding.
    fn arrival(&self, x: &Points<T>, t: f64, mean: &mut Points<T>) {
        self.posterior_mean(x, t, mean);
    }

    /// Writes the mean of x̄₀ over the places x ± δ, for every row δ of `shifts`, where there is a quicker way than to ask
    /// at each of them; false where there is none.
    fn mean_over(&self, x: &Points<T>, t: f64, shifts: &[T], mean: &mut Points<T>) -> bool {
        let _ = (x, t, shifts, mean);
        false
    }
}

//! What can be asked for the posterior mean x̄₀, Cao et al. (4.2), and how.

use crate::budget::Budget;
use crate::points::{Points, Real};

/// Anything that can be asked for x̄₀.
///
/// ```
/// use reverse_diffusion::denoiser::{Denoiser, Kernel};
/// use reverse_diffusion::points::Points;
/// use reverse_diffusion::process::Process;
///
/// let kernel = Kernel::new(Process::Ou, Points::from_rows(&[-1.0, 1.0], 1), &[1.0, 1.0]);
/// let (x, mut mean) = (Points::from_rows(&[0.0], 1), Points::zeros(0, 1));
/// kernel.posterior_mean(&x, 0.5, &mut mean);
/// assert_eq!(mean.as_slice(), [0.0]);
/// ```
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

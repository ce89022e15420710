//! The orders of error that theory expects, where they hold; this project's derivation.

use super::scheme::Scheme;
use crate::time_grid::Grid;

/// The longest of a scheme's steps may be as long as this where the order of its error is fitted: the slope between n
/// and 2n is then within 0.1 of it.
const SHORT: f64 = 0.16;

/// The same for the path of second-order samplers where there is noise.
const SHORT_WITH_NOISE: f64 = 0.08;

/// 2Δ over b² may be as large as this where a law of a last step from Δ to 0 is fitted.
const NARROW: f64 = 0.06;

/// No particle may be farther from its exact path, in deviations of a component: farther off, a path goes its own way,
/// and the error is not proportional to what the steps do.
pub const NEAR: f64 = 1.0;

/// What the order of an error depends on.
///
/// ```
/// use reverse_diffusion::process::Process;
/// use reverse_diffusion::sampler::order::OrderOf;
/// use reverse_diffusion::sampler::{Sampler, Scheme};
/// use reverse_diffusion::time_grid::{Grid, time_grid};
///
/// let scheme = Scheme {
///     process: Process::Ou,
///     sampler: Sampler::Heun,
///     epsilon: 0.0,
///     times: time_grid(Process::Ou, Grid::LogSnr, 3.0, 0.1, 1.0, 64),
/// };
/// let order_of = OrderOf { scheme: &scheme, grid: Grid::LogSnr, width: 0.5 };
/// assert_eq!(order_of.order(false), Some(2.0));
/// ```
#[derive(Clone, Copy, Debug)]
pub struct OrderOf<'a> {
    /// On the coarsest grid for which the error is fitted.
    pub scheme: &'a Scheme,
    /// The kind of grid that it is.
    pub grid: Grid,
    /// b ≥ 0, by how much data points are blurred; 0 for atoms.
    pub width: f64,
}

impl OrderOf<'_> {
    /// The longest step, in what the error is a power series of. Euler–Maruyama's is (1+ε)Δ/S, S = α²b² + σ²: by how
    /// much a component's score pulls. All others are exact but for x̄₀, which they weigh with 1 − e^{−(1+ε)h}, h the
    /// step in λ; a step to t = 0 is infinitely long.
    fn longest(&self) -> f64 {
        let Scheme {
            process,
            sampler,
            epsilon,
            times,
        } = self.scheme;
        let steps = times.windows(2).map(|pair| {
            if sampler.facts().lands {
                (1.0 + epsilon) * process.log_snr_step(pair[0], pair[1])
            } else {
                let spread = process.spread(self.width, pair[0]);
                (1.0 + epsilon) * (pair[0] - pair[1]) / spread
            }
        });
        steps.fold(0.0, f64::max)
    }

    /// The order in 1/n of an error of the path (`is_path`), or of the law (|ΔP|, W₂); `None` where none is known to hold at the n
    /// that are looked at.
    ///
    /// The smooth case is classical: 1, 1, 2, 2 in law, which W₂ shares; on the path the same without noise, and 1 with
    /// it, since a step sees its piece of the Brownian path as one number. It needs short steps down to the end, and so
    /// t_min > 0 for all but Euler–Maruyama. On the uniform grid down to 0, for a density of b² ≫ 2Δ, the last step
    /// lands on x̄₀ and leaves out a noise of variance 2εΔ: the path's order is ½. Without noise Heun and 2M are of order
    /// 1 there, and the exponential step has no order: step k from the end errs by about Δ/k, and their sum is
    /// Δ ln(1/Δ). With noise the law's error is slow to show any order, and none is promised. Grids other than the
    /// uniform one end with a step to 0 that does not depend on n: its error stays.
    pub fn order(&self, is_path: bool) -> Option<f64> {
        let (times, steps) = (&self.scheme.times, self.scheme.steps());
        let (facts, has_noise) = (self.scheme.sampler.facts(), self.scheme.epsilon > 0.0);
        let (last, second) = (times[steps], facts.order == 2);
        if last == 0.0 && self.grid != Grid::Uniform {
            return None;
        }
        let smooth = if second { 2.0 } else { 1.0 };
        if self.longest() <= SHORT {
            return match (is_path && has_noise, second) {
                (false, _) => Some(smooth),
                // Order 1 comes from the noise alone, and order 2 beside it fades more slowly.
                (true, true) if self.longest() > SHORT_WITH_NOISE => None,
                (true, _) => Some(1.0),
            };
        }
        let delta = times[steps - 1];
        if last > 0.0 || !facts.lands || 2.0 * delta > NARROW * self.width * self.width {
            return None;
        }
        match (has_noise, is_path) {
            (true, true) => Some(0.5),
            (false, _) if second => Some(1.0),
            _ => None,
        }
    }
}

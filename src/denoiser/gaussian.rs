//! ρ₀ = N(m, diag v): x̄₀ = m + α v/(α²v + σ²) (x − α m), coordinate by coordinate.

use super::Denoiser;
use crate::points::{Points, Real};
use crate::process::Process;

/// The denoiser of a Gaussian law with independent coordinates.
#[derive(Clone, Debug)]
pub struct Gaussian {
    process: Process,
    mean: Vec<f64>,
    variance: Vec<f64>,
}

impl Gaussian {
    /// N(`mean`, diag `variance`); both of the same length, variances ≥ 0.
    pub fn new(process: Process, mean: Vec<f64>, variance: Vec<f64>) -> Self {
        assert_eq!(mean.len(), variance.len());
        Self {
            process,
            mean,
            variance,
        }
    }
}

impl<T: Real> Denoiser<T> for Gaussian {
    fn dim(&self) -> usize {
        self.mean.len()
    }

    fn posterior_mean(&self, x: &Points<T>, t: f64, mean: &mut Points<T>) {
        mean.reshape_like(x);
        let (alpha, noise) = (self.process.alpha(t), self.process.variance(t));
        for (j, (&m, &v)) in self.mean.iter().zip(&self.variance).enumerate() {
            let total = alpha * alpha * v + noise;
            let gain = if total > 0.0 { alpha * v / total } else { 0.0 };
            let (gain, rest) = (T::from_f64(gain), T::from_f64(m * (1.0 - gain * alpha)));
            for (mean, &x) in mean.axis_mut(j).iter_mut().zip(x.axis(j)) {
                *mean = rest + gain * x;
            }
        }
    }
}

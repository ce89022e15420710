//! ρ₀ = δ_{x₀}, one data point: x̄₀ = x₀ everywhere and always, Cao et al. section 4.2.

use super::posterior_mean::Denoiser;
use crate::points::{Points, Real};

/// The denoiser of one data point; with the exponential step at ε = 1 it is the bridge of Theorem 2.
///
/// ```
/// use reverse_diffusion::denoiser::{Denoiser, Dirac};
/// use reverse_diffusion::points::Points;
///
/// let (x, mut mean) = (Points::<f32>::from_rows(&[-3.0, 2.0], 1), Points::zeros(0, 1));
/// Dirac::new(vec![0.5]).posterior_mean(&x, 1.0, &mut mean);
/// assert_eq!(mean.as_slice(), [0.5, 0.5]);
/// ```
#[derive(Clone, Debug)]
pub struct Dirac {
    point: Vec<f64>,
}

impl Dirac {
    /// The law δ at `point`.
    pub fn new(point: Vec<f64>) -> Self {
        Self { point }
    }
}

impl<T: Real> Denoiser<T> for Dirac {
    fn dim(&self) -> usize {
        self.point.len()
    }

    fn posterior_mean(&self, x: &Points<T>, _t: f64, mean: &mut Points<T>) {
        mean.reshape_like(x);
        for (j, &value) in self.point.iter().enumerate() {
            mean.axis_mut(j).fill(T::from_f64(value));
        }
    }
}

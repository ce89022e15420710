//! A denoiser seen through a blur: the mean of x̄₀ over places x ± s ξ_m around x, in fixed pairs (THEORY: for this
//! project).
//!
//! What is steep in x̄₀ becomes gentle: between two data points ±a on a line it tends to a·erf(x/(s√2)) as t → 0, so
//! that a particle is no longer drawn to one of them once s > a√(2/π), but to the middle. Antithetic pairs keep it
//! unbiased for all that is affine.

use super::posterior_mean::Denoiser;
use crate::budget::Budget;
use crate::noise::{Noise, Purpose};
use crate::points::Points;
use std::cell::RefCell;

/// Pairs of shifts.
const PAIRS: usize = 16;

/// The seed of the shifts, which are the same for all scenes.
const SEED: u64 = 1;

/// The mean of a denoiser over 32 shifts.
///
/// ```
/// use reverse_diffusion::denoiser::{Denoiser, Dirac, Smoothed};
/// use reverse_diffusion::points::Points;
///
/// // What does not depend on the place is left as it is.
/// let (x, mut mean) = (Points::from_rows(&[3.0], 1), Points::zeros(0, 1));
/// Smoothed::new(Dirac::new(vec![0.5]), 0.3).posterior_mean(&x, 1.0, &mut mean);
/// assert!((mean.at(0, 0) - 0.5).abs() < 1e-6);
/// ```
pub struct Smoothed<D> {
    inner: D,
    /// A row a pair.
    shifts: Vec<f32>,
    scratch: RefCell<[Points<f32>; 2]>,
}

impl<D: Denoiser<f32>> Smoothed<D> {
    /// `inner`, blurred by N(0, `smoothing`²).
    pub fn new(inner: D, smoothing: f64) -> Self {
        let dim = inner.dim();
        let mut normals = Points::zeros(PAIRS, dim);
        Noise::new(SEED).normals(Purpose::Shift, 0, &mut normals);
        let normals = normals.to_rows();
        Self {
            shifts: normals.iter().map(|&z| smoothing as f32 * z).collect(),
            inner,
            scratch: RefCell::new([Points::zeros(0, dim), Points::zeros(0, dim)]),
        }
    }
}

impl<D: Denoiser<f32>> Denoiser<f32> for Smoothed<D> {
    fn dim(&self) -> usize {
        self.inner.dim()
    }

    fn ready(&self, t: f64, budget: &mut Budget) -> bool {
        self.inner.ready(t, budget)
    }

    fn posterior_mean(&self, x: &Points<f32>, t: f64, mean: &mut Points<f32>) {
        if self.inner.mean_over(x, t, &self.shifts, mean) {
            return;
        }
        mean.reshape_like(x);
        mean.as_mut_slice().fill(0.0);
        let mut scratch = self.scratch.borrow_mut();
        let [places, means] = &mut *scratch;
        for shift in self.shifts.chunks_exact(x.dim()) {
            for sign in [1.0, -1.0] {
                places.copy_from(x);
                for (j, &shift) in shift.iter().enumerate() {
                    for place in places.axis_mut(j) {
                        *place += sign * shift;
                    }
                }
                self.inner.posterior_mean(places, t, means);
                for (sum, &one) in mean.as_mut_slice().iter_mut().zip(means.as_slice()) {
                    *sum += one;
                }
            }
        }
        let share = 1.0 / (2 * PAIRS) as f32;
        mean.as_mut_slice().iter_mut().for_each(|sum| *sum *= share);
    }
}

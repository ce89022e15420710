//! How far many places of the plane are from the nearest of many points.

use crate::denoiser::{Denoiser, ExactLanes, Kernel};
use crate::law::Law;
use crate::points::Points;
use crate::process::Process;

/// Finds the nearest of many points: x̄₀ as t → 0 is that point (Cao et al. (4.41)).
///
/// ```
/// use reverse_diffusion::law::Law;
/// use reverse_diffusion::measure::NearestPoint;
/// use reverse_diffusion::points::Points;
///
/// let law = Law::equal(Points::from_rows(&[0.0, 0.0, 4.0, 0.0], 2));
/// let mut distances = Vec::new();
/// NearestPoint::new(&law).distances(&Points::from_rows(&[4.0, 0.5], 2), 1.0, &mut distances);
/// assert_eq!(distances, [0.5]);
/// ```
#[derive(Debug)]
pub struct NearestPoint {
    denoiser: ExactLanes,
}

impl NearestPoint {
    /// Among the points of a law in the plane.
    pub fn new(law: &Law) -> Self {
        let atoms = law.clone().with_width(0.0);
        Self {
            denoiser: ExactLanes::new(Kernel::of(Process::Heat, &atoms)),
        }
    }

    /// Adds the distances of places from α times the nearest point to `into`.
    pub fn distances(&self, x: &Points<f32>, alpha: f64, into: &mut Vec<f32>) {
        let mut scaled = x.clone();
        let up = (1.0 / alpha) as f32;
        scaled.as_mut_slice().iter_mut().for_each(|x| *x *= up);
        let mut nearest = Points::zeros(0, 2);
        self.denoiser.posterior_mean(&scaled, 0.0, &mut nearest);
        let distance = |i: usize| {
            let [dx, dy] = [0, 1].map(|j| scaled.at(i, j) - nearest.at(i, j));
            libm::hypotf(dx, dy) * alpha as f32
        };
        into.extend((0..x.len()).map(distance));
    }
}

//! The largest eigenvalue of the data's covariance, and closed forms that go with it.

use crate::denoiser::Kernel;
use crate::law::truth::composite;
use crate::process::Process;

/// Iterations are at most so many, and end where the eigenvalue moves by less than this.
const MOST: usize = 2000;
const PRECISE: f64 = 1e-13;
/// Deviations around both Gaussians over which φ is integrated, and the pieces of the rule.
const REACH: f64 = 9.0;
const PIECES: usize = 48;

/// Λ by the power method, under way: v ← Cv/|Cv|, and Λ ≈ vᵀCv, which errs like the square of what v errs by.
pub(super) struct Spread {
    mean: Vec<f64>,
    direction: Vec<f64>,
    /// The eigenvalue so far, and how many iterations there were.
    pub(super) largest: f64,
    done: usize,
}

impl Spread {
    pub(super) fn new(kernel: &Kernel) -> Self {
        let points = kernel.points();
        let d = points.dim();
        let mean = |j: usize| {
            let pairs = points.axis(j).iter().zip(kernel.weights());
            pairs.map(|(x, w)| w * x).sum()
        };
        // Any direction that no symmetry of data is likely to have.
        let direction = (0..d).map(|j| 1.0 + libm::sin(1.0 + 2.3 * j as f64) / 2.0);
        Self {
            mean: (0..d).map(mean).collect(),
            direction: direction.collect(),
            largest: 0.0,
            done: 0,
        }
    }

    /// One more iteration; false once there is nothing left to gain.
    pub(super) fn work(&mut self, kernel: &Kernel) -> bool {
        let points = kernel.points();
        let length = |v: &[f64]| libm::sqrt(v.iter().map(|x| x * x).sum());
        let norm = length(&self.direction);
        let mut along = vec![0.0; points.len()];
        for (j, v) in self.direction.iter().enumerate() {
            let v = v / norm;
            for (sum, x) in along.iter_mut().zip(points.axis(j)) {
                *sum += v * (x - self.mean[j]);
            }
        }
        for (along, w) in along.iter_mut().zip(kernel.weights()) {
            *along *= w;
        }
        let before = std::mem::take(&mut self.direction);
        for (j, mean) in self.mean.iter().enumerate() {
            let pairs = along.iter().zip(points.axis(j));
            self.direction
                .push(pairs.map(|(a, x)| a * (x - mean)).sum());
        }
        let pairs = self.direction.iter().zip(&before);
        let width = kernel.width() * kernel.width();
        let largest = pairs.map(|(new, old)| new * old / norm).sum::<f64>() + width;
        let moved = (largest - self.largest).abs();
        self.largest = largest;
        self.done += 1;
        let is_done = moved <= PRECISE * largest || self.done == MOST;
        !is_done && length(&self.direction) > 0.0
    }

    /// When the data's longest axis comes out of the noise: ½ ln Λ for OU (Biroli et al.), where Λα² = 1; Λ/2 for the heat
    /// flow, where Λ = σ² (derived for this project). `None` where that is not after t = 0.
    pub(super) fn speciation(&self, process: Process) -> Option<f64> {
        let t = match process {
            Process::Ou => 0.5 * libm::log(self.largest),
            Process::Heat => 0.5 * self.largest,
        };
        Some(t).filter(|&t| t > 0.0)
    }
}

/// φ(t) = ½ ∫ (G₊² + G₋²)/(G₊ + G₋) of two Gaussians of equal weight, G± = N(±αm, S), 2m being how far they are apart
/// (Biroli et al. (2024)): the chance that two clones end in the same one. In units of √S it is
/// E (1 + tanh²(rY))/2 with Y ~ ½N(r, 1) + ½N(−r, 1) and r = αm/√S.
pub(super) fn same_of_two(kernel: &Kernel, t: f64) -> Option<f64> {
    let (points, weights) = (kernel.points(), kernel.weights());
    if points.len() != 2 || (weights[0] - weights[1]).abs() > 1e-12 {
        return None;
    }
    let square = (0..points.dim()).map(|j| {
        let difference = points.at(0, j) - points.at(1, j);
        difference * difference
    });
    let m = 0.5 * libm::sqrt(square.sum());
    let r = kernel.process().alpha(t) * m / libm::sqrt(kernel.spread(t));
    let nodes = composite(PIECES);
    // By symmetry over one of both.
    let terms = nodes.into_iter().map(|[u, weight]| {
        let z = REACH * (2.0 * u - 1.0);
        let tanh = libm::tanh(r * (r + z));
        weight * libm::exp(-0.5 * z * z) * 0.5 * (1.0 + tanh * tanh)
    });
    let normal = 2.0 * REACH / libm::sqrt(std::f64::consts::TAU);
    Some(normal * terms.sum::<f64>())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::law::Law;
    use crate::points::Points;

    fn kernel(rows: &[f64], dim: usize, width: f64) -> Kernel {
        let law = Law::equal(Points::from_rows(rows, dim)).with_width(width);
        Kernel::of(Process::Ou, &law)
    }

    fn largest(kernel: &Kernel) -> Spread {
        let mut spread = Spread::new(kernel);
        while spread.work(kernel) {}
        spread
    }

    #[test]
    fn the_largest_eigenvalue_is_that_of_the_covariance() {
        // Four points on the axes of an ellipse: variances 8/4 and 2/4 along (1, 1) and (1, −1) over √2.
        let rows = [1.0, 1.0, -1.0, -1.0, 0.5, -0.5, -0.5, 0.5].map(|x: f64| x * 2f64.sqrt());
        let spread = largest(&kernel(&rows, 2, 0.0));
        assert!((spread.largest - 2.0).abs() < 1e-12, "{}", spread.largest);
        let wide = largest(&kernel(&rows, 2, 0.5)).largest;
        assert!((wide - 2.25).abs() < 1e-12, "{wide}");
        assert_eq!(spread.speciation(Process::Heat), Some(0.5 * spread.largest));
        assert_eq!(largest(&kernel(&[0.3, 0.1], 2, 0.0)).largest, 0.0);
    }

    #[test]
    fn two_gaussians_far_apart_have_biroli_s_constant_at_speciation() {
        // ±m with m² = Λ − 1 and Λ → ∞: r → 1 at ½ ln Λ, off by (m² + 1)/m² − 1 = 1e-8. 0.7752 is a first computation's.
        let kernel = kernel(&[-1e4, 1e4], 1, 1.0);
        let t = largest(&kernel).speciation(Process::Ou).unwrap();
        let phi = same_of_two(&kernel, t).unwrap();
        assert!((phi - 0.7752).abs() < 5e-5, "{phi}");
        // The integral as it is written, by equal steps, which for such a function are exact to rounding.
        let [mut direct, h] = [0.0, 1e-2];
        for k in -1200..=1200 {
            let x = f64::from(k) * h;
            let [a, b] = [1.0, -1.0].map(|m: f64| (-0.5 * (x - m) * (x - m)).exp());
            direct += 0.5 * (a * a + b * b) / (a + b) * h / (2.0 * std::f64::consts::PI).sqrt();
        }
        assert!((phi - direct).abs() < 1e-8, "{phi} for {direct}");
        // Late nothing is known of either, early all.
        assert!((same_of_two(&kernel, 60.0).unwrap() - 0.5).abs() < 1e-12);
        assert!((same_of_two(&kernel, 1e-3).unwrap() - 1.0).abs() < 1e-12);
    }
}

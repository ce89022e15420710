//! The line through the two nearest data points of the plane: where on it a reverse path goes to which of them.
//!
//! For ε = 1 the chance is λ_i(x, T*) (Theorem 1 of Cao et al., (3.18)); for ε = 0 it is 0 or 1, on either side of the
//! separatrix, which for two points alone is known from the law on the line.

use super::mixture::Mixture;
use crate::denoiser::Kernel;
use crate::law::Law;
use crate::process::Process;
use crate::scene::Scene;

/// The two nearest data points of the plane, and the line through them.
///
/// ```
/// use reverse_diffusion::law::Law;
/// use reverse_diffusion::line::NearestPair;
/// use reverse_diffusion::points::Points;
///
/// let law = Law::equal(Points::from_rows(&[0.0, 0.0, 5.0, 0.0, 5.0, 2.0], 2));
/// let pair = NearestPair::of(&law);
/// assert_eq!((pair.of, pair.distance), ([1, 2], 2.0));
/// assert!(!pair.is_alone());
/// ```
#[derive(Clone, Debug)]
pub struct NearestPair {
    /// The numbers of the two data points.
    pub of: [usize; 2],
    /// The middle between them.
    middle: [f64; 2],
    /// From the first to the second, of length 1.
    direction: [f64; 2],
    /// Their distance; 0 where all data points are in one place.
    pub distance: f64,
    /// Both, seen from the middle along the line, if there are no others.
    alone: Option<Mixture>,
}

impl NearestPair {
    /// The two data points of a law in the plane that are nearest to each other and not the same; the first ones of those.
    pub fn of(law: &Law) -> Self {
        let n = law.points().len();
        let at = |i: usize| [law.points().at(i, 0), law.points().at(i, 1)];
        let mut best = ([0, 0], f64::INFINITY);
        for i in 0..n {
            for j in i + 1..n {
                let (a, b) = (at(i), at(j));
                let square = (b[0] - a[0]) * (b[0] - a[0]) + (b[1] - a[1]) * (b[1] - a[1]);
                if square > 0.0 && square < best.1 {
                    best = ([i, j], square);
                }
            }
        }
        let [a, b] = best.0.map(at);
        let distance = if best.1.is_finite() {
            libm::sqrt(best.1)
        } else {
            0.0
        };
        let is_pair = (0..n).all(|i| at(i) == a || at(i) == b) && distance > 0.0;
        let weight = |place: [f64; 2]| -> f64 {
            let held = (0..n).filter(|&i| at(i) == place);
            held.map(|i| law.weights()[i]).sum()
        };
        Self {
            of: best.0,
            middle: [0.5 * (a[0] + b[0]), 0.5 * (a[1] + b[1])],
            direction: if distance > 0.0 {
                [(b[0] - a[0]) / distance, (b[1] - a[1]) / distance]
            } else {
                [1.0, 0.0]
            },
            distance,
            alone: is_pair.then(|| {
                let means = vec![-0.5 * distance, 0.5 * distance];
                Mixture::new(means, &[weight(a), weight(b)], law.width() * law.width())
            }),
        }
    }

    /// Whether there are these two places and no others.
    pub fn is_alone(&self) -> bool {
        self.alone.is_some()
    }

    /// The place so far from the middle along the line, and so far to its left, at time t.
    pub fn place(&self, process: Process, t: f64, u: f64, across: f64) -> [f64; 2] {
        let alpha = process.alpha(t);
        [0, 1].map(|c| {
            let left = [-self.direction[1], self.direction[0]][c];
            alpha * self.middle[c] + u * self.direction[c] + across * left
        })
    }

    /// The separatrix of the flow at time t: where it crosses the line at a right angle, seen from the middle; for two
    /// places alone. Along the line the flow is that of a law on a line, which keeps the order, and so the share w₁ of
    /// all mass goes to the first point (derived for this project).
    pub fn separatrix(&self, process: Process, t: f64) -> Option<f64> {
        let law = self.alone.as_ref()?;
        let first = law.weights()[0];
        if first == 0.5 {
            return Some(0.0);
        }
        // At t = 0 the limit.
        let t = t.max(1e-4 * self.distance * self.distance);
        Some(law.forward(process, t).quantile(first))
    }

    /// Along the line, how far chances change, from the middle.
    pub fn reach(&self, scene: &Scene, law: &Law) -> f64 {
        let spread = scene.process.spread(law.width(), scene.t_star);
        let length = scene.process.alpha(scene.t_star) * self.distance;
        let most = 3.0 * libm::sqrt(spread) + 0.5 * length;
        // λ = 1/(1 + e^{−(u/S)·length}) for two of one weight.
        (4.5 * spread / length.max(1e-300))
            .max(0.75 * length)
            .min(most)
    }

    /// How likely a reverse path with ε = 1 goes from a place of the line to the second point: λ, summed over all
    /// data points there.
    pub fn predicted(&self, kernel: &Kernel, t: f64, u: f64, lambda: &mut Vec<f64>) -> f64 {
        let place = self.place(kernel.process(), t, u, 0.0);
        kernel.posterior_weights(&place, t, lambda);
        self.share_of_second(kernel, lambda)
    }

    /// Σ of λ over all data points in the place of the second.
    pub fn share_of_second(&self, kernel: &Kernel, lambda: &[f64]) -> f64 {
        let points = kernel.points();
        let at = |i: usize| [points.at(i, 0), points.at(i, 1)];
        let second = at(self.of[1]);
        let pairs = lambda.iter().enumerate();
        pairs
            .filter(|(i, _)| at(*i) == second)
            .map(|(_, l)| l)
            .sum()
    }
}

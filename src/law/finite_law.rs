//! A law of finitely many points with weights, each of them blurred or not.

use super::standardise::Standardisation;
use super::weights::shares;
use crate::points::Points;

/// ρ₀ = Σ w_i δ_{x_i}, or with a width b > 0 the density Σ w_i N(x_i, b² I). Weights are kept as they were given, so that
/// they can be written out again; as probabilities they are [`Law::shares`].
///
/// ```
/// use reverse_diffusion::law::Law;
/// use reverse_diffusion::points::Points;
///
/// let law = Law::new(Points::from_rows(&[-1.0, 1.0], 1), vec![1.0, 3.0]);
/// assert_eq!(law.shares(), [0.25, 0.75]);
/// assert_eq!(law.moments(), (vec![0.5], vec![0.75]));
/// assert_eq!(law.to_inline(), "-1;1@3");
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Law {
    /// x_i, as they are simulated.
    points: Points<f64>,
    /// w_i > 0, of any sum.
    weights: Vec<f64>,
    /// b ≥ 0, by how much each point is blurred.
    width: f64,
    /// What was done to the coordinates of the source, if anything was.
    standardisation: Option<Standardisation>,
}

impl Law {
    /// Points with their weights, one each, positive and of any sum; atoms, in their own coordinates.
    ///
    /// # Panics
    ///
    /// If there are not as many weights as points.
    pub fn new(points: Points<f64>, weights: Vec<f64>) -> Self {
        assert_eq!(points.len(), weights.len(), "a weight for each point");
        Self {
            points,
            weights,
            width: 0.0,
            standardisation: None,
        }
    }

    /// Points of equal weight.
    pub fn equal(points: Points<f64>) -> Self {
        let weights = vec![1.0; points.len()];
        Self::new(points, weights)
    }

    /// The same points, each of width b ≥ 0 whatever it was.
    ///
    /// # Panics
    ///
    /// If the width is negative or no number.
    pub fn with_width(self, width: f64) -> Self {
        assert!(width >= 0.0, "a width is 0 or more");
        Self { width, ..self }
    }

    /// The same points with other weights, one each.
    pub(super) fn with_weights(self, weights: Vec<f64>) -> Self {
        assert_eq!(self.points.len(), weights.len(), "a weight for each point");
        Self { weights, ..self }
    }

    /// The points of these numbers, with their weights.
    pub(super) fn of_these(&self, which: &[usize]) -> Self {
        let dim = self.points.dim();
        let rows: Vec<f64> = which.iter().flat_map(|&i| self.points.point(i)).collect();
        Self {
            points: Points::from_rows(&rows, dim),
            weights: which.iter().map(|&i| self.weights[i]).collect(),
            width: self.width,
            standardisation: self.standardisation.clone(),
        }
    }

    /// The law moved and scaled to mean 0 and largest standard deviation 1; it remembers how.
    pub fn standardised(self) -> Self {
        let done = Standardisation::of(&self.points, self.moments(), self.width);
        self.placed(done)
    }

    /// The law moved and scaled as another was; what a blur's deviation is divided by is the first coordinate's scale.
    pub(super) fn placed(mut self, done: Standardisation) -> Self {
        done.apply(&mut self.points);
        self.width /= done.scale[0];
        self.standardisation = Some(done);
        self
    }

    /// x_i, n points in R^d, as they are simulated.
    pub fn points(&self) -> &Points<f64> {
        &self.points
    }

    /// b ≥ 0, by how much each point is blurred.
    pub fn width(&self) -> f64 {
        self.width
    }

    /// What was done to the coordinates of the source, if anything was.
    pub fn standardisation(&self) -> Option<&Standardisation> {
        self.standardisation.as_ref()
    }

    /// w_i > 0, of any sum, as they were given.
    pub fn weights(&self) -> &[f64] {
        &self.weights
    }

    /// Σ w_i.
    pub fn total(&self) -> f64 {
        self.weights.iter().sum()
    }

    /// w_i/Σw, which sum to 1.
    pub fn shares(&self) -> Vec<f64> {
        shares(&self.weights)
    }

    /// Mean and variance of each coordinate.
    pub fn moments(&self) -> (Vec<f64>, Vec<f64>) {
        let total = self.total();
        let average = |f: &dyn Fn(usize) -> f64| {
            let terms = self.weights.iter().enumerate().map(|(i, w)| w * f(i));
            terms.sum::<f64>() / total
        };
        (0..self.points.dim())
            .map(|j| {
                let axis = self.points.axis(j);
                let mean = average(&|i| axis[i]);
                let variance = average(&|i| (axis[i] - mean) * (axis[i] - mean));
                (mean, variance + self.width * self.width)
            })
            .unzip()
    }

    /// The covariance, row after row.
    pub fn covariance(&self) -> Vec<f64> {
        let d = self.points.dim();
        let (mean, _) = self.moments();
        let total = self.total();
        let mut covariance = vec![0.0; d * d];
        for i in 0..self.points.len() {
            self.add_to_covariance(i, &mean, total, &mut covariance);
        }
        for j in 0..d {
            covariance[j * d + j] += self.width * self.width;
        }
        covariance
    }

    /// What data point `i` adds to the covariance; `total` is the sum of all weights.
    pub(crate) fn add_to_covariance(&self, i: usize, mean: &[f64], total: f64, sums: &mut [f64]) {
        let (d, w) = (mean.len(), self.weights[i]);
        let centred: Vec<f64> = (0..d).map(|j| self.points.at(i, j) - mean[j]).collect();
        for (row, own) in sums.chunks_exact_mut(d).zip(&centred) {
            for (sum, other) in row.iter_mut().zip(&centred) {
                *sum += w * own * other / total;
            }
        }
    }
}

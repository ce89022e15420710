//! Data between reflecting walls at 0 and 1 under the heat flow, Cao et al. (2.9): the bounded domain they ask for.
//!
//! The method of images: on [0, 1] the law is that of the heat flow on the whole line from every point and its mirror
//! images, ±x_i + 2k. So the score is that of the images, and x̄₀ here is E[image of X₀ | X_t = x], with which (4.4)
//! and every sampler hold as they are; a step that ends outside is folded back. The same law as a cosine series is
//! 1 + 2Σ a_n e^{−n²π²t} cos nπx, a_n = Σ w_i cos nπx_i. Images converge fast for small t, the series for large t.

use super::posterior_mean::Denoiser;
use crate::law::shares;
use crate::log_sum_exp::{largest, softmax};
use crate::points::{Points, Real};
use std::f64::consts::{FRAC_1_SQRT_2, PI};

/// From this time on the series is used: ten terms leave e^{−100π²·0.05} = 4e-22.
const CROSSING: f64 = 0.05;
/// Terms of the series that are kept ready: enough from t = 2.5e-4 on.
const MODES: usize = 128;
/// Below this an exponential counts as 0.
const LEAST_EXPONENT: f64 = -41.5;
/// What t counts as at 0, where x̄₀ becomes the nearest image.
const LEAST_TIME: f64 = 1e-200;

/// ρ₀ = Σ w_i δ_{x_i} with 0 ≤ x_i ≤ 1. A width b is the same law at the time b²/2: see [`Reflected::aged`].
///
/// ```
/// use reverse_diffusion::denoiser::Reflected;
///
/// let law = Reflected::new(vec![0.25], &[1.0]);
/// // Nothing leaves through the walls, and there is no slope at them.
/// assert!((law.cdf(1.0, 0.01) - 1.0).abs() < 1e-12);
/// assert!(law.score(0.0, 0.3).abs() < 1e-12);
/// ```
#[derive(Clone, Debug)]
pub struct Reflected {
    points: Vec<f64>,
    weights: Vec<f64>,
    log_weights: Vec<f64>,
    /// a_n, n from 1.
    modes: Vec<f64>,
    /// What is added to every t.
    age: f64,
}

/// The place in [0, 1] that mirrors at 0 and 1 make of x.
pub fn fold(x: f64) -> f64 {
    let within = x - 2.0 * libm::floor(0.5 * x);
    if within > 1.0 { 2.0 - within } else { within }
}

impl Reflected {
    /// Places in [0, 1] and their weights, all positive, of any sum.
    ///
    /// # Panics
    ///
    /// If there is no place, or not as many weights as places.
    pub fn new(points: Vec<f64>, weights: &[f64]) -> Self {
        assert!(!points.is_empty() && points.len() == weights.len());
        let weights = shares(weights);
        let mode = |n: usize| {
            let pairs = points.iter().zip(&weights);
            pairs.map(|(x, w)| w * libm::cos(n as f64 * PI * x)).sum()
        };
        Self {
            modes: (1..=MODES).map(mode).collect(),
            log_weights: weights.iter().map(|&w| libm::log(w)).collect(),
            weights,
            points,
            age: 0.0,
        }
    }

    /// The same, blurred by the heat flow for a time of b²/2 at t = 0 already: points of width b, folded.
    pub fn aged(self, age: f64) -> Self {
        Self { age, ..self }
    }

    /// What is added to every t.
    pub fn age(&self) -> f64 {
        self.age
    }

    /// The x_i.
    pub fn points(&self) -> &[f64] {
        &self.points
    }

    /// The w_i, which sum to 1.
    pub fn weights(&self) -> &[f64] {
        &self.weights
    }

    /// a_n, n from 1.
    pub fn modes(&self) -> &[f64] {
        &self.modes
    }

    /// Calls `f` with ln w_i and each image of x_i that can be nearer than 3 to a place in [0, 1].
    fn each_image(&self, mut f: impl FnMut(f64, f64)) {
        for (&y, &log_weight) in self.points.iter().zip(&self.log_weights) {
            for k in [-2.0, 0.0, 2.0] {
                f(log_weight, y + k);
                f(log_weight, k - y);
            }
            f(log_weight, 4.0 - y);
        }
    }

    /// [log of the density, score, x̄₀] at time age + t = `time` by images nearer than 3; right for `time` ≤ 0.05, where
    /// the others have e^{−45} at most.
    fn by_images(&self, x: f64, time: f64) -> [f64; 3] {
        let time = time.max(LEAST_TIME);
        let mut nearest = f64::INFINITY;
        self.each_image(|_, y| nearest = nearest.min((x - y) * (x - y)));
        let (mut sum, mut weighted) = (0.0, 0.0);
        self.each_image(|log_weight, y| {
            let exponent = -((x - y) * (x - y) - nearest) / (4.0 * time);
            if exponent > 2.0 * LEAST_EXPONENT {
                let share = libm::exp(log_weight + exponent);
                sum += share;
                weighted += share * (y - x);
            }
        });
        let pull = weighted / sum;
        let log = libm::log(sum) - nearest / (4.0 * time) - 0.5 * libm::log(4.0 * PI * time);
        [log, pull / (2.0 * time), x + pull]
    }

    /// The density at time age + t as 1 + 2Σ a_n e^{−n²π²(age + t)} cos nπx, and its derivative; for times from 2.5e-4.
    pub fn series(&self, x: f64, t: f64) -> [f64; 2] {
        let time = self.age + t;
        let (mut density, mut slope) = (1.0, 0.0);
        for (n, a) in (1..).zip(&self.modes) {
            let k = f64::from(n) * PI;
            let exponent = -k * k * time;
            if exponent < LEAST_EXPONENT {
                break;
            }
            let share = 2.0 * a * libm::exp(exponent);
            density += share * libm::cos(k * x);
            slope -= share * k * libm::sin(k * x);
        }
        [density, slope]
    }

    /// The density by images, as many as matter at any t.
    pub fn images(&self, x: f64, t: f64) -> f64 {
        let time = self.age + t;
        let reach = libm::ceil(libm::sqrt(-LEAST_EXPONENT * time)) + 1.0;
        let normal = libm::sqrt(4.0 * PI * time);
        let pairs = self.points.iter().zip(&self.weights);
        let images = |y: f64| {
            let mut sum = 0.0;
            let mut k = -reach;
            while k <= reach {
                for place in [y + 2.0 * k, 2.0 * k - y] {
                    sum += libm::exp(-(x - place) * (x - place) / (4.0 * time));
                }
                k += 1.0;
            }
            sum
        };
        pairs.map(|(&y, w)| w * images(y)).sum::<f64>() / normal
    }

    /// ln of the density at t; age + t > 0.
    pub fn log_density(&self, x: f64, t: f64) -> f64 {
        if self.age + t < CROSSING {
            self.by_images(x, self.age + t)[0]
        } else {
            libm::log(self.series(x, t)[0])
        }
    }

    /// The score ∇log at t; age + t > 0.
    pub fn score(&self, x: f64, t: f64) -> f64 {
        if self.age + t < CROSSING {
            self.by_images(x, self.age + t)[1]
        } else {
            let [density, slope] = self.series(x, t);
            slope / density
        }
    }

    /// P(X_t ≤ x); for atoms that have not moved, those up to x.
    pub fn cdf(&self, x: f64, t: f64) -> f64 {
        let time = self.age + t;
        let pairs = || self.points.iter().zip(&self.weights);
        if time <= 0.0 {
            return pairs().filter(|(y, _)| **y <= x).map(|(_, w)| w).sum();
        }
        if time >= CROSSING {
            let mut sum = x;
            for (n, a) in (1..).zip(&self.modes) {
                let k = f64::from(n) * PI;
                if -k * k * time < LEAST_EXPONENT {
                    break;
                }
                sum += 2.0 * a * libm::exp(-k * k * time) * libm::sin(k * x) / k;
            }
            return sum;
        }
        let scale = FRAC_1_SQRT_2 / libm::sqrt(2.0 * time);
        // ∫₀ˣ of the normal law around y.
        let between = |y: f64| 0.5 * (libm::erf((x - y) * scale) - libm::erf(-y * scale));
        let images = |y: f64| {
            let both = [-2.0, 0.0, 2.0].map(|k| between(y + k) + between(k - y));
            both.iter().sum::<f64>() + between(4.0 - y)
        };
        pairs().map(|(&y, w)| w * images(y)).sum()
    }

    /// λ_i(x, t): the chance that a path that is at x at time t began at x_i; t > 0. It sums to 1.
    pub fn posterior_weights(&self, x: f64, t: f64) -> Vec<f64> {
        let alone = |i: usize| {
            let alone = Self::new(vec![self.points[i]], &[1.0]).aged(self.age);
            self.log_weights[i] + alone.log_density(x, t)
        };
        let mut shares: Vec<f64> = (0..self.points.len()).map(alone).collect();
        let top = largest(shares.iter().copied());
        softmax(&mut shares, top);
        shares
    }

    /// ‖u(·, t) − 1‖₂ = √(2Σ a_n² e^{−2n²π²t}); from t = 2.5e-4 on.
    pub fn distance_to_uniform(&self, t: f64) -> f64 {
        let time = self.age + t;
        let terms = (1..).zip(&self.modes).map(|(n, a)| {
            let k = f64::from(n) * PI;
            a * a * libm::exp(-2.0 * k * k * time)
        });
        libm::sqrt(2.0 * terms.sum::<f64>())
    }
}

impl<T: Real> Denoiser<T> for Reflected {
    fn dim(&self) -> usize {
        1
    }

    /// The mean image, at time `age` + t of the atoms: with their own σ² = 2(age + t) it makes the score.
    fn posterior_mean(&self, x: &Points<T>, t: f64, mean: &mut Points<T>) {
        mean.reshape_like(x);
        let time = self.age + t;
        for (mean, &x) in mean.as_mut_slice().iter_mut().zip(x.as_slice()) {
            let x = x.to_f64();
            let seen = if time < CROSSING {
                self.by_images(x, time)[2]
            } else {
                x + 2.0 * time * self.score(x, t)
            };
            *mean = T::from_f64(seen);
        }
    }
}

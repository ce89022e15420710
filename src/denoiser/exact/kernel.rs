//! The kernel formulation in `f64`: weights, mean, score, log-density and entropy at single places.

#[cfg(feature = "lab")]
use super::UNDECIDED;
use crate::denoiser::Denoiser;
use crate::law::Law;
use crate::points::Points;
use crate::process::Process;

/// What σ² counts as at t = 0, where the kernels become the limit t → 0: the nearest points alone.
const LEAST_VARIANCE: f64 = 1e-200;

/// ρ₀ = Σ w_i δ_{x_i}, or Σ w_i N(x_i, b² I), and a forward process: everything that is exactly known about
/// X₀ given X_t.
///
/// With a width b the forward law is Σ w_i N(αx_i, S I), S = α²b² + σ², so that every formula for atoms holds
/// with S in place of σ², except that X₀ is not x_i but N(x_i + (αb²/S)(x − αx_i), …) for each i
/// (derived for this project).
#[derive(Clone, Debug)]
pub struct Kernel {
    process: Process,
    points: Points<f64>,
    weights: Vec<f64>,
    log_weights: Vec<f64>,
    /// b.
    width: f64,
}

impl Kernel {
    /// Data points and their weights: one each, all positive, of any sum (they are normalised here).
    pub fn new(process: Process, points: Points<f64>, weights: &[f64]) -> Self {
        assert_eq!(points.len(), weights.len());
        assert!(!points.is_empty());
        let total: f64 = weights.iter().sum();
        let weights: Vec<f64> = weights.iter().map(|w| w / total).collect();
        let log_weights = weights.iter().map(|&w| libm::log(w)).collect();
        Self {
            process,
            points,
            weights,
            log_weights,
            width: 0.0,
        }
    }

    /// The kernel of a law and a process.
    pub fn of(process: Process, law: &Law) -> Self {
        Self {
            width: law.width,
            ..Self::new(process, law.points.clone(), &law.weights)
        }
    }

    /// That of x_i − o: the same weights at places x − αo.
    pub(super) fn seen_from(&self, origin: &[f64]) -> Self {
        let mut moved = self.clone();
        for (j, o) in origin.iter().enumerate() {
            moved.points.axis_mut(j).iter_mut().for_each(|x| *x -= o);
        }
        moved
    }

    /// S(t) = α²b² + σ², the variance of each component of ρ(·, t); σ² for atoms.
    pub fn spread(&self, t: f64) -> f64 {
        self.process.spread(self.width, t)
    }

    /// [σ²/S, αb²/S]: given its component i, X₀ is on average the first times x_i plus the second times x;
    /// [1, 0] for atoms.
    pub fn blend(&self, t: f64) -> [f64; 2] {
        if self.width == 0.0 {
            return [1.0, 0.0];
        }
        let pull = self.process.alpha(t) * self.width * self.width;
        [self.process.variance(t), pull].map(|share| share / self.spread(t))
    }

    /// The forward process.
    pub fn process(&self) -> Process {
        self.process
    }

    /// The data points x_i.
    pub fn points(&self) -> &Points<f64> {
        &self.points
    }

    /// The weights w_i, which sum to 1.
    pub fn weights(&self) -> &[f64] {
        &self.weights
    }

    /// ln w_i.
    pub fn log_weights(&self) -> &[f64] {
        &self.log_weights
    }

    /// λ_i(x, t), Cao et al. (4.37), (4.39): `lambda` holds N numbers on return, which sum to 1. Returns
    /// ln Σ w_i exp(−|x − αx_i|²/(2σ²)). t ≥ 0; at t = 0 the limit, shared by weight among the nearest.
    pub fn posterior_weights(&self, x: &[f64], t: f64, lambda: &mut Vec<f64>) -> f64 {
        let alpha = self.process.alpha(t);
        let variance = self.spread(t).max(LEAST_VARIANCE);
        lambda.clear();
        lambda.resize(self.points.len(), 0.0);
        for (j, &x) in x.iter().enumerate() {
            for (distance, &y) in lambda.iter_mut().zip(self.points.axis(j)) {
                let difference = x - alpha * y;
                *distance += difference * difference;
            }
        }
        let nearest = lambda.iter().copied().fold(f64::INFINITY, f64::min);
        // Distances relative to the nearest before the division by σ²: as t → 0 each quotient has more
        // digits before the point than the differences that matter.
        let mut top = f64::NEG_INFINITY;
        for (entry, &log_weight) in lambda.iter_mut().zip(&self.log_weights) {
            *entry = log_weight - (*entry - nearest) / (2.0 * variance);
            top = top.max(*entry);
        }
        let mut sum = 0.0;
        for entry in lambda.iter_mut() {
            *entry = libm::exp(*entry - top);
            sum += *entry;
        }
        for entry in lambda.iter_mut() {
            *entry /= sum;
        }
        top + libm::log(sum) - nearest / (2.0 * variance)
    }

    /// The data point that has all the weight at (x, t) to single precision, if one has. `guess` is a place near it, or
    /// anywhere. Few coordinates of most data points are looked at.
    #[cfg(feature = "lab")]
    pub(super) fn only(&self, x: &[f64], t: f64, guess: &[f64]) -> Option<usize> {
        let alpha = self.process.alpha(t);
        let twice_variance = 2.0 * self.spread(t).max(LEAST_VARIANCE);
        let n = self.points.len();
        // Up to `most`; more than that means only that it is more.
        let square = |i: usize, place: &[f64], factor: f64, most: f64| {
            let mut sum = 0.0;
            for (j, place) in place.iter().enumerate() {
                let difference = place - factor * self.points.at(i, j);
                sum += difference * difference;
                if sum > most {
                    break;
                }
            }
            sum
        };
        let (mut captor, mut least) = (0, f64::INFINITY);
        for i in 0..n {
            let square = square(i, guess, 1.0, least);
            if square < least {
                (captor, least) = (i, square);
            }
        }
        let own = square(captor, x, alpha, f64::INFINITY);
        let mut others = 0.0;
        for i in (0..n).filter(|&i| i != captor) {
            let weight = self.log_weights[i] - self.log_weights[captor];
            let negligible = weight + libm::log(n as f64 / UNDECIDED);
            let most = own + twice_variance * (negligible + 4.0);
            let square = square(i, x, alpha, most);
            if square <= most {
                others += libm::exp(weight - (square - own) / twice_variance);
                if others >= UNDECIDED {
                    return None;
                }
            }
        }
        Some(captor)
    }

    /// x̄₀ = Σ λ_i x_i (4.36), and with a width Σ λ_i (x_i + (αb²/S)(x − αx_i)), for the weights at (x, t).
    pub fn mean_of(&self, lambda: &[f64], x: &[f64], t: f64) -> Vec<f64> {
        let [kept, pull] = self.blend(t);
        x.iter()
            .enumerate()
            .map(|(j, x)| {
                let pairs = lambda.iter().zip(self.points.axis(j));
                let mean: f64 = pairs.map(|(l, y)| l * y).sum();
                kept * mean + pull * x
            })
            .collect()
    }

    /// tr Cov(X₀ | X_t) for the weights at (x, t): the [`Kernel::indecision`] times (σ²/S)², and d b²σ²/S more where
    /// there is a width (derived for this project).
    pub fn posterior_variance(&self, lambda: &[f64], t: f64) -> f64 {
        let [kept, _] = self.blend(t);
        let within = self.points.dim() as f64 * self.width * self.width * kept;
        kept * kept * self.indecision(lambda) + within
    }

    /// x̄₀(x, t).
    pub fn posterior_mean_at(&self, x: &[f64], t: f64) -> Vec<f64> {
        let mut lambda = Vec::new();
        self.posterior_weights(x, t, &mut lambda);
        self.mean_of(&lambda, x, t)
    }

    /// ∇log ρ(x, t) = (α x̄₀ − x)/σ² (4.4), t > 0. Summed as Σ λ_i (αx_i − x)/S, so that nothing cancels.
    pub fn score(&self, x: &[f64], t: f64) -> Vec<f64> {
        let (alpha, variance) = (self.process.alpha(t), self.spread(t));
        let mut lambda = Vec::new();
        self.posterior_weights(x, t, &mut lambda);
        x.iter()
            .enumerate()
            .map(|(j, &x)| {
                let pairs = lambda.iter().zip(self.points.axis(j));
                pairs.map(|(l, y)| l * (alpha * y - x)).sum::<f64>() / variance
            })
            .collect()
    }

    /// tr Cov of the data point that a particle came from, Σ λ_i |x_i − Σ_j λ_j x_j|², for the weights at its place:
    /// how undecided x̄₀ is.
    pub fn indecision(&self, lambda: &[f64]) -> f64 {
        (0..self.points.dim())
            .map(|j| {
                let pairs = || lambda.iter().zip(self.points.axis(j));
                let mean: f64 = pairs().map(|(l, y)| l * y).sum();
                pairs()
                    .map(|(l, y)| l * (y - mean) * (y - mean))
                    .sum::<f64>()
            })
            .sum()
    }

    /// ∇·∇log ρ(x, t), the divergence of the score, t > 0: −d/S + (α²/S²) tr Cov(x_I | X_t = x) (derived for this
    /// project by differentiating (4.36)). The second term is no less than 0, in floating point too: that is the
    /// Li–Yau estimate of Liu & Zuazua for the heat flow, and its like for OU.
    pub fn score_divergence(&self, x: &[f64], t: f64) -> f64 {
        let mut lambda = Vec::new();
        self.posterior_weights(x, t, &mut lambda);
        let (alpha, variance) = (self.process.alpha(t), self.spread(t));
        let pulled = alpha * alpha * self.indecision(&lambda) / variance;
        (pulled - self.points.dim() as f64) / variance
    }

    /// log ρ(x, t), t > 0.
    pub fn log_density(&self, x: &[f64], t: f64) -> f64 {
        let log_sum = self.posterior_weights(x, t, &mut Vec::new());
        let normal = 2.0 * std::f64::consts::PI * self.spread(t);
        log_sum - 0.5 * self.points.dim() as f64 * libm::log(normal)
    }
}

/// The entropy −Σ λ_i ln λ_i; its exponential is the effective number of data points that x̄₀ averages.
pub fn entropy(lambda: &[f64]) -> f64 {
    let terms = lambda.iter().filter(|&&l| l > 0.0);
    -terms.map(|&l| l * libm::log(l)).sum::<f64>()
}

impl Denoiser<f64> for Kernel {
    fn dim(&self) -> usize {
        self.points.dim()
    }

    fn posterior_mean(&self, x: &Points<f64>, t: f64, mean: &mut Points<f64>) {
        mean.reshape_like(x);
        let mut lambda = Vec::new();
        for i in 0..x.len() {
            let place = x.point(i);
            self.posterior_weights(&place, t, &mut lambda);
            mean.set(i, &self.mean_of(&lambda, &place, t));
        }
    }
}

//! The law of the data and the forward process, in `f64`: what the kernel formulation is made from.

use crate::denoiser::posterior_mean::Denoiser;
use crate::law::{Law, shares};
use crate::points::Points;
use crate::process::Process;

/// What σ² counts as at t = 0, where the kernels become the limit t → 0: the nearest points alone.
pub(in crate::denoiser) const LEAST_VARIANCE: f64 = 1e-200;

/// A posterior is one-hot to single precision where all data points but one weigh less than this together.
pub(super) const UNDECIDED: f64 = 0.5 * f32::EPSILON as f64;

/// ρ₀ = Σ w_i δ_{x_i}, or Σ w_i N(x_i, b² I), and a forward process: everything that is exactly known about
/// X₀ given X_t.
///
/// With a width b the forward law is Σ w_i N(αx_i, S I), S = α²b² + σ², so that every formula for atoms holds
/// with S in place of σ², except that X₀ is not x_i but N(x_i + (αb²/S)(x − αx_i), …) for each i
/// (derived for this project).
///
/// ```
/// use reverse_diffusion::denoiser::Kernel;
/// use reverse_diffusion::points::Points;
/// use reverse_diffusion::process::Process;
///
/// let kernel = Kernel::new(Process::Ou, Points::from_rows(&[-1.0, 1.0], 1), &[1.0, 3.0]);
/// assert_eq!(kernel.weights(), [0.25, 0.75]);
/// // Late in the forward process nothing is known of X₀ but its law, whose mean is ½.
/// assert!((kernel.posterior_mean_at(&[0.3], 40.0)[0] - 0.5).abs() < 1e-15);
/// ```
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
    ///
    /// # Panics
    ///
    /// If there is no point, or not as many weights as points.
    pub fn new(process: Process, points: Points<f64>, weights: &[f64]) -> Self {
        assert_eq!(points.len(), weights.len());
        assert!(!points.is_empty());
        let weights = shares(weights);
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
            width: law.width(),
            ..Self::new(process, law.points().clone(), law.weights())
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

    /// b, the width of each data point; 0 for atoms.
    pub fn width(&self) -> f64 {
        self.width
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

    /// The data point that has all the weight at (x, t) to single precision, if one has. `guess` is a place near it, or
    /// anywhere. Few coordinates of most data points are looked at.
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
            mean.set(i, &self.posterior(&place, t, &mut lambda).mean());
        }
    }
}

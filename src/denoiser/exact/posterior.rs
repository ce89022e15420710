//! Everything that is known about X₀ given X_t at one place, from one evaluation of its weights.

use super::kernel::Kernel;

/// The law of X₀ given X_t = x: the data points x_i with their weights λ_i, each as wide as it still is.
///
/// ```
/// use reverse_diffusion::denoiser::Kernel;
/// use reverse_diffusion::points::Points;
/// use reverse_diffusion::process::Process;
///
/// let kernel = Kernel::new(Process::Heat, Points::from_rows(&[-1.0, 1.0], 1), &[1.0, 1.0]);
/// let (place, mut lambda) = ([0.0], Vec::new());
/// let posterior = kernel.posterior(&place, 0.5, &mut lambda);
/// // Half way between two data points: x̄₀ is between them too, and takes both into account.
/// assert_eq!(posterior.weights(), [0.5, 0.5]);
/// assert_eq!((posterior.mean(), posterior.variance()), (vec![0.0], 1.0));
/// assert!((posterior.effective() - 2.0).abs() < 1e-15);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Posterior<'a> {
    pub(super) kernel: &'a Kernel,
    pub(super) x: &'a [f64],
    pub(super) t: f64,
    pub(super) lambda: &'a [f64],
    /// ln Σ w_i exp(−|x − αx_i|²/(2S)).
    log_sum: f64,
}

impl Kernel {
    /// What is known about X₀ given X_t = x, a place of as many coordinates as the data; t ≥ 0, at t = 0 the limit.
    /// `lambda` is memory, and holds λ afterwards.
    pub fn posterior<'a>(
        &'a self,
        x: &'a [f64],
        t: f64,
        lambda: &'a mut Vec<f64>,
    ) -> Posterior<'a> {
        let log_sum = self.posterior_weights(x, t, lambda);
        Posterior {
            kernel: self,
            x,
            t,
            lambda,
            log_sum,
        }
    }

    /// x̄₀(x, t) alone: [`Posterior::mean`].
    pub fn posterior_mean_at(&self, x: &[f64], t: f64) -> Vec<f64> {
        self.posterior(x, t, &mut Vec::new()).mean()
    }
}

impl<'a> Posterior<'a> {
    /// λ_i, one for each data point, which sum to 1.
    pub fn weights(&self) -> &'a [f64] {
        self.lambda
    }

    /// The numbers of at most `most` data points, those of the largest λ_i, the largest first; of equal ones the first. They
    /// are few: each is looked for by itself.
    pub fn likeliest(&self, most: usize) -> Vec<usize> {
        let lambda = self.lambda;
        let mut order: Vec<usize> = Vec::with_capacity(most);
        while order.len() < most.min(lambda.len()) {
            let others = (0..lambda.len()).filter(|i| !order.contains(i));
            order.extend(others.reduce(|a, b| if lambda[b] > lambda[a] { b } else { a }));
        }
        order
    }

    /// x̄₀ = Σ λ_i x_i (4.36), and with a width Σ λ_i (x_i + (αb²/S)(x − αx_i)): d numbers.
    pub fn mean(&self) -> Vec<f64> {
        let [kept, pull] = self.kernel.blend(self.t);
        self.x
            .iter()
            .enumerate()
            .map(|(j, x)| {
                let pairs = self.lambda.iter().zip(self.kernel.points().axis(j));
                let mean: f64 = pairs.map(|(l, y)| l * y).sum();
                kept * mean + pull * x
            })
            .collect()
    }

    /// tr Cov(X₀ | X_t): the [`Posterior::indecision`] times (σ²/S)², and d b²σ²/S more where there is a width
    /// (derived for this project).
    pub fn variance(&self) -> f64 {
        let kernel = self.kernel;
        let [kept, _] = kernel.blend(self.t);
        let within = kernel.points().dim() as f64 * kernel.width() * kernel.width() * kept;
        kept * kept * self.indecision() + within
    }

    /// tr Cov of the data point that a particle came from, Σ λ_i |x_i − Σ_j λ_j x_j|²: how undecided x̄₀ is.
    pub fn indecision(&self) -> f64 {
        let points = self.kernel.points();
        (0..points.dim())
            .map(|j| {
                let pairs = || self.lambda.iter().zip(points.axis(j));
                let mean: f64 = pairs().map(|(l, y)| l * y).sum();
                pairs()
                    .map(|(l, y)| l * (y - mean) * (y - mean))
                    .sum::<f64>()
            })
            .sum()
    }

    /// log ρ(x, t), t > 0.
    pub fn log_density(&self) -> f64 {
        let normal = 2.0 * std::f64::consts::PI * self.kernel.spread(self.t);
        self.log_sum - 0.5 * self.kernel.points().dim() as f64 * libm::log(normal)
    }

    /// The entropy −Σ λ_i ln λ_i, from 0 to ln N.
    pub fn entropy(&self) -> f64 {
        let terms = self.lambda.iter().filter(|&&l| l > 0.0);
        -terms.map(|&l| l * libm::log(l)).sum::<f64>()
    }

    /// e to the entropy: the effective number of data points that x̄₀ averages, from 1 to N.
    pub fn effective(&self) -> f64 {
        libm::exp(self.entropy())
    }
}

//! A law on a line: Σ w_i N(m_i, v), one variance for all, atoms where it is 0.
//!
//! Every law of the papers that starts from data points (blurred or not) is of this form at every time: ρ(·, t)
//! by (2.12), the law of X₀ or X_{t₁} given X_{t₂} by Bayes' rule (Theorem 1), the bridge's by (4.12).

use crate::law::{Law, shares};
use crate::log_sum_exp::{LogSum, largest};
use crate::points::bounds;
use crate::process::Process;
use std::f64::consts::{FRAC_1_SQRT_2, PI};

/// Σ w_i N(m_i, v).
///
/// ```
/// use reverse_diffusion::line::Mixture;
/// use reverse_diffusion::process::Process;
///
/// let law = Mixture::new(vec![-1.0, 1.0], &[1.0, 1.0], 0.0);
/// let late = law.forward(Process::Heat, 0.5);
/// assert_eq!(late.moments(), (0.0, 2.0));
/// assert!((late.cdf(0.0) - 0.5).abs() < 1e-15);
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Mixture {
    means: Vec<f64>,
    weights: Vec<f64>,
    log_weights: Vec<f64>,
    variance: f64,
}

impl Mixture {
    /// Means, as many positive weights of any sum (they are normalised here), and a variance ≥ 0.
    ///
    /// # Panics
    ///
    /// If there is no mean, if there are not as many weights, or if the variance is negative.
    pub fn new(means: Vec<f64>, weights: &[f64], variance: f64) -> Self {
        assert!(!means.is_empty() && means.len() == weights.len() && variance >= 0.0);
        let weights = shares(weights);
        Self {
            means,
            log_weights: weights.iter().map(|&w| libm::log(w)).collect(),
            weights,
            variance,
        }
    }

    /// N(mean, variance).
    pub fn gaussian(mean: f64, variance: f64) -> Self {
        Self::new(vec![mean], &[1.0], variance)
    }

    /// ρ₀ of data with one coordinate.
    pub fn of(law: &Law) -> Self {
        Self::new(
            law.points().axis(0).to_vec(),
            law.weights(),
            law.width() * law.width(),
        )
    }

    /// The m_i.
    pub fn means(&self) -> &[f64] {
        &self.means
    }

    /// The w_i, which sum to 1.
    pub fn weights(&self) -> &[f64] {
        &self.weights
    }

    /// v, the variance of every component.
    pub fn component_variance(&self) -> f64 {
        self.variance
    }

    /// Mean and variance of the whole.
    pub fn moments(&self) -> (f64, f64) {
        let pairs = || self.weights.iter().zip(&self.means);
        let mean: f64 = pairs().map(|(w, m)| w * m).sum();
        let between: f64 = pairs().map(|(w, m)| w * (m - mean) * (m - mean)).sum();
        (mean, between + self.variance)
    }

    /// The least and the largest m_i.
    pub fn reach(&self) -> [f64; 2] {
        bounds(&self.means)
    }

    /// From the least m_i to the largest, with so many of a component's standard deviations on either side.
    pub fn window(&self, deviations: f64) -> [f64; 2] {
        let margin = deviations * libm::sqrt(self.component_variance());
        let [low, high] = self.reach();
        [low - margin, high + margin]
    }

    /// What holds the windows of several laws.
    pub fn common_window<'a>(
        laws: impl IntoIterator<Item = &'a Self>,
        deviations: f64,
    ) -> [f64; 2] {
        let windows = laws.into_iter().map(|law| law.window(deviations));
        windows.fold([f64::INFINITY, f64::NEG_INFINITY], |[a, b], [low, high]| {
            [a.min(low), b.max(high)]
        })
    }

    /// Where the forward law ρ(·, t) of ρ₀ = this has mass for t from 0 to `t_star`: [low, high].
    pub fn span(&self, process: Process, t_star: f64) -> [f64; 2] {
        let laws = [0.0, 0.5 * t_star, t_star].map(|t| self.forward(process, t));
        Self::common_window(&laws, 3.3)
    }

    /// a X + b + N(0, added), for X of this law.
    pub fn affine(&self, a: f64, b: f64, added: f64) -> Self {
        Self {
            means: self.means.iter().map(|m| a * m + b).collect(),
            weights: self.weights.clone(),
            log_weights: self.log_weights.clone(),
            variance: a * a * self.variance + added,
        }
    }

    /// ρ(·, t) for this ρ₀, (2.12): the solution of (2.1).
    pub fn forward(&self, process: Process, t: f64) -> Self {
        self.affine(process.alpha(t), 0.0, process.variance(t))
    }

    /// The law of X_{t₁} given X_{t₂} = y, for this ρ₀ and 0 ≤ t₁ ≤ t₂, t₂ > 0: ρ(·, t₁ | y, t₂) of Theorem 1,
    /// by Bayes' rule component by component; at t₁ = 0 it is (3.18), for atoms the λ_i.
    pub fn given(&self, process: Process, t1: f64, y: f64, t2: f64) -> Self {
        let (early, late) = (self.forward(process, t1), self.forward(process, t2));
        let mut weights = Vec::with_capacity(late.means.len());
        late.log_components(y, &mut weights);
        let top = largest(weights.iter().copied());
        LogSum::take(&mut weights, top);
        // In a component: X₂ = a X₁ + N(0, noise), so X₁ given y is Gaussian.
        let (a, noise) = (process.alpha(t2 - t1), process.variance(t2 - t1));
        let gain = if early.variance == 0.0 {
            0.0
        } else {
            a * early.variance / late.variance
        };
        let means = early.means.iter().map(|m| m + gain * (y - a * m)).collect();
        let variance = if late.variance == 0.0 {
            0.0
        } else {
            early.variance * (noise / late.variance)
        };
        // Weights below the least number are left as the least: `new` takes positive ones only.
        for weight in &mut weights {
            *weight = weight.max(f64::MIN_POSITIVE);
        }
        Self::new(means, &weights, variance)
    }

    /// ln(w_i N(x; m_i, v)) of every component; v > 0.
    fn log_components(&self, x: f64, out: &mut Vec<f64>) {
        let scale = 0.5 / self.variance;
        let normal = 0.5 * libm::log(2.0 * PI * self.variance);
        let pairs = self.log_weights.iter().zip(&self.means);
        out.clear();
        out.extend(pairs.map(|(w, m)| w - scale * (x - m) * (x - m) - normal));
    }

    /// The density at x; v > 0.
    pub fn density(&self, x: f64) -> f64 {
        libm::exp(self.log_density(x))
    }

    /// Its logarithm, which does not underflow; v > 0. Two passes over the means, no memory.
    pub fn log_density(&self, x: f64) -> f64 {
        let scale = 0.5 / self.variance;
        let exponent = |(w, m): (&f64, &f64)| w - scale * (x - m) * (x - m);
        let pairs = self.log_weights.iter().zip(&self.means);
        LogSum::of(pairs.map(exponent)).ln() - 0.5 * libm::log(2.0 * PI * self.variance)
    }

    /// [`Mixture::log_density`] of [`Mixture::forward`] at x, without memory; a width or t > 0.
    pub fn forward_log_density(&self, process: Process, t: f64, x: f64) -> f64 {
        let alpha = process.alpha(t);
        let variance = alpha * alpha * self.variance + process.variance(t);
        let scale = 0.5 / variance;
        let exponent = |(w, m): (&f64, &f64)| w - scale * (x - alpha * m) * (x - alpha * m);
        let pairs = self.log_weights.iter().zip(&self.means);
        LogSum::of(pairs.map(exponent)).ln() - 0.5 * libm::log(2.0 * PI * variance)
    }

    /// d/dx of the logarithm of the density; v > 0.
    pub fn score(&self, x: f64) -> f64 {
        let scale = 0.5 / self.variance;
        let pairs = self.log_weights.iter().zip(&self.means);
        let pulls = pairs.map(|(w, m)| (w - scale * (x - m) * (x - m), m - x));
        let (whole, pulled) = LogSum::with_average(pulls);
        pulled / (whole.sum * self.variance)
    }

    /// P(X ≤ x).
    pub fn cdf(&self, x: f64) -> f64 {
        self.tail(x, 1.0)
    }

    /// P(X > x), accurate where it is small.
    pub fn survival(&self, x: f64) -> f64 {
        if self.variance == 0.0 {
            let pairs = self.weights.iter().zip(&self.means);
            return pairs.filter(|(_, m)| **m > x).map(|(w, _)| w).sum();
        }
        self.tail(x, -1.0)
    }

    fn tail(&self, x: f64, side: f64) -> f64 {
        let pairs = self.weights.iter().zip(&self.means);
        if self.variance == 0.0 {
            return pairs.filter(|(_, m)| **m <= x).map(|(w, _)| w).sum();
        }
        let scale = FRAC_1_SQRT_2 / libm::sqrt(self.variance);
        pairs
            .map(|(w, m)| 0.5 * w * libm::erfc(side * (m - x) * scale))
            .sum()
    }

    /// ln P(X > x), or with `below` ln P(X ≤ x), which does not underflow however far out x is; v > 0.
    pub fn log_tail(&self, x: f64, below: bool) -> f64 {
        let scale = FRAC_1_SQRT_2 / libm::sqrt(self.variance);
        let side = if below { 1.0 } else { -1.0 };
        let term = |(w, m): (&f64, &f64)| w + log_erfc(side * (m - x) * scale);
        let LogSum { top, sum } = LogSum::of(self.log_weights.iter().zip(&self.means).map(term));
        top + libm::log(0.5 * sum)
    }

    /// [`Mixture::quantile_at_score`] far out: Newton's method on logarithms of probabilities, which do not underflow.
    fn quantile_far_out(&self, z: f64) -> f64 {
        let sigma = libm::sqrt(self.variance);
        let [low, high] = self.reach();
        let (mut low, mut high) = (low + sigma * z, high + sigma * z);
        let below = z < 0.0;
        let target = log_normal_tail(z.abs());
        let mut x = if below { low } else { high };
        for _ in 0..200 {
            let log_tail = self.log_tail(x, below);
            // Increasing in x either way.
            let excess = if below {
                log_tail - target
            } else {
                target - log_tail
            };
            if excess > 0.0 {
                high = x;
            } else {
                low = x;
            }
            let slope = libm::exp((self.log_density(x) - log_tail).min(700.0));
            let newton = x - excess / slope;
            let next = if newton > low && newton < high {
                newton
            } else {
                0.5 * (low + high)
            };
            if (next - x).abs() <= 1e-15 * (1.0 + x.abs()) || high - low <= 1e-15 * (1.0 + x.abs())
            {
                return next;
            }
            x = next;
        }
        x
    }

    /// The x at which P(X ≤ x) = Φ(z): the quantile in normal scores, which keeps its digits in both tails.
    /// For atoms the least such x.
    pub fn quantile_at_score(&self, z: f64) -> f64 {
        self.quantile_near(z, f64::NAN)
    }

    /// Calls `f(k, x)` with the quantile at each of `count` increasing scores: each search begins where the last one
    /// ended, carried on along the quantile function's slope.
    pub fn quantiles_at_scores(
        &self,
        count: usize,
        score: impl Fn(usize) -> f64,
        mut f: impl FnMut(usize, f64),
    ) {
        let normal = libm::sqrt(2.0 * PI);
        let (mut guess, mut before) = (f64::NAN, 0.0);
        for k in 0..count {
            let z = score(k);
            if self.variance > 0.0 && k > 0 {
                // dx/dz = φ(z)/ρ(x).
                guess += (z - before) * libm::exp(-0.5 * before * before)
                    / (normal * self.density(guess));
            }
            let x = self.quantile_near(z, guess);
            f(k, x);
            (guess, before) = (x, z);
        }
    }

    /// The quantile, searched for from `guess` if that is of use.
    fn quantile_near(&self, z: f64, guess: f64) -> f64 {
        if self.variance == 0.0 {
            return self.atom_at(0.5 * libm::erfc(-z * FRAC_1_SQRT_2));
        }
        let sigma = libm::sqrt(self.variance);
        let [low, high] = self.reach();
        if self.means.len() == 1 {
            return low + sigma * z;
        }
        if z.abs() > FAR_OUT {
            return self.quantile_far_out(z);
        }
        // Every component's own quantile lies between these, and so does the mixture's.
        let (mut low, mut high) = (low + sigma * z, high + sigma * z);
        let upper = z > 0.0;
        let target = 0.5 * libm::erfc(z.abs() * FRAC_1_SQRT_2);
        // Newton's step where it stays in the bracket, bisection where it does not.
        let mut x = if guess > low && guess < high {
            guess
        } else {
            0.5 * (low + high)
        };
        for _ in 0..200 {
            // Increasing in x either way.
            let excess = if upper {
                target - self.survival(x)
            } else {
                self.cdf(x) - target
            };
            if excess > 0.0 {
                high = x;
            } else {
                low = x;
            }
            let newton = x - excess / self.density(x);
            let next = if newton > low && newton < high {
                newton
            } else {
                0.5 * (low + high)
            };
            if (next - x).abs() <= 1e-15 * (1.0 + x.abs()) || high - low <= 1e-15 * (1.0 + x.abs())
            {
                return next;
            }
            x = next;
        }
        x
    }

    /// The x at which P(X ≤ x) = u, 0 < u < 1.
    pub fn quantile(&self, u: f64) -> f64 {
        if self.variance == 0.0 {
            self.atom_at(u)
        } else {
            self.quantile_at_score(normal_score(u))
        }
    }

    fn atom_at(&self, u: f64) -> f64 {
        let mut order: Vec<usize> = (0..self.means.len()).collect();
        order.sort_by(|&a, &b| self.means[a].total_cmp(&self.means[b]));
        let mut sum = 0.0;
        for &i in &order {
            sum += self.weights[i];
            if sum >= u {
                return self.means[i];
            }
        }
        self.means[order[order.len() - 1]]
    }

    /// The same law with at most `most` components: neighbours are put together, each group at its mean, so
    /// that the whole keeps its mean and moves by less than its range over `most` in W₂.
    pub fn condensed(&self, most: usize) -> Self {
        if self.means.len() <= most {
            return self.clone();
        }
        let [low, high] = self.reach();
        let scale = most as f64 / (high - low).max(f64::MIN_POSITIVE);
        let mut sums = vec![[0.0f64; 2]; most];
        for (m, w) in self.means.iter().zip(&self.weights) {
            let group = (((m - low) * scale) as usize).min(most - 1);
            sums[group][0] += w;
            sums[group][1] += w * m;
        }
        sums.retain(|group| group[0] > 0.0);
        let means = sums.iter().map(|[w, wm]| wm / w).collect();
        let weights: Vec<f64> = sums.iter().map(|group| group[0]).collect();
        Self::new(means, &weights, self.variance)
    }

    /// [`Mixture::condensed`] that keeps the variance too, unless components are atoms: what is lost between the means of
    /// a group goes into all components.
    pub fn condensed_with_variance(&self, most: usize) -> Self {
        let few = self.condensed(most);
        let lost = self.moments().1 - few.moments().1;
        if few.component_variance() == 0.0 || lost <= 0.0 {
            return few;
        }
        few.affine(1.0, 0.0, lost)
    }
}

/// Beyond this many deviations Newton's steps on a probability become as short as its own scale, and its logarithm,
/// which is nearly a parabola there, is used.
const FAR_OUT: f64 = 9.0;

/// ln erfc(y), for every y: from 25 on by the asymptotic series, whose next term is 15/(8y⁶) < 1e-8 … 2e-9 of a
/// logarithm that is below −628.
pub fn log_erfc(y: f64) -> f64 {
    if y < 25.0 {
        return libm::log(libm::erfc(y));
    }
    let u = 0.5 / (y * y);
    -y * y - libm::log(y * libm::sqrt(PI)) + libm::log1p(-u + 3.0 * u * u - 15.0 * u * u * u)
}

/// ln P(Z > z) for a standard normal Z.
pub fn log_normal_tail(z: f64) -> f64 {
    log_erfc(z * FRAC_1_SQRT_2) - std::f64::consts::LN_2
}

/// The z with ln P(Z > z) = `log`, for `log` < 0.
pub fn normal_score_of_log(log: f64) -> f64 {
    if log > -600.0 {
        return -normal_score(libm::exp(log));
    }
    let mut z = libm::sqrt(-2.0 * log);
    for _ in 0..30 {
        // d/dz ln P(Z > z) = −φ/P, about −z.
        let here = log_normal_tail(z);
        let slope = libm::exp(-0.5 * z * z - 0.5 * libm::log(2.0 * PI) - here);
        let step = (here - log) / slope;
        z += step;
        if step.abs() <= 1e-15 * z {
            break;
        }
    }
    z
}

/// The z with Φ(z) = u, 0 < u < 1: Acklam's rational start, then Halley's steps to the last digits.
pub fn normal_score(u: f64) -> f64 {
    let tail = u.min(1.0 - u);
    if tail <= 0.0 {
        return if u <= 0.0 { -40.0 } else { 40.0 };
    }
    // Φ(−z) = tail; the asymptotic start is good to a few per cent, and the steps converge cubically.
    let mut z = {
        let r = libm::sqrt(-2.0 * libm::log(tail));
        let top = 2.515_517 + r * (0.802_853 + r * 0.010_328);
        let bottom = 1.0 + r * (1.432_788 + r * (0.189_269 + r * 0.001_308));
        r - top / bottom
    };
    for _ in 0..4 {
        let error = 0.5 * libm::erfc(z * FRAC_1_SQRT_2) - tail;
        let density = libm::exp(-0.5 * z * z) / libm::sqrt(2.0 * PI);
        let step = error / density;
        z += step / (1.0 - 0.5 * z * step);
    }
    if u < 0.5 { -z } else { z }
}

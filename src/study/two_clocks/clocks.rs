//! What is known of X₀ at one time of the forward process: of which data point it is, and of which class.
//!
//! The law of X₀ given X_t is λ(X_t, t), that of its class P(c) = Σ_{i in c} λ_i. How much of it is open is the mean entropy,
//! E H(λ) from 0 to that of the weights, ln N where they are equal. With I the data point that X_t came from, E H(λ) is
//! also E(−ln λ_I), for I has the law λ given X_t; written out with the density,
//!
//! −ln λ_I = −ln w_I + ½|z|² + (d/2) ln(2πS) + ln ρ(X_t, t),
//!
//! which over d is f of Biroli et al. (2024), their excess entropy, from the empirical score's own density: their collapse
//! curve f/(ln N/d) is this entropy over ln N (derived for this project).

use crate::denoiser::Kernel;
use crate::law::ByShare;
use crate::measure::chance;
use crate::noise::{Noise, Purpose};
use crate::points::Points;

/// The noise is that of steps that no particle takes.
const STREAM: u64 = 8 << 20;

/// Data points and their classes.
pub(super) struct Known {
    pub(super) kernel: Kernel,
    /// The class of each data point, from 0 on; none where there are no classes.
    pub(super) classes: Vec<usize>,
    count: usize,
    /// The entropy of the weights, and of the classes.
    pub(super) whole: [f64; 2],
}

/// −Σ p ln p.
fn entropy(shares: &[f64]) -> f64 {
    let terms = shares.iter().filter(|&&p| p > 0.0);
    -terms.map(|&p| p * libm::log(p)).sum::<f64>()
}

fn squares(shares: &[f64]) -> f64 {
    shares.iter().map(|p| p * p).sum()
}

impl Known {
    pub(super) fn new(kernel: Kernel, classes: Option<Vec<usize>>) -> Self {
        let classes = classes.unwrap_or_default();
        let count = classes.iter().map(|c| c + 1).max().unwrap_or(0);
        let mut known = Self {
            kernel,
            classes,
            count,
            whole: [0.0; 2],
        };
        let mut by_class = Vec::new();
        known.by_class(known.kernel.weights(), &mut by_class);
        known.whole = [entropy(known.kernel.weights()), entropy(&by_class)];
        known
    }

    /// How many classes there are of which a data point is.
    pub(super) fn classes_present(&self) -> usize {
        let mut present = self.classes.clone();
        present.sort_unstable();
        present.dedup();
        present.len()
    }

    /// P(c), of weights of the data points.
    pub(super) fn by_class(&self, lambda: &[f64], by_class: &mut Vec<f64>) {
        by_class.clear();
        by_class.resize(self.count, 0.0);
        for (&class, l) in self.classes.iter().zip(lambda) {
            by_class[class] += l;
        }
    }

    /// Nanoseconds, or so, of λ at one place.
    pub(super) fn cost(&self) -> f64 {
        let [n, d] = [self.kernel.points().len(), self.kernel.points().dim()].map(|k| k as f64);
        n * (30.0 + 1.2 * d) + 300.0
    }
}

/// Places that the forward process comes to, at every time with the same data points and the same normals.
pub(super) struct Samples {
    origins: Vec<usize>,
    z: Points<f32>,
}

impl Samples {
    pub(super) fn new(kernel: &Kernel, count: usize, seed: u64) -> Self {
        let noise = Noise::new(seed);
        let by_share = ByShare::of(kernel.weights());
        let mut uniform = noise.uniforms(Purpose::Batch(STREAM), 0);
        let mut z = Points::zeros(count, kernel.points().dim());
        noise.normals(Purpose::Step(STREAM), 0, &mut z);
        Self {
            origins: (0..count).map(|_| by_share.at(uniform())).collect(),
            z,
        }
    }

    pub(super) fn len(&self) -> usize {
        self.origins.len()
    }

    /// X_t of the k-th.
    pub(super) fn place(&self, kernel: &Kernel, k: usize, t: f64) -> Vec<f64> {
        let (alpha, deviation) = (kernel.process().alpha(t), libm::sqrt(kernel.spread(t)));
        let place = |j| {
            let x = kernel.points().at(self.origins[k], j);
            alpha * x + deviation * f64::from(self.z.at(k, j))
        };
        (0..kernel.points().dim()).map(place).collect()
    }
}

/// What is averaged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Of {
    /// H(λ) and H(P).
    Point,
    Class,
    /// Σ λ² and Σ P².
    SamePoint,
    SameClass,
    /// −ln λ_I from the density, less H(λ).
    Excess,
}

const OF: usize = 5;

/// Means over places of one time, under way.
#[derive(Clone, Debug)]
pub(super) struct Clocks {
    pub(super) t: f64,
    count: usize,
    sums: [f64; OF],
    squares: [f64; OF],
}

impl Clocks {
    pub(super) fn new(t: f64) -> Self {
        Self {
            t,
            count: 0,
            sums: [0.0; OF],
            squares: [0.0; OF],
        }
    }

    /// One more place; false if there is none left.
    pub(super) fn look(
        &mut self,
        known: &Known,
        samples: &Samples,
        [lambda, by_class]: &mut [Vec<f64>; 2],
    ) -> bool {
        if self.count == samples.len() {
            return false;
        }
        let (kernel, k) = (&known.kernel, self.count);
        let place = samples.place(kernel, k, self.t);
        let posterior = kernel.posterior(&place, self.t, lambda);
        let (point, density) = (posterior.entropy(), posterior.log_density());
        let d = place.len() as f64;
        let square = (0..place.len()).map(|j| f64::from(samples.z.at(k, j)));
        let square: f64 = square.map(|z| z * z).sum();
        let normal = d * libm::log(std::f64::consts::TAU * kernel.spread(self.t));
        let own = kernel.log_weights()[samples.origins[k]];
        let excess = 0.5 * (square + normal) + density - own;
        known.by_class(lambda, by_class);
        let values = [
            point,
            entropy(by_class),
            squares(lambda),
            squares(by_class),
            excess - point,
        ];
        for (k, value) in values.into_iter().enumerate() {
            self.sums[k] += value;
            self.squares[k] += value * value;
        }
        self.count += 1;
        true
    }

    /// The mean, and its error.
    pub(super) fn mean(&self, of: Of) -> [f64; 2] {
        let (k, n) = (of as usize, self.count.max(1) as f64);
        let mean = self.sums[k] / n;
        let variance = (self.squares[k] / n - mean * mean).max(0.0);
        let student = chance::student(self.count).unwrap_or(1.0);
        [mean, student * libm::sqrt(variance / (n - 1.0).max(1.0))]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::law::{Law, preset};
    use crate::process::Process;

    fn seen(known: &Known, samples: &Samples, t: f64) -> Clocks {
        let mut clocks = Clocks::new(t);
        let mut memory = [Vec::new(), Vec::new()];
        while clocks.look(known, samples, &mut memory) {}
        clocks
    }

    /// A congruential generator and Box–Muller, of no kin to the noise here: uniform in (0, 1).
    struct Plain(u64);

    impl Plain {
        fn uniform(&mut self) -> f64 {
            self.0 = (self.0)
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            ((self.0 >> 11) as f64 + 0.5) / (1u64 << 53) as f64
        }

        fn normal(&mut self) -> f64 {
            let radius = (-2.0 * self.uniform().ln()).sqrt();
            radius * (std::f64::consts::TAU * self.uniform()).cos()
        }
    }

    #[test]
    fn entropies_are_those_of_plain_monte_carlo() {
        // Five points of unequal weights in three classes; Bayes' rule by its own words, the densities as they are.
        let rows = [
            [-1.0, 0.3],
            [0.4, 0.9],
            [1.2, -0.5],
            [0.1, -1.1],
            [0.6, 0.7],
        ];
        let weights = [0.3, 0.1, 0.25, 0.2, 0.15];
        let classes = [0, 1, 2, 0, 1];
        let places = 20_000;
        for (process, width) in [(Process::Ou, 0.0), (Process::Heat, 0.3)] {
            let points = Points::from_rows(rows.as_flattened(), 2);
            let law = Law::new(points, weights.to_vec()).with_width(width);
            let known = Known::new(Kernel::of(process, &law), Some(classes.to_vec()));
            let samples = Samples::new(&known.kernel, places, 3);
            for t in [0.05, 0.3, 1.0] {
                let clocks = seen(&known, &samples, t);
                let mut plain = Plain(17);
                let (alpha, s) = (process.alpha(t), known.kernel.spread(t).sqrt());
                let mut sums = [[0.0f64; 2]; 4];
                for _ in 0..places {
                    let u = plain.uniform();
                    let mut upto = 0.0;
                    let from = weights.iter().position(|w| {
                        upto += w;
                        u < upto
                    });
                    let [a, b] = rows[from.unwrap_or(4)];
                    let x = [
                        alpha * a + s * plain.normal(),
                        alpha * b + s * plain.normal(),
                    ];
                    let joint: Vec<f64> = (0..5)
                        .map(|i| {
                            let [p, q] = [x[0] - alpha * rows[i][0], x[1] - alpha * rows[i][1]];
                            weights[i] * (-(p * p + q * q) / (2.0 * s * s)).exp()
                        })
                        .collect();
                    let whole: f64 = joint.iter().sum();
                    let mut kinds = [0.0; 3];
                    for (i, class) in classes.into_iter().enumerate() {
                        kinds[class] += joint[i] / whole;
                    }
                    let lambda: Vec<f64> = joint.iter().map(|p| p / whole).collect();
                    let values = [&lambda[..], &kinds].map(|shares| {
                        let own = shares.iter().filter(|p| **p > 0.0);
                        own.map(|p| -p * p.ln()).sum::<f64>()
                    });
                    let both = [&lambda[..], &kinds];
                    let same = both.map(|shares| shares.iter().map(|p| p * p).sum::<f64>());
                    for (sum, value) in sums.iter_mut().zip([values, same].concat()) {
                        sum[0] += value;
                        sum[1] += value * value;
                    }
                }
                // 24 comparisons of means of 20,000 at five deviations; and −ln λ_I less H is 0 on average.
                for (of, [sum, squares]) in [Of::Point, Of::Class, Of::SamePoint, Of::SameClass]
                    .into_iter()
                    .zip(sums)
                {
                    let n = places as f64;
                    let [mean, error] = clocks.mean(of);
                    let own = ((squares / n - (sum / n).powi(2)) / n).sqrt();
                    let off = (mean - sum / n).abs();
                    assert!(
                        off < 5.0 * error.hypot(own),
                        "{process:?}, t = {t}, {of:?}: {mean} ± {error} for {} ± {own}",
                        sum / n
                    );
                    assert!(error < 0.01, "{error}");
                }
                let [off, error] = clocks.mean(Of::Excess);
                assert!(off.abs() < 5.0 * error, "{off} ± {error}");
            }
        }
    }

    #[test]
    fn of_the_digits_they_are_those_of_a_first_computation() {
        // t, H(point)/ln n, H(digit)/ln 10, E Σλ², E Σ P². It was done once, of so many places as were chosen there: its
        // errors are taken for those of 400, and its last digit is rounded. 36 comparisons at five deviations of both.
        let table = [
            [0.05, 0.003, 0.000, 0.987, 1.00],
            [0.1, 0.027, 0.000, 0.901, 1.00],
            [0.2, 0.138, 0.024, 0.580, 0.971],
            [0.3, 0.270, 0.107, 0.320, 0.871],
            [0.4, 0.394, 0.227, 0.169, 0.738],
            [0.5, 0.505, 0.344, 0.088, 0.618],
            [0.8, 0.735, 0.639, 0.013, 0.343],
            [1.0, 0.824, 0.760, 0.005, 0.245],
            [2.0, 0.977, 0.968, 0.001, 0.116],
        ];
        let places = 1200;
        let digits = preset("digits").unwrap();
        let law = digits.law(0, 0);
        let numbers: Vec<usize> = (0..law.points().len()).collect();
        let known = Known::new(Kernel::of(Process::Ou, &law), digits.classes(&numbers));
        assert_eq!(known.classes_present(), 10);
        let samples = Samples::new(&known.kernel, places, 1);
        let whole = [(law.points().len() as f64).ln(), 10f64.ln()];
        for [t, values @ ..] in table {
            let clocks = seen(&known, &samples, t);
            let all = [Of::Point, Of::Class, Of::SamePoint, Of::SameClass];
            let mut line = format!("t = {t}:");
            for (k, (of, expected)) in all.into_iter().zip(values).enumerate() {
                let unit = whole.get(k).copied().unwrap_or(1.0);
                let [mean, error] = clocks.mean(of).map(|x| x / unit);
                line += &format!(" {mean:.4} ± {error:.4} ({expected})");
                let errors = error * (1.0 + places as f64 / 400.0).sqrt();
                let off = (mean - expected).abs();
                // 1.00 has two digits behind the point.
                let rounded = if expected == 1.0 { 0.005 } else { 0.0005 };
                assert!(
                    off < 5.0 * errors + rounded,
                    "t = {t}, {of:?}: {mean} ± {error} for {expected}"
                );
            }
            println!("{line}");
        }
    }
}

//! Errors of every sampler at every n, and the slope at which they fall.

use crate::sampler::Sampler;

/// One of the samplers that are compared.
pub(super) struct Compared {
    pub(super) sampler: Sampler,
    /// What it is called in a chart, and in a sentence.
    pub(super) name: &'static str,
    pub(super) spoken: &'static str,
    /// Where it is from.
    pub(super) reference: &'static str,
}

/// The samplers compared.
pub(super) const SAMPLERS: [Compared; 4] = [
    Compared {
        sampler: Sampler::EulerMaruyama,
        name: "Euler–Maruyama",
        spoken: "Euler–Maruyama",
        reference: "(4.19)",
    },
    Compared {
        sampler: Sampler::Exponential,
        name: "exponential",
        spoken: "the exponential step",
        reference: "(4.21)–(4.24)",
    },
    Compared {
        sampler: Sampler::Heun,
        name: "Heun",
        spoken: "Heun",
        reference: "Karras et al. (2022)",
    },
    Compared {
        sampler: Sampler::DpmSolver,
        name: "2M",
        spoken: "DPM-Solver++",
        reference: "Lu et al. (2022)",
    },
];

/// The numbers among [`SAMPLERS`] of those that are held against each other.
pub(super) const EULER_MARUYAMA: usize = 0;
pub(super) const EXPONENTIAL: usize = 1;
pub(super) const DPM_SOLVER: usize = 3;

/// n = 2², …, 2¹⁰.
pub(super) const POWERS: std::ops::RangeInclusive<u32> = 2..=10;

/// With fewer steps no error is a power of n yet.
const LEAST_FITTED: usize = 16;

/// By how much slopes between neighbouring n may differ where an error counts as a power of n.
const BENT: f64 = 0.08;

/// One kind of error, of every sampler at every n.
#[derive(Clone, Debug, Default)]
pub(super) struct Errors {
    /// By sampler, then n; NaN while unknown.
    pub(super) values: Vec<Vec<f64>>,
    /// One standard deviation of each; 0 where it is exact.
    pub(super) deviations: Vec<Vec<f64>>,
    /// What cannot be told from 0.
    pub(super) resolution: f64,
}

impl Errors {
    pub(super) fn new(resolution: f64) -> Self {
        let unknown = vec![vec![f64::NAN; POWERS.count()]; SAMPLERS.len()];
        Self {
            deviations: vec![vec![0.0; POWERS.count()]; SAMPLERS.len()],
            values: unknown,
            resolution,
        }
    }

    pub(super) fn is_seen(&self, sampler: usize, k: usize) -> bool {
        let value = self.values[sampler][k];
        value > self.resolution && value > 2.0 * self.deviations[sampler][k]
    }

    fn is_sample(&self, sampler: usize) -> bool {
        self.deviations[sampler].iter().any(|&d| d > 0.0)
    }

    /// The n whose errors are fitted: the last four that are seen, six of a sample; `None` if there are not three.
    pub(super) fn fitted(&self, sampler: usize, ns: &[usize]) -> Option<Vec<usize>> {
        let most = if self.is_sample(sampler) { 6 } else { 4 };
        let mut seen: Vec<usize> = (0..ns.len())
            .filter(|&k| ns[k] >= LEAST_FITTED && self.is_seen(sampler, k))
            .collect();
        seen.drain(..seen.len().saturating_sub(most));
        (seen.len() >= 3).then_some(seen)
    }

    /// Whether those that are exact lie on one power of n: from one n to the next the slope is the same within [`BENT`].
    pub(super) fn is_power(&self, sampler: usize, ns: &[usize]) -> bool {
        let Some(fitted) = self.fitted(sampler, ns) else {
            return false;
        };
        if self.is_sample(sampler) {
            return true;
        }
        let slopes = fitted.windows(2).map(|pair| {
            let [a, b] = [pair[0], pair[1]];
            let fall = libm::log(self.values[sampler][a] / self.values[sampler][b]);
            fall / libm::log(ns[b] as f64 / ns[a] as f64)
        });
        let [least, most] = slopes.fold([f64::INFINITY, f64::NEG_INFINITY], |[a, b], slope| {
            [a.min(slope), b.max(slope)]
        });
        most - least <= BENT
    }

    /// −(d ln error/d ln n) and its standard deviation, by weighted least squares over those.
    pub(super) fn slope(&self, sampler: usize, ns: &[usize]) -> Option<(f64, f64)> {
        let is_sample = self.is_sample(sampler);
        let seen = self.fitted(sampler, ns)?;
        let mut sums = [0.0; 5];
        for &k in &seen {
            let (x, y) = (libm::log(ns[k] as f64), libm::log(self.values[sampler][k]));
            let relative = self.deviations[sampler][k] / self.values[sampler][k];
            // A tenth is allowed for that no error is a pure power.
            let w = 1.0 / (relative * relative + 1e-2);
            for (sum, term) in sums.iter_mut().zip([1.0, x, y, x * x, x * y]) {
                *sum += w * term;
            }
        }
        let [w, x, y, xx, xy] = sums;
        let spread = xx - x * x / w;
        let deviation = if is_sample {
            1.0 / libm::sqrt(spread)
        } else {
            0.0
        };
        Some((-(xy - x * y / w) / spread, deviation))
    }
}

/// What one chart shows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Measure {
    Strong,
    Variance,
    Distance,
    Support,
}

impl Measure {
    pub(super) fn symbol(self) -> &'static str {
        match self {
            Measure::Strong => "√E|x − X|²",
            Measure::Variance => "|ΔP|",
            Measure::Distance => "W₂",
            Measure::Support => "√E|x − nearest x_i|²",
        }
    }

    pub(super) fn title(self) -> &'static str {
        match self {
            Measure::Strong => "Strong error: the path",
            Measure::Variance => "Weak error: the variance",
            Measure::Distance => "Weak error: the law",
            Measure::Support => "Distance to the data points",
        }
    }
}

//! Errors measured on particles that share their noise with a fine reference, or with the exact flow.

use super::StepCount;
use super::errors::{Measure, POWERS, SAMPLERS};
use super::sampled::Sampled;
use crate::line::same_noise::{SameNoise, Sample, Starts, reference};
use crate::line::{Quantiles, normal_score};
use crate::points::Points;

/// Evaluations of kernels of one piece of work.
const EVALUATIONS: usize = 500_000;

impl StepCount {
    /// A piece of the measurement; false once there is none left.
    pub(super) fn sampled(&mut self, sampled: &mut Sampled) -> bool {
        let Some(run) = &mut sampled.run else {
            let schemes = self.schemes();
            let sample = Sample {
                start: sampled.start.clone(),
                starts: Starts::of(self.epsilon),
                seed: self.seed,
                particles: sampled.particles,
            };
            let reference = reference(&schemes[POWERS.count() - 1]);
            sampled.run = Some(SameNoise::new(&sampled.law, sample, reference, &schemes));
            return true;
        };
        if self.kept.is_empty() && self.atoms.is_some() && self.t_min == 0.0 {
            self.keep();
            return true;
        }
        if self.sampling.is_some_and(f64::is_nan) {
            self.sampling = Some(Quantiles::of(&self.target).expected_w2(sampled.particles));
            return true;
        }
        if run.prepare() {
            return true;
        }
        // A few: for each a quantile is sought among all components.
        let few = (1500 / self.data.means().len()).clamp(4, 100);
        let next = sampled.exact.len();
        if self.epsilon == 0.0 && next < sampled.particles {
            let starts = run.starts(next, (sampled.particles - next).min(few));
            self.flow(&starts, &mut sampled.exact);
            return true;
        }
        if let Some(scheme) = sampled.paths {
            self.compare_paths(scheme, run, &sampled.exact);
            let next = scheme + 1;
            sampled.paths = (next < SAMPLERS.len() * self.ns.len()).then_some(next);
            if sampled.paths.is_none() {
                self.conclude();
            }
            return true;
        }
        let before = run.arrived();
        if run.arrived() < sampled.particles {
            run.work(EVALUATIONS);
            if run.arrived() > before {
                sampled.paths = Some(0);
            }
            return true;
        }
        let next = sampled.quantiles.len();
        if next < sampled.particles {
            for k in next..(next + few).min(sampled.particles) {
                let u = (k as f64 + 0.5) / sampled.particles as f64;
                sampled.quantiles.push(self.target.quantile(u));
            }
            return true;
        }
        if self.own.is_nan() {
            let exact = &sampled.exact;
            let ends = if exact.is_empty() {
                run.reference()
            } else {
                exact
            };
            self.own = w2(ends, &sampled.quantiles, &mut sampled.sorted);
            return true;
        }
        let scheme = sampled.compared;
        let distance = w2(run.ends(scheme), &sampled.quantiles, &mut sampled.sorted);
        // Below twice what a perfect sample shows it is not the scheme that is seen.
        self.set(
            Measure::Distance,
            scheme,
            distance,
            self.sampling.unwrap_or(0.0),
        );
        sampled.compared += 1;
        sampled.compared < SAMPLERS.len() * self.ns.len()
    }

    /// Where the probability flow (2.8) takes some particles: a monotone rearrangement, with no steps.
    fn flow(&self, starts: &Points<f32>, ends: &mut Vec<f32>) {
        let terminal = self.data.forward(self.process, self.t_star);
        for &x in starts.axis(0) {
            let (below, above) = (terminal.cdf(x.into()), terminal.survival(x.into()));
            let z = if below < above {
                normal_score(below)
            } else {
                -normal_score(above)
            };
            ends.push(self.target.quantile_at_score(z) as f32);
        }
    }

    /// What does not need the whole sample: strong errors, and the third measure.
    fn compare_paths(&mut self, scheme: usize, run: &SameNoise, exact: &[f32]) {
        let reference = if exact.is_empty() {
            run.reference()
        } else {
            exact
        };
        let pairs = || {
            let pairs = run.ends(scheme).iter().zip(reference);
            pairs.map(|(&x, &y)| (f64::from(x), f64::from(y)))
        };
        let (square, deviation) = mean_of(pairs().map(|(x, y)| (x - y) * (x - y)));
        let root = libm::sqrt(square);
        self.set(Measure::Strong, scheme, root, half(deviation, root));
        self.farthest[scheme] = pairs().fold(0.0, |most, (x, y)| (x - y).abs().max(most));
        if self.errors(Measure::Support).is_some() {
            let mut atoms = self.target.means().to_vec();
            atoms.sort_by(f64::total_cmp);
            let (square, deviation) = mean_of(pairs().map(|(x, _)| {
                let d = x - nearest(&atoms, x);
                d * d
            }));
            let root = libm::sqrt(square);
            self.set(Measure::Support, scheme, root, half(deviation, root));
        } else {
            let (centre, _) = self.target.moments();
            let gains = pairs().map(|(x, y)| (x - y) * (x + y - 2.0 * centre));
            let (change, deviation) = mean_of(gains);
            self.set(Measure::Variance, scheme, change.abs(), deviation);
        }
    }
}

/// W₂ of a sample and as many quantiles of a law; `sorted` is memory to use.
fn w2(ends: &[f32], quantiles: &[f64], sorted: &mut Vec<f32>) -> f64 {
    sorted.clear();
    sorted.extend_from_slice(ends);
    sorted.sort_unstable_by(f32::total_cmp);
    let terms = sorted.iter().zip(quantiles);
    let sum: f64 = terms
        .map(|(&x, q)| (f64::from(x) - q) * (f64::from(x) - q))
        .sum();
    libm::sqrt(sum / quantiles.len() as f64)
}

/// The deviation of a root from that of its square.
fn half(deviation: f64, root: f64) -> f64 {
    if root > 0.0 {
        0.5 * deviation / root
    } else {
        0.0
    }
}

/// The mean and its standard deviation.
fn mean_of(values: impl Iterator<Item = f64>) -> (f64, f64) {
    let (mut n, mut sum, mut squares) = (0.0, 0.0, 0.0);
    for value in values {
        n += 1.0;
        sum += value;
        squares += value * value;
    }
    let n = f64::max(n, 1.0);
    let mean = sum / n;
    (mean, libm::sqrt((squares / n - mean * mean).max(0.0) / n))
}

/// The nearest of sorted numbers.
fn nearest(sorted: &[f64], x: f64) -> f64 {
    let after = sorted.partition_point(|&y| y < x);
    let pair = [after.saturating_sub(1), after.min(sorted.len() - 1)].map(|k| sorted[k]);
    if (x - pair[0]).abs() < (x - pair[1]).abs() {
        pair[0]
    } else {
        pair[1]
    }
}

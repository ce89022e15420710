//! Two reverse paths from one place with noise of their own: do they end in the same data point, in the same class?
//!
//! For ε = 1 a path that stands at x at time t ends in x_i with probability λ_i(x, t) (Theorem 1 of Cao et al., (3.18)), and
//! two with independent noise in the same one with Σ λ_i², in the same class with Σ_c P(c)² (derived for this project).

use super::clocks::{Known, Samples};
use crate::cost::Piece;
use crate::ensemble::ReverseRun;
use crate::law::Law;
use crate::measure::chance;
use crate::points::Points;
use crate::sampler::Sampler;
use crate::scene::Scene;
use crate::time_grid::{SEPARATION, log_snr_times};

/// Steps are as long as this in λ, the log signal-to-noise ratio: of second order, and far below what so few pairs show.
const STEP: f64 = 0.08;
/// Coordinates of data points that all particles of a batch go through in a step: about a millisecond.
const COORDINATES: usize = 2_000_000;
/// The most pairs in a batch.
const MOST: usize = 64;
/// The noise is that of steps that no particle takes.
const STREAM: u64 = 9 << 20;

/// What is counted of the same points, or of the same classes.
#[derive(Clone, Copy, Debug, Default)]
struct Count {
    same: f64,
    expected: f64,
    /// Σ p(1 − p).
    variance: f64,
}

/// Pairs from one time, on their way.
pub(super) struct Clones {
    pub(super) t: f64,
    run: ReverseRun,
    pairs: usize,
    batch: usize,
    /// How many pairs have begun, and how many have ended.
    begun: usize,
    ended: usize,
    counts: [Count; 2],
    lambda: [Vec<f64>; 2],
    by_class: [Vec<f64>; 2],
}

impl Clones {
    /// From the first `pairs` samples at time t; the `number`-th of several.
    pub(super) fn new(scene: &Scene, law: &Law, t: f64, pairs: usize, number: u64) -> Self {
        let process = scene.process;
        let last = process.time_at_kappa(law.finest() / SEPARATION);
        let times = log_snr_times(process, t, last.min(0.5 * t), STEP, true);
        let numbers = law.points().as_slice().len();
        Self {
            t,
            run: ReverseRun::new(process, law, times, scene.seed, STREAM + (number << 16))
                .with(Sampler::DpmSolver, 1.0),
            pairs,
            batch: (COORDINATES / (2 * numbers)).clamp(4, MOST),
            begun: 0,
            ended: 0,
            counts: [Count::default(); 2],
            lambda: [const { Vec::new() }; 2],
            by_class: [const { Vec::new() }; 2],
        }
    }

    /// A piece of work; false if nothing is left of it.
    pub(super) fn work(&mut self, known: &Known, samples: &Samples, piece: &mut Piece) -> bool {
        let d = known.kernel.points().dim();
        while piece.is_left() {
            if self.ended < self.begun && self.run.done() {
                self.count(known, samples);
                piece.spend(3.0 * known.cost());
                continue;
            }
            if self.ended == self.begun {
                if self.ended == self.pairs {
                    return false;
                }
                self.begin(known, samples);
            }
            // More coordinates make a pair dearer.
            piece.spend(self.run.cost() * (1.0 + 0.2 * d as f64));
            self.run.step();
        }
        true
    }

    fn begin(&mut self, known: &Known, samples: &Samples) {
        let first = self.begun;
        self.begun = self.pairs.min(first + self.batch);
        let both = (first..self.begun).flat_map(|k| {
            let place = samples.place(&known.kernel, k, self.t);
            [place.clone(), place].concat()
        });
        let rows: Vec<f64> = both.collect();
        let places = Points::<f32>::from_rows(&rows, known.kernel.points().dim());
        self.run.begin_at(2 * first, places);
    }

    /// The next pair that has ended: what was expected where it began, and what came of it. Where data points have a width
    /// it is how likely both ends are of one.
    fn count(&mut self, known: &Known, samples: &Samples) {
        let kernel = &known.kernel;
        let k = self.ended;
        let [lambda, other] = &mut self.lambda;
        let [classes, other_classes] = &mut self.by_class;
        let mut begins = [0.0; 2];
        kernel.posterior_weights(&samples.place(kernel, k, self.t), self.t, lambda);
        known.by_class(lambda, classes);
        for (begin, shares) in begins.iter_mut().zip([&*lambda, &*classes]) {
            *begin = shares.iter().map(|p| p * p).sum();
        }
        let at = 2 * (k - (self.begun - self.run.points().len() / 2));
        let points = self.run.points();
        kernel.posterior_weights(&points.point(at), 0.0, lambda);
        kernel.posterior_weights(&points.point(at + 1), 0.0, other);
        known.by_class(lambda, classes);
        known.by_class(other, other_classes);
        let ends = [(&*lambda, &*other), (&*classes, &*other_classes)];
        for ((count, begin), (a, b)) in self.counts.iter_mut().zip(begins).zip(ends) {
            count.same += a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
            count.expected += begin;
            count.variance += begin * (1.0 - begin).max(0.0);
        }
        self.ended += 1;
    }

    /// Of the same points and of the same classes: the share of pairs expected, the share seen, and its error.
    pub(super) fn shares(&self) -> [[f64; 3]; 2] {
        let n = self.ended.max(1) as f64;
        self.counts.map(|count| {
            let error = chance::shares(count.variance, n);
            [count.expected / n, count.same / n, error]
        })
    }
}

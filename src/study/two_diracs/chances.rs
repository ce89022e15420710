//! To which of two data points does a path from a place between them go, and how likely?
//!
//! For ε = 1 the chance is λ_i(x, T*) (Theorem 1 of Cao et al., (3.18)); for ε = 0 it is 0 or 1. Between, it is
//! measured.

use super::paths::nearest;
use crate::denoiser::Kernel;
use crate::law::Law;
use crate::line::Mixture;
use crate::points::Points;
use crate::process::Process;
use crate::sampler::Sampler;
use crate::scene::Scene;
use crate::cost::Piece;
use crate::ensemble::ReverseRun;
use crate::time_grid::log_snr_times;

/// Starts from which many particles go, for ε > 0.
pub(super) const ROW: usize = 13;
/// Starts from which one goes, for ε = 0: the flow is no matter of chance.
const FINE: usize = 201;
/// Steps are as long as this in λ, the log signal-to-noise ratio.
const STEP: f64 = 0.04;
/// The least time before 0, as a share of the square of the two points' distance.
const LAST: f64 = 1e-5;
/// The noise is that of steps that no particle takes.
const STREAM: u64 = 5 << 20;

/// What becomes of particles from one place.
#[derive(Clone, Copy, Debug)]
pub(super) struct Chance {
    /// Where they start, along the segment from its middle.
    pub(super) u: f64,
    /// The share that goes to the second point.
    pub(super) share: f64,
    /// Its standard error; 0 without chance.
    pub(super) error: f64,
}

/// Two data points, and the line through them.
pub(super) struct Pair {
    /// Their numbers.
    pub(super) of: [usize; 2],
    /// The middle between them.
    middle: [f64; 2],
    /// From the first to the second, of length 1.
    direction: [f64; 2],
    /// Their distance.
    distance: f64,
    /// Both, seen from the middle along the line, if there are no others.
    alone: Option<Mixture>,
}

impl Pair {
    /// The two data points that are nearest to each other and not the same; the first ones of those.
    pub(super) fn of(law: &Law) -> Self {
        let n = law.points.len();
        let at = |i: usize| [law.points.at(i, 0), law.points.at(i, 1)];
        let mut best = ([0, 0], f64::INFINITY);
        for i in 0..n {
            for j in i + 1..n {
                let (a, b) = (at(i), at(j));
                let square = (b[0] - a[0]) * (b[0] - a[0]) + (b[1] - a[1]) * (b[1] - a[1]);
                if square > 0.0 && square < best.1 {
                    best = ([i, j], square);
                }
            }
        }
        let [a, b] = best.0.map(at);
        let distance = if best.1.is_finite() {
            libm::sqrt(best.1)
        } else {
            0.0
        };
        let is_pair = (0..n).all(|i| at(i) == a || at(i) == b) && distance > 0.0;
        let weight = |place: [f64; 2]| -> f64 {
            let held = (0..n).filter(|&i| at(i) == place);
            held.map(|i| law.weights()[i]).sum()
        };
        Self {
            of: best.0,
            middle: [0.5 * (a[0] + b[0]), 0.5 * (a[1] + b[1])],
            direction: if distance > 0.0 {
                [(b[0] - a[0]) / distance, (b[1] - a[1]) / distance]
            } else {
                [1.0, 0.0]
            },
            distance,
            alone: is_pair.then(|| {
                let means = vec![-0.5 * distance, 0.5 * distance];
                Mixture::new(means, &[weight(a), weight(b)], law.width * law.width)
            }),
        }
    }

    /// Whether there are these two places and no others.
    pub(super) fn is_alone(&self) -> bool {
        self.alone.is_some()
    }

    /// The place so far from the middle along the line, and so far to its left, at time t.
    pub(super) fn place(&self, process: Process, t: f64, u: f64, across: f64) -> [f64; 2] {
        let alpha = process.alpha(t);
        [0, 1].map(|c| {
            let left = [-self.direction[1], self.direction[0]][c];
            alpha * self.middle[c] + u * self.direction[c] + across * left
        })
    }

    /// The separatrix of the flow at time t: where it crosses the line at a right angle, seen from the middle; for two
    /// places alone. Along the line the flow is that of a law on a line, which keeps the order, and so the share w₁ of
    /// all mass goes to the first point (derived for this project).
    pub(super) fn separatrix(&self, process: Process, t: f64) -> Option<f64> {
        let law = self.alone.as_ref()?;
        let first = law.weights()[0];
        if first == 0.5 {
            return Some(0.0);
        }
        // At t = 0 the limit.
        let t = t.max(1e-4 * self.distance * self.distance);
        Some(law.forward(process, t).quantile(first))
    }

    /// Along the line, how far chances change, from the middle.
    pub(super) fn reach(&self, scene: &Scene, law: &Law) -> f64 {
        let spread = scene.process.spread(law.width, scene.t_star);
        let length = scene.process.alpha(scene.t_star) * self.distance;
        let most = 3.0 * libm::sqrt(spread) + 0.5 * length;
        // λ = 1/(1 + e^{−(u/S)·length}) for two of one weight.
        (4.5 * spread / length.max(1e-300))
            .max(0.75 * length)
            .min(most)
    }

    /// How likely a reverse path with ε = 1 goes from a place of the line to the second point: λ, summed over all
    /// data points there.
    pub(super) fn predicted(&self, kernel: &Kernel, t: f64, u: f64, lambda: &mut Vec<f64>) -> f64 {
        let place = self.place(kernel.process(), t, u, 0.0);
        kernel.posterior_weights(&place, t, lambda);
        self.share_of_second(kernel, lambda)
    }

    fn share_of_second(&self, kernel: &Kernel, lambda: &[f64]) -> f64 {
        let points = kernel.points();
        let at = |i: usize| [points.at(i, 0), points.at(i, 1)];
        let second = at(self.of[1]);
        let pairs = lambda.iter().enumerate();
        pairs
            .filter(|(i, _)| at(*i) == second)
            .map(|(_, l)| l)
            .sum()
    }
}

/// The chances for one ε, being measured.
pub(super) struct Chances {
    pub(super) epsilon: f64,
    run: ReverseRun,
    particles: usize,
    /// Closer together in the middle, where chances change most.
    pub(super) starts: Vec<f64>,
    running: bool,
    pub(super) measured: Vec<Chance>,
}

impl Chances {
    pub(super) fn new(scene: &Scene, law: &Law, pair: &Pair, epsilon: f64) -> Self {
        let reach = pair.reach(scene, law);
        let count = if epsilon == 0.0 { FINE } else { ROW };
        let middle = (count - 1) as f64 / 2.0;
        let scale = (pair.distance * pair.distance).min(scene.process.variance(scene.t_star));
        let last = (LAST * scale).clamp(1e-12, 0.5 * scene.t_star);
        let times = log_snr_times(scene.process, scene.t_star, last, STEP, true);
        // The theory is of the exact process: steps of second order, in law too, so that what they err by is far below
        // what so many particles show. By exponential steps, of first order, chances were seen to be off at T* = 0.3.
        let sampler = if epsilon == 0.0 {
            Sampler::Heun
        } else {
            Sampler::DpmSolver
        };
        Self {
            epsilon,
            run: ReverseRun::new(scene.process, law, times, scene.seed, STREAM)
                .with(sampler, epsilon),
            particles: if epsilon == 0.0 { 1 } else { scene.particles },
            starts: (0..count)
                .map(|k| (k as f64 - middle) / middle)
                .map(|s| {
                    if epsilon == 0.0 {
                        s
                    } else {
                        s * (0.4 + 0.6 * s.abs())
                    }
                })
                .map(|s| reach * s)
                .collect(),
            running: false,
            measured: Vec::with_capacity(count),
        }
    }

    /// A piece of work.
    pub(super) fn work(&mut self, scene: &Scene, law: &Law, pair: &Pair) {
        let mut piece = Piece::whole();
        while !self.is_done() && piece.is_left() {
            if !self.running {
                self.begin(scene, pair);
            }
            piece.spend(self.run.cost() + 1000.0);
            if !self.run.step() {
                self.running = false;
                self.count(scene, law, pair);
                piece.spend((self.run.points().len() * law.points.len()) as f64 * 2.0);
            }
        }
    }

    /// Whether there is nothing left to do.
    pub(super) fn is_done(&self) -> bool {
        self.measured.len() == self.starts.len()
    }

    /// Without noise all starts at once, else one after the other.
    fn begin(&mut self, scene: &Scene, pair: &Pair) {
        let t = scene.t_star;
        let place = |u: f64| pair.place(scene.process, t, u, 0.0);
        let rows: Vec<[f64; 2]> = if self.epsilon == 0.0 {
            self.starts.iter().map(|&u| place(u)).collect()
        } else {
            vec![place(self.starts[self.measured.len()]); self.particles]
        };
        let first = self.measured.len() * self.particles;
        self.run
            .begin_at(first, Points::from_rows(rows.as_flattened(), 2));
        self.running = true;
    }

    fn count(&mut self, scene: &Scene, law: &Law, pair: &Pair) {
        let points = self.run.points();
        let kernel = (law.width > 0.0).then(|| Kernel::of(scene.process, law));
        let mut lambda = Vec::new();
        // Which atom it is; of a blurred one how likely.
        let mut arrived = |i: usize| {
            let x = [points.at(i, 0), points.at(i, 1)].map(f64::from);
            if let Some(kernel) = &kernel {
                kernel.posterior_weights(&x, 0.0, &mut lambda);
                return pair.share_of_second(kernel, &lambda);
            }
            let (k, near) = nearest(law, x);
            let from = |k: usize| {
                let at = [law.points.at(k, 0), law.points.at(k, 1)];
                libm::hypot(x[0] - at[0], x[1] - at[1])
            };
            // Half way between is half at either.
            let [a, b] = pair.of.map(from);
            if near > 0.01 * pair.distance && (a - b).abs() < 1e-6 * pair.distance {
                return 0.5;
            }
            let same = (0..2).all(|c| law.points.at(k, c) == law.points.at(pair.of[1], c));
            f64::from(u8::from(same))
        };
        if self.epsilon == 0.0 {
            for (i, &u) in self.starts.iter().enumerate() {
                let share = arrived(i);
                self.measured.push(Chance {
                    u,
                    share,
                    error: 0.0,
                });
            }
            return;
        }
        let (mut sum, mut squares) = (0.0, 0.0);
        for i in 0..points.len() {
            let share = arrived(i);
            sum += share;
            squares += share * share;
        }
        let m = points.len() as f64;
        let share = sum / m;
        // That of the posterior after a flat prior where all go to one point: never 0.
        let variance = (squares / m - share * share).max(0.0) + 1.0 / (m + 2.0);
        self.measured.push(Chance {
            u: self.starts[self.measured.len()],
            share,
            error: libm::sqrt(variance / (m + 3.0)),
        });
    }
}

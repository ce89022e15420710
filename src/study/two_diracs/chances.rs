//! To which of two data points does a path from a place between them go, and how likely?
//!
//! For ε = 1 the chance is λ_i(x, T*) (Theorem 1 of Cao et al., (3.18)); for ε = 0 it is 0 or 1. Between, it is
//! measured.

use crate::cost::Piece;
use crate::denoiser::Kernel;
use crate::ensemble::ReverseRun;
use crate::law::Law;
use crate::line::NearestPair;
use crate::measure::cores::nearest;
use crate::points::Points;
use crate::sampler::Sampler;
use crate::scene::Scene;
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
    pub(super) fn new(scene: &Scene, law: &Law, pair: &NearestPair, epsilon: f64) -> Self {
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
    pub(super) fn work(&mut self, scene: &Scene, law: &Law, pair: &NearestPair) {
        let mut piece = Piece::whole();
        while !self.is_done() && piece.is_left() {
            if !self.running {
                self.begin(scene, pair);
            }
            piece.spend(self.run.cost() + 1000.0);
            if !self.run.step() {
                self.running = false;
                self.count(scene, law, pair);
                piece.spend((self.run.points().len() * law.points().len()) as f64 * 2.0);
            }
        }
    }

    /// Whether there is nothing left to do.
    pub(super) fn is_done(&self) -> bool {
        self.measured.len() == self.starts.len()
    }

    /// Without noise all starts at once, else one after the other.
    fn begin(&mut self, scene: &Scene, pair: &NearestPair) {
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

    fn count(&mut self, scene: &Scene, law: &Law, pair: &NearestPair) {
        let points = self.run.points();
        let kernel = (law.width() > 0.0).then(|| Kernel::of(scene.process, law));
        let mut lambda = Vec::new();
        // Which atom it is; of a blurred one how likely.
        let mut arrived = |i: usize| {
            let x = [points.at(i, 0), points.at(i, 1)].map(f64::from);
            if let Some(kernel) = &kernel {
                kernel.posterior_weights(&x, 0.0, &mut lambda);
                return pair.share_of_second(kernel, &lambda);
            }
            let (k, near) = nearest(law.points(), x);
            let from = |k: usize| {
                let at = [law.points().at(k, 0), law.points().at(k, 1)];
                libm::hypot(x[0] - at[0], x[1] - at[1])
            };
            // Half way between is half at either.
            let [a, b] = pair.of.map(from);
            if near > 0.01 * pair.distance && (a - b).abs() < 1e-6 * pair.distance {
                return 0.5;
            }
            let same = (0..2).all(|c| law.points().at(k, c) == law.points().at(pair.of[1], c));
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

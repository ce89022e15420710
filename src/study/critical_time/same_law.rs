//! Particles of three ε at one time: their law is one.

use crate::ensemble::ReverseRun;
use crate::law::{ByShare, Law};
use crate::line::Mixture;
use crate::noise::{Noise, Purpose};
use crate::points::Points;
use crate::sampler::Sampler;
use crate::scene::Scene;
use crate::time_grid::log_snr_times;

/// Particles of each ε.
pub(super) const PARTICLES: usize = 4000;
/// Bins in which they are counted.
const BINS: usize = 28;
/// Deviations of a component beyond the outermost ones that bins reach.
const REACH: f64 = 3.0;
/// Steps are as long as this in λ, the log signal-to-noise ratio.
const STEP: f64 = 0.04;
/// The noise is that of steps that no particle takes.
const STREAM: u64 = 7 << 20;

/// The particles of one ε, on their way to the time.
pub(super) struct SameLaw {
    run: ReverseRun,
    first: bool,
    start: Points<f32>,
    window: [f64; 2],
    /// ρ there.
    pub(super) law: Mixture,
    pub(super) time: f64,
}

impl SameLaw {
    /// From ρ(·, T*) down to t < T*; the `way`-th of several, each with noise of its own.
    pub(super) fn new(scene: &Scene, law: &Law, epsilon: f64, way: u64, t: f64) -> Self {
        let process = scene.process;
        let times = log_snr_times(process, scene.t_star, t, STEP, false);
        let run = ReverseRun::new(process, law, times, scene.seed, STREAM + (way << 16))
            .with(Sampler::DpmSolver, epsilon);
        let mixture = Mixture::of(law);
        let begin = mixture.forward(process, scene.t_star);
        let noise = Noise::new(scene.seed);
        let by_share = ByShare::of(begin.weights());
        let first = way as usize * PARTICLES;
        let mut start = Points::<f32>::zeros(PARTICLES, 1);
        noise.normals(Purpose::Start, first, &mut start);
        let deviation = libm::sqrt(begin.component_variance());
        let mut uniform = noise.uniforms(Purpose::Origin, first);
        for x in start.axis_mut(0) {
            let mean = begin.means()[by_share.at(uniform())];
            *x = (mean + deviation * f64::from(*x)) as f32;
        }
        let law = mixture.forward(process, t);
        Self {
            run,
            first: true,
            start,
            window: law.window(REACH),
            law,
            time: t,
        }
    }

    /// A step; false if there is none left.
    pub(super) fn step(&mut self) -> bool {
        if std::mem::take(&mut self.first) {
            self.run.begin_at(0, std::mem::take(&mut self.start));
        }
        self.run.step()
    }

    /// What one costs, in nanoseconds or so.
    pub(super) fn cost(&self) -> f64 {
        self.run.cost() + 20.0 * PARTICLES as f64
    }

    /// From where to where particles are counted.
    pub(super) fn window(&self) -> [f64; 2] {
        self.window
    }

    /// (place, density, its error) of each bin, as they were counted.
    pub(super) fn bins(&self) -> Vec<(f64, f64, f64)> {
        let [low, high] = self.window;
        let width = (high - low) / BINS as f64;
        let mut counts = [0.0; BINS];
        for &x in self.run.positions() {
            let bin = (f64::from(x) - low) / width;
            if (0.0..BINS as f64).contains(&bin) {
                counts[bin as usize] += 1.0;
            }
        }
        let n = PARTICLES as f64;
        let bins = counts.iter().enumerate().map(|(k, count)| {
            let share = count / n;
            let error = libm::sqrt(share * (1.0 - share) / n);
            let place = low + (k as f64 + 0.5) * width;
            (place, share / width, error / width)
        });
        bins.collect()
    }

    /// The variance of the particles about the law's mean; that of the law, and by how much so many particles are off.
    pub(super) fn variance(&self) -> [f64; 3] {
        let (mean, variance) = self.law.moments();
        let squares = self.run.positions().iter().map(|&x| {
            let d = f64::from(x) - mean;
            d * d
        });
        let measured = squares.sum::<f64>() / PARTICLES as f64;
        let s = self.law.component_variance();
        let pairs = self.law.means().iter().zip(self.law.weights());
        let fourth = pairs.map(|(m, w)| {
            let square = (m - mean) * (m - mean);
            w * (square * square + 6.0 * square * s + 3.0 * s * s)
        });
        let error = (fourth.sum::<f64>() - variance * variance) / PARTICLES as f64;
        [measured, variance, libm::sqrt(error.max(0.0))]
    }
}

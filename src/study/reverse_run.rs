//! Reverse particles, a batch at a time, through times that a study chooses: the sampler's own steps.

use crate::cost;
use crate::denoiser::{ExactLanes, Kernel};
use crate::law::Law;
use crate::noise::{Noise, Purpose};
use crate::points::Points;
use crate::process::Process;
use crate::sampler::{Sampler, Scheme, Walk};

/// A batch on its way.
pub(super) struct ReverseRun {
    scheme: Scheme,
    denoiser: ExactLanes,
    noise: Noise,
    /// The noise of step k is that of the step numbered `stream` + k.
    stream: u64,
    first: usize,
    walk: Walk<f32>,
}

impl ReverseRun {
    /// Through decreasing `times` with the exponential step at ε = 1, (4.21), unless [`ReverseRun::with`] says otherwise.
    pub(super) fn new(
        process: Process,
        law: &Law,
        times: Vec<f64>,
        seed: u64,
        stream: u64,
    ) -> Self {
        let mut walk = Walk::new(Points::zeros(0, 1));
        // No batch has begun.
        walk.taken = times.len() - 1;
        Self {
            denoiser: ExactLanes::new(Kernel::of(process, law)),
            noise: Noise::new(seed),
            stream,
            first: 0,
            walk,
            scheme: Scheme {
                process,
                sampler: Sampler::Exponential,
                epsilon: 1.0,
                times,
            },
        }
    }

    /// The same with another sampler and ε.
    pub(super) fn with(mut self, sampler: Sampler, epsilon: f64) -> Self {
        (self.scheme.sampler, self.scheme.epsilon) = (sampler, epsilon);
        self
    }

    /// The particles numbered `first`, `first` + 1, … start in `place` on a line.
    pub(super) fn begin(&mut self, first: usize, count: usize, place: f64) {
        let mut start = Points::zeros(count, 1);
        start.as_mut_slice().fill(place as f32);
        self.begin_at(first, start);
    }

    /// The particles numbered `first`, `first` + 1, … start in these places.
    pub(super) fn begin_at(&mut self, first: usize, places: Points<f32>) {
        self.first = first;
        self.walk.begin(&places);
    }

    /// One step; false if there is none left.
    pub(super) fn step(&mut self) -> bool {
        if self.done() {
            return false;
        }
        let k = self.walk.taken;
        let purpose = Purpose::Step(self.stream + k as u64);
        self.walk
            .advance(&self.scheme.step(k), &self.denoiser, |z| {
                self.noise.normals(purpose, self.first, z);
            });
        true
    }

    /// Whether the last time is reached.
    pub(super) fn done(&self) -> bool {
        self.walk.taken >= self.scheme.steps()
    }

    /// Where the clock is.
    pub(super) fn time(&self) -> f64 {
        self.scheme.times[self.walk.taken]
    }

    /// At which of its times the clock is.
    pub(super) fn index(&self) -> usize {
        self.walk.taken
    }

    /// Where the particles are, axis after axis.
    pub(super) fn positions(&self) -> &[f32] {
        self.walk.x.as_slice()
    }

    /// The same as points.
    pub(super) fn points(&self) -> &Points<f32> {
        &self.walk.x
    }

    /// What a step costs, in nanoseconds or so.
    pub(super) fn cost(&self) -> f64 {
        let kernel = self.denoiser.kernel();
        let n = kernel.points().len();
        cost::step(self.walk.x.len(), n, kernel.spread(self.time())) + 4.0 * n as f64
    }
}

/// Times from `t` down to `last` at equal steps of at most `h` in λ, the log signal-to-noise ratio, and then to 0 if
/// that is where it ends.
pub(super) fn log_snr_times(
    process: Process,
    t: f64,
    last: f64,
    h: f64,
    to_zero: bool,
) -> Vec<f64> {
    let [from, to] = [process.log_snr(t), process.log_snr(last)];
    let count = ((to - from) / h).ceil().clamp(1.0, 5000.0) as usize;
    let mut times = vec![t];
    times.extend((1..count).map(|k| {
        let share = k as f64 / count as f64;
        process.time_at_log_snr(from + share * (to - from))
    }));
    times.push(last);
    // Rounding must not let a time repeat.
    times.dedup_by(|next, before| *next >= *before);
    if to_zero {
        times.push(0.0);
    }
    times
}

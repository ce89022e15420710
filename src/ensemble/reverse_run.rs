//! Reverse particles, a batch at a time, through any times and from any places: the sampler's own steps, without a scene.

use crate::cost;
use crate::denoiser::{ExactLanes, Kernel};
use crate::law::Law;
use crate::noise::{Noise, Purpose};
use crate::points::Points;
use crate::process::Process;
use crate::sampler::{Sampler, Scheme, Walk};

/// A batch on its way.
///
/// ```
/// use reverse_diffusion::ensemble::ReverseRun;
/// use reverse_diffusion::law::Law;
/// use reverse_diffusion::points::Points;
/// use reverse_diffusion::process::Process;
///
/// let law = Law::equal(Points::from_rows(&[0.5], 1));
/// let mut run = ReverseRun::new(Process::Ou, &law, vec![2.0, 1.0, 0.0], 1, 0);
/// run.begin(0, 3, -1.0);
/// while run.step() {}
/// assert_eq!(run.positions(), [0.5; 3]);
/// ```
pub struct ReverseRun {
    scheme: Scheme,
    denoiser: ExactLanes,
    noise: Noise,
    /// The noise of step k is that of the step numbered `stream` + k.
    stream: u64,
    first: usize,
    walk: Walk<f32>,
}

impl ReverseRun {
    /// Through decreasing `times`, two at least, for the data of `law`, with the exponential step at ε = 1, (4.21), unless
    /// [`ReverseRun::with`] says otherwise. Runs of one seed and one `stream` get the same noise.
    pub fn new(process: Process, law: &Law, times: Vec<f64>, seed: u64, stream: u64) -> Self {
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
    pub fn with(mut self, sampler: Sampler, epsilon: f64) -> Self {
        (self.scheme.sampler, self.scheme.epsilon) = (sampler, epsilon);
        self
    }

    /// The particles numbered `first`, `first` + 1, … start in `place` on a line.
    pub fn begin(&mut self, first: usize, count: usize, place: f64) {
        let mut start = Points::zeros(count, 1);
        start.as_mut_slice().fill(place as f32);
        self.begin_at(first, start);
    }

    /// The particles numbered `first`, `first` + 1, … start in these places.
    pub fn begin_at(&mut self, first: usize, places: Points<f32>) {
        self.first = first;
        self.walk.begin(&places);
    }

    /// One step; false if there is none left.
    pub fn step(&mut self) -> bool {
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
    pub fn done(&self) -> bool {
        self.walk.taken >= self.scheme.steps()
    }

    /// Where the clock is.
    pub fn time(&self) -> f64 {
        self.scheme.times[self.walk.taken]
    }

    /// At which of its times the clock is.
    pub fn index(&self) -> usize {
        self.walk.taken
    }

    /// Where the particles of the batch are, axis after axis.
    pub fn positions(&self) -> &[f32] {
        self.walk.x.as_slice()
    }

    /// The same as points.
    pub fn points(&self) -> &Points<f32> {
        &self.walk.x
    }

    /// What a step costs, in nanoseconds or so.
    pub fn cost(&self) -> f64 {
        let kernel = self.denoiser.kernel();
        let n = kernel.points().len();
        cost::step(self.walk.x.len(), n, kernel.spread(self.time())) + 4.0 * n as f64
    }
}

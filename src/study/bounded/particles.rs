//! Particles between the walls, forward and back, a batch at a time; what is kept of them is counted in bins.

use crate::denoiser::reflected::fold;
use crate::denoiser::{Denoiser, Reflected};
use crate::noise::{Noise, Purpose};
use crate::points::Points;
use crate::process::Process;
use crate::sampler::{Sampler, Step};
use crate::scene::Start;
use crate::study::reverse_run::log_snr_times;

/// Bins of [0, 1].
pub(super) const BINS: usize = 40;
/// Paths that are drawn.
pub(super) const DRAWN: usize = 20;
/// A reverse step is no longer than this in λ.
const STEP: f64 = 0.1;
/// The last time of atoms before the step to 0.
const LAST: f64 = 1e-7;

/// What is counted of an ensemble: at each level the particles in each bin, and the first ones' places.
#[derive(Default)]
pub(super) struct Counted {
    /// Level after level.
    pub(super) bins: Vec<u32>,
    /// The first particles at each level that was passed, level after level as they came.
    pub(super) paths: Vec<f32>,
    /// So many particles.
    pub(super) count: usize,
}

/// Where one batch is.
struct Batch {
    x: Points<f32>,
    mean: Points<f32>,
    z: Points<f32>,
    /// Levels passed.
    level: usize,
    backward: bool,
    /// Steps taken, for the noise.
    step: u64,
}

pub(super) struct Particles {
    law: Reflected,
    start: Start,
    epsilon: f64,
    noise: Noise,
    /// Increasing.
    levels: Vec<f64>,
    /// All that run, and how many at a time.
    pub(super) most: usize,
    at_once: usize,
    first: usize,
    batch: Option<Batch>,
    pub(super) forward: Counted,
    pub(super) reverse: Counted,
    /// Where reverse particles ended, for those that did.
    pub(super) ends: Vec<f32>,
}

impl Particles {
    pub(super) fn new(
        law: &Reflected,
        start: &Start,
        epsilon: f64,
        seed: u64,
        levels: &[f64],
        most: usize,
    ) -> Self {
        // Nanoseconds of an evaluation, and particles for a millisecond or two.
        let cost = 80 + 250 * law.points().len();
        let counted = || Counted {
            bins: vec![0; BINS * levels.len()],
            ..Counted::default()
        };
        Self {
            law: law.clone(),
            start: start.clone(),
            epsilon,
            noise: Noise::new(seed),
            levels: levels.to_vec(),
            // At some 150 steps a particle: three seconds in all.
            most: most.min((3_000_000_000 / (150 * cost)).clamp(300, 10_000)),
            at_once: (1_500_000 / cost).clamp(64, 2000),
            first: 0,
            batch: None,
            forward: counted(),
            reverse: counted(),
            ends: Vec::new(),
        }
    }

    /// One step of a batch, or the beginning of one; false when all have run.
    pub(super) fn work(&mut self) -> bool {
        let Some(batch) = self.batch.take() else {
            if self.first >= self.most {
                return false;
            }
            self.begin(false);
            return true;
        };
        let batch = self.advance(batch);
        if batch.level < self.levels.len() {
            self.batch = Some(batch);
        } else if batch.backward {
            self.ends.extend_from_slice(batch.x.as_slice());
            self.first += batch.x.len();
        } else {
            self.begin(true);
        }
        true
    }

    fn begin(&mut self, backward: bool) {
        let count = self.at_once.min(self.most - self.first);
        let points = || Points::zeros(count, 1);
        let (mut x, mean, mut z) = (points(), points(), points());
        self.noise.normals(Purpose::Start, self.first, &mut z);
        let last = self.levels[self.levels.len() - 1];
        let blurred = |t: f64| libm::sqrt(2.0 * (self.law.age() + t));
        for (i, x) in x.as_mut_slice().iter_mut().enumerate() {
            let z = f64::from(z.at(i, 0));
            let place = match (backward, &self.start) {
                (false, _) => self.origin(self.first + i) + blurred(self.levels[0]) * z,
                (true, Start::Terminal) => {
                    self.origin(self.most + self.first + i) + blurred(last) * z
                }
                (true, Start::Normal) => self.noise.uniform(Purpose::Start, self.first + i),
                (true, Start::Point(point)) => point.first().copied().unwrap_or(0.5),
                (true, Start::Gaussian { mean, deviation }) => mean + deviation * z,
            };
            *x = fold(place) as f32;
        }
        let mut batch = Batch {
            x,
            mean,
            z,
            level: 0,
            backward,
            step: 0,
        };
        self.count(&mut batch);
        self.batch = Some(batch);
    }

    /// A data point by weight.
    fn origin(&self, number: usize) -> f64 {
        let u = self.noise.uniform(Purpose::Origin, number);
        let mut sum = 0.0;
        let mut pairs = self.law.points().iter().zip(self.law.weights());
        let found = pairs.find(|(_, w)| {
            sum += *w;
            sum > u
        });
        found.map_or(self.law.points()[self.law.points().len() - 1], |(x, _)| *x)
    }

    /// To the next level, and counted there.
    fn advance(&mut self, mut batch: Batch) -> Batch {
        let last = self.levels.len() - 1;
        if batch.backward {
            let k = last + 1 - batch.level;
            let [from, to] = [k, k - 1].map(|k| self.law.age() + self.levels[k]);
            let times = if to > 0.0 {
                log_snr_times(Process::Heat, from, to, STEP, false)
            } else {
                log_snr_times(Process::Heat, from, LAST.min(0.5 * from), STEP, true)
            };
            for k in 0..times.len() - 1 {
                self.reverse_step(&mut batch, &times, k);
            }
        } else {
            let k = batch.level;
            self.forward_step(&mut batch, self.levels[k] - self.levels[k - 1]);
        }
        self.count(&mut batch);
        batch
    }

    fn draw(&self, batch: &mut Batch) {
        // Forward and back are told apart by a high bit of the step's number.
        let number = u64::from(batch.backward) << 34 | batch.step;
        self.noise
            .normals(Purpose::Step(number), self.first, &mut batch.z);
        batch.step += 1;
    }

    /// Brownian motion between mirrors is a free one, folded: exact for steps of any length.
    fn forward_step(&self, batch: &mut Batch, elapsed: f64) {
        self.draw(batch);
        let sigma = libm::sqrt(2.0 * elapsed);
        for (x, &z) in batch.x.as_mut_slice().iter_mut().zip(batch.z.as_slice()) {
            *x = fold(f64::from(*x) + sigma * f64::from(z)) as f32;
        }
    }

    /// The exponential step, folded; `times` are those of the atoms.
    fn reverse_step(&self, batch: &mut Batch, times: &[f64], k: usize) {
        let step = Step::new(Process::Heat, Sampler::Exponential, self.epsilon, times, k);
        // The law adds its age itself.
        self.law
            .posterior_mean(&batch.x, times[k] - self.law.age(), &mut batch.mean);
        self.draw(batch);
        let mut scratch = Points::zeros(0, 1);
        let Batch { x, mean, z, .. } = batch;
        // The exponential step has no memory: what stands for the x̄₀ before is not read.
        step.advance(&self.law, x, mean, z, z, &mut scratch);
        for x in x.as_mut_slice() {
            *x = fold(f64::from(*x)) as f32;
        }
    }

    /// Counts a batch at the level it is at.
    fn count(&mut self, batch: &mut Batch) {
        let last = self.levels.len() - 1;
        let level = if batch.backward {
            last - batch.level
        } else {
            batch.level
        };
        let counted = if batch.backward {
            &mut self.reverse
        } else {
            &mut self.forward
        };
        let bins = &mut counted.bins[level * BINS..(level + 1) * BINS];
        for &x in batch.x.as_slice() {
            bins[((x * BINS as f32) as usize).min(BINS - 1)] += 1;
        }
        if self.first == 0 {
            counted
                .paths
                .extend_from_slice(&batch.x.as_slice()[..DRAWN.min(batch.x.len())]);
        }
        if batch.level == 0 {
            counted.count += batch.x.len();
        }
        batch.level += 1;
    }
}

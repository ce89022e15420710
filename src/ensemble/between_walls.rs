//! Particles of the heat flow between reflecting walls at 0 and 1, forward and back, a batch at a time; what is kept of them
//! is counted in bins. Cao et al. (2.9)–(2.10).

use crate::denoiser::reflected::fold;
use crate::denoiser::{Denoiser, Reflected};
use crate::law::ByShare;
use crate::noise::{Noise, Purpose};
use crate::points::{Points, Real};
use crate::process::Process;
use crate::sampler::{Sampler, Scheme, Walk};
use crate::scene::Start;
use crate::time_grid::log_snr_times;

/// Bins of [0, 1].
pub const BINS: usize = 40;
/// Paths that are drawn.
pub const DRAWN: usize = 20;
/// A reverse step is no longer than this in λ.
const STEP: f64 = 0.1;
/// The last time of atoms before the step to 0.
const LAST: f64 = 1e-7;

/// What is counted of an ensemble: at each level the particles in each bin, and the first ones' places.
#[derive(Debug, Default)]
pub struct Counted {
    /// Level after level, [`BINS`] counts each.
    pub bins: Vec<u32>,
    /// The first particles at each level that was passed, level after level as they came.
    pub paths: Vec<f32>,
    /// The number of particles counted.
    pub count: usize,
}

/// Where one batch is.
struct Batch {
    walk: Walk<f32>,
    /// Levels passed.
    level: usize,
    backward: bool,
}

/// The law at the times of its atoms, which it is older than by its age.
struct AtTimesOfAtoms<'a>(&'a Reflected);

impl<T: Real> Denoiser<T> for AtTimesOfAtoms<'_> {
    fn dim(&self) -> usize {
        1
    }

    fn posterior_mean(&self, x: &Points<T>, t: f64, mean: &mut Points<T>) {
        self.0.posterior_mean(x, t - self.0.age(), mean);
    }
}

/// The particles.
pub struct Particles {
    law: Reflected,
    by_weight: ByShare,
    start: Start,
    epsilon: f64,
    noise: Noise,
    /// Times, increasing.
    levels: Vec<f64>,
    /// All that run, no more than was asked for, and how many at a time.
    pub most: usize,
    at_once: usize,
    first: usize,
    batch: Option<Batch>,
    /// What is counted of them on the way forward.
    pub forward: Counted,
    /// What is counted of them on the way back.
    pub reverse: Counted,
    /// Where reverse particles ended, for those that did.
    pub ends: Vec<f32>,
}

impl Particles {
    /// At most `most`, forward from ρ₀ = `law` through the increasing times `levels`, and back from `start` at the last one.
    pub fn new(
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
            by_weight: ByShare::of(law.weights()),
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
    pub fn work(&mut self) -> bool {
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
            self.ends.extend_from_slice(batch.walk.x.as_slice());
            self.first += batch.walk.x.len();
        } else {
            self.begin(true);
        }
        true
    }

    fn begin(&mut self, backward: bool) {
        let count = self.at_once.min(self.most - self.first);
        let mut walk = Walk::new(Points::zeros(count, 1));
        let Walk { x, z, .. } = &mut walk;
        self.noise.normals(Purpose::Start, self.first, z);
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
            walk,
            level: 0,
            backward,
        };
        self.count(&mut batch);
        self.batch = Some(batch);
    }

    /// A data point by weight.
    fn origin(&self, number: usize) -> f64 {
        let u = self.noise.uniform(Purpose::Origin, number);
        self.law.points()[self.by_weight.at(u)]
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
            self.reverse_steps(&mut batch, times);
        } else {
            let k = batch.level;
            self.forward_step(&mut batch, self.levels[k] - self.levels[k - 1]);
        }
        self.count(&mut batch);
        batch
    }

    /// The noise of the batch's next step.
    fn draw(&self, backward: bool, step: usize, z: &mut Points<f32>) {
        // Forward and back are told apart by a high bit of the step's number.
        let number = u64::from(backward) << 34 | step as u64;
        self.noise.normals(Purpose::Step(number), self.first, z);
    }

    /// Brownian motion between mirrors is a free one, folded: exact for steps of any length.
    fn forward_step(&self, batch: &mut Batch, elapsed: f64) {
        let Walk { x, z, taken, .. } = &mut batch.walk;
        self.draw(false, *taken, z);
        *taken += 1;
        let sigma = libm::sqrt(2.0 * elapsed);
        for (x, &z) in x.as_mut_slice().iter_mut().zip(z.as_slice()) {
            *x = fold(f64::from(*x) + sigma * f64::from(z)) as f32;
        }
    }

    /// Exponential steps, each folded; `times` are those of the atoms.
    fn reverse_steps(&self, batch: &mut Batch, times: Vec<f64>) {
        let scheme = Scheme {
            process: Process::Heat,
            sampler: Sampler::Exponential,
            epsilon: self.epsilon,
            times,
        };
        let denoiser = AtTimesOfAtoms(&self.law);
        for k in 0..scheme.steps() {
            let number = batch.walk.taken;
            batch.walk.advance(&scheme.step(k), &denoiser, |z| {
                self.draw(true, number, z);
            });
            for x in batch.walk.x.as_mut_slice() {
                *x = fold(f64::from(*x)) as f32;
            }
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
        for &x in batch.walk.x.as_slice() {
            bins[((x * BINS as f32) as usize).min(BINS - 1)] += 1;
        }
        if self.first == 0 {
            counted
                .paths
                .extend_from_slice(&batch.walk.x.as_slice()[..DRAWN.min(batch.walk.x.len())]);
        }
        if batch.level == 0 {
            counted.count += batch.walk.x.len();
        }
        batch.level += 1;
    }
}

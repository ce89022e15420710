//! Several schemes and a fine reference on the same Brownian path, by the simulation's own steps.
//!
//! The finest path is driven by counted noise z_k; a step of a scheme that spans several of its steps gets their
//! average ([`Increment`]), which is again N(0, 1). So the difference of two end points is the schemes' and not
//! the noise's. Without noise (ε = 0) the starts can be the start law's quantiles, and nothing is random.

use super::mixture::Mixture;
use super::quantiles::Quantiles;
use crate::denoiser::{ExactLanes, Kernel};
use crate::law::{ByShare, Law};
use crate::noise::{Noise, Purpose};
use crate::points::Points;
use crate::process::Process;
use crate::sampler::exponential::step_coefficients;
use crate::sampler::{Increment, Sampler, Scheme, Step, Walk};
use crate::scene::Scene;
use crate::time_grid::Grid;
use std::ops::RangeInclusive;

/// Particles that are carried along together, for few data points and for many: where all schemes meet, each step
/// of all of them is one piece of work.
const BLOCKS: [usize; 2] = [512, 64];

fn block(points: usize) -> usize {
    (8192 / points).clamp(BLOCKS[1], BLOCKS[0]) / 16 * 16
}

/// Before a last step to t = 0 the reference goes down to here; its own last step then errs by √(2·1e-9) at most.
const NEAR_ZERO: f64 = 1e-9;

/// The steps of the reference, in λ, where the grid's own are longer.
const LONGEST_STEP: f64 = 0.02;

/// `times` with every step cut into at least `least` of equal length in λ, none longer than 0.02.
pub fn refined(process: Process, times: &[f64], least: usize) -> Vec<f64> {
    let mut fine = vec![times[0]];
    for pair in times.windows(2) {
        let (t, mut end) = (pair[0], pair[1]);
        if end == 0.0 {
            end = NEAR_ZERO.min(1e-3 * t);
        }
        let h = process.log_snr_step(t, end);
        let pieces = (h / LONGEST_STEP).ceil().clamp(least as f64, 1e5) as usize;
        let first = process.log_snr(t);
        for k in 1..pieces {
            let t = process.time_at_log_snr(first + h * k as f64 / pieces as f64);
            // At large t two of these may be the same number.
            if t > end && t < fine[fine.len() - 1] {
                fine.push(t);
            }
        }
        fine.push(end);
        if pair[1] == 0.0 {
            fine.push(0.0);
        }
    }
    fine
}

/// Counts of steps, about powers of two, each of whose grids holds the times of the one before.
pub fn nested_steps(scene: &Scene, powers: RangeInclusive<u32>) -> Vec<usize> {
    // A grid with a fixed last step nests in one with twice the steps before it.
    let last = usize::from(scene.t_min == 0.0 && scene.grid != Grid::Uniform);
    powers.map(|power| (1 << power) + last).collect()
}

/// What schemes on grids within that of `longest` are held against: 2M with finer steps; or, without noise, where
/// the exact flow is known, something quick on their own times.
pub fn reference(longest: &Scheme) -> Scheme {
    let (sampler, times) = if longest.epsilon > 0.0 {
        let fine = refined(longest.process, &longest.times, 4);
        (Sampler::DpmSolver, fine)
    } else {
        (Sampler::Exponential, longest.times.clone())
    };
    Scheme {
        sampler,
        times,
        ..*longest
    }
}

/// Where particles start.
///
/// ```
/// use reverse_diffusion::line::same_noise::Starts;
///
/// assert!(matches!(Starts::of(1.0), Starts::Random));
/// assert!(matches!(Starts::of(0.0), Starts::Quantiles));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Starts {
    /// Drawn from it, as particles of an ensemble are.
    Random,
    /// The start law's quantiles at (i + ½)/M: a sample without sampling error, for processes without noise.
    Quantiles,
}

impl Starts {
    /// As random as the process is.
    pub fn of(epsilon: f64) -> Self {
        if epsilon > 0.0 {
            Self::Random
        } else {
            Self::Quantiles
        }
    }
}

/// The particles that every scheme is given.
#[derive(Clone, Debug)]
pub struct Sample {
    /// The law of their starts.
    pub start: Mixture,
    /// How they are taken from it.
    pub starts: Starts,
    /// The seed of starts and noise.
    pub seed: u64,
    /// How many there are.
    pub particles: usize,
}

/// The particles along one scheme.
#[derive(Debug)]
struct Along {
    scheme: Scheme,
    /// Those that the first block of particles has come to.
    steps: Vec<Step>,
    walk: Walk<f32>,
    /// The end points of all blocks so far.
    ends: Vec<f32>,
}

impl Along {
    fn new(scheme: Scheme) -> Self {
        Self {
            scheme,
            steps: Vec::new(),
            walk: Walk::new(Points::zeros(0, 1)),
            ends: Vec::new(),
        }
    }

    fn advance(&mut self, denoiser: &ExactLanes, z: &Points<f32>) {
        let k = self.walk.taken;
        if self.steps.len() == k {
            self.steps.push(self.scheme.step(k));
        }
        self.walk.advance_with(&self.steps[k], denoiser, z);
        if self.walk.taken == self.scheme.steps() {
            self.ends.extend_from_slice(self.walk.x.axis(0));
        }
    }
}

/// The noise since the last time of a grid.
#[derive(Debug)]
struct Gathered {
    increment: Increment,
    /// Which times of the reference are this grid's.
    marks: Vec<usize>,
    next: usize,
    schemes: Vec<usize>,
    sum: Points<f32>,
    variance: f64,
}

/// Schemes and the reference, under way.
pub struct SameNoise {
    denoiser: ExactLanes,
    noise: Noise,
    start: Mixture,
    /// Its quantiles, if that is where particles start, and those starts that are known.
    quantiles: Option<Quantiles>,
    known: Vec<f32>,
    begun: bool,
    /// Draws the start's components.
    by_weight: ByShare,
    reference: Along,
    schemes: Vec<Along>,
    gathered: Vec<Gathered>,
    /// [state, noise] of the reference's steps with x̄₀ frozen, and √Δ.
    linear: Vec<[f32; 3]>,
    particles: usize,
    first: usize,
    z: Points<f32>,
    /// Evaluations of x̄₀ a particle, for all of it.
    evaluations: usize,
}

impl SameNoise {
    /// The particles of `sample` along `reference` and along each of `schemes`, for the data of `law`. A scheme's times
    /// have to be among the reference's, first and last the same, and its process and ε are the reference's.
    pub fn new(law: &Law, sample: Sample, reference: Scheme, schemes: &[Scheme]) -> Self {
        let Sample {
            start,
            starts,
            seed,
            particles,
        } = sample;
        let times = &reference.times;
        let mut gathered: Vec<Gathered> = Vec::new();
        let mut evaluations = times.len();
        for (k, scheme) in schemes.iter().enumerate() {
            let facts = scheme.sampler.facts();
            let increment = facts.increment;
            let marks: Vec<usize> = scheme.times[1..]
                .iter()
                .map(|&t| times.partition_point(|&fine| fine > t))
                .collect();
            evaluations += marks.len() * facts.evaluations;
            let same = |g: &&mut Gathered| g.increment == increment && g.marks == marks;
            match gathered.iter_mut().find(same) {
                Some(gathered) => gathered.schemes.push(k),
                None => gathered.push(Gathered {
                    increment,
                    marks,
                    next: 0,
                    schemes: vec![k],
                    sum: Points::zeros(0, 1),
                    variance: 0.0,
                }),
            }
        }
        let linear = times.windows(2).map(|pair| {
            let [state, _, noise] =
                step_coefficients(reference.process, reference.epsilon, pair[0], pair[1]);
            [state, noise, libm::sqrt(pair[0] - pair[1])].map(|c| c as f32)
        });
        Self {
            quantiles: (starts == Starts::Quantiles).then(|| Quantiles::of(&start)),
            known: Vec::new(),
            begun: false,
            linear: linear.collect(),
            by_weight: ByShare::of(start.weights()),
            schemes: schemes.iter().cloned().map(Along::new).collect(),
            gathered,
            denoiser: ExactLanes::new(Kernel::of(reference.process, law)),
            reference: Along::new(reference),
            noise: Noise::new(seed),
            start,
            particles,
            first: 0,
            z: Points::zeros(0, 1),
            evaluations,
        }
    }

    /// Finds some of the starts, where that takes long; false once all are known.
    pub fn prepare(&mut self) -> bool {
        let Some(quantiles) = &self.quantiles else {
            return false;
        };
        let next = self.known.len();
        let more = (3000 / self.start.means().len()).clamp(8, 1000);
        for i in next..(next + more).min(self.particles) {
            let u = (i as f64 + 0.5) / self.particles as f64;
            let x = self.quantile(quantiles, u) as f32;
            self.known.push(x);
        }
        self.known.len() < self.particles
    }

    fn begin_block(&mut self) {
        let points = self.denoiser.kernel().points().len();
        let size = block(points).min(self.particles - self.first);
        self.z = Points::zeros(size, 1);
        let x = self.starts(self.first, size);
        self.reference.walk.begin(&x);
        for scheme in &mut self.schemes {
            scheme.walk.begin(&x);
        }
        for gathered in &mut self.gathered {
            gathered.next = 0;
            gathered.sum = Points::zeros(size, 1);
            gathered.variance = 0.0;
        }
    }

    /// Where the particles `first`, `first` + 1, … start, once they are prepared.
    pub fn starts(&self, first: usize, size: usize) -> Points<f32> {
        let mut x = Points::zeros(size, 1);
        if self.quantiles.is_some() {
            let known = self.known.get(first..first + size);
            x.axis_mut(0)
                .copy_from_slice(known.unwrap_or(&vec![0.0; size]));
            return x;
        }
        self.noise.normals(Purpose::Start, first, &mut x);
        let sigma = libm::sqrt(self.start.component_variance());
        for (i, x) in (first..).zip(x.axis_mut(0)) {
            let u = self.noise.uniform(Purpose::Origin, i);
            let mean = self.start.means()[self.by_weight.at(u)];
            *x = (mean + sigma * f64::from(*x)) as f32;
        }
        x
    }

    /// The start law's quantile: for many components Newton's steps from the table.
    fn quantile(&self, table: &Quantiles, u: f64) -> f64 {
        if self.start.means().len() <= 8 || self.start.component_variance() == 0.0 {
            return self.start.quantile(u);
        }
        let mut x = table.at(u);
        for _ in 0..2 {
            let step = (u - self.start.cdf(x)) / self.start.density(x);
            if step.is_finite() && step * step < self.start.component_variance() {
                x += step;
            }
        }
        x
    }

    /// Particles that have arrived.
    pub fn arrived(&self) -> usize {
        self.reference.ends.len()
    }

    /// The end points of the reference, in the particles' order.
    pub fn reference(&self) -> &[f32] {
        &self.reference.ends
    }

    /// The end points of scheme k, of as many particles.
    pub fn ends(&self, k: usize) -> &[f32] {
        &self.schemes[k].ends
    }

    /// Works on for about `units` evaluations of one kernel; false once all particles have arrived.
    pub fn work(&mut self, units: usize) -> bool {
        if self.prepare() {
            return true;
        }
        if !self.begun {
            self.begun = true;
            self.begin_block();
        }
        let steps = self.reference.scheme.steps();
        let points = self.denoiser.kernel().points().len();
        // What a particle's step costs beside its evaluation, in evaluations.
        let evaluation = points + 6 + 2 * self.gathered.len();
        let size = self.z.len().max(1);
        let each = (self.evaluations / steps + 1) * evaluation * size;
        for _ in 0..(units / each).max(1) {
            if self.first >= self.particles {
                return false;
            }
            self.step();
            if self.reference.walk.taken == steps {
                self.first += self.z.len();
                if self.first < self.particles {
                    self.begin_block();
                }
            }
        }
        self.first < self.particles
    }

    /// One step of the reference, and of every scheme that arrives at one of its own times with it.
    fn step(&mut self) {
        let k = self.reference.walk.taken;
        let has_noise = self.reference.scheme.epsilon > 0.0;
        if has_noise {
            self.noise
                .normals(Purpose::Step(k as u64), self.first, &mut self.z);
        }
        self.reference.advance(&self.denoiser, &self.z);
        let [state, noise, root] = self.linear[k];
        for gathered in &mut self.gathered {
            let [state, noise] = match gathered.increment {
                Increment::Plain => [1.0, root],
                Increment::Bridge => [state, noise],
            };
            if has_noise {
                let pairs = gathered.sum.axis_mut(0).iter_mut().zip(self.z.axis(0));
                for (sum, z) in pairs {
                    *sum = state * *sum + noise * z;
                }
                let [state, noise] = [state, noise].map(f64::from);
                gathered.variance = state * state * gathered.variance + noise * noise;
            }
            if gathered.marks[gathered.next] != k + 1 {
                continue;
            }
            gathered.next += 1;
            if gathered.variance > 0.0 {
                let scale = (1.0 / libm::sqrt(gathered.variance)) as f32;
                for sum in gathered.sum.axis_mut(0) {
                    *sum *= scale;
                }
            }
            for &scheme in &gathered.schemes {
                self.schemes[scheme].advance(&self.denoiser, &gathered.sum);
            }
            gathered.sum.axis_mut(0).fill(0.0);
            gathered.variance = 0.0;
        }
    }
}

/// √ of the mean square difference of two samples, particle by particle.
pub fn root_mean_square(a: &[f32], b: &[f32]) -> f64 {
    let squares = a.iter().zip(b).map(|(&a, &b)| {
        let d = f64::from(a) - f64::from(b);
        d * d
    });
    libm::sqrt(squares.sum::<f64>() / a.len().min(b.len()).max(1) as f64)
}

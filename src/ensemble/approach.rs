//! An ensemble on its way back in `f64`, by exponential steps that are equal in λ, and its distances to the data.
//!
//! In y = x/α, κ = σ/α, a step at ε = 0 is y′ = r y + (1 − r) x̄₀, r = κ′/κ, a convex combination of y and a point of
//! conv K. A distance to a convex set is convex, so dist(y′, conv K) ≤ r dist(y, conv K): the steps obey the bound of
//! the flow, however long they are (derived for this project).

use crate::denoiser::Kernel;
use crate::measure::hull::{self, Hull};
use crate::noise::{Noise, Purpose};
use crate::points::Points;
use crate::process::Process;
use crate::sampler::{Sampler, Scheme, Walk};

/// The noise is that of steps that no particle takes.
const STREAM: u64 = 6 << 20;
/// The ensemble is also looked at in so many parts, to see how far chance goes.
pub const PARTS: usize = 10;

/// What is measured at one time.
#[derive(Clone, Copy, Debug, Default)]
pub struct Measured {
    /// v = κ² + b², twice the time of the heat flow that it is.
    pub v: f64,
    /// E dist(X/α, K), K the data points, and its standard error.
    pub mean: [f64; 2],
    /// E dist(X/α, K)² and its standard error.
    pub square: [f64; 2],
    /// E dist(X/α, K) of each part.
    pub parts: [f64; PARTS],
    /// The largest dist(X/α, conv K) over √(v/v_T) times what it was at T*.
    pub ratio: f64,
}

/// The ensemble.
pub struct Approach {
    kernel: Kernel,
    width: f64,
    hull: Hull,
    noise: Noise,
    scheme: Scheme,
    walk: Walk<f64>,
    /// The noise as it is drawn.
    z: Points<f32>,
    /// dist(X/α, conv K) at T*.
    first: Vec<f64>,
    /// What was measured, an entry for each time passed so far.
    pub measured: Vec<Measured>,
    /// How many particles are followed, the first ones.
    pub followed: usize,
    /// Of those: dist(X/α, K) and dist(X/α, conv K), time after time.
    pub distances: Vec<[f64; 2]>,
}

impl Approach {
    /// From `starts`, of one or two coordinates, through decreasing `times` for the data of `kernel`, points of this `width`;
    /// [seed of the noise, particles followed].
    pub fn new(
        kernel: Kernel,
        width: f64,
        epsilon: f64,
        times: Vec<f64>,
        starts: &Points<f64>,
        [seed, followed]: [u64; 2],
    ) -> Self {
        let mut approach = Self {
            hull: Hull::of(kernel.points()),
            scheme: Scheme {
                process: kernel.process(),
                sampler: Sampler::Exponential,
                epsilon,
                times,
            },
            kernel,
            width,
            noise: Noise::new(seed),
            walk: Walk::new(starts.clone()),
            z: Points::zeros(starts.len(), starts.dim()),
            first: Vec::new(),
            measured: Vec::new(),
            followed: (followed as usize).min(starts.len()),
            distances: Vec::new(),
        };
        approach.first = (0..starts.len())
            .map(|i| approach.hull.distance(approach.place(i)))
            .collect();
        approach.measure();
        approach
    }

    fn process(&self) -> Process {
        self.scheme.process
    }

    /// Where the clock is.
    fn time(&self) -> f64 {
        self.scheme.times[self.walk.taken]
    }

    /// Particle i, as x/α.
    fn place(&self, i: usize) -> [f64; 2] {
        let (x, alpha) = (&self.walk.x, self.process().alpha(self.time()));
        let second = if x.dim() > 1 { x.at(i, 1) } else { 0.0 };
        [x.at(i, 0) / alpha, second / alpha]
    }

    /// One step and a measurement; false if there is none left.
    pub fn step(&mut self) -> bool {
        let k = self.walk.taken;
        if k >= self.scheme.steps() {
            return false;
        }
        let purpose = Purpose::Step(STREAM + k as u64);
        self.walk.advance(&self.scheme.step(k), &self.kernel, |z| {
            self.noise.normals(purpose, 0, &mut self.z);
            for (z, &normal) in z.as_mut_slice().iter_mut().zip(self.z.as_slice()) {
                *z = f64::from(normal);
            }
        });
        self.measure();
        true
    }

    fn measure(&mut self) {
        let process = self.process();
        let v = |t: f64| process.scaled_spread(self.width, t);
        let now = v(self.time());
        let shrunk = libm::sqrt(now / v(self.scheme.times[0]));
        let points = self.kernel.points();
        let m = self.walk.x.len();
        let reach = points.as_slice().iter().fold(0.0f64, |r, x| r.max(x.abs()));
        let (mut sums, mut parts, mut counts) = ([0.0; 4], [0.0; PARTS], [0.0f64; PARTS]);
        let mut ratio: f64 = 0.0;
        for i in 0..m {
            let y = self.place(i);
            let distance = hull::to_points(y, points);
            let mut power = 1.0;
            for sum in &mut sums {
                power *= distance;
                *sum += power;
            }
            let part = i % PARTS;
            parts[part] += distance;
            counts[part] += 1.0;
            let outside =
                (self.scheme.epsilon == 0.0 || i < self.followed).then(|| self.hull.distance(y));
            if let (Some(outside), true) = (outside, self.scheme.epsilon == 0.0) {
                // Of coordinates of this size nothing smaller is resolved.
                let rounding = 64.0 * f64::EPSILON * (reach + self.first[i]);
                let allowed = shrunk * self.first[i];
                if self.walk.taken > 0 && outside > rounding {
                    ratio = ratio.max((outside - rounding) / allowed.max(f64::MIN_POSITIVE));
                }
            }
            if i < self.followed {
                self.distances.push([distance, outside.unwrap_or(0.0)]);
            }
        }
        let n = m as f64;
        let [one, two, _, four] = sums.map(|sum| sum / n);
        let error = |mean: f64, square: f64| libm::sqrt((square - mean * mean).max(0.0) / n);
        for (part, count) in parts.iter_mut().zip(counts) {
            *part /= count.max(1.0);
        }
        self.measured.push(Measured {
            v: now,
            mean: [one, error(one, two)],
            square: [two, error(two, four)],
            parts,
            ratio,
        });
    }
}

//! An ensemble on its way back in `f64`, by exponential steps that are equal in λ, and its distances to the data.
//!
//! In y = x/α, κ = σ/α, a step at ε = 0 is y′ = r y + (1 − r) x̄₀, r = κ′/κ, a convex combination of y and a point of
//! conv K. A distance to a convex set is convex, so dist(y′, conv K) ≤ r dist(y, conv K): the steps obey the bound of
//! the flow, however long they are (derived for this project).

use crate::denoiser::{Denoiser, Kernel};
use crate::measure::hull::{self, Hull};
use crate::noise::{Noise, Purpose};
use crate::points::Points;
use crate::process::Process;
use crate::sampler::{Sampler, Step};

/// The noise is that of steps that no particle takes.
const STREAM: u64 = 6 << 20;
/// The ensemble is also looked at in so many parts, to see how far chance goes.
pub(super) const PARTS: usize = 10;

/// What is measured at one time.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Measured {
    /// v = κ² + b², twice the time of the heat flow that it is.
    pub(super) v: f64,
    /// E dist(X/α, K) and E dist², each with its standard error.
    pub(super) mean: [f64; 2],
    pub(super) square: [f64; 2],
    /// E dist of each part.
    pub(super) parts: [f64; PARTS],
    /// The largest dist(X/α, conv K) over √(v/v_T) times what it was at T*.
    pub(super) ratio: f64,
}

/// The ensemble.
pub(super) struct March {
    epsilon: f64,
    kernel: Kernel,
    width: f64,
    hull: Hull,
    noise: Noise,
    times: Vec<f64>,
    k: usize,
    x: Points<f64>,
    z: Points<f32>,
    memory: [Points<f64>; 3],
    /// dist(X/α, conv K) at T*.
    first: Vec<f64>,
    pub(super) measured: Vec<Measured>,
    /// Of the first particles: dist(X/α, K) and dist(X/α, conv K), time after time.
    pub(super) followed: usize,
    pub(super) distances: Vec<[f64; 2]>,
}

impl March {
    pub(super) fn new(
        kernel: Kernel,
        width: f64,
        epsilon: f64,
        times: Vec<f64>,
        starts: &Points<f64>,
        [seed, followed]: [u64; 2],
    ) -> Self {
        let like = || Points::zeros(starts.len(), starts.dim());
        let mut march = Self {
            epsilon,
            hull: Hull::of(kernel.points()),
            kernel,
            width,
            noise: Noise::new(seed),
            times,
            k: 0,
            x: starts.clone(),
            z: Points::zeros(starts.len(), starts.dim()),
            memory: [like(), like(), like()],
            first: Vec::new(),
            measured: Vec::new(),
            followed: (followed as usize).min(starts.len()),
            distances: Vec::new(),
        };
        march.first = (0..starts.len())
            .map(|i| march.hull.distance(march.place(i)))
            .collect();
        march.measure();
        march
    }

    fn process(&self) -> Process {
        self.kernel.process()
    }

    /// Particle i, as x/α.
    fn place(&self, i: usize) -> [f64; 2] {
        let alpha = self.process().alpha(self.times[self.k]);
        let second = if self.x.dim() > 1 {
            self.x.at(i, 1)
        } else {
            0.0
        };
        [self.x.at(i, 0) / alpha, second / alpha]
    }

    /// One step and a measurement; false if there is none left.
    pub(super) fn step(&mut self) -> bool {
        if self.k + 1 >= self.times.len() {
            return false;
        }
        let (process, k) = (self.process(), self.k);
        let step = Step::new(process, Sampler::Exponential, self.epsilon, &self.times, k);
        let [mean, z, scratch] = &mut self.memory;
        self.kernel.posterior_mean(&self.x, self.times[k], mean);
        if step.uses_noise() {
            let purpose = Purpose::Step(STREAM + k as u64);
            self.noise.normals(purpose, 0, &mut self.z);
            for (z, &normal) in z.as_mut_slice().iter_mut().zip(self.z.as_slice()) {
                *z = f64::from(normal);
            }
        }
        // The exponential step has no memory: what stands for the x̄₀ before is not read.
        step.advance(&self.kernel, &mut self.x, mean, z, z, scratch);
        self.k += 1;
        self.measure();
        true
    }

    fn measure(&mut self) {
        let process = self.process();
        let v = |t: f64| {
            let alpha = process.alpha(t);
            process.spread(self.width, t) / (alpha * alpha)
        };
        let now = v(self.times[self.k]);
        let shrunk = libm::sqrt(now / v(self.times[0]));
        let points = self.kernel.points();
        let m = self.x.len();
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
            let outside = (self.epsilon == 0.0 || i < self.followed).then(|| self.hull.distance(y));
            if let (Some(outside), true) = (outside, self.epsilon == 0.0) {
                // Of coordinates of this size nothing smaller is resolved.
                let rounding = 64.0 * f64::EPSILON * (reach + self.first[i]);
                let allowed = shrunk * self.first[i];
                if self.k > 0 && outside > rounding {
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

//! What moves particles, and particles that are moved: the one step function of every dynamics.

use super::forward;
use super::lighthouse::{Learned, denoiser};
use crate::denoiser::Denoiser;
use crate::law::Law;
use crate::noise::{Noise, Purpose};
use crate::points::Points;
use crate::process::Process;
use crate::sampler::{Sampler, Step};
use crate::scene::{Dynamics, Scene};

/// A scene's dynamics: everything that a step needs but the particles.
pub(super) struct Motion {
    dynamics: Dynamics,
    process: Process,
    sampler: Sampler,
    epsilon: f64,
    /// The times t_k in the order in which they are passed.
    pub(super) times: Vec<f64>,
    pub(super) denoiser: Box<dyn Denoiser<f32>>,
    pub(super) noise: Noise,
}

impl Motion {
    /// `rho0` is what the denoiser is exact for, `law` that of the data points.
    pub(super) fn new(scene: &Scene, law: &Law, rho0: &Law, network: Option<&Learned>) -> Self {
        let mut times = scene.times(law);
        if scene.dynamics == Dynamics::Forward {
            times.reverse();
        }
        let denoiser = denoiser(scene, law, rho0, network);
        // Theorem 2 is the exponential step at ε = 1 for one data point, whatever the step size.
        let (sampler, epsilon) = match scene.dynamics {
            Dynamics::Bridge => (Sampler::Exponential, 1.0),
            _ => (scene.sampler, scene.epsilon),
        };
        Self {
            dynamics: scene.dynamics,
            process: scene.process,
            sampler,
            epsilon,
            times,
            denoiser,
            noise: Noise::new(scene.seed),
        }
    }

    /// The number of steps.
    pub(super) fn steps(&self) -> usize {
        self.times.len() - 1
    }

    /// Step k, but for what it may use of the step before.
    fn step(&self, k: usize) -> Step {
        Step::new(
            self.process,
            self.sampler,
            self.epsilon,
            &self.times[k..],
            0,
        )
    }

    /// [state, mean, noise] of step k, of a scheme whose steps are no more.
    #[cfg(feature = "lab")]
    pub(super) fn affine(&self, k: usize) -> Option<[f64; 3]> {
        self.step(k).affine()
    }

    /// Whether step k begins with x̄₀ where the particles are.
    fn asks_at_own_time(&self, k: usize) -> bool {
        self.step(k).asks_at_own_time()
    }

    /// x̄₀ at index k, as the step from there wants it.
    fn mean(&self, k: usize, x: &Points<f32>, mean: &mut Points<f32>) {
        if self.dynamics != Dynamics::Forward && k < self.steps() {
            self.step(k).ask(&*self.denoiser, x, mean);
        } else {
            self.denoiser.posterior_mean(x, self.times[k], mean);
        }
    }

    /// Whether a step needs to know x̄₀ of the step before.
    pub(super) fn has_memory(&self) -> bool {
        self.dynamics == Dynamics::Reverse && self.sampler == Sampler::DpmSolver
    }
}

/// Particles with consecutive numbers, at one index of the time grid.
pub(super) struct Walkers {
    /// The number of the first, which names its noise.
    first: usize,
    /// At which of the times they are.
    pub(super) index: usize,
    /// Their positions.
    pub(super) x: Points<f32>,
    /// x̄₀ of the step before, meaningful if `has_previous`.
    pub(super) previous: Points<f32>,
    pub(super) has_previous: bool,
    /// x̄₀(x, t) here and now, of the first so many particles.
    mean: Points<f32>,
    means_known: usize,
    /// Some of the particles, and their x̄₀.
    some: [Points<f32>; 2],
    z: Points<f32>,
    scratch: Points<f32>,
}

impl Walkers {
    pub(super) fn new(first: usize, index: usize, x: Points<f32>) -> Self {
        let like = || Points::zeros(x.len(), x.dim());
        Self {
            first,
            index,
            previous: like(),
            has_previous: false,
            mean: like(),
            means_known: 0,
            some: [Points::zeros(0, x.dim()), Points::zeros(0, x.dim())],
            z: like(),
            scratch: like(),
            x,
        }
    }

    /// To be called when `x` or `index` were changed from outside.
    pub(super) fn moved(&mut self) {
        self.means_known = 0;
    }

    /// x̄₀(x, t) where the particles are; computed once, and used by the next step if that can.
    pub(super) fn means(&mut self, motion: &Motion) -> &Points<f32> {
        if self.means_known == 0 {
            motion.mean(self.index, &self.x, &mut self.mean);
            self.means_known = self.x.len();
        }
        self.learn_means(motion, self.x.len());
        &self.mean
    }

    /// x̄₀ of at most so many more particles; a particle's does not depend on who else is asked for.
    fn learn_means(&mut self, motion: &Motion, most: usize) {
        let from = self.means_known;
        let to = self.x.len().min(from.saturating_add(most));
        if from == to {
            return;
        }
        let [places, means] = &mut self.some;
        places.reshape(to - from, self.x.dim());
        for j in 0..self.x.dim() {
            places
                .axis_mut(j)
                .copy_from_slice(&self.x.axis(j)[from..to]);
        }
        motion.mean(self.index, places, means);
        for j in 0..self.x.dim() {
            self.mean.axis_mut(j)[from..to].copy_from_slice(means.axis(j));
        }
        self.means_known = to;
    }

    /// Does what the next step needs for at most so many more particles; whether the step can be taken without any of
    /// that. Steps that look at x̄₀ elsewhere do their own work.
    pub(super) fn prepare(&mut self, motion: &Motion, most: usize) -> bool {
        if motion.dynamics == Dynamics::Forward || !motion.asks_at_own_time(self.index) {
            return true;
        }
        self.learn_means(motion, most);
        self.means_known == self.x.len()
    }

    pub(super) fn known_means(&self) -> Option<&Points<f32>> {
        (self.means_known == self.x.len()).then_some(&self.mean)
    }

    /// One step. Must not be called at the end of the grid.
    pub(super) fn advance(&mut self, motion: &Motion) {
        let k = self.index;
        let purpose = Purpose::Step(k as u64);
        if motion.dynamics == Dynamics::Forward {
            motion.noise.normals(purpose, self.first, &mut self.z);
            let (t, t_next) = (motion.times[k], motion.times[k + 1]);
            forward::transition(motion.process, t, t_next, &mut self.x, &self.z);
        } else {
            // Particles that were launched here have no step before, as at the start of a run.
            let (times, from) = if self.has_previous {
                (&motion.times[..], k)
            } else {
                (&motion.times[k..], 0)
            };
            let step = Step::new(motion.process, motion.sampler, motion.epsilon, times, from);
            if step.asks_at_own_time() {
                self.means(motion);
            }
            if step.uses_noise() {
                motion.noise.normals(purpose, self.first, &mut self.z);
            }
            step.advance(
                &*motion.denoiser,
                &mut self.x,
                &mut self.mean,
                &self.previous,
                &self.z,
                &mut self.scratch,
            );
            std::mem::swap(&mut self.mean, &mut self.previous);
            self.has_previous = true;
        }
        self.index += 1;
        self.moved();
    }
}

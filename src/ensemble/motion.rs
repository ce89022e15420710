//! What moves particles, and particles that are moved: the one step function of every dynamics.

use super::forward;
use super::lighthouse::{Learned, denoiser};
#[cfg(feature = "lab")]
use crate::denoiser::Budget;
use crate::denoiser::Denoiser;
use crate::law::Law;
use crate::noise::{Noise, Purpose};
use crate::points::Points;
use crate::process::Process;
use crate::sampler::{Sampler, Step};
use crate::scene::{Dynamics, Scene};

/// Operations of a piece of what a denoiser works ahead: a few milliseconds.
#[cfg(feature = "lab")]
pub const PIECE: usize = 3_000_000;

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

    /// x̄₀ at index k, as the step from there wants it.
    fn mean(&self, k: usize, x: &Points<f32>, mean: &mut Points<f32>) {
        if self.dynamics != Dynamics::Forward && k < self.steps() {
            self.step(k).ask(&*self.denoiser, x, mean);
        } else {
            self.denoiser.posterior_mean(x, self.times[k], mean);
        }
    }

    /// Whether the denoiser has worked ahead on time t; it does so for a while where it has not.
    fn ready(&self, t: f64) -> bool {
        #[cfg(feature = "lab")]
        return self.denoiser.ready(t, &mut Budget::new(PIECE));
        #[cfg(not(feature = "lab"))]
        {
            let _ = t;
            true
        }
    }

    /// x̄₀(x, t) of at most so many more particles, see [`learn`].
    fn learn(
        &self,
        t: f64,
        x: &Points<f32>,
        mean: &mut Points<f32>,
        known: &mut usize,
        some: &mut [Points<f32>; 2],
        most: usize,
    ) -> bool {
        let ask =
            |x: &Points<f32>, mean: &mut Points<f32>| self.denoiser.posterior_mean(x, t, mean);
        self.ready(t) && learn(x, mean, known, some, most, ask)
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
    /// The step from here, where it is one that asks elsewhere than here.
    ahead: Ahead,
}

/// A step that asks for x̄₀ elsewhere than where the particles are, under way: first where they are raised to, then
/// where they come to.
#[derive(Default)]
struct Ahead {
    stage: Stage,
    /// Where the particles are in it.
    x: Points<f32>,
    /// x̄₀ of the first asking and of the second, of so many particles of those of the stage.
    mean: Points<f32>,
    end: Points<f32>,
    known: usize,
}

#[derive(Clone, Copy, Default, PartialEq)]
enum Stage {
    #[default]
    Begin,
    /// It asks for this time.
    First(f64),
    Second(f64),
    Taken,
}

/// Writes x̄₀ of at most so many more particles of `x` than the first `known` as `ask` has it; whether all are known then.
/// A particle's x̄₀ does not depend on who else is asked for.
fn learn(
    x: &Points<f32>,
    mean: &mut Points<f32>,
    known: &mut usize,
    some: &mut [Points<f32>; 2],
    most: usize,
    ask: impl Fn(&Points<f32>, &mut Points<f32>),
) -> bool {
    let (from, n) = (*known, x.len());
    let to = n.min(from.saturating_add(most));
    *known = to;
    if from == 0 && to == n {
        ask(x, mean);
    } else if from < to {
        let [places, means] = some;
        places.reshape(to - from, x.dim());
        for j in 0..x.dim() {
            places.axis_mut(j).copy_from_slice(&x.axis(j)[from..to]);
        }
        ask(places, means);
        for j in 0..x.dim() {
            mean.axis_mut(j)[from..to].copy_from_slice(means.axis(j));
        }
    }
    to == n
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
            ahead: Ahead::default(),
            x,
        }
    }

    /// To be called when `x` or `index` were changed from outside.
    pub(super) fn moved(&mut self) {
        self.means_known = 0;
        self.ahead.stage = Stage::Begin;
    }

    /// x̄₀(x, t) where the particles are; computed once, and used by the next step if that can.
    pub(super) fn means(&mut self, motion: &Motion) -> &Points<f32> {
        self.learn_means(motion, usize::MAX);
        &self.mean
    }

    fn learn_means(&mut self, motion: &Motion, most: usize) -> bool {
        let ask = |x: &Points<f32>, mean: &mut Points<f32>| motion.mean(self.index, x, mean);
        let (known, some) = (&mut self.means_known, &mut self.some);
        learn(&self.x, &mut self.mean, known, some, most, ask)
    }

    /// Does what the next step needs for at most so many more particles; whether the step can be taken without any of
    /// that. The small module does nothing ahead where a step asks elsewhere.
    pub(super) fn prepare(&mut self, motion: &Motion, most: usize) -> bool {
        if motion.dynamics == Dynamics::Forward {
            return true;
        }
        let step = self.step(motion);
        if step.asks_at_own_time() {
            let known = self.means_known == self.x.len();
            if !(known || motion.ready(motion.times[self.index]) && self.learn_means(motion, most))
            {
                return false;
            }
            // One thing at a time.
            if !crate::WHOLE || step.asks_again().is_none() || !known {
                return !crate::WHOLE || step.asks_again().is_none();
            }
        }
        !crate::WHOLE || self.work_ahead(motion, &step, most)
    }

    /// The step from here.
    fn step(&self, motion: &Motion) -> Step {
        // Particles that were launched here have no step before, as at the start of a run.
        let (times, from) = if self.has_previous {
            (&motion.times[..], self.index)
        } else {
            (&motion.times[self.index..], 0)
        };
        Step::new(motion.process, motion.sampler, motion.epsilon, times, from)
    }

    fn draw_noise(&mut self, motion: &Motion) {
        let purpose = Purpose::Step(self.index as u64);
        motion.noise.normals(purpose, self.first, &mut self.z);
    }

    /// Works on a step that asks elsewhere than where the particles are, for at most so many more of them; whether it is
    /// taken, but for putting them there.
    fn work_ahead(&mut self, motion: &Motion, step: &Step, most: usize) -> bool {
        if self.ahead.stage == Stage::Begin && step.uses_noise() {
            self.draw_noise(motion);
        }
        let some = &mut self.some;
        let Ahead {
            stage,
            x,
            mean,
            end,
            known,
        } = &mut self.ahead;
        let is_first = match *stage {
            Stage::Taken => return true,
            Stage::Begin => {
                x.copy_from(&self.x);
                mean.copy_from(&self.mean);
                end.reshape_like(x);
                match step.raise(x, &self.z) {
                    Some(time) => {
                        (*stage, *known) = (Stage::First(time), 0);
                        return false;
                    }
                    None => true,
                }
            }
            Stage::First(time) => {
                if !motion.learn(time, x, mean, known, some, most) {
                    return false;
                }
                true
            }
            Stage::Second(time) => {
                if !motion.learn(time, x, end, known, some, most) {
                    return false;
                }
                false
            }
        };
        *stage = Stage::Taken;
        if is_first {
            step.combine(x, mean, &self.previous, &self.z);
            if let Some(time) = step.asks_again() {
                (*stage, *known) = (Stage::Second(time), 0);
            }
        } else {
            step.correct(x, mean, end);
        }
        *stage == Stage::Taken
    }

    pub(super) fn known_means(&self) -> Option<&Points<f32>> {
        (self.means_known == self.x.len()).then_some(&self.mean)
    }

    /// One step. Must not be called at the end of the grid.
    pub(super) fn advance(&mut self, motion: &Motion) {
        if motion.dynamics == Dynamics::Forward {
            self.draw_noise(motion);
            let [t, t_next] = [0, 1].map(|k| motion.times[self.index + k]);
            forward::transition(motion.process, t, t_next, &mut self.x, &self.z);
        } else {
            let step = self.step(motion);
            if step.asks_at_own_time() {
                self.means(motion);
            }
            if !crate::WHOLE || step.asks_at_own_time() && step.asks_again().is_none() {
                if step.uses_noise() {
                    self.draw_noise(motion);
                }
                step.advance(
                    &*motion.denoiser,
                    &mut self.x,
                    &mut self.mean,
                    &self.previous,
                    &self.z,
                    &mut self.ahead.end,
                );
            } else {
                while !self.work_ahead(motion, &step, usize::MAX) {}
                std::mem::swap(&mut self.x, &mut self.ahead.x);
                std::mem::swap(&mut self.mean, &mut self.ahead.mean);
            }
            std::mem::swap(&mut self.mean, &mut self.previous);
            self.has_previous = true;
        }
        self.index += 1;
        self.moved();
    }
}

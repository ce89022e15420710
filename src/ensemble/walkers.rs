//! Particles of a scene that are moved: each step whole, or a piece at a time ahead of when it is due.

use super::forward;
use super::motion::Motion;
use crate::points::Points;
use crate::sampler::{Step, Walk};
use crate::scene::Dynamics;

/// Particles with consecutive numbers, at one index of the time grid.
pub(super) struct Walkers {
    /// The number of the first, which names its noise.
    first: usize,
    /// At which of the times they began.
    begun_at: usize,
    /// Where they are; `mean` is x̄₀(x, t) here and now, of the first `means_known` of them.
    pub(super) walk: Walk<f32>,
    means_known: usize,
    /// Some of the particles, and their x̄₀.
    some: [Points<f32>; 2],
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

/// The same of places that the particles are raised to or come to at time `t`, once the denoiser is ready for it.
fn learn_at(
    motion: &Motion,
    t: f64,
    x: &Points<f32>,
    mean: &mut Points<f32>,
    known: &mut usize,
    some: &mut [Points<f32>; 2],
    most: usize,
) -> bool {
    let ask = |x: &Points<f32>, mean: &mut Points<f32>| motion.denoiser.posterior_mean(x, t, mean);
    motion.ready(t) && learn(x, mean, known, some, most, ask)
}

/// Whether a step is worked ahead with what it asks: where it asks elsewhere than here and now. The small module takes
/// every step in one go.
fn is_worked_ahead(step: &Step) -> bool {
    crate::WHOLE && !(step.asks_at_own_time() && step.asks_again().is_none())
}

impl Walkers {
    /// Particles numbered `first`, `first` + 1, … at `x` and the time of this index.
    pub(super) fn new(first: usize, index: usize, x: Points<f32>) -> Self {
        Self {
            first,
            begun_at: index,
            means_known: 0,
            some: [Points::zeros(0, x.dim()), Points::zeros(0, x.dim())],
            ahead: Ahead::default(),
            walk: Walk::new(x),
        }
    }

    /// At which of the times they are.
    pub(super) fn index(&self) -> usize {
        self.begun_at + self.walk.taken
    }

    /// Where they are.
    pub(super) fn x(&self) -> &Points<f32> {
        &self.walk.x
    }

    /// To be called when the particles are elsewhere than they were.
    fn moved(&mut self) {
        self.means_known = 0;
        self.ahead.stage = Stage::Begin;
    }

    /// They are as a kept state of this index has them: `put` writes where they are, and the x̄₀ before.
    pub(super) fn restore(&mut self, index: usize, put: impl FnOnce(&mut Walk<f32>)) {
        self.walk.taken = index - self.begun_at;
        put(&mut self.walk);
        self.moved();
    }

    /// x̄₀(x, t) where the particles are; computed once, and used by the next step if that can.
    pub(super) fn means(&mut self, motion: &Motion) -> &Points<f32> {
        self.learn_means(motion, usize::MAX);
        &self.walk.mean
    }

    fn learn_means(&mut self, motion: &Motion, most: usize) -> bool {
        let index = self.index();
        let ask = |x: &Points<f32>, mean: &mut Points<f32>| motion.mean(index, x, mean);
        let (known, some) = (&mut self.means_known, &mut self.some);
        learn(&self.walk.x, &mut self.walk.mean, known, some, most, ask)
    }

    /// Does what the next step needs for at most so many more particles; whether the step can be taken without any of
    /// that. The small module does nothing ahead where a step asks elsewhere.
    pub(super) fn prepare(&mut self, motion: &Motion, most: usize) -> bool {
        if motion.dynamics == Dynamics::Forward {
            return true;
        }
        let step = self.step(motion);
        if step.asks_at_own_time() {
            let known = self.means_known == self.x().len();
            let t = motion.scheme.times[self.index()];
            if !(known || motion.ready(t) && self.learn_means(motion, most)) {
                return false;
            }
            // One thing at a time.
            if is_worked_ahead(&step) && !known {
                return false;
            }
        }
        !is_worked_ahead(&step) || self.work_ahead(motion, &step, most)
    }

    /// The step from here.
    fn step(&self, motion: &Motion) -> Step {
        // Particles that were launched here have no step before, as at the start of a run.
        if self.walk.taken > 0 {
            motion.scheme.step(self.index())
        } else {
            motion.scheme.first_step(self.index())
        }
    }

    /// Works on a step that asks elsewhere than where the particles are, for at most so many more of them; whether it is
    /// taken, but for putting them there.
    fn work_ahead(&mut self, motion: &Motion, step: &Step, most: usize) -> bool {
        if self.ahead.stage == Stage::Begin && step.uses_noise() {
            motion.draw(self.index(), self.first, &mut self.walk.z);
        }
        let (walk, some) = (&self.walk, &mut self.some);
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
                x.copy_from(&walk.x);
                mean.copy_from(&walk.mean);
                end.reshape_like(x);
                match step.raise(x, &walk.z) {
                    Some(time) => {
                        (*stage, *known) = (Stage::First(time), 0);
                        return false;
                    }
                    None => true,
                }
            }
            Stage::First(time) => {
                if !learn_at(motion, time, x, mean, known, some, most) {
                    return false;
                }
                true
            }
            Stage::Second(time) => {
                if !learn_at(motion, time, x, end, known, some, most) {
                    return false;
                }
                false
            }
        };
        *stage = Stage::Taken;
        if is_first {
            step.combine(x, mean, &walk.previous, &walk.z);
            if let Some(time) = step.asks_again() {
                (*stage, *known) = (Stage::Second(time), 0);
            }
        } else {
            step.correct(x, mean, end);
        }
        *stage == Stage::Taken
    }

    /// x̄₀(x, t) where the particles are, if it is known.
    pub(super) fn known_means(&self) -> Option<&Points<f32>> {
        (self.means_known == self.x().len()).then_some(&self.walk.mean)
    }

    /// One step. Must not be called at the end of the grid.
    pub(super) fn advance(&mut self, motion: &Motion) {
        let (index, first) = (self.index(), self.first);
        if motion.dynamics == Dynamics::Forward {
            let Walk { x, z, taken, .. } = &mut self.walk;
            motion.draw(index, first, z);
            let [t, t_next] = [0, 1].map(|k| motion.scheme.times[index + k]);
            forward::transition(motion.scheme.process, t, t_next, x, z);
            *taken += 1;
        } else {
            let step = self.step(motion);
            if step.asks_at_own_time() {
                self.means(motion);
            }
            if is_worked_ahead(&step) {
                while !self.work_ahead(motion, &step, usize::MAX) {}
                std::mem::swap(&mut self.walk.x, &mut self.ahead.x);
                std::mem::swap(&mut self.walk.mean, &mut self.ahead.mean);
                self.walk.arrive();
            } else {
                let draw = |z: &mut Points<f32>| motion.draw(index, first, z);
                self.walk.take(&step, &*motion.denoiser, draw);
            }
        }
        self.moved();
    }
}

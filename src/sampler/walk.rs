//! Particles on their way down the times of a scheme: where they are, and what they take along.

use super::step::Step;
use crate::denoiser::Denoiser;
use crate::points::{Points, Real};

/// Particles that take step after step: each asks the denoiser, gets its noise, is moved, and hands on the x̄₀ that it used.
///
/// ```
/// use reverse_diffusion::denoiser::Dirac;
/// use reverse_diffusion::points::Points;
/// use reverse_diffusion::process::Process;
/// use reverse_diffusion::sampler::{Sampler, Scheme, Walk};
///
/// let scheme = Scheme {
///     process: Process::Ou,
///     sampler: Sampler::DpmSolver,
///     epsilon: 0.0,
///     times: vec![3.0, 1.0, 0.0],
/// };
/// let denoiser = Dirac::new(vec![0.25]);
/// let mut walk = Walk::new(Points::<f32>::from_rows(&[-1.0, 2.0], 1));
/// for k in 0..scheme.steps() {
///     walk.advance(&scheme.step(k), &denoiser, |_| unreachable!("without noise none is drawn"));
/// }
/// assert_eq!((walk.taken, walk.x.as_slice()), (2, &[0.25, 0.25][..]));
/// ```
#[derive(Debug)]
pub struct Walk<T> {
    /// How many steps were taken.
    pub taken: usize,
    /// Where the particles are.
    pub x: Points<T>,
    /// The x̄₀ that the step before used; whatever it is before the first, which does not read it.
    pub previous: Points<T>,
    /// x̄₀ here and now, where it is known: what [`Walk::take`] goes by if the step asks at its own time.
    pub mean: Points<T>,
    /// The noise of a step that draws it.
    pub z: Points<T>,
    scratch: Points<T>,
}

impl<T: Real> Walk<T> {
    /// Particles at these places, no step taken.
    pub fn new(x: Points<T>) -> Self {
        let like = || Points::zeros(x.len(), x.dim());
        Self {
            taken: 0,
            previous: like(),
            mean: like(),
            z: like(),
            scratch: Points::zeros(0, x.dim()),
            x,
        }
    }

    /// Begins anew from these places, in the memory that it has.
    pub fn begin(&mut self, x: &Points<T>) {
        self.taken = 0;
        self.x.copy_from(x);
        for memory in [&mut self.previous, &mut self.mean, &mut self.z] {
            memory.reshape_like(x);
        }
    }

    /// Takes a step. `draw` writes standard normals into points of the shape of `x`; it is called where the step uses
    /// noise.
    pub fn advance(
        &mut self,
        step: &Step,
        denoiser: &dyn Denoiser<T>,
        draw: impl FnOnce(&mut Points<T>),
    ) {
        self.ask(step, denoiser);
        self.take(step, denoiser, draw);
    }

    /// The same with noise that others use too: `z` has the shape of `x`, and is read where the step uses noise.
    pub fn advance_with(&mut self, step: &Step, denoiser: &dyn Denoiser<T>, z: &Points<T>) {
        self.ask(step, denoiser);
        self.take_with(step, denoiser, z);
    }

    /// The step of [`Walk::advance`] where `mean` is known already, if the step asks at its own time.
    pub fn take(
        &mut self,
        step: &Step,
        denoiser: &dyn Denoiser<T>,
        draw: impl FnOnce(&mut Points<T>),
    ) {
        let mut z = std::mem::take(&mut self.z);
        if step.uses_noise() {
            draw(&mut z);
        }
        self.take_with(step, denoiser, &z);
        self.z = z;
    }

    /// To be called when a step was taken: the x̄₀ that it used, in `mean`, becomes that of the step before.
    pub fn arrive(&mut self) {
        std::mem::swap(&mut self.mean, &mut self.previous);
        self.taken += 1;
    }

    fn take_with(&mut self, step: &Step, denoiser: &dyn Denoiser<T>, z: &Points<T>) {
        let Self {
            x,
            mean,
            previous,
            scratch,
            ..
        } = self;
        step.advance(denoiser, x, mean, previous, z, scratch);
        self.arrive();
    }

    fn ask(&mut self, step: &Step, denoiser: &dyn Denoiser<T>) {
        if step.asks_at_own_time() {
            step.ask(denoiser, &self.x, &mut self.mean);
        }
    }
}

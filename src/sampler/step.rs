//! One step as a handful of numbers, and the one place where they are applied to particles.

use crate::denoiser::Denoiser;
use crate::points::{Points, Real};

/// Noise added before the denoiser is asked: x ← state·x + noise·z, which moves it from t up to `time`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Renoise {
    pub(super) time: f64,
    pub(super) state: f64,
    pub(super) noise: f64,
}

/// One step: x′ = state·x + mean·x̄₀ + history·(x̄₀ − previous x̄₀) + noise·z,
/// then, where there is a correction, x′ += correction·(x̄₀(x′, t′) − x̄₀).
///
/// ```
/// use reverse_diffusion::process::Process;
/// use reverse_diffusion::sampler::{Sampler, Step};
///
/// let times = [3.0, 1.0, 0.0];
/// let first = Step::new(Process::Ou, Sampler::Heun, 1.0, &times, 0);
/// // With noise Heun's method asks where the noise was raised to.
/// assert!(first.uses_noise() && !first.asks_at_own_time());
/// let last = Step::new(Process::Ou, Sampler::Heun, 1.0, &times, 1);
/// assert!(!last.uses_noise() && last.asks_at_own_time());
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Step {
    pub(super) t: f64,
    pub(super) t_next: f64,
    pub(super) renoise: Option<Renoise>,
    pub(super) state: f64,
    pub(super) mean: f64,
    pub(super) noise: f64,
    pub(super) history: f64,
    pub(super) correction: f64,
}

impl Step {
    /// A step of one evaluation, x′ = state·x + mean·x̄₀ + noise·z.
    pub(super) fn plain(t: f64, t_next: f64, [state, mean, noise]: [f64; 3]) -> Self {
        Self {
            t,
            t_next,
            renoise: None,
            state,
            mean,
            noise,
            history: 0.0,
            correction: 0.0,
        }
    }

    /// The time at which the denoiser is asked first, and whether that is the state's own time, so that
    /// a value of x̄₀ computed for the picture can serve the step.
    pub fn asks_at_own_time(&self) -> bool {
        self.renoise.is_none()
    }

    /// x̄₀(x, t) at the step's own time, for [`Step::asks_at_own_time`]: where the step puts particles on it, x′ = x̄₀ at
    /// t = 0, as [`Denoiser::arrival`] gives it.
    pub fn ask<T: Real>(&self, denoiser: &dyn Denoiser<T>, x: &Points<T>, mean: &mut Points<T>) {
        if self.t_next == 0.0 && self.state == 0.0 && self.mean == 1.0 {
            denoiser.arrival(x, self.t, mean);
        } else {
            denoiser.posterior_mean(x, self.t, mean);
        }
    }

    /// Whether the step uses x̄₀ of the step before.
    pub fn uses_history(&self) -> bool {
        self.history != 0.0
    }

    /// Whether the step uses the noise at all.
    pub fn uses_noise(&self) -> bool {
        self.noise != 0.0 || self.renoise.is_some()
    }

    /// [state, mean, noise] of a step that is x′ = state·x + mean·x̄₀ + noise·z and nothing more.
    pub(crate) fn affine(&self) -> Option<[f64; 3]> {
        let is_plain = self.renoise.is_none() && self.history == 0.0 && self.correction == 0.0;
        is_plain.then_some([self.state, self.mean, self.noise])
    }

    /// Takes the step for all points of `x` at once.
    ///
    /// `mean` holds x̄₀(x, t) on entry if [`Step::asks_at_own_time`], and on return the x̄₀ that was used;
    /// `previous` is the x̄₀ used by the step before (read only if [`Step::uses_history`]); `z` holds
    /// standard normals (read only if [`Step::uses_noise`]); `scratch` is memory to use. All have the
    /// shape of `x`.
    pub fn advance<T: Real>(
        &self,
        denoiser: &dyn Denoiser<T>,
        x: &mut Points<T>,
        mean: &mut Points<T>,
        previous: &Points<T>,
        z: &Points<T>,
        scratch: &mut Points<T>,
    ) {
        if let Some(time) = self.raise(x, z) {
            denoiser.posterior_mean(x, time, mean);
        }
        self.combine(x, mean, previous, z);
        if let Some(time) = self.asks_again() {
            scratch.reshape_like(x);
            denoiser.posterior_mean(x, time, scratch);
            self.correct(x, mean, scratch);
        }
    }

    /// Adds the noise that comes before the denoiser is asked, and says for which time it is asked then; `None` where it
    /// is asked at the step's own, see [`Step::asks_at_own_time`].
    pub(crate) fn raise<T: Real>(&self, x: &mut Points<T>, z: &Points<T>) -> Option<f64> {
        let renoise = self.renoise?;
        let (state, noise) = (T::from_f64(renoise.state), T::from_f64(renoise.noise));
        for (x, &z) in x.as_mut_slice().iter_mut().zip(z.as_slice()) {
            *x = state * *x + noise * z;
        }
        Some(renoise.time)
    }

    /// For which time the denoiser is asked once more, where it is.
    pub(crate) fn asks_again(&self) -> Option<f64> {
        (self.correction != 0.0).then_some(self.t_next)
    }

    /// x′ += correction·(`end` − `mean`), `end` what the denoiser answered when it was asked once more.
    pub(crate) fn correct<T: Real>(&self, x: &mut Points<T>, mean: &Points<T>, end: &Points<T>) {
        let correction = T::from_f64(self.correction);
        let ends = end.as_slice().iter().zip(mean.as_slice());
        for (x, (&end, &start)) in x.as_mut_slice().iter_mut().zip(ends) {
            *x = *x + correction * (end - start);
        }
    }

    /// x′ = state·x + mean·x̄₀ + history·(x̄₀ − previous) + noise·z.
    pub(crate) fn combine<T: Real>(
        &self,
        x: &mut Points<T>,
        mean: &Points<T>,
        previous: &Points<T>,
        z: &Points<T>,
    ) {
        let (state, weight) = (T::from_f64(self.state), T::from_f64(self.mean));
        let means = mean.as_slice().iter();
        for (x, &mean) in x.as_mut_slice().iter_mut().zip(means) {
            *x = state * *x + weight * mean;
        }
        if self.uses_history() {
            let history = T::from_f64(self.history);
            let pairs = mean.as_slice().iter().zip(previous.as_slice());
            for (x, (&mean, &previous)) in x.as_mut_slice().iter_mut().zip(pairs) {
                *x = *x + history * (mean - previous);
            }
        }
        if self.noise != 0.0 && self.renoise.is_none() {
            let noise = T::from_f64(self.noise);
            for (x, &z) in x.as_mut_slice().iter_mut().zip(z.as_slice()) {
                *x = *x + noise * z;
            }
        }
    }
}

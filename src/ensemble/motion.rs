//! What moves a scene's particles: its scheme, its denoiser and its noise.

use super::denoiser_factory::denoiser;
use crate::denoiser::{Budget, Denoiser, Network};
use crate::law::Law;
use crate::noise::{Noise, Purpose};
use crate::points::Points;
use crate::sampler::{Sampler, Scheme};
use crate::scene::{Dynamics, Scene};

/// Operations of a piece of what a denoiser works ahead: a few milliseconds.
pub const PIECE: usize = 3_000_000;

/// A scene's dynamics: everything that a step needs but the particles.
pub(super) struct Motion {
    pub(super) dynamics: Dynamics,
    /// Its times are those of the run, in the order in which they are passed: in the forward process they increase, and no
    /// step of a sampler is taken.
    pub(super) scheme: Scheme,
    pub(super) denoiser: Box<dyn Denoiser<f32>>,
    pub(super) noise: Noise,
}

impl Motion {
    /// `rho0` is what the denoiser is exact for, `law` that of the data points.
    pub(super) fn new(scene: &Scene, law: &Law, rho0: &Law, network: Option<&Network>) -> Self {
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
            scheme: Scheme {
                process: scene.process,
                sampler,
                epsilon,
                times,
            },
            denoiser,
            noise: Noise::new(scene.seed),
        }
    }

    /// [state, mean, noise] of step k, of a scheme whose steps are no more.
    pub(super) fn affine(&self, k: usize) -> Option<[f64; 3]> {
        self.scheme.first_step(k).affine()
    }

    /// x̄₀ at index k, as the step from there wants it.
    pub(super) fn mean(&self, k: usize, x: &Points<f32>, mean: &mut Points<f32>) {
        if self.dynamics != Dynamics::Forward && k < self.scheme.steps() {
            self.scheme.first_step(k).ask(&*self.denoiser, x, mean);
        } else {
            self.denoiser.posterior_mean(x, self.scheme.times[k], mean);
        }
    }

    /// Whether the denoiser has worked ahead on time t; it does so for a while where it has not.
    pub(super) fn ready(&self, t: f64) -> bool {
        self.denoiser.ready(t, &mut Budget::new(PIECE))
    }

    /// The noise of the step from index `k` for the particles numbered `first`, `first` + 1, …
    pub(super) fn draw(&self, k: usize, first: usize, z: &mut Points<f32>) {
        self.noise.normals(Purpose::Step(k as u64), first, z);
    }

    /// Whether a step needs to know x̄₀ of the step before.
    pub(super) fn has_memory(&self) -> bool {
        self.dynamics == Dynamics::Reverse && self.scheme.sampler.facts().remembers
    }
}

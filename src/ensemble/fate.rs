//! What the weights λ_i(x, t) of (4.37) are in a scene: the one place that knows when they are chances of an end.
//!
//! By Theorem 1 of Cao et al. λ_i(x, t) is the chance that a reverse path that stands at x at time t ends at x_i, for ε = 1,
//! the exact denoiser of the data points, no width, a run down to t = 0, and steps that are fine. Whatever runs, it
//! is the chance that a particle of the forward process that is at x at time t came from x_i.

use crate::sampler::Sampler;
use crate::scene::{DenoiserKind, Dynamics, Scene};

/// What λ_i is.
///
/// ```
/// use reverse_diffusion::ensemble::Fate;
/// use reverse_diffusion::scene::Scene;
///
/// assert_eq!(Fate::of(&Scene::default(), true), Fate::Origin);
/// assert_eq!(Fate::of(&Scene::default(), false), Fate::Chance);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// The chance of having started at x_i.
    Origin,
    /// The chance of ending at x_i, as far as steps are fine: see [`Simulation::doubt`](super::Simulation::doubt).
    Chance,
    /// Nothing that a bridge heeds.
    Bridge,
    /// What the exact denoiser weighs by; another one runs.
    Denoiser,
    /// What pulls, where the end is determined: ε = 0.
    Flow,
    /// What pulls; the chance for ε = 1 only.
    Noise,
    /// The chance that the end belongs to the blur of x_i.
    Width,
    /// The chance of ending at x_i of a run that went on to t = 0.
    Stopped,
}

impl Fate {
    /// In this scene; `forward` for its forward process, whichever of the two runs.
    pub fn of(scene: &Scene, forward: bool) -> Self {
        if forward {
            Fate::Origin
        } else if scene.dynamics == Dynamics::Bridge {
            Fate::Bridge
        } else if scene.denoiser != DenoiserKind::Exact {
            Fate::Denoiser
        } else if scene.epsilon == 0.0 {
            Fate::Flow
        } else if scene.epsilon != 1.0 || scene.sampler == Sampler::EulerMaruyamaAsPrinted {
            Fate::Noise
        } else if scene.width > 0.0 {
            Fate::Width
        } else if scene.t_min > 0.0 {
            Fate::Stopped
        } else {
            Fate::Chance
        }
    }

    /// Its name where it is asked for.
    pub fn name(self) -> &'static str {
        match self {
            Fate::Origin => "origin",
            Fate::Chance => "chance",
            Fate::Bridge => "bridge",
            Fate::Denoiser => "denoiser",
            Fate::Flow => "flow",
            Fate::Noise => "noise",
            Fate::Width => "width",
            Fate::Stopped => "stopped",
        }
    }
}

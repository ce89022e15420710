//! Which x̄₀ drives a scene: the one place where the names of denoisers become denoisers.

#[cfg(feature = "lab")]
use crate::denoiser::network::{self, LEAST_TIME, Recipe, Training};
use crate::denoiser::{Denoiser, Dirac, ExactLanes, Kernel};
#[cfg(feature = "lab")]
use crate::denoiser::{Fourier, Gaussian, Smoothed};
use crate::law::Law;
#[cfg(feature = "lab")]
use crate::scene::Half;
use crate::scene::{DenoiserKind, Dynamics, Scene};
#[cfg(feature = "lab")]
use crate::time_grid::time_grid;

/// The denoiser of a scene; `law` is that of its data points, `rho0` what a true one is exact for. A network is trained
/// for it here and now, unless `network` is one that was.
pub fn denoiser(
    scene: &Scene,
    law: &Law,
    rho0: &Law,
    network: Option<&Learned>,
) -> Box<dyn Denoiser<f32>> {
    if scene.dynamics == Dynamics::Bridge {
        return Box::new(Dirac::new(law.points.point(scene.target)));
    }
    let exact = |law: &Law| ExactLanes::new(Kernel::of(scene.process, law));
    #[cfg(feature = "lab")]
    match scene.denoiser {
        DenoiserKind::Exact | DenoiserKind::TrueLaw => {}
        DenoiserKind::Smoothed => return Box::new(Smoothed::new(exact(law), scene.smoothing)),
        DenoiserKind::Kde => return Box::new(exact(&blurred(law, scene.bandwidth))),
        DenoiserKind::Floor => {
            let kernel = Kernel::of(scene.process, &blurred(law, scene.bandwidth));
            return Box::new(ExactLanes::floored(kernel));
        }
        DenoiserKind::Gaussian => return Box::new(Gaussian::of(scene.process, law)),
        DenoiserKind::Fourier => {
            return Box::new(Fourier::new(
                scene.process,
                law.clone(),
                scene.features,
                scene.ridge,
                scene.learning_seed,
            ));
        }
        DenoiserKind::Halves => {
            let second = scene.half == Half::Second;
            return Box::new(exact(&law.clone().half(second, scene.draw)));
        }
        DenoiserKind::Network => {
            if let Some(learned) = network {
                return Box::new(learned.clone());
            }
            let mut training = Training::new(recipe(scene, law));
            while training.advance() {}
            return Box::new(training.network().clone());
        }
    }
    let _ = network;
    Box::new(exact(if scene.denoiser == DenoiserKind::TrueLaw {
        rho0
    } else {
        law
    }))
}

/// A network that was trained before.
#[cfg(feature = "lab")]
pub type Learned = network::Network;
/// There is none without the lab.
#[cfg(not(feature = "lab"))]
pub type Learned = ();

/// The law with every point blurred by N(0, b²) more.
#[cfg(feature = "lab")]
fn blurred(law: &Law, bandwidth: f64) -> Law {
    Law {
        width: libm::hypot(law.width, bandwidth),
        ..law.clone()
    }
}

/// How the network of a scene is trained: on its data points, at times from its grid.
#[cfg(feature = "lab")]
pub fn recipe(scene: &Scene, law: &Law) -> Recipe {
    let least = scene.t_min.max(LEAST_TIME.min(0.5 * scene.t_star));
    let mut times = time_grid(scene.process, scene.grid, scene.t_star, least, scene.steps);
    times.retain(|&t| t > 0.0);
    Recipe {
        process: scene.process,
        law: law.clone(),
        answer: scene.answer,
        loss: scene.loss,
        times,
        steps: scene.training,
        seed: scene.learning_seed,
    }
}

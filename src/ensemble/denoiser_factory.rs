//! Which x̄₀ drives a scene: the one place where the names of denoisers become denoisers.

#[cfg(feature = "lab")]
use crate::denoiser::network::{self, LEAST_TIME, Recipe, Trainee, Training};
use crate::denoiser::{Denoiser, Dirac, ExactLanes, Kernel};
#[cfg(feature = "lab")]
use crate::denoiser::{Fourier, Gaussian, Smoothed, kde};
use crate::law::Law;
#[cfg(feature = "lab")]
use crate::scene::Half;
use crate::scene::{DenoiserKind, Dynamics, Scene};
#[cfg(feature = "lab")]
use crate::time_grid::{Grid, time_grid};

/// The denoiser of a scene; `law` is that of its data points, `rho0` what a true one is exact for. A network is trained
/// when it is first asked, in pieces by [`Denoiser::ready`], unless `network` is one that was.
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
        DenoiserKind::Kde => return Box::new(exact(&kde(law, scene.bandwidth))),
        DenoiserKind::Floor => {
            let kernel = Kernel::of(scene.process, &kde(law, scene.bandwidth));
            return Box::new(ExactLanes::floored(kernel));
        }
        DenoiserKind::Gaussian => return Box::new(Gaussian::of(scene.process, law)),
        DenoiserKind::Fourier => {
            return Box::new(Fourier::new(
                scene.process,
                law,
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
            return Box::new(Trainee::new(Training::new(recipe(scene, law))));
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

/// Up to this horizon a network is trained whatever the scene's own is, so that T* can be moved without training again.
#[cfg(feature = "lab")]
const TRAINED_HORIZON: f64 = 3.0;
/// So many times of (4.34).
#[cfg(feature = "lab")]
const TRAINED_TIMES: usize = 1000;

/// How the network of a scene is trained: on its data points, from t = 1e-3 to T* or beyond, where (4.34) takes its times
/// uniform in log-SNR, on which it equals (4.33) up to a factor. Neither the scene's own grid nor its steps matter.
#[cfg(feature = "lab")]
pub fn recipe(scene: &Scene, law: &Law) -> Recipe {
    let horizon = scene.t_star.max(TRAINED_HORIZON);
    Recipe {
        process: scene.process,
        law: law.clone(),
        answer: scene.answer,
        loss: scene.loss,
        times: time_grid(
            scene.process,
            Grid::LogSnr,
            horizon,
            LEAST_TIME,
            f64::INFINITY,
            TRAINED_TIMES,
        ),
        steps: scene.training,
        seed: scene.learning_seed,
    }
}

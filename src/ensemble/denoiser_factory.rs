//! Which x̄₀ drives a scene: the one place where the names of denoisers become denoisers.

use crate::denoiser::local::{Local, Reach};
use crate::denoiser::network::{LEAST_TIME, Network, Recipe, Trainee, Training};
use crate::denoiser::{
    Denoiser, Dirac, ExactLanes, Fourier, Gaussian, Kernel, Relay, Smoothed, kde,
};
use crate::law::Law;
use crate::points::{Points, Real};
use crate::scene::{DenoiserKind, Dynamics, Half, Patch, RelayOrder, Scene};
use crate::time_grid::{Grid, time_grid};

/// The denoiser of a scene; `law` is that of its data points, `rho0` what a true one is exact for. A network is trained
/// when it is first asked, in pieces by [`Denoiser::ready`], unless `network` is one that was.
pub fn denoiser(
    scene: &Scene,
    law: &Law,
    rho0: &Law,
    network: Option<&Network>,
) -> Box<dyn Denoiser<f32>> {
    if scene.dynamics == Dynamics::Bridge {
        return Box::new(Dirac::new(law.points().point(scene.target)));
    }
    let exact = || Box::new(ExactLanes::new(Kernel::of(scene.process, law)));
    // The small module knows no other.
    if !crate::WHOLE || scene.denoiser == DenoiserKind::Exact {
        return exact();
    }
    relayed(scene, own(scene, law, rho0, network), || exact())
}

/// What a scene names, and the exact one before or after it where they take turns.
fn relayed<T: Real + 'static>(
    scene: &Scene,
    own: Box<dyn Denoiser<T>>,
    exact: impl FnOnce() -> Box<dyn Denoiser<T>>,
) -> Box<dyn Denoiser<T>> {
    match scene.relay_order {
        _ if scene.relay == 0.0 => own,
        RelayOrder::ExactFirst => Box::new(Relay::new(exact(), own, scene.relay)),
        RelayOrder::ExactLast => Box::new(Relay::new(own, exact(), scene.relay)),
    }
}

/// The denoiser that a scene names.
fn own(scene: &Scene, law: &Law, rho0: &Law, network: Option<&Network>) -> Box<dyn Denoiser<f32>> {
    let exact = |law: &Law| ExactLanes::new(Kernel::of(scene.process, law));
    match scene.denoiser {
        DenoiserKind::Exact => Box::new(exact(law)),
        DenoiserKind::TrueLaw => Box::new(exact(rho0)),
        DenoiserKind::Smoothed => Box::new(Smoothed::new(exact(law), scene.smoothing)),
        DenoiserKind::Kde => Box::new(exact(&kde(law, scene.bandwidth))),
        DenoiserKind::Floor => {
            let kernel = Kernel::of(scene.process, &kde(law, scene.bandwidth));
            Box::new(ExactLanes::floored(kernel))
        }
        DenoiserKind::Gaussian => Box::new(Gaussian::of(scene.process, law)),
        DenoiserKind::Fourier => Box::new(Fourier::new(
            scene.process,
            law,
            scene.features,
            scene.ridge,
            scene.learning_seed,
        )),
        DenoiserKind::Local => local(scene, law, reach(scene), false),
        DenoiserKind::LocalEquivariant => local(scene, law, reach(scene), true),
        DenoiserKind::Wiener => local(scene, law, Reach::Wiener, false),
        DenoiserKind::Halves => {
            let second = scene.half == Half::Second;
            Box::new(exact(&law.clone().half(second, scene.draw)))
        }
        DenoiserKind::Network => {
            if let Some(network) = network {
                return Box::new(network.clone());
            }
            Box::new(Trainee::new(Training::new(recipe(scene, law))))
        }
    }
}

/// The denoiser of a scene in double precision, whatever its dynamics; what is known to ensembles alone answers as they hear it.
pub fn denoiser_of(scene: &Scene, network: Option<&Network>) -> Box<dyn Denoiser<f64>> {
    let (law, rho0) = (scene.law(), scene.rho0());
    let exact = |law: &Law| Kernel::of(scene.process, law);
    let own: Box<dyn Denoiser<f64>> = match scene.denoiser {
        DenoiserKind::Exact => Box::new(exact(&law)),
        DenoiserKind::TrueLaw => Box::new(exact(&rho0)),
        DenoiserKind::Kde => Box::new(exact(&kde(&law, scene.bandwidth))),
        DenoiserKind::Halves => {
            let second = scene.half == Half::Second;
            Box::new(exact(&law.clone().half(second, scene.draw)))
        }
        DenoiserKind::Gaussian => Box::new(Gaussian::of(scene.process, &law)),
        DenoiserKind::Local => Box::new(Local::new(scene.process, &law, reach(scene), false)),
        DenoiserKind::LocalEquivariant => {
            Box::new(Local::new(scene.process, &law, reach(scene), true))
        }
        DenoiserKind::Wiener => Box::new(Local::new(scene.process, &law, Reach::Wiener, false)),
        DenoiserKind::Smoothed
        | DenoiserKind::Floor
        | DenoiserKind::Fourier
        | DenoiserKind::Network => Box::new(Rounded(own(scene, &law, &rho0, network))),
    };
    if scene.denoiser == DenoiserKind::Exact {
        return own;
    }
    relayed(scene, own, || Box::new(exact(&law)))
}

/// An ensemble's denoiser, asked and answering in double precision.
struct Rounded(Box<dyn Denoiser<f32>>);

impl Denoiser<f64> for Rounded {
    fn dim(&self) -> usize {
        self.0.dim()
    }

    fn posterior_mean(&self, x: &Points<f64>, t: f64, mean: &mut Points<f64>) {
        let mut answer = Points::zeros(0, x.dim());
        self.0.posterior_mean(&x.cast(), t, &mut answer);
        *mean = answer.cast();
    }
}

/// How far a pixel of a scene's local denoiser sees.
fn reach(scene: &Scene) -> Reach {
    match scene.patch {
        Patch(0) => Reach::Auto,
        Patch(patch) => Reach::Patch(patch),
    }
}

/// A local denoiser; where windows hold the image it is the exact one, to the last bit.
fn local(scene: &Scene, law: &Law, reach: Reach, equivariant: bool) -> Box<dyn Denoiser<f32>> {
    let side = law.points().dim().isqrt();
    match reach {
        Reach::Patch(patch) if patch + 1 >= 2 * side => {
            Box::new(ExactLanes::new(Kernel::of(scene.process, law)))
        }
        _ => Box::new(Local::new(scene.process, law, reach, equivariant)),
    }
}

/// Up to this horizon a network is trained whatever the scene's own is, so that T* can be moved without training again.
const TRAINED_HORIZON: f64 = 3.0;
/// So many times of (4.34).
const TRAINED_TIMES: usize = 1000;

/// How the network of a scene is trained: on its data points, from t = 1e-3 to T* or beyond, where (4.34) takes its times
/// uniform in log-SNR, on which it equals (4.33) up to a factor. Neither the scene's own grid nor its steps matter.
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

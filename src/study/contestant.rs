//! A scene run by one of several denoisers from the same starts and with the same noise, in pieces.

use super::chart::Ink;
use super::denoisers;
use crate::denoiser::network::{Network, Training};
use crate::ensemble::{Simulation, recipe};
use crate::points::Points;
use crate::scene::{DenoiserKind, Dynamics, Scene, StudyKind};

/// Training steps of a piece of work.
const STEPS: usize = 3;

/// Particles whose x̄₀ a piece of work asks for.
const PIECE: usize = 2048;

/// One denoiser on its way.
pub(super) struct Contestant {
    pub(super) name: &'static str,
    pub(super) ink: Ink,
    scene: Scene,
    training: Option<Training>,
    /// A network that was trained before.
    network: Option<Network>,
    simulation: Option<Simulation>,
}

impl Contestant {
    /// The scene with this denoiser and so many particles, whatever else it asks for.
    pub(super) fn new(
        name: &'static str,
        ink: Ink,
        scene: &Scene,
        denoiser: DenoiserKind,
        particles: usize,
    ) -> Self {
        let scene = Scene {
            dynamics: Dynamics::Reverse,
            study: StudyKind::None,
            denoiser,
            particles,
            ..scene.clone()
        };
        Self {
            name,
            ink,
            training: (denoiser == DenoiserKind::Network)
                .then(|| Training::new(recipe(&scene, &scene.law()))),
            network: None,
            simulation: None,
            scene,
        }
    }

    /// The same under the name and in the colour that this denoiser has everywhere.
    pub(super) fn of(scene: &Scene, denoiser: DenoiserKind, particles: usize) -> Self {
        let (name, ink) = (denoisers::name(denoiser), denoisers::ink(denoiser));
        Self::new(name, ink, scene, denoiser, particles)
    }

    /// The same with a network that was trained before.
    pub(super) fn with_network(self, network: Option<&Network>) -> Self {
        Self {
            training: self.training.filter(|_| network.is_none()),
            network: network.cloned(),
            ..self
        }
    }

    /// The scene it runs.
    pub(super) fn scene(&self) -> &Scene {
        &self.scene
    }

    /// Learns what there is to learn; false once nothing is left.
    pub(super) fn learn(&mut self) -> bool {
        let Some(training) = &mut self.training else {
            return false;
        };
        for _ in 0..STEPS {
            training.advance();
        }
        if training.done() {
            self.network = Some(training.network().clone());
            self.training = None;
        }
        true
    }

    /// The simulation, built when it is first asked for; a network must have been trained.
    pub(super) fn simulation(&mut self) -> &mut Simulation {
        let (scene, network) = (&self.scene, self.network.as_ref());
        self.simulation
            .get_or_insert_with(|| Simulation::with_network(scene.clone(), network))
    }

    /// Works ahead on the run's next step, which is a piece of work then; whether it can be taken.
    pub(super) fn prepare(&mut self) -> bool {
        self.simulation().prepare(PIECE)
    }

    /// A piece of learning or of the run; false once it has arrived.
    pub(super) fn work(&mut self) -> bool {
        self.learn() || self.simulation().work(PIECE)
    }

    /// Where the particles are.
    pub(super) fn positions(&mut self) -> &Points<f32> {
        self.simulation().positions()
    }
}

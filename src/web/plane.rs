//! The small module's stand-in for `web/lab/`: it shows a scene in the plane, and nothing beside it.

use crate::denoiser::Network;
use crate::ensemble::Simulation;
use crate::scene::Scene;
use wasm_bindgen::JsValue;

/// What is kept beside a running scene: nothing.
#[derive(Default)]
pub(super) struct Beside {}

impl Beside {
    /// Adds nothing to what is said of a scene.
    pub(super) fn add_to(&self, _info: &JsValue, _simulation: &Simulation) {}
}

/// The network of a scene, as far as it was trained: there is none.
pub(super) fn network(_scene: &Scene) -> Option<Network> {
    None
}

/// Whether a scene needs the whole module: one that is not of the plane, or says what this one does not know.
pub(super) fn is_needed_by(scene: &Scene) -> bool {
    scene.beyond || scene.law().points().dim() != 2
}

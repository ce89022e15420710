//! What the whole module has for JavaScript beside what a scene in the plane needs in someone else's page. In the small
//! module `web/plane.rs` stands in its place.

mod arguments;
mod beside;
mod catalogue;
mod denoiser;
mod formulas;
mod learning;
mod line_picture;
mod picture;
mod simulation;
mod study;
mod table;

pub(super) use beside::Beside;
pub(super) use learning::network;

use crate::scene::Scene;

/// Whether a scene needs another module than this one: none does.
pub(super) fn is_needed_by(_scene: &Scene) -> bool {
    false
}

//! The boundary to JavaScript: thin wrappers, and every error as a `SceneError`. No mathematics.
//!
//! The files beside this one are what a scene in the plane needs in someone else's page, and both modules have them;
//! `lab/` is what the whole module has besides.

mod catalogue;
mod convert;
#[cfg_attr(not(feature = "lab"), path = "web/plane.rs")]
mod lab;
mod memory;
mod picture;
mod simulation;

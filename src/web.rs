//! The boundary to JavaScript: thin wrappers, and every error as a `SceneError`. No mathematics.
//!
//! With the feature `lab` it is the whole module; without, what a scene needs in someone else's page.

#[cfg(feature = "lab")]
mod arguments;
mod catalogue;
mod convert;
#[cfg(feature = "lab")]
mod formulas;
#[cfg(feature = "lab")]
mod learning;
#[cfg(feature = "lab")]
mod line_picture;
mod memory;
mod picture;
mod simulation;

#[cfg(feature = "lab")]
mod study;
#[cfg(feature = "lab")]
mod table;

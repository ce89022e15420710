//! The boundary to JavaScript: thin wrappers, and every error as a `SceneError`. No mathematics.

mod convert;
mod picture;
mod simulation;
mod stateless;
mod study;

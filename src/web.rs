//! The boundary to JavaScript: thin wrappers, and every error as a `SceneError`. No mathematics.
//!
//! With the feature `lab` it is the whole module; without, what a scene needs in someone else's page.

#[global_allocator]
static ALLOCATOR: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();

#[cfg(feature = "lab")]
mod arguments;
mod catalogue;
mod convert;
#[cfg(feature = "lab")]
mod formulas;
#[cfg(feature = "lab")]
mod learning;
mod picture;
mod simulation;

#[cfg(feature = "lab")]
mod study;
#[cfg(feature = "lab")]
mod table;

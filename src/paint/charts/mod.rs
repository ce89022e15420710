//! Axes and charts, drawn by plotters onto a canvas: slow (a call into the browser for each stroke), and so
//! drawn only when something has changed.
//!
//! plotters knows nothing of device pixels: the canvas has them, and every length here is multiplied by
//! their ratio.

#[cfg(target_arch = "wasm32")]
mod axes;
#[cfg(target_arch = "wasm32")]
mod canvas;
#[cfg(target_arch = "wasm32")]
mod captures;

#[cfg(target_arch = "wasm32")]
pub use {axes::axes, captures::captures};

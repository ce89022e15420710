//! Charts, drawn by plotters onto a canvas: slow (a call into the browser for each stroke), and so
//! drawn only when something has changed. `scale` and `plot` know where everything lies and need no browser.
//!
//! plotters knows nothing of device pixels: the canvas has them, and every length here is multiplied by
//! their ratio.

#[cfg(target_arch = "wasm32")]
mod canvas;
#[cfg(target_arch = "wasm32")]
mod captures;
#[cfg(target_arch = "wasm32")]
mod fine;
mod label;
#[cfg(target_arch = "wasm32")]
mod marks;
#[cfg(target_arch = "wasm32")]
mod named;
mod names;
mod plot;
mod scale;
mod shade;
#[cfg(target_arch = "wasm32")]
mod study;

pub use label::{Level, pieces};
pub use names::{Named, Names};
pub use plot::{Plot, clipped, variants};
pub use scale::{Scale, Tick};
pub use shade::{resolved, shades};
#[cfg(target_arch = "wasm32")]
pub use {
    captures::captures,
    study::{Fonts, study},
};

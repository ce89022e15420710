//! A small network that learns x̄₀ from data by one of the papers' losses, Cao et al. section 4.4.
//!
//! It sees x, centred and scaled to unit size, and half the log signal-to-noise ratio; it answers with x̄₀ itself (4.27)
//! or with the noise ε₀ (4.32), from which x̄₀ follows. [`Training`] is how it comes about, a step at a time: the same
//! scene and seed give the same weights, to the last bit, on every machine.

mod denoiser;
mod perceptron;
mod trainee;
mod training;

pub use denoiser::{HIDDEN, LEAST_TIME, Network};
pub use perceptron::{Perceptron, Sizes, Tape};
pub use trainee::Trainee;
pub use training::{BATCH, Floor, Recipe, Training, floor};

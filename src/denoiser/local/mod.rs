//! Local denoisers: the posterior over *patches* in place of whole images (Kamb & Ganguli, *An analytic theory of
//! creativity in convolutional diffusion models*, 2025, arXiv:2412.20292).
//!
//! Of all denoisers whose answer at pixel u depends on a window Ω_u around it alone, the best one is the exact posterior
//! of each pixel, seen through its window ("LS"):
//!
//! x̂(u) = Σ_i x_i(u) W_i(u),  W_i(u) ∝ w_i exp(−|x_{Ω_u} − α x_{i,Ω_u}|²/2S)
//!
//! with S = σ² for atoms. Of those that also treat all places alike but for the border ("boundary-broken ELS"), the sum
//! goes over all patches of all images that have as much border as Ω_u. A window that holds the image makes both the exact
//! denoiser.

mod lanes;
mod reach;
mod scores;
mod sums;
mod windows;

pub use reach::{Reach, SHARE, THRESHOLD};
pub use scores::Local;
pub use windows::{Displacement, Windows, displacements, likenesses};

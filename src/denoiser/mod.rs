//! The lighthouse x̄₀(x, t) = E[X₀ | X_t = x], Cao et al. (4.2): the one function that drives every
//! dynamics. In the field's words the denoiser, or the posterior mean.
//!
//! The score follows from it by (4.4): ∇log ρ = (α x̄₀ − x)/σ².

mod dirac;
pub mod exact;
mod fourier;
mod gaussian;
mod kde;
mod learning;
pub mod local;
pub mod network;
mod posterior_mean;
pub mod reflected;
mod relay;
mod smoothed;

pub use crate::budget::Budget;
pub use dirac::Dirac;
pub use exact::{ExactLanes, Kernel, Posterior};
pub use fourier::Fourier;
pub use gaussian::Gaussian;
pub use kde::kde;
pub use learning::{Answer, Loss};
pub use local::Local;
pub use network::Network;
pub use posterior_mean::Denoiser;
pub use reflected::Reflected;
pub use relay::Relay;
pub use smoothed::Smoothed;

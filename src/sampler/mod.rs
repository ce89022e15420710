//! One step of the reverse process from t down to t′, for every sampler and every ε.
//!
//! The reverse processes that share the marginals of ρ form one family (ε = 1 is Cao et al. (4.1) and
//! (2.10), ε = 0 the probability flow (2.8)):
//!
//! dX = (X + (1+ε) ∇log ρ) ds + √(2ε) dB for OU, the same without the X for the heat flow.
//!
//! The score enters through the denoiser x̄₀ alone, and every sampler here turns a state x, one or two
//! values of x̄₀ and a standard normal z into the next state by an affine rule. So a [`Step`] is a handful
//! of numbers, computed once in `f64`; a [`Scheme`] makes them, and a [`Walk`] is particles that take them, one after
//! the other. A sampler is a file: its step, and its [`Facts`].

mod dirac_bridge;
mod dpm_solver;
mod euler_maruyama;
pub mod exponential;
mod facts;
mod heun;
pub mod order;
mod samplers;
mod scheme;
mod step;
mod walk;

pub use dirac_bridge::dirac_bridge;
pub use facts::{Facts, Increment};
pub use samplers::Sampler;
pub use scheme::Scheme;
pub use step::Step;
pub use walk::Walk;

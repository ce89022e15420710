//! The exact denoiser of data points x_i with weights w_i: the kernel formulation, Cao et al. (4.36)–(4.39).
//!
//! λ_i(x, t) ∝ w_i exp(−|x − αx_i|²/(2σ²)),  x̄₀ = Σ λ_i x_i.
//!
//! Besides, λ_i(x, t) is the probability that a reverse path (ε = 1) that stands at x at time t ends in x_i
//! (from Theorem 1), and for equal weights its largest entry names the Voronoi cell that holds x/α.
//!
//! [`Kernel`] computes in `f64`, one point after the other, and is what everything is measured against;
//! [`ExactLanes`] computes in `f32`, eight particles at a time, and is what ensembles use.

mod brute;
mod cells;
mod kernel;
mod known_dim;
mod lanes;
mod lattice;
mod posterior;
mod products;
mod pyramid;
mod score;
mod softmax_weights;
mod stencil;

pub use kernel::Kernel;
pub(super) use kernel::LEAST_VARIANCE;
pub(super) use lanes::origin;
pub use lanes::{ExactLanes, Way};
pub use posterior::Posterior;

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
mod lanes;
mod lattice;
mod posterior;
mod products;
mod pyramid;
mod score;
mod softmax_weights;
mod stencil;

/// How many coordinates data have, said so that the compiler knows: the small module shows the plane alone, and what is
/// made for a line or for images is left out of it.
const fn known_dim(dim: usize) -> usize {
    if crate::WHOLE { dim } else { 2 }
}

/// Whether there is a way for more than two coordinates.
const fn knows_products() -> bool {
    known_dim(3) > 2
}

/// A posterior is one-hot to single precision where all data points but one weigh less than this together.
const UNDECIDED: f64 = 0.5 * f32::EPSILON as f64;

pub use kernel::Kernel;
pub use lanes::{ExactLanes, Way};
pub use posterior::Posterior;

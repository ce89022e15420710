//! The kernel density estimate that a denoiser may take for ρ₀: every data point blurred by N(0, b²), b the bandwidth.
//!
//! Early stopping is of this kind: ρ(·, t) of atoms, seen in x/α, is their estimate with bandwidth κ. The exact denoiser of
//! the estimate is a scene's `kde`; with x̄₀ held on the data points themselves it is `floor`, see
//! [`ExactLanes::floored`](super::ExactLanes::floored).

use crate::law::Law;

/// The law with every point blurred by N(0, `bandwidth`²) more than it is.
pub fn kde(law: &Law, bandwidth: f64) -> Law {
    let width = libm::hypot(law.width, bandwidth);
    law.clone().with_width(width)
}

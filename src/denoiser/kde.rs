//! The kernel density estimate that a denoiser may take for ρ₀: every data point blurred by N(0, b²), b the bandwidth.
//!
//! Early stopping is of this kind: ρ(·, t) of atoms, seen in x/α, is their estimate with bandwidth κ. The exact denoiser of
//! the estimate is a scene's `kde`; with x̄₀ held on the data points themselves it is `floor`, see
//! [`ExactLanes::floored`](super::ExactLanes::floored).

use crate::law::Law;

/// The law with every point blurred by N(0, `bandwidth`²) more than it is.
///
/// ```
/// use reverse_diffusion::denoiser::kde;
/// use reverse_diffusion::law::Law;
/// use reverse_diffusion::points::Points;
///
/// let law = Law::equal(Points::from_rows(&[-1.0, 1.0], 1)).with_width(0.3);
/// assert_eq!(kde(&law, 0.4).width(), 0.5);
/// ```
pub fn kde(law: &Law, bandwidth: f64) -> Law {
    let width = libm::hypot(law.width(), bandwidth);
    law.clone().with_width(width)
}

//! Theorem 2, Cao et al. (4.12): the reverse process of one data point, a bridge from where it starts to that point.
//!
//! Read from any time to any other it is the exponential step at ε = 1 with the denoiser of one data point,
//! [`Dirac`](crate::denoiser::Dirac). That is how a scene with `dynamics = bridge` moves; the formula of the theorem
//! stands here for whoever asks for it from the start.

/// The coefficients [start, end, noise] of Theorem 2, Cao et al. (4.12), for 0 ≤ s ≤ T*, T* > 0:
///
/// X_s = sinh(T*−s)/sinh(T*) X₀ + sinh(s)/sinh(T*) x₀ + √(2 sinh(T*−s) sinh(s)/sinh(T*)) z,
///
/// which is the exponential step at ε = 1 from T* to T* − s. Written with E(u) = 1 − e^{−2u}, no sinh
/// overflows: sinh(a)/sinh(b) = e^{a−b} E(a)/E(b).
pub fn dirac_bridge(t_star: f64, s: f64) -> [f64; 3] {
    let e = |u: f64| -libm::expm1(-2.0 * u);
    let rest = t_star - s;
    [
        libm::exp(-s) * e(rest) / e(t_star),
        libm::exp(-rest) * e(s) / e(t_star),
        libm::sqrt(e(rest) * e(s) / e(t_star)),
    ]
}

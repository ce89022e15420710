//! What steps of an ensemble cost, so that pieces of work stay short.

/// One evaluation of x̄₀ for each of so many particles, at a time when components of ρ have the variance `spread`,
/// and the step with it: in nanoseconds or so.
pub(super) fn step(particles: usize, components: usize, spread: f64) -> f64 {
    // Where σ is small exponents are formed in f64, particle by particle.
    let pair = if spread < 1e-3 { 12.0 } else { 1.5 };
    particles as f64 * (20.0 + pair * components as f64)
}

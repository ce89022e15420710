//! The forward process by its exact transition, Cao et al. (2.12), from any time to any later one.
//!
//! X_{t′} given X_t is N((α′/α) X_t, (σ′² − (α′/α)²σ²) I): for OU e^{−Δ} and 1 − e^{−2Δ}, for the heat flow
//! 1 and 2Δ, Δ = t′ − t. Both are the process's own α and σ² over a time Δ.

use crate::points::Points;
use crate::process::Process;

/// Moves `x` from t to `t_next` ≥ t with standard normals `z`.
pub(super) fn transition(
    process: Process,
    t: f64,
    t_next: f64,
    x: &mut Points<f32>,
    z: &Points<f32>,
) {
    let delta = t_next - t;
    let (shrink, noise) = (process.alpha(delta) as f32, process.sigma(delta) as f32);
    for (x, &z) in x.as_mut_slice().iter_mut().zip(z.as_slice()) {
        *x = shrink * *x + noise * z;
    }
}

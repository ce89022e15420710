//! The gap between q(·, T*) and ρ₀ against T*: at which times it is drawn, and its leading term.

use crate::line::{Mixture, start_law};
use crate::process::Process;
use crate::scene::{Scene, Start};

/// The curve over T*.
pub(super) const CURVE: usize = 48;
pub(super) const CURVE_ENDS: [f64; 2] = [0.05, 6.0];

/// The k-th T* of the curve: closer together where it bends.
pub(super) fn curve_time(k: usize, t_star: f64) -> f64 {
    let [low, high] = [CURVE_ENDS[0], CURVE_ENDS[1].max(t_star)];
    let u = k as f64 / CURVE as f64;
    low + (high - low) * u * (0.5 + 0.5 * u)
}

/// Rate and c of the gap's leading term c e^{−rate T*}: see the head of [`super`].
pub(super) fn leading_term(scene: &Scene, law: &Mixture) -> Option<(f64, f64)> {
    if scene.process != Process::Ou || scene.start == Start::Terminal {
        return None;
    }
    let (mu, variance) = start_law(scene, &scene.rho0()).moments();
    let v = mu * mu + variance;
    let pairs = || law.means().iter().zip(law.weights());
    let m: f64 = pairs().map(|(x, w)| w * x).sum();
    let square: f64 = pairs().map(|(x, w)| w * x * x).sum();
    let half = |f: &dyn Fn(f64) -> f64| 0.5 * pairs().map(|(&x, w)| w * f(x).abs()).sum::<f64>();
    let first = half(&|x| mu * (x - m));
    let second = half(&|x| 0.5 * (v - 1.0) * (x * x - square) - v * m * (x - m));
    if first > 1e-9 {
        Some((1.0, first))
    } else if second > 1e-9 {
        Some((2.0, second))
    } else {
        None
    }
}

//! From when on cores are safe: the bound on 1 − λ_i as a function of time, and solved for it.

use super::LEAST;
use crate::law::Law;
use crate::measure::cores;
use crate::scene::Scene;

/// v, the variance of a component of the law of x/α.
pub(super) fn variance(scene: &Scene, law: &Law, t: f64) -> f64 {
    let alpha = scene.process.alpha(t);
    scene.process.spread(law.width, t) / (alpha * alpha)
}

/// The largest of all cores' bounds on 1 − λ_i, as a function of v: max_i Σ_{j≠i} (w_j/w_i) e^{−γ/2v}.
#[derive(Clone, Copy)]
pub(super) struct Bound {
    /// max_i Σ_{j≠i} w_j/w_i, for which all pairs are gone through once.
    weights: f64,
    gamma: f64,
}

impl Bound {
    pub(super) fn new(law: &Law, gamma: f64) -> Self {
        let all = (0..law.points.len()).map(|i| cores::others(law, i));
        Self {
            weights: all.fold(0.0, f64::max),
            gamma,
        }
    }

    pub(super) fn at(&self, v: f64) -> f64 {
        self.weights * libm::exp(-self.gamma / (2.0 * v))
    }

    /// The time at which it is `level`, if there is one before T*.
    pub(super) fn time_of(&self, scene: &Scene, law: &Law, level: f64) -> Option<f64> {
        if self.weights <= level || self.gamma == 0.0 {
            return None;
        }
        let v = self.gamma / (2.0 * libm::log(self.weights / level));
        let kappa = libm::sqrt((v - law.width * law.width).max(0.0));
        let t = scene.process.time_at_kappa(kappa);
        (t > 0.0).then_some(t.min(scene.t_star))
    }

    /// The least time on the axes: where it leaves the chart, or four decades below T*.
    pub(super) fn least_time(&self, scene: &Scene, law: &Law) -> f64 {
        let t = self.time_of(scene, law, LEAST).unwrap_or(0.0);
        t.clamp(1e-4 * scene.t_star, 0.05 * scene.t_star)
    }
}

/// The time from which on the flow leaves no core.
pub(super) fn tight_from(bound: &Bound, scene: &Scene, law: &Law) -> Option<f64> {
    let points = &law.points;
    let n = points.len();
    let mut least = f64::INFINITY;
    for i in 0..n {
        let distances = (0..n).map(|j| {
            libm::hypot(
                points.at(j, 0) - points.at(i, 0),
                points.at(j, 1) - points.at(i, 1),
            )
        });
        let others = || distances.clone().filter(|&d| d > 0.0);
        let farthest = others().fold(0.0, f64::max);
        let own = others().map(|d| (d - scene.gamma / d) / (2.0 * farthest));
        least = own.fold(least, f64::min);
    }
    if least.is_finite() && least > 0.0 {
        bound.time_of(scene, law, least)
    } else {
        None
    }
}

//! From when on cores are safe: the bound on 1 − λ_i as a function of time, and solved for it.

use super::cores;
use crate::law::Law;
use crate::scene::Scene;

/// The largest of all cores' bounds on 1 − λ_i, as a function of v: max_i Σ_{j≠i} (w_j/w_i) e^{−γ/2v}.
///
/// ```
/// use reverse_diffusion::law::Law;
/// use reverse_diffusion::measure::core_bound::Bound;
/// use reverse_diffusion::points::Points;
///
/// let law = Law::equal(Points::from_rows(&[-1.0, 0.0, 1.0, 0.0], 2));
/// assert!((Bound::new(&law, 2.0).at(1.0) - (-1.0f64).exp()).abs() < 1e-15);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Bound {
    /// max_i Σ_{j≠i} w_j/w_i, for which all pairs are gone through once.
    weights: f64,
    gamma: f64,
}

impl Bound {
    /// For the cores of γ = `gamma` of the points of a law in the plane.
    pub fn new(law: &Law, gamma: f64) -> Self {
        let all = (0..law.points().len()).map(|i| cores::others(law, i));
        Self {
            weights: all.fold(0.0, f64::max),
            gamma,
        }
    }

    /// Its value at v > 0.
    pub fn at(&self, v: f64) -> f64 {
        self.weights * libm::exp(-self.gamma / (2.0 * v))
    }

    /// The time at which it is `level`, if there is one before T*.
    pub fn time_of(&self, scene: &Scene, law: &Law, level: f64) -> Option<f64> {
        if self.weights <= level || self.gamma == 0.0 {
            return None;
        }
        let v = self.gamma / (2.0 * libm::log(self.weights / level));
        let kappa = libm::sqrt((v - law.width() * law.width()).max(0.0));
        let t = scene.process.time_at_kappa(kappa);
        (t > 0.0).then_some(t.min(scene.t_star))
    }

    /// The time at which it is `least`, but no more than four decades below T*, nor above T*/20.
    pub fn least_time(&self, scene: &Scene, law: &Law, least: f64) -> f64 {
        let t = self.time_of(scene, law, least).unwrap_or(0.0);
        t.clamp(1e-4 * scene.t_star, 0.05 * scene.t_star)
    }
}

/// The time from which on the flow, ε = 0, leaves no core (derived for this project): with g_j = |y − x_j|² − |y − x_i|², which
/// is affine, d_j = x_j − x_i and D the largest |d_k|, a step puts a convex combination y′ of y and x̄₀ in the place of y, and
/// g_j(x̄₀) = |d_j|² − 2 Σ_k λ_k d_k·d_j ≥ |d_j|² − 2|d_j| D (1 − λ_i). That is at least γ for all j once the bound on 1 − λ_i is
/// below the least (|d_j| − γ/|d_j|)/2D: then y′ is in the core as y was.
pub fn tight_from(bound: &Bound, scene: &Scene, law: &Law) -> Option<f64> {
    let points = law.points();
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

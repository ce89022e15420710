//! The law that belongs to a scene at a time: what the density behind the particles shows.
//!
//! Each is a mixture of round Gaussians whose centres are the data points, shrunk and moved, or one
//! Gaussian alone:
//! forward and reverse: ρ(·, t), centres α x_i, variance α²b² + σ² (or N(α y, σ²) for a forward start in y);
//! bridge: by (4.12) with X₀ ~ q₀.

use crate::law::Law;
use crate::sampler::exponential::step_coefficients;
use crate::scene::{Dynamics, Scene, Start};

/// Σ w_i N(gain·x_i + offset, diag variance), or the one Gaussian N(offset, diag variance) if `gain` = 0.
///
/// ```
/// use reverse_diffusion::ensemble::{LawNow, Simulation};
/// use reverse_diffusion::scene::Scene;
///
/// let simulation = Simulation::new(Scene::default());
/// let mut law = LawNow::default();
/// simulation.law_at(0.0, &mut law);
/// // At t = 0 it is ρ₀.
/// assert_eq!((law.gain, &law.variance[..]), (1.0, &[0.0, 0.0][..]));
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LawNow {
    /// The factor of the data points; 0 where the law is one Gaussian.
    pub gain: f64,
    /// What is added to them, a number a coordinate.
    pub offset: Vec<f64>,
    /// The variance of each component, a number a coordinate.
    pub variance: Vec<f64>,
}

impl LawNow {
    /// The law of `scene` at time `t`, written over what was here; `law` is that of the data points.
    pub(super) fn update(&mut self, scene: &Scene, law: &Law, rho0: &Law, t: f64) {
        let dim = law.points().dim();
        let process = scene.process;
        self.offset.clear();
        self.offset.resize(dim, 0.0);
        self.variance.clear();
        self.variance.resize(dim, process.variance(t));
        self.gain = process.alpha(t);
        match (scene.dynamics, &scene.start) {
            (Dynamics::Bridge, start) => self.bridge(scene, law, rho0, start, t),
            (Dynamics::Forward, Start::Point(point)) => {
                for (offset, &y) in self.offset.iter_mut().zip(point) {
                    *offset = self.gain * y;
                }
                self.gain = 0.0;
            }
            _ => self.variance.fill(process.spread(rho0.width(), t)),
        }
    }

    /// a X₀ + b x₀ + c z (4.12).
    fn bridge(&mut self, scene: &Scene, law: &Law, rho0: &Law, start: &Start, t: f64) {
        let process = scene.process;
        let [a, b, c] = if t < scene.t_star {
            step_coefficients(process, 1.0, scene.t_star, t)
        } else {
            [1.0, 0.0, 0.0]
        };
        for (j, offset) in self.offset.iter_mut().enumerate() {
            *offset = b * law.points().at(scene.target, j);
        }
        self.variance.fill(c * c);
        self.gain = 0.0;
        match start {
            Start::Point(point) => {
                for (offset, &x) in self.offset.iter_mut().zip(point) {
                    *offset += a * x;
                }
            }
            Start::Terminal => {
                self.gain = a * process.alpha(scene.t_star);
                for v in &mut self.variance {
                    *v += a * a * process.spread(rho0.width(), scene.t_star);
                }
            }
            Start::Normal | Start::Gaussian { .. } => {
                let (mean, variance) = super::start::gaussian(rho0, process, start, scene.t_star);
                for (offset, m) in self.offset.iter_mut().zip(mean) {
                    *offset += a * m;
                }
                for (total, v) in self.variance.iter_mut().zip(variance) {
                    *total += a * a * v;
                }
            }
        }
    }
}

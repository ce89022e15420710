//! KL(v_T | u_T) of a Gaussian start from the forward law at T*, in one or two coordinates, by quadrature.
//!
//! The trapezoidal rule in standard normal coordinates, whose error is exponentially small as long as log u_T is
//! smooth on the scale of its steps; with steps twice as long beside it, to see that it is.

use super::start::gaussian;
use crate::denoiser::Kernel;
use crate::law::Law;
use crate::scene::{Scene, Start};
use std::f64::consts::PI;

/// Nodes reach so far, in standard deviations.
const REACH: f64 = 7.5;
/// Nodes on either side of the middle for one and for two coordinates; even.
const NODES: [i32; 2] = [150, 30];

/// A divergence in the making.
///
/// ```
/// use reverse_diffusion::ensemble::start_divergence::{Known, StartDivergence};
/// use reverse_diffusion::scene::{Scene, Start};
///
/// let scene = Scene { start: Start::Terminal, ..Scene::default() };
/// // ρ(·, T*) does not differ from itself.
/// assert_eq!(StartDivergence::of(&scene, &scene.law()).err(), Some(Known::Is([0.0, 0.0])));
/// ```
pub struct StartDivergence {
    kernel: Kernel,
    t_star: f64,
    mean: Vec<f64>,
    deviation: Vec<f64>,
    half: i32,
    row: i32,
    /// Over all nodes, and over every second one in each coordinate.
    sums: [f64; 2],
}

/// What is known of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Known {
    /// It is being computed.
    NotYet,
    /// This much, give or take: [divergence, error].
    Is([f64; 2]),
    /// The start is one place, which has no density.
    Infinite,
}

impl StartDivergence {
    /// Of the scene's start, if that is one Gaussian; else what is known.
    ///
    /// # Errors
    ///
    /// What is known without any work: of ρ(·, T*) itself, of one place.
    pub fn of(scene: &Scene, law: &Law) -> Result<Self, Known> {
        match &scene.start {
            Start::Terminal => return Err(Known::Is([0.0, 0.0])),
            Start::Point(_) => return Err(Known::Infinite),
            Start::Normal | Start::Gaussian { .. } => {}
        }
        let (mean, variance) = gaussian(law, scene.process, &scene.start, scene.t_star);
        if variance.iter().any(|&v| v <= 0.0) {
            return Err(Known::Infinite);
        }
        let half = NODES[usize::from(mean.len() > 1)];
        Ok(Self {
            kernel: Kernel::of(scene.process, law),
            t_star: scene.t_star,
            mean,
            deviation: variance.iter().map(|&v| libm::sqrt(v)).collect(),
            half,
            row: -half,
            sums: [0.0; 2],
        })
    }

    /// What a row of nodes costs, in nanoseconds or so.
    pub fn cost(&self) -> f64 {
        let nodes = if self.mean.len() > 1 {
            2 * self.half + 1
        } else {
            1
        };
        f64::from(nodes) * (200.0 + 16.0 * self.kernel.points().len() as f64)
    }

    /// One row of nodes more; the divergence and the difference of both rules once there is none left.
    pub fn work(&mut self) -> Known {
        let h = REACH / f64::from(self.half);
        let z = f64::from(self.row) * h;
        let is_even = self.row % 2 == 0;
        if self.mean.len() == 1 {
            self.add(&[z], is_even);
        } else {
            for column in -self.half..=self.half {
                self.add(&[z, f64::from(column) * h], is_even && column % 2 == 0);
            }
        }
        self.row += 1;
        if self.row <= self.half {
            return Known::NotYet;
        }
        let d = self.mean.len() as i32;
        let unit = libm::pow(h, f64::from(d));
        let [fine, coarse] = [self.sums[0] * unit, self.sums[1] * unit * f64::from(1 << d)];
        // A divergence is not negative; what rounding makes of 0 is.
        Known::Is([fine.max(0.0), (fine - coarse).abs()])
    }

    fn add(&mut self, z: &[f64], is_coarse: bool) {
        let pairs = self.mean.iter().zip(&self.deviation).zip(z);
        let x: Vec<f64> = pairs.map(|((m, s), z)| m + s * z).collect();
        let square: f64 = z.iter().map(|z| z * z).sum();
        let log_normal = -0.5 * square - 0.5 * z.len() as f64 * libm::log(2.0 * PI);
        let mut lambda = Vec::new();
        let log_v = log_normal - self.deviation.iter().map(|&s| libm::log(s)).sum::<f64>();
        let posterior = self.kernel.posterior(&x, self.t_star, &mut lambda);
        let log_u = posterior.log_density();
        let term = libm::exp(log_normal) * (log_v - log_u);
        self.sums[0] += term;
        if is_coarse {
            self.sums[1] += term;
        }
    }
}

/// The least factor c with E dist² ≤ c t, in `d` coordinates, that the variational formula gives for this KL divergence: E f ≤ KL + ln E_u e^f for
/// f = θ dist²/2t, E_u e^f ≤ (1 − 2θ)^{−d/2}; θ = ¼ is 8(KL + (d/2) ln 2) (derived for this project).
pub fn best_factor(divergence: f64, d: usize) -> f64 {
    let factor =
        |theta: f64| 2.0 / theta * (divergence - 0.5 * d as f64 * libm::log1p(-2.0 * theta));
    let thetas = (1..1000).map(|k| 0.5 * f64::from(k) / 1000.0);
    thetas.map(factor).fold(f64::INFINITY, f64::min)
}

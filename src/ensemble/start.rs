//! Where particles start: q₀ for the reverse process and the bridge, the data for the forward process.

use crate::law::{ByShare, Law};
use crate::noise::{Noise, Purpose};
use crate::points::Points;
use crate::process::Process;
use crate::scene::Start;

/// A law that is a data point, shrunk and blurred: α x_I + N(mean, variance), I drawn by weight.
#[derive(Clone)]
pub(super) struct Origin {
    /// α, the factor of the data points; `None` where no data point is drawn.
    data: Option<f64>,
    /// What is added, a number a coordinate.
    shift: Vec<f64>,
    /// The standard deviation, a number a coordinate.
    spread: Vec<f64>,
    /// The data points, drawn by weight.
    points: Points<f64>,
    by_weight: ByShare,
}

impl Origin {
    /// ρ(·, t), the law of the forward process at time t.
    pub(super) fn forward(law: &Law, process: Process, t: f64) -> Self {
        let dim = law.points().dim();
        Self::new(
            law,
            Some(process.alpha(t)),
            vec![0.0; dim],
            vec![libm::sqrt(process.spread(law.width(), t)); dim],
        )
    }

    /// q₀ of a reverse process or bridge over the horizon T*.
    pub(super) fn backward(law: &Law, process: Process, start: &Start, t_star: f64) -> Self {
        let dim = law.points().dim();
        match start {
            Start::Terminal => Self::forward(law, process, t_star),
            Start::Point(point) => Self::new(law, None, point.clone(), vec![0.0; dim]),
            Start::Normal | Start::Gaussian { .. } => {
                let (mean, variance) = gaussian(law, process, start, t_star);
                let spread = variance.iter().map(|&v| libm::sqrt(v)).collect();
                Self::new(law, None, mean, spread)
            }
        }
    }

    fn new(law: &Law, data: Option<f64>, shift: Vec<f64>, spread: Vec<f64>) -> Self {
        Self {
            data,
            shift,
            spread,
            points: law.points().clone(),
            by_weight: ByShare::of(&law.shares()),
        }
    }

    /// Places the particles numbered `first`, `first` + 1, …; each place depends on seed and number alone.
    pub(super) fn place(&self, noise: &Noise, first: usize, x: &mut Points<f32>) {
        noise.normals(Purpose::Start, first, x);
        for j in 0..x.dim() {
            let (shift, spread) = (self.shift[j], self.spread[j]);
            for x in x.axis_mut(j) {
                *x = (shift + spread * f64::from(*x)) as f32;
            }
        }
        let Some(alpha) = self.data else { return };
        let mut uniform = noise.uniforms(Purpose::Origin, first);
        for i in 0..x.len() {
            let drawn = self.by_weight.at(uniform());
            for j in 0..x.dim() {
                x.axis_mut(j)[i] += (alpha * self.points.at(drawn, j)) as f32;
            }
        }
    }
}

/// Mean and variance, by coordinate, of a start that is one Gaussian. `normal` is N(0, I) for OU, whose end
/// it is; for the heat flow, which has none, N(mean of the data, their variance + σ²(T*)), the normal law with
/// ρ(·, T*)'s moments.
pub(crate) fn gaussian(
    law: &Law,
    process: Process,
    start: &Start,
    t_star: f64,
) -> (Vec<f64>, Vec<f64>) {
    let dim = law.points().dim();
    match (start, process) {
        (Start::Gaussian { mean, deviation }, _) => {
            (vec![*mean; dim], vec![deviation * deviation; dim])
        }
        (_, Process::Ou) => (vec![0.0; dim], vec![1.0; dim]),
        (_, Process::Heat) => {
            let (mean, mut variance) = law.moments();
            for v in &mut variance {
                *v += process.variance(t_star);
            }
            (mean, variance)
        }
    }
}

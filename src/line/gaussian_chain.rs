//! The exact laws of the discrete schemes for ρ₀ = N(m, v): no sampling, the steps' own code.
//!
//! With this ρ₀ the lighthouse x̄₀ is affine in x, so a step of any sampler is affine in (x, the x̄₀ before, z). Its
//! coefficients are read off [`Step::advance`] itself, and means and covariances are carried along. Beside the
//! scheme runs the exact reverse process from the same start on the same Brownian path, whose flow is closed
//! (derived for this project): with S = α²v + σ² and k² = S/α²,
//!
//! X′ − α′m = Φ (X − αm) + ξ, Φ = √(S′/S) e^{−εh}, Var ξ = S′ (1 − e^{−2εh}), e^{−h} = k′/k,
//!
//! the exponential step with √S in the place of σ. So the strong error √E|x − X|² of a scheme is exact too.

use super::mixture::Mixture;
use crate::denoiser::{Denoiser, Gaussian};
use crate::points::Points;
use crate::process::Process;
use crate::sampler::{Increment, Scheme, Step};

/// N(mean, variance).
///
/// ```
/// use reverse_diffusion::line::gaussian_chain::Normal;
///
/// let [near, far] = [0.0, 3.0].map(|mean| Normal { mean, variance: 1.0 });
/// assert_eq!(near.w2(far), 3.0);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Normal {
    /// The mean.
    pub mean: f64,
    /// The variance.
    pub variance: f64,
}

impl Normal {
    /// A law's first component: the law itself, where that is the only one.
    pub fn of(law: &Mixture) -> Normal {
        Normal {
            mean: law.means()[0],
            variance: law.component_variance(),
        }
    }

    /// W₂ of two Gaussians: √((m₁ − m₂)² + (√v₁ − √v₂)²).
    pub fn w2(self, other: Normal) -> f64 {
        let roots = libm::sqrt(self.variance) + libm::sqrt(other.variance);
        let deviations = if roots > 0.0 {
            (self.variance - other.variance) / roots
        } else {
            0.0
        };
        libm::hypot(self.mean - other.mean, deviations)
    }

    /// ρ(·, t) for this ρ₀.
    pub fn forward(self, process: Process, t: f64) -> Normal {
        Normal {
            mean: process.alpha(t) * self.mean,
            variance: spread(process, self.variance, t),
        }
    }
}

/// S(t) = α²v + σ².
fn spread(process: Process, variance: f64, t: f64) -> f64 {
    let alpha = process.alpha(t);
    alpha * alpha * variance + process.variance(t)
}

/// [Φ, Var ξ] of the exact reverse process over a step from t down to `t_next`, for ρ₀ of this variance.
pub fn exact_flow(process: Process, epsilon: f64, variance: f64, t: f64, t_next: f64) -> [f64; 2] {
    let (s, s_next) = (
        spread(process, variance, t),
        spread(process, variance, t_next),
    );
    if s_next == 0.0 {
        return [0.0, 0.0];
    }
    // e^{−2h} = k′²/k², and 1 − e^{−2h} = (what a forward step from t′ to t adds)/S; the smaller keeps its digits.
    let shrink = match process {
        Process::Ou => libm::exp(-2.0 * (t - t_next)),
        Process::Heat => 1.0,
    };
    let decrease = process.variance(t - t_next) / s;
    let log_kept = if decrease < 0.5 {
        libm::log1p(-decrease)
    } else {
        libm::log(shrink * s_next / s)
    };
    [
        libm::sqrt(s_next / s) * libm::exp(0.5 * epsilon * log_kept),
        s_next * -libm::expm1(epsilon * log_kept),
    ]
}

/// Cov(ξ, z): ξ the noise of [`exact_flow`], z an average of the same increments.
///
/// Both are integrals over B, so it is the integral of the product of their integrands: for `Plain`
/// √(2ε/Δ) ∫ Φ(t′, r) dr, for `Bridge` 2ε ∫ Φ(t′, r) (σ′/σ_r) e^{−εh} dr over z's deviation. In the logarithm of
/// κ² (plus min(v, 1), for `Plain`) both integrands have their poles π off the real line; eight nodes of Gauss a
/// panel of length 1.5 err by 1e-15 then.
pub fn shared_noise(
    increment: Increment,
    process: Process,
    epsilon: f64,
    variance: f64,
    t: f64,
    t_next: f64,
) -> f64 {
    let s_next = spread(process, variance, t_next);
    if epsilon == 0.0 || s_next == 0.0 {
        return 0.0;
    }
    let power = 0.5 * (1.0 + epsilon);
    let alpha_next = process.alpha(t_next);
    let square = |kappa: f64| kappa * kappa;
    let kappa_next = square(process.kappa(t_next));
    match increment {
        Increment::Plain => {
            let shift = variance.min(1.0);
            let first = kappa_next + shift;
            let rise = process.variance(t - t_next) / square(process.alpha(t));
            let integral = gauss(libm::log1p(rise / first), |s| {
                let shifted = first * libm::exp(s);
                let alpha_square = match process {
                    Process::Ou => 1.0 / (shifted + (1.0 - shift)),
                    Process::Heat => 1.0,
                };
                let spread = alpha_square * (shifted + (variance - shift));
                let flow = libm::pow(alpha_square / square(alpha_next), 0.5 * epsilon)
                    * libm::pow(s_next / spread, power);
                0.5 * flow * alpha_square * shifted
            });
            libm::sqrt(2.0 * epsilon / (t - t_next)) * integral
        }
        // A last step to 0 uses no noise.
        Increment::Bridge if t_next == 0.0 => 0.0,
        Increment::Bridge => {
            let h = process.log_snr_step(t, t_next);
            let integral = gauss(2.0 * h, |s| {
                let kappa = kappa_next * libm::exp(s);
                let ratio = (kappa_next + variance) / (kappa + variance);
                libm::pow(ratio * libm::exp(-s), power) * kappa
            });
            let deviation = libm::sqrt(kappa_next * -libm::expm1(-2.0 * epsilon * h));
            epsilon * alpha_next * integral / deviation
        }
    }
}

/// ∫₀^length f.
fn gauss(length: f64, f: impl Fn(f64) -> f64) -> f64 {
    const NODES: [[f64; 2]; 4] = [
        [0.183_434_642_495_649_8, 0.362_683_783_378_362],
        [0.525_532_409_916_329, 0.313_706_645_877_887_3],
        [0.796_666_477_413_626_7, 0.222_381_034_453_374_5],
        [0.960_289_856_497_536_3, 0.101_228_536_290_376_3],
    ];
    let panels = (length / 1.5).ceil().clamp(1.0, 1e4);
    let half = 0.5 * length / panels;
    let mut sum = 0.0;
    for panel in 0..panels as usize {
        let middle = half * (2 * panel + 1) as f64;
        for [x, w] in NODES {
            sum += w * (f(middle - half * x) + f(middle + half * x));
        }
    }
    sum * half
}

/// A scheme for ρ₀ = N(m, v) and the exact process on the same Brownian path, under way.
///
/// ```
/// use reverse_diffusion::line::gaussian_chain::{GaussianChain, Normal};
/// use reverse_diffusion::process::Process;
/// use reverse_diffusion::sampler::{Sampler, Scheme};
///
/// let point = Normal { mean: 0.4, variance: 0.0 };
/// let scheme = Scheme {
///     process: Process::Ou,
///     sampler: Sampler::Exponential,
///     epsilon: 1.0,
///     times: vec![3.0, 1.0, 0.1],
/// };
/// let chain = GaussianChain::new(scheme, point, point.forward(Process::Ou, 3.0)).run();
/// // About one data point exponential steps are exact, however long.
/// assert!(chain.strong_error() < 3e-8);
/// ```
#[derive(Debug)]
pub struct GaussianChain {
    scheme: Scheme,
    data: Normal,
    step: usize,
    /// Of d = x − X, p = the previous x̄₀ − m and Y = X − αm. The difference is carried and not x, so that small
    /// strong errors keep their digits.
    mean: [f64; 3],
    covariance: [[f64; 3]; 3],
    probe: Probe,
}

impl GaussianChain {
    /// From N(`start`) at the first of the scheme's times, for data of the law N(`data`).
    pub fn new(scheme: Scheme, data: Normal, start: Normal) -> Self {
        let process = scheme.process;
        let mut covariance = [[0.0; 3]; 3];
        covariance[2][2] = start.variance;
        Self {
            mean: [
                0.0,
                0.0,
                start.mean - process.alpha(scheme.times[0]) * data.mean,
            ],
            probe: Probe::new(process, data),
            scheme,
            data,
            step: 0,
            covariance,
        }
    }

    /// The law at the end of `times`, without the steps between being looked at.
    pub fn run(mut self) -> Self {
        while self.advance() {}
        self
    }

    /// The time that is reached.
    pub fn time(&self) -> f64 {
        self.scheme.times[self.step]
    }

    /// One step; false if there is none left.
    pub fn advance(&mut self) -> bool {
        if self.step >= self.scheme.steps() {
            return false;
        }
        let (process, epsilon) = (self.scheme.process, self.scheme.epsilon);
        let [t, t_next] = [0, 1].map(|k| self.scheme.times[self.step + k]);
        let step = self.scheme.step(self.step);
        let Response { x, used, offset } = self.probe.response(&step, t, t_next);
        let [flow, exact_noise] = exact_flow(process, epsilon, self.data.variance, t, t_next);
        let shared = if x[2] == 0.0 {
            0.0
        } else {
            let increment = self.scheme.sampler.facts().increment;
            shared_noise(increment, process, epsilon, self.data.variance, t, t_next)
        };
        let linear = [
            [x[0], x[1], x[0] - flow],
            [used[0], used[1], used[0]],
            [0.0, 0.0, flow],
        ];
        // Noise of d is x[2] z − ξ, of p used[2] z, of Y ξ.
        let z = [x[2], used[2], 0.0];
        let xi = [-1.0, 0.0, 1.0];
        let mut covariance = [[0.0; 3]; 3];
        for i in 0..3 {
            for j in 0..3 {
                let mut sum = z[i] * z[j]
                    + xi[i] * xi[j] * exact_noise
                    + (z[i] * xi[j] + xi[i] * z[j]) * shared;
                for (k, row) in self.covariance.iter().enumerate() {
                    for (l, entry) in row.iter().enumerate() {
                        sum += linear[i][k] * entry * linear[j][l];
                    }
                }
                covariance[i][j] = sum;
            }
        }
        self.covariance = covariance;
        let moved = |row: [f64; 3]| row.iter().zip(&self.mean).map(|(a, m)| a * m).sum::<f64>();
        self.mean = [
            moved(linear[0]) + offset[0],
            moved(linear[1]) + offset[1],
            moved(linear[2]),
        ];
        self.step += 1;
        self.step < self.scheme.steps()
    }

    /// The law of the scheme here and now.
    pub fn law(&self) -> Normal {
        let c = &self.covariance;
        Normal {
            mean: self.mean[0] + self.exact().mean,
            variance: (c[0][0] + 2.0 * c[0][2] + c[2][2]).max(0.0),
        }
    }

    /// The law of the exact reverse process from the same start; ρ(·, t) if the start is ρ(·, T*).
    pub fn exact(&self) -> Normal {
        Normal {
            mean: self.mean[2] + self.scheme.process.alpha(self.time()) * self.data.mean,
            variance: self.covariance[2][2].max(0.0),
        }
    }

    /// √E|x − X|²: how far the scheme's particles are from the exact paths on the same noise.
    pub fn strong_error(&self) -> f64 {
        let square = self.covariance[0][0] + self.mean[0] * self.mean[0];
        libm::sqrt(square.max(0.0))
    }

    /// |P − S|: by how much the scheme's variance is off.
    pub fn variance_error(&self) -> f64 {
        (self.covariance[0][0] + 2.0 * self.covariance[0][2]).abs()
    }
}

/// How a step answers: to y = x − αm, the x̄₀ before (less m) and z, and to none of them.
struct Response {
    /// Of x′ − α′m.
    x: [f64; 3],
    /// Of the x̄₀ that was used, less m.
    used: [f64; 3],
    /// Of both when y = previous = z = 0: Euler–Maruyama does not keep αm.
    offset: [f64; 2],
}

/// Impulses sent through [`Step::advance`].
#[derive(Debug)]
struct Probe {
    process: Process,
    data_mean: f64,
    /// With data at 0, so that an impulse's answer is nothing but its answer.
    centred: Gaussian,
    placed: Gaussian,
    impulses: [Points<f64>; 5],
    centre: [Points<f64>; 5],
}

impl Probe {
    fn new(process: Process, data: Normal) -> Self {
        let points = |n: usize| std::array::from_fn(|_| Points::zeros(n, 1));
        Self {
            process,
            data_mean: data.mean,
            centred: Gaussian::new(process, vec![0.0], vec![data.variance]),
            placed: Gaussian::new(process, vec![data.mean], vec![data.variance]),
            impulses: points(3),
            centre: points(1),
        }
    }

    fn response(&mut self, step: &Step, t: f64, t_next: f64) -> Response {
        let [x, mean, previous, z, scratch] = &mut self.impulses;
        x.axis_mut(0).copy_from_slice(&[1.0, 0.0, 0.0]);
        previous.axis_mut(0).copy_from_slice(&[0.0, 1.0, 0.0]);
        z.axis_mut(0).copy_from_slice(&[0.0, 0.0, 1.0]);
        if step.asks_at_own_time() {
            self.centred.posterior_mean(x, t, mean);
        }
        step.advance(&self.centred, x, mean, previous, z, scratch);
        let linear = [x, mean].map(|points| [0, 1, 2].map(|i| points.at(i, 0)));

        let alpha = |t| self.process.alpha(t);
        let [x, mean, previous, z, scratch] = &mut self.centre;
        x.axis_mut(0)[0] = alpha(t) * self.data_mean;
        previous.axis_mut(0)[0] = self.data_mean;
        z.axis_mut(0)[0] = 0.0;
        if step.asks_at_own_time() {
            self.placed.posterior_mean(x, t, mean);
        }
        step.advance(&self.placed, x, mean, previous, z, scratch);
        Response {
            x: linear[0],
            used: linear[1],
            offset: [
                x.at(0, 0) - alpha(t_next) * self.data_mean,
                mean.at(0, 0) - self.data_mean,
            ],
        }
    }
}

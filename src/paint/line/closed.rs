//! The law at one time in closed form, on the rows of the slice: prepared once a scene, no memory a frame.
//!
//! * ρ(·, t), the bridge (4.12), and the reverse process from a point (Theorem 1) are mixtures whose means move with t;
//! * the reverse process (ε = 1) from a Gaussian is ρ(y, t) E[(q₀/ρ_T*)(a y + √(1 − a²) Z)] (derived for this project);
//! * the probability flow (ε = 0) from a Gaussian is ρ(y, t) (q₀/ρ_T*)(F_T*^{-1}(F_t(y))).
//!
//! For ε between there is none unless the process starts from ρ(·, T*).

use super::map::Subject;
use crate::ensemble::{LawNow, Simulation};
use crate::line::{Mixture, normal_score, start_law};
use crate::scene::{Dynamics, Start};
use std::f64::consts::{FRAC_1_SQRT_2, PI};

/// More components than these are put together: their distance is then far below a pixel.
const MOST_COMPONENTS: usize = 400;

/// Where distribution functions are asked for, which vary less than densities, so many will do.
const FEWER_COMPONENTS: usize = 100;

/// The nodes of q₀/ρ_T*.
const NODES: usize = 257;

/// So many standard deviations of q₀ the nodes reach.
const REACH: f64 = 8.0;

#[derive(Default)]
enum Form {
    /// There is none.
    #[default]
    None,
    /// The law of the simulation itself, data points moved.
    Moved,
    /// ρ(·, t) of the data.
    Forward,
    /// From one point at T*: the data with the weights of (3.18).
    Given { place: f64, weights: Vec<f64> },
    /// ln(q₀/ρ_T*) at equal steps, and there for the flow z(x) = Φ^{-1}(F_T*(x)).
    Ratio {
        low: f64,
        step: f64,
        logs: Vec<f64>,
        scores: Option<Vec<f64>>,
        deviation: f64,
    },
}

/// The closed form of one scene's law.
#[derive(Default)]
pub(super) struct Closed {
    form: Form,
    means: Vec<f64>,
    weights: Vec<f64>,
    /// The data again, with fewer components.
    coarse: Option<Mixture>,
    now: LawNow,
}

/// Where a curve is asked for: `count` rows from `low` on, `step` apart.
#[derive(Clone, Copy)]
pub(super) struct Rows {
    pub(super) low: f64,
    pub(super) step: f64,
    pub(super) count: usize,
}

impl Rows {
    fn at(&self, k: usize) -> f64 {
        self.low + k as f64 * self.step
    }
}

impl Closed {
    pub(super) fn prepare(&mut self, subject: &Subject, simulation: &Simulation) {
        let (scene, law) = (simulation.scene(), simulation.rho0());
        let data = Mixture::of(law).condensed(MOST_COMPONENTS);
        self.means.clear();
        self.means.extend_from_slice(data.means());
        self.weights.clear();
        self.weights.extend_from_slice(data.weights());
        let (process, t_star) = (subject.process, subject.t_star);
        let is_exact = subject.epsilon == 1.0;
        self.form = match (scene.dynamics, &scene.start) {
            (Dynamics::Forward | Dynamics::Bridge, _) => Form::Moved,
            (Dynamics::Reverse, Start::Terminal) => Form::Forward,
            (Dynamics::Reverse, Start::Point(point)) if is_exact => Form::Given {
                place: point[0],
                weights: data
                    .given(process, 0.0, point[0], t_star)
                    .weights()
                    .to_vec(),
            },
            (Dynamics::Reverse, Start::Normal | Start::Gaussian { .. })
                if is_exact || subject.epsilon == 0.0 =>
            {
                let coarse = data.condensed(FEWER_COMPONENTS);
                let terminal = coarse.forward(process, t_star);
                self.coarse = Some(coarse);
                ratio(&start_law(scene, law), &terminal, !is_exact)
            }
            _ => Form::None,
        };
    }

    /// Writes the density at `t`; false if there is no closed form.
    pub(super) fn write(
        &mut self,
        simulation: &Simulation,
        t: f64,
        rows: Rows,
        out: &mut Vec<f64>,
    ) -> bool {
        out.clear();
        out.resize(rows.count, 0.0);
        let (scene, law) = (simulation.scene(), simulation.rho0());
        let process = scene.process;
        let (alpha, spread) = (process.alpha(t), process.spread(law.width(), t));
        match &self.form {
            Form::None => return false,
            Form::Moved => {
                simulation.law_at(t, &mut self.now);
                let (gain, offset, variance) =
                    (self.now.gain, self.now.offset[0], self.now.variance[0]);
                if gain == 0.0 {
                    bumps(&[0.0], &[1.0], [0.0, offset], variance, rows, out);
                } else {
                    bumps(
                        &self.means,
                        &self.weights,
                        [gain, offset],
                        variance,
                        rows,
                        out,
                    );
                }
            }
            Form::Forward => bumps(&self.means, &self.weights, [alpha, 0.0], spread, rows, out),
            Form::Given { place, weights } => {
                // X_t given X_T* = y, component by component, as in `Mixture::given`.
                let elapsed = scene.t_star - t;
                let (a, noise) = (process.alpha(elapsed), process.variance(elapsed));
                let late = process.spread(law.width(), scene.t_star);
                let gain = a * spread / late;
                let moved = [(1.0 - gain * a) * alpha, gain * place];
                bumps(
                    &self.means,
                    weights,
                    moved,
                    spread * noise / late,
                    rows,
                    out,
                );
            }
            Form::Ratio {
                low,
                step,
                logs,
                scores,
                deviation,
            } => {
                bumps(&self.means, &self.weights, [alpha, 0.0], spread, rows, out);
                let at = |x: f64| interpolated(logs, (x - low) / step);
                let elapsed = scene.t_star - t;
                if let (Some(scores), Some(coarse)) = (scores, &self.coarse) {
                    let law = (coarse.means(), coarse.weights());
                    for (k, q) in out.iter_mut().enumerate().filter(|(_, q)| **q > 1e-12) {
                        let z = score(law, alpha, spread, rows.at(k));
                        *q *= libm::exp(interpolated(logs, place_of(scores, z)));
                    }
                } else {
                    let (a, noise) = (process.alpha(elapsed), process.sigma(elapsed));
                    for (k, q) in out.iter_mut().enumerate().filter(|(_, q)| **q > 1e-12) {
                        let centre = a * rows.at(k);
                        *q *= if noise < step * 1.2 {
                            libm::exp(at(centre))
                        } else {
                            averaged(logs, (centre - low) / step, noise / step, deviation / step)
                        };
                    }
                }
            }
        }
        true
    }
}

/// Σ w_i N(x; a m_i + b, v). A kernel narrower than a row is drawn a row wide, or it would fall between them.
fn bumps(
    means: &[f64],
    weights: &[f64],
    [a, b]: [f64; 2],
    variance: f64,
    rows: Rows,
    out: &mut [f64],
) {
    let wide = (libm::sqrt(variance) / rows.step).max(0.7);
    let height = 1.0 / (libm::sqrt(2.0 * PI) * wide * rows.step);
    let last = out.len() as f64;
    for (m, w) in means.iter().zip(weights) {
        let at = (a * m + b - rows.low) / rows.step;
        let from = libm::ceil(at - 6.5 * wide).clamp(0.0, last) as usize;
        let to = (libm::floor(at + 6.5 * wide) + 1.0).clamp(0.0, last) as usize;
        for (k, q) in out.iter_mut().enumerate().take(to).skip(from) {
            let z = (k as f64 - at) / wide;
            *q += w * height * libm::exp(-0.5 * z * z);
        }
    }
}

/// ln(q₀/ρ_T*) for a Gaussian q₀.
fn ratio(start: &Mixture, terminal: &Mixture, is_flow: bool) -> Form {
    let (mean, variance) = start.moments();
    let deviation = libm::sqrt(variance);
    let low = mean - REACH * deviation;
    let step = 2.0 * REACH * deviation / (NODES - 1) as f64;
    let places = || (0..NODES).map(move |k| low + k as f64 * step);
    let logs = places().map(|x| start.log_density(x) - terminal.log_density(x));
    let scores = is_flow.then(|| {
        places()
            .map(|x| of_both(terminal.cdf(x), terminal.survival(x)))
            .collect()
    });
    Form::Ratio {
        low,
        step,
        logs: logs.collect(),
        scores,
        deviation,
    }
}

/// z with Φ(z) = below = 1 − above, from the smaller of the two.
fn of_both(below: f64, above: f64) -> f64 {
    if below < above {
        normal_score(below)
    } else {
        -normal_score(above)
    }
}

/// z with Φ(z) = F_t(y).
fn score((means, weights): (&[f64], &[f64]), alpha: f64, spread: f64, y: f64) -> f64 {
    let scale = FRAC_1_SQRT_2 / libm::sqrt(spread.max(1e-300));
    let (mut below, mut above) = (0.0, 0.0);
    for (m, w) in means.iter().zip(weights) {
        let z = (alpha * m - y) * scale;
        if z > 0.0 {
            let tail = 0.5 * w * libm::erfc(z);
            below += tail;
            above += w - tail;
        } else {
            let tail = 0.5 * w * libm::erfc(-z);
            above += tail;
            below += w - tail;
        }
    }
    of_both(below, above)
}

/// The value between entries, at the ends the last slope carried on; `at` counts entries.
fn interpolated(values: &[f64], at: f64) -> f64 {
    let k = (libm::floor(at).max(0.0) as usize).min(values.len() - 2);
    values[k] + (at - k as f64) * (values[k + 1] - values[k])
}

/// The inverse: between which entries of an increasing list a value lies.
fn place_of(values: &[f64], value: f64) -> f64 {
    let k = values
        .partition_point(|&v| v < value)
        .clamp(1, values.len() - 1)
        - 1;
    let room = values[k + 1] - values[k];
    k as f64
        + if room > 0.0 {
            (value - values[k]) / room
        } else {
            0.0
        }
}

/// E[exp(log at (centre + wide Z))] by the trapezoidal rule on the entries, of step at most a quarter of what is
/// narrower, the transition or q₀; lengths in entries.
fn averaged(logs: &[f64], centre: f64, wide: f64, deviation: f64) -> f64 {
    let stride = ((0.3 * wide.min(deviation)) as usize).max(1);
    let inverse = 1.0 / wide;
    let normal = stride as f64 * inverse / libm::sqrt(2.0 * PI);
    let mut sum = 0.0;
    let mut k = 0;
    while k < logs.len() {
        let z = (k as f64 - centre) * inverse;
        let exponent = logs[k] - 0.5 * z * z;
        if exponent > -40.0 {
            sum += libm::exp(exponent);
        }
        k += stride;
    }
    normal * sum
}

/// Mean and standard deviation of the bridge at time t, (4.12): those of the law that `simulation` has, for data of
/// these moments.
pub(super) fn moments(
    simulation: &Simulation,
    [mean, variance]: [f64; 2],
    t: f64,
    now: &mut LawNow,
) -> [f64; 2] {
    simulation.law_at(t, now);
    if now.gain == 0.0 {
        return [now.offset[0], libm::sqrt(now.variance[0])];
    }
    let width = simulation.rho0().width();
    let between = now.gain * now.gain * (variance - width * width);
    [
        now.gain * mean + now.offset[0],
        libm::sqrt(between + now.variance[0]),
    ]
}

//! Partitions T* = t₀ > t₁ > … > t_n of the time that a reverse process runs through; n = `steps`.
//!
//! Times are kept as t, not as s = T* − t: near the data s has lost every digit of t (Cao et al. let s run
//! up to T*, which is the same partition read the other way).

use crate::process::Process;

/// Where a grid that can not reach t = 0 stops before its last step to 0.
pub const FLOOR: f64 = 1e-3;

/// How the time steps are spread.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grid {
    /// Equal steps in t.
    Uniform,
    /// Equal ratios of t: T* (t_min/T*)^{k/n}.
    Geometric,
    /// Equal steps in λ, the log signal-to-noise ratio.
    LogSnr,
    /// Karras et al. (2022), equation (5) with ρ = 7, in κ: equal steps in κ^{1/7}.
    Karras,
    /// Nichol & Dhariwal (2021), the cosine schedule, without offset: equal steps in arctan κ.
    Cosine,
}

/// The `steps` + 1 times of a grid, strictly decreasing from `t_star` to `t_min`, both met exactly.
///
/// With `t_min` = 0 every grid but the uniform one runs down to [`FLOOR`] in `steps` − 1 steps and ends
/// with one step to 0, because it would need infinitely many steps to get there.
///
/// Needs 0 ≤ `t_min` < `t_star` and `steps` ≥ 1.
pub fn time_grid(process: Process, grid: Grid, t_star: f64, t_min: f64, steps: usize) -> Vec<f64> {
    assert!(steps >= 1 && 0.0 <= t_min && t_min < t_star);
    let ends_in_zero = t_min == 0.0 && grid != Grid::Uniform;
    let (last, n) = if ends_in_zero {
        (FLOOR.min(0.1 * t_star), steps - 1)
    } else {
        (t_min, steps)
    };
    let mut times = Vec::with_capacity(steps + 1);
    times.push(t_star);
    for k in 1..n {
        let u = k as f64 / n as f64;
        times.push(between(process, grid, t_star, last, u));
    }
    if n > 0 {
        times.push(last);
    }
    if ends_in_zero {
        times.push(0.0);
    }
    times
}

/// The time a share `u` of the way from `start` down to `end`, in the grid's own variable.
fn between(process: Process, grid: Grid, start: f64, end: f64, u: f64) -> f64 {
    let mix = |a: f64, b: f64| a * (1.0 - u) + b * u;
    let in_kappa = |to: fn(f64) -> f64, from: fn(f64) -> f64| {
        let ends = mix(to(process.kappa(start)), to(process.kappa(end)));
        process.time_at_kappa(from(ends))
    };
    match grid {
        Grid::Uniform => mix(start, end),
        Grid::Geometric => libm::exp(mix(libm::log(start), libm::log(end))),
        Grid::LogSnr => process.time_at_log_snr(mix(process.log_snr(start), process.log_snr(end))),
        Grid::Karras => in_kappa(|k| libm::pow(k, 1.0 / 7.0), |r| libm::pow(r, 7.0)),
        Grid::Cosine => in_kappa(libm::atan, libm::tan),
    }
}

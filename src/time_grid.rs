//! Partitions T* = t₀ > t₁ > … > t_n of the time that a reverse process runs through; n = `steps`.
//!
//! Times are kept as t, not as s = T* − t: near the data s has lost every digit of t (Cao et al. let s run
//! up to T*, which is the same partition read the other way).
//!
//! # The last positive time
//!
//! With t_min = 0 every grid but the uniform one runs to a last positive time t_ℓ in n − 1 steps and ends with one step to
//! 0, because it would need infinitely many steps to get there. That step puts a particle on x̄₀(x, t_ℓ). For it to be a
//! data point, and not an average of several, the posterior has to be one-hot there: κ(t_ℓ) has to be small against the
//! distance D of the two nearest distinct data points ([`crate::law::Law::finest`]). Derived for this project:
//!
//! Seen in the data's coordinates a particle of ρ(·, t) stands at y = x/α = x_i + κz. Beside its own data point another at
//! distance D′ ≥ D has the weight λ_j/λ_i = exp(−D′²/2κ² + D′g/κ), g a standard normal. With κ = D/12 and g ≤ 4.5, which
//! fails once in 3·10⁵ times a neighbour, that is below e^{−18} = 1.5·10⁻⁸: less than single precision keeps. So
//! **κ(t_ℓ) = D/12**, but t_ℓ is never later than [`LATEST`] or T*/10, nor
//! earlier than [`LEAST_TIME`].
//!
//! That supposes steps which are short beside what they pass through. The cosine schedule's are equally long in κ near the
//! data, and its last one would jump from κ ≈ π/2n over whatever is smaller. With t_min = 0 its steps are therefore equal in
//! arctan κ only down to κ = [`COSINE_ENDS`], and from there on equal in ln κ, as long as the last of the others.

use crate::process::{LEAST_TIME, Process};

/// The latest that the last positive time may be, whatever the data.
pub const LATEST: f64 = 1e-3;

/// D/κ(t_ℓ): by how many κ data points on the finest scale D are apart at the last positive time.
pub const SEPARATION: f64 = 12.0;

/// The κ down to which a cosine grid that ends in t = 0 is one.
pub const COSINE_ENDS: f64 = 0.1;

/// Where T* − t_min is more than this share of T*, times are told apart, however many there may be in a scene.
pub const CLOSE: f64 = 1e-2;

/// How the time steps are spread.
///
/// ```
/// use reverse_diffusion::process::Process;
/// use reverse_diffusion::time_grid::{Grid, decreases, time_grid};
///
/// let times = time_grid(Process::Ou, Grid::Uniform, 4.0, 0.0, 1.0, 4);
/// assert_eq!(times, [4.0, 3.0, 2.0, 1.0, 0.0]);
/// // All others go down to where data 0.1 apart are told apart, and then to 0.
/// let times = time_grid(Process::Ou, Grid::LogSnr, 4.0, 0.0, 0.1, 20);
/// assert!(times.len() == 21 && decreases(&times) && times[20] == 0.0);
/// ```
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
    /// Nichol & Dhariwal (2021), the cosine schedule, without offset: equal steps in arctan κ; continued where it ends in
    /// t = 0.
    Cosine,
}

/// t_ℓ of this file's head.
fn last_time(process: Process, t_star: f64, finest: f64) -> f64 {
    let separate = process.time_at_kappa(finest / SEPARATION);
    separate.min(LATEST).min(0.1 * t_star).max(LEAST_TIME)
}

/// The `steps` + 1 times of a grid, decreasing from `t_star` to `t_min`, both met exactly; strictly, if [`decreases`] says so,
/// as it does unless `t_min` is within [`CLOSE`] of `t_star`.
///
/// `finest` is the scale on which the data's points are told apart; it only matters for `t_min` = 0, and not to the
/// uniform grid: see the head of this file.
///
/// # Panics
///
/// Unless 0 ≤ `t_min` < `t_star`, `finest` > 0 and `steps` ≥ 1.
pub fn time_grid(
    process: Process,
    grid: Grid,
    t_star: f64,
    t_min: f64,
    finest: f64,
    steps: usize,
) -> Vec<f64> {
    assert!(steps >= 1 && 0.0 <= t_min && t_min < t_star && finest > 0.0);
    let ends_in_zero = t_min == 0.0 && grid != Grid::Uniform;
    let (last, n) = if ends_in_zero {
        (last_time(process, t_star, finest), steps - 1)
    } else {
        (t_min, steps)
    };
    let mut times = Vec::with_capacity(steps + 1);
    times.push(t_star);
    for k in 1..n {
        let u = k as f64 / n as f64;
        times.push(between(process, grid, ends_in_zero, [t_star, last], u));
    }
    if n > 0 {
        times.push(last);
    }
    if ends_in_zero {
        times.push(0.0);
    }
    times
}

/// Times from `t` down to `last`, 0 < `last` < `t`, at equal steps of at most `h` in λ, the log signal-to-noise ratio, but
/// 5000 at most; and then to 0 if that is where it ends.
pub fn log_snr_times(process: Process, t: f64, last: f64, h: f64, to_zero: bool) -> Vec<f64> {
    let [from, to] = [process.log_snr(t), process.log_snr(last)];
    let count = ((to - from) / h).ceil().clamp(1.0, 5000.0) as usize;
    let mut times = vec![t];
    times.extend((1..count).map(|k| {
        let share = k as f64 / count as f64;
        process.time_at_log_snr(from + share * (to - from))
    }));
    times.push(last);
    // Rounding must not let a time repeat.
    times.dedup_by(|next, before| *next >= *before);
    if to_zero {
        times.push(0.0);
    }
    times
}

/// Whether each time is before the one ahead of it: not so where t_min is so near to T* that double precision has no room
/// for the times between.
pub fn decreases(times: &[f64]) -> bool {
    times.windows(2).all(|pair| pair[0] > pair[1])
}

/// tan, of the two functions that a module has anyway.
fn tan(angle: f64) -> f64 {
    libm::sin(angle) / libm::cos(angle)
}

/// arctan κ, continued below [`COSINE_ENDS`] by a function of ln κ with the same slope there.
fn to_continued_angle(kappa: f64) -> f64 {
    let end = COSINE_ENDS;
    if kappa >= end {
        return libm::atan(kappa);
    }
    libm::atan(end) + end / (1.0 + end * end) * libm::log(kappa / end)
}

/// The inverse of [`to_continued_angle`].
fn from_continued_angle(angle: f64) -> f64 {
    let end = COSINE_ENDS;
    let below = angle - libm::atan(end);
    if below >= 0.0 {
        return tan(angle);
    }
    end * libm::exp(below * (1.0 + end * end) / end)
}

/// The time a share `u` of the way from `start` down to `end`, in the grid's own variable.
fn between(
    process: Process,
    grid: Grid,
    ends_in_zero: bool,
    [start, end]: [f64; 2],
    u: f64,
) -> f64 {
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
        Grid::Cosine if ends_in_zero => in_kappa(to_continued_angle, from_continued_angle),
        Grid::Cosine => in_kappa(libm::atan, tan),
    }
}

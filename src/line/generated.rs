//! What the exact reverse process makes of any start: section 3 as closed forms on a line.
//!
//! By Theorem 1 the reverse process (ε = 1) that starts in x at T* is at time t distributed as X_t given
//! X_{T*} = x, a mixture known in closed form ([`Mixture::given`]). What is left is one integral over q₀, done by
//! the trapezoidal rule, which converges exponentially for analytic integrands; its step is derived below.

use super::mixture::Mixture;
use crate::process::Process;
use std::f64::consts::FRAC_1_SQRT_2;

/// So many standard deviations of a Gaussian are integrated over; beyond is 2e-19.
const REACH: f64 = 9.0;

/// Nodes and weights of ∫ q₀(x) f(x) dx for f that vary like λ_i(·, T*).
///
/// λ_i is a ratio of exponentials in αΔm x/S (Δm the range of the data, S the variance of ρ(·, T*)'s
/// components), with poles πS/(αΔm) off the real line; a trapezoidal rule of step δ then errs by
/// e^{−2π·πS/(αΔm δ)}, below 1e-10 for δ = 0.8 S/(αΔm). q₀'s own width asks for √v₀/4 (e^{−2π²·16} ≪ 1e-10).
pub fn nodes(law: &Mixture, process: Process, start: &Mixture, t_star: f64) -> Vec<(f64, f64)> {
    if start.component_variance() == 0.0 {
        let pairs = start.means().iter().zip(start.weights());
        return pairs.map(|(&m, &w)| (m, w)).collect();
    }
    let sigma = libm::sqrt(start.component_variance());
    let terminal = law.forward(process, t_star);
    let [low, high] = terminal.reach();
    let poles = terminal.component_variance() / (high - low).max(1e-12);
    let step = (0.25 * sigma).min(0.8 * poles);
    let [low, high] = start.window(REACH);
    let count = (((high - low) / step).ceil() as usize).clamp(8, 20_000);
    let step = (high - low) / count as f64;
    (0..=count)
        .map(|k| low + k as f64 * step)
        .map(|x| (x, step * start.density(x)))
        .collect()
}

/// q(x_i, T*), (3.19): the weight that the exact reverse process from q₀ = `start` gives to each component of
/// ρ₀ = `law`. They sum to 1; for q₀ = ρ(·, T*) they are w_i.
pub fn weights(law: &Mixture, process: Process, start: &Mixture, t_star: f64) -> Vec<f64> {
    let mut sums = vec![0.0; law.means().len()];
    for node in nodes(law, process, start, t_star) {
        add_node(law, process, t_star, node, &mut sums);
    }
    shares(&sums)
}

/// Adds what one of [`nodes`] gives to each component of `law`: its share times λ_i(x, T*).
pub(super) fn add_node(
    law: &Mixture,
    process: Process,
    t_star: f64,
    (x, share): (f64, f64),
    sums: &mut [f64],
) {
    let given = law.given(process, 0.0, x, t_star);
    for (sum, w) in sums.iter_mut().zip(given.weights()) {
        *sum += share * w;
    }
}

/// The sums over all nodes as weights of sum 1.
pub(super) fn shares(sums: &[f64]) -> Vec<f64> {
    let total: f64 = sums.iter().sum();
    sums.iter().map(|sum| sum / total).collect()
}

/// ½ Σ |p_i − q_i|, the total-variation distance of two weightings of the same points.
pub fn total_variation(p: &[f64], q: &[f64]) -> f64 {
    0.5 * p.iter().zip(q).map(|(p, q)| (p - q).abs()).sum::<f64>()
}

/// Mean and standard deviation of ½ Σ |share − w|, the total-variation distance of shares and weights, for shares that are
/// normal about `p` with the standard deviations `errors`: folded normals, taken as independent.
pub fn total_variation_of_shares(p: &[f64], w: &[f64], errors: &[f64]) -> [f64; 2] {
    let (mut mean, mut variance) = (0.0, 0.0);
    for ((p, w), &s) in p.iter().zip(w).zip(errors) {
        let m = (p - w).abs();
        if s == 0.0 {
            mean += m;
            continue;
        }
        let z = m / s;
        let height = libm::sqrt(2.0 / std::f64::consts::PI) * libm::exp(-0.5 * z * z);
        let average = s * height + m * (1.0 - 2.0 * normal_cdf(-z));
        mean += average;
        variance += (m * m + s * s - average * average).max(0.0);
    }
    [0.5 * mean, 0.5 * libm::sqrt(variance)]
}

/// q(y, s) at t = T* − s < T*: the density of the exact reverse process (ε = 1) from q₀ = `start`, by the ratio
/// formula q(y, s) = ρ(y, t) E[(q₀/ρ_{T*})(a y + √(1 − a²) Z)], a = e^{−(T*−t)} (derived for this project): the
/// forward transition carries y to T*, and the ratio is averaged there. ρ(·, t) needs a density: t > 0 or a width.
pub fn density(
    law: &Mixture,
    process: Process,
    start: &Mixture,
    t_star: f64,
    t: f64,
    y: f64,
) -> f64 {
    let now = law.forward(process, t);
    if t >= t_star {
        return start.density(y);
    }
    if start.component_variance() == 0.0 {
        let pairs = start.means().iter().zip(start.weights());
        return pairs
            .map(|(&x, w)| w * law.given(process, t, x, t_star).density(y))
            .sum();
    }
    let terminal = law.forward(process, t_star);
    let elapsed = t_star - t;
    let (a, noise) = (process.alpha(elapsed), process.variance(elapsed));
    let centre = a * y;
    // ∫ N(x; ay, noise) q₀(x)/ρ_{T*}(x) dx. Where the transition is narrow the integrand is as narrow; where it is
    // not, q₀ bounds it. In both cases it is smooth on the scales of the transition, q₀ and λ.
    let (spread, v0) = (terminal.component_variance(), start.component_variance());
    let [first, last] = start.reach();
    let (mut low, mut high) = (
        first - REACH * libm::sqrt(v0),
        last + REACH * libm::sqrt(v0),
    );
    if noise < 0.25 * spread {
        let [m, n] = terminal.reach();
        let pull = noise * ((m.abs().max(n.abs())) / spread + first.abs().max(last.abs()) / v0);
        let reach = 14.0 * libm::sqrt(noise) + 2.0 * pull + 0.7 * noise / spread * centre.abs();
        low = low.max(centre - reach);
        high = high.min(centre + reach);
    }
    if low >= high {
        return 0.0;
    }
    let [m, n] = terminal.reach();
    let poles = spread / (n - m).max(1e-12);
    let step = (0.25 * libm::sqrt(noise.min(v0))).min(0.8 * poles);
    let count = (((high - low) / step).ceil() as usize).clamp(8, 20_000);
    let step = (high - low) / count as f64;
    let log_now = now.log_density(y);
    let normal = 0.5 * libm::log(2.0 * std::f64::consts::PI * noise);
    let terms = (0..=count).map(|k| {
        let x = low + k as f64 * step;
        let carried = -0.5 * (x - centre) * (x - centre) / noise - normal;
        let log = log_now + carried + start.log_density(x) - terminal.log_density(x);
        step * libm::exp(log)
    });
    terms.sum()
}

/// P(X_t ≤ y) under the probability flow (2.8) from q₀ = `start` at T*: the flow is the increasing rearrangement
/// of ρ(·, T*) into ρ(·, t), so it is Q₀(F_{T*}^{-1}(F_t(y))).
pub fn flow_cdf(
    law: &Mixture,
    process: Process,
    start: &Mixture,
    t_star: f64,
    t: f64,
    y: f64,
) -> f64 {
    start.cdf(flow_origin(law, process, t_star, t, y))
}

/// From where at T* the probability flow (2.8) reaches y at time t: F_{T*}^{-1}(F_t(y)).
pub fn flow_origin(law: &Mixture, process: Process, t_star: f64, t: f64, y: f64) -> f64 {
    let now = law.forward(process, t);
    let (below, above) = (now.cdf(y), now.survival(y));
    let z = score_of(below, above);
    law.forward(process, t_star).quantile_at_score(z)
}

/// Where the probability flow (2.8) carries x from T* to t: F_t^{-1}(F_{T*}(x)).
pub fn flow(law: &Mixture, process: Process, t_star: f64, x: f64, t: f64) -> f64 {
    let terminal = law.forward(process, t_star);
    let z = score_of(terminal.cdf(x), terminal.survival(x));
    law.forward(process, t).quantile_at_score(z)
}

/// z with Φ(z) = below = 1 − above, from the smaller of the two.
fn score_of(below: f64, above: f64) -> f64 {
    if below < above {
        super::mixture::normal_score(below)
    } else {
        -super::mixture::normal_score(above)
    }
}

/// Φ(z).
pub fn normal_cdf(z: f64) -> f64 {
    0.5 * libm::erfc(-z * FRAC_1_SQRT_2)
}

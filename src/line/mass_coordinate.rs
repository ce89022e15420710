//! The reverse equations of every ε in the mass coordinate of u (derived for this project).
//!
//! ∂_τ v = −(1+ε)∇·(s v) + εΔv, Liu & Zuazua's family (with Cao et al.'s −∇·(x v) more for OU), becomes for r = v/u,
//! along the probability flow, which keeps the mass ξ = ∫u dx to the left of each place,
//!
//! ∂_τ r = ε ∂_ξ(u² ∂_ξ r).
//!
//! So cells that move with the flow keep their mass m_i of u for ever, at ε = 0 their mass n_i of v too, and otherwise
//! n_i is exchanged between neighbours only: dn_i/dτ = ε Σ c (n_j/m_j − n_i/m_i), with 1/c = ∫dx/u between two cells'
//! middles, log u piecewise linear (the Scharfetter–Gummel flux). An implicit Euler step keeps n positive, its sum, the
//! bounds of r (a maximum principle), and lets KL(v|u) = Σ n_i ln(n_i/m_i) only fall. Cells follow u into its atoms, so
//! that t = 1e-6 is as well resolved as T; masses, densities and rates are kept as logarithms and do not underflow.

use super::generator::{bernoulli, eliminate};
use super::mixture::{Mixture, normal_score, normal_score_of_log};
use crate::log_sum_exp::LogSum;
use crate::process::Process;

/// So many standard deviations of u_T and of v_T are covered.
const DEVIATIONS: f64 = 7.0;
/// A cell with less of the smaller tail's mass than this is joined to its neighbour: the flow could not tell its ends
/// apart in 53 bits.
const LEAST_SHARE: f64 = 1e-10;
/// Rates up to e^this, far beyond what a step can tell from infinity.
const LARGEST_LOG_RATE: f64 = 300.0;

/// Cells that move with the probability flow of a law u.
///
/// ```
/// use reverse_diffusion::line::{Level, MassCells, Mixture, Stepper};
/// use reverse_diffusion::process::Process;
///
/// let (law, start) = (Mixture::gaussian(1.0, 0.25), Mixture::gaussian(0.0, 1.0));
/// let cells = MassCells::new(&law, Process::Ou, &start, 2.0, 50);
/// let levels = [2.0, 1.0].map(|t| {
///     let mut level = Level::at(t);
///     while !cells.fill(&mut level, 1000) {}
///     level
/// });
/// let mut masses = cells.masses(&levels[0], &start);
/// let before = cells.relative_entropy(&masses);
/// Stepper::default().advance(&mut masses, [&levels[0], &levels[1]], 1.0, 4);
/// // With noise the two laws come nearer to each other, Theorem 3.1 of Liu & Zuazua.
/// assert!(cells.relative_entropy(&masses) < before);
/// ```
#[derive(Clone, Debug)]
pub struct MassCells {
    law: Mixture,
    process: Process,
    /// Edges and middles in turn as normal scores Φ⁻¹(ξ); they do not change in time.
    scores: Vec<f64>,
    /// ln m_i.
    log_mass: Vec<f64>,
}

/// Where the cells are at a time, and how fast r is exchanged between them.
#[derive(Clone, Debug, Default)]
pub struct Level {
    /// t > 0, the time of the level.
    pub t: f64,
    /// Edges and middles of the cells in turn: 2n + 1 places for n cells.
    pub x: Vec<f64>,
    /// ln u(x, t) at each of these places.
    pub log_u: Vec<f64>,
    /// ln of the rates from cell i to i + 1 and back, at ε = 1.
    log_rates: [Vec<f64>; 2],
}

impl Level {
    /// The level at time t > 0, without places yet: see [`MassCells::fill`].
    pub fn at(t: f64) -> Self {
        Self {
            t,
            ..Self::default()
        }
    }

    /// Another time in the same memory.
    pub fn restart(&mut self, t: f64) {
        self.t = t;
        self.x.clear();
        self.log_u.clear();
    }
}

impl MassCells {
    /// About `cells` of them for ρ₀ = `law`, laid out at T for u_T and a start v_T with a density.
    pub fn new(
        law: &Mixture,
        process: Process,
        start: &Mixture,
        t_star: f64,
        cells: usize,
    ) -> Self {
        let terminal = law.forward(process, t_star);
        let x = layout(
            [terminal.window(DEVIATIONS), start.window(DEVIATIONS)],
            cells,
        );
        // [ln P(X ≤ x), ln P(X > x)].
        let tails: Vec<[f64; 2]> = x
            .iter()
            .map(|&x| [true, false].map(|below| terminal.log_tail(x, below)))
            .collect();
        let mut scores = vec![score_of(tails[0])];
        let mut log_mass = Vec::new();
        let last = x.len() - 1;
        let mut edge = 0;
        for k in (2..=last).step_by(2) {
            let (a, b) = (tails[edge], tails[k]);
            // By the tail that is the smaller at both ends.
            let side = usize::from(a[0] + b[0] > a[1] + b[1]);
            let (small, large) = (a[side].min(b[side]), a[side].max(b[side]));
            let share = -libm::expm1(small - large);
            if share < LEAST_SHARE {
                continue;
            }
            log_mass.push(large + libm::log(share));
            // Its own middle, or that of cells joined.
            let middle = 0.5 * (x[edge] + x[k]);
            scores.push(score_of(
                [true, false].map(|below| terminal.log_tail(middle, below)),
            ));
            scores.push(score_of(b));
            edge = k;
        }
        if log_mass.is_empty() {
            // Nothing of u_T is here: one cell, with what there is.
            log_mass.push(0.0);
            let middle = 0.5 * (x[0] + x[last]);
            for place in [middle, x[last]] {
                scores.push(score_of(
                    [true, false].map(|below| terminal.log_tail(place, below)),
                ));
            }
        }
        Self {
            law: law.clone(),
            process,
            scores,
            log_mass,
        }
    }

    /// How many.
    pub fn len(&self) -> usize {
        self.log_mass.len()
    }

    /// Never: there is at least one.
    pub fn is_empty(&self) -> bool {
        self.log_mass.is_empty()
    }

    /// ln m_i.
    pub fn log_mass(&self) -> &[f64] {
        &self.log_mass
    }

    /// The masses of a law in the cells where they are at `level`; they sum to 1.
    pub fn masses(&self, level: &Level, law: &Mixture) -> Vec<f64> {
        let mass = |k: usize| {
            let (a, b) = (level.x[2 * k], level.x[2 * k + 2]);
            let below = law.cdf(b) - law.cdf(a);
            if law.cdf(a) > 0.5 {
                law.survival(a) - law.survival(b)
            } else {
                below
            }
            .max(0.0)
        };
        let mut masses: Vec<f64> = (0..self.len()).map(mass).collect();
        let sum: f64 = masses.iter().sum();
        if sum > 0.0 {
            masses.iter_mut().for_each(|n| *n /= sum);
        }
        masses
    }

    /// Computes up to `count` more of a level's places at time t > 0; whether it is complete.
    pub fn fill(&self, level: &mut Level, count: usize) -> bool {
        let now = self.law.forward(self.process, level.t);
        let from = level.x.len();
        let to = (from + count).min(self.scores.len());
        let (scores, x) = (&self.scores[from..to], &mut level.x);
        now.quantiles_at_scores(
            scores.len(),
            |k| scores[k],
            |_, place| {
                // Rounding must not let places change their order.
                let before = x.last().copied().unwrap_or(f64::NEG_INFINITY);
                x.push(place.max(before));
            },
        );
        let places = &level.x[from..to];
        level
            .log_u
            .extend(places.iter().map(|&x| now.log_density(x)));
        if level.x.len() < self.scores.len() {
            return false;
        }
        self.exchange(&now, level);
        true
    }

    /// The rates, from the resistances ∫dx/u between middles: over four pieces each, so that a gap that opens between
    /// two places is seen.
    fn exchange(&self, now: &Mixture, level: &mut Level) {
        let (x, log_u) = (&level.x, &level.log_u);
        let half = |k: usize| {
            let middle = now.log_density(0.5 * (x[k] + x[k + 1]));
            let width = 0.5 * (x[k + 1] - x[k]);
            log_sum(
                log_resistance(width, log_u[k], middle),
                log_resistance(width, middle, log_u[k + 1]),
            )
        };
        level.log_rates.iter_mut().for_each(Vec::clear);
        for i in 0..self.len().saturating_sub(1) {
            let conductance = -log_sum(half(2 * i + 1), half(2 * i + 2));
            // Both rates by the same, so that their ratio stays that of the masses.
            let largest = LARGEST_LOG_RATE + self.log_mass[i].min(self.log_mass[i + 1]);
            let conductance = conductance.min(largest);
            for (rates, cell) in level.log_rates.iter_mut().zip([i, i + 1]) {
                rates.push(conductance - self.log_mass[cell]);
            }
        }
    }

    /// ln of the average of v over cell i.
    pub fn log_v(&self, level: &Level, n: &[f64], i: usize) -> f64 {
        let width = level.x[2 * i + 2] - level.x[2 * i];
        libm::log(n[i]) - libm::log(width.max(f64::MIN_POSITIVE))
    }

    /// KL(v|u) = Σ n ln(n/m), through logarithms, as Σ m(r ln r − r + 1), whose terms are all positive.
    pub fn relative_entropy(&self, n: &[f64]) -> f64 {
        let terms = n.iter().zip(&self.log_mass).map(|(&n, &log_m)| {
            if n <= 0.0 {
                return libm::exp(log_m);
            }
            let d = libm::log(n) - log_m;
            if d.abs() < 1e-3 {
                libm::exp(log_m) * d * d * (0.5 + d * (1.0 / 3.0 + d * 0.125))
            } else {
                n * (d - 1.0) + libm::exp(log_m)
            }
        });
        terms.sum()
    }

    /// ∫ v |∇ log(v/u)|² dx: what KL(v|u) loses in a unit of time at ε = 1, the exchange's own.
    pub fn dissipation(&self, level: &Level, n: &[f64]) -> f64 {
        let [right, left] = &level.log_rates;
        let log_r = |i: usize| libm::log(n[i]) - self.log_mass[i];
        let terms = (0..right.len()).map(|i| {
            if n[i] <= 0.0 || n[i + 1] <= 0.0 {
                return 0.0;
            }
            let there = libm::exp(right[i] + libm::log(n[i]));
            let back = libm::exp(left[i] + libm::log(n[i + 1]));
            (there - back) * (log_r(i) - log_r(i + 1))
        });
        terms.sum()
    }

    /// ln ‖v‖_p of v's averages over cells. At ε = 0 a cell's width falls no faster than the flow allows any length to,
    /// so that this norm obeys the bound of v's own.
    pub fn log_norm(&self, level: &Level, n: &[f64], p: f64) -> f64 {
        let log_term = |i: usize| {
            if n[i] <= 0.0 {
                return f64::NEG_INFINITY;
            }
            libm::log(n[i]) + (p - 1.0) * self.log_v(level, n, i)
        };
        LogSum::of((0..n.len()).map(log_term)).ln() / p
    }
}

/// Steps of n from one level to the next.
#[derive(Clone, Debug, Default)]
pub struct Stepper {
    right: Vec<f64>,
    left: Vec<f64>,
    pivots: Vec<f64>,
}

impl Stepper {
    /// n from level `from` to the earlier `to` in `steps` implicit Euler steps, even in ln t, rates between levels by
    /// interpolation of their logarithms.
    pub fn advance(&mut self, n: &mut [f64], [from, to]: [&Level; 2], epsilon: f64, steps: usize) {
        if epsilon == 0.0 || n.len() < 2 {
            return;
        }
        let time = |u: f64| from.t * libm::pow(to.t / from.t, u);
        for k in 1..=steps {
            let [before, u] = [k - 1, k].map(|k| k as f64 / steps as f64);
            let dt = epsilon * (time(before) - time(u));
            let mixed = |a: &f64, b: &f64| libm::exp(a + u * (b - a));
            let blend = |out: &mut Vec<f64>, side: usize| {
                let pairs = from.log_rates[side].iter().zip(&to.log_rates[side]);
                out.clear();
                out.extend(pairs.map(|(a, b)| mixed(a, b)));
            };
            blend(&mut self.right, 0);
            blend(&mut self.left, 1);
            let [right, left] = [&self.right, &self.left];
            eliminate(right, left, [right, left], dt, n, &mut self.pivots);
        }
    }
}

/// Edges and middles in turn: the cells' number per length is the same for the window of u and that of v, added up.
fn layout(windows: [[f64; 2]; 2], cells: usize) -> Vec<f64> {
    let mut ends: Vec<f64> = windows.iter().flatten().copied().collect();
    ends.sort_by(f64::total_cmp);
    let density = |x: f64| -> f64 {
        let inside = windows.iter().filter(|[a, b]| (*a..=*b).contains(&x));
        inside.map(|[a, b]| 1.0 / (b - a).max(1e-300)).sum::<f64>()
    };
    // Between two windows that do not meet there is little to be seen: a tenth of the cells.
    let gap = 0.2 / (ends[3] - ends[0]);
    let pieces: Vec<[f64; 3]> = ends
        .windows(2)
        .map(|pair| {
            [
                pair[0],
                pair[1],
                density(0.5 * (pair[0] + pair[1])).max(gap),
            ]
        })
        .filter(|[a, b, _]| b > a)
        .collect();
    let total: f64 = pieces.iter().map(|[a, b, d]| (b - a) * d).sum();
    let count = 2 * cells;
    let mut places = Vec::with_capacity(count + 1);
    let (mut piece, mut before) = (0, 0.0);
    for k in 0..=count {
        let share = total * k as f64 / count as f64;
        while piece + 1 < pieces.len() {
            let [a, b, d] = pieces[piece];
            if before + (b - a) * d >= share {
                break;
            }
            before += (b - a) * d;
            piece += 1;
        }
        let [a, b, d] = pieces[piece];
        places.push((a + (share - before) / d).clamp(a, b));
    }
    places
}

/// The normal score of a place, from [ln P(X ≤ x), ln P(X > x)].
fn score_of([below, above]: [f64; 2]) -> f64 {
    if below < above {
        if below > -600.0 {
            normal_score(libm::exp(below))
        } else {
            -normal_score_of_log(below)
        }
    } else if above > -600.0 {
        -normal_score(libm::exp(above))
    } else {
        normal_score_of_log(above)
    }
}

/// ln ∫dx/u over a piece of this width on which log u goes from a to b in a straight line: w e^{−a}(1 − e^{−δ})/δ.
fn log_resistance(width: f64, a: f64, b: f64) -> f64 {
    let delta = b - a;
    // (1 − e^{−δ})/δ = 1/B(−δ); for δ far below 0 it is e^{−δ}/B(δ), which does not overflow.
    let mean = if delta >= 0.0 {
        -libm::log(bernoulli(-delta))
    } else {
        -delta - libm::log(bernoulli(delta))
    };
    libm::log(width.max(f64::MIN_POSITIVE)) - a + mean
}

/// ln(e^a + e^b).
fn log_sum(a: f64, b: f64) -> f64 {
    let (low, high) = (a.min(b), a.max(b));
    if high == f64::INFINITY {
        return high;
    }
    high + libm::log1p(libm::exp(low - high))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::line::log_normal_tail;

    #[test]
    fn the_resistance_of_a_straight_line_is_its_integral() {
        for (width, a, b) in [
            (0.3, -2.0, -1.9999),
            (1.0, 0.0, 5.0),
            (2.0, 3.0, -40.0),
            (0.5, -900.0, -1700.0),
        ] {
            let n = 200_000;
            // The integral relative to its largest value, by the midpoint rule: (δ/n)²/24 of it.
            let top = f64::max(-a, -b);
            let sum: f64 = (0..n)
                .map(|k| libm::exp(-(a + (b - a) * (f64::from(k) + 0.5) / f64::from(n)) - top))
                .sum();
            let brute = libm::log(width * sum / f64::from(n)) + top;
            let error = (log_resistance(width, a, b) - brute).abs();
            assert!(
                error < 1e-6 + 1e-15 * brute.abs(),
                "{width} {a} {b}: {error}"
            );
        }
    }

    #[test]
    fn scores_keep_their_digits_far_out() {
        for z in [0.3, 8.0, 33.0, 36.0, 120.0, 900.0] {
            let back = normal_score_of_log(log_normal_tail(z));
            // A logarithm of z²/2 with one ulp of error moves z by z·1e-16.
            assert!((back - z).abs() < 1e-12 * z.max(1.0), "{back} for {z}");
        }
    }
}

//! Distances between laws on a line, and between a sample and a law.

use super::generated::normal_cdf;
use super::mesh::Mesh;
use super::mixture::{Mixture, normal_score};

/// Nodes of the integrals over normal scores: z from −8.5 to 8.5.
const SCORES: usize = 1200;
const LARGEST_SCORE: f64 = 8.5;

/// The largest score where one of both laws is known by its cells: beyond is 1e-9 of the mass.
const LARGEST_OF_CELLS: f64 = 6.0;

/// W₂, the Wasserstein distance of order 2: on a line √∫ (F⁻¹ − G⁻¹)² du, with u = Φ(z) and the trapezoidal rule
/// in z. Laws with a density: error below 1e-10 where quantiles are smooth on the scale of 0.1 in z.
pub fn w2(p: &Mixture, q: &Mixture) -> f64 {
    if p.component_variance() == 0.0 && q.component_variance() == 0.0 {
        return w2_atoms(p, q);
    }
    let step = 2.0 * LARGEST_SCORE / SCORES as f64;
    let score = |k: usize| k as f64 * step - LARGEST_SCORE;
    let normal = libm::sqrt(2.0 * std::f64::consts::PI);
    let mut quantiles = [0.0; SCORES + 1];
    p.quantiles_at_scores(SCORES + 1, score, |k, x| quantiles[k] = x);
    let mut sum = 0.0;
    q.quantiles_at_scores(SCORES + 1, score, |k, x| {
        let (z, d) = (score(k), quantiles[k] - x);
        sum += d * d * libm::exp(-0.5 * z * z);
    });
    libm::sqrt(sum * step / normal)
}

/// W₂ of two laws of atoms, exactly: mass moves in order.
fn w2_atoms(p: &Mixture, q: &Mixture) -> f64 {
    let sorted = |law: &Mixture| {
        let pairs = law.means().iter().zip(law.weights());
        let mut atoms: Vec<(f64, f64)> = pairs.map(|(&m, &w)| (m, w)).collect();
        atoms.sort_by(|a, b| a.0.total_cmp(&b.0));
        atoms
    };
    let (a, b) = (sorted(p), sorted(q));
    let (mut i, mut j) = (0, 0);
    let (mut left, mut right) = (a[0].1, b[0].1);
    let mut sum = 0.0;
    while i < a.len() && j < b.len() {
        let moved = left.min(right);
        sum += moved * (a[i].0 - b[j].0) * (a[i].0 - b[j].0);
        left -= moved;
        right -= moved;
        if left <= 0.0 {
            i += 1;
            left = a.get(i).map_or(0.0, |atom| atom.1);
        }
        if right <= 0.0 {
            j += 1;
            right = b.get(j).map_or(0.0, |atom| atom.1);
        }
    }
    libm::sqrt(sum)
}

/// W₂ of a sample, in increasing order, and a law: the k-th of n against the law's quantile at (k + ½)/n.
pub fn w2_sample(sorted: &[f32], law: &Mixture) -> f64 {
    let n = sorted.len() as f64;
    let mut sum = 0.0;
    law.quantiles_at_scores(
        sorted.len(),
        |k| normal_score((k as f64 + 0.5) / n),
        |k, x| sum += (f64::from(sorted[k]) - x) * (f64::from(sorted[k]) - x),
    );
    libm::sqrt(sum / n)
}

/// W₂ of a density on a mesh, one number a cell, to a law: quantiles by linear interpolation of the distribution function,
/// and the trapezoidal rule in normal scores, as in [`w2`].
pub fn w2_of_cells(mesh: &Mesh, q: &[f64], law: &Mixture) -> f64 {
    let step = 2.0 * LARGEST_OF_CELLS / SCORES as f64;
    let score = |k: usize| k as f64 * step - LARGEST_OF_CELLS;
    let (mut cell, mut below) = (0, 0.0);
    let mut sum = 0.0;
    law.quantiles_at_scores(SCORES + 1, score, |k, x| {
        let z = score(k);
        let u = normal_cdf(z);
        while cell + 1 < mesh.cells && below + mesh.h() * q[cell] < u {
            below += mesh.h() * q[cell];
            cell += 1;
        }
        let share = ((u - below) / (mesh.h() * q[cell]).max(f64::MIN_POSITIVE)).clamp(0.0, 1.0);
        let d = mesh.edge(cell) + share * mesh.h() - x;
        sum += d * d * libm::exp(-0.5 * z * z);
    });
    libm::sqrt(sum * step / libm::sqrt(2.0 * std::f64::consts::PI))
}

/// The KL divergence ∫ p ln(p/q) of two laws with densities, as ∫ q (r ln r − r + 1), r = p/q, which keeps its
/// digits when the two are close. Trapezoidal rule, step a sixteenth of the narrowest component.
pub fn kl(p: &Mixture, q: &Mixture) -> f64 {
    let integrand = |x: f64| {
        let (log_p, log_q) = (p.log_density(x), q.log_density(x));
        let d = log_p - log_q;
        if d.abs() < 1e-3 {
            // e^d d − e^d + 1 = d²/2 + d³/3 + d⁴/8 + d⁵/30 + …
            libm::exp(log_q) * d * d * (0.5 + d * (1.0 / 3.0 + d * (0.125 + d / 30.0)))
        } else if log_p > -740.0 {
            libm::exp(log_p) * (d - 1.0) + libm::exp(log_q)
        } else {
            libm::exp(log_q)
        }
    };
    integrate(p, q, 16.0, integrand)
}

/// The L¹ distance ∫ |p − q| of two laws with densities: between two sign changes of p − q it is the change of
/// F − G, so only the sign changes have to be found.
pub fn l1(p: &Mixture, q: &Mixture) -> f64 {
    let [low, high, step] = window(p, q, 16.0);
    let count = ((high - low) / step).ceil() as usize;
    let gap = |x: f64| p.log_density(x) - q.log_density(x);
    // F − G, by the tails above the middle so that small differences keep their digits.
    let rise = |x: f64| (p.cdf(x) - q.cdf(x), q.survival(x) - p.survival(x));
    let mut sum = 0.0;
    let mut last = (0.0, 0.0);
    let mut before = (low, gap(low));
    let mut add = |now: (f64, f64), last: &mut (f64, f64)| {
        // Either of the two is F − G; their mean has the smaller error.
        sum += 0.5 * ((now.0 - last.0) + (now.1 - last.1)).abs();
        *last = now;
    };
    for k in 1..=count {
        let x = low + k as f64 * step;
        let here = gap(x);
        if (here > 0.0) != (before.1 > 0.0) {
            let (mut a, mut b) = (before.0, x);
            for _ in 0..60 {
                let middle = 0.5 * (a + b);
                if (gap(middle) > 0.0) == (before.1 > 0.0) {
                    a = middle;
                } else {
                    b = middle;
                }
            }
            add(rise(0.5 * (a + b)), &mut last);
        }
        before = (x, here);
    }
    add((0.0, 0.0), &mut last);
    sum
}

/// [low, high, step]: where either law has mass, and the narrowest component's deviation over `fineness`.
fn window(p: &Mixture, q: &Mixture, fineness: f64) -> [f64; 3] {
    let [low, high] = Mixture::common_window([p, q], 9.5);
    let narrow = p.component_variance().min(q.component_variance());
    let step = (libm::sqrt(narrow) / fineness).max((high - low) / 40_000.0);
    [low, high, step]
}

fn integrate(p: &Mixture, q: &Mixture, fineness: f64, f: impl Fn(f64) -> f64) -> f64 {
    let [low, high, step] = window(p, q, fineness);
    let count = ((high - low) / step).ceil() as usize;
    (0..=count).map(|k| step * f(low + k as f64 * step)).sum()
}

//! The laws of which presets are samples, as quadratures: Σ w_i N(x_i, b² I) stands for ∫ N(x, b² I) dμ(x).
//!
//! For Gaussian mixtures this is exact. Else, with s² = α²b² + σ² and everything else measured after the factor α, the
//! error of x̄₀, s∇log ρ and log ρ is below 1e-8 (of the data's size) where
//!
//! * on the lemniscate, equal steps h of the parameter: s ≥ 1.2 h′, h′ = 3.9e-4 the distance of two nodes. The error of
//!   ρ(·, t) is e^{−2π²(s/h′)²} of it (Trefethen, Weideman 2014). At a distance D outside of a bend of curvature κ ≤ 3 the
//!   curve is seen as if s were s/√(1 + κD).
//! * on arcs and squares, Gauss–Legendre's rule of eight nodes in pieces of length ℓ: s ≥ ℓ/2, and Dℓ ≤ 6s² at a distance
//!   D from the square, over whose edge the exponent then changes by 6 from one end of a piece to the other; the moons'
//!   own width is enough at any t.
//!
//! Where s is smaller than that, nodes are seen one by one, still on the curve or in the square.

use super::finite_law::Law;
use super::sample::{CIRCLE, MOON_NOISE, black_square, moon, on_circle};
use crate::points::Points;
use std::f64::consts::{PI, TAU};

/// Pieces of a half circle: each is shorter than the noise on it, 0.06.
const PIECES_OF_ARC: usize = 64;
/// Pieces of the side of a square; nodes are at most 0.012 apart.
const PIECES_OF_SIDE: usize = 16;
/// Gauss–Legendre's rule of eight nodes on [−1, 1]: the positive nodes and their weights (Abramowitz, Stegun 25.4.30).
const RULE: [[f64; 2]; 4] = [
    [0.183_434_642_495_649_8, 0.362_683_783_378_362],
    [0.525_532_409_916_329, 0.313_706_645_877_887_3],
    [0.796_666_477_413_626_7, 0.222_381_034_453_374_48],
    [0.960_289_856_497_536_3, 0.101_228_536_290_376_26],
];

/// A closed analytic curve whose parameter is uniform on [0, 2π), by `count` equal steps.
pub fn closed_curve(curve: fn(f64) -> [f64; 2], count: usize) -> Law {
    let angle = |k: usize| TAU * k as f64 / count as f64;
    let rows: Vec<f64> = (0..count).flat_map(|k| curve(angle(k))).collect();
    Law::equal(Points::from_rows(&rows, 2))
}

/// Both half circles with their noise.
pub(super) fn two_moons() -> Law {
    let nodes = composite(PIECES_OF_ARC);
    let both = (0..2).flat_map(|which| nodes.iter().map(move |&[u, w]| (moon(which, PI * u), w)));
    weighted(both.collect(), MOON_NOISE)
}

/// Six round Gaussians.
pub(super) fn gaussian_mixture() -> Law {
    weighted((0..6).map(|k| (on_circle(k), 1.0)).collect(), CIRCLE[1])
}

/// The uniform law on the black squares.
pub(super) fn checkerboard() -> Law {
    let nodes = composite(PIECES_OF_SIDE);
    let mut rows = Vec::new();
    for [x, y] in (0..8).map(black_square) {
        for &[u, wu] in &nodes {
            rows.extend(nodes.iter().map(|&[v, wv]| ([x + u, y + v], wu * wv)));
        }
    }
    weighted(rows, 0.0)
}

fn weighted(nodes: Vec<([f64; 2], f64)>, width: f64) -> Law {
    let rows: Vec<f64> = nodes.iter().flat_map(|(place, _)| *place).collect();
    let weights = nodes.iter().map(|(_, weight)| *weight).collect();
    Law::new(Points::from_rows(&rows, 2), weights).with_width(width)
}

/// Gauss–Legendre's rule in each of `pieces` equal parts of [0, 1]: nodes and weights.
pub fn composite(pieces: usize) -> Vec<[f64; 2]> {
    let h = 1.0 / pieces as f64;
    let piece = |k: usize| {
        let both = RULE.into_iter().flat_map(|[x, w]| [[-x, w], [x, w]]);
        both.map(move |[x, w]| [(k as f64 + 0.5 + 0.5 * x) * h, 0.5 * w * h])
    };
    (0..pieces).flat_map(piece).collect()
}

//! Bernoulli's lemniscate, from which the data of Liu & Zuazua's figure 2 are drawn: θ uniform on [0, 2π).

use super::finite_law::Law;
use super::sample::Sample;
use super::truth::closed_curve;
use rand::RngExt;
use std::f64::consts::TAU;

/// Nodes of the law: 3.9e-4 apart at most.
const NODES: usize = 16_384;

/// (x² + y²)² = x² − y².
fn curve(theta: f64) -> [f64; 2] {
    let (sin, cos) = (libm::sin(theta), libm::cos(theta));
    let r = 1.0 + sin * sin;
    [cos / r, sin * cos / r]
}

/// How points of it are drawn.
pub(super) const SAMPLE: Sample = Sample {
    count: 200,
    parts: 1,
    point: |_, rng| curve(TAU * rng.random::<f64>()),
    standardised: false,
};

/// The law itself, as a quadrature.
pub(super) fn law() -> Law {
    closed_curve(curve, NODES)
}

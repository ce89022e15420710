//! The particles on which errors are measured: how many, from where, and how far they have come.

use super::errors::POWERS;
use crate::law::Law;
use crate::line::Mixture;
use crate::line::same_noise::SameNoise;
use crate::scene::{Scene, Start};

/// Evaluations of kernels that all particles together may cost, about.
const BUDGET: usize = 1_500_000_000;

pub(super) struct Sampled {
    pub(super) law: Law,
    pub(super) start: Mixture,
    pub(super) particles: usize,
    pub(super) run: Option<SameNoise>,
    /// Where the exact paths end, where they are known: without noise.
    pub(super) exact: Vec<f32>,
    /// The quantiles of ρ(·, t_min) at (k + ½)/M.
    pub(super) quantiles: Vec<f64>,
    pub(super) compared: usize,
    /// The scheme whose paths are compared next, after some particles have arrived.
    pub(super) paths: Option<usize>,
    pub(super) sorted: Vec<f32>,
}

impl Sampled {
    pub(super) fn new(law: Law, start: Mixture, particles: usize) -> Self {
        Self {
            law,
            start,
            particles,
            run: None,
            exact: Vec::new(),
            quantiles: Vec::new(),
            compared: 0,
            paths: None,
            sorted: Vec::new(),
        }
    }
}

/// As many as the budget allows, from 500 to 2000.
pub(super) fn particles(wanted: usize, points: usize) -> usize {
    let evaluations: usize = POWERS.map(|power| 5 << power).sum::<usize>() + 5000;
    let affordable = BUDGET / (evaluations * (points + 40));
    wanted.clamp(500, 2000).min(affordable.max(500))
}

pub(super) fn note(scene: &Scene, particles: usize) -> String {
    let path = if scene.epsilon > 0.0 {
        "each on the same Brownian path as a reference of more than 4096 steps of 2M"
    } else {
        "started from the start law's quantiles, beside the exact flow (2.8), a monotone rearrangement"
    };
    let start = match scene.start {
        Start::Terminal => String::new(),
        _ => format!(
            " W₂ to ρ(·, t_min) includes what comes from q₀ not being ρ(·, T*) at T* = {}.",
            scene.t_star
        ),
    };
    format!("Measured on {particles} particles of every scheme, {path}.{start}")
}

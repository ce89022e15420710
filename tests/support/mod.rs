//! What several test files share: scenes in a line, and statistics with their significance.
#![allow(dead_code)] // Each test file is a crate of its own and uses some of this.

use reverse_diffusion::ensemble::Simulation;
use reverse_diffusion::scene::{Scene, Value};

/// The scene with these values, the others at their defaults.
pub fn scene(pairs: &[(&str, &str)]) -> Scene {
    let pairs = pairs
        .iter()
        .map(|&(name, value)| (name, Value::Text(value.into())));
    Scene::from_pairs(pairs).unwrap()
}

/// The scene, run to its end.
pub fn run(pairs: &[(&str, &str)]) -> Simulation {
    let mut simulation = Simulation::new(scene(pairs));
    while simulation.step() {}
    simulation
}

/// Φ, the distribution function of N(0, 1).
pub fn normal_cdf(x: f64) -> f64 {
    0.5 * libm::erfc(-x / std::f64::consts::SQRT_2)
}

/// √n times the Kolmogorov–Smirnov distance of a sample from a distribution function. For n above 1000 it
/// exceeds [`KS_1E_6`] with probability 1e-6 if the sample has that distribution.
pub fn ks_statistic(mut sample: Vec<f64>, cdf: impl Fn(f64) -> f64) -> f64 {
    sample.sort_by(f64::total_cmp);
    let n = sample.len() as f64;
    let distance = sample.iter().enumerate().fold(0.0, |d: f64, (i, &x)| {
        let f = cdf(x);
        d.max(f - i as f64 / n).max((i + 1) as f64 / n - f)
    });
    distance * n.sqrt()
}

/// 2 exp(−2x²) = 1e-6.
pub const KS_1E_6: f64 = 2.693;

/// A bound that a standard normal exceeds in absolute value with probability below 6e-7.
pub const FIVE_SIGMA: f64 = 5.0;

/// Mean and variance.
pub fn moments(sample: &[f64]) -> (f64, f64) {
    let n = sample.len() as f64;
    let mean = sample.iter().sum::<f64>() / n;
    let variance = sample.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / n;
    (mean, variance)
}

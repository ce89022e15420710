//! What several test files share: scenes in a line, and statistics with their significance.
#![allow(dead_code)] // Each test file is a crate of its own and uses some of this.

pub mod page;

use reverse_diffusion::ensemble::Simulation;
use reverse_diffusion::scene::{Scene, Value};
use reverse_diffusion::study::Report;

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

/// So many errors are what the page calls agreement; a standard normal exceeds it with probability 6.3e-5.
pub const FOUR_SIGMA: f64 = 4.0;

/// Mean and variance.
pub fn moments(sample: &[f64]) -> (f64, f64) {
    let n = sample.len() as f64;
    let mean = sample.iter().sum::<f64>() / n;
    let variance = sample.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / n;
    (mean, variance)
}

/// What every report has to be, whatever the scene.
pub fn is_sound(report: &Report, scene: &Scene) {
    let at = format!("{:?} {:?}", scene.study, scene.differences());
    for chart in &report.charts {
        for axis in [&chart.x, &chart.y] {
            let [low, high] = axis.range;
            assert!(
                low.is_finite() && high.is_finite() && low < high,
                "{at}: {axis:?}"
            );
            assert!(!axis.log || low > 0.0, "{at}: {axis:?}");
            assert!(!axis.label.is_empty() && !chart.title.is_empty() && !chart.caption.is_empty());
        }
        for series in &chart.series {
            assert_eq!(series.x.len(), series.y.len(), "{at}: {}", series.name);
            assert!(series.low.is_empty() || series.low.len() == series.x.len());
        }
        if let Some(map) = &chart.map {
            assert_eq!(map.values.len(), map.columns * map.rows, "{at}");
            assert!(map.values.iter().all(|v| (0.0..=1.0).contains(v)), "{at}");
        }
    }
    for row in &report.rows {
        assert!(
            !row.name.is_empty() && !row.reference.is_empty(),
            "{at}: {row:?}"
        );
        for number in [row.predicted, row.measured, row.error, row.bound]
            .into_iter()
            .flatten()
        {
            assert!(!number.is_nan(), "{at}: {row:?}");
        }
        if let (Some(measured), Some(bound)) = (row.measured, row.bound) {
            assert!(measured <= bound, "{at}: {row:?}");
        }
    }
}

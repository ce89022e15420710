//! Perfect samples of a law: what W₂ sampling alone shows.

use super::quantiles::Quantiles;
use crate::measure::chance::student;
use crate::noise::{Noise, Purpose};
use crate::points::Points;

/// How many.
const COUNT: usize = 12;
/// Their noise is that of a step that no particle takes.
const STREAM: u64 = 4 << 20;

/// Twelve sorted uniform samples of size `n`: partial sums of exponentials over their sum; an exponential is half the sum
/// of two normal squares.
pub fn samples(seed: u64, n: usize) -> Vec<Vec<f64>> {
    let noise = Noise::new(seed);
    let sample = |k: usize| {
        let mut z = Points::zeros(2 * (n + 1), 1);
        noise.normals(Purpose::Step(STREAM + k as u64), 0, &mut z);
        let mut sum = 0.0;
        let sums: Vec<f64> = z
            .as_slice()
            .chunks_exact(2)
            .map(|z| {
                sum += f64::from(z[0]).powi(2) + f64::from(z[1]).powi(2);
                sum
            })
            .collect();
        sums[..n].iter().map(|s| s / sum).collect()
    };
    (0..COUNT).map(sample).collect()
}

/// W₂ of `perfect` samples, as [`samples`] makes them, to their law: mean, and the error of another such sample beside it.
pub fn level(law: &Quantiles, perfect: &[Vec<f64>]) -> [f64; 2] {
    let distances = perfect.iter().map(|u| law.w2_uniforms(u));
    let (sum, squares) = distances.fold((0.0, 0.0), |(s, q), d| (s + d, q + d * d));
    let n = perfect.len() as f64;
    let mean = sum / n;
    let deviation = libm::sqrt(((squares - n * mean * mean) / (n - 1.0)).max(0.0));
    let factor = student(perfect.len()).unwrap_or(1.0) * libm::sqrt(1.0 + 1.0 / n);
    [mean, factor * deviation]
}

//! The energy distance of two samples (Székely, Rizzo 2013).

use crate::points::{Points, Real};

/// The energy distance 2E|X − Y| − E|X − X′| − E|Y − Y′| of two samples: pairs of a sample with itself are left out
/// (Székely, Rizzo 2013). Without bias for points that are independent: 0 on average if both samples have one law, and
/// then also below 0. Points that are spread more evenly than by chance are too far from each other, and the distance
/// comes out too small ([`crate::scene::Scene::fresh`] draws independent ones).
pub fn energy_distance<T: Real, U: Real>(x: &Points<T>, y: &Points<U>) -> f64 {
    let between = mean_distance(x, y) / (x.len() * y.len()).max(1) as f64;
    let within = |total: f64, n: usize| total / (n * n.saturating_sub(1)).max(1) as f64;
    2.0 * between - within(mean_distance(x, x), x.len()) - within(mean_distance(y, y), y.len())
}

/// The sum of |x_i − y_k| over all pairs.
fn mean_distance<T: Real, U: Real>(x: &Points<T>, y: &Points<U>) -> f64 {
    // Row after row, so that what is read lies side by side.
    let dim = x.dim();
    let (x, y) = (rows_of(x), rows_of(y));
    let mut total = 0.0;
    for x in x.chunks_exact(dim) {
        for y in y.chunks_exact(dim) {
            let terms = x.iter().zip(y).map(|(x, y)| (x - y) * (x - y));
            total += terms.sum::<f64>().sqrt();
        }
    }
    total
}

fn rows_of<T: Real>(points: &Points<T>) -> Vec<f64> {
    points.to_rows().into_iter().map(Real::to_f64).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Of {0, 1} and {0, 1}: E|X − Y| = ½, without the pairs of itself E|X − X′| = 1: 2·½ − 1 − 1 = −1. Of {0, 0} and
    /// {3, 3}: 6.
    #[test]
    fn the_energy_distance_is_its_formula() {
        let line = |values: &[f64]| Points::<f64>::from_rows(values, 1);
        assert_eq!(
            energy_distance(&line(&[0.0, 1.0]), &line(&[0.0, 1.0])),
            -1.0
        );
        assert_eq!(energy_distance(&line(&[0.0, 0.0]), &line(&[3.0, 3.0])), 6.0);
    }
}

//! Numbers even in logarithms, the slope of a line through points, and the least gap of data.

use crate::points::Points;

/// Numbers from one to another, even in logarithms.
pub(super) fn curve([from, to]: [f64; 2]) -> impl Iterator<Item = f64> {
    (0..=60).map(move |k| from * libm::pow(to / from, f64::from(k) / 60.0))
}

/// The slope of a straight line through points, by least squares; none if they are too few or no numbers.
pub(super) fn fitted(points: impl Iterator<Item = [f64; 2]> + Clone) -> Option<f64> {
    let n = points.clone().count() as f64;
    if n < 3.0 {
        return None;
    }
    let [mean_x, mean_y] = [0, 1].map(|c| points.clone().map(|p| p[c]).sum::<f64>() / n);
    let (mut up, mut across) = (0.0, 0.0);
    for [x, y] in points {
        up += (x - mean_x) * (y - mean_y);
        across += (x - mean_x) * (x - mean_x);
    }
    let slope = up / across;
    slope.is_finite().then_some(slope)
}

/// The least distance of two points that are not in one place; infinite if there are none.
pub(super) fn least_gap(points: &Points<f64>) -> f64 {
    let n = points.len();
    let mut least = f64::INFINITY;
    for i in 0..n {
        for j in 0..i {
            let square: f64 = (0..points.dim())
                .map(|c| (points.at(i, c) - points.at(j, c)) * (points.at(i, c) - points.at(j, c)))
                .sum();
            if square > 0.0 {
                least = least.min(square);
            }
        }
    }
    libm::sqrt(least)
}

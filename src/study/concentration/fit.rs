//! Numbers even in logarithms, and the slope of a line through points.

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

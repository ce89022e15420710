//! What generated samples are held against: fresh data, and how both are drawn.

use super::Series;
use crate::law::Law;
use crate::points::Points;
use crate::scene::Scene;

/// Data that the scene does not learn from, in two parts of at most `count`: one to compare with, one to be compared as
/// if it had been generated. `None` where there are none.
pub(super) fn fresh(scene: &Scene, count: usize) -> Option<[Points<f64>; 2]> {
    let law = scene.fresh(2 * count)?;
    let (rows, dim) = (law.points.to_rows(), law.points.dim());
    let (a, b) = rows.split_at(law.points.len() / 2 * dim);
    let parts = [a, b].map(|rows| Points::from_rows(rows, dim));
    parts.iter().all(|part| part.len() >= 2).then_some(parts)
}

/// A distribution function of sorted values, in at most 200 points.
pub(super) fn cumulate(series: &mut Series, sorted: &[f64]) {
    series.clear();
    let n = sorted.len();
    let each = n.div_ceil(200).max(1);
    series.push(0.0, 0.0);
    let steps = (0..n).step_by(each);
    series.extend(steps.map(|k| (sorted[k], (k + 1) as f64 / n as f64)));
}

/// The lower left and the upper right corner of the data, with a margin.
pub(super) fn window(law: &Law) -> [[f64; 2]; 2] {
    let [x, y] = [0, 1].map(|j| {
        let [low, high] = law.points.bounds(j);
        let margin = 0.25 * (high - low) + 0.3 * f64::from(high == low) + 2.0 * law.width;
        [low - margin, high + margin]
    });
    [[x[0], y[0]], [x[1], y[1]]]
}

//! γ-Voronoi cores, Liu & Zuazua figure 4: {x : |x − x_j|² − |x − x_i|² ≥ γ for all j ≠ i}, a convex polygon for
//! each data point; γ = 0 are the Voronoi cells.
//!
//! The caption of the figure names the cores and their case γ = 0; this definition, and what follows from it, is
//! derived for this project. With v = κ² + b², the variance of a component of the law of y = X_t/α, the odds against
//! x_i are
//!
//! (1 − λ_i)/λ_i = Σ_{j≠i} (w_j/w_i) e^{−(|y − x_j|² − |y − x_i|²)/2v},
//!
//! so that in a core 1 − λ_i ≤ Σ_{j≠i} (w_j/w_i) e^{−γ/2v}: e^{−γ/4t} for the heat flow, e^{−α²γ/2σ²} for OU, whose
//! cores are α times those of the data. The odds are a sum of exponentials of linear functions, and so convex: they
//! are largest at a corner of the core.

use super::half_plane;
use crate::law::Law;
use crate::points::Points;

/// The core of a data point.
///
/// ```
/// use reverse_diffusion::measure::cores;
/// use reverse_diffusion::points::Points;
///
/// let points = Points::from_rows(&[-1.0, 0.0, 1.0, 0.0], 2);
/// // With γ = 0 half of the square of side 4 around x₀ and 2 more of its other half: its Voronoi cell.
/// assert_eq!(cores::core(&points, 0, 0.0, 2.0).area(), 12.0);
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Core {
    /// Its corners relative to x_i, counter-clockwise; none where it is empty.
    pub corners: Vec<[f64; 2]>,
    /// For each, whether the edge from it to the next was cut by a data point, and not by the square.
    pub is_border: Vec<bool>,
}

/// The core of point `i`, cut out of the square of half-width `reach` around x_i. Points in the same place as x_i are
/// x_i: they do not cut.
pub fn core(points: &Points<f64>, i: usize, gamma: f64, reach: f64) -> Core {
    let centre = [points.at(i, 0), points.at(i, 1)];
    let mut corners = half_plane::square(reach).to_vec();
    let mut left = Vec::with_capacity(8);
    for j in 0..points.len() {
        let d = [points.at(j, 0) - centre[0], points.at(j, 1) - centre[1]];
        if d == [0.0, 0.0] {
            continue;
        }
        // |y − d|² − |y|² ≥ γ for y = x − x_i.
        half_plane::cut(&corners, d, limit(d, gamma), &mut left);
        std::mem::swap(&mut corners, &mut left);
        if corners.len() < 3 {
            return Core::default();
        }
    }
    let n = corners.len();
    Core {
        is_border: (0..n)
            .map(|k| !half_plane::is_side(corners[k], corners[(k + 1) % n], reach))
            .collect(),
        corners,
    }
}

/// (|d|² − γ)/2.
fn limit(d: [f64; 2], gamma: f64) -> f64 {
    0.5 * (d[0] * d[0] + d[1] * d[1] - gamma)
}

impl Core {
    /// Its area, where the square is large enough that of the core itself if that is bounded.
    pub fn area(&self) -> f64 {
        let n = self.corners.len();
        let terms = (0..n).map(|k| {
            let (p, q) = (self.corners[k], self.corners[(k + 1) % n]);
            p[0] * q[1] - p[1] * q[0]
        });
        0.5 * terms.sum::<f64>()
    }
}

/// The edges of the Voronoi cells, each once, cut off at `reach` from a point along an axis: of the cores of γ = 0, and not of the Delaunay triangulation as in
/// `paint/cells.rs`, so that a core and the cell around it are cut by the same arithmetic.
pub fn voronoi_edges(points: &Points<f64>, reach: f64) -> Vec<[[f64; 2]; 2]> {
    let n = points.len();
    let mut edges = Vec::new();
    for i in 0..n {
        let cell = core(points, i, 0.0, reach);
        let corners = cell.corners.len();
        for k in (0..corners).filter(|&k| cell.is_border[k]) {
            let ends = [k, (k + 1) % corners]
                .map(|k| [0, 1].map(|c| points.at(i, c) + cell.corners[k][c]));
            let middle = [0, 1].map(|c| 0.5 * (ends[0][c] + ends[1][c]));
            let square = |j: usize| {
                (0..2)
                    .map(|c| (points.at(j, c) - middle[c]) * (points.at(j, c) - middle[c]))
                    .sum::<f64>()
            };
            let other = (0..n)
                .filter(|&j| j != i)
                .min_by(|&a, &b| square(a).total_cmp(&square(b)));
            if other.is_none_or(|j| i < j) {
                edges.push(ends);
            }
        }
    }
    edges
}

/// In whose core a place is, or nowhere: that of the nearest data point if every other is farther by γ in squared
/// distance. Of points in one place the first counts.
pub fn holder(points: &Points<f64>, gamma: f64, x: [f64; 2]) -> Option<usize> {
    let (xs, ys) = (points.axis(0), points.axis(1));
    let square = |i: usize| (x[0] - xs[i]) * (x[0] - xs[i]) + (x[1] - ys[i]) * (x[1] - ys[i]);
    let (mut nearest, mut first, mut second) = (0, f64::INFINITY, f64::INFINITY);
    for i in 0..points.len() {
        let s = square(i);
        if s < first {
            (nearest, first, second) = (i, s, first);
        } else if s < second && (xs[i], ys[i]) != (xs[nearest], ys[nearest]) {
            second = s;
        }
    }
    (second - first >= gamma).then_some(nearest)
}

/// The index of the data point nearest to a place of the plane, and how far it is; of those in one place the first.
pub fn nearest(points: &Points<f64>, x: [f64; 2]) -> (usize, f64) {
    // In a Voronoi cell, a core of no depth, is every place.
    let k = holder(points, 0.0, x).unwrap_or(0);
    let [dx, dy] = [0, 1].map(|c| x[c] - points.at(k, c));
    (k, libm::hypot(dx, dy))
}

/// (1 − λ_i)/λ_i at x_i + `y`, in the picture of x/α, where components have variance `v` > 0.
pub fn odds_against(law: &Law, i: usize, y: [f64; 2], v: f64) -> f64 {
    against(law, i, |d| {
        // |y − d|² − |y|².
        let gap = d[0] * (d[0] - 2.0 * y[0]) + d[1] * (d[1] - 2.0 * y[1]);
        libm::exp(-gap / (2.0 * v))
    })
}

/// Σ_{j≠i} w_j/w_i, which times e^{−γ/2v} is above 1 − λ_i everywhere in the core.
pub fn others(law: &Law, i: usize) -> f64 {
    against(law, i, |_| 1.0)
}

/// Σ (w_j/w_i) f(x_j − x_i) over other places; points in the place of x_i count as x_i.
fn against(law: &Law, i: usize, f: impl Fn([f64; 2]) -> f64) -> f64 {
    let points = law.points();
    let (mut own, mut sum) = (0.0, 0.0);
    for j in 0..points.len() {
        let d = [0, 1].map(|c| points.at(j, c) - points.at(i, c));
        if d == [0.0, 0.0] {
            own += law.weights()[j];
        } else {
            sum += law.weights()[j] * f(d);
        }
    }
    sum / own
}

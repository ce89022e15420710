//! The convex hull of points in the plane or on a line, and the distances to it and to the points: conv K and K of
//! Liu & Zuazua's Theorem 3.4.
//!
//! Not the hull that comes with `delaunator`'s triangles: it has points that lie within a side among its corners, drops what
//! is nearer than 4e-16 to another whatever the data's own scale is, and of points in a line it is all of them.

use crate::points::Points;

/// A convex polygon, its corners in order; a segment or a point where it has no area.
///
/// ```
/// use reverse_diffusion::measure::hull::Hull;
/// use reverse_diffusion::points::Points;
///
/// let hull = Hull::of(&Points::from_rows(&[0.0, 0.0, 2.0, 0.0, 0.0, 2.0, 0.5, 0.5], 2));
/// assert_eq!(hull.corners().len(), 3);
/// assert_eq!([hull.distance([0.5, 0.5]), hull.distance([5.0, 0.0])], [0.0, 3.0]);
/// ```
#[derive(Clone, Debug)]
pub struct Hull {
    corners: Vec<[f64; 2]>,
}

/// The first two coordinates of a point; 0 for a second one that there is not.
fn place(points: &Points<f64>, i: usize) -> [f64; 2] {
    let second = if points.dim() > 1 {
        points.at(i, 1)
    } else {
        0.0
    };
    [points.at(i, 0), second]
}

/// Twice the area of the triangle o, a, b; above 0 where it turns left.
fn turn(o: [f64; 2], a: [f64; 2], b: [f64; 2]) -> f64 {
    (a[0] - o[0]) * (b[1] - o[1]) - (a[1] - o[1]) * (b[0] - o[0])
}

impl Hull {
    /// Of the first two coordinates of at least one point, by Andrew's monotone chain: the lower side from left to
    /// right, then the upper one back.
    pub fn of(points: &Points<f64>) -> Self {
        let mut order: Vec<[f64; 2]> = (0..points.len()).map(|i| place(points, i)).collect();
        order.sort_by(|a, b| a[0].total_cmp(&b[0]).then(a[1].total_cmp(&b[1])));
        order.dedup();
        if order.len() < 3 {
            return Self { corners: order };
        }
        let mut corners: Vec<[f64; 2]> = Vec::new();
        let mut side = |points: &mut dyn Iterator<Item = [f64; 2]>| {
            let first = corners.len();
            for point in points {
                while corners.len() >= first + 2
                    && turn(
                        corners[corners.len() - 2],
                        corners[corners.len() - 1],
                        point,
                    ) <= 0.0
                {
                    corners.pop();
                }
                corners.push(point);
            }
            // It begins the other side.
            corners.pop();
        };
        side(&mut order.iter().copied());
        side(&mut order.iter().rev().copied());
        Self { corners }
    }

    /// The corners, counter-clockwise.
    pub fn corners(&self) -> &[[f64; 2]] {
        &self.corners
    }

    /// The distance of a place from the hull; 0 inside.
    pub fn distance(&self, x: [f64; 2]) -> f64 {
        let n = self.corners.len();
        let edges = || (0..n).map(|k| [self.corners[k], self.corners[(k + 1) % n]]);
        if n > 2 && edges().all(|[a, b]| turn(a, b, x) >= 0.0) {
            return 0.0;
        }
        edges()
            .map(|[a, b]| to_segment(x, a, b))
            .fold(f64::INFINITY, f64::min)
    }
}

/// The distance of a place from a segment.
fn to_segment(x: [f64; 2], a: [f64; 2], b: [f64; 2]) -> f64 {
    let (along, from) = ([b[0] - a[0], b[1] - a[1]], [x[0] - a[0], x[1] - a[1]]);
    let square = along[0] * along[0] + along[1] * along[1];
    let share = if square > 0.0 {
        ((from[0] * along[0] + from[1] * along[1]) / square).clamp(0.0, 1.0)
    } else {
        0.0
    };
    libm::hypot(from[0] - share * along[0], from[1] - share * along[1])
}

/// The distance of a place from the nearest of the points.
pub fn to_points(x: [f64; 2], points: &Points<f64>) -> f64 {
    let squares = (0..points.len()).map(|i| {
        let [a, b] = place(points, i);
        (x[0] - a) * (x[0] - a) + (x[1] - b) * (x[1] - b)
    });
    libm::sqrt(squares.fold(f64::INFINITY, f64::min))
}

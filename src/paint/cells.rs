//! The cells in which each data point's λ_i is the largest: Cao et al. (4.42), at any time.
//!
//! For equal weights at time t they are the Voronoi cells of the data, shrunk by α, so their edges are
//! computed once, as the dual of a Delaunay triangulation. For unequal weights they are the cells of the
//! power diagram |x − αx_i|² − 2σ² ln w_i, which changes its shape with t, and each is cut out of the
//! plane by half-planes; that is done for a few hundred points only.
//!
//! The picture of γ-Voronoi cores (`cores.rs`) has its own cells: the cores of γ = 0, by the same half-planes as
//! the cores they surround, equal weights or not. Thousands of points a picture cannot cut by half-planes.

use crate::law::Law;
use crate::measure::half_plane;
use crate::process::Process;
use delaunator::{EMPTY, Point, next_halfedge, triangulate};

/// The most points of unequal weights whose cells are drawn.
const MOST_UNEQUAL: usize = 256;

/// The edges between cells, in world coordinates.
#[derive(Debug, Default)]
pub(super) struct Cells {
    unequal: bool,
    too_many: bool,
    /// Edges [x0, y0, x1, y1] of the Voronoi diagram of the data itself; for lines, x alone.
    edges: Vec<[f64; 4]>,
    /// The points of a line from left to right.
    order: Vec<usize>,
    /// Scratch for borders and for cutting.
    hull: Vec<usize>,
    polygon: Vec<[f64; 2]>,
    cut: Vec<[f64; 2]>,
}

impl Cells {
    /// Prepares the cells of `law`.
    pub(super) fn new(law: &Law) -> Self {
        let unequal = law.weights().iter().any(|&w| w != law.weights()[0]);
        let mut cells = Self {
            unequal,
            too_many: unequal && law.points().len() > MOST_UNEQUAL,
            ..Self::default()
        };
        if law.points().dim() == 1 {
            let points = law.points().axis(0);
            cells.too_many = false;
            cells.order = (0..points.len()).collect();
            cells
                .order
                .sort_by(|&a, &b| points[a].total_cmp(&points[b]));
        } else if !unequal {
            cells.edges = voronoi_edges(law);
        }
        cells
    }

    /// Why cells cannot be shown, or nothing.
    pub(super) fn note(&self) -> String {
        if self.too_many {
            format!(
                "Cells of points with different weights change with time and are drawn for at most {MOST_UNEQUAL} points."
            )
        } else {
            String::new()
        }
    }

    /// Calls `draw` with every edge [x0, y0, x1, y1] at time t, of which those far outside `reach` (the
    /// largest absolute coordinate that is seen) are cut. On a line x0 = x1 is a border, y has no meaning.
    pub(super) fn edges(
        &mut self,
        law: &Law,
        process: Process,
        t: f64,
        reach: f64,
        mut draw: impl FnMut([f64; 4]),
    ) {
        if self.too_many {
            return;
        }
        let alpha = process.alpha(t);
        if law.points().dim() == 1 {
            self.borders(law, alpha, process.spread(law.width(), t), draw);
        } else if self.unequal {
            self.power_edges(law, alpha, process.spread(law.width(), t), reach, draw);
        } else {
            for edge in &self.edges {
                draw(edge.map(|x| alpha * x));
            }
        }
    }

    fn power_edges(
        &mut self,
        law: &Law,
        alpha: f64,
        variance: f64,
        reach: f64,
        mut draw: impl FnMut([f64; 4]),
    ) {
        let n = law.points().len();
        let centre = |i: usize| [alpha * law.points().at(i, 0), alpha * law.points().at(i, 1)];
        // |x|² − 2 x·c + |c|² − 2σ² ln w: the cell of i is where i's is the smallest.
        let height = |i: usize| {
            let [x, y] = centre(i);
            x * x + y * y - 2.0 * variance * libm::log(law.weights()[i])
        };
        let square = half_plane::square(reach);
        for i in 0..n {
            self.polygon.clear();
            self.polygon.extend_from_slice(&square);
            for j in (0..n).filter(|&j| j != i) {
                let (a, b) = (centre(i), centre(j));
                let normal = [2.0 * (b[0] - a[0]), 2.0 * (b[1] - a[1])];
                let limit = height(j) - height(i);
                half_plane::cut(&self.polygon, normal, limit, &mut self.cut);
                std::mem::swap(&mut self.polygon, &mut self.cut);
                if self.polygon.is_empty() {
                    break;
                }
            }
            let corners = self.polygon.len();
            for k in 0..corners {
                let (p, q) = (self.polygon[k], self.polygon[(k + 1) % corners]);
                if !half_plane::is_side(p, q, reach) {
                    draw([p[0], p[1], q[0], q[1]]);
                }
            }
        }
    }

    /// The borders between cells on a line: where the lower envelope of the parabolas
    /// (x − αx_i)² − 2σ² ln w_i passes from one to the next.
    fn borders(&mut self, law: &Law, alpha: f64, variance: f64, mut draw: impl FnMut([f64; 4])) {
        let points = law.points().axis(0);
        let height = |i: usize| {
            let c = alpha * points[i];
            c * c - 2.0 * variance * libm::log(law.weights()[i])
        };
        let border =
            |i: usize, j: usize| (height(j) - height(i)) / (2.0 * alpha * (points[j] - points[i]));
        // The hull of lines of increasing slope, as for any lower envelope.
        let hull = &mut self.hull;
        hull.clear();
        for &i in &self.order {
            if let Some(&last) = hull.last()
                && points[last] == points[i]
            {
                if height(last) <= height(i) {
                    continue;
                }
                hull.pop();
            }
            while let [.., before, last] = hull[..]
                && border(last, i) <= border(before, last)
            {
                hull.pop();
            }
            hull.push(i);
        }
        for pair in hull.windows(2) {
            let x = border(pair[0], pair[1]);
            draw([x, 0.0, x, 1.0]);
        }
    }
}

/// The edges of the Voronoi diagram of the first two coordinates; unbounded ones reach far out.
fn voronoi_edges(law: &Law) -> Vec<[f64; 4]> {
    let points: Vec<Point> = (0..law.points().len())
        .map(|i| Point {
            x: law.points().at(i, 0),
            y: law.points().at(i, 1),
        })
        .collect();
    let triangulation = triangulate(&points);
    let triangles = &triangulation.triangles;
    if triangles.is_empty() {
        return collinear_edges(&points);
    }
    let span = points
        .iter()
        .fold(1.0f64, |s, p| s.max(p.x.abs()).max(p.y.abs()));
    let far = 1e3 * span;
    let centres: Vec<[f64; 2]> = triangles
        .chunks_exact(3)
        .map(|corner| circumcentre(&points[corner[0]], &points[corner[1]], &points[corner[2]]))
        .collect();
    let mut edges = Vec::with_capacity(triangles.len());
    for (e, &opposite) in triangulation.halfedges.iter().enumerate() {
        let [x, y] = centres[e / 3];
        if opposite == EMPTY {
            // A ray away from the hull's edge; the triangulation has its interior on a known side.
            let (p, q) = (&points[triangles[e]], &points[triangles[next_halfedge(e)]]);
            let third = &points[triangles[next_halfedge(next_halfedge(e))]];
            let mut normal = [q.y - p.y, p.x - q.x];
            let inwards = (third.x - p.x) * normal[0] + (third.y - p.y) * normal[1];
            let length = libm::hypot(normal[0], normal[1]);
            let sign = if inwards > 0.0 { -far } else { far };
            normal = normal.map(|n| n * sign / length);
            edges.push([x, y, x + normal[0], y + normal[1]]);
        } else if e < opposite {
            let [u, v] = centres[opposite / 3];
            edges.push([x, y, u, v]);
        }
    }
    edges
}

/// Points on one line have no triangles; their cells are strips.
fn collinear_edges(points: &[Point]) -> Vec<[f64; 4]> {
    let mut order: Vec<&Point> = points.iter().collect();
    order.sort_by(|a, b| a.x.total_cmp(&b.x).then(a.y.total_cmp(&b.y)));
    order
        .windows(2)
        .filter(|pair| pair[0] != pair[1])
        .map(|pair| {
            let (p, q) = (pair[0], pair[1]);
            let middle = [0.5 * (p.x + q.x), 0.5 * (p.y + q.y)];
            let (dx, dy) = (q.x - p.x, q.y - p.y);
            let far = 1e3 / libm::hypot(dx, dy);
            [
                middle[0] - dy * far,
                middle[1] + dx * far,
                middle[0] + dy * far,
                middle[1] - dx * far,
            ]
        })
        .collect()
}

fn circumcentre(a: &Point, b: &Point, c: &Point) -> [f64; 2] {
    let (dx, dy, ex, ey) = (b.x - a.x, b.y - a.y, c.x - a.x, c.y - a.y);
    let (bl, cl) = (dx * dx + dy * dy, ex * ex + ey * ey);
    let d = 0.5 / (dx * ey - dy * ex);
    [a.x + (ey * bl - dy * cl) * d, a.y + (dx * cl - ex * bl) * d]
}

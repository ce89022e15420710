//! Convex polygons cut by half-planes, one after the other: Voronoi cells, power cells, cores.

/// The corners, counter-clockwise, of the square of half-width `reach` around 0 that polygons are cut out of.
pub fn square(reach: f64) -> [[f64; 2]; 4] {
    [
        [-reach, -reach],
        [reach, -reach],
        [reach, reach],
        [-reach, reach],
    ]
}

/// Whether the edge from `p` to `q` is what is left of a side of that square, and not of a cut.
pub fn is_side(p: [f64; 2], q: [f64; 2], reach: f64) -> bool {
    (0..2).any(|c| p[c] == q[c] && p[c].abs() == reach)
}

/// What is left of a convex polygon where normal·x ≤ limit.
pub fn cut(polygon: &[[f64; 2]], normal: [f64; 2], limit: f64, left: &mut Vec<[f64; 2]>) {
    left.clear();
    let excess = |p: [f64; 2]| normal[0] * p[0] + normal[1] * p[1] - limit;
    for (k, &p) in polygon.iter().enumerate() {
        let q = polygon[(k + 1) % polygon.len()];
        let (at_p, at_q) = (excess(p), excess(q));
        if at_p <= 0.0 {
            left.push(p);
        }
        if (at_p < 0.0 && at_q > 0.0) || (at_p > 0.0 && at_q < 0.0) {
            let u = at_p / (at_p - at_q);
            left.push([p[0] + u * (q[0] - p[0]), p[1] + u * (q[1] - p[1])]);
        }
    }
}

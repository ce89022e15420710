//! Convex polygons cut by half-planes, one after the other: Voronoi cells, power cells, cores.

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

//! The convex hull and the distance to it, against triangles and segments of all data points.

use proptest::prelude::*;
use reverse_diffusion::measure::hull::{Hull, to_points};
use reverse_diffusion::points::Points;

fn cross(o: [f64; 2], a: [f64; 2], b: [f64; 2]) -> f64 {
    (a[0] - o[0]) * (b[1] - o[1]) - (a[1] - o[1]) * (b[0] - o[0])
}

/// The distance to a segment by golden-section search: no formula shared with what is tested.
fn to_segment(x: [f64; 2], a: [f64; 2], b: [f64; 2]) -> f64 {
    let at = |u: f64| (a[0] + u * (b[0] - a[0]) - x[0]).hypot(a[1] + u * (b[1] - a[1]) - x[1]);
    let (mut low, mut high) = (0.0, 1.0);
    for _ in 0..200 {
        let (u, w) = (low + 0.382 * (high - low), low + 0.618 * (high - low));
        if at(u) < at(w) {
            high = w;
        } else {
            low = u;
        }
    }
    at(0.5 * (low + high)).min(at(0.0)).min(at(1.0))
}

/// By Carathéodory the hull is all triangles of data points.
fn brute(points: &[[f64; 2]], x: [f64; 2]) -> f64 {
    let all = || points.iter().copied();
    for a in all() {
        for b in all() {
            for c in all() {
                let turns = [cross(a, b, x), cross(b, c, x), cross(c, a, x)];
                if cross(a, b, c) > 1e-12 && turns.iter().all(|&turn| turn >= 0.0) {
                    return 0.0;
                }
            }
        }
    }
    let pairs = all().flat_map(|a| all().map(move |b| (a, b)));
    pairs
        .map(|(a, b)| to_segment(x, a, b))
        .fold(f64::INFINITY, f64::min)
}

proptest! {
    /// On a grid of few places there are many points in a line, and many in one place.
    #[test]
    fn the_distance_is_that_by_brute_force(
        rows in prop::collection::vec(
            prop_oneof![
                prop::array::uniform2(-2.0..2.0f64),
                prop::array::uniform2((-3..4i32).prop_map(f64::from)),
            ],
            1..8,
        ),
        x in prop_oneof![
            prop::array::uniform2(-4.0..4.0f64),
            prop::array::uniform2((-3..4i32).prop_map(f64::from)),
        ],
    ) {
        let points = Points::from_rows(rows.as_flattened(), 2);
        let hull = Hull::of(&points);
        // The search ends within 1e-8 of the least, at which distances differ by a square of it.
        prop_assert!((hull.distance(x) - brute(&rows, x)).abs() < 1e-8);
        let corners = hull.corners();
        let n = corners.len();
        for k in 0..n {
            prop_assert!(rows.contains(&corners[k]));
            if n > 2 {
                prop_assert!(cross(corners[k], corners[(k + 1) % n], corners[(k + 2) % n]) > 0.0);
            }
        }
        for &row in &rows {
            prop_assert!(hull.distance(row) < 1e-12);
        }
        let nearest = rows.iter().map(|p| (p[0] - x[0]).hypot(p[1] - x[1])).fold(f64::INFINITY, f64::min);
        prop_assert!((to_points(x, &points) - nearest).abs() < 1e-12);
    }
}

#[test]
fn on_a_line_the_hull_is_an_interval() {
    let points = Points::from_rows(&[0.5, -1.0, 2.0, 0.5], 1);
    let hull = Hull::of(&points);
    for (x, distance, nearest) in [(-3.0, 2.0, 2.0), (1.5, 0.0, 0.5), (2.25, 0.25, 0.25)] {
        assert_eq!(hull.distance([x, 0.0]), distance);
        assert_eq!(to_points([x, 0.0], &points), nearest);
    }
}

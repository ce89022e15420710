//! Cores as series of a chart of the plane.

use crate::law::Law;
use crate::measure::cores::Core;
use crate::study::chart::Series;

/// The square of the plane that is drawn.
pub(super) fn window(law: &Law) -> [[f64; 2]; 2] {
    let axes = [0, 1].map(|c| law.points().bounds(c));
    let size = axes.iter().fold(0.0f64, |s, [a, b]| s.max(b - a));
    let half = if size > 0.0 { 0.85 * size } else { 1.0 };
    axes.map(|[a, b]| [0.5 * (a + b) - half, 0.5 * (a + b) + half])
}

/// A core as a band: its upper and lower sides over places that are close together, so that what lies beyond the
/// window is cut off at each. `across` are the first and the last of these places and how far they are apart.
pub(super) fn area(core: &Core, centre: [f64; 2], scale: f64, across: [f64; 3], band: &mut Series) {
    let corners = &core.corners;
    let n = corners.len();
    if n < 3 {
        return;
    }
    // Counter-clockwise from the corner farthest left: the lower side to the one farthest right, then the upper one.
    let by_x = |a: &usize, b: &usize| corners[*a][0].total_cmp(&corners[*b][0]);
    let first = (0..n).min_by(by_x).unwrap_or(0);
    let last = (0..n).max_by(by_x).unwrap_or(0);
    let lower = (last + n - first) % n;
    let at = |k: usize| corners[(first + k) % n];
    // The height of a side, between the corners around x.
    let height = |x: f64, from: usize, to: usize, step: isize| {
        let mut k = from;
        while k != to {
            let next = k.wrapping_add_signed(step);
            let ([x0, y0], [x1, y1]) = (at(k), at(next));
            if x <= x1 && x1 > x0 {
                return y0 + (y1 - y0) * (x - x0) / (x1 - x0);
            }
            k = next;
        }
        at(to)[1]
    };
    let [low, high, apart] = across;
    let inside = |x: f64| x.clamp(low / scale - centre[0], high / scale - centre[0]);
    let mut push = |x: f64| {
        band.push(
            scale * (centre[0] + x),
            scale * (centre[1] + height(x, n, lower, -1)),
        );
        band.low.push(scale * (centre[1] + height(x, 0, lower, 1)));
    };
    let mut x = inside(at(0)[0]);
    let end = inside(at(lower)[0]);
    if x >= end {
        return;
    }
    push(x);
    while x < end {
        // The next corner, or the next place.
        let ahead = corners.iter().map(|corner| corner[0]).filter(|&c| c > x);
        let next = ahead.fold(x + apart / scale, f64::min).min(end);
        // Where numbers are too far from 0 to be told apart.
        if next <= x {
            break;
        }
        x = next;
        push(x);
    }
    band.push(f64::NAN, f64::NAN);
    band.low.push(f64::NAN);
}

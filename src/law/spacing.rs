//! How near the data points of a law lie to each other, and so on which scale a particle has to tell them apart.
//!
//! The rule for the last positive time of a grid ([`crate::time_grid`]) is made from [`Law::finest`].

use super::Law;
use super::order::{key, ordered, sort};
use crate::points::Points;
use std::cell::Cell;

/// How far apart two places have to be for single precision to tell which of them a particle comes to, in units of the
/// largest coordinate R: twelve times 2⁻²³ R, the most that two neighbouring numbers of `f32` of that size differ. With κ a
/// twelfth of the distance (see [`crate::time_grid`]) the rounding of a particle's place is then no more than its noise.
const RESOLVED: f64 = 12.0 * f32::EPSILON as f64;

/// The most coordinates with which the nearest pair is looked for by halves.
const FEW_COORDINATES: usize = 3;

/// The most differences of coordinates, n² d, that are formed for points of more coordinates.
const MOST_DIFFERENCES: f64 = 2.5e8;

impl Law {
    /// The finest scale on which the law has structure that an ensemble can show: the width b of its data points, or,
    /// where they are points, the distance of the two nearest distinct ones, but no less than single precision resolves
    /// ([`Law::resolved`]). ∞ for one point.
    ///
    /// For very many points in more than three coordinates (n² d > 2.5·10⁸) the nearest pair is not looked for, and what
    /// single precision resolves is the answer: finer than need be, never too coarse.
    pub fn finest(&self) -> f64 {
        if self.width > 0.0 {
            return self.width.max(self.resolved());
        }
        self.least_distance().unwrap_or(0.0).max(self.resolved())
    }

    /// The least distance that single precision resolves among these points: 12·2⁻²³ of the largest coordinate.
    pub fn resolved(&self) -> f64 {
        let coordinates = self.points.as_slice().iter();
        RESOLVED * coordinates.fold(0.0, |most: f64, x| most.max(x.abs()))
    }

    /// The distance of the two nearest points of a law whose points are distinct ([`Law::distinct`]); ∞ for one. `None`
    /// where finding it would take too long: see [`Law::finest`].
    pub fn least_distance(&self) -> Option<f64> {
        let mark = mark(&self.points);
        if let Some((known, distance)) = LAST.get()
            && known == mark
        {
            return distance;
        }
        let distance = least_distance(&self.points);
        LAST.set(Some((mark, distance)));
        distance
    }
}

thread_local! {
    /// What was found last, and for which points: while a slider moves the same ones are asked for at every frame.
    static LAST: Cell<Option<(u64, Option<f64>)>> = const { Cell::new(None) };
}

/// 64 bits that differ for other points.
fn mark(points: &Points<f64>) -> u64 {
    let mix = |hash: u64, bits: u64| {
        (hash ^ bits)
            .wrapping_mul(0x9e37_79b9_7f4a_7c15)
            .rotate_left(29)
    };
    let coordinates = points.as_slice().iter().map(|x| x.to_bits());
    coordinates.fold(points.dim() as u64 + 1, mix)
}

fn least_distance(points: &Points<f64>) -> Option<f64> {
    let (n, dim) = (points.len(), points.dim());
    if n < 2 {
        return Some(f64::INFINITY);
    }
    let square = if dim <= FEW_COORDINATES {
        by_halves(points)
    } else if n as f64 * n as f64 * dim as f64 <= MOST_DIFFERENCES {
        by_norms(points)
    } else {
        return None;
    };
    Some(libm::sqrt(square))
}

/// The squared distance of two rows, or more than `most` if it is more.
fn square_up_to(most: f64, a: &[f64], b: &[f64]) -> f64 {
    let mut square = 0.0;
    for (a, b) in a.chunks(8).zip(b.chunks(8)) {
        square += a.iter().zip(b).map(|(a, b)| (a - b) * (a - b)).sum::<f64>();
        if square > most {
            break;
        }
    }
    square
}

/// All pairs, but for those whose distances from the points' mean alone are farther apart than the nearest so far.
fn by_norms(points: &Points<f64>) -> f64 {
    let (n, dim) = (points.len(), points.dim());
    let mean: Vec<f64> = (0..dim)
        .map(|j| points.axis(j).iter().sum::<f64>() / n as f64)
        .collect();
    let rows = points.to_rows();
    let row = |i: usize| &rows[i * dim..][..dim];
    let norm = |i: usize| libm::sqrt(square_up_to(f64::INFINITY, row(i), &mean));
    let order = ordered((0..n).map(|i| key(norm(i))));
    let norms: Vec<f64> = order.iter().map(|&(_, i)| norm(i as usize)).collect();
    let mut best = f64::INFINITY;
    for (k, &(_, i)) in order.iter().enumerate() {
        for (other, &(_, j)) in order.iter().enumerate().skip(k + 1) {
            let apart = norms[other] - norms[k];
            // A little more, for the rounding of norms.
            if apart * apart > best * (1.0 + 1e-9) + 1e-24 * norms[other] * norms[other] {
                break;
            }
            best = best.min(square_up_to(best, row(i as usize), row(j as usize)));
        }
    }
    best
}

/// Shamos and Hoey (1975): the nearest pair of each half, then of the strip between them. n log² n at worst for few
/// coordinates.
fn by_halves(points: &Points<f64>) -> f64 {
    let order = ordered(points.axis(0).iter().map(|&x| key(x)));
    nearest_pair(points, &order, f64::INFINITY)
}

/// The least squared distance of points that come sorted by their first coordinate, if it is below `best`.
fn nearest_pair(points: &Points<f64>, order: &[(u64, u32)], best: f64) -> f64 {
    let last = points.dim() - 1;
    let middle = order.len() / 2;
    let mut best = best;
    if middle > 0 {
        let (left, right) = order.split_at(middle);
        best = nearest_pair(points, left, best);
        best = nearest_pair(points, right, best);
        let border = points.at(right[0].1 as usize, 0);
        let near = order.iter().map(|&(_, i)| i as usize).filter(|&i| {
            let across = points.at(i, 0) - border;
            across * across < best
        });
        let mut strip: Vec<(u64, u32)> =
            near.map(|i| (key(points.at(i, last)), i as u32)).collect();
        sort(&mut strip);
        for (k, &(_, i)) in strip.iter().enumerate() {
            let i = i as usize;
            for &(_, other) in strip[..k].iter().rev() {
                let other = other as usize;
                let along = points.at(i, last) - points.at(other, last);
                if along * along >= best {
                    break;
                }
                let square = (0..=last).map(|j| points.at(i, j) - points.at(other, j));
                best = best.min(square.map(|difference| difference * difference).sum());
            }
        }
    }
    best
}

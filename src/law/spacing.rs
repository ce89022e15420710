//! How near the data points of a law lie to each other, and so on which scale a particle has to tell them apart.
//!
//! The rule for the last positive time of a grid ([`crate::time_grid`]) is made from [`Law::finest`].

use super::finite_law::Law;
use super::order::{key, ordered};
use crate::points::Points;

/// How far apart two places have to be for single precision to tell which of them a particle comes to, in units of the
/// largest coordinate R: twelve times 2⁻²³ R, the most that two neighbouring numbers of `f32` of that size differ. With κ a
/// twelfth of the distance (see [`crate::time_grid`]) the rounding of a particle's place is then no more than its noise.
const RESOLVED: f64 = 12.0 * f32::EPSILON as f64;

/// The most coordinates with which points are looked through in the order of a projection.
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
        if self.width() > 0.0 {
            return self.width().max(self.resolved());
        }
        self.least_distance().unwrap_or(0.0).max(self.resolved())
    }

    /// The least distance that single precision resolves among these points: 12·2⁻²³ of the largest coordinate.
    pub fn resolved(&self) -> f64 {
        let coordinates = self.points().as_slice().iter();
        RESOLVED * coordinates.fold(0.0, |most: f64, x| most.max(x.abs()))
    }

    /// The distance of the two nearest points of a law whose points are distinct ([`Law::distinct`]); ∞ for one. `None`
    /// where finding it would take too long: see [`Law::finest`].
    pub fn least_distance(&self) -> Option<f64> {
        if !crate::WHOLE {
            return least_distance(self.points());
        }
        let mark = mark(self.points());
        if let Some((known, distance)) = LAST.get()
            && known == mark
        {
            return distance;
        }
        let distance = least_distance(self.points());
        LAST.set(Some((mark, distance)));
        distance
    }
}

thread_local! {
    /// What was found last, and for which points: while a slider moves the same ones are asked for at every frame.
    static LAST: std::cell::Cell<Option<(u64, Option<f64>)>> = const { std::cell::Cell::new(None) };
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

/// Points are looked through in the order of a key that never differs by more than the points are apart: then no pair
/// need be looked at whose keys differ by more than the nearest pair so far. The key is the projection onto a line in a
/// direction that nobody's data are made along or across; for many coordinates, of which a projection sees little, the
/// distance from the mean.
fn least_distance(points: &Points<f64>) -> Option<f64> {
    let (n, dim) = (points.len(), points.dim());
    let keys: Vec<f64> = if dim <= FEW_COORDINATES {
        // Of length 1, to rounding: so that keys differ by no more than points.
        const DIRECTION: [f64; FEW_COORDINATES] = [0.749_131, 0.538_243, 0.386_097];
        (0..n)
            .map(|i| (0..dim).map(|j| DIRECTION[j] * points.at(i, j)).sum())
            .collect()
    } else {
        if !crate::WHOLE || n as f64 * n as f64 * dim as f64 > MOST_DIFFERENCES {
            return None;
        }
        let mean: Vec<f64> = (0..dim)
            .map(|j| points.axis(j).iter().sum::<f64>() / n as f64)
            .collect();
        let square = |i: usize| {
            let differences = mean.iter().enumerate().map(|(j, m)| points.at(i, j) - m);
            differences.map(|x| x * x).sum()
        };
        (0..n).map(|i| libm::sqrt(square(i))).collect()
    };
    let order = ordered(keys.iter().map(|&x| key(x)));
    let mut best = f64::INFINITY;
    for (k, &(_, i)) in order.iter().enumerate() {
        let i = i as usize;
        for &(_, other) in &order[k + 1..] {
            let other = other as usize;
            let apart = keys[other] - keys[i];
            // A little less, for the rounding of keys.
            if apart * apart * (1.0 - 1e-6) > best {
                break;
            }
            let mut square = 0.0;
            for j in 0..dim {
                let difference = points.at(i, j) - points.at(other, j);
                square += difference * difference;
                if square >= best {
                    break;
                }
            }
            best = best.min(square);
        }
    }
    Some(libm::sqrt(best))
}

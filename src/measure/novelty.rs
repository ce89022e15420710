//! How new samples are: their distances to the training data. How far they are from fresh data as a law says
//! [`energy_distance`](super::energy_distance).
//!
//! No number here says more than beside the same number for truly fresh data: new means matching those, not keeping
//! away from the training data.

use crate::points::{Points, Real};

/// A sample counts as memorised if its nearest training point is this much nearer than the second nearest (Yoon et al.
/// 2023).
pub const MEMORISED: f64 = 1.0 / 3.0;

/// The distances of a place to its nearest and second nearest point; the second is infinite of one point.
pub fn nearest_two(points: &Points<f64>, place: &[f64]) -> [f64; 2] {
    // Coordinate after coordinate, as points lie in memory.
    let mut squares = vec![0.0; points.len()];
    for (j, x) in place.iter().enumerate() {
        for (square, y) in squares.iter_mut().zip(points.axis(j)) {
            *square += (x - y) * (x - y);
        }
    }
    let mut best = [f64::INFINITY; 2];
    for square in squares {
        if square < best[0] {
            best = [square, best[0]];
        } else if square < best[1] {
            best[1] = square;
        }
    }
    best.map(libm::sqrt)
}

/// What [`nearest_two`] says of many samples.
///
/// ```
/// use reverse_diffusion::measure::Novelty;
/// use reverse_diffusion::points::Points;
///
/// let training = Points::from_rows(&[0.0, 1.0], 1);
/// let novelty = Novelty::of(&training, &Points::<f32>::from_rows(&[0.0, 0.5], 1));
/// // One sample is a copy; the other is as far from both.
/// assert_eq!((novelty.memorised[0], &novelty.nearest[..]), (0.5, &[0.0, 0.5][..]));
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Novelty {
    /// The share that counts as memorised, and its standard error.
    pub memorised: [f64; 2],
    /// Distances to the nearest training point, in increasing order.
    pub nearest: Vec<f64>,
}

impl Novelty {
    /// Of `samples` beside the training points.
    pub fn of<T: Real>(training: &Points<f64>, samples: &Points<T>) -> Self {
        let pairs: Vec<[f64; 2]> = (0..samples.len())
            .map(|i| nearest_two(training, &samples.point(i)))
            .collect();
        Self::from_pairs(&pairs)
    }

    /// Of what [`nearest_two`] said of each sample.
    pub fn from_pairs(pairs: &[[f64; 2]]) -> Self {
        let n = pairs.len().max(1) as f64;
        let copies = pairs
            .iter()
            .filter(|[first, second]| *first < MEMORISED * second);
        let share = copies.count() as f64 / n;
        let mut nearest: Vec<f64> = pairs.iter().map(|pair| pair[0]).collect();
        nearest.sort_by(f64::total_cmp);
        Self {
            memorised: [share, libm::sqrt(share * (1.0 - share) / n)],
            nearest,
        }
    }

    /// The median distance to the nearest training point.
    pub fn median(&self) -> f64 {
        self.nearest
            .get(self.nearest.len() / 2)
            .copied()
            .unwrap_or(f64::NAN)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_are_memorised_and_places_between_are_not() {
        let training = Points::from_rows(&[0.0, 0.0, 1.0, 0.0, 0.0, 2.0], 2);
        let samples: Points<f64> = Points::from_rows(&[0.0, 0.0, 0.5, 0.0, 0.1, 0.0, 0.0, 1.5], 2);
        let novelty = Novelty::of(&training, &samples);
        assert_eq!(novelty.memorised[0], 0.5);
        assert_eq!(nearest_two(&training, &[0.1, 0.0]), [0.1, 0.9]);
        assert_eq!(
            nearest_two(&Points::from_rows(&[1.0], 1), &[0.0]),
            [1.0, f64::INFINITY]
        );
    }
}

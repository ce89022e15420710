//! Points that are equal are one point with the sum of their weights.
//!
//! Equal means to the last bit of single precision, in which ensembles are: no particle could tell such points apart.
//! A law means the same either way; counts, captures and nearest neighbours only mean something for distinct points.

use super::finite_law::Law;
use super::order::ordered;

impl Law {
    /// The law with equal points put together, each at the place and number of the first of its kind.
    pub fn distinct(self) -> Self {
        let firsts = self.first_of_each();
        let kept: Vec<usize> = (0..firsts.len()).filter(|&i| firsts[i] == i).collect();
        if kept.len() == firsts.len() {
            return self;
        }
        let mut sums = vec![0.0; firsts.len()];
        for (&first, weight) in firsts.iter().zip(self.weights()) {
            sums[first] += weight;
        }
        let weights = kept.iter().map(|&i| sums[i]).collect();
        self.of_these(&kept).with_weights(weights)
    }

    /// Which of the points are the first of their kind, in their order: those that [`Law::distinct`] keeps.
    pub(crate) fn distinct_numbers(&self) -> Vec<usize> {
        let firsts = self.first_of_each();
        (0..firsts.len()).filter(|&i| firsts[i] == i).collect()
    }

    /// For each point the number of the first that is equal to it.
    fn first_of_each(&self) -> Vec<usize> {
        let points = self.points();
        let bits = |i: usize, j: usize| {
            // Both zeros are one number.
            (points.at(i, j) as f32 + 0.0).to_bits()
        };
        let hash = |i: usize| {
            (0..points.dim()).fold(0xcbf2_9ce4_8422_2325u64, |hash, j| {
                (hash ^ u64::from(bits(i, j)))
                    .wrapping_mul(0x9e37_79b9_7f4a_7c15)
                    .rotate_left(29)
            })
        };
        let order = ordered((0..points.len()).map(hash));
        let equal = |a: usize, b: usize| (0..points.dim()).all(|j| bits(a, j) == bits(b, j));
        let mut firsts: Vec<usize> = (0..points.len()).collect();
        // Those of one hash stand together, by their numbers. Unequal ones of one hash, which never happens, stay apart.
        for pair in order.windows(2) {
            let [before, i] = [pair[0].1, pair[1].1].map(|i| i as usize);
            if pair[0].0 == pair[1].0 && equal(before, i) {
                firsts[i] = firsts[before];
            }
        }
        firsts
    }
}

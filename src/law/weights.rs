//! Weights of any sum, as they are given: the shares of the whole that they are, and one of them drawn by its share.

/// Each weight over their sum: w_i/Σw, which sum to 1.
pub(crate) fn shares(weights: &[f64]) -> Vec<f64> {
    let total: f64 = weights.iter().sum();
    weights.iter().map(|w| w / total).collect()
}

/// Things that are drawn by their shares.
#[derive(Clone, Debug)]
pub(crate) struct ByShare {
    /// The shares up to each, its own included.
    cumulative: Vec<f64>,
}

impl ByShare {
    /// At least one share, all of them positive, of sum 1.
    pub(crate) fn of(shares: &[f64]) -> Self {
        let mut sum = 0.0;
        let cumulative = shares.iter().map(|share| {
            sum += share;
            sum
        });
        Self {
            cumulative: cumulative.collect(),
        }
    }

    /// The number of the one that u in [0, 1) falls to; the last one's also where rounding leaves some of 1 over.
    pub(crate) fn at(&self, u: f64) -> usize {
        let drawn = self.cumulative.partition_point(|&c| c <= u);
        drawn.min(self.cumulative.len() - 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_is_drawn_on_an_interval_as_long_as_its_share() {
        let by_share = ByShare::of(&shares(&[1.0, 2.0, 1.0]));
        let drawn = [0.0, 0.24, 0.25, 0.74, 0.75, 0.99].map(|u| by_share.at(u));
        assert_eq!(drawn, [0, 0, 1, 1, 2, 2]);
        // Ten tenths sum to less than 1.
        assert_eq!(ByShare::of(&[0.1; 10]).at(1.0 - 1e-16), 9);
    }
}

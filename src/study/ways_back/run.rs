//! An ensemble on its way back, and what is measured of it at each slice.

use crate::measure::sort_counting_inversions;

/// One ensemble's measurements, one a slice.
#[derive(Clone, Default)]
pub(super) struct Way {
    pub(super) epsilon: f64,
    /// Positions in increasing order.
    pub(super) sorted: Vec<Vec<f32>>,
    /// The share of pairs whose order is not that of the start.
    pub(super) swapped: Vec<f64>,
    /// Σ |Δx|² on average, and its standard error.
    pub(super) variation: Vec<[f64; 2]>,
    /// W₂ to its law, where that is known by now.
    pub(super) w2: Vec<f64>,
    /// W₂ of perfect samples of that law: mean and standard deviation.
    pub(super) level: Vec<[f64; 2]>,
}

/// What is followed of an ensemble on its way.
pub(super) struct Run {
    /// The particles in the order of their starts.
    pub(super) order: Vec<u32>,
    /// Σ |Δx|² of each so far.
    variation: Vec<f64>,
    scratch: [Vec<f32>; 2],
}

impl Run {
    /// Of particles that start at `x`.
    pub(super) fn new(x: &[f32]) -> Self {
        let mut order: Vec<u32> = (0..x.len() as u32).collect();
        order.sort_by(|&a, &b| x[a as usize].total_cmp(&x[b as usize]));
        let scratch = || Vec::with_capacity(x.len());
        Self {
            variation: vec![0.0; x.len()],
            scratch: [scratch(), scratch()],
            order,
        }
    }

    /// Adds a step to Σ |Δx|².
    pub(super) fn follow(&mut self, before: &[f32], now: &[f32]) {
        for ((sum, before), now) in self.variation.iter_mut().zip(before).zip(now) {
            let d = f64::from(now - before);
            *sum += d * d;
        }
    }

    pub(super) fn measure(&mut self, x: &[f32], way: &mut Way) {
        let [now, spare] = &mut self.scratch;
        now.clear();
        now.extend(self.order.iter().map(|&i| x[i as usize]));
        spare.clear();
        spare.resize(now.len(), 0.0);
        let inversions = sort_counting_inversions(now, spare) as f64;
        let m = x.len() as f64;
        way.swapped
            .push(inversions / (0.5 * m * (m - 1.0)).max(1.0));
        way.sorted.push(now.clone());
        let mean = self.variation.iter().sum::<f64>() / m;
        let square = self
            .variation
            .iter()
            .map(|v| (v - mean) * (v - mean))
            .sum::<f64>()
            / m;
        way.variation.push([mean, libm::sqrt(square / m)]);
    }
}

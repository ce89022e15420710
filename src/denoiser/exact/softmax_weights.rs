//! The softmax weights λ_i(x, t), Cao et al. (4.37), (4.39), from which all else follows.

use super::kernel::{Kernel, LEAST_VARIANCE};
use crate::log_sum_exp::softmax;

impl Kernel {
    /// λ_i(x, t), Cao et al. (4.37), (4.39): `lambda` holds N numbers on return, which sum to 1. Returns
    /// ln Σ w_i exp(−|x − αx_i|²/(2σ²)). t ≥ 0; at t = 0 the limit, shared by weight among the nearest.
    pub fn posterior_weights(&self, x: &[f64], t: f64, lambda: &mut Vec<f64>) -> f64 {
        let alpha = self.process().alpha(t);
        let variance = self.spread(t).max(LEAST_VARIANCE);
        lambda.clear();
        lambda.resize(self.points().len(), 0.0);
        for (j, &x) in x.iter().enumerate() {
            for (distance, &y) in lambda.iter_mut().zip(self.points().axis(j)) {
                let difference = x - alpha * y;
                *distance += difference * difference;
            }
        }
        let nearest = lambda.iter().copied().fold(f64::INFINITY, f64::min);
        // Distances relative to the nearest before the division by σ²: as t → 0 each quotient has more
        // digits before the point than the differences that matter.
        let mut top = f64::NEG_INFINITY;
        for (entry, &log_weight) in lambda.iter_mut().zip(self.log_weights()) {
            *entry = log_weight - (*entry - nearest) / (2.0 * variance);
            top = top.max(*entry);
        }
        softmax(lambda, top) - nearest / (2.0 * variance)
    }
}

//! The score ∇log ρ, Cao et al. (4.4), and its divergence.

use super::posterior::Posterior;

impl Posterior<'_> {
    /// ∇log ρ(x, t) = (α x̄₀ − x)/σ² (4.4), t > 0: d numbers. Summed as Σ λ_i (αx_i − x)/S, so that nothing cancels.
    pub fn score(&self) -> Vec<f64> {
        let kernel = self.kernel;
        let (alpha, variance) = (kernel.process().alpha(self.t), kernel.spread(self.t));
        self.x
            .iter()
            .enumerate()
            .map(|(j, &x)| {
                let pairs = self.lambda.iter().zip(kernel.points().axis(j));
                pairs.map(|(l, y)| l * (alpha * y - x)).sum::<f64>() / variance
            })
            .collect()
    }

    /// ∇·∇log ρ(x, t), the divergence of the score, t > 0: −d/S + (α²/S²) tr Cov(x_I | X_t = x) (derived for this
    /// project by differentiating (4.36)). The second term is no less than 0, in floating point too: that is the
    /// Li–Yau estimate of Liu & Zuazua for the heat flow, and its like for OU.
    pub fn score_divergence(&self) -> f64 {
        let kernel = self.kernel;
        let (alpha, variance) = (kernel.process().alpha(self.t), kernel.spread(self.t));
        let pulled = alpha * alpha * self.indecision() / variance;
        (pulled - kernel.points().dim() as f64) / variance
    }
}

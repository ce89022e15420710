//! L^p norms and relative entropy of v against u, Liu & Zuazua Theorem 3.1.
//!
//! ∂_τ v = −(1+ε)∇·(s v) + εΔv from v_T ≠ u_T, in the mass coordinate of u ([`MassCells`]). The paper's exact statement
//! is not at hand: what is drawn is derived for this project. From div s ≥ −d/(2t),
//!
//! ‖v(t)‖_p ≤ (T/t)^{(1+ε)d(p−1)/(2p)} ‖v_T‖_p, and for OU ≤ ((κ_T/κ_t)^{1+ε} α_T/α_t)^{d(p−1)/p} ‖v_T‖_p,
//!
//! the second from ∇·(x + (1+ε)s) ≥ d − (1+ε)d/σ² and ∫dt/σ² = ln κ, or from the heat flow's by y = x/α at its time κ²/2;
//! with κ² = 2t and α = 1 it is the first. And d KL(v|u)/dτ = −ε∫v|∇log(v/u)|² for both.
//!
//! [`MassCells`]: crate::line::MassCells

mod report;
mod solution;

use super::question::Study;
use super::report::Report;
use crate::scene::Scene;
use report::Shown;
use solution::Solution;

pub(super) struct Energy {
    solution: Solution,
    report: Report,
    shown: Shown,
}

impl Energy {
    pub(super) fn new(scene: &Scene) -> Self {
        let solution = Solution::new(scene);
        let mut report = Report::default();
        let shown = Shown::new(&solution, &mut report);
        shown.conclude(&solution, &mut report);
        let mut study = Self {
            solution,
            report,
            shown,
        };
        study.show(scene.t_star, &[]);
        study
    }
}

impl Study for Energy {
    fn work(&mut self) -> bool {
        let solution = &mut self.solution;
        if solution.is_complete() {
            return false;
        }
        let before = solution.profiles.len();
        solution.level();
        let (known, complete) = (solution.profiles.len(), solution.is_complete());
        if known > before && (known.is_multiple_of(12) || complete) {
            self.shown.conclude(solution, &mut self.report);
        }
        // Done with the last level itself, so that what follows the clock is shown once more.
        !complete
    }

    fn show(&mut self, t: f64, _particles: &[f32]) {
        self.shown.show(&self.solution, t, &mut self.report);
    }

    fn report(&self) -> &Report {
        &self.report
    }
}

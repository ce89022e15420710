//! The heat flow between reflecting walls at 0 and 1, and its reversal, Cao et al. (2.9)–(2.10).
//!
//! "One needs to introduce a bounded domain with boundary conditions so that the forward dynamics converges to a uniform
//! equilibrium", they say, and leave it at that. Here it is: u in closed form ([`Reflected`], images and cosine series),
//! by finite volumes without flux through the ends, and by particles that are folded back; q by the ratio for ε = 1, by
//! rearrangement for ε = 0, else directly, and by particles that follow the images' score. Distances to the uniform law
//! and the finite volumes' own modes are derived for this project.
//!
//! [`Reflected`]: crate::denoiser::Reflected

mod report;
mod solution;

use super::question::Study;
use super::report::Report;
use crate::scene::Scene;
use report::Shown;
use solution::Solution;

pub(super) struct Bounded {
    solution: Solution,
    /// Whether what needs no particles is measured, and whether all particles are back.
    is_measured: bool,
    has_run: bool,
    now: f64,
    report: Report,
    shown: Shown,
}

impl Bounded {
    pub(super) fn new(scene: &Scene) -> Self {
        let solution = Solution::new(scene);
        let mut report = Report::default();
        let shown = Shown::new(&solution, &mut report);
        let mut study = Self {
            solution,
            is_measured: false,
            has_run: false,
            now: scene.t_star,
            report,
            shown,
        };
        study.show(scene.t_star, &[]);
        study
    }

    /// A step of particles; whether there was one.
    fn run(&mut self) -> bool {
        if self.has_run {
            return false;
        }
        let (shown, report) = (&self.shown, &mut self.report);
        let is_first = self.solution.particles.ends.is_empty();
        self.has_run = !self.solution.particles.work();
        if self.has_run {
            shown.conclude(&self.solution, report);
            shown.show(&self.solution, self.now, report);
        } else if is_first && !self.solution.particles.ends.is_empty() {
            shown.draw_paths(&self.solution, report);
        }
        !self.has_run
    }
}

impl Study for Bounded {
    fn work(&mut self) -> bool {
        if !self.is_measured {
            self.is_measured = true;
            self.shown.measure(&self.solution, &mut self.report);
            return true;
        }
        self.run()
    }

    fn show(&mut self, t: f64, _particles: &[f32]) {
        self.now = t;
        self.shown.show(&self.solution, t, &mut self.report);
    }

    fn report(&self) -> &Report {
        &self.report
    }
}

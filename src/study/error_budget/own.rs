//! The scene's own sample of M particles, and how far it is from ρ₀ and from q_n.

use super::tasks::{Measured, Own};
use super::{BUDGET, EVALUATIONS, ErrorBudget};
use crate::line::same_noise::{SameNoise, Sample, Starts};
use crate::line::{Mixture, Quantiles, start_law};
use crate::measure::sorter::Sorter;

impl ErrorBudget {
    /// A piece of the scene's own sample of M; false once it is measured.
    pub(super) fn measure(&mut self) -> bool {
        let own = std::mem::replace(&mut self.own, Own::Ready);
        let scene = &self.scene;
        self.own = match own {
            Own::Ready => {
                let law = &self.law;
                let scheme = self.scheme(scene.t_star, scene.steps);
                let evaluations = scheme.times.len() * (law.points().len() + 12);
                let affordable = (BUDGET / evaluations).max(1000);
                let particles = scene.particles.min(affordable);
                if particles < scene.particles {
                    self.notes.push(format!(
                        "The measured bar is that of {particles} particles, not {}.",
                        scene.particles
                    ));
                }
                let sample = Sample {
                    start: start_law(scene, law),
                    starts: Starts::Random,
                    seed: scene.seed,
                    particles,
                };
                Own::Run(Box::new(SameNoise::new(law, sample, scheme, &[])))
            }
            Own::Run(mut run) => {
                if run.work(EVALUATIONS) {
                    Own::Run(run)
                } else {
                    Own::Sort(Sorter::new(run.reference()))
                }
            }
            Own::Sort(mut sorter) => {
                if sorter.work() {
                    Own::Sort(sorter)
                } else {
                    let sample = Quantiles::sample(&sorter.sorted().whole);
                    let data = Mixture::of(&self.law);
                    let made = self.generated.as_ref();
                    Own::Done(Measured {
                        total: sample.w2(&Quantiles::of(&data)),
                        sampling: made.map_or(f64::NAN, |made| sample.w2(made)),
                    })
                }
            }
            Own::Done(measured) => Own::Done(measured),
        };
        !matches!(self.own, Own::Done(_))
    }
}

//! What is known by now of the way to the data, in numbers and sentences.

use super::{Concentration, RESOLVED};
use crate::ensemble::start_divergence::{Known, best_factor};
use crate::process::Process;
use crate::words::short;

impl Concentration {
    pub(super) fn conclude(&mut self) {
        self.draw();
        let slope = if self.is_done { self.slope() } else { None };
        let ratio = self.is_done.then(|| self.ratio());
        let factor = self.factor();
        let largest = factor.map(|factor| {
            let all = self.march.measured.iter();
            all.map(|m| m.square[0] / (factor * m.v))
                .fold(0.0, f64::max)
        });
        let divergence = match self.known {
            Known::Is(divergence) => Some(divergence),
            _ => None,
        };
        let (rows, report) = (&self.rows, &mut self.report);
        report[rows.slope].set(slope.map(|s| s[0]), slope.map(|s| s[1]));
        report[rows.ratio].measured = ratio;
        report[rows.largest].measured = largest.filter(|_| self.is_done);
        report[rows.largest].bound = factor.map(|_| 1.0);
        let resolved = divergence.filter(|[value, error]| *error > RESOLVED * value);
        report[rows.divergence].set(divergence.map(|d| d[0]), resolved.map(|d| d[1]));
        self.report.findings = self.findings();
        if let Some(ratio) = ratio {
            self.report.answer = self.answer(slope, ratio);
        }
        self.draw_now();
        self.report.changed();
    }

    /// Without noise the largest distance to conv K beside its bound, of all paths so far.
    fn ratio(&self) -> f64 {
        let all = self.flow().measured.iter().map(|m| m.ratio);
        all.fold(0.0, f64::max)
    }

    /// How fast particles come to the data, given the slope, if there is one, and the flow's ratio to its bound.
    fn answer(&self, slope: Option<[f64; 2]>, ratio: f64) -> String {
        if let Some([slope, _]) = slope {
            return format!(
                "Near the end the mean distance to the data falls like the power {slope:.3} of {}; theory says ½.",
                match self.scene.process {
                    Process::Heat => "the time that is left",
                    Process::Ou => "the time that is left, as the heat flow counts it",
                }
            );
        }
        let why = match self.law.width() > 0.0 {
            true => "Blurred data are no points to come to, and have no rate",
            false => "No rate is to be seen in the distances that were measured",
        };
        match ratio > 0.0 {
            true => format!(
                "{why}; without noise no path keeps more than {} of what the bound on its distance allows.",
                short(ratio)
            ),
            false => {
                format!("{why}; without noise every path starts among the data and stays there.")
            }
        }
    }

    pub(super) fn findings(&self) -> Vec<String> {
        let mut findings = Vec::new();
        if let (true, Some([slope, error])) = (self.is_done, self.slope()) {
            let fit = self
                .fit
                .unwrap_or_default()
                .map(|v| short(self.abscissa(v)));
            findings.push(format!(
                "Between {} and {} E dist falls like the power {slope:.4} ± {error:.4} of {}: the rate √t of Theorem 3.4.",
                fit[0],
                fit[1],
                if self.scene.process == Process::Ou { "τ" } else { "t" }
            ));
        }
        if self.is_done {
            let flow = self.ratio();
            findings.push(if flow > 0.0 {
                format!(
                    "Without noise it holds for every path: none of {} keeps more than {:.4} of what \
                     the bound allows it. x̄₀ lies in conv K, and a step of the flow goes straight towards it.",
                    self.scene.particles, flow
                )
            } else {
                "Every path of the flow starts in conv K, and none leaves it.".into()
            });
        }
        match (self.known, self.factor()) {
            (Known::Is([divergence, _]), Some(factor)) => {
                let best = best_factor(divergence, self.law.points().dim());
                findings.push(format!(
                    "E dist² ≤ {} t here, whatever ε, since KL(v_T|u_T) = {}; with the best constant in place of 8 the same \
                     argument gives {} t.",
                    short(2.0 * factor),
                    short(divergence),
                    short(best)
                ));
            }
            (Known::Infinite, _) => findings.push(
                "All start in one place, so KL(v_T|u_T) is infinite, and only the bound for each path of the flow is left."
                    .into(),
            ),
            _ => {}
        }
        if self.scene.process == Process::Ou {
            findings.push(
                "For OU, X_t/α at the time τ = κ²/2 = (e^{2t} − 1)/2 is the heat flow exactly, and that is what is shown: \
                 every bound carries over (derived for this project)."
                    .into(),
            );
        }
        if self.law.width() > 0.0 {
            findings.push(
                "Blurred data have no compact support, and Theorem 3.4 says nothing of them: K are the centres, of which \
                 the data are the heat flow at b²/2, so that the bounds hold with t + b²/2 for t."
                    .into(),
            );
        }
        findings.push(format!(
            "Both bounds are derived for this project. Measured in double precision on {} particles by exponential steps \
             of its own, 1/20 in log-SNR; those of the picture are the scene's.",
            self.scene.particles
        ));
        findings.extend(self.note.clone());
        findings
    }
}

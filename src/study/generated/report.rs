//! What is known by now of what is generated: the weights, the gap, their tests, in numbers and sentences.

use super::Generated;
use crate::line::generated;
use crate::line::histogram::total_variation;
use crate::measure::chance;
use crate::measure::chi_square::{goodness_of_fit, two_samples};
use crate::sampler::Sampler;
use crate::scene::Start;
use crate::study::chart::Mark;
use crate::study::half_steps::{self, with_steps};
use crate::study::report::Row;
use crate::words::short;

impl Generated {
    /// What is known by now.
    pub(super) fn conclude(&mut self) {
        let shown = &self.shown;
        let (w, predicted) = (&self.weights, &self.predicted);
        let [counted, half] = &self.counted;
        let n = counted.particles as f64;
        let known = n > 0.0;
        let shares = counted.shares();
        let errors: Vec<f64> = counted
            .squares
            .iter()
            .zip(&shares)
            .map(|(square, p)| libm::sqrt((square / n.max(1.0) - p * p).max(0.0) / n.max(1.0)))
            .collect();
        let drawn = || {
            let all = self.bins.centres.iter().copied().enumerate();
            all.filter(|(_, x)| !x.is_nan())
        };
        let report = &mut self.report;
        let side = 0.5 * self.bins.width;
        for series in [shown.bars, shown.predicted, shown.points] {
            report[series].clear();
        }
        for (k, x) in drawn() {
            if known {
                report[shown.bars].push(x, shares[k]);
                report[shown.points].push(x, shares[k]);
                report[shown.points].low.push(errors[k]);
            }
            if let Some(&p) = predicted.get(k) {
                let dash = [(x - side, p), (x + side, p), (f64::NAN, f64::NAN)];
                report[shown.predicted].extend(dash);
            }
        }
        let heights = shares.iter().chain(w).chain(predicted);
        report[shown.weights].y.range[1] = 1.15 * heights.copied().fold(1e-9, f64::max);

        // Which rows there are depends on what is known.
        report.rows.clear();
        let gap = (!predicted.is_empty()).then(|| generated::total_variation(predicted, w));
        let has_width = self.scene.width > 0.0;
        let unit = if has_width {
            "components"
        } else {
            "data points"
        };
        let noise = generated::total_variation_of_shares(predicted, predicted, &errors);
        let seen = generated::total_variation_of_shares(predicted, w, &errors);
        let measured = generated::total_variation(&shares, w);
        // By how much shares move when the steps are halved; two samples of one law differ by √2 of what one is off.
        let halved = half.shares();
        let moved = (half.particles > 0).then(|| {
            let moved = generated::total_variation(&shares, &halved);
            let moved = (moved * moved - 2.0 * noise[0] * noise[0]).max(0.5 * moved * moved);
            libm::sqrt(moved) + counted.lost()
        });
        let name = format!("total variation of q(·, T*) and ρ₀, over {unit}");
        report.row(Row::new(&name, "(3.19)").predicted(gap));
        if known && gap.is_some() {
            let name = format!("the same, as {n} particles show it: sampling adds to it");
            let row = Row::new(&name, "(3.19)").predicted(seen[0]);
            report.row(
                row.measured(measured)
                    .within(with_steps(Some(seen[1]), moved)),
            );
            // Of atoms the law of the total variation is known better.
            let [measured, expected, deviation] = match has_width {
                true => [
                    generated::total_variation(&shares, predicted),
                    noise[0],
                    noise[1],
                ],
                false => total_variation(&counted.sums, predicted),
            };
            let name = "simulated against predicted shares: total variation; predicted is what sampling alone does";
            let row = Row::new(name, "(3.19)").predicted(expected);
            report.row(
                row.measured(measured)
                    .within(with_steps(Some(deviation), moved)),
            );
        }
        let mut fit = None;
        if known && !has_width && gap.is_some() {
            let test = goodness_of_fit(&counted.sums, predicted);
            // Σ n (p_n − p_{n/2})²/p is twice what the test of two samples finds beyond its degrees of freedom, which
            // has a deviation of its own; and it grows with the square of what is off: taken twice, orders of 0.77.
            let moved = moved.map(|_| {
                let both = two_samples(&counted.sums, &half.sums);
                let degrees = both.degrees as f64;
                4.0 * ((both.statistic - degrees).max(0.0) + libm::sqrt(2.0 * degrees))
            });
            // Where some are on no data point, they cannot be counted.
            let moved = moved.filter(|_| counted.between == 0);
            let degrees = test.degrees as f64;
            if test.degrees > 0 {
                let name =
                    "simulated counts against (3.19): χ²; predicted are its degrees of freedom";
                let error = with_steps(Some(chance::chi_square(test.degrees)), moved);
                let row = Row::new(name, "(3.19)").predicted(degrees);
                report.row(row.measured(test.statistic).within(error));
                let p = Row::new("the same: p, uniform on [0, 1] if (3.19) holds", "(3.19)");
                report.row(p.measured(test.p));
            }
            fit = Some(test);
            for (name, value) in [("mean", counted.distance / n), ("largest", counted.largest)] {
                let name = format!("{name} distance of a generated particle from the data");
                let row = Row::new(&name, "Corollary 3.3");
                report.row(row.predicted(0.0).measured(value));
            }
        }

        report[shown.level].clear();
        report[shown.dot].clear();
        if known && !predicted.is_empty() {
            let (right, level) = (report[shown.curve].x.range[1], noise[0].max(1e-12));
            report[shown.level].extend([(0.0, level), (right, level)]);
            if measured > 0.0 {
                let dot = &mut report[shown.dot];
                dot.push(self.scene.t_star, measured);
                dot.low.push(seen[1].min(0.999 * measured));
            }
        }
        let curve = &mut report[shown.curve];
        let least = curve.series.iter().filter(|s| s.mark != Mark::Rule);
        let least = least.flat_map(|s| &s.y).copied().fold(1e-2, f64::min);
        curve.y.range = [(0.5 * least).max(1e-9), 1.0];
        self.report.findings = self.findings(gap, fit.map(|fit| fit.p));
        self.report.answer = gap.map_or_else(String::new, |gap| self.answer(gap));
        self.report.changed();
    }

    /// Whether what is generated is ρ₀ itself.
    fn is_exact(&self, gap: f64) -> bool {
        self.scene.start == Start::Terminal || gap < 1e-12
    }

    fn answer(&self, gap: f64) -> String {
        let what = match self.has_width() {
            true => "The data's own components",
            false => "The data points and nothing else",
        };
        match self.is_exact(gap) {
            true => format!("{what}, each with its own weight."),
            false => format!(
                "{what}, but in other proportions: {} of the mass is not where it is in the data.",
                short(gap)
            ),
        }
    }

    fn findings(&self, gap: Option<f64>, p: Option<f64>) -> Vec<String> {
        let mut findings = Vec::new();
        let n = self.counted[0].particles;
        if let Some(gap) = gap {
            findings.push(if self.is_exact(gap) {
                "From here the reverse process generates ρ₀ with the very weights w_i: from ρ(·, T*) itself always, and from anything where there is but one point.".into()
            } else {
                format!(
                    "Started from the wrong law the reverse process still generates ρ₀'s own {}, in the wrong proportions: \
                     {} of the mass is elsewhere (the total variation, at T* = {}).",
                    if self.has_width() { "components" } else { "points" },
                    short(gap),
                    self.scene.t_star
                )
            });
        }
        if n > 0 && !self.has_width() {
            let largest = self.counted[0].largest;
            findings.push(if largest < 1e-6 {
                format!("All {n} particles of the study's own run ended on a data point, to rounding: nothing new was generated.")
            } else {
                let scene = &self.scene;
                let last = half_steps::last_time(scene);
                let why = if scene.sampler.facts().lands {
                    format!(
                        "the last step, from where σ = {} is not small beside the distances of data points",
                        short(scene.process.sigma(last))
                    )
                } else {
                    format!(
                        "the noise of Euler–Maruyama's last step, of length {}",
                        short(last)
                    )
                };
                format!(
                    "The farthest of {n} particles stopped {largest:.1e} from the data. The exact process never does; \
                     what is seen is {why}."
                )
            });
        }
        if let Some(p) = p.filter(|p| *p < 1e-4) {
            findings.push(format!(
                "The counts differ from (3.19) by more than chance (p = {p:.0e}): that is the error of the steps{}.",
                match self.scene.sampler {
                    Sampler::EulerMaruyamaAsPrinted => "",
                    _ => ", which more of them take away",
                }
            ));
        }
        match self.leading {
            Some((1.0, c)) => findings.push(format!(
                "q₀'s mean is not 0, so once T* is large the gap falls like {c:.3} e^{{−T*}}: each further unit divides it by e."
            )),
            Some((_, c)) => findings.push(format!(
                "q₀'s mean is 0, so the gap's term in e^{{−T*}} vanishes, and once T* is large it falls like {c:.3} e^{{−2T*}}."
            )),
            None => {}
        }
        if self.has_width() {
            findings.push(
                "ρ₀ has a width, so every place is in its support; the weights are those of its components.".into(),
            );
        }
        findings.extend(half_steps::unknown(&self.scene));
        findings.extend(self.note.clone());
        if findings.is_empty() {
            findings.push("The particles are on their way.".into());
        }
        findings
    }
}

//! What is shown: the paths, the three laws at t₁, their tests.

use super::window::WINDOW_BIAS;
use super::{MOST_TRIED, PastFuture};
use crate::measure::chi_square::{ChiSquare, goodness_of_fit, two_samples};
use crate::study::cells::total_variation;
use crate::study::chance;
use crate::study::density_map::place_axis;
use crate::study::{Axis, Chart, Ink, Mark, Row, Series};
use crate::words::counted;

/// Fewer paths make no histogram.
const FEWEST_DRAWN: f64 = 20.0;

impl PastFuture {
    pub(super) fn paths_chart(&self) -> Chart {
        let mut chart = Chart::new(
            "Figure 5: paths through y at t₂",
            "Blue: forward paths that pass y at t₂, over the forward density. Magenta: reverse paths that start \
             there. Look at t₁: the past of the first is the future of the second.",
            Axis::linear("t", 0.0, self.t_star),
            place_axis(self.map.span),
        );
        let mut meeting = Series::points("y at t₂", Ink::Ink);
        meeting.push(self.t2, self.y);
        chart.series = vec![
            Series::line("forward, through y at t₂", Ink::Forward),
            Series::line("reverse, from y at t₂", Ink::Reverse),
            Series::rule("t₁", Ink::Soft, self.t1),
            Series::rule("t₂", Ink::Soft, self.t2),
            meeting,
        ];
        chart
    }

    pub(super) fn law_chart(&self) -> Chart {
        let cells = &self.cells;
        let least = cells.bars(&cells.probabilities);
        let mut top = least.map(|(_, height)| height).fold(0.0, f64::max);
        let mut exact = if cells.atoms {
            let mut exact = Series::points("exact, λ_i(y, t₂)", Ink::Ink);
            exact.extend(cells.bars(&cells.probabilities));
            exact
        } else if self.given.component_variance() == 0.0 {
            let mut exact = Series::line("exact, Σ λ_i over bins", Ink::Ink);
            exact.extend(cells.bars(&cells.probabilities));
            exact
        } else {
            Series::line("exact, ρ(x, t₁ | y, t₂)", Ink::Ink)
        };
        let margin = if cells.atoms {
            1.5 * cells.width
        } else {
            0.5 * cells.width
        };
        let [low, high] = cells.ends(margin);
        if exact.x.is_empty() {
            let count = 400;
            exact.extend((0..=count).map(|k| {
                let x = low + (high - low) * f64::from(k) / f64::from(count);
                (x, self.given.density(x))
            }));
            top = exact.y.iter().copied().fold(top, f64::max);
        }
        let (label, x) = if cells.atoms {
            ("share of paths, λ_i", Axis::linear("x_i", low, high))
        } else {
            (
                "ρ(x, t₁ | y, t₂) = q(x, s₁ | y, s₂)",
                Axis::linear("x at t₁", low, high),
            )
        };
        let mut chart = Chart::new(
            "Where at t₁?",
            "Blue bars: where the forward paths that pass y at t₂ were at t₁. Magenta outline: where the reverse \
             paths from y at t₂ are at t₁. Ink: the exact conditional law. Theorem 1: all three are one.",
            x,
            Axis::linear(label, 0.0, 1.25 * top.max(1e-9)),
        );
        let width = cells.width;
        chart.series = vec![
            Series::new(
                "forward, |X_t₂ − y| < w",
                Ink::Forward,
                Mark::Bars { width },
            ),
            Series::new(
                "reverse, from y at t₂",
                Ink::Reverse,
                Mark::Outline { width },
            ),
            exact,
        ];
        chart
    }

    /// Writes what is known by now into the report.
    pub(super) fn update(&mut self) {
        let chart = &mut self.report.charts[1];
        for (series, counts) in [&self.past, &self.future].into_iter().enumerate() {
            chart.series[series].clear();
            if counts.iter().sum::<f64>() >= FEWEST_DRAWN {
                chart.series[series].extend(self.cells.bars(counts));
            }
        }
        let p = &self.cells.probabilities;
        let fits = [&self.past, &self.future].map(|counts| goodness_of_fit(counts, p));
        let both = two_samples(&self.past, &self.future);
        let mut rows = Vec::new();
        let names = ["forward paths", "reverse paths"];
        let (mean, variance) = self.given.moments();
        for (k, counts) in [&self.past, &self.future].into_iter().enumerate() {
            let n: f64 = counts.iter().sum();
            let name = names[k];
            let [measured, expected, deviation] = total_variation(counts, p);
            let known = n > 0.0;
            rows.push(Row {
                predicted: known.then_some(expected),
                measured: known.then_some(measured),
                error: known.then_some(deviation),
                ..Row::new(
                    &format!("{name}: total variation to the exact law; predicted is what sampling alone does"),
                    "Theorem 1, (3.4)",
                )
            });
            rows.extend(fit_rows(
                &format!("{name} against the exact law"),
                &fits[k],
                known,
            ));
            rows.push(Row {
                predicted: Some(mean),
                measured: known.then(|| self.sums[k][0] / n),
                // Of few draws the mean is far from normal.
                error: (n >= FEWEST_DRAWN).then(|| libm::sqrt(variance / n)),
                ..Row::new(&format!("{name}: mean place at t₁"), "Theorem 1, (3.4)")
            });
        }
        let known = self.kept() > 0.0 && self.future.iter().sum::<f64>() > 0.0;
        rows.extend(fit_rows("forward against reverse paths", &both, known));
        let tried = self.tried as f64;
        rows.push(Row {
            predicted: Some(self.chance),
            measured: (tried > 0.0).then(|| self.kept() / tried),
            error: (tried > 0.0).then(|| chance::share(self.chance, tried)),
            ..Row::new(
                &format!(
                    "share of forward paths kept, |X_t₂ − y| < w = {:.3}",
                    self.window
                ),
                "(2.12)",
            )
        });
        self.report.rows = rows;
        self.report.findings = self.findings(&fits, &both);
        self.report.version += 1;
    }

    fn findings(&self, fits: &[ChiSquare; 2], both: &ChiSquare) -> Vec<String> {
        let kept = self.kept();
        let (y, t1, t2) = (self.y, self.t1, self.t2);
        let mut findings = Vec::new();
        if self.chance * MOST_TRIED as f64 <= 50.0 {
            findings.push(format!(
                "Hardly a forward path passes y = {y} at t₂ = {t2} (one in {:.1e}): the past of such a path is \
                 known from Bayes' rule and from the reverse paths alone.",
                1.0 / self.chance.max(1e-300)
            ));
        }
        let arrived: f64 = self.future.iter().sum();
        if kept > 0.0 && arrived > 0.0 && both.degrees > 0 {
            findings.push(format!(
                "The past of ρ is the future of q: where forward paths that pass y = {y} at t₂ = {t2} were at t₁ = {t1}, \
                 and where reverse paths from y will be, is one law. Of {kept} of these and {arrived} of those: χ² = {:.1} \
                 with {} of freedom between the two (p = {:.2}), {:.1}/{} (p = {:.2}) and {:.1}/{} (p = {:.2}) between each \
                 and the exact law.",
                both.statistic, counted(both.degrees, "degree"), both.p,
                fits[0].statistic, fits[0].degrees, fits[0].p,
                fits[1].statistic, fits[1].degrees, fits[1].p,
            ));
        } else if self.given.component_variance() == 0.0 && self.cells.len() == 1 {
            findings.push("There is one data point: every path was there, and will be.".into());
        }
        if self.tried > 0 {
            findings.push(format!(
            "The window w = {:.3} around y adds at most {WINDOW_BIAS} to the first χ²; {} forward paths were tried.",
            self.window, self.tried
        ));
        }
        findings.extend(self.note.clone());
        if findings.is_empty() {
            findings.push("The paths are on their way.".into());
        }
        findings
    }
}

fn fit_rows(name: &str, fit: &ChiSquare, known: bool) -> Vec<Row> {
    let known = known && fit.degrees > 0;
    let degrees = fit.degrees as f64;
    vec![
        Row {
            predicted: known.then_some(degrees),
            measured: known.then_some(fit.statistic),
            error: known.then(|| chance::chi_square(fit.degrees)),
            ..Row::new(
                &format!("{name}: χ²; predicted are its degrees of freedom"),
                "Theorem 1, (3.4)",
            )
        },
        Row {
            measured: known.then_some(fit.p),
            ..Row::new(
                &format!("{name}: p, uniform on [0, 1] if the laws are one"),
                "Theorem 1, (3.4)",
            )
        },
    ]
}

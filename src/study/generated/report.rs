//! What is shown of what is generated: the weights, the gap against T*, their tests, in sentences.

use super::{CURVE, CURVE_ENDS, Generated, curve_time};
use crate::line::histogram::{Histogram, total_variation};
use crate::line::{Mixture, generated, start_law};
use crate::measure::chance;
use crate::measure::chi_square::{goodness_of_fit, two_samples};
use crate::process::Process;
use crate::sampler::Sampler;
use crate::scene::{Scene, Start};
use crate::study::half_steps::{self, with_steps};
use crate::study::{Axis, Chart, ChartId, Ink, Mark, Report, Row, Series, SeriesId};
use crate::words::short;

/// What of the charts is written to.
pub(super) struct Shown {
    weights: ChartId,
    /// The shares of simulated particles, as bars and as points with their errors; and (3.19).
    bars: SeriesId,
    points: SeriesId,
    predicted: SeriesId,
    /// λ_i on average, now.
    pub(super) fates: SeriesId,
    curve: ChartId,
    /// By (3.19), as sampling alone shows it, and as simulated.
    pub(super) gap: SeriesId,
    level: SeriesId,
    dot: SeriesId,
}

impl Shown {
    pub(super) fn new(
        report: &mut Report,
        cells: &Histogram,
        t_star: f64,
        leading: Option<(f64, f64)>,
    ) -> Self {
        let width = cells.width;
        let [low, high] = cells.ends(1.5 * width);
        let whose = if cells.atoms {
            "x_i"
        } else {
            "x (bins of data points)"
        };
        let w = cells
            .centres
            .iter()
            .copied()
            .zip(cells.probabilities.iter().copied());
        let w = w.filter(|(x, _)| !x.is_nan());
        let (weights, [bars, _, predicted, points, fates]) = report.chart_of(
            Chart::new(
                "Figure 6: what is generated",
                "Outlined: the weights w_i of ρ₀. Dashed: what the exact reverse process from q₀ gives to each, by (3.19). \
                 Magenta: the share of simulated particles that end there, with one standard deviation. The moving dots \
                 are the particles' expected fates, λ_i(X_t, t) on average, at the clock's time: a martingale, so they stay.",
                Axis::linear(whose, low, high),
                Axis::linear("q(x_i, T*)", 0.0, 1.0),
            ),
            [
                Series::new("simulated", Ink::Reverse, Mark::Bars { width }),
                Series::new("w_i", Ink::Soft, Mark::Outline { width }).with(w),
                Series::dashed("predicted, (3.19)", Ink::Ink),
                Series::points("", Ink::Reverse),
                Series::points("λ_i(X_t, t) on average, now", Ink::Lighthouse).moving(),
            ],
        );
        report.led_by(weights);

        let (curve, [gap, _, level, _, dot]) = report.chart_of(
            Chart::new(
                "How far from ρ₀? The gap against T*",
                "The total variation between what is generated and ρ₀, by (3.19), beside its leading term. The dot is \
                 the simulation at the present T*; below the dotted level its own sampling error hides the gap.",
                Axis::linear("T*", 0.0, CURVE_ENDS[1].max(t_star)),
                Axis::log("TV(q(·, T*), ρ₀)", 1e-4, 1.0),
            ),
            [
                Series::line("predicted, (3.19)", Ink::Ink),
                leading_curve(t_star, leading),
                Series::dashed("sampling alone", Ink::Reverse),
                Series::rule("T*", Ink::Soft, t_star),
                Series::points("simulated", Ink::Reverse),
            ],
        );
        Self {
            weights,
            bars,
            points,
            predicted,
            fates,
            curve,
            gap,
            level,
            dot,
        }
    }
}

/// The gap's leading term against T*, if it has one.
fn leading_curve(t_star: f64, leading: Option<(f64, f64)>) -> Series {
    let Some((rate, scale)) = leading else {
        return Series::dashed("leading term", Ink::Soft);
    };
    let name = if rate == 1.0 {
        "c e^{−T*}"
    } else {
        "c e^{−2T*}"
    };
    let times = (0..=CURVE).map(|k| curve_time(k, t_star));
    let points = times.map(|t| (t, scale * libm::exp(-rate * t)));
    Series::dashed(&format!("{name}, c = {scale:.3}"), Ink::Soft)
        .with(points.filter(|(_, y)| *y < 1.0))
}

/// Rate and c of the gap's leading term c e^{−rate T*}: see the head of [`super`].
pub(super) fn leading_term(scene: &Scene, law: &Mixture) -> Option<(f64, f64)> {
    if scene.process != Process::Ou || scene.start == Start::Terminal {
        return None;
    }
    let (mu, variance) = start_law(scene, &scene.rho0()).moments();
    let v = mu * mu + variance;
    let pairs = || law.means().iter().zip(law.weights());
    let m: f64 = pairs().map(|(x, w)| w * x).sum();
    let square: f64 = pairs().map(|(x, w)| w * x * x).sum();
    let half = |f: &dyn Fn(f64) -> f64| 0.5 * pairs().map(|(&x, w)| w * f(x).abs()).sum::<f64>();
    let first = half(&|x| mu * (x - m));
    let second = half(&|x| 0.5 * (v - 1.0) * (x * x - square) - v * m * (x - m));
    if first > 1e-9 {
        Some((1.0, first))
    } else if second > 1e-9 {
        Some((2.0, second))
    } else {
        None
    }
}

impl Generated {
    /// What is known by now.
    pub(super) fn conclude(&mut self) {
        let shown = &self.shown;
        let [w, predicted] = &self.shares;
        let [counted, half] = &self.counted;
        let n = counted.particles as f64;
        let known = n > 0.0;
        let shares = counted.shares();
        let errors: Vec<f64> = counted.sums[1]
            .iter()
            .zip(&shares)
            .map(|(square, p)| libm::sqrt((square / n.max(1.0) - p * p).max(0.0) / n.max(1.0)))
            .collect();
        let drawn = || {
            let all = self.cells.centres.iter().copied().enumerate();
            all.filter(|(_, x)| !x.is_nan())
        };
        let report = &mut self.report;
        let side = 0.5 * self.cells.width;
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
                false => total_variation(&counted.sums[0], predicted),
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
            let test = goodness_of_fit(&counted.sums[0], predicted);
            // Σ n (p_n − p_{n/2})²/p is twice what the test of two samples finds beyond its degrees of freedom, which
            // has a deviation of its own; and it grows with the square of what is off: taken twice, orders of 0.77.
            let moved = moved.map(|_| {
                let both = two_samples(&counted.sums[0], &half.sums[0]);
                let degrees = both.degrees as f64;
                4.0 * ((both.statistic - degrees).max(0.0) + libm::sqrt(2.0 * degrees))
            });
            // Where some are on no data point, they can not be counted.
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
            for (name, value) in [
                ("mean", counted.distance[0] / n),
                ("largest", counted.distance[1]),
            ] {
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
            let largest = self.counted[0].distance[1];
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

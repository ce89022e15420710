//! What is shown: the paths, the three laws at t₁, their tests.

use super::{MOST_TRIED, PastFuture};
use crate::line::Mixture;
use crate::line::histogram::{Histogram, total_variation};
use crate::line::passing::WINDOW_BIAS;
use crate::measure::chance;
use crate::measure::chi_square::{ChiSquare, goodness_of_fit, two_samples};
use crate::study::density_map::place_axis;
use crate::study::{Axis, Chart, ChartId, Ink, Mark, Report, Row, RowId, Series, SeriesId};
use crate::words::{counted, short};

/// Fewer paths make no histogram.
const FEWEST_DRAWN: f64 = 20.0;

/// Of so many the mean is good to a thirtieth of their deviation.
const ENOUGH: f64 = 1000.0;

/// What of the report is written to; of each pair first the past, by forward paths, then the future, by reverse ones.
pub(super) struct Shown {
    pub(super) picture: ChartId,
    pub(super) paths: [SeriesId; 2],
    histograms: [SeriesId; 2],
    /// The distance to the exact law, its test, and the mean place.
    distances: [RowId; 2],
    fits: [[RowId; 2]; 2],
    means: [RowId; 2],
    /// The test of both against each other.
    both: [RowId; 2],
    kept: RowId,
}

/// The picture of paths through y at t₂, `meeting` = [t₂, y]; forward and reverse ones.
pub(super) fn paths_chart(
    report: &mut Report,
    t1: f64,
    meeting: [f64; 2],
    t_star: f64,
    span: [f64; 2],
) -> (ChartId, [SeriesId; 2]) {
    let [t2, y] = meeting;
    let (chart, [forward, reverse, ..]) = report.chart_of(
        Chart::new(
            "Figure 5: paths through y at t₂",
            "Blue: forward paths that pass y at t₂, over the forward density. Magenta: reverse paths that start \
             there. Look at t₁: the past of the first is the future of the second.",
            Axis::linear("t", 0.0, t_star),
            place_axis(span),
        ),
        [
            Series::line("forward, through y at t₂", Ink::Forward),
            Series::line("reverse, from y at t₂", Ink::Reverse),
            Series::rule("t₁", Ink::Soft, t1),
            Series::rule("t₂", Ink::Soft, t2),
            Series::points("y at t₂", Ink::Ink).with([(t2, y)]),
        ],
    );
    (chart, [forward, reverse])
}

/// The three laws at t₁, and the histograms of both kinds of paths.
fn law_chart(report: &mut Report, cells: &Histogram, given: &Mixture) -> (ChartId, [SeriesId; 2]) {
    let bars = || cells.bars(&cells.probabilities);
    let mut top = bars().map(|(_, height)| height).fold(0.0, f64::max);
    let margin = if cells.atoms { 1.5 } else { 0.5 };
    let [low, high] = cells.ends(margin * cells.width);
    let exact = if cells.atoms {
        Series::points("exact, λ_i(y, t₂)", Ink::Ink).with(bars())
    } else if given.component_variance() == 0.0 {
        Series::line("exact, Σ λ_i over bins", Ink::Ink).with(bars())
    } else {
        let count = 400;
        let exact = Series::line("exact, ρ(x, t₁ | y, t₂)", Ink::Ink);
        let exact = exact.with((0..=count).map(|k| {
            let x = low + (high - low) * f64::from(k) / f64::from(count);
            (x, given.density(x))
        }));
        top = exact.y.iter().copied().fold(top, f64::max);
        exact
    };
    let (label, x) = if cells.atoms {
        ("share of paths, λ_i", Axis::linear("x_i", low, high))
    } else {
        (
            "ρ(x, t₁ | y, t₂) = q(x, s₁ | y, s₂)",
            Axis::linear("x at t₁", low, high),
        )
    };
    let width = cells.width;
    let (filled, outlined) = (Mark::Bars { width }, Mark::Outline { width });
    let (chart, [past, future, _]) = report.chart_of(
        Chart::new(
            "Where at t₁?",
            "Blue bars: where the forward paths that pass y at t₂ were at t₁. Magenta outline: where the reverse \
             paths from y at t₂ are at t₁. Ink: the exact conditional law. Theorem 1: all three are one.",
            x,
            Axis::linear(label, 0.0, 1.25 * top.max(1e-9)),
        ),
        [
            Series::new("forward, |X_t₂ − y| < w", Ink::Forward, filled),
            Series::new("reverse, from y at t₂", Ink::Reverse, outlined),
            exact,
        ],
    );
    (chart, [past, future])
}

impl Shown {
    pub(super) fn new(
        report: &mut Report,
        (picture, paths): (ChartId, [SeriesId; 2]),
        cells: &Histogram,
        given: &Mixture,
        window: f64,
    ) -> Self {
        let (laws, histograms) = law_chart(report, cells, given);
        report.led_by_all([picture, laws]);
        let (theorem, mean) = ("Theorem 1, (3.4)", given.moments().0);
        let fit = |report: &mut Report, name: &str| {
            [
                "χ²; predicted are its degrees of freedom",
                "p, uniform on [0, 1] if the laws are one",
            ]
            .map(|what| report.row(Row::new(&format!("{name}: {what}"), theorem)))
        };
        let [past, future] = ["forward paths", "reverse paths"].map(|name| {
            let distance = format!(
                "{name}: total variation to the exact law; predicted is what sampling alone does"
            );
            let distance = report.row(Row::new(&distance, theorem));
            let fit = fit(report, &format!("{name} against the exact law"));
            let place = Row::new(&format!("{name}: mean place at t₁"), theorem);
            (distance, fit, report.row(place.predicted(mean)))
        });
        let share = format!("share of forward paths kept, |X_t₂ − y| < w = {window:.3}");
        Self {
            picture,
            paths,
            histograms,
            distances: [past.0, future.0],
            fits: [past.1, future.1],
            means: [past.2, future.2],
            both: fit(report, "forward against reverse paths"),
            kept: report.row(Row::new(&share, "(2.12)")),
        }
    }
}

impl PastFuture {
    /// What is known by now.
    pub(super) fn conclude(&mut self) {
        let shown = &self.shown;
        let p = &self.cells.probabilities;
        let fits = [&self.past, &self.future].map(|counts| goodness_of_fit(counts, p));
        let both = two_samples(&self.past, &self.future);
        let variance = self.given.moments().1;
        for (k, counts) in [&self.past, &self.future].into_iter().enumerate() {
            let n: f64 = counts.iter().sum();
            let histogram = &mut self.report[shown.histograms[k]];
            histogram.clear();
            if n >= FEWEST_DRAWN {
                histogram.extend(self.cells.bars(counts));
            }
            let known = n > 0.0;
            let [measured, expected, deviation] = total_variation(counts, p);
            let row = &mut self.report[shown.distances[k]];
            row.predicted = known.then_some(expected);
            row.set(known.then_some(measured), known.then_some(deviation));
            set_fit(&mut self.report, shown.fits[k], &fits[k], known);
            // Of few draws the mean is far from normal.
            let error = (n >= FEWEST_DRAWN).then(|| libm::sqrt(variance / n));
            let mean = known.then(|| self.sums[k][0] / n);
            self.report[shown.means[k]].set(mean, error);
        }
        let known = self.kept() > 0.0 && self.future.iter().sum::<f64>() > 0.0;
        set_fit(&mut self.report, shown.both, &both, known);
        let tried = self.tried as f64;
        let (share, error) = (self.kept() / tried, chance::share(self.chance, tried));
        let is_tried = tried > 0.0;
        let row = &mut self.report[shown.kept];
        row.predicted = Some(self.chance);
        row.set(is_tried.then_some(share), is_tried.then_some(error));
        self.report.findings = self.findings(&fits, &both);
        self.report.answer = self.answer();
        self.report.changed();
    }

    /// Where both kinds of paths are at t₁, as soon as there are enough of them.
    fn answer(&self) -> String {
        let [kept, arrived] = [&self.past, &self.future].map(|counts| counts.iter().sum::<f64>());
        if arrived < ENOUGH || (kept < ENOUGH && !self.has_tried()) {
            return String::new();
        }
        let [past, future] = [self.sums[0][0] / kept, self.sums[1][0] / arrived].map(short);
        if kept >= FEWEST_DRAWN {
            return format!(
                "In the same places: the forward paths were at {past} on average, and reverse paths go to {future} on \
                 average."
            );
        }
        format!(
            "Reverse paths from there go to {future} on average, and the few forward paths that pass there come from the \
             same places, {} on average.",
            short(self.given.moments().0)
        )
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
        } else if self.given.component_variance() == 0.0 && self.cells.cell_count() == 1 {
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

/// Writes a test into its two rows, where both have been counted.
fn set_fit(report: &mut Report, [statistic, p]: [RowId; 2], fit: &ChiSquare, known: bool) {
    if known {
        report[statistic].set_chi_square(fit);
    } else {
        report[statistic].clear();
    }
    report[p].measured = (known && fit.degrees > 0).then_some(fit.p);
}

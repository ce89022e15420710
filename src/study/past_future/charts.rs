//! Where the past and the future are shown: the paths, the three laws at t₁, and the rows of their tests.

use crate::line::Mixture;
use crate::line::histogram::Histogram;
use crate::study::chart::{Axis, Chart, Ink, Mark, Series};
use crate::study::density_map::place_axis;
use crate::study::report::{ChartId, Report, Row, RowId, SeriesId};

/// The rows of a test.
#[derive(Clone, Copy)]
pub(super) struct Fit {
    /// χ².
    pub(super) statistic: RowId,
    pub(super) p: RowId,
}

/// What of the report is written to; of each pair first the past, by forward paths, then the future, by reverse ones.
pub(super) struct Shown {
    pub(super) picture: ChartId,
    pub(super) paths: [SeriesId; 2],
    pub(super) histograms: [SeriesId; 2],
    /// The distance to the exact law, its test, and the mean place.
    pub(super) distances: [RowId; 2],
    pub(super) fits: [Fit; 2],
    pub(super) means: [RowId; 2],
    /// The test of both against each other.
    pub(super) both: Fit,
    pub(super) kept: RowId,
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
            "Paths through y at t₂",
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
fn law_chart(report: &mut Report, bins: &Histogram, given: &Mixture) -> (ChartId, [SeriesId; 2]) {
    let bars = || bins.bars(&bins.probabilities);
    let mut top = bars().map(|(_, height)| height).fold(0.0, f64::max);
    let margin = if bins.atoms { 1.5 } else { 0.5 };
    let [low, high] = bins.ends(margin * bins.width);
    let exact = if bins.atoms {
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
    let (label, x) = if bins.atoms {
        ("share of paths, λ_i", Axis::linear("x_i", low, high))
    } else {
        (
            "ρ(x, t₁ | y, t₂) = q(x, s₁ | y, s₂)",
            Axis::linear("x at t₁", low, high),
        )
    };
    let width = bins.width;
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
        bins: &Histogram,
        given: &Mixture,
        window: f64,
    ) -> Self {
        let (laws, histograms) = law_chart(report, bins, given);
        report.led_by_all([picture, laws]);
        let (theorem, mean) = ("Theorem 1, (3.4)", given.moments().0);
        let fit = |report: &mut Report, name: &str| {
            let mut row = |what: &str| report.row(Row::new(&format!("{name}: {what}"), theorem));
            Fit {
                statistic: row("χ²; predicted are its degrees of freedom"),
                p: row("p, uniform on [0, 1] if the laws are one"),
            }
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

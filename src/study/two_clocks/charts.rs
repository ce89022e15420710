//! Where two clocks are shown: what is open along t, who ends together, and the collapse curve.

use super::clocks::Known;
use crate::study::chart::{Axis, Chart, Ink, Mark, Series};
use crate::study::report::{ChartId, Report, SeriesId};

/// What of the report is written to.
pub(super) struct Shown {
    pub(super) charts: [ChartId; 3],
    /// What is open of the class and of the point.
    pub(super) class: SeriesId,
    pub(super) point: SeriesId,
    pub(super) speciation: SeriesId,
    /// How likely clones end in one class and in one point; as two Gaussians in closed form; and as was seen.
    pub(super) same_class: SeriesId,
    pub(super) same_point: SeriesId,
    pub(super) closed: SeriesId,
    pub(super) seen_class: SeriesId,
    pub(super) seen_point: SeriesId,
    /// The entropy of λ, and the same from the density.
    pub(super) entropy: SeriesId,
    pub(super) density: SeriesId,
}

/// The class is the first to be known, the point the last.
const CLASS: Ink = Ink::Lighthouse;
const POINT: Ink = Ink::Reverse;

impl Shown {
    pub(super) fn new(report: &mut Report, t_star: f64, known: &Known) -> Self {
        let time = || Axis::log("t", 1e-2 * t_star, t_star);
        let has_classes = known.whole[1] > 0.0;
        let name = |name: &'static str| if has_classes { name } else { "" };
        let (clocks, [class, point, speciation]) = report.chart_of(
            Chart::new(
                "Two clocks",
                "How much is open of what a place of the forward process will become on the way back: the entropy of the \
                 posterior over data points, and over their classes, as a share of what it is before anything is known.",
                time(),
                Axis::linear("still open", 0.0, 1.02),
            ),
            [
                Series::line(name("the class"), CLASS).labelled(),
                Series::line("the data point", POINT).labelled(),
                Series::new("", Ink::Soft, Mark::Rule),
            ],
        );
        let (clones, [same_class, same_point, closed, seen_class, seen_point]) = report.chart_of(
            Chart::new(
                "Clones",
                "Two reverse paths from one place with noise of their own: how likely they end in the same class, E Σ P(c)², \
                 and in the same data point, E Σ λ². Points: pairs that did.",
                time(),
                Axis::linear("end together", 0.0, 1.02),
            ),
            [
                Series::line(name("same class"), CLASS).labelled(),
                Series::line("same data point", POINT).labelled(),
                Series::dashed("", Ink::Ink),
                Series::points(name("pairs: same class"), CLASS),
                Series::points("pairs: same data point", POINT),
            ],
        );
        let (collapse, [entropy, density]) = report.chart_of(
            Chart::new(
                "The collapse curve",
                "Biroli et al.'s excess entropy f over ln N/d, from the density of the data points' own forward law at places of \
                 that law; and the mean entropy of λ, which is the same.",
                time(),
                Axis::linear("f/(ln N/d)", -0.02, 1.05),
            ),
            [
                Series::line("entropy of λ", POINT),
                Series::points("from the density", Ink::Ink),
            ],
        );
        report.led_by_all([clocks, clones]);
        Self {
            charts: [clocks, clones, collapse],
            class,
            point,
            speciation,
            same_class,
            same_point,
            closed,
            seen_class,
            seen_point,
            entropy,
            density,
        }
    }
}

//! What is shown of both scores: samples in the plane with their regions, and how near they come.

use super::measures::{Gauge, places};
use super::pair::Pair;
use crate::measure::density_region::{Raster, Region, SIDE, Window};
use crate::points::Points;
use crate::study::chart::{Axis, Chart, Ink, Map, Series};
use crate::study::report::{ChartId, Report, SeriesId};
use crate::words::counted;

/// Dots drawn of a sample and of the training points.
const DOTS: usize = 1500;
/// The shortest distance that is drawn, beside the longest.
const SHORTEST: f64 = 1e-4;
/// A map's darkest shade, so that dots are seen on it.
const DARKEST: f32 = 0.6;

/// Where the report has what one score generates.
pub(super) struct Plane {
    chart: ChartId,
    generated: SeriesId,
    law: SeriesId,
    region: SeriesId,
}

/// Where the report has distances of one kind, of all four sets.
pub(super) struct Near {
    chart: ChartId,
    sets: [SeriesId; 4],
}

/// Everything that is known before anything has run: of `count` particles in a window.
pub(super) fn new(
    report: &mut Report,
    pair: &Pair,
    window: Window,
    count: usize,
) -> ([Plane; 2], Vec<Near>) {
    let axis = |label: &str, j: usize| {
        let [low, high] = window.range(j);
        Axis::linear(label, low, high)
    };
    let n = pair.training.points().len();
    let whose = match pair.is_known {
        true => [
            "the score of the law itself, which has not seen the training points".to_owned(),
            format!(
                "the score of {}, from the same starts on the same noise",
                match n {
                    1 => "the one training point".into(),
                    _ => format!("the {}", counted(n, "training point")),
                }
            ),
        ],
        false => [
            format!(
                "the score of the other {}: nobody knows the law behind",
                match pair.law.points().len() {
                    1 => "point".into(),
                    other => counted(other, "point"),
                }
            ),
            format!(
                "the score of {}, from the same starts on the same noise",
                match n {
                    1 => "this one point".into(),
                    _ => format!("these {}", counted(n, "point")),
                }
            ),
        ],
    };
    let law = match pair.is_known {
        true => "95 % of ρ(·, t_min)",
        false => "95 % of the rest's ρ_N(·, t_min)",
    };
    let planes = [0, 1].map(|side| {
        let title = match (side, pair.is_known) {
            (0, true) => "The true score",
            (0, false) => "The score of the rest",
            _ => "The empirical score",
        };
        let caption = format!(
            "Magenta: {} at t_min by {}; a solid line around the region that holds 95 % of them. \
                 Ink: the training points. Dashed: the region of the law itself.",
            counted(count, "sample"),
            whose[side]
        );
        let training: Vec<_> = pair.centres(&pair.training).collect();
        let stride = training.len().div_ceil(DOTS);
        let training = training
            .into_iter()
            .step_by(stride)
            .map(|(place, _)| place.into());
        let (chart, [generated, law, region, _]) = report.chart_of(
            Chart::plane(title, &caption, axis("x₁", 0), axis("x₂", 1)),
            [
                Series::points("generated", Ink::Reverse),
                Series::dashed(law, Ink::Forward),
                Series::line("95 % of what is generated", Ink::Reverse),
                Series::points("training points", Ink::Ink).with(training),
            ],
        );
        Plane {
            chart,
            generated,
            law,
            region,
        }
    });
    let mut distance = |title: &str, caption: &str, label: &str| {
        let chart = Chart::new(
            title,
            caption,
            Axis::log(label, 1e-3, 1.0),
            Axis::linear("P(distance ≤ r)", 0.0, 1.0),
        );
        let (chart, [fresh, training, first, second]) = report.chart_of(
            chart,
            [
                Series::line("fresh data, with noise", Ink::Forward),
                Series::dashed("training points, with noise", Ink::Ink),
                Series::points(&pair.score(0), Ink::Reverse),
                Series::points(&pair.score(1), Ink::Reverse),
            ],
        );
        Near {
            chart,
            sets: [first, second, fresh, training],
        }
    };
    let training = distance(
        "How near to a training point?",
        "Left of the blue line is nearer than fresh data: copied. On it is new. The dashed line is what a copy is once \
             it has the noise of t_min.",
        "r = min_i |X − αx_i|",
    );
    let support = pair.has_support().then(|| {
            distance(
                "How near to the support?",
                "Both scores lead to the support of the law, as near as the noise that is left at t_min lets them.",
                "r = dist(X, α supp ρ₀)",
            )
        });
    report.led_by_all(planes.each_ref().map(|plane| plane.chart));
    (planes, [training].into_iter().chain(support).collect())
}

impl Plane {
    /// Where the particles are.
    pub(super) fn draw_dots(&self, end: &Points<f32>, report: &mut Report) {
        let dots = places(end).take(DOTS);
        report[self.generated].redraw(dots.map(|[x, y]| (x, y)));
    }

    /// The law's own region, in the window that is now known.
    pub(super) fn draw_law(&self, gauge: &Gauge, report: &mut Report) {
        let chart = &mut report[self.chart];
        chart.x.range = gauge.window.range(0);
        chart.y.range = gauge.window.range(1);
        report[self.law].extend(gauge.region.boundary());
    }

    /// What was generated, as shades and a region.
    pub(super) fn draw_shape(&self, raster: &Raster, region: &Region, report: &mut Report) {
        report[self.chart].map = Some(Map {
            ink: Ink::Reverse,
            columns: SIDE,
            rows: SIDE,
            values: raster.values().map(|value| DARKEST * value).collect(),
        });
        report[self.region].extend(region.boundary());
    }
}

impl Near {
    /// Distances of this kind, as far as they are known: of each set the line of its quantiles, (distance, share).
    pub(super) fn draw(&self, lines: [&[(f64, f64)]; 4], report: &mut Report) {
        let all = || lines.iter().flat_map(|line| line.iter()).map(|(x, _)| *x);
        let longest = all().fold(0.0, f64::max);
        let chart = &mut report[self.chart];
        if longest > 0.0 && longest.is_finite() {
            let long = all().filter(|x| *x > SHORTEST * longest);
            chart.x.range = [0.8 * long.fold(longest, f64::min), 1.3 * longest];
        }
        // What stands on a point has no place on a logarithmic axis but its end.
        let least = chart.x.range[0];
        for (series, line) in self.sets.into_iter().zip(lines) {
            let places = line.iter().map(|&(x, share)| (x.max(least), share));
            report[series].redraw(places);
        }
    }
}

//! What is shown of both scores: samples in the plane with their regions, and how near they come.

use super::Lemniscate;
use super::measures::places;
use super::raster::{Raster, Region, SIDE};
use crate::scene::Scene;
use crate::study::{Axis, Chart, Ink, Map, Series};
use crate::words::counted;

/// Dots drawn of a sample and of the training points.
const DOTS: usize = 1500;
/// Sets of distances in the order in which they are drawn: both laws as lines, both runs as dots.
const DRAWN: [usize; 4] = [2, 3, 0, 1];
/// The shortest distance that is drawn, beside the longest.
const SHORTEST: f64 = 1e-4;
/// A map's darkest shade, so that dots are seen on it.
const DARKEST: f32 = 0.6;

/// The series of a chart of the plane.
mod plane {
    pub(super) const GENERATED: usize = 0;
    pub(super) const LAW: usize = 1;
    pub(super) const REGION: usize = 2;
}

impl Lemniscate {
    /// Everything that is known before anything has run.
    pub(super) fn make_charts(&mut self, scene: &Scene) {
        let count = self.count();
        let window = self.window();
        let axis = |label: &str, j: usize| {
            let [low, high] = window.range(j);
            Axis::linear(label, low, high)
        };
        let n = self.pair.training.points.len();
        let whose = match self.pair.is_known {
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
                    match self.pair.law.points.len() {
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
        let law = match self.pair.is_known {
            true => "95 % of ρ(·, t_min)",
            false => "95 % of the rest's ρ_N(·, t_min)",
        };
        for (side, whose) in whose.iter().enumerate() {
            let title = match (side, self.pair.is_known) {
                (0, true) => "The true score",
                (0, false) => "The score of the rest",
                _ => "The empirical score",
            };
            let caption = format!(
                "Magenta: {} at t_min by {whose}; a solid line around the region that holds 95 % of them. \
                 Ink: the training points. Dashed: the region of the law itself.",
                counted(count, "sample")
            );
            let mut chart = Chart::plane(title, &caption, axis("x₁", 0), axis("x₂", 1));
            let training: Vec<_> = self.pair.centres(&self.pair.training).collect();
            let stride = training.len().div_ceil(DOTS);
            let training = training
                .into_iter()
                .step_by(stride)
                .map(|([x, y], _)| (x, y));
            chart.series = vec![
                Series::points("generated", Ink::Reverse),
                Series::dashed(law, Ink::Forward),
                Series::line("95 % of what is generated", Ink::Reverse),
                Series::points("training points", Ink::Ink).with(training),
            ];
            self.report.charts.push(chart);
        }
        let distance = |title: &str, caption: &str, label: &str| {
            let mut chart = Chart::new(
                title,
                caption,
                Axis::log(label, 1e-3, 1.0),
                Axis::linear("P(distance ≤ r)", 0.0, 1.0),
            );
            chart.series = vec![
                Series::line("fresh data, with noise", Ink::Forward),
                Series::dashed("training points, with noise", Ink::Ink),
                Series::points(&self.name(0), Ink::Reverse),
                Series::points(&self.name(1), Ink::Reverse),
            ];
            chart
        };
        let mut charts = vec![distance(
            "How near to a training point?",
            "Left of the blue line is nearer than fresh data: copied. On it is new. The dashed line is what a copy is once \
             it has the noise of t_min.",
            "r = min_i |X − αx_i|",
        )];
        if self.pair.has_support() {
            charts.push(distance(
                "How near to the support?",
                "Both scores lead to the support of the law, as near as the noise that is left at t_min lets them.",
                "r = dist(X, α supp ρ₀)",
            ));
        }
        self.report.charts.extend(charts);
        self.notes = self.notes_of(scene);
        self.show_dots();
    }

    /// Where the particles are.
    pub(super) fn show_dots(&mut self) {
        for (chart, end) in self.report.charts.iter_mut().zip(&self.ends) {
            let series = &mut chart.series[plane::GENERATED];
            series.clear();
            series.extend(places(end).take(DOTS).map(|[x, y]| (x, y)));
        }
        self.report.version += 1;
    }

    /// The law's own region, in the window that is now known.
    pub(super) fn show_law(&mut self) {
        let Some(gauge) = &self.gauge else { return };
        for chart in self.report.charts.iter_mut().take(2) {
            chart.x.range = gauge.window.range(0);
            chart.y.range = gauge.window.range(1);
            chart.series[plane::LAW].extend(gauge.region.boundary());
        }
        self.report.version += 1;
    }

    /// What was generated, as shades and a region.
    pub(super) fn show_shape(&mut self, side: usize, raster: &Raster, region: &Region) {
        let chart = &mut self.report.charts[side];
        chart.map = Some(Map {
            ink: Ink::Reverse,
            columns: SIDE,
            rows: SIDE,
            values: raster.values().map(|value| DARKEST * value).collect(),
        });
        chart.series[plane::REGION].extend(region.boundary());
        self.report.version += 1;
    }

    /// Rows, distances and sentences, as far as they are known.
    pub(super) fn update(&mut self) {
        let charts = self.report.charts.iter_mut().skip(2);
        for (kind, chart) in charts.enumerate() {
            let lines = DRAWN.map(|set| &self.lines[set][kind]);
            let all = || lines.iter().flat_map(|line| line.iter()).map(|(x, _)| *x);
            let longest = all().fold(0.0, f64::max);
            if longest > 0.0 && longest.is_finite() {
                let long = all().filter(|x| *x > SHORTEST * longest);
                chart.x.range = [0.8 * long.fold(longest, f64::min), 1.3 * longest];
            }
            // What stands on a point has no place on a logarithmic axis but its end.
            let least = chart.x.range[0];
            for (series, line) in chart.series.iter_mut().zip(lines) {
                series.clear();
                series.extend(line.iter().map(|&(x, share)| (x.max(least), share)));
            }
        }
        self.report.rows = self.rows();
        self.report.findings = self.findings();
        self.report.version += 1;
    }
}

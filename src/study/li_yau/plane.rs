//! In the plane, at the clock's time: how far the divergence is above its lower bound, as a map.

use crate::measure::li_yau::{Bounds, Extremes};
use crate::study::chart::{Axis, Chart, Ink, Map, Series};
use crate::study::report::{ChartId, Report};

/// Columns and rows.
const SIDE: usize = 56;

pub(super) struct Plane {
    extremes: Extremes,
    shown: f64,
    chart: ChartId,
}

impl Plane {
    pub(super) fn new(report: &mut Report, bounds: &Bounds) -> Self {
        let points = bounds.kernel.points();
        let half = libm::sqrt(bounds.kernel.spread(0.0))
            .max(0.25 * bounds.diameter)
            .max(0.5);
        let axes = [0, 1].map(|j| {
            let [low, high] = points.bounds(j);
            [low - half, high + half]
        });
        // A square, so that the map is not stretched where the ranges of the axes are made equal.
        let reach = axes.iter().fold(0.0f64, |reach, [a, b]| reach.max(b - a));
        let [x, y] = axes.map(|[a, b]| [0.5 * (a + b - reach), 0.5 * (a + b + reach)]);
        let unit = if bounds.is_heat() {
            "2t div s + d"
        } else {
            "σ² div s + d"
        };
        let mut chart = Chart::plane(
            "Where the score falls as fast as it may",
            &format!(
                "{unit} over the plane, now: blank is 0, where the lower bound is met, full is much. What is left as \
                 t → 0 are the walls between the data points' cells, where x̄₀ is undecided."
            ),
            Axis::linear("x₁", x[0], x[1]),
            Axis::linear("x₂", y[0], y[1]),
        );
        chart.map = Some(Map {
            ink: Ink::Lighthouse,
            columns: SIDE,
            rows: SIDE,
            values: vec![0.0; SIDE * SIDE],
        });
        let dots = (0..points.len()).map(|i| (points.at(i, 0), points.at(i, 1)));
        chart
            .series
            .push(Series::points("data points", Ink::Ink).with(dots));
        let chart = report.chart(chart);
        report.led_by(chart);
        Self {
            extremes: Extremes::NONE,
            shown: f64::NAN,
            chart,
        }
    }

    /// The map at t, if it is not shown yet; what is extreme of it.
    pub(super) fn show(
        &mut self,
        bounds: &Bounds,
        t: f64,
        lambda: &mut Vec<f64>,
        report: &mut Report,
    ) -> Extremes {
        if t == self.shown {
            return self.extremes;
        }
        self.shown = t;
        self.extremes = Extremes::NONE;
        report.changed();
        let chart = &mut report[self.chart];
        let [x, y] = [chart.x.range, chart.y.range];
        let Some(map) = &mut chart.map else {
            return self.extremes;
        };
        let place =
            |[low, high]: [f64; 2], k: usize| low + (high - low) * (k as f64 + 0.5) / SIDE as f64;
        let kernel = &bounds.kernel;
        let scale = kernel.process().alpha(t) / kernel.spread(t);
        let variance = kernel.process().variance(t);
        for (k, value) in map.values.iter_mut().enumerate() {
            let place = [place(x, k / SIDE), place(y, k % SIDE)];
            let indecision = kernel.posterior(&place, t, lambda).indecision();
            self.extremes.see(bounds, indecision, t);
            // tr Cov in units of the noise, from 0 to 1.
            let above = variance * scale * scale * indecision;
            *value = (above / (1.0 + above)) as f32;
        }
        self.extremes
    }
}

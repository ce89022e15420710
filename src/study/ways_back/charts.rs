//! Where three ways are shown: panels of paths, charts of laws and orders, and the numbers that follow the clock.

use super::run::Way;
use crate::ensemble::Simulation;
use crate::study::chart::{Axis, Chart, Ink, Series};
use crate::study::density_map::place_axis;
use crate::study::report::{ChartId, Report, Row, RowId, SeriesId};

/// Paths drawn in each panel.
pub(super) const DRAWN: usize = 9;
/// Points on each path drawn, at most.
const DRAWN_POINTS: usize = 300;

/// What of the report is written to, of each of the three ways.
pub(super) struct Shown {
    /// Their paths.
    pub(super) panels: [ChartId; 3],
    pub(super) distance: ChartId,
    /// W₂ to the law; and what sampling alone does, once for all ways where they share a law.
    pub(super) w2: [SeriesId; 3],
    pub(super) levels: Vec<SeriesId>,
    /// Pairs that changed order; and how many are expected with ε = 1.
    pub(super) orders: [SeriesId; 3],
    pub(super) predicted_order: SeriesId,
    pub(super) rows: [Rows; 3],
}

/// The numbers of one way, now.
#[derive(Clone, Copy)]
pub(super) struct Rows {
    pub(super) w2: RowId,
    /// The share of pairs that changed order.
    pub(super) order: RowId,
    /// Σ |Δx|².
    pub(super) variation: RowId,
}

impl Shown {
    pub(super) fn new(
        report: &mut Report,
        ways: &[Way; 3],
        t_star: f64,
        span: [f64; 2],
        is_shared: bool,
    ) -> Self {
        let panels = std::array::from_fn(|k| {
            let way = &ways[k];
            let (title, what) = match way.epsilon {
                1.0 => (
                    "ε = 1, with noise".into(),
                    "(2.7): each path is as rough as Brownian motion.",
                ),
                0.0 => (
                    "ε = 0, no noise".into(),
                    "(2.8), the probability flow: paths are smooth and never cross.",
                ),
                e if e < 1.0 => (format!("ε = {e}, less noise"), "Between the two."),
                e => (format!("ε = {e}, more noise"), "Rougher still."),
            };
            let caption = format!(
                "{what} The same {DRAWN} starts in all panels, one of them in colour in each; behind them the \
                     forward density ρ, mirrored."
            );
            let s = Axis::linear("s", 0.0, t_star);
            // One axis for all that stand beside each other.
            let x = place_axis(span);
            let x = if k == 0 { x } else { x.bare() };
            report.chart(Chart::new(&title, &caption, s, x))
        });
        report.led_by_all(panels);
        let distance = report.chart(Chart::new(
            "The same law",
            "W₂ between the particles and the law that each should have, along s. Dashed: what a perfect sample of \
             the same size shows. Points near the line cannot be told from the law.",
            Axis::linear("s", 0.0, t_star),
            Axis::linear("W₂(particles, law)", 0.0, 1.0),
        ));
        let order = report.chart(Chart::new(
            "Other paths",
            "The share of pairs of particles whose order at s is not that of their starts: none without noise, and \
             towards a half where the start is forgotten. Particles on one data point have no order. Dashed: predicted.",
            Axis::linear("s", 0.0, t_star),
            Axis::linear("pairs that changed order", 0.0, 0.55),
        ));
        let [w2, orders] = [distance, order].map(|chart| {
            std::array::from_fn(|k| {
                let name = format!("ε = {}", ways[k].epsilon);
                report.series(chart, Series::points(&name, ink(k)))
            })
        });
        let level = |(k, way): (usize, &Way)| {
            let (name, ink) = match is_shared {
                true => ("sampling alone".into(), Ink::Ink),
                false => (format!("sampling alone, ε = {}", way.epsilon), ink(k)),
            };
            report.series(distance, Series::dashed(&name, ink))
        };
        let levels = if is_shared { 1 } else { 3 };
        let levels = ways.iter().enumerate().take(levels).map(level).collect();
        let predicted_order =
            report.series(order, Series::dashed("predicted, ε = 1", Ink::Reverse));
        let none = Series::dashed("predicted, ε = 0", Ink::Ink);
        report.series(order, none.with([(0.0, 0.0), (t_star, 0.0)]));
        let rows = ways.each_ref().map(|way| {
            let e = way.epsilon;
            let law = if is_shared { "ρ(·, t)" } else { "its law" };
            let [w2, order, variation] = [
                Row::new(
                    &format!(
                        "ε = {e}: W₂ of the particles and {law}, now; predicted is what sampling alone does"
                    ),
                    if e == 0.0 { "(2.8)" } else { "(2.7)" },
                ),
                Row::new(
                    &format!("ε = {e}: share of pairs that changed order, now"),
                    if e == 0.0 { "(2.8)" } else { "Theorem 1" },
                ),
                Row::new(
                    &format!(
                        "ε = {e}: Σ |Δx|² along a path, now; predicted for exact steps, the rest is the steps' error"
                    ),
                    "(4.1)",
                ),
            ]
            .map(|row| report.row(row));
            Rows {
                w2,
                order,
                variation,
            }
        });
        Self {
            panels,
            distance,
            w2,
            levels,
            orders,
            predicted_order,
            rows,
        }
    }
}

fn ink(way: usize) -> Ink {
    [Ink::Reverse, Ink::Distinct(1), Ink::Distinct(2)][way]
}

/// Writes the followed paths into a panel: all in ink but for the one from the middle of the starts.
pub(super) fn draw(simulation: &Simulation, t_star: f64, panel: ChartId, report: &mut Report) {
    let times = simulation.times();
    let starts: Vec<f32> = simulation.paths().map(|path| path.at(0, 0)).collect();
    let [mut others, mut accented] = [Ink::Ink, Ink::Reverse].map(|ink| Series::line("", ink));
    for (path, start) in simulation.paths().zip(&starts) {
        let rank = starts.iter().filter(|other| *other < start).count();
        let series = if rank == starts.len() / 2 {
            &mut accented
        } else {
            &mut others
        };
        series.path(times.len() - 1, DRAWN_POINTS, |k| {
            (t_star - times[k], f64::from(path.at(k, 0)))
        });
    }
    for series in [others, accented] {
        report.series(panel, series);
    }
}

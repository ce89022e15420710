//! What generated samples are held against: fresh data, and how both are drawn.

use super::chart::{Axis, Chart, Ink, Series};
use super::report::{ChartId, Report, Row, RowId, SeriesId};
use crate::law::Law;
use crate::measure::Novelty;
use crate::points::Points;
use crate::scene::Scene;

/// Data that the scene does not learn from, in two parts of at most `count`: one to compare with, one to be compared as
/// if it had been generated. `None` where there are none.
pub(super) fn fresh(scene: &Scene, count: usize) -> Option<[Points<f64>; 2]> {
    let law = scene.fresh(2 * count)?;
    let (rows, dim) = (law.points().to_rows(), law.points().dim());
    let (a, b) = rows.split_at(law.points().len() / 2 * dim);
    let parts = [a, b].map(|rows| Points::from_rows(rows, dim));
    parts.iter().all(|part| part.len() >= 2).then_some(parts)
}

/// A distribution function of sorted values, in at most 200 points.
pub(super) fn cumulate(series: &mut Series, sorted: &[f64]) {
    series.clear();
    let n = sorted.len();
    let each = n.div_ceil(200).max(1);
    series.push(0.0, 0.0);
    let steps = (0..n).step_by(each);
    series.extend(steps.map(|k| (sorted[k], (k + 1) as f64 / n as f64)));
}

/// The lower left and the upper right corner of the data, with a margin.
pub(super) fn window(law: &Law) -> [[f64; 2]; 2] {
    let [x, y] = [0, 1].map(|j| {
        let [low, high] = law.points().bounds(j);
        let margin = 0.25 * (high - low) + 0.3 * f64::from(high == low) + 2.0 * law.width();
        [low - margin, high + margin]
    });
    [[x[0], y[0]], [x[1], y[1]]]
}

/// A picture of the plane around the data.
pub(super) fn plane(law: &Law, title: &str, caption: &str) -> Chart {
    let [low, high] = window(law);
    let axis = |label: &str, j: usize| Axis::linear(label, low[j], high[j]);
    Chart::plane(title, caption, axis("x₁", 0), axis("x₂", 1))
}

/// The data in it.
pub(super) fn training_data(law: &Law) -> Series {
    let points = law.points();
    let places = (0..points.len()).map(|i| (points.at(i, 0), points.at(i, 1)));
    Series::points("training data", Ink::Ink).with(places)
}

/// Where a report has what is found of samples of one kind: how far their nearest data points are, which share counts as
/// memorised, and the energy distance to fresh data.
#[derive(Clone, Copy)]
pub(super) struct Samples {
    nearest: SeriesId,
    pub(super) share: RowId,
    pub(super) energy: RowId,
}

impl Samples {
    /// What was found of them.
    pub(super) fn record(self, report: &mut Report, novelty: &Novelty, energy: Option<f64>) {
        let [share, error] = novelty.memorised;
        report[self.share].set(share, error);
        report[self.energy].measured = energy;
        cumulate(&mut report[self.nearest], &novelty.nearest);
    }
}

/// Samples of several kinds, each with a curve that is named after it: their chart and their rows.
pub(super) fn samples<const N: usize>(
    report: &mut Report,
    curves: [Series; N],
) -> (ChartId, [Samples; N]) {
    let names = curves.each_ref().map(|series| series.name.clone());
    let (chart, curves) = report.chart_of(
        Chart::new(
            "How near to the training data?",
            "The share of samples whose nearest training point is not farther than this.",
            Axis::linear("distance to the nearest training point", 0.0, 0.5),
            Axis::linear("share", 0.0, 1.02),
        ),
        curves,
    );
    let mut rows = |what: &str| {
        names
            .each_ref()
            .map(|name| report.row(Row::new(&format!("{what}, {name}"), "derived")))
    };
    let (shares, energies) = (rows("memorised share"), rows("energy distance"));
    let samples = std::array::from_fn(|k| Samples {
        nearest: curves[k],
        share: shares[k],
        energy: energies[k],
    });
    (chart, samples)
}

//! What is shown of the three ways: panels of paths, the same law, other paths, in charts, numbers and sentences.

use super::run::Way;
use super::{DRAWN, WaysBack};
use crate::ensemble::Simulation;
use crate::measure::chance::student;
use crate::study::density_map::place_axis;
use crate::study::half_steps::{self, with_steps};
use crate::study::{Axis, Chart, ChartId, Ink, Report, Row, RowId, Series, SeriesId};
use crate::words::short;

/// Points on each path drawn, at most.
const DRAWN_POINTS: usize = 300;

/// So many times what sampling alone does are more than that.
const FAR: f64 = 3.0;

/// Of fewer particles, statistics of pairs and squares are too far from normal to be judged.
const FEWEST: f64 = 20.0;

/// What of the report is written to, of each of the three ways.
pub(super) struct Shown {
    /// Their paths.
    pub(super) panels: [ChartId; 3],
    distance: ChartId,
    /// W₂ to the law; and what sampling alone does, once for all ways where they share a law.
    w2: [SeriesId; 3],
    levels: Vec<SeriesId>,
    /// Pairs that changed order; and how many are expected with ε = 1.
    orders: [SeriesId; 3],
    pub(super) predicted_order: SeriesId,
    /// W₂, changed orders and Σ |Δx|², now.
    rows: [[RowId; 3]; 3],
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
            [
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
            .map(|row| report.row(row))
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

impl WaysBack {
    /// The numbers at the slice nearest to the clock; allocates nothing.
    pub(super) fn show_slice(&mut self) {
        let t = self.now;
        let after = self
            .times
            .partition_point(|&time| time > t)
            .min(self.times.len() - 1);
        let before = after.saturating_sub(1);
        let slice = if (self.times[before] - t).abs() < (self.times[after] - t).abs() {
            before
        } else {
            after
        };
        let s = self.scene.t_star - self.times[slice];
        let m = self.scene.particles as f64;
        // Where half as many steps have been: here, or just before and after.
        let around = [
            (0..=slice).rev().find_map(|j| Some((j, self.passed(j)?))),
            (slice..self.times.len()).find_map(|j| Some((j, self.passed(j)?))),
        ];
        for (k, way) in self.ways.iter().enumerate() {
            let half = &self.halves[k];
            // By how much a number moves from half of the steps to all.
            let moves = |own: &dyn Fn(usize) -> Option<f64>,
                         halved: &dyn Fn(usize) -> Option<f64>| {
                let found = around.iter().flatten();
                let moved = found.map(|&(j, i)| Some((own(j)? - halved(i)?).abs()));
                moved.fold(None, |most: Option<f64>, moved| {
                    Some(most.unwrap_or(0.0).max(moved?))
                })
            };
            let [distance, order, variation] = self.shown.rows[k];
            let some = |x: Option<f64>| x.filter(|x| x.is_finite());
            let row = &mut self.report[distance];
            row.measured = some(way.w2.get(slice).copied());
            row.predicted = some(way.level.get(slice).map(|level| level[0]));
            let chance = some(way.level.get(slice).map(|level| level[1]));
            let moved = moves(&|j| way.w2.get(j).copied(), &|i| half.w2.get(i).copied());
            row.error = with_steps(chance, some(moved));
            let row = &mut self.report[order];
            row.measured = way.swapped.get(slice).copied();
            row.predicted = if way.epsilon == 0.0 {
                Some(0.0)
            } else if way.epsilon == 1.0 {
                self.order
                    .as_ref()
                    .and_then(|shares| shares.get(slice).copied())
            } else {
                None
            };
            // Kendall's τ of a sample has variance at most 2(1 − τ²)/m, and the share is (1 − τ)/2. Of few particles it
            // says nothing.
            let p = row.predicted.or(row.measured);
            let chance = p.map(|p| libm::sqrt(2.0 * p * (1.0 - p) / m));
            let moved = moves(&|j| way.swapped.get(j).copied(), &|i| {
                half.swapped.get(i).copied()
            });
            row.error = with_steps(chance.filter(|_| m >= FEWEST), moved);
            // The exact value for these very steps, or the limit of small ones, which has no standard error.
            let own = self.variation.as_ref().filter(|_| way.epsilon == 1.0);
            let exact = own.and_then(|sums| sums.get(slice).copied());
            let row = &mut self.report[variation];
            row.predicted = exact.or(Some(2.0 * way.epsilon * s));
            row.measured = way.variation.get(slice).map(|v| v[0]);
            let chance = way
                .variation
                .get(slice)
                .map(|v| v[1])
                .zip(student(m as usize));
            let chance = chance.filter(|_| exact.is_some() && m >= FEWEST);
            // What is exact differs with the steps; what is measured may be off by more.
            let moved = moves(&|j| Some(way.variation.get(j)?[0] - own?.get(j)?), &|i| {
                Some(half.variation.get(i)?[0] - self.half_variation.as_ref()?.get(i)?)
            });
            row.error = with_steps(chance.map(|(error, factor)| error * factor), moved);
        }
    }

    /// What is known by now.
    pub(super) fn conclude(&mut self) {
        let t_star = self.scene.t_star;
        let shown = &self.shown;
        for (k, way) in self.ways.iter().enumerate() {
            let s = |j: usize| t_star - self.times[j];
            let mut draw = |series: SeriesId, values: &mut dyn Iterator<Item = f64>| {
                let series = &mut self.report[series];
                series.clear();
                let known = values.enumerate().filter(|(_, value)| value.is_finite());
                series.extend(known.map(|(j, value)| (s(j), value)));
            };
            draw(shown.w2[k], &mut way.w2.iter().copied());
            draw(shown.orders[k], &mut way.swapped.iter().copied());
            if let Some(&series) = shown.levels.get(k) {
                draw(series, &mut way.level.iter().map(|level| level[0]));
            }
        }
        let chart = &mut self.report[shown.distance];
        let all = chart.series.iter().flat_map(|series| &series.y);
        let top = all.copied().fold(0.0, f64::max);
        chart.y.range[1] = 1.15 * top.max(1e-6);
        self.report.findings = self.findings();
        self.report.answer = self.answer();
        self.show_slice();
        self.report.changed();
    }

    /// Whether particles are as near to a law that all ways share as perfect samples of it are; `None` while that is not
    /// known, or where each way has a law of its own.
    fn is_one_law(&self) -> Option<bool> {
        let end = self.times.len().checked_sub(1)?;
        let is_known = self.laws.is_shared() && self.ways.iter().all(|way| way.w2.len() > end);
        let level = FAR * self.ways[0].level.get(end)?[0];
        is_known.then(|| self.ways.iter().all(|way| way.w2[end] <= level))
    }

    /// The shares in percent of pairs that change their order, where there are pairs and all ways have been gone.
    fn changed_orders(&self) -> Option<[f64; 3]> {
        // At t = 0 particles may stand on one point, without an order.
        let end = self.times.len().checked_sub(1)?;
        let last = self.times.iter().rposition(|&t| t > 0.0).unwrap_or(end);
        (self.at_way == 3 && self.scene.particles > 1)
            .then(|| self.ways.each_ref().map(|way| 100.0 * way.swapped[last]))
    }

    fn answer(&self) -> String {
        let who = match self.is_one_law() {
            Some(true) => "As a crowd they do not know of the noise, but each path does",
            Some(false) => {
                "As a crowd they should not, but what these steps make of them does, and each path does"
            }
            None if self.at_slice < self.times.len() => return String::new(),
            None => {
                "They do: from this start the ways lead through different laws, and paths differ too"
            }
        };
        match self.changed_orders() {
            Some([with, _, without]) => format!(
                "{who}: {with:.0} % of all pairs of particles change their order with full noise, and {} % with none.",
                short(without)
            ),
            None => format!("{who}: it is rough with noise and smooth without."),
        }
    }

    fn findings(&self) -> Vec<String> {
        let mut findings = Vec::new();
        let Some(end) = self.times.len().checked_sub(1) else {
            return findings;
        };
        if self.ways.iter().all(|way| way.w2.len() > end) {
            let [a, b, _] = &self.ways;
            let level = a.level[end][0];
            let e = b.epsilon;
            if let Some(is_one_law) = self.is_one_law() {
                let ends = self.ways.each_ref().map(|way| way.w2[end]);
                findings.push(format!(
                    "{}: at the end W₂ to ρ is {:.3} with ε = 1, {:.3} with ε = {e} and {:.3} with none, where perfect \
                     samples of as many show {level:.3}.",
                    match is_one_law {
                        true => "The particles' law does not know of the noise",
                        false => "The exact law does not know of the noise, but what these steps make does",
                    },
                    ends[0], ends[1], ends[2]
                ));
            } else {
                findings.push(
                    "The start is not ρ(·, T*), and then the three ways do not share a law: noise forgets the start's \
                     error, the flow carries it along. Each is compared with its own exact law: Theorem 1 for ε = 1, \
                     the monotone rearrangement for ε = 0, the reverse equation on a grid between."
                        .into(),
                );
                if self
                    .ways
                    .iter()
                    .any(|way| way.w2.iter().any(|w2| w2.is_nan()))
                {
                    findings.push(
                        "Close to atoms the grid is too coarse for the equation, and its law is left out there.".into(),
                    );
                }
            }
        }
        if let Some([a, b, c]) = self.changed_orders() {
            findings.push(format!(
                "The paths do: {a:.0} % of all pairs change their order with ε = 1, {b:.0} % with ε = {}, and {c:.2} % \
                 with none: on a line the probability flow is increasing in its start.",
                self.ways[1].epsilon
            ));
        }
        findings.extend(half_steps::unknown(&self.scene));
        findings.extend(self.note.clone());
        if findings.is_empty() {
            findings.push("The three ensembles are on their way.".into());
        }
        findings
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

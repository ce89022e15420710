//! What is shown of the three ways: panels of paths, the same law, other paths, in charts, numbers and sentences.

use super::run::Way;
use super::{DRAWN, WaysBack};
use crate::ensemble::Simulation;
use crate::study::chance::student;
use crate::study::density_map::place_axis;
use crate::study::half_steps::{self, with_steps};
use crate::study::{Axis, Chart, Ink, Row, Series};

/// Points on each path drawn, at most.
const DRAWN_POINTS: usize = 300;

/// So many times what sampling alone does are more than that.
const FAR: f64 = 3.0;

/// Of fewer particles, statistics of pairs and squares are too far from normal to be judged.
const FEWEST: f64 = 20.0;

impl WaysBack {
    pub(super) fn charts(&self) -> Vec<Chart> {
        let t_star = self.scene.t_star;
        let span = self.map.span;
        let mut charts: Vec<Chart> = self
            .ways
            .iter()
            .map(|way| {
                let (title, what) = match way.epsilon {
                    1.0 => ("ε = 1, with noise".into(), "(2.7): each path is as rough as Brownian motion."),
                    0.0 => (
                        "ε = 0, no noise".into(),
                        "(2.8), the probability flow: paths are smooth and never cross.",
                    ),
                    e if e < 1.0 => (format!("ε = {e}, less noise"), "Between the two."),
                    e => (format!("ε = {e}, more noise"), "Rougher still."),
                };
                let caption = format!(
                    "{what} The same {DRAWN} starts in all panels, coloured by their order at s = 0; behind them \
                     the forward density ρ, mirrored."
                );
                Chart::new(&title, &caption, Axis::linear("s", 0.0, t_star), place_axis(span))
            })
            .collect();
        let mut distance = Chart::new(
            "The same law",
            "W₂ between the particles and the law that each should have, along s. Dashed: what a perfect sample of \
             the same size shows. Points near the line cannot be told from the law.",
            Axis::linear("s", 0.0, t_star),
            Axis::linear("W₂(particles, law)", 0.0, 1.0),
        );
        let mut order = Chart::new(
            "Other paths",
            "The share of pairs of particles whose order at s is not that of their starts: none without noise, and \
             towards a half where the start is forgotten. Particles on one data point have no order. Dashed: predicted.",
            Axis::linear("s", 0.0, t_star),
            Axis::linear("pairs that changed order", 0.0, 0.55),
        );
        for (k, way) in self.ways.iter().enumerate() {
            let name = format!("ε = {}", way.epsilon);
            distance.series.push(Series::points(&name, ink(k)));
            order.series.push(Series::points(&name, ink(k)));
        }
        let levels = if self.laws.is_shared() { 1 } else { 3 };
        for k in 0..levels {
            let (name, ink) = if levels == 1 {
                ("sampling alone".into(), Ink::Ink)
            } else {
                (
                    format!("sampling alone, ε = {}", self.ways[k].epsilon),
                    ink(k),
                )
            };
            distance.series.push(Series::dashed(&name, ink));
        }
        order
            .series
            .push(Series::dashed("predicted, ε = 1", Ink::Reverse));
        order
            .series
            .push(Series::dashed("predicted, ε = 0", Ink::Ink));
        order.series[4].extend([(0.0, 0.0), (t_star, 0.0)]);
        charts.extend([distance, order]);
        charts
    }

    /// Three rows for each way, in the order in which [`WaysBack::refresh`] fills them.
    pub(super) fn rows(&self) -> Vec<Row> {
        let of = |way: &Way| {
            let e = way.epsilon;
            let law = if self.laws.is_shared() {
                "ρ(·, t)"
            } else {
                "its law"
            };
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
        };
        self.ways.iter().flat_map(of).collect()
    }

    /// The numbers at the slice nearest to the clock; allocates nothing.
    pub(super) fn refresh(&mut self) {
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
            let [distance, order, variation] = &mut self.report.rows[3 * k..3 * k + 3] else {
                return;
            };
            let some = |x: Option<f64>| x.filter(|x| x.is_finite());
            distance.measured = some(way.w2.get(slice).copied());
            distance.predicted = some(way.level.get(slice).map(|level| level[0]));
            let chance = some(way.level.get(slice).map(|level| level[1]));
            let moved = moves(&|j| way.w2.get(j).copied(), &|i| half.w2.get(i).copied());
            distance.error = with_steps(chance, some(moved));
            order.measured = way.swapped.get(slice).copied();
            order.predicted = if way.epsilon == 0.0 {
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
            let p = order.predicted.or(order.measured);
            let chance = p.map(|p| libm::sqrt(2.0 * p * (1.0 - p) / m));
            let moved = moves(&|j| way.swapped.get(j).copied(), &|i| {
                half.swapped.get(i).copied()
            });
            order.error = with_steps(chance.filter(|_| m >= FEWEST), moved);
            // The exact value for these very steps, or the limit of small ones, which has no standard error.
            let own = self.variation.as_ref().filter(|_| way.epsilon == 1.0);
            let exact = own.and_then(|sums| sums.get(slice).copied());
            variation.predicted = exact.or(Some(2.0 * way.epsilon * s));
            variation.measured = way.variation.get(slice).map(|v| v[0]);
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
            variation.error = with_steps(chance.map(|(error, factor)| error * factor), moved);
        }
    }

    pub(super) fn update(&mut self) {
        let t_star = self.scene.t_star;
        let shared = self.laws.is_shared();
        let mut top: f64 = 0.0;
        for (k, way) in self.ways.iter().enumerate() {
            let s = |j: usize| t_star - self.times[j];
            let known = |x: &(usize, f64)| x.1.is_finite();
            let chart = &mut self.report.charts[3];
            chart.series[k].clear();
            let points = way.w2.iter().copied().enumerate().filter(known);
            chart.series[k].extend(points.map(|(j, w2)| (s(j), w2)));
            if k == 0 || !shared {
                let level = &mut chart.series[3 + k];
                level.clear();
                let points = way
                    .level
                    .iter()
                    .map(|level| level[0])
                    .enumerate()
                    .filter(known);
                level.extend(points.map(|(j, w2)| (s(j), w2)));
            }
            let all = chart.series.iter().flat_map(|series| &series.y);
            top = all.copied().fold(top, f64::max);
            chart.y.range[1] = 1.15 * top.max(1e-6);
            let chart = &mut self.report.charts[4];
            chart.series[k].clear();
            chart.series[k].extend(
                way.swapped
                    .iter()
                    .copied()
                    .enumerate()
                    .map(|(j, p)| (s(j), p)),
            );
        }
        self.report.findings = self.findings();
        self.refresh();
        self.report.version += 1;
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
            if self.laws.is_shared() {
                let ends = self.ways.each_ref().map(|way| way.w2[end]);
                findings.push(format!(
                    "{}: at the end W₂ to ρ is {:.3} with ε = 1, {:.3} with ε = {e} and {:.3} with none, where perfect \
                     samples of as many show {level:.3}.",
                    match ends.iter().all(|w2| *w2 <= FAR * level) {
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
        if self.at_way == 3 && self.scene.particles > 1 {
            // At t = 0 particles may stand on one point, without an order.
            let last = self.times.iter().rposition(|&t| t > 0.0).unwrap_or(end);
            let [a, b, c] = self.ways.each_ref().map(|way| 100.0 * way.swapped[last]);
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

/// Writes the followed paths into a panel, coloured by the order of their starts.
pub(super) fn draw(simulation: &Simulation, t_star: f64, chart: &mut Chart) {
    let times = simulation.times();
    let last = times.len() - 1;
    let stride = last.div_ceil(DRAWN_POINTS).max(1);
    let starts: Vec<f32> = simulation.paths().map(|path| path.at(0, 0)).collect();
    for (path, start) in simulation.paths().zip(&starts) {
        let rank = starts.iter().filter(|other| *other < start).count();
        let ramp = rank as f32 / starts.len().saturating_sub(1).max(1) as f32;
        let mut series = Series::line("", Ink::Ramp(ramp));
        for k in (0..=last).filter(|k| k % stride == 0 || *k == last) {
            series.push(t_star - times[k], f64::from(path.at(k, 0)));
        }
        chart.series.push(series);
    }
}

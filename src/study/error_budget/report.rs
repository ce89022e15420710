//! What is shown of the budget: bars, the parts against T* and n, the numbers, and what to change.

use super::ErrorBudget;
use super::parts::{Data, Part, Parts, Turn};
use super::tasks::Own;
use crate::study::chart::{Axis, Chart, Ink, Mark, Series};
use crate::study::report::Row;
use crate::words::short;

/// What is drawn of a part: nothing below this.
const LEAST: f64 = 1e-9;

/// The ink of a part.
fn ink(part: Part) -> Ink {
    match part {
        Part::Stop => Ink::Distinct(6),
        Part::Start => Ink::Distinct(2),
        Part::Steps => Ink::Distinct(0),
        Part::Sample => Ink::Soft,
    }
}

/// Where the stacked bar lies on its axis, of which no place means anything.
const BAR: [f64; 2] = [0.36, 0.64];

impl ErrorBudget {
    /// What is known by now.
    pub(super) fn conclude(&mut self) {
        let scene = &self.scene;
        let by_t_star: Vec<(f64, Parts)> = self
            .places
            .by_t_star
            .iter()
            .map(|place| (place.t_star, place.parts[0]))
            .collect();
        let by_n: Vec<(f64, Parts)> = {
            let place = &self.places.by_n;
            let ns = place.ns.iter().map(|&n| n as f64);
            ns.zip(place.parts.iter().copied()).collect()
        };
        let (bars, rows) = (self.bars(), self.rows());
        let report = &mut self.report;
        // What is drawn and said depends on what is known.
        report.charts.clear();
        let bars = report.chart(bars);
        report.led_by(bars);
        for chart in [
            chart(
                "The parts against T*",
                &format!(
                    "With n = {} steps. Before the crossing T* is too small, behind it the same steps have a longer \
                     way to go.",
                    scene.steps
                ),
                "T*",
                scene.t_star,
                &by_t_star,
            ),
            chart(
                "The parts against n",
                &format!(
                    "With T* = {}. Only one part falls with n: where it meets the next, more steps are wasted.",
                    scene.t_star
                ),
                "steps n",
                scene.steps as f64,
                &by_n,
            ),
        ] {
            report.chart(chart);
        }
        report.rows = rows;
        self.report.findings = self.findings();
        self.report.answer = self.answer();
        self.report.changed();
    }

    /// Which part is the largest, as soon as all are known.
    fn answer(&self) -> String {
        let parts = self.places.own.parts[0];
        let sum = parts.sum();
        if self.turn == Turn::Own {
            return String::new();
        }
        if sum.is_nan() {
            return "Not all parts can be computed here, and so none can be called the largest."
                .into();
        }
        if sum <= LEAST {
            return "Nothing does: the result is ρ₀ as far as numbers can tell.".into();
        }
        let largest = parts.largest();
        let what = match largest {
            Part::Stop => "stopping before the end",
            Part::Start => "T* and the start",
            Part::Steps => "the steps",
            Part::Sample => "the sample",
        };
        format!(
            "Mostly it is {what}: this part alone is {} of the {} that all parts together allow (distances, in W₂).",
            short(parts.of(largest)),
            short(sum)
        )
    }

    /// The parts end to end, and through them what is measured.
    fn bars(&self) -> Chart {
        let parts = self.places.own.parts[0];
        let drawn = Part::ALL.map(|part| (part, parts.of(part)));
        let drawn = drawn.into_iter().filter(|&(_, length)| length > LEAST);
        let sum: f64 = drawn.clone().map(|(_, length)| length).sum();
        let measured = match self.own {
            Own::Done(measured) => measured.total,
            _ => f64::NAN,
        };
        let most = sum.max(measured);
        let most = if most > 0.0 { most } else { 1.0 };
        let mut chart = Chart::new(
            "The budget",
            "The parts of W₂ along ρ₀ → ρ(·, t_min) → q → q_n → sample, end to end: a bound by the triangle \
             inequality. The line is W₂ of the sample to ρ₀ as measured, which lies at most about as far.",
            Axis::linear("W₂", 0.0, 1.08 * most),
            Axis::linear("parts", 0.0, 1.0).bare(),
        );
        let mut from = 0.0;
        for (part, length) in drawn {
            let to = from + length;
            let mut block = Series::new(part.name(), ink(part), Mark::Block);
            block.extend([(from, BAR[1]), (to, BAR[1])]);
            block.low = vec![BAR[0]; 2];
            block.label = Some(format!("{}: {}", part.name(), short(length)));
            chart.series.push(block);
            from = to;
        }
        if !measured.is_nan() {
            let mut line = Series::rule("measured", Ink::Ink, measured);
            line.label = Some(format!("measured: {}", short(measured)));
            chart.series.push(line);
        }
        chart
    }

    fn rows(&self) -> Vec<Row> {
        let scene = &self.scene;
        let parts = self.places.own.parts[0];
        let known = |x: f64| Some(x).filter(|x| !x.is_nan());
        let measured = match self.own {
            Own::Done(measured) => Some(measured),
            _ => None,
        };
        let mut rows = Vec::new();
        if scene.t_min > 0.0 {
            let row = Row::new("W₂(ρ₀, ρ(·, t_min)): stopping", "(2.12)");
            rows.push(row.predicted(known(parts.stop)));
        }
        let row = Row::new("W₂(ρ(·, t_min), q): the start", "(3.19)");
        rows.push(row.predicted(known(parts.start)));
        let mut row = Row::new("W₂(q, q_n): the steps", "section 4.3");
        if matches!(self.data, Data::Gaussian(_)) {
            row.predicted = known(parts.steps);
        } else {
            row.measured = known(parts.steps);
            row.error = known(parts.resolution).filter(|&f| f > 0.0 && row.measured.is_some());
        }
        rows.push(row);
        let row = Row::new("W₂(q_n, sample): the particles, M", "sampling");
        let row = row.predicted(known(parts.sample));
        rows.push(row.measured(measured.and_then(|m| known(m.sampling))));
        // The parts' sum bounds the expectation; one small sample may lie farther out.
        let name = "W₂(ρ₀, sample): all of it, on average at most the sum";
        let row = Row::new(name, "sampling").predicted(known(parts.sum()));
        rows.push(row.measured(measured.and_then(|m| known(m.total))));
        rows
    }

    fn findings(&self) -> Vec<String> {
        let mut findings = Vec::new();
        let parts = self.places.own.parts[0];
        if !parts.sum().is_nan() {
            findings.push(self.largest(parts));
            let measured = match self.own {
                Own::Done(measured) => format!("; measured: {}", short(measured.total)),
                _ => String::new(),
            };
            findings.push(format!(
                "The parts are {} (stopping), {} (start), {} (steps), {} (sample). They are a chain of distances: \
                 their sum {} bounds W₂(ρ₀, sample) and need not equal it{measured}.",
                short(parts.stop),
                short(parts.start),
                short(parts.steps),
                short(parts.sample),
                short(parts.sum()),
            ));
            if parts.resolution > 0.5 * parts.steps {
                findings.push(format!(
                    "The part of the steps is measured on {} particles, and {} of it may be sampling.",
                    self.places.own.particles,
                    short(parts.resolution),
                ));
            }
        }
        findings.extend(self.notes.iter().cloned());
        findings
    }

    /// Which part dominates, and what to change.
    fn largest(&self, parts: Parts) -> String {
        let scene = &self.scene;
        match parts.largest() {
            Part::Stop => format!(
                "t_min is too large: stopping at {} alone costs W₂ = {}.",
                scene.t_min,
                short(parts.stop)
            ),
            Part::Start => {
                let better = self.places.by_t_star.iter().find(|place| {
                    let own = place.parts[0];
                    place.t_star > scene.t_star
                        && own.start < own.steps.max(own.sample).max(own.stop)
                });
                let advice = match better {
                    Some(place) => format!(
                        "; from T* ≈ {} on it is no longer the largest part",
                        short(place.t_star)
                    ),
                    None => String::new(),
                };
                format!(
                    "T* is too small for this start: at T* = {} q₀ alone costs W₂ = {}, whatever the steps{advice}.",
                    scene.t_star,
                    short(parts.start)
                )
            }
            Part::Steps => {
                let better = self.places.by_n.ns.iter().zip(&self.places.by_n.parts);
                let better = better
                    .filter(|(n, _)| **n > scene.steps)
                    .find(|(_, own)| own.steps < own.start.max(own.sample).max(own.stop));
                let advice = match better {
                    Some((n, own)) => format!(
                        "; with n = {n} it is {}, and no longer the largest part",
                        short(own.steps)
                    ),
                    None => String::new(),
                };
                format!(
                    "There are too few steps: n = {} cost W₂ = {}{advice}.",
                    scene.steps,
                    short(parts.steps)
                )
            }
            Part::Sample => format!(
                "There are too few particles to see anything else: with M = {} a perfect sample shows W₂ = {}.",
                scene.particles,
                short(parts.sample)
            ),
        }
    }
}

/// All parts against T* or n, and where the scene is.
fn chart(title: &str, caption: &str, label: &str, current: f64, rows: &[(f64, Parts)]) -> Chart {
    let (first, last) = match (rows.first(), rows.last()) {
        (Some(first), Some(last)) => (first.0.min(current), last.0.max(current)),
        _ => (0.5 * current, 2.0 * current),
    };
    let values = rows
        .iter()
        .flat_map(|(_, parts)| Part::ALL.map(|part| parts.of(part)));
    let [mut low, mut high] = values
        .filter(|&v| v > LEAST)
        .fold([f64::INFINITY, 0.0], |[a, b]: [f64; 2], v| {
            [a.min(v), b.max(v)]
        });
    if low > high {
        (low, high) = (1e-3, 1.0);
    }
    // Six decades are enough to see which is the largest.
    low = low.max(1e-6 * high);
    let mut chart = Chart::new(
        title,
        caption,
        Axis::log(label, 0.9 * first, 1.1 * last),
        Axis::log("W₂", 0.6 * low, 1.7 * high),
    );
    chart.series.push(Series::rule("now", Ink::Soft, current));
    for part in Part::ALL {
        let mut series = match part {
            Part::Sample => Series::dashed(part.name(), ink(part)),
            _ => Series::line(part.name(), ink(part)),
        };
        for (x, parts) in rows {
            let value = parts.of(part);
            if value > LEAST {
                series.push(*x, value);
            }
        }
        if !series.x.is_empty() {
            chart.series.push(series);
        }
    }
    let unsure = rows.iter().filter(|(_, parts)| parts.resolution > LEAST);
    let unsure = Series::points("what sampling may add to the steps", ink(Part::Steps))
        .with(unsure.map(|(x, parts)| (*x, parts.resolution)));
    if !unsure.x.is_empty() {
        chart.series.push(unsure);
    }
    chart
}

//! What is shown of the errors: against n with their orders, the numbers, and which sampler wins.

use super::errors::{Errors, Measure};
use super::orders::expected_orders;
use super::{POWERS, SAMPLERS, StepCount};
use crate::sampler::Sampler;
use crate::study::numerals::short;
use crate::study::{Axis, Chart, Ink, Mark, Row, Series};
use crate::time_grid::Grid;

/// Which of the n findings are about: 2⁶.
const EXAMPLE: usize = 4;

impl StepCount {
    fn order(&self, sampler: Sampler, measure: Measure) -> Option<f64> {
        let orders = expected_orders(sampler, self.epsilon, self.grid, self.t_min, self.atoms);
        let lands = sampler != Sampler::EulerMaruyama;
        let at_atoms = self.atoms.is_some() && self.t_min == 0.0;
        match measure {
            Measure::Strong => orders.strong,
            Measure::Variance => orders.weak,
            Measure::Support if lands => None,
            // √(2εΔ): a deviation, not a variance. On other grids Δ does not depend on n.
            Measure::Support => (self.grid == Grid::Uniform).then_some(0.5),
            Measure::Distance if at_atoms && lands => None,
            Measure::Distance if at_atoms => (self.grid == Grid::Uniform).then_some(0.5),
            Measure::Distance => orders.weak,
        }
    }

    pub(super) fn write(&mut self) {
        self.report.charts = self
            .measures
            .iter()
            .map(|(m, e)| self.chart(*m, e))
            .collect();
        self.report.rows = self.rows();
        self.report.findings = self.findings();
        self.report.version += 1;
    }

    fn chart(&self, measure: Measure, errors: &Errors) -> Chart {
        let ns: Vec<f64> = self.ns.iter().map(|&n| n as f64).collect();
        let last = ns.len() - 1;
        let shown = errors.values.iter().flatten();
        let shown = shown.filter(|&&value| value > errors.floor);
        let [mut low, mut high] = shown.fold([f64::INFINITY, 0.0], |[a, b]: [f64; 2], &v| {
            [a.min(v), b.max(v)]
        });
        let sampling = self
            .sampling
            .filter(|&s| measure == Measure::Distance && s > 0.0);
        if let Some(sampling) = sampling {
            low = low.min(0.5 * sampling);
            high = high.max(sampling);
        }
        if low > high {
            (low, high) = (1e-3, 1.0);
        }
        let caption = match (measure, self.sampling) {
            (Measure::Strong, _) => {
                "Root mean square distance at the end from the exact path on the same noise. Dashed: the order \
                 that theory expects, through the last point."
            }
            (Measure::Variance, _) => {
                "By how much the variance P at the end is off. Dashed: the order that theory expects, through the \
                 last point."
            }
            (Measure::Distance, None) => {
                "W₂ from the law at the end to the exact one. Dashed: the order that theory expects, through the \
                 last point."
            }
            (Measure::Distance, Some(_)) => {
                "W₂ from the sample at the end to ρ(·, t_min). The horizontal line is what as many perfect samples \
                 would show: below it nothing can be seen."
            }
            (Measure::Support, _) => {
                "Root mean square distance to the nearest data point: the part of W₂ that sampling does not hide. \
                 Samplers that are not shown are at 0. Dashed: what one atom keeps, computed exactly; about √(2εΔ) of the \
                 last step Δ."
            }
        };
        let mut chart = Chart::new(
            measure.title(),
            caption,
            Axis::log("steps n", 0.8 * ns[0], 1.25 * ns[last]),
            Axis::log(measure.symbol(), 0.5 * low, 2.0 * high),
        );
        if let Some(sampling) = sampling {
            let ends = [0.8 * ns[0], 1.25 * ns[last]];
            let mut floor = Series::dashed("a perfect sample", Ink::Soft);
            floor.extend(ends.map(|n| (n, sampling)));
            chart.series.push(floor);
        }
        if measure == Measure::Support && !self.kept.is_empty() {
            let kept = ns.iter().copied().zip(self.kept.iter().copied());
            let kept = kept.filter(|&(_, kept)| kept > 0.0);
            let line = Series::dashed("kept about one atom", Ink::Distinct(0));
            chart.series.push(line.with(kept));
        }
        let mut is_named = false;
        for (k, &(sampler, name, _)) in SAMPLERS.iter().enumerate() {
            let ink = Ink::Distinct(k as u32);
            let mut points = Series::new(name, ink, Mark::Points);
            let mut anchor = None;
            for (i, &n) in ns.iter().enumerate() {
                let value = errors.values[k][i];
                if value > errors.floor {
                    points.push(n, value);
                    let deviation = errors.deviations[k][i];
                    if deviation > 0.0 && measure != Measure::Distance {
                        points.low.push(deviation.min(0.9 * value));
                    }
                }
                if errors.is_seen(k, i) {
                    anchor = Some((n, value));
                }
            }
            if points.low.len() != points.x.len() {
                points.low.clear();
            }
            let order = self.order(sampler, measure);
            if let (Some(order), Some((n, value)), true) =
                (order, anchor, measure != Measure::Support)
            {
                let title = if is_named { "" } else { "order expected" };
                is_named = true;
                let from = f64::max(n / 16.0, ns[0]);
                let guide = [from, n].map(|m| (m, value * libm::pow(n / m, order)));
                chart.series.push(Series::dashed(title, ink).with(guide));
            }
            chart.series.push(points);
        }
        chart
    }

    fn rows(&self) -> Vec<Row> {
        let mut rows = Vec::new();
        for (measure, errors) in &self.measures {
            for (k, &(sampler, name, reference)) in SAMPLERS.iter().enumerate() {
                let slope = errors.slope(k, &self.ns);
                let expected = self.order(sampler, *measure);
                let is_zero = *measure == Measure::Support && sampler != Sampler::EulerMaruyama;
                if is_zero || (slope.is_none() && expected.is_none()) {
                    continue;
                }
                let mut row = Row::new(
                    &format!("order of {} in 1/n: {name}", measure.symbol()),
                    reference,
                );
                row.predicted = expected;
                row.measured = slope.map(|(slope, _)| slope);
                row.error = slope.map(|(_, deviation)| deviation).filter(|&d| d > 0.0);
                rows.push(row);
            }
        }
        if let Some((_, errors)) = self.measures.iter().find(|(m, _)| *m == Measure::Support) {
            for k in [EXAMPLE, self.ns.len() - 1] {
                let value = errors.values[0][k];
                let name = format!(
                    "Euler–Maruyama's residual variance at n = {} (2εΔ = {})",
                    self.ns[k],
                    short(2.0 * self.epsilon * self.last_step(self.ns[k]))
                );
                let mut row = Row::new(&name, "(4.19)");
                row.predicted = self.kept.get(k).map(|kept| kept * kept);
                row.measured = Some(value * value).filter(|v| !v.is_nan());
                row.error =
                    Some(2.0 * value * errors.deviations[0][k]).filter(|_| row.measured.is_some());
                rows.push(row);
            }
        }
        if let Some(sampling) = self.sampling {
            let mut row = Row::new("W₂ of a perfect sample of as many", "sampling");
            row.predicted = Some(sampling).filter(|s| !s.is_nan());
            rows.push(row);
        }
        rows
    }

    fn last_step(&self, n: usize) -> f64 {
        let times = self.times(n);
        times[times.len() - 2] - times[times.len() - 1]
    }

    fn findings(&self) -> Vec<String> {
        let mut findings = Vec::new();
        let (_, strong) = &self.measures[0];
        if strong.values.iter().all(|row| !row[EXAMPLE].is_nan()) {
            findings.extend(self.winner());
            findings.extend(self.pair());
            findings.extend(self.last_step_note());
        }
        findings.extend(self.notes.iter().cloned());
        findings
    }

    /// All four at n = 64, in law and on the path.
    fn winner(&self) -> Option<String> {
        let n = self.ns[EXAMPLE];
        let mut parts = Vec::new();
        for (measure, errors) in &self.measures {
            let is_hidden = *measure == Measure::Distance && self.sampling.is_some();
            if is_hidden || errors.values.iter().any(|row| row[EXAMPLE].is_nan()) {
                continue;
            }
            let mut order: Vec<usize> = (0..SAMPLERS.len()).collect();
            let value = |k: usize| {
                let value = errors.values[k][EXAMPLE];
                if value > errors.floor { value } else { 0.0 }
            };
            order.sort_by(|&a, &b| value(a).total_cmp(&value(b)));
            let list: Vec<String> = order
                .iter()
                .map(|&k| format!("{} {}", SAMPLERS[k].1, short(value(k))))
                .collect();
            parts.push(format!("{}: {}", measure.symbol(), list.join(", ")));
        }
        (!parts.is_empty()).then(|| {
            format!(
                "With n = {n} steps, from the best to the worst. {}. (Heun asks for x̄₀ twice a step.)",
                parts.join("; ")
            )
        })
    }

    /// The exact-bridge step against Euler–Maruyama.
    fn pair(&self) -> Option<String> {
        let n = self.ns[EXAMPLE];
        let value = |measure: Measure, k: usize| {
            let (_, errors) = self.measures.iter().find(|(m, _)| *m == measure)?;
            let value = errors.values[k][EXAMPLE];
            Some(if value > errors.floor { value } else { 0.0 })
        };
        let last = self.last_step(n);
        if self.atoms.is_some() && self.t_min == 0.0 {
            let measure = if self.measures[2].0 == Measure::Support {
                Measure::Support
            } else {
                Measure::Distance
            };
            let [em, bridge] = [value(measure, 0)?, value(measure, 1)?];
            let falls = if self.grid == Grid::Uniform {
                "which falls like n^(−½) only"
            } else {
                "which more steps do not lessen, because this grid always ends with the same step to 0"
            };
            let wins = if bridge < em {
                "At atoms the exact-bridge (exponential) step ends where it should, and wins over Euler–Maruyama"
            } else {
                "At these atoms neither step is seen to win"
            };
            return Some(format!(
                "{wins}: with n = {n} steps its particles end {} from the data points (root mean square); \
                 Euler–Maruyama's {}, where √(2εΔ) of the last step Δ = {} is {}, {falls}.",
                short(bridge),
                short(em),
                short(last),
                short(libm::sqrt(2.0 * self.epsilon * last)),
            ));
        }
        let what = match self.atoms {
            Some(_) => "For atoms seen at t_min > 0",
            None => "For data with a density",
        };
        let at = |k: usize| {
            let value = |measure: Measure, sampler: usize| {
                let (_, errors) = self.measures.iter().find(|(m, _)| *m == measure)?;
                Some(errors.values[sampler][k])
            };
            let [em, bridge] = [0, 1].map(|s| value(Measure::Variance, s));
            let [em_path, bridge_path] = [0, 1].map(|s| value(Measure::Strong, s));
            let (em, bridge, em_path, bridge_path) = (em?, bridge?, em_path?, bridge_path?);
            let verdict = match (em < bridge, em_path < bridge_path) {
                (true, true) => "Euler–Maruyama wins, in law and on the path",
                (false, false) => {
                    "the exact-bridge (exponential) step wins, in law and on the path"
                }
                (true, false) => {
                    "Euler–Maruyama wins in law, the exact-bridge (exponential) step on the path"
                }
                (false, true) => {
                    "the exact-bridge (exponential) step wins in law, Euler–Maruyama on the path"
                }
            };
            let numbers = format!(
                "with n = {} steps |ΔP| is {} for Euler–Maruyama and {} for the exact-bridge step, √E|x − X|² {} \
                 and {}",
                self.ns[k],
                short(em),
                short(bridge),
                short(em_path),
                short(bridge_path),
            );
            Some((verdict, numbers))
        };
        let (verdict, numbers) = at(EXAMPLE)?;
        let (later, more) = at(self.ns.len() - 1)?;
        let change = if later == verdict {
            String::new()
        } else {
            format!(
                " In the end {later}: {more}. (As long as 2Δ is more than b², a density is as good as atoms.)"
            )
        };
        Some(format!(
            "{what} and on this grid {verdict}: {numbers}.{change}"
        ))
    }

    fn last_step_note(&self) -> Option<String> {
        if self.t_min > 0.0 {
            let last = self.last_step(self.ns[POWERS.count() - 3]);
            let is_early = self.grid == Grid::Uniform && last > self.t_min && self.epsilon > 0.0;
            return (is_early && self.atoms != Some(1)).then(|| {
                format!(
                    "Equal steps in t are longer than t_min = {} up to n = {}: until then the exponential step \
                     shows an order of about 0.7, and 1 only beyond.",
                    short(self.t_min),
                    short((self.t_star / self.t_min).ceil())
                )
            });
        }
        if self.atoms.is_some() {
            return None;
        }
        Some(if self.grid == Grid::Uniform {
            "The last step to t = 0 lands on x̄₀ for every sampler but Euler–Maruyama and leaves out a noise of \
             variance 2εΔ: it alone makes their order ½ on the path (with ε > 0) and 1 in law."
                .into()
        } else {
            format!(
                "This grid always ends with one step from t = {} to 0, whatever n: its error stays, and the orders \
                 end there. Take t-min above 0 to see them.",
                short(self.last_step(self.ns[0]))
            )
        })
    }
}

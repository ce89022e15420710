//! What is shown of the errors: against n with their orders, the numbers, and which sampler wins.

use super::StepCount;
use super::errors::{DPM_SOLVER, EULER_MARUYAMA, EXPONENTIAL, Errors, Measure, POWERS, SAMPLERS};
use crate::line::gaussian_chain::exact_flow;
use crate::sampler::order::{NEAR, OrderOf};
use crate::study::chart::{Axis, Chart, Ink, Mark, Series};
use crate::study::report::Row;
use crate::time_grid::Grid;
use crate::words::{counted, short};

/// Which of the n findings are about: 2⁶.
const EXAMPLE: usize = 4;

/// Root mean squares below this share of the least distance of two atoms are those of a few paths that end elsewhere.
const ELSEWHERE: f64 = 0.2;

/// Of fewer particles neither errors nor their deviations say much.
const FEWEST: usize = 100;

/// How many times what is there without any step an error has to be for its slope to be its own within a tenth.
const CLEAR: f64 = 10.0;

/// How many times what the reference is off by itself: of two errors that add in squares the smaller then changes the other
/// by a twentieth.
const APART: f64 = 3.0;

/// An error that falls with a lower power of n hardly falls.
const NO_GAIN: f64 = 0.1;

impl StepCount {
    /// The order that theory expects of an error where it is fitted, if one holds there.
    fn order(&self, k: usize, measure: Measure, errors: &Errors) -> Option<f64> {
        let fitted = errors
            .fitted(k, &self.ns)
            .filter(|_| errors.is_power(k, &self.ns))?;
        let first = *fitted.first()?;
        if let Some(particles) = self.particles {
            let least = fitted.iter().map(|&n| errors.values[k][n]);
            let least = least.fold(f64::INFINITY, f64::min);
            // What is there without any step: rounding, and in W₂ what sampling and the start leave.
            let own = match measure {
                Measure::Distance => self.own.max(errors.resolution),
                _ => errors.resolution,
            };
            let is_clear =
                least >= CLEAR * own && least >= APART * self.left_by_reference(measure, errors);
            if particles < FEWEST || !is_clear {
                return None;
            }
        }
        let at_atoms = self.atoms.is_some() && self.t_min == 0.0;
        if measure == Measure::Support {
            // A variance of about a multiple of Δ; on other grids Δ does not depend on n.
            let alone = |k: &usize| self.kept.get(*k).is_some_and(|kept| kept.is_all);
            let holds =
                k == EULER_MARUYAMA && self.grid == Grid::Uniform && fitted.iter().all(alone);
            return holds.then_some(0.5);
        }
        if at_atoms {
            return self.order_at_atoms(k, measure, errors.values[k][first]);
        }
        let width = libm::sqrt(self.data.component_variance());
        // A component's deviation at the end.
        let deviation = libm::sqrt(self.target.component_variance());
        let farthest = self.farthest[k * self.ns.len() + first];
        let error = OrderOf {
            scheme: &self.scheme(SAMPLERS[k].sampler, self.ns[first]),
            grid: self.grid,
            width,
        };
        error
            .order(measure == Measure::Strong)
            .filter(|_| farthest <= NEAR * deviation)
    }

    /// What the reference of sampled paths with noise is off by itself: it is 2M with four times the most steps. On the path
    /// that is a quarter of 2M's own error or less; of the variance, which may cross 0, what its measured slope says.
    fn left_by_reference(&self, measure: Measure, errors: &Errors) -> f64 {
        let own = errors.values[DPM_SOLVER].last().copied().unwrap_or(0.0);
        match measure {
            _ if self.epsilon == 0.0 => 0.0,
            Measure::Strong => own / 4.0,
            Measure::Variance => {
                let slope = errors.slope(DPM_SOLVER, &self.ns);
                slope.map_or(0.0, |(slope, _)| own * libm::pow(4.0, -slope))
            }
            _ => 0.0,
        }
    }

    /// Of one atom Euler–Maruyama keeps a multiple of the last step on equal steps, and all others nothing. Between
    /// several a path that is off by δ ends elsewhere with a probability of order δ, so that the root mean square has
    /// half the order; once few end elsewhere (`coarsest` is its value at the first n that counts). Heun caps what it
    /// raises the noise by, and with few steps does not follow the same process.
    fn order_at_atoms(&self, k: usize, measure: Measure, coarsest: f64) -> Option<f64> {
        let facts = SAMPLERS[k].sampler.facts();
        if self.atoms == Some(1) {
            let holds = !facts.lands && self.grid == Grid::Uniform;
            let order = match measure {
                Measure::Variance => 1.0,
                _ => 0.5,
            };
            return holds.then_some(order);
        }
        let is_one_step = facts.lands && facts.evaluations == 1;
        let few = coarsest <= ELSEWHERE * self.gap();
        let holds = measure == Measure::Strong && self.epsilon > 0.0 && is_one_step && few;
        holds.then_some(0.5)
    }

    /// What is known by now.
    pub(super) fn conclude(&mut self) {
        // What is drawn and said depends on what is known.
        self.report.charts.clear();
        for (measure, errors) in &self.measures {
            let chart = self.chart(*measure, errors);
            let chart = self.report.chart(chart);
            if *measure == self.lead() {
                self.report.led_by(chart);
            }
        }
        self.report.rows = self.rows();
        self.report.findings = self.findings();
        self.report.answer = self.answer();
        self.report.changed();
    }

    /// Which error answers the question: at data points who ends on them, otherwise how far paths are off.
    fn lead(&self) -> Measure {
        match self.errors(Measure::Support) {
            Some(_) => Measure::Support,
            None => Measure::Strong,
        }
    }

    /// Who ends beside the data points, and by how much, once that is known with the most steps.
    fn beside(&self) -> Option<String> {
        let errors = self.errors(Measure::Support)?;
        let last = self.ns.len() - 1;
        let off = |k: &usize| errors.values[*k][last] > errors.resolution;
        let beside: Vec<usize> = (0..SAMPLERS.len()).filter(off).collect();
        let [k] = beside[..] else { return None };
        Some(format!(
            "{} ends {} beside the data points with {} (root mean square), the three others on them.",
            SAMPLERS[k].name,
            short(errors.values[k][last]),
            counted(self.ns[last], "step"),
        ))
    }

    /// At data points who ends beside them, otherwise whose error on the path falls most; once all errors are known.
    fn answer(&self) -> String {
        let on_path = self.on_path();
        match self.beside() {
            Some(beside) if !on_path.is_empty() => beside,
            _ => on_path,
        }
    }

    /// Whose error on the path falls most with twice the steps.
    fn on_path(&self) -> String {
        let strong = self.errors(Measure::Strong);
        let Some(errors) = strong.filter(|_| self.is_over) else {
            return String::new();
        };
        let slope = |k: usize| Some((SAMPLERS[k].spoken, errors.slope(k, &self.ns)?.0));
        let slopes = || (0..SAMPLERS.len()).filter_map(slope);
        let most = slopes().max_by(|a, b| a.1.total_cmp(&b.1));
        let least = slopes().min_by(|a, b| a.1.total_cmp(&b.1));
        let (Some(most), Some(least)) = (most, least) else {
            return "None can be named: no sampler's error on the path is large enough here to be followed."
                .into();
        };
        let [factor, least_factor] = [most, least].map(|(_, slope)| short(libm::exp2(slope)));
        let who = match most.1 < NO_GAIN {
            true => format!("None gained much here, not even {}", most.0),
            false => format!("Here {} gained most", most.0),
        };
        let rest = match most.0 == least.0 {
            true => "; no other's is large enough to be followed".to_owned(),
            false => format!(
                ", and that of {}, which gained least, by {least_factor}",
                least.0
            ),
        };
        format!("{who}: twice the steps divided its error on the path by {factor}{rest}.")
    }

    fn chart(&self, measure: Measure, errors: &Errors) -> Chart {
        let ns: Vec<f64> = self.ns.iter().map(|&n| n as f64).collect();
        let last = ns.len() - 1;
        let shown = errors.values.iter().flatten();
        let shown = shown.filter(|&&value| value > errors.resolution);
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
                 would show, root mean square: below it nothing can be seen."
            }
            (Measure::Support, _) => {
                "Root mean square distance to the nearest data point: the part of W₂ that sampling does not hide. \
                 What ends on the data, at distance 0, is named and not drawn. Dashed: what Euler–Maruyama keeps \
                 about one atom, computed exactly."
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
            let mut level = Series::dashed("a perfect sample", Ink::Soft);
            level.extend(ends.map(|n| (n, sampling)));
            chart.series.push(level);
        }
        if measure == Measure::Support && !self.kept.is_empty() {
            let kept = self.kept.iter().map(|kept| kept.deviation);
            let kept = ns.iter().copied().zip(kept);
            let kept = kept.filter(|&(_, kept)| kept > 0.0);
            let line = Series::dashed("predicted about one point", Ink::Distinct(0));
            chart.series.push(line.with(kept));
        }
        let mut is_named = false;
        for (k, compared) in SAMPLERS.iter().enumerate() {
            let ink = Ink::Distinct(k as u32);
            // A logarithmic axis has no 0.
            let is_zero = |value: f64| measure == Measure::Support && value <= errors.resolution;
            let zeros = errors.values[k].iter().rev();
            let zeros = zeros.take_while(|&&value| is_zero(value)).count();
            let name = match ns.len() - zeros {
                0 => format!("{}: 0", compared.name),
                first if zeros > 0 => format!("{}: 0 from n = {}", compared.name, self.ns[first]),
                _ => compared.name.into(),
            };
            let mut points = Series::new(&name, ink, Mark::Points);
            let mut anchor = None;
            for (i, &n) in ns.iter().enumerate() {
                let value = errors.values[k][i];
                if value > errors.resolution {
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
            let order = self.order(k, measure, errors);
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
            for (k, compared) in SAMPLERS.iter().enumerate() {
                let slope = errors.slope(k, &self.ns);
                let expected = self.order(k, *measure, errors);
                let is_zero = *measure == Measure::Support && compared.sampler.facts().lands;
                if is_zero || slope.is_none() {
                    continue;
                }
                let mut row = Row::new(
                    &format!("order of {} in 1/n: {}", measure.symbol(), compared.name),
                    compared.reference,
                );
                row.predicted = expected;
                row.measured = slope.map(|(slope, _)| slope);
                row.error = slope.map(|(_, deviation)| deviation).filter(|&d| d > 0.0);
                rows.push(row);
            }
        }
        if let Some(errors) = self.errors(Measure::Support) {
            for k in [EXAMPLE, self.ns.len() - 1] {
                let value = errors.values[EULER_MARUYAMA][k];
                let name = format!(
                    "Euler–Maruyama's residual variance at n = {}; predicted is that about one atom",
                    self.ns[k],
                );
                let mut row = Row::new(&name, "(4.19)");
                let kept = self.kept.get(k).filter(|kept| kept.is_all);
                row.predicted = kept.map(|kept| kept.deviation * kept.deviation);
                row.measured = Some(value * value).filter(|v| !v.is_nan());
                row.error = Some(2.0 * value * errors.deviations[EULER_MARUYAMA][k])
                    .filter(|_| row.measured.is_some());
                rows.push(row);
            }
        }
        if let Some(sampling) = self.sampling {
            let name = "W₂ of a perfect sample of as many, root mean square";
            let mut row = Row::new(name, "sampling");
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
        let strong = self.errors(Measure::Strong);
        if strong.is_some_and(|strong| strong.values.iter().all(|row| !row[EXAMPLE].is_nan())) {
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
                if value > errors.resolution {
                    value
                } else {
                    0.0
                }
            };
            order.sort_by(|&a, &b| value(a).total_cmp(&value(b)));
            let list: Vec<String> = order
                .iter()
                .map(|&k| format!("{} {}", SAMPLERS[k].name, short(value(k))))
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
        if self.atoms.is_some() && self.t_min == 0.0 {
            return self.pair_at_atoms();
        }
        let what = match self.atoms {
            Some(_) => "For atoms seen at t_min > 0",
            None => "For data with a density",
        };
        let (verdict, numbers) = self.compared(EXAMPLE)?;
        let (later, more) = self.compared(self.ns.len() - 1)?;
        let change = if later == verdict {
            String::new()
        } else {
            format!(" In the end {later}: {more}.")
        };
        Some(format!(
            "{what} and on this grid {verdict}: {numbers}.{change}"
        ))
    }

    /// Which of the two wins in law, by the W₂ of the chart, and which on the path, at the k-th n; and by which numbers.
    fn compared(&self, k: usize) -> Option<(String, String)> {
        let of = |measure: Measure| {
            let errors = self.errors(measure)?;
            let both = [EULER_MARUYAMA, EXPONENTIAL];
            let [em, bridge] = both.map(|s| errors.values[s][k]);
            if em.is_nan() || bridge.is_nan() {
                return None;
            }
            let noise = both.map(|s| errors.deviations[s][k]);
            let sampled = self.epsilon > 0.0 && self.sampling.is_some();
            // Both on the same noise, and so nearer to each other than this.
            let unsure = if sampled {
                libm::hypot(noise[0], noise[1])
            } else {
                0.0
            };
            let seen = both.iter().any(|&s| errors.is_seen(s, k));
            let winner = if !seen || (em - bridge).abs() <= 2.0 * unsure {
                None
            } else {
                Some(usize::from(bridge < em))
            };
            let numbers = format!("{} {} and {}", measure.symbol(), short(em), short(bridge));
            Some((winner, numbers))
        };
        let (law, in_law) = of(Measure::Distance)?;
        let (path, on_path) = of(Measure::Strong)?;
        let name =
            |winner: usize| ["Euler–Maruyama", "the exact-bridge (exponential) step"][winner];
        // Where sampling hides both in W₂, the variance may tell: of two on the same noise its difference is seen.
        let variance = of(Measure::Variance).filter(|_| law.is_none());
        let better = variance.as_ref().and_then(|(winner, _)| *winner);
        let verdict = match (law, path) {
            (Some(a), Some(b)) if a == b => format!("{} wins, in law and on the path", name(a)),
            (Some(a), Some(b)) => format!("{} wins in law, {} on the path", name(a), name(b)),
            (Some(a), None) => format!(
                "{} wins in law, and on the path neither is seen to",
                name(a)
            ),
            (None, _) => {
                let rest = match (better, path) {
                    (Some(a), Some(b)) if a == b => {
                        format!("{} has the better variance, and wins on the path", name(a))
                    }
                    (Some(a), Some(b)) => {
                        format!(
                            "{} has the better variance, {} wins on the path",
                            name(a),
                            name(b)
                        )
                    }
                    (Some(a), None) => {
                        format!(
                            "{} has the better variance, and on the path neither wins",
                            name(a)
                        )
                    }
                    (None, Some(b)) => format!("{} wins on the path", name(b)),
                    (None, None) => "nor on the path".into(),
                };
                format!("neither is seen to win in W₂; {rest}")
            }
        };
        let sampling = match self.sampling.filter(|_| law.is_none()) {
            Some(sampling) => format!(" (a perfect sample of as many shows {})", short(sampling)),
            None => String::new(),
        };
        let variance = variance.map(|(_, numbers)| format!(", {numbers}"));
        let numbers = format!(
            "with n = {} steps {in_law} for Euler–Maruyama and the exact-bridge step{sampling}{}, {on_path}",
            self.ns[k],
            variance.unwrap_or_default()
        );
        Some((verdict, numbers))
    }

    fn pair_at_atoms(&self) -> Option<String> {
        let n = self.ns[EXAMPLE];
        let support = self.errors(Measure::Support);
        let errors = support.or(self.errors(Measure::Distance))?;
        let value = |k: usize| {
            let value = errors.values[k][EXAMPLE];
            if value > errors.resolution {
                value
            } else {
                0.0
            }
        };
        let [em, bridge] = [EULER_MARUYAMA, EXPONENTIAL].map(value);
        let falls = if self.grid == Grid::Uniform {
            "It falls like n^(−½) only."
        } else {
            "More steps do not bring it to 0, because this grid always ends with the same step to 0."
        };
        let wins = if bridge < em {
            "At atoms the exact-bridge (exponential) step ends where it should, and wins over Euler–Maruyama"
        } else {
            "At these atoms neither step is seen to win"
        };
        let alone = match self.kept.get(EXAMPLE) {
            Some(kept) if self.atoms != Some(1) => format!(
                ", where about one atom alone {} are left, computed exactly",
                short(kept.deviation)
            ),
            _ => String::new(),
        };
        Some(format!(
            "{wins}: with n = {n} steps its particles end {} from the data points (root mean square), Euler–Maruyama's \
             {}{alone}; its last step is Δ = {}. {falls}",
            short(bridge),
            short(em),
            short(self.last_step(n)),
        ))
    }

    fn last_step_note(&self) -> Option<String> {
        if self.t_min > 0.0 {
            let last = self.last_step(self.ns[POWERS.count() - 3]);
            let is_early = self.grid == Grid::Uniform && last > self.t_min;
            return (is_early && self.atoms != Some(1)).then(|| {
                format!(
                    "Equal steps in t are longer than t_min = {} up to n = {}: until then x̄₀ moves during a step, and \
                     no sampler that freezes it has its order yet.",
                    short(self.t_min),
                    short((self.t_star / self.t_min).ceil())
                )
            });
        }
        if self.atoms.is_some() {
            return None;
        }
        if self.grid != Grid::Uniform {
            return Some(format!(
                "This grid always ends with one step from t = {} to 0, whatever n: its error stays, and the orders \
                 end there. Take t-min above 0 to see them.",
                short(self.last_step(self.ns[0]))
            ));
        }
        let n = self.ns[EXAMPLE];
        let variance = self.data.component_variance();
        let [_, left_out] =
            exact_flow(self.process, self.epsilon, variance, self.last_step(n), 0.0);
        let noise = if self.epsilon > 0.0 {
            format!(
                " and leaves out a noise of variance {} (n = {n}; 2εΔ, once 2Δ is small beside b²), from where on their \
                 order on the path is ½",
                short(left_out)
            )
        } else {
            String::new()
        };
        // Exact for one Gaussian; particles would show their own error too.
        let exact = self.errors(Measure::Variance);
        let exact = exact.filter(|_| self.particles.is_none());
        let ratio = |k: usize| {
            let errors = exact.filter(|errors| errors.is_seen(EXPONENTIAL, k))?;
            Some(short(
                errors.values[EXPONENTIAL][k] / self.last_step(self.ns[k]),
            ))
        };
        let ratios: Vec<String> = (2..self.ns.len()).step_by(2).filter_map(ratio).collect();
        let growth = if ratios.len() < 2 {
            String::new()
        } else {
            format!(
                ": |ΔP|/Δ is {}, with four times the steps each",
                ratios.join(", ")
            )
        };
        Some(format!(
            "The last step to t = 0 lands on x̄₀ for every sampler but Euler–Maruyama{noise}. Step k from the end errs by \
             about Δ/k in law where x̄₀ is frozen, so that the exponential step's error falls like Δ ln(1/Δ) and not like a \
             power of n{growth}."
        ))
    }
}

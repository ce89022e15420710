//! What is shown of v beside u: both densities, norms against their bound, relative entropies, numbers and sentences.

use super::solution::{CHECKED, Checked, Run, Solution};
use crate::line::Mixture;
use crate::process::Process;
use crate::study::chart::{Axis, Chart, Clock, Ink, Series};
use crate::study::report::{ChartId, Report, Row, RowId, SeriesId};
use crate::words::short;

/// Beyond this the last digit of a number is not what is being tested.
const ROUNDING: f64 = 1e-9;

/// Places between the middles of two cells, at most, and over the chart.
const MOST_PARTS: f64 = 120.0;

/// What of the report is written to.
pub(super) struct Shown {
    densities: ChartId,
    /// u and v, now.
    u: SeriesId,
    v: SeriesId,
    norm_chart: ChartId,
    norm: SeriesId,
    bound: SeriesId,
    /// Of each of `Runs::shown`.
    shares: [SeriesId; 3],
    entropy_chart: ChartId,
    entropies: [SeriesId; 3],
    loss_chart: ChartId,
    dissipation: SeriesId,
    falls: SeriesId,
    rows: Rows,
}

struct Rows {
    norm: RowId,
    most: RowId,
    entropy: RowId,
    lost: RowId,
    still: RowId,
    checked: RowId,
}

impl Shown {
    pub(super) fn new(solution: &Solution, report: &mut Report) -> Self {
        let (u, p) = (solution.letter(), solution.p);
        let (law, start, process) = (&solution.law, &solution.start, solution.process);
        let t_star = solution.t_star;
        let end = solution.times[solution.times.len() - 1];
        let time = || Axis::log("t", end, t_star);
        let [terminal, early] = [t_star, 0.0].map(|t| law.forward(process, t));
        let window = Mixture::common_window([&terminal, start, &early], 3.0);
        // As high as u is where it begins, or for atoms a little before.
        let reference = if law.component_variance() > 0.0 {
            0.0
        } else {
            0.01 * t_star
        };
        let peaks = law.means().iter().map(|m| {
            let x = process.alpha(reference) * m;
            libm::exp(law.forward_log_density(process, reference, x))
        });
        let top = peaks.fold(0.0f64, f64::max);
        let highest = start.means().iter().map(|&m| start.density(m));
        let top = 1.2 * highest.fold(top, f64::max);
        let runs = solution.runs.shown();
        let labels = runs.map(|run| format!("ε = {}", run.epsilon));
        let own = &labels[0];
        let e = solution.runs.own.epsilon;

        let started = (0..=240).map(|k| {
            let x = window[0] + (window[1] - window[0]) * f64::from(k) / 240.0;
            (x, start.density(x))
        });
        let (densities, [_, u_now, v_now]) = report.chart_of(Chart::new(
            &format!("v beside {u}"),
            &format!(
                "The law v of the way back from the wrong start, and {u}, from which the score is taken, at the clock's t."
            ),
            Axis::linear("x", window[0], window[1]),
            Axis::linear("density", 0.0, top),
        ), [
            Series::dashed("v_T, the start", Ink::Soft).with(started),
            Series::line(&format!("{u}(x, t)"), Ink::Forward).moving(),
            Series::line(&format!("v(x, t), {own}"), Ink::Reverse).moving(),
        ]);

        let (norm_chart, [norm, bound]) = report.chart_of(
            Chart::new(
                &format!("The L^p norm, p = {p}"),
                "How many times its start's norm v has, and how many times it may have (dashed; derived for this project). As \
                 t → 0 the bound allows v to become atoms, and no more.",
                time(),
                Axis::log("‖v(t)‖_p / ‖v_T‖_p", 0.5, 2.0),
            ),
            [
                Series::line(&format!("v, {own}"), Ink::Reverse),
                Series::dashed(&format!("bound, {own}"), Ink::Ink),
            ],
        );

        let share_chart = report.chart(Chart::new(
            "How much of the bound is used",
            "The norm over its bound, each ε by its own. It is 1 throughout for one data point and ε = 0; noise and other \
             data points keep below.",
            time(),
            Axis::linear("‖v‖_p / bound", 0.0, 1.08),
        ));
        let entropy_chart = report.chart(Chart::new(
            "Relative entropy",
            &format!(
                "KL(v|{u}): with noise v comes nearer to {u} all the time, without it never does."
            ),
            time(),
            Axis::linear(&format!("KL(v|{u})"), 0.0, 1.0),
        ));
        report.led_by_all([densities, entropy_chart]);
        let [shares, entropies] = [share_chart, entropy_chart].map(|chart| {
            std::array::from_fn(|k| {
                // What is the scene's own ε is not named twice.
                let again = k > 0 && e == runs[k].epsilon;
                let series = match k {
                    0 => Series::line(own, Ink::Reverse),
                    _ if again => Series::dashed("", Ink::Distinct(k as u32)),
                    _ => Series::dashed(&labels[k], Ink::Distinct(k as u32)),
                };
                report.series(chart, series)
            })
        });
        let full = [end, t_star].map(|t| (t, 1.0));
        report.series(
            share_chart,
            Series::dashed("the bound", Ink::Ink).with(full),
        );

        let (loss_chart, [dissipation, falls]) = report.chart_of(
            Chart::new(
                "How fast it falls",
                &format!(
                    "Dots: the fall of KL(v|{u}) from one time to the next. Line: ε∫v|∇log(v/{u})|², which it should be (derived for \
                 this project). Both times t, since as t → 0 all goes as fast as t itself."
                ),
                time(),
                Axis::log("−t · d KL/dτ", 1e-6, 1.0),
            ),
            [
                Series::line(&format!("t ε ∫v|∇log(v/{u})|²"), Ink::Reverse),
                Series::points("differences of KL", Ink::Ink),
            ],
        );
        for chart in [norm_chart, share_chart, entropy_chart, loss_chart] {
            report.series(chart, Series::clock(Clock::Time));
        }

        let theorem = "after Liu & Zuazua Theorem 3.1, derived here";
        let mut row = |name: &str, reference| report.row(Row::new(name, reference));
        let rows = Rows {
            norm: row(&format!("‖v‖_p/‖v_T‖_p now, p = {p}, ε = {e}"), theorem),
            most: row(
                "the norm over its bound, the largest over all t and every ε",
                theorem,
            ),
            entropy: row(&format!("KL(v|{u}) now; bound: that of v_T"), theorem),
            lost: row(
                &format!("KL(v|{u}) lost so far, and ε∫∫v|∇log(v/{u})|²"),
                "derived here",
            ),
            still: row("KL at ε = 0: the most it moved", theorem),
            checked: row(
                &format!(
                    "v at ε = 1, t = {}, where it is largest: closed form, solver",
                    short(solution.times[CHECKED])
                ),
                "derived here",
            ),
        };
        report[rows.still].predicted = Some(0.0);
        Self {
            densities,
            u: u_now,
            v: v_now,
            norm_chart,
            norm,
            bound,
            shares,
            entropy_chart,
            entropies,
            loss_chart,
            dissipation,
            falls,
            rows,
        }
    }

    /// What stands still, as far as it is known.
    pub(super) fn conclude(&self, solution: &Solution, report: &mut Report) {
        let known = solution.profiles.len();
        let times = &solution.times[..known];
        let own = &solution.runs.own;
        let mut put = |series: SeriesId, points: &mut dyn Iterator<Item = (f64, f64)>| {
            report[series].redraw(points.filter(|(_, y)| y.is_finite()));
        };
        let at = |k: usize| (times[k], libm::exp(own.log_norm[k] - own.log_norm[0]));
        put(self.norm, &mut (0..known).map(at));
        let bound = |t: f64| libm::exp(solution.log_bound(own.epsilon, t).min(600.0));
        put(
            self.bound,
            &mut solution.times.iter().map(|&t| (t, bound(t))),
        );

        let mut most = 0.0f64;
        for (j, run) in solution.runs.shown().into_iter().enumerate() {
            let share = |k: usize| libm::exp(solution.log_share(run, k));
            most = (0..known).map(share).fold(most, f64::max);
            put(
                self.shares[j],
                &mut (0..known).map(|k| (times[k], share(k))),
            );
            put(
                self.entropies[j],
                &mut (0..known).map(|k| (times[k], run.entropy[k])),
            );
        }
        let first = own.entropy[0];

        // The fall of KL; for ε = 0 there is none, and that of ε = 1 is drawn.
        let run = if own.epsilon > 0.0 {
            own
        } else {
            &solution.runs.full
        };
        let line = |k: usize| (times[k], run.epsilon * times[k] * run.dissipation[k]);
        let least = 1e-12 * first;
        put(
            self.dissipation,
            &mut (0..known).map(line).filter(|(_, y)| *y > least),
        );
        let dot = |k: usize| {
            let fall = run.entropy[k - 1] - run.entropy[k];
            (
                libm::sqrt(times[k] * times[k - 1]),
                fall / libm::log(times[k - 1] / times[k]),
            )
        };
        put(
            self.falls,
            &mut (1..known)
                .filter(|k| k % 3 == 1)
                .map(dot)
                .filter(|(_, y)| *y > least && first > 1e-9),
        );

        let all = [self.norm, self.bound].map(|series| &report[series].y);
        let all = all.into_iter().flatten();
        let [low, high] = all.fold([1.0f64, 1.0f64], |[a, b], &y| [a.min(y), b.max(y)]);
        report[self.norm_chart].y.range = [0.6 * low.max(1e-250), 1.8 * high.min(1e250)];
        // Rounding is not to be looked at.
        let highest = if first > 1e-9 { 1.15 * first } else { 1e-3 };
        report[self.entropy_chart].y.range[1] = highest;
        let all = report[self.dissipation].y.iter();
        let [low, high] = all.fold([f64::INFINITY, 0.0f64], |[a, b], &y| [a.min(y), b.max(y)]);
        if high > 0.0 && high.is_finite() {
            report[self.loss_chart].y.range = [(0.5 * low).max(1e-7 * high), 3.0 * high];
        }

        let row = &mut report[self.rows.most];
        row.measured = Some(most).filter(|_| solution.resolved);
        row.bound = Some(1.0 + ROUNDING);
        let still = &solution.runs.flow.entropy;
        let moved = still
            .iter()
            .map(|kl| (kl - still[0]).abs())
            .fold(0.0, f64::max);
        report[self.rows.still].measured = Some(moved);
        if let Some(Checked { exact, solved }) = solution.checked {
            let row = &mut report[self.rows.checked];
            row.predicted = Some(exact);
            row.measured = Some(solved);
        }
        report.findings = solution.findings();
        report.answer = solution.answer(most);
        report.changed();
    }

    /// What follows the clock; allocates nothing once it has run.
    pub(super) fn show(&self, solution: &Solution, t: f64, report: &mut Report) {
        let (profiles, times) = (&solution.profiles, &solution.times);
        let last = profiles.len() - 1;
        let t = t.clamp(times[last], solution.t_star);
        report.tick(t);
        let (k, u) = solution.between(t);
        let (here, next) = (&profiles[k], &profiles[(k + 1).min(last)]);
        let mix = |a: f64, b: f64| a + u * (b - a);
        let [low, high] = report[self.densities].x.range;
        for series in [self.u, self.v] {
            report[series].clear();
        }
        let span = (high - low) / MOST_PARTS;
        let log_u = |x: f64| solution.law.forward_log_density(solution.process, t, x);
        let mut push = |x: f64, log_u: f64, log_v: f64| {
            report[self.u].push(x, libm::exp(log_u));
            report[self.v].push(x, libm::exp(log_v));
        };
        let mut before: Option<[f64; 3]> = None;
        for i in 0..here.x.len() {
            let (x, log_v) = (mix(here.x[i], next.x[i]), mix(here.log_v[i], next.log_v[i]));
            let own = [x, log_u(x), log_v];
            if let Some(last) = before {
                // Between them too, where u may be near 0 between two atoms, and v with it.
                let parts = ((x - last[0]) / span).clamp(1.0, MOST_PARTS) as usize;
                for k in 1..=parts {
                    let u = k as f64 / (parts + 1) as f64;
                    let [there, mean, middle] = [0, 1, 2].map(|j| last[j] + u * (own[j] - last[j]));
                    let log_u = log_u(there);
                    push(there, log_u, middle + (log_u - mean).min(0.0));
                }
            }
            push(x, own[1], log_v);
            before = Some(own);
        }
        let own = &solution.runs.own;
        let at = |all: &[f64]| mix(all[k], all[(k + 1).min(all.len() - 1)]);
        let row = &mut report[self.rows.norm];
        row.measured = Some(libm::exp(at(&own.log_norm) - own.log_norm[0]))
            .filter(|x| x.is_finite() && solution.resolved);
        row.bound =
            Some((1.0 + ROUNDING) * libm::exp(solution.log_bound(own.epsilon, t).min(700.0)));
        let row = &mut report[self.rows.entropy];
        row.measured = Some(at(&own.entropy));
        row.bound = Some(own.entropy[0] * (1.0 + ROUNDING) + 1e-15);
        // To the level before the clock.
        let lost = |run: &Run| run.entropy[0] - run.entropy[k];
        let sum = |stride: usize| {
            let term = |j: usize| {
                let next = (j + stride).min(k);
                let [a, b] = [j, next].map(|j| times[j] * own.dissipation[j]);
                0.5 * (a + b) * libm::log(times[j] / times[next])
            };
            own.epsilon * (0..k).step_by(stride).map(term).sum::<f64>()
        };
        let row = &mut report[self.rows.lost];
        row.predicted = Some(sum(1));
        let lost_by_steps = (lost(own) - lost(&solution.runs.halved)).abs();
        let error = lost_by_steps + (sum(1) - sum(2)).abs() + 1e-12;
        row.set(lost(own), error);
    }
}

impl Solution {
    fn letter(&self) -> &'static str {
        match self.process {
            Process::Heat => "u",
            Process::Ou => "ρ",
        }
    }

    /// ln of what the norm is of its bound at a level.
    fn log_share(&self, run: &Run, k: usize) -> f64 {
        run.log_norm[k] - run.log_norm[0] - self.log_bound(run.epsilon, self.times[k])
    }

    /// Whether v kept to its bound and came nearer to u, given the largest share of the bound that was used.
    fn answer(&self, most: f64) -> String {
        if !self.is_complete() {
            return String::new();
        }
        let size = match (self.resolved, most <= 1.0 + ROUNDING) {
            (false, _) => "How large v becomes these cells do not resolve",
            (true, true) => "v never becomes larger than its bound allows",
            (true, false) => "v becomes larger than its bound allows",
        };
        let own = &self.runs.own;
        let [before, after] = [own.entropy[0], own.entropy[self.profiles.len() - 1]];
        let nearer = if before < 1e-9 {
            "it was the right law from the start and remains so".into()
        } else if own.epsilon > 0.0 {
            format!(
                "noise brings it nearer to the right law: their relative entropy falls from {} to {}",
                short(before),
                short(after)
            )
        } else {
            format!(
                "without noise it comes no nearer to the right law: their relative entropy stays {}",
                short(after)
            )
        };
        format!("{size}; {nearer}.")
    }

    fn findings(&self) -> Vec<String> {
        let mut findings = Vec::new();
        let u = self.letter();
        let last = self.profiles.len() - 1;
        let runs = &self.runs;
        let e = runs.own.epsilon;
        let entropies = |run: &Run| [run.entropy[0], run.entropy[last]];
        if self.is_complete() {
            let [before, after] = entropies(&runs.own);
            let t = short(self.times[last]);
            if before < 1e-9 {
                findings.push(format!("v starts from {u}(·, T*) itself and stays with it, whatever ε: there is nothing to lose."));
            } else if e > 0.0 {
                findings.push(format!(
                    "KL(v|{u}) fell from {} to {} at t = {t}: noise of ε = {e} forgot {:.0} % of the start's error.",
                    short(before),
                    short(after),
                    100.0 * (1.0 - after / before)
                ));
            }
            if before >= 1e-9 {
                let (own, full) = (entropies(&runs.flow)[1], entropies(&runs.full)[1]);
                findings.push(format!(
                    "Without noise nothing is forgotten: KL stays {}. The flow carries v_T's share of each piece of \
                     {u}'s mass along; with ε = 1 it comes down to {}.",
                    short(own),
                    short(full)
                ));
            }
            let k = self
                .times
                .partition_point(|&t| t > 0.1 * self.t_star)
                .min(last);
            let share = |run: &Run| short(libm::exp(self.log_share(run, k)).min(1.0));
            findings.push(format!(
                "At t = {} the norm is {} of its bound, and {} at ε = 0. Equality needs div s = −d/(2t) all over v: one data \
                 point, or v within the surroundings of one; and with noise a start much wider than {u} besides.",
                short(self.times[k]),
                share(&runs.own),
                share(&runs.flow)
            ));
        } else {
            findings.push("v is on its way back.".into());
        }
        findings.push(
            "Both are computed in cells that move with the probability flow and keep their mass of u (derived for this \
             project), so that KL is constant at ε = 0 by construction; and as logarithms, so that t = 10⁻⁶ is as well resolved as T*."
                .into(),
        );
        if self.process == Process::Ou {
            findings.push(
                "For OU the bound is ((κ_T/κ_t)^{1+ε} α_T/α_t)^{d(p−1)/p}, κ = σ/α (derived for this project): the heat \
                 flow's for y = x/α at its time κ²/2."
                    .into(),
            );
        }
        if !self.resolved {
            findings.push("The cells are too wide to resolve both laws here, and the norm is not held against its bound: more cells help.".into());
        }
        findings.extend(self.notes.iter().cloned());
        findings
    }

    /// The level at or before time t, and the share of the way to the next in ln t.
    fn between(&self, t: f64) -> (usize, f64) {
        let last = self.profiles.len() - 1;
        let after = self.times[..=last].partition_point(|&time| time >= t);
        let k = after.saturating_sub(1);
        if k >= last {
            return (last, 0.0);
        }
        let u = libm::log(self.times[k] / t) / libm::log(self.times[k] / self.times[k + 1]);
        (k, u.clamp(0.0, 1.0))
    }
}

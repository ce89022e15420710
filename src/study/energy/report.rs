//! What is shown of v beside u: both densities, norms against their bound, relative entropies, numbers and sentences.

use super::{CHECKED, Energy};
use crate::line::Mixture;
use crate::process::Process;
use crate::study::{Axis, Chart, Ink, Mark, Report, Row, Series};
use crate::words::short;

/// Beyond this the last digit of a number is not what is being tested.
const ROUNDING: f64 = 1e-9;

/// Places between the middles of two cells, at most, and over the chart.
const MOST_PARTS: f64 = 120.0;

const DENSITIES: usize = 0;
const NORM: usize = 1;
const SHARE: usize = 2;
const ENTROPY: usize = 3;
const LOSS: usize = 4;

impl Energy {
    fn labels(&self) -> [String; 3] {
        [0, 2, 3].map(|k| format!("ε = {}", self.runs[k].epsilon))
    }

    pub(super) fn first_report(&self) -> Report {
        let (u, p) = (self.letter(), self.p);
        let end = self.times[self.times.len() - 1];
        let time = || Axis::log("t", end, self.t_star);
        let terminal = self.law.forward(self.process, self.t_star);
        let early = self.law.forward(self.process, 0.0);
        let window = Mixture::common_window([&terminal, &self.start, &early], 3.0);
        // As high as u is where it begins, or for atoms a little before.
        let reference = if self.law.component_variance() > 0.0 {
            0.0
        } else {
            0.01 * self.t_star
        };
        let peaks = self.law.means().iter().map(|m| {
            let x = self.process.alpha(reference) * m;
            libm::exp(self.law.forward_log_density(self.process, reference, x))
        });
        let top = peaks.fold(0.0f64, f64::max);
        let highest = self.start.means().iter().map(|&m| self.start.density(m));
        let top = 1.2 * highest.fold(top, f64::max);
        let [own, none, full] = self.labels();
        let repeated = self.runs[0].epsilon == 0.0 || self.runs[0].epsilon == 1.0;

        let mut densities = Chart::new(
            &format!("v beside {u}"),
            &format!(
                "The law v of the way back from the wrong start, and {u}, from which the score is taken, at the clock's t."
            ),
            Axis::linear("x", window[0], window[1]),
            Axis::linear("density", 0.0, top),
        );
        densities.series.push(
            Series::dashed("v_T, the start", Ink::Soft).with((0..=240).map(|k| {
                let x = window[0] + (window[1] - window[0]) * f64::from(k) / 240.0;
                (x, self.start.density(x))
            })),
        );
        densities
            .series
            .push(Series::line(&format!("{u}(x, t)"), Ink::Forward).moving());
        densities
            .series
            .push(Series::line(&format!("v(x, t), {own}"), Ink::Reverse).moving());

        let mut norm = Chart::new(
            &format!("The L^p norm, p = {p}"),
            "How many times its start's norm v has, and how many times it may have (dashed; derived for this project). As \
             t → 0 the bound allows v to become atoms, and no more.",
            time(),
            Axis::log("‖v(t)‖_p / ‖v_T‖_p", 0.5, 2.0),
        );
        norm.series
            .push(Series::line(&format!("v, {own}"), Ink::Reverse));
        norm.series
            .push(Series::dashed(&format!("bound, {own}"), Ink::Ink));
        norm.series
            .push(Series::new("", Ink::Soft, Mark::Rule).moving());

        let mut share = Chart::new(
            "How much of the bound is used",
            "The norm over its bound, each ε by its own. It is 1 throughout for one data point and ε = 0; noise and other \
             data points keep below.",
            time(),
            Axis::linear("‖v‖_p / bound", 0.0, 1.08),
        );
        let mut entropy = Chart::new(
            "Relative entropy",
            &format!(
                "KL(v|{u}): with noise v comes nearer to {u} all the time, without it never does."
            ),
            time(),
            Axis::linear(&format!("KL(v|{u})"), 0.0, 1.0),
        );
        for chart in [&mut share, &mut entropy] {
            chart.series.push(Series::line(&own, Ink::Reverse));
            let more = [(&none, Ink::Distinct(1)), (&full, Ink::Distinct(2))];
            for (k, (name, ink)) in more.into_iter().enumerate() {
                // What is the scene's own ε is not drawn twice.
                let again = repeated && self.runs[0].epsilon == k as f64;
                chart
                    .series
                    .push(Series::dashed(if again { "" } else { name }, ink));
            }
        }
        share
            .series
            .push(Series::dashed("the bound", Ink::Ink).with([end, self.t_star].map(|t| (t, 1.0))));
        for chart in [&mut share, &mut entropy] {
            chart
                .series
                .push(Series::new("", Ink::Soft, Mark::Rule).moving());
        }

        let mut loss = Chart::new(
            "How fast it falls",
            &format!(
                "Dots: the fall of KL(v|{u}) from one time to the next. Line: ε∫v|∇log(v/{u})|², which it should be (derived for \
             this project). Both times t, since as t → 0 all goes as fast as t itself."
            ),
            time(),
            Axis::log("−t · d KL/dτ", 1e-6, 1.0),
        );
        loss.series
            .push(Series::line(&format!("t ε ∫v|∇log(v/{u})|²"), Ink::Reverse));
        loss.series
            .push(Series::points("differences of KL", Ink::Ink));
        loss.series
            .push(Series::new("", Ink::Soft, Mark::Rule).moving());

        let theorem = "after Liu & Zuazua Theorem 3.1, derived here";
        let e = self.runs[0].epsilon;
        let mut rows = vec![
            Row::new(&format!("‖v‖_p/‖v_T‖_p now, p = {p}, ε = {e}"), theorem),
            Row::new(
                "the norm over its bound, the largest over all t and every ε",
                theorem,
            ),
            Row::new(&format!("KL(v|{u}) now; bound: that of v_T"), theorem),
            Row::new(
                &format!("KL(v|{u}) lost so far, and ε∫∫v|∇log(v/{u})|²"),
                "derived here",
            ),
            Row::new("KL at ε = 0: the most it moved", theorem),
            Row::new(
                &format!(
                    "v at ε = 1, t = {}, where it is largest: closed form, solver",
                    short(self.times[CHECKED])
                ),
                "derived here",
            ),
        ];
        rows[4].predicted = Some(0.0);
        let mut report = Report {
            charts: vec![densities, norm, share, entropy, loss],
            rows,
            findings: Vec::new(),
            version: 1,
            ..Report::default()
        };
        self.refresh(&mut report);
        report
    }

    fn letter(&self) -> &'static str {
        match self.process {
            Process::Heat => "u",
            Process::Ou => "ρ",
        }
    }

    /// ln of what the norm is of its bound at a level.
    fn log_share(&self, run: usize, k: usize) -> f64 {
        let run = &self.runs[run];
        run.log_norm[k] - run.log_norm[0] - self.log_bound(run.epsilon, self.times[k])
    }

    /// What stands still, as far as it is known.
    pub(super) fn refresh(&self, report: &mut Report) {
        let known = self.rows.len();
        let times = &self.times[..known];
        let charts = &mut report.charts;
        let own = &self.runs[0];
        let put = |series: &mut Series, points: &mut dyn Iterator<Item = (f64, f64)>| {
            series.clear();
            series.extend(points.filter(|(_, y)| y.is_finite()));
        };
        let at = |k: usize| (times[k], libm::exp(own.log_norm[k] - own.log_norm[0]));
        put(&mut charts[NORM].series[0], &mut (0..known).map(at));
        let bound = |t: f64| libm::exp(self.log_bound(own.epsilon, t).min(600.0));
        put(
            &mut charts[NORM].series[1],
            &mut self.times.iter().map(|&t| (t, bound(t))),
        );
        let all = charts[NORM]
            .series
            .iter()
            .filter(|series| !series.moving)
            .flat_map(|series| &series.y);
        let [low, high] = all.fold([1.0f64, 1.0f64], |[a, b], &y| [a.min(y), b.max(y)]);
        charts[NORM].y.range = [0.6 * low.max(1e-250), 1.8 * high.min(1e250)];

        let mut most = 0.0f64;
        for (series, run) in [0, 2, 3].into_iter().enumerate() {
            let share = |k: usize| libm::exp(self.log_share(run, k));
            most = (0..known).map(share).fold(most, f64::max);
            put(
                &mut charts[SHARE].series[series],
                &mut (0..known).map(|k| (times[k], share(k))),
            );
            let entropy = &self.runs[run].entropy;
            put(
                &mut charts[ENTROPY].series[series],
                &mut (0..known).map(|k| (times[k], entropy[k])),
            );
        }
        let first = own.entropy[0];
        charts[ENTROPY].y.range[1] = if first > 1e-9 { 1.15 * first } else { 1e-9 };
        if first <= 1e-9 {
            // Rounding is not to be looked at.
            charts[ENTROPY].y.range[1] = 1e-3;
        }

        // The fall of KL; for ε = 0 there is none, and that of ε = 1 is drawn.
        let run = if own.epsilon > 0.0 {
            own
        } else {
            &self.runs[3]
        };
        let line = |k: usize| (times[k], run.epsilon * times[k] * run.dissipation[k]);
        let least = 1e-12 * first;
        put(
            &mut charts[LOSS].series[0],
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
            &mut charts[LOSS].series[1],
            &mut (1..known)
                .filter(|k| k % 3 == 1)
                .map(dot)
                .filter(|(_, y)| *y > least && first > 1e-9),
        );
        let all = charts[LOSS].series[0].y.iter();
        let [low, high] = all.fold([f64::INFINITY, 0.0f64], |[a, b], &y| [a.min(y), b.max(y)]);
        if high > 0.0 && high.is_finite() {
            charts[LOSS].y.range = [(0.5 * low).max(1e-7 * high), 3.0 * high];
        }

        let rows = &mut report.rows;
        rows[1].measured = Some(most).filter(|_| self.resolved);
        rows[1].bound = Some(1.0 + ROUNDING);
        let still = &self.runs[2].entropy;
        let moved = still
            .iter()
            .map(|kl| (kl - still[0]).abs())
            .fold(0.0, f64::max);
        rows[4].measured = Some(moved);
        if let Some([_, exact, solved]) = self.checked {
            rows[5].predicted = Some(exact);
            rows[5].measured = Some(solved);
        }
        report.findings = self.findings();
    }

    fn findings(&self) -> Vec<String> {
        let mut findings = Vec::new();
        let u = self.letter();
        let last = self.rows.len() - 1;
        let e = self.runs[0].epsilon;
        let entropies = |run: usize| [self.runs[run].entropy[0], self.runs[run].entropy[last]];
        if self.is_complete() {
            let [before, after] = entropies(0);
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
                let (own, full) = (entropies(2)[1], entropies(3)[1]);
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
            let share = |run: usize| short(libm::exp(self.log_share(run, k)).min(1.0));
            findings.push(format!(
                "At t = {} the norm is {} of its bound, and {} at ε = 0. Equality needs div s = −d/(2t) all over v: one data \
                 point, or v within the surroundings of one; and with noise a start much wider than {u} besides.",
                short(self.times[k]),
                share(0),
                share(2)
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

    /// The level at or before the clock, and the share of the way to the next in ln t.
    fn between(&self) -> (usize, f64) {
        let last = self.rows.len() - 1;
        let t = self.now.clamp(self.times[last], self.t_star);
        let after = self.times[..=last].partition_point(|&time| time >= t);
        let k = after.saturating_sub(1);
        if k >= last {
            return (last, 0.0);
        }
        let u = libm::log(self.times[k] / t) / libm::log(self.times[k] / self.times[k + 1]);
        (k, u.clamp(0.0, 1.0))
    }

    /// What follows the clock; allocates nothing once it has run.
    pub(super) fn draw(&self, report: &mut Report) {
        let (k, u) = self.between();
        let (here, next) = (&self.rows[k], &self.rows[(k + 1).min(self.rows.len() - 1)]);
        let mix = |a: f64, b: f64| a + u * (b - a);
        let last = self.times[self.rows.len() - 1];
        let t = self.now.clamp(last, self.t_star);
        let range = report.charts[DENSITIES].x.range;
        let [.., below, above] = &mut report.charts[DENSITIES].series[..] else {
            return;
        };
        below.clear();
        above.clear();
        let [low, high] = range;
        let span = (high - low) / MOST_PARTS;
        let log_u = |x: f64| self.law.forward_log_density(self.process, t, x);
        let mut push = |x: f64, log_u: f64, log_v: f64| {
            below.push(x, libm::exp(log_u));
            above.push(x, libm::exp(log_v));
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
        for chart in &mut report.charts[NORM..] {
            for series in chart.series.iter_mut().filter(|series| series.moving) {
                series.clear();
                series.push(t, 0.0);
            }
        }
        let own = &self.runs[0];
        let at = |all: &[f64]| mix(all[k], all[(k + 1).min(all.len() - 1)]);
        let rows = &mut report.rows;
        rows[0].measured = Some(libm::exp(at(&own.log_norm) - own.log_norm[0]))
            .filter(|x| x.is_finite() && self.resolved);
        rows[0].bound =
            Some((1.0 + ROUNDING) * libm::exp(self.log_bound(own.epsilon, t).min(700.0)));
        rows[2].measured = Some(at(&own.entropy));
        rows[2].bound = Some(own.entropy[0] * (1.0 + ROUNDING) + 1e-15);
        // To the level before the clock.
        let lost = |run: usize| self.runs[run].entropy[0] - self.runs[run].entropy[k];
        let sum = |stride: usize| {
            let term = |j: usize| {
                let next = (j + stride).min(k);
                let [a, b] = [j, next].map(|j| self.times[j] * own.dissipation[j]);
                0.5 * (a + b) * libm::log(self.times[j] / self.times[next])
            };
            own.epsilon * (0..k).step_by(stride).map(term).sum::<f64>()
        };
        rows[3].predicted = Some(sum(1));
        rows[3].measured = Some(lost(0));
        rows[3].error = Some((lost(0) - lost(1)).abs() + (sum(1) - sum(2)).abs() + 1e-12);
    }
}

//! What is known of critical times by now, in numbers and sentences.

use super::{AROUND, CriticalTime, Task};
use crate::process::Process;
use crate::words::{counted, short};

/// How far the axis of slopes reaches beyond the least one.
const MARGIN: f64 = 1.3;

impl CriticalTime {
    /// The axes, once it is known when what turns.
    pub(super) fn frame(&mut self) {
        let turns = self.turns.iter().copied().flatten();
        let [first, last] = turns.fold([f64::INFINITY, 0.0], |[first, last], t| {
            [f64::min(first, t), f64::max(last, t)]
        });
        let [low, high] = self.span;
        if first <= last {
            self.span = [
                (AROUND[0] * first).max(1e-3 * low),
                (AROUND[1] * last).min(high),
            ];
        }
        let known = self.known.iter().filter(|(t, _)| *t >= self.span[0]);
        let slopes = known.flat_map(|(_, steepest)| {
            let of = |&epsilon| self.slope.of(epsilon, steepest);
            self.epsilons.iter().map(of).collect::<Vec<_>>()
        });
        // What is above grows without end as t falls; as much of it is shown as is below, or some where nothing is.
        let all: Vec<f64> = slopes.collect();
        let least = all.iter().copied().fold(0.0, f64::min);
        let largest = all.iter().copied().fold(0.0, f64::max);
        let size = match least < 0.0 {
            true => MARGIN * -least,
            false if largest > 0.0 => largest,
            false => 1.0,
        };
        let [low, high] = self.span;
        let chart = &mut self.report[self.shown.slopes];
        chart.x.range = self.span;
        chart.y.range = [-size, size];
        self.report[self.shown.zero].redraw([(low, 0.0), (high, 0.0)]);
        for (k, turn) in self.turns.into_iter().enumerate() {
            let series = &mut self.report[self.shown.turns[k]];
            if let Some(t) = turn {
                series.redraw([(t, 0.0)]);
                series.name = format!("t = {}", short(t));
                series.label = Some(series.name.clone());
            }
        }
        self.conclude();
    }

    pub(super) fn conclude(&mut self) {
        let is_measured = matches!(self.task, Task::Close(_) | Task::Law(_) | Task::Done);
        for k in 0..3 {
            let found = is_measured.then(|| self.found(k)).flatten();
            let row = &mut self.report[self.shown.times[k]];
            row.predicted = self.turns[k];
            row.set(found.map(|found| found[0]), found.map(|found| found[1]));
            if let Some(&[measured, law, error]) = self.variances.get(k) {
                let row = &mut self.report[self.shown.variances[k]];
                row.predicted = Some(law);
                row.set(measured, error);
            }
        }
        self.report.findings = self.findings();
        self.report.answer = self.answer();
        self.report.changed();
    }

    fn is_known(&self) -> bool {
        !matches!(self.task, Task::Look(_) | Task::Turn(0..3))
    }

    /// When ε = 0 and ε = 1 turn.
    fn ends(&self) -> [Option<f64>; 2] {
        [0.0, 1.0].map(|of| {
            let way = self.epsilons.iter().position(|&epsilon| epsilon == of);
            way.and_then(|way| self.turns[way])
        })
    }

    /// Whether pairs part at T* already, without noise and with it.
    fn begins_unstable(&self) -> [bool; 2] {
        let first = self.known.first();
        [0.0, 1.0].map(|epsilon| {
            first.is_some_and(|(_, steepest)| self.slope.of(epsilon, steepest) > 0.0)
        })
    }

    fn answer(&self) -> String {
        if !self.is_known() {
            return "When paths begin to part is being looked for.".into();
        }
        let (it, they) = match self.slope.pair {
            Some(_) => ("the middle turns unstable", "The middle"),
            None => ("paths begin to part", "The steepest place"),
        };
        match self.ends() {
            [Some(a), Some(b)] if (a / b - 1.0).abs() < 1e-6 => format!(
                "With noise and without, {it} at t = {}, when the law itself gets a valley there: here the process is driven by \
                 its score alone.",
                short(b)
            ),
            [Some(a), Some(b)] => format!(
                "With noise {it} at t = {}, and without at t = {}, though both have the same law at every t: a critical time \
                 belongs to a process.",
                short(b),
                short(a)
            ),
            [None, Some(b)] => format!(
                "With noise {it} at t = {}, and without there is no such time, though both have the same law at every t: a \
                 critical time belongs to a process.",
                short(b)
            ),
            [Some(a), None] => format!(
                "Without noise {it} at t = {}, and with it there is no such time in this run, though both have the same law at \
                 every t.",
                short(a)
            ),
            [None, None] => match self.begins_unstable() {
                [_, true] => {
                    format!(
                        "{they} is unstable from the very start of this run: its T* is below any critical time."
                    )
                }
                _ => "Nowhere do paths part: these data have no critical time in this run.".into(),
            },
        }
    }

    fn findings(&self) -> Vec<String> {
        let mut findings = Vec::new();
        let is_ou = self.scene.process == Process::Ou;
        if let Some(pair) = self.slope.pair {
            let a = pair.half;
            let square = a * a;
            let is_atom = self.law.width() == 0.0;
            findings.push(match is_ou {
                true if is_atom && square == 1.0 => "At the middle of two points ±1 the drift's slope is 0 where (1 − q)² = (1 + ε)(1 − 2q), q = e^{−2t}: at q = −ε + √(ε² + ε), which is √2 − 1 for ε = 1, and never for ε = 0 (derived for this project, after Raya & Ambrogioni).".into(),
                true if is_atom => format!("At the middle of two points at distance 2a, a = {}, the drift's slope is 0 where (1 − q)² = (1 + ε)(1 − (1 + a²)q), q = e^{{−2t}} (derived for this project, after Raya & Ambrogioni).", short(a)),
                true => format!("At the middle of two points at distance 2a, a = {}, each of width b, the drift's slope is 0 where S² = (1 + ε)(S − a²q), with q = e^{{−2t}} and S = 1 − (1 − b²)q (derived for this project, after Raya & Ambrogioni).", short(a)),
                false => format!("At the middle of two points at distance 2a, a = {}, the heat flow's drift (1 + ε)∇log ρ has slope 0 where 2t + b² = a², whatever ε (derived for this project).", short(a)),
            });
        } else {
            findings.push(format!(
                "A middle that rests, and a closed form for its time, need two data points of equal weight on a line; here \
                 {} are asked where the drift is steepest, a place that moves with t, and the times are those of a search.",
                match self.law.points().len() {
                    1 => "one data point".to_owned(),
                    n => counted(n, "data point"),
                }
            ));
        }
        if is_ou {
            findings.push("ρ(·, t) is one law for all ε at every t, so no picture of it shows when a process turns: its drift does, and its paths.".into());
            findings.push("Nor does it belong to paths alone: seen as x/α, in the coordinates of the heat flow, every difference is larger by 1/α, slopes are less by 1, and all ε turn at one time, when ρ gets a valley.".into());
        } else {
            findings.push("The heat flow has no drift beside the score, which ε scales: all ε turn together, when ρ gets a valley. Under OU the drift x adds 1 to every slope, and each ε turns at a time of its own.".into());
        }
        if self.is_known() {
            let [_, one] = self.ends();
            if one.is_none() && self.begins_unstable()[1] {
                findings.push(format!(
                    "At T* = {} the slope is above 0 already: a longer run would show when it turns.",
                    short(self.scene.t_star)
                ));
            }
        }
        findings.extend(self.note.clone());
        findings
    }
}

//! What the study of cores shows: charts, rows and sentences.

use super::entries::{Entries, Found};
use super::{Cores, LEAST, SAFE, lambda_is_the_chance};
use crate::process::Process;
use crate::study::chance;
use crate::study::half_steps::{self, with_steps};
use crate::study::{Axis, Chart, Ink, Mark, Row, Series};
use crate::words::short;
use crate::words::{counted, either};

impl Cores {
    pub(super) fn plane_chart(&self, window: [[f64; 2]; 2]) -> Chart {
        let [across, up] = window;
        let shrinks = self.scene.process == Process::Ou;
        let caption = if shrinks {
            "Shaded: the cores of the data points, shrunk by α as data are at the clock's time. Dashed: Voronoi cells, \
             γ = 0. Lines: some paths; dots: the particles now."
        } else {
            "Shaded: the cores of the data points. Dashed: Voronoi cells, γ = 0. Lines: some paths; dots: the particles \
             now."
        };
        let mut chart = Chart::plane(
            "Cores",
            caption,
            Axis::linear("x₁", across[0], across[1]),
            Axis::linear("x₂", up[0], up[1]),
        );
        let geometry = |series: Series| if shrinks { series.moving() } else { series };
        let points = (0..self.law.points.len())
            .map(|i| (self.law.points.at(i, 0), self.law.points.at(i, 1)));
        chart.series = vec![
            geometry(Series::new("", Ink::Forward, Mark::Band)),
            geometry(Series::dashed("Voronoi cells", Ink::Soft)),
            geometry(Series::line("cores", Ink::Forward)),
            Series::line("paths", Ink::Reverse),
            Series::points("particles now", Ink::Reverse).moving(),
            geometry(Series::points("data points", Ink::Ink).with(points)),
        ];
        chart
    }

    pub(super) fn bound_chart(&self) -> Chart {
        let last = self.times.len() - 1;
        let highest = self.bound(self.scene.t_star).clamp(1.0, 1e6);
        let mut chart = Chart::new(
            "How sure is a core?",
            "1 − λ_i, the chance to have come from another point. Line: the largest anywhere in a core. Dashed: the \
             bound. Dots: particles that are in a core now.",
            Axis::log("t", self.times[last], self.scene.t_star),
            Axis::log("1 − λ_i", LEAST, 3.0 * highest),
        );
        let symbol = match self.scene.process {
            Process::Heat => "Σ (w_j/w_i) e^{−γ/4t}",
            Process::Ou => "Σ (w_j/w_i) e^{−α²γ/2σ²}",
        };
        chart.series = vec![
            Series::dashed(symbol, Ink::Ink).with(self.times.iter().map(|&t| (t, self.bound(t)))),
            Series::line("largest in a core", Ink::Forward),
            Series::points("particles in cores now", Ink::Reverse).moving(),
        ];
        chart
    }

    pub(super) fn stay_chart(&self) -> Chart {
        let last = self.times.len() - 1;
        let mut chart = Chart::new(
            "Caught for good?",
            "Of paths that enter a core at t: how many end at its data point, and how many never leave the core again.",
            Axis::log("t", self.times[last], self.scene.t_star),
            Axis::linear("share", 0.0, 1.05),
        );
        let bound = self.times.iter().map(|&t| (t, 1.0 - self.bound(t)));
        let chance = if lambda_is_the_chance(&self.scene) {
            "λ_i where they enter"
        } else {
            ""
        };
        chart.series = vec![
            Series::dashed("1 − bound", Ink::Ink).with(bound.filter(|&(_, y)| y >= 0.0)),
            Series::dashed(chance, Ink::Soft),
            Series::points("end at its point", Ink::Reverse),
            Series::points("never leave it", Ink::Forward),
        ];
        if let (Some(t), true) = (self.tight, self.scene.epsilon == 0.0) {
            let mut rule = Series::rule("from here on the flow leaves no core", Ink::Soft, t);
            rule.name.shrink_to_fit();
            chart.series.push(rule);
        }
        chart
    }

    pub(super) fn rows(&self) -> Vec<Row> {
        let derived = "derived, from (4.37)";
        let complete = self.compared == self.times.len();
        let mut rows = vec![
            Row {
                measured: complete.then_some(self.worst),
                bound: Some(1.0 + self.rounding()),
                ..Row::new("largest (1 − λ_i)/bound in any core at any t", derived)
            },
            Row::new("largest 1 − λ_i in a core, now", derived),
            Row::new("share of the particles in a core, now", "figure 4"),
            Row::new("largest 1 − λ_i of a particle in a core, now", derived),
        ];
        let theorem = "Cao et al. Theorem 1 for ε = 1";
        let half = self
            .half_entries
            .as_ref()
            .filter(|_| self.half_run.is_none());
        // What is measured, and what is predicted of it.
        let elsewhere = |found: &Found| {
            let n = found.count as f64;
            let share = (found.count - found.caught) as f64 / n;
            (found.count > 0).then_some([share, 1.0 - found.lambda / n])
        };
        let mut chance = |name: &str, found: Found, halved: Option<Found>| {
            let known = elsewhere(&found).filter(|_| self.is_done);
            let exact = lambda_is_the_chance(&self.scene);
            let error = match exact {
                true => {
                    let halved = halved.and_then(|found| elsewhere(&found));
                    let moved = known
                        .zip(halved)
                        .map(|([a, b], [c, d])| (a - b - (c - d)).abs());
                    with_steps(
                        Some(chance::shares(found.variance, found.count as f64)),
                        moved,
                    )
                }
                false => known.map(|_| found.share(found.caught)[1]),
            };
            rows.push(Row {
                predicted: known.map(|known| known[1]).filter(|_| exact),
                measured: known.map(|known| known[0]),
                error,
                ..Row::new(name, theorem)
            });
        };
        chance(
            "enter a core: share that ends elsewhere",
            self.entries.first_after(f64::INFINITY),
            half.map(|half| half.first_after(f64::INFINITY)),
        );
        if let Some(t) = self.safe() {
            let held = self.entries.held();
            chance(
                &format!("in a core at t = {}: share that ends elsewhere", short(t)),
                held,
                half.map(Entries::held),
            );
            let [share, error] = held.share(held.count - held.stay);
            let known = self.is_done && held.count > 0;
            rows.push(Row {
                measured: known.then_some(share),
                error: known.then_some(error),
                ..Row::new("of these: share that leaves the core again", "measured")
            });
        }
        if let (Some(t), true) = (self.tight, self.scene.epsilon == 0.0) {
            let found = self.entries.first_after(t);
            rows.push(Row {
                predicted: Some(0.0),
                measured: self.is_done.then(|| (found.count - found.stay) as f64),
                ..Row::new(
                    &format!(
                        "paths of the flow that enter after t = {} and leave again",
                        short(t)
                    ),
                    "derived",
                )
            });
        }
        rows
    }

    pub(super) fn findings(&self) -> Vec<String> {
        let mut findings = Vec::new();
        let gamma = self.scene.gamma;
        let empty = self
            .cores
            .iter()
            .filter(|core| core.corners.is_empty())
            .count();
        let n = self.cores.len();
        findings.push(if gamma == 0.0 {
            "At γ = 0 the cores are the Voronoi cells, and on their borders two points are equally likely: the bound says \
             nothing. The larger γ, the smaller the cores, and the surer."
                .into()
        } else if empty > 0 {
            format!(
                "At γ = {gamma} the cores of {empty} of {} {} empty: no place is so much nearer to {} than to any other.",
                counted(n, "point"),
                either(empty, "is", "are"),
                either(empty, "it", "one of them")
            )
        } else {
            "The definition of a core with γ > 0, and all that is said about it, is derived for this project: the \
             figure's caption names the cores and their case γ = 0, the Voronoi cells."
                .into()
        });
        if let Some(t) = self.safe() {
            findings.push(format!(
                "From t = {} on whoever is in a core came from its point with a chance of at least {}, and with ε = 1, \
                 led back to t = 0, ends there with that chance: λ_i is both (Cao et al. Theorem 1).",
                short(t),
                1.0 - SAFE
            ));
        }
        if self.is_done {
            let found = self.entries.first_after(f64::INFINITY);
            if found.count > 0 {
                let share = |of: usize| 100.0 * of as f64 / found.count as f64;
                findings.push(format!(
                    "{} of {} {} a core; {} at the point of the first that is entered, and {} it on the way.",
                    found.count,
                    counted(self.scene.particles, "path"),
                    either(found.count, "enters", "enter"),
                    match found.count {
                        1 => either(found.caught, "it ends", "it does not end").into(),
                        _ => format!("{:.1} % of these end", share(found.caught)),
                    },
                    match found.count {
                        1 => either(found.stay, "never leaves", "leaves").into(),
                        _ => format!("{:.1} % never leave", share(found.stay)),
                    }
                ));
            }
        }
        if let (Some(t), true) = (self.tight, self.scene.epsilon == 0.0) {
            findings.push(format!(
                "Without noise no path leaves a core after t = {}: then x̄₀ lies in the core wherever in it one looks \
                 from (derived for this project).",
                short(t)
            ));
        }
        findings
            .extend(half_steps::unknown(&self.scene).filter(|_| lambda_is_the_chance(&self.scene)));
        findings.extend(self.note.clone());
        findings
    }
}

//! What is known of both clocks by now, in curves, numbers and sentences.

use super::clocks::{Clocks, Of};
use super::spread::same_of_two;
use super::{Task, TwoClocks};
use crate::process::Process;
use crate::study::chart::Series;
use crate::study::report::Row;
use crate::words::{counted, short};

const PAPER: &str = "Biroli et al. (2024)";
const DERIVED: &str = "derived";

impl TwoClocks {
    /// The curves, up to the time that was looked at last.
    pub(super) fn draw_clocks(&mut self) {
        let Some(clocks) = self.seen.last() else {
            return;
        };
        let t = clocks.t;
        let [class, point] = [Of::Class, Of::Point].map(|of| self.open(clocks, of));
        let [same_class, same_point] = [Of::SameClass, Of::SamePoint].map(|of| clocks.mean(of)[0]);
        let closed = same_of_two(&self.known.kernel, t);
        let excess = self.excess(clocks);
        let (report, shown) = (&mut self.report, &self.shown);
        let mut push = |series, value: Option<f64>| {
            let series: &mut Series = &mut report[series];
            series.extend(value.map(|value| (t, value)));
        };
        push(shown.class, class.map(|open| open[0]));
        push(shown.point, point.map(|open| open[0]));
        push(shown.entropy, point.map(|open| open[0]));
        push(shown.same_class, class.map(|_| same_class));
        push(shown.same_point, Some(same_point));
        push(shown.closed, closed);
        if closed.is_some() {
            self.report[shown.closed].name = "φ(t) of two Gaussians".into();
        }
        if let Some([_, value, error]) = excess {
            let series = &mut self.report[shown.density];
            series.push(t, value);
            series.low.push(error);
        }
        for chart in shown.charts {
            let range = &mut self.report[chart].x.range;
            range[0] = range[0].min(t);
        }
        self.report.changed();
    }

    pub(super) fn draw_clones(&mut self) {
        let has_classes = self.has_classes();
        let Some(&(t, [points, classes])) = self.shares.last() else {
            return;
        };
        let shown = [
            (self.shown.seen_point, points, true),
            (self.shown.seen_class, classes, has_classes),
        ];
        for (series, [_, share, error], _) in shown.into_iter().filter(|one| one.2) {
            let series = &mut self.report[series];
            series.push(t, share);
            series.low.push(error);
        }
    }

    /// The entropy of λ over that of the weights, the same from the density, and the error of their difference.
    fn excess(&self, clocks: &Clocks) -> Option<[f64; 3]> {
        let [point, _] = self.open(clocks, Of::Point)?;
        let [off, error] = clocks.mean(Of::Excess).map(|x| x / self.known.whole[0]);
        Some([point, point + off, error])
    }

    /// When half is known, by interpolation in ln t, and its error.
    fn half(&self, of: Of) -> Option<[f64; 2]> {
        let open: Vec<[f64; 2]> = self
            .seen
            .iter()
            .filter_map(|clocks| self.open(clocks, of))
            .collect();
        let k = open
            .windows(2)
            .position(|two| two[0][0] >= 0.5 && two[1][0] < 0.5)?;
        let [late, early] = [open[k], open[k + 1]];
        let [from, to] = [self.seen[k].t, self.seen[k + 1].t].map(libm::log);
        let share = (late[0] - 0.5) / (late[0] - early[0]);
        let slope = (late[0] - early[0]) / (from - to);
        let t = libm::exp(from + share * (to - from));
        Some([t, t * late[1].max(early[1]) / slope])
    }

    pub(super) fn conclude(&mut self) {
        let is_looked_at = !matches!(self.task, Task::Spread | Task::Look);
        if is_looked_at {
            let rule = self.spread.speciation(self.scene.process);
            let last = self.seen.last().map_or(0.0, |clocks| clocks.t);
            let name = self.speciation_name();
            let series = &mut self.report[self.shown.speciation];
            series.clear();
            if let Some(t) = rule.filter(|&t| last <= t && t <= self.scene.t_star) {
                series.push(t, 0.0);
                series.name = name.into();
                series.label = Some(series.name.clone());
            }
        }
        self.report.rows = self.rows();
        self.report.findings = self.findings();
        self.report.answer = self.answer();
        self.report.changed();
    }

    fn speciation_name(&self) -> &'static str {
        match self.scene.process {
            Process::Ou => "½ ln Λ",
            Process::Heat => "Λ/2",
        }
    }

    fn rows(&self) -> Vec<Row> {
        let is_spread_known = self.task != Task::Spread;
        let is_looked_at = !matches!(self.task, Task::Spread | Task::Look);
        let spread = Some(self.spread.largest).filter(|_| is_spread_known);
        let speciation = self.spread.speciation(self.scene.process);
        let name = format!("speciation time, {}", self.speciation_name());
        let reference = match self.scene.process {
            Process::Ou => PAPER,
            Process::Heat => DERIVED,
        };
        let mut rows = vec![
            Row::new(
                "Λ, the largest eigenvalue of the data's covariance",
                DERIVED,
            )
            .measured(spread),
            Row::new(&name, reference).predicted(speciation.filter(|_| is_spread_known)),
        ];
        for (of, name) in [
            (Of::Class, "time at which half of the class is decided"),
            (Of::Point, "time at which half of the data point is decided"),
        ] {
            let half = self.half(of).filter(|_| is_looked_at);
            let row = Row::new(name, DERIVED).measured(half.map(|half| half[0]));
            rows.push(row.within(half.map(|half| half[1])));
        }
        if !is_looked_at {
            return rows;
        }
        // Where it is half open: elsewhere a few places decide.
        let middle = self.seen.iter().filter_map(|clocks| {
            let [point, _] = self.open(clocks, Of::Point)?;
            Some(((point - 0.5).abs(), clocks))
        });
        let middle = middle.reduce(|a, b| if b.0 < a.0 { b } else { a });
        if let Some((off, clocks)) = middle
            && off < 0.4
            && let Some([entropy, density, error]) = self.excess(clocks)
        {
            let name = format!(
                "collapse curve at t = {}: entropy of λ over ln N, the same from the density",
                short(clocks.t)
            );
            let row = Row::new(&name, PAPER).predicted(entropy);
            rows.push(row.measured(density).within(error));
        }
        if let Some(clocks) = &self.at_speciation
            && self.has_classes()
        {
            let [same, error] = clocks.mean(Of::SameClass);
            let name = format!(
                "E Σ P(c)² at t = {}, the time of speciation",
                short(clocks.t)
            );
            let row = Row::new(&name, PAPER).measured(same).within(error);
            rows.push(row.predicted(same_of_two(&self.known.kernel, clocks.t)));
        }
        for (of, name, reference) in [
            (1, "same class", "Theorem 1, derived"),
            (0, "same data point", "Theorem 1, derived"),
        ] {
            for (t, shares) in &self.shares {
                let [expected, seen, error] = shares[of];
                if of == 1 && !self.has_classes() {
                    continue;
                }
                let name = format!(
                    "pairs of clones from t = {} that end in the {name}",
                    short(*t)
                );
                let row = Row::new(&name, reference).predicted(expected);
                rows.push(row.measured(seen).within(error));
            }
        }
        rows
    }

    fn answer(&self) -> String {
        if self.law.points().len() == 1 {
            return "There is one data point, and nothing to decide.".into();
        }
        if matches!(self.task, Task::Spread | Task::Look) {
            return "What is known at each time is being measured.".into();
        }
        let [class, point] = [Of::Class, Of::Point].map(|of| self.half(of));
        match (class, point) {
            (Some([class, _]), Some([point, _])) if class > point => format!(
                "First what it will be, then which: half of the class is decided at t = {}, half of the data point at t = {}.",
                short(class),
                short(point)
            ),
            (Some([class, _]), Some([point, _])) if class < point => format!(
                "Half of the data point is decided at t = {}, and half of the class only at t = {}.",
                short(point),
                short(class)
            ),
            (Some([class, _]), Some([point, _])) => format!(
                "Both at once: half of the class is decided at t = {}, half of the data point at t = {}.",
                short(class),
                short(point)
            ),
            (None, Some([point, _])) => format!(
                "Half of which data point it will be is decided at t = {}.",
                short(point)
            ),
            _ => "More than half of it is decided, or open, all through this run.".into(),
        }
    }

    fn findings(&self) -> Vec<String> {
        let mut findings = vec![
            "What is open of the data point is the mean entropy of λ, what is open of the class that of P(c), the λ of each class together: two clocks of one posterior, and no training goes into either (derived for this project, after Biroli et al.).".to_owned(),
        ];
        let n = self.law.points().len();
        let classes = self.known.classes_present();
        match (self.has_classes(), self.is_noted) {
            (true, true) => findings.push(format!(
                "Here {} are of {classes} classes.",
                counted(n, "data point")
            )),
            (true, false) => findings.push(
                "Each of the two data points is a class of its own: with a width they are two Gaussians, of which φ(t) is known in closed form.".into(),
            ),
            (false, true) => {
                findings.push("All data points are of one class, so that there is one clock.".into());
            }
            (false, false) => findings.push(
                "Of these data no classes are known, so that there is one clock. Digits, two moons, the Gaussian mixture and the checkerboard have classes, and so have any two points.".into(),
            ),
        }
        if !self.shares.is_empty() {
            findings.push(format!(
                "Two clones from x_t, reverse paths (ε = 1) with noise of their own, end in the same data point with probability Σ λ², in the same class with Σ P(c)²: λ is the chance of an end, and {} pairs from each of {} were followed (derived for this project).",
                self.pairs(),
                counted(self.shares.len(), "time")
            ));
        }
        if !matches!(self.task, Task::Spread | Task::Look) && n > 1 {
            let d = self.law.points().dim();
            findings.push(format!(
                "Biroli et al.'s excess entropy is this entropy, and its zero the collapse where ln N and d are both large; for {} it comes to 0 by and by, and the curve is the answer, not one time.",
                counted(d, "coordinate")
            ));
            let at = self.at_speciation.as_ref();
            if let Some(clocks) = at.filter(|_| self.has_classes()) {
                findings.push(format!(
                    "At {} = {}, where the data's longest axis comes out of the noise, two clones end in the same class with probability {}.",
                    self.speciation_name(),
                    short(clocks.t),
                    short(clocks.mean(Of::SameClass)[0])
                ));
            } else if self.spread.speciation(self.scene.process).is_none() {
                findings.push(format!(
                    "Λ = {} is not above 1, so that ½ ln Λ is no time: the formula is of data that are large beside the noise.",
                    short(self.spread.largest)
                ));
            }
        }
        findings.extend(self.thinned.clone());
        findings
    }
}

//! The probability flow of two points and its separatrix, Liu & Zuazua figure 3; and what noise does to it.
//!
//! Paths from a grid of starts in the plane, by the scene's own steps; and along the line through the two points how
//! likely a path goes to the second of them, against where it starts, for three ε at once. Any data in the plane do:
//! then the line is that through the two nearest ones.

mod chances;
mod paths;

use super::condensed::chosen_scene;
use super::digits::short;
use super::{Axis, Chart, Ink, Mark, Report, Row, Series, Study};
use crate::denoiser::Kernel;
use crate::law::Law;
use crate::scene::{Dynamics, Scene};
use chances::{Chances, Pair};
use paths::Paths;

/// The most data points that are told apart.
const COMPONENTS: usize = 300;
/// Nanoseconds, or so, of a piece of work.
const PIECE: f64 = 1.2e6;
/// Data points of which ends are named.
const NAMED: usize = 4;
/// Paths of one series: more would be drawn thin.
const BOLD: usize = 8;
/// Particles from each start.
const PARTICLES: [usize; 2] = [100, 4000];
/// The ε beside 0 and 1 where the scene's own is one of these.
const BETWEEN: f64 = 0.2;
/// Places on a curve.
const PLACES: usize = 161;

const PLANE: usize = 0;
const LINE: usize = 1;

/// The first measured series of the second chart.
const MEASURED: usize = 2;

pub(super) struct TwoDiracs {
    scene: Scene,
    law: Law,
    pair: Pair,
    paths: Paths,
    /// For ε = 0, the one between and ε = 1.
    chances: [Chances; 3],
    /// The separatrix at each of the paths' times, at T* alone before they have arrived; none of more points than two.
    separatrix: Vec<f64>,
    /// Each moving series of the first chart, and the paths in it.
    bundles: Vec<(usize, Vec<usize>)>,
    now: f64,
    note: Option<String>,
    report: Report,
}

impl TwoDiracs {
    pub(super) fn new(scene: &Scene) -> Self {
        let (mut scene, note) = chosen_scene(scene, COMPONENTS);
        scene.dynamics = Dynamics::Reverse;
        let law = scene.rho0();
        // A step should be a piece of work, even for many data points.
        let most = (PIECE as usize / (20 + 2 * law.points.len())).clamp(200, PARTICLES[1]);
        scene.particles = scene.particles.clamp(PARTICLES[0], most);
        let pair = Pair::of(&law);
        let between = if scene.epsilon == 0.0 || scene.epsilon == 1.0 {
            BETWEEN
        } else {
            scene.epsilon
        };
        let mut study = Self {
            paths: Paths::new(&scene, &law),
            chances: [0.0, between, 1.0].map(|epsilon| Chances::new(&scene, &law, &pair, epsilon)),
            separatrix: pair
                .separatrix(scene.process, scene.t_star)
                .into_iter()
                .collect(),
            bundles: Vec::new(),
            now: scene.t_star,
            note,
            report: Report::default(),
            pair,
            law,
            scene,
        };
        study.report.charts = vec![study.plane(), study.line()];
        study.update();
        study
    }

    /// "(1, 0)".
    fn name(&self, point: usize) -> String {
        let [x, y] = [0, 1].map(|c| sign(&short_place(self.law.points.at(point, c))));
        format!("({x}, {y})")
    }

    fn plane(&self) -> Chart {
        let [middle, half] = paths::square(&self.scene, &self.law);
        let points = (0..self.law.points.len())
            .map(|i| (self.law.points.at(i, 0), self.law.points.at(i, 1)));
        let axis = |c: usize, label: &str| {
            let all = self.law.points.axis(c).iter();
            let [low, high] = all.fold([middle[c] - half[c], middle[c] + half[c]], |[a, b], &x| {
                [a.min(x), b.max(x)]
            });
            let margin = 0.06 * (high - low);
            Axis::linear(label, low - margin, high + margin)
        };
        let caption = if self.scene.epsilon == 0.0 {
            "Dots: starts at T*. Lines: where the flow without noise takes them, bold up to now. Shape and colour of a \
             start tell where it ends."
        } else {
            "Dots: starts at T*. Lines: reverse paths from them, bold up to now. With noise a start no longer decides \
             where its path ends; shape and colour tell where this one did."
        };
        let mut chart = Chart::plane("Paths in the plane", caption, axis(0, "x₁"), axis(1, "x₂"));
        let separatrix = if self.pair.is_alone() {
            "separatrix of the flow"
        } else {
            ""
        };
        chart.series = vec![
            Series::line("", Ink::Soft),
            Series::dashed(separatrix, Ink::Ink).moving(),
            Series::points("data points", Ink::Ink).with(points),
            Series::points("", Ink::Soft).with(self.paths.starts.iter().map(|&[x, y]| (x, y))),
        ];
        chart
    }

    fn line(&self) -> Chart {
        let t_star = self.scene.t_star;
        let reach = self.pair.reach(&self.scene, &self.law);
        let is_first_axis = self.pair.place(self.scene.process, t_star, 1.0, 0.0) == [1.0, 0.0];
        let label = if is_first_axis { "x₁" } else { "u" };
        let second = self.name(self.pair.of[1]);
        let place = if is_first_axis {
            "(x₁, 0)".to_owned()
        } else {
            format!(
                "the place u beside the middle of {} and {second}, shrunk as data are, on the line through both",
                self.name(self.pair.of[0])
            )
        };
        let mut chart = Chart::new(
            "To which point?",
            &format!(
                "How likely a path goes to {second} that starts at T* in {place}. Dots: the share of {} particles from \
                 one place, with its error; without noise one path from each place is enough.",
                self.scene.particles
            ),
            Axis::linear(label, -reach, reach),
            Axis::linear(&format!("P(to {second})"), -0.04, 1.04),
        );
        let kernel = Kernel::of(self.scene.process, &self.law);
        let mut lambda = Vec::new();
        let exact = (0..PLACES).map(|k| {
            let u = reach * (2.0 * k as f64 / (PLACES - 1) as f64 - 1.0);
            (u, self.pair.predicted(&kernel, t_star, u, &mut lambda))
        });
        let mut step = Series::dashed("", Ink::Ink);
        if let Some(u) = self.pair.separatrix(self.scene.process, t_star) {
            step.name = "ε = 0: the separatrix".into();
            step.extend([(-reach, 0.0), (u, 0.0), (u, 1.0), (reach, 1.0)]);
        }
        chart.series = vec![Series::line("ε = 1: λ(x, T*)", Ink::Ink).with(exact), step];
        for (chances, ink) in
            self.chances
                .iter()
                .zip([Ink::Distinct(2), Ink::Distinct(1), Ink::Reverse])
        {
            let name = format!("ε = {}, measured", chances.epsilon);
            let mark = if chances.epsilon == 0.0 {
                Mark::Line { dashed: false }
            } else {
                Mark::Points
            };
            chart.series.push(Series::new(&name, ink, mark));
        }
        chart
    }

    /// Once paths have arrived: bundles of one end, still ones and those that move.
    fn bundle(&mut self) {
        let times = self.paths.times.iter();
        let places = times.filter_map(|&t| self.pair.separatrix(self.scene.process, t));
        self.separatrix = places.collect();
        let classes = self.classes();
        let chart = &mut self.report.charts[PLANE];
        let last = self.paths.times.len() - 1;
        let all = &mut chart.series[0];
        for i in 0..self.paths.len() {
            let places = (0..=last).map(|k| self.paths.at(i, k));
            all.extend(places.map(|[x, y]| (x, y)));
            all.push(f64::NAN, f64::NAN);
        }
        chart.series.truncate(3);
        for (name, ink, members) in &classes {
            let starts = members.iter().map(|&i| self.paths.starts[i]);
            let starts = starts.map(|[x, y]| (x, y));
            chart.series.push(Series::points(name, *ink).with(starts));
        }
        for (_, ink, members) in classes {
            for some in members.chunks(BOLD) {
                let mut series = Series::line("", ink).moving();
                series.x.reserve(some.len() * (last + 2));
                series.y.reserve(some.len() * (last + 2));
                self.bundles.push((chart.series.len(), some.to_vec()));
                chart.series.push(series);
            }
        }
        chart.series.push(Series::points("", Ink::Reverse).moving());
    }

    /// Name, colour and paths of each end.
    fn classes(&self) -> Vec<(String, Ink, Vec<usize>)> {
        let mut ends: Vec<Option<usize>> = self.paths.ends.clone();
        ends.sort_by_key(|end| end.unwrap_or(usize::MAX));
        ends.dedup();
        let class = |(number, end): (usize, Option<usize>)| {
            let members = (0..self.paths.len()).filter(|&i| self.paths.ends[i] == end);
            let (name, ink) = match end {
                Some(point) => {
                    let name = format!("to {}", self.name(point));
                    let ink = Ink::Distinct(3 * number as u32);
                    (if number < NAMED { name } else { String::new() }, ink)
                }
                None => ("to no data point".into(), Ink::Ink),
            };
            (name, ink, members.collect())
        };
        ends.into_iter().enumerate().map(class).collect()
    }

    fn update(&mut self) {
        let chart = &mut self.report.charts[LINE];
        for (k, chances) in self.chances.iter().enumerate() {
            let series = &mut chart.series[MEASURED + k];
            series.clear();
            for chance in &chances.measured {
                series.push(chance.u, chance.share);
                if chance.error > 0.0 {
                    series.low.push(chance.error);
                }
            }
        }
        self.report.rows = self.rows();
        self.report.findings = self.findings();
        self.refresh();
        self.report.version += 1;
    }

    /// Where the measured step of the flow is, and half the distance between two starts.
    fn jump(&self) -> Option<[f64; 2]> {
        let flow = &self.chances[0].measured;
        let below = flow.iter().rposition(|chance| chance.share < 0.25)?;
        let above = flow.iter().position(|chance| chance.share > 0.75)?;
        let [a, b] = [flow.get(below)?.u, flow.get(above)?.u];
        (a < b).then_some([0.5 * (a + b), 0.5 * (b - a)])
    }

    /// How far from the middle of both the starts on the separatrix end, at most.
    fn on_separatrix(&self) -> Option<f64> {
        let process = self.scene.process;
        let is_flow = self.scene.epsilon == 0.0 && !self.paths.ends.is_empty();
        let u = self.pair.separatrix(process, self.scene.t_star);
        if !is_flow || u != Some(0.0) || self.scene.t_min > 0.0 || self.law.width > 0.0 {
            return None;
        }
        let middle = self.pair.place(process, 0.0, 0.0, 0.0);
        let starts = self.paths.ends.iter().enumerate();
        let ends = starts.filter(|(_, end)| end.is_none()).map(|(i, _)| {
            let end = self.paths.end(i);
            libm::hypot(end[0] - middle[0], end[1] - middle[1])
        });
        ends.reduce(f64::max)
    }

    fn rows(&self) -> Vec<Row> {
        let mut rows = Vec::new();
        let [middle, row] = [self.on_separatrix(), Some(0.0)];
        if let Some(distance) = middle {
            rows.push(Row {
                predicted: row,
                measured: Some(distance),
                ..Row::new(
                    "starts on the separatrix: how far from the barycentre they end",
                    "Liu & Zuazua figure 3",
                )
            });
        }
        if let Some(u) = self.pair.separatrix(self.scene.process, self.scene.t_star) {
            let jump = self.jump();
            rows.push(Row {
                predicted: Some(u),
                measured: jump.map(|[u, _]| u),
                error: jump.map(|[_, half]| half),
                ..Row::new("ε = 0: where the step is, at T*", "order is kept, derived")
            });
        }
        let kernel = Kernel::of(self.scene.process, &self.law);
        let mut lambda = Vec::new();
        let second = self.name(self.pair.of[1]);
        let mut exact = |u: f64| {
            self.pair
                .predicted(&kernel, self.scene.t_star, u, &mut lambda)
        };
        let number = chances::ROW / 2 + chances::ROW / 4;
        let u = self.chances[2].starts[number];
        for chances in &self.chances[1..] {
            let measured = chances.measured.get(number);
            let is_known = chances.epsilon == 1.0;
            rows.push(Row {
                predicted: is_known.then(|| exact(u)),
                measured: measured.map(|chance| chance.share),
                error: measured.map(|chance| chance.error),
                ..Row::new(
                    &format!(
                        "P(to {second}) from {}, ε = {}",
                        sign(&short(u)),
                        chances.epsilon
                    ),
                    if is_known {
                        "Cao et al. Theorem 1, (3.18)"
                    } else {
                        "measured"
                    },
                )
            });
        }
        let noisy = &self.chances[2].measured;
        if noisy.len() == chances::ROW {
            let squares = noisy.iter().map(|chance| {
                let p = exact(chance.u);
                let m = self.scene.particles as f64;
                (chance.share - p) * (chance.share - p) * m / (p * (1.0 - p)).max(1.0 / m)
            });
            let n = noisy.len() as f64;
            rows.push(Row {
                predicted: Some(n),
                measured: Some(squares.sum()),
                error: Some(libm::sqrt(2.0 * n)),
                ..Row::new(
                    "ε = 1: Σ (share − λ)²/variance over all starts",
                    "Cao et al. Theorem 1, χ²",
                )
            });
        }
        rows
    }

    fn findings(&self) -> Vec<String> {
        let mut findings = Vec::new();
        let process = self.scene.process;
        let [first, second] = self.pair.of.map(|i| self.name(i));
        let separatrix = self.pair.separatrix(process, self.scene.t_star);
        let ends = &self.paths.ends;
        if let (Some(distance), true) = (self.on_separatrix(), separatrix.is_some()) {
            let between = ends.iter().filter(|end| end.is_none()).count();
            findings.push(format!(
                "Without noise the line between {first} and {second} is a separatrix: starts on either side end at the \
                 point of that side, and the {between} on it end at the barycentre, {}.",
                if distance == 0.0 {
                    "to the last bit".into()
                } else {
                    format!("to {distance:.1e}")
                }
            ));
        } else if separatrix.is_some() && self.scene.epsilon > 0.0 && !ends.is_empty() {
            findings.push(format!(
                "With ε = {} paths cross the separatrix, and none ends on it.",
                self.scene.epsilon
            ));
        }
        match separatrix {
            Some(u) if u != 0.0 => findings.push(
                "The points' weights differ: the flow keeps the order along the line, so its separatrix is where ρ(·, t) \
                 has left the first one's weight behind it, and moves with t (derived for this project)."
                    .into(),
            ),
            Some(_) => {}
            None if self.pair.of[0] == self.pair.of[1] => {
                findings.push("There is one place in the data, and every path ends there.".into());
            }
            None => findings.push(format!(
                "Paths end at data points. The second chart runs along the line through {first} and {second}, the two \
                 that are nearest to each other.",
            )),
        }
        let slopes = self
            .chances
            .each_ref()
            .map(|chances| rise(&chances.measured));
        if let [_, Some(between), Some(noisy)] = slopes {
            findings.push(format!(
                "Noise dissolves the step: from 1 in 4 to 3 in 4 it takes {} along the line with ε = {}, {} with ε = 1, \
                 where the chance is λ(x, T*) exactly, and nothing with ε = 0.",
                short(between),
                self.chances[1].epsilon,
                short(noisy),
            ));
        }
        findings.extend(self.note.clone());
        if findings.is_empty() {
            findings.push("Paths are on their way.".into());
        }
        findings
    }

    /// What moves; allocates nothing.
    fn refresh(&mut self) {
        let chart = &mut self.report.charts[PLANE];
        let times = &self.paths.times;
        let now = self.now * (1.0 - 1e-12);
        let passed = times.partition_point(|&t| t >= now).max(1);
        let separatrix = &mut chart.series[1];
        separatrix.clear();
        let last = self.separatrix.len().saturating_sub(1);
        if let Some(&u) = self.separatrix.get(last.min(passed - 1)) {
            let length = [&chart.x, &chart.y].map(|axis| axis.range[1] - axis.range[0]);
            let far = 2.0 * (length[0] + length[1]);
            for across in [-far, far] {
                let [x, y] = self.pair.place(self.scene.process, self.now, u, across);
                separatrix.push(x, y);
            }
        }
        for (number, members) in &self.bundles {
            let series = &mut chart.series[*number];
            series.clear();
            for &i in members {
                for k in 0..passed {
                    let [x, y] = self.paths.at(i, k);
                    series.push(x, y);
                }
                series.push(f64::NAN, f64::NAN);
            }
        }
        if !self.bundles.is_empty()
            && let Some(heads) = chart.series.last_mut()
        {
            heads.clear();
            for i in 0..self.paths.len() {
                let [x, y] = self.paths.at(i, passed - 1);
                heads.push(x, y);
            }
        }
    }
}

/// How far it is from where a quarter goes to the second point to where three quarters do, between measured starts.
fn rise(measured: &[chances::Chance]) -> Option<f64> {
    let crossing = |level: f64| {
        measured.windows(2).find_map(|pair| {
            let [a, b] = [pair[0], pair[1]];
            let crosses = a.share < level && b.share >= level;
            crosses.then(|| a.u + (b.u - a.u) * (level - a.share) / (b.share - a.share))
        })
    };
    Some(crossing(0.75)? - crossing(0.25)?)
}

/// A coordinate as a reader writes it.
fn short_place(x: f64) -> String {
    // No −0.
    let text = format!("{:.2}", x + 0.0);
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0" } else { text }.to_owned()
}

/// With a true minus sign.
fn sign(text: &str) -> String {
    text.replace('-', "−")
}

impl Study for TwoDiracs {
    fn work(&mut self) -> bool {
        if self.bundles.is_empty() {
            if self.paths.work(&self.law, &self.scene, PIECE) {
                self.bundle();
                self.update();
            }
            return true;
        }
        for k in 0..self.chances.len() {
            let chances = &mut self.chances[k];
            let before = chances.measured.len();
            let is_done = chances.work(&self.scene, &self.law, &self.pair, PIECE);
            if self.chances[k].measured.len() > before {
                self.update();
            }
            if !is_done || self.chances[k].measured.len() > before {
                return true;
            }
        }
        false
    }

    fn show(&mut self, t: f64, _particles: &[f32]) {
        self.now = t;
        self.refresh();
    }

    fn report(&self) -> &Report {
        &self.report
    }
}

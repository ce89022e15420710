//! The probability flow of two points and its separatrix, Liu & Zuazua figure 3; and what noise does to it.
//!
//! Paths from a grid of starts in the plane, by the scene's own steps; and along the line through the two points how
//! likely a path goes to the second of them, against where it starts, for three ε at once. Any data in the plane do:
//! then the line is that through the two nearest ones.

mod chances;
mod charts;
mod paths;
mod report;

use super::chart::{Ink, Series};
use super::condensed::chosen_scene;
use super::question::Study;
use super::report::{ChartId, Report, SeriesId};
use crate::cost;
use crate::law::Law;
use crate::line::NearestPair;
use crate::scene::{Dynamics, Scene};
use chances::Chances;
use charts::name;
use paths::Paths;

/// The most data points that are told apart.
const COMPONENTS: usize = 300;
/// Data points of which ends are named.
const NAMED: usize = 5;
/// Paths of one series: more would be drawn thin.
const BOLD: usize = 8;
/// Particles from each start.
const PARTICLES: [usize; 2] = [100, 4000];
/// The ε beside 0 and 1 where the scene's own is one of these.
const BETWEEN: f64 = 0.2;

pub(super) struct TwoDiracs {
    scene: Scene,
    law: Law,
    pair: NearestPair,
    paths: Paths,
    /// For ε = 0, the one between and ε = 1.
    chances: [Chances; 3],
    /// The separatrix at each of the paths' times, at T* alone before they have arrived; none of more points than two.
    separatrix: Vec<f64>,
    plane: ChartId,
    /// Paths of the flow as they will be.
    whole: SeriesId,
    /// The separatrix now.
    border: SeriesId,
    /// Once paths have arrived: each series of them up to now, and the paths in it; and where they are now.
    bundles: Vec<(SeriesId, Vec<usize>)>,
    heads: Option<SeriesId>,
    /// What is measured of [`TwoDiracs::chances`].
    shares: [SeriesId; 3],
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
        let most = cost::particles(20 + 2 * law.points().len(), PARTICLES[1]);
        scene.particles = scene.particles.clamp(PARTICLES[0], most);
        let pair = NearestPair::of(&law);
        let between = if scene.epsilon == 0.0 || scene.epsilon == 1.0 {
            BETWEEN
        } else {
            scene.epsilon
        };
        let mut report = Report::default();
        let paths = Paths::new(&scene, &law);
        let chances = [0.0, between, 1.0].map(|epsilon| Chances::new(&scene, &law, &pair, epsilon));
        let (plane, [whole, border]) = charts::plane(&mut report, &scene, &law, &pair, &paths);
        let (line, shares) = charts::line(&mut report, &scene, &law, &pair, &chances);
        report.led_by_all([plane, line]);
        let mut study = Self {
            paths,
            chances,
            separatrix: pair
                .separatrix(scene.process, scene.t_star)
                .into_iter()
                .collect(),
            plane,
            whole,
            border,
            bundles: Vec::new(),
            heads: None,
            shares,
            now: scene.t_star,
            note,
            report,
            pair,
            law,
            scene,
        };
        study.conclude();
        study
    }

    /// Once paths have arrived: bundles of one end, still ones and those that move.
    fn bundle(&mut self) {
        let times = self.paths.times.iter();
        let places = times.filter_map(|&t| self.pair.separatrix(self.scene.process, t));
        self.separatrix = places.collect();
        let classes = self.classes();
        let last = self.paths.times.len() - 1;
        // Noise makes a thicket of what has not happened yet.
        if self.scene.epsilon == 0.0 {
            for i in 0..self.paths.len() {
                let place = |k: usize| self.paths.at(i, k).into();
                self.report[self.whole].path(last, usize::MAX, place);
            }
        }
        let chart = &mut self.report[self.plane];
        // Paths that leave the picture would fall into pieces; one that goes very far may.
        for (c, axis) in [&mut chart.x, &mut chart.y].into_iter().enumerate() {
            let [low, high] = axis.range;
            let size = high - low;
            let places = (0..=last).flat_map(|k| (0..self.paths.len()).map(move |i| (i, k)));
            let seen = places.map(|(i, k)| self.paths.at(i, k)[c]);
            axis.range = seen.fold([low, high], |[a, b], x| {
                [
                    a.min(x.max(low - 0.3 * size)),
                    b.max(x.min(high + 0.3 * size)),
                ]
            });
        }
        // In place of the starts, of which nothing was known.
        chart.series.pop();
        for (name, ink, members) in &classes {
            let starts = members.iter().map(|&i| self.paths.starts[i].into());
            let starts = Series::points(name, *ink).with(starts);
            self.report.series(self.plane, starts);
        }
        for (_, ink, members) in classes {
            // Many in one series are thin.
            let most = if self.scene.epsilon == 0.0 {
                BOLD
            } else {
                usize::MAX
            };
            for some in members.chunks(most) {
                let mut series = Series::line("", ink).moving();
                series.x.reserve(some.len() * (last + 2));
                series.y.reserve(some.len() * (last + 2));
                let series = self.report.series(self.plane, series);
                self.bundles.push((series, some.to_vec()));
            }
        }
        let heads = Series::points("", Ink::Reverse).moving();
        self.heads = Some(self.report.series(self.plane, heads));
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
                    let name = format!("to {}", name(&self.law, point));
                    let ink = Ink::Distinct(3 * number as u32);
                    (if number < NAMED { name } else { String::new() }, ink)
                }
                None => ("to no data point".into(), Ink::Ink),
            };
            (name, ink, members.collect())
        };
        ends.into_iter().enumerate().map(class).collect()
    }

    fn conclude(&mut self) {
        for (chances, series) in self.chances.iter().zip(self.shares) {
            let series = &mut self.report[series];
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
        self.report.answer = self.answer();
        self.draw_now();
        self.report.changed();
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
        if !is_flow || u != Some(0.0) || self.scene.t_min > 0.0 || self.law.width() > 0.0 {
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

    /// What moves; allocates nothing.
    fn draw_now(&mut self) {
        let report = &mut self.report;
        let times = &self.paths.times;
        let now = self.now * (1.0 - 1e-12);
        let passed = times.partition_point(|&t| t >= now).max(1);
        report[self.border].clear();
        let last = self.separatrix.len().saturating_sub(1);
        if let Some(&u) = self.separatrix.get(last.min(passed - 1)) {
            let chart = &report[self.plane];
            let length = [&chart.x, &chart.y].map(|axis| axis.range[1] - axis.range[0]);
            let far = 2.0 * (length[0] + length[1]);
            let place = |across| self.pair.place(self.scene.process, self.now, u, across);
            report[self.border].extend([-far, far].map(|across| place(across).into()));
        }
        for (series, members) in &self.bundles {
            let series = &mut report[*series];
            series.clear();
            for &i in members {
                series.path(passed - 1, usize::MAX, |k| self.paths.at(i, k).into());
            }
        }
        if let Some(heads) = self.heads {
            let places = (0..self.paths.len()).map(|i| self.paths.at(i, passed - 1).into());
            report[heads].redraw(places);
        }
    }
}

impl Study for TwoDiracs {
    fn work(&mut self) -> bool {
        if self.bundles.is_empty() {
            if self.paths.work(&self.law, &self.scene) {
                self.bundle();
                self.conclude();
            }
            return true;
        }
        for k in 0..self.chances.len() {
            let chances = &mut self.chances[k];
            let before = chances.measured.len();
            chances.work(&self.scene, &self.law, &self.pair);
            let is_more = chances.measured.len() > before;
            let is_done = chances.is_done();
            if is_more {
                self.conclude();
            }
            if is_more || !is_done {
                return true;
            }
        }
        false
    }

    fn show(&mut self, t: f64, _particles: &[f32]) {
        self.now = t;
        self.draw_now();
    }

    fn report(&self) -> &Report {
        &self.report
    }
}

//! (2.7), (2.8) and between: with noise, with less, with none, the same law by other paths.
//!
//! Three ensembles start from the same places with the same noise and go back with ε = 1, the scene's ε, and
//! ε = 0. From ρ(·, T*) all have the law ρ(·, t) at every t; what tells them apart is a path. On a line the flow
//! without noise keeps the order of particles, noise does not, and Σ |Δx|² along a path is 2ε s.
//!
//! How rough the paths are under ε = 1, and how many pairs change order, is exact too: [`reverse_paths`].

mod report;
mod run;

use super::condensed::{condensed_note, condensed_scene};
use super::density_map::{DensityMap, Progress};
use super::half_steps;
use super::{Report, Study};
use crate::cost::{self, Piece};
use crate::ensemble::ReverseRun;
use crate::ensemble::Simulation;
use crate::line::{Mixture, ReverseLaws, perfect_samples, reverse_paths, start_law};
use crate::points::Points;
use crate::scene::{Dynamics, Scene, Start};
use report::Shown;
use run::{Run, Way};

/// Paths drawn in each panel.
const DRAWN: usize = 9;
/// Times at which the laws are compared.
const SLICES: usize = 40;
/// The most particles of each ensemble, and data points that are told apart.
const PARTICLES: usize = 4000;
const COMPONENTS: usize = 200;
/// More than these and the chance of a changed order is not computed.
const MOST_FOR_ORDER: usize = 24;
/// The noise of half as many steps is that of steps that no particle takes.
const STREAM: u64 = 5 << 20;

/// Three ways back.
pub(super) struct WaysBack {
    scene: Scene,
    law: Mixture,
    ways: [Way; 3],
    /// Indices of the time grid, and their times.
    slices: Vec<usize>,
    times: Vec<f64>,
    run: Option<(Simulation, Run)>,
    /// The same in half as many steps, for the steps' own error: measured at those slices that both have.
    halves: [Way; 3],
    /// All times of the grid, and the numbers of those that half as many steps pass; none where that tells nothing.
    all_times: Vec<f64>,
    kept: Vec<usize>,
    half: Option<(ReverseRun, Run)>,
    at_way: usize,
    laws: ReverseLaws,
    at_slice: usize,
    /// Sorted uniform samples.
    perfect: Vec<Vec<f64>>,
    /// What the share of swapped pairs is for ε = 1 from ρ(·, T*).
    order: Option<Vec<f64>>,
    /// Σ |Δx|² of the exact process for ε = 1 from ρ(·, T*) at the grid's own times.
    variation: Option<Vec<f64>>,
    /// The same in half as many steps.
    half_variation: Option<Vec<f64>>,
    map: DensityMap,
    now: f64,
    note: Option<String>,
    report: Report,
    shown: Shown,
}

impl WaysBack {
    pub(super) fn new(scene: &Scene) -> Self {
        let points = scene.rho0().points.len();
        let mut scene = condensed_scene(scene, COMPONENTS);
        scene.dynamics = Dynamics::Reverse;
        let n = scene.rho0().points.len();
        // A step should be a piece of work, even for many data points.
        let most = cost::particles(20 + 2 * n, PARTICLES);
        scene.particles = scene.particles.min(most);
        let law = Mixture::of(&scene.rho0());
        let times = scene.times(&scene.law());
        let slices = slices(&times);
        let variation = (scene.start == Start::Terminal)
            .then(|| reverse_paths::variation(&law, scene.process, &times, &slices));
        let kept = match half_steps::is_known(&scene) {
            true => half_steps::halved_times(times.len()),
            false => Vec::new(),
        };
        let ways = [1.0, scene.epsilon, 0.0].map(|epsilon| Way {
            epsilon,
            ..Way::default()
        });
        let start = start_law(&scene, &scene.rho0());
        let seen = start.window(3.3);
        let map = DensityMap::new(&law, scene.process, scene.t_star, true, seen);
        let laws = ReverseLaws::new(&scene, &law);
        let mut report = Report::default();
        let shown = Shown::new(&mut report, &ways, scene.t_star, map.span, laws.is_shared());
        let mut study = Self {
            map,
            times: slices.iter().map(|&k| times[k]).collect(),
            laws,
            order: None,
            half_variation: variation.as_ref().filter(|_| !kept.is_empty()).map(|_| {
                let half: Vec<f64> = kept.iter().map(|&k| times[k]).collect();
                let both = |&k: &usize| slices.binary_search(&kept[k]).is_ok();
                let passed: Vec<usize> = (0..kept.len()).filter(both).collect();
                reverse_paths::variation(&law, scene.process, &half, &passed)
            }),
            variation,
            perfect: Vec::new(),
            slices,
            halves: ways.clone(),
            ways,
            run: None,
            kept,
            half: None,
            all_times: times,
            at_way: 0,
            at_slice: 0,
            now: scene.t_star,
            note: condensed_note(points, n),
            report,
            shown,
            law,
            scene,
        };
        study.conclude();
        study
    }

    /// Some steps of the ensemble whose turn it is.
    fn step(&mut self) {
        if self.half.is_some() {
            return self.step_half();
        }
        let Some((simulation, run)) = &mut self.run else {
            let mut scene = self.scene.clone();
            scene.epsilon = self.ways[self.at_way].epsilon;
            let mut simulation = Simulation::new(scene);
            simulation.set_paths(DRAWN);
            let x = simulation.positions().axis(0);
            let mut run = Run::new(x);
            run.measure(x, &mut self.ways[self.at_way]);
            self.run = Some((simulation, run));
            return;
        };
        let n = self.law.means().len();
        let way = &mut self.ways[self.at_way];
        let mut piece = Piece::whole();
        while piece.is_left() && simulation.step() {
            let [before, now] = [simulation.positions_before(), simulation.positions()];
            run.follow(before.axis(0), now.axis(0));
            let time = simulation.time();
            let spread = self.scene.process.spread(self.scene.width, time);
            let particles = run.order.len();
            // The step, and following it.
            piece.spend(cost::step(particles, n, spread) + 5.0 * particles as f64);
            if self.slices.get(way.sorted.len()) == Some(&simulation.index()) {
                run.measure(simulation.positions().axis(0), way);
                piece.spend(100.0 * particles as f64);
            }
        }
        if simulation.done() {
            let panel = self.shown.panels[self.at_way];
            report::draw(simulation, self.scene.t_star, panel, &mut self.report);
            simulation.seek(0);
            let start = simulation.positions().clone();
            self.run = None;
            if self.kept.is_empty() {
                self.at_way += 1;
                self.conclude();
            } else {
                self.begin_half(start);
            }
        }
    }

    /// The same way from the same starts in half as many steps, on other noise.
    fn begin_half(&mut self, start: Points<f32>) {
        let scene = &self.scene;
        let times = self.kept.iter().map(|&k| self.all_times[k]).collect();
        let (law, epsilon) = (scene.rho0(), self.ways[self.at_way].epsilon);
        let stream = STREAM + ((self.at_way as u64) << 20);
        let mut run = Run::new(start.axis(0));
        run.measure(start.axis(0), &mut self.halves[self.at_way]);
        let mut half = ReverseRun::new(scene.process, &law, times, scene.seed, stream)
            .with(scene.sampler, epsilon);
        half.begin_at(0, start);
        self.half = Some((half, run));
    }

    fn step_half(&mut self) {
        let Some((half, run)) = &mut self.half else {
            return;
        };
        let way = &mut self.halves[self.at_way];
        let mut piece = Piece::whole();
        let mut before = half.positions().to_vec();
        while piece.is_left() && half.step() {
            run.follow(&before, half.positions());
            before.copy_from_slice(half.positions());
            piece.spend(half.cost() + 5.0 * before.len() as f64);
            if self.slices.binary_search(&self.kept[half.index()]).is_ok() {
                run.measure(half.positions(), way);
                piece.spend(100.0 * before.len() as f64);
            }
        }
        if half.done() {
            self.half = None;
            self.at_way += 1;
            self.conclude();
        }
    }

    /// Of the slice, if half as many steps pass it, the number among those that they pass.
    fn passed(&self, slice: usize) -> Option<usize> {
        let is_kept = |&k: &usize| self.kept.binary_search(&k).is_ok();
        let before = &self.slices[..slice];
        is_kept(&self.slices[slice]).then(|| before.iter().filter(|k| is_kept(k)).count())
    }

    /// Some of the comparison at the slice whose turn it is.
    fn compare(&mut self) {
        if self.perfect.is_empty() {
            self.perfect = perfect_samples::samples(self.scene.seed, self.scene.particles);
        }
        let t = self.times[self.at_slice];
        let passed = self.passed(self.at_slice);
        let shared = self.laws.is_shared();
        let Some(laws) = self.laws.work(t) else {
            return;
        };
        let ways = self.ways.iter_mut().zip(&mut self.halves);
        for (k, (way, half)) in ways.enumerate() {
            if let (Some(law), Some(j)) = (laws.of(k), passed) {
                half.w2.push(law.w2_sample(&half.sorted[j]));
            } else if passed.is_some() {
                half.w2.push(f64::NAN);
            }
            let (w2, level) = match laws.of(k) {
                Some(law) => {
                    let level = if k > 0 && shared {
                        None
                    } else {
                        Some(perfect_samples::level(law, &self.perfect))
                    };
                    (law.w2_sample(&way.sorted[self.at_slice]), level)
                }
                None => (f64::NAN, Some([f64::NAN; 2])),
            };
            way.w2.push(w2);
            way.level.push(level.unwrap_or([f64::NAN; 2]));
        }
        if shared {
            let level = self.ways[0].level[self.at_slice];
            self.ways[1].level[self.at_slice] = level;
            self.ways[2].level[self.at_slice] = level;
        }
        self.at_slice += 1;
        if self.at_slice.is_multiple_of(8) || self.at_slice == self.times.len() {
            self.conclude();
        }
    }

    /// The exact share of swapped pairs under ε = 1.
    fn predict_order(&mut self) {
        let known = self.scene.start == Start::Terminal && self.law.means().len() <= MOST_FOR_ORDER;
        let times = self.times.iter().take(if known { usize::MAX } else { 0 });
        let shares = times
            .map(|&t| reverse_paths::swapped(&self.law, self.scene.process, t, self.scene.t_star));
        let shares: Vec<f64> = shares.collect();
        let s = self.times.iter().map(|t| self.scene.t_star - t);
        self.report[self.shown.predicted_order].extend(s.zip(shares.iter().copied()));
        self.order = Some(shares);
    }
}

/// Indices of about so many times: evenly spread in s, and the last.
fn slices(times: &[f64]) -> Vec<usize> {
    let last = times.len() - 1;
    let (first, end) = (times[0], times[last]);
    let mut slices: Vec<usize> = (0..=SLICES)
        .map(|k| {
            let t = first + (end - first) * k as f64 / SLICES as f64;
            times.partition_point(|&time| time > t).min(last)
        })
        .collect();
    // Near the data things happen in the logarithm of t.
    slices.extend((1..4).map(|k| last.saturating_sub(k * k)));
    slices.push(last);
    slices.sort_unstable();
    slices.dedup();
    slices
}

impl Study for WaysBack {
    fn work(&mut self) -> bool {
        if self.at_way < 3 {
            self.step();
            return true;
        }
        if self.order.is_none() {
            self.predict_order();
            return true;
        }
        match self.map.work() {
            Progress::Working => return true,
            Progress::Complete(map) => {
                for panel in self.shown.panels {
                    self.report[panel].map = Some(map.clone());
                }
                self.report.changed();
                return true;
            }
            Progress::Idle => {}
        }
        if self.at_slice < self.times.len() {
            self.compare();
            return true;
        }
        false
    }

    fn show(&mut self, t: f64, _particles: &[f32]) {
        self.now = t;
        self.show_slice();
    }

    fn report(&self) -> &Report {
        &self.report
    }
}

//! γ-Voronoi cores, Liu & Zuazua figure 4: how deep in a cell must a particle be to be caught for good?
//!
//! What is said here beyond the figure is derived for this project: the bound on 1 − λ_i in a core
//! ([`crate::measure::cores`]); that for ε = 1 a path in a core ends at its point with the chance λ_i (Cao et al.
//! Theorem 1); and from when on the flow, ε = 0, leaves no core ([`tight_from`]).

mod charts;
mod report;

use super::condensed::chosen_scene;
use super::half_steps;
use super::question::Study;
use super::report::Report;
use crate::cost::{self, Piece};
use crate::ensemble::Simulation;
use crate::ensemble::core_entries::{Entries, WINDOWS};
use crate::law::Law;
use crate::measure::core_bound::{Bound, tight_from};
use crate::measure::cores::{self, Core};
use crate::scene::{Dynamics, Scene};
use charts::{LEAST, Rows, Shown, lambda_is_the_chance};

/// The most data points whose cores are cut out.
const COMPONENTS: usize = 200;
/// The most particles that are followed.
const PARTICLES: usize = 4000;
/// The most particles of the picture that are asked whether they are in a core.
const COUNTED: usize = 2000;
/// Particles whose λ is drawn.
const SEEN: usize = 200;
/// Times at which the bound is compared.
const TIMES: usize = 81;
/// From when on cores are said to catch.
const SAFE: f64 = 0.01;
/// Seeds are below this.
const LARGEST_SEED: u64 = 1 << 53;

pub(super) struct Cores {
    scene: Scene,
    law: Law,
    /// Cut out of a square that is not much larger than the data.
    cores: Vec<Core>,
    bound: Bound,
    /// Times from the largest to the least, and how many are compared.
    times: Vec<f64>,
    compared: usize,
    worst: f64,
    run: Option<Simulation>,
    entries: Entries,
    /// In half as many steps, for the steps' own error.
    half_run: Option<Simulation>,
    half_entries: Option<Entries>,
    is_done: bool,
    /// From when on the flow leaves no core.
    tight: Option<f64>,
    now: f64,
    note: Option<String>,
    shown: Shown,
    rows: Rows,
    report: Report,
}

impl Cores {
    pub(super) fn new(scene: &Scene) -> Self {
        let (mut scene, note) = chosen_scene(scene, COMPONENTS);
        scene.dynamics = Dynamics::Reverse;
        let law = scene.rho0();
        let n = law.points().len();
        // A step should be a piece of work, even for many data points.
        let most = cost::particles(20 + 4 * n, PARTICLES);
        scene.particles = scene.particles.min(most);
        let reach = 4.0 * (size(&law).max(1e-9) + libm::sqrt(scene.gamma));
        let cores = (0..n).map(|i| cores::core(law.points(), i, scene.gamma, reach));
        let cores = cores.collect();
        let bound = Bound::new(&law, scene.gamma);
        let least = bound.least_time(&scene, &law, LEAST);
        let ratio = libm::log(least / scene.t_star);
        let times =
            (0..TIMES).map(|k| scene.t_star * libm::exp(ratio * k as f64 / (TIMES - 1) as f64));
        let times: Vec<f64> = times.collect();
        let tight = tight_from(&bound, &scene, &law);
        // For ε = 1 alone something is predicted.
        let halved = half_steps::halved(&Scene {
            seed: (scene.seed + 1) % LARGEST_SEED,
            ..scene.clone()
        });
        let halved = halved.filter(|_| lambda_is_the_chance(&scene));
        let mut report = Report::default();
        let bounds = |t: f64| bound.at(scene.process.scaled_spread(law.width(), t));
        let shown = charts::charts(&mut report, &scene, &times, bounds, tight);
        let safe = bound.time_of(&scene, &law, SAFE);
        let rows = charts::rows(&mut report, &scene, safe, tight);
        let mut study = Self {
            cores,
            bound,
            times,
            compared: 0,
            worst: 0.0,
            run: None,
            half_run: halved.map(Simulation::new),
            half_entries: None,
            entries: entries_of(&bound, &scene, &law),
            is_done: false,
            tight,
            now: scene.t_star,
            note,
            shown,
            rows,
            report,
            law,
            scene,
        };
        study.conclude();
        study
    }

    /// v, the variance of a component of the law of x/α.
    fn v(&self, t: f64) -> f64 {
        self.scene.process.scaled_spread(self.law.width(), t)
    }

    /// The largest of all cores' bounds.
    fn bound(&self, t: f64) -> f64 {
        self.bound.at(self.v(t))
    }

    /// The largest 1 − λ_i of all cores: at their corners, because the odds are convex.
    fn found(&self, t: f64) -> f64 {
        let v = self.v(t);
        let all = self.cores.iter().enumerate().flat_map(|(i, core)| {
            let corners = core.corners.iter();
            corners.map(move |&y| cores::odds_against(&self.law, i, y, v))
        });
        doubt(all.fold(0.0, f64::max))
    }

    /// Some of the comparison of the bound.
    fn compare(&mut self) {
        let n = self.law.points().len();
        let corners: usize = self.cores.iter().map(|core| core.corners.len()).sum();
        let mut piece = Piece::whole();
        while piece.is_left() && self.compared < self.times.len() {
            let t = self.times[self.compared];
            let (found, bound) = (self.found(t), self.bound(t));
            self.report[self.shown.largest].push(t, found);
            if bound > LEAST * 1e-4 {
                self.worst = self.worst.max(found / bound);
            }
            self.compared += 1;
            piece.spend(16.0 * (n * corners) as f64);
        }
        if self.compared == self.times.len() {
            self.conclude();
        }
    }

    /// What rounding may do to a ratio of 1 − λ_i to its bound: the exponents' own, sixteen units in the last place of
    /// the largest squared distance over 2v.
    fn rounding(&self) -> f64 {
        let v = self
            .times
            .iter()
            .map(|&t| self.v(t))
            .fold(f64::INFINITY, f64::min);
        let corners = self.cores.iter().flat_map(|core| &core.corners);
        let far = corners.fold(0.0f64, |r, y| r.max(libm::hypot(y[0], y[1])));
        let size = far + 2.0 * size(&self.law);
        libm::expm1((16.0 * f64::EPSILON * size * size / (2.0 * v)).min(600.0))
    }

    /// Some steps of the ensemble.
    fn step(&mut self) {
        let Some(run) = &mut self.run else {
            let run = Simulation::new(self.scene.clone());
            self.entries.follow(&run, &self.law);
            self.run = Some(run);
            return;
        };
        march(run, &mut self.entries, &self.law);
        if run.done() {
            self.run = None;
            self.is_done = true;
            self.conclude();
        }
    }

    /// Some steps of the run in half as many; false once nothing is left of it.
    fn step_half(&mut self) -> bool {
        let Some(run) = &mut self.half_run else {
            return false;
        };
        let entries = self.half_entries.get_or_insert_with(|| {
            let mut entries = entries_of(&self.bound, &self.scene, &self.law);
            entries.follow(run, &self.law);
            entries
        });
        march(run, entries, &self.law);
        if run.done() {
            self.half_run = None;
            self.conclude();
        }
        true
    }

    /// What moves with the clock; allocates nothing once it has run.
    fn draw_now(&mut self, particles: &[f32]) {
        let (t, gamma) = (self.now, self.scene.gamma);
        let (alpha, v) = (self.scene.process.alpha(t), self.v(t));
        let m = particles.len() / 2;
        let (shown, report) = (&self.shown, &mut self.report);
        if m > 0 {
            report[shown.doubts].clear();
        }
        let (mut held, mut doubts) = (0, 0.0);
        for i in 0..m.min(COUNTED) {
            let x = [particles[i], particles[m + i]].map(f64::from);
            let y = x.map(|x| x / alpha);
            let Some(k) = cores::holder(self.law.points(), gamma, y) else {
                continue;
            };
            held += 1;
            if v <= 0.0 || i >= SEEN {
                continue;
            }
            let place = [0, 1].map(|c| y[c] - self.law.points().at(k, c));
            let doubt = doubt(cores::odds_against(&self.law, k, place, v));
            doubts = f64::max(doubts, doubt);
            report[shown.doubts].push(t, doubt);
        }
        let (found, bound) = if v > 0.0 {
            (self.found(t), self.bound(t))
        } else {
            // Nothing is left to doubt inside, and at γ = 0 all between two points.
            (
                if gamma > 0.0 { 0.0 } else { 0.5 },
                if gamma > 0.0 { 0.0 } else { 1.0 },
            )
        };
        let bound = Some(bound * (1.0 + self.rounding()));
        let (rows, report) = (&self.rows, &mut self.report);
        report[rows.now].measured = Some(found);
        report[rows.now].bound = bound;
        if m > 0 {
            report[rows.held].measured = Some(f64::from(held) / m.min(COUNTED) as f64);
            report[rows.doubts].measured = Some(doubts);
            report[rows.doubts].bound = bound;
        }
    }

    /// What became of the paths that entered a core, window by window.
    fn draw_entries(&mut self) {
        let (shown, report) = (&self.shown, &mut self.report);
        for series in [shown.lambda, shown.caught, shown.stay] {
            report[series].clear();
        }
        let found = self.entries.by_window();
        for (window, found) in found.iter().enumerate().take(WINDOWS) {
            if found.count < 5 {
                continue;
            }
            let t = self.entries.middle(window);
            if lambda_is_the_chance(&self.scene) {
                report[shown.lambda].push(t, found.lambda / found.count as f64);
            }
            for (series, of) in [(shown.caught, found.caught), (shown.stay, found.stay)] {
                let [share, error] = found.share(of);
                report[series].push(t, share);
                report[series].low.push(error);
            }
        }
    }

    /// The time at which the bound is [`SAFE`].
    fn safe(&self) -> Option<f64> {
        self.bound.time_of(&self.scene, &self.law, SAFE)
    }
}

/// Of a square around the data, with some room.
fn size(law: &Law) -> f64 {
    let axes = [0, 1].map(|c| law.points().bounds(c));
    let size = axes.iter().fold(0.0f64, |s, [a, b]| s.max(b - a));
    if size > 0.0 { 1.7 * size } else { 2.0 }
}

/// A chance, of its odds.
fn doubt(odds: f64) -> f64 {
    if odds.is_finite() {
        odds / (1.0 + odds)
    } else {
        1.0
    }
}

/// Some steps of an ensemble, and what is counted of it.
fn march(run: &mut Simulation, entries: &mut Entries, law: &Law) {
    let (m, n) = (run.scene().particles, law.points().len());
    let mut piece = Piece::whole();
    while piece.is_left() && run.step() {
        entries.follow(run, law);
        let spread = run.scene().process.spread(run.scene().width, run.time());
        piece.spend(cost::step(m, n, spread) + (m * (10 + 2 * n)) as f64);
    }
}

/// What is counted of the scene's particles.
fn entries_of(bound: &Bound, scene: &Scene, law: &Law) -> Entries {
    let safe = bound.time_of(scene, law, SAFE).unwrap_or(0.0);
    let span = [scene.t_star, bound.least_time(scene, law, LEAST)];
    Entries::new(scene.particles, scene.gamma, span, safe)
}

impl Study for Cores {
    fn work(&mut self) -> bool {
        if self.compared < self.times.len() {
            self.compare();
            return true;
        }
        if !self.is_done {
            self.step();
            return true;
        }
        self.step_half()
    }

    fn show(&mut self, t: f64, particles: &[f32]) {
        self.now = t;
        self.draw_now(particles);
    }

    fn report(&self) -> &Report {
        &self.report
    }
}

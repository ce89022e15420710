//! When does the middle between two data points turn unstable? After Raya & Ambrogioni (NeurIPS 2023, arXiv 2305.19693);
//! derived and measured for this project.
//!
//! Of the reverse processes that share their law at every t each has a critical time of its own, or none: it belongs to a
//! process, and not to a law. For two points of equal weight it is known in closed form; for other data on a line it is
//! that at which the drift becomes expanding anywhere, found by a search.

mod charts;
mod pairs;
mod report;
mod same_law;
mod slope;

use super::condensed::{condensed_note, law_of};
use super::question::Study;
use super::report::Report;
use crate::cost::Piece;
use crate::law::Law;
use crate::line::Mixture;
use crate::scene::Scene;
use charts::Shown;
use pairs::Growth;
use same_law::SameLaw;
use slope::{Slope, Steepest};

/// More data points are put together: the whole line is searched at every time.
const MOST_POINTS: usize = 40;
/// The ε beside 0 and 1 where the scene's own is one of these.
const BETWEEN: f64 = 0.3;
/// Times at which the steepest place is looked for, before it is known where something turns.
const TIMES: usize = 61;
/// Times of a curve.
const CURVE: usize = 97;
/// Times at which pairs are measured.
const MEASURED: usize = 17;
/// Times at which they are measured again, about the zero of those, and their distance, as a share, at least.
const CLOSE: usize = 5;
const APART: f64 = 0.02;
/// The axis of time reaches from this much of the first critical time to so many of the last.
const AROUND: [f64; 2] = [0.4, 4.0];
/// The earliest time looked at: where κ is this share of the distance of two neighbours.
const EARLIEST: f64 = 0.2;
/// The latest time to which particles run, as a share of T*.
const LATEST: f64 = 0.9;
/// What one of a pair costs in a step, by the data points: in nanoseconds or so.
const STEP: [f64; 2] = [150.0, 12.0];

/// What is done next.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Task {
    /// The k-th of the times at which it is looked for what turns.
    Look(usize),
    /// When it turns for the k-th ε.
    Turn(usize),
    /// The k-th time of the curves.
    Curve(usize),
    /// The k-th measurement, ε after ε at each time.
    Pairs(usize),
    /// The k-th measurement close to where pairs begin to part, time after time for each ε.
    Close(usize),
    /// The particles of the k-th ε.
    Law(usize),
    Done,
}

pub(super) struct CriticalTime {
    scene: Scene,
    law: Law,
    slope: Slope,
    epsilons: [f64; 3],
    task: Task,
    /// What is steepest at the times of the first look, the latest first.
    known: Vec<(f64, Steepest)>,
    /// When the slope turns, for each ε.
    turns: [Option<f64>; 3],
    /// The times that are shown.
    span: [f64; 2],
    measured: [Vec<Growth>; 3],
    close: [Vec<Growth>; 3],
    particles: Option<SameLaw>,
    /// The variance of each ε's particles, what the law has, and the error.
    variances: Vec<[f64; 3]>,
    note: Option<String>,
    shown: Shown,
    report: Report,
}

impl CriticalTime {
    pub(super) fn new(scene: &Scene) -> Self {
        let whole = scene.rho0();
        let points = whole.points().len();
        let law = match points > MOST_POINTS {
            true => law_of(&Mixture::of(&whole).condensed(MOST_POINTS)).with_width(whole.width()),
            false => whole,
        };
        let own = match scene.epsilon {
            0.0 | 1.0 => BETWEEN,
            epsilon => epsilon,
        };
        let mut epsilons = [0.0, own, 1.0];
        epsilons.sort_by(f64::total_cmp);
        let slope = Slope::new(scene.process, &law);
        let span = [earliest(scene, &law), scene.t_star];
        let mut report = Report::default();
        let shown = Shown::new(&mut report, scene, &epsilons, slope.pair.is_some(), span);
        let mut study = Self {
            task: Task::Look(0),
            known: Vec::new(),
            turns: [None; 3],
            span,
            measured: [const { Vec::new() }; 3],
            close: [const { Vec::new() }; 3],
            particles: None,
            variances: Vec::new(),
            note: condensed_note(points, law.points().len()),
            shown,
            report,
            scene: scene.clone(),
            law,
            slope,
            epsilons,
        };
        study.conclude();
        study
    }

    /// The k-th of `count` times of those that are shown, the latest first.
    fn time(&self, k: usize, count: usize) -> f64 {
        let [low, high] = self.span.map(libm::log);
        match k {
            0 => self.span[1],
            _ => libm::exp(high + (low - high) * k as f64 / (count - 1) as f64),
        }
    }

    /// Does what is next, and says what it cost.
    fn next(&mut self) -> f64 {
        let (task, scan) = (self.task, self.slope.cost());
        match task {
            Task::Look(TIMES) => {
                self.task = Task::Turn(0);
                0.0
            }
            Task::Look(k) => {
                let t = self.time(k, TIMES);
                let steepest = self.slope.steepest(t);
                self.known.push((t, steepest));
                self.task = Task::Look(k + 1);
                scan
            }
            Task::Turn(3) => {
                self.frame();
                self.task = Task::Curve(0);
                0.0
            }
            Task::Turn(k) => {
                self.turns[k] = self.slope.turns(self.epsilons[k], &self.known);
                self.task = Task::Turn(k + 1);
                20.0 * scan
            }
            Task::Curve(CURVE) => {
                self.report.changed();
                self.task = Task::Pairs(0);
                0.0
            }
            Task::Curve(k) => {
                let t = self.time(k, CURVE);
                let steepest = self.slope.steepest(t);
                for (way, &epsilon) in self.epsilons.iter().enumerate() {
                    let slope = self.slope.of(epsilon, &steepest);
                    self.report[self.shown.curves[way]].push(t, slope);
                }
                self.task = Task::Curve(k + 1);
                scan
            }
            Task::Pairs(k) if k == 3 * MEASURED => {
                self.task = Task::Close(0);
                0.0
            }
            Task::Pairs(k) => {
                let (way, t) = (k % 3, self.time(k / 3, MEASURED));
                let growth = self.measure(way, t, k);
                let dots = &mut self.report[self.shown.dots[way]];
                dots.push(t, growth.rate);
                dots.low.push(growth.error);
                self.measured[way].push(growth);
                if way == 2 {
                    self.report.changed();
                }
                self.task = Task::Pairs(k + 1);
                self.cost_of_pairs(way)
            }
            Task::Close(k) if k == 3 * CLOSE => {
                self.conclude();
                self.task = Task::Law(0);
                0.0
            }
            Task::Close(k) => {
                self.task = Task::Close(k + 1);
                let way = k / CLOSE;
                let Some([zero, error]) = pairs::zero(&self.measured[way]) else {
                    return 0.0;
                };
                let apart = APART.max(error / zero);
                let place = 0.5 * (CLOSE - 1) as f64 - (k % CLOSE) as f64;
                let t = zero * libm::exp(apart * place);
                let growth = self.measure(way, t, 3 * MEASURED + k);
                self.close[way].push(growth);
                self.cost_of_pairs(way)
            }
            Task::Law(3) => {
                self.conclude();
                self.task = Task::Done;
                0.0
            }
            Task::Law(k) => self.run(k),
            Task::Done => 0.0,
        }
    }

    /// Pairs of paths of one ε from one time; `number` tells one measurement from another.
    fn measure(&mut self, way: usize, t: f64, number: usize) -> Growth {
        let steepest = self.slope.steepest(t);
        let noise = [self.scene.seed, number as u64];
        pairs::growth(&self.slope, self.epsilons[way], t, &steepest, noise)
    }

    /// What it costs, in nanoseconds or so.
    fn cost_of_pairs(&self, way: usize) -> f64 {
        let points = self.law.points().len();
        let pairs = pairs::count(self.epsilons[way], points) as f64;
        self.slope.cost() + 36.0 * pairs * (STEP[0] + STEP[1] * points as f64)
    }

    /// When pairs of one ε begin to part, as their paths show it, and its error.
    fn found(&self, way: usize) -> Option<[f64; 2]> {
        pairs::zero(&self.close[way]).or_else(|| pairs::zero(&self.measured[way]))
    }

    /// The time at which the laws are compared: the critical one of ε = 1, or one between.
    fn compared_at(&self) -> f64 {
        let way = self.epsilons.iter().position(|&epsilon| epsilon == 1.0);
        let turn = way.and_then(|way| self.turns[way]);
        let [low, high] = self.span;
        turn.unwrap_or(libm::sqrt(low * high))
            .min(LATEST * self.scene.t_star)
    }

    /// A step of the particles of the k-th ε.
    fn run(&mut self, k: usize) -> f64 {
        let t = self.compared_at();
        let (scene, law, epsilon) = (&self.scene, &self.law, self.epsilons[k]);
        let run = self
            .particles
            .get_or_insert_with(|| SameLaw::new(scene, law, epsilon, k as u64, t));
        let cost = run.cost();
        if run.step() {
            return cost;
        }
        let run = self.particles.take();
        if let Some(run) = run {
            self.shown.draw_law(&mut self.report, k, &run);
            self.variances.push(run.variance());
        }
        self.task = Task::Law(k + 1);
        cost
    }
}

/// The earliest time that is looked at: neighbours of any weights have parted long before.
fn earliest(scene: &Scene, law: &Law) -> f64 {
    let t = scene.process.time_at_kappa(EARLIEST * law.finest());
    t.clamp(1e-8 * scene.t_star, 0.1 * scene.t_star)
}

impl Study for CriticalTime {
    fn work(&mut self) -> bool {
        let mut piece = Piece::whole();
        while self.task != Task::Done && piece.is_left() {
            let cost = self.next();
            piece.spend(cost + 100.0);
        }
        self.task != Task::Done
    }

    fn show(&mut self, t: f64, _particles: &[f32]) {
        self.report.tick(t);
    }

    fn report(&self) -> &Report {
        &self.report
    }
}

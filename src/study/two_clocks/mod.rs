//! Two clocks of a reverse process: when is the class decided, when the data point? After Biroli, Bonnaire, de Bortoli,
//! Mézard (Nature Communications 2024, arXiv 2402.18491); derived and measured for this project.
//!
//! Both are entropies of the posterior that the exact denoiser has anyway, along the forward process, and both are seen in
//! clones: two reverse paths from one place with noise of their own.

mod charts;
mod clocks;
mod clones;
mod report;
mod spread;

use super::condensed::thinned_scene;
use super::question::Study;
use super::report::Report;
use crate::cost::Piece;
use crate::denoiser::Kernel;
use crate::law::Law;
use crate::scene::{DenoiserKind, Scene};
use crate::time_grid::SEPARATION;
use charts::Shown;
use clocks::{Clocks, Known, Of, Samples};
use clones::Clones;
use spread::Spread;

/// Coordinates of all data points, and data points: of more they are thinned.
const MOST_NUMBERS: usize = 400_000;
const MOST_POINTS: usize = 2000;
/// Each time is this share of the one before; they end where the data point is known, but not before so many.
const RATIO: f64 = 0.8;
const TIMES: [usize; 2] = [8, 60];
/// The data point is known where Σ λ² is above this.
const KNOWN: f64 = 0.998;
/// Places at each time: as many as take so many nanoseconds at some 25 times, within these bounds.
const WORK: f64 = 2e9;
const SAMPLES: [usize; 2] = [150, 2000];
/// Times from which clones are made, and coordinates of the data that all of their pairs see, which says how many.
const CLONES: usize = 5;
const SEEN: usize = 20_000_000;
const PAIRS: [usize; 2] = [100, 1000];

/// What is done next.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Task {
    /// The largest eigenvalue of the covariance.
    Spread,
    /// The entropies at the next time.
    Look,
    /// The same at the time of speciation.
    Speciation,
    /// Clones from the k-th of their times.
    Clones(usize),
    Done,
}

pub(super) struct TwoClocks {
    scene: Scene,
    law: Law,
    known: Known,
    /// Whether classes were noted of the data; else two points may be classes of their own.
    is_noted: bool,
    samples: Samples,
    spread: Spread,
    task: Task,
    /// The entropies at all times so far, the latest first, and those that are being measured.
    seen: Vec<Clocks>,
    now: Clocks,
    /// At the time of speciation, once that is known.
    at_speciation: Option<Clocks>,
    times: Vec<f64>,
    clones: Option<Clones>,
    /// From each time: of the same points and of the same classes what is expected, what was seen, and the error.
    shares: Vec<(f64, [[f64; 3]; 2])>,
    memory: [Vec<f64>; 2],
    thinned: Option<String>,
    shown: Shown,
    report: Report,
}

impl TwoClocks {
    pub(super) fn new(scene: &Scene) -> Self {
        let dim = scene.law().points().dim();
        let most = MOST_POINTS.min(MOST_NUMBERS / dim).max(2);
        let (mut own, thinned) = thinned_scene(scene, most, "looked at");
        own.denoiser = DenoiserKind::Exact;
        let law = own.law();
        let kernel = Kernel::of(own.process, &law);
        // Two points are two classes where nobody says otherwise: two Gaussians, where they have a width.
        let pair = || (law.points().len() == 2).then(|| vec![0, 1]);
        let noted = own.classes();
        let is_noted = noted.is_some();
        let classes = noted.or_else(pair);
        let known = Known::new(kernel, classes);
        let count = WORK / 25.0 / known.cost();
        let count = (count as usize).clamp(SAMPLES[0], SAMPLES[1]);
        let samples = Samples::new(&known.kernel, count, own.seed);
        let mut report = Report::default();
        let shown = Shown::new(&mut report, own.t_star, &known);
        let mut study = Self {
            spread: Spread::new(&known.kernel),
            task: Task::Spread,
            seen: Vec::new(),
            now: Clocks::new(own.t_star),
            at_speciation: None,
            times: Vec::new(),
            clones: None,
            shares: Vec::new(),
            memory: [const { Vec::new() }; 2],
            thinned,
            shown,
            report,
            samples,
            known,
            is_noted,
            law,
            scene: own,
        };
        study.conclude();
        study
    }

    fn has_classes(&self) -> bool {
        self.known.whole[1] > 0.0
    }

    /// What is still open of the point or of the class, as a share of all, and its error; `None` where nothing ever is.
    fn open(&self, clocks: &Clocks, of: Of) -> Option<[f64; 2]> {
        let whole = self.known.whole[usize::from(of == Of::Class)];
        (whole > 0.0).then(|| clocks.mean(of).map(|x| x / whole))
    }

    /// One more place at the present time.
    fn look(&mut self) {
        if self.now.look(&self.known, &self.samples, &mut self.memory) {
            return;
        }
        let t = self.now.t;
        let seen = std::mem::replace(&mut self.now, Clocks::new(RATIO * t));
        let is_known = seen.mean(Of::SamePoint)[0] > KNOWN;
        self.seen.push(seen);
        self.draw_clocks();
        let process = self.scene.process;
        let least = process.time_at_kappa(self.law.finest() / SEPARATION);
        let enough = self.seen.len() >= TIMES[0] && (is_known || RATIO * t < least);
        if enough || self.seen.len() == TIMES[1] {
            self.task = Task::Speciation;
            if let Some(t) = self.speciation() {
                self.now = Clocks::new(t);
            }
            self.conclude();
        }
    }

    /// When the class comes out of the noise, where that is within what is looked at.
    fn speciation(&self) -> Option<f64> {
        let t = self.spread.speciation(self.scene.process)?;
        let first = self.seen.last()?.t;
        (first <= t && t <= self.scene.t_star).then_some(t)
    }

    /// The times from which clones are made: where it is open whether they end together.
    fn clone_times(&self) -> Vec<f64> {
        let of = match self.has_classes() {
            true => Of::SameClass,
            false => Of::SamePoint,
        };
        let last = self.seen.len() - 1;
        let value = |k: usize, of| self.seen[k].mean(of)[0];
        let from = (0..last)
            .rev()
            .find(|&k| value(k, of) < value(0, of) + 0.1 * (1.0 - value(0, of)));
        let to = (0..last).find(|&k| value(k, Of::SamePoint) > 0.9);
        let [from, to] = [from.unwrap_or(0), to.unwrap_or(last)];
        let ends = [from.min(to), from.max(to)].map(|k| libm::log(self.seen[k].t));
        let place = |k: usize| ends[0] + (ends[1] - ends[0]) * k as f64 / (CLONES - 1) as f64;
        (0..CLONES).map(|k| libm::exp(place(k))).collect()
    }

    /// How many pairs of clones are made from each time.
    fn pairs(&self) -> usize {
        let numbers = self.law.points().as_slice().len();
        let most = (SEEN / numbers).clamp(PAIRS[0], PAIRS[1]);
        most.min(self.samples.len())
    }

    /// A piece of the clones from the k-th time.
    fn clone(&mut self, k: usize, piece: &mut Piece) {
        let pairs = self.pairs();
        let (scene, law, t) = (&self.scene, &self.law, self.times[k]);
        let clones = self
            .clones
            .get_or_insert_with(|| Clones::new(scene, law, t, pairs, k as u64));
        if clones.work(&self.known, &self.samples, piece) {
            return;
        }
        self.shares.push((clones.t, clones.shares()));
        self.clones = None;
        self.draw_clones();
        self.task = match k + 1 == CLONES {
            true => Task::Done,
            false => Task::Clones(k + 1),
        };
        self.conclude();
    }
}

impl Study for TwoClocks {
    fn work(&mut self) -> bool {
        let mut piece = Piece::whole();
        while piece.is_left() && self.task != Task::Done {
            match self.task {
                Task::Spread => {
                    piece.spend(3.0 * self.law.points().as_slice().len() as f64 + 300.0);
                    if !self.spread.work(&self.known.kernel) {
                        self.task = Task::Look;
                    }
                }
                Task::Look => {
                    piece.spend(self.known.cost());
                    self.look();
                }
                Task::Speciation => {
                    piece.spend(self.known.cost());
                    let is_there = self.speciation().is_some();
                    if is_there && self.now.look(&self.known, &self.samples, &mut self.memory) {
                        continue;
                    }
                    self.at_speciation = is_there.then(|| self.now.clone());
                    self.times = self.clone_times();
                    self.task = match self.law.points().len() {
                        1 => Task::Done,
                        _ => Task::Clones(0),
                    };
                    self.conclude();
                }
                Task::Clones(k) => self.clone(k, &mut piece),
                Task::Done => {}
            }
        }
        self.task != Task::Done
    }

    fn report(&self) -> &Report {
        &self.report
    }
}

//! The true score of a law beside the empirical one of N samples, Liu & Zuazua figure 2.
//!
//! The same particles go back from T* to t_min on the same noise, once with the score of ρ(·, t) (by quadrature, see
//! [`crate::law::truth`]) and once with that of ρ_N(·, t), the law of the samples. An exact reverse process ends in the
//! law that it was given, whatever ε: in ρ(·, t_min) the one, in ρ_N(·, t_min) the other, which is a training point plus
//! noise, and nothing else. So draws of both laws say what to expect of everything that is measured here, each from as
//! many batches of as many points (derived for this project).

mod charts;
mod measures;
mod pair;
mod report;

use super::half_steps;
use super::question::Study;
use super::report::Report;
use crate::ensemble::Simulation;
use crate::measure::density_region::Window;
use crate::points::Points;
use crate::scene::{Scene, Start};
use charts::{Near, Plane};
use measures::{FEW, Gauge, Measures, Tally, quantiles, share_below};
use pair::Pair;

/// Batches of draws of each law.
const BATCHES: usize = 16;
/// Seeds of draws are so far apart, and below 2⁵³.
const SEEDS_APART: u64 = 1_000_003;
const LARGEST_SEED: u64 = 1 << 53;
/// Particles whose x̄₀ is asked for in a piece of work.
const BLOCK: usize = 2048;
/// Of so many parts of a run the particles are shown on the way.
const PARTS: usize = 5;
/// Quantiles of distances that are drawn as a line, and as dots.
const ON_LINE: usize = 160;
const ON_DOTS: usize = 24;
/// Samples that are far off do not stretch the window beyond this share of them.
const FELT: f64 = 0.01;

/// Distances to the training points and to the support.
type Distances = [Vec<f32>; 2];

/// Both runs and everything that is measured on them.
pub(super) struct Lemniscate {
    pair: Pair,
    seed: u64,
    runs: Option<[Simulation; 2]>,
    /// In which part of the way the runs were shown.
    part: usize,
    /// Where particles are, or have ended.
    ends: [Points<f32>; 2],
    /// Both scores in half as many steps, from where an exact reversal starts: how far the steps and the start are off.
    half_runs: Option<[Simulation; 2]>,
    half_ends: Option<[Points<f32>; 2]>,
    gauge: Option<Gauge>,
    tally: Option<Tally>,
    /// Of both runs, of draws of the law, of draws of the samples, of both runs in half as many steps.
    measured: Vec<Measures>,
    /// In the same order, two runs and two laws; and their quantiles, once all are there.
    distances: [Distances; 4],
    lines: [[Vec<(f64, f64)>; 2]; 4],
    /// The median distance of fresh data to the training points, with noise and without.
    median: f32,
    gap: f64,
    /// What is to be said of the data.
    notes: Vec<String>,
    /// The charts of both scores, and those of distances.
    planes: [Plane; 2],
    near: Vec<Near>,
    report: Report,
}

impl Lemniscate {
    pub(super) fn new(scene: &Scene) -> Self {
        let pair = Pair::new(scene);
        let start = Simulation::new(pair.start.clone());
        let runs = [0, 1].map(|side| Simulation::beside(pair.scenes[side].clone(), &start));
        let ends = [0, 1].map(|side| runs[side].positions().clone());
        let mut report = Report::default();
        let first = window(&pair, None);
        let (planes, near) = charts::new(&mut report, &pair, first, ends[0].len());
        let mut study = Self {
            half_runs: half_runs(&pair),
            half_ends: None,
            runs: Some(runs),
            part: 0,
            ends,
            seed: scene.seed,
            gap: pair.gap(scene.seed),
            pair,
            gauge: None,
            tally: None,
            measured: Vec::new(),
            distances: Default::default(),
            lines: Default::default(),
            median: f32::NAN,
            notes: Vec::new(),
            planes,
            near,
            report,
        };
        study.notes = study.notes_of(scene);
        study.draw_dots();
        study.conclude();
        study
    }

    /// Particles of a run, and points of a batch.
    fn count(&self) -> usize {
        self.ends[0].len()
    }

    fn draw_dots(&mut self) {
        for (plane, end) in self.planes.iter().zip(&self.ends) {
            plane.draw_dots(end, &mut self.report);
        }
        self.report.changed();
    }

    /// A few thousand particles' worth of steps of the runs, the one behind first.
    fn run(&mut self) {
        let Some(runs) = &mut self.runs else { return };
        let mut asked = 0;
        while asked < BLOCK {
            let side = usize::from(runs[0].index() > runs[1].index() || runs[0].done());
            let run = &mut runs[side];
            if run.done() {
                break;
            }
            asked += self.ends[0].len().min(BLOCK);
            if run.prepare(BLOCK) {
                run.step();
            }
        }
        let is_done = runs.iter().all(Simulation::done);
        let part = PARTS * runs[1].index() / runs[1].steps();
        if part > self.part {
            self.part = part;
            for (end, run) in self.ends.iter_mut().zip(runs.iter()) {
                end.copy_from(run.positions());
            }
            self.draw_dots();
        }
        if is_done {
            self.runs = None;
        }
    }

    /// Measures the next sample: the two runs, then batches of draws. False when all are.
    fn measure(&mut self) -> bool {
        let job = self.measured.len();
        let Some(gauge) = &self.gauge else {
            return false;
        };
        let halved = job.checked_sub(2 + 2 * BATCHES);
        let half = match (halved, &self.half_ends) {
            (None, _) => None,
            (Some(side), Some(ends)) if side < 2 => Some(ends[side].clone()),
            _ => return false,
        };
        let Some(tally) = &mut self.tally else {
            let x = match (job, half) {
                (_, Some(half)) => half,
                (0 | 1, _) => self.ends[job].clone(),
                _ => {
                    let side = (job - 2) / BATCHES;
                    let seed = (self.seed + SEEDS_APART * job as u64) % LARGEST_SEED;
                    let t_min = self.pair.scenes[side].t_min;
                    self.pair.drawn(side, t_min, self.ends[0].len(), seed)
                }
            };
            let most = if job < 2 || halved.is_some() {
                x.len()
            } else {
                FEW
            };
            self.tally = Some(Tally::new(x, most));
            return true;
        };
        if tally.work(&self.pair) {
            return true;
        }
        let (mut measures, raster, region) = tally.measures(&self.pair, gauge);
        if job >= 2 + BATCHES {
            measures.nearer = share_below(&tally.distances[0], self.median);
        }
        if halved.is_some() {
            self.tally = None;
            self.measured.push(measures);
            self.conclude();
            return true;
        }
        let set = if job < 2 {
            job
        } else {
            2 + (job - 2) / BATCHES
        };
        for (all, new) in self.distances[set].iter_mut().zip(&mut tally.distances) {
            all.append(new);
        }
        self.tally = None;
        self.measured.push(measures);
        if job < 2 {
            self.planes[job].draw_shape(&raster, &region, &mut self.report);
            self.report.changed();
        }
        if job < 2 || (job - 1).is_multiple_of(BATCHES) {
            self.know(set);
        }
        true
    }

    /// All distances of a set are there. Draws of the law are fresh data, with the noise that there is at t_min.
    fn know(&mut self, set: usize) {
        if set == 2 {
            let fresh = &self.distances[2][0];
            let mut unsorted = fresh.clone();
            let middle = unsorted.len() / 2;
            self.median = *unsorted.select_nth_unstable_by(middle, f32::total_cmp).1;
            let batches = fresh.chunks(self.count().min(FEW));
            let runs = self.distances[..2].iter().map(|run| &run[0][..]);
            for (measures, distances) in self.measured.iter_mut().zip(runs.chain(batches)) {
                measures.nearer = share_below(distances, self.median);
            }
        }
        let count = if set < 2 { ON_DOTS } else { ON_LINE };
        for (line, distances) in self.lines[set].iter_mut().zip(&mut self.distances[set]) {
            *line = quantiles(distances, count);
        }
        self.conclude();
    }
}

/// A square that holds both laws at t_min, and all but a few particles, where they have ended.
fn window(pair: &Pair, ends: Option<&[Points<f32>; 2]>) -> Window {
    let margin = 4.0 * pair.noise().max(pair.law_s_noise());
    let mut box_of = [[f64::INFINITY, f64::NEG_INFINITY]; 2];
    let mut include = |j: usize, x: f64, margin: f64| {
        box_of[j] = [box_of[j][0].min(x - margin), box_of[j][1].max(x + margin)];
    };
    for law in [&pair.law, &pair.training] {
        for (place, _) in pair.centres(law) {
            (0..2).for_each(|j| include(j, place[j], margin));
        }
    }
    if let Some(ends) = ends {
        for (end, j) in ends.iter().flat_map(|end| [(end, 0), (end, 1)]) {
            let mut sorted: Vec<f32> = end
                .axis(j)
                .iter()
                .copied()
                .filter(|x| x.is_finite())
                .collect();
            sorted.sort_by(f32::total_cmp);
            let few = (FELT * sorted.len() as f64) as usize;
            for x in [sorted.get(few), sorted.iter().rev().nth(few)]
                .into_iter()
                .flatten()
            {
                include(j, f64::from(*x), 0.0);
            }
        }
    }
    let middle = box_of.map(|[low, high]| 0.5 * (low + high));
    let halves = box_of.map(|[low, high]| 0.5 * (high - low));
    let half = halves[0].max(halves[1]);
    let least = 1e-6 * (1.0 + middle[0].abs() + middle[1].abs());
    let half = if half > least { half } else { 1.0 };
    Window { middle, half }
}

/// Each side's own law at T*, led back in half as many steps on other noise.
fn half_runs(pair: &Pair) -> Option<[Simulation; 2]> {
    let [left, right] = pair.scenes.each_ref().map(|scene| {
        let halved = half_steps::halved(scene)?;
        Some(Simulation::new(Scene {
            start: Start::Terminal,
            seed: (scene.seed + SEEDS_APART - 1) % LARGEST_SEED,
            ..halved
        }))
    });
    Some([left?, right?])
}

impl Study for Lemniscate {
    fn work(&mut self) -> bool {
        if self.runs.is_some() {
            self.run();
            return true;
        }
        if let Some(runs) = &mut self.half_runs {
            let mut asked = 0;
            for run in runs.iter_mut() {
                while asked < BLOCK && !run.done() {
                    asked += run.positions().len().min(BLOCK);
                    if run.prepare(BLOCK) {
                        run.step();
                    }
                }
            }
            if runs.iter().all(Simulation::done) {
                self.half_ends = Some(runs.each_ref().map(|run| run.positions().clone()));
                self.half_runs = None;
            }
            return true;
        }
        if self.gauge.is_none() {
            let window = window(&self.pair, Some(&self.ends));
            let gauge = Gauge::new(&self.pair, window);
            for plane in &self.planes {
                plane.draw_law(&gauge, &mut self.report);
            }
            self.report.changed();
            self.gauge = Some(gauge);
            return true;
        }
        self.measure()
    }

    fn report(&self) -> &Report {
        &self.report
    }
}

//! When does a reverse path belong to one data point? Cao et al. (4.40)–(4.45): λ goes from the weights to a one-hot
//! vector.
//!
//! exp of the entropy of λ(X_t, t) is the number of data points that x̄₀ averages; a path's fate is sealed once some λ_i
//! stays above 0.99. For ε = 1 and the exact denoiser λ_i(X_t, t) is the probability of ending in x_i and a martingale
//! (derived for this project): whichever point is the likeliest now, the mean of its λ stays what it is to the end. There
//! it is the share of paths that end in it, if the process runs down to the data; where it stops before, at t_min or
//! because points have a width, it is what λ is then.

use super::chart::{Axis, Chart, Clock, Ink, Series};
use super::condensed::thinned_scene;
use super::half_steps::{self, with_steps};
use super::question::Study;
use super::report::{Report, Row, RowId, SeriesId};
use crate::denoiser::Kernel;
use crate::ensemble::Simulation;
use crate::measure::chance;
use crate::scene::{DenoiserKind, Dynamics, Scene};
use crate::words::short;
use crate::words::{either, one_of_the};

/// Paths that are looked at, and those that are drawn.
const PATHS: usize = 400;
const DRAWN: usize = 12;
/// More data points than this are thinned: λ of every path is computed at every step.
const MOST_POINTS: usize = 2000;
/// Pairs of a path and a data point of a piece of work: about two milliseconds in `f64`.
const PAIRS: usize = 100_000;
/// A fate is sealed above this.
const SEALED: f64 = 0.99;
/// Seeds are below this.
const LARGEST_SEED: u64 = 1 << 53;
/// Bins of the calibration.
const BINS: usize = 10;

/// Where the report has what is measured.
struct Shown {
    /// How many points are averaged: on single paths, and on average.
    paths: [SeriesId; DRAWN],
    mean: SeriesId,
    sealed: SeriesId,
    /// The largest λ on average, and what it comes to.
    largest: SeriesId,
    kept: SeriesId,
    /// Bins of λ against what it comes to.
    bins: SeriesId,
    number: RowId,
    half: RowId,
    latest: RowId,
    chance: RowId,
}

pub(super) struct Collapse {
    scene: Scene,
    thinned: Option<String>,
    simulation: Simulation,
    kernel: Kernel,
    /// The next path of the present state.
    path: usize,
    /// Of each state: exp of the entropy and the largest λ with its number, path after path.
    numbers: Vec<f64>,
    largest: Vec<(f64, u32)>,
    /// λ at the end, path after path.
    last: Vec<Vec<f64>>,
    /// The same in half as many steps, for the steps' own error, once that is begun.
    half: Option<Half>,
    shown: Shown,
    report: Report,
}

/// The scene in half as many steps.
struct Half {
    simulation: Simulation,
    /// The next path, and what λ was of the likeliest point when half of all fates were sealed.
    path: usize,
    before: Vec<(f64, u32)>,
    /// Σ of what λ of that point is at the end, less what it was.
    moved: f64,
}

impl Collapse {
    pub(super) fn new(scene: &Scene) -> Self {
        let (mut own, thinned) = thinned_scene(scene, MOST_POINTS, "looked at");
        own.dynamics = Dynamics::Reverse;
        own.denoiser = DenoiserKind::Exact;
        own.particles = PATHS;
        own.study = crate::scene::StudyKind::None;
        let simulation = Simulation::new(own.clone());
        let kernel = simulation.kernel().clone();
        let n = kernel.points().len() as f64;
        let last = simulation.times().iter().copied().filter(|&t| t > 0.0);
        let least = last.fold(scene.t_star, f64::min).min(0.5 * scene.t_star);
        let time = || Axis::log("t", least, scene.t_star);
        let mut report = Report::default();
        let paths = std::array::from_fn(|i| {
            Series::line(if i == 0 { "single paths" } else { "" }, Ink::Soft)
        });
        let (number, paths) = report.chart_of(
            Chart::new(
                "How many points x̄₀ averages",
                "exp of the entropy of λ along a few paths, and its mean over all: from all data points at T* to one.",
                time(),
                Axis::log("exp H(λ)", 0.9, 1.2 * n.max(2.0)),
            ),
            paths,
        );
        let mean = report.series(number, Series::line("mean of all paths", Ink::Reverse));
        report.series(number, Series::clock(Clock::OnAxis));
        let (fates, [sealed, largest, kept]) = report.chart_of(
            Chart::new(
                "Fates",
                "The share of paths that belong to one data point (λ_i above 0.99 from there on), and the mean of the largest λ.",
                time(),
                Axis::linear("share", 0.0, 1.02),
            ),
            [
                Series::line("sealed", Ink::Reverse),
                Series::dashed("mean of the largest λ", Ink::Ink),
                Series::points("λ at the end of the likeliest point", Ink::Ink),
            ],
        );
        report.led_by(fates);
        let (_, [_, bins]) = report.chart_of(
            Chart::new(
                "Is λ a probability?",
                "At the time when half of all fates are sealed (or, where that is the end or never, when the largest λ has come half-way): the λ that a path's likeliest point has at the end, on average, against that which it has there. On the diagonal λ is the chance.",
                Axis::linear("largest λ", 0.0, 1.02),
                Axis::linear("its λ at the end", 0.0, 1.02),
            ),
            [
                Series::dashed("a probability", Ink::Soft).with([(0.0, 0.0), (1.0, 1.0)]),
                Series::points("paths", Ink::Reverse),
            ],
        );
        let reference = "derived";
        let shown = Shown {
            paths,
            mean,
            sealed,
            largest,
            kept,
            bins,
            number: report.row(Row::new("exp H(λ) at T*, mean of paths", "(4.40)")),
            half: report.row(Row::new(
                "time at which half of all fates are sealed",
                reference,
            )),
            latest: report.row(Row::new("latest time at which a path is sealed", reference)),
            chance: report.row(Row::new(
                "is λ a chance? what the λ of the then likeliest point comes to, on average",
                reference,
            )),
        };
        report.changed();
        let mut study = Self {
            thinned,
            simulation,
            kernel,
            path: 0,
            numbers: Vec::new(),
            largest: Vec::new(),
            last: Vec::new(),
            half: None,
            shown,
            report,
            scene: scene.clone(),
        };
        study.conclude();
        study
    }

    fn states(&self) -> usize {
        self.largest.len() / PATHS
    }

    fn done(&self) -> bool {
        self.states() > self.simulation.steps()
    }

    /// λ of some more paths at the present state; the next state once all are known.
    fn look(&mut self) {
        let n = self.kernel.points().len();
        let t = self.simulation.time();
        let to = PATHS.min(self.path + (PAIRS / n).max(1));
        let mut lambda = Vec::new();
        for i in self.path..to {
            let place = self.simulation.positions().point(i);
            let posterior = self.kernel.posterior(&place, t, &mut lambda);
            self.largest.push(likeliest(posterior.weights()));
            self.numbers.push(posterior.effective());
            if self.simulation.done() {
                self.last.push(lambda.clone());
            }
        }
        self.path = to;
        if self.path == PATHS && !self.simulation.done() {
            self.simulation.step();
            self.path = 0;
        }
    }

    /// The state in which half of all fates are sealed, if there is one.
    fn half_sealed(&self) -> Option<usize> {
        let mut order = self.seals();
        order.sort_unstable();
        Some(order[PATHS / 2]).filter(|&state| state < self.states())
    }

    /// From which state on λ is held against what it comes to: that one or, where it is the end or there is none, the first at which the
    /// largest λ has on average come half of the way that it comes. At the end itself there is nothing to hold it against.
    fn asked(&self) -> Option<usize> {
        let largest = |k: usize| self.kept(k)[1];
        let last = self.states() - 1;
        let half_way = 0.5 * (largest(0) + largest(last));
        let half = self.half_sealed().filter(|&k| k < last);
        half.or_else(|| (0..last).find(|&k| largest(k) >= half_way))
    }

    /// What is measured from a state to the end: the mean of the λ that the likeliest point of each path has at the end,
    /// and that which it had.
    fn kept(&self, state: usize) -> [f64; 2] {
        let pairs = self.at(state).iter().zip(&self.last);
        let sums = pairs.fold([0.0; 2], |[end, now], (best, last)| {
            [end + last[best.1 as usize], now + best.0]
        });
        sums.map(|sum| sum / PATHS as f64)
    }

    fn at(&self, state: usize) -> &[(f64, u32)] {
        &self.largest[state * PATHS..(state + 1) * PATHS]
    }

    /// A piece of the run in half as many steps; false once nothing is left of it.
    fn look_at_half(&mut self) -> bool {
        let Some(state) = self.asked().filter(|_| self.is_martingale()) else {
            return false;
        };
        let t = self.simulation.times()[state];
        let Some(half) = &mut self.half else {
            let own = Scene {
                seed: (self.scene.seed + 1) % LARGEST_SEED,
                ..self.simulation.scene().clone()
            };
            let Some(own) = half_steps::halved(&own) else {
                return false;
            };
            self.half = Some(Half {
                simulation: Simulation::new(own),
                path: 0,
                before: Vec::new(),
                moved: 0.0,
            });
            return true;
        };
        let n = self.kernel.points().len();
        let is_asked = match half.before.len() < PATHS {
            // The first state at or after the time in question.
            true => half.simulation.time() <= t,
            false => half.simulation.done(),
        };
        if !is_asked {
            return half.simulation.step();
        }
        if half.path == PATHS {
            return false;
        }
        let to = PATHS.min(half.path + (PAIRS / n).max(1));
        let mut lambda = Vec::new();
        let now = half.simulation.time();
        for i in half.path..to {
            let place = half.simulation.positions().point(i);
            self.kernel.posterior_weights(&place, now, &mut lambda);
            if half.before.len() < PATHS {
                half.before.push(likeliest(&lambda));
            } else {
                let (before, point) = half.before[i];
                half.moved += lambda[point as usize] - before;
            }
        }
        half.path = to;
        if to == PATHS && !half.simulation.done() {
            half.simulation.step();
            half.path = 0;
        }
        if half.path == PATHS {
            self.conclude();
            self.report.changed();
        }
        true
    }

    /// Whether λ is one: for ε = 1 and the scheme that is meant.
    fn is_martingale(&self) -> bool {
        self.scene.epsilon == 1.0
    }

    /// The state from which on each path is sealed.
    fn seals(&self) -> Vec<usize> {
        let states = self.states();
        (0..PATHS)
            .map(|i| {
                let end = self.largest[(states - 1) * PATHS + i].1;
                let sealed = |k: usize| {
                    let (l, at) = self.largest[k * PATHS + i];
                    at == end && l > SEALED
                };
                (0..states)
                    .rev()
                    .take_while(|&k| sealed(k))
                    .last()
                    .unwrap_or(states)
            })
            .collect()
    }

    /// How many points are averaged at each time so far.
    fn draw_numbers(&mut self) {
        let report = &mut self.report;
        for series in self.shown.paths.into_iter().chain([self.shown.mean]) {
            report[series].clear();
        }
        let times = self.simulation.times();
        for (numbers, &t) in self.numbers.chunks_exact(PATHS).zip(times) {
            if t <= 0.0 {
                continue;
            }
            for (series, &number) in self.shown.paths.into_iter().zip(numbers) {
                report[series].push(t, number);
            }
            report[self.shown.mean].push(t, mean(numbers));
        }
        report.changed();
    }

    /// Fates, which are known at the end only.
    fn draw_fates(&mut self) {
        let states = self.states();
        let seals = self.seals();
        for k in 0..states {
            let t = self.simulation.times()[k];
            if t <= 0.0 {
                continue;
            }
            let [end, mean] = self.kept(k);
            let sealed = seals.iter().filter(|&&seal| seal <= k).count();
            let report = &mut self.report;
            report[self.shown.sealed].push(t, sealed as f64 / PATHS as f64);
            report[self.shown.largest].push(t, mean);
            if k % (states / 24).max(1) == 0 {
                let series = &mut report[self.shown.kept];
                series.push(t, end);
                series.low.push(chance::share(mean, PATHS as f64));
            }
        }
        let Some(state) = self.asked() else { return };
        let bests = &self.largest[state * PATHS..(state + 1) * PATHS];
        let dots = &mut self.report[self.shown.bins];
        for bin in 0..BINS {
            let [from, to] = [bin, bin + 1].map(|b| b as f64 / BINS as f64);
            let within = || {
                let all = bests.iter().zip(&self.last);
                all.filter(move |(best, _)| best.0 > from && best.0 <= to)
            };
            let count = within().count() as f64;
            if count < 5.0 {
                continue;
            }
            let mean = within().map(|(best, _)| best.0).sum::<f64>() / count;
            let ends = within().map(|(best, last)| last[best.1 as usize]);
            dots.push(mean, ends.sum::<f64>() / count);
            dots.low.push(chance::share(mean, count));
        }
    }

    fn conclude(&mut self) {
        let mut findings = vec![
            "λ_i(X_t, t) is the chance that the exact path ends in x_i (ε = 1, down to t = 0; derived for this project): what the path does cannot change it on average, only reveal it.".to_owned(),
        ];
        if self.done() {
            let (states, seals, n) = (self.states(), self.seals(), self.kernel.points().len());
            let times = self.simulation.times();
            let time_of = |seal: usize| times.get(seal).copied().filter(|_| seal < states);
            let number = mean(&self.numbers[..PATHS]);
            let half = self.half_sealed().and_then(time_of);
            let sealed = seals.iter().filter(|&&seal| seal < states);
            let latest = sealed.max().and_then(|&seal| time_of(seal));
            self.report[self.shown.number].measured = Some(number);
            self.report[self.shown.half].measured = half;
            self.report[self.shown.latest].measured = latest;
            if let Some(state) = self.asked() {
                let [end, now] = self.kept(state);
                let spread = self.at(state).iter().map(|best| best.0 * (1.0 - best.0));
                let spread = chance::shares(spread.sum(), PATHS as f64);
                let moved = self.half.as_ref().filter(|half| half.path == PATHS);
                let moved = moved.map(|half| (end - now - half.moved / PATHS as f64).abs());
                let predicted = self.is_martingale().then_some(now);
                let row = &mut self.report[self.shown.chance];
                row.predicted = predicted;
                row.set(end, with_steps(Some(spread), moved));
            }
            match half {
                Some(t) => findings.push(format!(
                    "Half of {PATHS} paths belong to {} from t = {} on; from then on the exact denoiser only copies.",
                    one_of_the(n, "data point"),
                    short(t)
                )),
                None => findings.push(format!(
                    "Fewer than half of {PATHS} paths belong to {} where the process ends.",
                    one_of_the(n, "data point")
                )),
            }
            let unsealed = seals.iter().filter(|&&seal| seal == states).count();
            if unsealed > 0 {
                findings.push(format!(
                    "{unsealed} of them {} to none at the end: {}.",
                    either(unsealed, "belongs", "belong"),
                    self.why_unsealed()
                ));
            }
            self.report.answer = match (n, half) {
                (1, _) => {
                    "There is one data point, and it owns every particle from the start.".into()
                }
                (_, Some(t)) => format!(
                    "At the start a particle averages over {} data points or so; from t = {} on half of all particles belong to a single one.",
                    short(number),
                    short(t)
                ),
                (_, None) => format!(
                    "At the start a particle averages over {} data points or so, and by the end fewer than half of all particles belong to a single one.",
                    short(number)
                ),
            };
        }
        if !self.is_martingale() {
            findings.push("For another ε than 1 the λ_i are not chances of an end.".into());
        }
        findings.extend(self.thinned.clone());
        findings.extend(half_steps::unknown(&self.scene).filter(|_| self.is_martingale()));
        self.report.findings = findings;
    }

    /// What leaves a path between data points.
    fn why_unsealed(&self) -> String {
        let scene = &self.scene;
        let last = half_steps::last_time(scene);
        let kappa = short(scene.process.kappa(last));
        if scene.width > 0.0 {
            "each data point is a normal law, and these overlap".into()
        } else if scene.t_min > 0.0 {
            format!("it stops where the noise, σ/α = {kappa}, is as wide as neighbours are apart")
        } else {
            format!(
                "the last step begins at t = {}, where the noise, σ/α = {kappa}, is as wide as neighbours are apart, and \
                 lands between them",
                short(last)
            )
        }
    }
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

/// The largest λ and its number.
fn likeliest(lambda: &[f64]) -> (f64, u32) {
    let pairs = lambda.iter().copied().zip(0u32..);
    pairs.fold(
        (0.0, 0),
        |best, next| if next.0 > best.0 { next } else { best },
    )
}

impl Study for Collapse {
    fn work(&mut self) -> bool {
        if self.done() {
            return self.look_at_half();
        }
        let before = self.states();
        self.look();
        if self.done() {
            self.draw_numbers();
            self.draw_fates();
            self.conclude();
        } else if self.states() > before && self.states().is_multiple_of(10) && self.path == 0 {
            self.draw_numbers();
        }
        true
    }

    fn show(&mut self, t: f64, _particles: &[f32]) {
        self.report.tick(t);
    }

    fn report(&self) -> &Report {
        &self.report
    }
}

//! When does a reverse path belong to one data point? Cao et al. (4.40)–(4.45): λ goes from the weights to a one-hot
//! vector.
//!
//! exp of the entropy of λ(X_t, t) is the number of data points that x̄₀ averages; a path's fate is sealed once some λ_i
//! stays above 0.99. For ε = 1 and the exact denoiser λ_i(X_t, t) is the probability of ending in x_i and a martingale
//! (derived for this project): whichever point is the likeliest now, the mean of its λ stays what it is to the end. There
//! it is the share of paths that end in it, if the process runs down to the data; where it stops before, at t_min or
//! because points have a width, it is what λ is then.

use super::chance;
use super::half_steps::{self, with_steps};
use super::{Axis, Chart, Ink, Mark, Report, Row, Series, Study};
use crate::denoiser::Kernel;
use crate::ensemble::Simulation;
use crate::scene::{DenoiserKind, Dynamics, Scene, Value};
use crate::words::short;
use crate::words::{either, one_of_the};

/// Paths that are looked at, and those that are drawn.
const PATHS: usize = 400;
const DRAWN: usize = 12;
/// More data points than this are thinned: λ of every path is computed at every step.
const MOST_POINTS: usize = 2000;
/// Pairs of a path and a data point of a piece of work: about two milliseconds in `f64`.
const PIECE: usize = 100_000;
/// A fate is sealed above this.
const SEALED: f64 = 0.99;
/// Seeds are below this.
const LARGEST_SEED: u64 = 1 << 53;
/// Bins of the calibration.
const BINS: usize = 10;

const NUMBER: usize = 0;
const FATES: usize = 1;
const CALIBRATION: usize = 2;

pub(super) struct Collapse {
    scene: Scene,
    thinned: Option<usize>,
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
        let all = scene.law().points.len();
        let mut own = scene.clone();
        own.dynamics = Dynamics::Reverse;
        own.denoiser = DenoiserKind::Exact;
        own.particles = PATHS;
        own.study = crate::scene::StudyKind::None;
        let thinned = (all > MOST_POINTS).then_some(all);
        if thinned.is_some() {
            // Setting a number within its range can not fail.
            let _ = own.set("samples", &Value::Number(MOST_POINTS as f64));
        }
        let simulation = Simulation::new(own.clone());
        let kernel = simulation.kernel().clone();
        let n = kernel.points().len() as f64;
        let last = simulation.times().iter().copied().filter(|&t| t > 0.0);
        let least = last.fold(scene.t_star, f64::min).min(0.5 * scene.t_star);
        let time = || Axis::log("t", least, scene.t_star);
        let mut number = Chart::new(
            "How many points x̄₀ averages",
            "exp of the entropy of λ along a few paths, and its mean over all: from all data points at T* to one.",
            time(),
            Axis::log("exp H(λ)", 0.9, 1.2 * n.max(2.0)),
        );
        for _ in 0..DRAWN {
            number.series.push(Series::line("", Ink::Soft));
        }
        number.series[0].name = "single paths".into();
        number
            .series
            .push(Series::line("mean of all paths", Ink::Reverse));
        number
            .series
            .push(Series::new("now", Ink::Soft, Mark::Rule).moving());
        number.series[DRAWN + 1].name = String::new();
        let mut fates = Chart::new(
            "Fates",
            "The share of paths that belong to one data point (λ_i above 0.99 from there on), and the mean of the largest λ.",
            time(),
            Axis::linear("share", 0.0, 1.02),
        );
        fates.series = vec![
            Series::line("sealed", Ink::Reverse),
            Series::dashed("mean of the largest λ", Ink::Lighthouse),
            Series::points("λ at the end of the likeliest point", Ink::Ink),
        ];
        let mut calibration = Chart::new(
            "Is λ a probability?",
            "At the time when half of all fates are sealed (or, where that is the end or never, when the largest λ has come half-way): the λ that a path's likeliest point has at the end, on average, against that which it has there. On the diagonal λ is the chance.",
            Axis::linear("largest λ", 0.0, 1.02),
            Axis::linear("its λ at the end", 0.0, 1.02),
        );
        calibration.series = vec![
            Series::dashed("a probability", Ink::Soft).with([(0.0, 0.0), (1.0, 1.0)]),
            Series::points("paths", Ink::Reverse),
        ];
        let reference = "derived";
        let rows = vec![
            Row::new("exp H(λ) at T*, mean of paths", "(4.40)"),
            Row::new("time at which half of all fates are sealed", reference),
            Row::new("latest time at which a path is sealed", reference),
            Row::new(
                "is λ a chance? what the λ of the then likeliest point comes to, on average",
                reference,
            ),
        ];
        let mut study = Self {
            thinned,
            simulation,
            kernel,
            path: 0,
            numbers: Vec::new(),
            largest: Vec::new(),
            last: Vec::new(),
            half: None,
            report: Report {
                charts: vec![number, fates, calibration],
                rows,
                findings: Vec::new(),
                version: 1,
                ..Report::default()
            },
            scene: scene.clone(),
        };
        study.tell(None);
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
        let to = PATHS.min(self.path + (PIECE / n).max(1));
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
        let to = PATHS.min(half.path + (PIECE / n).max(1));
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
            self.draw();
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

    fn draw(&mut self) {
        let states = self.states();
        let times = self.simulation.times().to_vec();
        let seals = self.seals();
        let half = self.half_sealed();
        let mut charts = std::mem::take(&mut self.report.charts);
        for series in charts.iter_mut().flat_map(|chart| &mut chart.series) {
            if !series.moving {
                series.clear();
            }
        }
        charts[CALIBRATION].series[0].extend([(0.0, 0.0), (1.0, 1.0)]);
        for k in (0..states).filter(|&k| times[k] > 0.0) {
            let t = times[k];
            let numbers = &self.numbers[k * PATHS..(k + 1) * PATHS];
            for (i, series) in charts[NUMBER].series[..DRAWN].iter_mut().enumerate() {
                series.push(t, numbers[i]);
            }
            charts[NUMBER].series[DRAWN].push(t, numbers.iter().sum::<f64>() / PATHS as f64);
            let sealed = seals.iter().filter(|&&seal| seal <= k).count();
            charts[FATES].series[0].push(t, sealed as f64 / PATHS as f64);
            let [end, mean] = self.kept(k);
            charts[FATES].series[1].push(t, mean);
            if k % (states / 24).max(1) == 0 {
                let series = &mut charts[FATES].series[2];
                series.push(t, end);
                series.low.push(chance::share(mean, PATHS as f64));
            }
        }
        let rows = &mut self.report.rows;
        rows[0].measured = Some(self.numbers[..PATHS].iter().sum::<f64>() / PATHS as f64);
        let time_of = |seal: usize| times.get(seal).copied().filter(|_| seal < states);
        rows[1].measured = half.and_then(time_of);
        let unsealed = seals.iter().filter(|&&seal| seal == states).count();
        let sealed = seals.iter().filter(|&&seal| seal < states);
        rows[2].measured = sealed.max().and_then(|&seal| time_of(seal));
        let mut kept = Row::new(&self.report.rows[3].name, &self.report.rows[3].reference);
        if let Some(state) = self.asked() {
            let [end, now] = self.kept(state);
            let bests = self.at(state);
            let spread = bests.iter().map(|best| best.0 * (1.0 - best.0)).sum();
            let moved = self.half.as_ref().filter(|half| half.path == PATHS);
            let moved = moved.map(|half| (end - now - half.moved / PATHS as f64).abs());
            kept.predicted = self.is_martingale().then_some(now);
            kept.measured = Some(end);
            kept.error = with_steps(Some(chance::shares(spread, PATHS as f64)), moved);
            let dots = &mut charts[CALIBRATION].series[1];
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
        self.report.rows[3] = kept;
        self.report.charts = charts;
        self.tell(Some((half.and_then(time_of), unsealed)));
        self.report.version += 1;
    }

    fn tell(&mut self, seals: Option<(Option<f64>, usize)>) {
        let mut findings = vec![
            "λ_i(X_t, t) is the chance that the exact path ends in x_i (ε = 1, down to t = 0; derived for this project): what the path does can not change it on average, only reveal it.".to_owned(),
        ];
        if let Some((half, unsealed)) = seals {
            let n = self.kernel.points().len();
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
            if unsealed > 0 {
                findings.push(format!(
                    "{unsealed} of them {} to none at the end: {}.",
                    either(unsealed, "belongs", "belong"),
                    self.why_unsealed()
                ));
            }
        }
        if !self.is_martingale() {
            findings.push("For another ε than 1 the λ_i are not chances of an end.".into());
        }
        if let Some(all) = self.thinned {
            findings.push(format!(
                "Of the {all} data points {MOST_POINTS} are looked at, chosen at random, so that this can be computed while you wait."
            ));
        }
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
            self.draw();
        } else if self.states() > before && self.states().is_multiple_of(10) && self.path == 0 {
            self.draw_so_far();
        }
        true
    }

    fn show(&mut self, t: f64, _particles: &[f32]) {
        let [least, most] = self.report.charts[NUMBER].x.range;
        let rule = &mut self.report.charts[NUMBER].series[DRAWN + 1];
        rule.clear();
        rule.push(t.clamp(least, most), 1.0);
    }

    fn report(&self) -> &Report {
        &self.report
    }
}

impl Collapse {
    /// The first chart alone: fates are known at the end only.
    fn draw_so_far(&mut self) {
        let times = self.simulation.times();
        let chart = &mut self.report.charts[NUMBER];
        for series in chart.series.iter_mut().filter(|series| !series.moving) {
            series.clear();
        }
        for (numbers, &t) in self.numbers.chunks_exact(PATHS).zip(times) {
            if t <= 0.0 {
                continue;
            }
            for (i, series) in chart.series[..DRAWN].iter_mut().enumerate() {
                series.push(t, numbers[i]);
            }
            chart.series[DRAWN].push(t, numbers.iter().sum::<f64>() / PATHS as f64);
        }
        self.report.version += 1;
    }
}

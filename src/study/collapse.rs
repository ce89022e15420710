//! When does a reverse path belong to one data point? Cao et al. (4.40)–(4.45): λ goes from the weights to a one-hot
//! vector.
//!
//! exp of the entropy of λ(X_t, t) is the number of data points that x̄₀ averages; a path's fate is sealed once some λ_i
//! stays above 0.99. For ε = 1 and the exact denoiser λ_i(X_t, t) is the probability of ending in x_i and a martingale
//! (derived for this project), so that the share of paths whose likeliest point now is the one they end in has to be the
//! mean of the largest λ.

use super::numerals::short;
use super::{Axis, Chart, Ink, Mark, Report, Row, Series, Study};
use crate::denoiser::Kernel;
use crate::denoiser::exact::entropy;
use crate::ensemble::Simulation;
use crate::scene::{DenoiserKind, Dynamics, Scene, Value};

/// Paths that are looked at, and those that are drawn.
const PATHS: usize = 400;
const DRAWN: usize = 12;
/// More data points than this are thinned: λ of every path is computed at every step.
const MOST_POINTS: usize = 2000;
/// Pairs of a path and a data point of a piece of work: about two milliseconds in `f64`.
const PIECE: usize = 100_000;
/// A fate is sealed above this.
const SEALED: f64 = 0.99;
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
    report: Report,
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
            Series::points("the likeliest point is the end", Ink::Ink),
        ];
        let mut calibration = Chart::new(
            "Is λ a probability?",
            "At the time when half of all fates are sealed: how often a path ends in its likeliest point, against the λ it has there. On the diagonal λ is the chance.",
            Axis::linear("largest λ", 0.0, 1.02),
            Axis::linear("share that ends there", 0.0, 1.02),
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
                "share whose likeliest point at that half is their end",
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
            report: Report {
                charts: vec![number, fates, calibration],
                rows,
                findings: Vec::new(),
                version: 1,
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
            self.kernel.posterior_weights(&place, t, &mut lambda);
            let pairs = lambda.iter().copied().zip(0u32..);
            let best = pairs.fold(
                (0.0, 0),
                |best, next| if next.0 > best.0 { next } else { best },
            );
            self.largest.push(best);
            self.numbers.push(libm::exp(entropy(&lambda)));
        }
        self.path = to;
        if self.path == PATHS && !self.simulation.done() {
            self.simulation.step();
            self.path = 0;
        }
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
        let at = |k: usize| &self.largest[k * PATHS..(k + 1) * PATHS];
        let ends: Vec<u32> = at(states - 1).iter().map(|best| best.1).collect();
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
            let mean = at(k).iter().map(|best| best.0).sum::<f64>() / PATHS as f64;
            charts[FATES].series[1].push(t, mean);
            if k % (states / 24).max(1) == 0 {
                let right = at(k)
                    .iter()
                    .zip(&ends)
                    .filter(|(best, end)| best.1 == **end);
                let share = right.count() as f64 / PATHS as f64;
                let error = libm::sqrt((mean * (1.0 - mean)).max(0.0) / PATHS as f64);
                let series = &mut charts[FATES].series[2];
                series.push(t, share);
                series.low.push(error);
            }
        }
        let rows = &mut self.report.rows;
        rows[0].measured = Some(self.numbers[..PATHS].iter().sum::<f64>() / PATHS as f64);
        let mut order = seals.clone();
        order.sort_unstable();
        let time_of = |seal: usize| times.get(seal).copied().filter(|_| seal < states);
        let half = order[PATHS / 2];
        rows[1].measured = time_of(half);
        let unsealed = order.iter().filter(|&&seal| seal == states).count();
        rows[2].measured = order.iter().rev().find_map(|&seal| time_of(seal));
        let k = half.min(states - 1);
        let bests = at(k);
        let right = |best: &(f64, u32), i: usize| best.1 == ends[i];
        let hits = bests
            .iter()
            .enumerate()
            .filter(|(i, best)| right(best, *i))
            .count();
        let mean = bests.iter().map(|best| best.0).sum::<f64>() / PATHS as f64;
        let spread = bests
            .iter()
            .map(|best| best.0 * (1.0 - best.0))
            .sum::<f64>();
        let is_martingale = self.scene.epsilon == 1.0;
        rows[3].predicted = is_martingale.then_some(mean);
        rows[3].measured = Some(hits as f64 / PATHS as f64);
        rows[3].error = Some(libm::sqrt(spread) / PATHS as f64);
        let dots = &mut charts[CALIBRATION].series[1];
        for bin in 0..BINS {
            let [from, to] = [bin, bin + 1].map(|b| b as f64 / BINS as f64);
            let within = || {
                let all = bests.iter().enumerate();
                all.filter(move |(_, best)| best.0 > from && best.0 <= to)
            };
            let count = within().count();
            if count < 5 {
                continue;
            }
            let mean = within().map(|(_, best)| best.0).sum::<f64>() / count as f64;
            let share = within().filter(|(i, best)| right(best, *i)).count() as f64 / count as f64;
            dots.push(mean, share);
            dots.low
                .push(libm::sqrt((mean * (1.0 - mean)).max(1e-4) / count as f64));
        }
        self.report.charts = charts;
        self.tell(Some((time_of(half), unsealed)));
        self.report.version += 1;
    }

    fn tell(&mut self, seals: Option<(Option<f64>, usize)>) {
        let mut findings = vec![
            "λ_i(X_t, t) is the chance that the path ends in x_i (ε = 1; derived for this project): what the path does can not change it on average, only reveal it.".to_owned(),
        ];
        if let Some((half, unsealed)) = seals {
            let n = self.kernel.points().len();
            match half {
                Some(t) => findings.push(format!(
                    "Half of {PATHS} paths belong to one of the {n} data points from t = {} on; from then on the exact denoiser only copies.",
                    short(t)
                )),
                None => findings.push(format!(
                    "Fewer than half of {PATHS} paths belong to one of the {n} data points where the process stops."
                )),
            }
            if unsealed > 0 {
                findings.push(format!(
                    "{unsealed} of them belong to none at the end: it stops, or its last step begins, where neighbours are nearer than the noise."
                ));
            }
        }
        if self.scene.epsilon != 1.0 {
            findings.push("For another ε than 1 the λ_i are not chances of an end.".into());
        }
        if let Some(all) = self.thinned {
            findings.push(format!(
                "Of the {all} data points {MOST_POINTS} are looked at, chosen at random, so that this can be computed while you wait."
            ));
        }
        self.report.findings = findings;
    }
}

impl Study for Collapse {
    fn work(&mut self) -> bool {
        if self.done() {
            return false;
        }
        let before = self.states();
        self.look();
        if self.done() {
            self.draw();
        } else if self.states() > before && self.states().is_multiple_of(10) && self.path == 0 {
            self.draw_so_far();
        }
        !self.done()
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

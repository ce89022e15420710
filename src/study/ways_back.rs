//! (2.7), (2.8) and between: with noise, with less, with none, the same law by other paths.
//!
//! Three ensembles start from the same places with the same noise and go back with ε = 1, the scene's ε, and
//! ε = 0. From ρ(·, T*) all have the law ρ(·, t) at every t; what tells them apart is a path. On a line the flow
//! without noise keeps the order of particles, noise does not, and Σ |Δx|² along a path is 2ε s.
//!
//! How many pairs change order under ε = 1 is exact too (derived for this project): by Theorem 1 a pair of reverse
//! paths from ρ(·, T*) is a pair of forward ones read backwards, so if D = X_t − X_t′ of two independent copies,
//! X_T* − X_T*′ is aD + √(2v) Z and the chance is E Φ(−a|D|/√(2v)), a and v the transition's over T* − t.

use super::condensed::{condensed_note, condensed_scene};
use super::density_map::{DensityMap, Progress, place_axis};
use super::way_law::{WayLaw, WayLaws};
use super::{Axis, Chart, Ink, Map, Report, Row, Series, Study};
use crate::ensemble::Simulation;
use crate::line::generated::normal_cdf;
use crate::line::{Mixture, Quantiles, start_law};
use crate::noise::{Noise, Purpose};
use crate::points::Points;
use crate::process::Process;
use crate::scene::{Dynamics, Scene, Start};

/// Paths drawn in each panel, and at most so many points on each.
const DRAWN: usize = 40;
const DRAWN_POINTS: usize = 300;
/// Times at which the laws are compared.
const SLICES: usize = 40;
/// The most particles of each ensemble, and data points that are told apart.
const PARTICLES: usize = 4000;
const COMPONENTS: usize = 200;
/// More than these and the chance of a changed order is not computed.
const MOST_FOR_ORDER: usize = 24;
/// Nanoseconds, or so, of a piece of work.
const PIECE: f64 = 1.2e6;
/// Perfect samples that tell what sampling alone does.
const PERFECT: usize = 12;
/// Their noise is that of a step that no particle takes.
const PERFECT_STREAM: u64 = 4 << 20;

/// One ensemble's measurements, one a slice.
#[derive(Default)]
struct Way {
    epsilon: f64,
    /// Positions in increasing order.
    sorted: Vec<Vec<f32>>,
    /// The share of pairs whose order is not that of the start.
    swapped: Vec<f64>,
    /// Σ |Δx|² on average, and its standard error.
    variation: Vec<[f64; 2]>,
    /// W₂ to its law, where that is known by now.
    w2: Vec<f64>,
    /// W₂ of perfect samples of that law: mean and standard deviation.
    level: Vec<[f64; 2]>,
}

/// Three ways back.
pub(super) struct WaysBack {
    scene: Scene,
    law: Mixture,
    ways: [Way; 3],
    /// Indices of the time grid, and their times.
    slices: Vec<usize>,
    times: Vec<f64>,
    run: Option<Run>,
    at_way: usize,
    laws: WayLaws,
    at_slice: usize,
    /// Sorted uniform samples.
    perfect: Vec<Vec<f64>>,
    /// What the share of swapped pairs is for ε = 1 from ρ(·, T*).
    order: Option<Vec<f64>>,
    /// Σ |Δx|² of the exact process for ε = 1 from ρ(·, T*) at the grid's own times.
    variation: Option<Vec<f64>>,
    map: DensityMap,
    now: f64,
    note: Option<String>,
    report: Report,
}

/// An ensemble on its way.
struct Run {
    simulation: Simulation,
    /// The particles in the order of their starts.
    order: Vec<u32>,
    /// Σ |Δx|² of each so far.
    variation: Vec<f64>,
    scratch: [Vec<f32>; 2],
}

impl WaysBack {
    pub(super) fn new(scene: &Scene) -> Self {
        let points = scene.law().points.len();
        let (mut scene, is_condensed) = condensed_scene(scene, COMPONENTS);
        scene.dynamics = Dynamics::Reverse;
        let n = scene.law().points.len();
        // A step should be a piece of work, even for many data points.
        let most = (PIECE as usize / (20 + 2 * n)).clamp(200, PARTICLES);
        scene.particles = scene.particles.min(most);
        let law = Mixture::of(&scene.law());
        let times = crate::time_grid::time_grid(
            scene.process,
            scene.grid,
            scene.t_star,
            scene.t_min,
            scene.steps,
        );
        let slices = slices(&times);
        let variation = (scene.start == Start::Terminal)
            .then(|| variation(&law, scene.process, &times, &slices));
        let ways = [1.0, scene.epsilon, 0.0].map(|epsilon| Way {
            epsilon,
            ..Way::default()
        });
        let start = start_law(&scene, &scene.law());
        let margin = 3.3 * libm::sqrt(start.component_variance());
        let [low, high] = start.reach();
        let seen = [low - margin, high + margin];
        let mut study = Self {
            map: DensityMap::new(&law, scene.process, scene.t_star, true, seen),
            times: slices.iter().map(|&k| times[k]).collect(),
            laws: WayLaws::new(&scene, &law),
            order: None,
            variation,
            perfect: Vec::new(),
            slices,
            ways,
            run: None,
            at_way: 0,
            at_slice: 0,
            now: scene.t_star,
            note: is_condensed.then(|| condensed_note(points, n)),
            report: Report::default(),
            law,
            scene,
        };
        study.report.charts = study.charts();
        study.report.rows = study.rows();
        study.update();
        study
    }

    fn charts(&self) -> Vec<Chart> {
        let t_star = self.scene.t_star;
        let span = self.map.span;
        let mut charts: Vec<Chart> = self
            .ways
            .iter()
            .map(|way| {
                let (title, what) = match way.epsilon {
                    1.0 => ("ε = 1, with noise".into(), "(2.7): each path is as rough as Brownian motion."),
                    0.0 => (
                        "ε = 0, no noise".into(),
                        "(2.8), the probability flow: paths are smooth and never cross.",
                    ),
                    e if e < 1.0 => (format!("ε = {e}, less noise"), "Between the two."),
                    e => (format!("ε = {e}, more noise"), "Rougher still."),
                };
                let caption = format!(
                    "{what} The same {DRAWN} starts in all panels, coloured by their order at s = 0; behind them \
                     the forward density ρ, mirrored."
                );
                Chart::new(&title, &caption, Axis::linear("s", 0.0, t_star), place_axis(span))
            })
            .collect();
        let mut distance = Chart::new(
            "The same law",
            "W₂ between the particles and the law that each should have, along s. Dashed: what a perfect sample of \
             the same size shows. Points near the line cannot be told from the law.",
            Axis::linear("s", 0.0, t_star),
            Axis::linear("W₂(particles, law)", 0.0, 1.0),
        );
        let mut order = Chart::new(
            "Other paths",
            "The share of pairs of particles whose order at s is not that of their starts: none without noise, and \
             towards a half where the start is forgotten. Particles on one data point have no order. Dashed: predicted.",
            Axis::linear("s", 0.0, t_star),
            Axis::linear("pairs that changed order", 0.0, 0.55),
        );
        for (k, way) in self.ways.iter().enumerate() {
            let name = format!("ε = {}", way.epsilon);
            distance.series.push(Series::points(&name, ink(k)));
            order.series.push(Series::points(&name, ink(k)));
        }
        let levels = if self.laws.is_shared() { 1 } else { 3 };
        for k in 0..levels {
            let (name, ink) = if levels == 1 {
                ("sampling alone".into(), Ink::Ink)
            } else {
                (
                    format!("sampling alone, ε = {}", self.ways[k].epsilon),
                    ink(k),
                )
            };
            distance.series.push(Series::dashed(&name, ink));
        }
        order
            .series
            .push(Series::dashed("predicted, ε = 1", Ink::Reverse));
        order
            .series
            .push(Series::dashed("predicted, ε = 0", Ink::Ink));
        order.series[4].extend([(0.0, 0.0), (t_star, 0.0)]);
        charts.extend([distance, order]);
        charts
    }

    /// Three rows for each way, in the order in which [`WaysBack::refresh`] fills them.
    fn rows(&self) -> Vec<Row> {
        let of = |way: &Way| {
            let e = way.epsilon;
            let law = if self.laws.is_shared() {
                "ρ(·, t)"
            } else {
                "its law"
            };
            [
                Row::new(
                    &format!(
                        "ε = {e}: W₂ of the particles and {law}, now; predicted is what sampling alone does"
                    ),
                    if e == 0.0 { "(2.8)" } else { "(2.7)" },
                ),
                Row::new(
                    &format!("ε = {e}: share of pairs that changed order, now"),
                    if e == 0.0 { "(2.8)" } else { "Theorem 1" },
                ),
                Row::new(
                    &format!("ε = {e}: Σ |Δx|² along a path, now; 2ε s for small steps"),
                    "(4.1)",
                ),
            ]
        };
        self.ways.iter().flat_map(of).collect()
    }

    /// Some steps of the ensemble whose turn it is.
    fn step(&mut self) {
        let Some(run) = &mut self.run else {
            let mut scene = self.scene.clone();
            scene.epsilon = self.ways[self.at_way].epsilon;
            let mut simulation = Simulation::new(scene);
            simulation.set_paths(DRAWN);
            let mut run = Run::new(simulation);
            run.measure(&mut self.ways[self.at_way]);
            self.run = Some(run);
            return;
        };
        let n = self.law.means().len() as f64;
        let way = &mut self.ways[self.at_way];
        let mut cost = 0.0;
        while cost < PIECE && run.simulation.step() {
            run.follow();
            let narrow = self
                .scene
                .process
                .spread(self.scene.width, run.simulation.time())
                < 1e-3;
            let pair = if narrow { 12.0 } else { 1.5 };
            cost += run.order.len() as f64 * (25.0 + pair * n);
            if self.slices.get(way.sorted.len()) == Some(&run.simulation.index()) {
                run.measure(way);
                cost += 100.0 * run.order.len() as f64;
            }
        }
        if run.simulation.done() {
            draw(
                &run.simulation,
                self.scene.t_star,
                &mut self.report.charts[self.at_way],
            );
            self.run = None;
            self.at_way += 1;
            self.update();
        }
    }

    /// Some of the comparison at the slice whose turn it is.
    fn compare(&mut self) {
        if self.perfect.is_empty() {
            self.perfect = perfect(self.scene.seed, self.scene.particles);
        }
        let t = self.times[self.at_slice];
        let shared = self.laws.is_shared();
        let Some(laws) = self.laws.work(t, PIECE) else {
            return;
        };
        for (k, way) in self.ways.iter_mut().enumerate() {
            let (w2, level) = match laws.of(k) {
                WayLaw::Known(law) => {
                    let level = if k > 0 && shared {
                        None
                    } else {
                        Some(level(law, &self.perfect))
                    };
                    (law.w2(&way.sorted[self.at_slice]), level)
                }
                WayLaw::Unknown => (f64::NAN, Some([f64::NAN; 2])),
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
            self.update();
        }
    }

    /// The exact share of swapped pairs under ε = 1.
    fn predict_order(&mut self) {
        let known = self.scene.start == Start::Terminal && self.law.means().len() <= MOST_FOR_ORDER;
        let times = self.times.iter().take(if known { usize::MAX } else { 0 });
        let shares = times.map(|&t| swapped(&self.law, self.scene.process, t, self.scene.t_star));
        let shares: Vec<f64> = shares.collect();
        let series = &mut self.report.charts[4].series[3];
        series.extend(
            self.times
                .iter()
                .map(|t| self.scene.t_star - t)
                .zip(shares.iter().copied()),
        );
        self.order = Some(shares);
    }

    /// The numbers at the slice nearest to the clock; allocates nothing.
    fn refresh(&mut self) {
        let t = self.now;
        let after = self
            .times
            .partition_point(|&time| time > t)
            .min(self.times.len() - 1);
        let before = after.saturating_sub(1);
        let slice = if (self.times[before] - t).abs() < (self.times[after] - t).abs() {
            before
        } else {
            after
        };
        let s = self.scene.t_star - self.times[slice];
        let m = self.scene.particles as f64;
        for (k, way) in self.ways.iter().enumerate() {
            let [distance, order, variation] = &mut self.report.rows[3 * k..3 * k + 3] else {
                return;
            };
            let some = |x: Option<f64>| x.filter(|x| x.is_finite());
            distance.measured = some(way.w2.get(slice).copied());
            distance.predicted = some(way.level.get(slice).map(|level| level[0]));
            distance.error = some(way.level.get(slice).map(|level| level[1]));
            order.measured = way.swapped.get(slice).copied();
            order.predicted = if way.epsilon == 0.0 {
                Some(0.0)
            } else if way.epsilon == 1.0 {
                self.order
                    .as_ref()
                    .and_then(|shares| shares.get(slice).copied())
            } else {
                None
            };
            // Kendall's τ of a sample has variance at most 2(1 − τ²)/m, and the share is (1 − τ)/2.
            order.error = order.measured.map(|p| libm::sqrt(2.0 * p * (1.0 - p) / m));
            // The exact value for these very steps, or the limit of small ones, which has no standard error.
            let own = self.variation.as_ref().filter(|_| way.epsilon == 1.0);
            let exact = own.and_then(|sums| sums.get(slice).copied());
            variation.predicted = exact.or(Some(2.0 * way.epsilon * s));
            variation.measured = way.variation.get(slice).map(|v| v[0]);
            let error = way.variation.get(slice).map(|v| v[1]);
            variation.error = error.filter(|_| exact.is_some());
        }
    }

    fn update(&mut self) {
        let t_star = self.scene.t_star;
        let shared = self.laws.is_shared();
        let mut top: f64 = 0.0;
        for (k, way) in self.ways.iter().enumerate() {
            let s = |j: usize| t_star - self.times[j];
            let known = |x: &(usize, f64)| x.1.is_finite();
            let chart = &mut self.report.charts[3];
            chart.series[k].clear();
            let points = way.w2.iter().copied().enumerate().filter(known);
            chart.series[k].extend(points.map(|(j, w2)| (s(j), w2)));
            if k == 0 || !shared {
                let level = &mut chart.series[3 + k];
                level.clear();
                let points = way
                    .level
                    .iter()
                    .map(|level| level[0])
                    .enumerate()
                    .filter(known);
                level.extend(points.map(|(j, w2)| (s(j), w2)));
            }
            let all = chart.series.iter().flat_map(|series| &series.y);
            top = all.copied().fold(top, f64::max);
            chart.y.range[1] = 1.15 * top.max(1e-6);
            let chart = &mut self.report.charts[4];
            chart.series[k].clear();
            chart.series[k].extend(
                way.swapped
                    .iter()
                    .copied()
                    .enumerate()
                    .map(|(j, p)| (s(j), p)),
            );
        }
        self.report.findings = self.findings();
        self.refresh();
        self.report.version += 1;
    }

    fn findings(&self) -> Vec<String> {
        let mut findings = Vec::new();
        let Some(end) = self.times.len().checked_sub(1) else {
            return findings;
        };
        if self.ways.iter().all(|way| way.w2.len() > end) {
            let [a, b, c] = &self.ways;
            let level = a.level[end][0];
            let e = b.epsilon;
            if self.laws.is_shared() {
                findings.push(format!(
                    "The particles' law does not know of the noise: at the end W₂ to ρ is {:.3} with ε = 1, {:.3} with \
                     ε = {e} and {:.3} with none, where a perfect sample of {} shows {level:.3}.",
                    a.w2[end], b.w2[end], c.w2[end], self.scene.particles
                ));
            } else {
                findings.push(
                    "The start is not ρ(·, T*), and then the three ways do not share a law: noise forgets the start's \
                     error, the flow carries it along. Each is compared with its own exact law: Theorem 1 for ε = 1, \
                     the monotone rearrangement for ε = 0, the reverse equation on a grid between."
                        .into(),
                );
                if self
                    .ways
                    .iter()
                    .any(|way| way.w2.iter().any(|w2| w2.is_nan()))
                {
                    findings.push(
                        "Close to atoms the grid is too coarse for the equation, and its law is left out there.".into(),
                    );
                }
            }
        }
        if self.at_way == 3 {
            // At t = 0 particles may stand on one point, without an order.
            let last = self.times.iter().rposition(|&t| t > 0.0).unwrap_or(end);
            let [a, b, c] = self.ways.each_ref().map(|way| 100.0 * way.swapped[last]);
            findings.push(format!(
                "The paths do: {a:.0} % of all pairs change their order with ε = 1, {b:.0} % with ε = {}, and {c:.2} % \
                 with none: on a line the probability flow is increasing in its start.",
                self.ways[1].epsilon
            ));
        }
        findings.extend(self.note.clone());
        if findings.is_empty() {
            findings.push("The three ensembles are on their way.".into());
        }
        findings
    }
}

fn ink(way: usize) -> Ink {
    [Ink::Reverse, Ink::Distinct(1), Ink::Distinct(2)][way]
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

impl Run {
    fn new(simulation: Simulation) -> Self {
        let x = simulation.positions().axis(0);
        let mut order: Vec<u32> = (0..x.len() as u32).collect();
        order.sort_by(|&a, &b| x[a as usize].total_cmp(&x[b as usize]));
        let scratch = || Vec::with_capacity(x.len());
        Self {
            variation: vec![0.0; x.len()],
            scratch: [scratch(), scratch()],
            order,
            simulation,
        }
    }

    /// Adds the last step to Σ |Δx|².
    fn follow(&mut self) {
        let before = self.simulation.positions_before().axis(0).iter();
        let now = self.simulation.positions().axis(0);
        for ((sum, before), now) in self.variation.iter_mut().zip(before).zip(now) {
            let d = f64::from(now - before);
            *sum += d * d;
        }
    }

    fn measure(&mut self, way: &mut Way) {
        let x = self.simulation.positions().axis(0);
        let [now, spare] = &mut self.scratch;
        now.clear();
        now.extend(self.order.iter().map(|&i| x[i as usize]));
        spare.clear();
        spare.resize(now.len(), 0.0);
        let inversions = sort_counting(now, spare) as f64;
        let m = x.len() as f64;
        way.swapped
            .push(inversions / (0.5 * m * (m - 1.0)).max(1.0));
        way.sorted.push(now.clone());
        let mean = self.variation.iter().sum::<f64>() / m;
        let square = self
            .variation
            .iter()
            .map(|v| (v - mean) * (v - mean))
            .sum::<f64>()
            / m;
        way.variation.push([mean, libm::sqrt(square / m)]);
    }
}

/// Sorts by merging and counts the pairs that were in decreasing order.
fn sort_counting(x: &mut [f32], spare: &mut [f32]) -> u64 {
    let n = x.len();
    if n < 2 {
        return 0;
    }
    let (low, high) = x.split_at_mut(n / 2);
    let (spare_low, spare_high) = spare.split_at_mut(n / 2);
    let mut count = sort_counting(low, spare_low) + sort_counting(high, spare_high);
    spare.copy_from_slice(x);
    let (low, high) = spare.split_at(n / 2);
    let (mut i, mut j) = (0, 0);
    for place in x {
        if j == high.len() || (i < low.len() && low[i] <= high[j]) {
            *place = low[i];
            i += 1;
        } else {
            *place = high[j];
            j += 1;
            count += (low.len() - i) as u64;
        }
    }
    count
}

/// Writes the followed paths into a panel, coloured by the order of their starts.
fn draw(simulation: &Simulation, t_star: f64, chart: &mut Chart) {
    let times = simulation.times();
    let last = times.len() - 1;
    let stride = last.div_ceil(DRAWN_POINTS).max(1);
    let starts: Vec<f32> = simulation.paths().map(|path| path.at(0, 0)).collect();
    for (path, start) in simulation.paths().zip(&starts) {
        let rank = starts.iter().filter(|other| *other < start).count();
        let ramp = rank as f32 / starts.len().saturating_sub(1).max(1) as f32;
        let mut series = Series::line("", Ink::Ramp(ramp));
        for k in (0..=last).filter(|k| k % stride == 0 || *k == last) {
            series.push(t_star - times[k], f64::from(path.at(k, 0)));
        }
        chart.series.push(series);
    }
}

/// Sorted uniform samples of size n: partial sums of exponentials over their sum; an exponential is half the sum
/// of two normal squares.
fn perfect(seed: u64, n: usize) -> Vec<Vec<f64>> {
    let noise = Noise::new(seed);
    let sample = |k: usize| {
        let mut z = Points::zeros(2 * (n + 1), 1);
        noise.normals(Purpose::Step(PERFECT_STREAM + k as u64), 0, &mut z);
        let mut sum = 0.0;
        let sums: Vec<f64> = z
            .as_slice()
            .chunks_exact(2)
            .map(|z| {
                sum += f64::from(z[0]).powi(2) + f64::from(z[1]).powi(2);
                sum
            })
            .collect();
        sums[..n].iter().map(|s| s / sum).collect()
    };
    (0..PERFECT).map(sample).collect()
}

/// W₂ of perfect samples to their law: mean and standard deviation.
fn level(law: &Quantiles, perfect: &[Vec<f64>]) -> [f64; 2] {
    let distances = perfect.iter().map(|u| law.w2_of_uniforms(u));
    let (sum, squares) = distances.fold((0.0, 0.0), |(s, q), d| (s + d, q + d * d));
    let n = perfect.len() as f64;
    let mean = sum / n;
    [
        mean,
        libm::sqrt(((squares - n * mean * mean) / (n - 1.0)).max(0.0)),
    ]
}

/// E Σ |Δx|² of the exact process at ε = 1 from ρ(·, T*), sampled at `times`, up to each slice. By Theorem 1 a step is
/// a forward one read backwards, X_t = a X_t′ + N(0, v), so that it is (1 − a)² E X_t′² + v: 2Δ for small steps.
fn variation(law: &Mixture, process: Process, times: &[f64], slices: &[usize]) -> Vec<f64> {
    let (mean, variance) = law.moments();
    let mut sum = 0.0;
    let mut sums = vec![0.0];
    sums.extend(times.windows(2).map(|pair| {
        let elapsed = pair[0] - pair[1];
        let (a, alpha) = (process.alpha(elapsed), process.alpha(pair[1]));
        let square = alpha * alpha * (mean * mean + variance) + process.variance(pair[1]);
        sum += (1.0 - a) * (1.0 - a) * square + process.variance(elapsed);
        sum
    }));
    slices.iter().map(|&k| sums[k]).collect()
}

/// The chance that two forward paths from ρ₀ = `law` are in one order at t and in the other at T*.
fn swapped(law: &Mixture, process: Process, t: f64, t_star: f64) -> f64 {
    let now = law.forward(process, t);
    let elapsed = t_star - t;
    if elapsed <= 0.0 {
        return 0.0;
    }
    let ratio = process.alpha(elapsed) / libm::sqrt(2.0 * process.variance(elapsed));
    let deviation = libm::sqrt(2.0 * now.component_variance());
    let chance = |gap: f64| {
        if deviation == 0.0 {
            return if gap == 0.0 {
                0.0
            } else {
                normal_cdf(-ratio * gap.abs())
            };
        }
        // E over D = gap + deviation·z by Simpson's rule on either side of D = 0, where there is a kink.
        let f = |d: f64| {
            let z = (d - gap) / deviation;
            libm::exp(-0.5 * z * z) * normal_cdf(-ratio * d.abs())
        };
        let simpson = |a: f64, b: f64| {
            if a >= b {
                return 0.0;
            }
            let h = (b - a) / 48.0;
            let inner =
                (1..48).map(|k| if k % 2 == 1 { 4.0 } else { 2.0 } * f(a + h * f64::from(k)));
            h / 3.0 * (f(a) + inner.sum::<f64>() + f(b))
        };
        let (low, high) = (gap - 7.0 * deviation, gap + 7.0 * deviation);
        let normal = deviation * libm::sqrt(2.0 * std::f64::consts::PI);
        (simpson(low, high.min(0.0)) + simpson(low.max(0.0), high)) / normal
    };
    let pairs = || now.means().iter().zip(now.weights());
    let terms = pairs().map(|(a, w)| w * pairs().map(|(b, v)| v * chance(a - b)).sum::<f64>());
    terms.sum()
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
                for chart in &mut self.report.charts[..3] {
                    chart.map = Some(Map::clone(&map));
                }
                self.report.version += 1;
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
        self.refresh();
    }

    fn report(&self) -> &Report {
        &self.report
    }
}

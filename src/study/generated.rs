//! Corollaries 3.1–3.3 and figure 6: what the exact reverse process generates from any q₀.
//!
//! It generates points of ρ₀'s support and nothing else (Corollary 3.3), the i-th with probability
//! E_{q₀}[λ_i(·, T*)] (3.19), whatever q₀. With a width the weights are those of ρ₀'s components: X_T* says of the
//! component only what X₀ says, so λ_i(X₀, 0), averaged over the particles, has the same expectation as
//! λ_i(X_T*, T*) over q₀ (derived for this project); within a component the law is that of (3.13), not N(x_i, b²).
//!
//! How fast q(·, T*) → ρ₀. Mehler's expansion ρ(x, T*|y, 0) = N(x; 0, 1) Σ_n e^{−nT*} He_n(x) He_n(y)/n! in (3.19)
//! gives, for OU and with μ, v the mean and E x² of q₀, m the mean of the x_i and M their mean square (derived for
//! this project),
//!
//! q_i/w_i − 1 = e^{−T*} μ (x_i − m) + e^{−2T*} (½ (v − 1)(x_i² − M) − v m (x_i − m)) + …,
//!
//! so the gap falls like e^{−T*} if q₀ has a mean, and like e^{−2T*} from N(0, 1).

use super::cells::{Cells, total_variation};
use super::condensed::{condensed_note, condensed_scene};
use super::{Axis, Chart, Ink, Mark, Report, Row, Series, Study};
use crate::denoiser::Kernel;
use crate::ensemble::Simulation;
use crate::line::generated::{self, normal_cdf};
use crate::line::{Mixture, start_law};
use crate::measure::chi_square::goodness_of_fit;
use crate::process::Process;
use crate::sampler::Sampler;
use crate::scene::{Dynamics, Scene, Start};
use crate::time_grid::{FLOOR, Grid};

/// Particles of all batches together, and of one; each batch has a seed of its own.
const PARTICLES: usize = 20_000;
const BATCH: usize = 2000;
const SEEDS_APART: u64 = 1_000_003;
const LARGEST_SEED: u64 = 1 << 53;
/// Data points that are told apart: as atoms, with a width, and in the curve over T*.
const COMPONENTS: [usize; 3] = [1000, 100, 100];
/// Nanoseconds, or so, of a piece of work.
const PIECE: f64 = 1.2e6;
/// The curve over T*.
const CURVE: usize = 48;
const CURVE_ENDS: [f64; 2] = [0.05, 6.0];
/// Smaller gaps than this are rounding.
const LEAST_GAP: f64 = 1e-13;
/// Particles whose expected fate is shown as they move.
const MOVING: usize = 400;

/// Σ over nodes of q₀ of λ_i, a few nodes at a time: `generated::weights` in pieces. From ρ(·, T*) itself it is w.
struct Weights {
    law: Mixture,
    process: Process,
    t_star: f64,
    nodes: Vec<(f64, f64)>,
    next: usize,
    sums: Vec<f64>,
}

impl Weights {
    fn new(law: &Mixture, scene: &Scene, t_star: f64) -> Self {
        let scene_then = Scene {
            t_star,
            ..scene.clone()
        };
        let process = scene.process;
        let is_terminal = scene.start == Start::Terminal;
        let nodes = if is_terminal {
            Vec::new()
        } else {
            let start = start_law(&scene_then, &scene_then.law());
            generated::nodes(law, process, &start, t_star)
        };
        Self {
            sums: if is_terminal {
                law.weights().to_vec()
            } else {
                vec![0.0; law.means().len()]
            },
            law: law.clone(),
            process,
            t_star,
            nodes,
            next: 0,
        }
    }

    /// Some nodes more, for `cost` nanoseconds or so, which are taken from it; whether that was all.
    fn work(&mut self, cost: &mut f64) -> bool {
        while self.next < self.nodes.len() {
            if *cost < 0.0 {
                return false;
            }
            let (x, share) = self.nodes[self.next];
            let given = self.law.given(self.process, 0.0, x, self.t_star);
            for (sum, w) in self.sums.iter_mut().zip(given.weights()) {
                *sum += share * w;
            }
            self.next += 1;
            *cost -= 150.0 * self.sums.len() as f64 + 300.0;
        }
        true
    }

    fn weights(&self) -> Vec<f64> {
        let total: f64 = self.sums.iter().sum();
        self.sums.iter().map(|sum| sum / total).collect()
    }
}

/// What is generated.
pub(super) struct Generated {
    scene: Scene,
    /// ρ₀.
    law: Mixture,
    kernel: Kernel,
    /// One for each data point, or for neighbouring ones.
    cells: Cells,
    /// In which cell each data point is.
    cell_of: Vec<usize>,
    places: Vec<f64>,
    shares: [Vec<f64>; 2],
    prediction: Weights,
    is_predicted: bool,
    batch: Option<Simulation>,
    batches: usize,
    particles: usize,
    most: usize,
    /// Σ λ_i and Σ λ_i² in each cell.
    sums: [Vec<f64>; 2],
    /// Σ and largest of the distances from the support.
    distance: [f64; 2],
    curve: Option<Weights>,
    curve_law: Mixture,
    curve_at: usize,
    lambda: Vec<f64>,
    fate: Vec<f64>,
    /// Whether the scene's own ensemble is one that (3.19) is about.
    is_reverse: bool,
    note: Option<String>,
    report: Report,
}

impl Generated {
    pub(super) fn new(scene: &Scene) -> Self {
        let points = scene.law().points.len();
        let most = COMPONENTS[usize::from(scene.width > 0.0)];
        let (mut scene, is_condensed) = condensed_scene(scene, most);
        let is_reverse = scene.dynamics == Dynamics::Reverse && scene.epsilon == 1.0;
        // What (3.19) is about: ε = 1, down to t = 0.
        scene.dynamics = Dynamics::Reverse;
        scene.epsilon = 1.0;
        scene.t_min = 0.0;
        let law = scene.law();
        let mixture = Mixture::of(&law);
        let atoms = Mixture::new(mixture.means().to_vec(), mixture.weights(), 0.0);
        let cells = Cells::of(&atoms);
        let cell_of: Vec<usize> = mixture.means().iter().map(|&m| cells.cell(m)).collect();
        // As the particles see them: in f32.
        let mut places: Vec<f64> = mixture
            .means()
            .iter()
            .map(|&m| f64::from(m as f32))
            .collect();
        places.sort_by(f64::total_cmp);
        let count = cells.len();
        // A step of a batch should be a piece of work, even for many data points.
        let pair = if scene.width > 0.0 { 40 } else { 2 };
        scene.particles = (PIECE as usize / (20 + pair * mixture.means().len())).clamp(200, BATCH);
        let curve_law = mixture.condensed(COMPONENTS[2]);
        let mut study = Self {
            kernel: Kernel::of(scene.process, &law),
            prediction: Weights::new(&mixture, &scene, scene.t_star),
            is_predicted: false,
            batch: None,
            batches: 0,
            particles: 0,
            most: PARTICLES.min(10 * scene.particles),
            sums: [vec![0.0; count], vec![0.0; count]],
            shares: [cells.probabilities.clone(), Vec::new()],
            distance: [0.0; 2],
            curve: None,
            curve_law,
            curve_at: 0,
            lambda: Vec::new(),
            fate: vec![0.0; count],
            is_reverse,
            note: is_condensed.then(|| condensed_note(points, mixture.means().len())),
            report: Report::default(),
            law: mixture,
            cells,
            cell_of,
            places,
            scene,
        };
        study.report.charts = vec![study.weights_chart(), study.curve_chart()];
        study.update();
        study
    }

    fn has_width(&self) -> bool {
        self.scene.width > 0.0
    }

    fn in_cells(&self, weights: &[f64]) -> Vec<f64> {
        let mut sums = vec![0.0; self.cells.len()];
        for (&cell, w) in self.cell_of.iter().zip(weights) {
            sums[cell] += w;
        }
        sums
    }

    fn weights_chart(&self) -> Chart {
        let cells = &self.cells;
        let width = cells.width;
        let places = || cells.centres.iter().copied().filter(|x| !x.is_nan());
        let low = places().fold(f64::INFINITY, f64::min) - 1.5 * width;
        let high = places().fold(f64::NEG_INFINITY, f64::max) + 1.5 * width;
        let whose = if cells.atoms {
            "x_i"
        } else {
            "x (bins of data points)"
        };
        let mut chart = Chart::new(
            "Figure 6: what is generated",
            "Outlined: the weights w_i of ρ₀. Dashed: what the exact reverse process from q₀ gives to each, by (3.19). \
             Magenta: the share of simulated particles that end there, with one standard deviation. The moving dots \
             are the particles' expected fates, λ_i(X_t, t) on average, at the clock's time: a martingale, so they stay.",
            Axis::linear(whose, low, high),
            Axis::linear("q(x_i, T*)", 0.0, 1.0),
        );
        chart.series = vec![
            Series::new("simulated", Ink::Reverse, Mark::Bars { width }),
            Series::new("w_i", Ink::Soft, Mark::Outline { width }),
            Series::dashed("predicted, (3.19)", Ink::Ink),
            Series::points("", Ink::Ink),
            Series::points("λ_i(X_t, t) on average, now", Ink::Lighthouse).moving(),
        ];
        let w = self.cells.probabilities.iter().copied();
        chart.series[1].extend(
            cells
                .centres
                .iter()
                .copied()
                .zip(w)
                .filter(|(x, _)| !x.is_nan()),
        );
        chart
    }

    fn curve_chart(&self) -> Chart {
        let mut chart = Chart::new(
            "How far from ρ₀? The gap against T*",
            "The total variation between what is generated and ρ₀, by (3.19), beside its leading term. The dot is \
             the simulation at the present T*; below the dotted level its own sampling error hides the gap.",
            Axis::linear("T*", 0.0, CURVE_ENDS[1].max(self.scene.t_star)),
            Axis::log("TV(q(·, T*), ρ₀)", 1e-4, 1.0),
        );
        chart.series = vec![
            Series::line("predicted, (3.19)", Ink::Ink),
            Series::dashed("leading term", Ink::Soft),
            Series::dashed("sampling alone", Ink::Reverse),
            Series::rule("T*", Ink::Soft, self.scene.t_star),
            Series::points("simulated", Ink::Reverse),
        ];
        if let Some((rate, scale)) = self.leading_term() {
            let name = if rate == 1.0 {
                "c e^{−T*}"
            } else {
                "c e^{−2T*}"
            };
            chart.series[1].name = format!("{name}, c = {scale:.3}");
            for k in 0..=CURVE {
                let t = curve_time(k, self.scene.t_star);
                let y = scale * libm::exp(-rate * t);
                if y < 1.0 {
                    chart.series[1].push(t, y);
                }
            }
        }
        chart
    }

    /// [rate, c] of the gap's leading term c e^{−rate T*}: see the head of this file.
    fn leading_term(&self) -> Option<(f64, f64)> {
        if self.scene.process != Process::Ou || self.scene.start == Start::Terminal {
            return None;
        }
        let start = start_law(&self.scene, &self.scene.law());
        let (mu, variance) = start.moments();
        let v = mu * mu + variance;
        let pairs = || self.law.means().iter().zip(self.law.weights());
        let m: f64 = pairs().map(|(x, w)| w * x).sum();
        let square: f64 = pairs().map(|(x, w)| w * x * x).sum();
        let half =
            |f: &dyn Fn(f64) -> f64| 0.5 * pairs().map(|(&x, w)| w * f(x).abs()).sum::<f64>();
        let first = half(&|x| mu * (x - m));
        let second = half(&|x| 0.5 * (v - 1.0) * (x * x - square) - v * m * (x - m));
        if first > 1e-9 {
            Some((1.0, first))
        } else if second > 1e-9 {
            Some((2.0, second))
        } else {
            None
        }
    }

    /// The particles of a batch have arrived.
    fn count(&mut self, positions: &[f32]) {
        for &x in positions {
            let x = f64::from(x);
            if self.has_width() {
                self.kernel.posterior_weights(&[x], 0.0, &mut self.lambda);
                self.fate.fill(0.0);
                for (&cell, l) in self.cell_of.iter().zip(&self.lambda) {
                    self.fate[cell] += l;
                }
                let [sums, squares] = &mut self.sums;
                for ((sum, square), f) in sums.iter_mut().zip(squares).zip(&self.fate) {
                    *sum += f;
                    *square += f * f;
                }
                continue;
            }
            let after = self.places.partition_point(|&p| p < x);
            let near = [after.saturating_sub(1), after.min(self.places.len() - 1)];
            let [before, after] = near.map(|k| (self.places[k] - x).abs());
            let distance = before.min(after);
            self.distance[0] += distance;
            self.distance[1] = self.distance[1].max(distance);
            let cell = self.cells.cell(x);
            self.sums[0][cell] += 1.0;
            self.sums[1][cell] += 1.0;
        }
        self.particles += positions.len();
    }

    /// Some steps of a batch; false if all batches are through.
    fn run(&mut self) -> bool {
        if self.particles >= self.most {
            return false;
        }
        let Some(simulation) = &mut self.batch else {
            let mut scene = self.scene.clone();
            scene.seed = (scene.seed + SEEDS_APART * self.batches as u64) % LARGEST_SEED;
            self.batches += 1;
            self.batch = Some(Simulation::new(scene));
            return true;
        };
        let n = self.law.means().len() as f64;
        let mut cost = 0.0;
        while cost < PIECE && simulation.step() {
            let narrow = self
                .scene
                .process
                .spread(self.scene.width, simulation.time())
                < 1e-3;
            let evaluations = if self.scene.sampler == Sampler::Heun {
                2.0
            } else {
                1.0
            };
            let pair = if narrow { 12.0 } else { 1.5 };
            cost += evaluations * self.scene.particles as f64 * (20.0 + pair * n);
        }
        if simulation.done() {
            let simulation = self.batch.take();
            if let Some(simulation) = simulation {
                self.count(simulation.positions().axis(0));
                self.update();
            }
        }
        true
    }

    /// Some of the prediction and of the curve over T*; false if both are complete.
    fn predict(&mut self) -> bool {
        let mut cost = PIECE;
        if !self.is_predicted {
            if self.prediction.work(&mut cost) {
                self.is_predicted = true;
                self.shares[1] = self.in_cells(&self.prediction.weights());
                self.update();
            }
            return true;
        }
        let is_terminal = self.scene.start == Start::Terminal;
        if self.curve_at > CURVE || is_terminal {
            return false;
        }
        while self.curve_at <= CURVE {
            let t = curve_time(self.curve_at, self.scene.t_star);
            let law = &self.curve_law;
            let curve = self
                .curve
                .get_or_insert_with(|| Weights::new(law, &self.scene, t));
            if !curve.work(&mut cost) {
                break;
            }
            let gap = generated::total_variation(&curve.weights(), law.weights());
            if gap > LEAST_GAP {
                self.report.charts[1].series[0].push(t, gap);
            }
            self.curve = None;
            self.curve_at += 1;
            // Making the nodes has its price too.
            cost -= 1e5;
        }
        if self.curve_at > CURVE || self.curve_at.is_multiple_of(8) {
            self.update();
        }
        true
    }

    fn update(&mut self) {
        let [w, predicted] = &self.shares;
        let n = self.particles as f64;
        let known = n > 0.0;
        let shares: Vec<f64> = self.sums[0].iter().map(|sum| sum / n.max(1.0)).collect();
        let errors: Vec<f64> = self.sums[1]
            .iter()
            .zip(&shares)
            .map(|(square, p)| libm::sqrt((square / n.max(1.0) - p * p).max(0.0) / n.max(1.0)))
            .collect();
        let drawn = || {
            let all = self.cells.centres.iter().copied().enumerate();
            all.filter(|(_, x)| !x.is_nan())
        };
        let chart = &mut self.report.charts[0];
        let half = 0.5 * self.cells.width;
        for k in [0, 2, 3] {
            chart.series[k].clear();
        }
        for (k, x) in drawn() {
            if known {
                chart.series[0].push(x, shares[k]);
                chart.series[3].push(x, shares[k]);
                chart.series[3].low.push(errors[k]);
            }
            if let Some(&p) = predicted.get(k) {
                chart.series[2].extend([(x - half, p), (x + half, p), (f64::NAN, f64::NAN)]);
            }
        }
        let heights = shares.iter().chain(w).chain(predicted);
        chart.y.range[1] = 1.15 * heights.copied().fold(1e-9, f64::max);

        let mut rows = Vec::new();
        let gap = (!predicted.is_empty()).then(|| generated::total_variation(predicted, w));
        let unit = if self.has_width() {
            "components"
        } else {
            "data points"
        };
        let noise = folded(predicted, predicted, &errors);
        let seen = folded(predicted, w, &errors);
        let measured = generated::total_variation(&shares, w);
        rows.push(Row {
            predicted: gap,
            ..Row::new(
                &format!("total variation of q(·, T*) and ρ₀, over {unit}"),
                "(3.19)",
            )
        });
        if known && gap.is_some() {
            rows.push(Row {
                predicted: Some(seen[0]),
                measured: Some(measured),
                error: Some(seen[1]),
                ..Row::new(
                    &format!("the same, as {n} particles show it: sampling adds to it"),
                    "(3.19)",
                )
            });
            rows.push(Row {
                predicted: Some(noise[0]),
                measured: Some(generated::total_variation(&shares, predicted)),
                error: Some(noise[1]),
                ..Row::new("simulated against predicted shares: total variation; predicted is what sampling alone does", "(3.19)")
            });
        }
        let mut fit = None;
        if known && !self.has_width() && gap.is_some() {
            let [measured, expected, deviation] = total_variation(&self.sums[0], predicted);
            if let Some(row) = rows.last_mut() {
                (row.predicted, row.measured, row.error) =
                    (Some(expected), Some(measured), Some(deviation));
            }
            let test = goodness_of_fit(&self.sums[0], predicted);
            let degrees = test.degrees as f64;
            if test.degrees > 0 {
                rows.push(Row {
                    predicted: Some(degrees),
                    measured: Some(test.statistic),
                    error: Some(libm::sqrt(2.0 * degrees)),
                    ..Row::new(
                        "simulated counts against (3.19): χ²; predicted are its degrees of freedom",
                        "(3.19)",
                    )
                });
                rows.push(Row {
                    measured: Some(test.p),
                    ..Row::new("the same: p, uniform on [0, 1] if (3.19) holds", "(3.19)")
                });
            }
            fit = Some(test);
            let name = ["mean", "largest"];
            let values = [self.distance[0] / n, self.distance[1]];
            rows.extend(name.into_iter().zip(values).map(|(name, value)| Row {
                predicted: Some(0.0),
                measured: Some(value),
                ..Row::new(
                    &format!("{name} distance of a generated particle from the data"),
                    "Corollary 3.3",
                )
            }));
        }
        self.report.rows = rows;

        let curve = &mut self.report.charts[1];
        for k in [2, 4] {
            curve.series[k].clear();
        }
        if known && !predicted.is_empty() {
            let right = curve.x.range[1];
            curve.series[2].extend([(0.0, noise[0].max(1e-12)), (right, noise[0].max(1e-12))]);
            if measured > 0.0 {
                curve.series[4].push(self.scene.t_star, measured);
                curve.series[4].low.push(seen[1].min(0.999 * measured));
            }
        }
        let least = curve.series.iter().filter(|s| s.mark != Mark::Rule);
        let least = least.flat_map(|s| &s.y).copied().fold(1e-2, f64::min);
        curve.y.range = [(0.5 * least).max(1e-9), 1.0];
        self.report.findings = self.findings(gap, fit.map(|fit| fit.p));
        self.report.version += 1;
    }

    fn findings(&self, gap: Option<f64>, p: Option<f64>) -> Vec<String> {
        let mut findings = Vec::new();
        let n = self.particles;
        if let Some(gap) = gap {
            findings.push(if self.scene.start == Start::Terminal {
                "Started from ρ(·, T*) itself the reverse process generates ρ₀, with the very weights w_i.".into()
            } else {
                format!(
                    "Started from the wrong law the reverse process still generates ρ₀'s own {}, in the wrong proportions: \
                     {:.2} % of the mass is elsewhere (total variation {gap:.2e} at T* = {}).",
                    if self.has_width() { "components" } else { "points" },
                    100.0 * gap,
                    self.scene.t_star
                )
            });
        }
        if n > 0 && !self.has_width() {
            let largest = self.distance[1];
            findings.push(if largest < 1e-6 {
                format!("All {n} particles ended on a data point, to rounding: nothing new was generated.")
            } else {
                let why = if self.scene.grid == Grid::Uniform {
                    "the size of the last step, which a log-SNR grid takes away".into()
                } else {
                    let sigma = self.scene.process.sigma(FLOOR.min(0.1 * self.scene.t_star));
                    format!("the last step, from where σ = {sigma:.3} is not small beside the distances of data points")
                };
                format!(
                    "The farthest of {n} particles stopped {largest:.1e} from the data. The exact process never does; \
                     what is seen is {why}."
                )
            });
        }
        if let Some(p) = p.filter(|p| *p < 1e-4) {
            findings.push(format!(
                "The counts differ from (3.19) by more than chance (p = {p:.0e}): that is the error of the steps, \
                 which more of them take away."
            ));
        }
        match self.leading_term() {
            Some((1.0, c)) => findings.push(format!(
                "q₀ has a mean, so the gap falls like {c:.3} e^{{−T*}}: each unit of T* takes a factor 2.7 off."
            )),
            Some((_, c)) => findings.push(format!(
                "q₀ has no mean of its own, so the gap's term in e^{{−T*}} vanishes and {c:.3} e^{{−2T*}} is left."
            )),
            None => {}
        }
        if self.has_width() {
            findings.push(
                "ρ₀ has a width, so every place is in its support; the weights are those of its components.".into(),
            );
        }
        findings.extend(self.note.clone());
        if findings.is_empty() {
            findings.push("The particles are on their way.".into());
        }
        findings
    }
}

/// The k-th T* of the curve: closer together where it bends.
fn curve_time(k: usize, t_star: f64) -> f64 {
    let [low, high] = [CURVE_ENDS[0], CURVE_ENDS[1].max(t_star)];
    let u = k as f64 / CURVE as f64;
    low + (high - low) * u * (0.5 + 0.5 * u)
}

/// Mean and standard deviation of ½ Σ |share − w|, for shares that are normal about p with these errors: folded
/// normals, taken as independent.
fn folded(p: &[f64], w: &[f64], errors: &[f64]) -> [f64; 2] {
    let (mut mean, mut variance) = (0.0, 0.0);
    for ((p, w), &s) in p.iter().zip(w).zip(errors) {
        let m = (p - w).abs();
        if s == 0.0 {
            mean += m;
            continue;
        }
        let z = m / s;
        let height = libm::sqrt(2.0 / std::f64::consts::PI) * libm::exp(-0.5 * z * z);
        let average = s * height + m * (1.0 - 2.0 * normal_cdf(-z));
        mean += average;
        variance += (m * m + s * s - average * average).max(0.0);
    }
    [0.5 * mean, 0.5 * libm::sqrt(variance)]
}

impl Study for Generated {
    fn work(&mut self) -> bool {
        // The prediction, a batch to begin with, the curve, and the other batches.
        if self.is_predicted && self.particles == 0 {
            return self.run();
        }
        self.predict() || self.run()
    }

    fn show(&mut self, t: f64, particles: &[f32]) {
        let series = &mut self.report.charts[0].series[4];
        series.clear();
        let sample = particles
            .len()
            .min(MOVING * 4 / self.lambda.len().clamp(4, 400));
        if sample == 0 || !self.is_reverse {
            return;
        }
        self.fate.fill(0.0);
        for &x in &particles[..sample] {
            self.kernel
                .posterior_weights(&[f64::from(x)], t.max(0.0), &mut self.lambda);
            for (&cell, l) in self.cell_of.iter().zip(&self.lambda) {
                self.fate[cell] += l / sample as f64;
            }
        }
        let pairs = self.cells.centres.iter().zip(&self.fate);
        series.extend(pairs.filter(|(x, _)| !x.is_nan()).map(|(&x, &f)| (x, f)));
    }

    fn report(&self) -> &Report {
        &self.report
    }
}

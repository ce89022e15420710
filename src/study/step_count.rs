//! Step count: the same noise with n, 2n, 4n, … steps of every sampler, Cao et al. (4.19), (4.21)–(4.24).
//!
//! For one Gaussian the errors are exact ([`GaussianChain`]); otherwise they are measured on particles that share
//! their noise with a fine reference ([`SameNoise`]). The orders expected are this project's derivation.

use super::condensed::law_of;
use super::digits::short;
use super::same_noise::{SameNoise, Scheme, Starts, refined};
use super::{Axis, Chart, Ink, Mark, Report, Row, Series, Study};
use crate::law::Law;
use crate::line::gaussian_chain::{GaussianChain, Normal};
use crate::line::{Mixture, QuantilePieces, normal_score, start_law};
use crate::points::Points;
use crate::process::Process;
use crate::sampler::Sampler;
use crate::scene::{Scene, Start};
use crate::time_grid::{FLOOR, Grid, time_grid};

/// The samplers compared, with the names they have in a chart.
const SAMPLERS: [(Sampler, &str, &str); 4] = [
    (Sampler::EulerMaruyama, "Euler–Maruyama", "(4.19)"),
    (Sampler::Exponential, "exponential", "(4.21)–(4.24)"),
    (Sampler::Heun, "Heun", "Karras et al. (2022)"),
    (Sampler::DpmSolver, "2M", "Lu et al. (2022)"),
];

/// n = 2², …, 2¹⁰.
const POWERS: std::ops::RangeInclusive<u32> = 2..=10;

/// Which of the n findings are about: 2⁶.
const EXAMPLE: usize = 4;

/// With fewer steps no error is a power of n yet.
const LEAST_FITTED: usize = 16;

/// Below this, relative to the data's scale, an exact error is rounding.
const ROUNDING: f64 = 1e-12;

/// The same for particles in `f32` that have made thousands of steps.
const ROUNDING_F32: f64 = 3e-6;

/// Data points that particles are driven by at most.
const MOST_POINTS: usize = 100;

/// Evaluations of kernels that all particles together may cost, about, and those of one piece of work.
const BUDGET: usize = 1_500_000_000;
const PIECE: usize = 500_000;

/// The order of an error as n grows; `None` where no power of n is expected.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Orders {
    /// Of |ΔP|, the error of the variance.
    pub weak: Option<f64>,
    /// Of √E|x − X|² on the same noise.
    pub strong: Option<f64>,
}

/// The orders that theory expects of a sampler for atoms (several, or one) or a density.
///
/// The smooth case is classical: 1, 1, 2, 2 in law; on the path the same without noise, and 1 with it, since a
/// step sees its piece of the Brownian path as one number. A last step to t = 0 changes that: grids other than
/// the uniform one always make it from t = 0.001, whatever n; on the uniform one the three samplers
/// that land on x̄₀ leave out a noise of √(2εΔ), the path's order is ½, and without noise they are Euler's step
/// there. Between atoms a path that is off by δ ends elsewhere with probability of order δ, so that the
/// root mean square has half the order.
pub fn expected_orders(
    sampler: Sampler,
    epsilon: f64,
    grid: Grid,
    t_min: f64,
    atoms: Option<usize>,
) -> Orders {
    let euler = matches!(
        sampler,
        Sampler::EulerMaruyama | Sampler::EulerMaruyamaAsPrinted
    );
    let second = matches!(sampler, Sampler::Heun | Sampler::DpmSolver);
    let smooth = if second { 2.0 } else { 1.0 };
    let path = if epsilon > 0.0 { 1.0 } else { smooth };
    let orders = |weak, strong| Orders { weak, strong };
    if atoms == Some(1) && !euler {
        return orders(None, None);
    }
    if t_min > 0.0 {
        return orders(Some(smooth), Some(path));
    }
    match (atoms, grid) {
        (Some(1), Grid::Uniform) => orders(Some(1.0), Some(0.5)),
        (Some(1), _) => orders(None, None),
        // The share of each atom is not a power of n in general.
        (Some(_), Grid::Uniform) if euler => orders(None, Some(0.5)),
        (Some(_), _) if euler => orders(None, None),
        (Some(_), _) => orders(None, Some(0.5 * path)),
        (None, Grid::Uniform) if euler => orders(Some(1.0), Some(1.0)),
        (None, Grid::Uniform) => {
            let strong = if epsilon > 0.0 { 0.5 } else { 1.0 };
            orders(Some(1.0), Some(strong))
        }
        (None, _) => orders(None, None),
    }
}

/// One kind of error, of every sampler at every n.
#[derive(Clone, Debug, Default)]
struct Errors {
    /// By sampler, then n; NaN while unknown.
    values: Vec<Vec<f64>>,
    /// One standard deviation of each; 0 where it is exact.
    deviations: Vec<Vec<f64>>,
    /// What can not be told from 0.
    floor: f64,
}

impl Errors {
    fn new(floor: f64) -> Self {
        let unknown = vec![vec![f64::NAN; POWERS.count()]; SAMPLERS.len()];
        Self {
            deviations: vec![vec![0.0; POWERS.count()]; SAMPLERS.len()],
            values: unknown,
            floor,
        }
    }

    fn is_seen(&self, sampler: usize, k: usize) -> bool {
        let value = self.values[sampler][k];
        value > self.floor && value > 2.0 * self.deviations[sampler][k]
    }

    /// −(d ln error/d ln n) and its standard deviation, by least squares over the last four that are seen (six of
    /// a sample, weighted), if there are three.
    fn slope(&self, sampler: usize, ns: &[usize]) -> Option<(f64, f64)> {
        let is_sample = self.deviations[sampler].iter().any(|&d| d > 0.0);
        let most = if is_sample { 6 } else { 4 };
        let mut seen: Vec<usize> = (0..ns.len())
            .filter(|&k| ns[k] >= LEAST_FITTED && self.is_seen(sampler, k))
            .collect();
        seen.drain(..seen.len().saturating_sub(most));
        if seen.len() < 3 {
            return None;
        }
        let mut sums = [0.0; 5];
        for &k in &seen {
            let (x, y) = (libm::log(ns[k] as f64), libm::log(self.values[sampler][k]));
            let relative = self.deviations[sampler][k] / self.values[sampler][k];
            // A few per cent are allowed for that no error is a pure power.
            let w = 1.0 / (relative * relative + 9e-4);
            for (sum, term) in sums.iter_mut().zip([1.0, x, y, x * x, x * y]) {
                *sum += w * term;
            }
        }
        let [w, x, y, xx, xy] = sums;
        let spread = xx - x * x / w;
        let deviation = if is_sample {
            1.0 / libm::sqrt(spread)
        } else {
            0.0
        };
        Some((-(xy - x * y / w) / spread, deviation))
    }
}

/// What one chart shows.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Measure {
    Strong,
    Variance,
    Distance,
    Support,
}

impl Measure {
    fn symbol(self) -> &'static str {
        match self {
            Measure::Strong => "√E|x − X|²",
            Measure::Variance => "|ΔP|",
            Measure::Distance => "W₂",
            Measure::Support => "√E|x − nearest x_i|²",
        }
    }

    fn title(self) -> &'static str {
        match self {
            Measure::Strong => "Strong error: the path",
            Measure::Variance => "Weak error: the variance",
            Measure::Distance => "Weak error: the law",
            Measure::Support => "Distance to the data points",
        }
    }
}

enum Task {
    Exact {
        start: Normal,
        data: Normal,
        next: usize,
    },
    Sampled(Box<Sampled>),
    Done,
}

struct Sampled {
    law: Law,
    start: Mixture,
    particles: usize,
    run: Option<SameNoise>,
    /// Where the exact paths end, where they are known: without noise.
    exact: Vec<f32>,
    /// The quantiles of ρ(·, t_min) at (k + ½)/M.
    quantiles: Vec<f64>,
    compared: usize,
    /// The scheme whose paths are compared next, after some particles have arrived.
    paths: Option<usize>,
    sorted: Vec<f32>,
}

/// The study.
pub(super) struct StepCount {
    report: Report,
    process: Process,
    epsilon: f64,
    grid: Grid,
    t_min: f64,
    t_star: f64,
    seed: u64,
    ns: Vec<usize>,
    /// How many atoms, `None` for a density.
    atoms: Option<usize>,
    /// ρ₀, condensed, and ρ(·, t_min).
    data: Mixture,
    target: Mixture,
    measures: Vec<(Measure, Errors)>,
    /// E W₂ of as many perfect samples.
    sampling: Option<f64>,
    /// The deviation that Euler–Maruyama keeps about one atom, at every n.
    kept: Vec<f64>,
    notes: Vec<String>,
    task: Task,
}

pub(super) fn new(scene: &Scene) -> StepCount {
    let law = scene.law();
    let whole = Mixture::of(&law);
    // A grid with a fixed last step nests in one with twice the steps before it.
    let last = usize::from(scene.t_min == 0.0 && scene.grid != Grid::Uniform);
    let ns = POWERS.map(|power| (1 << power) + last).collect();
    let mut notes = Vec::new();
    let few = whole.condensed(MOST_POINTS);
    let law = law_of(&few);
    let start = start_law(scene, &law);
    let is_gaussian = whole.means().len() == 1 && start.means().len() == 1;
    if !is_gaussian && few.means().len() < whole.means().len() {
        notes.push(format!(
            "The {} data points are put together into {} neighbourhoods here.",
            whole.means().len(),
            few.means().len()
        ));
    }
    let atoms = (law.width == 0.0).then_some(few.means().len());
    let [low, high] = few.reach();
    let scale = 1.0 + low.abs().max(high.abs());
    let mut study = StepCount {
        report: Report::default(),
        process: scene.process,
        epsilon: scene.epsilon,
        grid: scene.grid,
        t_min: scene.t_min,
        t_star: scene.t_star,
        seed: scene.seed,
        ns,
        atoms,
        target: few.forward(scene.process, scene.t_min),
        data: few.clone(),
        measures: Vec::new(),
        sampling: None,
        kept: Vec::new(),
        notes,
        task: Task::Done,
    };
    if is_gaussian {
        let normal = |law: &Mixture| Normal {
            mean: law.means()[0],
            variance: law.component_variance(),
        };
        study.notes.push(
            "Nothing here is sampled: for one Gaussian the law of every scheme, and its distance from the exact \
             path on the same noise, are computed exactly."
                .into(),
        );
        let floor = ROUNDING * scale;
        study.measures = [Measure::Strong, Measure::Variance, Measure::Distance]
            .map(|measure| {
                (
                    measure,
                    Errors::new(
                        floor
                            * if measure == Measure::Variance {
                                1e-2
                            } else {
                                3e3
                            },
                    ),
                )
            })
            .to_vec();
        study.task = Task::Exact {
            start: normal(&start),
            data: normal(&whole),
            next: 0,
        };
    } else {
        let particles = particles(scene.particles, few.means().len());
        study.notes.push(sampled_note(scene, particles));
        let third = if atoms.is_some() && scene.t_min == 0.0 {
            Measure::Support
        } else {
            Measure::Variance
        };
        if scene.epsilon > 0.0 {
            study.sampling = Some(f64::NAN);
        }
        study.measures = [Measure::Strong, Measure::Distance, third]
            .map(|measure| (measure, Errors::new(ROUNDING_F32 * scale)))
            .to_vec();
        study.task = Task::Sampled(Box::new(Sampled {
            law,
            start,
            particles,
            run: None,
            exact: Vec::new(),
            quantiles: Vec::new(),
            compared: 0,
            paths: None,
            sorted: Vec::new(),
        }));
    }
    study.write();
    study
}

/// As many as the budget allows, from 500 to 2000.
fn particles(wanted: usize, points: usize) -> usize {
    let evaluations: usize = POWERS.map(|power| 5 << power).sum::<usize>() + 5000;
    let affordable = BUDGET / (evaluations * (points + 40));
    wanted.clamp(500, 2000).min(affordable.max(500))
}

fn sampled_note(scene: &Scene, particles: usize) -> String {
    let path = if scene.epsilon > 0.0 {
        "each on the same Brownian path as a reference of more than 4096 steps of 2M"
    } else {
        "started from the start law's quantiles, beside the exact flow (2.8), a monotone rearrangement"
    };
    let start = match scene.start {
        Start::Terminal => String::new(),
        _ => format!(
            " W₂ to ρ(·, t_min) includes what comes from q₀ not being ρ(·, T*) at T* = {}.",
            scene.t_star
        ),
    };
    format!("Measured on {particles} particles of every scheme, {path}.{start}")
}

impl StepCount {
    fn times(&self, n: usize) -> Vec<f64> {
        time_grid(self.process, self.grid, self.t_star, self.t_min, n)
    }

    /// All schemes, sampler after sampler.
    fn schemes(&self) -> Vec<Scheme> {
        let pairs = SAMPLERS.iter().flat_map(|&(sampler, ..)| {
            let scheme = move |&n| (sampler, n);
            self.ns.iter().map(scheme)
        });
        pairs
            .map(|(sampler, n)| Scheme {
                sampler,
                times: self.times(n),
            })
            .collect()
    }

    fn set(&mut self, which: usize, scheme: usize, value: f64, deviation: f64) {
        let (sampler, k) = (scheme / self.ns.len(), scheme % self.ns.len());
        let errors = &mut self.measures[which].1;
        errors.values[sampler][k] = value;
        errors.deviations[sampler][k] = deviation;
    }

    /// One scheme, exactly; false once there is none left.
    fn exact(&mut self, start: Normal, data: Normal, scheme: usize) -> bool {
        let (sampler, n) = (
            SAMPLERS[scheme / self.ns.len()].0,
            self.ns[scheme % self.ns.len()],
        );
        let times = self.times(n);
        let chain =
            GaussianChain::new(self.process, sampler, self.epsilon, data, times, start).run();
        self.set(0, scheme, chain.strong_error(), 0.0);
        self.set(1, scheme, chain.variance_error(), 0.0);
        self.set(2, scheme, chain.law().w2(chain.exact()), 0.0);
        scheme + 1 < SAMPLERS.len() * self.ns.len()
    }

    /// What Euler–Maruyama keeps about one atom when it runs to t = 0.
    fn keep(&mut self) {
        let atom = Normal {
            mean: 0.0,
            variance: 0.0,
        };
        let start = atom.forward(self.process, self.t_star);
        let sampler = Sampler::EulerMaruyama;
        let kept = self.ns.iter().map(|&n| {
            let times = self.times(n);
            let chain =
                GaussianChain::new(self.process, sampler, self.epsilon, atom, times, start).run();
            libm::sqrt(chain.law().variance)
        });
        self.kept = kept.collect();
    }

    fn sampled(&mut self, sampled: &mut Sampled) -> bool {
        let Some(run) = &mut sampled.run else {
            let longest = self.times(self.ns[POWERS.count() - 1]);
            let reference = if self.epsilon > 0.0 {
                Scheme {
                    sampler: Sampler::DpmSolver,
                    times: refined(self.process, &longest, 4),
                }
            } else {
                // The exact flow serves instead.
                Scheme {
                    sampler: Sampler::Exponential,
                    times: longest,
                }
            };
            sampled.run = Some(SameNoise::new(
                self.process,
                self.epsilon,
                &sampled.law,
                sampled.start.clone(),
                if self.epsilon > 0.0 {
                    Starts::Random
                } else {
                    Starts::Quantiles
                },
                self.seed,
                sampled.particles,
                reference,
                &self.schemes(),
            ));
            return true;
        };
        if self.kept.is_empty() && self.atoms.is_some() && self.t_min == 0.0 {
            self.keep();
            return true;
        }
        if self.sampling.is_some_and(f64::is_nan) {
            self.sampling = Some(QuantilePieces::of(&self.target).expected_w2(sampled.particles));
            return true;
        }
        if run.prepare() {
            return true;
        }
        // A few: for each a quantile is sought among all components.
        let few = (1500 / self.data.means().len()).clamp(4, 100);
        let next = sampled.exact.len();
        if self.epsilon == 0.0 && next < sampled.particles {
            let starts = run.starts(next, (sampled.particles - next).min(few));
            self.flow(&starts, &mut sampled.exact);
            return true;
        }
        if let Some(scheme) = sampled.paths {
            self.compare_paths(scheme, run, &sampled.exact);
            let next = scheme + 1;
            sampled.paths = (next < SAMPLERS.len() * self.ns.len()).then_some(next);
            if sampled.paths.is_none() {
                self.write();
            }
            return true;
        }
        let before = run.arrived();
        if run.arrived() < sampled.particles {
            run.work(PIECE);
            if run.arrived() > before {
                sampled.paths = Some(0);
            }
            return true;
        }
        let next = sampled.quantiles.len();
        if next < sampled.particles {
            for k in next..(next + few).min(sampled.particles) {
                let u = (k as f64 + 0.5) / sampled.particles as f64;
                sampled.quantiles.push(self.target.quantile(u));
            }
            return true;
        }
        let scheme = sampled.compared;
        sampled.sorted.clear();
        sampled.sorted.extend_from_slice(run.ends(scheme));
        sampled.sorted.sort_unstable_by(f32::total_cmp);
        let terms = sampled.sorted.iter().zip(&sampled.quantiles);
        let sum: f64 = terms
            .map(|(&x, q)| (f64::from(x) - q) * (f64::from(x) - q))
            .sum();
        let distance = libm::sqrt(sum / sampled.particles as f64);
        // Below twice what a perfect sample shows it is not the scheme that is seen.
        self.set(1, scheme, distance, self.sampling.unwrap_or(0.0));
        sampled.compared += 1;
        sampled.compared < SAMPLERS.len() * self.ns.len()
    }

    /// Where the probability flow (2.8) takes some particles: a monotone rearrangement, with no steps.
    fn flow(&self, starts: &Points<f32>, ends: &mut Vec<f32>) {
        let terminal = self.data.forward(self.process, self.t_star);
        for &x in starts.axis(0) {
            let (below, above) = (terminal.cdf(x.into()), terminal.survival(x.into()));
            let z = if below < above {
                normal_score(below)
            } else {
                -normal_score(above)
            };
            ends.push(self.target.quantile_at_score(z) as f32);
        }
    }

    /// What does not need the whole sample: strong errors, and the third measure.
    fn compare_paths(&mut self, scheme: usize, run: &SameNoise, exact: &[f32]) {
        let reference = if exact.is_empty() {
            run.reference()
        } else {
            exact
        };
        let pairs = || {
            let pairs = run.ends(scheme).iter().zip(reference);
            pairs.map(|(&x, &y)| (f64::from(x), f64::from(y)))
        };
        let (square, deviation) = mean_of(pairs().map(|(x, y)| (x - y) * (x - y)));
        let root = libm::sqrt(square);
        self.set(0, scheme, root, half(deviation, root));
        let (value, deviation) = if self.measures[2].0 == Measure::Support {
            let mut atoms = self.target.means().to_vec();
            atoms.sort_by(f64::total_cmp);
            let (square, deviation) = mean_of(pairs().map(|(x, _)| {
                let d = x - nearest(&atoms, x);
                d * d
            }));
            let root = libm::sqrt(square);
            (root, half(deviation, root))
        } else {
            let (centre, _) = self.target.moments();
            let gains = pairs().map(|(x, y)| (x - y) * (x + y - 2.0 * centre));
            let (change, deviation) = mean_of(gains);
            (change.abs(), deviation)
        };
        self.set(2, scheme, value, deviation);
    }
}

/// The deviation of a root from that of its square.
fn half(deviation: f64, root: f64) -> f64 {
    if root > 0.0 {
        0.5 * deviation / root
    } else {
        0.0
    }
}

/// The mean and its standard deviation.
fn mean_of(values: impl Iterator<Item = f64>) -> (f64, f64) {
    let (mut n, mut sum, mut squares) = (0.0, 0.0, 0.0);
    for value in values {
        n += 1.0;
        sum += value;
        squares += value * value;
    }
    let n = f64::max(n, 1.0);
    let mean = sum / n;
    (mean, libm::sqrt((squares / n - mean * mean).max(0.0) / n))
}

/// The nearest of sorted numbers.
fn nearest(sorted: &[f64], x: f64) -> f64 {
    let after = sorted.partition_point(|&y| y < x);
    let pair = [after.saturating_sub(1), after.min(sorted.len() - 1)].map(|k| sorted[k]);
    if (x - pair[0]).abs() < (x - pair[1]).abs() {
        pair[0]
    } else {
        pair[1]
    }
}

impl StepCount {
    fn order(&self, sampler: Sampler, measure: Measure) -> Option<f64> {
        let orders = expected_orders(sampler, self.epsilon, self.grid, self.t_min, self.atoms);
        let lands = sampler != Sampler::EulerMaruyama;
        let at_atoms = self.atoms.is_some() && self.t_min == 0.0;
        match measure {
            Measure::Strong => orders.strong,
            Measure::Variance => orders.weak,
            Measure::Support if lands => None,
            // √(2εΔ): a deviation, not a variance. On other grids Δ does not depend on n.
            Measure::Support => (self.grid == Grid::Uniform).then_some(0.5),
            Measure::Distance if at_atoms && lands => None,
            Measure::Distance if at_atoms => (self.grid == Grid::Uniform).then_some(0.5),
            Measure::Distance => orders.weak,
        }
    }

    fn write(&mut self) {
        self.report.charts = self
            .measures
            .iter()
            .map(|(m, e)| self.chart(*m, e))
            .collect();
        self.report.rows = self.rows();
        self.report.findings = self.findings();
        self.report.version += 1;
    }

    fn chart(&self, measure: Measure, errors: &Errors) -> Chart {
        let ns: Vec<f64> = self.ns.iter().map(|&n| n as f64).collect();
        let last = ns.len() - 1;
        let shown = errors.values.iter().flatten();
        let shown = shown.filter(|&&value| value > errors.floor);
        let [mut low, mut high] = shown.fold([f64::INFINITY, 0.0], |[a, b]: [f64; 2], &v| {
            [a.min(v), b.max(v)]
        });
        let sampling = self
            .sampling
            .filter(|&s| measure == Measure::Distance && s > 0.0);
        if let Some(sampling) = sampling {
            low = low.min(0.5 * sampling);
            high = high.max(sampling);
        }
        if low > high {
            (low, high) = (1e-3, 1.0);
        }
        let caption = match (measure, self.sampling) {
            (Measure::Strong, _) => {
                "Root mean square distance at the end from the exact path on the same noise. Dashed: the order \
                 that theory expects, through the last point."
            }
            (Measure::Variance, _) => {
                "By how much the variance P at the end is off. Dashed: the order that theory expects, through the \
                 last point."
            }
            (Measure::Distance, None) => {
                "W₂ from the law at the end to the exact one. Dashed: the order that theory expects, through the \
                 last point."
            }
            (Measure::Distance, Some(_)) => {
                "W₂ from the sample at the end to ρ(·, t_min). The horizontal line is what as many perfect samples \
                 would show: below it nothing can be seen."
            }
            (Measure::Support, _) => {
                "Root mean square distance to the nearest data point: the part of W₂ that sampling does not hide. \
                 Who is missing is at 0. Dashed: what one atom keeps, computed exactly; about √(2εΔ) of the \
                 last step Δ."
            }
        };
        let mut chart = Chart::new(
            measure.title(),
            caption,
            Axis::log("steps n", 0.8 * ns[0], 1.25 * ns[last]),
            Axis::log(measure.symbol(), 0.5 * low, 2.0 * high),
        );
        if let Some(sampling) = sampling {
            let ends = [0.8 * ns[0], 1.25 * ns[last]];
            let mut floor = Series::dashed("a perfect sample", Ink::Soft);
            floor.extend(ends.map(|n| (n, sampling)));
            chart.series.push(floor);
        }
        if measure == Measure::Support && !self.kept.is_empty() {
            let kept = ns.iter().copied().zip(self.kept.iter().copied());
            let kept = kept.filter(|&(_, kept)| kept > 0.0);
            let line = Series::dashed("kept about one atom", Ink::Distinct(0));
            chart.series.push(line.with(kept));
        }
        let mut is_named = false;
        for (k, &(sampler, name, _)) in SAMPLERS.iter().enumerate() {
            let ink = Ink::Distinct(k as u32);
            let mut points = Series::new(name, ink, Mark::Points);
            let mut anchor = None;
            for (i, &n) in ns.iter().enumerate() {
                let value = errors.values[k][i];
                if value > errors.floor {
                    points.push(n, value);
                    let deviation = errors.deviations[k][i];
                    if deviation > 0.0 && measure != Measure::Distance {
                        points.low.push(deviation.min(0.9 * value));
                    }
                }
                if errors.is_seen(k, i) {
                    anchor = Some((n, value));
                }
            }
            if points.low.len() != points.x.len() {
                points.low.clear();
            }
            let order = self.order(sampler, measure);
            if let (Some(order), Some((n, value)), true) =
                (order, anchor, measure != Measure::Support)
            {
                let title = if is_named { "" } else { "order expected" };
                is_named = true;
                let from = f64::max(n / 16.0, ns[0]);
                let guide = [from, n].map(|m| (m, value * libm::pow(n / m, order)));
                chart.series.push(Series::dashed(title, ink).with(guide));
            }
            chart.series.push(points);
        }
        chart
    }

    fn rows(&self) -> Vec<Row> {
        let mut rows = Vec::new();
        for (measure, errors) in &self.measures {
            for (k, &(sampler, name, reference)) in SAMPLERS.iter().enumerate() {
                let slope = errors.slope(k, &self.ns);
                let expected = self.order(sampler, *measure);
                let is_zero = *measure == Measure::Support && sampler != Sampler::EulerMaruyama;
                if is_zero || (slope.is_none() && expected.is_none()) {
                    continue;
                }
                let mut row = Row::new(
                    &format!("order of {} in 1/n: {name}", measure.symbol()),
                    reference,
                );
                row.predicted = expected;
                row.measured = slope.map(|(slope, _)| slope);
                row.error = slope.map(|(_, deviation)| deviation).filter(|&d| d > 0.0);
                rows.push(row);
            }
        }
        if let Some((_, errors)) = self.measures.iter().find(|(m, _)| *m == Measure::Support) {
            for k in [EXAMPLE, self.ns.len() - 1] {
                let value = errors.values[0][k];
                let name = format!(
                    "Euler–Maruyama's residual variance at n = {} (2εΔ = {})",
                    self.ns[k],
                    short(2.0 * self.epsilon * self.last_step(self.ns[k]))
                );
                let mut row = Row::new(&name, "(4.19)");
                row.predicted = self.kept.get(k).map(|kept| kept * kept);
                row.measured = Some(value * value).filter(|v| !v.is_nan());
                row.error =
                    Some(2.0 * value * errors.deviations[0][k]).filter(|_| row.measured.is_some());
                rows.push(row);
            }
        }
        if let Some(sampling) = self.sampling {
            let mut row = Row::new("W₂ of as many perfect samples", "(4.17)");
            row.predicted = Some(sampling).filter(|s| !s.is_nan());
            rows.push(row);
        }
        rows
    }

    fn last_step(&self, n: usize) -> f64 {
        if self.t_min == 0.0 && self.grid != Grid::Uniform {
            return FLOOR.min(0.1 * self.t_star);
        }
        let times = self.times(n);
        times[times.len() - 2] - times[times.len() - 1]
    }

    fn findings(&self) -> Vec<String> {
        let mut findings = Vec::new();
        let (_, strong) = &self.measures[0];
        if strong.values.iter().all(|row| !row[EXAMPLE].is_nan()) {
            findings.extend(self.winner());
            findings.extend(self.pair());
            findings.extend(self.last_step_note());
        }
        findings.extend(self.notes.iter().cloned());
        findings
    }

    /// All four at n = 64, in law and on the path.
    fn winner(&self) -> Option<String> {
        let n = self.ns[EXAMPLE];
        let mut parts = Vec::new();
        for (measure, errors) in &self.measures {
            let is_hidden = *measure == Measure::Distance && self.sampling.is_some();
            if is_hidden || errors.values.iter().any(|row| row[EXAMPLE].is_nan()) {
                continue;
            }
            let mut order: Vec<usize> = (0..SAMPLERS.len()).collect();
            let value = |k: usize| {
                let value = errors.values[k][EXAMPLE];
                if value > errors.floor { value } else { 0.0 }
            };
            order.sort_by(|&a, &b| value(a).total_cmp(&value(b)));
            let list: Vec<String> = order
                .iter()
                .map(|&k| format!("{} {}", SAMPLERS[k].1, short(value(k))))
                .collect();
            parts.push(format!("{}: {}", measure.symbol(), list.join(", ")));
        }
        (!parts.is_empty()).then(|| {
            format!(
                "With n = {n} steps, from the best to the worst. {}. (Heun asks for x̄₀ twice a step.)",
                parts.join("; ")
            )
        })
    }

    /// The exact-bridge step against Euler–Maruyama.
    fn pair(&self) -> Option<String> {
        let n = self.ns[EXAMPLE];
        let value = |measure: Measure, k: usize| {
            let (_, errors) = self.measures.iter().find(|(m, _)| *m == measure)?;
            let value = errors.values[k][EXAMPLE];
            Some(if value > errors.floor { value } else { 0.0 })
        };
        let last = self.last_step(n);
        if self.atoms.is_some() && self.t_min == 0.0 {
            let measure = if self.measures[2].0 == Measure::Support {
                Measure::Support
            } else {
                Measure::Distance
            };
            let [em, bridge] = [value(measure, 0)?, value(measure, 1)?];
            let falls = if self.grid == Grid::Uniform {
                "which falls like n^(−½) only"
            } else {
                "which more steps do not lessen, because this grid always ends with the same step to 0"
            };
            let wins = if bridge < em {
                "At atoms the exact-bridge (exponential) step wins"
            } else {
                "At these atoms neither step is seen to win"
            };
            return Some(format!(
                "{wins}: with n = {n} steps its particles end {} from the data points (root mean square); \
                 Euler–Maruyama's {}, where √(2εΔ) of the last step Δ = {} is {}, {falls}.",
                short(bridge),
                short(em),
                short(last),
                short(libm::sqrt(2.0 * self.epsilon * last)),
            ));
        }
        let what = match self.atoms {
            Some(_) => "For atoms seen at t_min > 0",
            None => "For data with a density",
        };
        let at = |k: usize| {
            let value = |measure: Measure, sampler: usize| {
                let (_, errors) = self.measures.iter().find(|(m, _)| *m == measure)?;
                Some(errors.values[sampler][k])
            };
            let [em, bridge] = [0, 1].map(|s| value(Measure::Variance, s));
            let [em_path, bridge_path] = [0, 1].map(|s| value(Measure::Strong, s));
            let (em, bridge, em_path, bridge_path) = (em?, bridge?, em_path?, bridge_path?);
            let verdict = match (em < bridge, em_path < bridge_path) {
                (true, true) => "Euler–Maruyama wins, in law and on the path",
                (false, false) => {
                    "the exact-bridge (exponential) step wins, in law and on the path"
                }
                (true, false) => {
                    "Euler–Maruyama wins in law, the exact-bridge (exponential) step on the path"
                }
                (false, true) => {
                    "the exact-bridge (exponential) step wins in law, Euler–Maruyama on the path"
                }
            };
            let numbers = format!(
                "with n = {} steps |ΔP| is {} for Euler–Maruyama and {} for the exact-bridge step, √E|x − X|² {} \
                 and {}",
                self.ns[k],
                short(em),
                short(bridge),
                short(em_path),
                short(bridge_path),
            );
            Some((verdict, numbers))
        };
        let (verdict, numbers) = at(EXAMPLE)?;
        let (later, more) = at(self.ns.len() - 1)?;
        let change = if later == verdict {
            String::new()
        } else {
            format!(
                " In the end {later}: {more}. (As long as 2Δ is more than b², a density is as good as atoms.)"
            )
        };
        Some(format!(
            "{what} and on this grid {verdict}: {numbers}.{change}"
        ))
    }

    fn last_step_note(&self) -> Option<String> {
        if self.t_min > 0.0 {
            let last = self.last_step(self.ns[POWERS.count() - 3]);
            let is_early = self.grid == Grid::Uniform && last > self.t_min && self.epsilon > 0.0;
            return (is_early && self.atoms != Some(1)).then(|| {
                format!(
                    "Equal steps in t are longer than t_min = {} up to n = {}: until then the exponential step \
                     shows an order of about 0.7, and 1 only beyond.",
                    short(self.t_min),
                    short((self.t_star / self.t_min).ceil())
                )
            });
        }
        if self.atoms.is_some() {
            return None;
        }
        Some(if self.grid == Grid::Uniform {
            "The last step to t = 0 lands on x̄₀ for every sampler but Euler–Maruyama and leaves out a noise of \
             variance 2εΔ: it alone makes their order ½ on the path (with ε > 0) and 1 in law."
                .into()
        } else {
            format!(
                "This grid always ends with one step from t = {} to 0, whatever n: its error stays, and the orders \
                 end there. Take t-min above 0 to see them.",
                short(self.last_step(self.ns[0]))
            )
        })
    }
}

impl Study for StepCount {
    fn work(&mut self) -> bool {
        let task = std::mem::replace(&mut self.task, Task::Done);
        let next = match task {
            Task::Done => return false,
            Task::Exact { start, data, next } => {
                let more = self.exact(start, data, next);
                let next = next + 1;
                more.then_some(Task::Exact { start, data, next })
            }
            Task::Sampled(mut sampled) => {
                let more = self.sampled(&mut sampled);
                more.then_some(Task::Sampled(sampled))
            }
        };
        match next {
            Some(task) => {
                self.task = task;
                true
            }
            None => {
                self.write();
                false
            }
        }
    }

    fn report(&self) -> &Report {
        &self.report
    }
}

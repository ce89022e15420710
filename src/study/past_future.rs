//! Theorem 1 and figure 5: the past of ρ is the future of q.
//!
//! ρ(x, t₁ | y, t₂) = q(x, s₁ | y, s₂), (3.4): forward paths that pass y at t₂ were at t₁ where reverse paths that
//! start in y at t₂ will be. Three ways to the same law on a line: forward paths by the exact transition (2.12),
//! of which those are kept that pass near y; reverse particles from y; and Bayes' rule, [`Mixture::given`].
//!
//! How near. Keeping |X_{t₂} − y| < w averages the conditional law over the window. With p(x) = ρ(x, t₁ | y, t₂),
//! D = y − a x and v the variance of the transition, ρ(x, t₁) N(y; ax, v) has second derivative (D²/v² − 1/v)
//! times itself in y; so the average is p (1 + (w²/6)(D² − E D²)/v² + O(w⁴)), where E is under p, and the window
//! adds n (w⁴/36) Var(D²)/v⁴ to the expectation of a χ² of n paths (derived for this project). w is chosen so that
//! this is 0.005, beside the χ²'s own standard deviation √(2 dof); no mean is then off by more than √0.005 = 0.07 of
//! its standard error.

use super::cells::{Cells, total_variation};
use super::condensed::{condensed, condensed_note, law_of};
use super::density_map::{DensityMap, Progress, place_axis};
use super::reverse_run::{ReverseRun, log_snr_times};
use super::{Axis, Chart, Ink, Mark, Report, Row, Series, Study};
use crate::line::{Mixture, normal_score};
use crate::measure::chi_square::{ChiSquare, goodness_of_fit, two_samples};
use crate::noise::{Noise, Purpose};
use crate::points::Points;
use crate::process::Process;
use crate::scene::Scene;

/// How many forward paths are kept, and how many reverse paths run.
const PATHS: usize = 6000;
/// How many forward paths are tried at most.
const MOST_TRIED: usize = 2_000_000;
/// What the window may add to a χ².
const WINDOW_BIAS: f64 = 0.005;
/// Steps in λ of the reverse paths: the test measures what it does.
const STEP: f64 = 0.01;
/// The data points that are told apart.
const COMPONENTS: usize = 400;
/// Paths drawn, of each kind.
const DRAWN: usize = 20;
/// Forward paths tried in one go, and in one piece of work.
const BATCH: usize = 4096;
const PIECE: usize = 4 * BATCH;
/// Nanoseconds, or so, of reverse steps in one piece of work.
const REVERSE_PIECE: f64 = 1.2e6;
/// Reverse paths that run together; fewer at first, so that there is something to see.
const REVERSE_BATCH: usize = 500;
/// The reverse paths' noise, and the drawn paths', are those of steps that no forward path takes.
const REVERSE_STREAM: u64 = 1 << 20;
const DRAWN_STREAM: u64 = 2 << 20;
const DRAWN_REVERSE_STREAM: u64 = 3 << 20;
/// Fewer paths make no histogram.
const FEWEST_DRAWN: f64 = 20.0;
/// Kinds of pieces of work, taken in turns.
const TASKS: usize = 8;
/// Times at which a drawn forward path is known.
const DRAWN_TIMES: usize = 120;
/// Forward paths that are tried for the drawn ones, at most, in batches of so many.
const DRAWN_TRIED: usize = 200_000;
const DRAWN_BATCH: usize = 512;

/// Forward paths by the exact transition, from data points drawn by weight.
struct Forward {
    process: Process,
    law: Mixture,
    /// Normal scores of the cumulative weights: a normal between two of them draws a data point.
    scores: Vec<f32>,
    noise: Noise,
    z: Points<f32>,
}

impl Forward {
    fn new(process: Process, law: &Mixture, seed: u64) -> Self {
        let mut sum = 0.0;
        let cumulative = law.weights().iter().map(|w| {
            sum += w;
            normal_score(sum.min(1.0)) as f32
        });
        Self {
            process,
            scores: cumulative.collect(),
            law: law.clone(),
            noise: Noise::new(seed),
            z: Points::zeros(0, 1),
        }
    }

    /// Fills `x` with X_t of the paths numbered `first`, `first` + 1, …
    fn place(&mut self, t: f64, first: usize, x: &mut Points<f32>) {
        self.z.reshape_like(x);
        self.noise.normals(Purpose::Origin, first, x);
        self.noise.normals(Purpose::Start, first, &mut self.z);
        let now = self.law.forward(self.process, t);
        let sigma = libm::sqrt(now.component_variance()) as f32;
        let last = self.scores.len() - 1;
        for (x, z) in x.as_mut_slice().iter_mut().zip(self.z.as_slice()) {
            let drawn = self.scores.partition_point(|score| score < x).min(last);
            *x = now.means()[drawn] as f32 + sigma * z;
        }
    }

    /// Moves `x` on by a time, with the noise of step `k`.
    fn advance(&mut self, elapsed: f64, k: u64, first: usize, x: &mut Points<f32>) {
        let (a, sigma) = (self.process.alpha(elapsed), self.process.sigma(elapsed));
        let (a, sigma) = (a as f32, sigma as f32);
        self.z.reshape_like(x);
        self.noise.normals(Purpose::Step(k), first, &mut self.z);
        for (x, z) in x.as_mut_slice().iter_mut().zip(self.z.as_slice()) {
            *x = a * *x + sigma * z;
        }
    }
}

/// Theorem 1.
pub(super) struct PastFuture {
    t1: f64,
    t2: f64,
    t_star: f64,
    y: f64,
    /// ρ(·, t₁ | y, t₂).
    given: Mixture,
    cells: Cells,
    /// w.
    window: f64,
    /// P(|X_{t₂} − y| < w).
    chance: f64,
    forward: Forward,
    places: [Points<f32>; 2],
    tried: usize,
    /// How many were kept in each cell, and their sum and sum of squares.
    past: Vec<f64>,
    reverse: ReverseRun,
    started: usize,
    largest_batch: usize,
    future: Vec<f64>,
    /// Σ x and Σ x² of the past and of the future.
    sums: [[f64; 2]; 2],
    map: DensityMap,
    drawn: Drawn,
    turn: usize,
    pieces: usize,
    note: Option<String>,
    report: Report,
}

/// The paths in the picture.
struct Drawn {
    times: Vec<f64>,
    /// Where t₂ is among them.
    meeting: usize,
    x: Points<f32>,
    /// A row a time.
    rows: Vec<f32>,
    tried: usize,
    found: usize,
    reverse: ReverseRun,
    reverse_rows: Vec<(f64, Vec<f32>)>,
}

impl PastFuture {
    pub(super) fn new(scene: &Scene) -> Self {
        let law = scene.law();
        let points = law.points.len();
        let mixture = condensed(&law, COMPONENTS);
        let (process, y) = (scene.process, scene.place);
        // The scene sees to t₁ < t₂ ≤ T*; a study asked for by other means must not fall over either.
        let t2 = scene.t2.clamp(1e-6, scene.t_star);
        let t1 = scene.t1.clamp(0.0, 0.999 * t2);
        let given = mixture.given(process, t1, y, t2);
        let cells = Cells::of(&given);
        let terminal = mixture.forward(process, t2);
        let (window, chance) = window(process, &given, &terminal, y, t2 - t1);
        let small = law_of(&mixture);
        let to_zero = t1 == 0.0;
        let last = if to_zero {
            floor(&given, &cells, law.width, t2)
        } else {
            t1
        };
        let times = log_snr_times(process, t2, last, STEP, to_zero);
        let zero = floor(&mixture.given(process, 0.0, y, t2), &cells, law.width, t2);
        let drawn = log_snr_times(process, t2, zero.max(1e-4 * t2), 0.03, true);
        let reverse_run =
            |times, stream| ReverseRun::new(process, &small, times, scene.seed, stream);
        let mut drawn_reverse = reverse_run(drawn, DRAWN_REVERSE_STREAM);
        drawn_reverse.begin(0, DRAWN, y);
        let mut study = Self {
            t1,
            t2,
            t_star: scene.t_star,
            y,
            window,
            chance,
            forward: Forward::new(process, &mixture, scene.seed),
            places: [0; 2].map(|_| Points::zeros(BATCH, 1)),
            tried: 0,
            past: vec![0.0; cells.len()],
            future: vec![0.0; cells.len()],
            reverse: reverse_run(times, REVERSE_STREAM),
            started: 0,
            largest_batch: (REVERSE_PIECE as usize / (20 * mixture.means().len())).max(64),
            sums: [[0.0; 2]; 2],
            map: DensityMap::new(&mixture, process, scene.t_star, false, [y - 0.5, y + 0.5]),
            drawn: Drawn::new(t1, t2, scene.t_star, drawn_reverse),
            turn: 0,
            pieces: 0,
            note: (points > COMPONENTS).then(|| condensed_note(points, mixture.means().len())),
            report: Report::default(),
            given,
            cells,
        };
        study.report.charts = vec![study.paths_chart(), study.law_chart()];
        study.update();
        study
    }

    /// Whether not even one path would be kept.
    fn is_hopeless(&self) -> bool {
        self.chance * (MOST_TRIED as f64) < 0.01
    }

    fn kept(&self) -> f64 {
        self.past.iter().sum()
    }

    /// Tries more forward paths; false when there are enough.
    fn try_forward(&mut self) -> bool {
        let elapsed = self.t2 - self.t1;
        for _ in 0..PIECE / BATCH {
            if self.kept() >= PATHS as f64 || self.tried >= MOST_TRIED || self.is_hopeless() {
                return false;
            }
            let [early, late] = &mut self.places;
            self.forward.place(self.t1, self.tried, early);
            late.copy_from(early);
            self.forward.advance(elapsed, 0, self.tried, late);
            let (y, w) = (self.y, self.window);
            for (&x, &end) in early.as_slice().iter().zip(late.as_slice()) {
                if (f64::from(end) - y).abs() < w {
                    self.past[self.cells.cell(f64::from(x))] += 1.0;
                    add(&mut self.sums[0], x);
                }
            }
            self.tried += BATCH;
        }
        true
    }

    /// Takes more reverse steps; false when all have arrived.
    fn run_reverse(&mut self) -> bool {
        let mut cost = 0.0;
        while cost < REVERSE_PIECE {
            if self.reverse.done() {
                if self.started >= PATHS {
                    return false;
                }
                let most = if self.started == 0 {
                    REVERSE_BATCH / 2
                } else {
                    REVERSE_BATCH
                };
                let count = most.min(PATHS - self.started).min(self.largest_batch);
                self.reverse.begin(self.started, count, self.y);
                self.started += count;
            }
            cost += self.reverse.cost();
            self.reverse.step();
            if self.reverse.done() {
                for &x in self.reverse.positions() {
                    self.future[self.cells.cell(f64::from(x))] += 1.0;
                    add(&mut self.sums[1], x);
                }
            }
        }
        true
    }

    fn paths_chart(&self) -> Chart {
        let mut chart = Chart::new(
            "Figure 5: paths through y at t₂",
            "Blue: forward paths that pass y at t₂, over the forward density. Magenta: reverse paths that start \
             there. Look at t₁: the past of the first is the future of the second.",
            Axis::linear("t", 0.0, self.t_star),
            place_axis(self.map.span),
        );
        let mut meeting = Series::points("y at t₂", Ink::Ink);
        meeting.push(self.t2, self.y);
        chart.series = vec![
            Series::line("forward, through y at t₂", Ink::Forward),
            Series::line("reverse, from y at t₂", Ink::Reverse),
            Series::rule("t₁", Ink::Soft, self.t1),
            Series::rule("t₂", Ink::Soft, self.t2),
            meeting,
        ];
        chart
    }

    fn law_chart(&self) -> Chart {
        let cells = &self.cells;
        let least = cells.bars(&cells.probabilities);
        let mut top = least.map(|(_, height)| height).fold(0.0, f64::max);
        let mut exact = if cells.atoms {
            let mut exact = Series::points("exact, λ_i(y, t₂)", Ink::Ink);
            exact.extend(cells.bars(&cells.probabilities));
            exact
        } else if self.given.component_variance() == 0.0 {
            let mut exact = Series::line("exact, Σ λ_i over bins", Ink::Ink);
            exact.extend(cells.bars(&cells.probabilities));
            exact
        } else {
            Series::line("exact, ρ(x, t₁ | y, t₂)", Ink::Ink)
        };
        let places = || cells.centres.iter().copied().filter(|x| !x.is_nan());
        let margin = if cells.atoms {
            1.5 * cells.width
        } else {
            0.5 * cells.width
        };
        let low = places().fold(f64::INFINITY, f64::min) - margin;
        let high = places().fold(f64::NEG_INFINITY, f64::max) + margin;
        if exact.x.is_empty() {
            let count = 400;
            exact.extend((0..=count).map(|k| {
                let x = low + (high - low) * f64::from(k) / f64::from(count);
                (x, self.given.density(x))
            }));
            top = exact.y.iter().copied().fold(top, f64::max);
        }
        let (label, x) = if cells.atoms {
            ("share of paths, λ_i", Axis::linear("x_i", low, high))
        } else {
            (
                "ρ(x, t₁ | y, t₂) = q(x, s₁ | y, s₂)",
                Axis::linear("x at t₁", low, high),
            )
        };
        let mut chart = Chart::new(
            "Where at t₁?",
            "Blue bars: where the forward paths that pass y at t₂ were at t₁. Magenta outline: where the reverse \
             paths from y at t₂ are at t₁. Ink: the exact conditional law. Theorem 1: all three are one.",
            x,
            Axis::linear(label, 0.0, 1.25 * top.max(1e-9)),
        );
        let width = cells.width;
        chart.series = vec![
            Series::new(
                "forward, |X_t₂ − y| < w",
                Ink::Forward,
                Mark::Bars { width },
            ),
            Series::new(
                "reverse, from y at t₂",
                Ink::Reverse,
                Mark::Outline { width },
            ),
            exact,
        ];
        chart
    }

    /// Writes what is known by now into the report.
    fn update(&mut self) {
        let chart = &mut self.report.charts[1];
        for (series, counts) in [&self.past, &self.future].into_iter().enumerate() {
            chart.series[series].clear();
            if counts.iter().sum::<f64>() >= FEWEST_DRAWN {
                chart.series[series].extend(self.cells.bars(counts));
            }
        }
        let p = &self.cells.probabilities;
        let fits = [&self.past, &self.future].map(|counts| goodness_of_fit(counts, p));
        let both = two_samples(&self.past, &self.future);
        let mut rows = Vec::new();
        let names = ["forward paths", "reverse paths"];
        let (mean, variance) = self.given.moments();
        for (k, counts) in [&self.past, &self.future].into_iter().enumerate() {
            let n: f64 = counts.iter().sum();
            let name = names[k];
            let [measured, expected, deviation] = total_variation(counts, p);
            let known = n > 0.0;
            rows.push(Row {
                predicted: known.then_some(expected),
                measured: known.then_some(measured),
                error: known.then_some(deviation),
                ..Row::new(
                    &format!("{name}: total variation to the exact law; predicted is what sampling alone does"),
                    "Theorem 1, (3.4)",
                )
            });
            rows.extend(fit_rows(
                &format!("{name} against the exact law"),
                &fits[k],
                known,
            ));
            rows.push(Row {
                predicted: Some(mean),
                measured: known.then(|| self.sums[k][0] / n),
                error: known.then(|| libm::sqrt(variance / n)),
                ..Row::new(&format!("{name}: mean place at t₁"), "Theorem 1, (3.4)")
            });
        }
        let known = self.kept() > 0.0 && self.future.iter().sum::<f64>() > 0.0;
        rows.extend(fit_rows("forward against reverse paths", &both, known));
        let tried = self.tried as f64;
        rows.push(Row {
            predicted: Some(self.chance),
            measured: (tried > 0.0).then(|| self.kept() / tried),
            error: (tried > 0.0).then(|| libm::sqrt(self.chance * (1.0 - self.chance) / tried)),
            ..Row::new(
                &format!(
                    "share of forward paths kept, |X_t₂ − y| < w = {:.3}",
                    self.window
                ),
                "(2.12)",
            )
        });
        self.report.rows = rows;
        self.report.findings = self.findings(&fits, &both);
        self.report.version += 1;
    }

    fn findings(&self, fits: &[ChiSquare; 2], both: &ChiSquare) -> Vec<String> {
        let kept = self.kept();
        let (y, t1, t2) = (self.y, self.t1, self.t2);
        let mut findings = Vec::new();
        if self.chance * MOST_TRIED as f64 <= 50.0 {
            findings.push(format!(
                "Hardly a forward path passes y = {y} at t₂ = {t2} (one in {:.1e}): the past of such a path is \
                 known from Bayes' rule and from the reverse paths alone.",
                1.0 / self.chance.max(1e-300)
            ));
        }
        let arrived: f64 = self.future.iter().sum();
        if kept > 0.0 && arrived > 0.0 && both.degrees > 0 {
            findings.push(format!(
                "The past of ρ is the future of q: where {kept} forward paths that pass y = {y} at t₂ = {t2} were at \
                 t₁ = {t1}, and where {arrived} reverse paths from y will be, is one law. χ² = {:.1} with {} {} \
                 of freedom between the two (p = {:.2}), {:.1}/{} (p = {:.2}) and {:.1}/{} (p = {:.2}) between each \
                 and the exact law.",
                both.statistic, both.degrees, if both.degrees == 1 { "degree" } else { "degrees" }, both.p,
                fits[0].statistic, fits[0].degrees, fits[0].p,
                fits[1].statistic, fits[1].degrees, fits[1].p,
            ));
        } else if self.given.component_variance() == 0.0 && self.cells.len() == 1 {
            findings.push("There is one data point: every path was there, and will be.".into());
        }
        if self.tried > 0 {
            findings.push(format!(
            "The window w = {:.3} around y adds at most {WINDOW_BIAS} to the first χ²; {} forward paths were tried.",
            self.window, self.tried
        ));
        }
        findings.extend(self.note.clone());
        if findings.is_empty() {
            findings.push("The paths are on their way.".into());
        }
        findings
    }
}

fn add(sums: &mut [f64; 2], x: f32) {
    let x = f64::from(x);
    sums[0] += x;
    sums[1] += x * x;
}

fn fit_rows(name: &str, fit: &ChiSquare, known: bool) -> Vec<Row> {
    let known = known && fit.degrees > 0;
    let degrees = fit.degrees as f64;
    vec![
        Row {
            predicted: known.then_some(degrees),
            measured: known.then_some(fit.statistic),
            error: known.then(|| libm::sqrt(2.0 * degrees)),
            ..Row::new(
                &format!("{name}: χ²; predicted are its degrees of freedom"),
                "Theorem 1, (3.4)",
            )
        },
        Row {
            measured: known.then_some(fit.p),
            ..Row::new(
                &format!("{name}: p, uniform on [0, 1] if the laws are one"),
                "Theorem 1, (3.4)",
            )
        },
    ]
}

/// w and P(|X_{t₂} − y| < w), for as many paths as that will keep: see the head of this file.
fn window(process: Process, given: &Mixture, late: &Mixture, y: f64, elapsed: f64) -> (f64, f64) {
    let (a, v) = (process.alpha(elapsed), process.variance(elapsed));
    let spread = a * a * given.component_variance();
    let pairs = given.means().iter().zip(given.weights());
    let [second, fourth] = pairs.fold([0.0; 2], |[second, fourth], (m, w)| {
        let d = (y - a * m) * (y - a * m);
        [
            second + w * (d + spread),
            fourth + w * (d * d + 6.0 * d * spread + 3.0 * spread * spread),
        ]
    });
    let curvature = (fourth - second * second).max(0.0) / (v * v * v * v);
    let most = 0.5 * libm::sqrt(v);
    let chance = |w: f64| {
        let both = if y > late.moments().0 {
            late.survival(y - w) - late.survival(y + w)
        } else {
            late.cdf(y + w) - late.cdf(y - w)
        };
        both.clamp(0.0, 1.0)
    };
    let mut w = most;
    for _ in 0..20 {
        let n = (chance(w) * MOST_TRIED as f64).clamp(1.0, PATHS as f64);
        let best = libm::pow(36.0 * WINDOW_BIAS / (n * curvature.max(1e-300)), 0.25);
        w = libm::sqrt(w * best.min(most));
    }
    (w, chance(w))
}

/// Where the reverse paths take their last step to t = 0: the share of variance that it loses is felt by no test.
fn floor(given: &Mixture, cells: &Cells, width: f64, t2: f64) -> f64 {
    let least = if width > 0.0 {
        5e-4 * width * width
    } else if cells.atoms {
        // Until σ is a twentieth of the smallest distance.
        let mut places: Vec<f64> = given.means().to_vec();
        places.sort_by(f64::total_cmp);
        let gaps = places.windows(2).map(|pair| pair[1] - pair[0]);
        let gap = gaps.filter(|gap| *gap > 0.0).fold(1.0, f64::min);
        gap * gap / 800.0
    } else {
        cells.width * cells.width / 800.0
    };
    least.clamp(1e-9, 1e-3).min(0.1 * t2)
}

impl Drawn {
    fn new(t1: f64, t2: f64, t_star: f64, reverse: ReverseRun) -> Self {
        let mut times: Vec<f64> = (0..=DRAWN_TIMES)
            .map(|k| t_star * k as f64 / DRAWN_TIMES as f64)
            .chain([t1, t2])
            .collect();
        times.sort_by(f64::total_cmp);
        times.dedup();
        let meeting = times
            .iter()
            .position(|&t| t == t2)
            .unwrap_or(times.len() - 1);
        Self {
            rows: Vec::with_capacity(times.len() * DRAWN_BATCH),
            times,
            meeting,
            x: Points::zeros(DRAWN_BATCH, 1),
            tried: 0,
            found: 0,
            reverse,
            reverse_rows: Vec::new(),
        }
    }

    /// Tries a batch of forward paths and adds those that pass to `series`; false when there are enough.
    fn try_forward(&mut self, forward: &mut Forward, y: f64, w: f64, series: &mut Series) -> bool {
        if self.found >= DRAWN || self.tried >= DRAWN_TRIED {
            return false;
        }
        // Numbers that the counted paths do not have.
        let first = MOST_TRIED + BATCH + self.tried;
        self.tried += DRAWN_BATCH;
        self.rows.clear();
        forward.place(0.0, first, &mut self.x);
        self.rows.extend_from_slice(self.x.as_slice());
        let mut passing = Vec::new();
        for k in 1..self.times.len() {
            let elapsed = self.times[k] - self.times[k - 1];
            forward.advance(elapsed, DRAWN_STREAM + k as u64, first, &mut self.x);
            self.rows.extend_from_slice(self.x.as_slice());
            if k == self.meeting {
                let places = self.x.as_slice().iter().enumerate();
                let near = places.filter(|(_, x)| (f64::from(**x) - y).abs() < w);
                passing = near.map(|(i, _)| i).take(DRAWN - self.found).collect();
                if passing.is_empty() {
                    return true;
                }
            }
        }
        for i in passing {
            for (k, &t) in self.times.iter().enumerate() {
                series.push(t, f64::from(self.rows[k * DRAWN_BATCH + i]));
            }
            series.push(f64::NAN, f64::NAN);
            self.found += 1;
        }
        true
    }

    /// Runs the reverse paths and writes them to `series` in the end; false when there is nothing left to do.
    fn run_reverse(&mut self, series: &mut Series) -> bool {
        if !series.x.is_empty() {
            return false;
        }
        let mut cost = 0.0;
        while cost < REVERSE_PIECE {
            self.reverse_rows
                .push((self.reverse.time(), self.reverse.positions().to_vec()));
            if self.reverse.done() {
                for i in 0..DRAWN {
                    series.extend(self.reverse_rows.iter().map(|(t, x)| (*t, f64::from(x[i]))));
                    series.push(f64::NAN, f64::NAN);
                }
                self.reverse_rows.clear();
                return true;
            }
            cost += self.reverse.cost();
            self.reverse.step();
        }
        true
    }
}

impl Study for PastFuture {
    fn work(&mut self) -> bool {
        // By turns, so that there is early something of everything.
        let (y, w) = (self.y, self.window);
        let hopeless = self.is_hopeless();
        let mut busy = false;
        for _ in 0..TASKS {
            let task = self.turn % TASKS;
            self.turn += 1;
            let series = &mut self.report.charts[0].series;
            busy = match task {
                0 | 3 => self.try_forward(),
                1 | 4 | 6 => self.run_reverse(),
                2 => {
                    let past = &mut series[0];
                    !hopeless && self.drawn.try_forward(&mut self.forward, y, w, past)
                }
                5 => self.drawn.run_reverse(&mut series[1]),
                _ => match self.map.work() {
                    Progress::Working => true,
                    Progress::Complete(map) => {
                        self.report.charts[0].map = Some(map);
                        true
                    }
                    Progress::Idle => false,
                },
            };
            if busy {
                break;
            }
        }
        self.pieces += 1;
        // Often at first, then as often as something can be seen to change.
        if !busy || self.pieces < 2 * TASKS || self.pieces.is_multiple_of(TASKS) {
            self.update();
        }
        busy
    }

    fn report(&self) -> &Report {
        &self.report
    }
}

//! γ-Voronoi cores, Liu & Zuazua figure 4: how deep in a cell must a particle be to be caught for good?
//!
//! What is said here beyond the figure is derived for this project: the bound on 1 − λ_i in a core
//! ([`crate::measure::cores`]); that for ε = 1 a path in a core ends at its point with the chance λ_i (Cao et al.
//! Theorem 1); and from when on the flow, ε = 0, leaves no core. With g_j = |y − x_j|² − |y − x_i|², which is affine,
//! d_j = x_j − x_i and D the largest |d_k|, a step of the flow puts a convex combination y′ of y and x̄₀ in the place
//! of y, and g_j(x̄₀) = |d_j|² − 2 Σ_k λ_k d_k·d_j ≥ |d_j|² − 2|d_j| D (1 − λ_i). That is at least γ for all j once the
//! bound on 1 − λ_i is below the least (|d_j| − γ/|d_j|)/2D: then y′ is in the core as y was.

mod entries;

use super::condensed::chosen_scene;
use super::cost;
use super::digits::short;
use super::{Axis, Chart, Ink, Mark, Report, Row, Series, Study};
use crate::ensemble::Simulation;
use crate::law::Law;
use crate::measure::cores::{self, Core};
use crate::process::Process;
use crate::scene::{Dynamics, Scene};
use entries::{Entries, Found, WINDOWS};

/// The most data points whose cores are cut out.
const COMPONENTS: usize = 200;
/// The most particles that are followed, and dots that are drawn.
const PARTICLES: usize = 4000;
const DOTS: usize = 2000;
/// Particles whose λ is drawn.
const SEEN: usize = 200;
/// Paths drawn, and points on each.
const DRAWN: usize = 10;
const DRAWN_POINTS: usize = 240;
/// Places over which an area is drawn.
const PLACES: f64 = 120.0;
/// Times at which the bound is compared.
const TIMES: usize = 81;
/// What the axis of 1 − λ reaches down to.
const LEAST: f64 = 1e-8;
/// Nanoseconds, or so, of a piece of work.
const PIECE: f64 = 1.2e6;
/// From when on cores are said to catch.
const SAFE: f64 = 0.01;

const PLANE: usize = 0;
const BOUND: usize = 1;
const STAY: usize = 2;

/// Series of the first chart.
mod plane {
    pub(super) const AREAS: usize = 0;
    pub(super) const CELLS: usize = 1;
    pub(super) const BORDERS: usize = 2;
    pub(super) const PATHS: usize = 3;
    pub(super) const PARTICLES: usize = 4;
    pub(super) const POINTS: usize = 5;
}

pub(super) struct Cores {
    scene: Scene,
    law: Law,
    /// For numbers: cut out of a square that is not much larger than the data.
    cores: Vec<Core>,
    /// For drawing: out of one that holds the window at any time. Cores, and Voronoi edges.
    drawn: Vec<Core>,
    cells: Vec<[[f64; 2]; 2]>,
    /// Times from the largest to the least, and how many are compared.
    times: Vec<f64>,
    compared: usize,
    worst: f64,
    run: Option<Simulation>,
    entries: Entries,
    is_done: bool,
    /// From when on the flow leaves no core.
    tight: Option<f64>,
    now: f64,
    note: Option<String>,
    report: Report,
}

impl Cores {
    pub(super) fn new(scene: &Scene) -> Self {
        let (mut scene, note) = chosen_scene(scene, COMPONENTS);
        scene.dynamics = Dynamics::Reverse;
        let law = scene.rho0();
        let n = law.points.len();
        // A step should be a piece of work, even for many data points.
        let most = (PIECE as usize / (20 + 4 * n)).clamp(200, PARTICLES);
        scene.particles = scene.particles.min(most);
        let window = window(&law);
        let size = window.iter().fold(1e-9f64, |s, [a, b]| s.max(b - a));
        let reach = 4.0 * (size + libm::sqrt(scene.gamma));
        let alpha = scene.process.alpha(scene.t_star);
        let wide = (2.0 * reach / alpha).min(1e9 * reach);
        let cut = |reach: f64| -> Vec<Core> {
            (0..n)
                .map(|i| cores::core(&law.points, i, scene.gamma, reach))
                .collect()
        };
        let least = least_time(&scene, &law);
        let ratio = libm::log(least / scene.t_star);
        let times =
            (0..TIMES).map(|k| scene.t_star * libm::exp(ratio * k as f64 / (TIMES - 1) as f64));
        let mut study = Self {
            cores: cut(reach),
            drawn: cut(wide),
            cells: cells(&law, wide),
            times: times.collect(),
            compared: 0,
            worst: 0.0,
            run: None,
            entries: Entries::new(
                scene.particles,
                scene.gamma,
                [scene.t_star, least],
                time_of_bound(&scene, &law, SAFE).unwrap_or(0.0),
            ),
            is_done: false,
            tight: tight_from(&scene, &law),
            now: scene.t_star,
            note,
            report: Report::default(),
            law,
            scene,
        };
        study.report.charts = vec![
            study.plane_chart(window),
            study.bound_chart(),
            study.stay_chart(),
        ];
        study.refresh_geometry();
        study.update();
        study
    }

    /// v, the variance of a component of the law of x/α.
    fn v(&self, t: f64) -> f64 {
        variance(&self.scene, &self.law, t)
    }

    /// The largest of all cores' bounds.
    fn bound(&self, t: f64) -> f64 {
        largest_bound(&self.law, self.scene.gamma, self.v(t))
    }

    /// The largest 1 − λ_i of all cores: at their corners, because the odds are convex.
    fn found(&self, t: f64) -> f64 {
        let v = self.v(t);
        let all = self.cores.iter().enumerate().flat_map(|(i, core)| {
            let corners = core.corners.iter();
            corners.map(move |&y| cores::odds_against(&self.law, i, y, v))
        });
        let odds = all.fold(0.0, f64::max);
        if odds.is_finite() {
            odds / (1.0 + odds)
        } else {
            1.0
        }
    }

    fn plane_chart(&self, window: [[f64; 2]; 2]) -> Chart {
        let [across, up] = window;
        let shrinks = self.scene.process == Process::Ou;
        let caption = if shrinks {
            "Shaded: the cores of the data points, shrunk by α as data are at the clock's time. Dashed: Voronoi cells, \
             γ = 0. Lines: some paths; dots: the particles now."
        } else {
            "Shaded: the cores of the data points. Dashed: Voronoi cells, γ = 0. Lines: some paths; dots: the particles \
             now."
        };
        let mut chart = Chart::plane(
            "Cores",
            caption,
            Axis::linear("x₁", across[0], across[1]),
            Axis::linear("x₂", up[0], up[1]),
        );
        let geometry = |series: Series| if shrinks { series.moving() } else { series };
        let points = (0..self.law.points.len())
            .map(|i| (self.law.points.at(i, 0), self.law.points.at(i, 1)));
        chart.series = vec![
            geometry(Series::new("", Ink::Forward, Mark::Band)),
            geometry(Series::dashed("Voronoi cells", Ink::Soft)),
            geometry(Series::line("cores", Ink::Forward)),
            Series::line("paths", Ink::Reverse),
            Series::points("particles now", Ink::Reverse).moving(),
            geometry(Series::points("data points", Ink::Ink).with(points)),
        ];
        chart
    }

    fn bound_chart(&self) -> Chart {
        let last = self.times.len() - 1;
        let highest = self.bound(self.scene.t_star).clamp(1.0, 1e6);
        let mut chart = Chart::new(
            "How sure is a core?",
            "1 − λ_i, the chance to have come from another point. Line: the largest anywhere in a core. Dashed: the \
             bound. Dots: particles that are in a core now.",
            Axis::log("t", self.times[last], self.scene.t_star),
            Axis::log("1 − λ_i", LEAST, 3.0 * highest),
        );
        let symbol = match self.scene.process {
            Process::Heat => "Σ (w_j/w_i) e^{−γ/4t}",
            Process::Ou => "Σ (w_j/w_i) e^{−α²γ/2σ²}",
        };
        chart.series = vec![
            Series::dashed(symbol, Ink::Ink).with(self.times.iter().map(|&t| (t, self.bound(t)))),
            Series::line("largest in a core", Ink::Forward),
            Series::points("particles in cores now", Ink::Reverse).moving(),
        ];
        chart
    }

    fn stay_chart(&self) -> Chart {
        let last = self.times.len() - 1;
        let mut chart = Chart::new(
            "Caught for good?",
            "Of paths that enter a core at t: how many end at its data point, and how many never leave the core again.",
            Axis::log("t", self.times[last], self.scene.t_star),
            Axis::linear("share", 0.0, 1.05),
        );
        let bound = self.times.iter().map(|&t| (t, 1.0 - self.bound(t)));
        let chance = if self.scene.epsilon == 1.0 {
            "λ_i where they enter"
        } else {
            ""
        };
        chart.series = vec![
            Series::dashed("1 − bound", Ink::Ink).with(bound.filter(|&(_, y)| y >= 0.0)),
            Series::dashed(chance, Ink::Soft),
            Series::points("end at its point", Ink::Reverse),
            Series::points("never leave it", Ink::Forward),
        ];
        if let (Some(t), true) = (self.tight, self.scene.epsilon == 0.0) {
            let mut rule = Series::rule("from here on the flow leaves no core", Ink::Soft, t);
            rule.name.shrink_to_fit();
            chart.series.push(rule);
        }
        chart
    }

    /// Some of the comparison of the bound.
    fn compare(&mut self) {
        let n = self.law.points.len();
        let corners: usize = self.cores.iter().map(|core| core.corners.len()).sum();
        let mut cost = 0.0;
        while cost < PIECE && self.compared < self.times.len() {
            let t = self.times[self.compared];
            let (found, bound) = (self.found(t), self.bound(t));
            self.report.charts[BOUND].series[1].push(t, found);
            if bound > LEAST * 1e-4 {
                self.worst = self.worst.max(found / bound);
            }
            self.compared += 1;
            cost += 16.0 * (n * (corners + n)) as f64;
        }
        if self.compared == self.times.len() {
            self.update();
        }
    }

    /// What rounding may do to a ratio of 1 − λ_i to its bound: the exponents' own, sixteen units in the last place of
    /// the largest squared distance over 2v.
    fn rounding(&self) -> f64 {
        let v = self
            .times
            .iter()
            .map(|&t| self.v(t))
            .fold(f64::INFINITY, f64::min);
        let corners = self.cores.iter().flat_map(|core| &core.corners);
        let size = corners.fold(0.0f64, |r, y| r.max(libm::hypot(y[0], y[1])));
        let size = size + window(&self.law).iter().fold(0.0, |s, [a, b]| s + (b - a));
        libm::expm1((16.0 * f64::EPSILON * size * size / (2.0 * v)).min(600.0))
    }

    /// Some steps of the ensemble.
    fn step(&mut self) {
        let Some(run) = &mut self.run else {
            let mut run = Simulation::new(self.scene.clone());
            run.set_paths(DRAWN);
            self.entries.follow(&run, &self.law);
            self.run = Some(run);
            return;
        };
        let (m, n) = (self.scene.particles, self.law.points.len());
        let mut cost = 0.0;
        while cost < PIECE && run.step() {
            self.entries.follow(run, &self.law);
            let spread = self.scene.process.spread(self.scene.width, run.time());
            cost += cost::step(m, n, spread) + (m * (10 + 2 * n)) as f64;
        }
        if run.done() {
            let last = run.steps();
            let stride = last.div_ceil(DRAWN_POINTS).max(1);
            let series = &mut self.report.charts[PLANE].series[plane::PATHS];
            for path in run.paths() {
                for k in (0..=last).filter(|k| k % stride == 0 || *k == last) {
                    series.push(f64::from(path.at(k, 0)), f64::from(path.at(k, 1)));
                }
                series.push(f64::NAN, f64::NAN);
            }
            self.run = None;
            self.is_done = true;
            self.update();
        }
    }

    /// Cores, cells and points where they are at the clock's time.
    fn refresh_geometry(&mut self) {
        let alpha = match self.scene.process {
            Process::Heat => 1.0,
            Process::Ou => self.scene.process.alpha(self.now),
        };
        let points = &self.law.points;
        let at = |i: usize| [points.at(i, 0), points.at(i, 1)];
        // As far as is seen, where one axis has grown for a unit to be as long on both.
        let [low, high] = self.report.charts[PLANE].x.range;
        let across = [low, high].map(|x| x + 0.25 * (2.0 * x - low - high));
        let across = [across[0], across[1], (high - low) / PLACES];
        let series = &mut self.report.charts[PLANE].series;
        for one in [plane::AREAS, plane::CELLS, plane::BORDERS, plane::POINTS] {
            series[one].clear();
        }
        for (i, core) in self.drawn.iter().enumerate() {
            let centre = at(i);
            area(core, centre, alpha, across, &mut series[plane::AREAS]);
            let n = core.corners.len();
            let border = &mut series[plane::BORDERS];
            for k in 0..=n {
                let Some(corner) = core.corners.get(k % n.max(1)) else {
                    break;
                };
                let [x, y] = [0, 1].map(|c| alpha * (centre[c] + corner[c]));
                border.push(x, y);
            }
            border.push(f64::NAN, f64::NAN);
        }
        let cells = &mut series[plane::CELLS];
        for edge in &self.cells {
            for [x, y] in edge {
                cells.push(alpha * x, alpha * y);
            }
            cells.push(f64::NAN, f64::NAN);
        }
        let dots = &mut series[plane::POINTS];
        for i in 0..points.len() {
            let [x, y] = at(i);
            dots.push(alpha * x, alpha * y);
        }
    }

    /// What moves with the clock; allocates nothing once it has run.
    fn refresh(&mut self, particles: &[f32]) {
        if self.scene.process == Process::Ou {
            self.refresh_geometry();
        }
        let (t, gamma) = (self.now, self.scene.gamma);
        let (alpha, v) = (self.scene.process.alpha(t), self.v(t));
        let m = particles.len() / 2;
        let charts = &mut self.report.charts;
        if m > 0 {
            for (chart, series) in [(PLANE, plane::PARTICLES), (BOUND, 2)] {
                charts[chart].series[series].clear();
            }
        }
        let (mut held, mut doubts) = (0, 0.0);
        for i in 0..m.min(DOTS) {
            let x = [particles[i], particles[m + i]].map(f64::from);
            charts[PLANE].series[plane::PARTICLES].push(x[0], x[1]);
            let y = x.map(|x| x / alpha);
            let Some(k) = cores::holder(&self.law.points, gamma, y) else {
                continue;
            };
            held += 1;
            if v <= 0.0 || i >= SEEN {
                continue;
            }
            let place = [0, 1].map(|c| y[c] - self.law.points.at(k, c));
            let odds = cores::odds_against(&self.law, k, place, v);
            let doubt = if odds.is_finite() {
                odds / (1.0 + odds)
            } else {
                1.0
            };
            doubts = f64::max(doubts, doubt);
            charts[BOUND].series[2].push(t, doubt);
        }
        let (found, bound) = if v > 0.0 {
            (self.found(t), self.bound(t))
        } else {
            // Nothing is left to doubt inside, and at γ = 0 all between two points.
            (
                if gamma > 0.0 { 0.0 } else { 0.5 },
                if gamma > 0.0 { 0.0 } else { 1.0 },
            )
        };
        let slack = 1.0 + self.rounding();
        let rows = &mut self.report.rows;
        rows[1].measured = Some(found);
        rows[1].bound = Some(bound * slack);
        if m > 0 {
            rows[2].measured = Some(f64::from(held) / m.min(DOTS) as f64);
            rows[3].measured = Some(doubts);
            rows[3].bound = Some(bound * slack);
        }
    }

    fn update(&mut self) {
        if self.is_done {
            let found = self.entries.by_window();
            let chart = &mut self.report.charts[STAY];
            for series in &mut chart.series[1..4] {
                series.clear();
            }
            for (window, found) in found.iter().enumerate().take(WINDOWS) {
                if found.count < 5 {
                    continue;
                }
                let t = self.entries.middle(window);
                if self.scene.epsilon == 1.0 {
                    chart.series[1].push(t, found.lambda / found.count as f64);
                }
                for (series, of) in [(2, found.caught), (3, found.stay)] {
                    let [share, error] = found.share(of);
                    chart.series[series].push(t, share);
                    chart.series[series].low.push(error);
                }
            }
        }
        let rows = self.rows();
        let before = std::mem::replace(&mut self.report.rows, rows);
        // What was seen of the scene's particles stays until they move.
        if let Some(seen) = before.get(2..4) {
            self.report.rows[2..4].clone_from_slice(seen);
        }
        self.report.findings = self.findings();
        self.refresh(&[]);
        self.report.version += 1;
    }

    fn rows(&self) -> Vec<Row> {
        let derived = "derived, from (4.37)";
        let complete = self.compared == self.times.len();
        let mut rows = vec![
            Row {
                measured: complete.then_some(self.worst),
                bound: Some(1.0 + self.rounding()),
                ..Row::new("largest (1 − λ_i)/bound in any core at any t", derived)
            },
            Row::new("largest 1 − λ_i in a core, now", derived),
            Row::new("share of the particles in a core, now", "figure 4"),
            Row::new("largest 1 − λ_i of a particle in a core, now", derived),
        ];
        let theorem = "Cao et al. Theorem 1 for ε = 1";
        let mut chance = |name: &str, found: Found| {
            let known = self.is_done && found.count > 0;
            let [share, error] = found.share(found.count - found.caught);
            let exact = known && self.scene.epsilon == 1.0;
            rows.push(Row {
                predicted: exact.then(|| 1.0 - found.lambda / found.count as f64),
                measured: known.then_some(share),
                error: known.then_some(error),
                ..Row::new(name, theorem)
            });
        };
        chance(
            "enter a core: share that ends elsewhere",
            self.entries.first_after(f64::INFINITY),
        );
        if let Some(t) = self.safe() {
            let held = self.entries.held();
            chance(
                &format!("in a core at t = {}: share that ends elsewhere", short(t)),
                held,
            );
            let [share, error] = held.share(held.count - held.stay);
            let known = self.is_done && held.count > 0;
            rows.push(Row {
                measured: known.then_some(share),
                error: known.then_some(error),
                ..Row::new("of these: share that leaves the core again", "measured")
            });
        }
        if let (Some(t), true) = (self.tight, self.scene.epsilon == 0.0) {
            let found = self.entries.first_after(t);
            rows.push(Row {
                predicted: Some(0.0),
                measured: self.is_done.then(|| (found.count - found.stay) as f64),
                ..Row::new(
                    &format!(
                        "paths of the flow that enter after t = {} and leave again",
                        short(t)
                    ),
                    "derived",
                )
            });
        }
        rows
    }

    /// The time at which the bound is [`SAFE`].
    fn safe(&self) -> Option<f64> {
        time_of_bound(&self.scene, &self.law, SAFE)
    }

    fn findings(&self) -> Vec<String> {
        let mut findings = Vec::new();
        let gamma = self.scene.gamma;
        let empty = self
            .cores
            .iter()
            .filter(|core| core.corners.is_empty())
            .count();
        let n = self.cores.len();
        findings.push(if gamma == 0.0 {
            "At γ = 0 the cores are the Voronoi cells, and on their borders two points are equally likely: the bound says \
             nothing. The larger γ, the smaller the cores, and the surer."
                .into()
        } else if empty > 0 {
            format!("At γ = {gamma} the cores of {empty} of {n} points are empty: no place is so much nearer to them.")
        } else {
            "The definition of a core with γ > 0, and all that is said about it, is derived for this project: the \
             figure's caption names the cores and their case γ = 0, the Voronoi cells."
                .into()
        });
        if let Some(t) = self.safe() {
            findings.push(format!(
                "From t = {} on whoever is in a core came from its point with a chance of at least {}, and with ε = 1 \
                 ends there with that chance: λ_i is both (Cao et al. Theorem 1).",
                short(t),
                1.0 - SAFE
            ));
        }
        if self.is_done {
            let found = self.entries.first_after(f64::INFINITY);
            if found.count > 0 {
                let share = |of: usize| 100.0 * of as f64 / found.count as f64;
                findings.push(format!(
                    "{} of {} paths enter a core; {:.1} % of these end at the point of the first they enter, and {:.1} % \
                     never leave it on the way.",
                    found.count,
                    self.scene.particles,
                    share(found.caught),
                    share(found.stay)
                ));
            }
        }
        if let (Some(t), true) = (self.tight, self.scene.epsilon == 0.0) {
            findings.push(format!(
                "Without noise no path leaves a core after t = {}: then x̄₀ lies in the core wherever in it one looks \
                 from (derived for this project).",
                short(t)
            ));
        }
        findings.extend(self.note.clone());
        findings
    }
}

/// The square of the plane that is drawn.
fn window(law: &Law) -> [[f64; 2]; 2] {
    let axes = [0, 1].map(|c| {
        let axis = law.points.axis(c).iter();
        axis.fold([f64::INFINITY, f64::NEG_INFINITY], |[a, b], &x| {
            [a.min(x), b.max(x)]
        })
    });
    let size = axes.iter().fold(0.0f64, |s, [a, b]| s.max(b - a));
    let half = if size > 0.0 { 0.85 * size } else { 1.0 };
    axes.map(|[a, b]| [0.5 * (a + b) - half, 0.5 * (a + b) + half])
}

/// v, the variance of a component of the law of x/α.
fn variance(scene: &Scene, law: &Law, t: f64) -> f64 {
    let alpha = scene.process.alpha(t);
    scene.process.spread(law.width, t) / (alpha * alpha)
}

fn largest_bound(law: &Law, gamma: f64, v: f64) -> f64 {
    let all = (0..law.points.len()).map(|i| cores::bound(law, i, gamma, v));
    all.fold(0.0, f64::max)
}

/// The time at which the largest bound is `level`, if there is one before T*.
fn time_of_bound(scene: &Scene, law: &Law, level: f64) -> Option<f64> {
    // Without its exponential.
    let weights = largest_bound(law, 0.0, 1.0);
    if weights <= level || scene.gamma == 0.0 {
        return None;
    }
    let v = scene.gamma / (2.0 * libm::log(weights / level));
    let kappa = libm::sqrt((v - law.width * law.width).max(0.0));
    let t = scene.process.time_at_kappa(kappa);
    (t > 0.0).then_some(t.min(scene.t_star))
}

/// The least time on the axes: where the bound leaves the chart, or four decades below T*.
fn least_time(scene: &Scene, law: &Law) -> f64 {
    let t = time_of_bound(scene, law, LEAST).unwrap_or(0.0);
    t.clamp(1e-4 * scene.t_star, 0.05 * scene.t_star)
}

/// The time from which on the flow leaves no core.
fn tight_from(scene: &Scene, law: &Law) -> Option<f64> {
    let points = &law.points;
    let n = points.len();
    let mut least = f64::INFINITY;
    for i in 0..n {
        let distances = (0..n).map(|j| {
            libm::hypot(
                points.at(j, 0) - points.at(i, 0),
                points.at(j, 1) - points.at(i, 1),
            )
        });
        let others = || distances.clone().filter(|&d| d > 0.0);
        let farthest = others().fold(0.0, f64::max);
        let own = others().map(|d| (d - scene.gamma / d) / (2.0 * farthest));
        least = own.fold(least, f64::min);
    }
    if least.is_finite() && least > 0.0 {
        time_of_bound(scene, law, least)
    } else {
        None
    }
}

/// The edges of the Voronoi cells, each once.
fn cells(law: &Law, reach: f64) -> Vec<[[f64; 2]; 2]> {
    let points = &law.points;
    let n = points.len();
    let mut edges = Vec::new();
    for i in 0..n {
        let cell = cores::core(points, i, 0.0, reach);
        let corners = cell.corners.len();
        for k in (0..corners).filter(|&k| cell.is_border[k]) {
            let ends = [k, (k + 1) % corners]
                .map(|k| [0, 1].map(|c| points.at(i, c) + cell.corners[k][c]));
            let middle = [0, 1].map(|c| 0.5 * (ends[0][c] + ends[1][c]));
            let square = |j: usize| {
                (0..2)
                    .map(|c| (points.at(j, c) - middle[c]) * (points.at(j, c) - middle[c]))
                    .sum::<f64>()
            };
            let other = (0..n)
                .filter(|&j| j != i)
                .min_by(|&a, &b| square(a).total_cmp(&square(b)));
            if other.is_none_or(|j| i < j) {
                edges.push(ends);
            }
        }
    }
    edges
}

/// A core as a band: its upper and lower sides over places that are close together, so that what lies beyond the
/// window is cut off at each. `across` are the first and the last of these places and how far they are apart.
fn area(core: &Core, centre: [f64; 2], scale: f64, across: [f64; 3], band: &mut Series) {
    let corners = &core.corners;
    let n = corners.len();
    if n < 3 {
        return;
    }
    // Counter-clockwise from the corner farthest left: the lower side to the one farthest right, then the upper one.
    let by_x = |a: &usize, b: &usize| corners[*a][0].total_cmp(&corners[*b][0]);
    let first = (0..n).min_by(by_x).unwrap_or(0);
    let last = (0..n).max_by(by_x).unwrap_or(0);
    let lower = (last + n - first) % n;
    let at = |k: usize| corners[(first + k) % n];
    // The height of a side, between the corners around x.
    let height = |x: f64, from: usize, to: usize, step: isize| {
        let mut k = from;
        while k != to {
            let next = k.wrapping_add_signed(step);
            let ([x0, y0], [x1, y1]) = (at(k), at(next));
            if x <= x1 && x1 > x0 {
                return y0 + (y1 - y0) * (x - x0) / (x1 - x0);
            }
            k = next;
        }
        at(to)[1]
    };
    let [low, high, apart] = across;
    let inside = |x: f64| x.clamp(low / scale - centre[0], high / scale - centre[0]);
    let mut push = |x: f64| {
        band.push(
            scale * (centre[0] + x),
            scale * (centre[1] + height(x, n, lower, -1)),
        );
        band.low.push(scale * (centre[1] + height(x, 0, lower, 1)));
    };
    let mut x = inside(at(0)[0]);
    let end = inside(at(lower)[0]);
    if x >= end {
        return;
    }
    push(x);
    while x < end {
        // The next corner, or the next place.
        let ahead = corners.iter().map(|corner| corner[0]).filter(|&c| c > x);
        let next = ahead.fold(x + apart / scale, f64::min).min(end);
        // Where numbers are too far from 0 to be told apart.
        if next <= x {
            break;
        }
        x = next;
        push(x);
    }
    band.push(f64::NAN, f64::NAN);
    band.low.push(f64::NAN);
}

impl Study for Cores {
    fn work(&mut self) -> bool {
        if self.compared < self.times.len() {
            self.compare();
            return true;
        }
        if !self.is_done {
            self.step();
            return true;
        }
        false
    }

    fn show(&mut self, t: f64, particles: &[f32]) {
        self.now = t;
        self.refresh(particles);
    }

    fn report(&self) -> &Report {
        &self.report
    }
}

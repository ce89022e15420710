//! Theorem 2: the way back to a single data point, whose law is known at every time.
//!
//! X_s = a X₀ + b x₀ + c z with (4.12)'s coefficients (for the heat flow those of the Brownian bridge), so with m and
//! v the mean and variance of any q₀ the mean is a m + b x₀, the variance a² v + c², and
//! W₂(q(·, s), δ_{x₀})² = E|X_s − x₀|²: (4.18) with equality, since all mass has to go to one place.

use super::chart::{Axis, Chart, Ink, Mark, Series};
use super::question::Study;
use super::report::{Report, Row, RowId, SeriesId};
use crate::cost::Piece;
use crate::ensemble::Simulation;
use crate::line::{Mixture, start_law};
use crate::process::Process;
use crate::sampler::exponential::step_coefficients;
use crate::scene::{Dynamics, Scene};

/// Bridges drawn, and at most so many points on each.
const DRAWN: usize = 40;
const DRAWN_POINTS: usize = 300;
/// The ensemble that is measured.
const PARTICLES: usize = 4000;
/// Times at which it is measured, and at which the exact curves are drawn.
const SLICES: usize = 50;
const EXACT: usize = 240;
/// Moments of q₀ need no more data points than these.
const COMPONENTS: usize = 400;

/// What theory says of the law at a time, with the errors that so many particles make in measuring it.
#[derive(Clone, Copy, Default)]
struct Exact {
    values: Summary<f64>,
    /// Their standard errors.
    errors: Summary<f64>,
}

/// One of something for each number that is told of a law.
#[derive(Clone, Copy, Debug, Default)]
struct Summary<T> {
    mean: T,
    /// The standard deviation.
    deviation: T,
    /// W₂ to δ_{x₀}.
    w2: T,
}

/// The law of the bridge at any time by Theorem 2.
struct Theorem2 {
    process: Process,
    t_star: f64,
    /// q₀ and its mean and variance.
    start: Mixture,
    moments: (f64, f64),
    target: f64,
}

impl Theorem2 {
    fn at(&self, t: f64, particles: usize) -> Exact {
        let [a, b, c] = if t < self.t_star {
            step_coefficients(self.process, 1.0, self.t_star, t.max(0.0))
        } else {
            [1.0, 0.0, 0.0]
        };
        let mean = a * self.moments.0 + b * self.target;
        let variance = a * a * self.moments.1 + c * c;
        let square = (mean - self.target) * (mean - self.target) + variance;
        // E|X − p|⁴ of a mixture of N(m_i, τ²).
        let spread = a * a * self.start.component_variance() + c * c;
        let fourth = |p: f64| {
            let pairs = self.start.means().iter().zip(self.start.weights());
            let terms = pairs.map(|(m, w)| {
                let d = a * m + b * self.target - p;
                let d = d * d;
                w * (d * d + 6.0 * d * spread + 3.0 * spread * spread)
            });
            terms.sum::<f64>()
        };
        // The root of a mean of squares with this variance.
        let root_error = |square: f64, fourth: f64| {
            if square > 0.0 {
                libm::sqrt((fourth - square * square).max(0.0) / (4.0 * square))
            } else {
                0.0
            }
        };
        let n = libm::sqrt(particles.max(1) as f64);
        Exact {
            values: Summary {
                mean,
                deviation: libm::sqrt(variance),
                w2: libm::sqrt(square),
            },
            errors: Summary {
                mean: libm::sqrt(variance) / n,
                deviation: root_error(variance, fourth(mean)) / n,
                w2: root_error(square, fourth(self.target)) / n,
            },
        }
    }
}

/// What is measured of particles.
fn measured(particles: &[f32], target: f64) -> Summary<f64> {
    let n = particles.len().max(1) as f64;
    // From x₀ as a particle can have it: in f32.
    let target_there = f64::from(target as f32);
    let (mut sum, mut squares) = (0.0, 0.0);
    for &x in particles {
        let d = f64::from(x) - target_there;
        sum += d;
        squares += d * d;
    }
    let (mean, square) = (sum / n, squares / n);
    Summary {
        mean: target_there + mean,
        deviation: libm::sqrt((square - mean * mean).max(0.0)),
        w2: libm::sqrt(square),
    }
}

/// Times from T* to t_min, closer together towards both ends, where the law changes fastest.
fn exact_times(t_star: f64, t_min: f64) -> impl Iterator<Item = f64> {
    (0..=EXACT).map(move |k| {
        let u = k as f64 / EXACT as f64;
        let u = u * u * (3.0 - 2.0 * u);
        t_star + (t_min - t_star) * u
    })
}

/// The chart that answers the question; its simulated bridges.
fn bridges_chart(theorem: &Theorem2, t_min: f64, report: &mut Report) -> SeriesId {
    let t_star = theorem.t_star;
    let mut band = Series::new("exact mean ± 2 deviations", Ink::Soft, Mark::Band);
    let mut mean = Series::line("exact mean", Ink::Ink);
    let mut straight = Series::dashed("mean by (4.9)", Ink::Soft);
    let mut range = [f64::INFINITY, f64::NEG_INFINITY];
    for t in exact_times(t_star, t_min) {
        let s = t_star - t;
        let Summary {
            mean: m, deviation, ..
        } = theorem.at(t, 1).values;
        band.push(s, m + 2.0 * deviation);
        band.low.push(m - 2.0 * deviation);
        mean.push(s, m);
        range = [
            range[0].min(m - 3.3 * deviation),
            range[1].max(m + 3.3 * deviation),
        ];
        let first = theorem.moments.0;
        straight.push(s, first + s / t_star * (theorem.target - first));
    }
    let margin = 0.05 * (range[1] - range[0]).max(0.1);
    let end = [(t_star, theorem.target)];
    let (chart, [_, bridges, ..]) = report.chart_of(
        Chart::new(
            "Bridges to x₀",
            "Magenta: simulated bridges from q₀ to the data point x₀. Ink and band: the mean and two standard \
             deviations by Theorem 2. Dashed: the straight line of (4.9), good for small T* only.",
            Axis::linear("s", 0.0, t_star),
            Axis::linear("X_s", range[0] - margin, range[1] + margin),
        ),
        [
            band,
            Series::line("bridges", Ink::Reverse),
            straight,
            mean,
            Series::points("x₀", Ink::Ink).with(end),
        ],
    );
    report.led_by(chart);
    bridges
}

/// W₂ against s; what is measured of it, and that now.
fn distance_chart(theorem: &Theorem2, t_min: f64, report: &mut Report) -> [SeriesId; 2] {
    let t_star = theorem.t_star;
    let mut exact = Series::line("exact, √E|X_s − x₀|²", Ink::Ink);
    let mut range = [f64::INFINITY, 0.0f64];
    for t in exact_times(t_star, t_min) {
        let w2 = theorem.at(t, 1).values.w2;
        if w2 > 1e-12 {
            exact.push(t_star - t, w2);
            range = [range[0].min(w2), range[1].max(w2)];
        }
    }
    if range[0] > range[1] {
        range = [1e-3, 1.0];
    }
    let (_, [_, measured, now]) = report.chart_of(
        Chart::new(
            "W₂ falls to 0",
            "The distance of the law at s from δ_{x₀}: exact (line) and measured on the particles (dots). It ends at \
             0, below every logarithmic axis.",
            Axis::linear("s", 0.0, t_star),
            Axis::log("W₂(q(·, s), δ_{x₀})", 0.7 * range[0], 1.5 * range[1]),
        ),
        [
            exact,
            Series::points("measured", Ink::Reverse),
            Series::points("now", Ink::Ink).moving(),
        ],
    );
    [measured, now]
}

/// The bridge from q₀ to one data point, simulated beside its exact law.
pub(super) struct Bridge {
    scene: Scene,
    theorem: Theorem2,
    simulation: Option<Simulation>,
    /// Whether the ensemble has arrived.
    is_done: bool,
    times: Vec<f64>,
    values: Vec<Summary<f64>>,
    /// Whether the scene's own particles are these bridges.
    is_bridge: bool,
    report: Report,
    shown: Shown,
}

/// What of the report is written to.
struct Shown {
    bridges: SeriesId,
    /// W₂ at the slices, and now.
    dots: SeriesId,
    now: SeriesId,
    /// What is told of the law now.
    rows: Summary<RowId>,
}

impl Bridge {
    pub(super) fn new(scene: &Scene) -> Self {
        let is_bridge = scene.dynamics == Dynamics::Bridge;
        let law = scene.rho0();
        let mut scene = scene.clone();
        scene.dynamics = Dynamics::Bridge;
        scene.target = scene.target.min(law.points().len() - 1);
        scene.particles = PARTICLES;
        let start = start_law(&scene, &law);
        let theorem = Theorem2 {
            process: scene.process,
            t_star: scene.t_star,
            moments: start.moments(),
            start: start.condensed(COMPONENTS),
            target: law.points().at(scene.target, 0),
        };
        let mut report = Report::default();
        let bridges = bridges_chart(&theorem, scene.t_min, &mut report);
        let [dots, now] = distance_chart(&theorem, scene.t_min, &mut report);
        let mut row = |name: &str, reference| report.row(Row::new(name, reference));
        let rows = Summary {
            mean: row("mean of X_s, now", "Theorem 2, (4.12)"),
            deviation: row("standard deviation of X_s, now", "Theorem 2, (4.12)"),
            w2: row("W₂(q(·, s), δ_{x₀}), now", "(4.17)"),
        };
        let mut study = Self {
            simulation: None,
            is_done: false,
            times: Vec::with_capacity(SLICES + 2),
            values: Vec::with_capacity(SLICES + 2),
            is_bridge,
            report,
            shown: Shown {
                bridges,
                dots,
                now,
                rows,
            },
            theorem,
            scene,
        };
        study.show(study.scene.t_star, &[]);
        study.conclude();
        study
    }

    /// Some steps of the ensemble.
    fn step(&mut self) {
        let Some(simulation) = &mut self.simulation else {
            let mut simulation = Simulation::new(self.scene.clone());
            simulation.set_paths(DRAWN);
            self.times.push(simulation.time());
            let values = measured(simulation.positions().axis(0), self.theorem.target);
            self.values.push(values);
            self.simulation = Some(simulation);
            return;
        };
        let stride = simulation.steps().div_ceil(SLICES);
        let mut piece = Piece::whole();
        while piece.is_left() && simulation.step() {
            piece.spend(12.0 * PARTICLES as f64);
            if simulation.index() % stride == 0 || simulation.done() {
                self.times.push(simulation.time());
                let values = measured(simulation.positions().axis(0), self.theorem.target);
                self.values.push(values);
            }
        }
        if simulation.done() {
            let (t_star, times) = (self.scene.t_star, simulation.times());
            for path in simulation.paths() {
                let at = |k: usize| (t_star - times[k], f64::from(path.at(k, 0)));
                self.report[self.shown.bridges].path(simulation.steps(), DRAWN_POINTS, at);
            }
            self.simulation = None;
            self.is_done = true;
            self.conclude();
        }
    }

    /// What is known by now.
    fn conclude(&mut self) {
        let t_star = self.scene.t_star;
        let theorem = &self.theorem;
        let dots = &mut self.report[self.shown.dots];
        dots.clear();
        for (&t, values) in self.times.iter().zip(&self.values) {
            if values.w2 > 0.0 {
                dots.push(t_star - t, values.w2);
                dots.low
                    .push(theorem.at(t, PARTICLES).errors.w2.min(0.999 * values.w2));
            }
        }
        let mut findings = vec![format!(
            "With one data point x̄₀ = x₀ does not move, (4.6) is linear, and a step of any size is exact: X_s is \
             a X₀ + b x₀ + c z, a = sinh(T* − s)/sinh T*, b = sinh s/sinh T*, c² = 2 sinh(T* − s) b (heat: the limits). \
             Whatever q₀, all of it arrives at x₀.",
        )];
        if let Some(values) = self.values.last().filter(|_| self.is_done) {
            let first = self.values[0].w2;
            findings.push(if values.w2 == 0.0 {
                format!("W₂ to δ falls from {first:.3} to 0: all {PARTICLES} particles stand on x₀, to the last bit.")
            } else {
                let exact = theorem.at(self.scene.t_min, PARTICLES).values.w2;
                format!(
                    "Stopped at t = {}, W₂ to δ has fallen from {first:.3} to {:.4}; Theorem 2 says {exact:.4}.",
                    self.scene.t_min, values.w2
                )
            });
            // In units of their errors.
            let pairs = self.times.iter().zip(&self.values);
            let worst = pairs.fold(0.0f64, |worst, (&t, values)| {
                let exact = theorem.at(t, PARTICLES);
                let error = exact.errors.w2.max(1e-6 * exact.values.w2).max(1e-12);
                worst.max((values.w2 - exact.values.w2).abs() / error)
            });
            self.report.answer = format!(
                "From each start a normal law, whose mean moves to the data point and whose width is 0 in the end: the \
                 particles' distance from that point is never more than {worst:.1} standard errors from what that says."
            );
            findings.push(format!(
                "Over {} times the measured W₂ is never farther than {worst:.1} standard errors from the exact one.",
                self.times.len()
            ));
        }
        findings.push(match theorem.process {
            Process::Ou => "Dashed is (4.9), which freezes (4.6)'s small terms: X₀ + (s/T*)(x₀ − X₀) on average. As \
                            transcribed the paper has t/T* there, which would start at x₀ and end at X₀."
                .into(),
            Process::Heat => "For the heat flow the straight line of (4.9), with s/T* for the t/T* that is printed (as \
                              transcribed), is exact: a Brownian bridge."
                .into(),
        });
        self.report.findings = findings;
        self.report.changed();
    }
}

impl Study for Bridge {
    fn work(&mut self) -> bool {
        if self.is_done {
            return false;
        }
        self.step();
        true
    }

    /// The rows are of the scene's own particles, or else of the study's.
    fn show(&mut self, t: f64, particles: &[f32]) {
        let now = if particles.is_empty() || !self.is_bridge {
            // The nearest time at which the own ensemble was measured.
            let distance = |k: usize| (self.times[k] - t).abs();
            let nearest =
                (0..self.times.len()).min_by(|&a, &b| distance(a).total_cmp(&distance(b)));
            nearest.map(|k| (self.times[k], self.values[k], PARTICLES))
        } else {
            let values = measured(particles, self.theorem.target);
            Some((t, values, particles.len()))
        };
        let (t, values, count) = match now {
            Some((t, values, count)) => (t, Some(values), count),
            None => (t, None, 1),
        };
        let exact = self.theorem.at(t, count);
        let rows = self.shown.rows;
        let mut write = |row: RowId, of: fn(&Summary<f64>) -> f64| {
            let row = &mut self.report[row];
            row.predicted = Some(of(&exact.values));
            row.set(values.as_ref().map(of), values.map(|_| of(&exact.errors)));
        };
        write(rows.mean, |summary| summary.mean);
        write(rows.deviation, |summary| summary.deviation);
        write(rows.w2, |summary| summary.w2);
        let point = &mut self.report[self.shown.now];
        point.clear();
        if let Some(values) = values.filter(|values| values.w2 > 0.0) {
            point.push(self.scene.t_star - t, values.w2);
        }
    }

    fn report(&self) -> &Report {
        &self.report
    }
}

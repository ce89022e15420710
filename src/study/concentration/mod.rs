//! How fast do particles come to the data? Liu & Zuazua Theorem 3.4.
//!
//! The theorem says that the distance to the support K is of the order √t. The two bounds held against it here are
//! derived for this project. With v = κ² + b², y = x/α, the flow is dy/dv = (y − m)/2v, m in conv K, so that path by
//! path dist(y, conv K) ≤ √(v/v_T) times what it was at T*. For any ε, KL(v_t|u_t) does not grow towards the data, and
//! E f ≤ KL + ln E_u e^f for f = dist²/4v, with dist² ≤ v|Z|² under u, gives E dist² ≤ 4v (KL + (d/2) ln 2). For the
//! heat flow v is 2t; for OU y at the time τ = κ²/2 = (e^{2t} − 1)/2 is the heat flow exactly, and so are its bounds.

mod charts;
mod fit;
mod report;

use super::chart::Series;
use super::condensed::chosen_scene;
use super::question::Study;
use super::report::Report;
use crate::cost::Piece;
use crate::denoiser::Kernel;
use crate::ensemble::Simulation;
use crate::ensemble::approach::{Approach, Measured, PARTS};
use crate::ensemble::start_divergence::{Known, StartDivergence};
use crate::law::Law;
use crate::measure::hull;
use crate::points::Points;
use crate::scene::{Dynamics, Scene};
use crate::time_grid::log_snr_times;
use charts::{Rows, Shown};
use fit::{curve, fitted};

/// The most data points, and particles: enough for what is measured, however many the scene has.
const COMPONENTS: usize = 200;
const PARTICLES: [usize; 2] = [1000, 2000];
/// Particles × data points that are worth waiting for at each step.
const PAIRS: usize = 200_000;
/// Paths drawn.
const DRAWN: usize = 24;
/// The scene's particles that are looked at in a frame.
const SEEN: usize = 400;
/// Steps are as long as this in λ, the log signal-to-noise ratio.
const STEP: f64 = 0.05;
/// At the upper end of the times for the slope, which reach over a factor of 100, σ/α is at most this share of the
/// least distance of two data points, and of what it was at T*.
const SMALL: f64 = 0.1;
const LATE: f64 = 0.01;
const FACTOR: f64 = 100.0;
/// The least error that is told of a slope, and of a divergence as a share of it.
const RESOLVED: f64 = 1e-4;
/// Steps of λ over which a local slope is taken, on either side.
const LOCAL: usize = 6;

pub(super) struct Concentration {
    scene: Scene,
    law: Law,
    /// The scene's ε; and ε = 0, where that is another.
    march: Approach,
    flow: Option<Approach>,
    divergence: Option<StartDivergence>,
    known: Known,
    /// v between which the slope is taken; none where K is blurred.
    fit: Option<[f64; 2]>,
    is_done: bool,
    now: f64,
    note: Option<String>,
    shown: Shown,
    rows: Rows,
    report: Report,
}

impl Concentration {
    pub(super) fn new(scene: &Scene) -> Self {
        let (mut scene, note) = chosen_scene(scene, COMPONENTS);
        scene.dynamics = Dynamics::Reverse;
        let law = scene.rho0();
        let n = law.points().len();
        scene.particles = (PAIRS / n).clamp(PARTICLES[0], PARTICLES[1]);
        let process = scene.process;
        // Of so few points the nearest pair is always found.
        let gap = law.least_distance().unwrap_or(f64::INFINITY);
        let kappa = process.kappa(scene.t_star);
        let largest = law
            .points()
            .as_slice()
            .iter()
            .fold(0.0f64, |r, x| r.max(x.abs()));
        // Where f64 still resolves distances.
        let upper = (SMALL * gap)
            .min(LATE * kappa)
            .max(1e-6 * largest)
            .min(0.3 * kappa);
        let fit = [upper * upper / FACTOR, upper * upper];
        let last = process.time_at_kappa(0.7 * libm::sqrt(fit[0]));
        let times = log_snr_times(process, scene.t_star, last, STEP, false);
        let starts: Points<f64> = Simulation::new(scene.clone()).positions().cast();
        let march = |epsilon: f64| {
            let kernel = Kernel::of(process, &law);
            let ways = [scene.seed, DRAWN as u64];
            Approach::new(kernel, law.width(), epsilon, times.clone(), &starts, ways)
        };
        let (divergence, known) = match StartDivergence::of(&scene, &law) {
            Ok(divergence) => (Some(divergence), Known::NotYet),
            Err(known) => (None, known),
        };
        let (march, flow) = (
            march(scene.epsilon),
            (scene.epsilon != 0.0).then(|| march(0.0)),
        );
        let least = 0.5 * 0.49 * fit[0];
        let fit = (law.width() == 0.0).then_some(fit);
        let mut report = Report::default();
        let shown = charts::charts(&mut report, &scene, &law, &march, fit, least);
        let rows = charts::rows(&mut report, fit.is_some());
        let mut study = Self {
            march,
            flow,
            fit,
            divergence,
            known,
            is_done: false,
            now: scene.t_star,
            note,
            shown,
            rows,
            report,
            law,
            scene,
        };
        study.conclude();
        study
    }

    /// v, twice the time of the heat flow that it is.
    fn v(&self, t: f64) -> f64 {
        self.scene.process.scaled_spread(self.law.width(), t)
    }

    /// The abscissa of a v.
    fn abscissa(&self, v: f64) -> f64 {
        charts::abscissa(v, &self.law)
    }

    /// The bound on E dist² over v, if it is known.
    fn factor(&self) -> Option<f64> {
        match self.known {
            Known::Is([divergence, error]) => {
                let d = self.law.points().dim() as f64;
                Some(4.0 * (divergence + error + 0.5 * d * std::f64::consts::LN_2))
            }
            _ => None,
        }
    }

    fn flow(&self) -> &Approach {
        self.flow.as_ref().unwrap_or(&self.march)
    }

    /// What the ensembles have come to.
    fn draw(&mut self) {
        let factor = self.factor();
        let (law, march) = (&self.law, &self.march);
        let flow = self.flow.as_ref().unwrap_or(march);
        let x = |v: f64| charts::abscissa(v, law);
        let (shown, report) = (&self.shown, &mut self.report);
        let lines = |march: &Approach, series: &mut Series, value: &dyn Fn(usize, usize) -> f64| {
            series.clear();
            for i in 0..march.followed {
                series.path(march.measured.len() - 1, usize::MAX, |k| {
                    match value(i, k) {
                        // A path that has none breaks.
                        y if y.is_nan() => (y, y),
                        y => (x(march.measured[k].v), y),
                    }
                });
            }
        };
        lines(march, &mut report[shown.paths], &|i, k| {
            march.distances[k * march.followed + i][0]
        });
        lines(flow, &mut report[shown.flow], &|i, k| {
            let first = flow.distances[i][1];
            let ratio = flow.distances[k * flow.followed + i][1] / first;
            if first > 0.0 && ratio > 0.0 {
                ratio
            } else {
                f64::NAN
            }
        });
        let measured = &march.measured;
        let roots = measured.iter().map(|m| (x(m.v), libm::sqrt(m.square[0])));
        report[shown.root].redraw(roots);
        report[shown.mean].redraw(measured.iter().map(|m| (x(m.v), m.mean[0])));
        let ends = report[shown.support].x.range;
        let ends = ends.map(|x| 2.0 * x + law.width() * law.width());
        report[shown.bound].redraw(factor.into_iter().flat_map(|factor| {
            curve(ends).map(move |v| (charts::abscissa(v, law), libm::sqrt(factor * v)))
        }));
        report[shown.guide].clear();
        if let (Some(fit), true) = (self.fit, self.is_done)
            && let Some(last) = measured.last()
        {
            // Above all else, so that it is seen.
            let from = 5.0 * last.mean[0];
            let ends = [last.v, (100.0 * fit[1]).min(measured[0].v)];
            report[shown.guide].extend(ends.map(|v| (x(v), from * libm::sqrt(v / last.v))));
        }
        let slopes = measured.windows(2 * LOCAL + 1).map(|pair| {
            let (a, b) = (pair[0], pair[2 * LOCAL]);
            let slope = libm::log(a.mean[0] / b.mean[0]) / libm::log(x(a.v) / x(b.v));
            (x(pair[LOCAL].v), slope)
        });
        report[shown.slopes].redraw(slopes.filter(|(_, slope)| slope.is_finite()));
    }

    /// The slope of E dist over the times of the fit, and its error: what the parts of the ensemble say, or what the
    /// difference of both halves of the times says of the way to the limit, whichever is more.
    ///
    /// Near a data point y − x_i = κξ, ξ′ = e^{−εh} ξ + √(1 − e^{−2εh}) z, so that for ε > 0 the start is forgotten like
    /// e^{−2εh} = (t′/t)^ε. If halves that are h apart differ by δ, what is left is ½δ coth(εh) on average (derived for
    /// this project). For ε = 0 there is nothing to forget.
    fn slope(&self) -> Option<[f64; 2]> {
        let [low, high] = self.fit?;
        let within = |measured: &&Measured| measured.v >= 0.99 * low && measured.v <= 1.01 * high;
        let all: Vec<&Measured> = self.march.measured.iter().filter(within).collect();
        let slope = |of: &[&Measured], value: &dyn Fn(&Measured) -> f64| {
            fitted(of.iter().map(|m| [libm::log(m.v), libm::log(value(m))]))
        };
        let mean = |m: &Measured| m.mean[0];
        let whole = slope(&all, &mean)?;
        let (upper, lower) = all.split_at(all.len() / 2);
        let mut halves = 0.5 * (slope(upper, &mean)? - slope(lower, &mean)?).abs();
        let epsilon = self.scene.epsilon;
        if epsilon > 0.0 {
            halves /= libm::tanh(epsilon * 0.25 * libm::log(FACTOR));
        }
        let mut parts = [0.0; PARTS];
        for (k, part) in parts.iter_mut().enumerate() {
            *part = slope(&all, &|m: &Measured| m.parts[k])?;
        }
        let n = PARTS as f64;
        let average = parts.iter().sum::<f64>() / n;
        let variance = parts
            .iter()
            .map(|p| (p - average) * (p - average))
            .sum::<f64>()
            / (n - 1.0);
        Some([whole, halves.max(libm::sqrt(variance / n)).max(RESOLVED)])
    }

    /// What is known of the clock's time; allocates nothing.
    fn draw_now(&mut self) {
        self.report.tick(charts::tau(&self.scene, self.now));
        let v = self.v(self.now);
        // The nearest time of the ensemble.
        let measured = &self.march.measured;
        let after = measured
            .partition_point(|m| m.v > v)
            .min(measured.len() - 1);
        let before = after.saturating_sub(1);
        let nearer = if measured[before].v / v < v / measured[after].v {
            before
        } else {
            after
        };
        let there = measured[nearer];
        let is_known = self.is_done || after + 1 < measured.len();
        let factor = self.factor();
        let row = &mut self.report[self.rows.now];
        let [square, error] = there.square.map(|x| is_known.then_some(x));
        row.set(square, error);
        row.bound = factor.map(|factor| factor * there.v);
    }

    /// The mean distance of the scene's own particles.
    fn look(&mut self, particles: &[f32]) {
        let d = self.law.points().dim();
        let m = particles.len() / d;
        let x = charts::tau(&self.scene, self.now);
        let alpha = self.scene.process.alpha(self.now);
        let count = m.min(SEEN);
        let distances = (0..count).map(|i| {
            let second = if d > 1 {
                f64::from(particles[m + i])
            } else {
                0.0
            };
            hull::to_points(
                [f64::from(particles[i]) / alpha, second / alpha],
                self.law.points(),
            )
        });
        let mean = distances.sum::<f64>() / count.max(1) as f64;
        let dot = &mut self.report[self.shown.seen];
        dot.clear();
        if count > 0 && mean > 0.0 {
            dot.push(x, mean);
        }
    }
}

impl Study for Concentration {
    fn work(&mut self) -> bool {
        if self.is_done {
            return false;
        }
        let mut piece = Piece::whole();
        if let Some(divergence) = &mut self.divergence {
            while piece.is_left() && self.known == Known::NotYet {
                self.known = divergence.work();
                piece.spend(divergence.cost());
            }
            if self.known != Known::NotYet {
                self.divergence = None;
                self.conclude();
            }
            return true;
        }
        let (m, n) = (self.scene.particles as f64, self.law.points().len() as f64);
        let step = m * (250.0 + 18.0 * n);
        loop {
            let moved = self.march.step() || self.flow.as_mut().is_some_and(Approach::step);
            self.is_done = !moved;
            piece.spend(step);
            if !piece.is_left() || self.is_done {
                break;
            }
        }
        if self.is_done || self.march.measured.len().is_multiple_of(40) {
            self.conclude();
        }
        true
    }

    fn show(&mut self, t: f64, particles: &[f32]) {
        self.now = t;
        self.draw_now();
        self.look(particles);
    }

    fn report(&self) -> &Report {
        &self.report
    }
}

//! The Li–Yau estimate for the score, div s ≥ −d/(2t), Liu & Zuazua figure 1; and its like for OU.
//!
//! What the paper's figure shows of the heat flow is the score and log u over x. The rest is derived for this project:
//! div s = −d/S + (α²/S²) tr Cov(x_I | X_t = x), with S = σ² for atoms. The covariance is never negative, which is the
//! lower bound −d/σ² (heat: −d/(2t)), and for points of diameter D it is at most D² d/(2(d + 1)), the square of the
//! largest radius that the smallest ball around them can have (Jung; on a line D²/4, Popoviciu): the upper bound.
//!
//! The lower bound is sharp for any data at any time: far enough outside, the outermost data point is the only one that
//! counts. The upper one is met by two points on a line and by an equilateral triangle in the plane, where they are
//! equally likely; two points in the plane come to D²/4 of D²/3.

mod curves;
mod plane;
mod scan;

use super::condensed::law_of;
use super::setting::Setting;
use super::{Report, Row, Study};
use crate::denoiser::Kernel;
use crate::process::Process;
use crate::scene::Scene;
use crate::words::short;
use curves::Curves;
use plane::Plane;
use scan::{Extremes, Scan};

/// The most data points in the plane.
const MOST_IN_PLANE: usize = 200;
/// Nothing is shown at earlier times than this.
const LEAST_TIME: f64 = 1e-6;

/// The bounds and what they are held against, in units in which the lower one does not move: t·div s for the heat flow,
/// σ² div s for OU.
pub(super) struct Bounds {
    kernel: Kernel,
    /// D.
    diameter: f64,
}

impl Bounds {
    fn dim(&self) -> f64 {
        self.kernel.points().dim() as f64
    }

    fn is_heat(&self) -> bool {
        self.kernel.process() == Process::Heat
    }

    /// What the divergence is multiplied by.
    fn unit(&self, t: f64) -> f64 {
        match self.kernel.process() {
            Process::Heat => t,
            Process::Ou => self.kernel.process().variance(t),
        }
    }

    /// Its name.
    fn name(&self) -> &'static str {
        if self.is_heat() {
            "t·div s"
        } else {
            "σ² div s"
        }
    }

    /// −d/2 for the heat flow, −d for OU.
    fn floor(&self) -> f64 {
        if self.is_heat() {
            -0.5 * self.dim()
        } else {
            -self.dim()
        }
    }

    /// [lower, upper] bound at t of components of variance S: with a width the lower one is not met.
    fn at(&self, t: f64) -> [f64; 2] {
        let d = self.dim();
        [0.0, self.diameter * self.diameter * d / (2.0 * (d + 1.0))].map(|c| self.scaled(c, t))
    }

    /// The divergence in this unit where tr Cov is `indecision`.
    fn scaled(&self, indecision: f64, t: f64) -> f64 {
        let (alpha, spread) = (self.kernel.process().alpha(t), self.kernel.spread(t));
        self.unit(t) / spread * (alpha * alpha * indecision / spread - self.dim())
    }
}

/// What is drawn at the clock's time.
enum Now {
    Line(Curves),
    Plane(Plane),
}

pub(super) struct LiYau {
    bounds: Bounds,
    now: Now,
    scan: Scan,
    /// Memory for λ.
    lambda: Vec<f64>,
    /// Said once and for all.
    notes: Vec<String>,
    report: Report,
}

impl LiYau {
    pub(super) fn new(scene: &Scene) -> Self {
        let law = scene.rho0();
        let mut notes = Vec::new();
        let line = law.points.dim() == 1;
        let (kernel, window) = if line {
            let setting = Setting::new(scene);
            notes.extend(setting.condensed_note());
            let kernel = Kernel::of(scene.process, &law_of(&setting.rho0));
            (kernel, setting.window(3.0))
        } else {
            let count = law.points.len();
            let few = law.clone().chosen(MOST_IN_PLANE, 0);
            if count > MOST_IN_PLANE {
                notes.push(format!(
                    "Of the {count} data points {MOST_IN_PLANE} are kept, so that this can be computed while you wait; \
                     the bounds are those of their law."
                ));
            }
            (Kernel::of(scene.process, &few), [0.0, 0.0])
        };
        let (sum, weights) = (law.total(), law.weights());
        let uneven = weights.iter().any(|w| *w != weights[0]);
        if uneven && (sum - 1.0).abs() > 1e-9 {
            notes.push(format!(
                "The weights sum to {}. They are divided by that here: log u moves by its logarithm, the score does not \
                 change.",
                short(sum)
            ));
        }
        let bounds = Bounds {
            diameter: diameter(&kernel),
            kernel,
        };
        let scan = Scan::new(&bounds, scene.t_star, scene.t_min);
        let (now, mut charts) = if line {
            let (curves, charts) = Curves::new(&bounds, window, scene.t_star);
            (Now::Line(curves), charts)
        } else {
            let (plane, charts) = Plane::new(&bounds);
            (Now::Plane(plane), charts)
        };
        charts.extend(scan.charts(&bounds));
        let mut study = Self {
            report: Report {
                charts,
                rows: rows(&bounds, scene),
                findings: Vec::new(),
                version: 1,
                ..Report::default()
            },
            bounds,
            now,
            scan,
            lambda: Vec::new(),
            notes,
        };
        study.say();
        study.show(scene.t_star, &[]);
        study
    }

    /// The sentences that what is known so far allows.
    fn say(&mut self) {
        let (bounds, name) = (&self.bounds, self.bounds.name());
        let heat = bounds.is_heat();
        let mut first = if heat {
            "The score may fall no faster than −d/(2t), whatever the data: the Li–Yau estimate."
        } else {
            "For OU, too, the score may fall no faster than −d/σ² (derived for this project)."
        }
        .to_owned();
        let is_sharp = bounds.kernel.spread(0.0) == 0.0;
        if is_sharp && bounds.diameter > 0.0 {
            first += " The bound is met where the lighthouse x̄₀ is in no doubt: far outside the data at any time, and \
                      around each data point as t → 0.";
        }
        let mut findings = vec![first];
        if self.scan.is_complete() {
            let all = self.scan.seen();
            let floor = bounds.floor();
            findings.push(if bounds.diameter == 0.0 && all.least == floor {
                format!(
                    "One data point: {name} is −{} at every place and every time, to the last bit.",
                    short(-floor)
                )
            } else {
                format!(
                    "Over all times the least {name} is −{:.6}, and the bound −{}.",
                    -all.least,
                    short(-floor)
                )
            });
            if bounds.diameter > 0.0 {
                findings.push(format!(
                    "Between data points the score rises instead, or falls more slowly: the more undecided x̄₀ is, the \
                     more. The spread of the points it hesitates between, tr Cov, came to {:.0} % of its upper bound \
                     (derived for this project), {}.",
                    100.0 * all.share,
                    if bounds.dim() == 1.0 {
                        "which two points reach half-way between them and others only in part"
                    } else {
                        "which three points equally far from each other reach in their middle; two come to 75 % of it"
                    }
                ));
            }
        }
        if !is_sharp {
            findings.push(
                "With a width the bound is not met: components of variance S never let the score fall faster than −d/S, \
                 and S > σ²."
                    .to_owned(),
            );
        }
        findings.extend(self.notes.iter().cloned());
        self.report.findings = findings;
    }
}

/// The largest distance of two data points.
fn diameter(kernel: &Kernel) -> f64 {
    let points = kernel.points();
    if points.dim() == 1 {
        let [low, high] = points.bounds(0);
        return high - low;
    }
    let mut largest = 0.0f64;
    for i in 0..points.len() {
        for j in 0..i {
            let difference = |k: usize| points.at(i, k) - points.at(j, k);
            let square = (0..points.dim())
                .map(|k| difference(k) * difference(k))
                .sum();
            largest = largest.max(square);
        }
    }
    libm::sqrt(largest)
}

/// The rows of [`LiYau::show`], two, and of the scan, two.
fn rows(bounds: &Bounds, scene: &Scene) -> Vec<Row> {
    let name = bounds.name();
    let estimate = if bounds.is_heat() {
        "Li–Yau, after Liu & Zuazua; derived here"
    } else {
        "derived here"
    };
    let floor = Some(-bounds.floor());
    let mut rows = vec![
        Row {
            bound: floor,
            ..Row::new(&format!("−{name}, the largest over x, now"), estimate)
        },
        Row::new(&format!("{name}, the largest over x, now"), "derived here"),
        Row {
            bound: floor,
            predicted: floor.filter(|_| scene.width == 0.0 && scene.rho0().width == 0.0),
            ..Row::new(&format!("−{name}, the largest over x and all t"), estimate)
        },
        Row {
            bound: Some(1.0),
            ..Row::new(
                "tr Cov(X₀ | X_t) over its upper bound, the largest over x and all t",
                "derived here",
            )
        },
    ];
    if bounds.diameter == 0.0 {
        rows.truncate(3);
    }
    rows
}

impl Study for LiYau {
    fn work(&mut self) -> bool {
        if !self.scan.work(&self.bounds, &mut self.lambda) {
            return false;
        }
        let first = self.report.charts.len() - self.scan.charts_count();
        self.scan
            .write(&self.bounds, &mut self.report.charts[first..]);
        let all = self.scan.seen();
        self.report.rows[2].measured = Some(-all.least);
        if let Some(row) = self.report.rows.get_mut(3) {
            row.measured = Some(all.share);
        }
        if self.scan.is_complete() {
            self.say();
        }
        self.report.version += 1;
        true
    }

    fn show(&mut self, t: f64, _particles: &[f32]) {
        let t = t.max(LEAST_TIME);
        let charts = &mut self.report.charts;
        let extremes: Extremes = match &mut self.now {
            Now::Line(curves) => curves.show(&self.bounds, t, &mut self.lambda, charts),
            Now::Plane(plane) => {
                if plane.show(&self.bounds, t, &mut self.lambda, &mut charts[0]) {
                    self.report.version += 1;
                }
                plane.extremes()
            }
        };
        let first = charts.len() - self.scan.charts_count();
        self.scan.mark(t, &mut charts[first..]);
        let rows = &mut self.report.rows;
        rows[0].measured = Some(-extremes.least);
        rows[1].measured = Some(extremes.largest);
        // Both are formed in a few operations, each of which rounds.
        let upper = self.bounds.at(t)[1];
        rows[1].bound = Some(upper + 16.0 * f64::EPSILON * upper.abs());
    }

    fn report(&self) -> &Report {
        &self.report
    }
}

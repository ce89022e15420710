//! The Li–Yau estimate for the score, div s ≥ −d/(2t), Liu & Zuazua figure 1; and its like for OU.
//!
//! What the paper's figure shows of the heat flow is the score and log u over x. The bounds on div s from both sides are
//! [`crate::measure::li_yau`]'s.

mod curves;
mod plane;
mod scan;

use super::condensed::law_of;
use super::question::Study;
use super::report::{Report, Row, RowId};
use super::setting::Setting;
use crate::denoiser::Kernel;
use crate::measure::li_yau::{Bounds, Extremes};
use crate::scene::Scene;
use crate::words::short;
use curves::Curves;
use plane::Plane;
use scan::Scan;

/// The most data points in the plane.
const MOST_IN_PLANE: usize = 200;
/// Nothing is shown at earlier times than this.
const LEAST_TIME: f64 = 1e-6;

/// What is drawn at the clock's time.
enum Now {
    Line(Curves),
    Plane(Plane),
}

/// What is measured: the least and the largest now, the least over all t, and tr Cov beside its bound, if it has one.
struct Rows {
    least_now: RowId,
    largest_now: RowId,
    least: RowId,
    share: Option<RowId>,
}

pub(super) struct LiYau {
    bounds: Bounds,
    now: Now,
    scan: Scan,
    /// Memory for λ.
    lambda: Vec<f64>,
    /// Said once and for all.
    notes: Vec<String>,
    rows: Rows,
    report: Report,
}

impl LiYau {
    pub(super) fn new(scene: &Scene) -> Self {
        let law = scene.rho0();
        let mut notes = Vec::new();
        let line = law.points().dim() == 1;
        let (kernel, window) = if line {
            let setting = Setting::new(scene);
            notes.extend(setting.condensed_note());
            let kernel = Kernel::of(scene.process, &law_of(&setting.rho0));
            (kernel, setting.window(3.0))
        } else {
            let count = law.points().len();
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
        let bounds = Bounds::of(kernel);
        let mut report = Report::default();
        let now = if line {
            Now::Line(Curves::new(&mut report, &bounds, window, scene.t_star))
        } else {
            Now::Plane(Plane::new(&mut report, &bounds))
        };
        let mut study = Self {
            now,
            scan: Scan::new(&mut report, &bounds, scene.t_star, scene.t_min),
            rows: rows(&mut report, &bounds, scene),
            report,
            bounds,
            lambda: Vec::new(),
            notes,
        };
        study.conclude();
        study.show(scene.t_star, &[]);
        study.report.changed();
        study
    }

    fn conclude(&mut self) {
        let seen = self.scan.seen();
        self.report[self.rows.least].measured = seen.map(|all| -all.least);
        if let Some(share) = self.rows.share {
            self.report[share].measured = seen.map(|all| all.share);
        }
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
        if let Some(all) = seen.filter(|_| self.scan.is_complete()) {
            let lower = bounds.lower();
            self.report.answer = format!(
                "In units of {} the score may fall no faster than {}, and here it falls by {} at most: the limit {}.",
                if heat {
                    "one over the time"
                } else {
                    "one over the variance of the noise"
                },
                short(-lower),
                short(-all.least),
                match (is_sharp, bounds.diameter > 0.0) {
                    (true, true) => {
                        "is met far outside the data, and around each data point as the noise vanishes"
                    }
                    (true, false) => "is met at every place",
                    (false, _) => "is not met, because the data are blurred",
                }
            );
            findings.push(if bounds.diameter == 0.0 && all.least == lower {
                format!(
                    "One data point: {name} is −{} at every place and every time, to the last bit.",
                    short(-lower)
                )
            } else {
                format!(
                    "Over all times the least {name} is −{:.6}, and the bound −{}.",
                    -all.least,
                    short(-lower)
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

fn rows(report: &mut Report, bounds: &Bounds, scene: &Scene) -> Rows {
    let name = bounds.name();
    let estimate = if bounds.is_heat() {
        "Li–Yau, after Liu & Zuazua; derived here"
    } else {
        "derived here"
    };
    let lower = -bounds.lower();
    let is_met = scene.width == 0.0 && scene.rho0().width() == 0.0;
    let lowest = |over: &str| Row::new(&format!("−{name}, the largest over x{over}"), estimate);
    let share = "tr Cov(X₀ | X_t) over its upper bound, the largest over x and all t";
    Rows {
        least_now: report.row(lowest(", now").bounded(lower)),
        largest_now: report.row(Row::new(
            &format!("{name}, the largest over x, now"),
            "derived here",
        )),
        least: report.row(
            lowest(" and all t")
                .bounded(lower)
                .predicted(is_met.then_some(lower)),
        ),
        share: (bounds.diameter != 0.0)
            .then(|| report.row(Row::new(share, "derived here").bounded(1.0))),
    }
}

impl Study for LiYau {
    fn work(&mut self) -> bool {
        let report = &mut self.report;
        if !self.scan.work(&self.bounds, &mut self.lambda, report) {
            return false;
        }
        self.conclude();
        self.report.changed();
        true
    }

    fn show(&mut self, t: f64, _particles: &[f32]) {
        let t = t.max(LEAST_TIME);
        let (report, lambda) = (&mut self.report, &mut self.lambda);
        report.tick(t);
        let extremes: Extremes = match &mut self.now {
            Now::Line(curves) => curves.show(&self.bounds, t, lambda, report),
            Now::Plane(plane) => plane.show(&self.bounds, t, lambda, report),
        };
        report[self.rows.least_now].measured = Some(-extremes.least);
        // Both are formed in a few operations, each of which rounds.
        let upper = self.bounds.at(t)[1];
        let largest = &mut report[self.rows.largest_now];
        largest.measured = Some(extremes.largest);
        largest.bound = Some(upper + 16.0 * f64::EPSILON * upper.abs());
    }

    fn report(&self) -> &Report {
        &self.report
    }
}

//! What the study of concentration shows: charts, rows and sentences.

use super::fit::curve;
use super::{Concentration, RESOLVED};
use crate::ensemble::approach::Approach;
use crate::ensemble::start_divergence::{Known, best_factor};
use crate::law::Law;
use crate::process::Process;
use crate::scene::Scene;
use crate::study::chart::Clock;
use crate::study::{Axis, Chart, ChartId, Ink, Mark, Report, Row, RowId, Series, SeriesId};
use crate::words::short;

/// κ²/2: t for the heat flow.
pub(super) fn tau(scene: &Scene, t: f64) -> f64 {
    let kappa = scene.process.kappa(t);
    0.5 * kappa * kappa
}

/// The abscissa of a v.
pub(super) fn abscissa(v: f64, law: &Law) -> f64 {
    0.5 * (v - law.width() * law.width())
}

/// Where the report has what is drawn.
pub(super) struct Shown {
    /// Distances to K: those of some paths, the bound on √E dist², a slope of ½, √E dist², E dist, and that of the
    /// scene's particles now.
    pub(super) support: ChartId,
    pub(super) paths: SeriesId,
    pub(super) bound: SeriesId,
    pub(super) guide: SeriesId,
    pub(super) root: SeriesId,
    pub(super) mean: SeriesId,
    pub(super) seen: SeriesId,
    /// Distances to conv K along the flow, beside what they were.
    pub(super) flow: SeriesId,
    /// The slope from step to step.
    pub(super) slopes: SeriesId,
}

/// Charts of times down to `least`, with what is known before anything has run.
pub(super) fn charts(
    report: &mut Report,
    scene: &Scene,
    law: &Law,
    march: &Approach,
    fit: Option<[f64; 2]>,
    least: f64,
) -> Shown {
    let (process, blur) = (scene.process, law.width());
    let most = tau(scene, scene.t_star);
    let (symbol, place) = match process {
        Process::Heat => ("t", "X_t"),
        Process::Ou => ("τ = (e^{2t} − 1)/2", "X_t/α"),
    };
    let axis = || Axis::log(symbol, least, most);
    // Times are told as τ, and so is the clock's.
    let clock = || Series::clock(Clock::Time);
    let to = if blur > 0.0 {
        "the centres"
    } else {
        "the data"
    };
    let first = march.measured[0];
    let typical = first.square[0].max(1e-300);
    let v_least = 2.0 * least + blur * blur;
    let lowest = 0.15 * libm::sqrt(v_least.min(1.0 + typical) * 1.0f64.min(typical / first.v));
    let (support, [paths, bound, guide, root, mean, _, seen]) = report.chart_of(
        Chart::new(
            "Distance to the support",
            &format!(
                "dist({place}, K), K {to}, with the scene's ε: some paths, the mean, and what it may be at most. On \
                 logarithmic axes √t is a slope of ½."
            ),
            axis(),
            Axis::log(
                &format!("dist({place}, K)"),
                lowest.max(1e-12),
                (6.0 * libm::sqrt(typical)).max(10.0 * lowest.max(1e-12)),
            ),
        ),
        [
            Series::line("", Ink::Reverse),
            Series::dashed("bound on √E dist²", Ink::Ink),
            Series::dashed("slope ½", Ink::Soft),
            Series::line("√E dist²", Ink::Distinct(1)),
            Series::line("E dist", Ink::Ink),
            clock(),
            Series::points("the particles above, now", Ink::Reverse).moving(),
        ],
    );
    report.led_by(support);
    let shrunk = libm::sqrt(v_least / first.v);
    let ends = [2.0 * least + blur * blur, first.v];
    let root_of = match process {
        _ if blur > 0.0 => "√(v/v_T)",
        Process::Heat => "√(t/T)",
        Process::Ou => "√(τ/τ_T)",
    };
    let (_, [flow, _, _]) = report.chart_of(
        Chart::new(
            "Path by path, without noise",
            &format!(
                "dist({place}, conv K) beside what it was at T*, along paths of the flow, ε = 0, from the same starts: \
                 none lies above the line. Those that end have come into the hull."
            ),
            axis(),
            Axis::log("ratio to that at T*", 0.2 * shrunk, 2.0),
        ),
        [
            Series::line("", Ink::Reverse),
            Series::dashed(root_of, Ink::Ink)
                .with(curve(ends).map(|v| (abscissa(v, law), libm::sqrt(v / first.v)))),
            clock(),
        ],
    );
    let mut window = Series::new("", Ink::Soft, Mark::Band);
    for v in fit.into_iter().flatten() {
        window.push(abscissa(v, law), 1.1);
        window.low.push(-0.1);
    }
    let (_, [_, _, slopes, _]) = report.chart_of(
        Chart::new(
            "Its slope",
            "The slope of E dist in logarithms, from step to step. Shaded: the times of the fit.",
            axis(),
            Axis::linear(
                match process {
                    Process::Heat => "d ln E dist/d ln t",
                    Process::Ou => "d ln E dist/d ln τ",
                },
                -0.1,
                1.1,
            ),
        ),
        [
            window,
            Series::dashed("½", Ink::Soft).with([(least, 0.5), (most, 0.5)]),
            Series::line("slope of E dist", Ink::Ink),
            clock(),
        ],
    );
    Shown {
        support,
        paths,
        bound,
        guide,
        root,
        mean,
        seen,
        flow,
        slopes,
    }
}

/// Where the report has numbers: the slope, the flow's largest ratio to its bound, E dist² now, its largest ratio to its
/// bound, and the divergence.
pub(super) struct Rows {
    slope: RowId,
    ratio: RowId,
    pub(super) now: RowId,
    largest: RowId,
    divergence: RowId,
}

/// Rows without numbers; whether a slope is predicted.
pub(super) fn rows(report: &mut Report, has_slope: bool) -> Rows {
    let derived = "derived for this project";
    let ratio = "ε = 0: largest dist(·, conv K)/its bound on any path";
    Rows {
        slope: report.row(
            Row::new("slope of E dist for small t", "Liu & Zuazua Theorem 3.4")
                .predicted(has_slope.then_some(0.5)),
        ),
        ratio: report.row(Row::new(ratio, derived).bounded(1.0 + 1e-9)),
        now: report.row(Row::new("E dist²(·, K), now", derived)),
        largest: report.row(Row::new("largest E dist²/its bound at any t", derived)),
        divergence: report.row(Row::new("KL(v_T|u_T), by quadrature", derived)),
    }
}

impl Concentration {
    pub(super) fn conclude(&mut self) {
        self.draw();
        let slope = if self.is_done { self.slope() } else { None };
        let ratio = self.is_done.then(|| self.ratio());
        let factor = self.factor();
        let largest = factor.map(|factor| {
            let all = self.march.measured.iter();
            all.map(|m| m.square[0] / (factor * m.v))
                .fold(0.0, f64::max)
        });
        let divergence = match self.known {
            Known::Is(divergence) => Some(divergence),
            _ => None,
        };
        let (rows, report) = (&self.rows, &mut self.report);
        report[rows.slope].set(slope.map(|s| s[0]), slope.map(|s| s[1]));
        report[rows.ratio].measured = ratio;
        report[rows.largest].measured = largest.filter(|_| self.is_done);
        report[rows.largest].bound = factor.map(|_| 1.0);
        let resolved = divergence.filter(|[value, error]| *error > RESOLVED * value);
        report[rows.divergence].set(divergence.map(|d| d[0]), resolved.map(|d| d[1]));
        self.report.findings = self.findings();
        if let Some(ratio) = ratio {
            self.report.answer = self.answer(slope, ratio);
        }
        self.draw_now();
        self.report.changed();
    }

    /// Without noise the largest distance to conv K beside its bound, of all paths so far.
    fn ratio(&self) -> f64 {
        let all = self.flow().measured.iter().map(|m| m.ratio);
        all.fold(0.0, f64::max)
    }

    /// How fast particles come to the data, given the slope, if there is one, and the flow's ratio to its bound.
    fn answer(&self, slope: Option<[f64; 2]>, ratio: f64) -> String {
        if let Some([slope, _]) = slope {
            return format!(
                "Near the end the mean distance to the data falls like the power {slope:.3} of {}; theory says ½.",
                match self.scene.process {
                    Process::Heat => "the time that is left",
                    Process::Ou => "the time that is left, as the heat flow counts it",
                }
            );
        }
        let why = match self.law.width() > 0.0 {
            true => "Blurred data are no points to come to, and have no rate",
            false => "No rate is to be seen in the distances that were measured",
        };
        match ratio > 0.0 {
            true => format!(
                "{why}; without noise no path keeps more than {} of what the bound on its distance allows.",
                short(ratio)
            ),
            false => {
                format!("{why}; without noise every path starts among the data and stays there.")
            }
        }
    }

    pub(super) fn findings(&self) -> Vec<String> {
        let mut findings = Vec::new();
        if let (true, Some([slope, error])) = (self.is_done, self.slope()) {
            let fit = self
                .fit
                .unwrap_or_default()
                .map(|v| short(self.abscissa(v)));
            findings.push(format!(
                "Between {} and {} E dist falls like the power {slope:.4} ± {error:.4} of {}: the rate √t of Theorem 3.4.",
                fit[0],
                fit[1],
                if self.scene.process == Process::Ou { "τ" } else { "t" }
            ));
        }
        if self.is_done {
            let flow = self.ratio();
            findings.push(if flow > 0.0 {
                format!(
                    "Without noise it holds for every path: none of {} keeps more than {:.4} of what \
                     the bound allows it. x̄₀ lies in conv K, and a step of the flow goes straight towards it.",
                    self.scene.particles, flow
                )
            } else {
                "Every path of the flow starts in conv K, and none leaves it.".into()
            });
        }
        match (self.known, self.factor()) {
            (Known::Is([divergence, _]), Some(factor)) => {
                let best = best_factor(divergence, self.law.points().dim());
                findings.push(format!(
                    "E dist² ≤ {} t here, whatever ε, since KL(v_T|u_T) = {}; with the best constant in place of 8 the same \
                     argument gives {} t.",
                    short(2.0 * factor),
                    short(divergence),
                    short(best)
                ));
            }
            (Known::Infinite, _) => findings.push(
                "All start in one place, so KL(v_T|u_T) is infinite, and only the bound for each path of the flow is left."
                    .into(),
            ),
            _ => {}
        }
        if self.scene.process == Process::Ou {
            findings.push(
                "For OU, X_t/α at the time τ = κ²/2 = (e^{2t} − 1)/2 is the heat flow exactly, and that is what is shown: \
                 every bound carries over (derived for this project)."
                    .into(),
            );
        }
        if self.law.width() > 0.0 {
            findings.push(
                "Blurred data have no compact support, and Theorem 3.4 says nothing of them: K are the centres, of which \
                 the data are the heat flow at b²/2, so that the bounds hold with t + b²/2 for t."
                    .into(),
            );
        }
        findings.push(format!(
            "Both bounds are derived for this project. Measured in double precision on {} particles by exponential steps \
             of its own, 1/20 in log-SNR; those of the picture are the scene's.",
            self.scene.particles
        ));
        findings.extend(self.note.clone());
        findings
    }
}

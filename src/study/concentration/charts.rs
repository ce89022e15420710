//! Where it is shown how particles come to the data: charts and rows, with what is known before anything has run.

use super::fit::curve;
use crate::ensemble::approach::Approach;
use crate::law::Law;
use crate::process::Process;
use crate::scene::Scene;
use crate::study::chart::{Axis, Chart, Clock, Ink, Mark, Series};
use crate::study::report::{ChartId, Report, Row, RowId, SeriesId};

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
    pub(super) slope: RowId,
    pub(super) ratio: RowId,
    pub(super) now: RowId,
    pub(super) largest: RowId,
    pub(super) divergence: RowId,
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

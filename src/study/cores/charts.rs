//! Where cores are shown: charts and rows, with what is known before anything has run.

use crate::process::Process;
use crate::scene::Scene;
use crate::study::chart::{Axis, Chart, Ink, Series};
use crate::study::report::{Report, Row, RowId, SeriesId};
use crate::words::short;

/// What the axis of 1 − λ reaches down to.
pub(super) const LEAST: f64 = 1e-8;

/// Where the report has what is drawn.
pub(super) struct Shown {
    /// 1 − λ: the largest in a core, and that of the scene's particles.
    pub(super) largest: SeriesId,
    pub(super) doubts: SeriesId,
    /// Of paths that enter a core: λ there, and shares that end at its point and that never leave.
    pub(super) lambda: SeriesId,
    pub(super) caught: SeriesId,
    pub(super) stay: SeriesId,
}

/// Charts beside the picture, which shows the cores themselves (`paint/cores.rs`), with what is known before anything has run:
/// `bound` of t, and from when on the flow leaves no core.
pub(super) fn charts(
    report: &mut Report,
    scene: &Scene,
    times: &[f64],
    bound: impl Fn(f64) -> f64,
    tight: Option<f64>,
) -> Shown {
    let last = times[times.len() - 1];
    let time = || Axis::log("t", last, scene.t_star);
    let highest = bound(scene.t_star).clamp(1.0, 1e6);
    let symbol = match scene.process {
        Process::Heat => "Σ (w_j/w_i) e^{−γ/4t}",
        Process::Ou => "Σ (w_j/w_i) e^{−α²γ/2σ²}",
    };
    let (_, [_, largest, doubts]) = report.chart_of(
        Chart::new(
            "How sure is a core?",
            "1 − λ_i, the chance to have come from another point. Line: the largest anywhere in a core. Dashed: the \
             bound. Dots: particles that are in a core now.",
            time(),
            Axis::log("1 − λ_i", LEAST, 3.0 * highest),
        ),
        [
            Series::dashed(symbol, Ink::Ink).with(times.iter().map(|&t| (t, bound(t)))),
            Series::line("largest in a core", Ink::Ink),
            Series::points("particles in cores now", Ink::Reverse).moving(),
        ],
    );
    let kept = times.iter().map(|&t| (t, 1.0 - bound(t)));
    let chance = if lambda_is_the_chance(scene) {
        "λ_i where they enter"
    } else {
        ""
    };
    let (chart, [_, lambda, caught, stay]) = report.chart_of(
        Chart::new(
            "Caught for good?",
            "Of paths that enter a core at t: how many end at its data point, and how many never leave the core again.",
            time(),
            Axis::linear("share", 0.0, 1.05),
        ),
        [
            Series::dashed("1 − bound", Ink::Ink).with(kept.filter(|&(_, y)| y >= 0.0)),
            Series::dashed(chance, Ink::Soft),
            Series::points("end at its point", Ink::Reverse),
            Series::points("never leave it", Ink::Ink),
        ],
    );
    if let (Some(t), true) = (tight, scene.epsilon == 0.0) {
        let rule = Series::rule("from here on the flow leaves no core", Ink::Soft, t);
        report.series(chart, rule);
    }
    Shown {
        largest,
        doubts,
        lambda,
        caught,
        stay,
    }
}

/// Where the report has numbers.
pub(super) struct Rows {
    /// The largest 1 − λ over its bound at any time.
    pub(super) worst: RowId,
    /// The largest 1 − λ in a core now; of the scene's particles the share in a core, and their largest 1 − λ.
    pub(super) now: RowId,
    pub(super) held: RowId,
    pub(super) doubts: RowId,
    /// Who ends elsewhere of those that enter a core.
    pub(super) enter: RowId,
    /// Of those in a core once that is safe.
    pub(super) safe: Option<SafeRows>,
    /// Of the flow, once it should leave no core.
    pub(super) tight: Option<RowId>,
}

/// What becomes of those that are in a core once that is safe.
#[derive(Clone, Copy)]
pub(super) struct SafeRows {
    /// Who ends elsewhere.
    pub(super) ends: RowId,
    /// Who leaves the core again.
    pub(super) leaves: RowId,
}

/// Rows without numbers, given from when on cores are safe, and from when on the flow leaves none.
pub(super) fn rows(
    report: &mut Report,
    scene: &Scene,
    safe: Option<f64>,
    tight: Option<f64>,
) -> Rows {
    let derived = "derived, from (4.37)";
    let theorem = "Cao et al. Theorem 1 for ε = 1";
    let mut row = |name: &str, reference: &str| report.row(Row::new(name, reference));
    Rows {
        worst: row("largest (1 − λ_i)/bound in any core at any t", derived),
        now: row("largest 1 − λ_i in a core, now", derived),
        held: row("share of the particles in a core, now", "figure 4"),
        doubts: row("largest 1 − λ_i of a particle in a core, now", derived),
        enter: row("enter a core: share that ends elsewhere", theorem),
        safe: safe.map(|t| {
            let name = format!("in a core at t = {}: share that ends elsewhere", short(t));
            SafeRows {
                ends: row(&name, theorem),
                leaves: row("of these: share that leaves the core again", "measured"),
            }
        }),
        tight: tight.filter(|_| scene.epsilon == 0.0).map(|t| {
            let name = format!(
                "paths of the flow that enter after t = {} and leave again",
                short(t)
            );
            row(&name, "derived")
        }),
    }
}

/// Whether λ_i is the chance to end at x_i: for ε = 1, down to the data, and where these are points. (The denoiser is the
/// exact one.)
pub(super) fn lambda_is_the_chance(scene: &Scene) -> bool {
    scene.epsilon == 1.0 && scene.t_min == 0.0 && scene.width == 0.0
}

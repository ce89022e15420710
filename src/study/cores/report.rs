//! What the study of cores shows: charts, rows and sentences.

use super::{Cores, LEAST, SAFE, lambda_is_the_chance};
use crate::ensemble::core_entries::{Entries, Found};
use crate::law::Law;
use crate::measure::chance;
use crate::process::Process;
use crate::scene::Scene;
use crate::study::half_steps::{self, with_steps};
use crate::study::{Axis, Chart, ChartId, Ink, Mark, Report, Row, RowId, Series, SeriesId};
use crate::words::short;
use crate::words::{counted, either};

/// Where the report has what is drawn.
pub(super) struct Shown {
    /// The plane, and in it cores as areas, Voronoi cells, cores' borders, paths, the scene's particles and the data.
    pub(super) plane: ChartId,
    pub(super) areas: SeriesId,
    pub(super) cells: SeriesId,
    pub(super) borders: SeriesId,
    pub(super) paths: SeriesId,
    pub(super) particles: SeriesId,
    pub(super) points: SeriesId,
    /// 1 − λ: the largest in a core, and that of the scene's particles.
    pub(super) largest: SeriesId,
    pub(super) doubts: SeriesId,
    /// Of paths that enter a core: λ there, and shares that end at its point and that never leave.
    pub(super) lambda: SeriesId,
    pub(super) caught: SeriesId,
    pub(super) stay: SeriesId,
}

/// Charts, with what is known before anything has run: `bound` of t, and from when on the flow leaves no core.
pub(super) fn charts(
    report: &mut Report,
    scene: &Scene,
    law: &Law,
    [across, up]: [[f64; 2]; 2],
    times: &[f64],
    bound: impl Fn(f64) -> f64,
    tight: Option<f64>,
) -> Shown {
    let shrinks = scene.process == Process::Ou;
    let caption = if shrinks {
        "Shaded: the cores of the data points, shrunk by α as data are at the clock's time. Dashed: Voronoi cells, \
         γ = 0. Lines: some paths; dots: the particles now."
    } else {
        "Shaded: the cores of the data points. Dashed: Voronoi cells, γ = 0. Lines: some paths; dots: the particles \
         now."
    };
    let geometry = |series: Series| if shrinks { series.moving() } else { series };
    let data = (0..law.points.len()).map(|i| (law.points.at(i, 0), law.points.at(i, 1)));
    let (plane, [areas, cells, borders, paths, particles, points]) = report.chart_of(
        Chart::plane(
            "Cores",
            caption,
            Axis::linear("x₁", across[0], across[1]),
            Axis::linear("x₂", up[0], up[1]),
        ),
        [
            geometry(Series::new("", Ink::Ink, Mark::Band)),
            geometry(Series::dashed("Voronoi cells", Ink::Soft)),
            geometry(Series::line("cores", Ink::Ink)),
            Series::line("paths", Ink::Reverse),
            Series::points("particles now", Ink::Reverse).moving(),
            geometry(Series::points("data points", Ink::Ink).with(data)),
        ],
    );
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
    report.led_by(chart);
    Shown {
        plane,
        areas,
        cells,
        borders,
        paths,
        particles,
        points,
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
    worst: RowId,
    /// The largest 1 − λ in a core now; of the scene's particles the share in a core, and their largest 1 − λ.
    pub(super) now: RowId,
    pub(super) held: RowId,
    pub(super) doubts: RowId,
    /// Who ends elsewhere: of those that enter a core, and of those in one once that is safe; and who of these leaves.
    enter: RowId,
    safe: Option<[RowId; 2]>,
    /// Of the flow, once it should leave no core.
    tight: Option<RowId>,
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
            [
                row(&name, theorem),
                row("of these: share that leaves the core again", "measured"),
            ]
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

impl Cores {
    pub(super) fn conclude(&mut self) {
        if self.is_done {
            self.draw_entries();
        }
        let complete = self.compared == self.times.len();
        let all = self.entries.first_after(f64::INFINITY);
        let held = self.entries.held();
        let half = self
            .half_entries
            .as_ref()
            .filter(|_| self.half_run.is_none());
        let half_all = half.map(|half| half.first_after(f64::INFINITY));
        let enter = self.elsewhere(all, half_all);
        let safe = self.elsewhere(held, half.map(Entries::held));
        let bound = Some(1.0 + self.rounding());
        let (rows, report) = (&self.rows, &mut self.report);
        report[rows.worst].measured = complete.then_some(self.worst);
        report[rows.worst].bound = bound;
        enter.fill(&mut report[rows.enter]);
        if let Some([ends, leaves]) = rows.safe {
            safe.fill(&mut report[ends]);
            let [share, error] = held.share(held.count - held.stay);
            let known = self.is_done && held.count > 0;
            report[leaves].set(known.then_some(share), known.then_some(error));
        }
        if let (Some(row), Some(t)) = (rows.tight, self.tight) {
            let found = self.entries.first_after(t);
            report[row].predicted = Some(0.0);
            report[row].measured = self.is_done.then(|| (found.count - found.stay) as f64);
        }
        self.report.findings = self.findings();
        if self.is_done {
            self.report.answer = answer(self.safe(), held, all);
        }
        self.draw_now(&[]);
        self.report.changed();
    }

    /// What is measured of paths that end elsewhere, and what is predicted of it; also in half as many steps.
    fn elsewhere(&self, found: Found, halved: Option<Found>) -> Elsewhere {
        let shares = |found: &Found| {
            let n = found.count as f64;
            let share = (found.count - found.caught) as f64 / n;
            (found.count > 0).then_some([share, 1.0 - found.lambda / n])
        };
        let known = shares(&found).filter(|_| self.is_done);
        let exact = lambda_is_the_chance(&self.scene);
        let error = match exact {
            true => {
                let halved = halved.and_then(|found| shares(&found));
                let moved = known
                    .zip(halved)
                    .map(|([a, b], [c, d])| (a - b - (c - d)).abs());
                with_steps(
                    Some(chance::shares(found.variance, found.count as f64)),
                    moved,
                )
            }
            false => known.map(|_| found.share(found.caught)[1]),
        };
        Elsewhere {
            predicted: known.map(|known| known[1]).filter(|_| exact),
            measured: known.map(|known| known[0]),
            error,
        }
    }

    pub(super) fn findings(&self) -> Vec<String> {
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
            format!(
                "At γ = {gamma} the cores of {empty} of {} {} empty: no place is so much nearer to {} than to any other.",
                counted(n, "point"),
                either(empty, "is", "are"),
                either(empty, "it", "one of them")
            )
        } else {
            "The definition of a core with γ > 0, and all that is said about it, is derived for this project: the \
             figure's caption names the cores and their case γ = 0, the Voronoi cells."
                .into()
        });
        if let Some(t) = self.safe() {
            findings.push(format!(
                "From t = {} on whoever is in a core came from its point with a chance of at least {}, and with ε = 1, \
                 led back to t = 0, ends there with that chance: λ_i is both (Cao et al. Theorem 1).",
                short(t),
                1.0 - SAFE
            ));
        }
        if self.is_done {
            let found = self.entries.first_after(f64::INFINITY);
            if found.count > 0 {
                let share = |of: usize| 100.0 * of as f64 / found.count as f64;
                findings.push(format!(
                    "{} of {} {} a core; {} at the point of the first that is entered, and {} it on the way.",
                    found.count,
                    counted(self.scene.particles, "path"),
                    either(found.count, "enters", "enter"),
                    match found.count {
                        1 => either(found.caught, "it ends", "it does not end").into(),
                        _ => format!("{:.1} % of these end", share(found.caught)),
                    },
                    match found.count {
                        1 => either(found.stay, "never leaves", "leaves").into(),
                        _ => format!("{:.1} % never leave", share(found.stay)),
                    }
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
        findings
            .extend(half_steps::unknown(&self.scene).filter(|_| lambda_is_the_chance(&self.scene)));
        findings.extend(self.note.clone());
        findings
    }
}

/// A share that ends elsewhere.
struct Elsewhere {
    predicted: Option<f64>,
    measured: Option<f64>,
    error: Option<f64>,
}

impl Elsewhere {
    fn fill(&self, row: &mut Row) {
        row.predicted = self.predicted;
        row.set(self.measured, self.error);
    }
}

/// How many of those that are in a core once that is safe are caught in it; or, where it is never safe, or nobody is in one
/// then, of those that enter one at any time.
fn answer(safe: Option<f64>, held: Found, all: Found) -> String {
    let share = |of: usize, found: Found| 100.0 * of as f64 / found.count as f64;
    match safe {
        Some(t) if held.count > 0 => format!(
            "Of the particles that are as deep as a core at t = {}, {:.1} % end at its point.",
            short(t),
            share(held.caught, held)
        ),
        _ if all.count > 0 => format!(
            "Of the particles that come as deep as a core {:.1} % end at the point of the first that they enter, and \
             {:.1} % never leave it on the way.",
            share(all.caught, all),
            share(all.stay, all)
        ),
        _ => "No particle comes so deep into a cell that it is in a core.".into(),
    }
}

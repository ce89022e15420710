//! Where paths and chances are shown: the plane, and the line through both points.

use super::chances::Chances;
use super::paths::{self, Paths};
use crate::denoiser::Kernel;
use crate::law::Law;
use crate::line::NearestPair;
use crate::scene::Scene;
use crate::study::chart::{Axis, Chart, Ink, Series};
use crate::study::report::{ChartId, Report, SeriesId};

/// Places on a curve.
const PLACES: usize = 161;

/// The plane: paths of the flow as they will be, the separatrix now, data and starts.
pub(super) fn plane(
    report: &mut Report,
    scene: &Scene,
    law: &Law,
    pair: &NearestPair,
    paths: &Paths,
) -> (ChartId, [SeriesId; 2]) {
    let [middle, half] = paths::square(scene, law);
    let points = (0..law.points().len()).map(|i| (law.points().at(i, 0), law.points().at(i, 1)));
    let axis = |c: usize, label: &str| {
        let all = law.points().axis(c).iter();
        let [low, high] = all.fold([middle[c] - half[c], middle[c] + half[c]], |[a, b], &x| {
            [a.min(x), b.max(x)]
        });
        let margin = 0.06 * (high - low);
        Axis::linear(label, low - margin, high + margin)
    };
    let caption = if scene.epsilon == 0.0 {
        "Dots: starts at T*. Lines: where the flow without noise takes them, bold up to now. Shape and colour of a \
         start tell where it ends."
    } else {
        "Dots: starts at T*. Lines: reverse paths from them, up to now. With noise a start no longer decides \
         where its path ends; shape and colour tell where this one did."
    };
    let separatrix = if pair.is_alone() {
        "separatrix of the flow"
    } else {
        ""
    };
    let (plane, [whole, border, _, _]) = report.chart_of(
        Chart::plane("Paths in the plane", caption, axis(0, "x₁"), axis(1, "x₂")),
        [
            Series::line("", Ink::Soft),
            Series::dashed(separatrix, Ink::Ink).moving(),
            Series::points("data points", Ink::Ink).with(points),
            Series::points("", Ink::Soft).with(paths.starts.iter().map(|&[x, y]| (x, y))),
        ],
    );
    (plane, [whole, border])
}

/// Chances along the line through both points: what is predicted, and what is measured.
pub(super) fn line(
    report: &mut Report,
    scene: &Scene,
    law: &Law,
    pair: &NearestPair,
    chances: &[Chances; 3],
) -> (ChartId, [SeriesId; 3]) {
    let t_star = scene.t_star;
    let reach = pair.reach(scene, law);
    let is_first_axis = pair.place(scene.process, t_star, 1.0, 0.0) == [1.0, 0.0];
    let label = if is_first_axis { "x₁" } else { "u" };
    let [first, second] = pair.of.map(|i| name(law, i));
    let place = if is_first_axis {
        "(x₁, 0)".to_owned()
    } else {
        format!(
            "the place u beside the middle of {first} and {second}, shrunk as data are, on the line through both"
        )
    };
    let kernel = Kernel::of(scene.process, law);
    let mut lambda = Vec::new();
    let exact = (0..PLACES).map(|k| {
        let u = reach * (2.0 * k as f64 / (PLACES - 1) as f64 - 1.0);
        (u, pair.predicted(&kernel, t_star, u, &mut lambda))
    });
    let mut step = Series::dashed("", Ink::Ink);
    if let Some(u) = pair.separatrix(scene.process, t_star) {
        step.name = "ε = 0: the separatrix".into();
        step.extend([(-reach, 0.0), (u, 0.0), (u, 1.0), (reach, 1.0)]);
    }
    let (chart, _) = report.chart_of(
        Chart::new(
            "To which point?",
            &format!(
                "How likely a path goes to {second} that starts at T* in {place}. Dots: the share of {} particles from \
                 one place, with its error; without noise one path from each place is enough.",
                scene.particles
            ),
            Axis::linear(label, -reach, reach),
            Axis::linear(&format!("P(to {second})"), -0.04, 1.04),
        ),
        [Series::line("ε = 1: λ(x, T*)", Ink::Ink).with(exact), step],
    );
    let measured = |epsilon: f64| format!("ε = {epsilon}, measured");
    let [flow, between, noisy] = chances.each_ref().map(|chances| measured(chances.epsilon));
    let measured = [
        Series::line(&flow, Ink::Distinct(2)),
        Series::points(&between, Ink::Distinct(1)),
        Series::points(&noisy, Ink::Reverse),
    ];
    let measured = measured.map(|series| report.series(chart, series));
    (chart, measured)
}

/// "(1, 0)".
pub(super) fn name(law: &Law, point: usize) -> String {
    let [x, y] = [0, 1].map(|c| sign(&short_place(law.points().at(point, c))));
    format!("({x}, {y})")
}

/// A coordinate as a reader writes it.
fn short_place(x: f64) -> String {
    // No −0.
    let text = format!("{:.2}", x + 0.0);
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0" } else { text }.to_owned()
}

/// With a true minus sign.
pub(super) fn sign(text: &str) -> String {
    text.replace('-', "−")
}

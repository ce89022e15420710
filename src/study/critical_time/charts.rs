//! Where critical times are shown: the drift's slope along t, and the law that all processes have.

use super::same_law::{PARTICLES, SameLaw};
use crate::process::Process;
use crate::scene::Scene;
use crate::study::chart::{Axis, Chart, Clock, Ink, Series};
use crate::study::report::{ChartId, Report, Row, RowId, SeriesId};
use crate::words::short;

/// Where the report has what is measured.
pub(super) struct Shown {
    pub(super) slopes: ChartId,
    /// The drift's slope for each ε, and how fast pairs part.
    pub(super) curves: [SeriesId; 3],
    pub(super) dots: [SeriesId; 3],
    pub(super) zero: SeriesId,
    /// Where each turns.
    pub(super) turns: [SeriesId; 3],
    laws: ChartId,
    law: SeriesId,
    bins: [SeriesId; 3],
    /// The critical time and the variance of each ε.
    pub(super) times: [RowId; 3],
    pub(super) variances: [RowId; 3],
}

fn ink(way: usize) -> Ink {
    [Ink::Distinct(2), Ink::Distinct(1), Ink::Reverse][way]
}

impl Shown {
    pub(super) fn new(
        report: &mut Report,
        scene: &Scene,
        epsilons: &[f64; 3],
        is_pair: bool,
        [low, high]: [f64; 2],
    ) -> Self {
        let place = where_it_is(is_pair);
        let drift = match scene.process {
            Process::Ou => "x + (1 + ε)∇log ρ",
            Process::Heat => "(1 + ε)∇log ρ",
        };
        let slopes = report.chart(Chart::new(
            &format!("The drift's slope {place}"),
            &format!(
                "The slope of the reverse drift {drift} {place}, for three ε. Below 0 neighbouring paths come together, above \
                 it they part: a reverse process comes from the right. Points: how fast pairs of paths on the same noise part \
                 that start there."
            ),
            Axis::log("t", low, high),
            Axis::linear("slope, d ln|difference|/ds", -1.0, 1.0),
        ));
        let zero = report.series(slopes, Series::dashed("", Ink::Soft));
        let names = epsilons.map(|epsilon| format!("ε = {epsilon}"));
        let curves = std::array::from_fn(|k| {
            report.series(slopes, Series::line(&names[k], ink(k)).labelled())
        });
        let dots = std::array::from_fn(|k| {
            let name = if k == 2 { "pairs of paths" } else { "" };
            report.series(slopes, Series::points(name, ink(k)))
        });
        let turns = std::array::from_fn(|k| report.series(slopes, Series::points("", ink(k))));
        report.series(slopes, Series::clock(Clock::OnAxis));
        let (laws, [law]) = report.chart_of(
            Chart::new(
                "The same law",
                &format!(
                    "{PARTICLES} particles of each ε at one time, counted, and ρ there: three processes, one law at every t."
                ),
                Axis::linear("x", -1.0, 1.0),
                Axis::linear("density", 0.0, 1.0),
            ),
            [Series::line("ρ(x, t)", Ink::Ink)],
        );
        let bins = std::array::from_fn(|k| report.series(laws, Series::points(&names[k], ink(k))));
        report.led_by_all([slopes, laws]);
        let rows = names.clone().map(|name| {
            let name = format!("critical time, {name}; none where the slope never turns");
            report.row(Row::new(&name, "derived"))
        });
        let variances = names.map(|name| {
            let name = format!("variance of particles at one time, {name}");
            report.row(Row::new(&name, "Cao et al. (2.7), (2.8)"))
        });
        Self {
            slopes,
            curves,
            dots,
            zero,
            turns,
            laws,
            law,
            bins,
            times: rows,
            variances,
        }
    }

    /// The particles of the k-th ε, and the law that they have.
    pub(super) fn draw_law(&self, report: &mut Report, k: usize, run: &SameLaw) {
        let [low, high] = run.window();
        if k == 0 {
            let chart = &mut report[self.laws];
            chart.title = format!("The same law, at t = {}", short(run.time));
            let places = (0..=200).map(|k| low + (high - low) * f64::from(k) / 200.0);
            let curve: Vec<(f64, f64)> = places.map(|x| (x, run.law.density(x))).collect();
            let top = curve.iter().fold(0.0f64, |top, (_, y)| top.max(*y));
            let chart = &mut report[self.laws];
            (chart.x.range, chart.y.range) = ([low, high], [0.0, 1.25 * top]);
            report[self.law].redraw(curve);
        }
        let series = &mut report[self.bins[k]];
        for (x, density, error) in run.bins() {
            series.push(x, density);
            series.low.push(error);
        }
        report.changed();
    }
}

fn where_it_is(is_pair: bool) -> &'static str {
    if is_pair {
        "at the middle"
    } else {
        "where it is steepest"
    }
}

//! The least and the largest divergence over all places, time by time.

use crate::measure::li_yau::{Bounds, Extremes, Places};
use crate::study::chart::{Axis, Chart, Clock, Ink, Series};
use crate::study::report::{Report, SeriesId};
use crate::words::short;

/// Times, evenly spread in their logarithms.
const TIMES: usize = 61;

pub(super) struct Scan {
    times: [f64; TIMES],
    found: Vec<Extremes>,
    all: Extremes,
    /// The least over x, and how far the largest is above the lower bound.
    least: SeriesId,
    above: SeriesId,
    places: Places,
}

impl Scan {
    pub(super) fn new(report: &mut Report, bounds: &Bounds, t_star: f64, t_min: f64) -> Self {
        let last = if t_min > 0.0 {
            t_min
        } else {
            (1e-4 * t_star).min(1e-3)
        };
        let times = std::array::from_fn(|k| {
            let u = k as f64 / (TIMES - 1) as f64;
            last * libm::pow(t_star / last, u)
        });
        let [least, above] = charts(report, bounds, &times);
        Self {
            times,
            found: Vec::new(),
            all: Extremes::NONE,
            least,
            above,
            places: Places::of(bounds),
        }
    }

    pub(super) fn is_complete(&self) -> bool {
        self.found.len() == self.times.len()
    }

    /// At all times so far; `None` before the first.
    pub(super) fn seen(&self) -> Option<Extremes> {
        (!self.found.is_empty()).then_some(self.all)
    }

    /// One more time; false if there is none.
    pub(super) fn work(
        &mut self,
        bounds: &Bounds,
        lambda: &mut Vec<f64>,
        report: &mut Report,
    ) -> bool {
        let Some(&t) = self.times.get(self.found.len()) else {
            return false;
        };
        let found = self.places.extremes(bounds, t, lambda);
        self.all.join(&found);
        self.found.push(found);
        report[self.least].push(t, found.least);
        let above = found.largest - bounds.at(t)[0];
        if above > 0.0 {
            report[self.above].push(t, above);
        }
        true
    }
}

/// Two charts of all times, and what is measured in them: the least, and how far the largest is above the lower bound.
fn charts(report: &mut Report, bounds: &Bounds, times: &[f64; TIMES]) -> [SeriesId; 2] {
    let name = bounds.name();
    let (first, last) = (times[0], times[TIMES - 1]);
    let lower = bounds.lower();
    let (below, symbol) = if bounds.is_heat() {
        ("−d/2", "−d/(2t)")
    } else {
        ("−d", "−d/σ²")
    };
    let time = || Axis::log("t", first, last);
    let (lower, [least, _]) = report.chart_of(
        Chart::new(
            "The lower bound, time by time",
            &format!(
                "The least {name} over all x: the bound is {below}, that is div s ≥ {symbol}. {}",
                if bounds.kernel.spread(0.0) > 0.0 {
                    "With a width it is not met."
                } else {
                    "It is met far outside the data at every t, and never passed."
                }
            ),
            time(),
            Axis::linear(&format!("min over x of {name}"), 1.4 * lower, -0.4 * lower),
        ),
        [
            Series::line("the least over x", Ink::Forward),
            Series::dashed(&format!("bound {below}"), Ink::Ink)
                .with([first, last].map(|t| (t, lower))),
        ],
    );
    if bounds.kernel.spread(0.0) > 0.0 {
        let curve = times.iter().map(|&t| (t, bounds.at(t)[0]));
        let series = Series::dashed("with the width (derived here)", Ink::Soft);
        report.series(lower, series.with(curve));
    }
    report.series(lower, Series::clock(Clock::Time));
    let upper_of = |t: f64| (bounds.at(t)[1] - bounds.at(t)[0]).max(1e-12);
    let tops = times.iter().map(|&t| upper_of(t));
    let [low, high] = tops.fold([f64::INFINITY, 0.0f64], |[a, b], x| [a.min(x), b.max(x)]);
    let label = if bounds.kernel.spread(0.0) > 0.0 {
        format!("max over x of {name}, above its least")
    } else if bounds.is_heat() {
        "max over x of t·div s + d/2".into()
    } else {
        "max over x of σ² div s + d".into()
    };
    let (_, [above, _, _]) = report.chart_of(Chart::new(
            "The upper bound, time by time",
            &if bounds.diameter == 0.0 {
                "One data point: nothing rises above the lower bound.".to_owned()
            } else {
                format!(
                    "How far {name} rises above the lower bound, at most over x; dashed the bound for points of diameter \
                     D, D = {}. Derived for this project.",
                    short(bounds.diameter)
                )
            },
            time(),
            Axis::log(&label, 0.3 * low, 3.0 * high),
        ),
        [
            Series::line("the largest over x", Ink::Forward),
            Series::dashed("upper bound", Ink::Ink).with(times.iter().map(|&t| (t, upper_of(t)))),
            Series::clock(Clock::Time),
        ]);
    [least, above]
}

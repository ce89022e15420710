//! On a line, at the clock's time: the score and log u over x as in Liu & Zuazua's figure 1, and the divergence.

use crate::measure::li_yau::{Bounds, Extremes};
use crate::study::chart::{Axis, Chart, Ink, Mark, Series};
use crate::study::report::{Report, SeriesId};
use crate::words::short;

/// Places evenly over the window.
const PLACES: usize = 241;
/// More data points than these, and the walls between them are not refined.
const MOST_REFINED: usize = 16;
/// Places across each wall.
const ACROSS: usize = 17;
/// Times of the curves that stand still, as shares of T*.
const SNAPSHOTS: [f64; 3] = [0.2, 0.05, 0.0125];
/// log u is not drawn lower than this.
const LOWEST: f64 = -24.0;

pub(super) struct Curves {
    window: [f64; 2],
    /// Neighbours, in order: the data points and ln w.
    sorted: Vec<[f64; 2]>,
    places: Vec<f64>,
    now: Now,
}

/// What is drawn of the clock's time.
#[derive(Clone, Copy)]
struct Now {
    score: SeriesId,
    log_density: SeriesId,
    divergence: SeriesId,
    upper_bound: SeriesId,
}

/// What is known of a place at a time.
struct Values {
    score: f64,
    log_density: f64,
    /// tr Cov.
    indecision: f64,
}

fn values(bounds: &Bounds, x: f64, t: f64, lambda: &mut Vec<f64>) -> Values {
    let kernel = &bounds.kernel;
    let place = [x];
    let posterior = kernel.posterior(&place, t, lambda);
    Values {
        score: posterior.score()[0],
        log_density: posterior.log_density(),
        indecision: posterior.indecision(),
    }
}

impl Curves {
    pub(super) fn new(report: &mut Report, bounds: &Bounds, wide: [f64; 2], t_star: f64) -> Self {
        let kernel = &bounds.kernel;
        let axis = kernel.points().axis(0);
        let mut sorted: Vec<[f64; 2]> = axis
            .iter()
            .zip(kernel.log_weights())
            .map(|(&x, &l)| [x, l])
            .collect();
        sorted.sort_by(|a, b| a[0].total_cmp(&b[0]));
        let (first, last) = (sorted[0][0], sorted[sorted.len() - 1][0]);
        // Around the data: further out the score is a straight line.
        let width = libm::sqrt(kernel.spread(0.0));
        let room = if last > first {
            (0.5 * (last - first)).max(3.0 * width)
        } else {
            2.0 * libm::sqrt(kernel.spread(t_star))
        };
        let window = [wide[0].max(first - room), wide[1].min(last + room)];
        let window = if window[0] < window[1] {
            window
        } else {
            [first - 1.0, last + 1.0]
        };
        let (place, mut lambda, mut places) = (
            || Axis::linear("x", window[0], window[1]),
            Vec::new(),
            Vec::new(),
        );
        let (is_sharp, is_one) = (width == 0.0, bounds.diameter == 0.0);
        let log_density = if bounds.is_heat() { "log u" } else { "log ρ" };
        let mut score = Chart::new(
            "The score",
            match (is_sharp, is_one) {
                (true, true) => {
                    "s = ∇ log u over x: a straight line through the data point, the steeper the smaller t."
                }
                (true, false) => {
                    "s = ∇ log u over x: as t → 0 it falls steeply through each data point and jumps up between two."
                }
                (false, _) => "s = ∇ log u over x.",
            },
            place(),
            Axis::linear("s(x, t)", -1.0, 1.0),
        );
        let mut logs = Chart::new(
            "The log-density",
            if is_sharp {
                "Its peaks come to stand on the data points as t → 0."
            } else {
                "log u over x."
            },
            place(),
            Axis::linear(&format!("{log_density}(x, t)"), -1.0, 1.0),
        );
        let mut steepest = 0.0f64;
        let mut span = [f64::INFINITY, f64::NEG_INFINITY];
        for (k, share) in SNAPSHOTS.iter().enumerate() {
            let t = share * t_star;
            let ink = Ink::Ramp(0.15 + 0.35 * k as f32);
            let name = format!("t = {}", short(t));
            let [mut falls, mut heights] = [(); 2].map(|()| Series::dashed(&name, ink));
            put(&mut places, window, &sorted, bounds, t);
            for &x in &places {
                let Values {
                    score, log_density, ..
                } = values(bounds, x, t, &mut lambda);
                falls.push(x, score);
                heights.push(x, log_density);
                steepest = steepest.max(score.abs());
                span = [span[0].min(log_density), span[1].max(log_density)];
            }
            score.series.push(falls);
            logs.series.push(heights);
        }
        score.y.range = [-1.05, 1.05].map(|r| r * steepest.max(1e-3));
        logs.y.range = [
            (span[0] - 0.5).max(LOWEST).min(span[1] - 1.0),
            span[1] + 1.0,
        ];
        let data = || {
            let mut rules = Series::new("data points", Ink::Soft, Mark::Rule);
            if sorted.len() <= MOST_REFINED {
                rules.extend(sorted.iter().map(|point| (point[0], 0.0)));
            }
            rules
        };
        let name = bounds.name();
        let lower = bounds.lower();
        let mut divergence = Chart::new(
            "Its divergence and the two bounds",
            &match (is_sharp, is_one) {
                (true, true) => format!("{name} over x: the lower bound, everywhere."),
                (true, false) => format!(
                    "{name} over x. As t → 0 it comes down to the lower bound around each data point; no part of the \
                     curve is ever below. Between two it rises out of the chart, and stays under the upper bound."
                ),
                (false, _) => format!(
                    "{name} over x. No part of the curve is below the lower bound, nor above the upper one."
                ),
            },
            place(),
            Axis::linear(name, 1.6 * lower, -8.4 * lower),
        );
        divergence.series.push(data());
        let below = if bounds.is_heat() { "−d/2" } else { "−d" };
        divergence.series.push(
            Series::dashed(&format!("lower bound {below}"), Ink::Ink)
                .with(window.map(|x| (x, lower))),
        );
        let [score, log_density] = [score, logs].map(|mut chart| {
            chart.series.push(data());
            let (_, [now]) = report.chart_of(chart, [Series::line("t now", Ink::Forward).moving()]);
            now
        });
        let (chart, [divergence, upper_bound]) = report.chart_of(
            divergence,
            [
                Series::line(&format!("{name} now"), Ink::Forward).moving(),
                Series::dashed("upper bound (derived here)", Ink::Reverse).moving(),
            ],
        );
        report.led_by(chart);
        Self {
            window,
            sorted,
            places,
            now: Now {
                score,
                log_density,
                divergence,
                upper_bound,
            },
        }
    }

    /// The curves at t; what is extreme of them.
    pub(super) fn show(
        &mut self,
        bounds: &Bounds,
        t: f64,
        lambda: &mut Vec<f64>,
        report: &mut Report,
    ) -> Extremes {
        put(&mut self.places, self.window, &self.sorted, bounds, t);
        let mut extremes = Extremes::NONE;
        let now = self.now;
        for series in [now.score, now.log_density, now.divergence, now.upper_bound] {
            report[series].clear();
        }
        for &x in &self.places {
            let here = values(bounds, x, t, lambda);
            report[now.score].push(x, here.score);
            report[now.log_density].push(x, here.log_density);
            report[now.divergence].push(x, bounds.scaled(here.indecision, t));
            extremes.see(bounds, here.indecision, t);
        }
        report[now.upper_bound].extend(self.window.map(|x| (x, bounds.at(t)[1])));
        extremes
    }
}

/// Where curves are drawn at t: evenly, and closer together across the walls between few data points.
fn put(places: &mut Vec<f64>, window: [f64; 2], sorted: &[[f64; 2]], bounds: &Bounds, t: f64) {
    let [low, high] = window;
    places.clear();
    places.extend((0..PLACES).map(|k| low + (high - low) * k as f64 / (PLACES - 1) as f64));
    if sorted.len() <= MOST_REFINED {
        let kernel = &bounds.kernel;
        let (alpha, spread) = (kernel.process().alpha(t), kernel.spread(t));
        for pair in sorted.windows(2) {
            let apart = pair[1][0] - pair[0][0];
            if apart <= 0.0 {
                continue;
            }
            // λ of the right one is 1/(1 + e^{−u}) at middle + u·scale.
            let scale = spread / (alpha * apart);
            let middle =
                0.5 * alpha * (pair[0][0] + pair[1][0]) + scale * (pair[0][1] - pair[1][1]);
            let across = (0..ACROSS).map(|k| k as f64 - 0.5 * (ACROSS - 1) as f64);
            // As many at every t, so that memory suffices.
            places.extend(across.map(|u| (middle + u * scale).clamp(low, high)));
        }
        places.sort_unstable_by(f64::total_cmp);
    }
}

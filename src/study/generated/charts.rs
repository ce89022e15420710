//! Where it is shown what is generated: the weights, and the gap against T*.

use super::gap::{CURVE, CURVE_ENDS, curve_time};
use crate::line::histogram::Histogram;
use crate::study::chart::{Axis, Chart, Ink, Mark, Series};
use crate::study::report::{ChartId, Report, SeriesId};

/// What of the charts is written to.
pub(super) struct Shown {
    pub(super) weights: ChartId,
    /// The shares of simulated particles, as bars and as points with their errors; and (3.19).
    pub(super) bars: SeriesId,
    pub(super) points: SeriesId,
    pub(super) predicted: SeriesId,
    /// λ_i on average, now.
    pub(super) fates: SeriesId,
    pub(super) curve: ChartId,
    /// By (3.19), as sampling alone shows it, and as simulated.
    pub(super) gap: SeriesId,
    pub(super) level: SeriesId,
    pub(super) dot: SeriesId,
}

impl Shown {
    pub(super) fn new(
        report: &mut Report,
        bins: &Histogram,
        t_star: f64,
        leading: Option<(f64, f64)>,
    ) -> Self {
        let width = bins.width;
        let [low, high] = bins.ends(1.5 * width);
        let whose = if bins.atoms {
            "x_i"
        } else {
            "x (bins of data points)"
        };
        let w = bins
            .centres
            .iter()
            .copied()
            .zip(bins.probabilities.iter().copied());
        let w = w.filter(|(x, _)| !x.is_nan());
        let (weights, [bars, _, predicted, points, fates]) = report.chart_of(
            Chart::new(
                "What is generated",
                "Outlined: the weights w_i of ρ₀. Dashed: what the exact reverse process from q₀ gives to each, by (3.19). \
                 Magenta: the share of simulated particles that end there, with one standard deviation. The moving dots \
                 are the particles' expected fates, λ_i(X_t, t) on average, at the clock's time: a martingale, so they stay.",
                Axis::linear(whose, low, high),
                Axis::linear("q(x_i, T*)", 0.0, 1.0),
            ),
            [
                Series::new("simulated", Ink::Reverse, Mark::Bars { width }),
                Series::new("w_i", Ink::Soft, Mark::Outline { width }).with(w),
                Series::dashed("predicted, (3.19)", Ink::Ink),
                Series::points("", Ink::Reverse),
                Series::points("λ_i(X_t, t) on average, now", Ink::Lighthouse).moving(),
            ],
        );
        report.led_by(weights);

        let (curve, [gap, _, level, _, dot]) = report.chart_of(
            Chart::new(
                "How far from ρ₀? The gap against T*",
                "The total variation between what is generated and ρ₀, by (3.19), beside its leading term. The dot is \
                 the simulation at the present T*; below the dotted level its own sampling error hides the gap.",
                Axis::linear("T*", 0.0, CURVE_ENDS[1].max(t_star)),
                Axis::log("TV(q(·, T*), ρ₀)", 1e-4, 1.0),
            ),
            [
                Series::line("predicted, (3.19)", Ink::Ink),
                leading_curve(t_star, leading),
                Series::dashed("sampling alone", Ink::Reverse),
                Series::rule("T*", Ink::Soft, t_star),
                Series::points("simulated", Ink::Reverse),
            ],
        );
        Self {
            weights,
            bars,
            points,
            predicted,
            fates,
            curve,
            gap,
            level,
            dot,
        }
    }
}

/// The gap's leading term against T*, if it has one.
fn leading_curve(t_star: f64, leading: Option<(f64, f64)>) -> Series {
    let Some((rate, scale)) = leading else {
        return Series::dashed("leading term", Ink::Soft);
    };
    let name = if rate == 1.0 {
        "c e^{−T*}"
    } else {
        "c e^{−2T*}"
    };
    let times = (0..=CURVE).map(|k| curve_time(k, t_star));
    let points = times.map(|t| (t, scale * libm::exp(-rate * t)));
    Series::dashed(&format!("{name}, c = {scale:.3}"), Ink::Soft)
        .with(points.filter(|(_, y)| *y < 1.0))
}

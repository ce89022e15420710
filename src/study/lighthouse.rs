//! Where does a particle believe it came from? Cao et al. (4.2)–(4.11), figure 7.
//!
//! x̄₀(x, t) over x at the present time, with its two limits; the drift of the reverse process (4.6) it makes, with
//! (4.7) for large t and (4.8) for small t; and one particle with its beam. The remainders of the two limits are known:
//! for OU the drift is −x coth t + x̄₀/sinh t exactly, (4.10), so it differs from (4.8) by −t(x̄₀ + 2x)/6 + O(t³) (the
//! paper says O(1)) and from (4.7) by about 2e^{−t} x̄₀. For the heat flow it is (x̄₀ − x)/t, which is (4.8) itself.

use super::chart::{Axis, Chart, Ink, Mark, Series};
use super::question::Study;
use super::report::{Report, Row, RowId, SeriesId};
use super::setting::Setting;
use crate::denoiser::{Denoiser, ExactLanes, Kernel};
use crate::log_sum_exp::LogSum;
use crate::points::Points;
use crate::process::Process;
use crate::scene::Scene;
use crate::words::{counted, short};

/// Places at which curves are drawn.
const PLACES: usize = 241;

pub(super) struct Lighthouse {
    setting: Setting,
    report: Report,
    shown: Shown,
    window: [f64; 2],
    /// In single precision, as ensembles ask for it, and in double.
    single: ExactLanes,
    kernel: Kernel,
    lambda: Vec<f64>,
    /// Particle 0 and its x̄₀.
    seen: [Points<f32>; 2],
    /// How far from each other the data points lie.
    diameter: f64,
}

/// One of something for each form of the drift.
#[derive(Clone, Copy)]
struct Drifts<T> {
    /// (4.6).
    exact: T,
    /// For small t, (4.8).
    early: T,
    /// For large t, (4.7).
    late: T,
}

/// What holds for OU alone.
#[derive(Clone, Copy)]
struct OuRows {
    /// What (4.7) leaves.
    late: RowId,
    /// How far (4.6), (4.10) and (4.11) are from each other.
    forms: RowId,
}

/// What of the report moves.
struct Shown {
    /// x̄₀ and its limit t → 0.
    lighthouse: SeriesId,
    early: SeriesId,
    /// What particle 0 sees.
    beam: SeriesId,
    particle: SeriesId,
    drifts: Drifts<SeriesId>,
    place: SeriesId,
    precision: RowId,
    score: RowId,
    remainder: RowId,
    /// OU's alone.
    ou: Option<OuRows>,
}

pub(super) fn new(scene: &Scene) -> Lighthouse {
    let setting = Setting::new(scene);
    let window = setting.window(3.0);
    let [low, high] = window;
    let (mean, _) = setting.rho0.moments();
    let [least, largest] = setting.rho0.reach();
    let margin = 0.12 * (largest - least).max(0.5);
    let reach = if setting.rho0.component_variance() > 0.0 {
        [low, high]
    } else {
        [least - margin, largest + margin]
    };
    let mut report = Report::default();
    let ends = [low, high];
    let (chart, [lighthouse, early, _, _, beam, particle]) = report.chart_of(
        Chart::new(
            "x̄₀, the expected origin",
            "E[X₀ | X_t = x] over x. Early on the way back it is the mean for everyone; at the end a staircase of data points.",
            Axis::linear("x", low, high),
            Axis::linear("x̄₀(x, t)", reach[0], reach[1]),
        ),
        [
            Series::line("x̄₀(x, t)", Ink::Lighthouse).moving(),
            Series::dashed("its limit t → 0", Ink::Ink).moving(),
            Series::dashed("its limit t → ∞, the mean", Ink::Soft).with(ends.map(|x| (x, mean))),
            Series::dashed("x itself", Ink::Soft).with(ends.map(|x| (x, x))),
            Series::line("from particle 0 to its x̄₀", Ink::Lighthouse).moving(),
            Series::points("particle 0 and what it sees", Ink::Reverse).moving(),
        ],
    );
    report.led_by(chart);

    let span = 1.3 * low.abs().max(high.abs());
    let late = match setting.process() {
        Process::Ou => "(4.7): −x",
        Process::Heat => "its limit t → ∞: 0",
    };
    let (_, [by_6, by_8, by_7, place]) = report.chart_of(
        Chart::new(
            "The drift it makes",
            "The drift of the reverse process (4.6), times t while t < 1 so that it stays in sight.",
            Axis::linear("x", low, high),
            Axis::linear("min(t, 1) · drift", -span, span),
        ),
        [
            Series::line("drift of (4.6)", Ink::Reverse).moving(),
            Series::dashed("(4.8): (x̄₀ − x)/t", Ink::Lighthouse).moving(),
            Series::dashed(late, Ink::Soft).moving(),
            Series::new("where the particle is", Ink::Soft, Mark::Rule).moving(),
        ],
    );

    let [precision, score, remainder] = [
        (
            "x̄₀ at particle 0: how far single precision is from double",
            "(4.36)",
        ),
        ("score at particle 0: d/dx log ρ, and from x̄₀", "(4.4)"),
        ("(drift − (4.8))/t", "(4.8)"),
    ]
    .map(|(name, reference)| report.row(Row::new(name, reference)));
    let ou = (setting.process() == Process::Ou).then(|| {
        let mut row = |name: &str, reference| report.row(Row::new(name, reference));
        OuRows {
            late: row("drift − (4.7)", "(4.7)"),
            forms: row(
                "largest difference of (4.6), (4.10) and (4.11)",
                "(4.10), (4.11)",
            ),
        }
    });
    report.findings = vec![
        "x̄₀ is the one function the way back needs: score and drift are made of it by (4.4) and (4.6).".to_owned(),
        match setting.process() {
            Process::Ou => "(4.8) holds with a remainder of order t, better than the paper's O(1) (derived for this project): −t(x̄₀ + 2x)/6 for small t.".to_owned(),
            Process::Heat => "For the heat flow (4.8) is the drift itself, at every t: nothing is left over. (4.7), (4.10) and (4.11) are OU's.".to_owned(),
        },
    ];
    report.findings.extend(setting.condensed_note());
    report.answer = answer(&setting);
    report.changed();
    let kernel = Kernel::of(setting.process(), &setting.law);
    let mut study = Lighthouse {
        single: ExactLanes::new(kernel.clone()),
        seen: [Points::zeros(1, 1), Points::zeros(1, 1)],
        diameter: largest - least,
        setting,
        report,
        shown: Shown {
            lighthouse,
            early,
            beam,
            particle,
            drifts: Drifts {
                exact: by_6,
                early: by_8,
                late: by_7,
            },
            place,
            precision,
            score,
            remainder,
            ou,
        },
        window,
        kernel,
        lambda: Vec::new(),
    };
    study.show(scene.t_star, &[]);
    study
}

/// What a particle believes early and late.
fn answer(setting: &Setting) -> String {
    let mean = short(setting.rho0.moments().0);
    let [least, largest] = setting.rho0.reach();
    if setting.law.width() == 0.0 && least == largest {
        return format!(
            "From the one place where data are, {mean}, wherever it is and at any time."
        );
    }
    let end = match setting.law.width() > 0.0 {
        true => "where it is now, since these data may be anywhere".into(),
        false => format!(
            "the nearest of {}",
            counted(setting.law.points().len(), "data point")
        ),
    };
    format!(
        "While there is much noise, from near the mean of the data, {mean}; in the end, from {end}."
    )
}

impl Lighthouse {
    /// x̄₀(x, t) by Bayes' rule, without memory.
    fn lighthouse(&self, x: f64, t: f64) -> f64 {
        let process = self.setting.process();
        let rho0 = &self.setting.rho0;
        let (alpha, noise) = (process.alpha(t), process.variance(t));
        let spread = alpha * alpha * rho0.component_variance() + noise;
        if spread <= 0.0 {
            return self.limit(x);
        }
        let pairs = rho0.means().iter().zip(rho0.weights()).map(|(m, w)| {
            let log = libm::log(*w) - (x - alpha * m) * (x - alpha * m) / (2.0 * spread);
            (log, *m)
        });
        let (whole, weighted) = LogSum::with_average(pairs);
        (noise * weighted / whole.sum + alpha * rho0.component_variance() * x) / spread
    }

    /// The limit t → 0 of x̄₀: x itself for a density, the nearest data point for atoms.
    fn limit(&self, x: f64) -> f64 {
        let rho0 = &self.setting.rho0;
        if rho0.component_variance() > 0.0 {
            return x;
        }
        let means = rho0.means().iter().copied();
        means.fold(f64::INFINITY, |best, m| {
            if (m - x).abs() < (best - x).abs() {
                m
            } else {
                best
            }
        })
    }

    /// The drift at (x, t), t > 0.
    fn drifts(&self, x: f64, t: f64) -> Drifts<f64> {
        let process = self.setting.process();
        let seen = self.lighthouse(x, t);
        let score = (process.alpha(t) * seen - x) / process.variance(t);
        let early = (seen - x) / t;
        match process {
            Process::Ou => Drifts {
                exact: x + 2.0 * score,
                early,
                late: -x,
            },
            Process::Heat => Drifts {
                exact: 2.0 * score,
                early,
                late: 0.0,
            },
        }
    }
}

/// (1/sinh t − 1/t)/t: −1/6 for small t.
fn beyond_sinh(t: f64) -> f64 {
    if t < 0.1 {
        let s = t * t;
        return -1.0 / 6.0 + s * (7.0 / 360.0 - s * (31.0 / 15120.0));
    }
    (1.0 / libm::sinh(t) - 1.0 / t) / t
}

/// (coth t − 1/t)/t: 1/3 for small t.
fn beyond_coth(t: f64) -> f64 {
    if t < 0.1 {
        let s = t * t;
        return 1.0 / 3.0 - s * (1.0 / 45.0 - s * (2.0 / 945.0));
    }
    (1.0 / libm::tanh(t) - 1.0 / t) / t
}

impl Study for Lighthouse {
    fn show(&mut self, t: f64, particles: &[f32]) {
        let [low, high] = self.window;
        let t = t.max(1e-6);
        let scale = t.min(1.0);
        let particle = particles.first().map(|&x| f64::from(x));
        let charts = self.report.charts.iter_mut();
        for series in charts.flat_map(|chart| &mut chart.series) {
            if series.moving {
                series.clear();
            }
        }
        let shown = &self.shown;
        for k in 0..PLACES {
            let x = low + (high - low) * k as f64 / (PLACES - 1) as f64;
            let (seen, early, drifts) = (self.lighthouse(x, t), self.limit(x), self.drifts(x, t));
            self.report[shown.lighthouse].push(x, seen);
            self.report[shown.early].push(x, early);
            for (series, drift) in [
                (shown.drifts.exact, drifts.exact),
                (shown.drifts.early, drifts.early),
                (shown.drifts.late, drifts.late),
            ] {
                self.report[series].push(x, scale * drift);
            }
        }
        if let Some(x) = particle {
            let seen = self.lighthouse(x, t);
            self.report[shown.beam].extend([(x, x), (x, seen)]);
            self.report[shown.particle].extend([(x, x), (x, seen)]);
            self.report[shown.place].push(x, 0.0);
        }
        let Some(x) = particle else { return };
        let process = self.setting.process();
        let exact = self.lighthouse(x, t);
        let kernel = &self.kernel;
        kernel.posterior_weights(&[x], t, &mut self.lambda);
        let pairs = self.lambda.iter().zip(kernel.points().axis(0));
        let [kept, pull] = kernel.blend(t);
        let sum = kept * pairs.clone().map(|(l, y)| l * y).sum::<f64>() + pull * x;
        let alpha = process.alpha(t);
        let slope = pairs.map(|(l, y)| l * (alpha * y - x)).sum::<f64>() / kernel.spread(t);
        let drifts = self.drifts(x, t);
        let [place, mean] = &mut self.seen;
        place.axis_mut(0)[0] = x as f32;
        self.single.posterior_mean(place, t, mean);
        let off = (f64::from(mean.at(0, 0)) - sum).abs();
        // What ensembles are promised, and the rounding of the numbers themselves.
        let points = self.kernel.points().axis(0).iter();
        let largest = points.fold(0.0, |most: f64, y| most.max(y.abs()));
        let size = sum.abs() + x.abs() + largest + self.diameter;
        let row = &mut self.report[shown.precision];
        row.measured = Some(off);
        row.bound = Some(1e-5 * self.diameter + 2.0 * f64::from(f32::EPSILON) * size);
        let row = &mut self.report[shown.score];
        row.predicted = Some(slope);
        row.measured = Some((alpha * exact - x) / process.variance(t));
        let row = &mut self.report[shown.remainder];
        row.measured = Some((drifts.exact - drifts.early) / t);
        row.predicted = Some(match process {
            Process::Heat => 0.0,
            Process::Ou => exact * beyond_sinh(t) - x * beyond_coth(t),
        });
        if let Some(rows) = shown.ou {
            // −x coth t + x̄₀/sinh t + x.
            let row = &mut self.report[rows.late];
            row.predicted = Some(x * (1.0 - 1.0 / libm::tanh(t)) + exact / libm::sinh(t));
            row.measured = Some(drifts.exact - drifts.late);
            let by_10 = (exact / libm::cosh(t) - x) / libm::tanh(t);
            let by_11 = -libm::tanh(0.5 * t) * x + (exact - x) / libm::sinh(t);
            let row = &mut self.report[rows.forms];
            row.measured = Some(
                (drifts.exact - by_10)
                    .abs()
                    .max((drifts.exact - by_11).abs()),
            );
            row.bound = Some(1e-12 * (1.0 + (x.abs() + exact.abs()) / t));
        }
    }

    fn report(&self) -> &Report {
        &self.report
    }
}

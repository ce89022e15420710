//! A reverse process that stops at t is a kernel density estimate, Cao et al. figure 1 (derived for this project).
//!
//! Started from ρ(·, T*), the exact reversal has the law ρ(·, t) at any t it is stopped at. For data points that is
//! Σ w_i N(αx_i, σ² I): divided by α, Parzen's estimate of ρ₀ with a Gaussian kernel of bandwidth κ = σ/α. So t_min is a
//! bandwidth, and what is best for it is an old question: here by the likelihood of each data point under the estimate
//! from all others.

use super::chart::{Axis, Chart, Ink, Mark, Series};
use super::question::Study;
use super::report::{ChartId, Report, Row, RowId, SeriesId};
use super::setting::{MOST_COMPONENTS, Setting};
use crate::line::Mixture;
use crate::log_sum_exp::LogSum;
use crate::measure::kolmogorov_distance;
use crate::scene::{DenoiserKind, Scene};
use crate::words::short;

/// Places at which densities are drawn.
const PLACES: usize = 240;
/// Bars of the particles' histogram.
const BARS: usize = 60;
/// Times at which the likelihood is computed.
const TIMES: usize = 60;
/// Steps of the search for the best time between those, each 0.62 of the one before: to 1e-4 of it.
const SEARCH: usize = 20;
/// Pairs of data points of a piece of work: about two milliseconds.
const PAIRS: usize = 60_000;

/// The search for the largest likelihood by golden section, in ln t.
#[derive(Clone, Copy)]
struct Search {
    ends: [f64; 2],
    /// Two places between, and the likelihoods there.
    inner: [(f64, f64); 2],
    left: usize,
}

/// (√5 − 1)/2.
const GOLDEN: f64 = 0.618_033_988_749_894_9;

pub(super) struct EarlyStopping {
    setting: Setting,
    window: [f64; 2],
    /// Times, latest first, and the likelihoods that are known.
    times: Vec<f64>,
    likelihoods: Vec<f64>,
    search: Option<Search>,
    points: Vec<f64>,
    weights: Vec<f64>,
    sorted: Vec<f32>,
    report: Report,
    shown: Shown,
}

/// What of the report is written to.
struct Shown {
    /// Particles, their law and the estimate, now.
    bars: SeriesId,
    law: SeriesId,
    estimate: SeriesId,
    likelihood: ChartId,
    likelihoods: SeriesId,
    best: SeriesId,
    off: RowId,
    kolmogorov: RowId,
    bandwidth: RowId,
    best_time: RowId,
}

impl EarlyStopping {
    pub(super) fn new(scene: &Scene) -> Self {
        let setting = Setting::new(scene);
        let [low, high] = setting.window(3.5);
        let mut report = Report::default();
        let mut density = Chart::new(
            "Stopped now, and the estimate",
            "Particles of the reverse process at time t, its law ρ(·, t), and the density estimate with a Gaussian of bandwidth κ(t) on each data point, shrunk by α: one curve.",
            Axis::linear("x", low, high),
            Axis::linear("density", 0.0, 1.0),
        );
        let width = (high - low) / BARS as f64;
        let least = setting
            .least_time()
            .max(1e-4)
            .max(1e-3 * scene.t_star.min(1.0));
        let [log_low, log_high] = [least, scene.t_star].map(libm::log);
        let times = (0..TIMES)
            .map(|k| libm::exp(log_high + (log_low - log_high) * k as f64 / (TIMES - 1) as f64))
            .collect::<Vec<f64>>();
        // As high as the law at the time where the process stops.
        let stop = scene.t_min.max(times[TIMES - 1]);
        let law = setting.rho0.forward(setting.process(), stop);
        let top = places([low, high]).map(|x| law.density(x));
        density.y.range[1] = (1.15 * top.fold(0.0, f64::max)).max(1e-3);
        let density = report.chart(density);
        let [bars, law, estimate] = [
            Series::new("particles", Ink::Reverse, Mark::Bars { width }),
            Series::line("ρ(x, t)", Ink::Forward),
            Series::dashed("density estimate, bandwidth κ(t)", Ink::Ink),
        ]
        .map(|series| report.series(density, series.moving()));
        let (likelihood, [likelihoods, best]) = report.chart_of(
            Chart::new(
                "When to stop?",
                "The mean log-likelihood of each data point under the estimate from all others, against the time at which the process stops: too early blurs, too late copies.",
                Axis::log("t", least, scene.t_star),
                Axis::linear("log-likelihood a point", -3.0, 0.0),
            ),
            [
                Series::line("leaving one out", Ink::Ink).labelled(),
                Series::points("best", Ink::Ink).labelled(),
            ],
        );
        report.led_by_all([density, likelihood]);
        let [off, kolmogorov, bandwidth, best_time] = [
            ("largest |ρ(x, t) − estimate| over x", "figure 1, derived"),
            (
                "√M · Kolmogorov distance of particles and estimate",
                "figure 1, derived",
            ),
            ("bandwidth κ(t)", "(2.12)"),
            ("best time to stop, by leaving one out", "derived"),
        ]
        .map(|(name, reference)| report.row(Row::new(name, reference)));
        report[off].predicted = Some(0.0);
        // Of several observations in one place one is left out, and the others stay: points as they are given.
        let given = match scene.denoiser {
            DenoiserKind::TrueLaw => setting.rho0.clone(),
            _ => Mixture::of(&scene.given()).condensed(MOST_COMPONENTS),
        };
        let mut study = Self {
            window: [low, high],
            times,
            likelihoods: Vec::new(),
            search: None,
            points: given.means().to_vec(),
            weights: given.weights().to_vec(),
            sorted: Vec::new(),
            report,
            shown: Shown {
                bars,
                law,
                estimate,
                likelihood,
                likelihoods,
                best,
                off,
                kolmogorov,
                bandwidth,
                best_time,
            },
            setting,
        };
        study.conclude();
        study.show(scene.t_star, &[]);
        study
    }

    /// The density estimate of the data points with bandwidth κ, as the law of αX: by its own formula, component by
    /// component.
    fn estimate(&self, x: f64, t: f64) -> f64 {
        let process = self.setting.process();
        let (alpha, kappa) = (process.alpha(t), process.kappa(t));
        let width = self.setting.law.width();
        let bandwidth = libm::sqrt(kappa * kappa + width * width);
        let place = x / alpha;
        let pairs = self.points.iter().zip(&self.weights);
        let terms = pairs.map(|(m, w)| {
            let z = (place - m) / bandwidth;
            w * libm::exp(-0.5 * z * z)
        });
        terms.sum::<f64>() / (libm::sqrt(std::f64::consts::TAU) * bandwidth * alpha)
    }

    /// The mean log-likelihood of data points under the estimate from all others with the bandwidth of `t`.
    fn likelihood(&self, t: f64) -> f64 {
        let kappa = self.setting.process().kappa(t);
        let width = self.setting.law.width();
        let square = kappa * kappa + width * width;
        let (mut sum, mut total) = (0.0, 0.0);
        for (i, (&x, &w)) in self.points.iter().zip(&self.weights).enumerate() {
            let others = self.points.iter().zip(&self.weights).enumerate();
            let others = others.filter(|&(k, _)| k != i);
            let terms = others.map(|(_, (&m, &w))| (-0.5 * (x - m) * (x - m) / square, w));
            let (whole, weighted) = LogSum::with_average(terms);
            sum += w * (whole.top + libm::log(weighted / (1.0 - w)));
            total += w;
        }
        sum / total - 0.5 * libm::log(std::f64::consts::TAU * square)
    }

    /// The best of the times that were looked at, and its likelihood.
    fn best(&self) -> Option<(f64, f64)> {
        let of_times = self.times.iter().copied();
        let searched = self.search.iter().flat_map(|search| search.inner);
        of_times
            .zip(self.likelihoods.iter().copied())
            .chain(searched.map(|(place, l)| (libm::exp(place), l)))
            .reduce(|best, next| if next.1 > best.1 { next } else { best })
    }

    /// Whether the best is at the one or the other end of the times, where the likelihood may rise still.
    fn is_at_an_end(&self) -> Option<bool> {
        let (t, _) = self.best()?;
        Some(t <= self.times[TIMES - 1] || t >= self.times[0])
    }

    /// Begins the search between the neighbours of the best time.
    fn begin_search(&mut self) {
        let best = (0..TIMES).reduce(|best, k| {
            if self.likelihoods[k] > self.likelihoods[best] {
                k
            } else {
                best
            }
        });
        let best = best.unwrap_or(0);
        let left = if (1..TIMES - 1).contains(&best) {
            SEARCH
        } else {
            0
        };
        let [low, high] =
            [(best + 1).min(TIMES - 1), best.saturating_sub(1)].map(|k| libm::log(self.times[k]));
        let inner = [high - GOLDEN * (high - low), low + GOLDEN * (high - low)];
        self.search = Some(Search {
            ends: [low, high],
            inner: inner.map(|place| (place, self.likelihood(libm::exp(place)))),
            left,
        });
    }

    /// One more step; false once it is done.
    fn search(&mut self) -> bool {
        let Some(mut search) = self.search else {
            return false;
        };
        if search.left == 0 {
            return false;
        }
        search.left -= 1;
        let [a, b] = search.inner;
        let new = |place: f64| (place, self.likelihood(libm::exp(place)));
        if a.1 > b.1 {
            search.ends[1] = b.0;
            let [low, high] = search.ends;
            search.inner = [new(high - GOLDEN * (high - low)), a];
        } else {
            search.ends[0] = a.0;
            let [low, high] = search.ends;
            search.inner = [b, new(low + GOLDEN * (high - low))];
        }
        self.search = Some(search);
        true
    }

    /// Whether the best time is known.
    fn is_done(&self) -> bool {
        self.search.is_some_and(|search| search.left == 0)
    }

    /// What the process generates where it stops, and where it had better stop.
    fn answer(&self) -> String {
        let kappa = |t: f64| short(self.setting.process().kappa(t));
        let made = match self.setting.scene.t_min {
            0.0 => "Stopped at the very end, the data themselves".to_owned(),
            t_min => format!(
                "The data blurred, each point with a normal law of width {}",
                kappa(t_min)
            ),
        };
        match self.best().filter(|_| self.is_done()) {
            Some((t, _)) if self.is_at_an_end() == Some(false) => {
                format!(
                    "{made}; judged by points left out, a width of {} is best.",
                    kappa(t)
                )
            }
            _ => format!("{made}."),
        }
    }

    /// The likelihoods once all are known, and what there is to say.
    fn conclude(&mut self) {
        if self.is_done() {
            let top = self.best().map_or(0.0, |best| best.1);
            let least = self.likelihoods.iter().copied().filter(|l| l.is_finite());
            let least = least.fold(top, f64::min).max(top - 4.0);
            self.report[self.shown.likelihood].y.range = [least - 0.1, top + 0.25];
            let finite = |&l: &f64| if l.is_finite() { l } else { f64::NAN };
            let pairs = self.times.iter().copied();
            let pairs = pairs.zip(self.likelihoods.iter().map(finite));
            self.report[self.shown.likelihoods].redraw(pairs);
            let best = self.best();
            self.report[self.shown.best].redraw(best);
        }

        let mut findings = vec![
            "A reverse process from ρ(·, T*) that stops at t has the law ρ(·, t): a Gaussian kernel density estimate of the data, shrunk by α. Nothing else is generated (derived for this project).".to_owned(),
        ];
        if self.points.len() < 2 {
            findings.push("Of one data point nothing can be left out.".into());
        } else if self.is_done()
            && let Some((t, _)) = self.best()
        {
            let kappa = self.setting.process().kappa(t);
            findings.push(if self.is_at_an_end() == Some(true) {
                format!(
                    "Judged by the points it has not seen, of the times shown t = {} is the best to stop at, a bandwidth of {}: it is at the end of them, and the best of all may lie beyond.",
                    short(t),
                    short(kappa)
                )
            } else {
                format!(
                    "Judged by the points it has not seen, the process should stop at t = {}, a bandwidth of {}; stopped later it copies, stopped earlier it blurs.",
                    short(t),
                    short(kappa)
                )
            });
            self.report[self.shown.best_time].measured = Some(t);
        }
        findings.extend(self.setting.condensed_note());
        self.report.findings = findings;
        self.report.answer = self.answer();
        self.report.changed();
    }
}

/// Where densities are drawn.
fn places([low, high]: [f64; 2]) -> impl Iterator<Item = f64> {
    (0..PLACES).map(move |k| low + (high - low) * (k as f64 + 0.5) / PLACES as f64)
}

impl Study for EarlyStopping {
    fn work(&mut self) -> bool {
        let n = self.points.len();
        if n < 2 || self.is_done() {
            return false;
        }
        for _ in 0..(PAIRS / (n * n)).max(1) {
            let k = self.likelihoods.len();
            if k < TIMES {
                let value = self.likelihood(self.times[k]);
                self.likelihoods.push(value);
            } else if self.search.is_none() {
                self.begin_search();
            } else {
                self.search();
            }
        }
        if self.is_done() {
            self.conclude();
        }
        true
    }

    fn show(&mut self, t: f64, particles: &[f32]) {
        let t = t.max(self.times[TIMES - 1].min(1e-4));
        let law = self.setting.rho0.forward(self.setting.process(), t);
        let [low, high] = self.window;
        let shown = &self.shown;
        for series in [shown.bars, shown.law, shown.estimate] {
            self.report[series].clear();
        }
        let mut worst = 0.0f64;
        for x in places(self.window) {
            let (exact, estimate) = (law.density(x), self.estimate(x, t));
            worst = worst.max((exact - estimate).abs());
            self.report[shown.law].push(x, exact);
            self.report[shown.estimate].push(x, estimate);
        }
        let row = &mut self.report[shown.off];
        row.measured = Some(worst);
        // The sum over so many components, each rounded a few times, at the largest density.
        row.bound = Some(1e-12 * (1.0 + law.density(law.means()[0]).max(worst)) * 1e2);
        self.report[shown.bandwidth].predicted = Some(self.setting.process().kappa(t));
        if !particles.is_empty() {
            let width = (high - low) / BARS as f64;
            let mut counts = [0.0; BARS];
            for &x in particles {
                let cell = (f64::from(x) - low) / width;
                if (0.0..BARS as f64).contains(&cell) {
                    counts[cell as usize] += 1.0;
                }
            }
            let unit = particles.len() as f64 * width;
            let heights = counts.iter().enumerate();
            let heights = heights.map(|(k, count)| (low + (k as f64 + 0.5) * width, count / unit));
            self.report[shown.bars].extend(heights);
            self.sorted.clear();
            self.sorted.extend_from_slice(particles);
            self.sorted.sort_unstable_by(f32::total_cmp);
            let n = self.sorted.len() as f64;
            let distance = kolmogorov_distance(&self.sorted, |x| law.cdf(x));
            // E of Kolmogorov's limit law is 0.8687, its deviation 0.2603; a sample of the law exceeds 2.63 with
            // probability 2e-6.
            let row = &mut self.report[shown.kolmogorov];
            row.predicted = Some(0.8687);
            row.measured = Some(libm::sqrt(n) * distance);
        }
    }

    fn report(&self) -> &Report {
        &self.report
    }
}

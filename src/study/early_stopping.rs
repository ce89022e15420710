//! A reverse process that stops at t is a kernel density estimate, Cao et al. figure 1 (derived for this project).
//!
//! Started from ρ(·, T*), the exact reversal has the law ρ(·, t) at any t it is stopped at. For data points that is
//! Σ w_i N(αx_i, σ² I): divided by α, Parzen's estimate of ρ₀ with a Gaussian kernel of bandwidth κ = σ/α. So t_min is a
//! bandwidth, and what is best for it is an old question: here by the likelihood of each data point under the estimate
//! from all others.

use super::setting::{MOST_COMPONENTS, Setting};
use super::{Axis, Chart, Ink, Mark, Report, Row, Series, Study};
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
const PIECE: usize = 60_000;

const NOW: usize = 0;
const LIKELIHOOD: usize = 1;

/// Series of the first chart.
const BARS_OF_PARTICLES: usize = 0;
const LAW: usize = 1;
const ESTIMATE: usize = 2;

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
    now: f64,
    report: Report,
}

impl EarlyStopping {
    pub(super) fn new(scene: &Scene) -> Self {
        let setting = Setting::new(scene);
        let [low, high] = setting.window(3.5);
        let mut density = Chart::new(
            "Stopped now, and the estimate",
            "Particles of the reverse process at time t, its law ρ(·, t), and the density estimate with a Gaussian of bandwidth κ(t) on each data point, shrunk by α: one curve.",
            Axis::linear("x", low, high),
            Axis::linear("density", 0.0, 1.0),
        );
        let width = (high - low) / BARS as f64;
        density.series = vec![
            Series::new("particles", Ink::Reverse, Mark::Bars { width }).moving(),
            Series::line("ρ(x, t)", Ink::Forward).moving(),
            Series::dashed("density estimate, bandwidth κ(t)", Ink::Ink).moving(),
        ];
        let least = setting
            .least_time()
            .max(1e-4)
            .max(1e-3 * scene.t_star.min(1.0));
        let [log_low, log_high] = [least, scene.t_star].map(libm::log);
        let times = (0..TIMES)
            .map(|k| libm::exp(log_high + (log_low - log_high) * k as f64 / (TIMES - 1) as f64))
            .collect();
        let mut likelihood = Chart::new(
            "When to stop?",
            "The mean log-likelihood of each data point under the estimate from all others, against the time at which the process stops: too early blurs, too late copies.",
            Axis::log("t", least, scene.t_star),
            Axis::linear("log-likelihood a point", -3.0, 0.0),
        );
        likelihood.series = vec![
            Series::line("leaving one out", Ink::Ink),
            Series::points("best", Ink::Lighthouse),
        ];
        let rows = vec![
            Row::new("largest |ρ(x, t) − estimate| over x", "figure 1, derived"),
            Row::new(
                "√M · Kolmogorov distance of particles and estimate",
                "figure 1, derived",
            ),
            Row::new("bandwidth κ(t)", "(2.12)"),
            Row::new("best time to stop, by leaving one out", "derived"),
        ];
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
            now: scene.t_star,
            report: Report {
                charts: vec![density, likelihood],
                rows,
                findings: Vec::new(),
                version: 1,
                ..Report::default()
            },
            setting,
        };
        study.fix_height();
        study.tell();
        study.show(scene.t_star, &[]);
        study
    }

    /// The density estimate of the data points with bandwidth κ, as the law of αX: by its own formula, component by
    /// component.
    fn estimate(&self, x: f64, t: f64) -> f64 {
        let process = self.setting.process();
        let (alpha, kappa) = (process.alpha(t), process.kappa(t));
        let width = self.setting.law.width;
        let bandwidth = libm::sqrt(kappa * kappa + width * width);
        let place = x / alpha;
        let pairs = self.points.iter().zip(&self.weights);
        let terms = pairs.map(|(m, w)| {
            let z = (place - m) / bandwidth;
            w * libm::exp(-0.5 * z * z)
        });
        terms.sum::<f64>() / (libm::sqrt(std::f64::consts::TAU) * bandwidth * alpha)
    }

    fn law(&self, t: f64) -> Mixture {
        self.setting.rho0.forward(self.setting.process(), t)
    }

    /// The height of the first chart holds the law at the time where the process stops.
    fn fix_height(&mut self) {
        let stop = self.setting.scene.t_min.max(self.times[TIMES - 1]);
        let law = self.law(stop);
        let [low, high] = self.window;
        let place = |k: usize| low + (high - low) * (k as f64 + 0.5) / PLACES as f64;
        let top = (0..PLACES)
            .map(|k| law.density(place(k)))
            .fold(0.0, f64::max);
        self.report.charts[NOW].y.range[1] = (1.15 * top).max(1e-3);
    }

    /// The mean log-likelihood of data points under the estimate from all others with the bandwidth of `t`.
    fn likelihood(&self, t: f64) -> f64 {
        let kappa = self.setting.process().kappa(t);
        let width = self.setting.law.width;
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

    fn tell(&mut self) {
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
            self.report.rows[3].measured = Some(t);
        }
        findings.extend(self.setting.condensed_note());
        self.report.findings = findings;
    }
}

impl Study for EarlyStopping {
    fn work(&mut self) -> bool {
        let n = self.points.len();
        if n < 2 || self.is_done() {
            return false;
        }
        for _ in 0..(PIECE / (n * n)).max(1) {
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
        if !self.is_done() {
            return true;
        }
        let top = self.best().map_or(0.0, |best| best.1);
        let chart = &mut self.report.charts[LIKELIHOOD];
        let least = self.likelihoods.iter().copied().filter(|l| l.is_finite());
        let least = least.fold(top, f64::min).max(top - 4.0);
        chart.y.range = [least - 0.1, top + 0.25];
        let pairs = self
            .times
            .iter()
            .copied()
            .zip(self.likelihoods.iter().copied());
        let shown = pairs.map(|(t, l)| (t, if l.is_finite() { l } else { f64::NAN }));
        chart.series[0].clear();
        chart.series[0].extend(shown);
        chart.series[1].clear();
        if let Some((t, l)) = self.best() {
            self.report.charts[LIKELIHOOD].series[1].push(t, l);
        }
        self.tell();
        self.report.version += 1;
        true
    }

    fn show(&mut self, t: f64, particles: &[f32]) {
        let t = t.max(self.times[TIMES - 1].min(1e-4));
        self.now = t;
        let law = self.law(t);
        let [low, high] = self.window;
        let mut charts = std::mem::take(&mut self.report.charts);
        let series = &mut charts[NOW].series;
        series.iter_mut().for_each(Series::clear);
        let mut worst = 0.0f64;
        for k in 0..PLACES {
            let x = low + (high - low) * (k as f64 + 0.5) / PLACES as f64;
            let (exact, estimate) = (law.density(x), self.estimate(x, t));
            worst = worst.max((exact - estimate).abs());
            series[LAW].push(x, exact);
            series[ESTIMATE].push(x, estimate);
        }
        let rows = &mut self.report.rows;
        rows[0].predicted = Some(0.0);
        rows[0].measured = Some(worst);
        // The sum over so many components, each rounded a few times, at the largest density.
        rows[0].bound = Some(1e-12 * (1.0 + law.density(law.means()[0]).max(worst)) * 1e2);
        rows[2].predicted = Some(self.setting.process().kappa(t));
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
            for (k, count) in counts.iter().enumerate() {
                series[BARS_OF_PARTICLES].push(low + (k as f64 + 0.5) * width, count / unit);
            }
            self.sorted.clear();
            self.sorted.extend_from_slice(particles);
            self.sorted.sort_unstable_by(f32::total_cmp);
            let n = self.sorted.len() as f64;
            let distance = kolmogorov_distance(&self.sorted, |x| law.cdf(x));
            // E of Kolmogorov's limit law is 0.8687, its deviation 0.2603; a sample of the law exceeds 2.63 with
            // probability 2e-6.
            rows[1].predicted = Some(0.8687);
            rows[1].measured = Some(libm::sqrt(n) * distance);
            rows[1].error = None;
        }
        self.report.charts = charts;
    }

    fn report(&self) -> &Report {
        &self.report
    }
}

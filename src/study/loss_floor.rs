//! The loss and what it cannot fall below, Cao et al. (4.26)–(4.34).
//!
//! The loss is what the denoiser errs by plus what nobody can know: E[w |x̄_θ − X₀|²] = E[w |x̄_θ − x̄₀|²] + E[w tr Cov(X₀ |
//! X_t)]. The second part is the floor: the corrected (4.29), which prints the variance of x̄₀ in its place. The exact
//! denoiser stands on it; a network comes down to it in the course of its training. Weights aside, the same holds at
//! each t.

use super::chart::{Axis, Chart, Ink, Series};
use super::condensed::thinned_scene;
use super::denoisers;
use super::question::Study;
use super::report::{ChartId, Report, Row, RowId, SeriesId};
use crate::denoiser::network::{LEAST_TIME, Training};
use crate::denoiser::{Answer, Denoiser, ExactLanes, Kernel, Loss};
use crate::ensemble::recipe;
use crate::law::{ByShare, Law};
use crate::noise::{Noise, Purpose};
use crate::points::Points;
use crate::scene::{DenoiserKind, Scene};
use crate::words::counted;
use crate::words::short;

/// Training steps of a piece of work.
const STEPS: usize = 3;
/// Dots of the training curve, each a mean of some steps.
const DOTS: usize = 150;
/// Fresh batches on which losses are compared, and the number of the first, which no training reaches.
const BATCHES: usize = 40;
const FRESH: u64 = 1 << 33;
/// Times at which the error is taken apart, and samples at each.
const TIMES: usize = 24;
const SAMPLES: usize = 2048;
/// More data points than this are thinned.
const MOST_POINTS: usize = 1000;

/// Where the report has what is measured.
struct Shown {
    /// The training curve, its losses and the floor below.
    curve: ChartId,
    losses: SeriesId,
    floor: SeriesId,
    /// Errors along t.
    parts: ChartId,
    errors: Errors,
    exact: RowId,
    network: RowId,
    printed: RowId,
    last: RowId,
}

/// Errors along t, a curve each.
struct Errors {
    floor: SeriesId,
    exact: SeriesId,
    network: SeriesId,
}

/// The mean of what batches give, and its standard error.
#[derive(Clone, Copy, Debug, Default)]
struct Mean {
    count: f64,
    sum: f64,
    squares: f64,
}

impl Mean {
    fn add(&mut self, value: f64) {
        self.count += 1.0;
        self.sum += value;
        self.squares += value * value;
    }

    /// 0 of nothing.
    fn value(&self) -> f64 {
        self.sum / self.count.max(1.0)
    }

    fn error(&self) -> f64 {
        let (n, mean) = (self.count.max(1.0), self.value());
        let variance = (self.squares / n - mean * mean).max(0.0) / (n - 1.0).max(1.0);
        libm::sqrt(variance)
    }
}

/// Losses over the same batches: of both denoisers, the floor, and (4.29) as printed.
#[derive(Clone, Copy, Debug, Default)]
struct Losses {
    network: Mean,
    exact: Mean,
    floor: Mean,
    printed: Mean,
}

pub(super) struct LossFloor {
    law: Law,
    thinned: Option<String>,
    training: Training,
    kernel: Kernel,
    exact: ExactLanes,
    /// Batches of the comparison that are done, and what they gave.
    compared: usize,
    losses: Losses,
    /// Times that are taken apart.
    parted: usize,
    shown: Shown,
    report: Report,
}

impl LossFloor {
    pub(super) fn new(scene: &Scene) -> Self {
        let (own, thinned) = thinned_scene(scene, MOST_POINTS, "learned");
        let law = own.law();
        let training = Training::new(recipe(&own, &law));
        let kernel = Kernel::of(own.process, &law);
        let steps = training.recipe().steps.max(1);
        let network = denoisers::ink(DenoiserKind::Network);
        let mut report = Report::default();
        let (curve, [losses, floor]) = report.chart_of(
            Chart::new(
                "Training",
                "The loss of the batches as the network is trained, over what no denoiser can fall below.",
                Axis::linear("training step", 0.0, steps as f64),
                Axis::linear("loss", 0.0, 1.0),
            ),
            [
                Series::line("network", network).labelled(),
                Series::dashed("floor", Ink::Ink).labelled(),
            ],
        );
        let horizon = training.recipe().times[0];
        let (parts, [floor_of_t, exact_of_t, network_of_t]) = report.chart_of(
            Chart::new(
                "Where along t the network errs",
                "E|x̄₀ − X₀|² at each t: of the trained network, of the exact denoiser, and the floor tr Cov(X₀ | X_t).",
                Axis::log("t", LEAST_TIME, horizon),
                Axis::log("mean square error", 1e-4, 2.0),
            ),
            [
                Series::line("floor", Ink::Ink),
                Series::points("exact denoiser", denoisers::ink(DenoiserKind::Exact)),
                Series::line("network", network).labelled(),
            ],
        );
        report.led_by_all([curve, parts]);
        let name = match training.recipe().loss {
            Loss::Total => "(4.30), (4.33)",
            Loss::Discrete => "(4.34)",
        };
        let [exact, network, printed, last] = [
            (
                "loss of the exact denoiser: floor and measured",
                "(4.29), corrected",
            ),
            ("loss of the network", name),
            ("floor as printed, from Var x̄₀", "(4.29)"),
            ("mean loss of the last 100 batches", name),
        ]
        .map(|(name, reference)| report.row(Row::new(name, reference)));
        report.changed();
        let mut study = Self {
            exact: ExactLanes::new(kernel.clone()),
            law,
            thinned,
            training,
            kernel,
            compared: 0,
            losses: Losses::default(),
            parted: 0,
            shown: Shown {
                curve,
                losses,
                floor,
                parts,
                errors: Errors {
                    floor: floor_of_t,
                    exact: exact_of_t,
                    network: network_of_t,
                },
                exact,
                network,
                printed,
                last,
            },
            report,
        };
        study.conclude();
        study
    }

    fn draw_curve(&mut self) {
        let losses = self.training.losses();
        let each = (self.training.recipe().steps / DOTS).max(1);
        let means = losses.chunks(each).enumerate().map(|(k, chunk)| {
            let mean = chunk.iter().map(|&l| f64::from(l)).sum::<f64>() / chunk.len() as f64;
            ((k * each) as f64 + 0.5 * chunk.len() as f64, mean)
        });
        let points: Vec<(f64, f64)> = means.collect();
        let report = &mut self.report;
        report[self.shown.losses].redraw(points.iter().copied());
        let floor = self.losses.floor.value();
        // The first few steps are far above all that follows.
        let mut heights: Vec<f64> = points.iter().skip(1).map(|p| p.1).collect();
        heights.sort_by(f64::total_cmp);
        let usual = heights.get(heights.len() * 9 / 10).copied().unwrap_or(1.0);
        let chart = &mut report[self.shown.curve];
        chart.y.range = [0.0, (1.3 * usual).max(1.4 * floor).max(1e-9)];
        let last = chart.x.range[1];
        let ends = [(0.0, floor), (last, floor)];
        report[self.shown.floor].redraw(ends.into_iter().filter(|_| self.compared > 0));
        report.changed();
    }

    /// One more batch of the comparison: the floor and (4.29) as printed from the kernel, losses of both denoisers, all
    /// on the same draws.
    fn compare(&mut self) {
        let first = FRESH + self.compared as u64;
        let network = self.training.network().clone();
        let [reached, _] = self.training.loss_of(&network, first, 1);
        let [exact, _] = self.training.loss_of(&self.exact, first, 1);
        let [floor, printed] = self.training.floors(&self.kernel, first);
        self.losses.network.add(reached);
        self.losses.exact.add(exact);
        self.losses.floor.add(floor);
        self.losses.printed.add(printed);
        self.compared += 1;
    }

    /// The mean square errors at one more time.
    fn part(&mut self) {
        let recipe = self.training.recipe();
        let process = recipe.process;
        let [low, high] = [LEAST_TIME, recipe.times[0]].map(libm::log);
        let t = libm::exp(low + (high - low) * self.parted as f64 / (TIMES - 1) as f64);
        let d = self.law.points().dim();
        let noise = Noise::new(recipe.seed);
        let stream = FRESH + BATCHES as u64 + self.parted as u64;
        let (mut z, mut blur) = (Points::zeros(SAMPLES, d), Points::zeros(SAMPLES, d));
        noise.normals(Purpose::Training(stream), 0, &mut z);
        noise.normals(Purpose::Training(stream), SAMPLES, &mut blur);
        let by_weight = ByShare::of(&self.law.shares());
        let mut origin: Points<f32> = Points::zeros(SAMPLES, d);
        for i in 0..SAMPLES {
            let k = by_weight.at(noise.uniform(Purpose::Batch(stream), i));
            for j in 0..d {
                let x0 = self.law.points().at(k, j) + self.law.width() * f64::from(blur.at(i, j));
                origin.axis_mut(j)[i] = x0 as f32;
            }
        }
        let mut x = origin.clone();
        let (alpha, sigma) = (process.alpha(t) as f32, process.sigma(t) as f32);
        for (x, z) in x.as_mut_slice().iter_mut().zip(z.as_slice()) {
            *x = alpha * *x + sigma * z;
        }
        let mut mean = Points::zeros(0, d);
        let mut error_of = |denoiser: &dyn Denoiser<f32>| {
            denoiser.posterior_mean(&x, t, &mut mean);
            let pairs = mean.as_slice().iter().zip(origin.as_slice());
            pairs
                .map(|(a, b)| f64::from(a - b) * f64::from(a - b))
                .sum::<f64>()
                / SAMPLES as f64
        };
        let network = error_of(self.training.network());
        let exact = error_of(&self.exact);
        let mut lambda = Vec::new();
        let some = SAMPLES / 8;
        let floor = (0..some)
            .map(|i| {
                let place = x.point(i);
                self.kernel.posterior(&place, t, &mut lambda).variance()
            })
            .sum::<f64>()
            / some as f64;
        let report = &mut self.report;
        let shown = &self.shown.errors;
        for (series, value) in [
            (shown.floor, floor),
            (shown.exact, exact),
            (shown.network, network),
        ] {
            report[series].push(t, value.max(1e-12));
        }
        self.parted += 1;
        let chart = &mut report[self.shown.parts];
        let all = chart.series.iter().flat_map(|series| &series.y);
        let [least, most] = all.fold([f64::INFINITY, 0.0f64], |[a, b], &y| [a.min(y), b.max(y)]);
        let most = (2.0 * most).max(1e-9);
        chart.y.range = [(0.5 * least).clamp(1e-6 * most, 0.5 * most), most];
        report.changed();
    }

    fn conclude(&mut self) {
        let recipe = self.training.recipe();
        let mut findings = vec![
            "The loss cannot come to 0: what is left of X₀ when X_t is known, E[w tr Cov(X₀ | X_t)], is left for everyone. The exact denoiser has just that loss.".to_owned(),
            "(4.29) prints Var[c x̄₀] for what is subtracted; right is E[c² tr Cov(X₀ | X_t)] (found for this project): compare the two rows.".to_owned(),
        ];
        findings.push(match recipe.loss {
            Loss::Total => "(4.30) written for x̄₀ and (4.33) written for ε₀ are one loss. Its weight grows like 1/t² as t → 0, so it is cut at t = 0.001; for data with a density it is infinite otherwise.".to_owned(),
            Loss::Discrete => "(4.34) counts |ε̄ − ε₀|² at the times of a grid. On a grid uniform in log-SNR, as here, it is (4.33) up to a factor: dλ = −dt/σ² takes the place of its weight.".to_owned(),
        });
        if recipe.answer == Answer::Noise {
            findings.push("Answering with the noise, an error of the network counts 1/α times σ in x̄₀: much at large t, little at small t.".into());
        }
        if self.compared == BATCHES {
            let Losses {
                network,
                exact,
                floor,
                printed,
            } = self.losses;
            let report = &mut self.report;
            report[self.shown.exact] = Row {
                predicted: Some(floor.value()),
                measured: Some(exact.value()),
                // Where nothing is left to be known, all that is measured is the rounding of single precision.
                error: (floor.value() > 0.0).then(|| exact.error() + floor.error()),
                ..report[self.shown.exact].clone()
            };
            report[self.shown.network].set(network.value(), network.error());
            report[self.shown.printed].set(printed.value(), printed.error());
            let losses = self.training.losses();
            let last = &losses[losses.len().saturating_sub(100)..];
            let mean = last.iter().map(|&l| f64::from(l)).sum::<f64>() / last.len().max(1) as f64;
            report[self.shown.last].measured = (!last.is_empty()).then_some(mean);
            let [reached, floor] = [network.value(), floor.value()];
            findings.push(format!(
                "After {} the network is at {}, the floor is {}: {} of its loss is its own error.",
                counted(self.training.step_count(), "step"),
                short(reached),
                short(floor),
                short(((reached - floor) / reached).max(0.0))
            ));
            report.answer = format!(
                "The loss cannot fall below {}, where the exact denoiser is; the network comes down to {}.",
                short(floor),
                short(reached)
            );
        }
        findings.extend(self.thinned.clone());
        self.report.findings = findings;
    }
}

impl Study for LossFloor {
    fn work(&mut self) -> bool {
        // A floor to look at comes first.
        if self.compared == 0 {
            self.compare();
            self.losses.network = Mean::default();
            self.draw_curve();
            return true;
        }
        if !self.training.done() {
            for _ in 0..STEPS {
                self.training.advance();
            }
            let step = self.training.step_count();
            let each = (self.training.recipe().steps / DOTS).max(1);
            if self.training.done() || step % (5 * each) < STEPS {
                self.draw_curve();
            }
            if self.training.done() {
                (self.compared, self.losses) = (0, Losses::default());
                self.compare();
            }
            return true;
        }
        if self.compared < BATCHES {
            self.compare();
            if self.compared == BATCHES {
                self.draw_curve();
                self.conclude();
            }
            return true;
        }
        if self.parted < TIMES {
            self.part();
            return true;
        }
        false
    }

    fn report(&self) -> &Report {
        &self.report
    }
}

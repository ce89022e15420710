//! How many samples does it take? Two denoisers that know disjoint halves of the data, the same noise (after Kadkhodaie,
//! Guth, Simoncelli, Mallat 2024; the comparison with exact denoisers is derived for this project).
//!
//! Where each only copies its half, twins end in different places. Where both have learned the law, they end in the same
//! one: what they make of the noise no longer depends on which samples they saw.

use super::chart::{Axis, Chart, Ink, Series};
use super::contestant::Contestant;
use super::denoisers;
use super::fresh::plane;
use super::question::Study;
use super::report::{ChartId, Report, Row, RowId, SeriesId};
use crate::measure::Novelty;
use crate::points::Points;
use crate::scene::{Data, DenoiserKind, Half, Scene};
use crate::words::counted;
use crate::words::short;

/// Pairs of twins: samples of both halves made from the same noise.
const PARTICLES: usize = 300;
/// Numbers of samples, for each half.
const COUNTS: [usize; 5] = [4, 16, 64, 256, 1024];
/// Steps of a network's training.
const TRAINING: usize = 800;
/// The most random features of a denoiser.
const FEATURES: usize = 96;
/// Steps of a run.
const MOST_STEPS: usize = 100;

/// What is compared: the denoiser of each half.
const KINDS: [DenoiserKind; 4] = [
    DenoiserKind::Exact,
    DenoiserKind::Kde,
    DenoiserKind::Fourier,
    DenoiserKind::Network,
];

pub(super) struct Generalise {
    scene: Scene,
    counts: Vec<usize>,
    /// Which pair is running: a kind, a count, and both halves.
    pair: usize,
    halves: Option<[Contestant; 2]>,
    /// What the halves of the running pair have learned.
    learned: [Points<f64>; 2],
    /// The mean distance of twins: of all kinds at the first count, then at the next.
    found: Vec<f64>,
    twins: ChartId,
    /// Of each of [`KINDS`].
    curves: [Curves; KINDS.len()],
    samples: Samples,
    /// Rows of a kind and a count.
    rows: Vec<([usize; 2], RowId)>,
    report: Report,
}

/// What is measured of one kind, against the count.
struct Curves {
    /// The distance of twins.
    apart: SeriesId,
    /// The memorised share.
    copied: SeriesId,
}

/// Samples of both networks in the plane: both ends of twins, and what joins them.
struct Samples {
    joined: SeriesId,
    first: SeriesId,
    second: SeriesId,
}

impl Generalise {
    pub(super) fn new(scene: &Scene) -> Self {
        let mut own = scene.clone();
        own.steps = own.steps.min(MOST_STEPS);
        own.training = own.training.min(TRAINING);
        own.features = own.features.min(FEATURES);
        // What the data can give: of drawn ones as many as one likes, else what there are.
        let available = match &own.data {
            Data::Preset(preset) if preset.is_drawn() => usize::MAX,
            data => data.law(0, 0).points().len() / 2,
        };
        let mut counts: Vec<usize> = COUNTS.iter().copied().filter(|&n| n <= available).collect();
        if counts.is_empty() {
            counts.push(available.max(1));
        }
        let most = counts[counts.len() - 1] as f64;
        let axis = || Axis::log("samples in each half", 0.8 * counts[0] as f64, 1.25 * most);
        let mut report = Report::default();
        let twins = report.chart(Chart::new(
            "Do twins agree?",
            "The mean distance of two samples made from the same noise by denoisers that know disjoint halves. Down means: what is made no longer depends on which samples were seen.",
            axis(),
            Axis::log("distance of twins", 0.01, 2.0),
        ));
        report.led_by(twins);
        let copies = report.chart(Chart::new(
            "Do they copy?",
            "The share of samples that are memorised from the half that was seen.",
            axis(),
            Axis::linear("memorised share", 0.0, 1.02),
        ));
        let curves = KINDS.map(|kind| {
            let series = Series::line(denoisers::name(kind), denoisers::ink(kind)).labelled();
            let mut curve = |chart| report.series(chart, series.clone());
            Curves {
                apart: curve(twins),
                copied: curve(copies),
            }
        });
        // Dots of two shapes: both are networks.
        let network = denoisers::ink(DenoiserKind::Network);
        let (_, [joined, first, second]) = report.chart_of(
            plane(
                &own.law(),
                "Two networks, the most samples",
                "Samples of both networks made from the same noise, joined.",
            ),
            [
                Series::line("", Ink::Soft),
                Series::points("the first half's", network),
                Series::points("the second half's", network),
            ],
        );
        let mut rows = Vec::new();
        for (kind, name) in KINDS.map(denoisers::name).iter().enumerate() {
            for count in ends(&counts) {
                let each = counted(counts[count], "sample");
                let name = format!("distance of twins, {name}, {each} each");
                rows.push(([kind, count], report.row(Row::new(&name, "derived"))));
            }
        }
        report.changed();
        let mut study = Self {
            counts,
            pair: 0,
            halves: None,
            learned: [Points::zeros(1, 2), Points::zeros(1, 2)],
            found: Vec::new(),
            twins,
            curves,
            samples: Samples {
                joined,
                first,
                second,
            },
            rows,
            report,
            scene: own,
        };
        study.conclude();
        study
    }

    fn done(&self) -> bool {
        self.pair == KINDS.len() * self.counts.len()
    }

    /// The kind and the count of the pair that is running: all kinds of a count, then the next count.
    fn now(&self) -> (usize, usize) {
        (self.pair % KINDS.len(), self.pair / KINDS.len())
    }

    fn begin(&self) -> ([Contestant; 2], [Points<f64>; 2]) {
        let (kind, count) = self.now();
        let n = self.counts[count];
        let mut learned = [Points::zeros(1, 2), Points::zeros(1, 2)];
        let contestants = [Half::First, Half::Second].map(|half| {
            let all = self.scene.data.law(2 * n, self.scene.draw);
            let law = all.half(half == Half::Second, self.scene.draw);
            learned[usize::from(half == Half::Second)] = law.points().clone();
            let scene = Scene {
                data: Data::Inline(law),
                samples: 0,
                ..self.scene.clone()
            };
            Contestant::new("", Ink::Ink, &scene, KINDS[kind], PARTICLES)
        });
        (contestants, learned)
    }

    fn measure(&mut self, mut halves: [Contestant; 2]) {
        let (kind, count) = self.now();
        let n = self.counts[count];
        let [a, b] = halves.each_mut().map(|half| half.positions().clone());
        let distances: Vec<f64> = (0..a.len())
            .map(|i| {
                let terms = (0..2).map(|j| f64::from(a.at(i, j) - b.at(i, j)));
                libm::sqrt(terms.map(|d| d * d).sum())
            })
            .collect();
        let m = distances.len() as f64;
        let mean = distances.iter().sum::<f64>() / m;
        let variance = distances
            .iter()
            .map(|d| (d - mean) * (d - mean))
            .sum::<f64>()
            / m;
        let copies = Novelty::of(&self.learned[0], &a).memorised[0];
        self.found.push(mean);
        let report = &mut self.report;
        let curves = &self.curves[kind];
        report[curves.apart].push(n as f64, mean.max(1e-6));
        report[curves.copied].push(n as f64, copies);
        let chart = &mut report[self.twins];
        let all = chart.series.iter().flat_map(|series| &series.y);
        let [low, high] = all.fold([f64::INFINITY, 0.0f64], |[low, high], &y| {
            [low.min(y), high.max(y)]
        });
        chart.y.range = [0.7 * low, 1.4 * high];
        for (_, row) in self.rows.iter().filter(|(of, _)| *of == [kind, count]) {
            report[*row].set(mean, libm::sqrt(variance / m));
        }
        if kind + 1 == KINDS.len() && count + 1 == self.counts.len() {
            let Samples {
                joined,
                first,
                second,
            } = self.samples;
            for i in 0..a.len() {
                let [x, y, u, v] = [a.at(i, 0), a.at(i, 1), b.at(i, 0), b.at(i, 1)].map(f64::from);
                report[joined].extend([(x, y), (u, v), (f64::NAN, f64::NAN)]);
                report[first].push(x, y);
                report[second].push(u, v);
            }
        }
        report.changed();
    }

    fn conclude(&mut self) {
        let is_one = self
            .scene
            .data
            .law(2 * self.counts[0], self.scene.draw)
            .points()
            .len()
            == 1;
        let mut findings = vec![match is_one {
            true => "There is one data point, which both know: there are no disjoint halves.".to_owned(),
            false => "Exact denoisers of disjoint halves cannot agree: each ends in its own data points. Their twins come nearer only as the data points themselves lie closer.".to_owned(),
        }];
        if self.done() {
            let of = |kind: usize, count: usize| self.found[count * KINDS.len() + kind];
            let last = self.counts.len() - 1;
            let network = KINDS.len() - 1;
            let each = |count: usize| counted(self.counts[count], "sample");
            let apart = |kind: usize, count: usize| short(of(kind, count));
            findings.push(match last {
                0 => format!(
                    "Networks that saw {} each make twins {} apart, the exact denoisers {}.",
                    each(0),
                    apart(network, 0),
                    apart(0, 0)
                ),
                _ => format!(
                    "Networks that saw {} each make twins {} apart, with {} each {}; the exact denoisers {} and {}.",
                    each(0),
                    apart(network, 0),
                    each(last),
                    apart(network, last),
                    apart(0, 0),
                    apart(0, last)
                ),
            });
            let nearer = |&a: &usize, &b: &usize| of(a, last).total_cmp(&of(b, last));
            let best = (0..KINDS.len()).min_by(nearer).unwrap_or(network);
            self.report.answer = match is_one {
                true => {
                    "There is one data point, which both know: there is nothing to disagree about."
                        .into()
                }
                false => format!(
                    "With {} in each half nearest to agreement comes: {}, whose twins end {} apart on average.",
                    each(last),
                    denoisers::name(KINDS[best]),
                    apart(best, last)
                ),
            };
        } else {
            let (_, count) = self.now();
            findings.push(format!(
                "Now with {} in each half.",
                counted(self.counts[count], "sample")
            ));
        }
        self.report.findings = findings;
    }
}

/// Of which counts rows tell: the first and the last, if they are two.
fn ends(counts: &[usize]) -> Vec<usize> {
    let mut ends = vec![0, counts.len() - 1];
    ends.dedup();
    ends
}

impl Study for Generalise {
    fn work(&mut self) -> bool {
        if self.done() {
            return false;
        }
        let mut halves = match self.halves.take() {
            Some(halves) => halves,
            None => {
                let (halves, learned) = self.begin();
                self.learned = learned;
                halves
            }
        };
        if halves.iter_mut().any(Contestant::work) {
            self.halves = Some(halves);
        } else {
            self.measure(halves);
            self.pair += 1;
            self.conclude();
        }
        !self.done()
    }

    fn report(&self) -> &Report {
        &self.report
    }
}

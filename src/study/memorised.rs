//! Too good for its own good: what each denoiser generates, beside the training data and beside fresh data of the same
//! law (derived for this project; the question is Cao et al.'s, sections 4.5 and 5).
//!
//! All start in the same places and get the same noise. Copying shows as a share of memorised samples above that of
//! fresh data; nonsense as an energy distance to fresh data. What is wanted is neither.

use super::chart::{Axis, Chart, Ink, Series};
use super::condensed::thinned_scene;
use super::contestant::Contestant;
use super::fresh::{Samples, fresh, plane, samples, training_data, window};
use super::question::Study;
use super::report::{ChartId, Report, SeriesId};
use crate::law::Law;
use crate::measure::{Novelty, energy_distance};
use crate::points::Points;
use crate::scene::{DenoiserKind, Scene};
use crate::words::counted;
use crate::words::short;

/// Particles of each denoiser, and fresh data.
const PARTICLES: usize = 600;
/// Networks are trained for at most so many steps here, and there are at most so many waves: as in the article's table.
const TRAINING: usize = 2000;
const FEATURES: usize = 256;
/// What may differ from what the study begins with, and the article's table is still about the same: other draws.
const DRAWS: &[&str] = &[
    "study",
    "draw",
    "seed",
    "learning-seed",
    "particles",
    "half",
    "view",
];
/// More data points than this are thinned.
const MOST_POINTS: usize = 1000;
/// Samples drawn in a plane.
const DRAWN: usize = 400;

/// The denoisers, the exact one first.
const ALL: [(&str, DenoiserKind); 8] = [
    ("exact", DenoiserKind::Exact),
    ("half of the data", DenoiserKind::Halves),
    ("smoothed", DenoiserKind::Smoothed),
    ("density estimate", DenoiserKind::Kde),
    ("bandwidth floor", DenoiserKind::Floor),
    ("Gaussian", DenoiserKind::Gaussian),
    ("random features", DenoiserKind::Fourier),
    ("network", DenoiserKind::Network),
];

/// What was found of one contestant's samples.
struct Found {
    memorised: f64,
    /// The energy distance to fresh data; NaN where there are none.
    energy: f64,
}

pub(super) struct Memorised {
    contestants: Vec<Contestant>,
    /// The number of the contestant that runs now.
    running: usize,
    training: Law,
    thinned: Option<String>,
    /// Fresh data: some to compare with, and as many to be compared.
    fresh: Option<[Points<f64>; 2]>,
    /// Of those who have arrived.
    found: Vec<Found>,
    /// What the denoisers are told beside the data.
    told: String,
    /// Whether the article has a table of just these.
    is_tabled: bool,
    map: ChartId,
    nearest: ChartId,
    /// Where fresh data stand, as a line over the whole map.
    level: SeriesId,
    /// The planes in which samples are drawn, and whose.
    samples: [(DenoiserKind, SeriesId); 2],
    of_fresh: Samples,
    /// Of each denoiser, and where it stands on the map.
    of_each: [Samples; ALL.len()],
    places: [SeriesId; ALL.len()],
    /// Where fresh data stand on it.
    fresh_place: SeriesId,
    report: Report,
}

impl Memorised {
    pub(super) fn new(scene: &Scene) -> Self {
        let (mut own, thinned) = thinned_scene(scene, MOST_POINTS, "learned");
        own.features = own.features.min(FEATURES);
        own.training = own.training.min(TRAINING);
        let training = own.law();
        let contestants: Vec<Contestant> = ALL
            .into_iter()
            .zip(0..)
            .map(|((name, kind), k)| {
                let ink = if k == 0 {
                    Ink::Reverse
                } else {
                    Ink::Distinct(k)
                };
                Contestant::new(name, ink, &own, kind, PARTICLES)
            })
            .collect();
        let fresh = fresh(&own, PARTICLES);
        let mut report = Report::default();
        let (map, [fresh_place, level]) = report.chart_of(
            Chart::new(
                "From copying to nonsense",
                "Each denoiser by the share of its samples that are copies, and by how far they are from fresh data as a law. Fresh data stand where a perfect generator would.",
                Axis::linear("memorised share", 0.0, 1.0),
                Axis::linear("energy distance to fresh data", 0.0, 0.1),
            ),
            [Series::points("fresh data", Ink::Ink), Series::dashed("", Ink::Soft)],
        );
        let places = std::array::from_fn(|k| {
            let one: &Contestant = &contestants[k];
            report.series(map, Series::points(one.name, one.ink))
        });
        let curves = std::array::from_fn(|k| match k.checked_sub(1) {
            None => Series::dashed("fresh data", Ink::Ink),
            Some(k) => Series::line(contestants[k].name, contestants[k].ink),
        });
        let (nearest, [of_fresh, of_each @ ..]) = samples::<{ 1 + ALL.len() }>(&mut report, curves);
        let mut drawn = |title: &str, caption: &str| {
            let series = [
                Series::points("samples", Ink::Reverse),
                training_data(&training),
            ];
            let (_, [samples, _]) = report.chart_of(plane(&training, title, caption), series);
            samples
        };
        let samples = [
            (
                DenoiserKind::Exact,
                drawn(
                    "Exact",
                    "What the exact denoiser generates, over the training data.",
                ),
            ),
            (
                DenoiserKind::Network,
                drawn(
                    "A network",
                    "What a small network generates from the same noise.",
                ),
            ),
        ];
        // Without fresh data the map stays empty.
        report.led_by(if fresh.is_some() { map } else { nearest });
        report.changed();
        let mut study = Self {
            contestants,
            running: 0,
            training,
            thinned,
            fresh,
            found: Vec::new(),
            told: format!(
                "s = {} for the smoothed one, b = {} for the density estimate and the floor, {} and {}",
                own.smoothing,
                own.bandwidth,
                counted(own.features, "random feature"),
                counted(own.training, "step") + " of training"
            ),
            is_tabled: scene
                .differences()
                .iter()
                .all(|(name, _)| DRAWS.contains(name)),
            map,
            nearest,
            level,
            samples,
            of_fresh,
            of_each,
            places,
            fresh_place,
            report,
        };
        study.measure_fresh();
        study.conclude();
        study
    }

    fn measure_fresh(&mut self) {
        let Some([reference, other]) = &self.fresh else {
            return;
        };
        let novelty = Novelty::of(self.training.points(), other);
        let distance = energy_distance(reference, other);
        let report = &mut self.report;
        self.of_fresh.record(report, &novelty, Some(distance));
        let [share, _] = novelty.memorised;
        report[self.fresh_place].push(share, distance.max(0.0));
        report[self.level].extend([0.0, 1e3].map(|y| (share, y)));
        let top = novelty.nearest[novelty.nearest.len() * 98 / 100];
        report[self.nearest].x.range[1] = (1.6 * top).max(1e-6);
    }

    /// Measures the one that has arrived.
    fn measure(&mut self) {
        let contestant = &mut self.contestants[self.running];
        let kind = contestant.scene().denoiser;
        let samples = contestant.positions().clone();
        let novelty = Novelty::of(self.training.points(), &samples);
        let distance = self
            .fresh
            .as_ref()
            .map(|[reference, _]| energy_distance(reference, &samples));
        let report = &mut self.report;
        self.of_each[self.running].record(report, &novelty, distance);
        if let Some(distance) = distance {
            let place = &mut report[self.places[self.running]];
            place.push(novelty.memorised[0], distance.max(0.0));
            let top = &mut report[self.map].y.range[1];
            *top = top.max(1.15 * distance);
        } else if kind == DenoiserKind::Exact {
            report[self.nearest].x.range[1] = (3.0 * spacing(&self.training)).max(1e-6);
        }
        for (_, series) in self.samples.iter().filter(|(whose, _)| *whose == kind) {
            let some = DRAWN.min(samples.len());
            report[*series].extend(
                (0..some).map(|i| (f64::from(samples.at(i, 0)), f64::from(samples.at(i, 1)))),
            );
        }
        self.found.push(Found {
            memorised: novelty.memorised[0],
            energy: distance.unwrap_or(f64::NAN),
        });
        self.report.changed();
    }

    fn conclude(&mut self) {
        let mut findings = Vec::new();
        let fresh = self.report[self.of_fresh.share].measured;
        if let Some(first) = self.found.first() {
            let exact = first.memorised;
            findings.push(if exact > 0.5 {
                format!(
                    "The exact denoiser copies: {} of its samples are memorised.",
                    percent(exact)
                )
            } else {
                format!(
                    "Of the exact denoiser's samples {} count as memorised.",
                    percent(exact)
                )
            });
            let best = self.best().filter(|_| self.running == ALL.len());
            self.report.answer = format!(
                "Of the exact denoiser's samples {} pass for copies of training data{}",
                percent(exact),
                match (fresh, best) {
                    (None, _) => "; there are no fresh data to say what would be usual.".into(),
                    (Some(fresh), None) => format!(", of fresh data {}.", percent(fresh)),
                    (Some(fresh), Some(best)) if self.found[best].energy < first.energy => format!(
                        ", of fresh data {}; nearest to fresh data as a law comes another denoiser: {}.",
                        percent(fresh),
                        ALL[best].0
                    ),
                    (Some(fresh), Some(_)) => format!(
                        ", of fresh data {}; none of the others comes nearer to fresh data as a law.",
                        percent(fresh)
                    ),
                }
            );
        }
        match fresh {
            Some(share) => findings.push(format!(
                "Of fresh data {} count as memorised by the same rule: new means coming near that number, not to 0.",
                percent(share)
            )),
            None => findings.push("There are no fresh data to compare with: their law is not known, and all of them are learned. Fewer samples leave some to compare with.".into()),
        }
        if self.running == ALL.len()
            && let Some(best) = self.best()
        {
            findings.push(format!(
                "Nearest to fresh data as a law comes: {} (energy distance {}, the exact denoiser {}), with {}.{}",
                ALL[best].0,
                short(self.found[best].energy),
                short(self.found[0].energy),
                self.told,
                match self.is_tabled {
                    true => " The article's table has the same over twenty draws, with errors.",
                    false => "",
                }
            ));
        }
        findings.extend(self.thinned.clone());
        self.report.findings = findings;
    }

    fn best(&self) -> Option<usize> {
        let known = (0..self.found.len()).filter(|&k| !self.found[k].energy.is_nan());
        known.min_by(|&a, &b| self.found[a].energy.total_cmp(&self.found[b].energy))
    }
}

/// "12 %".
fn percent(share: f64) -> String {
    format!("{:.0} %", 100.0 * share)
}

/// The distance of two neighbours if the points were spread evenly.
fn spacing(law: &Law) -> f64 {
    let [low, high] = window(law);
    libm::sqrt((high[0] - low[0]) * (high[1] - low[1]) / law.points().len() as f64)
}

impl Study for Memorised {
    fn work(&mut self) -> bool {
        if self.running == self.contestants.len() {
            return false;
        }
        if !self.contestants[self.running].work() {
            self.measure();
            self.running += 1;
            self.conclude();
        }
        self.running < self.contestants.len()
    }

    fn report(&self) -> &Report {
        &self.report
    }
}

//! Too good for its own good: what each denoiser generates, beside the training data and beside fresh data of the same
//! law (derived for this project; the question is Cao et al.'s, sections 4.5 and 5).
//!
//! All start in the same places and get the same noise. Copying shows as a share of memorised samples above that of
//! fresh data; nonsense as an energy distance to fresh data. What is wanted is neither.

use super::chart::{Axis, Chart, Ink, Mark, Note, Series};
use super::condensed::thinned_scene;
use super::contestant::Contestant;
use super::denoisers;
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
const ALL: [DenoiserKind; 8] = [
    DenoiserKind::Exact,
    DenoiserKind::Halves,
    DenoiserKind::Smoothed,
    DenoiserKind::Kde,
    DenoiserKind::Floor,
    DenoiserKind::Gaussian,
    DenoiserKind::Fourier,
    DenoiserKind::Network,
];
/// From this share of memorised samples on most are copies.
const COPIES: f64 = 0.5;
/// So many standard errors around the share of fresh data are as new as they are.
const AS_NEW: f64 = 2.0;

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
    /// What is as new as they are, a part of the map.
    as_new: SeriesId,
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
            .map(|kind| Contestant::of(&own, kind, PARTICLES))
            .collect();
        let fresh = fresh(&own, PARTICLES);
        let mut report = Report::default();
        let (map, [_, as_new, level, fresh_place]) = report.chart_of(
            Chart::new(
                "From copying to nonsense",
                "Each denoiser by the share of its samples that are copies, and by how far they are from fresh data as a law. Fresh data stand where a perfect generator would. Shaded: where most samples are copies, and where as few are as of fresh data.",
                Axis::linear("memorised share", 0.0, 1.06),
                Axis::linear("energy distance to fresh data", 0.0, 0.02),
            ),
            [
                shade([COPIES, 1.06]),
                shade([0.0; 2]),
                Series::dashed("", Ink::Soft),
                Series {
                    label: Some(String::new()),
                    ..Series::points("fresh data", denoisers::FRESH)
                },
            ],
        );
        report[map]
            .notes
            .push(zone("copies", 0.5 * (COPIES + 1.06)));
        let places = std::array::from_fn(|k| {
            let one: &Contestant = &contestants[k];
            report.series(map, Series::points(one.name, one.ink).labelled())
        });
        let curves = std::array::from_fn(|k| match k.checked_sub(1) {
            None => Series::dashed("fresh data", denoisers::FRESH),
            Some(k) => Series::line(contestants[k].name, contestants[k].ink),
        });
        let (nearest, [of_fresh, of_each @ ..]) = samples::<{ 1 + ALL.len() }>(&mut report, curves);
        let mut drawn = |kind: DenoiserKind, title: &str, caption: &str| {
            let series = [
                Series::points("samples", denoisers::ink(kind)),
                training_data(&training),
            ];
            let (_, [samples, _]) = report.chart_of(plane(&training, title, caption), series);
            samples
        };
        let samples = [
            (
                DenoiserKind::Exact,
                drawn(
                    DenoiserKind::Exact,
                    "Exact",
                    "What the exact denoiser generates, over the training data.",
                ),
            ),
            (
                DenoiserKind::Network,
                drawn(
                    DenoiserKind::Network,
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
            as_new,
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
        let [share, error] = novelty.memorised;
        let place = [share, distance.max(0.0)];
        report[self.fresh_place].push(place[0], place[1]);
        report[self.level].extend([0.0, 1e3].map(|y| (share, y)));
        // Both shares that are compared have an error.
        let highest = share + AS_NEW * std::f64::consts::SQRT_2 * error;
        report[self.as_new] = shade([0.0, highest]);
        report[self.map].notes.extend([
            zone("new", 0.5 * highest),
            Note {
                text: "fresh data: a perfect generator".into(),
                at: place,
                arrow: true,
            },
        ]);
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
            *top = top.max(1.3 * distance);
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
                        denoisers::name(ALL[best])
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
                denoisers::name(ALL[best]),
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

/// A part of the map between two shares, over its whole height.
fn shade(shares: [f64; 2]) -> Series {
    let mut series = Series::new("", Ink::Soft, Mark::Band).with(shares.map(|share| (share, 1e3)));
    series.low = vec![-1.0; 2];
    series
}

/// What the part around this share is called.
fn zone(text: &str, share: f64) -> Note {
    Note {
        text: text.into(),
        at: [share, 0.0],
        arrow: false,
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

//! Too good for its own good: what each denoiser generates, beside the training data and beside fresh data of the same
//! law (derived for this project; the question is Cao et al.'s, sections 4.5 and 5).
//!
//! All start in the same places and get the same noise. Copying shows as a share of memorised samples above that of
//! fresh data; nonsense as an energy distance to fresh data. What is wanted is neither.

use super::contestant::Contestant;
use super::fresh::{cumulate, fresh, window};
use super::{Axis, Chart, Ink, Report, Row, Series, Study};
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

const MAP: usize = 0;
const NEAREST: usize = 1;
const EXACT: usize = 2;
const OTHER: usize = 3;

/// The denoisers, and which of them is drawn beside the exact one.
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
const BESIDE: usize = 7;

pub(super) struct Memorised {
    contestants: Vec<Contestant>,
    /// Who runs now.
    running: usize,
    training: Law,
    thinned: Option<usize>,
    /// Fresh data: some to compare with, and as many to be compared.
    fresh: Option<[Points<f64>; 2]>,
    /// [memorised share, energy distance] of those who have arrived.
    found: Vec<[f64; 2]>,
    /// What the denoisers are told beside the data.
    told: String,
    /// Whether the article has a table of just these.
    is_tabled: bool,
    report: Report,
}

impl Memorised {
    pub(super) fn new(scene: &Scene) -> Self {
        let mut own = scene.clone();
        let all = scene.law().points.len();
        let thinned = (all > MOST_POINTS).then_some(all);
        if thinned.is_some() {
            own.samples = MOST_POINTS;
        }
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
        let mut map = Chart::new(
            "From copying to nonsense",
            "Each denoiser by the share of its samples that are copies, and by how far they are from fresh data as a law. Fresh data stand where a perfect generator would.",
            Axis::linear("memorised share", 0.0, 1.0),
            Axis::linear("energy distance to fresh data", 0.0, 0.1),
        );
        map.series.push(Series::points("fresh data", Ink::Ink));
        map.series.push(Series::dashed("", Ink::Soft));
        let mut nearest = Chart::new(
            "How near to the training data?",
            "The share of samples whose nearest training point is not farther than this.",
            Axis::linear("distance to the nearest training point", 0.0, 0.5),
            Axis::linear("share", 0.0, 1.02),
        );
        nearest.series.push(Series::dashed("fresh data", Ink::Ink));
        for contestant in &contestants {
            map.series
                .push(Series::points(contestant.name, contestant.ink));
            nearest
                .series
                .push(Series::line(contestant.name, contestant.ink));
        }
        let [low, high] = window(&training);
        let plane = |title: &str, caption: &str| {
            let mut chart = Chart::plane(
                title,
                caption,
                Axis::linear("x₁", low[0], high[0]),
                Axis::linear("x₂", low[1], high[1]),
            );
            chart.series = vec![
                Series::points("samples", Ink::Reverse),
                Series::points("training data", Ink::Ink),
            ];
            let points = &training.points;
            chart.series[1].extend((0..points.len()).map(|i| (points.at(i, 0), points.at(i, 1))));
            chart
        };
        let charts = vec![
            map,
            nearest,
            plane(
                "Exact",
                "What the exact denoiser generates, over the training data.",
            ),
            plane(
                "A network",
                "What a small network generates from the same noise.",
            ),
        ];
        let mut rows = vec![Row::new("memorised share, fresh data", "derived")];
        let mut names = contestants.iter().map(|contestant| contestant.name);
        rows.extend(
            names
                .clone()
                .map(|name| Row::new(&format!("memorised share, {name}"), "derived")),
        );
        rows.push(Row::new("energy distance, fresh data", "derived"));
        rows.extend(
            names
                .by_ref()
                .map(|name| Row::new(&format!("energy distance, {name}"), "derived")),
        );
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
            report: Report {
                charts,
                rows,
                findings: Vec::new(),
                version: 1,
                ..Report::default()
            },
        };
        study.measure_fresh();
        study.tell();
        study
    }

    fn measure_fresh(&mut self) {
        let Some([reference, other]) = &self.fresh else {
            return;
        };
        let novelty = Novelty::of(&self.training.points, other);
        let distance = energy_distance(reference, other);
        let charts = &mut self.report.charts;
        charts[MAP].series[0].push(novelty.memorised[0], distance.max(0.0));
        charts[MAP].series[1].extend([(novelty.memorised[0], 0.0), (novelty.memorised[0], 1e3)]);
        cumulate(&mut charts[NEAREST].series[0], &novelty.nearest);
        let top = novelty.nearest[novelty.nearest.len() * 98 / 100];
        charts[NEAREST].x.range[1] = (1.6 * top).max(1e-6);
        self.report.rows[0].measured = Some(novelty.memorised[0]);
        self.report.rows[0].error = Some(novelty.memorised[1]);
        self.report.rows[1 + ALL.len()].measured = Some(distance);
    }

    /// Measures the one that has arrived.
    fn measure(&mut self) {
        let k = self.running;
        let samples = self.contestants[k].positions().clone();
        let novelty = Novelty::of(&self.training.points, &samples);
        let distance = self
            .fresh
            .as_ref()
            .map(|[reference, _]| energy_distance(reference, &samples));
        let charts = &mut self.report.charts;
        cumulate(&mut charts[NEAREST].series[1 + k], &novelty.nearest);
        if self.fresh.is_none() && k == 0 {
            charts[NEAREST].x.range[1] = (3.0 * spacing(&self.training)).max(1e-6);
        }
        if let Some(distance) = distance {
            charts[MAP].series[2 + k].push(novelty.memorised[0], distance.max(0.0));
            let top = &mut charts[MAP].y.range[1];
            *top = top.max(1.15 * distance);
        }
        for (chart, who) in [(EXACT, 0), (OTHER, BESIDE)] {
            if k == who {
                let some = DRAWN.min(samples.len());
                let places =
                    (0..some).map(|i| (f64::from(samples.at(i, 0)), f64::from(samples.at(i, 1))));
                charts[chart].series[0].extend(places);
            }
        }
        let rows = &mut self.report.rows;
        rows[1 + k].predicted = None;
        rows[1 + k].measured = Some(novelty.memorised[0]);
        rows[1 + k].error = Some(novelty.memorised[1]);
        rows[2 + ALL.len() + k].measured = distance;
        self.found
            .push([novelty.memorised[0], distance.unwrap_or(f64::NAN)]);
        self.report.version += 1;
    }

    fn tell(&mut self) {
        let mut findings = Vec::new();
        if let Some(exact) = self.found.first() {
            findings.push(if exact[0] > 0.5 {
                format!(
                    "The exact denoiser copies: {} of its samples are memorised.",
                    percent(exact[0])
                )
            } else {
                format!(
                    "Of the exact denoiser's samples {} count as memorised.",
                    percent(exact[0])
                )
            });
        }
        match &self.fresh {
            Some(_) => {
                let share = self.report.rows[0].measured.unwrap_or(f64::NAN);
                findings.push(format!(
                    "Of fresh data {} count as memorised by the same rule: new means coming near that number, not to 0.",
                    percent(share)
                ));
            }
            None => findings.push("There are no fresh data to compare with: their law is not known, and all of them are learned. Fewer samples leave some to compare with.".into()),
        }
        if self.running == ALL.len()
            && let Some(best) = self.best()
        {
            findings.push(format!(
                "Nearest to fresh data as a law comes: {} (energy distance {}, the exact denoiser {}), with {}.{}",
                ALL[best].0,
                short(self.found[best][1]),
                short(self.found[0][1]),
                self.told,
                match self.is_tabled {
                    true => " The article's table has the same over twenty draws, with errors.",
                    false => "",
                }
            ));
        }
        if let Some(all) = self.thinned {
            findings.push(format!(
                "Of the {all} data points {MOST_POINTS} are learned, chosen at random, so that this can be computed while you wait."
            ));
        }
        self.report.findings = findings;
    }

    fn best(&self) -> Option<usize> {
        let known = (0..self.found.len()).filter(|&k| !self.found[k][1].is_nan());
        known.min_by(|&a, &b| self.found[a][1].total_cmp(&self.found[b][1]))
    }
}

/// "12 %".
fn percent(share: f64) -> String {
    format!("{:.0} %", 100.0 * share)
}

/// The distance of two neighbours if the points were spread evenly.
fn spacing(law: &Law) -> f64 {
    let [low, high] = window(law);
    libm::sqrt((high[0] - low[0]) * (high[1] - low[1]) / law.points.len() as f64)
}

impl Study for Memorised {
    fn work(&mut self) -> bool {
        if self.running == self.contestants.len() {
            return false;
        }
        if !self.contestants[self.running].work() {
            self.measure();
            self.running += 1;
            self.tell();
        }
        self.running < self.contestants.len()
    }

    fn report(&self) -> &Report {
        &self.report
    }
}

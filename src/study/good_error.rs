//! The good error: the same noise through the exact denoiser and the scene's own, Cao et al. section 5 (derived for this
//! project).
//!
//! Along the exact paths both denoisers are asked at the same places and times: how far their answers are from each
//! other is the error; where the paths themselves part is what it does. Beside it how both ends compare with fresh data.

use super::contestant::Contestant;
use super::fresh::{cumulate, fresh, window};
use super::{Axis, Chart, Ink, Mark, Report, Row, Series, Study};
use crate::ensemble::Learned;
use crate::law::Law;
use crate::measure::{Novelty, energy_distance};
use crate::points::Points;
use crate::scene::{DenoiserKind, Scene};
use crate::words::short;

/// Particles of each, and those that are drawn.
const PARTICLES: usize = 600;
const DRAWN: usize = 150;
/// More data points than this are thinned.
const MOST_POINTS: usize = 1000;
/// At most so many steps: every state of the drawn particles is kept.
const MOST_STEPS: usize = 400;

const PARTING: usize = 0;
const PLANE: usize = 1;
const NEAREST: usize = 2;

pub(super) struct GoodError {
    exact: Contestant,
    other: Contestant,
    training: Law,
    thinned: Option<usize>,
    shortened: bool,
    fresh: Option<[Points<f64>; 2]>,
    times: Vec<f64>,
    /// Root mean squares at each time, of the answers' difference and of the paths'.
    answers: Vec<f64>,
    paths: Vec<f64>,
    /// The drawn particles of both at each time: x₁, x₂, x₁′, x₂′.
    places: Vec<[f32; 4]>,
    is_done: bool,
    report: Report,
}

impl GoodError {
    pub(super) fn new(scene: &Scene, network: Option<&Learned>) -> Self {
        let mut own = scene.clone();
        let all = scene.law().points.len();
        let thinned = (all > MOST_POINTS).then_some(all);
        if thinned.is_some() {
            own.samples = MOST_POINTS;
        }
        let shortened = own.steps > MOST_STEPS;
        own.steps = own.steps.min(MOST_STEPS);
        let training = own.law();
        let exact = Contestant::new("exact", Ink::Ink, &own, DenoiserKind::Exact, PARTICLES);
        let other = Contestant::new("scene's own", Ink::Reverse, &own, own.denoiser, PARTICLES);
        let fresh = fresh(&own, PARTICLES);
        let least = if own.t_min > 0.0 { own.t_min } else { 1e-3 }.min(0.5 * own.t_star);
        let mut parting = Chart::new(
            "Where the paths part",
            "Along the exact paths: how far apart both answers x̄₀ are; and how far apart both particles are that began together with the same noise. Root mean squares.",
            Axis::log("t", least, own.t_star),
            Axis::linear("distance", 0.0, 1.0),
        );
        parting.series = vec![
            Series::line("answers x̄₀, at the same place", Ink::Lighthouse),
            Series::line("particles, of the same noise", Ink::Reverse),
            Series::new("now", Ink::Soft, Mark::Rule).moving(),
        ];
        let [low, high] = window(&training);
        let mut plane = Chart::plane(
            "Twins",
            "Particles of the exact denoiser and of the other, joined where they began together.",
            Axis::linear("x₁", low[0], high[0]),
            Axis::linear("x₂", low[1], high[1]),
        );
        plane.series = vec![
            Series::line("", Ink::Soft).moving(),
            Series::points("training data", Ink::Ink),
            Series::points("exact", Ink::Forward).moving(),
            Series::points("the other", Ink::Reverse).moving(),
        ];
        let points = &training.points;
        plane.series[1].extend((0..points.len()).map(|i| (points.at(i, 0), points.at(i, 1))));
        let mut nearest = Chart::new(
            "How near to the training data?",
            "The share of samples whose nearest training point is not farther than this.",
            Axis::linear("distance to the nearest training point", 0.0, 0.5),
            Axis::linear("share", 0.0, 1.02),
        );
        nearest.series = vec![
            Series::dashed("fresh data", Ink::Ink),
            Series::line("exact", Ink::Forward),
            Series::line("the other", Ink::Reverse),
        ];
        let rows = [
            "memorised share, fresh data",
            "memorised share, exact",
            "memorised share, the other",
            "energy distance, fresh data",
            "energy distance, exact",
            "energy distance, the other",
            "t at which twins are 0.1 apart",
        ]
        .map(|name| Row::new(name, "derived"));
        let mut study = Self {
            exact,
            other: other.with_network(network),
            training,
            thinned,
            shortened,
            fresh,
            times: Vec::new(),
            answers: Vec::new(),
            paths: Vec::new(),
            places: Vec::new(),
            is_done: false,
            report: Report {
                charts: vec![parting, plane, nearest],
                rows: rows.to_vec(),
                findings: Vec::new(),
                version: 1,
                ..Report::default()
            },
        };
        study.tell();
        study
    }

    /// Both answers at the exact particles' places, and both particles.
    fn look(&mut self) {
        let x = self.exact.positions().clone();
        let t = self.exact.simulation().time();
        let mut means = [Points::zeros(0, 2), Points::zeros(0, 2)];
        let [own, others] = &mut means;
        let asked = t.max(1e-9);
        self.exact.simulation().denoise(&x, asked, own);
        self.other.simulation().denoise(&x, asked, others);
        let distance = |a: &Points<f32>, b: &Points<f32>| {
            let pairs = a.as_slice().iter().zip(b.as_slice());
            let squares = pairs.map(|(a, b)| f64::from(a - b) * f64::from(a - b));
            libm::sqrt(squares.sum::<f64>() / a.len() as f64)
        };
        let y = self.other.positions();
        self.answers.push(distance(own, others));
        self.paths.push(distance(&x, y));
        let both = (0..DRAWN).map(|i| [x.at(i, 0), x.at(i, 1), y.at(i, 0), y.at(i, 1)]);
        self.places.extend(both);
        self.times.push(t);
    }

    fn draw_parting(&mut self) {
        let chart = &mut self.report.charts[PARTING];
        let seen = self.times.iter().take_while(|&&t| t > 0.0).count();
        for (series, values) in chart.series.iter_mut().zip([&self.answers, &self.paths]) {
            series.clear();
            series.extend(
                self.times
                    .iter()
                    .copied()
                    .zip(values.iter().copied())
                    .take(seen),
            );
        }
        let top = self
            .answers
            .iter()
            .chain(&self.paths)
            .copied()
            .fold(1e-6, f64::max);
        chart.y.range[1] = 1.1 * top;
        self.report.version += 1;
    }

    fn finish(&mut self) {
        self.draw_parting();
        let samples = [
            self.exact.positions().clone(),
            self.other.positions().clone(),
        ];
        let novelties = samples
            .each_ref()
            .map(|x| Novelty::of(&self.training.points, x));
        let rows = &mut self.report.rows;
        let chart = &mut self.report.charts[NEAREST];
        let mut top = 0.0f64;
        for (k, novelty) in novelties.iter().enumerate() {
            rows[1 + k].measured = Some(novelty.memorised[0]);
            rows[1 + k].error = Some(novelty.memorised[1]);
            cumulate(&mut chart.series[1 + k], &novelty.nearest);
            top = top.max(novelty.nearest[novelty.nearest.len() * 95 / 100]);
        }
        if let Some([reference, other]) = &self.fresh {
            let novelty = Novelty::of(&self.training.points, other);
            rows[0].measured = Some(novelty.memorised[0]);
            rows[0].error = Some(novelty.memorised[1]);
            cumulate(&mut chart.series[0], &novelty.nearest);
            top = top.max(novelty.nearest[novelty.nearest.len() * 95 / 100]);
            rows[3].measured = Some(energy_distance(reference, other));
            for (k, x) in samples.iter().enumerate() {
                rows[4 + k].measured = Some(energy_distance(reference, x));
            }
        }
        chart.x.range[1] = (1.3 * top).max(1e-6);
        let parted = self.paths.iter().position(|&distance| distance > 0.1);
        rows[6].measured = parted.map(|k| self.times[k]);
        self.is_done = true;
        self.tell();
        self.report.version += 1;
    }

    fn tell(&mut self) {
        let mut findings = Vec::new();
        if self.other.scene().denoiser == DenoiserKind::Exact {
            findings.push(
                "Both denoisers are the exact one: choose another, and see where it leads away."
                    .to_owned(),
            );
        }
        if self.is_done {
            let rows = &self.report.rows;
            match rows[6].measured {
                Some(t) => findings.push(format!(
                    "Twins go together until t = {} or so: what is new is made there, not in the noise.",
                    short(t)
                )),
                None => findings.push("Twins stay together all the way: nothing new is made.".into()),
            }
            if self.other.scene().denoiser == DenoiserKind::Exact {
                // One and the same: there is nothing to compare.
            } else if let (Some(exact), Some(other)) = (rows[4].measured, rows[5].measured) {
                findings.push(if other < exact {
                    format!(
                        "A good error: as a law its samples are nearer to fresh data ({}) than those of the exact denoiser ({}).",
                        short(other),
                        short(exact)
                    )
                } else {
                    format!(
                        "Not a good error: its samples are farther from fresh data ({}) than copies are ({}).",
                        short(other),
                        short(exact)
                    )
                });
            } else {
                findings.push("There are no fresh data to compare with: their law is not known, and all of them are learned. Fewer samples leave some.".into());
            }
        }
        if self.shortened {
            findings.push(format!("Compared in {MOST_STEPS} steps."));
        }
        if let Some(all) = self.thinned {
            findings.push(format!(
                "Of the {all} data points {MOST_POINTS} are learned, chosen at random, so that this can be computed while you wait."
            ));
        }
        self.report.findings = findings;
    }
}

impl Study for GoodError {
    fn work(&mut self) -> bool {
        if self.is_done {
            return false;
        }
        if self.other.learn() {
            return true;
        }
        // Both go on together.
        if !(self.exact.prepare() && self.other.prepare()) {
            return true;
        }
        self.look();
        let more = self.exact.work();
        self.other.work();
        if more {
            if self.times.len().is_multiple_of(20) {
                self.draw_parting();
            }
        } else {
            self.finish();
        }
        !self.is_done
    }

    fn show(&mut self, t: f64, _particles: &[f32]) {
        let [least, most] = self.report.charts[PARTING].x.range;
        let rule = &mut self.report.charts[PARTING].series[2];
        rule.clear();
        rule.push(t.clamp(least, most), 0.0);
        // Of the states that are known, the last that is not past t.
        let known = self
            .times
            .iter()
            .take_while(|&&time| time >= t * (1.0 - 1e-9))
            .count();
        let Some(k) = known.checked_sub(1) else {
            return;
        };
        let series = &mut self.report.charts[PLANE].series;
        for k in [0, 2, 3] {
            series[k].clear();
        }
        for place in &self.places[k * DRAWN..(k + 1) * DRAWN] {
            let [x, y, u, v] = place.map(f64::from);
            series[0].extend([(x, y), (u, v), (f64::NAN, f64::NAN)]);
            series[2].push(x, y);
            series[3].push(u, v);
        }
    }

    fn report(&self) -> &Report {
        &self.report
    }
}

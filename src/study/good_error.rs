//! The good error: the same noise through the exact denoiser and the scene's own, Cao et al. section 5 (derived for this
//! project).
//!
//! Along the exact paths both denoisers are asked at the same places and times: how far their answers are from each
//! other is the error; where the paths themselves part is what it does. Beside it how both ends compare with fresh data.

use super::chart::{Axis, Chart, Clock, Ink, Series};
use super::condensed::thinned_scene;
use super::contestant::Contestant;
use super::denoisers;
use super::fresh::{Samples, fresh, plane, samples, training_data};
use super::question::Study;
use super::report::{ChartId, Report, Row, RowId, SeriesId};
use crate::denoiser::Network;
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

/// Where two particles are that began together: that of the exact denoiser, and the other's.
#[derive(Clone, Copy)]
struct Twins {
    exact: [f32; 2],
    other: [f32; 2],
}

/// Twins in the plane: both ends, and what joins them.
struct Drawn {
    joined: SeriesId,
    exact: SeriesId,
    other: SeriesId,
}

pub(super) struct GoodError {
    exact: Contestant,
    other: Contestant,
    training: Law,
    thinned: Option<String>,
    shortened: bool,
    fresh: Option<[Points<f64>; 2]>,
    times: Vec<f64>,
    /// Root mean squares at each time, of the answers' difference and of the paths'.
    answers: Vec<f64>,
    paths: Vec<f64>,
    /// The drawn twins at each time.
    places: Vec<Twins>,
    is_done: bool,
    parting: ChartId,
    /// Of that chart: how far answers and particles are from each other.
    answers_apart: SeriesId,
    paths_apart: SeriesId,
    drawn: Drawn,
    nearest: ChartId,
    of_fresh: Samples,
    /// Of the exact denoiser and the other.
    of_both: [Samples; 2],
    parted: RowId,
    report: Report,
}

impl GoodError {
    pub(super) fn new(scene: &Scene, network: Option<&Network>) -> Self {
        let (mut own, thinned) = thinned_scene(scene, MOST_POINTS, "learned");
        let shortened = own.steps > MOST_STEPS;
        own.steps = own.steps.min(MOST_STEPS);
        let training = own.law();
        let exact = Contestant::new(
            "exact",
            denoisers::ink(DenoiserKind::Exact),
            &own,
            DenoiserKind::Exact,
            PARTICLES,
        );
        let ink = denoisers::ink(own.denoiser);
        let other = Contestant::new("scene's own", ink, &own, own.denoiser, PARTICLES);
        let fresh = fresh(&own, PARTICLES);
        let least = if own.t_min > 0.0 { own.t_min } else { 1e-3 }.min(0.5 * own.t_star);
        let mut report = Report::default();
        let (parting, [answers, paths, _]) = report.chart_of(
            Chart::new(
                "Where the paths part",
                "Along the exact paths: how far apart both answers x̄₀ are; and how far apart both particles are that began together with the same noise. Root mean squares.",
                Axis::log("t", least, own.t_star),
                Axis::linear("distance", 0.0, 1.0),
            ),
            [
                Series::line("answers x̄₀, at the same place", Ink::Lighthouse),
                Series::line("particles, of the same noise", Ink::Ink),
                Series {
                    name: "now".into(),
                    ..Series::clock(Clock::OnAxis)
                },
            ],
        );
        let (twins, [joined, _, one, other_one]) = report.chart_of(
            plane(
                &training,
                "Twins",
                "Particles of the exact denoiser and of the other, joined where they began together.",
            ),
            [
                Series::line("", Ink::Soft).moving(),
                training_data(&training),
                Series::points("exact", denoisers::ink(DenoiserKind::Exact)).moving(),
                Series::points("the other", ink).moving(),
            ],
        );
        report.led_by_all([parting, twins]);
        let (nearest, [of_fresh, of_exact, of_other]) = samples(
            &mut report,
            [
                Series::dashed("fresh data", denoisers::FRESH),
                Series::line("exact", denoisers::ink(DenoiserKind::Exact)),
                Series::line("the other", ink),
            ],
        );
        let parted = report.row(Row::new("t at which twins are 0.1 apart", "derived"));
        report.changed();
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
            parting,
            answers_apart: answers,
            paths_apart: paths,
            drawn: Drawn {
                joined,
                exact: one,
                other: other_one,
            },
            nearest,
            of_fresh,
            of_both: [of_exact, of_other],
            parted,
            report,
        };
        study.conclude();
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
        let both = (0..DRAWN).map(|i| Twins {
            exact: [x.at(i, 0), x.at(i, 1)],
            other: [y.at(i, 0), y.at(i, 1)],
        });
        self.places.extend(both);
        self.times.push(t);
    }

    fn draw_parting(&mut self) {
        let seen = self.times.iter().take_while(|&&t| t > 0.0).count();
        for (series, values) in [
            (self.answers_apart, &self.answers),
            (self.paths_apart, &self.paths),
        ] {
            let pairs = self.times.iter().copied().zip(values.iter().copied());
            self.report[series].redraw(pairs.take(seen));
        }
        let top = self
            .answers
            .iter()
            .chain(&self.paths)
            .copied()
            .fold(1e-6, f64::max);
        self.report[self.parting].y.range[1] = 1.1 * top;
        self.report.changed();
    }

    fn finish(&mut self) {
        self.draw_parting();
        let reference = self.fresh.as_ref().map(|[reference, _]| reference);
        let mut top = 0.0f64;
        // Almost all samples have room.
        let mut see = |novelty: &Novelty| {
            top = top.max(novelty.nearest[novelty.nearest.len() * 95 / 100]);
        };
        let both = [&mut self.exact, &mut self.other].into_iter();
        for (who, shown) in both.zip(self.of_both) {
            let x = who.positions();
            let novelty = Novelty::of(self.training.points(), x);
            let energy = reference.map(|reference| energy_distance(reference, x));
            shown.record(&mut self.report, &novelty, energy);
            see(&novelty);
        }
        if let Some([reference, other]) = &self.fresh {
            let novelty = Novelty::of(self.training.points(), other);
            let energy = Some(energy_distance(reference, other));
            self.of_fresh.record(&mut self.report, &novelty, energy);
            see(&novelty);
        }
        self.report[self.nearest].x.range[1] = (1.3 * top).max(1e-6);
        let parted = self.paths.iter().position(|&distance| distance > 0.1);
        self.report[self.parted].measured = parted.map(|k| self.times[k]);
        self.is_done = true;
        self.conclude();
        self.report.changed();
    }

    fn conclude(&mut self) {
        let mut findings = Vec::new();
        let is_same = self.other.scene().denoiser == DenoiserKind::Exact;
        if is_same {
            findings.push(
                "Both denoisers are the exact one: choose another, and see where it leads away."
                    .to_owned(),
            );
        }
        if self.is_done {
            let parted = self.report[self.parted].measured;
            match parted {
                Some(t) => findings.push(format!(
                    "Twins go together until t = {} or so: what is new is made there, not in the noise.",
                    short(t)
                )),
                None => findings.push("Twins stay together all the way: nothing new is made.".into()),
            }
            let distances = self.of_both.map(|shown| self.report[shown.energy].measured);
            if is_same {
                // One and the same: there is nothing to compare.
            } else if let [Some(exact), Some(other)] = distances {
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
            let better = match distances {
                [Some(exact), Some(other)] if other < exact => {
                    "the other's samples are nearer to fresh data, as a law, than the exact one's"
                }
                [Some(_), Some(_)] => {
                    "the other's samples are no nearer to fresh data, as a law, than the exact one's"
                }
                _ => "without fresh data nothing says whether that is better",
            };
            self.report.answer = match parted {
                _ if is_same => {
                    "Both denoisers are the exact one, and their paths never part.".into()
                }
                Some(t) => format!(
                    "At t = {} the paths have come a tenth of a unit apart, and {better}.",
                    short(t)
                ),
                None => {
                    format!("The paths stay within a tenth of a unit of each other, and {better}.")
                }
            };
        }
        if self.shortened {
            findings.push(format!("Compared in {MOST_STEPS} steps."));
        }
        findings.extend(self.thinned.clone());
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
        self.report.tick(t);
        // Of the states that are known, the last that is not past t.
        let known = self
            .times
            .iter()
            .take_while(|&&time| time >= t * (1.0 - 1e-9))
            .count();
        let Some(k) = known.checked_sub(1) else {
            return;
        };
        let (drawn, report) = (&self.drawn, &mut self.report);
        for series in [drawn.joined, drawn.exact, drawn.other] {
            report[series].clear();
        }
        for twins in &self.places[k * DRAWN..(k + 1) * DRAWN] {
            let [x, y] = twins.exact.map(f64::from);
            let [u, v] = twins.other.map(f64::from);
            report[drawn.joined].extend([(x, y), (u, v), (f64::NAN, f64::NAN)]);
            report[drawn.exact].push(x, y);
            report[drawn.other].push(u, v);
        }
    }

    fn report(&self) -> &Report {
        &self.report
    }
}

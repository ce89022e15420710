//! What is said of both scores: numbers beside what draws of their laws say, and sentences.

use super::measures::{FEW, Measures};
use super::pair::MOST_PARTICLES;
use super::{BATCHES, Lemniscate};
use crate::measure::chance::student;
use crate::measure::density_region::SIDE;
use crate::scene::Scene;
use crate::study::half_steps::{self, with_steps};
use crate::study::report::Row;
use crate::words::either;
use crate::words::short;
use std::cmp::Ordering;

/// Of fewer particles a share is too far from normal to be judged by the deviation of a few batches.
const FEWEST: usize = 20;

/// So many standard errors are not chance: exceeded with probability 6e-7 by a normal law.
const CHANCE: f64 = 5.0;

/// A measure of a sample.
type Of<'a> = &'a dyn Fn(&Measures) -> Option<f64>;

impl Lemniscate {
    pub(super) fn conclude(&mut self) {
        for (kind, near) in self.near.iter().enumerate() {
            let lines = self.lines.each_ref().map(|set| &set[kind][..]);
            near.draw(lines, &mut self.report);
        }
        self.report.rows = self.rows();
        self.report.findings = self.findings();
        self.report.answer = self.answer();
        self.report.changed();
    }

    /// What draws of one side's law say of a measure: its mean and its error, and that of the run's own measure. `few`:
    /// whether batches of draws have only [`FEW`] points to measure it on.
    fn predicted(&self, side: usize, few: bool, of: Of<'_>) -> Option<[f64; 3]> {
        let draws = self
            .measured
            .get(2 + side * BATCHES..2 + (side + 1) * BATCHES)?;
        let values: Option<Vec<f64>> = draws.iter().map(of).collect();
        let values = values.filter(|values| values.iter().all(|value| value.is_finite()))?;
        let n = values.len() as f64;
        let mean = values.iter().sum::<f64>() / n;
        let squares = values.iter().map(|value| (value - mean) * (value - mean));
        let variance = squares.sum::<f64>() / (n - 1.0);
        let size = match few {
            true => self.count().min(FEW) as f64 / self.count() as f64,
            false => 1.0,
        };
        let own = variance / n;
        let factor = student(BATCHES)?;
        let errors = [own, own + variance * size].map(|variance| factor * libm::sqrt(variance));
        Some([mean, errors[0], errors[1]])
    }

    fn row(&self, what: &str, reference: &str, side: usize, few: bool, of: Of<'_>) -> Row {
        let mut row = Row::new(&format!("{what}, {}", self.pair.score(side)), reference);
        row.measured = self
            .measured
            .get(side)
            .and_then(of)
            .filter(|x| x.is_finite());
        if let Some([mean, _, error]) = self.predicted(side, few, of) {
            row.predicted = Some(mean);
            let half = self.measured.get(2 + 2 * BATCHES + side).and_then(of);
            let moved = row.measured.zip(half).map(|(own, half)| (own - half).abs());
            let chance = Some(error).filter(|_| self.count() >= FEWEST);
            row.error = with_steps(chance, moved).filter(|error| *error > 0.0);
        }
        row
    }

    pub(super) fn rows(&self) -> Vec<Row> {
        let own = "draws of the law; derived for this project";
        let figure = "Liu & Zuazua figure 2";
        let mut rows = Vec::new();
        let mut both = |what: &str, reference: &str, few: bool, of: Of<'_>| {
            rows.extend((0..2).map(|side| self.row(what, reference, side, few, of)));
        };
        both(
            "nearer to a training point than half of fresh data",
            own,
            true,
            &|m| Some(m.nearer),
        );
        both(
            "exact copies of training points",
            "Cao et al. Corollary 3.3",
            true,
            &|m| Some(m.copies),
        );
        both("area of the 95 % region", figure, false, &|m| m.area);
        let region = match self.pair.is_known {
            true => "in the 95 % region of ρ(·, t_min)",
            false => "in the 95 % region of the rest's law at t_min",
        };
        both(region, figure, false, &|m| Some(m.inside));
        if self.pair.has_support() {
            both(
                "mean distance to the support",
                "Liu & Zuazua Theorem 3.4",
                true,
                &|m| m.off_support,
            );
        }
        let averaged: Of<'_> = &|m| Some(m.averaged);
        rows.push(self.row(
            "training points that x̄₀ averages",
            "Cao et al. (4.36)",
            1,
            false,
            averaged,
        ));
        rows
    }

    pub(super) fn findings(&self) -> Vec<String> {
        let mut findings = self.notes.clone();
        let measured = self.measured.first().zip(self.measured.get(1));
        let Some((first, second)) = measured else {
            return findings;
        };
        let (n, names) = (
            self.pair.training.points().len(),
            [0, 1].map(|side| self.pair.score(side)),
        );
        let scene = &self.pair.scenes[1];
        if let Some(verdict) = self.verdict() {
            findings.insert(
                0,
                format!(
                    "Half of fresh data, with the same noise, are nearer than {} to a training point. Of what the {} makes \
                     it is {}, of what the {} makes {}. {verdict}",
                    short(f64::from(self.median)),
                    names[0],
                    percent(first.nearer),
                    names[1],
                    percent(second.nearer),
                ),
            );
        }
        if scene.t_min == 0.0 {
            let last = half_steps::last_time(scene);
            let mut text = format!(
                "With the {} {} of what is generated stand on a training point to the last bit, with the {} {}.",
                names[1],
                percent(second.copies),
                names[0],
                percent(first.copies)
            );
            if scene.sampler.facts().lands && n > 1 && scene.process.kappa(last) > self.gap {
                text += &format!(
                    " An exact reversal would make copies only. But the last step goes from t = {} to 0, and lands on x̄₀, \
                     which there still averages several training points.",
                    short(last)
                );
            }
            findings.push(text);
        } else if self.gap > 0.0 && scene.width == 0.0 {
            findings.push(format!(
                "What the {} leads to at t_min is a training point with noise of deviation σ/α = {}, and \
                 nothing else. Half of the law is nearer than {} to a training point. The noise is as large as that at \
                 t = {}: at much larger times it hides what is copied, at much smaller ones samples are heaps around \
                 training points.",
                names[1],
                short(scene.process.kappa(scene.t_min)),
                short(self.gap),
                short(scene.process.time_at_kappa(self.gap))
            ));
        }
        if let (Some(gauge), Some(a), Some(b)) = (&self.gauge, first.area, second.area) {
            let own = match self.pair.law_s_noise() < gauge.window.cell() {
                true => "that of the law is thinner than a cell".to_owned(),
                false => format!("95 % of the law itself fill {}", short(gauge.region.area())),
            };
            findings.push(format!(
                "95 % of the samples fill an area of {} with the {} and of {} with the {}; {own}. A region is where the \
                 density is highest: that of a histogram of {SIDE} × {SIDE} cells smoothed to a deviation of {}, cut by \
                 marching squares at the level above which 95 % of the samples lie. Draws are treated alike.",
                short(a),
                names[0],
                short(b),
                names[1],
                short(gauge.smoothing)
            ));
        }
        let is_off = |row: &&Row| match (row.predicted, row.measured, row.error) {
            (Some(p), Some(m), Some(error)) => (m - p).abs() > CHANCE * error,
            _ => false,
        };
        let off: Vec<&str> = self
            .report
            .rows
            .iter()
            .filter(is_off)
            .map(|row| &row.name[..])
            .collect();
        if !off.is_empty() {
            findings.push(format!(
                "More than five errors from what an exact reversal from ρ(·, T*) gives: {}.",
                off.join("; ")
            ));
        }
        findings.extend(half_steps::unknown(scene));
        findings
    }

    /// Whether what is copied is nearer to training points than fresh data, by what draws of both laws say (they are many
    /// more than the samples), and how often copies are that near.
    fn copied(&self) -> Option<(Ordering, f64)> {
        let nearer: Of<'_> = &|m| Some(m.nearer);
        let ([fresh, fresh_error, _], [mean, error, _]) = (
            self.predicted(0, true, nearer)?,
            self.predicted(1, true, nearer)?,
        );
        let (more, error) = (mean - fresh, libm::hypot(error, fresh_error));
        let copied = match more {
            more if more > CHANCE * error => Ordering::Greater,
            more if more < -CHANCE * error => Ordering::Less,
            _ => Ordering::Equal,
        };
        Some((copied, mean))
    }

    fn verdict(&self) -> Option<String> {
        self.copied().map(|(copied, mean)| match copied {
            Ordering::Greater => {
                let share = percent(mean);
                format!(
                    "What is more than half is copied: training points with noise are that near in {share} of cases."
                )
            }
            Ordering::Less => {
                "Copies of these training points are farther off than fresh data.".into()
            }
            Ordering::Equal => {
                "By this nobody can tell copies from fresh data: the noise hides what is copied."
                    .into()
            }
        })
    }

    /// What is new and what is copied, once both runs and draws of both laws are measured.
    fn answer(&self) -> String {
        let is_same = self.pair.law.points() == self.pair.training.points();
        let Some([first, second]) = self.measured.get(..2).filter(|_| self.is_drawn()) else {
            return String::new();
        };
        if is_same {
            return match self.pair.is_known {
                true => "These points are the whole law: there is nothing new to be made.",
                false => "Both scores are the same one, so there is nothing to tell apart.",
            }
            .into();
        }
        let verdict = match self.copied() {
            Some((Ordering::Greater, _)) => "what is more than half of it is copied",
            Some((Ordering::Less, _)) => "copies would be farther off than fresh data",
            Some((Ordering::Equal, _)) => "by this nobody can tell copies from new ones",
            None => "what that says of copies cannot be told",
        };
        let whose = match self.pair.is_known {
            true => "the law",
            false => "the other points",
        };
        format!(
            "Nearer to a sample than half of fresh data is {} of what the score of {whose} makes, and {} of what that of \
             the sample makes: {verdict}.",
            percent(first.nearer),
            percent(second.nearer)
        )
    }

    /// Whether draws of both laws are measured.
    fn is_drawn(&self) -> bool {
        self.measured.len() >= 2 + 2 * BATCHES
    }

    pub(super) fn notes_of(&self, scene: &Scene) -> Vec<String> {
        let mut notes = Vec::new();
        let is_same = self.pair.law.points() == self.pair.training.points();
        if is_same && self.pair.is_known {
            notes.push("These points are the whole law: there is nothing new to be made.".into());
        }
        if !self.pair.is_known {
            // As they were given: some may stand in one place.
            let [other, n] = self
                .pair
                .scenes
                .each_ref()
                .map(|scene| scene.given().points().len());
            notes.push(match is_same {
                true => "There is one data point, and nobody knows which law it is a sample of: both scores are its own.".into(),
                false => format!(
                    "Nobody knows which law these data are a sample of. So {} of them {}, and {} for the law: to be \
                     fresh is to be one of those.",
                    match n {
                        1 => "one".into(),
                        _ => n.to_string(),
                    },
                    either(n, "is the training point", "are the training points"),
                    match other {
                        1 => "the other stands".into(),
                        _ => format!("the other {other} stand"),
                    },
                ),
            });
        }
        if scene.particles > MOST_PARTICLES {
            notes.push(format!(
                "{MOST_PARTICLES} particles run here, of the scene's {}.",
                scene.particles
            ));
        }
        notes
    }
}

fn percent(share: f64) -> String {
    format!("{:.1} %", 100.0 * share)
}

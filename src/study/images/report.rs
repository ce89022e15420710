//! What is known of images by now, in sentences.

use super::charts::Samples;
use super::rivals::Rival;
use super::{Images, Task};
use crate::scene::{DenoiserKind, Scene};
use crate::study::half_steps;
use crate::words::{counted, one_of_the, short};

impl Images {
    /// What is found by now, in sentences.
    pub(super) fn findings(&self) -> Vec<String> {
        let (one, many) = (self.view.singular(), self.view.plural());
        let (count, n) = (self.view.count, self.training.points().len());
        let (report, shown) = (&self.report, &self.shown);
        let mut findings = Vec::new();
        if let Some(share) = report[shown.copies].measured {
            let copies = libm::round(share * count as f64);
            findings.push(if share == 1.0 {
                format!(
                    "{} of the exact denoiser {}, at distance 0 to the rounding of 32-bit numbers: it copies, in {} dimensions as in two.",
                    match count {
                        1 => "The one sample".into(),
                        _ => format!("All {}", counted(count, "sample")),
                    },
                    match count {
                        1 => format!("is a training {one}"),
                        _ => format!("are training {many}"),
                    },
                    self.view.pixels()
                )
            } else if self.scene.t_min > 0.0 {
                format!("The process stops at t_min = {}: noise of that size still lies over the training {many}.", short(self.scene.t_min))
            } else {
                format!(
                    "{copies} of {} of the exact denoiser {}; {}.",
                    counted(count, "sample"),
                    match copies {
                        1.0 => format!("is a training {one}"),
                        _ => format!("are training {many}"),
                    },
                    why_not_all(&self.scene, one)
                )
            });
        }
        if self.fates.len() == count && self.task != Task::Exact {
            findings.push(match report[shown.half].measured {
                Some(t) => format!(
                    "Half of all samples belong to {} from t = {} on: what is drawn later is decided.",
                    one_of_the(n, one),
                    short(t)
                ),
                None => format!(
                    "Fewer than half of all samples belong to one {one} where the process stops."
                ),
            });
        }
        let memorised = |of: Samples| report[of.share].measured;
        let median = |of: Samples| report[of.median].measured;
        let fresh = shown.of_fresh;
        let exact = shown.of_each.first().copied();
        match (memorised(fresh), exact.and_then(memorised)) {
            (Some(fresh), Some(exact)) => findings.push(format!(
                "By the usual rule {} of the exact samples count as memorised, and {} of {many} that nobody has learned.",
                percent(exact),
                percent(fresh)
            )),
            (None, _) if self.fresh.is_none() => findings.push(format!(
                "All {many} are learned, so that none are left to compare with: fewer samples leave some."
            )),
            _ => {}
        }
        if let Some((own, samples)) = self.own()
            && let (Some(share), Some(distance)) = (memorised(samples), median(samples))
        {
            let name = own.name;
            let compared = median(fresh).map_or(String::new(), |fresh| {
                let verdict = match distance / fresh {
                    ratio if ratio < 0.8 => "nearer than new ones are",
                    ratio if ratio > 1.25 => "farther than new ones are",
                    _ => "about as far as new ones are",
                };
                format!(", that of held-out {many} {}: {verdict}", short(fresh))
            });
            findings.push(format!(
                "Of the other denoiser's samples ({name}) {} count as memorised; their median distance to the nearest training {one} is {}{compared}.",
                percent(share),
                short(distance)
            ));
        }
        if self.task == Task::Done && report[fresh.energy].measured.is_some() {
            findings.push(format!(
                "With {} an energy distance is known to {}, and can come out below 0.",
                counted(count, "sample"),
                if count < 100 {
                    "little more than its size"
                } else {
                    "one or two hundredths"
                }
            ));
        }
        findings
    }

    /// The scene's own denoiser, if it is another than the exact one and runs, and where its samples are shown.
    fn own(&self) -> Option<(&Rival, Samples)> {
        let pairs = self.rivals.iter().zip(&self.shown.of_each);
        let (rival, samples) = pairs
            .skip(1)
            .find(|(rival, _)| rival.kind == self.scene.denoiser)?;
        Some((rival, *samples))
    }

    /// How much of both denoisers' samples is copied, once both are measured.
    pub(super) fn answer(&self) -> String {
        let many = self.view.plural();
        let share = |samples: &Samples| self.report[samples.share].measured.map(percent);
        let Some(exact) = self.shown.of_each.first().and_then(share) else {
            return String::new();
        };
        let exact =
            format!("Of the exact denoiser's samples {exact} pass for copies of training {many}");
        match self.own() {
            Some((_, samples)) => match share(&samples) {
                Some(share) => format!("{exact}, of the other's {share}."),
                None => String::new(),
            },
            None if self.scene.denoiser == DenoiserKind::Exact => {
                format!("{exact}; the scene's own denoiser is the exact one, too.")
            }
            None => {
                format!("{exact}; the scene's own denoiser takes too long to be measured here.")
            }
        }
    }
}

/// Why samples of the exact denoiser are no training images at t = 0.
fn why_not_all(scene: &Scene, one: &str) -> String {
    let last = half_steps::last_time(scene);
    if scene.width > 0.0 {
        return format!("each training {one} is a normal law of that width around itself");
    }
    if scene.sampler.facts().lands {
        format!(
            "the last step begins at t = {}, where σ/α = {} and some still waver between neighbours",
            short(last),
            short(scene.process.kappa(last))
        )
    } else {
        format!(
            "Euler–Maruyama's last step, of length {}, leaves its noise over them",
            short(last)
        )
    }
}

fn percent(share: f64) -> String {
    format!("{:.0} %", 100.0 * share)
}

//! The galleries, charts, rows and sentences of images.

use super::fates::{Fates, SEALED};
use super::film::Film;
use super::rivals::Rival;
use super::view::View;
use super::{Gallery, Images, Task, cumulate, short};
use crate::ensemble::Simulation;
use crate::measure::Novelty;
use crate::scene::{DenoiserKind, Dynamics, Scene};
use crate::study::chart::Clock;
use crate::study::denoisers;
use crate::study::half_steps;
use crate::study::{Axis, Chart, ChartId, Ink, Lead, Report, Row, RowId, Series, SeriesId};
use crate::words::{counted, one_of_the};

/// The galleries, in their order.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Wall {
    Exact,
    Forward,
    Likeliest,
    Means,
    Own,
}

impl Wall {
    /// The gallery of that number, if there is one.
    pub(super) fn of(number: usize) -> Option<Self> {
        let all = [
            Self::Exact,
            Self::Forward,
            Self::Likeliest,
            Self::Means,
            Self::Own,
        ];
        all.into_iter().find(|&wall| wall as usize == number)
    }
}

/// Where the report has what was found.
pub(super) struct Shown {
    /// Shares of samples: whose fate is sealed, and whose likeliest data point is the one they end in.
    pub(super) sealed: SeriesId,
    pub(super) ends: SeriesId,
    nearest: ChartId,
    /// The share of exact copies, and when half of all fates are sealed.
    pub(super) copies: RowId,
    pub(super) half: RowId,
    pub(super) of_fresh: Samples,
    /// Of each rival.
    pub(super) of_each: Vec<Samples>,
}

/// Of samples of one kind: distances to the nearest data point, and numbers.
#[derive(Clone, Copy)]
pub(super) struct Samples {
    nearest: SeriesId,
    share: RowId,
    median: RowId,
    energy: RowId,
}

/// The last positive time below which λ of images this different is one-hot.
const SHARP: f64 = 2e-3;

/// The galleries of a scene, still empty.
pub(super) fn galleries(scene: &Scene, view: &View) -> Vec<Gallery> {
    let (one, many) = (view.singular(), view.plural());
    let gallery = |place: usize, name: &str, title: &str, caption: &str, ink: Ink| Gallery {
        title: title.into(),
        caption: caption.into(),
        place,
        name: name.into(),
        ink,
        inked: view.inked,
        columns: view.columns(),
        side: view.side,
        values: vec![0.0; view.count * view.pixels()],
    };
    let (own_name, own_title, own_caption, own_ink) = match scene.dynamics {
        Dynamics::Forward => (
            "the scene",
            "The scene: forward".to_owned(),
            "From the data to noise.".to_owned(),
            Ink::Forward,
        ),
        Dynamics::Bridge => (
            "the scene",
            format!("The scene: bridges to one {one}"),
            "Whatever they pass, all end in the target.".to_owned(),
            Ink::Reverse,
        ),
        Dynamics::Reverse if scene.denoiser == DenoiserKind::Exact => (
            "the scene",
            "The scene's own: exact too".to_owned(),
            "Choose another denoiser, and see what becomes of the same noise.".to_owned(),
            Ink::Reverse,
        ),
        Dynamics::Reverse => (
            denoisers::name(scene.denoiser),
            format!("Other: {}", denoisers::name(scene.denoiser)),
            "The same starts and the same noise, through the scene's own denoiser.".to_owned(),
            denoisers::ink(scene.denoiser),
        ),
    };
    vec![
        gallery(
            0,
            "reverse",
            "Exact denoiser",
            &format!(
                "From noise back by the exact x̄₀: led to t = 0, every sample becomes one of the training {many}."
            ),
            Ink::Reverse,
        ),
        gallery(
            0,
            "forward",
            "Forward process",
            &format!(
                "Training {many} on their way to noise, at the same t: in law what an exact reverse process from ρ(·, T*) is."
            ),
            Ink::Forward,
        ),
        gallery(
            2,
            "likeliest",
            "Which one has it?",
            &format!(
                "For each sample of the exact denoiser the training {one} with the largest λ now."
            ),
            Ink::Ink,
        ),
        gallery(
            2,
            "x̄₀",
            "x̄₀, where it believes it came from",
            &format!("For each sample the mean of all training {many}, each weighed by its λ."),
            Ink::Lighthouse,
        ),
        gallery(1, own_name, &own_title, &own_caption, own_ink),
    ]
}

/// Charts and rows, still without numbers.
pub(super) fn new(scene: &Scene, view: &View, rivals: &[Rival]) -> (Report, Shown) {
    let (one, many) = (view.singular(), view.plural());
    let least = if scene.t_min > 0.0 { scene.t_min } else { 1e-3 }.min(0.5 * scene.t_star);
    let mut report = Report::default();
    let (_, [sealed, ends, _]) = report.chart_of(
        Chart::new(
            "Fates",
            &format!(
                "The share of samples that belong to one {one} for good (its λ above {SEALED} from there on), and of those whose likeliest {one} is the one they end in."
            ),
            Axis::log("t", least, scene.t_star),
            Axis::linear("share", 0.0, 1.02),
        ),
        [
            Series::line("sealed", Ink::Reverse),
            Series::dashed("the likeliest is the end", Ink::Ink),
            Series::clock(Clock::OnAxis),
        ],
    );
    let (nearest, [held_out]) = report.chart_of(
        Chart::new(
            "How near to the training data?",
            &format!(
                "The share of samples whose nearest training {one} is not farther than this. What is new lies where held-out {many} lie, neither nearer nor farther."
            ),
            Axis::linear(
                "distance to the nearest",
                0.0,
                0.5 * libm::sqrt(view.pixels() as f64),
            ),
            Axis::linear("share", 0.0, 1.02),
        ),
        [Series::dashed(&format!("held-out {many}"), Ink::Ink)],
    );
    let copies = report.row(Row::new(
        &format!("share of samples that are a training {one} exactly, exact"),
        "(4.36), t → 0",
    ));
    let half = report.row(Row::new(
        "t at which half of all fates are sealed",
        "(4.40)",
    ));
    let [shares, medians, energies] = [
        "memorised share",
        "median distance to the nearest",
        "energy distance to fresh data",
    ]
    .map(|what| {
        let mut row = |whose: &str| report.row(Row::new(&format!("{what}, {whose}"), "derived"));
        let held_out = row(&format!("held-out {many}"));
        let each: Vec<RowId> = rivals.iter().map(|rival| row(rival.name)).collect();
        (held_out, each)
    });
    let of_fresh = Samples {
        nearest: held_out,
        share: shares.0,
        median: medians.0,
        energy: energies.0,
    };
    let each = rivals.iter().zip(shares.1).zip(medians.1).zip(energies.1);
    let of_each = each.map(|(((rival, share), median), energy)| Samples {
        nearest: report.series(nearest, Series::line(rival.name, rival.ink)),
        share,
        median,
        energy,
    });
    let of_each = of_each.collect();
    report.lead = Lead::Gallery(Wall::Exact as usize);
    report.changed();
    let shown = Shown {
        sealed,
        ends,
        nearest,
        copies,
        half,
        of_fresh,
        of_each,
    };
    (report, shown)
}

/// Whether the exact run has to end in data points: it goes to t = 0, by a last step from where λ is one-hot.
pub(super) fn is_sharp(scene: &Scene, simulation: &Simulation) -> bool {
    let times = simulation.times();
    let last = times[times.len().saturating_sub(2)];
    scene.t_min == 0.0 && scene.width == 0.0 && last < SHARP
}

/// The share of samples whose likeliest data point is the one they end in.
pub(super) fn draw_ends(series: &mut Series, film: &Film) {
    series.clear();
    let ends = film.captors(film.len() - 1);
    for k in (0..film.len()).filter(|&k| film.time(k) > 0.0) {
        let pairs = film.captors(k).iter().zip(ends);
        let right = pairs.filter(|(now, end)| now == end).count();
        series.push(film.time(k), right as f64 / ends.len().max(1) as f64);
    }
}

/// The share that is sealed.
pub(super) fn draw_seals(series: &mut Series, film: &Film, fates: &Fates) {
    let states = (0..film.len()).filter(|&k| film.time(k) > 0.0);
    series.redraw(states.map(|k| (film.time(k), fates.share(k))));
}

impl Shown {
    /// The numbers of samples of one kind.
    pub(super) fn record(
        &self,
        report: &mut Report,
        samples: Samples,
        novelty: &Novelty,
        energy: Option<f64>,
    ) {
        let [share, error] = novelty.memorised;
        report[samples.share].set(share, error);
        report[samples.median].measured = Some(novelty.median());
        report[samples.energy].measured = energy;
        cumulate(&mut report[samples.nearest], &novelty.nearest);
        let chart = &mut report[self.nearest];
        let far = novelty.nearest[novelty.nearest.len() * 95 / 100];
        // Of those that have come so far the farthest has room.
        let reach = chart.series.iter().filter(|series| series.x.len() > 1);
        let reach = reach.filter_map(|series| series.x.get(series.x.len() * 95 / 100));
        let reach = reach.copied().fold(far, f64::max);
        chart.x.range[1] = (1.15 * reach).max(1e-6);
        report.changed();
    }
}

pub(super) fn findings(study: &Images) -> Vec<String> {
    let (one, many) = (study.view.singular(), study.view.plural());
    let (count, n) = (study.view.count, study.training.points.len());
    let (report, shown) = (&study.report, &study.shown);
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
                study.view.pixels()
            )
        } else if study.scene.t_min > 0.0 {
            format!("The process stops at t_min = {}: noise of that size still lies over the training {many}.", short(study.scene.t_min))
        } else {
            format!(
                "{copies} of {} of the exact denoiser {}; {}.",
                counted(count, "sample"),
                match copies {
                    1.0 => format!("is a training {one}"),
                    _ => format!("are training {many}"),
                },
                why_not_all(&study.scene, one)
            )
        });
    }
    if study.fates.len() == count && study.task != Task::Exact {
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
        (None, _) if study.fresh.is_none() => findings.push(format!(
            "All {many} are learned, so that none are left to compare with: fewer samples leave some."
        )),
        _ => {}
    }
    if let Some((own, samples)) = own(study)
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
    if study.task == Task::Done && report[fresh.energy].measured.is_some() {
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
fn own(study: &Images) -> Option<(&Rival, Samples)> {
    let pairs = study.rivals.iter().zip(&study.shown.of_each);
    let (rival, samples) = pairs
        .skip(1)
        .find(|(rival, _)| rival.kind == study.scene.denoiser)?;
    Some((rival, *samples))
}

/// How much of both denoisers' samples is copied, once both are measured.
pub(super) fn answer(study: &Images) -> String {
    let many = study.view.plural();
    let share = |samples: &Samples| study.report[samples.share].measured.map(percent);
    let Some(exact) = study.shown.of_each.first().and_then(share) else {
        return String::new();
    };
    let exact =
        format!("Of the exact denoiser's samples {exact} pass for copies of training {many}");
    match own(study) {
        Some((_, samples)) => match share(&samples) {
            Some(share) => format!("{exact}, of the other's {share}."),
            None => String::new(),
        },
        None if study.scene.denoiser == DenoiserKind::Exact => {
            format!("{exact}; the scene's own denoiser is the exact one, too.")
        }
        None => format!("{exact}; the scene's own denoiser takes too long to be measured here."),
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

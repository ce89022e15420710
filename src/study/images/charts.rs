//! Where images are shown: the galleries, charts and rows, and what is drawn into them.

use super::fates::{Fates, SEALED};
use super::film::Film;
use super::rivals::Rival;
use super::view::View;
use crate::ensemble::Simulation;
use crate::measure::Novelty;
use crate::scene::{DenoiserKind, Dynamics, Scene};
use crate::study::chart::{Axis, Chart, Clock, Ink, Series};
use crate::study::denoisers;
use crate::study::fresh::cumulate;
use crate::study::gallery::Gallery;
use crate::study::report::{ChartId, Lead, Report, Row, RowId, SeriesId};

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
    pub(super) nearest: SeriesId,
    pub(super) share: RowId,
    pub(super) median: RowId,
    pub(super) energy: RowId,
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

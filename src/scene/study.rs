//! The studies: questions asked on a line or in the plane, each with what theory predicts beside what is measured. A study is an
//! entry here (with the parameters it begins with) and a file of `crate::study` that answers it.

use std::ops::RangeInclusive;

/// Which question is asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum StudyKind {
    /// None: the picture alone.
    #[default]
    None,
    /// How fast does the forward law become N(0, 1)?
    Forward,
    /// Why can the forward equation not simply be run backwards?
    Instability,
    /// Do the reverse processes with and without noise have the same law?
    WaysBack,
    /// Theorem 1.
    PastFuture,
    /// Corollaries 3.1–3.3.
    Generated,
    /// What does x̄₀ look like, and the drift it makes?
    Lighthouse,
    /// Theorem 2.
    Bridge,
    /// How does the error fall with the number of steps?
    StepCount,
    /// Which part of the error is whose?
    ErrorBudget,
    /// Where the printed formulas differ from the right ones.
    Errata,
    /// The Li–Yau inequality for the score.
    LiYau,
    /// The true score of a curve beside that of a sample.
    Lemniscate,
    /// The probability flow of two points, and what noise does to its separatrix.
    TwoDiracs,
    /// γ-Voronoi cores.
    Cores,
    /// How fast do particles come to the support?
    Concentration,
    /// Theorem 3.1 of Liu & Zuazua.
    Energy,
    /// The heat flow between reflecting walls.
    Bounded,
    /// The exact score copies: measured beside fresh data.
    Memorised,
    /// Where the paths of an exact and an imperfect denoiser part.
    GoodError,
    /// The loss and what it cannot fall below.
    LossFloor,
    /// How many samples until two halves agree?
    Generalise,
    /// When is a path's fate sealed?
    Collapse,
    /// When is the class decided, and when the data point?
    TwoClocks,
    /// When does the middle between two data points turn unstable?
    CriticalTime,
    /// A reverse process stopped early is a density estimate.
    EarlyStopping,
    /// Images as points: what is copied, what is new.
    Digits,
}

impl StudyKind {
    /// Its entry in [`STUDIES`].
    pub fn info(self) -> &'static StudyInfo {
        let mut all = STUDIES.iter();
        all.find(|info| info.kind == self)
            .expect("every study has an entry")
    }

    /// The parameters that it begins with, where they differ from the general defaults; the small module has no study
    /// that has any.
    pub fn defaults(self) -> &'static [(&'static str, &'static str)] {
        if crate::WHOLE {
            self.info().defaults
        } else {
            &[]
        }
    }
}

/// What is known of a study before it runs.
///
/// ```
/// use reverse_diffusion::scene::{STUDIES, StudyKind};
///
/// let info = StudyKind::Bridge.info();
/// assert_eq!((info.kind, info.name), (StudyKind::Bridge, "bridge"));
/// assert!(STUDIES.iter().any(|study| study.name == info.name));
/// ```
#[derive(Clone, Debug)]
pub struct StudyInfo {
    /// The study that this is the entry of.
    pub kind: StudyKind,
    /// Its name in a scene.
    pub name: &'static str,
    /// Its name in a menu.
    pub title: &'static str,
    /// What it asks, in a sentence.
    pub question: &'static str,
    /// What it belongs to in the papers.
    pub reference: &'static str,
    /// The parameters it begins with, where they differ from the general defaults.
    pub defaults: &'static [(&'static str, &'static str)],
    /// Of how many coordinates its data may be.
    pub dims: RangeInclusive<usize>,
    /// The parameters that matter to it beside T*, the steps and the data, in order of display.
    pub parameters: &'static [&'static str],
    /// Whether the (t, x) picture of the scene is shown above its charts.
    pub has_stage: bool,
    /// Whether anything in it moves with time, so that it has a clock.
    pub has_clock: bool,
    /// The share of the steps after which it is shown first: where there is something to see.
    pub opening: f64,
}

/// No study, which begins with the general defaults.
const NONE: StudyInfo = StudyInfo {
    kind: StudyKind::None,
    name: "none",
    title: "The picture alone",
    question: "",
    reference: "",
    defaults: &[],
    dims: 1..=usize::MAX,
    parameters: &[],
    has_stage: true,
    has_clock: true,
    opening: 1.0,
};

/// All studies, in the order of a menu; the small module has none.
pub const STUDIES: &[StudyInfo] = if crate::WHOLE { ALL } else { &[NONE] };

const ALL: &[StudyInfo] = &[
    NONE,
    StudyInfo {
        kind: StudyKind::Forward,
        name: "forward",
        title: "Forward: how fast do data become noise?",
        question: "How large must T* be for nothing of the data to be left?",
        reference: "Cao et al. (2.1), (2.11)–(2.12), figures 2 and 4",
        defaults: &[
            ("dynamics", "forward"),
            ("data", "two-diracs-line"),
            ("width", "0.25"),
            ("grid", "log-snr"),
        ],
        dims: 1..=1,
        parameters: &["width", "process", "grid", "cells", "particles", "seed"],
        has_stage: true,
        has_clock: true,
        opening: 0.35,
    },
    StudyInfo {
        kind: StudyKind::Instability,
        name: "instability",
        title: "Unstable and stable reversal",
        question: "The past of ρ is known exactly. Why not simply run the equation backwards?",
        reference: "Cao et al. (2.3), (2.7), figure 3",
        defaults: &[
            ("data", "two-diracs-line"),
            ("width", "0.5"),
            ("start", "terminal"),
            ("cells", "96"),
            ("mode", "3"),
            ("amplitude", "0.001"),
            ("t-star", "0.8"),
            ("particles", "1"),
        ],
        dims: 1..=1,
        parameters: &[
            "mode",
            "amplitude",
            "cells",
            "precision",
            "width",
            "process",
            "start",
            "grid",
        ],
        has_stage: false,
        has_clock: true,
        opening: 0.4,
    },
    StudyInfo {
        kind: StudyKind::WaysBack,
        name: "ways-back",
        title: "Three ways back",
        question: "With noise, with less, with none: do the particles know?",
        reference: "Cao et al. (2.7), (2.8)",
        defaults: &[
            ("data", "two-diracs-line"),
            ("width", "0.25"),
            ("start", "terminal"),
            ("epsilon", "0.3"),
            ("grid", "log-snr"),
            ("steps", "400"),
        ],
        dims: 1..=1,
        parameters: &[
            "epsilon",
            "width",
            "start",
            "sampler",
            "grid",
            "process",
            "particles",
            "seed",
        ],
        has_stage: false,
        has_clock: true,
        opening: 1.0,
    },
    StudyInfo {
        kind: StudyKind::PastFuture,
        name: "past-future",
        title: "The past of ρ is the future of q",
        question: "Of all forward paths that pass y at t₂, where were they at t₁? And where do reverse paths from y go?",
        reference: "Cao et al. Theorem 1, (3.4), figure 5",
        defaults: &[
            ("data", "two-diracs-line"),
            ("width", "0.25"),
            ("start", "terminal"),
            ("grid", "log-snr"),
            ("t-star", "2"),
        ],
        dims: 1..=1,
        parameters: &["place", "t2", "t1", "width", "process", "seed"],
        has_stage: false,
        has_clock: false,
        opening: 1.0,
    },
    StudyInfo {
        kind: StudyKind::Generated,
        name: "generated",
        title: "What is generated",
        question: "Started from the wrong law, what does an exact reversal generate?",
        reference: "Cao et al. Corollaries 3.1–3.3, (3.19), figure 6",
        defaults: &[
            ("data", "-1.2@0.2;-0.3@0.4;0.6@0.1;1.4@0.3"),
            ("start", "shifted"),
            ("t-star", "1"),
            ("grid", "log-snr"),
            ("steps", "400"),
        ],
        dims: 1..=1,
        parameters: &["start", "width", "process", "grid", "seed"],
        has_stage: true,
        has_clock: true,
        opening: 0.32,
    },
    StudyInfo {
        kind: StudyKind::Lighthouse,
        name: "lighthouse",
        title: "The lighthouse",
        question: "Where does a particle believe it came from?",
        reference: "Cao et al. (4.2)–(4.11), figure 7",
        defaults: &[
            ("data", "-1.5;0.2;1.2"),
            ("particles", "200"),
            ("grid", "log-snr"),
        ],
        dims: 1..=1,
        parameters: &["width", "process", "start", "epsilon", "grid", "seed"],
        has_stage: true,
        has_clock: true,
        opening: 0.51,
    },
    StudyInfo {
        kind: StudyKind::Bridge,
        name: "bridge",
        title: "The Dirac bridge",
        question: "One data point: what is the law of the way back to it?",
        reference: "Cao et al. Theorem 2, (4.12), (4.17)",
        defaults: &[
            ("dynamics", "bridge"),
            ("data", "dirac-line"),
            ("start", "normal:-1.5,0.7"),
            ("t-star", "2"),
            ("grid", "log-snr"),
        ],
        dims: 1..=1,
        parameters: &["target", "start", "process", "grid", "seed"],
        has_stage: true,
        has_clock: true,
        opening: 0.2,
    },
    StudyInfo {
        kind: StudyKind::StepCount,
        name: "step-count",
        title: "How many steps?",
        question: "The same noise with twice the steps: which sampler gains most?",
        reference: "Cao et al. (4.19), (4.21)–(4.24), figures 8 and 9",
        defaults: &[
            ("data", "two-diracs-line"),
            ("start", "terminal"),
            ("grid", "log-snr"),
        ],
        dims: 1..=1,
        parameters: &[
            "grid",
            "width",
            "epsilon",
            "process",
            "start",
            "t-min",
            "particles",
            "seed",
        ],
        has_stage: false,
        has_clock: false,
        opening: 1.0,
    },
    StudyInfo {
        kind: StudyKind::ErrorBudget,
        name: "error-budget",
        title: "T* and steps: the error budget",
        question: "Is it T*, the steps or the sample that keeps the result from ρ₀?",
        reference: "Cao et al. (3.19), section 4.3",
        defaults: &[
            ("grid", "uniform"),
            ("data", "two-diracs-line"),
            ("width", "0.3"),
            ("t-star", "1.5"),
            ("steps", "20"),
        ],
        dims: 1..=1,
        parameters: &[
            "sampler",
            "grid",
            "epsilon",
            "start",
            "width",
            "process",
            "t-min",
            "particles",
            "seed",
        ],
        has_stage: false,
        has_clock: false,
        opening: 1.0,
    },
    StudyInfo {
        kind: StudyKind::Errata,
        name: "errata",
        title: "Errata",
        question: "What do the formulas do as they are printed?",
        reference: "Cao et al. (4.9), (4.16), (4.19), (4.29)–(4.34)",
        defaults: &[
            ("data", "dirac-line"),
            ("width", "1"),
            ("sampler", "euler-maruyama-as-printed"),
            ("grid", "uniform"),
            ("t-star", "10"),
            ("steps", "500"),
        ],
        dims: 1..=1,
        parameters: &["sampler", "width", "grid"],
        has_stage: false,
        has_clock: false,
        opening: 1.0,
    },
    StudyInfo {
        kind: StudyKind::LiYau,
        name: "li-yau",
        title: "Li–Yau: how steep can the score fall?",
        question: "How fast may the score fall from one place to the next, and where is the limit met?",
        reference: "Liu & Zuazua figure 1, the Li–Yau estimate",
        defaults: &[
            ("data", "three-diracs-line"),
            ("process", "heat"),
            ("t-star", "10"),
            ("grid", "geometric"),
        ],
        dims: 1..=2,
        parameters: &["width", "process", "grid"],
        has_stage: false,
        has_clock: true,
        opening: 0.2,
    },
    StudyInfo {
        kind: StudyKind::Lemniscate,
        name: "lemniscate",
        title: "The true score beside the empirical one",
        question: "The same noise, once with the score of the law and once with that of a sample: what is new, what is copied?",
        reference: "Liu & Zuazua figure 2",
        defaults: &[
            ("data", "lemniscate"),
            ("process", "heat"),
            ("t-star", "2"),
            ("t-min", "0.001"),
            ("samples", "50"),
            ("epsilon", "0.2"),
            ("sampler", "dpm-solver++"),
            ("grid", "log-snr"),
            ("particles", "10000"),
        ],
        dims: 2..=2,
        parameters: &[
            "t-min",
            "samples",
            "epsilon",
            "draw",
            "process",
            "sampler",
            "grid",
            "start",
            "particles",
            "seed",
        ],
        has_stage: false,
        has_clock: false,
        opening: 1.0,
    },
    StudyInfo {
        kind: StudyKind::TwoDiracs,
        name: "two-diracs",
        title: "Two points: the separatrix",
        question: "Where does the flow without noise take each place, and what does noise do to the line between?",
        reference: "Liu & Zuazua figure 3",
        defaults: &[
            ("data", "two-diracs"),
            ("process", "heat"),
            ("epsilon", "0"),
            ("t-star", "1"),
            ("grid", "log-snr"),
        ],
        dims: 2..=2,
        parameters: &["epsilon", "process", "sampler", "grid", "particles", "seed"],
        has_stage: false,
        has_clock: true,
        opening: 1.0,
    },
    StudyInfo {
        kind: StudyKind::Cores,
        name: "cores",
        title: "γ-Voronoi cores",
        question: "How deep in a cell must a particle be to be caught for good?",
        reference: "Liu & Zuazua figure 4",
        defaults: &[
            ("data", "five-points"),
            ("process", "heat"),
            ("t-star", "2"),
            ("grid", "log-snr"),
        ],
        dims: 2..=2,
        parameters: &[
            "gamma",
            "epsilon",
            "process",
            "sampler",
            "grid",
            "start",
            "particles",
            "seed",
        ],
        has_stage: true,
        has_clock: true,
        opening: 0.6,
    },
    StudyInfo {
        kind: StudyKind::Concentration,
        name: "concentration",
        title: "Concentration on the support",
        question: "How fast do particles come to the data?",
        reference: "Liu & Zuazua Theorem 3.4",
        defaults: &[
            ("data", "five-points"),
            ("process", "heat"),
            ("epsilon", "0"),
            ("t-star", "2"),
            ("grid", "log-snr"),
        ],
        dims: 1..=2,
        parameters: &["epsilon", "process", "start", "grid", "particles", "seed"],
        has_stage: true,
        has_clock: true,
        opening: 0.5,
    },
    StudyInfo {
        kind: StudyKind::Energy,
        name: "energy",
        title: "Energy and entropy",
        question: "From the wrong start, how large can v become, and does it come nearer to u?",
        reference: "Liu & Zuazua Theorem 3.1",
        defaults: &[
            ("data", "two-diracs-line"),
            ("width", "0.2"),
            ("process", "heat"),
            ("start", "normal:0.5,1.2"),
            ("epsilon", "0.5"),
            ("t-star", "1"),
            ("grid", "log-snr"),
        ],
        dims: 1..=1,
        parameters: &[
            "norm", "epsilon", "width", "start", "process", "grid", "cells",
        ],
        has_stage: false,
        has_clock: true,
        opening: 0.5,
    },
    StudyInfo {
        kind: StudyKind::Bounded,
        name: "bounded",
        title: "Between walls",
        question: "The heat flow needs no confining force where walls reflect: where does it end, and can it be reversed?",
        reference: "Cao et al. (2.9)–(2.10)",
        defaults: &[
            ("data", "0.2@0.35;0.75@0.65"),
            ("process", "heat"),
            ("start", "terminal"),
            ("t-star", "0.2"),
            ("grid", "uniform"),
            ("steps", "200"),
        ],
        dims: 1..=1,
        parameters: &[
            "width",
            "epsilon",
            "start",
            "grid",
            "cells",
            "particles",
            "seed",
        ],
        has_stage: false,
        has_clock: true,
        opening: 0.92,
    },
    StudyInfo {
        kind: StudyKind::Memorised,
        name: "memorised",
        title: "Too good for its own good",
        question: "Are the samples new, or are they the training data?",
        reference: "Cao et al. sections 4.5 and 5; derived for this project",
        // As in the article's table.
        defaults: &[
            ("data", "two-moons"),
            ("samples", "64"),
            ("smoothing", "0.1"),
            ("bandwidth", "0.1"),
            ("start", "terminal"),
            ("t-min", "0.0001"),
            ("grid", "log-snr"),
            ("steps", "60"),
        ],
        dims: 2..=2,
        parameters: &["samples", "draw", "smoothing", "bandwidth", "grid", "seed"],
        has_stage: false,
        has_clock: false,
        opening: 1.0,
    },
    StudyInfo {
        kind: StudyKind::GoodError,
        name: "good-error",
        title: "The good error",
        question: "The same noise through the exact denoiser and another: where do the paths part, and is it better there?",
        reference: "Cao et al. section 5; derived for this project",
        defaults: &[
            ("data", "two-moons"),
            ("samples", "64"),
            ("denoiser", "kde"),
            ("bandwidth", "0.15"),
            ("start", "terminal"),
            ("t-min", "0.0001"),
            ("grid", "log-snr"),
        ],
        dims: 2..=2,
        parameters: &[
            "denoiser",
            "smoothing",
            "bandwidth",
            "features",
            "ridge",
            "half",
            "answer",
            "loss",
            "training",
            "learning-seed",
            "samples",
            "draw",
            "grid",
            "seed",
        ],
        has_stage: false,
        has_clock: true,
        opening: 0.6,
    },
    StudyInfo {
        kind: StudyKind::LossFloor,
        name: "loss-floor",
        title: "The loss and its floor",
        question: "How far down can the loss go, and who reaches the bottom?",
        reference: "Cao et al. (4.26)–(4.34)",
        defaults: &[
            ("data", "two-moons"),
            ("samples", "64"),
            ("start", "terminal"),
            ("grid", "log-snr"),
        ],
        dims: 1..=2,
        parameters: &[
            "loss",
            "answer",
            "training",
            "learning-seed",
            "samples",
            "draw",
            "width",
        ],
        has_stage: false,
        has_clock: false,
        opening: 1.0,
    },
    StudyInfo {
        kind: StudyKind::Generalise,
        name: "generalise",
        title: "How many samples does it take?",
        question: "Two denoisers know disjoint halves of the data and get the same noise: when do they agree?",
        reference: "derived for this project",
        defaults: &[
            ("data", "two-moons"),
            ("samples", "256"),
            ("start", "terminal"),
            ("t-min", "0.0001"),
            ("grid", "log-snr"),
            ("steps", "60"),
        ],
        dims: 2..=2,
        parameters: &["samples", "draw", "bandwidth", "grid", "seed"],
        has_stage: false,
        has_clock: false,
        opening: 1.0,
    },
    StudyInfo {
        kind: StudyKind::Collapse,
        name: "collapse",
        title: "Collapse: when is a fate sealed?",
        question: "From how many data points does a particle still average, and when does one of them own it?",
        reference: "Cao et al. (4.40)–(4.45); derived for this project",
        defaults: &[
            ("data", "two-moons"),
            ("samples", "64"),
            ("start", "terminal"),
            ("t-min", "0.0001"),
            ("grid", "log-snr"),
            ("steps", "200"),
        ],
        dims: 1..=2,
        parameters: &[
            "samples",
            "draw",
            "epsilon",
            "process",
            "start",
            "particles",
            "grid",
            "seed",
        ],
        has_stage: true,
        has_clock: true,
        opening: 0.6,
    },
    StudyInfo {
        kind: StudyKind::TwoClocks,
        name: "two-clocks",
        title: "Two clocks: first what, then which",
        question: "On the way back from noise, when is the class decided, and when the data point?",
        reference: "derived for this project, after Biroli et al. (2024)",
        defaults: &[
            ("data", "digits"),
            ("start", "terminal"),
            ("grid", "log-snr"),
            ("steps", "60"),
            ("particles", "64"),
        ],
        dims: 1..=1024,
        parameters: &["samples", "draw", "width", "process", "seed"],
        has_stage: false,
        has_clock: false,
        opening: 1.0,
    },
    StudyInfo {
        kind: StudyKind::CriticalTime,
        name: "critical-time",
        title: "Critical time: when does the middle turn?",
        question: "When do reverse paths from the middle of two data points begin to part, and is that the law's doing?",
        reference: "derived for this project, after Raya & Ambrogioni (2023)",
        defaults: &[
            ("data", "-1;1"),
            ("start", "terminal"),
            ("epsilon", "0.3"),
            ("grid", "log-snr"),
        ],
        dims: 1..=1,
        parameters: &["epsilon", "width", "process", "grid", "seed"],
        has_stage: false,
        has_clock: true,
        opening: 0.6,
    },
    StudyInfo {
        kind: StudyKind::EarlyStopping,
        name: "early-stopping",
        title: "Stopping early is a density estimate",
        question: "What does a reverse process generate that stops early?",
        reference: "Cao et al. figure 1; derived for this project",
        defaults: &[
            ("data", "eruptions"),
            ("start", "terminal"),
            ("t-min", "0.02"),
            ("grid", "log-snr"),
        ],
        dims: 1..=1,
        parameters: &[
            "t-min",
            "process",
            "samples",
            "draw",
            "grid",
            "particles",
            "seed",
        ],
        has_stage: false,
        has_clock: true,
        opening: 1.0,
    },
    StudyInfo {
        kind: StudyKind::Digits,
        name: "digits",
        title: "Images",
        question: "An image is a point in many dimensions. What do the exact denoiser and another make of the same noise?",
        reference: "Cao et al. (4.36), sections 4.5 and 5; derived for this project",
        defaults: &[
            ("data", "digits"),
            ("samples", "1500"),
            ("denoiser", "smoothed"),
            ("smoothing", "0.5"),
            ("features", "128"),
            ("start", "terminal"),
            ("grid", "log-snr"),
            ("steps", "60"),
            ("particles", "256"),
        ],
        dims: 4..=1024,
        parameters: &[
            "denoiser",
            "smoothing",
            "bandwidth",
            "features",
            "ridge",
            "half",
            "answer",
            "loss",
            "training",
            "learning-seed",
            "samples",
            "draw",
            "epsilon",
            "process",
            "grid",
            "start",
            "particles",
            "seed",
        ],
        has_stage: false,
        has_clock: true,
        opening: 0.72,
    },
];

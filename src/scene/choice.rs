//! The names of everything that is one of a few: in scenes, and in menus.

use super::{DenoiserKind, Dynamics, Half, Precision, STUDIES, StudyKind, View};
use crate::denoiser::{Answer, Loss};
use crate::process::Process;
use crate::sampler::Sampler;
use crate::time_grid::Grid;

/// A type that is one of a few named values.
pub(super) trait Named: Sized + Copy + PartialEq + 'static {
    /// (value, name in a scene, label in a menu).
    const NAMES: &'static [(Self, &'static str, &'static str)];

    fn named(name: &str) -> Option<Self> {
        let mut all = Self::NAMES.iter();
        all.find(|entry| entry.1 == name).map(|entry| entry.0)
    }

    fn name(self) -> &'static str {
        let mut all = Self::NAMES.iter();
        all.find(|entry| entry.0 == self)
            .map_or("", |entry| entry.1)
    }
}

impl Named for Dynamics {
    const NAMES: &'static [(Self, &'static str, &'static str)] = &[
        (Dynamics::Forward, "forward", "Forward: data to noise"),
        (Dynamics::Reverse, "reverse", "Reverse: noise to data"),
        (Dynamics::Bridge, "bridge", "Bridge to one point"),
    ];
}

impl Named for Process {
    const NAMES: &'static [(Self, &'static str, &'static str)] = &[
        (Process::Ou, "ou", "Ornstein–Uhlenbeck"),
        (Process::Heat, "heat", "Heat flow"),
    ];
}

impl Named for DenoiserKind {
    const NAMES: &'static [(Self, &'static str, &'static str)] = &[
        (DenoiserKind::Exact, "exact", "Exact, of the data points"),
        (
            DenoiserKind::TrueLaw,
            "true-law",
            "Exact, of the law they were drawn from",
        ),
        (DenoiserKind::Smoothed, "smoothed", "Smoothed in x"),
        (DenoiserKind::Kde, "kde", "Of a density estimate"),
        (DenoiserKind::Floor, "floor", "With a bandwidth floor"),
        (DenoiserKind::Gaussian, "gaussian", "Of a Gaussian"),
        (
            DenoiserKind::Fourier,
            "fourier",
            "Random features, in closed form",
        ),
        (DenoiserKind::Network, "network", "A network, trained here"),
        (DenoiserKind::Halves, "halves", "Of half of the data points"),
    ];
}

impl Named for Half {
    const NAMES: &'static [(Self, &'static str, &'static str)] = &[
        (Half::First, "first", "The first"),
        (Half::Second, "second", "The second"),
    ];
}

impl Named for Answer {
    const NAMES: &'static [(Self, &'static str, &'static str)] = &[
        (Answer::Origin, "origin", "x̄₀"),
        (Answer::Noise, "noise", "The noise ε₀"),
    ];
}

impl Named for Loss {
    const NAMES: &'static [(Self, &'static str, &'static str)] = &[
        (Loss::Total, "total", "(4.30), (4.33): t even"),
        (Loss::Discrete, "discrete", "(4.34): t on the grid"),
    ];
}

impl Named for Sampler {
    const NAMES: &'static [(Self, &'static str, &'static str)] = &[
        (Sampler::EulerMaruyama, "euler-maruyama", "Euler–Maruyama"),
        (
            Sampler::EulerMaruyamaAsPrinted,
            "euler-maruyama-as-printed",
            "Euler–Maruyama, (4.19) as printed",
        ),
        (
            Sampler::Exponential,
            "exponential",
            "Exponential (DDPM, DDIM)",
        ),
        (Sampler::Heun, "heun", "Heun (EDM)"),
        (Sampler::DpmSolver, "dpm-solver++", "DPM-Solver++ (2M)"),
    ];
}

impl Named for Grid {
    const NAMES: &'static [(Self, &'static str, &'static str)] = &[
        (Grid::Uniform, "uniform", "Uniform in t"),
        (Grid::Geometric, "geometric", "Geometric"),
        (Grid::LogSnr, "log-snr", "Uniform in log-SNR"),
        (Grid::Karras, "karras", "Karras, ρ = 7"),
        (Grid::Cosine, "cosine", "Cosine"),
    ];
}

impl Named for View {
    const NAMES: &'static [(Self, &'static str, &'static str)] = &[
        (View::Auto, "auto", "By the data"),
        (View::Plane, "plane", "Plane"),
        (View::Line, "line", "Line"),
    ];
}

impl Named for Precision {
    const NAMES: &'static [(Self, &'static str, &'static str)] = &[
        (Precision::Double, "f64", "64 bits"),
        (Precision::Single, "f32", "32 bits"),
    ];
}

impl Named for StudyKind {
    const NAMES: &'static [(Self, &'static str, &'static str)] = &{
        let mut names = [(StudyKind::None, "", ""); STUDIES.len()];
        let mut k = 0;
        while k < STUDIES.len() {
            names[k] = (STUDIES[k].kind, STUDIES[k].name, STUDIES[k].title);
            k += 1;
        }
        names
    };
}

/// (name, label) of every value of a choice.
pub type Choices = Vec<(&'static str, &'static str)>;

pub(super) fn choices<T: Named>() -> Choices {
    let all = T::NAMES.iter();
    all.map(|&(_, name, label)| (name, label)).collect()
}

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

/// The names of a type's values, and the first of them as what a value is before a scene is read.
macro_rules! named {
    ($type:ident { $($variant:ident, $name:literal, $label:literal;)* }) => {
        impl Named for $type {
            const NAMES: &'static [(Self, &'static str, &'static str)] =
                &[$((Self::$variant, $name, $label)),*];
        }

        impl Default for $type {
            fn default() -> Self {
                Self::NAMES[0].0
            }
        }
    };
}

named! { Dynamics {
    Forward, "forward", "Forward: data to noise";
    Reverse, "reverse", "Reverse: noise to data";
    Bridge, "bridge", "Bridge to one point";
} }

named! { Process {
    Ou, "ou", "Ornstein–Uhlenbeck";
    Heat, "heat", "Heat flow";
} }

named! { DenoiserKind {
    Exact, "exact", "Exact, of the data points";
    TrueLaw, "true-law", "Exact, of the law they were drawn from";
    Smoothed, "smoothed", "Smoothed in x";
    Kde, "kde", "Of a density estimate";
    Floor, "floor", "With a bandwidth floor";
    Gaussian, "gaussian", "Of a Gaussian";
    Fourier, "fourier", "Random features, in closed form";
    Network, "network", "A network, trained here";
    Halves, "halves", "Of half of the data points";
} }

named! { Half {
    First, "first", "The first";
    Second, "second", "The second";
} }

named! { Answer {
    Origin, "origin", "x̄₀";
    Noise, "noise", "The noise ε₀";
} }

named! { Loss {
    Total, "total", "(4.30), (4.33): t even";
    Discrete, "discrete", "(4.34): t on the grid";
} }

named! { Sampler {
    EulerMaruyama, "euler-maruyama", "Euler–Maruyama";
    EulerMaruyamaAsPrinted, "euler-maruyama-as-printed", "Euler–Maruyama, (4.19) as printed";
    Exponential, "exponential", "Exponential (DDPM, DDIM)";
    Heun, "heun", "Heun (EDM)";
    DpmSolver, "dpm-solver++", "DPM-Solver++ (2M)";
} }

named! { Grid {
    Uniform, "uniform", "Uniform in t";
    Geometric, "geometric", "Geometric";
    LogSnr, "log-snr", "Uniform in log-SNR";
    Karras, "karras", "Karras, ρ = 7";
    Cosine, "cosine", "Cosine";
} }

named! { View {
    Auto, "auto", "By the data";
    Plane, "plane", "Plane";
    Line, "line", "Line";
} }

named! { Precision {
    Double, "f64", "64 bits";
    Single, "f32", "32 bits";
} }

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

impl Default for StudyKind {
    fn default() -> Self {
        Self::None
    }
}

/// (name, label) of every value of a choice.
pub type Choices = Vec<(&'static str, &'static str)>;

pub(super) fn choices<T: Named>() -> Choices {
    let all = T::NAMES.iter();
    all.map(|&(_, name, label)| (name, label)).collect()
}

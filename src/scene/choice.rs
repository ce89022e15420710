//! What is one of a few, and how it is called: in scenes, and in menus. Types of other modules have their names here too.

use super::study::{STUDIES, StudyKind};
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

/// A type that is one of a few, with the names of its values.
macro_rules! choice {
    ($(#[$about:meta])* pub enum $type:ident { $($(#[$meant:meta])* $variant:ident, $name:literal, $label:literal;)* }) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $type {
            $($(#[$meant])* $variant,)*
        }

        named! { $type { $($variant, $name, $label;)* } }
    };
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

choice! {
    /// Which process runs.
    pub enum Dynamics {
        /// From the data to noise.
        Forward, "forward", "Forward: data to noise";
        /// From noise to the data.
        Reverse, "reverse", "Reverse: noise to data";
        /// From a start to one data point, Theorem 2.
        Bridge, "bridge", "Bridge to one point";
    }
}

named! { Process {
    Ou, "ou", "Ornstein–Uhlenbeck";
    Heat, "heat", "Heat flow";
} }

choice! {
    /// Which x̄₀ drives the reverse process.
    pub enum DenoiserKind {
        /// The kernel formulation (4.36)–(4.39), of the data points.
        Exact, "exact", "Exact, of the data points";
        /// The same of the law from which the data points were drawn.
        TrueLaw, "true-law", "Exact, of the law they were drawn from";
        /// The exact one through a blur of x.
        Smoothed, "smoothed", "Smoothed in x";
        /// The exact one of a kernel density estimate.
        Kde, "kde", "Of a density estimate";
        /// The exact one with weights that never become narrower than a bandwidth.
        Floor, "floor", "With a bandwidth floor";
        /// The exact one of a Gaussian with the data's mean and covariance.
        Gaussian, "gaussian", "Of a Gaussian";
        /// Random Fourier features, trained in closed form.
        Fourier, "fourier", "Random features, in closed form";
        /// A small network, trained step by step.
        Network, "network", "A network, trained here";
        /// The exact one pixel by pixel, each seen through a window.
        Local, "local", "Local: through a window";
        /// The same over the patches of all places.
        LocalEquivariant, "local-equivariant", "Local, over all places";
        /// The exact one pixel by pixel, each seen through what the data's covariance says it depends on.
        Wiener, "wiener", "Local, through a Wiener filter";
        /// The exact one of half of the data points.
        Halves, "halves", "Of half of the data points";
    }
}

impl DenoiserKind {
    /// Whether it has to know which coordinates are neighbours: data points are images then, row after row.
    pub fn needs_images(self) -> bool {
        use DenoiserKind::*;
        matches!(self, Local | LocalEquivariant | Wiener)
    }
}

choice! {
    /// Which half of the data points the denoiser knows.
    pub enum Half {
        /// The data points that come first in the order in which samples are chosen.
        First, "first", "The first";
        /// The other data points.
        Second, "second", "The second";
    }
}

choice! {
    /// Which of the two denoisers of a relay is the exact one.
    pub enum RelayOrder {
        /// It begins.
        ExactFirst, "exact-first", "The exact one, then this";
        /// It ends.
        ExactLast, "exact-last", "This, then the exact one";
    }
}

/// How large the window of a local denoiser is: so many pixels a side, an odd number; 0 for what the data's own statistics say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Patch(pub usize);

macro_rules! patches {
    ($($side:literal)*) => {
        impl Named for Patch {
            const NAMES: &'static [(Self, &'static str, &'static str)] = &[
                (Patch(0), "auto", "As the data’s statistics say"),
                $((Patch($side), stringify!($side), concat!($side, " × ", $side)),)*
            ];
        }
    };
}

// Up to what a corner of an image of 32 × 32 needs to see all of it.
patches! { 1 3 5 7 9 11 13 15 17 19 21 23 25 27 29 31 33 35 37 39 41 43 45 47 49 51 53 55 57 59 61 63 }

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

choice! {
    /// How a scene is looked at.
    pub enum View {
        /// By the data's dimension.
        Auto, "auto", "By the data";
        /// The first two coordinates.
        Plane, "plane", "Plane";
        /// One coordinate, and the density over it.
        Line, "line", "Line";
    }
}

choice! {
    /// The arithmetic of the naive reverse march.
    pub enum Precision {
        /// `f64`, of 53 significant bits.
        Double, "f64", "64 bits";
        /// `f32`, of 24 significant bits.
        Single, "f32", "32 bits";
    }
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

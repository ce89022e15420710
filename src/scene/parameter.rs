//! The table of parameters: every name, range, default, help and paper reference, written once.

use super::choice::{
    Choices, DenoiserKind, Dynamics, Half, Named, Patch, Precision, RelayOrder, View, choices,
};
use super::fields::Scene;
use super::study::StudyKind;
use crate::denoiser::{Answer, Loss};
use crate::lab;
use crate::law;
use crate::process::Process;
use crate::sampler::Sampler;
use crate::time_grid::Grid;

/// What values a parameter takes.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// One of a few names.
    Choice(fn() -> Choices),
    /// A real number in [min, max]; whether a slider should be logarithmic.
    Number { min: f64, max: f64, log: bool },
    /// A whole number in [min, max]; whether a slider should be logarithmic.
    Integer { min: f64, max: f64, log: bool },
    /// A preset's name or points.
    Data,
    /// A [`Start`](super::Start).
    Start,
}

/// Everything that is known about a parameter.
///
/// ```
/// use reverse_diffusion::scene::{Kind, parameter};
///
/// let epsilon = parameter("epsilon").expect("there is one of this name");
/// assert_eq!((epsilon.symbol, epsilon.default), ("ε", "1"));
/// assert!(matches!(epsilon.kind, Kind::Number { min: 0.0, max: 2.0, .. }));
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Parameter {
    /// Its name in attributes, URLs, JSON and CSV headers.
    pub name: &'static str,
    /// Its name on a control.
    pub label: &'static str,
    /// The papers' symbol.
    pub symbol: &'static str,
    /// What values it takes.
    pub kind: Kind,
    /// Its default, as text.
    pub default: &'static str,
    /// One sentence of help.
    pub help: &'static str,
    /// Where it stands in the papers.
    pub reference: &'static str,
    /// In which dynamics it has an effect.
    pub dynamics: &'static [Dynamics],
    /// To which studies alone it belongs; none for a parameter of every scene.
    pub studies: &'static [StudyKind],
    /// To which denoisers alone it belongs; none for a parameter of every scene.
    pub denoisers: &'static [DenoiserKind],
    /// Where a scene keeps it.
    pub(super) field: Field,
}

/// Where a scene keeps a parameter, by which it is read and written under its name.
#[derive(Clone, Copy, Debug)]
pub(super) enum Field {
    /// One of a few names; setting another changes nothing and is false.
    Choice {
        get: fn(&Scene) -> &'static str,
        set: fn(&mut Scene, &str) -> bool,
    },
    Number {
        get: fn(&Scene) -> f64,
        set: fn(&mut Scene, f64),
    },
    /// A whole number.
    Whole {
        get: fn(&Scene) -> f64,
        set: fn(&mut Scene, u64),
    },
    Data,
    Start,
}

macro_rules! choice {
    ($field:ident) => {
        Field::Choice {
            get: |scene| scene.$field.name(),
            set: |scene, name| {
                Named::named(name)
                    .map(|value| scene.$field = value)
                    .is_some()
            },
        }
    };
}

macro_rules! number {
    ($field:ident) => {
        Field::Number {
            get: |scene| scene.$field,
            set: |scene, value| scene.$field = value,
        }
    };
}

macro_rules! whole {
    ($field:ident) => {
        Field::Whole {
            get: |scene| scene.$field as f64,
            set: |scene, value| scene.$field = value as _,
        }
    };
}

const ALL: &[Dynamics] = &[Dynamics::Forward, Dynamics::Reverse, Dynamics::Bridge];
const REVERSE: &[Dynamics] = &[Dynamics::Reverse];
/// All but the exact one itself.
const RELAYED: &[DenoiserKind] = &[
    DenoiserKind::TrueLaw,
    DenoiserKind::Smoothed,
    DenoiserKind::Kde,
    DenoiserKind::Floor,
    DenoiserKind::Gaussian,
    DenoiserKind::Fourier,
    DenoiserKind::Network,
    DenoiserKind::Local,
    DenoiserKind::LocalEquivariant,
    DenoiserKind::Wiener,
    DenoiserKind::Halves,
];
const BRIDGE: &[Dynamics] = &[Dynamics::Bridge];

/// The largest seed: the largest whole number that JavaScript holds exactly.
const LARGEST_SEED: f64 = 9_007_199_254_740_991.0;

/// The parameters of a scene in the plane with the exact denoiser: those that the module for embeds knows.
const PLANE: [Parameter; 14] = [
    Parameter {
        name: "dynamics",
        label: "Direction",
        symbol: "",
        kind: Kind::Choice(choices::<Dynamics>),
        field: choice!(dynamics),
        default: "reverse",
        help: lab(
            "Which process runs: data to noise, noise to data, or a bridge to one data point.",
        ),
        reference: lab("Cao et al. (2.11), (4.1), (4.12)"),
        dynamics: ALL,
        studies: &[],
        denoisers: &[],
    },
    Parameter {
        name: "data",
        label: "Data set",
        symbol: "ρ₀",
        kind: Kind::Data,
        field: Field::Data,
        default: "five-points",
        help: lab(
            "The training data: a preset, or your own points: at most 100,000 of at most 1,024 coordinates, 500,000 numbers in all.",
        ),
        reference: lab("Cao et al. (4.35)"),
        dynamics: ALL,
        studies: &[],
        denoisers: &[],
    },
    Parameter {
        name: "width",
        label: "Width of a point",
        symbol: "b",
        kind: Kind::Number {
            min: 0.0,
            max: 2.0,
            log: false,
        },
        field: number!(width),
        default: "0",
        help: lab(
            "Each data point is blurred by a normal law of this standard deviation: 0 are atoms, more is a density.",
        ),
        reference: lab("Cao et al. section 2.1"),
        dynamics: ALL,
        studies: &[],
        denoisers: &[],
    },
    Parameter {
        name: "process",
        label: "Forward process",
        symbol: "L",
        kind: Kind::Choice(choices::<Process>),
        field: choice!(process),
        default: "ou",
        help: lab(
            "How data become noise: shrinking towards 0 while noise comes in, or noise alone.",
        ),
        reference: lab("Cao et al. (2.11), (2.9)"),
        dynamics: ALL,
        studies: &[],
        denoisers: &[],
    },
    Parameter {
        name: "sampler",
        label: "Sampler",
        symbol: "",
        kind: Kind::Choice(choices::<Sampler>),
        field: choice!(sampler),
        default: "exponential",
        help: lab("How a step of the reverse process is taken."),
        reference: lab("Cao et al. (4.19), (4.21)–(4.24)"),
        dynamics: REVERSE,
        studies: &[],
        denoisers: &[],
    },
    Parameter {
        name: "epsilon",
        label: "Noise on the way back",
        symbol: "ε",
        kind: Kind::Number {
            min: 0.0,
            max: 2.0,
            log: false,
        },
        field: number!(epsilon),
        default: "1",
        help: lab(
            "1 is the reverse SDE, 0 the probability flow without noise; the law is the same for all.",
        ),
        reference: lab("Cao et al. (2.7), (2.8); Liu & Zuazua figure 2"),
        dynamics: REVERSE,
        studies: &[],
        denoisers: &[],
    },
    Parameter {
        name: "grid",
        label: "Time grid",
        symbol: "t₀ > … > t_n",
        kind: Kind::Choice(choices::<Grid>),
        field: choice!(grid),
        default: "log-snr",
        help: lab(
            "How the steps are spread over time. All but the uniform one go down toward t = 0 as far as the data's spacing asks, so that particles end on data points; the last step of the uniform one leaves averages of them.",
        ),
        reference: lab("Cao et al. section 4.3"),
        dynamics: ALL,
        studies: &[],
        denoisers: &[],
    },
    Parameter {
        name: "t-star",
        label: "Horizon T*",
        symbol: "T*",
        kind: Kind::Number {
            min: 0.05,
            max: 20.0,
            log: true,
        },
        field: number!(t_star),
        default: "3",
        help: "How long the forward process runs, and so how much noise the reverse one starts from.",
        reference: lab("Cao et al. (3.1)"),
        dynamics: ALL,
        studies: &[],
        denoisers: &[],
    },
    Parameter {
        name: "t-min",
        label: "Stop at",
        symbol: "t_min",
        kind: Kind::Number {
            min: 0.0,
            max: 20.0,
            log: true,
        },
        field: number!(t_min),
        default: "0",
        help: lab("The time at which the reverse process stops; 0 is the data."),
        reference: lab("Liu & Zuazua figure 2"),
        dynamics: ALL,
        studies: &[],
        denoisers: &[],
    },
    Parameter {
        name: "steps",
        label: "Steps",
        symbol: "n",
        kind: Kind::Integer {
            min: 1.0,
            max: 10_000.0,
            log: true,
        },
        field: whole!(steps),
        default: "100",
        help: "Into how many steps the time is cut; another number is other noise.",
        reference: lab("Cao et al. (4.19)"),
        dynamics: ALL,
        studies: &[],
        denoisers: &[],
    },
    Parameter {
        name: "start",
        label: "Start",
        symbol: "q₀",
        kind: Kind::Start,
        field: Field::Start,
        default: "normal",
        help: lab(
            "Where particles start: the normal law, the forward process's own end, or one point.",
        ),
        reference: lab("Cao et al. (3.1), (3.19)"),
        dynamics: ALL,
        studies: &[],
        denoisers: &[],
    },
    Parameter {
        name: "target",
        label: "Bridge ends at point",
        symbol: "x₀",
        kind: Kind::Integer {
            min: 0.0,
            max: (law::MOST_POINTS - 1) as f64,
            log: false,
        },
        field: whole!(target),
        default: "0",
        help: lab("The number of the data point in which the bridge ends."),
        reference: lab("Cao et al. Theorem 2, (4.12)"),
        dynamics: BRIDGE,
        studies: &[],
        denoisers: &[],
    },
    Parameter {
        name: "particles",
        label: "Particles",
        symbol: "M",
        kind: Kind::Integer {
            min: 1.0,
            max: 200_000.0,
            log: true,
        },
        field: whole!(particles),
        default: "2000",
        help: lab(
            "How many particles run; the first ones stay the same when there are more. Times the coordinates of the data they are at most 2,048,000.",
        ),
        reference: lab("Cao et al. section 4.3"),
        dynamics: ALL,
        studies: &[],
        denoisers: &[],
    },
    Parameter {
        name: "seed",
        label: "Seed",
        symbol: "",
        kind: Kind::Integer {
            min: 0.0,
            max: LARGEST_SEED,
            log: false,
        },
        field: whole!(seed),
        default: "1",
        help: lab(
            "The same seed gives the same noise, bit for bit, in every browser. It is drawn step by step: with another number \
             of steps the same seed is other noise, so paths of runs with more and more steps do not converge.",
        ),
        reference: lab(""),
        dynamics: ALL,
        studies: &[],
        denoisers: &[],
    },
];

/// A table of parameters of which the module for embeds knows only what they are called.
macro_rules! elsewhere {
    ($({ name: $name:literal, $($rest:tt)* })*) => {
        const LAB: [Parameter; NAMES_ELSEWHERE.len()] = [$(Parameter { name: $name, $($rest)* }),*];

        const NAMES_ELSEWHERE: &[&str] = &[$($name),*];
    };
}

// All others.
elsewhere! {
    {
        name: "samples",
        label: "How many points",
        symbol: "N",
        kind: Kind::Integer {
            min: 0.0,
            max: law::MOST_POINTS as f64,
            log: true,
        },
        field: whole!(samples),
        default: "0",
        help: "How many data points: drawn anew where their law is known, else some of those there are; 0 are all of them.",
        reference: "Cao et al. (4.35); Liu & Zuazua figure 2",
        dynamics: ALL,
        studies: &[],
        denoisers: &[],
    }
    {
        name: "draw",
        label: "Which sample",
        symbol: "",
        kind: Kind::Integer {
            min: 0.0,
            max: 1e6,
            log: true,
        },
        field: whole!(draw),
        default: "0",
        help: "Which data points: each number is another sample of the same law.",
        reference: "",
        dynamics: ALL,
        studies: &[],
        denoisers: &[],
    }
    {
        name: "denoiser",
        label: "Denoiser",
        symbol: "x̄₀",
        kind: Kind::Choice(choices::<DenoiserKind>),
        field: choice!(denoiser),
        default: "exact",
        help: "Where the expected origin comes from: exactly from the data points or the law they were drawn from, or from something less perfect.",
        reference: "Cao et al. (4.2), (4.36), section 4.4; Liu & Zuazua figure 2",
        dynamics: REVERSE,
        studies: &[],
        denoisers: &[],
    }
    {
        name: "smoothing",
        label: "Smoothing",
        symbol: "s",
        kind: Kind::Number {
            min: 0.0,
            max: 2.0,
            log: false,
        },
        field: number!(smoothing),
        default: "0.3",
        help: "The denoiser is averaged over places that lie around x with this standard deviation.",
        reference: "Cao et al. section 4.5; derived for this project",
        dynamics: REVERSE,
        studies: &[],
        denoisers: &[DenoiserKind::Smoothed],
    }
    {
        name: "bandwidth",
        label: "Bandwidth",
        symbol: "b",
        kind: Kind::Number {
            min: 0.0,
            max: 2.0,
            log: false,
        },
        field: number!(bandwidth),
        default: "0.2",
        help: "By how much each data point is blurred for the denoiser: of the estimate, or at least in its weights.",
        reference: "Cao et al. figure 1; derived for this project",
        dynamics: REVERSE,
        studies: &[],
        denoisers: &[DenoiserKind::Kde, DenoiserKind::Floor],
    }
    {
        name: "patch",
        label: "Window",
        symbol: "P",
        kind: Kind::Choice(choices::<Patch>),
        field: choice!(patch),
        default: "auto",
        help: "Of an image of side × side pixels each sees so many by so many around it: all of it from 2 · side − 1 on. By itself it is at each time the least that holds 86 % of the data’s Wiener filter.",
        reference: "Kamb & Ganguli (2025); the rule is ours",
        dynamics: REVERSE,
        studies: &[],
        denoisers: &[DenoiserKind::Local, DenoiserKind::LocalEquivariant],
    }
    {
        name: "relay",
        label: "Hand over at",
        symbol: "t",
        kind: Kind::Number {
            min: 0.0,
            max: 20.0,
            log: true,
        },
        field: number!(relay),
        default: "0",
        help: "The time at which the exact denoiser and this one take turns: 0 for this one alone.",
        reference: "after Bertrand et al. (2025)",
        dynamics: REVERSE,
        studies: &[],
        denoisers: RELAYED,
    }
    {
        name: "relay-order",
        label: "In which order",
        symbol: "",
        kind: Kind::Choice(choices::<RelayOrder>),
        field: choice!(relay_order),
        default: "exact-first",
        help: "Which of the two is asked while noise is wide, and which while it is slight.",
        reference: "after Bertrand et al. (2025)",
        dynamics: REVERSE,
        studies: &[],
        denoisers: RELAYED,
    }
    {
        name: "half",
        label: "Which half",
        symbol: "",
        kind: Kind::Choice(choices::<Half>),
        field: choice!(half),
        default: "first",
        help: "Which half of the data points the denoiser knows; the other is disjoint.",
        reference: "",
        dynamics: REVERSE,
        studies: &[],
        denoisers: &[DenoiserKind::Halves],
    }
    {
        name: "features",
        label: "Features",
        symbol: "K",
        kind: Kind::Integer {
            min: 8.0,
            max: 1024.0,
            log: true,
        },
        field: whole!(features),
        default: "256",
        help: "How many waves cos(ω·x + b) the denoiser is made of: of many data points fewer, so that learning, at every time anew, takes about a second at most.",
        reference: "derived for this project",
        dynamics: REVERSE,
        studies: &[],
        denoisers: &[DenoiserKind::Fourier],
    }
    {
        name: "ridge",
        label: "Ridge",
        symbol: "",
        kind: Kind::Number {
            min: 1e-12,
            max: 1.0,
            log: true,
        },
        field: number!(ridge),
        default: "0.000001",
        help: "What large amplitudes cost: more makes the denoiser smoother.",
        reference: "derived for this project",
        dynamics: REVERSE,
        studies: &[],
        denoisers: &[DenoiserKind::Fourier],
    }
    {
        name: "answer",
        label: "The network answers",
        symbol: "",
        kind: Kind::Choice(choices::<Answer>),
        field: choice!(answer),
        default: "origin",
        help: "Whether the network predicts x̄₀ itself, or the noise from which it follows.",
        reference: "Cao et al. (4.27), (4.32)",
        dynamics: REVERSE,
        studies: &[],
        denoisers: &[DenoiserKind::Network],
    }
    {
        name: "loss",
        label: "Loss",
        symbol: "",
        kind: Kind::Choice(choices::<Loss>),
        field: choice!(loss),
        default: "discrete",
        help: "What training makes small.",
        reference: "Cao et al. (4.30), (4.33), (4.34)",
        dynamics: REVERSE,
        studies: &[],
        denoisers: &[DenoiserKind::Network],
    }
    {
        name: "training",
        label: "Training steps",
        symbol: "",
        kind: Kind::Integer {
            min: 0.0,
            max: 50000.0,
            log: true,
        },
        field: whole!(training),
        default: "2000",
        help: "How many steps of 256 samples the network is trained for.",
        reference: "Cao et al. section 4.4",
        dynamics: REVERSE,
        studies: &[],
        denoisers: &[DenoiserKind::Network],
    }
    {
        name: "learning-seed",
        label: "Seed of learning",
        symbol: "",
        kind: Kind::Integer {
            min: 0.0,
            max: 1e6,
            log: true,
        },
        field: whole!(learning_seed),
        default: "1",
        help: "What features, first weights and batches are drawn from.",
        reference: "",
        dynamics: REVERSE,
        studies: &[],
        denoisers: &[DenoiserKind::Fourier, DenoiserKind::Network],
    }
    {
        name: "view",
        label: "View",
        symbol: "",
        kind: Kind::Choice(choices::<View>),
        field: choice!(view),
        default: "auto",
        help: "A plane for two coordinates, a line for one.",
        reference: "",
        dynamics: ALL,
        studies: &[],
        denoisers: &[],
    }
    {
        name: "study",
        label: "Study",
        symbol: "",
        kind: Kind::Choice(choices::<StudyKind>),
        field: choice!(study),
        default: "none",
        help: "A question asked on a line, with what theory predicts beside what is measured.",
        reference: "Cao et al. sections 2–4",
        dynamics: ALL,
        studies: &[],
        denoisers: &[],
    }
    {
        name: "cells",
        label: "Cells of the line",
        symbol: "",
        kind: Kind::Integer {
            min: 16.0,
            max: 2000.0,
            log: true,
        },
        field: whole!(cells),
        default: "400",
        help: "Into how many cells the line is cut for the finite-volume equations.",
        reference: "Cao et al. (2.1), (2.7)",
        dynamics: ALL,
        studies: &[],
        denoisers: &[],
    }
    {
        name: "mode",
        label: "Perturbed mode",
        symbol: "n",
        kind: Kind::Integer {
            min: 1.0,
            max: 12.0,
            log: false,
        },
        field: whole!(mode),
        default: "4",
        help: "Which eigenmode of the forward equation is added to the exact end; backwards it grows like e^{ks} for the k-th, that of the heat flow in a box like e^{k²s}.",
        reference: "Cao et al. (2.3)",
        dynamics: ALL,
        studies: &[StudyKind::Instability],
        denoisers: &[],
    }
    {
        name: "amplitude",
        label: "Its amplitude",
        symbol: "δ",
        kind: Kind::Number {
            min: 1e-15,
            max: 0.1,
            log: true,
        },
        field: number!(amplitude),
        default: "0.000001",
        help: "How much of the mode is added.",
        reference: "Cao et al. (2.3)",
        dynamics: ALL,
        studies: &[StudyKind::Instability],
        denoisers: &[],
    }
    {
        name: "precision",
        label: "Arithmetic",
        symbol: "",
        kind: Kind::Choice(choices::<Precision>),
        field: choice!(precision),
        default: "f64",
        help: "In how many bits the naive march is done: its rounding errors grow too.",
        reference: "Cao et al. (2.3)",
        dynamics: ALL,
        studies: &[StudyKind::Instability],
        denoisers: &[],
    }
    {
        name: "place",
        label: "Place",
        symbol: "y",
        kind: Kind::Number {
            min: -10.0,
            max: 10.0,
            log: false,
        },
        field: number!(place),
        default: "0.5",
        help: "Where the forward paths pass at t₂, and the reverse paths start.",
        reference: "Cao et al. Theorem 1",
        dynamics: ALL,
        studies: &[StudyKind::PastFuture],
        denoisers: &[],
    }
    {
        name: "t2",
        label: "Later time",
        symbol: "t₂",
        kind: Kind::Number {
            min: 0.01,
            max: 20.0,
            log: true,
        },
        field: number!(t2),
        default: "1",
        help: "When they are at y.",
        reference: "Cao et al. Theorem 1",
        dynamics: ALL,
        studies: &[StudyKind::PastFuture],
        denoisers: &[],
    }
    {
        name: "t1",
        label: "Earlier time",
        symbol: "t₁",
        kind: Kind::Number {
            min: 0.0,
            max: 20.0,
            log: false,
        },
        field: number!(t1),
        default: "0.2",
        help: "When they are looked at: the past of ρ, the future of q.",
        reference: "Cao et al. Theorem 1",
        dynamics: ALL,
        studies: &[StudyKind::PastFuture],
        denoisers: &[],
    }
    {
        name: "gamma",
        label: "Depth of a core",
        symbol: "γ",
        kind: Kind::Number {
            min: 0.0,
            max: 10.0,
            log: false,
        },
        field: number!(gamma),
        default: "0.5",
        help: "By how much nearer, in squared distance, a place of a core is to its own data point than to any other; 0 are the Voronoi cells.",
        reference: "Liu & Zuazua figure 4",
        dynamics: ALL,
        studies: &[StudyKind::Cores],
        denoisers: &[],
    }
    {
        name: "norm",
        label: "Norm",
        symbol: "p",
        kind: Kind::Number {
            min: 1.0,
            max: 8.0,
            log: false,
        },
        field: number!(norm),
        default: "2",
        help: "Which L^p norm of v is held against its bound.",
        reference: "Liu & Zuazua Theorem 3.1",
        dynamics: ALL,
        studies: &[StudyKind::Energy],
        denoisers: &[],
    }
}

/// The names of those parameters that this build knows by their names alone: a scene that sets one needs the whole
/// module.
pub const ELSEWHERE: &[&str] = if crate::WHOLE { &[] } else { NAMES_ELSEWHERE };

/// All parameters that this build knows, in the order of display.
pub const PARAMETERS: &[Parameter] = if crate::WHOLE {
    &{
        let mut all = [PLANE[0]; PLANE.len() + LAB.len()];
        let mut k = 0;
        while k < all.len() {
            all[k] = if k < PLANE.len() {
                PLANE[k]
            } else {
                LAB[k - PLANE.len()]
            };
            k += 1;
        }
        all
    }
} else {
    &PLANE
};

/// The parameter called `name`.
pub fn parameter(name: &str) -> Option<&'static Parameter> {
    PARAMETERS.iter().find(|parameter| parameter.name == name)
}

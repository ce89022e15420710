//! The data sets that have a name: a table, and how each is made.
//!
//! Those that are drawn at random are drawn once and for all: a fixed seed, and no function whose last bit
//! differs between machines.

use super::{Law, parse_inline};
use crate::lab;
use crate::points::Points;
use rand::{Rng, RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::f64::consts::{PI, TAU};

/// A named data set.
#[derive(Clone, Copy, Debug)]
pub struct Preset {
    /// What it is called in a scene.
    pub name: &'static str,
    /// What it is called in a menu.
    pub title: &'static str,
    /// What it shows.
    pub note: &'static str,
    /// Where it comes from, as a citation.
    pub source: &'static str,
    /// Under which licence.
    pub licence: &'static str,
    make: fn() -> Law,
}

impl Preset {
    /// The points.
    pub fn law(&self) -> Law {
        (self.make)()
    }
}

/// The preset called `name`.
pub fn preset(name: &str) -> Option<&'static Preset> {
    PRESETS.iter().find(|preset| preset.name == name)
}

const OWN: &str = "made for this project";
const CAO: &str = "Cao, Johnston, Laurent, Le, Motsch (2025), section 4.2";
const LIU: &str = "Liu, Zuazua (2025)";
const FREE: &str = "MIT or Apache-2.0";

/// All presets, in the order of a menu.
pub const PRESETS: &[Preset] = &[
    Preset {
        name: "five-points",
        title: "Five points",
        note: lab(
            "The fewest points with an interesting Voronoi diagram, as in figure 4 of Liu & Zuazua.",
        ),
        source: lab(LIU),
        licence: lab(FREE),
        make: five_points,
    },
    Preset {
        name: "dirac",
        title: "One point",
        note: lab("One sample: the reverse process is Theorem 2's bridge, known exactly."),
        source: lab(CAO),
        licence: lab(FREE),
        make: || Law::equal(Points::from_rows(&[1.0, 0.5], 2)),
    },
    Preset {
        name: "two-diracs",
        title: "Two points",
        note: lab("(−1, 0) and (1, 0), as in figure 3 of Liu & Zuazua."),
        source: lab(LIU),
        licence: lab(FREE),
        make: || Law::equal(Points::from_rows(&[-1.0, 0.0, 1.0, 0.0], 2)),
    },
    Preset {
        name: "dirac-line",
        title: "One point on a line",
        note: lab("One sample, at 0.8."),
        source: lab(CAO),
        licence: lab(FREE),
        make: || Law::equal(Points::from_rows(&[0.8], 1)),
    },
    Preset {
        name: "two-diracs-line",
        title: "Two points on a line",
        note: lab(
            "0.35 at −1 and 0.65 at 1: unequal, so that nothing comes out right by symmetry.",
        ),
        source: lab(OWN),
        licence: lab(FREE),
        make: || Law {
            weights: vec![0.35, 0.65],
            ..Law::equal(Points::from_rows(&[-1.0, 1.0], 1))
        },
    },
    Preset {
        name: "three-diracs-line",
        title: "Three points on a line",
        note: lab(
            "0.7 at −5, 0.3 at 0, 0.1 at 5, as in figure 1 of Liu & Zuazua; the weights there sum to 1.1 and are normalised here.",
        ),
        source: lab(LIU),
        licence: lab(FREE),
        make: || Law {
            weights: vec![0.7, 0.3, 0.1],
            ..Law::equal(Points::from_rows(&[-5.0, 0.0, 5.0], 1))
        },
    },
    Preset {
        name: "lemniscate",
        title: "Lemniscate",
        note: lab("200 points drawn on Bernoulli's lemniscate, as in figure 2 of Liu & Zuazua."),
        source: lab(LIU),
        licence: lab(FREE),
        make: lemniscate,
    },
    Preset {
        name: "two-moons",
        title: "Two moons",
        note: lab("300 points on two noisy half circles that reach into each other."),
        source: lab(OWN),
        licence: lab(FREE),
        make: two_moons,
    },
    Preset {
        name: "gaussian-mixture",
        title: "Gaussian mixture",
        note: lab("300 points drawn from six round Gaussians on a circle."),
        source: lab(OWN),
        licence: lab(FREE),
        make: gaussian_mixture,
    },
    Preset {
        name: "checkerboard",
        title: "Checkerboard",
        note: lab("512 points drawn evenly on the black squares of a 4 × 4 board."),
        source: lab(OWN),
        licence: lab(FREE),
        make: checkerboard,
    },
    Preset {
        name: "penguins",
        title: "Penguins: bill length and depth",
        note: lab("342 penguins of three species, measured at Palmer Station, Antarctica."),
        source: lab(
            "Gorman, Williams, Fraser (2014), PLoS ONE 9(3): e90081; Horst, Hill, Gorman (2020), palmerpenguins, doi:10.5281/zenodo.3960218",
        ),
        licence: lab("CC0 1.0"),
        make: || shipped(include_str!("data/penguins.csv"), None),
    },
    Preset {
        name: "faithful",
        title: "Old Faithful: eruption and pause",
        note: lab(
            "272 eruptions of the geyser Old Faithful: how long each lasted, and how long the next let wait.",
        ),
        source: lab(
            "Härdle (1991), Smoothing Techniques with Implementation in S, table 3; Azzalini, Bowman (1990), Applied Statistics 39, 357–365",
        ),
        licence: lab("public domain"),
        make: || shipped(include_str!("data/faithful.csv"), None),
    },
    Preset {
        name: "eruptions",
        title: "Old Faithful: eruptions on a line",
        note: lab("How long 272 eruptions of the geyser Old Faithful lasted."),
        source: lab(
            "Härdle (1991), Smoothing Techniques with Implementation in S, table 3; Azzalini, Bowman (1990), Applied Statistics 39, 357–365",
        ),
        licence: lab("public domain"),
        make: || shipped(include_str!("data/faithful.csv"), Some("eruptions")),
    },
];

/// A shipped table, all of it or one column, standardised. Not read as readers' tables are, which costs an embed a
/// library for the sake of what is known: comments, a line of names, two numbers a line.
fn shipped(text: &str, column: Option<&str>) -> Law {
    let mut lines = text.lines().filter(|line| !line.starts_with('#'));
    let names = lines.next().unwrap_or_default();
    let chosen = column.and_then(|column| names.split(',').position(|name| name == column));
    let rows: Vec<&str> = lines
        .map(|line| chosen.map_or(line, |k| line.split(',').nth(k).unwrap_or_default()))
        .collect();
    let law = parse_inline(&rows.join("\n"));
    law.unwrap_or_else(|_| unreachable!("the shipped data are well formed, which a test checks"))
        .standardised()
}

fn five_points() -> Law {
    let rows = [-1.3, -0.7, 1.0, -1.2, 1.5, 0.6, -0.5, 1.4, 0.1, 0.1];
    Law::equal(Points::from_rows(&rows, 2))
}

/// `count` points, the k-th made by `point` from the preset's own stream of random numbers.
fn drawn(count: usize, mut point: impl FnMut(usize, &mut ChaCha8Rng) -> [f64; 2]) -> Law {
    let mut rng = ChaCha8Rng::seed_from_u64(2025);
    let rows: Vec<f64> = (0..count).flat_map(|k| point(k, &mut rng)).collect();
    Law::equal(Points::from_rows(&rows, 2))
}

/// Box–Muller. A ziggurat is faster, and four kilobytes of tables.
fn normal(rng: &mut impl Rng) -> f64 {
    let (radius, angle) = (1.0 - rng.random::<f64>(), TAU * rng.random::<f64>());
    libm::sqrt(-2.0 * libm::log(radius)) * libm::cos(angle)
}

fn lemniscate() -> Law {
    drawn(200, |_, rng| {
        let theta = TAU * rng.random::<f64>();
        let (sin, cos) = (libm::sin(theta), libm::cos(theta));
        let r = 1.0 + sin * sin;
        [cos / r, sin * cos / r]
    })
}

fn two_moons() -> Law {
    drawn(300, |k, rng| {
        let theta = PI * rng.random::<f64>();
        let (x, y) = (libm::cos(theta), libm::sin(theta));
        let (x, y) = if k % 2 == 0 {
            (x, y)
        } else {
            (1.0 - x, 0.5 - y)
        };
        [x + 0.06 * normal(rng), y + 0.06 * normal(rng)]
    })
    .standardised()
}

fn gaussian_mixture() -> Law {
    drawn(300, |k, rng| {
        let centre = TAU * (k % 6) as f64 / 6.0;
        [
            1.4 * libm::cos(centre) + 0.15 * normal(rng),
            1.4 * libm::sin(centre) + 0.15 * normal(rng),
        ]
    })
    .standardised()
}

fn checkerboard() -> Law {
    drawn(512, |k, rng| {
        let (column, row) = (k % 4, (k / 4) % 2);
        let row = 2 * row + column % 2;
        [
            column as f64 - 2.0 + rng.random::<f64>(),
            row as f64 - 2.0 + rng.random::<f64>(),
        ]
    })
    .standardised()
}

//! The data sets that have a name: a table, and how each is made.
//!
//! A preset is a law of finitely many points, a sample of a law that is known, or one of a law that is not. Samples are
//! drawn from fixed seeds, and by no function whose last bit differs between machines.

use super::finite_law::Law;
use super::sample::{self, Sample};
use super::shipped::{FAITHFUL, PENGUINS};
use super::{digits, lemniscate, truth};
use crate::points::Points;

/// A named data set.
///
/// ```
/// use reverse_diffusion::law::preset;
///
/// let moons = preset("two-moons").expect("a preset of this name");
/// assert_eq!(moons.law(100, 0).points().len(), 100);
/// ```
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
    make: Make,
}

/// How the points of a preset come about.
#[derive(Clone, Copy, Debug)]
enum Make {
    /// They are the law, all of it.
    Finite(fn() -> Law),
    /// They were measured; what they were drawn from nobody knows.
    Measured(fn() -> Law),
    /// They were measured, and of each it is noted what it is.
    Labelled {
        law: fn() -> Law,
        labels: fn() -> Vec<u8>,
    },
    /// They are drawn from a law that is known.
    Drawn {
        sample: Sample,
        /// `None` where the module does not know it.
        truth: Option<fn() -> Law>,
    },
}

impl Preset {
    /// The points: `samples` of them, or as many as the preset comes with for 0; which, says `draw`.
    ///
    /// Drawn ones are the first of one endless stream for each `draw`, moved and scaled like those that the preset comes
    /// with, so that more samples leave the others where they are. Of points that are given, `samples` are chosen, in
    /// an order that depends on `draw`; all, if there are not so many.
    pub fn law(&self, samples: usize, draw: u64) -> Law {
        match self.make {
            Make::Finite(make) | Make::Measured(make) => make().chosen(samples, draw),
            Make::Labelled { law, .. } => law().chosen(samples, draw),
            Make::Drawn { sample, .. } => sample.law(samples, draw),
        }
    }

    /// What the small module knows of it: how it is called, and how its points are made.
    const fn without_texts(self) -> Self {
        let make = match self.make {
            Make::Drawn { sample, .. } => Make::Drawn {
                sample,
                truth: None,
            },
            make => make,
        };
        Self {
            note: "",
            source: "",
            licence: "",
            make,
            ..self
        }
    }

    /// Whether its points are drawn, as many as one likes.
    pub fn is_drawn(&self) -> bool {
        matches!(self.make, Make::Drawn { .. })
    }

    /// So many points of its law that are independent of each other, where points are drawn. Those of [`Preset::law`]
    /// are not quite: they are spread evenly over the parts of the law, half of them on each of two moons.
    pub fn independent(&self, count: usize, draw: u64) -> Option<Law> {
        match self.make {
            Make::Drawn { sample, .. } => Some(sample.independent(count, draw)),
            _ => None,
        }
    }

    /// What each of all its points is, where that is noted: of a handwritten digit, which.
    pub fn labels(&self) -> Option<Vec<u8>> {
        match self.make {
            Make::Labelled { labels, .. } => Some(labels()),
            _ => None,
        }
    }

    /// Of which class each point is, by the number that [`Preset::law`] without a choice gives it: what is noted of it, or of
    /// which part of its law it was drawn, one of two moons say. `None` where there are no classes.
    pub fn classes(&self, numbers: &[usize]) -> Option<Vec<usize>> {
        match self.make {
            Make::Labelled { labels, .. } => {
                let labels = labels();
                Some(numbers.iter().map(|&k| labels[k].into()).collect())
            }
            Make::Drawn { sample, .. } if sample.parts > 1 => {
                let parts = sample.parts as usize;
                Some(numbers.iter().map(|k| k % parts).collect())
            }
            _ => None,
        }
    }

    /// The law of which the points are a sample, or which they are; `None` where nobody knows it.
    pub fn truth(&self) -> Option<Law> {
        match self.make {
            Make::Finite(make) => Some(make()),
            Make::Measured(_) | Make::Labelled { .. } => None,
            Make::Drawn { sample, truth } => Some(sample.placed(truth?())),
        }
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

/// All presets, in the order of a menu; the small module has none of images, and says nothing of the others.
pub const PRESETS: &[Preset] = if crate::WHOLE {
    &ALL
} else {
    &{
        let mut few = [ALL[0]; ALL.len() - 1];
        let mut k = 0;
        while k < few.len() {
            few[k] = ALL[k].without_texts();
            k += 1;
        }
        few
    }
};

/// The last is that of images.
const ALL: [Preset; 14] = [
    Preset {
        name: "five-points",
        title: "Five points",
        note: "The fewest points with an interesting Voronoi diagram, as in figure 4 of Liu & Zuazua.",
        source: LIU,
        licence: FREE,
        make: Make::Finite(five_points),
    },
    Preset {
        name: "dirac",
        title: "One point",
        note: "One sample: the reverse process is Theorem 2's bridge, known exactly.",
        source: CAO,
        licence: FREE,
        make: Make::Finite(|| Law::equal(Points::from_rows(&[1.0, 0.5], 2))),
    },
    Preset {
        name: "two-diracs",
        title: "Two points",
        note: "(−1, 0) and (1, 0), as in figure 3 of Liu & Zuazua.",
        source: LIU,
        licence: FREE,
        make: Make::Finite(|| Law::equal(Points::from_rows(&[-1.0, 0.0, 1.0, 0.0], 2))),
    },
    Preset {
        name: "dirac-line",
        title: "One point on a line",
        note: "One sample, at 0.8.",
        source: CAO,
        licence: FREE,
        make: Make::Finite(|| Law::equal(Points::from_rows(&[0.8], 1))),
    },
    Preset {
        name: "two-diracs-line",
        title: "Two points on a line",
        note: "0.35 at −1 and 0.65 at 1: unequal, so that nothing comes out right by symmetry.",
        source: OWN,
        licence: FREE,
        make: Make::Finite(|| Law::new(Points::from_rows(&[-1.0, 1.0], 1), vec![0.35, 0.65])),
    },
    Preset {
        name: "three-diracs-line",
        title: "Three points on a line",
        note: "0.7 at −5, 0.3 at 0, 0.1 at 5, as in figure 1 of Liu & Zuazua; the weights there sum to 1.1 and are normalised here.",
        source: LIU,
        licence: FREE,
        make: Make::Finite(|| {
            Law::new(Points::from_rows(&[-5.0, 0.0, 5.0], 1), vec![0.7, 0.3, 0.1])
        }),
    },
    Preset {
        name: "lemniscate",
        title: "Lemniscate",
        note: "Points drawn on Bernoulli's lemniscate, as in figure 2 of Liu & Zuazua; 200 unless told.",
        source: LIU,
        licence: FREE,
        make: Make::Drawn {
            sample: lemniscate::SAMPLE,
            truth: Some(lemniscate::law),
        },
    },
    Preset {
        name: "two-moons",
        title: "Two moons",
        note: "Points on two noisy half circles that reach into each other; 300 unless told.",
        source: OWN,
        licence: FREE,
        make: Make::Drawn {
            sample: sample::TWO_MOONS,
            truth: Some(truth::two_moons),
        },
    },
    Preset {
        name: "gaussian-mixture",
        title: "Gaussian mixture",
        note: "Points drawn from six round Gaussians on a circle; 300 unless told.",
        source: OWN,
        licence: FREE,
        make: Make::Drawn {
            sample: sample::GAUSSIAN_MIXTURE,
            truth: Some(truth::gaussian_mixture),
        },
    },
    Preset {
        name: "checkerboard",
        title: "Checkerboard",
        note: "Points drawn evenly on the black squares of a 4 × 4 board; 512 unless told.",
        source: OWN,
        licence: FREE,
        make: Make::Drawn {
            sample: sample::CHECKERBOARD,
            truth: Some(truth::checkerboard),
        },
    },
    Preset {
        name: "penguins",
        title: "Penguins: bill length and depth",
        note: "342 penguins of three species, measured at Palmer Station, Antarctica.",
        source: "Gorman, Williams, Fraser (2014), PLoS ONE 9(3): e90081; Horst, Hill, Gorman (2020), palmerpenguins, doi:10.5281/zenodo.3960218",
        licence: "CC0 1.0",
        make: Make::Measured(|| PENGUINS.law(2)),
    },
    Preset {
        name: "faithful",
        title: "Old Faithful: eruption and pause",
        note: "272 eruptions of the geyser Old Faithful: how long each lasted, and how long the next let wait.",
        source: "Härdle (1991), Smoothing Techniques with Implementation in S, table 3; Azzalini, Bowman (1990), Applied Statistics 39, 357–365",
        licence: "public domain",
        make: Make::Measured(|| FAITHFUL.law(2)),
    },
    Preset {
        name: "eruptions",
        title: "Old Faithful: eruptions on a line",
        note: "How long 272 eruptions of the geyser Old Faithful lasted.",
        source: "Härdle (1991), Smoothing Techniques with Implementation in S, table 3; Azzalini, Bowman (1990), Applied Statistics 39, 357–365",
        licence: "public domain",
        make: Make::Measured(|| FAITHFUL.law(1)),
    },
    Preset {
        name: "digits",
        title: "Handwritten digits: images",
        note: "1,797 digits that people wrote, as images of 8 × 8 pixels: points in 64 dimensions.",
        source: "E. Alpaydin, C. Kaynak (1998), Optical Recognition of Handwritten Digits, the test set, UCI Machine Learning Repository, doi:10.24432/C50P49",
        licence: "CC BY 4.0",
        make: Make::Labelled {
            law: digits::law,
            labels: digits::labels,
        },
    },
];

fn five_points() -> Law {
    let rows = [-1.3, -0.7, 1.0, -1.2, 1.5, 0.6, -0.5, 1.4, 0.1, 0.1];
    Law::equal(Points::from_rows(&rows, 2))
}

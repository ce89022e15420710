//! Samples that presets draw: a point at a time from one stream of random numbers, so that the first points stay the
//! same when there are more.

use super::finite_law::Law;
use crate::points::Points;
use rand::seq::SliceRandom;
use rand::{Rng, RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::f64::consts::{PI, TAU};

/// The seed of the first draw; the others follow it.
const FIRST_SEED: u64 = 2025;

/// The standard deviation of the noise on both moons.
pub(super) const MOON_NOISE: f64 = 0.06;
/// The radius of the circle of Gaussians, and their standard deviation.
pub(super) const CIRCLE: [f64; 2] = [1.4, 0.15];

/// How a sample is drawn.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sample {
    /// How many points, unless told.
    pub(super) count: usize,
    /// Of how many equal parts the law is made.
    pub(super) parts: u32,
    /// The k-th point, one of the part k mod `parts`, so that points in a row are evenly spread over the parts.
    pub(super) point: fn(usize, &mut ChaCha8Rng) -> [f64; 2],
    /// Whether it is moved and scaled to mean 0 and largest deviation 1.
    pub(super) standardised: bool,
}

pub(super) const TWO_MOONS: Sample = Sample {
    count: 300,
    parts: 2,
    point: |k, rng| {
        let [x, y] = moon(k % 2, PI * rng.random::<f64>());
        [x + MOON_NOISE * normal(rng), y + MOON_NOISE * normal(rng)]
    },
    standardised: true,
};

pub(super) const GAUSSIAN_MIXTURE: Sample = Sample {
    count: 300,
    parts: 6,
    point: |k, rng| {
        let [x, y] = on_circle(k % 6);
        [x + CIRCLE[1] * normal(rng), y + CIRCLE[1] * normal(rng)]
    },
    standardised: true,
};

pub(super) const CHECKERBOARD: Sample = Sample {
    count: 512,
    parts: 8,
    point: |k, rng| {
        let [x, y] = black_square(k % 8);
        [x + rng.random::<f64>(), y + rng.random::<f64>()]
    },
    standardised: true,
};

impl Sample {
    /// So many points of a draw, 0 for as many as it comes with.
    pub(super) fn law(&self, samples: usize, draw: u64) -> Law {
        match samples {
            0 if draw == 0 => self.first(),
            0 => self.placed(self.drawn(self.count, draw)),
            n => self.placed(self.drawn(n, draw)),
        }
    }

    /// The points that it comes with.
    fn first(&self) -> Law {
        let law = self.drawn(self.count, 0);
        if self.standardised {
            law.standardised()
        } else {
            law
        }
    }

    /// A law in the same coordinates, moved and scaled like the points that the preset comes with.
    pub(super) fn placed(&self, law: Law) -> Law {
        match self.first().standardisation() {
            Some(done) => law.placed(done.clone()),
            None => law,
        }
    }

    fn drawn(&self, count: usize, draw: u64) -> Law {
        let mut rng = ChaCha8Rng::seed_from_u64(FIRST_SEED + draw);
        let rows: Vec<f64> = (0..count).flat_map(|k| (self.point)(k, &mut rng)).collect();
        Law::equal(Points::from_rows(&rows, 2))
    }

    /// So many points that are independent of each other, as statistics of two samples need them: which part one is of
    /// is left to chance too. Of n points spread evenly over m parts the mean distance of two is too large, on average
    /// by (1 − 1/m)(b − w)/(n − 1) with b the mean distance between two parts and w within one.
    pub(super) fn independent(&self, count: usize, draw: u64) -> Law {
        let mut rng = ChaCha8Rng::seed_from_u64(FIRST_SEED + draw);
        let point = |_| {
            // `u32`, which draws the same numbers where `usize` has other bits.
            let part = rng.random_range(0..self.parts);
            (self.point)(part as usize, &mut rng)
        };
        let rows: Vec<f64> = (0..count).flat_map(point).collect();
        self.placed(Law::equal(Points::from_rows(&rows, 2)))
    }
}

impl Law {
    /// `samples` of the points, in an order that depends on `draw`; all of them, in their own order, for 0 or where
    /// there are not more.
    pub(crate) fn chosen(self, samples: usize, draw: u64) -> Self {
        if samples == 0 || samples >= self.points().len() {
            return self;
        }
        let order = chosen_numbers(self.points().len(), samples, draw);
        self.of_these(&order)
    }

    /// The points in two parts, those that [`Law::chosen`] takes and the rest, for `samples` from 1 to less than there
    /// are.
    pub(crate) fn parted(&self, samples: usize, draw: u64) -> [Self; 2] {
        let order = shuffled(self.points().len(), draw);
        let (first, second) = order.split_at(samples);
        [self.of_these(first), self.of_these(second)]
    }

    /// One of two disjoint halves of the points, in the order in which samples are chosen; one point is in both.
    pub fn half(self, second: bool, draw: u64) -> Self {
        let n = self.points().len();
        if n == 1 {
            return self;
        }
        let [a, b] = self.parted(n / 2, draw);
        if second { b } else { a }
    }

    /// The points that [`Law::chosen`] leaves; `None` if it leaves none.
    pub(crate) fn left(self, samples: usize, draw: u64) -> Option<Self> {
        let rest = left_numbers(self.points().len(), samples, draw);
        (!rest.is_empty()).then(|| self.of_these(&rest))
    }
}

/// Which of n points are chosen, in the order of [`Law::chosen`].
pub(crate) fn chosen_numbers(n: usize, samples: usize, draw: u64) -> Vec<usize> {
    if samples == 0 || samples >= n {
        return (0..n).collect();
    }
    let mut order = shuffled(n, draw);
    order.truncate(samples);
    order
}

/// Which of n points are left.
pub(crate) fn left_numbers(n: usize, samples: usize, draw: u64) -> Vec<usize> {
    if samples == 0 || samples >= n {
        return Vec::new();
    }
    shuffled(n, draw).split_off(samples)
}

/// The numbers 0 … n − 1 in an order that `draw` chooses.
fn shuffled(n: usize, draw: u64) -> Vec<usize> {
    let mut order: Vec<usize> = (0..n).collect();
    order.shuffle(&mut ChaCha8Rng::seed_from_u64(FIRST_SEED + draw));
    order
}

/// One of two half circles that reach into each other, θ from 0 to π.
pub(super) fn moon(which: usize, theta: f64) -> [f64; 2] {
    let (x, y) = (libm::cos(theta), libm::sin(theta));
    if which == 0 {
        [x, y]
    } else {
        [1.0 - x, 0.5 - y]
    }
}

/// The centre of the k-th of six Gaussians on a circle.
pub(super) fn on_circle(k: usize) -> [f64; 2] {
    let angle = TAU * k as f64 / 6.0;
    [CIRCLE[0] * libm::cos(angle), CIRCLE[0] * libm::sin(angle)]
}

/// The lower left corner of the k-th of the eight black squares of a 4 × 4 board.
pub(super) fn black_square(k: usize) -> [f64; 2] {
    let (column, row) = (k % 4, k / 4);
    [column as f64 - 2.0, (2 * row + column % 2) as f64 - 2.0]
}

/// Box–Muller. A ziggurat is faster, and four kilobytes of tables.
fn normal(rng: &mut impl Rng) -> f64 {
    let (radius, angle) = (1.0 - rng.random::<f64>(), TAU * rng.random::<f64>());
    libm::sqrt(-2.0 * libm::log(radius)) * libm::cos(angle)
}

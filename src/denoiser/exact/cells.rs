//! Narrow kernels among many data points: only those that can matter, found by cells.
//!
//! Data points are sorted into square cells once. A particle sums the kernels of at least the data points within R of
//! it, R² = d² + 2s²(ln(N/δ) + ln(w_max/w_min)), d the distance of the nearest. What is left out weighs less than δ
//! altogether, relative to what is kept, so that x̄₀ errs by at most δ times the data's diameter: δ = [`LEFT_OUT`].
//!
//! Most particles are near their data: then one pass over the cells within r = 1.07 R₀, R₀ that R of d = 0, is enough,
//! and says so itself. What is farther weighs at most N e^{−r²/2s²} w_max, and may be left out where that is δ of the
//! sum. For the others the nearest data point is looked for in growing squares of cells, and then R is known.
//!
//! A lane is a data point, and a particle's sums run over its own cells in a fixed order: no particle's result depends
//! on any other's.

use super::brute::{split, summed};
use super::kernel::{Kernel, UNDECIDED};
use super::known_dim::known_dim;
use crate::lane_math::{Exp2, load_four};
use crate::points::Points;
use std::ops::Range;
use wide::f32x4;

/// Data points that are looked at together: four and not eight, because the runs of cells around a particle are short.
const LANES: usize = 4;

/// δ.
const LEFT_OUT: f64 = 4e-6;

/// The largest squared distance of the nearest data point, as an exponent of 2, of which differences are formed in
/// single precision. A square errs by at most 6·2⁻²⁴ of itself: by two roundings in each difference, which are squared, one in
/// the square and one in the sum. Two that err against each other move x̄₀ by ln 2/2 of that times the distance of their
/// data points: 4e-6 of the data's diameter.
const LARGEST_RELATIVE: f64 = 32.0;

/// The largest ln(w_max/w_min) with which single precision is enough: a sum that is enough is then above 2⁻⁴⁵ w_max,
/// and 10⁵ times the smallest weight there is, 2⁻⁸⁶ ([`SMALLEST_EXPONENT`](crate::lane_math::SMALLEST_EXPONENT)), is
/// nothing to it.
const LARGEST_IMBALANCE: f64 = 20.0;

/// How far away nothing lies: its square is still a number.
const NOWHERE: f32 = 1e18;

/// r/R₀: a particle first looks this many reaches around itself, which is enough where the sum is at least (N/δ)^(1 −
/// 1.07²), about 0.06: a single data point gives that up to 2.4 deviations away.
const NEAR: f64 = 1.07;

/// At how many data points it is counted what a particle looks at.
const SAMPLES: usize = 32;

/// Data points to a cell, on average.
const TO_A_CELL: f64 = 2.0;

/// Data points sorted by cells, row after row. After each row is room for one more vector of lanes, in which nothing
/// lies: so the last lanes of a vector are either data points of the next cells or nothing, and none is seen twice.
#[derive(Debug)]
pub(super) struct Cells {
    dim: usize,
    /// What all coordinates are less than the data's own.
    origin: [f64; 2],
    low: [f64; 2],
    /// Cells to the unit of length.
    scale: f64,
    columns: usize,
    rows: usize,
    /// Where each cell's data points begin, row by row, with one more entry a row: where its last cell ends.
    firsts: Vec<u32>,
    /// How many data points, and how many places they are sorted to.
    count: usize,
    places: usize,
    /// x_i, sorted, a coordinate after the other.
    sorted: [Vec<f32>; 2],
    /// What is left of them when they are rounded to single precision.
    rests: [Vec<f32>; 2],
    /// log₂(w_i/w_max), sorted.
    log_weights: Vec<f32>,
    /// ln(w_max/w_min).
    imbalance: f64,
    /// At the time that was prepared: α, and what makes exponents of 2 of squared distances.
    alpha: f64,
    factor: f64,
    /// In the data's own coordinates, how much farther than the nearest a data point may be: R₀.
    reach_now: f64,
    /// The sum of weights from which on a first look is enough.
    enough: f32,
}

/// A rectangle of cells, ends included; empty where left > right.
#[derive(Clone, Copy, Debug)]
struct Window {
    left: usize,
    right: usize,
    bottom: usize,
    top: usize,
}

/// A place between the data, in their own coordinates: what single precision has of it, and what is left.
#[derive(Clone, Copy)]
struct Target {
    place: [f64; 2],
    split: [[f32x4; 2]; 2],
}

impl Cells {
    /// Sorts data points of one or two coordinates, seen from `origin`.
    pub(super) fn new(kernel: &Kernel, origin: &[f64]) -> Self {
        let (points, log_weights) = (kernel.points(), kernel.log_weights());
        let (dim, n) = (points.dim(), points.len());
        let mut low = [0.0f64; 2];
        let mut extent = [0.0f64; 2];
        for j in 0..dim {
            let [a, b] = points.bounds(j);
            (low[j], extent[j]) = (a, b - a);
        }
        let largest = extent[0].max(extent[1]).max(1e-300);
        let wanted = (n as f64 / TO_A_CELL).max(1.0);
        // Square cells, as many as wanted over the box, but never a side shorter than the box over all of them.
        let side = if dim > 1 {
            libm::sqrt(extent[0] * extent[1] / wanted).max(largest / wanted.min(2000.0))
        } else {
            largest / wanted
        };
        let scale = 1.0 / side.max(1e-300);
        let count = |j: usize| ((extent[j] * scale) as usize).min(n) + 1;
        let (columns, rows) = (count(0), if dim > 1 { count(1) } else { 1 });
        let cell = |i: usize| {
            let index = |j: usize, most: usize| {
                (((points.at(i, j) - low[j]) * scale) as usize).min(most - 1)
            };
            let row = if dim > 1 { index(1, rows) } else { 0 };
            row * (columns + 1) + index(0, columns)
        };
        // Counted one entry on, where the next cell begins; then what a row has before it is added up.
        let mut firsts = vec![0u32; (columns + 1) * rows + 1];
        for i in 0..n {
            firsts[cell(i) + 1] += 1;
        }
        let mut places = 0;
        for row in firsts[..(columns + 1) * rows].chunks_exact_mut(columns + 1) {
            row[0] = places;
            for k in 1..=columns {
                row[k] += row[k - 1];
            }
            places = row[columns] + LANES as u32;
        }
        let places = places as usize;
        let mut next = firsts.clone();
        // Where nothing lies: in the data's box as far as sums are concerned, and far away as for distances.
        let mut sorted = low.map(|low| vec![low as f32; places]);
        let mut rests = [vec![-NOWHERE; places], vec![-NOWHERE; places]];
        let mut logs = vec![0.0f32; places];
        let ends = log_weights
            .iter()
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), &l| {
                (a.min(l), b.max(l))
            });
        for i in 0..n {
            let place = &mut next[cell(i)];
            let k = *place as usize;
            *place += 1;
            for j in 0..dim {
                let (x, rounded) = (points.at(i, j), summed(points.at(i, j), origin[j]));
                sorted[j][k] = rounded;
                rests[j][k] = (x - f64::from(rounded)) as f32;
            }
            logs[k] = ((log_weights[i] - ends.1) * std::f64::consts::LOG2_E) as f32;
        }
        Self {
            dim,
            origin: [0, 1].map(|j| origin.get(j).copied().unwrap_or(0.0)),
            low,
            scale,
            columns,
            rows,
            firsts,
            count: n,
            places,
            sorted,
            rests,
            log_weights: logs,
            imbalance: ends.1 - ends.0,
            alpha: 1.0,
            factor: 1.0,
            reach_now: 0.0,
            enough: 0.0,
        }
    }

    /// For a kernel of variance `variance` around αx_i.
    pub(super) fn prepare(&mut self, alpha: f64, variance: f64) {
        self.alpha = alpha;
        let twice_variance = 2.0 * variance;
        self.factor = alpha * alpha * std::f64::consts::LOG2_E / twice_variance;
        self.reach_now = self.reach(twice_variance) / alpha;
        let left_out = self.left_out();
        self.enough = libm::exp(left_out - NEAR * NEAR * (left_out + self.imbalance)) as f32;
    }

    /// How many vectors of data points a particle among the data looks at on average, for a kernel of deviation `s`:
    /// counted where some of the data points are.
    #[inline(never)]
    pub(super) fn vectors(&self, points: &Points<f64>, alpha: f64, s: f64) -> f64 {
        let reach = NEAR * self.reach(2.0 * s * s) / alpha;
        let mut vectors = 0;
        for sample in 0..SAMPLES {
            let i = (2 * sample + 1) * self.count / (2 * SAMPLES);
            let place = [0, 1].map(|j| if j < self.dim { points.at(i, j) } else { 0.0 });
            for run in self.runs(self.around(place, reach)) {
                vectors += run.len().div_ceil(LANES);
            }
        }
        vectors as f64 / SAMPLES as f64
    }

    /// ln(N/δ).
    fn left_out(&self) -> f64 {
        libm::log(self.count as f64 / LEFT_OUT)
    }

    /// √(2s²(ln(N/δ) + imbalance)): how much farther than the nearest a data point may be.
    fn reach(&self, twice_variance: f64) -> f64 {
        libm::sqrt(twice_variance * (self.left_out() + self.imbalance))
    }

    /// The cell column or row of a coordinate, which may lie outside.
    fn index(&self, j: usize, x: f64) -> i32 {
        // Not `clamp` and a cast of anything: in WebAssembly those are slow.
        let index = ((x - self.low[j]) * self.scale).floor();
        let index = if index > -1e9 { index } else { -1e9 };
        (if index < 1e9 { index } else { 1e9 }) as i32
    }

    /// The cells that overlap the box of half-width `reach` around `place`.
    fn around(&self, place: [f64; 2], reach: f64) -> Window {
        let ends = |j: usize, most: usize| {
            let first = self.index(j, place[j] - reach).max(0);
            let last = self.index(j, place[j] + reach).min(most as i32 - 1);
            // Nothing where the box is beside all cells.
            if first <= last {
                (first as usize, last as usize)
            } else {
                (1, 0)
            }
        };
        let (left, right) = ends(0, self.columns);
        let (bottom, top) = if self.dim > 1 {
            ends(1, self.rows)
        } else {
            (0, 0)
        };
        Window {
            left,
            right,
            bottom,
            top,
        }
    }

    /// The places of the data points of a window, row by row.
    #[inline(always)]
    fn runs(&self, window: Window) -> impl Iterator<Item = Range<usize>> {
        let columns = self.columns + 1;
        let rows = &self.firsts[window.bottom * columns..(window.top + 1) * columns];
        rows.chunks_exact(columns)
            .map(move |row| row[window.left] as usize..row[window.right + 1] as usize)
    }

    /// Coordinates of four data points, and the squares of their distances. Differences of the rounded coordinates are
    /// exact where they are small, and the rests make up for the rounding: distances do not suffer from where the data
    /// lie.
    #[inline(always)]
    fn squares<const D: usize>(
        [sorted, rests]: [[&[f32]; 2]; 2],
        from: usize,
        target: &Target,
    ) -> ([f32x4; D], f32x4) {
        let x: [f32x4; D] = std::array::from_fn(|j| load_four(sorted[j], from));
        let mut square = f32x4::ZERO;
        for (j, &x) in x.iter().enumerate() {
            let [coordinate, rest] = target.split[j];
            let difference = (coordinate - x) + (rest - load_four(rests[j], from));
            square = if j == 0 {
                difference * difference
            } else {
                square + difference * difference
            };
        }
        (x, square)
    }

    /// What is sorted, cut to one length so that it is checked together.
    #[inline(always)]
    fn places(&self) -> [[&[f32]; 2]; 2] {
        [&self.sorted, &self.rests].map(|of| [0, 1].map(|j| &of[j][..self.places]))
    }

    /// The squared distance of the nearest data point.
    fn nearest<const D: usize>(&self, target: &Target) -> f64 {
        let place = target.place;
        // From the place to the box first, then ever larger squares.
        let outside = (0..self.dim).fold(0.0f64, |d, j| {
            let most = if j == 0 { self.columns } else { self.rows };
            let high = self.low[j] + most as f64 / self.scale;
            d.max(self.low[j] - place[j]).max(place[j] - high)
        });
        let mut reach = outside + 1.0 / self.scale;
        loop {
            let mut least = f32x4::splat(f32::INFINITY);
            for run in self.runs(self.around(place, reach)) {
                for from in run.step_by(LANES) {
                    least = least.fast_min(Self::squares::<D>(self.places(), from, target).1);
                }
            }
            // Not `f32::min`, which is a call.
            let least = least.to_array().into_iter();
            let least = f64::from(least.fold(f32::INFINITY, |a, b| if b < a { b } else { a }));
            if least <= reach * reach {
                return least;
            }
            reach *= 2.0;
        }
    }

    /// The sum of the weights 2^{−(|x_i − x|² − `nearest`)·`factor`} w_i/w_max in the cells within `reach`, and Σ λ_i x_i.
    #[inline(never)]
    fn look<const D: usize, const WEIGHTED: bool>(
        &self,
        target: &Target,
        reach: f64,
        [nearest, factor]: [f32; 2],
    ) -> (f32, [f32; D]) {
        let window = self.around(target.place, reach);
        let exp2 = Exp2::opaque_ref();
        let [nearest, factor] = [nearest, factor].map(f32x4::splat);
        let (places, log_weights) = (self.places(), &self.log_weights[..self.places]);
        let mut total = f32x4::ZERO;
        let mut weighted = [f32x4::ZERO; D];
        for run in self.runs(window) {
            for from in run.step_by(LANES) {
                let (x, square) = Self::squares::<D>(places, from, target);
                let mut exponent = (nearest - square) * factor;
                if WEIGHTED {
                    exponent += load_four(log_weights, from);
                }
                let weight = exp2.of_four(exponent);
                total += weight;
                for (weighted, x) in weighted.iter_mut().zip(x) {
                    *weighted += weight * x;
                }
            }
        }
        let total = sum(total);
        (total, weighted.map(|weighted| sum(weighted) / total))
    }

    /// Σ λ_i (x_i − o) at particle `i`.
    pub(super) fn read(&self, x: &Points<f32>, i: usize, mean: &mut Points<f32>) {
        match (known_dim(self.dim), self.imbalance > 0.0) {
            (1, false) => self.read_in::<1, false>(x, i, mean),
            (1, true) => self.read_in::<1, true>(x, i, mean),
            (_, false) => self.read_in::<2, false>(x, i, mean),
            (_, true) => self.read_in::<2, true>(x, i, mean),
        }
    }

    fn read_in<const D: usize, const WEIGHTED: bool>(
        &self,
        x: &Points<f32>,
        i: usize,
        mean: &mut Points<f32>,
    ) {
        let means = self.mean::<D, WEIGHTED>(&self.target::<D>(x, i));
        for (j, value) in means.into_iter().enumerate() {
            mean.axis_mut(j)[i] = value;
        }
    }

    /// Where particle `i` stands among the data.
    #[inline(always)]
    fn target<const D: usize>(&self, x: &Points<f32>, i: usize) -> Target {
        let inverse = 1.0 / self.alpha;
        let place = [0, 1].map(|j| {
            if j < D {
                f64::from(x.at(i, j)) * inverse - self.origin[j]
            } else {
                0.0
            }
        });
        let split = place.map(|x| split(x).map(f32x4::splat));
        Target { place, split }
    }

    #[inline(always)]
    fn mean<const D: usize, const WEIGHTED: bool>(&self, target: &Target) -> [f32; D] {
        // At t = 0 what makes exponents of squared distances is infinite in single precision, also where the nearest
        // distance is 0.
        let is_single = self.factor <= f64::from(f32::MAX) && self.imbalance <= LARGEST_IMBALANCE;
        let factor = self.factor as f32;
        if is_single {
            let reach = NEAR * self.reach_now;
            let (total, mean) = self.look::<D, WEIGHTED>(target, reach, [0.0, factor]);
            if total >= self.enough {
                return mean;
            }
        }
        let nearest = self.nearest::<D>(target);
        // Squares of a far particle's distances are rounded too much for exponents to be their differences.
        if !is_single || nearest * self.factor > LARGEST_RELATIVE {
            return self.mean_precisely(target.place, nearest);
        }
        // A little more, for the rounding of `nearest`.
        let reach = libm::sqrt(nearest * (1.0 + 1e-5) + self.reach_now * self.reach_now);
        self.look::<D, WEIGHTED>(target, reach, [nearest as f32, factor])
            .1
    }

    /// The same in double precision; `rough` is the squared distance of the nearest data point to single precision. Where
    /// one data point has all the weight to single precision it is that point, rounded: see
    /// [`Denoiser::arrival`](crate::denoiser::Denoiser::arrival).
    #[inline(never)]
    fn mean_precisely<const D: usize>(&self, place: [f64; 2], rough: f64) -> [f32; D] {
        // Times at which data are so far away are no scene's.
        if crate::WHOLE && rough == f64::INFINITY {
            return self.mean_from_afar(place);
        }
        // As far as all that lies beyond weighs less than is told apart. A little more, for the rounding of `rough`.
        let factor = self.factor * std::f64::consts::LN_2;
        let beyond = libm::log(self.count as f64 / UNDECIDED) + self.imbalance;
        let reach = libm::sqrt(rough * (1.0 + 1e-5) + beyond / factor);
        let exponent = |log_weight: f64, square: f64| log_weight - (square - rough) * factor;
        let (mut top, mut captor) = (f64::NEG_INFINITY, [0.0; D]);
        self.each::<D>(place, reach, &mut |x, log_weight, square| {
            let exponent = exponent(log_weight, square);
            if exponent > top {
                (top, captor) = (exponent, x);
            }
        });
        let mut total = 0.0;
        let mut weighted = [0.0f64; D];
        self.each::<D>(place, reach, &mut |x, log_weight, square| {
            let weight = libm::exp(exponent(log_weight, square) - top);
            total += weight;
            for (weighted, x) in weighted.iter_mut().zip(x) {
                *weighted += weight * x;
            }
        });
        let is_one = total - 1.0 < UNDECIDED;
        std::array::from_fn(|j| {
            if is_one {
                summed(captor[j], self.origin[j])
            } else {
                (weighted[j] / total) as f32
            }
        })
    }

    /// The same from so far away that squares of distances are no numbers of single precision, and in double precision have
    /// lost what they differ by: |x_i − x|² − |x|² = |x_i|² − 2 x_i·x has not.
    fn mean_from_afar<const D: usize>(&self, place: [f64; 2]) -> [f32; D] {
        let factor = self.factor * std::f64::consts::LN_2;
        let exponent = |x: &[f64; D], log_weight: f64| {
            let terms = x.iter().zip(place).map(|(x, place)| x * (2.0 * place - x));
            log_weight + terms.sum::<f64>() * factor
        };
        let mut top = f64::NEG_INFINITY;
        self.each::<D>(place, f64::INFINITY, &mut |x, log_weight, _| {
            top = top.max(exponent(&x, log_weight));
        });
        let mut total = 0.0;
        let mut weighted = [0.0f64; D];
        self.each::<D>(place, f64::INFINITY, &mut |x, log_weight, _| {
            let weight = libm::exp(exponent(&x, log_weight) - top);
            total += weight;
            for (weighted, x) in weighted.iter_mut().zip(x) {
                *weighted += weight * x;
            }
        });
        weighted.map(|weighted| (weighted / total) as f32)
    }

    /// Σ λ_i x_i at particle `i`, in double precision throughout.
    pub(super) fn arrive(&self, x: &Points<f32>, i: usize, mean: &mut Points<f32>) {
        if known_dim(self.dim) == 1 {
            self.arrive_in::<1>(x, i, mean);
        } else {
            self.arrive_in::<2>(x, i, mean);
        }
    }

    fn arrive_in<const D: usize>(&self, x: &Points<f32>, i: usize, mean: &mut Points<f32>) {
        let target = self.target::<D>(x, i);
        let nearest = self.nearest::<D>(&target);
        for (j, value) in self
            .mean_precisely::<D>(target.place, nearest)
            .into_iter()
            .enumerate()
        {
            mean.axis_mut(j)[i] = value;
        }
    }

    /// Coordinates, ln(w_i/w_max) and the squared distance of all data points in the cells within `reach`, in double
    /// precision.
    #[inline(never)]
    fn each<const D: usize>(
        &self,
        place: [f64; 2],
        reach: f64,
        of: &mut dyn FnMut([f64; D], f64, f64),
    ) {
        for k in self.runs(self.around(place, reach)).flatten() {
            let x: [f64; D] =
                std::array::from_fn(|j| f64::from(self.sorted[j][k]) + f64::from(self.rests[j][k]));
            let differences = x.iter().zip(place).map(|(x, place)| place - x);
            let square = differences.map(|difference| difference * difference).sum();
            let log_weight = f64::from(self.log_weights[k]) * std::f64::consts::LN_2;
            of(x, log_weight, square);
        }
    }
}

/// The sum of the lanes, pair by pair.
fn sum(lanes: f32x4) -> f32 {
    let [a, b, c, d] = lanes.to_array();
    (a + b) + (c + d)
}

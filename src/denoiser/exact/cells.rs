//! Narrow kernels among many data points: only those that can matter, found by cells.
//!
//! Data points are sorted into square cells once. A particle looks for its nearest data point in growing squares of
//! cells, and then sums the kernels of the data points within R of it, R² = d² + 2s²(ln(N/δ) + ln(w_max/w_min)), d the
//! distance of the nearest. What is left out weighs less than δ altogether, relative to what is kept, so that x̄₀ errs by
//! at most δ times the data's diameter: δ = [`LEFT_OUT`].
//!
//! A lane is a data point, and a particle's sums run over its own cells in a fixed order: no particle's result depends
//! on any other's.

use crate::lane_math::{LOWEST, exp2_of_four, load_four};
use crate::points::Points;
use wide::f32x4;

/// Data points that are looked at together: four and not eight, because the runs of cells around a particle are short.
const LANES: usize = 4;

/// The numbers of the lanes.
const LANES_F: f32x4 = f32x4::new([0.0, 1.0, 2.0, 3.0]);

/// δ.
const LEFT_OUT: f64 = 4e-6;

/// The largest squared distance of the nearest data point, as an exponent of 2, of which differences are formed in
/// single precision: 2⁻²³ of it is an error of 2.4e-4 in an exponent.
const LARGEST_RELATIVE: f64 = 2000.0;

/// A particle first looks this many reaches around itself: enough when its nearest data point is within √(1.1² − 1) =
/// 0.46 of one, some three deviations.
const NEAR: f64 = 1.1;

/// Data points to a cell, on average.
const TO_A_CELL: f64 = 2.0;

/// Data points sorted by cells, row after row.
#[derive(Debug)]
pub(super) struct Cells {
    dim: usize,
    low: [f64; 2],
    /// Cells to the unit of length.
    scale: f64,
    columns: usize,
    rows: usize,
    /// The first data point of each cell, and one more entry.
    firsts: Vec<u32>,
    /// How many data points.
    count: usize,
    /// x_i, sorted, a coordinate after the other; with room for one more vector of lanes.
    sorted: [Vec<f32>; 2],
    /// What is left of them when they are rounded to single precision.
    rests: [Vec<f32>; 2],
    /// log₂ w_i, sorted.
    log_weights: Vec<f32>,
    /// ln(w_max/w_min).
    imbalance: f64,
    /// At the time that was prepared: α, the unit in which squared distances are exponents of 2, and 2s².
    alpha: f64,
    unit: f64,
    twice_variance: f64,
    /// In the data's own coordinates, how much farther than the nearest a data point may be.
    reach_now: f64,
    /// What a particle looks at.
    view: View,
}

/// The runs of cells around a particle, and the squared distances of their data points, four at a time.
#[derive(Debug, Default)]
struct View {
    runs: Vec<Run>,
    seen: Vec<f32x4>,
}

/// The data points of a run of neighbouring cells in one row, by their sorted numbers.
type Run = std::ops::Range<usize>;

impl Cells {
    /// Sorts data points of one or two coordinates.
    pub(super) fn new(points: &Points<f64>, log_weights: &[f64]) -> Self {
        let (dim, n) = (points.dim(), points.len());
        let mut low = [0.0f64; 2];
        let mut extent = [0.0f64; 2];
        for j in 0..dim {
            let (a, b) = points
                .axis(j)
                .iter()
                .fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), &x| {
                    (a.min(x), b.max(x))
                });
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
            row * columns + index(0, columns)
        };
        let mut firsts = vec![0u32; columns * rows + 1];
        for i in 0..n {
            firsts[cell(i) + 1] += 1;
        }
        for k in 1..firsts.len() {
            firsts[k] += firsts[k - 1];
        }
        let mut next = firsts.clone();
        let mut sorted = [vec![0.0f32; n + LANES], vec![0.0f32; n + LANES]];
        let mut rests = sorted.clone();
        let mut logs = vec![LOWEST; n + LANES];
        for i in 0..n {
            let place = &mut next[cell(i)];
            let k = *place as usize;
            *place += 1;
            for j in 0..dim {
                [sorted[j][k], rests[j][k]] = split(points.at(i, j));
            }
            logs[k] = (log_weights[i] * std::f64::consts::LOG2_E) as f32;
        }
        let ends = log_weights
            .iter()
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), &l| {
                (a.min(l), b.max(l))
            });
        Self {
            dim,
            low,
            scale,
            columns,
            rows,
            firsts,
            count: n,
            sorted,
            rests,
            log_weights: logs,
            imbalance: ends.1 - ends.0,
            alpha: 1.0,
            unit: 1.0,
            twice_variance: 1.0,
            reach_now: 0.0,
            view: View::default(),
        }
    }

    /// For a kernel of variance `variance` around αx_i.
    pub(super) fn prepare(&mut self, alpha: f64, variance: f64) {
        self.alpha = alpha;
        self.twice_variance = 2.0 * variance;
        self.unit = libm::sqrt(std::f64::consts::LOG2_E / self.twice_variance);
        self.reach_now = self.reach(self.twice_variance, self.count) / alpha;
    }

    /// How many pairs a particle among the data costs on average, for a kernel of deviation `s` over data of this box.
    pub(super) fn pairs(&self, alpha: f64, s: f64, n: usize) -> f64 {
        let reach = self.reach(s * s * 2.0, n) / alpha;
        let cells = |most: usize| (2.0 * reach * self.scale + 1.0).min(most as f64);
        // Where data are they are denser than on average over their box: six times, say.
        let share = cells(self.columns) * if self.dim > 1 { cells(self.rows) } else { 1.0 };
        (6.0 * share * n as f64 / (self.columns * self.rows) as f64).min(n as f64)
    }

    /// √(2s²(ln(N/δ) + imbalance)): how much farther than the nearest a data point may be.
    fn reach(&self, twice_variance: f64, n: usize) -> f64 {
        libm::sqrt(twice_variance * (libm::log(n as f64 / LEFT_OUT) + self.imbalance))
    }

    /// The cell column or row of a coordinate, which may lie outside.
    fn index(&self, j: usize, x: f64) -> i32 {
        // Not `clamp` and a cast of anything: in WebAssembly those are slow.
        let index = ((x - self.low[j]) * self.scale).floor();
        let index = if index > -1e9 { index } else { -1e9 };
        (if index < 1e9 { index } else { 1e9 }) as i32
    }

    /// Finds the runs of cells that overlap the box of half-width `reach` around `place`.
    fn find(&self, place: [f64; 2], reach: f64, runs: &mut Vec<Run>) {
        runs.clear();
        let ends = |j: usize, most: usize| {
            let first = self.index(j, place[j] - reach).max(0);
            let last = self.index(j, place[j] + reach).min(most as i32 - 1);
            (first, last)
        };
        let (left, right) = ends(0, self.columns);
        let (bottom, top) = if self.dim > 1 {
            ends(1, self.rows)
        } else {
            (0, 0)
        };
        if left > right {
            return;
        }
        for row in bottom..=top {
            let from = row as usize * self.columns;
            let first = self.firsts[from + left as usize] as usize;
            let last = self.firsts[from + right as usize + 1] as usize;
            if first < last {
                runs.push(first..last);
            }
        }
    }

    /// The squared distance of the nearest data point to `place`, both in the data's own coordinates.
    fn nearest<const D: usize>(
        &self,
        place: [f64; 2],
        target: [[f32x4; 2]; 2],
        view: &mut View,
    ) -> f64 {
        // From the place to the box first, then ever larger squares.
        let outside = (0..self.dim).fold(0.0f64, |d, j| {
            let most = if j == 0 { self.columns } else { self.rows };
            let high = self.low[j] + most as f64 / self.scale;
            d.max(self.low[j] - place[j]).max(place[j] - high)
        });
        let mut reach = outside + 1.0 / self.scale;
        loop {
            let least = f64::from(self.look::<D>(place, reach, target, view));
            if least <= reach * reach {
                return least;
            }
            reach *= 2.0;
        }
    }

    /// |x_i − place|² of four data points, in their own coordinates. Differences of the rounded coordinates are exact
    /// where they are small, and the rests make up for the rounding: the exponents do not suffer from where the data
    /// lie.
    #[inline(always)]
    fn squared_distance<const D: usize>(
        [sorted, rests]: [[&[f32]; 2]; 2],
        from: usize,
        place: [[f32x4; 2]; 2],
    ) -> f32x4 {
        let difference = |j: usize| {
            let [coordinate, rest] = place[j];
            (coordinate - load_four(sorted[j], from)) + (rest - load_four(rests[j], from))
        };
        let dx = difference(0);
        if D == 1 {
            return dx * dx;
        }
        let dy = difference(1);
        dx * dx + dy * dy
    }

    /// Arrays of data points, cut to one length so that they are checked together.
    fn cut<'a>(&self, arrays: &'a [Vec<f32>; 2]) -> [&'a [f32]; 2] {
        [0, 1].map(|j| &arrays[j][..self.count + LANES])
    }

    /// The squared distances of all data points in the cells around `place`, infinite past the end of a run, and the
    /// least of them.
    #[inline(never)]
    fn look<const D: usize>(
        &self,
        place: [f64; 2],
        around: f64,
        target: [[f32x4; 2]; 2],
        View { runs, seen }: &mut View,
    ) -> f32 {
        self.find(place, around, runs);
        // Room for all first: a loop that might have to ask for more keeps nothing in registers.
        let vectors = runs.iter().map(|run| run.len().div_ceil(LANES)).sum();
        if seen.len() < vectors {
            seen.resize(vectors, f32x4::ZERO);
        }
        let mut seen = seen.iter_mut();
        let points = [self.cut(&self.sorted), self.cut(&self.rests)];
        let mut least = f32x4::splat(f32::INFINITY);
        for run in &*runs {
            for (from, seen) in run.clone().step_by(LANES).zip(&mut seen) {
                let inside = LANES_F.simd_lt(f32x4::splat((run.end - from) as f32));
                let d = Self::squared_distance::<D>(points, from, target);
                *seen = inside.bitselect(d, f32x4::splat(f32::INFINITY));
                least = least.fast_min(*seen);
            }
        }
        // Not `f32::min`, which is a call.
        let lanes = least.to_array().into_iter();
        lanes.fold(f32::INFINITY, |a, b| if b < a { b } else { a })
    }

    /// Σ λ_i x_i at particle `i`.
    pub(super) fn read(&mut self, x: &Points<f32>, i: usize, mean: &mut Points<f32>) {
        if crate::WHOLE && self.dim == 1 {
            self.read_in::<1>(x, i, mean)
        } else {
            self.read_in::<2>(x, i, mean)
        }
    }

    fn read_in<const D: usize>(&mut self, x: &Points<f32>, i: usize, mean: &mut Points<f32>) {
        let inverse = 1.0 / self.alpha;
        let place = [0, 1].map(|j| {
            if j < D {
                f64::from(x.at(i, j)) * inverse
            } else {
                0.0
            }
        });
        let reach = self.reach_now;
        let target = place.map(|x| split(x).map(f32x4::splat));
        // Most particles are near their data: one look at all within a little more than the reach finds the nearest
        // and everything that counts beside it.
        let mut view = std::mem::take(&mut self.view);
        let mut around = NEAR * reach;
        let mut nearest = f64::from(self.look::<D>(place, around, target, &mut view));
        if nearest > around * around - reach * reach {
            nearest = self.nearest::<D>(place, target, &mut view);
            // A little more, for the rounding of `nearest`.
            around = libm::sqrt(nearest * (1.0 + 1e-5) + reach * reach);
            self.look::<D>(place, around, target, &mut view);
        }
        // Squares of a far particle's distances are rounded too much for exponents to be their differences; and at t = 0
        // what makes exponents of them is infinite in single precision, also where the nearest distance is 0.
        let scale = self.unit * self.alpha;
        let factor = scale * scale;
        let means = if nearest * factor > LARGEST_RELATIVE || factor > f64::from(f32::MAX) {
            self.mean_precisely(place, nearest, &mut view.runs)
        } else {
            self.mean::<D>(nearest as f32, factor as f32, &view)
        };
        self.view = view;
        for (j, &value) in means.iter().enumerate().take(D) {
            mean.axis_mut(j)[i] = value;
        }
    }

    /// Σ λ_i x_i from what was seen; `factor` makes exponents of 2 of squared distances, relative to the nearest data
    /// point's.
    fn mean<const D: usize>(
        &self,
        nearest: f32,
        factor: f32,
        View { runs, seen }: &View,
    ) -> [f32; 2] {
        let (nearest, factor) = (f32x4::splat(nearest), f32x4::splat(factor));
        let sorted = self.cut(&self.sorted);
        let log_weights = &self.log_weights[..self.count + LANES];
        // Past a run's end distances are infinite and weights 2^−86: nothing.
        let exponent = |from, seen| load_four(log_weights, from) - (seen - nearest) * factor;
        let mut top = self.log_weights[0];
        if self.imbalance > 0.0 {
            let mut tops = f32x4::splat(LOWEST);
            each_four(runs, seen, |from, seen| {
                tops = tops.fast_max(exponent(from, seen))
            });
            top = tops
                .to_array()
                .into_iter()
                .fold(LOWEST, |a, b| if b > a { b } else { a });
        }
        let top = f32x4::splat(top);
        let mut total = f32x4::ZERO;
        let mut weighted = [f32x4::ZERO; 2];
        each_four(runs, seen, |from, seen| {
            let weight = exp2_of_four(exponent(from, seen) - top);
            total += weight;
            weighted[0] += weight * load_four(sorted[0], from);
            if D > 1 {
                weighted[1] += weight * load_four(sorted[1], from);
            }
        });
        let total = sum(total);
        weighted.map(|weighted| sum(weighted) / total)
    }

    /// The same in double precision; `rough` is the squared distance of the nearest data point to single precision.
    fn mean_precisely(&self, place: [f64; 2], rough: f64, runs: &mut Vec<Run>) -> [f32; 2] {
        let at = |j: usize, k: usize| f64::from(self.sorted[j][k]) + f64::from(self.rests[j][k]);
        let distance = |k: usize| {
            let dx = place[0] - at(0, k);
            let dy = if self.dim > 1 {
                place[1] - at(1, k)
            } else {
                0.0
            };
            dx * dx + dy * dy
        };
        self.find(place, libm::sqrt(rough * (1.0 + 1e-5)), runs);
        let near = runs.iter().cloned().flatten().map(distance);
        let nearest = near.fold(f64::INFINITY, f64::min);
        let reach = libm::sqrt(nearest * (1.0 + 1e-12) + self.reach_now * self.reach_now);
        let factor = self.alpha * self.alpha / self.twice_variance;
        let exponent = |k: usize| {
            let weight = f64::from(self.log_weights[k]) * std::f64::consts::LN_2;
            weight - (distance(k) - nearest) * factor
        };
        self.find(place, reach, runs);
        let seen = || runs.iter().cloned().flatten();
        let top = seen().map(exponent).fold(f64::NEG_INFINITY, f64::max);
        let mut total = 0.0;
        let mut weighted = [0.0f64; 2];
        for k in seen() {
            let e = exponent(k) - top;
            if e > -60.0 {
                let weight = libm::exp(e);
                total += weight;
                for (j, weighted) in weighted.iter_mut().enumerate().take(self.dim) {
                    *weighted += weight * at(j, k);
                }
            }
        }
        weighted.map(|weighted| (weighted / total) as f32)
    }
}

/// Where four data points begin, beside their distances.
#[inline(always)]
fn each_four(runs: &[Run], seen: &[f32x4], mut of: impl FnMut(usize, f32x4)) {
    let mut seen = seen.iter();
    for run in runs {
        for (from, &seen) in run.clone().step_by(LANES).zip(&mut seen) {
            of(from, seen);
        }
    }
}

/// A number as its single-precision value and what is left.
fn split(x: f64) -> [f32; 2] {
    let rounded = x as f32;
    [rounded, (x - f64::from(rounded)) as f32]
}

/// The sum of the lanes, pair by pair.
fn sum(lanes: f32x4) -> f32 {
    let [a, b, c, d] = lanes.to_array();
    (a + b) + (c + d)
}

//! Many coordinates: the exponents of a group of particles are a matrix product, and so are their sums.
//!
//! log₂ w_i − |x̃ − c̃_i|² = −|x̃|² + (log₂ w_i − |c̃_i|²) + 2 x̃·c̃_i in units in which the exponent of 2 is minus the
//! squared distance, all of it seen from the data's mean, so that norms are small. The first term is the same for all
//! data points and is left out; the last is a product of the particles' matrix with the data's, which does not depend
//! on t. Data points of no weight are left out of the second product, Σ λ_i x_i: as σ shrinks hardly any are left.
//!
//! Error. A product of d coordinates is summed in runs of [`RUN`], so that its rounding is hardly ever more than
//! ½√(RUN + d/RUN) 2⁻²⁴ |p| |y|, twice its standard deviation where all terms have one sign, and never more than that
//! without the root and the half (Higham and Mary 2019). If two exponents err by δ each, x̄₀ errs by at most δ·ln 2/2 times the
//! distance of the two data points between which it wavers. Where that could be more than [`TOLERANCE`], the product only
//! tells which data points can matter, by the bound that always holds, and their exponents are formed again from
//! differences in `f64`.

pub(super) mod shifted;

use super::kernel::Kernel;
use crate::lane_math::{Exp2, LANES, LOWEST, store};
use crate::points::Points;
use wide::f32x8;

/// Data points in a tile: 4 × 8 lanes of sums, one coordinate of 8 particles and one number fit into registers.
const TILE: usize = 4;

/// Coordinates that are summed before they are added to the rest.
const RUN: usize = 16;

/// Data points whose coordinates stay in the fastest memory during the second product. Blocks begin at fixed data
/// points, so that no particle's rounding depends on what counts for another.
const BLOCK: usize = 64;

/// What rounding may do to x̄₀, in the data's diameter.
const TOLERANCE: f64 = 1e-5;

/// Half the distance of 1 to the next `f32`.
const ROUNDING: f64 = 0.5 * f32::EPSILON as f64;

/// Exponents this far below the largest have no weight: 2⁻⁴⁰ times 10⁵ points is 1e-7.
const NEGLIGIBLE: f32 = -40.0;

/// Products beyond this are not even formed.
const LARGEST: f64 = 1e30;

/// The data in the shapes that the two products want, what was prepared for one t, and memory that is used again.
#[derive(Debug)]
pub(super) struct Products {
    dim: usize,
    /// m, the mean of the data points.
    middle: Vec<f64>,
    /// y_i = x_i − m: a tile of data points after the other, coordinate by coordinate in it. The last is filled up.
    tiles: Vec<f32>,
    /// |y_i|², and the largest |y_i|.
    squares: Vec<f64>,
    radius: f64,
    /// x_i as they are, for differences, and x_i − o rounded, in rows filled up to whole tiles, for the sums.
    rows: Vec<f64>,
    rounded: Vec<f32>,
    alpha: f64,
    /// log₂e/(2S), so that c̃ = √scale αy.
    scale: f64,
    /// log₂ w_i − |c̃_i|², and the largest of them in size. [`LOWEST`] where the last tile is filled up.
    constants: Vec<f32>,
    largest_constant: f64,
    /// p = 2 scale α(x − αm) of eight particles.
    place: Vec<f32x8>,
    /// The exponents of eight particles and all data points, and the largest of each particle.
    exponents: Vec<f32x8>,
    top: f32x8,
    /// Σ w x_i of eight particles, and Σ w.
    sums: Vec<f32x8>,
    total: f32x8,
    /// One particle, and the data points that can matter to it, with their exponents.
    one: Vec<f64>,
    near: Vec<(usize, f64)>,
}

/// What rounding may have done to an exponent of 2.
#[derive(Clone, Copy, Debug)]
struct Error {
    likely: f64,
    certain: f64,
}

impl Products {
    pub(super) fn new(kernel: &Kernel, origin: &[f64]) -> Self {
        let points = kernel.points();
        let (n, dim) = (points.len(), points.dim());
        let middle: Vec<f64> = (0..dim)
            .map(|j| points.axis(j).iter().sum::<f64>() / n as f64)
            .collect();
        let rows = points.to_rows();
        let (tiles_long, wide) = (n.next_multiple_of(TILE), dim.next_multiple_of(TILE));
        let mut tiles = vec![0.0; tiles_long * dim];
        let mut rounded = vec![0.0; n * wide];
        let mut squares = vec![0.0; n];
        for (i, row) in rows.chunks_exact(dim).enumerate() {
            let tile = &mut tiles[i / TILE * TILE * dim..][..TILE * dim];
            for (j, (&x, m)) in row.iter().zip(&middle).enumerate() {
                let y = x - m;
                tile[j * TILE + i % TILE] = y as f32;
                rounded[i * wide + j] = x as f32 - origin[j] as f32;
                squares[i] += y * y;
            }
        }
        Self {
            dim,
            middle,
            tiles,
            radius: libm::sqrt(squares.iter().copied().fold(0.0, f64::max)),
            squares,
            rows,
            rounded,
            alpha: 1.0,
            scale: 0.0,
            constants: vec![LOWEST; tiles_long],
            largest_constant: 0.0,
            place: vec![f32x8::ZERO; dim],
            exponents: vec![f32x8::ZERO; tiles_long],
            top: f32x8::ZERO,
            sums: vec![f32x8::ZERO; wide],
            total: f32x8::ZERO,
            one: vec![0.0; dim],
            near: Vec::new(),
        }
    }

    /// Prepares for kernels of variance `spread` around αx_i.
    pub(super) fn prepare(&mut self, kernel: &Kernel, alpha: f64, spread: f64) {
        let scale = 0.5 * std::f64::consts::LOG2_E / spread;
        (self.alpha, self.scale, self.largest_constant) = (alpha, scale, 0.0);
        let data = self.squares.iter().zip(kernel.log_weights());
        for (constant, (square, log_weight)) in self.constants.iter_mut().zip(data) {
            let exact = log_weight * std::f64::consts::LOG2_E - scale * alpha * alpha * square;
            self.largest_constant = self.largest_constant.max(exact.abs());
            *constant = exact as f32;
        }
    }

    /// Σ λ_i (x_i − o) of all particles.
    pub(super) fn read(&mut self, kernel: &Kernel, x: &Points<f32>, mean: &mut Points<f32>) {
        for from in (0..x.len()).step_by(LANES) {
            let errors = self.places(x, from);
            if errors.iter().any(|error| error.certain.is_finite()) {
                self.multiply();
            }
            // Lanes past the last particle are not written.
            for (lane, error) in errors.into_iter().enumerate().take(x.len() - from) {
                if 0.5 * std::f64::consts::LN_2 * error.likely > TOLERANCE {
                    self.refine(kernel, x, from + lane, lane, error);
                }
            }
            self.sum();
            for (j, &sum) in self.sums[..self.dim].iter().enumerate() {
                store(mean.axis_mut(j), from, sum / self.total);
            }
        }
    }

    /// p of the eight particles from `from` on, and what the rounding of their exponents can be.
    fn places(&mut self, x: &Points<f32>, from: usize) -> [Error; LANES] {
        let factor = 2.0 * self.scale * self.alpha;
        let mut squares = [0.0f64; LANES];
        for (j, place) in self.place.iter_mut().enumerate() {
            let (axis, m) = (x.axis(j), self.alpha * self.middle[j]);
            let mut lanes = [0.0f32; LANES];
            for (lane, (p, square)) in lanes.iter_mut().zip(&mut squares).enumerate() {
                let exact = factor * (f64::from(axis[(from + lane).min(axis.len() - 1)]) - m);
                *square += exact * exact;
                *p = exact as f32;
            }
            *place = f32x8::new(lanes);
        }
        let additions = (RUN + self.dim.div_ceil(RUN)) as f64;
        squares.map(|square| {
            let product = libm::sqrt(square) * self.radius;
            let is_formed = square <= f64::from(f32::MAX) * f64::from(f32::MAX);
            if is_formed && product.max(self.largest_constant) < LARGEST {
                Error {
                    likely: ROUNDING
                        * (0.5 * libm::sqrt(additions) * product + self.largest_constant),
                    certain: 2.0 * ROUNDING * ((additions + 3.0) * product + self.largest_constant),
                }
            } else {
                Error {
                    likely: f64::INFINITY,
                    certain: f64::INFINITY,
                }
            }
        })
    }

    /// The first product: exponents plus |x̃|², and the largest of them.
    fn multiply(&mut self) {
        self.top = f32x8::splat(LOWEST);
        let tiles = self.tiles.chunks_exact(TILE * self.dim);
        let constants = self.constants.chunks_exact(TILE);
        let exponents = self.exponents.chunks_exact_mut(TILE);
        for ((tile, constants), exponents) in tiles.zip(constants).zip(exponents) {
            let mut totals: [f32x8; TILE] = std::array::from_fn(|m| f32x8::splat(constants[m]));
            for (places, numbers) in self.place.chunks(RUN).zip(tile.chunks(RUN * TILE)) {
                let mut run = [f32x8::ZERO; TILE];
                for (&place, numbers) in places.iter().zip(numbers.chunks_exact(TILE)) {
                    for (sum, &y) in run.iter_mut().zip(numbers) {
                        *sum += place * f32x8::splat(y);
                    }
                }
                for (total, run) in totals.iter_mut().zip(run) {
                    *total += run;
                }
            }
            for (exponent, total) in exponents.iter_mut().zip(totals) {
                *exponent = total;
                self.top = self.top.fast_max(total);
            }
        }
    }

    /// The exponents of one particle again, in `f64` and relative to the largest, of the data points that can matter
    /// after the first product; all others have no weight.
    fn refine(
        &mut self,
        kernel: &Kernel,
        x: &Points<f32>,
        particle: usize,
        lane: usize,
        error: Error,
    ) {
        for (j, one) in self.one.iter_mut().enumerate() {
            *one = f64::from(x.at(particle, j));
        }
        let mut tops = self.top.to_array();
        let cut = f64::from(tops[lane]) + f64::from(NEGLIGIBLE) - 2.0 * error.certain;
        let lanes: &mut [f32] = bytemuck::cast_slice_mut(&mut self.exponents);
        let exponents = lanes[lane..].iter_mut().step_by(LANES);
        self.near.clear();
        for (i, (exponent, row)) in exponents.zip(self.rows.chunks_exact(self.dim)).enumerate() {
            // Where nothing is certain nothing is left out, whatever the number is.
            if error.certain.is_finite() && f64::from(*exponent) < cut {
                *exponent = LOWEST;
                continue;
            }
            self.near.push((i, distance(&self.one, row, self.alpha)));
        }
        let nearest = self.near.iter().map(|near| near.1);
        let nearest = nearest.fold(f64::INFINITY, f64::min);
        let mut top = f64::NEG_INFINITY;
        for (i, square) in &mut self.near {
            // Relative to the nearest before the multiplication, which may be by as much as 1e200.
            let log_weight = kernel.log_weights()[*i] * std::f64::consts::LOG2_E;
            *square = log_weight - (*square - nearest) * self.scale;
            top = top.max(*square);
        }
        for &(i, exponent) in &self.near {
            lanes[i * LANES + lane] = (exponent - top).max(f64::from(LOWEST)) as f32;
        }
        tops[lane] = 0.0;
        self.top = f32x8::new(tops);
    }

    /// The weights and the second product: Σ w and Σ w x_i.
    fn sum(&mut self) {
        self.sums.fill(f32x8::ZERO);
        self.total = f32x8::ZERO;
        let wide = self.sums.len();
        let exp2 = Exp2::opaque_ref();
        let data = self.exponents[..self.squares.len()].chunks(BLOCK);
        for (exponents, rows) in data.zip(self.rounded.chunks(BLOCK * wide)) {
            let mut active = [(f32x8::ZERO, 0); BLOCK];
            let mut count = 0;
            let mut total = f32x8::ZERO;
            for (i, &exponent) in exponents.iter().enumerate() {
                let exponent = exponent - self.top;
                let counts = exponent.simd_ge(f32x8::splat(NEGLIGIBLE));
                if counts.any() {
                    let weight = exp2.in_range(exponent.fast_max(f32x8::splat(NEGLIGIBLE)));
                    let weight = counts.bitselect(weight, f32x8::ZERO);
                    active[count] = (weight, i * wide);
                    count += 1;
                    total += weight;
                }
            }
            self.total += total;
            for (first, sums) in self.sums.chunks_exact_mut(TILE).enumerate() {
                let mut block = [f32x8::ZERO; TILE];
                for &(weight, row) in &active[..count] {
                    let numbers = &rows[row + first * TILE..][..TILE];
                    for (sum, &y) in block.iter_mut().zip(numbers) {
                        *sum += weight * f32x8::splat(y);
                    }
                }
                for (sum, block) in sums.iter_mut().zip(block) {
                    *sum += block;
                }
            }
        }
    }
}

/// |x − αy|², in four sums side by side.
fn distance(x: &[f64], y: &[f64], alpha: f64) -> f64 {
    let mut sums = [0.0; 4];
    for (x, y) in x.chunks(4).zip(y.chunks(4)) {
        for (sum, (&x, &y)) in sums.iter_mut().zip(x.iter().zip(y)) {
            let difference = x - alpha * y;
            *sum += difference * difference;
        }
    }
    (sums[0] + sums[1]) + (sums[2] + sums[3])
}

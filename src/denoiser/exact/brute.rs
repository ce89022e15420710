//! All pairs: a SIMD lane is a particle, one pass over the data.
//!
//! There are two ways through the data. While σ is wide ([`wide`]) exponents are small numbers: −|x̃|² is the
//! same for all data points and is left out, the rest is a dot product, and no weight can overflow. Where σ
//! is narrow, or for a particle far out ([`narrow`]), they are large, and since the largest is not known
//! before the pass, the sum is kept relative to the largest one so far and rescaled when a block of data
//! points brings a larger one. Blocks also keep the rounding of long sums small: each is summed by
//! itself first.
//!
//! Once σ is small exponents are never formed from an expanded dot product. In `f32` they err by about
//! |x|² 2⁻²⁴/σ²; the caller sees to it that this is small, or goes another way.

use super::Kernel;
use crate::lane_math::{Exp2, LANES, LOWEST, load, store};
use crate::points::Points;
use wide::f32x8;

/// Data points whose exponents are held at once: 32 × 8 lanes × 4 bytes = 1 KiB of the fastest memory.
const BLOCK: usize = 32;

/// σ is wide when it is at least this share of the data's radius. Narrower, one data point can be all of
/// x̄₀, which then has to come out exactly, and does so relative to the largest exponent only.
const WIDE: f64 = 0.3;

/// Down to this share exponents are dot products: in the plane and among the data they are below 300 in size
/// then, 2·2·log₂e/(2·0.1²), and err by about 2e-5; from there on squared differences.
const NARROW: f64 = 0.1;

/// The largest exponent of 2, up or down, with which weights are summed as they are: 2^100 times 10⁵ points
/// is no overflow, and 2^−100 no underflow.
const LARGEST_EXPONENT: f32 = 100.0;

/// The data prepared for one t: a row of 3d + 2 numbers a data point: log₂ w_i; its centre c̃ = αx_i in units
/// in which the exponent of 2 is minus the squared distance; x_i itself; log₂ w_i − |c̃|²; and 2c̃.
#[derive(Debug, Default)]
pub(super) struct Rows {
    unit: f32,
    is_wide: bool,
    is_narrow: bool,
    /// The largest |log₂ w_i − |c̃|²| and the largest |c̃|.
    reach: [f32; 2],
    values: Vec<f32>,
}

impl Rows {
    /// Prepares the data of a kernel of variance `spread` around αx_i; `radius` is max |x_i,j|.
    pub(super) fn prepare(&mut self, kernel: &Kernel, alpha: f64, spread: f64, radius: f64) {
        let points = kernel.points();
        let unit = libm::sqrt(std::f64::consts::LOG2_E / (2.0 * spread));
        let scale = unit * alpha;
        self.unit = unit as f32;
        let sigma = libm::sqrt(spread);
        self.is_wide = sigma >= WIDE * radius;
        self.is_narrow = sigma < NARROW * radius;
        self.values.clear();
        self.reach = [0.0; 2];
        for (i, &log_weight) in kernel.log_weights().iter().enumerate() {
            let log_weight = log_weight * std::f64::consts::LOG2_E;
            self.values.push(log_weight as f32);
            let row = (0..points.dim()).map(|j| points.at(i, j));
            let square: f64 = row.clone().map(|y| scale * y * scale * y).sum();
            self.values.extend(row.clone().map(|y| (scale * y) as f32));
            self.values.extend(row.clone().map(|y| y as f32));
            let constant = log_weight - square;
            self.values.push(constant as f32);
            self.values.extend(row.map(|y| (2.0 * scale * y) as f32));
            let reach = [constant.abs() as f32, libm::sqrt(square) as f32];
            self.reach = [self.reach[0].max(reach[0]), self.reach[1].max(reach[1])];
        }
    }

    /// Σ λ_i x_i of all particles.
    pub(super) fn read(&self, x: &Points<f32>, mean: &mut Points<f32>) {
        match x.dim() {
            2 => sweep::<2>(self, x, mean),
            _ if !crate::WHOLE => unreachable!("only the plane is shown without the lab"),
            1 => sweep::<1>(self, x, mean),
            _ => unreachable!("more than two coordinates are a matrix product"),
        }
    }
}

/// The length of a row of [`Rows`].
const fn row_length(dim: usize) -> usize {
    3 * dim + 2
}

fn sweep<const D: usize>(rows: &Rows, x: &Points<f32>, mean: &mut Points<f32>) {
    // Once, and not for every eight particles: with two data points clearing it was a quarter of the time.
    let mut weights = [f32x8::ZERO; BLOCK];
    for from in (0..x.len()).step_by(LANES) {
        let place: [f32x8; D] =
            std::array::from_fn(|j| load(x.axis(j), from) * f32x8::splat(rows.unit));
        let is_near = if rows.is_wide {
            let square = place.iter().fold(f32x8::ZERO, |sum, &x| sum + x * x);
            let [constant, centre] = rows.reach.map(f32x8::splat);
            let largest = constant + square.sqrt() * centre * f32x8::splat(2.0);
            largest.simd_le(f32x8::splat(LARGEST_EXPONENT))
        } else {
            f32x8::ZERO
        };
        // Lane by lane, so that no particle's result depends on its neighbours.
        let means = if is_near.all() {
            wide(rows, place, &mut weights)
        } else if is_near.any() {
            let wide = wide(rows, place, &mut weights);
            let narrow = narrow(rows, place, &mut weights, by_dot_product);
            std::array::from_fn(|j| is_near.bitselect(wide[j], narrow[j]))
        } else if rows.is_narrow {
            narrow(rows, place, &mut weights, by_squared_distance)
        } else {
            narrow(rows, place, &mut weights, by_dot_product)
        };
        for (j, means) in means.into_iter().enumerate() {
            store(mean.axis_mut(j), from, means);
        }
    }
}

/// x̄₀ of eight particles from the exponents log₂ w_i − |c̃|² + 2 x̃·c̃, which have to be in range.
fn wide<const D: usize>(
    rows: &Rows,
    place: [f32x8; D],
    weights: &mut [f32x8; BLOCK],
) -> [f32x8; D] {
    let exp2 = Exp2::at_hand();
    let mut sums = Sums::default();
    for block in rows.values.chunks(BLOCK * row_length(D)) {
        // Three loops rather than one: the exponential's constants, the places and the sums do not fit into
        // sixteen registers together.
        let weights = &mut weights[..block.len() / row_length(D)];
        for (weight, row) in weights.iter_mut().zip(block.chunks_exact(row_length(D))) {
            *weight = by_dot_product(row, &place);
        }
        for weight in weights.iter_mut() {
            *weight = exp2.in_range(*weight);
        }
        sums.add(&Sums::of(weights, block));
    }
    sums.mean()
}

/// Σ w and Σ w x_i of eight particles.
struct Sums<const D: usize> {
    total: f32x8,
    weighted: [f32x8; D],
}

impl<const D: usize> Default for Sums<D> {
    fn default() -> Self {
        Self {
            total: f32x8::ZERO,
            weighted: [f32x8::ZERO; D],
        }
    }
}

impl<const D: usize> Sums<D> {
    /// Those of a block of rows.
    #[inline(always)]
    fn of(weights: &[f32x8], block: &[f32]) -> Self {
        let mut sums = Self::default();
        for (&weight, row) in weights.iter().zip(block.chunks_exact(row_length(D))) {
            sums.total += weight;
            for (sum, &y) in sums.weighted.iter_mut().zip(&row[1 + D..]) {
                *sum += weight * f32x8::splat(y);
            }
        }
        sums
    }

    #[inline(always)]
    fn add(&mut self, other: &Self) {
        self.total += other.total;
        for (sum, &other) in self.weighted.iter_mut().zip(&other.weighted) {
            *sum += other;
        }
    }

    #[inline(always)]
    fn scale(&mut self, factor: f32x8) {
        self.total *= factor;
        for sum in &mut self.weighted {
            *sum *= factor;
        }
    }

    fn mean(&self) -> [f32x8; D] {
        self.weighted.map(|weighted| weighted / self.total)
    }
}

/// log₂ w_i − |x̃ − c̃|².
#[inline(always)]
fn by_squared_distance<const D: usize>(row: &[f32], place: &[f32x8; D]) -> f32x8 {
    let mut e = f32x8::splat(row[0]);
    for (&place, &centre) in place.iter().zip(&row[1..1 + D]) {
        let difference = place - f32x8::splat(centre);
        e -= difference * difference;
    }
    e
}

/// The same plus |x̃|²: log₂ w_i − |c̃|² + 2 x̃·c̃.
#[inline(always)]
fn by_dot_product<const D: usize>(row: &[f32], place: &[f32x8; D]) -> f32x8 {
    let mut e = f32x8::splat(row[2 * D + 1]);
    for (&place, &centre) in place.iter().zip(&row[2 * D + 2..]) {
        e += place * f32x8::splat(centre);
    }
    e
}

/// x̄₀ of eight particles relative to the largest exponent. One copy of it, however many ask.
#[inline(never)]
fn narrow<const D: usize>(
    rows: &Rows,
    place: [f32x8; D],
    weights: &mut [f32x8; BLOCK],
    exponent: impl Fn(&[f32], &[f32x8; D]) -> f32x8,
) -> [f32x8; D] {
    let exp2 = Exp2::at_hand();
    let mut top = f32x8::splat(LOWEST);
    let mut sums = Sums::default();
    for block in rows.values.chunks(BLOCK * row_length(D)) {
        let weights = &mut weights[..block.len() / row_length(D)];
        let mut new_top = top;
        for (weight, row) in weights.iter_mut().zip(block.chunks_exact(row_length(D))) {
            let e = exponent(row, &place);
            *weight = e;
            new_top = new_top.fast_max(e);
        }
        sums.scale(exp2.of(top - new_top));
        top = new_top;
        for weight in weights.iter_mut() {
            *weight = exp2.of(*weight - top);
        }
        sums.add(&Sums::of(weights, block));
    }
    sums.mean()
}

//! All pairs: a SIMD lane is a particle, one pass over the data.
//!
//! In units in which the exponent of 2 is minus the squared distance, x̃ the place and c̃_i = αx_i the data points, there
//! are three ways to exponents. While σ is wide ([`wide`]) they are small numbers: −|x̃|² is the same for all data points
//! and is left out, the rest is a dot product, log₂ w_i − |c̃_i|² + 2 x̃·c̃_i, and no weight can overflow. Where σ is
//! less wide ([`narrow`]) the sum is kept relative to the largest exponent so far, since that is not known before the pass,
//! and rescaled when a block of data points brings a larger one. Blocks also keep the rounding of long sums small: each
//! is summed by itself first. And where a dot product could err, for narrow σ or a particle far out, exponents are formed
//! from squared distances, of coordinates in two parts, so that differences do not suffer from where the data lie.
//!
//! Error. If two exponents err by δ each, x̄₀ errs by at most δ ln 2/2 of the distance of the two data points between
//! which it wavers. With u = 2⁻²⁴, P the largest 2|x̃||c̃_i| and K the largest |log₂ w_i − |c̃_i|²|, a dot product errs by at
//! most (5P + 3K)u: three roundings in each product and two in the sum, or three with the constant. [`SAFE`] is what that
//! may be. Squared distances err by 6u of themselves: two roundings in each difference, which are squared, one in the
//! square and one in the sum. That is little where the nearest data point is near, [`NEAR`]; for what is
//! left, unless one data point is all of x̄₀ anyway, another way is taken, one particle at a time.

use super::kernel::Kernel;
use super::known_dim::known_dim;
use crate::lane_math::{Exp2, LANES, LOWEST, load, store};
use crate::points::Points;
use wide::f32x8;

/// Data points whose exponents are held at once: 32 × 8 lanes × 4 bytes = 1 KiB of the fastest memory.
const BLOCK: usize = 32;

/// σ is wide when it is at least this share of the data's radius. Narrower, one data point can be all of
/// x̄₀, which then has to come out exactly, and does so relative to the largest exponent only.
const WIDE: f64 = 0.3;

/// The largest exponent of 2, up or down, with which weights are summed as they are: 2^100 times 10⁵ points
/// is no overflow, and 2^−100 no underflow.
const LARGEST_EXPONENT: f32 = 100.0;

/// The most that 5P + 3K may be for a dot product: 420·2⁻²⁴·ln 2/2 = 8.7e-6 of the data's diameter.
const SAFE: f32 = 420.0;

/// How far the largest exponent may be below 0 for squared distances: 6·32·2⁻²⁴·ln 2/2 = 4e-6 of the data's diameter.
const NEAR: f32 = -32.0;

/// How far below 0 it may be where the other data points together weigh less than [`ALONE`]: exponents then err by at most
/// 6·2²⁰·2⁻²⁴ = 0.4, and weights by a third.
const FAR: f32 = -1_048_576.0;

/// Of the sum of weights, what is more than that of the likeliest data point.
const ALONE: f32 = 1e-6;

/// The data prepared for one t: a row of 4d + 2 numbers a data point: log₂ w_i; αx_i in `unit`s, rounded, and what is left;
/// x_i as it is summed; log₂ w_i − |c̃_i|²; and 2c̃_i for a place in `unit`s.
#[derive(Debug, Default)]
pub(super) struct Rows {
    /// A power of 2, so that multiplying by it rounds nothing.
    unit: f32,
    /// What makes exponents of squared distances in `unit`s, from 1 to 4.
    factor: f32,
    /// α times where the data's coordinates begin, in two parts.
    origin: [[f32; 2]; 2],
    is_wide: bool,
    /// K and, for a place in `unit`s, the largest 2|c̃_i|.
    reach: [f32; 2],
    values: Vec<f32>,
}

impl Rows {
    /// Prepares the data of a kernel of variance `spread` around αx_i, all seen from `origin`; `radius` is max |x_i,j|.
    pub(super) fn prepare(
        &mut self,
        kernel: &Kernel,
        origin: &[f64],
        [alpha, spread, radius]: [f64; 3],
    ) {
        let points = kernel.points();
        let exact = libm::sqrt(std::f64::consts::LOG2_E / (2.0 * spread));
        let unit = f64::from_bits(exact.to_bits() & f64::INFINITY.to_bits());
        let factor = (exact / unit) * (exact / unit);
        self.unit = unit as f32;
        self.factor = factor as f32;
        for (two, &origin) in self.origin.iter_mut().zip(origin) {
            *two = split(alpha * origin);
        }
        self.is_wide = libm::sqrt(spread) >= WIDE * radius;
        self.values.clear();
        self.reach = [0.0; 2];
        for (i, &log_weight) in kernel.log_weights().iter().enumerate() {
            let log_weight = log_weight * std::f64::consts::LOG2_E;
            self.values.push(log_weight as f32);
            let row = || (0..points.dim()).map(|j| points.at(i, j));
            let centre = || row().map(|y| unit * alpha * y);
            let square: f64 = centre().map(|c| c * c).sum();
            self.values.extend(centre().map(|c| split(c)[0]));
            self.values.extend(centre().map(|c| split(c)[1]));
            let summed = row().zip(origin).map(|(y, &o)| summed(y, o));
            self.values.extend(summed);
            let constant = log_weight - factor * square;
            self.values.push(constant as f32);
            self.values
                .extend(centre().map(|c| (2.0 * factor * c) as f32));
            let reach = [constant.abs(), 2.0 * factor * libm::sqrt(square)];
            for (most, reach) in self.reach.iter_mut().zip(reach) {
                *most = most.max(reach as f32);
            }
        }
    }

    /// Σ λ_i x_i of all particles; `far` lists those for which that is not precise enough.
    pub(super) fn read(&self, x: &Points<f32>, mean: &mut Points<f32>, far: &mut Vec<usize>) {
        far.clear();
        match known_dim(x.dim()) {
            2 => sweep::<2>(self, x, mean, far),
            1 => sweep::<1>(self, x, mean, far),
            _ => unreachable!("more than two coordinates are a matrix product"),
        }
    }
}

/// A data point's coordinate, of which `y` is what it is more than its origin, as it is summed: in single precision, and so
/// that its sum with the origin is the coordinate as single precision has it.
pub(super) fn summed(y: f64, origin: f64) -> f32 {
    (y + origin) as f32 - origin as f32
}

/// A number as its single-precision value and what is left.
pub(super) fn split(x: f64) -> [f32; 2] {
    let rounded = x as f32;
    [rounded, (x - f64::from(rounded)) as f32]
}

/// The length of a row of [`Rows`].
const fn row_length(dim: usize) -> usize {
    4 * dim + 2
}

fn sweep<const D: usize>(
    rows: &Rows,
    x: &Points<f32>,
    mean: &mut Points<f32>,
    far: &mut Vec<usize>,
) {
    // Once, and not for every eight particles: with two data points clearing it was a quarter of the time.
    let mut weights = [f32x8::ZERO; BLOCK];
    let [constant, centre] = rows.reach.map(f32x8::splat);
    for from in (0..x.len()).step_by(LANES) {
        let places = Places::<D>::of(rows, x, from);
        let mut square = f32x8::ZERO;
        for x in places.whole {
            square += x * x;
        }
        let product = square.sqrt() * centre;
        let error = product * f32x8::splat(5.0) + constant * f32x8::splat(3.0);
        let is_safe = error.simd_le(f32x8::splat(SAFE));
        let is_small = if rows.is_wide {
            is_safe & (product + constant).simd_le(f32x8::splat(LARGEST_EXPONENT))
        } else {
            f32x8::ZERO
        };
        // Lane by lane, so that no particle's result depends on its neighbours.
        let mut means = [f32x8::ZERO; D];
        if is_small.any() {
            means = wide(rows, places.whole, &mut weights);
        }
        if (is_safe & !is_small).any() {
            let (narrow, _) = narrow(rows, &places, &mut weights, by_dot_product);
            choose(is_small, &mut means, &narrow);
        }
        if !is_safe.all() {
            let (narrow, is_sure) = narrow(rows, &places, &mut weights, by_squared_distance);
            choose(is_safe, &mut means, &narrow);
            let sure = (is_safe | is_sure).to_bitmask();
            for lane in 0..LANES.min(x.len() - from) {
                if sure >> lane & 1 == 0 {
                    far.push(from + lane);
                }
            }
        }
        for (j, means) in means.into_iter().enumerate() {
            store(mean.axis_mut(j), from, means);
        }
    }
}

/// Keeps the lanes of `kept` that are meant, and takes all others.
#[inline(always)]
fn choose<const D: usize>(is_kept: f32x8, kept: &mut [f32x8; D], others: &[f32x8; D]) {
    for (kept, &other) in kept.iter_mut().zip(others) {
        *kept = is_kept.bitselect(*kept, other);
    }
}

/// Eight particles seen from the data's origin, in `unit`s: in two parts, and those together.
struct Places<const D: usize> {
    rounded: [f32x8; D],
    rest: [f32x8; D],
    whole: [f32x8; D],
    factor: f32x8,
}

impl<const D: usize> Places<D> {
    #[inline(always)]
    fn of(rows: &Rows, x: &Points<f32>, from: usize) -> Self {
        let unit = f32x8::splat(rows.unit);
        let mut places = Self {
            rounded: [f32x8::ZERO; D],
            rest: [f32x8::ZERO; D],
            whole: [f32x8::ZERO; D],
            factor: f32x8::splat(rows.factor),
        };
        for j in 0..D {
            let x = load(x.axis(j), from);
            let origin = rows.origin[j];
            if origin == [0.0; 2] {
                places.rounded[j] = x * unit;
                places.whole[j] = places.rounded[j];
                continue;
            }
            let [origin, left] = origin.map(f32x8::splat);
            // Knuth's difference of two numbers, and what its rounding leaves.
            let difference = x - origin;
            let back = difference - x;
            let lost = (x - (difference - back)) - (origin + back);
            places.rounded[j] = difference * unit;
            places.rest[j] = (lost - left) * unit;
            places.whole[j] = places.rounded[j] + places.rest[j];
        }
        places
    }
}

/// x̄₀ of eight particles from the exponents log₂ w_i − |c̃|² + 2 x̃·c̃, which have to be in range.
fn wide<const D: usize>(
    rows: &Rows,
    place: [f32x8; D],
    weights: &mut [f32x8; BLOCK],
) -> [f32x8; D] {
    let exp2 = Exp2::opaque_ref();
    let mut sums = Sums::default();
    for block in rows.values.chunks(BLOCK * row_length(D)) {
        // Three loops rather than one: the exponential's constants, the places and the sums do not fit into
        // sixteen registers together.
        let weights = &mut weights[..block.len() / row_length(D)];
        for (weight, row) in weights.iter_mut().zip(block.chunks_exact(row_length(D))) {
            *weight = dot_product(row, &place);
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
            for (sum, &y) in sums.weighted.iter_mut().zip(&row[1 + 2 * D..]) {
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

/// log₂ w_i − |x̃ − c̃|². Differences of the rounded coordinates are exact where they are small, and the rests make up for
/// the rounding.
#[inline(always)]
fn by_squared_distance<const D: usize>(row: &[f32], places: &Places<D>) -> f32x8 {
    let mut square = f32x8::ZERO;
    let centres = row[1..1 + D].iter().zip(&row[1 + D..1 + 2 * D]);
    let places_in_two = places.rounded.iter().zip(&places.rest);
    for ((&place, &place_rest), (&centre, &rest)) in places_in_two.zip(centres) {
        let difference = (place - f32x8::splat(centre)) + (place_rest - f32x8::splat(rest));
        square += difference * difference;
    }
    f32x8::splat(row[0]) - square * places.factor
}

/// The same plus |x̃|²: log₂ w_i − |c̃|² + 2 x̃·c̃.
#[inline(always)]
fn by_dot_product<const D: usize>(row: &[f32], places: &Places<D>) -> f32x8 {
    dot_product(row, &places.whole)
}

#[inline(always)]
fn dot_product<const D: usize>(row: &[f32], place: &[f32x8; D]) -> f32x8 {
    let mut e = f32x8::splat(row[3 * D + 1]);
    for (&place, &centre) in place.iter().zip(&row[3 * D + 2..]) {
        e += place * f32x8::splat(centre);
    }
    e
}

/// x̄₀ of eight particles relative to the largest exponent, and in which lanes squared distances are precise enough for it.
/// One copy of it, however many ask.
#[inline(never)]
fn narrow<const D: usize>(
    rows: &Rows,
    places: &Places<D>,
    weights: &mut [f32x8; BLOCK],
    exponent: impl Fn(&[f32], &Places<D>) -> f32x8,
) -> ([f32x8; D], f32x8) {
    let exp2 = Exp2::opaque_ref();
    let mut top = f32x8::splat(LOWEST);
    let mut sums = Sums::default();
    for block in rows.values.chunks(BLOCK * row_length(D)) {
        let weights = &mut weights[..block.len() / row_length(D)];
        let mut new_top = top;
        for (weight, row) in weights.iter_mut().zip(block.chunks_exact(row_length(D))) {
            let e = exponent(row, places);
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
    let is_alone = sums.total.simd_le(f32x8::splat(1.0 + ALONE));
    let least = is_alone.bitselect(f32x8::splat(FAR), f32x8::splat(NEAR));
    (sums.mean(), top.simd_ge(least))
}

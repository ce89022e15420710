//! Local denoisers of ensembles: eight particles at a time, one image after the other.
//!
//! For an image and a displacement the squared differences of all pixels are formed once, their sums over all windows at
//! little more than an addition or two a pixel ([`sums`](super::sums)), and each pixel's softmax goes on as patches come:
//! what was summed is kept relative to the likeliest patch so far, and rescaled when a likelier one comes. The likeliest is
//! kept apart from the others, so that their weights are summed by themselves and a patch that has all of it comes out as
//! it is.
//!
//! Error. In units in which an exponent of 2 is minus the squared difference, with u = 2⁻²⁴, p and q the largest
//! coordinates of a place and of αx_i, an exponent errs by a small multiple of A(p² + q²)u, A the pixels of a window. If
//! two err by δ each, x̂ errs by at most δ ln 2/2 of the distance between which it wavers. Where A(p² + q²) is more than
//! [`LARGEST`] exponents are formed in `f64` instead; which, depends on the data, t and the particle alone.

use super::sums::Sliding;
use super::windows::{Displacement, Sight, Windows};
use crate::denoiser::exact::{Kernel, LEAST_VARIANCE, origin};
use crate::lane_math::{Exp2, LANES, store};
use crate::points::Points;
use std::ops::{Add, Mul, Sub};
use wide::{f32x8, f64x4};

/// The largest exponent in single precision: 3,000 · 2⁻²⁴ · ln 2/2 = 6e-5 of the data's range, some times over.
const LARGEST: f64 = 3000.0;

/// Exponents this far below the largest have no weight: 2⁻⁴⁰ times 10⁵ patches is 1e-7.
const NEGLIGIBLE: f32 = -40.0;

/// Eight exponents, in single or in double precision.
trait Exponents: Copy + Add<Output = Self> + Sub<Output = Self> + Mul<Output = Self> {
    type Number: Copy;
    const ZERO: Self;
    /// Before there is any.
    const LOWEST: Self;
    fn number(x: f64) -> Self::Number;
    fn splat(x: Self::Number) -> Self;
    fn of(lanes: [f64; LANES]) -> Self;
    fn max(self, other: Self) -> Self;
    /// In single precision, whatever they are in.
    fn rounded(self) -> f32x8;
}

impl Exponents for f32x8 {
    type Number = f32;
    const ZERO: Self = f32x8::ZERO;
    const LOWEST: Self = f32x8::splat(-1e30);
    fn number(x: f64) -> f32 {
        x as f32
    }
    #[inline(always)]
    fn splat(x: f32) -> Self {
        f32x8::splat(x)
    }
    fn of(lanes: [f64; LANES]) -> Self {
        f32x8::new(lanes.map(|x| x as f32))
    }
    #[inline(always)]
    fn max(self, other: Self) -> Self {
        self.fast_max(other)
    }
    #[inline(always)]
    fn rounded(self) -> f32x8 {
        self
    }
}

/// Eight numbers in double precision.
#[derive(Clone, Copy, Debug)]
struct Double([f64x4; 2]);

macro_rules! by_halves {
    ($($operation:ident, $name:ident;)*) => {
        $(impl $operation for Double {
            type Output = Self;
            #[inline(always)]
            fn $name(self, other: Self) -> Self {
                Self([self.0[0].$name(other.0[0]), self.0[1].$name(other.0[1])])
            }
        })*
    };
}

by_halves! { Add, add; Sub, sub; Mul, mul; }

impl Exponents for Double {
    type Number = f64;
    const ZERO: Self = Self([f64x4::ZERO; 2]);
    const LOWEST: Self = Self([f64x4::splat(-1e300); 2]);
    fn number(x: f64) -> f64 {
        x
    }
    #[inline(always)]
    fn splat(x: f64) -> Self {
        Self([f64x4::splat(x); 2])
    }
    fn of(lanes: [f64; LANES]) -> Self {
        let [a, b, c, d, e, f, g, h] = lanes;
        Self([f64x4::new([a, b, c, d]), f64x4::new([e, f, g, h])])
    }
    #[inline(always)]
    fn max(self, other: Self) -> Self {
        Self([
            self.0[0].fast_max(other.0[0]),
            self.0[1].fast_max(other.0[1]),
        ])
    }
    #[inline(always)]
    fn rounded(self) -> f32x8 {
        let [[a, b, c, d], [e, f, g, h]] = self.0.map(|half| half.to_array());
        f32x8::new([a, b, c, d, e, f, g, h].map(|x| x as f32))
    }
}

/// The data as sums want them, and memory that is used again.
#[derive(Debug)]
pub(super) struct Lanes {
    side: usize,
    /// o, from which all of it is seen where data lie far from 0.
    origin: f64,
    /// x_i − o, an image after the other, as it is summed; and the largest in size.
    sources: Vec<f32>,
    radius: f64,
    /// For which t the scaled images were made, in each precision.
    prepared: [Option<u64>; 2],
    single: Images<f32x8>,
    double: Images<Double>,
    pixels: Pixels,
}

/// √scale α(x_i − o), an image after the other, log₂ w_i, and the places and sums of eight particles.
#[derive(Debug)]
struct Images<L: Exponents> {
    centres: Vec<L::Number>,
    log_weights: Vec<L::Number>,
    places: Vec<L>,
    squares: Vec<L>,
    across: Vec<L>,
    sums: Vec<L>,
    tops: Vec<L>,
    sliding: Sliding<L>,
}

/// Of eight particles, pixel by pixel: the likeliest patch's centre, Σ w of the others relative to it, and Σ w x.
#[derive(Debug, Default)]
struct Pixels {
    likeliest: Vec<f32x8>,
    others: Vec<f32x8>,
    sums: Vec<f32x8>,
}

impl Lanes {
    pub(super) fn new(kernel: &Kernel) -> Self {
        let points = kernel.points();
        let bounds = (0..points.dim()).map(|j| points.bounds(j));
        let ends = bounds.fold([f64::INFINITY, f64::NEG_INFINITY], |[a, b], [c, d]| {
            [a.min(c), b.max(d)]
        });
        let origin = origin(ends);
        let rows = points.to_rows();
        Self {
            side: points.dim().isqrt(),
            origin,
            sources: rows.iter().map(|&x| x as f32 - origin as f32).collect(),
            radius: ends
                .map(|end| (end - origin).abs())
                .into_iter()
                .fold(0.0, f64::max),
            prepared: [None; 2],
            single: Images::new(points.dim()),
            double: Images::new(points.dim()),
            pixels: Pixels::default(),
        }
    }

    /// x̂(·, t) of all particles.
    pub(super) fn read(
        &mut self,
        kernel: &Kernel,
        sight: &Sight,
        x: &Points<f32>,
        t: f64,
        mean: &mut Points<f32>,
    ) {
        mean.reshape_like(x);
        let (alpha, spread) = (
            kernel.process().alpha(t),
            kernel.spread(t).max(LEAST_VARIANCE),
        );
        let [kept, pull] = kernel.blend(t).map(|share| share as f32);
        let scale = libm::sqrt(0.5 * std::f64::consts::LOG2_E / spread);
        let area = sight.windows.area(self.side) as f64;
        let centre = scale * alpha * self.radius;
        let moved = alpha * self.origin;
        for from in (0..x.len()).step_by(LANES) {
            let last = x.len() - 1;
            let place = |u: usize, lane: usize| {
                scale * (f64::from(x.axis(u)[(from + lane).min(last)]) - moved)
            };
            let is_large: [bool; LANES] = std::array::from_fn(|lane| {
                let farthest = (0..x.dim()).map(|u| place(u, lane).abs());
                let farthest = farthest.fold(0.0, f64::max);
                // Also where it is no number.
                let is_small = area * (farthest * farthest + centre * centre) <= LARGEST;
                !is_small
            });
            for double in [false, true] {
                if !is_large.contains(&double) {
                    continue;
                }
                let (sources, pixels) = (&self.sources, &mut self.pixels);
                let is_new = self.prepared[usize::from(double)] != Some(t.to_bits());
                self.prepared[usize::from(double)] = Some(t.to_bits());
                let data =
                    |i: usize, u: usize| scale * alpha * (kernel.points().at(i, u) - self.origin);
                if double {
                    if is_new {
                        self.double.prepare(kernel, data);
                    }
                    self.double.place(place);
                    self.double.read(self.side, sight, sources, pixels);
                } else {
                    if is_new {
                        self.single.prepare(kernel, data);
                    }
                    self.single.place(place);
                    self.single.read(self.side, sight, sources, pixels);
                }
                let origin = f32x8::splat(self.origin as f32);
                for u in 0..x.dim() {
                    let answer = self.pixels.answer(u) + origin;
                    let blended = if pull == 0.0 {
                        answer
                    } else {
                        let here = crate::lane_math::load(x.axis(u), from);
                        f32x8::splat(kept) * answer + f32x8::splat(pull) * here
                    };
                    if is_large.contains(&!double) {
                        // Both kinds of particles among the eight: each has its own answer.
                        for (lane, value) in blended.to_array().into_iter().enumerate() {
                            if is_large[lane] == double && from + lane <= last {
                                mean.axis_mut(u)[from + lane] = value;
                            }
                        }
                    } else {
                        store(mean.axis_mut(u), from, blended);
                    }
                }
            }
        }
    }
}

impl<L: Exponents> Images<L> {
    fn new(d: usize) -> Self {
        Self {
            centres: Vec::new(),
            log_weights: Vec::new(),
            places: vec![L::ZERO; d],
            squares: vec![L::ZERO; d],
            across: vec![L::ZERO; d],
            sums: vec![L::ZERO; d],
            tops: vec![L::LOWEST; d],
            sliding: Sliding::default(),
        }
    }

    fn prepare(&mut self, kernel: &Kernel, data: impl Fn(usize, usize) -> f64) {
        let (n, d) = (kernel.points().len(), kernel.points().dim());
        self.centres.clear();
        self.log_weights.clear();
        for i in 0..n {
            self.centres.extend((0..d).map(|u| L::number(data(i, u))));
            let log_weight = kernel.log_weights()[i] * std::f64::consts::LOG2_E;
            self.log_weights.push(L::number(log_weight));
        }
    }

    fn place(&mut self, at: impl Fn(usize, usize) -> f64) {
        for (u, place) in self.places.iter_mut().enumerate() {
            *place = L::of(std::array::from_fn(|lane| at(u, lane)));
        }
    }

    /// The softmax of each pixel over all images and displacements.
    fn read(&mut self, side: usize, sight: &Sight, sources: &[f32], pixels: &mut Pixels) {
        let d = side * side;
        pixels.begin(d);
        self.tops.fill(L::LOWEST);
        let exp2 = Exp2::opaque_ref();
        for i in 0..self.log_weights.len() {
            for displacement in &sight.displacements {
                if displacement.rows.is_empty() || displacement.columns.is_empty() {
                    continue;
                }
                self.add_up(side, i * d, displacement, &sight.windows);
                let log_weight = L::splat(self.log_weights[i]);
                let across = displacement.columns.len();
                for (y, row) in displacement.rows.clone().zip(self.sums.chunks(across)) {
                    let there = y as isize + displacement.by[0];
                    let first = there * side as isize
                        + displacement.columns.start as isize
                        + displacement.by[1];
                    let source = &sources[i * d + first as usize..][..across];
                    let here = y * side + displacement.columns.start;
                    let tops = &mut self.tops[here..][..across];
                    pixels.weigh(here, row, log_weight, source, tops, &exp2);
                }
            }
        }
    }

    /// Σ over each pixel's window of (x − αx_i)², scaled, for the pixels of a displacement, row after row.
    fn add_up(
        &mut self,
        side: usize,
        image: usize,
        displacement: &Displacement,
        windows: &Windows,
    ) {
        let centres = &self.centres[image..][..side * side];
        let Displacement { by, rows, columns } = displacement;
        let offset = by[0] * side as isize + by[1];
        match windows {
            Windows::Square(radius) => {
                let around = |range: &std::ops::Range<usize>| {
                    range.start.saturating_sub(*radius)..(range.end + radius).min(side)
                };
                let [high, wide] = [around(rows), around(columns)];
                let (count, length) = (columns.len(), wide.len());
                for (k, y) in high.clone().enumerate() {
                    let from = y * side + wide.start;
                    let here = &self.places[from..][..length];
                    let there = &centres[(from as isize + offset) as usize..][..length];
                    let squares = &mut self.squares[..length];
                    for ((square, &place), &centre) in squares.iter_mut().zip(here).zip(there) {
                        let difference = place - L::splat(centre);
                        *square = difference * difference;
                    }
                    let shape = [1, columns.start - wide.start, *radius];
                    let across = &mut self.across[k * count..][..count];
                    self.sliding.sum(squares, shape, L::ZERO, across);
                }
                let shape = [count, rows.start - high.start, *radius];
                let across = &self.across[..high.len() * count];
                let sums = &mut self.sums[..rows.len() * count];
                self.sliding.sum(across, shape, L::ZERO, sums);
            }
            Windows::Listed(lists) => {
                for ((square, &place), &centre) in
                    self.squares.iter_mut().zip(&self.places).zip(centres)
                {
                    let difference = place - L::splat(centre);
                    *square = difference * difference;
                }
                for (sum, seen) in self.sums.iter_mut().zip(lists) {
                    let seen = seen.iter().map(|&v| self.squares[usize::from(v)]);
                    *sum = seen.fold(L::ZERO, |sum, square| sum + square);
                }
            }
        }
    }
}

impl Pixels {
    fn begin(&mut self, d: usize) {
        for (memory, value) in [
            (&mut self.likeliest, 0.0),
            // With the first patch, which takes the place of none, nothing is left.
            (&mut self.others, -1.0),
            (&mut self.sums, 0.0),
        ] {
            memory.clear();
            memory.resize(d, f32x8::splat(value));
        }
    }

    /// One more patch for each of some pixels of a row: `squares` are the sums over their windows, `source` the patches'
    /// centres, `tops` the largest exponents so far.
    #[inline(always)]
    fn weigh<L: Exponents>(
        &mut self,
        from: usize,
        squares: &[L],
        log_weight: L,
        source: &[f32],
        tops: &mut [L],
        exp2: &Exp2,
    ) {
        let negligible = f32x8::splat(NEGLIGIBLE);
        let count = squares.len();
        let likeliest = self.likeliest[from..][..count].iter_mut();
        let others = self.others[from..][..count].iter_mut();
        let sums = self.sums[from..][..count].iter_mut();
        let kept = likeliest.zip(others).zip(sums).zip(tops);
        for (((((likeliest, others), sum), top), &square), &source) in kept.zip(squares).zip(source)
        {
            let exponent = log_weight - square;
            let gap = (exponent - *top).rounded();
            let counts = gap.simd_gt(negligible);
            if counts.none() {
                continue;
            }
            let source = f32x8::splat(source);
            let is_likelier = gap.simd_gt(f32x8::ZERO);
            let weight = exp2.of((-gap.abs()).fast_max(negligible));
            if is_likelier.any() {
                // The one that was likeliest is one of the others now.
                let [rest, moved] = [(*others + 1.0) * weight, (*sum + *likeliest) * weight];
                *others = is_likelier.select(rest, *others);
                *sum = is_likelier.select(moved, *sum);
                *likeliest = is_likelier.select(source, *likeliest);
                *top = top.max(exponent);
            }
            let weight = (counts & !is_likelier).select(weight, f32x8::ZERO);
            *others += weight;
            *sum += weight * source;
        }
    }

    /// Σ w x / Σ w of a pixel.
    fn answer(&self, u: usize) -> f32x8 {
        (self.likeliest[u] + self.sums[u]) / (self.others[u] + 1.0)
    }
}

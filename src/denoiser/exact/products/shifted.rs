//! The mean of x̄₀ over places around x, in pairs x ± δ, for many coordinates at little more than the price of one place
//! (derived for this project).
//!
//! log₂ w_i − |x̃ ± δ̃ − c̃_i|² is the exponent at x, plus ±2 δ̃·c̃_i, plus what is the same for all i: a tilt that depends
//! on the data and on t, not on x. So the first product is formed once, the weights of each place come from it by an
//! addition, and Σ λ_i x_i is summed once, over the means of the λ_i. Where single precision cannot tell exponents, those
//! that can matter are formed again in `f64`: the distance once, the tilt for each place.

use super::{BLOCK, Error, Kernel, NEGLIGIBLE, Products, ROUNDING, TILE, TOLERANCE};
use crate::lane_math::{Exp2, LANES, LOWEST, store};
use crate::points::Points;
use wide::f32x8;

/// The tilts of all pairs, prepared for one t, and memory that is used again.
#[derive(Debug, Default)]
pub(in crate::denoiser::exact) struct Tilts {
    /// For which time.
    time: Option<f64>,
    /// The shifts, a row a pair.
    shifts: Vec<f32>,
    /// 2 δ̃·c̃_i, pair after pair, rounded and not; the largest of each data point, and of all.
    tilts: Vec<f32>,
    precise: Vec<f64>,
    reach: Vec<f32>,
    largest: f64,
    /// The data points that can count at any place of eight particles, with their exponents at x.
    candidates: Vec<(usize, f32x8)>,
    /// Those that count at one place, with their exponents relative to the largest.
    active: Vec<(usize, f32x8)>,
    /// The mean of λ_i over all places so far.
    lambda: Vec<f32x8>,
    /// |x − αx_i|² of each of the eight particles, as far as it was asked for; else a NaN.
    squares: Vec<f64>,
    /// One particle's active data points, with their exponents.
    near: Vec<(usize, f64)>,
}

impl Tilts {
    /// Whether they were prepared for this.
    pub(in crate::denoiser::exact) fn are_of(&self, t: f64, shifts: &[f32]) -> bool {
        self.time == Some(t) && self.shifts == shifts
    }
}

/// Whether rounding may change x̄₀ by more than is tolerated.
fn is_unsure(error: &Error) -> bool {
    0.5 * std::f64::consts::LN_2 * error.likely > TOLERANCE
}

impl Products {
    /// Prepares for shifts, a row each, and for what [`Products::prepare`] was told.
    pub(in crate::denoiser::exact) fn prepare_tilts(
        &self,
        t: f64,
        shifts: &[f32],
        tilts: &mut Tilts,
    ) {
        let n = self.squares.len();
        tilts.time = Some(t);
        tilts.shifts.clear();
        tilts.shifts.extend_from_slice(shifts);
        tilts.tilts.clear();
        tilts.precise.clear();
        tilts.reach.clear();
        tilts.reach.resize(n, 0.0);
        tilts.largest = 0.0;
        for shift in shifts.chunks_exact(self.dim) {
            for (i, row) in self.rows.chunks_exact(self.dim).enumerate() {
                let numbers = row.iter().zip(&self.middle).zip(shift);
                let product: f64 = numbers.map(|((x, m), &d)| (x - m) * f64::from(d)).sum();
                let tilt = 2.0 * self.scale * self.alpha * product;
                tilts.largest = tilts.largest.max(tilt.abs());
                tilts.reach[i] = tilts.reach[i].max(tilt.abs() as f32);
                tilts.tilts.push(tilt as f32);
                tilts.precise.push(tilt);
            }
        }
    }

    /// The mean of Σ λ_i x_i over all places, of all particles.
    pub(in crate::denoiser::exact) fn read_shifted(
        &mut self,
        kernel: &Kernel,
        x: &Points<f32>,
        tilts: &mut Tilts,
        mean: &mut Points<f32>,
    ) {
        let n = self.squares.len();
        let pairs = tilts.shifts.len() / self.dim;
        for from in (0..x.len()).step_by(LANES) {
            let tilted = 3.0 * ROUNDING * tilts.largest;
            let errors = self.places(x, from).map(|error| Error {
                likely: error.likely + tilted,
                certain: error.certain + tilted,
            });
            if errors.iter().any(|error| error.certain.is_finite()) {
                self.multiply();
            }
            // What could matter is looked at again; where nothing is certain, everything.
            let slack = errors.map(|error| match is_unsure(&error) {
                false => 0.0,
                true if error.certain.is_finite() => (2.0 * error.certain) as f32,
                true => f32::INFINITY,
            });
            let slack = f32x8::new(slack);
            tilts.lambda.clear();
            tilts.lambda.resize(n, f32x8::ZERO);
            tilts.squares.clear();
            tilts.squares.resize(n * LANES, f64::NAN);
            self.gather(tilts, slack);
            for pair in 0..pairs {
                for sign in [1.0, -1.0] {
                    tilts.look(n, pair, sign, slack);
                    for (lane, error) in errors.iter().enumerate().take(x.len() - from) {
                        if is_unsure(error) {
                            let place = [from + lane, lane];
                            self.refine_shifted(kernel, x, place, tilts, pair, f64::from(sign));
                        }
                    }
                    tilts.add();
                }
            }
            self.sum_of(&tilts.lambda);
            let share = f32x8::splat(1.0 / (2 * pairs) as f32);
            for (j, &sum) in self.sums[..self.dim].iter().enumerate() {
                store(mean.axis_mut(j), from, sum * share);
            }
        }
    }

    /// The data points that can count at any place: all others are too far whichever way all are tilted.
    fn gather(&self, tilts: &mut Tilts, slack: f32x8) {
        let exponents = &self.exponents[..self.squares.len()];
        let least = exponents.iter().zip(&tilts.reach);
        let least = least.map(|(&exponent, &reach)| exponent - f32x8::splat(reach));
        let least = least.fold(f32x8::splat(LOWEST), f32x8::fast_max);
        let cut = least + f32x8::splat(NEGLIGIBLE) - slack;
        tilts.candidates.clear();
        let all = exponents.iter().zip(&tilts.reach).enumerate();
        tilts.candidates.extend(
            all.filter(|(_, (exponent, reach))| {
                // What is no number counts too.
                (!(**exponent + f32x8::splat(**reach)).simd_lt(cut)).any()
            })
            .map(|(i, (&exponent, _))| (i, exponent)),
        );
    }

    /// The relative exponents of one particle again, from differences in `f64`.
    fn refine_shifted(
        &self,
        kernel: &Kernel,
        x: &Points<f32>,
        [particle, lane]: [usize; 2],
        tilts: &mut Tilts,
        pair: usize,
        sign: f64,
    ) {
        let n = self.squares.len();
        let precise = &tilts.precise[pair * n..(pair + 1) * n];
        tilts.near.clear();
        let (mut top, mut first) = (f64::NEG_INFINITY, f64::NAN);
        for (k, (i, exponent)) in tilts.active.iter().enumerate() {
            if exponent.as_array()[lane] <= LOWEST {
                continue;
            }
            let square = &mut tilts.squares[i * LANES + lane];
            if square.is_nan() {
                *square = self.square_to(x, particle, *i);
            }
            // Relative to some distance before the multiplication, which may be by as much as 1e200.
            if first.is_nan() {
                first = *square;
            }
            let log_weight = kernel.log_weights()[*i] * std::f64::consts::LOG2_E;
            let exponent = log_weight - (*square - first) * self.scale + sign * precise[*i];
            top = top.max(exponent);
            tilts.near.push((k, exponent));
        }
        for &(k, exponent) in &tilts.near {
            let relative = (exponent - top).max(f64::from(LOWEST)) as f32;
            tilts.active[k].1.as_mut_array()[lane] = relative;
        }
    }

    /// |x − αx_i|² of one particle.
    fn square_to(&self, x: &Points<f32>, particle: usize, i: usize) -> f64 {
        let row = &self.rows[i * self.dim..(i + 1) * self.dim];
        let mut sums = [0.0; 4];
        for (j, y) in row.iter().enumerate() {
            let difference = f64::from(x.at(particle, j)) - self.alpha * y;
            sums[j % 4] += difference * difference;
        }
        (sums[0] + sums[1]) + (sums[2] + sums[3])
    }

    /// Σ λ_i x_i for weights that are given.
    fn sum_of(&mut self, lambda: &[f32x8]) {
        self.sums.fill(f32x8::ZERO);
        let wide = self.sums.len();
        for (weights, rows) in lambda.chunks(BLOCK).zip(self.rounded.chunks(BLOCK * wide)) {
            for (first, sums) in self.sums.chunks_exact_mut(TILE).enumerate() {
                let mut block = [f32x8::ZERO; TILE];
                for (weight, row) in weights.iter().zip(rows.chunks_exact(wide)) {
                    if weight.simd_gt(f32x8::ZERO).none() {
                        continue;
                    }
                    let numbers = &row[first * TILE..][..TILE];
                    for (sum, &y) in block.iter_mut().zip(numbers) {
                        *sum += *weight * f32x8::splat(y);
                    }
                }
                for (sum, block) in sums.iter_mut().zip(block) {
                    *sum += block;
                }
            }
        }
    }
}

impl Tilts {
    /// The data points that count at one place, with their exponents relative to the largest; [`LOWEST`] for a particle
    /// for which one does not.
    fn look(&mut self, n: usize, pair: usize, sign: f32, slack: f32x8) {
        let tilts = &self.tilts[pair * n..(pair + 1) * n];
        let at = |&(i, exponent): &(usize, f32x8)| exponent + f32x8::splat(sign * tilts[i]);
        let all = self.candidates.iter().map(at);
        let top = all.fold(f32x8::splat(LOWEST), f32x8::fast_max);
        let cut = f32x8::splat(NEGLIGIBLE) - slack;
        self.active.clear();
        for candidate in &self.candidates {
            let relative = at(candidate) - top;
            // What is no number counts too: it is formed again.
            let misses = relative.simd_lt(cut);
            if !misses.all() {
                // Above what stands for a miss, whatever it is.
                let relative = relative.fast_max(f32x8::splat(0.5 * LOWEST));
                let relative = misses.bitselect(f32x8::splat(LOWEST), relative);
                self.active.push((candidate.0, relative));
            }
        }
    }

    /// Adds the weights of the place to the means of the λ_i.
    fn add(&mut self) {
        let exp2 = Exp2::opaque_ref();
        let mut total = f32x8::ZERO;
        for (_, relative) in &mut self.active {
            let counts = relative.simd_ge(f32x8::splat(NEGLIGIBLE));
            let weight = exp2.in_range(relative.fast_max(f32x8::splat(NEGLIGIBLE)));
            *relative = counts.bitselect(weight, f32x8::ZERO);
            total += *relative;
        }
        let share = f32x8::ONE / total;
        for &(i, weight) in &self.active {
            self.lambda[i] += weight * share;
        }
    }
}

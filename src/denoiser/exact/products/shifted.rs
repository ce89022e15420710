//! The mean of x̄₀ over places around x, in pairs x ± δ, for many coordinates at little more than the price of one place
//! (derived for this project).
//!
//! log₂ w_i − |x̃ ± δ̃ − c̃_i|² is the exponent at x, plus ±2 δ̃·c̃_i, plus what is the same for all i: a tilt that depends
//! on the data and on t, not on x. So the first product is formed once, the weights of each place come from it by an
//! addition, and Σ λ_i x_i is summed once, over the means of the λ_i.

use super::{BLOCK, Error, Kernel, NEGLIGIBLE, Products, ROUNDING, TILE, TOLERANCE};
use crate::lane_math::{LANES, LOWEST, exp2_in_range, store};
use crate::points::Points;
use wide::f32x8;

/// The tilts of all pairs, prepared for one t, and memory that is used again.
#[derive(Debug, Default)]
pub(in super::super) struct Tilts {
    /// For which time.
    time: Option<f64>,
    /// The shifts, a row a pair, and 2 δ̃·c̃_i: pair after pair.
    shifts: Vec<f32>,
    tilts: Vec<f32>,
    largest: f64,
    /// The mean of λ_i over all places so far, of eight particles.
    lambda: Vec<f32x8>,
    /// The data points that count at one place, with their exponents and then their weights.
    active: Vec<(usize, f32x8)>,
    /// One particle's of them, with squared distances and then exponents.
    near: Vec<(usize, f64)>,
}

impl Tilts {
    /// Whether they were prepared for this.
    pub(in super::super) fn are_of(&self, t: f64, shifts: &[f32]) -> bool {
        self.time == Some(t) && self.shifts == shifts
    }
}

impl Products {
    /// Prepares for shifts, a row each, and for what [`Products::prepare`] was told.
    pub(in super::super) fn prepare_tilts(&self, t: f64, shifts: &[f32], tilts: &mut Tilts) {
        let n = self.squares.len();
        tilts.time = Some(t);
        tilts.shifts.clear();
        tilts.shifts.extend_from_slice(shifts);
        tilts.tilts.clear();
        tilts.largest = 0.0;
        for shift in shifts.chunks_exact(self.dim) {
            for i in 0..n {
                let tile = &self.tiles[i / TILE * TILE * self.dim..][i % TILE..];
                let numbers = tile.iter().step_by(TILE).zip(shift);
                let product: f64 = numbers.map(|(&y, &d)| f64::from(y) * f64::from(d)).sum();
                let tilt = 2.0 * self.scale * self.alpha * product;
                tilts.largest = tilts.largest.max(tilt.abs());
                tilts.tilts.push(tilt as f32);
            }
        }
    }

    /// The mean of Σ λ_i x_i over all places, of all particles.
    pub(in super::super) fn read_shifted(
        &mut self,
        kernel: &Kernel,
        x: &Points<f32>,
        tilts: &mut Tilts,
        mean: &mut Points<f32>,
    ) {
        let n = self.squares.len();
        for from in (0..x.len()).step_by(LANES) {
            let tilted = 3.0 * ROUNDING * tilts.largest;
            let errors = self.places(x, from).map(|error| Error {
                likely: error.likely + tilted,
                certain: error.certain + tilted,
            });
            if errors.iter().any(|error| error.certain.is_finite()) {
                self.multiply();
            }
            tilts.lambda.clear();
            tilts.lambda.resize(n, f32x8::ZERO);
            let pairs = tilts.shifts.len() / self.dim;
            for pair in 0..pairs {
                for sign in [1.0, -1.0] {
                    self.look(tilts, pair, sign, &errors);
                    for (lane, error) in errors.iter().enumerate().take(x.len() - from) {
                        if 0.5 * std::f64::consts::LN_2 * error.likely > TOLERANCE {
                            self.refine_shifted(kernel, x, from + lane, tilts, [pair, lane], sign);
                        }
                    }
                    let total = tilts.active.iter().map(|active| active.1);
                    let total = total.fold(f32x8::ZERO, |sum, weight| sum + weight);
                    for &(i, weight) in &tilts.active {
                        tilts.lambda[i] += weight / total;
                    }
                }
            }
            self.sum_of(&tilts.lambda);
            let share = f32x8::splat(1.0 / (2 * pairs) as f32);
            for (j, &sum) in self.sums[..self.dim].iter().enumerate() {
                store(mean.axis_mut(j), from, sum * share);
            }
        }
    }

    /// The data points that count at one place, with their weights as far as single precision can tell them.
    fn look(&self, tilts: &mut Tilts, pair: usize, sign: f32, errors: &[Error; LANES]) {
        let n = self.squares.len();
        let tilt = &tilts.tilts[pair * n..(pair + 1) * n];
        let exponents = &self.exponents[..n];
        let at = |(&exponent, &tilt): (&f32x8, &f32)| exponent + f32x8::splat(sign * tilt);
        let pairs = || exponents.iter().zip(tilt);
        let top = pairs().map(at).fold(f32x8::splat(LOWEST), f32x8::fast_max);
        // Where an exponent errs, what could matter is looked at again; where nothing is certain, everything.
        let slack = errors.map(|error| match 0.5 * std::f64::consts::LN_2 * error.likely {
            likely if likely <= TOLERANCE => 0.0,
            _ if error.certain.is_finite() => (2.0 * error.certain) as f32,
            _ => f32::INFINITY,
        });
        let slack = f32x8::new(slack);
        let unsure = slack.simd_gt(f32x8::ZERO);
        let cut = top + f32x8::splat(NEGLIGIBLE) - slack;
        tilts.active.clear();
        for (i, exponent) in pairs().map(at).enumerate() {
            // What is no number counts too.
            let counts = !exponent.simd_lt(cut);
            if !counts.any() {
                continue;
            }
            let relative = exponent - top;
            let weight = exp2_in_range(relative.fast_max(f32x8::splat(NEGLIGIBLE)));
            // Of these all that counts is that they do.
            let weight = unsure.bitselect(f32x8::ONE, weight);
            let weight = counts.bitselect(weight, f32x8::ZERO);
            tilts.active.push((i, weight));
        }
    }

    /// The weights of one particle again, from differences in `f64`.
    fn refine_shifted(
        &mut self,
        kernel: &Kernel,
        x: &Points<f32>,
        particle: usize,
        tilts: &mut Tilts,
        [pair, lane]: [usize; 2],
        sign: f32,
    ) {
        let shift = &tilts.shifts[pair * self.dim..(pair + 1) * self.dim];
        for (j, (one, &shift)) in self.one.iter_mut().zip(shift).enumerate() {
            *one = f64::from(x.at(particle, j)) + f64::from(sign * shift);
        }
        tilts.near.clear();
        for (k, (i, weight)) in tilts.active.iter().enumerate() {
            if weight.as_array()[lane] > 0.0 {
                let row = &self.rows[i * self.dim..(i + 1) * self.dim];
                tilts
                    .near
                    .push((k, super::distance(&self.one, row, self.alpha)));
            }
        }
        let nearest = tilts.near.iter().map(|near| near.1);
        let nearest = nearest.fold(f64::INFINITY, f64::min);
        let mut top = f64::NEG_INFINITY;
        for (k, square) in &mut tilts.near {
            let log_weight = kernel.log_weights()[tilts.active[*k].0] * std::f64::consts::LOG2_E;
            *square = log_weight - (*square - nearest) * self.scale;
            top = top.max(*square);
        }
        for &(k, exponent) in &tilts.near {
            let exponent = exponent - top;
            let weight = if exponent < f64::from(NEGLIGIBLE) {
                0.0
            } else {
                exp2_in_range(f32x8::splat(exponent as f32)).to_array()[0]
            };
            tilts.active[k].1.as_mut_array()[lane] = weight;
        }
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

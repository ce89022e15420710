//! The kernel formulation for ensembles: a SIMD lane is a particle, one pass over the data.
//!
//! The largest exponent is not known before the pass, so the sum is kept relative to the largest one so
//! far and rescaled when a block of data points brings a larger one. Blocks also keep the rounding of long
//! sums small: each is summed by itself first.
//!
//! Exponents are formed from squared differences, never from an expanded dot product. In `f32` they err by
//! about |x|² 2⁻²⁴/σ²; where that would exceed [`WORST_EXPONENT_ERROR`] the exponents are formed in `f64`
//! ([`precise`]), and only their differences, which are small wherever they count, are rounded.

use super::Kernel;
use crate::denoiser::Denoiser;
use crate::lane_math::{LANES, SMALLEST_EXPONENT, exp2, load, store};
use crate::points::Points;
use std::cell::RefCell;
use wide::f32x8;

/// Data points whose exponents are held at once: 32 × 8 lanes × 4 bytes = 1 KiB of the fastest memory.
const BLOCK: usize = 32;

/// The error of an exponent that is still let pass in `f32`; x̄₀ then errs by at most a quarter of it
/// times the distance of the two data points between which it wavers.
const WORST_EXPONENT_ERROR: f64 = 6e-4;

/// Lower than any exponent that occurs, and far from overflow when differences are formed.
const LOWEST: f32 = -1e30;

/// The exact denoiser for `f32` ensembles. Agrees with [`Kernel`] to 3e-4 of the data's scale at any t,
/// and far better wherever x̄₀ does not change by its own size within the rounding of x.
#[derive(Debug)]
pub struct ExactLanes {
    kernel: Kernel,
    /// max |x_i,j|, the scale of the data.
    radius: f64,
    rows: RefCell<Rows>,
}

/// The data prepared for one t: a row of 2d + 1 numbers a data point, its exponent's offset log₂ w_i, its
/// centre αx_i in units in which the exponent of 2 is minus the squared distance, and x_i itself.
#[derive(Debug, Default)]
struct Rows {
    t: f64,
    unit: f32,
    values: Vec<f32>,
}

impl ExactLanes {
    /// The ensemble's version of `kernel`.
    pub fn new(kernel: Kernel) -> Self {
        let coordinates = kernel.points().as_slice().iter();
        let radius = coordinates.fold(0.0, |r: f64, x| r.max(x.abs()));
        Self {
            kernel,
            radius,
            rows: RefCell::new(Rows {
                t: f64::NAN,
                ..Rows::default()
            }),
        }
    }

    /// The same law in `f64`.
    pub fn kernel(&self) -> &Kernel {
        &self.kernel
    }

    fn prepare(&self, rows: &mut Rows, t: f64) {
        if rows.t == t {
            return;
        }
        let points = self.kernel.points();
        let process = self.kernel.process();
        let unit = libm::sqrt(std::f64::consts::LOG2_E / (2.0 * process.variance(t)));
        let scale = unit * process.alpha(t);
        rows.t = t;
        rows.unit = unit as f32;
        rows.values.clear();
        for (i, &log_weight) in self.kernel.log_weights().iter().enumerate() {
            rows.values
                .push((log_weight * std::f64::consts::LOG2_E) as f32);
            let row = (0..points.dim()).map(|j| points.at(i, j));
            rows.values.extend(row.clone().map(|y| (scale * y) as f32));
            rows.values.extend(row.map(|y| y as f32));
        }
    }
}

impl Denoiser<f32> for ExactLanes {
    fn dim(&self) -> usize {
        self.kernel.points().dim()
    }

    fn posterior_mean(&self, x: &Points<f32>, t: f64, mean: &mut Points<f32>) {
        mean.reshape_like(x);
        let error = self.radius * self.radius * f64::from(f32::EPSILON)
            / self.kernel.process().variance(t).max(f64::MIN_POSITIVE);
        if error > WORST_EXPONENT_ERROR {
            precise::posterior_mean(&self.kernel, x, t, mean);
            return;
        }
        let mut rows = self.rows.borrow_mut();
        self.prepare(&mut rows, t);
        match x.dim() {
            1 => sweep::<1>(&rows, x, mean),
            2 => sweep::<2>(&rows, x, mean),
            3 => sweep::<3>(&rows, x, mean),
            _ => sweep_any(&rows, x, mean),
        }
    }
}

fn sweep<const D: usize>(rows: &Rows, x: &Points<f32>, mean: &mut Points<f32>) {
    let row_length = 2 * D + 1;
    let unit = f32x8::splat(rows.unit);
    for from in (0..x.len()).step_by(LANES) {
        let place: [f32x8; D] = std::array::from_fn(|j| load(x.axis(j), from) * unit);
        // Σ w and Σ w x_i, relative to 2^top.
        let mut top = f32x8::splat(LOWEST);
        let mut total = f32x8::ZERO;
        let mut weighted = [f32x8::ZERO; D];
        for block in rows.values.chunks(BLOCK * row_length) {
            let mut exponents = [f32x8::ZERO; BLOCK];
            let mut new_top = top;
            for (exponent, row) in exponents.iter_mut().zip(block.chunks_exact(row_length)) {
                let mut e = f32x8::splat(row[0]);
                for (&place, &centre) in place.iter().zip(&row[1..1 + D]) {
                    let difference = place - f32x8::splat(centre);
                    e -= difference * difference;
                }
                *exponent = e;
                new_top = new_top.fast_max(e);
            }
            let rescale = exp2(top - new_top);
            top = new_top;
            // Two loops rather than one: the exponential's constants and the sums do not fit into the
            // sixteen registers together.
            let held = &mut exponents[..block.len() / row_length];
            for exponent in held.iter_mut() {
                *exponent = exp2(*exponent - top);
            }
            let mut block_total = f32x8::ZERO;
            let mut block_weighted = [f32x8::ZERO; D];
            for (&weight, row) in held.iter().zip(block.chunks_exact(row_length)) {
                block_total += weight;
                for (sum, &y) in block_weighted.iter_mut().zip(&row[1 + D..]) {
                    *sum += weight * f32x8::splat(y);
                }
            }
            total = total * rescale + block_total;
            for (sum, block) in weighted.iter_mut().zip(block_weighted) {
                *sum = *sum * rescale + block;
            }
        }
        for (j, weighted) in weighted.iter().enumerate() {
            store(mean.axis_mut(j), from, *weighted / total);
        }
    }
}

/// [`sweep`] for dimensions that are not worth a copy of their own.
fn sweep_any(rows: &Rows, x: &Points<f32>, mean: &mut Points<f32>) {
    let dim = x.dim();
    let row_length = 2 * dim + 1;
    let unit = f32x8::splat(rows.unit);
    let mut place = vec![f32x8::ZERO; dim];
    let mut weighted = vec![f32x8::ZERO; dim];
    for from in (0..x.len()).step_by(LANES) {
        for (j, place) in place.iter_mut().enumerate() {
            *place = load(x.axis(j), from) * unit;
        }
        let mut top = f32x8::splat(LOWEST);
        let mut total = f32x8::ZERO;
        weighted.fill(f32x8::ZERO);
        for row in rows.values.chunks_exact(row_length) {
            let (centre, point) = row[1..].split_at(dim);
            let mut e = f32x8::splat(row[0]);
            for (&place, &centre) in place.iter().zip(centre) {
                let difference = place - f32x8::splat(centre);
                e -= difference * difference;
            }
            let new_top = top.fast_max(e);
            let (rescale, weight) = (exp2(top - new_top), exp2(e - new_top));
            top = new_top;
            total = total * rescale + weight;
            for (weighted, &y) in weighted.iter_mut().zip(point) {
                *weighted = *weighted * rescale + weight * f32x8::splat(y);
            }
        }
        for (j, weighted) in weighted.iter().enumerate() {
            store(mean.axis_mut(j), from, *weighted / total);
        }
    }
}

/// Small t: exponents in `f64`, where `f32` has lost them.
mod precise {
    use super::{Kernel, Points, SMALLEST_EXPONENT};

    /// Distances relative to the nearest, which is all that counts, and no exponential for the many that
    /// are too far to matter.
    pub(super) fn posterior_mean(kernel: &Kernel, x: &Points<f32>, t: f64, mean: &mut Points<f32>) {
        let points = kernel.points();
        let process = kernel.process();
        let alpha = process.alpha(t);
        let scale = 0.5 / process.variance(t).max(1e-200);
        let negligible = f64::from(SMALLEST_EXPONENT) * std::f64::consts::LN_2;
        let mut distances = vec![0.0f64; points.len()];
        let mut weighted = vec![0.0f64; points.dim()];
        for i in 0..x.len() {
            distances.fill(0.0);
            for j in 0..points.dim() {
                let x = f64::from(x.at(i, j));
                for (distance, &y) in distances.iter_mut().zip(points.axis(j)) {
                    let difference = x - alpha * y;
                    *distance += difference * difference;
                }
            }
            let nearest = distances.iter().copied().fold(f64::INFINITY, f64::min);
            let log_weights = kernel.log_weights();
            let exponents = distances.iter().zip(log_weights);
            let exponent = |(d, w): (&f64, &f64)| w - (d - nearest) * scale;
            let top = exponents.map(exponent).fold(f64::NEG_INFINITY, f64::max);
            let mut total = 0.0;
            weighted.fill(0.0);
            for (k, pair) in distances.iter().zip(log_weights).enumerate() {
                let relative = exponent(pair) - top;
                if relative > negligible {
                    let weight = libm::exp(relative);
                    total += weight;
                    for (j, weighted) in weighted.iter_mut().enumerate() {
                        *weighted += weight * points.at(k, j);
                    }
                }
            }
            for (j, weighted) in weighted.iter().enumerate() {
                mean.axis_mut(j)[i] = (weighted / total) as f32;
            }
        }
    }
}

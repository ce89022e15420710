//! Which data point has captured which particle: the argmax of λ_i(x, t), Cao et al. (4.41)–(4.45).
//!
//! For equal weights it is the Voronoi cell (4.42) that holds x/α, at any t and not only as t → 0; for
//! unequal ones the cell of the power diagram |x − αx_i|² − 2σ² ln w_i.

use crate::denoiser::Kernel;
use crate::lane_math::LANES;
use crate::points::Points;
use wide::{f32x8, i32x8};

/// Writes to `captor` the number of the data point with the largest λ_i(x, t), for each particle of `x`; of
/// equal ones the first.
pub fn captures(kernel: &Kernel, x: &Points<f32>, t: f64, captor: &mut Vec<u32>) {
    let process = kernel.process();
    let (alpha, twice_variance) = (process.alpha(t), 2.0 * process.variance(t));
    let data = kernel.points();
    captor.clear();
    captor.resize(x.len(), 0);
    for from in (0..x.len()).step_by(LANES) {
        let to = x.len().min(from + LANES);
        let mut best = f32x8::splat(f32::INFINITY);
        let mut best_point = i32x8::ZERO;
        for (i, &log_weight) in kernel.log_weights().iter().enumerate() {
            let mut cost = f32x8::splat((-twice_variance * log_weight) as f32);
            for j in 0..x.dim() {
                let mut lanes = [0.0; LANES];
                lanes[..to - from].copy_from_slice(&x.axis(j)[from..to]);
                let difference = f32x8::from(lanes) - f32x8::splat((alpha * data.at(i, j)) as f32);
                cost += difference * difference;
            }
            let better = cost.simd_lt(best);
            best = better.bitselect(cost, best);
            let better: i32x8 = bytemuck::cast(better);
            best_point = better.bitselect(i32x8::splat(i as i32), best_point);
        }
        for (captor, point) in captor[from..to].iter_mut().zip(best_point.to_array()) {
            *captor = point as u32;
        }
    }
}

/// How many particles stand exactly on the data point that captured them, to the rounding of `f32`.
pub fn captured_exactly(kernel: &Kernel, x: &Points<f32>, captor: &[u32]) -> usize {
    let stands = |i: usize, point: u32| {
        (0..x.dim()).all(|j| x.at(i, j) == kernel.points().at(point as usize, j) as f32)
    };
    let pairs = captor.iter().enumerate();
    pairs.filter(|&(i, &point)| stands(i, point)).count()
}

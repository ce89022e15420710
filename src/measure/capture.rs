//! Which data point has captured which particle: the argmax of λ_i(x, t), Cao et al. (4.41)–(4.45). In the words of
//! statistics the most probable origin of the particle (maximum a posteriori); the page and the code say its captor.
//!
//! For equal weights it is the Voronoi cell (4.42) that holds x/α, at any t and not only as t → 0; for
//! unequal ones the cell of the power diagram |x − αx_i|² − 2σ² ln w_i.

use crate::denoiser::Kernel;
use crate::lane_math::{LANES, load};
use crate::points::Points;
use wide::{f32x8, i32x8};

/// Particles that are looked at in one call: a browser puts faster code in place of its first between two calls alone, so that
/// a single one is up to fourteen times slower.
const TOGETHER: usize = 64 * LANES;

/// The data point that has captured each particle.
///
/// ```
/// use reverse_diffusion::denoiser::Kernel;
/// use reverse_diffusion::measure::Captors;
/// use reverse_diffusion::points::Points;
/// use reverse_diffusion::process::Process;
///
/// let kernel = Kernel::new(Process::Ou, Points::from_rows(&[-1.0, 1.0], 1), &[1.0, 1.0]);
/// let mut captors = Captors::default();
/// captors.find(&kernel, &Points::from_rows(&[0.3, -2.0], 1), 0.1);
/// assert_eq!(captors.points(), [1, 0]);
/// ```
#[derive(Clone, Debug, Default)]
pub struct Captors {
    /// The number of a data point, for each particle.
    points: Vec<u32>,
    /// A row a data point: −2σ² ln w_i and αx_i.
    rows: Vec<f32>,
    /// Eight particles, a vector a coordinate.
    place: Vec<f32x8>,
    /// How many particles are still to be looked at, and which is next.
    left: usize,
    next: usize,
}

impl Captors {
    /// Finds for each particle of `x` the data point with the largest λ_i(x, t); of equal ones the first.
    pub fn find(&mut self, kernel: &Kernel, x: &Points<f32>, t: f64) {
        self.begin(kernel, x, t);
        for from in (0..x.len()).step_by(TOGETHER) {
            self.find_some(x, from, x.len().min(from + TOGETHER));
        }
    }

    /// The same, to be done by [`Captors::work`]. Until then each particle's is the one that was found last, or 0.
    pub fn begin(&mut self, kernel: &Kernel, x: &Points<f32>, t: f64) {
        let process = kernel.process();
        let (alpha, twice_variance) = (process.alpha(t), 2.0 * kernel.spread(t));
        let data = kernel.points();
        self.rows.clear();
        for (i, &log_weight) in kernel.log_weights().iter().enumerate() {
            self.rows.push((-twice_variance * log_weight) as f32);
            let centre = (0..data.dim()).map(|j| (alpha * data.at(i, j)) as f32);
            self.rows.extend(centre);
        }
        self.points.resize(x.len(), 0);
        self.left = x.len();
    }

    /// Goes on, comparing about so many numbers of particles with those of data points at most; whether all are found. It
    /// goes round and round over the particles, so that none waits for ever where there is never time for all.
    pub fn work(&mut self, x: &Points<f32>, numbers: usize) -> bool {
        let groups = (numbers / (LANES * self.rows.len()).max(1)).max(1);
        let most = self.left.min(groups.saturating_mul(LANES));
        self.left -= most;
        let from = self.next % x.len().max(1);
        let to = from + most;
        self.next = to % x.len().max(1);
        self.find_some(x, from, to.min(x.len()));
        self.find_some(x, 0, to.saturating_sub(x.len()));
        self.left == 0
    }

    #[inline(never)]
    fn find_some(&mut self, x: &Points<f32>, from: usize, last: usize) {
        for from in (from..last).step_by(LANES) {
            self.place.clear();
            self.place
                .extend((0..x.dim()).map(|j| load(x.axis(j), from)));
            let captors = match &self.place[..] {
                // Written out for the common case, so that it stays in registers.
                &[x, y] => nearest(&self.rows, 2, |row| {
                    let (dx, dy) = (x - f32x8::splat(row[0]), y - f32x8::splat(row[1]));
                    dx * dx + dy * dy
                }),
                place => nearest(&self.rows, x.dim(), |row| {
                    let pairs = place.iter().zip(row);
                    pairs.fold(f32x8::ZERO, |sum, (&x, &y)| {
                        let difference = x - f32x8::splat(y);
                        sum + difference * difference
                    })
                }),
            };
            let to = last.min(from + LANES);
            for (point, captor) in self.points[from..to].iter_mut().zip(captors.to_array()) {
                *point = captor as u32;
            }
        }
    }

    /// The data point of each particle.
    pub fn points(&self) -> &[u32] {
        &self.points
    }

    /// How many particles of `x` stand exactly on their captor, to the rounding of `f32`.
    pub fn captured_exactly(&self, kernel: &Kernel, x: &Points<f32>) -> usize {
        let stands = |i: usize, point: u32| {
            (0..x.dim()).all(|j| x.at(i, j) == kernel.points().at(point as usize, j) as f32)
        };
        let pairs = self.points.iter().enumerate();
        pairs.filter(|&(i, &point)| stands(i, point)).count()
    }
}

/// The number of the row with the least `distance` plus offset, in each lane.
#[inline(always)]
fn nearest(rows: &[f32], dim: usize, distance: impl Fn(&[f32]) -> f32x8) -> i32x8 {
    let mut best = f32x8::splat(f32::INFINITY);
    let mut best_point = i32x8::ZERO;
    for (i, row) in rows.chunks_exact(dim + 1).enumerate() {
        let cost = distance(&row[1..]) + f32x8::splat(row[0]);
        let better = cost.simd_lt(best);
        best = better.bitselect(cost, best);
        let better: i32x8 = bytemuck::cast(better);
        best_point = better.bitselect(i32x8::splat(i as i32), best_point);
    }
    best_point
}

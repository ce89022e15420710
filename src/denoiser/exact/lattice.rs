//! Wide kernels on a lattice: Gaussian sums at every particle for the price of one convolution.
//!
//! Distances are counted in deviations s of the kernel (s² = α²b² + σ²). Data points are spread onto the nodes of a
//! lattice with spacing h = ¼ by Lagrange's polynomials of degree 11 in each coordinate; the sums Σ w k, Σ w k x_i are
//! convolved from node to node, one coordinate after the other, with the fixed taps e^{−(mh)²/2}; and particles read
//! them off by the same polynomials. The cost hardly depends on the number of data points.
//!
//! Error. Interpolating e^{−z²/2} with p = 12 nodes errs by at most c h^p |He_p(z)| e^{−z²/2} at the nearest z, with
//! c = (½·1½·…·5½)²/12! = 5.5e-5. By Cramér's inequality |He_p(z)| ≤ 1.09 √p! e^{z²/4}, so that each of the six
//! interpolations (two coordinates; spreading, coarsening and reading) changes a sum by at most ε = 1.09 c h^p √p! = 7.8e-8
//! times the same sum with twice the variance, D₂ = Σ w e^{−z²/4}. Relative to D = Σ w e^{−z²/2} the error is below
//! 6ε D₂/D, and x̄₀, a mean, errs by no more than that times the data's diameter. Where D₂/D exceeds
//! [`TRUSTED`], far from all data, a particle is not read off the lattice ([`Lattice::read`] says so).

use super::known_dim::known_dim;
use super::pyramid::{Grid, Pyramid, spread};
use super::stencil::{BEFORE, DENOMINATORS, NODES, quarters};
use crate::lane_math::{LANES, eight, load, opaque_ref};
use crate::points::Points;
use wide::{f32x4, f32x8};

/// Nodes to the deviation.
const PER_DEVIATION: f64 = 4.0;

/// The largest D₂/D at which a place is read: 6·7.8e-8·20 = 9.4e-6.
const TRUSTED: f32 = 20.0;

/// The least D that is read: far below what a single one of 10⁵ data points gives where it is trusted, 7e-9.
const LEAST: f32 = 1e-12;

/// Taps to either side: 33 nodes are 8.25 deviations. What is left out there is at most e^{−8.25²/4} D₂, relative to D
/// 8e-7 where D₂/D ≤ 20.
const TAPS: i32 = 33;

/// How far from the data's box a place can still be trusted, in nodes: D₂/D ≤ 20 means z ≤ 3.5.
const MARGIN: i32 = 16;

/// Fields: Σ w k, Σ w k x_i for each coordinate, and D₂.
const fn fields(dim: usize) -> usize {
    dim + 2
}

/// A box of nodes, both ends included.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Region {
    low: [i32; 2],
    high: [i32; 2],
}

impl Region {
    fn size(&self, j: usize) -> usize {
        (self.high[j] - self.low[j] + 1).max(0) as usize
    }

    fn holds(&self, other: &Self) -> bool {
        (0..2).all(|j| self.low[j] <= other.low[j] && other.high[j] <= self.high[j])
    }
}

/// The lattice at one time.
#[derive(Debug, Default)]
pub(super) struct Lattice {
    dim: usize,
    /// Rows of nodes that a place is read off: [`NODES`], on a line 1. Not a constant: in WebAssembly
    /// the loop over rows would be unrolled, V8 run out of registers and reading take a sixth longer.
    rows: usize,
    /// Nodes to the unit of length.
    scale: f64,
    /// The spread weights; D₂ starts from the first field.
    source: Grid,
    scratch: [Vec<f32>; 2],
    /// Where sums are known.
    target: Region,
    /// The sums, field by field, row by row.
    sums: Vec<f32>,
    /// After the convolution of one coordinate.
    halfway: Vec<f32>,
    /// A row of it with room on both sides.
    padded: Vec<f32>,
    taps: [Vec<f32>; 2],
}

/// How many nodes a lattice over `extent` (in each coordinate) has for a kernel of deviation `s`, and the work of its
/// convolution in multiplications, for a target a deviation or two wider than the data.
pub(super) fn convolution_work(dim: usize, extent: [f64; 2], s: f64) -> f64 {
    let nodes = |j: usize| {
        if j < dim {
            PER_DEVIATION * extent[j] / s + 2.0 * NODES as f64
        } else {
            1.0
        }
    };
    let band = |nodes: f64| nodes.min(f64::from(2 * TAPS + 1));
    let (x, y) = (nodes(0), nodes(1));
    fields(dim) as f64 * x * y * (band(x) + if dim > 1 { band(y) } else { 0.0 })
}

/// Nodes to the data's longest side of the finest grid that is kept: no finer than data points are on average, because
/// then it is as cheap to spread them.
pub(super) fn finest(data_points: usize) -> f64 {
    (2.0 * libm::sqrt(data_points as f64)).clamp(60.0, 600.0)
}

/// How many deviations of the narrowest kernel the data's longest side may be: narrower ones are left to cells, which
/// give a single data point exactly where it alone counts; among many points it never does.
pub(super) fn finest_kernel(dim: usize, data_points: usize) -> f64 {
    let n = data_points as f64;
    if dim > 1 {
        (0.9 * libm::sqrt(n)).clamp(150.0, 300.0)
    } else {
        150.0
    }
}

/// The work of bringing the weights onto the lattice, from the points or from a grid of at most twice its nodes.
pub(super) fn preparation_work(dim: usize, extent: [f64; 2], s: f64, data_points: usize) -> f64 {
    let one_by_one = 0.5 * data_points as f64 * stencil_work(dim);
    let side = PER_DEVIATION * extent[0].max(extent[1]) / s;
    if side > finest(data_points) {
        return one_by_one;
    }
    let nodes = side + 2.0 * NODES as f64;
    let grid = 2.0 * nodes;
    let across = if dim > 1 { grid * (grid + nodes) } else { grid };
    one_by_one.min(0.2 * (dim + 1) as f64 * NODES as f64 * across)
}

/// Multiplications to spread one data point, or to read one particle.
pub(super) fn stencil_work(dim: usize) -> f64 {
    let nodes = NODES.pow(dim as u32);
    ((dim + 1) * nodes + 4 * NODES * dim) as f64
}

impl Lattice {
    /// Spreads data points αx_i with weights w_i for a kernel of deviation `s`, over the box `ends` that holds them:
    /// from the `pyramid` where that has a grid fine enough, else one by one.
    pub(super) fn prepare(
        &mut self,
        points: &Points<f64>,
        weights: &[f64],
        ends: [[f64; 2]; 2],
        pyramid: &Pyramid,
        [alpha, s]: [f64; 2],
    ) {
        let dim = points.dim();
        self.dim = dim;
        self.rows = if dim > 1 { NODES } else { 1 };
        self.scale = PER_DEVIATION / s;
        let spacing = s / (PER_DEVIATION * alpha);
        match pyramid.level(spacing) {
            Some(grid) => grid.coarsen(dim, spacing, &mut self.source, &mut self.scratch),
            None => {
                self.source.around(dim, spacing, ends, dim + 1);
                spread(points, weights, &mut self.source);
            }
        }
        for (taps, widening) in self.taps.iter_mut().zip([1.0, 2.0]) {
            taps.clear();
            taps.extend((-TAPS..=TAPS).map(|m| {
                let z = f64::from(m) / PER_DEVIATION;
                libm::exp(-0.5 * z * z / widening) as f32
            }));
        }
        self.target = Region {
            low: [0; 2],
            high: [-1; 2],
        };
    }

    /// x̄₀ without blur of all particles, in single precision; `far` lists those that are too far from the data.
    pub(super) fn read(&mut self, x: &Points<f32>, mean: &mut Points<f32>, far: &mut Vec<usize>) {
        far.clear();
        self.cover(x);
        match known_dim(self.dim) {
            1 => self.read_all::<1, 2>(x, mean, far),
            _ => self.read_all::<2, 3>(x, mean, far),
        }
    }

    /// [`Lattice::read`] for D coordinates, which make D + 1 sums.
    fn read_all<const D: usize, const SUMS: usize>(
        &self,
        x: &Points<f32>,
        mean: &mut Points<f32>,
        far: &mut Vec<usize>,
    ) {
        let scale = f32x8::splat(self.scale as f32);
        let size = self.field_size();
        // Cut to one length, so that they are checked together.
        let sums: [&[f32]; SUMS] = std::array::from_fn(|field| &self.sums[field * size..][..size]);
        let widened = &self.sums[SUMS * size..][..size];
        let stencil = opaque_ref(&STENCIL);
        let mut at = [[0i32; LANES]; 2];
        // Without a second coordinate one row is read, with weight 1.
        let mut along = [[1.0f32; LANES]; NODES];
        for from in (0..x.len()).step_by(LANES) {
            let (columns, across) = stencils(load(x.axis(0), from) * scale, stencil);
            at[0] = columns;
            let across = by_particle(&across);
            if D > 1 {
                let (rows, weights) = stencils(load(x.axis(1), from) * scale, stencil);
                at[1] = rows;
                along = weights.map(f32x8::to_array);
            }
            for lane in 0..LANES.min(x.len() - from) {
                let i = from + lane;
                let place = [at[0][lane], at[1][lane]];
                let first = self.first::<D>(place, sums[0], widened);
                let Some(first) = first else {
                    far.push(i);
                    continue;
                };
                let along = along[..self.rows.clamp(1, NODES)]
                    .iter()
                    .map(|weights| weights[lane]);
                let read = self.read_one(sums, first, &across[lane], along);
                for j in 0..D {
                    mean.axis_mut(j)[i] = read[1 + j] / read[0];
                }
            }
        }
    }

    /// The first node of the stencil around a place; none where the sums are not to be trusted.
    #[inline(always)]
    fn first<const D: usize>(&self, at: [i32; 2], sums: &[f32], widened: &[f32]) -> Option<usize> {
        let columns = self.target.size(0);
        let mut first = 0;
        for j in (0..D).rev() {
            let offset = at[j].wrapping_sub(self.target.low[j]);
            if offset < 0 || offset as usize + NODES > self.target.size(j) {
                return None;
            }
            first = first * columns + offset as usize;
        }
        // D and D₂ at the node to the left of the place.
        let middle = first + BEFORE as usize * if D > 1 { columns + 1 } else { 1 };
        // Beyond the taps of all data both are 0, and nothing is known.
        if sums[middle] < LEAST || sums[middle] * TRUSTED < widened[middle] {
            return None;
        }
        Some(first)
    }

    /// The sums at one place.
    #[inline(always)]
    fn read_one<const SUMS: usize>(
        &self,
        fields: [&[f32]; SUMS],
        first: usize,
        across: &[f32x4; 3],
        along: impl ExactSizeIterator<Item = f32>,
    ) -> [f32; SUMS] {
        let columns = self.target.size(0);
        let span = along.len() * columns;
        let fields = fields.map(|field| &field[first..first + span]);
        let mut sums = [[f32x4::ZERO; 3]; SUMS];
        let [a, b, c] = [0, 1, 2].map(|f: usize| fields[f.min(SUMS - 1)].chunks_exact(columns));
        for (((weight, a), b), c) in along.zip(a).zip(b).zip(c) {
            let weight = f32x4::splat(weight);
            for (sum, row) in sums.iter_mut().zip([a, b, c]) {
                let row: &[f32; NODES] = row[..NODES].try_into().unwrap();
                for (sum, values) in sum.iter_mut().zip(quarters(row)) {
                    *sum += values * weight;
                }
            }
        }
        sums.map(|sum| {
            let total = (sum[0] * across[0] + sum[1] * across[1]) + sum[2] * across[2];
            let [a, b, c, d] = total.to_array();
            (a + b) + (c + d)
        })
    }

    /// Entries of a field of sums: one row more than there are, so that every row of a stencil is a whole one.
    fn field_size(&self) -> usize {
        self.target.size(0) * (self.target.size(1) + 1)
    }

    /// Makes sure that sums are known wherever a particle can be trusted. A node's sum does not depend on which others
    /// are computed with it.
    fn cover(&mut self, x: &Points<f32>) {
        let mut wanted = Region {
            low: [0; 2],
            high: [0; 2],
        };
        for j in 0..self.dim {
            let [low, high] = x.bounds(j);
            let node = |x: f32| (f64::from(x) * self.scale).floor().clamp(-1e9, 1e9) as i32;
            let end = self.source.low[j] + self.source.size[j] as i32 - 1;
            let (first, last) = (self.source.low[j] - MARGIN, end + MARGIN);
            wanted.low[j] = (node(low) - BEFORE).clamp(first, last);
            wanted.high[j] = (node(high) + NODES as i32 - BEFORE - 1).clamp(first, last);
        }
        if self.target.size(0) > 0 && self.target.holds(&wanted) {
            return;
        }
        self.target = wanted;
        self.convolve();
    }

    fn convolve(&mut self) {
        let (dim, source, target) = (self.dim, &self.source, self.target);
        let top = source.low[1] + source.size[1] as i32 - 1;
        let (columns, rows) = (target.size(0), target.size(1));
        let across = source.size[0];
        let (from, to) = (source.size[0] * source.size[1], columns * rows);
        self.sums.clear();
        let size = self.field_size();
        self.sums.resize(fields(dim) * size, 0.0);
        self.halfway.resize(rows * across, 0.0);
        self.padded.clear();
        self.padded.resize(columns + 2 * TAPS as usize, 0.0);
        for field in 0..fields(dim) {
            let widened = field == dim + 1;
            let taps = &self.taps[usize::from(widened)];
            // D₂ is spread from the same weights as D.
            let origin = if widened { 0 } else { field * from };
            let weights = &source.values[origin..origin + from];
            let halfway = if dim > 1 {
                self.halfway.fill(0.0);
                for (row, out) in self.halfway.chunks_exact_mut(across).enumerate() {
                    let k = target.low[1] + row as i32;
                    let first = (k - TAPS).max(source.low[1]);
                    let last = (k + TAPS).min(top);
                    let row = |l: i32| &weights[(l - source.low[1]) as usize * across..][..across];
                    let tap = |l: i32| taps[(k - l + TAPS) as usize];
                    let mut l = first;
                    while l + 3 <= last {
                        let four = [0, 1, 2, 3].map(|m| row(l + m));
                        add_four(out, four, [0, 1, 2, 3].map(|m| tap(l + m)));
                        l += 4;
                    }
                    for l in l..=last {
                        let four = [row(l), row(l), row(l), row(l)];
                        add_four(out, four, [tap(l), 0.0, 0.0, 0.0]);
                    }
                }
                &self.halfway[..]
            } else {
                weights
            };
            let out = &mut self.sums[field * size..][..to];
            for (out, row) in out
                .chunks_exact_mut(columns)
                .zip(halfway.chunks_exact(across))
            {
                // Every node from TAPS before the first target to TAPS after the last, zeros where there is no source.
                self.padded.fill(0.0);
                let shift = source.low[0] - (target.low[0] - TAPS);
                let first = (-shift).clamp(0, across as i32) as usize;
                let last = (self.padded.len() as i32 - shift).clamp(0, across as i32) as usize;
                if first < last {
                    let at = (first as i32 + shift) as usize;
                    self.padded[at..at + last - first].copy_from_slice(&row[first..last]);
                }
                // Target column c takes from c + j with the tap of distance TAPS − j; the last of four has one over.
                for j in (0..taps.len()).step_by(4) {
                    let values = |m: usize| &self.padded[(j + m).min(taps.len() - 1)..][..columns];
                    let tap = |m: usize| taps.get(j + m).copied().unwrap_or(0.0);
                    add_four(out, [0, 1, 2, 3].map(values), [0, 1, 2, 3].map(tap));
                }
            }
        }
    }
}

/// Adds four rows, each times its factor, entry by entry: memory is read and written a fourth as often as for one.
#[inline(always)]
fn add_four(out: &mut [f32], [a, b, c, d]: [&[f32]; 4], [f, g, h, i]: [f32; 4]) {
    let n = out.len();
    let (a, b, c, d) = (&a[..n], &b[..n], &c[..n], &d[..n]);
    for k in 0..n {
        out[k] += (f * a[k] + g * b[k]) + (h * c[k] + i * d[k]);
    }
}

/// Of each node of a stencil its distance from the node to the left of the place, and its denominator.
static STENCIL: [[f32x4; 2]; NODES] = {
    let mut stencil = [[f32x4::ZERO; 2]; NODES];
    let mut m = 0;
    while m < NODES {
        let numbers = [m as f32 - BEFORE as f32, DENOMINATORS[m] as f32];
        stencil[m] = [f32x4::splat(numbers[0]), f32x4::splat(numbers[1])];
        m += 1;
    }
    stencil
};

/// [`stencil`](super::stencil::stencil) for eight particles at once, in single precision: node by node the weights of
/// all eight.
#[inline(always)]
fn stencils(place: f32x8, stencil: &[[f32x4; 2]; NODES]) -> ([i32; LANES], [f32x8; NODES]) {
    let floor = place.floor();
    let u = place - floor;
    let distance = |m: usize| u - eight(stencil[m][0]);
    let mut before = [f32x8::ONE; NODES];
    for m in 1..NODES {
        before[m] = before[m - 1] * distance(m - 1);
    }
    let mut after = f32x8::ONE;
    let mut weights = before;
    for m in (0..NODES).rev() {
        weights[m] = before[m] * after * eight(stencil[m][1]);
        after *= distance(m);
    }
    // Saturating: far outside any lattice.
    let at = floor
        .to_array()
        .map(|floor| (floor as i32).saturating_sub(BEFORE));
    (at, weights)
}

/// From the weights of all eight particles on each node to each particle's weights on all nodes, as three vectors.
#[inline(always)]
fn by_particle(weights: &[f32x8; NODES]) -> [[f32x4; 3]; LANES] {
    let mut turned = [[f32x4::ZERO; 3]; LANES];
    for quarter in 0..3 {
        let halves: [[f32x4; 2]; 4] = std::array::from_fn(|m| {
            let [a, b, c, d, e, f, g, h] = weights[4 * quarter + m].to_array();
            [f32x4::new([a, b, c, d]), f32x4::new([e, f, g, h])]
        });
        for half in 0..2 {
            let square = f32x4::transpose(halves.map(|halves| halves[half]));
            for (lane, weights) in square.into_iter().enumerate() {
                turned[4 * half + lane][quarter] = weights;
            }
        }
    }
    turned
}

//! The data spread once onto grids of doubling spacing, from which the lattice of any time takes its weights.
//!
//! Spreading N data points costs N stencils at every time; from a grid that is a little finer than the lattice the same
//! weights come by one-dimensional interpolations of rows and columns, whose cost depends on the lattice alone. It adds
//! one interpolation in each coordinate at the lattice's own spacing to the error; the finer steps before it
//! err by (½)¹² and less of that.

use super::known_dim::known_dim;
use super::stencil::{NODES, quarters, stencil, stencils};
use crate::points::Points;
use wide::f32x4;

/// Values on nodes k·spacing, field by field, row by row.
#[derive(Debug, Default)]
pub(super) struct Grid {
    /// The first node in each coordinate.
    pub(super) low: [i32; 2],
    /// How many nodes.
    pub(super) size: [usize; 2],
    /// In the data's own coordinates.
    pub(super) spacing: f64,
    pub(super) values: Vec<f32>,
}

impl Grid {
    /// A grid of zeros that holds the stencils of all places in the box, and so many fields.
    pub(super) fn around(&mut self, dim: usize, spacing: f64, ends: [[f64; 2]; 2], fields: usize) {
        self.spacing = spacing;
        self.low = [0; 2];
        self.size = [1; 2];
        for (j, [low, high]) in ends.into_iter().enumerate().take(dim) {
            let (first, _) = stencil(low / spacing);
            let (last, _) = stencil(high / spacing);
            // One more on either side, for places at the very ends whose rounding differs.
            self.low[j] = first - 1;
            self.size[j] = (last - first) as usize + NODES + 2;
        }
        self.values.clear();
        self.values
            .resize(fields * self.size[0] * self.size[1], 0.0);
    }

    /// The ends of its nodes, in the data's own coordinates.
    fn ends(&self) -> [[f64; 2]; 2] {
        [0, 1].map(|j| {
            let first = f64::from(self.low[j]) * self.spacing;
            [first, first + (self.size[j] - 1) as f64 * self.spacing]
        })
    }

    /// Writes this grid's weights onto another of spacing `spacing`, at least as wide as this one's.
    pub(super) fn coarsen(
        &self,
        dim: usize,
        spacing: f64,
        onto: &mut Self,
        scratch: &mut [Vec<f32>; 2],
    ) {
        let fields = self.values.len() / (self.size[0] * self.size[1]);
        onto.around(dim, spacing, self.ends(), fields);
        let [columns, rows] = self.size;
        let [new_columns, new_rows] = onto.size;
        let ratio = self.spacing / spacing;
        let steps = |j: usize| -> Vec<(usize, [f32; NODES])> {
            (0..self.size[j])
                .map(|k| {
                    let (first, weights) = stencil(f64::from(self.low[j] + k as i32) * ratio);
                    ((first - onto.low[j]) as usize, weights.map(|w| w as f32))
                })
                .collect()
        };
        let across = steps(0);
        let along = if dim > 1 { steps(1) } else { Vec::new() };
        let [halfway, turned] = scratch;
        for field in 0..fields {
            let source = &self.values[field * columns * rows..][..columns * rows];
            // Rows first, whole ones at a time; then columns, which are rows of the transposed.
            halfway.clear();
            if dim > 1 {
                halfway.resize(new_rows * columns, 0.0);
                add_rows(source, columns, &along, halfway);
            } else {
                halfway.extend_from_slice(source);
            }
            transpose(halfway, columns, turned);
            halfway.clear();
            halfway.resize(new_columns * new_rows, 0.0);
            add_rows(turned, new_rows, &across, halfway);
            transpose(halfway, new_rows, turned);
            onto.values[field * new_columns * new_rows..][..new_columns * new_rows]
                .copy_from_slice(turned);
        }
    }
}

/// Adds each row of `source` to twelve rows of `out`, with its weights.
fn add_rows(source: &[f32], columns: usize, steps: &[(usize, [f32; NODES])], out: &mut [f32]) {
    for (row, (first, weights)) in source.chunks_exact(columns).zip(steps) {
        for (j, &weight) in weights.iter().enumerate() {
            let out = &mut out[(first + j) * columns..][..columns];
            for (out, &value) in out.iter_mut().zip(row) {
                *out += weight * value;
            }
        }
    }
}

/// Rows of `columns` become columns.
fn transpose(values: &[f32], columns: usize, out: &mut Vec<f32>) {
    let rows = values.len() / columns;
    out.clear();
    out.resize(values.len(), 0.0);
    for (r, row) in values.chunks_exact(columns).enumerate() {
        for (c, &value) in row.iter().enumerate() {
            out[c * rows + r] = value;
        }
    }
}

/// Spreads data points with weights w_i onto a grid that is there: Σ w_i and Σ w_i x_i.
pub(super) fn spread(points: &Points<f64>, weights: &[f64], grid: &mut Grid) {
    match known_dim(points.dim()) {
        1 => spread_onto::<1, 1>(points, weights, grid),
        _ => spread_onto::<2, NODES>(points, weights, grid),
    }
}

/// [`spread`] for D coordinates, onto so many ROWS of nodes.
fn spread_onto<const D: usize, const ROWS: usize>(
    points: &Points<f64>,
    weights: &[f64],
    grid: &mut Grid,
) {
    let [columns, rows] = grid.size;
    for (i, &w) in weights.iter().enumerate() {
        let place = [0, 1].map(|j| {
            if j < D {
                points.at(i, j) / grid.spacing
            } else {
                0.0
            }
        });
        let (at, along) = stencils(place);
        let across = quarters(&along.map(|[weight, _]| weight as f32));
        let row = if D > 1 { at[1] - grid.low[1] } else { 0 };
        let first = row as usize * columns + (at[0] - grid.low[0]) as usize;
        for field in 0..=D {
            let factor = if field == 0 {
                w
            } else {
                w * points.at(i, field - 1)
            };
            let nodes = &mut grid.values[field * columns * rows + first..];
            for (row, [_, along]) in nodes.chunks_mut(columns).zip(along).take(ROWS) {
                // Without a second coordinate there is one row, with weight 1.
                let along = if D > 1 { along } else { 1.0 };
                let factor = f32x4::splat((factor * along) as f32);
                let row: &mut [f32; NODES] = (&mut row[..NODES]).try_into().unwrap();
                let mut nodes = quarters(row);
                for (nodes, across) in nodes.iter_mut().zip(across) {
                    *nodes += factor * across;
                }
                row.copy_from_slice(nodes.map(f32x4::to_array).as_flattened());
            }
        }
    }
}

/// Grids of the data, each of twice the spacing of the one before.
#[derive(Debug, Default)]
pub(super) struct Pyramid {
    levels: Vec<Grid>,
}

impl Pyramid {
    /// Data over the box `ends`, from spacing `finest` on.
    pub(super) fn new(
        points: &Points<f64>,
        weights: &[f64],
        ends: [[f64; 2]; 2],
        finest: f64,
    ) -> Self {
        let dim = points.dim();
        let mut grid = Grid::default();
        grid.around(dim, finest, ends, dim + 1);
        spread(points, weights, &mut grid);
        let mut levels = vec![grid];
        let mut scratch = [Vec::new(), Vec::new()];
        while levels[levels.len() - 1].size[0].max(levels[levels.len() - 1].size[1]) > 4 * NODES {
            let before = &levels[levels.len() - 1];
            let mut grid = Grid::default();
            before.coarsen(dim, 2.0 * before.spacing, &mut grid, &mut scratch);
            levels.push(grid);
        }
        Self { levels }
    }

    /// The coarsest grid with a spacing of at most `spacing`, if there is one.
    pub(super) fn level(&self, spacing: f64) -> Option<&Grid> {
        self.levels
            .iter()
            .rev()
            .find(|grid| grid.spacing <= spacing)
    }
}

//! The forward density ρ(x, t) over a (t, x) chart, computed a few columns at a time.

use super::chart::{Axis, Ink, Map};
use crate::line::Mixture;
use crate::process::Process;

/// Columns and rows of a map.
const SIZE: [usize; 2] = [96, 72];
/// The law behind a picture needs no more components than this.
const COMPONENTS: usize = 100;
/// The largest value of a column: paths are read on it.
const LIGHT: f32 = 0.5;
/// Components × rows of a piece of work: about a millisecond.
const EVALUATIONS: usize = 20_000;

/// What a piece of work has led to.
pub(super) enum Progress {
    /// There is more to do.
    Working,
    /// This is the map.
    Complete(Map),
    /// It was complete before.
    Idle,
}

/// A map in the making.
pub(super) struct DensityMap {
    law: Mixture,
    process: Process,
    t_star: f64,
    /// The ends of the x axis.
    pub(super) span: [f64; 2],
    /// Whether it is drawn along s = T* − t.
    mirrored: bool,
    map: Map,
}

impl DensityMap {
    /// Of the forward law of ρ₀ = `law` for t from 0 to T*, or mirrored: along s = T* − t; over places that include
    /// `seen`.
    pub(super) fn new(
        law: &Mixture,
        process: Process,
        t_star: f64,
        mirrored: bool,
        seen: [f64; 2],
    ) -> Self {
        let [low, high] = law.span(process, t_star);
        Self {
            law: law.condensed(COMPONENTS),
            process,
            t_star,
            span: [low.min(seen[0]), high.max(seen[1])],
            mirrored,
            map: Map {
                ink: if mirrored { Ink::Reverse } else { Ink::Forward },
                columns: SIZE[0],
                rows: SIZE[1],
                values: Vec::with_capacity(SIZE[0] * SIZE[1]),
            },
        }
    }

    /// Computes some columns.
    pub(super) fn work(&mut self) -> Progress {
        let [columns, rows] = SIZE;
        if self.map.values.len() == columns * rows {
            return Progress::Idle;
        }
        let height = (self.span[1] - self.span[0]) / rows as f64;
        let share = EVALUATIONS / (self.law.means().len() * rows);
        for _ in 0..share.max(1) {
            let column = self.map.values.len() / rows;
            if column == columns {
                break;
            }
            let u = (column as f64 + 0.5) / columns as f64;
            let t = self.t_star * if self.mirrored { 1.0 - u } else { u };
            // Nothing is drawn narrower than a row, and so atoms at t = 0 have a height.
            let law = self.law.forward(self.process, t);
            let least = 0.5 * height;
            let law = law.affine(
                1.0,
                0.0,
                (least * least - law.component_variance()).max(0.0),
            );
            let from = self.map.values.len();
            let place = |row: usize| self.span[0] + (row as f64 + 0.5) * height;
            let values = (0..rows).map(|row| law.density(place(row)) as f32);
            self.map.values.extend(values);
            let column = &mut self.map.values[from..];
            let top = column.iter().copied().fold(f32::MIN_POSITIVE, f32::max);
            column.iter_mut().for_each(|value| *value *= LIGHT / top);
        }
        if self.map.values.len() == columns * rows {
            Progress::Complete(self.map.clone())
        } else {
            Progress::Working
        }
    }
}

/// The x axis of a (t, x) chart.
pub(super) fn place_axis(span: [f64; 2]) -> Axis {
    Axis::linear("x", span[0], span[1])
}

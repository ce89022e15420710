//! The slice at the present time: histogram, finite volumes and closed form over the shared vertical axis.

use super::closed::Rows;
use super::map::between_centres;
use super::plan::Plan;
use crate::line::Mesh;

/// CSS pixels of a bar of the histogram.
pub(super) const BAR: f64 = 6.0;

/// CSS pixels between two points of a curve.
pub(super) const STEP: f64 = 1.5;

/// The bars of a histogram: how many, and how many pixels each is high.
pub(super) fn bars(plan: &Plan, unit: f64) -> (usize, f64) {
    let room = plan.bottom - plan.top;
    let n = ((room / (BAR * unit)) as usize).max(4);
    (n, room / n as f64)
}

/// The rows at which a curve is asked for: a little beyond both ends.
pub(super) fn rows(plan: &Plan, unit: f64) -> Rows {
    let step = STEP * unit / plan.scale();
    let count = ((plan.high - plan.low) / step) as usize + 2;
    Rows {
        low: plan.low,
        step,
        count,
    }
}

/// The pixel column of a density; far beyond the end of the slice it makes no difference how far.
pub(super) fn column(plan: &Plan, top: f64, density: f64) -> f32 {
    let share = (density / top).clamp(0.0, 50.0);
    (plan.slice_left + share * (plan.slice_right - plan.slice_left)) as f32
}

/// A curve as a polyline [x, y] in pixels.
pub(super) fn curve(plan: &Plan, top: f64, rows: Rows, values: &[f64], out: &mut Vec<f32>) {
    for (k, &value) in values.iter().enumerate() {
        let x = rows.low + k as f64 * rows.step;
        out.extend([column(plan, top, value), plan.row(x.min(plan.high)) as f32]);
    }
}

/// The finite volumes as a polyline through the centres of cells.
pub(super) fn cells(plan: &Plan, top: f64, mesh: &Mesh, values: &[f64], out: &mut Vec<f32>) {
    let mut push = |x: f64, q: f64| out.extend([column(plan, top, q), plan.row(x) as f32]);
    push(plan.low, between_centres(mesh, values, plan.low));
    for (i, &q) in values.iter().enumerate() {
        let x = mesh.centre(i);
        if x > plan.low && x < plan.high {
            push(x, q);
        }
    }
    push(plan.high, between_centres(mesh, values, plan.high));
}

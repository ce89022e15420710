//! What only the view of one coordinate draws, in device pixels, written over in place.

use super::closed;
use super::slice;
use super::view::{Line, runs_in_reverse};
use crate::ensemble::Simulation;
use crate::line::Mesh;
use crate::paint::surface::Surface;
use crate::paint::view::{View, gliding};
use crate::scene::Dynamics;

/// Pieces of the lines of (4.12).
const BAND: usize = 96;

/// The line view of a picture, up to date with the simulation that it was asked for with
/// ([`Picture::line`](crate::paint::Picture::line)); all methods want that one.
pub struct LineView<'a> {
    pub(super) line: &'a mut Line,
    surface: &'a Surface,
    geometry: &'a mut Vec<f32>,
}

impl<'a> LineView<'a> {
    /// Of a picture that has a size; `geometry` is written over.
    pub(in crate::paint) fn new(
        line: &'a mut Line,
        surface: &'a Surface,
        geometry: &'a mut Vec<f32>,
        simulation: &Simulation,
    ) -> Self {
        line.update(simulation);
        geometry.clear();
        Self {
            line,
            surface,
            geometry,
        }
    }

    /// The density at which the slice ends.
    pub fn slice_top(&self) -> f64 {
        self.line.map.top
    }

    /// The pixel columns of the cursor, in the half that runs and in the other.
    pub fn cursor(&self, simulation: &Simulation, fraction: f64) -> [f64; 2] {
        self.line.cursor(simulation, fraction)
    }

    /// Averages of cells at time t, ρ of the forward half or q of the reverse one, and the cells.
    pub fn map_column(&self, t: f64, reverse: bool) -> (Mesh, Vec<f64>) {
        let mut column = Vec::new();
        self.line.map.column(t, reverse, &mut column);
        let mesh = self.line.map.mesh.clone();
        (mesh.expect("it was solved with the view"), column)
    }

    /// At most `count` paths of the other dynamics, segments [x0, y0, x1, y1].
    pub fn companions(self, count: usize) -> &'a [f32] {
        self.line
            .companions
            .segments(&self.line.plan, count, self.geometry);
        self.geometry
    }

    /// The histogram of the particles, rectangles [x, y, width, height].
    pub fn bars(self, simulation: &Simulation, fraction: f64) -> &'a [f32] {
        let plan = self.line.plan;
        let (n, height) = slice::bars(&plan, f64::from(self.surface.pixel_ratio));
        self.geometry.resize(4 * n, 0.0);
        let count = simulation.positions().len();
        for i in 0..count {
            let row = plan.row(f64::from(gliding(simulation, fraction, i, 0)));
            let bar = libm::floor((row - plan.top) / height);
            if bar >= 0.0 && bar < n as f64 {
                self.geometry[4 * bar as usize + 2] += 1.0;
            }
        }
        let unit = plan.scale() / (count as f64 * height);
        for (k, bar) in self.geometry.chunks_exact_mut(4).enumerate() {
            let end = slice::column(&plan, self.line.map.top, f64::from(bar[2]) * unit)
                .min(plan.slice_right as f32);
            let left = plan.slice_left as f32;
            bar.copy_from_slice(&[
                left,
                (plan.top + k as f64 * height) as f32,
                end - left,
                height as f32,
            ]);
        }
        self.geometry
    }

    /// The finite volumes at the present time, a polyline [x, y].
    pub fn pde(self, simulation: &Simulation, fraction: f64) -> &'a [f32] {
        let line = self.line;
        let t = simulation.time_at(fraction);
        line.map
            .column(t, runs_in_reverse(simulation), &mut line.column);
        if let Some(mesh) = &line.map.mesh {
            let top = line.map.top;
            slice::cells(&line.plan, top, mesh, &line.column, self.geometry);
        }
        self.geometry
    }

    /// The closed form at the present time, a polyline [x, y]; empty where there is none.
    pub fn closed(self, simulation: &Simulation, fraction: f64) -> &'a [f32] {
        let line = self.line;
        let rows = slice::rows(&line.plan, f64::from(self.surface.pixel_ratio));
        let t = simulation.time_at(fraction);
        if line.closed.write(simulation, t, rows, &mut line.values) {
            let top = line.map.top;
            slice::curve(&line.plan, top, rows, &line.values, self.geometry);
        }
        self.geometry
    }

    /// Of a bridge its mean and the mean ± 2 standard deviations, (4.12), three polylines of equal length; else empty.
    pub fn band(self, simulation: &Simulation) -> &'a [f32] {
        let line = self.line;
        if simulation.scene().dynamics == Dynamics::Bridge {
            for width in [0.0, -2.0, 2.0] {
                for k in 0..=BAND {
                    let t = k as f64 / BAND as f64 * line.plan.t_star;
                    let [mean, deviation] =
                        closed::moments(simulation, line.moments, t, &mut line.now);
                    let row = line.plan.row(mean + width * deviation);
                    self.geometry
                        .extend([line.plan.column(t, true) as f32, row as f32]);
                }
            }
        }
        self.geometry
    }
}

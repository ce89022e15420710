//! The view of one coordinate: a (time, x) picture of both processes, and a slice through it at the present time.

mod axes;
mod closed;
mod companions;
mod map;
mod plan;
mod slice;
#[cfg(feature = "lab")]
mod table;

pub use plan::{Part, Plan};

use super::axes::Axes;
use super::colour::{Colours, mix};
use super::{Picture, Window};
use crate::ensemble::{LawNow, Simulation};
use crate::scene::Dynamics;
use closed::Closed;
use companions::Companions;
use map::{Map, Subject};

/// CSS pixels that particles stray to either side of the cursor.
const JITTER: f32 = 4.0;

/// Of more data points than these those that are less than half a pixel apart are drawn once.
const MANY_DOTS: usize = 600;

/// Pieces of the lines of (4.12).
const BAND: usize = 96;

/// Everything that is kept for this view.
#[derive(Default)]
pub(super) struct View {
    pub(super) plan: Plan,
    /// CSS pixels at the top that belong to others.
    headroom: f64,
    map: Map,
    closed: Closed,
    companions: Companions,
    subject: Option<Subject>,
    serial: u64,
    column: Vec<f64>,
    values: Vec<f64>,
    now: LawNow,
    /// Mean and variance of the data.
    moments: [f64; 2],
    /// The rows in which data points are seen, and of which simulation and layout they are.
    dots: Vec<f32>,
    dots_of: (u64, Plan),
}

impl View {
    /// Chooses the ranges of both axes for a scene.
    pub(super) fn fit(&mut self, window: &Window, pixel_ratio: f64, simulation: &Simulation) {
        self.plan = Plan::new(window, pixel_ratio, self.headroom, simulation);
    }

    /// What stands along the edges.
    pub(super) fn axes(&mut self, simulation: &Simulation, pixel_ratio: f64) -> Axes {
        self.update(simulation);
        let dynamics = simulation.scene().dynamics;
        axes::axes(&self.plan, dynamics, self.map.top, pixel_ratio)
    }

    /// Solves anew what the scene has changed. While nothing has, it costs a comparison of two numbers.
    pub(super) fn update(&mut self, simulation: &Simulation) {
        if self.serial == simulation.serial() {
            return;
        }
        self.serial = simulation.serial();
        let (scene, law) = (simulation.scene(), simulation.rho0());
        self.plan.t_star = scene.t_star;
        let subject = Subject::of(scene, law);
        if self.subject.as_ref() != Some(&subject) {
            self.map.solve(&subject, simulation);
            self.closed.prepare(&subject, simulation);
            let (mean, variance) = law.moments();
            self.moments = [mean[0], variance[0]];
            self.subject = Some(subject);
        }
        self.companions.update(scene, law);
    }

    /// The pixel rows of the data points; many that would cover each other are one.
    pub(super) fn dots(&mut self, simulation: &Simulation) -> &[f32] {
        if self.dots_of != (simulation.serial(), self.plan) {
            self.dots_of = (simulation.serial(), self.plan);
            self.dots.clear();
            let rows = simulation.law().points.axis(0).iter();
            self.dots.extend(rows.map(|&x| self.plan.row(x) as f32));
            if self.dots.len() > MANY_DOTS {
                self.dots.sort_by(f32::total_cmp);
                self.dots.dedup_by(|a, b| *a - *b < 0.5);
            }
        }
        &self.dots
    }

    /// The image of both halves, as it was painted last.
    pub(super) fn image(&self) -> Image<'_> {
        Image {
            width: self.map.width,
            height: self.map.height,
            version: self.map.version,
            pixels: &self.map.pixels,
        }
    }

    /// Paints that image, if it has changed.
    pub(super) fn paint_map(&mut self, colours: &Colours) {
        let most = |colour| mix(colours.background, colour, 0.92);
        let ends = [
            colours.background,
            most(colours.forward),
            most(colours.reverse),
        ];
        self.map.paint(&self.plan, ends);
    }
}

/// The painted map.
pub(super) struct Image<'a> {
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) version: u32,
    pub(super) pixels: &'a [u8],
}

/// Whether the scene runs in the right half.
pub(super) fn runs_in_reverse(simulation: &Simulation) -> bool {
    simulation.scene().dynamics != Dynamics::Forward
}

/// How far particle `i` strays from the cursor, in pixels: a number that looks random but is its own.
pub(super) fn jitter(picture: &Picture, i: usize) -> f32 {
    let hash = (i as u32 ^ 0x9e37).wrapping_mul(0x9e37_79b1);
    let u = (hash >> 8) as f32 / (1u32 << 24) as f32;
    picture.pixel_ratio * JITTER * (2.0 * u - 1.0)
}

/// What is drawn from this view: device pixels, written over in place.
impl Picture {
    /// The layout of the line view.
    pub fn plan(&self) -> &Plan {
        &self.line.plan
    }

    /// Leaves so many CSS pixels at the top of a line view to others, from the next `fit` on.
    pub fn set_headroom(&mut self, css_pixels: f64) {
        self.line.headroom = if css_pixels.is_finite() {
            css_pixels.clamp(0.0, 400.0)
        } else {
            0.0
        };
    }

    /// Line view: the density at which the slice ends.
    pub fn slice_top(&mut self, simulation: &Simulation) -> f64 {
        self.line.update(simulation);
        self.line.map.top
    }

    /// Line view: the pixel columns of the cursor, in the half that runs and in the other.
    pub fn cursor(&self, simulation: &Simulation, fraction: f64) -> [f64; 2] {
        let t = simulation.time_at(fraction);
        let reverse = runs_in_reverse(simulation);
        [reverse, !reverse].map(|reverse| self.line.plan.column(t, reverse))
    }

    /// Line view: averages of cells at time t, ρ of the forward half or q of the reverse one, and the cells.
    pub fn map_column(
        &mut self,
        simulation: &Simulation,
        t: f64,
        reverse: bool,
    ) -> (crate::line::Mesh, Vec<f64>) {
        self.line.update(simulation);
        let mut column = Vec::new();
        self.line.map.column(t, reverse, &mut column);
        let mesh = self.line.map.mesh.clone();
        (mesh.expect("it was solved just now"), column)
    }

    /// Line view: at most `count` paths of the other dynamics, segments in pixels.
    pub fn companions(&mut self, simulation: &Simulation, count: usize) -> &[f32] {
        self.meet(simulation);
        self.geometry.clear();
        if self.is_line() && !self.is_empty() {
            self.line.update(simulation);
            self.line
                .companions
                .segments(&self.line.plan, count, &mut self.geometry);
        }
        &self.geometry
    }

    /// Line view: the histogram of the particles, rectangles [x, y, width, height] in pixels.
    pub fn bars(&mut self, simulation: &Simulation, fraction: f64) -> &[f32] {
        self.meet(simulation);
        self.geometry.clear();
        if !self.is_line() || self.is_empty() {
            return &self.geometry;
        }
        self.line.update(simulation);
        let plan = self.line.plan;
        let (n, height) = slice::bars(&plan, f64::from(self.pixel_ratio));
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
        &self.geometry
    }

    /// Line view: the finite volumes at the present time, a polyline in pixels.
    pub fn pde(&mut self, simulation: &Simulation, fraction: f64) -> &[f32] {
        self.meet(simulation);
        self.geometry.clear();
        if self.is_line() && !self.is_empty() {
            self.line.update(simulation);
            let view = &mut self.line;
            let t = simulation.time_at(fraction);
            view.map
                .column(t, runs_in_reverse(simulation), &mut view.column);
            if let Some(mesh) = &view.map.mesh {
                slice::cells(
                    &view.plan,
                    view.map.top,
                    mesh,
                    &view.column,
                    &mut self.geometry,
                );
            }
        }
        &self.geometry
    }

    /// Line view: the closed form at the present time, a polyline in pixels; empty where there is none.
    pub fn closed(&mut self, simulation: &Simulation, fraction: f64) -> &[f32] {
        self.meet(simulation);
        self.geometry.clear();
        if self.is_line() && !self.is_empty() {
            self.line.update(simulation);
            let view = &mut self.line;
            let rows = slice::rows(&view.plan, f64::from(self.pixel_ratio));
            let t = simulation.time_at(fraction);
            if view.closed.write(simulation, t, rows, &mut view.values) {
                slice::curve(
                    &view.plan,
                    view.map.top,
                    rows,
                    &view.values,
                    &mut self.geometry,
                );
            }
        }
        &self.geometry
    }

    /// Line view of a bridge: its mean and the mean ± 2 standard deviations, (4.12), three polylines of equal length.
    pub fn band(&mut self, simulation: &Simulation) -> &[f32] {
        self.meet(simulation);
        self.geometry.clear();
        if self.is_line() && !self.is_empty() && simulation.scene().dynamics == Dynamics::Bridge {
            self.line.update(simulation);
            let view = &mut self.line;
            for width in [0.0, -2.0, 2.0] {
                for k in 0..=BAND {
                    let t = k as f64 / BAND as f64 * view.plan.t_star;
                    let [mean, deviation] =
                        closed::moments(simulation, view.moments, t, &mut view.now);
                    let row = view.plan.row(mean + width * deviation);
                    self.geometry
                        .extend([view.plan.column(t, true) as f32, row as f32]);
                }
            }
        }
        &self.geometry
    }
}

/// Coordinate `j` of particle `i` between the index before and this one.
pub(super) fn gliding(simulation: &Simulation, fraction: f64, i: usize, j: usize) -> f32 {
    let now = simulation.positions().at(i, j);
    let u = fraction as f32;
    if u < 1.0 {
        let before = simulation.positions_before().at(i, j);
        before + (now - before) * u
    } else {
        now
    }
}

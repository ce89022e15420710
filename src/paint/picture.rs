//! One picture of a running scene: its window, its pixels and its geometry.

use super::axes::{self, Axes};
use super::cells::Cells;
use super::colour::{Colours, Rgb, distinct, mix};
use super::field::Field;
use super::line::{self, View};
use super::marks::Marks;
use super::veil::Veil;
use super::{Window, segments};
use crate::ensemble::{LawNow, Simulation};
use crate::points::Points;
use crate::scene::Dynamics;

/// CSS pixels that the edge of a cell reaches to either side of the cursor of a line view.
const CELL_ARM: f32 = 16.0;

/// Of more data points than this the dots are too small for a rim over the particles to be seen.
const MOST_RIMS: usize = 600;

/// Which pixel layers are painted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Layers {
    /// The density of the scene's law.
    pub density: bool,
    /// The particles.
    pub particles: bool,
    /// The data points.
    pub data: bool,
    /// Whether a particle has the colour of the data point that captured it.
    pub by_captor: bool,
}

/// Of what the ground was drawn: the data points, or nothing.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Ground {
    serial: u64,
    window: Window,
    plan: line::Plan,
    is_line: bool,
    colours: Colours,
    data: bool,
}

/// Pixels and geometry of a scene, in device pixels. Everything is written over from frame to frame.
#[derive(Default)]
pub struct Picture {
    pub(super) window: Window,
    pub(super) pixel_ratio: f32,
    shows_line: bool,
    is_fitted: bool,
    colours: Colours,
    field: Field,
    marks: Marks,
    ground: Option<Ground>,
    veil: Veil,
    cells: Cells,
    /// The simulation whose cells those are.
    cells_of: u64,
    law_now: LawNow,
    pub(super) line: View,
    pub(super) geometry: Vec<f32>,
    pub(super) places: Points<f32>,
    pub(super) means: Points<f32>,
}

/// Numbers of particles and data points that are compared in a frame: a few milliseconds.
#[cfg(feature = "lab")]
const CAPTORS_PIECE: usize = 10_000_000;

impl Picture {
    /// An empty picture of no size.
    pub fn new() -> Self {
        Self {
            pixel_ratio: 1.0,
            places: Points::zeros(0, 1),
            means: Points::zeros(0, 1),
            ..Self::default()
        }
    }

    /// The size in device pixels, at most 8192 each way, and how many of them make a CSS pixel.
    pub fn resize(&mut self, width: usize, height: usize, pixel_ratio: f64) {
        self.window.width = width.min(8192);
        self.window.height = height.min(8192);
        self.pixel_ratio = if pixel_ratio.is_finite() {
            pixel_ratio.clamp(0.25, 8.0) as f32
        } else {
            1.0
        };
        self.marks.resize(self.window.width, self.window.height);
        self.ground = None;
    }

    /// The page's colours.
    pub fn set_colours(&mut self, colours: Colours) {
        self.colours = colours;
    }

    /// Chooses what part of the plane is seen, for this scene.
    pub fn fit(&mut self, simulation: &Simulation) {
        self.is_fitted = true;
        self.shows_line = is_line(simulation);
        if self.is_line() {
            let ratio = f64::from(self.pixel_ratio);
            self.line.fit(&self.window, ratio, simulation);
        } else {
            self.window = self.window.fitted(simulation);
        }
    }

    /// A picture that has not been fitted to a view of this kind is fitted now: there is no order in which its functions
    /// have to be called.
    #[inline(never)]
    pub(super) fn meet(&mut self, simulation: &Simulation) {
        if !self.is_fitted || (crate::WHOLE && self.shows_line != is_line(simulation)) {
            self.fit(simulation);
        }
    }

    /// What part of the plane is seen.
    pub fn window(&self) -> &Window {
        &self.window
    }

    /// Whether this is the view of one coordinate.
    pub fn is_line(&self) -> bool {
        crate::WHOLE && self.shows_line
    }

    /// Makes the pixels of the density so many times wider than its kernels need: what is shown then is rougher, and
    /// sooner there.
    pub fn set_coarseness(&mut self, coarseness: f64) {
        self.field.coarseness = coarseness.clamp(1.0, 8.0);
    }

    /// What stands along the edges of the picture.
    pub fn axes(&mut self, simulation: &Simulation) -> Axes {
        self.meet(simulation);
        if self.is_line() {
            self.line.axes(simulation, f64::from(self.pixel_ratio))
        } else {
            axes::plane(&self.window, f64::from(self.pixel_ratio))
        }
    }

    /// Whether there is any pixel to paint.
    pub fn is_empty(&self) -> bool {
        self.window.width == 0 || self.window.height == 0
    }

    /// The world point under a pixel; in the line view its first coordinate is x.
    pub fn to_world(&self, px: f64, py: f64) -> [f64; 2] {
        if self.is_line() {
            [self.line.plan.place(py), 0.0]
        } else {
            self.window.to_world(px, py)
        }
    }

    /// The pixel of a world point; in the line view that of the data point x, at the left edge.
    pub fn to_pixels(&self, x: f64, y: f64) -> [f64; 2] {
        if self.is_line() {
            [self.line.plan.left, self.line.plan.row(x)]
        } else {
            self.window.to_pixels(x, y)
        }
    }

    /// Paints the pixel layers of the present state, gliding from the one before (`fraction` = 0) to it
    /// (`fraction` = 1).
    pub fn paint(&mut self, simulation: &mut Simulation, fraction: f64, layers: Layers) {
        self.meet(simulation);
        if self.is_empty() {
            return;
        }
        if self.is_line() {
            self.line.update(simulation);
            if layers.density {
                self.line.paint_map(&self.colours);
            }
        } else if layers.density {
            self.update_law(simulation, fraction);
            let ends = self.density_ends(simulation);
            let serial = simulation.serial() as usize;
            self.field
                .paint(&self.window, &self.law_now, simulation.rho0(), ends, serial);
        }
        self.update_ground(simulation, layers.data);
        if layers.particles && !layers.by_captor {
            self.paint_particles(simulation, fraction);
        } else {
            self.marks.return_to_ground();
            if layers.particles {
                self.paint_captors(simulation, fraction);
            }
        }
        if layers.data && simulation.law().points.len() <= MOST_RIMS {
            self.paint_rims(simulation);
        }
    }

    /// Data points do not move: they are drawn once for a scene, a window and colours.
    fn update_ground(&mut self, simulation: &Simulation, data: bool) {
        let ground = Some(Ground {
            serial: simulation.serial(),
            window: self.window,
            plan: self.line.plan,
            is_line: self.is_line(),
            colours: self.colours,
            data,
        });
        if self.ground == ground {
            return;
        }
        self.marks.clear();
        if data {
            self.paint_data(simulation);
        }
        self.marks.keep_as_ground();
        self.ground = ground;
    }

    fn process_colour(&self, simulation: &Simulation) -> Rgb {
        match simulation.scene().dynamics {
            Dynamics::Forward => self.colours.forward,
            Dynamics::Reverse | Dynamics::Bridge => self.colours.reverse,
        }
    }

    /// The colours of no density and of the most: the latter pale enough for particles to stand out. ρ(·, t)
    /// is the forward law, also behind a reverse process; a bridge has a law of its own.
    fn density_ends(&self, simulation: &Simulation) -> [Rgb; 2] {
        let none = self.colours.background;
        let most = match simulation.scene().dynamics {
            Dynamics::Forward | Dynamics::Reverse => self.colours.forward,
            Dynamics::Bridge => self.colours.reverse,
        };
        [none, mix(none, most, 0.6)]
    }

    /// Data points as dots with a halo, under the particles.
    fn paint_data(&mut self, simulation: &Simulation) {
        let radius = self.data_radius(simulation);
        let halo = (self.colours.background, self.pixel_ratio);
        for (colour, extra) in [halo, (self.colours.ink, 0.0)] {
            self.each_data_point(simulation, |marks, x, y| {
                marks.disc(x, y, radius + extra, colour, 1.0);
            });
        }
    }

    /// The rims of the dots again, over the particles: a captured particle fills its data point.
    fn paint_rims(&mut self, simulation: &Simulation) {
        let radius = self.data_radius(simulation);
        let ink = self.colours.ink;
        self.each_data_point(simulation, |marks, x, y| {
            marks.ring(x, y, [0.72 * radius, radius], ink, 1.0);
        });
    }

    fn data_radius(&self, simulation: &Simulation) -> f32 {
        // Along the edges of a line view there is less room.
        let css = match (simulation.law().points.len(), self.is_line()) {
            (0..=60, _) => 5.0,
            (61..=600, false) => 3.0,
            (_, false) | (61..=600, true) => 2.0,
            (_, true) => 1.4,
        };
        css * self.pixel_ratio
    }

    /// Calls `draw` with the pixel of every data point.
    fn each_data_point(
        &mut self,
        simulation: &Simulation,
        mut draw: impl FnMut(&mut Marks, f32, f32),
    ) {
        if self.is_line() {
            // Both edges: ρ₀ at the left one, and at the right one where the reverse process ends.
            let (left, right) = (self.line.plan.left as f32, self.line.plan.right as f32);
            for &y in self.line.dots(simulation) {
                draw(&mut self.marks, left, y);
                draw(&mut self.marks, right, y);
            }
            return;
        }
        let points = &simulation.law().points;
        for i in 0..points.len() {
            let [x, y] = self.window.to_pixels(points.at(i, 0), points.at(i, 1));
            draw(&mut self.marks, x as f32, y as f32);
        }
    }

    /// The radius of a particle's disc, in pixels, and its opacity: the more there are, the less of each.
    fn particle_disc(&self, count: usize) -> [f32; 2] {
        let fewer = 2000.0 / count as f32;
        // In the line view all stand in one column.
        let [size, opacity] = if self.is_line() {
            [1.3, 0.46]
        } else {
            [2.3, 0.68]
        };
        let radius = self.pixel_ratio * (size * fewer.sqrt().sqrt()).clamp(0.9, 3.6);
        let alpha = (opacity * (1.5 * fewer).sqrt().sqrt()).clamp(0.2, 0.85);
        [radius, alpha]
    }

    /// The particles in the colour of their process, over the ground.
    fn paint_particles(&mut self, simulation: &Simulation, fraction: f64) {
        let count = simulation.positions().len();
        let [radius, alpha] = self.particle_disc(count);
        // Out of the picture while its other parts are asked for places.
        let mut veil = std::mem::take(&mut self.veil);
        veil.begin([self.window.width, self.window.height], radius, alpha);
        for i in 0..count {
            if let Some([x, y]) = self.shown_particle(simulation, fraction, i) {
                veil.disc(x, y);
            }
        }
        self.marks.draw_veil(&veil, self.process_colour(simulation));
        self.veil = veil;
    }

    /// The particles in the colours of their captors.
    fn paint_captors(&mut self, simulation: &mut Simulation, fraction: f64) {
        // A piece of it where that is long: whose captor is not found yet has the colour of the one before.
        #[cfg(feature = "lab")]
        simulation.find_captors(CAPTORS_PIECE);
        #[cfg(not(feature = "lab"))]
        simulation.captors();
        let count = simulation.positions().len();
        let [radius, alpha] = self.particle_disc(count);
        for i in 0..count {
            if let Some([x, y]) = self.shown_particle(simulation, fraction, i) {
                let colour = distinct(simulation.known_captor(i));
                self.marks.disc(x, y, radius, colour, alpha);
            }
        }
    }

    /// The pixel of particle `i`; none outside the part of a line view that shows them.
    fn shown_particle(&self, simulation: &Simulation, fraction: f64, i: usize) -> Option<[f32; 2]> {
        let [x, y] = self.particle(simulation, fraction, i);
        (!self.is_line() || self.line.plan.holds(y)).then_some([x, y])
    }

    /// The pixel of particle `i`, gliding.
    pub(super) fn particle(&self, simulation: &Simulation, fraction: f64, i: usize) -> [f32; 2] {
        let at = |j| line::gliding(simulation, fraction, i, j);
        if self.is_line() {
            let [cursor, _] = self.cursor(simulation, fraction);
            let y = self.line.plan.row(f64::from(at(0)));
            [cursor as f32 + line::jitter(self, i), y as f32]
        } else {
            let [x, y] = self.window.to_pixels(f64::from(at(0)), f64::from(at(1)));
            [x as f32, y as f32]
        }
    }

    fn update_law(&mut self, simulation: &Simulation, fraction: f64) {
        simulation.law_at(simulation.time_at(fraction), &mut self.law_now);
    }

    /// The width of the density image.
    pub fn field_width(&self) -> usize {
        if self.is_line() {
            self.line.image().width
        } else {
            self.field.width
        }
    }

    /// The height of the density image.
    pub fn field_height(&self) -> usize {
        if self.is_line() {
            self.line.image().height
        } else {
            self.field.height
        }
    }

    /// Changes whenever the density image does.
    pub fn field_version(&self) -> u32 {
        if self.is_line() {
            self.line.image().version
        } else {
            self.field.version
        }
    }

    /// The density image, RGBA, `field_width` × `field_height`.
    pub fn field_pixels(&self) -> &[u8] {
        if self.is_line() {
            self.line.image().pixels
        } else {
            &self.field.pixels
        }
    }

    /// Changes whenever the image of marks does.
    pub fn marks_version(&self) -> u32 {
        self.marks.version
    }

    /// Data points and particles, RGBA, as large as the picture.
    pub fn marks_pixels(&self) -> &[u8] {
        self.marks.bytes()
    }

    /// The score as arrows, segments [x0, y0, x1, y1] in pixels. An arrow points along ∇log ρ; its length
    /// is that of σ²∇log ρ = αx̄₀ − x, compressed so that no arrow is longer than their distance.
    pub fn arrows(&mut self, simulation: &Simulation, fraction: f64) -> &[f32] {
        self.meet(simulation);
        self.geometry.clear();
        if !self.is_empty() {
            segments::arrows(self, simulation, simulation.time_at(fraction), fraction);
        }
        &self.geometry
    }

    /// The edges between cells, segments in pixels; see [`Picture::cells_note`] if there are none.
    pub fn cells(&mut self, simulation: &Simulation, fraction: f64) -> &[f32] {
        self.meet(simulation);
        self.geometry.clear();
        if self.is_empty() {
            return &self.geometry;
        }
        if self.cells_of != simulation.serial() {
            self.cells = Cells::new(simulation.law());
            self.cells_of = simulation.serial();
        }
        let t = simulation.time_at(fraction);
        let far = self.to_world(self.window.width as f64, self.window.height as f64);
        let corner = self.to_world(0.0, 0.0);
        let [cursor, _] = self.cursor(simulation, fraction);
        let is_line = self.is_line();
        let (window, plan, geometry) = (&self.window, &self.line.plan, &mut self.geometry);
        let arm = f64::from(CELL_ARM * self.pixel_ratio);
        let reach = corner
            .iter()
            .chain(&far)
            .fold(1.0f64, |reach, x| reach.max(2.0 * x.abs()));
        let process = simulation.scene().process;
        self.cells
            .edges(simulation.law(), process, t, reach, |[x0, y0, x1, y1]| {
                let ends = if is_line {
                    let y = plan.row(x0);
                    [cursor - arm, y, cursor + arm, y]
                } else {
                    let (p, q) = (window.to_pixels(x0, y0), window.to_pixels(x1, y1));
                    [p[0], p[1], q[0], q[1]]
                };
                if ends.iter().all(|x| x.is_finite()) {
                    geometry.extend(ends.map(|x| x as f32));
                }
            });
        &self.geometry
    }

    /// Why the cells of the last simulation can not be drawn, or nothing.
    pub fn cells_note(&self) -> String {
        self.cells.note()
    }

    /// Lines from particles to their x̄₀, segments in pixels.
    pub fn beams(&mut self, simulation: &mut Simulation, fraction: f64) -> &[f32] {
        self.meet(simulation);
        self.geometry.clear();
        segments::beams(self, simulation, fraction);
        &self.geometry
    }

    /// The paths of followed particles of the ensemble, segments in pixels.
    pub fn paths(&mut self, simulation: &Simulation, fraction: f64) -> &[f32] {
        self.meet(simulation);
        self.geometry.clear();
        for path in simulation.paths() {
            segments::path(self, simulation, path, fraction);
        }
        &self.geometry
    }

    /// The paths of launched particles, segments in pixels.
    pub fn launched_paths(&mut self, simulation: &Simulation, fraction: f64) -> &[f32] {
        self.meet(simulation);
        self.geometry.clear();
        for path in simulation.launched() {
            segments::path(self, simulation, path, fraction);
        }
        &self.geometry
    }

    /// Where launched particles are now, [x, y] in pixels.
    pub fn launched_heads(&mut self, simulation: &Simulation, fraction: f64) -> &[f32] {
        self.meet(simulation);
        self.geometry.clear();
        for path in simulation.launched() {
            segments::head(self, simulation, path, fraction);
        }
        &self.geometry
    }
}

fn is_line(simulation: &Simulation) -> bool {
    simulation.scene().is_line(simulation.law().points.dim())
}

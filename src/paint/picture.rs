//! One picture of a running scene: its view, its pixels and its geometry.

use super::arrows::Arrows;
use super::axes::Axes;
use super::cells::Cells;
use super::colour::{Colours, Rgb, distinct};
use super::cores::Cores;
use super::dots::Dots;
use super::image::Image;
use super::layers::Layers;
use super::line::{self, LineView, Plan};
use super::segments::{self, Beams};
use super::shown::{Shown, with_view};
use super::surface::Surface;
use super::view::View;
use crate::ensemble::Simulation;

/// Pixels and geometry of a scene, in device pixels, in the view that the scene asks for: the plane, or time and one
/// coordinate. Everything is written over from frame to frame. There is no order in which the functions have to be
/// called: a picture that has not been fitted to a view of the scene's kind is fitted then.
#[derive(Default)]
pub struct Picture {
    surface: Surface,
    shown: Shown,
    is_fitted: bool,
    dots: Dots,
    cells: Cells,
    /// The simulation whose cells those are.
    cells_of: u64,
    cores: Cores,
    arrows: Arrows,
    beams: Beams,
    geometry: Vec<f32>,
}

/// How many coordinates a view shows.
fn dim_of<V: View>(_view: &V) -> usize {
    V::DIM
}

/// The largest coordinate that is seen.
fn farthest(view: &impl View, surface: &Surface) -> f64 {
    let far = view.to_world(surface.width as f64, surface.height as f64);
    let corner = view.to_world(0.0, 0.0);
    let all = corner.iter().chain(&far);
    all.fold(0.0, |reach: f64, x| reach.max(x.abs()))
}

impl Picture {
    /// An empty picture of no size.
    pub fn new() -> Self {
        Self::default()
    }

    /// The size in device pixels, at most 8192 each way, and how many of them make a CSS pixel.
    pub fn resize(&mut self, width: usize, height: usize, pixel_ratio: f64) {
        self.surface.resize(width, height, pixel_ratio);
        with_view!(&mut self.shown, view => view.resize(&self.surface));
        self.dots.resize(&self.surface);
    }

    /// The page's colours.
    pub fn set_colours(&mut self, colours: Colours) {
        self.surface.colours = colours;
    }

    /// Makes the pixels of the plane's density so many times wider than its kernels need, 1 … 8: what is shown then is
    /// rougher, and sooner there.
    pub fn set_coarseness(&mut self, coarseness: f64) {
        self.surface.coarseness = coarseness.clamp(1.0, 8.0);
    }

    /// Chooses the view, and what part of the world is seen, for this scene.
    pub fn fit(&mut self, simulation: &Simulation) {
        self.is_fitted = true;
        self.shown.turn_to(simulation);
        with_view!(&mut self.shown, view => view.fit(&self.surface, simulation));
        self.dots.forget_ground();
    }

    /// Fits what has not been fitted to a view of this kind.
    #[inline(never)]
    fn meet(&mut self, simulation: &Simulation) {
        if self.shown.turn_to(simulation) || !self.is_fitted {
            self.fit(simulation);
        }
    }

    /// How many coordinates of a place are seen: 2, or 1 in the view of time and one coordinate.
    pub fn dim(&self) -> usize {
        with_view!(&self.shown, view => dim_of(view))
    }

    /// What stands along the edges of the picture.
    pub fn axes(&mut self, simulation: &Simulation) -> Axes {
        self.meet(simulation);
        with_view!(&mut self.shown, view => view.axes(&self.surface, simulation))
    }

    /// The world point under a pixel; in the line view its first coordinate is x.
    pub fn to_world(&self, px: f64, py: f64) -> [f64; 2] {
        with_view!(&self.shown, view => view.to_world(px, py))
    }

    /// The pixel of a world point; in the line view that of the data point x, at the left edge.
    pub fn to_pixels(&self, x: f64, y: f64) -> [f64; 2] {
        with_view!(&self.shown, view => view.to_pixels(x, y))
    }

    /// Paints the pixel layers of the present state, gliding from the one before (`fraction` = 0) to it
    /// (`fraction` = 1).
    pub fn paint(&mut self, simulation: &mut Simulation, fraction: f64, layers: Layers) {
        self.meet(simulation);
        if self.surface.is_empty() {
            return;
        }
        with_view!(&mut self.shown, view => {
            view.update(simulation);
            if layers.density {
                view.paint_density(&self.surface, simulation, fraction);
            }
            self.dots.paint(view, &self.surface, simulation, fraction, layers);
        });
    }

    /// The density image.
    pub fn field(&self) -> &Image {
        with_view!(&self.shown, view => view.density())
    }

    /// Changes whenever the image of marks does.
    pub fn marks_version(&self) -> u32 {
        self.dots.marks().version
    }

    /// Data points and particles, RGBA, as large as the picture.
    pub fn marks_pixels(&self) -> &[u8] {
        self.dots.marks().bytes()
    }

    /// The score as arrows, segments [x0, y0, x1, y1] in pixels. An arrow points along ∇log ρ; its length
    /// is that of σ²∇log ρ = αx̄₀ − x, compressed so that no arrow is longer than their distance.
    pub fn arrows(&mut self, simulation: &Simulation, fraction: f64) -> &[f32] {
        self.meet(simulation);
        self.geometry.clear();
        if !self.surface.is_empty() {
            with_view!(&self.shown, view => {
                self.arrows.draw(view, &self.surface, simulation, fraction, &mut self.geometry);
            });
        }
        &self.geometry
    }

    /// The edges between cells, segments in pixels; see [`Picture::cells_note`] if there are none.
    pub fn cells(&mut self, simulation: &Simulation, fraction: f64) -> &[f32] {
        self.meet(simulation);
        self.geometry.clear();
        let surface = &self.surface;
        if surface.is_empty() {
            return &self.geometry;
        }
        if self.cells_of != simulation.serial() {
            self.cells = Cells::new(simulation.law());
            self.cells_of = simulation.serial();
        }
        let t = simulation.time_at(fraction);
        let process = simulation.scene().process;
        let (cells, geometry) = (&mut self.cells, &mut self.geometry);
        with_view!(&self.shown, view => {
            let reach = (2.0 * farthest(view, surface)).max(1.0);
            cells.edges(simulation.law(), process, t, reach, |edge| {
                let ends = view.cell_edge(surface, simulation, fraction, edge);
                if ends.iter().all(|x| x.is_finite()) {
                    geometry.extend(ends.map(|x| x as f32));
                }
            });
        });
        &self.geometry
    }

    /// The edges of γ-Voronoi cores, one core after the other, or those of the cells around them, segments in pixels; none
    /// unless the scene is about them.
    pub fn cores(&mut self, simulation: &Simulation, fraction: f64, are_cells: bool) -> &[f32] {
        self.meet(simulation);
        self.geometry.clear();
        let surface = &self.surface;
        if surface.is_empty() {
            return &self.geometry;
        }
        let t = simulation.time_at(fraction);
        let (cores, geometry) = (&mut self.cores, &mut self.geometry);
        with_view!(&self.shown, view => {
            let reach = farthest(view, surface);
            cores.edges(simulation, t, reach, are_cells, |edge| {
                let ends = view.cell_edge(surface, simulation, fraction, edge);
                geometry.extend(ends.map(|x| x as f32));
            });
        });
        &self.geometry
    }

    /// Why the cells of the last simulation cannot be drawn, or nothing.
    pub fn cells_note(&self) -> String {
        self.cells.note()
    }

    /// Lines from particles of the ensemble to their x̄₀, segments in pixels.
    pub fn beams(&mut self, simulation: &mut Simulation, fraction: f64) -> &[f32] {
        self.meet(simulation);
        self.geometry.clear();
        with_view!(&self.shown, view => {
            self.beams.draw(view, &self.surface, simulation, fraction, &mut self.geometry);
        });
        &self.geometry
    }

    /// The paths of followed particles of the ensemble, segments in pixels.
    pub fn paths(&mut self, simulation: &Simulation, fraction: f64) -> &[f32] {
        self.meet(simulation);
        self.geometry.clear();
        with_view!(&self.shown, view => {
            for path in simulation.paths() {
                segments::path(view, simulation, path, fraction, &mut self.geometry);
            }
        });
        &self.geometry
    }

    /// The colour of particle `i` where particles have that of their captor, as it was found last.
    pub fn captor_colour(&self, simulation: &Simulation, i: usize) -> Rgb {
        distinct(simulation.known_captor(i))
    }

    /// The paths of launched particles, segments in pixels.
    pub fn launched_paths(&mut self, simulation: &Simulation, fraction: f64) -> &[f32] {
        self.meet(simulation);
        self.geometry.clear();
        with_view!(&self.shown, view => {
            for path in simulation.launched() {
                segments::path(view, simulation, path, fraction, &mut self.geometry);
            }
        });
        &self.geometry
    }

    /// Where launched particles are now, [x, y] in pixels.
    pub fn launched_heads(&mut self, simulation: &Simulation, fraction: f64) -> &[f32] {
        self.meet(simulation);
        self.geometry.clear();
        with_view!(&self.shown, view => {
            for path in simulation.launched() {
                segments::head(view, simulation, path, fraction, &mut self.geometry);
            }
        });
        &self.geometry
    }
}

/// The view of time and one coordinate.
impl Picture {
    /// What only that view draws; nothing in the plane, and where there is no pixel.
    pub fn line(&mut self, simulation: &Simulation) -> Option<LineView<'_>> {
        self.meet(simulation);
        match &mut self.shown {
            Shown::Line(line) if !self.surface.is_empty() => {
                let geometry = &mut self.geometry;
                Some(LineView::new(line, &self.surface, geometry, simulation))
            }
            _ => None,
        }
    }

    /// Its layout, as it was fitted last; all 0 in the plane.
    pub fn plan(&self) -> Plan {
        match &self.shown {
            Shown::Line(line) => line.plan,
            Shown::Plane(_) => Plan::default(),
        }
    }

    /// Leaves so many CSS pixels at its top to others, from the next `fit` on.
    pub fn set_headroom(&mut self, css_pixels: f64) {
        self.surface.headroom = if css_pixels.is_finite() {
            css_pixels.clamp(0.0, 400.0)
        } else {
            0.0
        };
    }

    /// It as numbers, CSV: `table,name,t,x,value`.
    pub fn line_csv(&mut self, simulation: &Simulation) -> String {
        line::csv(self.line(simulation), simulation)
    }
}

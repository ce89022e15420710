//! What a picture asks of a view of the scene: the plane, or time and one coordinate.

use super::axes::Axes;
use super::colour::{Colours, Rgb};
use super::image::Image;
use super::surface::Surface;
use crate::ensemble::Simulation;
use crate::scene::Dynamics;

/// Where things lie in a picture, in device pixels. A place is x₁ … x_d of the world.
pub(super) trait View {
    /// How many coordinates of a place are seen.
    const DIM: usize;

    /// CSS pixels: the radius of a data point where there are up to 60, up to 600, and more.
    const DATA_RADII: [f32; 3];

    /// Whether data points are rings, which fill where a particle has landed, and which are faint where there is noise.
    const HOLLOW: bool;

    /// Of 2000 particles: a disc's radius in CSS pixels, and its opacity.
    const PARTICLE: [f32; 2];

    /// Chooses what part of the world is seen.
    fn fit(&mut self, surface: &Surface, simulation: &Simulation);

    /// The surface has another size: what can follow before the next `fit` does.
    fn resize(&mut self, _surface: &Surface) {}

    /// Finds out what the scene has changed, before anything is painted.
    fn update(&mut self, _simulation: &Simulation) {}

    /// What stands along the edges.
    fn axes(&mut self, surface: &Surface, simulation: &Simulation) -> Axes;

    /// The place under a pixel; 0 for a coordinate that is not seen.
    fn to_world(&self, px: f64, py: f64) -> [f64; 2];

    /// The pixel of a data point's place.
    fn to_pixels(&self, x: f64, y: f64) -> [f64; 2];

    /// The pixel of the place `at` at time `t`, of the process that runs.
    fn at_time(
        &self,
        simulation: &Simulation,
        t: impl FnOnce() -> f64,
        at: impl Fn(usize) -> f64,
    ) -> [f64; 2];

    /// Paints the density of the present law, if it is not painted so already.
    fn paint_density(&mut self, surface: &Surface, simulation: &Simulation, fraction: f64);

    /// The density as it was painted last.
    fn density(&self) -> &Image;

    /// Calls `draw` with every pixel that stands for a data point.
    fn each_data_point(&mut self, simulation: &Simulation, draw: impl FnMut(f32, f32));

    /// Of each particle, by its number, the pixel now, gliding.
    fn particles(
        &self,
        surface: &Surface,
        simulation: &Simulation,
        fraction: f64,
    ) -> impl Fn(usize) -> [f32; 2];

    /// Whether particles are drawn in this pixel row.
    fn holds(&self, _py: f32) -> bool {
        true
    }

    /// Where arrows of the score stand: left, top, width, height.
    fn arrow_area(&self, surface: &Surface, simulation: &Simulation, fraction: f64) -> [f64; 4];

    /// Pixels to the unit of the world.
    fn scale(&self) -> f64;

    /// A vector of the world, each coordinate by its number, across and down.
    fn direction(&self, of: impl Fn(usize) -> f32) -> [f32; 2];

    /// The ends [x0, y0, x1, y1] in pixels of an edge between two cells, [x0, y0, x1, y1] in the world; on a line it
    /// is a border at x0.
    fn cell_edge(
        &self,
        surface: &Surface,
        simulation: &Simulation,
        fraction: f64,
        edge: [f64; 4],
    ) -> [f64; 4];
}

/// Coordinate `j` of particle `i` between the index before (`fraction` = 0) and this one (`fraction` = 1).
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

/// The colour of the process that runs.
pub(super) fn process_colour(simulation: &Simulation, colours: &Colours) -> Rgb {
    match simulation.scene().dynamics {
        Dynamics::Forward => colours.forward,
        Dynamics::Reverse | Dynamics::Bridge => colours.reverse,
    }
}

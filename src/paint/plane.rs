//! The view of the plane: the first two coordinates as they are, over the density of the present law.

use super::axes::{self, Axes};
use super::colour::{Colours, Rgb, mix};
use super::field::Field;
use super::image::Image;
use super::surface::Surface;
use super::view::{View, gliding};
use super::window::Window;
use crate::ensemble::{LawNow, Simulation};
use crate::scene::Dynamics;

/// What is kept for this view.
#[derive(Default)]
pub(super) struct Plane {
    window: Window,
    field: Field,
    law_now: LawNow,
}

/// The colours of no density and of the most: the latter pale enough for particles to stand out. ρ(·, t)
/// is the forward law, also behind a reverse process; a bridge has a law of its own.
fn density_ends(simulation: &Simulation, colours: &Colours) -> [Rgb; 2] {
    let none = colours.background;
    let most = match simulation.scene().dynamics {
        Dynamics::Forward | Dynamics::Reverse => colours.forward,
        Dynamics::Bridge => colours.reverse,
    };
    [none, mix(none, most, 0.6)]
}

impl View for Plane {
    const DIM: usize = 2;
    const DATA_RADII: [f32; 3] = [5.0, 2.6, 1.9];
    const HOLLOW: bool = true;
    const PARTICLE: [f32; 2] = [1.4, 0.75];

    fn fit(&mut self, surface: &Surface, simulation: &Simulation) {
        self.resize(surface);
        self.window = self.window.fitted(simulation);
    }

    fn resize(&mut self, surface: &Surface) {
        (self.window.width, self.window.height) = (surface.width, surface.height);
    }

    fn axes(&mut self, surface: &Surface, _simulation: &Simulation) -> Axes {
        axes::plane(&self.window, f64::from(surface.pixel_ratio))
    }

    fn to_world(&self, px: f64, py: f64) -> [f64; 2] {
        self.window.to_world(px, py)
    }

    fn to_pixels(&self, x: f64, y: f64) -> [f64; 2] {
        self.window.to_pixels(x, y)
    }

    fn at_time(
        &self,
        _simulation: &Simulation,
        _t: impl FnOnce() -> f64,
        at: impl Fn(usize) -> f64,
    ) -> [f64; 2] {
        self.window.to_pixels(at(0), at(1))
    }

    fn paint_density(&mut self, surface: &Surface, simulation: &Simulation, fraction: f64) {
        simulation.law_at(simulation.time_at(fraction), &mut self.law_now);
        let ends = density_ends(simulation, &surface.colours);
        let serial = simulation.serial() as usize;
        let (now, law) = (&self.law_now, simulation.rho0());
        self.field
            .paint(&self.window, now, law, ends, serial, surface.coarseness);
    }

    fn density(&self) -> &Image {
        self.field.image()
    }

    fn each_data_point(&mut self, simulation: &Simulation, mut draw: impl FnMut(f32, f32)) {
        let points = simulation.law().points();
        for i in 0..points.len() {
            let [x, y] = self.window.to_pixels(points.at(i, 0), points.at(i, 1));
            draw(x as f32, y as f32);
        }
    }

    fn particles(
        &self,
        _surface: &Surface,
        simulation: &Simulation,
        fraction: f64,
    ) -> impl Fn(usize) -> [f32; 2] {
        move |i| {
            let at = |j| f64::from(gliding(simulation, fraction, i, j));
            self.window.to_pixels(at(0), at(1)).map(|x| x as f32)
        }
    }

    fn arrow_area(&self, surface: &Surface, _simulation: &Simulation, _fraction: f64) -> [f64; 4] {
        [0.0, 0.0, surface.width as f64, surface.height as f64]
    }

    fn scale(&self) -> f64 {
        self.window.scale
    }

    fn direction(&self, of: impl Fn(usize) -> f32) -> [f32; 2] {
        [of(0), -of(1)]
    }

    fn cell_edge(
        &self,
        _surface: &Surface,
        _simulation: &Simulation,
        _fraction: f64,
        [x0, y0, x1, y1]: [f64; 4],
    ) -> [f64; 4] {
        let (p, q) = (self.window.to_pixels(x0, y0), self.window.to_pixels(x1, y1));
        [p[0], p[1], q[0], q[1]]
    }
}

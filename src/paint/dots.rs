//! Data points and particles as one image: what stands still is drawn once, what moves over it in every frame.

use super::colour::{Colours, distinct};
use super::layers::Layers;
use super::marks::Marks;
use super::splats::Splats;
use super::surface::Surface;
use super::view::{View, process_colour};
use crate::ensemble::Simulation;

/// Of more data points than this the dots are too small for a rim over the particles to be seen.
const MOST_RIMS: usize = 600;

/// How much of a ring is filled when it is landed on: a thin rim is left.
const FULL: f32 = 0.86;

/// Numbers of particles and data points that are compared in a frame: a few milliseconds.
const CAPTORS_PIECE: usize = 10_000_000;

/// Of what the ground was drawn: the data points, or nothing.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Ground {
    serial: u64,
    colours: Colours,
    data: bool,
    strength: f32,
}

/// The image of both.
#[derive(Default)]
pub(super) struct Dots {
    marks: Marks,
    splats: Splats,
    ground: Option<Ground>,
}

impl Dots {
    /// Takes the surface's size.
    pub(super) fn resize(&mut self, surface: &Surface) {
        self.marks.resize(surface.width, surface.height);
        self.forget_ground();
    }

    /// Data points lie elsewhere now.
    pub(super) fn forget_ground(&mut self) {
        self.ground = None;
    }

    /// The image.
    pub(super) fn marks(&self) -> &Marks {
        &self.marks
    }

    /// Paints the present state.
    pub(super) fn paint<V: View>(
        &mut self,
        view: &mut V,
        surface: &Surface,
        simulation: &mut Simulation,
        fraction: f64,
        layers: Layers,
    ) {
        let strength = if V::HOLLOW {
            sharpness(simulation, fraction)
        } else {
            1.0
        };
        self.update_ground(view, surface, simulation, layers.data, strength);
        if layers.particles && !layers.by_captor {
            self.paint_particles(view, surface, simulation, fraction, layers.dimmed);
        } else {
            self.marks.return_to_ground();
            if layers.particles {
                self.paint_captors(view, surface, simulation, fraction, layers.dimmed);
            }
        }
        let count = simulation.law().points().len();
        // An embed's rings stay rings: who has landed is counted by the whole module alone.
        let shows_landed = crate::WHOLE && V::HOLLOW && layers.particles && !layers.dimmed;
        let landed = shows_landed && simulation.landed(fraction).total() > 0;
        if layers.data && (landed || count <= MOST_RIMS) {
            let strength = if count <= MOST_RIMS { strength } else { 0.0 };
            self.paint_rings(view, surface, simulation, strength, layers, landed);
        }
    }

    /// Data points do not move: they are drawn once for a scene, a window and colours, and where they are faint for each
    /// shade.
    fn update_ground<V: View>(
        &mut self,
        view: &mut V,
        surface: &Surface,
        simulation: &Simulation,
        data: bool,
        strength: f32,
    ) {
        // Rings are drawn over the particles, as long as they are not too many.
        let data = data && !(V::HOLLOW && simulation.law().points().len() <= MOST_RIMS);
        let ground = Some(Ground {
            serial: simulation.serial(),
            colours: surface.colours,
            data,
            strength: if data { strength } else { 1.0 },
        });
        if self.ground == ground {
            return;
        }
        self.marks.clear();
        if data && V::HOLLOW {
            let layers = Layers::default();
            self.paint_rings(view, surface, simulation, strength, layers, false);
        } else if data {
            self.paint_data(view, surface, simulation);
        }
        self.marks.keep_as_ground();
        self.ground = ground;
    }

    /// Data points as dots with a halo, under the particles.
    fn paint_data(&mut self, view: &mut impl View, surface: &Surface, simulation: &Simulation) {
        let radius = data_radius(view, surface, simulation);
        let halo = (surface.colours.background, surface.pixel_ratio);
        for (colour, extra) in [halo, (surface.colours.ink, 0.0)] {
            view.each_data_point(simulation, |x, y| {
                self.marks.disc(x, y, radius + extra, colour, 1.0);
            });
        }
    }

    /// Data points as rings; over particles, what stands on a data point is seen within. With `landed`, those that somebody
    /// has landed on are full.
    #[inline(never)]
    fn paint_rings<V: View>(
        &mut self,
        view: &mut V,
        surface: &Surface,
        simulation: &Simulation,
        strength: f32,
        layers: Layers,
        landed: bool,
    ) {
        let radius = data_radius(view, surface, simulation);
        let moving = process_colour(simulation, &surface.colours);
        let mut point = 0;
        view.each_data_point(simulation, |x, y| {
            let ring = [0.72 * radius, radius];
            self.marks.ring(x, y, ring, surface.colours.ink, strength);
            if V::HOLLOW && landed && simulation.known_landed(point) {
                let colour = match layers.by_captor {
                    true => distinct(point as u32),
                    false => moving,
                };
                self.marks.disc(x, y, FULL * radius, colour, 1.0);
            }
            point += 1;
        });
    }

    /// The particles in the colour of their process, over the ground.
    fn paint_particles(
        &mut self,
        view: &impl View,
        surface: &Surface,
        simulation: &Simulation,
        fraction: f64,
        dimmed: bool,
    ) {
        let count = simulation.positions().len();
        let [radius, alpha] = particle_disc(view, surface, count, dimmed);
        self.splats
            .begin([surface.width, surface.height], radius, alpha);
        let particle = view.particles(surface, simulation, fraction);
        for i in 0..count {
            let [x, y] = particle(i);
            if view.holds(y) {
                self.splats.disc(x, y);
            }
        }
        let colour = process_colour(simulation, &surface.colours);
        self.marks.draw_splats(&self.splats, colour);
    }

    /// The particles in the colours of their captors.
    fn paint_captors(
        &mut self,
        view: &impl View,
        surface: &Surface,
        simulation: &mut Simulation,
        fraction: f64,
        dimmed: bool,
    ) {
        // A piece of it where that is long: whose captor is not found yet has the colour of the one before.
        if crate::WHOLE {
            simulation.find_captors(CAPTORS_PIECE);
        } else {
            simulation.captors();
        }
        let count = simulation.positions().len();
        let [radius, alpha] = particle_disc(view, surface, count, dimmed);
        let simulation = &*simulation;
        let particle = view.particles(surface, simulation, fraction);
        for i in 0..count {
            let [x, y] = particle(i);
            if view.holds(y) {
                let colour = distinct(simulation.known_captor(i));
                self.marks.disc(x, y, radius, colour, alpha);
            }
        }
    }
}

/// The radius of a data point's dot, in pixels.
fn data_radius<V: View>(_view: &V, surface: &Surface, simulation: &Simulation) -> f32 {
    let [few, some, many] = V::DATA_RADII;
    let css = match simulation.law().points().len() {
        0..=60 => few,
        61..=600 => some,
        _ => many,
    };
    css * surface.pixel_ratio
}

/// The radius of a particle's disc, in pixels, and its opacity: the more there are, the less of each; a quarter of it
/// where they are dimmed.
fn particle_disc<V: View>(_view: &V, surface: &Surface, count: usize, dimmed: bool) -> [f32; 2] {
    let fewer = 2000.0 / count as f32;
    let [size, opacity] = V::PARTICLE;
    let radius = surface.pixel_ratio * (size * fewer.sqrt().sqrt()).clamp(0.9, 3.6);
    let alpha = (opacity * (1.5 * fewer).sqrt().sqrt()).clamp(0.2, 0.85);
    [radius, if dimmed { 0.25 * alpha } else { alpha }]
}

/// How much of the data's ink is seen where noise is σ(t) wide: a fifth at T*, all of it at t = 0, in shades of a
/// sixty-fourth.
fn sharpness(simulation: &Simulation, fraction: f64) -> f32 {
    let process = simulation.scene().process;
    let noise = |t: f64| libm::sqrt(process.variance(t));
    let share = noise(simulation.time_at(fraction)) / noise(simulation.scene().t_star);
    let shades = (64.5 - 51.2 * share.min(1.0)) as u32;
    shades as f32 / 64.0
}

//! What is kept for the view of one coordinate, and where things lie in it.

use super::axes;
use super::closed::Closed;
use super::companions::Companions;
use super::map::{Map, Subject};
use super::plan::Plan;
use crate::ensemble::{LawNow, Simulation};
use crate::paint::axes::Axes;
use crate::paint::colour::mix;
use crate::paint::image::Image;
use crate::paint::surface::Surface;
use crate::paint::view::{View, gliding};
use crate::scene::Dynamics;

/// CSS pixels that particles stray to either side of the cursor.
const JITTER: f32 = 4.0;

/// CSS pixels that the edge of a cell reaches to either side of the cursor.
const CELL_ARM: f32 = 16.0;

/// Of more data points than these those that are less than half a pixel apart are drawn once.
const MANY_DOTS: usize = 600;

/// Everything that is kept for this view.
#[derive(Default)]
pub(in crate::paint) struct Line {
    /// Where things lie.
    pub(in crate::paint) plan: Plan,
    /// The laws of both halves and their image.
    pub(super) map: Map,
    /// The closed form of the law that runs.
    pub(super) closed: Closed,
    /// Paths of the half that does not run.
    pub(super) companions: Companions,
    subject: Option<Subject>,
    serial: u64,
    /// Scratch: averages of cells, values of a curve, the law at one time.
    pub(super) column: Vec<f64>,
    pub(super) values: Vec<f64>,
    pub(super) now: LawNow,
    /// Mean and variance of the data.
    pub(super) moments: [f64; 2],
    /// The rows in which data points are seen, and of which simulation and layout they are.
    dots: Vec<f32>,
    dots_of: (u64, Plan),
    _in_whole: crate::InWhole,
}

impl Line {
    /// The pixel columns of the cursor, in the half that runs and in the other.
    pub(super) fn cursor(&self, simulation: &Simulation, fraction: f64) -> [f64; 2] {
        let t = simulation.time_at(fraction);
        let reverse = runs_in_reverse(simulation);
        [reverse, !reverse].map(|reverse| self.plan.column(t, reverse))
    }

    /// The pixel rows of the data points; many that would cover each other are one.
    fn dots(&mut self, simulation: &Simulation) -> &[f32] {
        if self.dots_of != (simulation.serial(), self.plan) {
            self.dots_of = (simulation.serial(), self.plan);
            self.dots.clear();
            let rows = simulation.law().points().axis(0).iter();
            self.dots.extend(rows.map(|&x| self.plan.row(x) as f32));
            if self.dots.len() > MANY_DOTS {
                self.dots.sort_by(f32::total_cmp);
                self.dots.dedup_by(|a, b| *a - *b < 0.5);
            }
        }
        &self.dots
    }
}

impl View for Line {
    const DIM: usize = 1;
    // Along the edges there is less room, and all particles stand in one column.
    const DATA_RADII: [f32; 3] = [5.0, 2.0, 1.4];
    const HOLLOW: bool = false;
    const PARTICLE: [f32; 2] = [1.3, 0.46];

    fn fit(&mut self, surface: &Surface, simulation: &Simulation) {
        self.plan = Plan::new(surface, simulation);
    }

    /// Solves anew what the scene has changed. While nothing has, it costs a comparison of two numbers.
    fn update(&mut self, simulation: &Simulation) {
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

    fn axes(&mut self, surface: &Surface, simulation: &Simulation) -> Axes {
        self.update(simulation);
        let dynamics = simulation.scene().dynamics;
        let unit = f64::from(surface.pixel_ratio);
        axes::axes(&self.plan, dynamics, self.map.top, unit)
    }

    fn to_world(&self, _px: f64, py: f64) -> [f64; 2] {
        [self.plan.place(py), 0.0]
    }

    /// At the left edge.
    fn to_pixels(&self, x: f64, _y: f64) -> [f64; 2] {
        [self.plan.left, self.plan.row(x)]
    }

    fn at_time(
        &self,
        simulation: &Simulation,
        t: impl FnOnce() -> f64,
        at: impl Fn(usize) -> f64,
    ) -> [f64; 2] {
        let px = self.plan.column(t(), runs_in_reverse(simulation));
        [px, self.plan.row(at(0))]
    }

    /// Both halves at all times, so that it changes with the scene and not with the clock.
    fn paint_density(&mut self, surface: &Surface, _simulation: &Simulation, _fraction: f64) {
        let colours = &surface.colours;
        let most = |colour| mix(colours.background, colour, 0.92);
        let ends = [
            colours.background,
            most(colours.forward),
            most(colours.reverse),
        ];
        self.map.paint(&self.plan, ends);
    }

    fn density(&self) -> &Image {
        self.map.image()
    }

    /// Both edges: ρ₀ at the left one, and at the right one where the reverse process ends.
    fn each_data_point(&mut self, simulation: &Simulation, mut draw: impl FnMut(f32, f32)) {
        let (left, right) = (self.plan.left as f32, self.plan.right as f32);
        for &y in self.dots(simulation) {
            draw(left, y);
            draw(right, y);
        }
    }

    fn particles(
        &self,
        surface: &Surface,
        simulation: &Simulation,
        fraction: f64,
    ) -> impl Fn(usize) -> [f32; 2] {
        let [cursor, _] = self.cursor(simulation, fraction);
        move |i| {
            let x = f64::from(gliding(simulation, fraction, i, 0));
            [cursor as f32 + jitter(surface, i), self.plan.row(x) as f32]
        }
    }

    fn holds(&self, py: f32) -> bool {
        self.plan.holds(py)
    }

    /// One column along the cursor.
    fn arrow_area(&self, _surface: &Surface, simulation: &Simulation, fraction: f64) -> [f64; 4] {
        let [cursor, _] = self.cursor(simulation, fraction);
        [cursor, self.plan.top, 0.0, self.plan.bottom - self.plan.top]
    }

    fn scale(&self) -> f64 {
        self.plan.scale()
    }

    fn direction(&self, of: impl Fn(usize) -> f32) -> [f32; 2] {
        [0.0, -of(0)]
    }

    /// Across the cursor.
    fn cell_edge(
        &self,
        surface: &Surface,
        simulation: &Simulation,
        fraction: f64,
        [x, ..]: [f64; 4],
    ) -> [f64; 4] {
        let [cursor, _] = self.cursor(simulation, fraction);
        let arm = f64::from(CELL_ARM * surface.pixel_ratio);
        let y = self.plan.row(x);
        [cursor - arm, y, cursor + arm, y]
    }
}

/// Whether the scene runs in the right half.
pub(super) fn runs_in_reverse(simulation: &Simulation) -> bool {
    simulation.scene().dynamics != Dynamics::Forward
}

/// How far particle `i` strays from the cursor, in pixels: a number that looks random but is its own.
fn jitter(surface: &Surface, i: usize) -> f32 {
    let hash = (i as u32 ^ 0x9e37).wrapping_mul(0x9e37_79b1);
    let u = (hash >> 8) as f32 / (1u32 << 24) as f32;
    surface.pixel_ratio * JITTER * (2.0 * u - 1.0)
}

//! The score as arrows on a grid. An arrow points along ∇log ρ; its length is that of σ²∇log ρ = αx̄₀ − x, compressed so
//! that no arrow is longer than their distance.

use super::surface::Surface;
use super::view::View;
use crate::ensemble::Simulation;
use crate::points::Points;

/// CSS pixels between two arrows.
const SPACING: f32 = 40.0;

/// The places where arrows stand and x̄₀ there, kept from frame to frame.
pub(super) struct Arrows {
    places: Points<f32>,
    means: Points<f32>,
}

impl Default for Arrows {
    fn default() -> Self {
        Self {
            places: Points::zeros(0, 1),
            means: Points::zeros(0, 1),
        }
    }
}

impl Arrows {
    /// The arrows as segments [x0, y0, x1, y1] in pixels; at t = 0 there is no score.
    pub(super) fn draw(
        &mut self,
        view: &impl View,
        surface: &Surface,
        simulation: &Simulation,
        fraction: f64,
        geometry: &mut Vec<f32>,
    ) {
        let t = simulation.time_at(fraction);
        if t <= 0.0 {
            return;
        }
        let dim = simulation.law().points().dim();
        let spacing = f64::from(SPACING * surface.pixel_ratio);
        let [left, top, width, height] = view.arrow_area(surface, simulation, fraction);
        let columns = ((width / spacing) as usize).max(1);
        let rows = ((height / spacing) as usize).max(1);
        let step = [width / columns as f64, height / rows as f64];
        let centre = |i: usize| {
            let at = [(i % columns) as f64 + 0.5, (i / columns) as f64 + 0.5];
            [left + at[0] * step[0], top + at[1] * step[1]]
        };
        if self.places.len() != columns * rows || self.places.dim() != dim {
            self.places = Points::zeros(columns * rows, dim);
            self.means = Points::zeros(columns * rows, dim);
        }
        for i in 0..columns * rows {
            let [px, py] = centre(i);
            let world = view.to_world(px, py);
            for (j, &x) in world.iter().enumerate().take(dim) {
                self.places.axis_mut(j)[i] = x as f32;
            }
        }
        simulation.denoise(&self.places, t, &mut self.means);
        let alpha = simulation.scene().process.alpha(t) as f32;
        let scale = view.scale() as f32;
        for i in 0..columns * rows {
            let pull = |j: usize| scale * (alpha * self.means.at(i, j) - self.places.at(i, j));
            let [u, v] = view.direction(pull);
            let length = (u * u + v * v).sqrt();
            // 0.85 of the spacing at most, half of it for a pull of 60 pixels.
            let drawn = 0.85 * spacing as f32 * length / (length + 60.0 * surface.pixel_ratio);
            if drawn > 1.0 {
                let (u, v) = (u / length, v / length);
                let [x, y] = centre(i).map(|x| x as f32);
                arrow(geometry, [x, y], [u, v], drawn);
            }
        }
    }
}

/// A shaft around its middle and two barbs.
fn arrow(geometry: &mut Vec<f32>, [x, y]: [f32; 2], [u, v]: [f32; 2], length: f32) {
    let (tip_x, tip_y) = (x + 0.5 * length * u, y + 0.5 * length * v);
    geometry.extend([x - 0.5 * length * u, y - 0.5 * length * v, tip_x, tip_y]);
    let barb = 0.3 * length;
    for side in [-0.5, 0.5] {
        geometry.extend([
            tip_x,
            tip_y,
            tip_x - barb * (u - side * v),
            tip_y - barb * (v + side * u),
        ]);
    }
}

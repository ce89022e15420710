//! Geometry of moving things: arrows of the score, lines to x̄₀, paths.

use super::Picture;
use super::line::runs_in_reverse;
use crate::ensemble::{Path, Simulation};
use crate::points::Points;

/// CSS pixels between two arrows.
const ARROW_SPACING: f32 = 40.0;

/// The most particles that get a line to their x̄₀; more would cover each other.
const MOST_BEAMS: usize = 300;

/// The most segments that a path is drawn with.
const MOST_SEGMENTS: usize = 400;

pub(super) fn arrows(picture: &mut Picture, simulation: &Simulation, t: f64, fraction: f64) {
    if t <= 0.0 {
        return;
    }
    let dim = simulation.law().points.dim();
    let spacing = f64::from(ARROW_SPACING * picture.pixel_ratio);
    let plan = *picture.plan();
    // In the line view one column along the cursor.
    let [left, top, width, height] = if picture.is_line() {
        let [cursor, _] = picture.cursor(simulation, fraction);
        [cursor, plan.top, 0.0, plan.bottom - plan.top]
    } else {
        [
            0.0,
            0.0,
            picture.window.width as f64,
            picture.window.height as f64,
        ]
    };
    let columns = ((width / spacing) as usize).max(1);
    let rows = ((height / spacing) as usize).max(1);
    let step = [width / columns as f64, height / rows as f64];
    let centre = |i: usize| {
        let at = [(i % columns) as f64 + 0.5, (i / columns) as f64 + 0.5];
        [left + at[0] * step[0], top + at[1] * step[1]]
    };
    if picture.places.len() != columns * rows || picture.places.dim() != dim {
        picture.places = Points::zeros(columns * rows, dim);
        picture.means = Points::zeros(columns * rows, dim);
    }
    for i in 0..columns * rows {
        let [px, py] = centre(i);
        let world = picture.to_world(px, py);
        for (j, &x) in world.iter().enumerate().take(dim) {
            picture.places.axis_mut(j)[i] = x as f32;
        }
    }
    simulation.denoise(&picture.places, t, &mut picture.means);
    let alpha = simulation.scene().process.alpha(t) as f32;
    let scale = if picture.is_line() {
        plan.scale()
    } else {
        picture.window.scale
    } as f32;
    for i in 0..columns * rows {
        let pull = |j: usize| scale * (alpha * picture.means.at(i, j) - picture.places.at(i, j));
        let [u, v] = if picture.is_line() {
            [0.0, -pull(0)]
        } else {
            [pull(0), -pull(1)]
        };
        let length = (u * u + v * v).sqrt();
        // 0.85 of the spacing at most, half of it for a pull of 60 pixels.
        let drawn = 0.85 * spacing as f32 * length / (length + 60.0 * picture.pixel_ratio);
        if drawn > 1.0 {
            let (u, v) = (u / length, v / length);
            let [x, y] = centre(i).map(|x| x as f32);
            arrow(&mut picture.geometry, [x, y], [u, v], drawn);
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

pub(super) fn beams(picture: &mut Picture, simulation: &mut Simulation, fraction: f64) {
    simulation.means();
    let simulation = &*simulation;
    let Some(means) = simulation.known_means() else {
        return;
    };
    // In the line view x̄₀ lies where t = 0, as in figure 7.
    let edge = picture.plan().column(0.0, runs_in_reverse(simulation));
    for i in 0..means.len().min(MOST_BEAMS) {
        let from = picture.particle(simulation, fraction, i);
        let x = f64::from(means.at(i, 0));
        let to = if picture.is_line() {
            [edge, picture.plan().row(x)]
        } else {
            picture.window.to_pixels(x, f64::from(means.at(i, 1)))
        };
        picture
            .geometry
            .extend([from[0], from[1], to[0] as f32, to[1] as f32]);
    }
}

pub(super) fn path(picture: &mut Picture, simulation: &Simulation, path: Path<'_>, fraction: f64) {
    let index = simulation.index();
    let (first, last) = (path.first_index(), path.last_index().min(index));
    if last <= first {
        return;
    }
    let stride = (last - first).div_ceil(MOST_SEGMENTS).max(1);
    let mut from = place(picture, simulation, path, first as f64);
    let mut k = first;
    while k < last {
        k = (k + stride).min(last);
        // The last piece ends where the gliding particle is.
        let end = if k == index {
            (k as f64 - 1.0 + fraction).max(first as f64)
        } else {
            k as f64
        };
        let to = place(picture, simulation, path, end);
        picture.geometry.extend([from[0], from[1], to[0], to[1]]);
        from = to;
    }
}

pub(super) fn head(picture: &mut Picture, simulation: &Simulation, path: Path<'_>, fraction: f64) {
    let index = simulation.index();
    if path.first_index() <= index && index <= path.last_index() {
        let now = (index as f64 - 1.0 + fraction).max(path.first_index() as f64);
        let now = if fraction >= 1.0 { index as f64 } else { now };
        let [x, y] = place(picture, simulation, path, now);
        picture.geometry.extend([x, y]);
    }
}

/// The pixel of a path at index `now`, which may lie between two.
fn place(picture: &Picture, simulation: &Simulation, path: Path<'_>, now: f64) -> [f32; 2] {
    let k = now.floor() as usize;
    let u = (now - k as f64) as f32;
    let at = |j: usize| {
        let x = path.at(k, j);
        let x = if u > 0.0 {
            x + (path.at(k + 1, j) - x) * u
        } else {
            x
        };
        f64::from(x)
    };
    if picture.is_line() {
        let times = simulation.times();
        let t = times[k] + f64::from(u) * (times[(k + 1).min(times.len() - 1)] - times[k]);
        let px = picture.plan().column(t, runs_in_reverse(simulation));
        [px as f32, picture.plan().row(at(0)) as f32]
    } else {
        picture.window.to_pixels(at(0), at(1)).map(|x| x as f32)
    }
}

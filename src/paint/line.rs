//! The view of one coordinate: the density as a curve above the axis, particles below it.

use super::Picture;
use crate::ensemble::{LawNow, Simulation};
use crate::law::Law;

/// CSS pixels between two points of the curve.
const CURVE_STEP: f32 = 2.0;

/// CSS pixels of a bar of the histogram.
const BAR_WIDTH: f32 = 9.0;

/// The share of the room above the axis that the curve's top takes.
const TOP: f32 = 0.88;

/// The y of particle `i` below the axis: a number that looks random but is its own.
pub(super) fn jitter(picture: &Picture, i: usize) -> f32 {
    let hash = (i as u32 ^ 0x9e37).wrapping_mul(0x9e37_79b1);
    let u = (hash >> 8) as f32 / (1u32 << 24) as f32;
    let base = picture.baseline();
    let room = picture.window.height as f32 - base;
    base + room * (0.12 + 0.8 * u)
}

/// The density at every second CSS pixel, as a polyline.
pub(super) fn curve(picture: &mut Picture, law: &Law, now: &LawNow) {
    let step = f64::from(CURVE_STEP * picture.pixel_ratio);
    let n = (picture.window.width as f64 / step) as usize + 2;
    let pixel = step / picture.window.scale;
    let sigma = libm::sqrt(now.variance[0]).max(0.7 * pixel);
    let corner = picture.window.to_world(0.0, 0.0)[0];
    picture.geometry.resize(2 * n, 0.0);
    picture.geometry.fill(0.0);
    let total: f64 = law.weights.iter().sum();
    let single = now.gain == 0.0;
    let count = if single { 1 } else { law.points.len() };
    for i in 0..count {
        let (y, weight) = if single {
            (0.0, 1.0)
        } else {
            (law.points.at(i, 0), law.weights[i] / total)
        };
        let at = (now.gain * y + now.offset[0] - corner) / pixel;
        let wide = sigma / pixel;
        let from = (at - 6.0 * wide).ceil().clamp(0.0, n as f64) as usize;
        let to = (at + 6.0 * wide).floor().clamp(-1.0, n as f64 - 1.0) + 1.0;
        for k in from..(to as usize).max(from) {
            let z = (k as f64 - at) / wide;
            picture.geometry[2 * k + 1] += (weight * libm::exp(-0.5 * z * z)) as f32;
        }
    }
    // Heights so far are in units of the density of one kernel at its centre.
    let top = picture.geometry.iter().copied().fold(0.0f32, f32::max);
    let base = picture.baseline();
    let unit = if top > 0.0 { TOP * base / top } else { 0.0 };
    let density_unit = libm::sqrt(2.0 * std::f64::consts::PI) * sigma;
    picture.line_scale = f64::from(unit) * density_unit;
    for k in 0..n {
        picture.geometry[2 * k] = (k as f64 * step) as f32;
        picture.geometry[2 * k + 1] = base - unit * picture.geometry[2 * k + 1];
    }
}

/// The histogram of the particles on the scale of the curve, cut at the top.
pub(super) fn bars(picture: &mut Picture, simulation: &Simulation, fraction: f64) {
    let width = BAR_WIDTH * picture.pixel_ratio;
    let n = (picture.window.width as f32 / width) as usize + 1;
    picture.geometry.resize(4 * n, 0.0);
    picture.geometry.fill(0.0);
    let count = simulation.positions().len();
    for i in 0..count {
        let x = picture.particle(simulation, fraction, i)[0];
        let bar = (x / width).floor();
        if bar >= 0.0 && bar < n as f32 {
            picture.geometry[4 * bar as usize + 3] += 1.0;
        }
    }
    let base = picture.baseline();
    let bar_in_world = f64::from(width) / picture.window.scale;
    let unit = (picture.line_scale / (count as f64 * bar_in_world)) as f32;
    for (k, bar) in picture.geometry.chunks_exact_mut(4).enumerate() {
        let height = (bar[3] * unit).min(base);
        bar.copy_from_slice(&[k as f32 * width, base - height, width, height]);
    }
}

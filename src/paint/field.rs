//! The density as an image at its own resolution: fine where the kernels are narrow, coarse where they are
//! wide, to be stretched smoothly over the window.
//!
//! Every Gaussian is separable, so each data point adds an outer product of two short vectors, cut where
//! it has fallen to 2e-7 of its height. With pixels of 0.3 standard deviations that is some 38 × 38 pixels
//! a data point, whatever the time.

use super::colour::{Rgb, ramp};
use super::image::Image;
use super::window::Window;
use crate::ensemble::LawNow;
use crate::lane_math::{Exp2, LANES};
use crate::law::Law;
use std::ops::Range;
use wide::f32x8;

/// Kernels are cut at this many standard deviations: an eighth of a step of the ramp, below what is seen.
const REACH: f64 = 5.6;

/// Pixels of the image are at most this many standard deviations wide.
const RESOLUTION: f64 = 0.3;

/// The image is never smaller than this, so that stretching stays smooth.
const FEWEST: usize = 32;

/// A density image.
#[derive(Debug)]
pub(super) struct Field {
    image: Image,
    density: Vec<f32>,
    columns: Vec<f32>,
    lines: Vec<f32>,
    ramp: [[u8; 4]; 256],
    ends: [Rgb; 2],
    shown: Shown,
}

/// What the pixels show, so that they are not painted again for the same.
#[derive(Debug, Default, PartialEq)]
struct Shown {
    window: Window,
    law: LawNow,
    ends: [Rgb; 2],
    data: usize,
    /// How many times wider than needed the pixels are.
    coarseness: f64,
}

impl Default for Field {
    fn default() -> Self {
        Self {
            image: Image::default(),
            density: Vec::new(),
            columns: Vec::new(),
            lines: Vec::new(),
            ramp: ramp([0; 3], [0; 3]),
            ends: [[0; 3]; 2],
            shown: Shown::default(),
        }
    }
}

impl Field {
    /// The image, as it was painted last.
    pub(super) fn image(&self) -> &Image {
        &self.image
    }

    /// Paints the density of `now` over `window`, colours from `ends[0]` (none) to `ends[1]` (most), with pixels
    /// `coarseness` times wider than the kernels need. `data` numbers the simulation, to know when the data points have
    /// changed.
    pub(super) fn paint(
        &mut self,
        window: &Window,
        now: &LawNow,
        law: &Law,
        ends: [Rgb; 2],
        data: usize,
        coarseness: f64,
    ) {
        let shown = &self.shown;
        let same = (*window, ends, data, coarseness);
        if (shown.window, shown.ends, shown.data, shown.coarseness) == same && shown.law == *now {
            return;
        }
        self.shown.window = *window;
        self.shown.ends = ends;
        self.shown.data = data;
        self.shown.coarseness = coarseness;
        self.shown.law.clone_from(now);
        if self.ends != ends {
            self.ramp = ramp(ends[0], ends[1]);
            self.ends = ends;
        }
        self.sum(window, now, law);
        self.colour();
        self.image.version = self.image.version.wrapping_add(1);
    }

    fn sum(&mut self, window: &Window, now: &LawNow, law: &Law) {
        let coarseness = self.shown.coarseness;
        // A kernel narrower than a pixel is drawn a pixel wide, or it would fall between them.
        let least = 0.6 / window.scale;
        let sigma: [f64; 2] = std::array::from_fn(|j| libm::sqrt(now.variance[j]).max(least));
        let count = |size: usize, sigma: f64| {
            let wanted = (size as f64 / window.scale / (RESOLUTION * coarseness * sigma)).ceil();
            (wanted as usize).clamp(FEWEST.min(size.max(1)), size.max(1))
        };
        let width = count(window.width, sigma[0]);
        let height = count(window.height, sigma[1]);
        (self.image.width, self.image.height) = (width, height);
        let pixel = [
            window.width as f64 / window.scale / width as f64,
            window.height as f64 / window.scale / height as f64,
        ];
        let corner = window.to_world(0.0, 0.0);
        self.density.clear();
        self.density.resize(width * height, 0.0);
        let single = now.gain == 0.0;
        let n = if single { 1 } else { law.points().len() };
        for i in 0..n {
            let weight = if single { 1.0 } else { law.weights()[i] as f32 };
            let centre: [f64; 2] = std::array::from_fn(|j| {
                let y = if single { 0.0 } else { law.points().at(i, j) };
                now.gain * y + now.offset[j]
            });
            // In pixels from the corner, pixel centres at halves, y down.
            let at = [
                (centre[0] - corner[0]) / pixel[0] - 0.5,
                (corner[1] - centre[1]) / pixel[1] - 0.5,
            ];
            let wide = [sigma[0] / pixel[0], sigma[1] / pixel[1]];
            let (from_x, to_x) = span(at[0], REACH * wide[0], width);
            let (from_y, to_y) = span(at[1], REACH * wide[1], height);
            bump(from_x..to_x, at[0], wide[0], &mut self.columns);
            bump(from_y..to_y, at[1], wide[1], &mut self.lines);
            for (y, &line) in (from_y..to_y).zip(&self.lines) {
                let row = weight * line;
                let pixels = &mut self.density[y * width + from_x..y * width + to_x];
                for (density, &column) in pixels.iter_mut().zip(&self.columns) {
                    *density += row * column;
                }
            }
        }
    }

    /// The square root of the density, relative to its largest value, through the ramp: the eye then sees
    /// both the peaks and the ground between them.
    fn colour(&mut self) {
        let top = self.density.iter().copied().fold(0.0f32, f32::max);
        let scale = if top > 0.0 { 1.0 / top } else { 0.0 };
        self.image.pixels.resize(4 * self.density.len(), 0);
        let pixels = self.image.pixels.chunks_exact_mut(4);
        for (pixel, &density) in pixels.zip(&self.density) {
            let level = 255.0 * (density * scale).sqrt();
            pixel.copy_from_slice(&self.ramp[level as usize]);
        }
    }
}

/// The pixels within `reach` of `at`, cut to 0 … n.
fn span(at: f64, reach: f64, n: usize) -> (usize, usize) {
    let from = (at - reach).ceil().clamp(0.0, n as f64) as usize;
    let to = (at + reach).floor() + 1.0;
    (from, (to.clamp(0.0, n as f64) as usize).max(from))
}

/// exp(−z²/2) with z = (pixel − at)/wide, for some pixels.
fn bump(pixels: Range<usize>, at: f64, wide: f64, out: &mut Vec<f32>) {
    out.clear();
    out.resize(pixels.len().next_multiple_of(LANES), 0.0);
    let unit = libm::sqrt(0.5 * std::f64::consts::LOG2_E) / wide;
    let step = f32x8::splat((unit * LANES as f64) as f32);
    let first = (pixels.start as f64 - at) * unit;
    let mut z = f32x8::from(std::array::from_fn::<f32, LANES, _>(|lane| {
        (first + unit * lane as f64) as f32
    }));
    let exp2 = Exp2::opaque_ref();
    for lanes in out.chunks_exact_mut(LANES) {
        lanes.copy_from_slice(&exp2.of(-(z * z)).to_array());
        z += step;
    }
    out.truncate(pixels.len());
}

#[cfg(test)]
mod tests {
    use super::Field;
    use crate::ensemble::Simulation;
    use crate::paint::window::Window;
    use crate::scene::{Scene, Value};

    #[test]
    fn a_rougher_density_has_as_many_times_fewer_pixels_each_way_and_the_same_shape() {
        let data = Value::Text("-1,0;1,0.5;0,-1".into());
        let simulation = Simulation::new(Scene::from_pairs([("data", data)]).unwrap());
        let mut now = crate::ensemble::LawNow::default();
        simulation.law_at(0.01, &mut now);
        let window = Window {
            width: 600,
            height: 480,
            ..Window::default()
        }
        .fitted(&simulation);
        let paint = |coarseness| {
            let mut field = Field::default();
            let ends = [[255; 3], [0; 3]];
            field.paint(&window, &now, simulation.law(), ends, 1, coarseness);
            field
        };
        let (fine, rough) = (paint(1.0), paint(2.0));
        assert!(fine.image.width.abs_diff(2 * rough.image.width) <= 1);
        assert!(fine.image.height.abs_diff(2 * rough.image.height) <= 1);
        // Pixels of 0.6 deviations still hold a peak to 1 − exp(−0.3²) < 9 %, and lie within half a pixel of it.
        let peak = |field: &Field| field.density.iter().copied().fold(0.0f32, f32::max);
        assert!((peak(&rough) / peak(&fine) - 1.0).abs() < 0.09);
    }
}

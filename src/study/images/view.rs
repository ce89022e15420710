//! Points as images: how many are shown, which grey a coordinate is, and what data points are called.

use crate::law::Law;
use crate::points::bounds;
use crate::process::Process;
use crate::scene::{Data, Scene};

/// Images of a gallery, at most, and pixels of all of them.
const MOST_IMAGES: usize = 256;
const MOST_PIXELS: usize = 1 << 16;

/// Noise is shown up to so many of its standard deviations, beyond which it is as dark, or as light, as can be.
const DEVIATIONS: f64 = 1.5;

/// How points are seen.
pub(super) struct View {
    process: Process,
    pub(super) side: usize,
    pub(super) count: usize,
    /// The middle of all coordinates of the data, and half their range.
    middle: f64,
    half: f64,
    pub(super) inked: bool,
    labels: Option<Vec<u8>>,
}

impl View {
    pub(super) fn new(scene: &Scene, law: &Law) -> Self {
        let dim = law.points().dim();
        let [low, high] = bounds(law.points().as_slice());
        let labels = match &scene.data {
            Data::Preset(preset) => preset.labels(),
            Data::Inline(_) => None,
        };
        // As many as fill a square.
        let most = (MOST_PIXELS / dim).min(MOST_IMAGES).isqrt();
        // Data of one value only are as good as their neighbours on both sides.
        let (low, high) = if low < high {
            (low, high)
        } else {
            (low - 1.0, high + 1.0)
        };
        // Eight-bit greys are brought to [−1, 1], and of these no image need have all.
        let is_grey = low >= -1.0 && high <= 1.0;
        let (low, high) = if is_grey { (-1.0, 1.0) } else { (low, high) };
        Self {
            process: scene.process,
            side: dim.isqrt(),
            count: scene.particles.min(most * most),
            middle: 0.5 * (low + high),
            half: 0.5 * (high - low),
            inked: labels.is_some(),
            labels,
        }
    }

    /// Pixels of an image, which are its coordinates.
    pub(super) fn pixels(&self) -> usize {
        self.side * self.side
    }

    /// Images in a row.
    pub(super) fn columns(&self) -> usize {
        let root = self.count.isqrt();
        root + usize::from(root * root < self.count)
    }

    /// Writes coordinates at time t as values from 0 to 1; at t = 0, and of x̄₀, the data's own range.
    pub(super) fn grey(&self, x: impl Iterator<Item = f32>, t: f64, values: &mut [f32]) {
        let (alpha, sigma) = (self.process.alpha(t), self.process.sigma(t));
        let middle = (alpha * self.middle) as f32;
        let scale = (0.5 / (alpha * self.half + DEVIATIONS * sigma)) as f32;
        for (value, x) in values.iter_mut().zip(x) {
            let grey = 0.5 + (x - middle) * scale;
            // What is no number is 0.
            *value = if grey > 0.0 { grey.min(1.0) } else { 0.0 };
        }
    }

    /// Where a drawing of values from 0 to 1 stands at time t: what the forward process would make of it without noise.
    pub(super) fn place(&self, drawing: &[f32], t: f64) -> Vec<f64> {
        let alpha = self.process.alpha(t);
        let greys = drawing.iter().map(|&value| 2.0 * f64::from(value) - 1.0);
        greys
            .map(|grey| alpha * (self.middle + self.half * grey))
            .collect()
    }

    /// What the data point is called that has the number `number` among all: "digit 1043, a 7".
    pub(super) fn name(&self, number: usize) -> String {
        match self.labels.as_ref().and_then(|labels| labels.get(number)) {
            Some(8) => format!("digit {number}, an 8"),
            Some(label) => format!("digit {number}, a {label}"),
            None => format!("image {number}"),
        }
    }

    /// What the data are called: "digits".
    pub(super) fn plural(&self) -> &'static str {
        if self.inked { "digits" } else { "images" }
    }

    /// What one of the data is called: "digit".
    pub(super) fn singular(&self) -> &'static str {
        if self.inked { "digit" } else { "image" }
    }
}

//! What a picture is drawn on, as the page says it: a size, colours, and what is left to others.

use super::colour::Colours;

/// The longest side, in device pixels.
const LONGEST: usize = 8192;

/// What both views are told of the canvases.
#[derive(Clone, Copy, Debug)]
pub(super) struct Surface {
    /// Device pixels, at most 8192.
    pub(super) width: usize,
    /// Device pixels, at most 8192.
    pub(super) height: usize,
    /// Device pixels to the CSS pixel, 0.25 … 8.
    pub(super) pixel_ratio: f32,
    /// The page's colours.
    pub(super) colours: Colours,
    /// How many times wider than its kernels need the pixels of the plane's density are, 1 … 8.
    pub(super) coarseness: f64,
    /// CSS pixels at the top of a line view that belong to others, 0 … 400.
    pub(super) headroom: f64,
}

impl Default for Surface {
    fn default() -> Self {
        Self {
            width: 0,
            height: 0,
            pixel_ratio: 1.0,
            colours: Colours::default(),
            coarseness: 1.0,
            headroom: 0.0,
        }
    }
}

impl Surface {
    /// Takes a size, cut to what it can be; a ratio that is no number is 1.
    pub(super) fn resize(&mut self, width: usize, height: usize, pixel_ratio: f64) {
        self.width = width.min(LONGEST);
        self.height = height.min(LONGEST);
        self.pixel_ratio = if pixel_ratio.is_finite() {
            pixel_ratio.clamp(0.25, 8.0) as f32
        } else {
            1.0
        };
    }

    /// Whether there is no pixel to paint.
    pub(super) fn is_empty(&self) -> bool {
        self.width == 0 || self.height == 0
    }
}

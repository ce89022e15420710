//! Data points and particles as antialiased discs, in device pixels on a transparent ground.

use super::colour::Rgb;

/// An image of discs, RGBA without premultiplication, as `ImageData` has it.
#[derive(Debug, Default)]
pub(super) struct Marks {
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) pixels: Vec<u8>,
    pub(super) version: u32,
}

impl Marks {
    /// Takes a size, all transparent.
    pub(super) fn resize(&mut self, width: usize, height: usize) {
        (self.width, self.height) = (width, height);
        self.pixels.clear();
        self.pixels.resize(4 * width * height, 0);
    }

    /// All transparent again.
    pub(super) fn clear(&mut self) {
        self.pixels.fill(0);
        self.version = self.version.wrapping_add(1);
    }

    /// A disc around (x, y) in pixels; what lies outside the image is cut. `alpha` in 0 … 1.
    pub(super) fn disc(&mut self, x: f32, y: f32, radius: f32, colour: Rgb, alpha: f32) {
        let reach = radius + 0.5;
        // Written so that NaN and infinities are outside.
        let inside = x > -reach
            && y > -reach
            && x < self.width as f32 + reach
            && y < self.height as f32 + reach;
        if !inside {
            return;
        }
        let from_x = (x - reach).floor().max(0.0) as usize;
        let to_x = ((x + reach).ceil() as usize).min(self.width);
        let from_y = (y - reach).floor().max(0.0) as usize;
        let to_y = ((y + reach).ceil() as usize).min(self.height);
        for row in from_y..to_y {
            let dy = row as f32 + 0.5 - y;
            let line = &mut self.pixels[4 * (row * self.width + from_x)..];
            for (column, pixel) in (from_x..to_x).zip(line.chunks_exact_mut(4)) {
                let dx = column as f32 + 0.5 - x;
                let squared = dx * dx + dy * dy;
                if squared < reach * reach {
                    let cover = (reach - squared.sqrt()).min(1.0);
                    blend(pixel, colour, cover * alpha);
                }
            }
        }
    }
}

/// `colour` with opacity `alpha` over what the pixel has.
fn blend(pixel: &mut [u8], colour: Rgb, alpha: f32) {
    let below = f32::from(pixel[3]) * (1.0 / 255.0);
    let total = alpha + below * (1.0 - alpha);
    let share = alpha / total;
    for (channel, &new) in pixel.iter_mut().zip(&colour) {
        let old = f32::from(*channel);
        *channel = (old + (f32::from(new) - old) * share + 0.5) as u8;
    }
    pixel[3] = (total * 255.0 + 0.5) as u8;
}

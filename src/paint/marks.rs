//! Data points and particles as antialiased discs, in device pixels on a transparent ground.

use super::colour::Rgb;

/// An image of discs. A pixel is the four bytes RGBA in memory order, not premultiplied, as `ImageData` has it.
#[derive(Debug, Default)]
pub(super) struct Marks {
    pub(super) width: usize,
    pub(super) height: usize,
    pixels: Vec<[u8; 4]>,
    /// What lies under everything that moves, drawn once.
    ground: Vec<[u8; 4]>,
    pub(super) version: u32,
}

impl Marks {
    /// Takes a size, all transparent.
    pub(super) fn resize(&mut self, width: usize, height: usize) {
        (self.width, self.height) = (width, height);
        self.pixels.clear();
        self.pixels.resize(width * height, [0; 4]);
    }

    /// All transparent again.
    pub(super) fn clear(&mut self) {
        // As bytes: that is one memset.
        self.pixels.as_flattened_mut().fill(0);
        self.version = self.version.wrapping_add(1);
    }

    /// Keeps the image as it is for [`Marks::return_to_ground`].
    pub(super) fn keep_as_ground(&mut self) {
        self.ground.clone_from(&self.pixels);
    }

    /// The image as it was when it was kept. As fast as emptying it.
    pub(super) fn return_to_ground(&mut self) {
        self.pixels.copy_from_slice(&self.ground);
        self.version = self.version.wrapping_add(1);
    }

    /// The pixels as bytes.
    pub(super) fn bytes(&self) -> &[u8] {
        self.pixels.as_flattened()
    }

    /// A disc around (x, y) in pixels; what lies outside the image is cut. `alpha` in 0 … 1.
    pub(super) fn disc(&mut self, x: f32, y: f32, radius: f32, colour: Rgb, alpha: f32) {
        self.ring(x, y, [-1.0, radius], colour, alpha);
    }

    /// The same with a hole, between two radii.
    pub(super) fn ring(&mut self, x: f32, y: f32, radii: [f32; 2], colour: Rgb, alpha: f32) {
        let [hole, radius] = radii;
        let outer = radius + 0.5;
        // Written so that NaN and infinities are outside.
        let inside = x > -outer
            && y > -outer
            && x < self.width as f32 + outer
            && y < self.height as f32 + outer;
        if !inside {
            return;
        }
        let from_x = (x - outer).max(0.0) as usize;
        let to_x = ((x + outer) as usize + 1).min(self.width);
        let from_y = (y - outer).max(0.0) as usize;
        let to_y = ((y + outer) as usize + 1).min(self.height);
        // Full cover up to radius − ½, none beyond radius + ½, and between them linear in the squared
        // distance: no square root, and no difference that is seen.
        let inner = (radius - 0.5).max(0.0);
        let (outer, inner) = (outer * outer, inner * inner);
        let opaque = 255.0 * alpha;
        let slope = opaque / (outer - inner);
        // The hole alike, inside out; a negative one lets all pass.
        let from = (hole - 0.5).max(0.0);
        let hole_slope = opaque / ((hole + 0.5) * (hole + 0.5) - from * from);
        let hole_from = if hole > 0.0 { from * from } else { -1e9 };
        for row in from_y..to_y {
            let dy = row as f32 + 0.5 - y;
            let room = outer - dy * dy;
            let line = &mut self.pixels[row * self.width + from_x..row * self.width + to_x];
            let mut dx = from_x as f32 + 0.5 - x;
            for pixel in line {
                let squared = dx * dx;
                let beyond = hole_slope * (squared + dy * dy - hole_from);
                let cover = (slope * (room - squared)).min(beyond).min(opaque);
                if cover >= 1.0 {
                    blend(pixel, colour, cover as u32);
                }
                dx += 1.0;
            }
        }
    }
}

/// `colour` with opacity `alpha`, 1 … 255, over what the pixel has.
#[inline(always)]
fn blend(pixel: &mut [u8; 4], [r, g, b]: Rgb, alpha: u32) {
    let below = u32::from(pixel[3]);
    if below == 0 {
        *pixel = [r, g, b, alpha as u8];
        return;
    }
    let total = alpha + (below * (255 - alpha) + 127) / 255;
    // In 1/65536, so that the three channels need no division.
    let share = ((alpha << 16) / total) as i32;
    let mix = |old: u8, new: u8| {
        let old = i32::from(old);
        (old + (((i32::from(new) - old) * share + 0x8000) >> 16)) as u8
    };
    *pixel = [
        mix(pixel[0], r),
        mix(pixel[1], g),
        mix(pixel[2], b),
        total as u8,
    ];
}

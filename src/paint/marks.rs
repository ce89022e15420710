//! Data points and particles as antialiased discs, in device pixels on a transparent ground.

use super::colour::Rgb;
use super::disc::{Rim, reaches};
use super::splats::{BYTES, CLEAR, Splats};

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
    /// Takes a size, all transparent, the ground too.
    pub(super) fn resize(&mut self, width: usize, height: usize) {
        (self.width, self.height) = (width, height);
        for image in [&mut self.pixels, &mut self.ground] {
            image.clear();
            image.resize(width * height, [0; 4]);
        }
    }

    /// All transparent again.
    pub(super) fn clear(&mut self) {
        // As bytes: that is one memset.
        self.pixels.as_flattened_mut().fill(0);
    }

    /// Keeps the image as it is for what is drawn over it in every frame.
    pub(super) fn keep_as_ground(&mut self) {
        self.ground.copy_from_slice(&self.pixels);
    }

    /// The image as it was when it was kept. As fast as emptying it.
    pub(super) fn return_to_ground(&mut self) {
        self.pixels.copy_from_slice(&self.ground);
        self.version = self.version.wrapping_add(1);
    }

    /// The ground, and over it the splats of an image of the same size, in one colour. The ground is copied where there are
    /// no discs too: to leave out what has not changed is slower than to stream through memory.
    pub(super) fn draw_splats(&mut self, splats: &Splats, colour: Rgb) {
        self.version = self.version.wrapping_add(1);
        let width = self.width.max(1);
        let lines = self.pixels.chunks_exact_mut(width);
        for (row, (line, ground)) in lines.zip(self.ground.chunks_exact(width)).enumerate() {
            let through = splats.line(row);
            let (line, line_rest) = line.as_chunks_mut::<BYTES>();
            let (ground, ground_rest) = ground.as_chunks::<BYTES>();
            let (through, through_rest) = through.as_chunks::<BYTES>();
            for ((line, ground), through) in line.iter_mut().zip(ground).zip(through) {
                *line = *ground;
                if u128::from_ne_bytes(*through) == u128::MAX {
                    continue;
                }
                let any = |any, pixel: &[u8; 4]| any | u32::from_ne_bytes(*pixel);
                if ground.iter().fold(0, any) == 0 {
                    lay(line, through, colour);
                } else {
                    blend_all(line, through, colour);
                }
            }
            line_rest.copy_from_slice(ground_rest);
            blend_all(line_rest, through_rest, colour);
        }
    }

    /// The pixels as bytes.
    pub(super) fn bytes(&self) -> &[u8] {
        self.pixels.as_flattened()
    }

    /// A disc around (x, y) in pixels; what lies outside the image is cut. `alpha` in 0 … 1.
    pub(super) fn disc(&mut self, x: f32, y: f32, radius: f32, colour: Rgb, alpha: f32) {
        self.ring(x, y, [-1.0, radius], colour, alpha);
    }

    /// The same with a hole, between two radii. Not inlined: it is called from where there are few, and would be there each
    /// time.
    #[inline(never)]
    pub(super) fn ring(&mut self, x: f32, y: f32, radii: [f32; 2], colour: Rgb, alpha: f32) {
        let [hole, radius] = radii;
        let outer = radius + 0.5;
        if !reaches(x, y, outer, [self.width, self.height]) {
            return;
        }
        let from_x = (x - outer).max(0.0) as usize;
        let to_x = ((x + outer) as usize + 1).min(self.width);
        let from_y = (y - outer).max(0.0) as usize;
        let to_y = ((y + outer) as usize + 1).min(self.height);
        let (rim, hole) = (Rim::new(radius, alpha), Rim::new(hole, alpha));
        for row in from_y..to_y {
            let dy = row as f32 + 0.5 - y;
            let line = &mut self.pixels[row * self.width + from_x..row * self.width + to_x];
            let mut dx = from_x as f32 + 0.5 - x;
            for pixel in line {
                let cover = rim.cover(dx, dy).min(hole.opaque - hole.cover(dx, dy));
                blend(pixel, colour, cover as u32);
                dx += 1.0;
            }
        }
    }
}

/// The colour on nothing: opaque where splats are.
#[inline(always)]
fn lay(pixels: &mut [[u8; 4]; BYTES], through: &[u8; BYTES], [r, g, b]: Rgb) {
    let colour = u32::from_le_bytes([r, g, b, 0]);
    for (pixel, &through) in pixels.iter_mut().zip(through) {
        let alpha = u32::from(CLEAR - through);
        let painted = if alpha == 0 { 0 } else { colour | alpha << 24 };
        *pixel = painted.to_le_bytes();
    }
}

/// Not inlined: of known length it would be unrolled, sixteen times the code for where particles cover data points.
#[inline(never)]
fn blend_all(pixels: &mut [[u8; 4]], through: &[u8], colour: Rgb) {
    for (pixel, &through) in pixels.iter_mut().zip(through) {
        blend(pixel, colour, u32::from(CLEAR - through));
    }
}

/// `colour` with opacity `alpha`, 0 … 255, over what the pixel has.
#[inline(always)]
fn blend(pixel: &mut [u8; 4], [r, g, b]: Rgb, alpha: u32) {
    if alpha == 0 {
        return;
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    const COLOUR: Rgb = [200, 20, 120];

    fn image() -> Marks {
        let mut marks = Marks::default();
        marks.resize(37, 23);
        marks
    }

    #[test]
    fn places_that_are_none_are_not_drawn() {
        let mut marks = image();
        for place in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY, 1e30, -1e30] {
            marks.disc(place, 5.0, 3.0, COLOUR, 1.0);
            marks.ring(5.0, place, [1.0, 3.0], COLOUR, 1.0);
        }
        assert!(marks.bytes().iter().all(|&byte| byte == 0));
    }

    #[test]
    fn a_ring_leaves_its_hole() {
        let mut marks = image();
        marks.ring(12.5, 11.5, [4.0, 8.0], COLOUR, 1.0);
        let at = |x: usize| marks.pixels[11 * 37 + x];
        assert_eq!(at(12), [0; 4]);
        assert_eq!(at(18), [200, 20, 120, 255]);
        assert_eq!(at(24), [0; 4]);
    }

    /// One splat is the disc itself, on nothing and on other discs, and nothing is left of those before.
    #[test]
    fn splats_are_drawn_over_the_ground() {
        for data in [0, 3] {
            let (mut drawn, mut splatted) = (image(), image());
            for marks in [&mut drawn, &mut splatted] {
                for k in 0..data {
                    marks.disc(4.0 + 11.0 * k as f32, 12.0, 5.0, [30, 30, 34], 0.9);
                }
                marks.keep_as_ground();
            }
            let mut splats = Splats::default();
            splats.begin([37, 23], 6.0, 0.9);
            for [x, y] in [[12.0, 8.0], [30.0, 17.0], [36.0, 0.0]] {
                splats.disc(x, y);
            }
            splatted.draw_splats(&splats, COLOUR);
            splatted.ring(20.0, 20.0, [1.0, 4.0], COLOUR, 1.0);
            splats.begin([37, 23], 3.0, 0.6);
            for [x, y] in [[7.25, 9.5], [25.0, 14.125], [36.0, 22.0]] {
                splats.disc(x, y);
                drawn.disc(x, y, 3.0, COLOUR, 0.6);
            }
            splatted.draw_splats(&splats, COLOUR);
            assert_eq!(splatted.pixels, drawn.pixels);
        }
    }
}

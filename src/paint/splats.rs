//! Thousands of equal discs of one colour: how much of what lies below each pixel they let through.
//!
//! While all discs have one colour it is enough to multiply transmittances, a byte a pixel; colour comes in once for the
//! whole picture ([`Marks::draw_splats`](super::marks::Marks::draw_splats)). A disc is a stamp, made once for each of 8 × 8
//! places within a pixel, so that a particle costs a few products of sixteen bytes.

use super::disc::{Rim, reaches};
use bytemuck::cast;
use wide::{i16x8, u8x16, u16x8};

/// Places within a pixel that are told apart, in each direction: no disc is off by more than a sixteenth of a pixel.
const PHASES: usize = 8;

/// Stamps are rows of so many pixels or a multiple.
pub(super) const BYTES: usize = 16;

/// Lets all light through.
pub(super) const CLEAR: u8 = 255;

/// What the discs let through, 255 is all, in a margin around the image too.
#[derive(Debug, Default)]
pub(super) struct Splats {
    width: usize,
    height: usize,
    /// Pixels around the image, as many as a stamp is wide: what is cut by an edge is drawn like all else.
    margin: usize,
    through: Vec<u8>,
    /// The stamps' disc: its radius and its opacity.
    disc: [f32; 2],
    /// Pixels of a stamp before the one that holds the centre.
    reach: usize,
    /// Bytes of a stamp's row.
    row: usize,
    stamps: Vec<u8>,
}

impl Splats {
    /// No discs, over an image of this size, to be drawn with this radius and opacity.
    pub(super) fn begin(&mut self, [width, height]: [usize; 2], radius: f32, alpha: f32) {
        if self.disc != [radius, alpha] || self.stamps.is_empty() {
            self.disc = [radius, alpha];
            self.make_stamps();
        }
        (self.width, self.height, self.margin) = (width, height, self.row);
        self.through.clear();
        self.through.resize(
            (width + 2 * self.margin) * (height + 2 * self.margin),
            CLEAR,
        );
    }

    /// The pixels of one row of the image.
    pub(super) fn line(&self, row: usize) -> &[u8] {
        let stride = self.width + 2 * self.margin;
        &self.through[(row + self.margin) * stride + self.margin..][..self.width]
    }

    /// One more disc, around (x, y) in pixels.
    #[inline(always)]
    pub(super) fn disc(&mut self, x: f32, y: f32) {
        if !reaches(x, y, self.disc[0] + 0.5, [self.width, self.height]) {
            return;
        }
        // In eighths of a pixel, counted from the margin's corner so that none is negative.
        let eighths = |place: f32| ((place + self.margin as f32) * PHASES as f32 + 0.5) as usize;
        let (x, y) = (eighths(x), eighths(y));
        let side = 2 * self.reach + 1;
        let phase = y % PHASES * PHASES + x % PHASES;
        let stamp = &self.stamps[phase * side * self.row..][..side * self.row];
        let stride = self.width + 2 * self.margin;
        let first = (y / PHASES - self.reach) * stride + x / PHASES - self.reach;
        for (row, stamp) in stamp.chunks_exact(self.row).enumerate() {
            let line = &mut self.through[first + row * stride..][..self.row];
            let (line, stamp) = (line.as_chunks_mut().0, stamp.as_chunks().0);
            for (through, stamp) in line.iter_mut().zip(stamp) {
                multiply(through, stamp);
            }
        }
    }

    fn make_stamps(&mut self) {
        let [radius, alpha] = self.disc;
        let rim = Rim::new(radius, alpha);
        self.reach = (radius + 0.5).ceil() as usize;
        let side = 2 * self.reach + 1;
        self.row = side.next_multiple_of(BYTES);
        self.stamps.clear();
        self.stamps.resize(PHASES * PHASES * side * self.row, CLEAR);
        for (k, stamp) in self.stamps.chunks_exact_mut(side * self.row).enumerate() {
            // From the disc's centre to that of the stamp's first pixel.
            let first = |phase: usize| 0.5 - self.reach as f32 - phase as f32 / PHASES as f32;
            let (dx, dy) = (first(k % PHASES), first(k / PHASES));
            for (row, line) in stamp.chunks_exact_mut(self.row).enumerate() {
                for (column, through) in line[..side].iter_mut().enumerate() {
                    let cover = rim.cover(dx + column as f32, dy + row as f32);
                    *through = CLEAR - cover as u8;
                }
            }
        }
    }
}

/// Products of shares in 1/255, to the nearest.
#[inline(always)]
fn multiply(through: &mut [u8; BYTES], by: &[u8; BYTES]) {
    let (a, b) = (u8x16::new(*through), u8x16::new(*by));
    let half = |unpack: fn(u8x16, u8x16) -> u8x16| {
        let [a, b] = [a, b].map(|bytes| cast::<u8x16, u16x8>(unpack(bytes, u8x16::ZERO)));
        let product = a * b + u16x8::splat(128);
        let rounded: u16x8 = (product + (product >> 8)) >> 8;
        cast::<u16x8, i16x8>(rounded)
    };
    *through = u8x16::narrow_i16x8(half(u8x16::unpack_low), half(u8x16::unpack_high)).to_array();
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn products_are_to_the_nearest() {
        for a in 0..=255u8 {
            for b in 0..=255u8 {
                let mut product = [a; BYTES];
                multiply(&mut product, &[b; BYTES]);
                let exact = f64::from(a) * f64::from(b) / 255.0;
                assert_eq!(product, [exact.round() as u8; BYTES]);
            }
        }
    }

    proptest! {
        /// Against the definition, pixel by pixel, at places that are told apart exactly.
        #[test]
        fn discs_are_those_of_the_definition(
            places in prop::collection::vec((-80..400i32, -80..280i32), 1..12),
            sixteenths in 8..160i32,
            alpha in 0.0f32..=1.0,
        ) {
            let (size, radius) = ([37, 23], sixteenths as f32 / 16.0);
            let rim = Rim::new(radius, alpha);
            let mut splats = Splats::default();
            splats.begin(size, radius, alpha);
            let mut expected = vec![CLEAR; size[0] * size[1]];
            for (x, y) in places.into_iter().map(|(x, y)| (x as f32 / 8.0, y as f32 / 8.0)) {
                splats.disc(x, y);
                for (i, through) in expected.iter_mut().enumerate() {
                    let [column, row] = [i % size[0], i / size[0]].map(|k| k as f32 + 0.5);
                    let mut product = [*through; BYTES];
                    let by = CLEAR - rim.cover(column - x, row - y) as u8;
                    multiply(&mut product, &[by; BYTES]);
                    *through = product[0];
                }
            }
            let lines: Vec<u8> = (0..size[1]).flat_map(|row| splats.line(row).to_vec()).collect();
            prop_assert_eq!(lines, expected);
        }
    }

    #[test]
    fn places_that_are_none_are_not_drawn() {
        let mut splats = Splats::default();
        splats.begin([20, 20], 2.0, 1.0);
        for place in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY, 1e30, -1e30] {
            splats.disc(place, 5.0);
            splats.disc(5.0, place);
        }
        assert!((0..20).all(|row| splats.line(row).iter().all(|&through| through == CLEAR)));
    }
}

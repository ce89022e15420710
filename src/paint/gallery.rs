//! Galleries as pixels: a pixel of an image is one pixel here, images side by side without a gap.

use super::colour::{Colours, Rgb, ramp};
use crate::study::Gallery;

/// The darkest and the lightest of a photograph, whatever the page's own colours are.
const BLACK: Rgb = [0, 0, 0];
const WHITE: Rgb = [255, 255, 255];

/// The colours of a gallery's values, from 0 to 1; `ink` is what its own colour looks like.
pub fn shades(gallery: &Gallery, ink: Rgb, colours: &Colours) -> [[u8; 4]; 256] {
    if gallery.inked {
        ramp(colours.background, ink)
    } else {
        ramp(BLACK, WHITE)
    }
}

/// Writes the gallery into `pixels`, RGBA, row after row; where no image is, nothing is painted. Allocates nothing once
/// it has run.
pub fn paint(gallery: &Gallery, shades: &[[u8; 4]; 256], pixels: &mut Vec<u8>) {
    let (side, columns) = (gallery.side, gallery.columns);
    let width = columns * side;
    pixels.clear();
    pixels.resize(4 * width * gallery.rows() * side, 0);
    let (words, _) = pixels.as_chunks_mut::<4>();
    for i in 0..gallery.count() {
        let corner = (i / columns * width + i % columns) * side;
        for (y, row) in gallery.image(i).chunks_exact(side).enumerate() {
            let line = &mut words[corner + y * width..][..side];
            for (word, &value) in line.iter_mut().zip(row) {
                // What is no number counts as 0.
                *word = shades[(value * 255.0 + 0.5) as u8 as usize];
            }
        }
    }
}

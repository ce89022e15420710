//! Colours of charts: what an ink looks like on this page, and a density as shades of one.

use crate::paint::colour::{self, Colours, Rgb};
use crate::study::{Ink, Map};

/// The colour of an ink.
pub fn resolved(ink: Ink, colours: &Colours) -> Rgb {
    match ink {
        Ink::Forward => colours.forward,
        Ink::Reverse => colours.reverse,
        Ink::Lighthouse => colours.lighthouse,
        Ink::Ink => colours.ink,
        Ink::Soft => colour::mix(colours.background, colours.ink, 0.55),
        Ink::Distinct(i) => colour::distinct(i),
        Ink::Ramp(u) => origin(f64::from(u)),
    }
}

/// A colour for a place `u` between 0 and 1, of even lightness, so that it is read on light and dark: from violet
/// through blue and green to ochre.
fn origin(u: f64) -> Rgb {
    let hue = 5.4 - 4.0 * u.clamp(0.0, 1.0);
    colour::from_oklab([0.64, 0.13 * libm::cos(hue), 0.13 * libm::sin(hue)])
}

/// The map over width × height pixels, RGBA, between the middles of its cells as a bilinear surface.
pub fn shades(map: &Map, width: usize, height: usize, colours: &Colours) -> Vec<u8> {
    let ramp = colour::ramp(colours.background, resolved(map.ink, colours));
    let mut bytes = vec![0; 4 * width * height];
    if map.columns == 0 || map.rows == 0 || map.values.len() < map.columns * map.rows {
        bytes.as_chunks_mut().0.fill(ramp[0]);
        return bytes;
    }
    let across: Vec<Between> = between(width, map.columns).collect();
    for (row, down) in between(height, map.rows).enumerate() {
        // Rows of a map go up, those of an image go down.
        let line = &mut bytes[4 * width * (height - 1 - row)..][..4 * width];
        for (pixel, along) in line.as_chunks_mut().0.iter_mut().zip(&across) {
            let at = |column: usize| {
                let values = &map.values[column * map.rows..][..map.rows];
                down.mixed(values[down.first], values[down.second])
            };
            let value = along.mixed(at(along.first), at(along.second));
            // A NaN is 0 as an index.
            *pixel = ramp[(value * 255.0 + 0.5).clamp(0.0, 255.0) as usize];
        }
    }
    bytes
}

/// Two neighbouring cells and how far a pixel is from the first to the second.
struct Between {
    first: usize,
    second: usize,
    share: f32,
}

impl Between {
    fn mixed(&self, first: f32, second: f32) -> f32 {
        first + (second - first) * self.share
    }
}

fn between(pixels: usize, cells: usize) -> impl Iterator<Item = Between> {
    (0..pixels).map(move |p| {
        let place = (p as f64 + 0.5) / pixels as f64 * cells as f64 - 0.5;
        let place = place.clamp(0.0, (cells - 1) as f64);
        let first = place as usize;
        Between {
            first,
            second: (first + 1).min(cells - 1),
            share: (place - first as f64) as f32,
        }
    })
}

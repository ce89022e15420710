//! Handwritten digits: the 1,797 images of 8 × 8 pixels of Alpaydin and Kaynak's test set, UCI Machine Learning
//! Repository (1998), doi:10.24432/C50P49, CC BY 4.0; as shipped, a letter a pixel.

use super::finite_law::Law;
use super::standardise::Standardisation;
use crate::points::Points;

const TEXT: &str = include_str!("data/digits.txt");

/// Pixels of an image.
const PIXELS: usize = 64;
/// Half of the darkest value: what is taken off, and by what is divided. Every coordinate is a multiple of 1/8 then, and
/// exact in single precision.
const HALF: f64 = 8.0;

/// (pixels, digit) of each image.
fn images() -> impl Iterator<Item = (&'static [u8], u8)> {
    let lines = TEXT.lines().filter(|line| !line.starts_with('#'));
    lines.map(|line| {
        let (pixels, rest) = line.as_bytes().split_at(PIXELS);
        (pixels, rest[1] - b'0')
    })
}

/// All of them, as points in [−1, 1]^64: −1 is paper, 1 is ink.
pub(super) fn law() -> Law {
    let pixels = images().flat_map(|(pixels, _)| pixels);
    let rows: Vec<f64> = pixels.map(|letter| f64::from(letter - b'a')).collect();
    Law::equal(Points::from_rows(&rows, PIXELS)).placed(Standardisation {
        mean: vec![HALF; PIXELS],
        scale: vec![HALF; PIXELS],
    })
}

/// Which digit each image is.
pub(super) fn labels() -> Vec<u8> {
    images().map(|(_, digit)| digit).collect()
}

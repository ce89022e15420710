//! How far a pixel sees: as far as it is told, or as far as the data's own statistics reach at a time.
//!
//! Of all linear denoisers the best is the Wiener filter x̄₀ = m + G(x − αm), G = αC(α²C + σ²I)^{-1} with the data's
//! covariance C ([`Gaussian`]). Where noise is wide a row of it reaches over the whole image, and where noise is slight
//! hardly beyond the pixel itself.

use super::windows::Windows;
use crate::denoiser::gaussian::Gaussian;

/// How much of the squares of a row of the filter a window has to hold, on average over all pixels, to be wide enough. Seen
/// over 300 digits: with 0.86 what is generated is 2.5 from the nearest, where digits that nobody learned are 2.6; with 0.8
/// 3.4, and with 0.9 a third are copies.
pub const SHARE: f64 = 0.86;

/// From which share of its row's largest entry an entry of the filter counts (Lukoianov et al. 2025, arXiv:2509.09672,
/// there for digits).
pub const THRESHOLD: f64 = 0.005;

/// Of what a pixel's answer depends on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// A square of so many pixels a side, an odd number, at all times.
    Patch(usize),
    /// At each time the least square that holds [`SHARE`] of the Wiener filter (our rule).
    Auto,
    /// The pixels that have a share in the Wiener filter's row of this pixel (Lukoianov et al. 2025).
    Wiener,
}

impl Reach {
    /// The windows in images of `side` × `side` pixels; `wiener` has the filter where one is asked for.
    pub(super) fn windows(self, side: usize, wiener: Option<(&Gaussian, f64)>) -> Windows {
        let gain = || {
            let (gaussian, t) = wiener.expect("who follows the filter has it");
            gaussian.gain(t)
        };
        match self {
            // All that are wider see the same.
            Reach::Patch(patch) => Windows::square(patch.min(2 * side - 1)),
            Reach::Auto => Windows::Square(wide_enough(&gain(), side)),
            Reach::Wiener => Windows::Listed(shares(&gain(), side * side)),
        }
    }
}

/// The least radius of a square that holds [`SHARE`] of a filter's squares, row by row and on average.
fn wide_enough(gain: &[f64], side: usize) -> usize {
    let d = side * side;
    let holds = |radius: usize| {
        let (mut sum, mut rows) = (0.0, 0.0);
        for (u, row) in gain.chunks_exact(d).enumerate() {
            let all: f64 = row.iter().map(|g| g * g).sum();
            if all > 0.0 {
                let seen = Windows::Square(radius).seen(side, u);
                sum += seen.iter().map(|&v| row[v] * row[v]).sum::<f64>() / all;
                rows += 1.0;
            }
        }
        sum >= SHARE * rows
    };
    (0..side).find(|&radius| holds(radius)).unwrap_or(side - 1)
}

/// For each pixel those whose entry in its row is at least [`THRESHOLD`] of the largest, and itself.
fn shares(gain: &[f64], d: usize) -> Vec<Vec<u16>> {
    let rows = gain.chunks_exact(d).enumerate();
    rows.map(|(u, row)| {
        let largest = row.iter().fold(0.0, |most: f64, g| most.max(g.abs()));
        let counts = |v: &usize| *v == u || (largest > 0.0 && row[*v].abs() >= THRESHOLD * largest);
        (0..d).filter(counts).map(|v| v as u16).collect()
    })
    .collect()
}

//! How large a scene may be: the limits that no single parameter has, in one place and with their reasons.
//!
//! | what | at most | why |
//! |---|---|---|
//! | data points | [`MOST_POINTS`] | what is done once with all of them still takes no longer than some frames |
//! | coordinates of a point | [`MOST_COORDINATES`] | images of 32 × 32; the affine denoiser takes d³ operations at every time |
//! | data points × coordinates | [`MOST_NUMBERS`] | they are read in one go, in about 50 ms; each is kept about ten times, in eight bytes |
//! | particles × coordinates | [`MOST_PARTICLE_NUMBERS`] | a state of 8 MB, of which ten are kept beside the history's 64 MiB |
//! | data points × pairs of places | [`MOST_PATCHES`] | what eight particles ask of a local denoiser over all places takes a tenth of a second |
//! | features, by data points and coordinates | [`most_features`] | they are learned anew at every time: [`LARGEST_LESSON`] |

use super::choice::{DenoiserKind, Patch};
use super::fields::Scene;
use crate::denoiser::local::likenesses;
use crate::words::counted;

pub use crate::law::{MOST_COORDINATES, MOST_NUMBERS, MOST_POINTS};

/// Particles times coordinates: 2,000 particles, as a scene has unless told, of [`MOST_COORDINATES`].
pub const MOST_PARTICLE_NUMBERS: usize = 2000 * MOST_COORDINATES;

/// Operations of what random features learn for one time: about a second.
pub const LARGEST_LESSON: f64 = 1.5e9;

/// What K random features of n data points in d coordinates take to learn, in operations: their waves, their Gram
/// matrix, its factor, and what is solved and measured in each coordinate.
pub fn lesson(features: usize, n: usize, d: usize) -> f64 {
    let [k, n, d] = [features, n, d].map(|count| count as f64);
    k * k * (n + 1.5 * d + k / 3.0) + k * n * (2.0 * d + 55.0) + k * d * d
}

/// The most random features that can be learned from n data points in d coordinates, within [`LARGEST_LESSON`].
pub fn most_features(n: usize, d: usize) -> usize {
    let (mut fits, mut too_many) = (1, 1 << 20);
    while too_many - fits > 1 {
        let middle = (fits + too_many) / 2;
        if lesson(middle, n, d) <= LARGEST_LESSON {
            fits = middle;
        } else {
            too_many = middle;
        }
    }
    fits
}

/// Data points times the pairs of a pixel and a place that is its like, of a local denoiser over all places.
pub const MOST_PATCHES: usize = 5_000_000;

impl Scene {
    /// The most particles there may be, for data of `dim` coordinates.
    pub(super) fn most_particles(dim: usize) -> usize {
        MOST_PARTICLE_NUMBERS / dim
    }

    /// Which parameter asks for more than can be done, for n data points of d coordinates, and what is allowed.
    pub(super) fn beyond_limits(&self, n: usize, d: usize) -> Option<(&'static str, String)> {
        let most = Self::most_particles(d);
        if self.particles > most {
            let allowed = format!(
                "a whole number from 1 to {most}, for data of {}: particles times coordinates are at most {MOST_PARTICLE_NUMBERS}",
                counted(d, "coordinate")
            );
            return Some(("particles", allowed));
        }
        if self.denoiser == DenoiserKind::Fourier && self.features > most_features(n, d) {
            let allowed = format!(
                "a whole number from 8 to {} for {} of {}: more take over a second to learn, at every time anew",
                most_features(n, d),
                counted(n, "data point"),
                counted(d, "coordinate")
            );
            return Some(("features", allowed));
        }
        if self.denoiser == DenoiserKind::LocalEquivariant {
            // By itself the window comes down to 3 × 3.
            let radius = match self.patch {
                Patch(0) => 1,
                Patch(side) => side / 2,
            };
            let most = MOST_PATCHES / likenesses(d.isqrt(), radius);
            if n > most {
                let allowed = format!(
                    "one that does not go over all places: with windows of this size it does so for at most {} of {}, \
                     and here are {n}",
                    counted(most, "data point"),
                    counted(d, "coordinate"),
                );
                return Some(("denoiser", allowed));
            }
        }
        None
    }
}

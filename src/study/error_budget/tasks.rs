//! What is under way: at one (T*, n), and with the scene's own sample.

use crate::line::gaussian_chain::{GaussianChain, Normal};
use crate::line::reverse_distance::Table;
use crate::line::reverse_march::March;
use crate::line::same_noise::SameNoise;
use crate::measure::sorter::{Sorted, Sorter};

/// What is under way at a place.
pub(super) enum Stage {
    Begin,
    Tabulate(Box<Table>),
    March(Box<March>),
    Chain(usize, Box<GaussianChain>, Normal),
    Run(Box<SameNoise>),
    /// Sorting and comparing the ends: q's, if they are a sample, and those of scheme k.
    Compare(Box<SameNoise>, Option<Sorted>, usize, Sorter),
}

/// The sample of M that is measured.
pub(super) enum Own {
    Ready,
    Run(Box<SameNoise>),
    Sort(Sorter),
    Done(Measured),
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Measured {
    /// W₂(sample, ρ₀).
    pub(super) total: f64,
    /// W₂(sample, q_n).
    pub(super) sampling: f64,
}

//! The naive march (2.3) in the arithmetic that a scene asks for, what rounding is in it, and how rough densities become.

use super::mesh::Mesh;
use super::naive::Naive;
use crate::process::Process;
use crate::scene::Precision;

/// A [`Naive`] reversal in either arithmetic.
///
/// ```
/// use reverse_diffusion::line::naive_march::NaiveMarch;
/// use reverse_diffusion::line::{Mesh, Mixture};
/// use reverse_diffusion::process::Process;
/// use reverse_diffusion::scene::Precision;
///
/// let mesh = Mesh::new(-5.0, 5.0, 100);
/// let start = mesh.averages(&Mixture::gaussian(0.5, 0.8));
/// let [single, double] = [Precision::Single, Precision::Double].map(|precision| {
///     let mut march = NaiveMarch::new(precision, &mesh, Process::Ou, &start);
///     march.advance(2.0);
///     march.blown_up().expect("it blows up")
/// });
/// assert!(single <= double && double < 2.0);
/// ```
#[derive(Clone, Debug)]
pub enum NaiveMarch {
    /// In `f32`.
    Single(Naive<f32>),
    /// In `f64`.
    Double(Naive<f64>),
}

impl NaiveMarch {
    /// From the densities `start` of a mesh's cells at s = 0.
    pub fn new(precision: Precision, mesh: &Mesh, process: Process, start: &[f64]) -> Self {
        match precision {
            Precision::Single => NaiveMarch::Single(Naive::new(mesh, process, start)),
            Precision::Double => NaiveMarch::Double(Naive::new(mesh, process, start)),
        }
    }

    /// Marches on to `s`, or until it has blown up; false then.
    pub fn advance(&mut self, s: f64) -> bool {
        match self {
            NaiveMarch::Single(naive) => naive.advance(s),
            NaiveMarch::Double(naive) => naive.advance(s),
        }
    }

    /// The s at which it has blown up, if it has.
    pub fn blown_up(&self) -> Option<f64> {
        match self {
            NaiveMarch::Single(naive) => naive.blown_up(),
            NaiveMarch::Double(naive) => naive.blown_up(),
        }
    }

    /// Writes the densities into `q`, as many as there are.
    pub fn write(&self, q: &mut Vec<f64>) {
        q.clear();
        match self {
            NaiveMarch::Single(naive) => q.extend(naive.densities()),
            NaiveMarch::Double(naive) => q.extend(naive.densities()),
        }
    }
}

/// The size of a rounding error of 1.
pub fn unit(precision: Precision) -> f64 {
    match precision {
        Precision::Single => f64::from(f32::EPSILON) / 2.0,
        Precision::Double => f64::EPSILON / 2.0,
    }
}

/// The size of the finest mode of densities `q`, alternating from cell to cell: the largest sixth difference over 64, which that mode
/// passes whole and a smooth law hardly at all.
pub fn roughness(q: &[f64]) -> f64 {
    let sixth =
        |w: &[f64]| w[0] - 6.0 * w[1] + 15.0 * w[2] - 20.0 * w[3] + 15.0 * w[4] - 6.0 * w[5] + w[6];
    q.windows(7)
        .fold(0.0, |l: f64, w| l.max(sixth(w).abs() / 64.0))
}

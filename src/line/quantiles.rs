//! Any law on a line as a piecewise linear quantile function, so that W₂ is one sweep.
//!
//! [`super::distance::w2`] integrates over fixed normal scores and so resolves no jump finer than they are, and
//! [`super::distance::w2_sample`] solves an equation a particle. Here a law is tabulated once and read piece by
//! piece: gaps between modes cost nothing, and samples, atoms, densities on a mesh and distribution functions
//! all take this form. Between the places of a mesh a density counts as constant; F⁻¹ is then off by
//! (step)²/8 · |p′/p|, 2e-4 of a standard deviation per deviation from a mode on the mesh of [`Quantiles::of`].

use super::mixture::Mixture;
use crate::points::Real;

/// F⁻¹ on [0, 1], linear between breaks, with jumps at them.
///
/// ```
/// use reverse_diffusion::line::{Mixture, Quantiles};
///
/// let [a, b] = [1.0, 2.0].map(|x| Quantiles::of(&Mixture::new(vec![-1.0, x], &[1.0, 1.0], 0.0)));
/// // Half of all has to go a distance of 1.
/// assert!((a.w2(&b) - 0.5f64.sqrt()).abs() < 1e-15);
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Quantiles {
    /// Where the pieces begin and end: one more than pieces; 0 first, 1 last.
    breaks: Vec<f64>,
    /// The values at both ends of each piece.
    pieces: Vec<[f64; 2]>,
}

impl Quantiles {
    /// Atoms, or a density on its own mesh.
    pub fn of(law: &Mixture) -> Self {
        if law.component_variance() == 0.0 {
            return Self::atoms(law.means(), law.weights());
        }
        let mesh = Self::mesh(&[law]);
        let below: Vec<f64> = mesh.iter().map(|&x| law.cdf(x)).collect();
        Self::from_cdf(&mesh, &below)
    }

    /// A mesh that suits several laws: all of their components to 8.5 deviations, steps of a 24th of the narrowest
    /// but at most 4000.
    pub fn mesh(laws: &[&Mixture]) -> Vec<f64> {
        let [low, high] = Mixture::common_window(laws.iter().copied(), 8.5);
        let narrow = laws.iter().map(|law| law.component_variance());
        let narrow = libm::sqrt(narrow.fold(f64::INFINITY, f64::min));
        let count = (24.0 * (high - low) / narrow).ceil().clamp(200.0, 4000.0);
        let step = (high - low) / count;
        let places = (0..=count as usize).map(|k| low + k as f64 * step);
        places.collect()
    }

    /// Atoms with weights of any sum.
    pub fn atoms(places: &[f64], weights: &[f64]) -> Self {
        let pairs = places.iter().copied().zip(weights.iter().copied());
        let mut atoms: Vec<(f64, f64)> = pairs.collect();
        atoms.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut law = Self::begin(atoms.len());
        let mut sum = 0.0;
        for (place, weight) in atoms {
            sum += weight;
            law.push(sum, [place, place]);
        }
        law.end()
    }

    /// From increasing places and the masses below them, of any sum, between which the law is taken to be uniform;
    /// the mass below the first goes to the first piece.
    pub fn from_cdf(places: &[f64], below: &[f64]) -> Self {
        let mut law = Self::begin(places.len());
        let last = places.len() - 1;
        for k in 1..=last {
            // There is some mass, if need be in the last piece.
            let least = if k == last { 1e-300 } else { 0.0 };
            law.push(below[k].max(least), [places[k - 1], places[k]]);
        }
        law.end()
    }

    /// From a sample in increasing order.
    pub fn sample<T: Real>(sorted: &[T]) -> Self {
        let mut law = Self::begin(sorted.len());
        for (k, x) in sorted.iter().enumerate() {
            let x = x.to_f64();
            law.push((k + 1) as f64, [x, x]);
        }
        law.end()
    }

    fn begin(pieces: usize) -> Self {
        let mut law = Self {
            breaks: Vec::with_capacity(pieces + 1),
            pieces: Vec::with_capacity(pieces),
        };
        law.breaks.push(0.0);
        law
    }

    /// A piece up to the mass `below`, unless it is empty.
    fn push(&mut self, below: f64, ends: [f64; 2]) {
        if below > self.breaks[self.breaks.len() - 1] {
            self.breaks.push(below);
            self.pieces.push(ends);
        }
    }

    fn end(mut self) -> Self {
        let whole = self.breaks[self.breaks.len() - 1];
        self.breaks.iter_mut().for_each(|u| *u /= whole);
        self
    }

    /// F(x).
    pub fn cdf(&self, x: f64) -> f64 {
        let k = self.pieces.partition_point(|piece| piece[1] <= x);
        match self.pieces.get(k) {
            None => 1.0,
            // In a gap.
            Some(&[a, _]) if x <= a => self.breaks[k],
            Some(&[a, b]) => {
                let share = (x - a) / (b - a);
                self.breaks[k] + (self.breaks[k + 1] - self.breaks[k]) * share
            }
        }
    }

    /// F⁻¹(u).
    pub fn at(&self, u: f64) -> f64 {
        let u = u.clamp(0.0, 1.0);
        self.within(self.breaks[1..].partition_point(|&end| end < u), u)
    }

    /// Piece k at u.
    fn within(&self, k: usize, u: f64) -> f64 {
        let [a, b] = self.pieces[k];
        if a == b {
            return a;
        }
        a + (b - a) * ((u - self.breaks[k]) / (self.breaks[k + 1] - self.breaks[k]))
    }

    /// W₂: √∫ (F⁻¹ − G⁻¹)² du, exactly for the two piecewise linear functions.
    pub fn w2(&self, other: &Self) -> f64 {
        let (mut i, mut j) = (0, 0);
        let mut here = 0.0;
        let mut sum = 0.0;
        while i < self.pieces.len() && j < other.pieces.len() {
            let (a, b) = (self.breaks[i + 1], other.breaks[j + 1]);
            let next = a.min(b);
            let gap = |u: f64| self.within(i, u) - other.within(j, u);
            let (first, last) = (gap(here), gap(next));
            sum += (next - here) * (first * first + first * last + last * last) / 3.0;
            here = next;
            i += usize::from(a <= next);
            j += usize::from(b <= next);
        }
        libm::sqrt(sum.max(0.0))
    }

    /// W₂ of a sample, in increasing order, and this law: the k-th of n against F⁻¹((k + ½)/n). Allocates nothing.
    pub fn w2_sample(&self, sorted: &[f32]) -> f64 {
        self.w2_increasing(sorted.iter().map(|&x| f64::from(x)))
    }

    /// The same for the sample F⁻¹(u), u in increasing order.
    pub fn w2_uniforms(&self, u: &[f64]) -> f64 {
        let mut sample = Reader::new(self);
        self.w2_increasing(u.iter().map(|&u| sample.at(u)))
    }

    fn w2_increasing(&self, sample: impl ExactSizeIterator<Item = f64>) -> f64 {
        let mut levels = Reader::new(self);
        let n = sample.len().max(1) as f64;
        let terms = sample.enumerate().map(|(k, x)| {
            let d = x - levels.at((k as f64 + 0.5) / n);
            d * d
        });
        libm::sqrt(terms.sum::<f64>() / n)
    }

    /// About √E W₂² of n independent draws and the law, what a perfect sampler would show: at every u the sample's
    /// own share below F⁻¹(u) is off by √(u(1 − u)/n) times a standard normal. Unlike ∫ u(1 − u)/p² it needs no
    /// density, and so holds where there are gaps.
    pub fn expected_w2(&self, n: usize) -> f64 {
        // Gauss' rule for |z|, z ~ N(0, 1), of four nodes [|z|, weight], and both signs: exact for E|z|ᵏ up to k = 7. Between
        // atoms W₂² is linear in |z|, within a density quadratic.
        const NORMALS: [[f64; 2]; 4] = [
            [0.189_188_466_080, 0.367_065_130],
            [0.882_928_443_938, 0.475_168_479],
            [1.898_635_199_993, 0.150_573_740],
            [3.199_890_773_857, 0.007_192_651],
        ];
        // Places u = sin²θ, equally spaced in θ, lie closest where that deviation is least: in the tails.
        const COUNT: usize = 2400;
        let n = n.max(1) as f64;
        let step = 0.5 * std::f64::consts::PI / COUNT as f64;
        let mut sum = 0.0;
        for k in 0..COUNT {
            let theta = (k as f64 + 0.5) * step;
            let (sine, cosine) = (libm::sin(theta), libm::cos(theta));
            let u = sine * sine;
            let x = self.at(u);
            let deviation = sine * cosine / libm::sqrt(n);
            let share = 2.0 * sine * cosine * step;
            for [z, weight] in NORMALS {
                for z in [-z, z] {
                    let moved = (u + deviation * z).clamp(0.5 / n, 1.0 - 0.5 / n);
                    let d = self.at(moved) - x;
                    sum += share * weight * d * d;
                }
            }
        }
        libm::sqrt(0.5 * sum)
    }
}

/// Reads quantiles in increasing order.
struct Reader<'a> {
    law: &'a Quantiles,
    piece: usize,
}

impl<'a> Reader<'a> {
    fn new(law: &'a Quantiles) -> Self {
        Self { law, piece: 0 }
    }

    /// F⁻¹(u), for a u between the last one and 1.
    fn at(&mut self, u: f64) -> f64 {
        while self.law.breaks[self.piece + 1] < u {
            self.piece += 1;
        }
        self.law.within(self.piece, u)
    }
}

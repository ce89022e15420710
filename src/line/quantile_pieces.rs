//! Any law on a line as a piecewise linear quantile function, so that W₂ is one sweep.
//!
//! [`crate::line::distance::w2`] integrates over fixed normal scores and so resolves no jump finer than they are;
//! [`super::Quantiles`] is read at the places of a sample. Here the pieces of both laws are merged, and gaps between modes cost nothing. Samples, atoms, densities on a
//! mesh and closed distribution functions all take this form.

use super::Mixture;
use crate::points::Real;

/// F⁻¹ on [0, 1], linear between breaks, with jumps at them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct QuantilePieces {
    /// Where the pieces begin and end: one more than pieces; 0 first, 1 last.
    breaks: Vec<f64>,
    /// The values at both ends of each piece.
    pieces: Vec<[f64; 2]>,
}

/// A mesh for [`QuantilePieces::on`] over several laws: all of their components to 8.5 deviations, steps of a 24th of
/// the narrowest but at most 4000.
pub fn common_mesh<'a>(laws: impl IntoIterator<Item = &'a Mixture>) -> Vec<f64> {
    let (mut low, mut high, mut narrow) = (f64::INFINITY, f64::NEG_INFINITY, f64::INFINITY);
    for law in laws {
        let sigma = libm::sqrt(law.component_variance());
        let [first, last] = law.reach();
        low = low.min(first - 8.5 * sigma);
        high = high.max(last + 8.5 * sigma);
        narrow = narrow.min(sigma);
    }
    let count = (24.0 * (high - low) / narrow).ceil().clamp(200.0, 4000.0);
    let step = (high - low) / count;
    (0..=count as usize)
        .map(|k| low + k as f64 * step)
        .collect()
}

impl QuantilePieces {
    /// Atoms, or a density on its own mesh.
    pub fn of(law: &Mixture) -> Self {
        if law.component_variance() == 0.0 {
            return Self::atoms(law.means(), law.weights());
        }
        Self::on(&common_mesh([law]), |x| law.cdf(x))
    }

    /// Atoms with weights of any sum.
    pub fn atoms(places: &[f64], weights: &[f64]) -> Self {
        let mut atoms: Vec<(f64, f64)> = places
            .iter()
            .copied()
            .zip(weights.iter().copied())
            .collect();
        atoms.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut law = Self::begin(atoms.len());
        let mut sum = 0.0;
        for (place, weight) in atoms {
            sum += weight;
            law.push(sum, [place, place]);
        }
        law.end()
    }

    /// From the distribution function on an increasing mesh; what lies outside goes to the outermost cells.
    pub fn on(mesh: &[f64], cdf: impl Fn(f64) -> f64) -> Self {
        let mut law = Self::begin(mesh.len());
        let last = mesh.len() - 1;
        for k in 1..=last {
            let below = if k == last { 1.0 } else { cdf(mesh[k]) };
            law.push(below, [mesh[k - 1], mesh[k]]);
        }
        law.end()
    }

    /// From increasing places and the masses below them, of any sum; the masses outside go to the outermost pieces.
    pub fn knots(places: &[f64], below: &[f64]) -> Self {
        let mut law = Self::begin(places.len());
        let last = places.len() - 1;
        for k in 1..=last {
            let below = if k == last {
                below[k].max(1e-300)
            } else {
                below[k]
            };
            law.push(below, [places[k - 1], places[k]]);
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
        let mut law = Self::default();
        law.breaks.reserve(pieces + 1);
        law.pieces.reserve(pieces);
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

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.pieces.is_empty()
    }

    /// F⁻¹(u).
    pub fn at(&self, u: f64) -> f64 {
        let k = self.breaks.partition_point(|&b| b < u).saturating_sub(1);
        let k = k.min(self.pieces.len() - 1);
        let [a, b] = self.pieces[k];
        let share = (u - self.breaks[k]) / (self.breaks[k + 1] - self.breaks[k]);
        a + (b - a) * share.clamp(0.0, 1.0)
    }

    /// F(x), where F⁻¹ is continuous.
    pub fn below(&self, x: f64) -> f64 {
        let k = self.pieces.partition_point(|piece| piece[1] < x);
        let Some(&[a, b]) = self.pieces.get(k) else {
            return 1.0;
        };
        let share = if b > a { (x - a) / (b - a) } else { 0.5 };
        self.breaks[k] + (self.breaks[k + 1] - self.breaks[k]) * share.clamp(0.0, 1.0)
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

    /// Piece k at u.
    fn within(&self, k: usize, u: f64) -> f64 {
        let [a, b] = self.pieces[k];
        if a == b {
            return a;
        }
        a + (b - a) * ((u - self.breaks[k]) / (self.breaks[k + 1] - self.breaks[k]))
    }

    /// About √E W₂² of n independent draws and the law: at every u the sample's own share below F⁻¹(u) is off by
    /// √(u(1 − u)/n) times a standard normal. Unlike the formula with the density
    /// ([`crate::line::distance::expected_w2`]) it holds where there are gaps.
    pub fn expected_w2(&self, n: usize) -> f64 {
        // Seven equally likely normals: the quantiles at (k + ½)/7 of N(0, 1), scaled to variance 1.
        const NORMALS: [f64; 7] = [-1.6076, -0.8685, -0.4017, 0.0, 0.4017, 0.8685, 1.6076];
        const COUNT: usize = 1500;
        let n = n.max(1) as f64;
        let mut sum = 0.0;
        for k in 0..COUNT {
            let u = (k as f64 + 0.5) / COUNT as f64;
            let x = self.at(u);
            let deviation = libm::sqrt(u * (1.0 - u) / n);
            for z in NORMALS {
                let moved = (u + deviation * z).clamp(0.5 / n, 1.0 - 0.5 / n);
                let d = self.at(moved) - x;
                sum += d * d;
            }
        }
        libm::sqrt(sum / (COUNT * NORMALS.len()) as f64)
    }
}

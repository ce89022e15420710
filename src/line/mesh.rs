//! Equal cells on an interval, and laws as the averages of their densities over them.

use super::mixture::Mixture;

/// `cells` cells of width h on [low, high].
///
/// ```
/// use reverse_diffusion::line::Mesh;
///
/// let mesh = Mesh::new(0.0, 1.0, 4);
/// assert_eq!((mesh.h(), mesh.centre(0)), (0.25, 0.125));
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Mesh {
    /// The left end.
    pub low: f64,
    /// The right end.
    pub high: f64,
    /// The number of cells, at least 2.
    pub cells: usize,
}

impl Mesh {
    /// So many cells from `low` to `high`.
    ///
    /// # Panics
    ///
    /// Unless `low` < `high` and there are at least two cells.
    pub fn new(low: f64, high: f64, cells: usize) -> Self {
        assert!(low < high && cells >= 2);
        Self { low, high, cells }
    }

    /// The width of a cell.
    pub fn h(&self) -> f64 {
        (self.high - self.low) / self.cells as f64
    }

    /// The middle of cell i.
    pub fn centre(&self, i: usize) -> f64 {
        self.low + (i as f64 + 0.5) * self.h()
    }

    /// The left edge of cell i; of `cells` the right end.
    pub fn edge(&self, i: usize) -> f64 {
        self.low + i as f64 * self.h()
    }

    /// The cell that holds x; the nearest for x outside.
    pub fn cell(&self, x: f64) -> usize {
        (((x - self.low) / self.h()).max(0.0) as usize).min(self.cells - 1)
    }

    /// The average density of a law over each cell; what lies outside goes to the outermost cells, so that the
    /// mass is 1 to rounding.
    pub fn averages(&self, law: &Mixture) -> Vec<f64> {
        if law.component_variance() == 0.0 {
            let mut q = vec![0.0; self.cells];
            for (&m, &w) in law.means().iter().zip(law.weights()) {
                q[self.cell(m)] += w / self.h();
            }
            return q;
        }
        // Differences of the distribution function, or of its complement where that is the smaller.
        let (middle, _) = law.moments();
        let upper = |i: usize| {
            if i == self.cells {
                0.0
            } else {
                law.survival(self.edge(i))
            }
        };
        let lower = |i: usize| if i == 0 { 0.0 } else { law.cdf(self.edge(i)) };
        let split = self.cell(middle);
        let mut q = vec![0.0; self.cells];
        let mut before = 0.0;
        for (i, q) in q.iter_mut().enumerate().take(split) {
            let now = lower(i + 1);
            *q = (now - before).max(0.0) / self.h();
            before = now;
        }
        let mut after = 0.0;
        for i in (split + 1..self.cells).rev() {
            let now = upper(i);
            q[i] = (now - after).max(0.0) / self.h();
            after = now;
        }
        q[split] = (1.0 - before - after).max(0.0) / self.h();
        q
    }

    /// Σ h q_i.
    pub fn mass(&self, q: &[f64]) -> f64 {
        self.h() * q.iter().sum::<f64>()
    }

    /// Σ h |p_i − q_i|, the L¹ distance of two densities on the mesh.
    pub fn l1(&self, p: &[f64], q: &[f64]) -> f64 {
        let terms = p.iter().zip(q).map(|(p, q)| (p - q).abs());
        self.h() * terms.sum::<f64>()
    }

    /// The mass of q's cells below each edge, one number more than there are cells; what is negative counts as 0.
    pub fn below(&self, q: &[f64]) -> Vec<f64> {
        let mut sum = 0.0;
        let sums = q.iter().map(|q| {
            sum += self.h() * q.max(0.0);
            sum
        });
        std::iter::once(0.0).chain(sums).collect()
    }

    /// The densities of the cells of another mesh on the same interval, from those of this one's.
    pub fn carried(&self, q: &[f64], other: &Self) -> Vec<f64> {
        let below = self.below(q);
        let mass_below = |x: f64| {
            let place = ((x - self.low) / self.h()).clamp(0.0, self.cells as f64);
            let cell = (place as usize).min(self.cells - 1);
            below[cell] + (place - cell as f64) * (below[cell + 1] - below[cell])
        };
        let edges = (0..other.cells).map(|i| [other.edge(i), other.edge(i + 1)]);
        edges
            .map(|[a, b]| (mass_below(b) - mass_below(a)) / other.h())
            .collect()
    }
}

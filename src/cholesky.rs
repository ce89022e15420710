//! Symmetric positive definite systems by Cholesky's factorisation, in `f64`: the same bits on every machine, which
//! libraries that choose fused instructions at run time do not promise.

use crate::budget::Budget;

/// The lower factor L of a symmetric matrix A = L Lᵀ.
///
/// ```
/// use reverse_diffusion::cholesky::Cholesky;
///
/// let mut cholesky = Cholesky::default();
/// cholesky.factorise(&[4.0, 0.0, 2.0, 2.0], 2, 1e-12);
/// let mut x = [8.0, 4.0];
/// cholesky.solve(&mut x);
/// assert_eq!(x, [2.0, 0.0]);
/// ```
#[derive(Clone, Debug, Default)]
pub struct Cholesky {
    n: usize,
    /// Row after row, what lies above the diagonal unused.
    factor: Vec<f64>,
    /// Rows that are factorised, and what counts in place of a pivot that is not positive.
    done: usize,
    floor: f64,
}

impl Cholesky {
    /// Factorises the n × n matrix `a` (row after row, only its lower half is read), written over what was here. Pivots
    /// that rounding has made not positive count as `floor` > 0: A is then a little more than it was.
    ///
    /// # Panics
    ///
    /// If there are not n² numbers.
    pub fn factorise(&mut self, a: &[f64], n: usize, floor: f64) {
        self.begin(a, n, floor);
        self.work(&mut Budget::all());
    }

    /// The same, to be done by [`Cholesky::work`].
    ///
    /// # Panics
    ///
    /// If there are not n² numbers.
    pub fn begin(&mut self, a: &[f64], n: usize, floor: f64) {
        assert_eq!(a.len(), n * n);
        (self.n, self.done, self.floor) = (n, 0, floor);
        self.factor.clear();
        self.factor.extend_from_slice(a);
    }

    /// Factorises row after row as far as the budget goes; whether all are.
    pub fn work(&mut self, budget: &mut Budget) -> bool {
        let n = self.n;
        while self.done < n {
            let i = self.done;
            if !budget.takes(i * i / 2 + i + 1) {
                return false;
            }
            let (above, rows) = self.factor.split_at_mut(i * n);
            let row = &mut rows[..n];
            for j in 0..i {
                let other = &above[j * n..j * n + n];
                row[j] = (row[j] - dot(&row[..j], &other[..j])) / other[j];
            }
            let pivot = row[i] - dot(&row[..i], &row[..i]);
            row[i] = libm::sqrt(pivot.max(self.floor));
            self.done += 1;
        }
        true
    }

    /// Solves A x = b in place, for each of several right-hand sides that stand one after the other.
    pub fn solve(&self, b: &mut [f64]) {
        let n = self.n;
        for x in b.chunks_exact_mut(n.max(1)) {
            for i in 0..n {
                let row = &self.factor[i * n..i * n + n];
                x[i] = (x[i] - dot(&row[..i], &x[..i])) / row[i];
            }
            for i in (0..n).rev() {
                x[i] /= self.factor[i * n + i];
                let value = x[i];
                for (x, l) in x[..i].iter_mut().zip(&self.factor[i * n..i * n + i]) {
                    *x -= l * value;
                }
            }
        }
    }
}

/// Σ a_i b_i in eight interleaved sums, so that it fits vector registers.
pub fn dot(a: &[f64], b: &[f64]) -> f64 {
    let (mut sums, mut rest) = ([0.0; 8], 0.0);
    let (a8, a_rest) = a.as_chunks::<8>();
    let (b8, b_rest) = b.as_chunks::<8>();
    for (a, b) in a8.iter().zip(b8) {
        for ((sum, a), b) in sums.iter_mut().zip(a).zip(b) {
            *sum += a * b;
        }
    }
    for (a, b) in a_rest.iter().zip(b_rest) {
        rest += a * b;
    }
    sums.iter().sum::<f64>() + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A = B Bᵀ + I is well conditioned: A (A⁻¹ b) = b to n rounding errors of its norm, at most 4n.
    #[test]
    fn it_solves() {
        for n in [1, 2, 7, 64] {
            let b: Vec<f64> = (0..n * n).map(|k| libm::sin(1.7 * k as f64)).collect();
            let mut a = vec![0.0; n * n];
            for i in 0..n {
                for j in 0..n {
                    let terms = (0..n).map(|k| b[i * n + k] * b[j * n + k]);
                    a[i * n + j] = terms.sum::<f64>() + f64::from(i == j);
                }
            }
            let right: Vec<f64> = (0..2 * n).map(|k| libm::cos(0.3 * k as f64)).collect();
            let mut x = right.clone();
            let mut cholesky = Cholesky::default();
            cholesky.factorise(&a, n, f64::MIN_POSITIVE);
            cholesky.solve(&mut x);
            for side in 0..2 {
                for i in 0..n {
                    let terms = (0..n).map(|j| a[i * n + j] * x[side * n + j]);
                    let back: f64 = terms.sum();
                    let bound = 16.0 * (n * n) as f64 * f64::EPSILON * n as f64;
                    assert!((back - right[side * n + i]).abs() <= bound, "{n}");
                }
            }
        }
    }

    #[test]
    fn a_singular_matrix_gives_numbers() {
        let mut cholesky = Cholesky::default();
        cholesky.factorise(&[1.0, 1.0, 1.0, 1.0], 2, 1e-12);
        let mut x = vec![1.0, 1.0];
        cholesky.solve(&mut x);
        assert!(x.iter().all(|x| x.is_finite()));
        assert!((x[0] + x[1] - 1.0).abs() < 1e-3);
    }
}

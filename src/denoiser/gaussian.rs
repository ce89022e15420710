//! ρ₀ = N(m, C): x̄₀ = m + G(x − αm) with the gain G = αC(α²C + σ²I)^{-1}.
//!
//! Of all affine functions of x it is the best for any ρ₀ with mean m and covariance C: what a denoiser knows that has
//! seen nothing of the data but their first two moments.

use super::Denoiser;
use crate::points::{Points, Real};
use crate::process::Process;
use std::cell::RefCell;

#[cfg(feature = "lab")]
use crate::{cholesky::Cholesky, law::Law};

/// The denoiser of a Gaussian law.
#[derive(Clone, Debug)]
pub struct Gaussian {
    process: Process,
    mean: Vec<f64>,
    covariance: Covariance,
    /// The gain at one time, row after row; of independent coordinates the diagonal alone.
    gain: RefCell<(f64, Vec<f64>)>,
}

#[derive(Clone, Debug)]
enum Covariance {
    /// Independent coordinates: their variances.
    Diagonal(Vec<f64>),
    /// Row after row.
    #[cfg(feature = "lab")]
    Full(Vec<f64>),
}

impl Gaussian {
    /// N(`mean`, diag `variance`); both of the same length, variances ≥ 0.
    pub fn new(process: Process, mean: Vec<f64>, variance: Vec<f64>) -> Self {
        assert_eq!(mean.len(), variance.len());
        Self {
            process,
            mean,
            covariance: Covariance::Diagonal(variance),
            gain: RefCell::new((f64::NAN, Vec::new())),
        }
    }

    /// The Gaussian with mean and covariance of a law.
    #[cfg(feature = "lab")]
    pub fn of(process: Process, law: &Law) -> Self {
        let (mean, _) = law.moments();
        Self {
            covariance: Covariance::Full(law.covariance()),
            ..Self::new(process, mean, vec![0.0; law.points.dim()])
        }
    }

    /// m.
    pub fn mean(&self) -> &[f64] {
        &self.mean
    }

    /// Makes sure that the gain is that of `t`.
    fn prepare(&self, t: f64) {
        let mut gain = self.gain.borrow_mut();
        if gain.0 == t {
            return;
        }
        let (alpha, noise) = (self.process.alpha(t), self.process.variance(t));
        gain.0 = t;
        let gain = &mut gain.1;
        gain.clear();
        match &self.covariance {
            Covariance::Diagonal(variance) => gain.extend(variance.iter().map(|&v| {
                let total = alpha * alpha * v + noise;
                if total > 0.0 { alpha * v / total } else { 0.0 }
            })),
            #[cfg(feature = "lab")]
            Covariance::Full(covariance) => {
                let d = self.mean.len();
                let trace: f64 = (0..d).map(|j| covariance[j * d + j]).sum();
                // Where C is singular and σ = 0 the limit is a projection, reached to a relative 1e-12.
                let least = 1e-12 * trace + f64::MIN_POSITIVE;
                let mut system: Vec<f64> = covariance.iter().map(|c| alpha * alpha * c).collect();
                for j in 0..d {
                    system[j * d + j] += noise.max(least);
                }
                let mut cholesky = Cholesky::default();
                cholesky.factorise(&system, d, least * 1e-3);
                // (α²C + σ²I)^{-1} αC; both are functions of C, so that the order does not matter.
                gain.extend(covariance.iter().map(|c| alpha * c));
                cholesky.solve(gain);
            }
        }
    }

    /// G(t), row after row.
    #[cfg(feature = "lab")]
    pub fn gain(&self, t: f64) -> Vec<f64> {
        self.prepare(t);
        let gain = self.gain.borrow();
        let d = self.mean.len();
        match &self.covariance {
            Covariance::Full(_) => gain.1.clone(),
            Covariance::Diagonal(_) => {
                let entry = |k: usize| if k / d == k % d { gain.1[k / d] } else { 0.0 };
                (0..d * d).map(entry).collect()
            }
        }
    }
}

impl<T: Real> Denoiser<T> for Gaussian {
    fn dim(&self) -> usize {
        self.mean.len()
    }

    fn posterior_mean(&self, x: &Points<T>, t: f64, mean: &mut Points<T>) {
        mean.reshape_like(x);
        self.prepare(t);
        let alpha = self.process.alpha(t);
        let gain = &self.gain.borrow().1;
        for (j, &m) in self.mean.iter().enumerate() {
            match &self.covariance {
                Covariance::Diagonal(_) => {
                    let gain = gain[j];
                    let (gain, rest) = (T::from_f64(gain), T::from_f64(m * (1.0 - gain * alpha)));
                    for (mean, &x) in mean.axis_mut(j).iter_mut().zip(x.axis(j)) {
                        *mean = rest + gain * x;
                    }
                }
                #[cfg(feature = "lab")]
                Covariance::Full(_) => {
                    let d = self.mean.len();
                    let row = &gain[j * d..(j + 1) * d];
                    let shift: f64 = row.iter().zip(&self.mean).map(|(g, m)| g * alpha * m).sum();
                    mean.axis_mut(j).fill(T::from_f64(m - shift));
                    for (k, &g) in row.iter().enumerate() {
                        let g = T::from_f64(g);
                        for (mean, &x) in mean.axis_mut(j).iter_mut().zip(x.axis(k)) {
                            *mean = *mean + g * x;
                        }
                    }
                }
            }
        }
    }
}

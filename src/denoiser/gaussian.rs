//! ρ₀ = N(m, C): x̄₀ = m + G(x − αm) with the gain G = αC(α²C + σ²I)^{-1}.
//!
//! Of all affine functions of x it is the best for any ρ₀ with mean m and covariance C: what a denoiser knows that has
//! seen nothing of the data but their first two moments.

use super::posterior_mean::Denoiser;
use crate::budget::Budget;
use crate::cholesky::Cholesky;
use crate::law::Law;
use crate::points::{Points, Real};
use crate::process::Process;
use std::cell::RefCell;
use std::rc::Rc;

/// So many gains are kept, the latest first: a step asks at two times at most.
const KEPT: usize = 2;

/// The denoiser of a Gaussian law.
///
/// ```
/// use reverse_diffusion::denoiser::{Denoiser, Gaussian};
/// use reverse_diffusion::points::Points;
/// use reverse_diffusion::process::Process;
///
/// // At t = 2 the heat flow's noise is as large as the data's variance: x̄₀ is half way from their mean to x.
/// let denoiser = Gaussian::new(Process::Heat, vec![1.0], vec![4.0]);
/// let (x, mut mean) = (Points::<f64>::from_rows(&[3.0], 1), Points::zeros(0, 1));
/// denoiser.posterior_mean(&x, 2.0, &mut mean);
/// assert!((mean.at(0, 0) - 2.0).abs() < 1e-15);
/// ```
#[derive(Clone, Debug)]
pub struct Gaussian {
    process: Process,
    mean: Vec<f64>,
    covariance: Covariance,
    /// The gain at some times, row after row; of independent coordinates the diagonal alone.
    gains: RefCell<Vec<(f64, Rc<Vec<f64>>)>>,
    forming: RefCell<Option<Forming>>,
}

#[derive(Clone, Debug)]
enum Covariance {
    /// Independent coordinates: their variances.
    Diagonal(Vec<f64>),
    /// Row after row, summed up when it is first asked for.
    Full(Box<RefCell<Sums>>),
}

/// A covariance that is being summed up, data point by data point.
#[derive(Clone, Debug)]
struct Sums {
    law: Law,
    /// Σ w_i.
    total: f64,
    /// How many data points are in it.
    summed: usize,
    covariance: Rc<Vec<f64>>,
}

/// A gain on its way.
#[derive(Clone, Debug)]
struct Forming {
    t: f64,
    cholesky: Cholesky,
    gain: Vec<f64>,
    /// Columns that are solved for.
    solved: usize,
}

impl Gaussian {
    /// N(`mean`, diag `variance`); variances ≥ 0.
    ///
    /// # Panics
    ///
    /// If they are not of the same length.
    pub fn new(process: Process, mean: Vec<f64>, variance: Vec<f64>) -> Self {
        assert_eq!(mean.len(), variance.len());
        Self {
            process,
            mean,
            covariance: Covariance::Diagonal(variance),
            gains: RefCell::default(),
            forming: RefCell::default(),
        }
    }

    /// The Gaussian with mean and covariance of a law.
    pub fn of(process: Process, law: &Law) -> Self {
        let (mean, _) = law.moments();
        let d = law.points().dim();
        Self {
            covariance: Covariance::Full(Box::new(RefCell::new(Sums {
                total: law.total(),
                law: law.clone(),
                summed: 0,
                covariance: Rc::new(vec![0.0; d * d]),
            }))),
            ..Self::new(process, mean, vec![0.0; d])
        }
    }

    /// m, the mean of ρ₀, a number a coordinate.
    pub fn mean(&self) -> &[f64] {
        &self.mean
    }

    fn known(&self, t: f64) -> Option<Rc<Vec<f64>>> {
        let gains = self.gains.borrow();
        let known = gains.iter().find(|known| known.0 == t);
        known.map(|known| known.1.clone())
    }

    fn keep(&self, t: f64, gain: Vec<f64>) -> Rc<Vec<f64>> {
        let gain = Rc::new(gain);
        let mut gains = self.gains.borrow_mut();
        gains.insert(0, (t, gain.clone()));
        gains.truncate(KEPT);
        gain
    }

    /// The gain at `t` as it is kept.
    fn own_gain(&self, t: f64) -> Rc<Vec<f64>> {
        if let Some(known) = self.known(t) {
            return known;
        }
        match &self.covariance {
            Covariance::Diagonal(variance) => {
                let (alpha, noise) = (self.process.alpha(t), self.process.variance(t));
                let gain = variance.iter().map(|&v| {
                    let total = alpha * alpha * v + noise;
                    if total > 0.0 { alpha * v / total } else { 0.0 }
                });
                self.keep(t, gain.collect())
            }
            Covariance::Full(sums) => {
                self.form(&mut sums.borrow_mut(), t, &mut Budget::all());
                self.known(t).expect("it was formed")
            }
        }
    }

    /// G(t), d × d numbers, row after row.
    pub fn gain(&self, t: f64) -> Rc<Vec<f64>> {
        let gain = self.own_gain(t);
        let d = self.mean.len();
        match &self.covariance {
            Covariance::Full(_) => gain,
            Covariance::Diagonal(_) => {
                let entry = |k: usize| if k / d == k % d { gain[k / d] } else { 0.0 };
                Rc::new((0..d * d).map(entry).collect())
            }
        }
    }

    /// C, the covariance of ρ₀, d × d numbers, row after row.
    pub fn covariance(&self) -> Rc<Vec<f64>> {
        match &self.covariance {
            Covariance::Full(sums) => {
                let sums = &mut sums.borrow_mut();
                sums.work(&self.mean, &mut Budget::all());
                sums.covariance.clone()
            }
            Covariance::Diagonal(variance) => {
                let d = variance.len();
                let entry = |k: usize| if k / d == k % d { variance[k / d] } else { 0.0 };
                Rc::new((0..d * d).map(entry).collect())
            }
        }
    }

    /// Forms the gain at `t` as far as the budget goes: the covariance, the factor of its system, column after column.
    fn form(&self, sums: &mut Sums, t: f64, budget: &mut Budget) -> bool {
        if !sums.work(&self.mean, budget) {
            return false;
        }
        let (alpha, noise) = (self.process.alpha(t), self.process.variance(t));
        let (covariance, d) = (&sums.covariance, self.mean.len());
        let mut forming = self.forming.borrow_mut();
        if forming.as_ref().is_none_or(|forming| forming.t != t) {
            if !budget.takes(4 * d * d) {
                return false;
            }
            let trace: f64 = (0..d).map(|j| covariance[j * d + j]).sum();
            // Where C is singular and σ = 0 the limit is a projection, reached to a relative 1e-12.
            let least = 1e-12 * trace + f64::MIN_POSITIVE;
            let mut system: Vec<f64> = covariance.iter().map(|c| alpha * alpha * c).collect();
            for j in 0..d {
                system[j * d + j] += noise.max(least);
            }
            let mut cholesky = Cholesky::default();
            cholesky.begin(&system, d, least * 1e-3);
            *forming = Some(Forming {
                t,
                cholesky,
                // (α²C + σ²I)^{-1} αC; both are functions of C, so that the order does not matter.
                gain: covariance.iter().map(|c| alpha * c).collect(),
                solved: 0,
            });
        }
        let Some(now) = forming.as_mut() else {
            return false;
        };
        if !now.cholesky.work(budget) {
            return false;
        }
        while now.solved < d {
            if !budget.takes(d * d + 1) {
                return false;
            }
            now.cholesky.solve(&mut now.gain[now.solved * d..][..d]);
            now.solved += 1;
        }
        self.keep(t, std::mem::take(&mut now.gain));
        *forming = None;
        true
    }
}

impl Sums {
    /// Adds data point after data point as far as the budget goes; whether all are in it.
    fn work(&mut self, mean: &[f64], budget: &mut Budget) -> bool {
        let d = mean.len();
        if self.summed == self.law.points().len() {
            return true;
        }
        let covariance = Rc::make_mut(&mut self.covariance);
        while self.summed < self.law.points().len() {
            if !budget.takes(2 * d * d + 1) {
                return false;
            }
            self.law
                .add_to_covariance(self.summed, mean, self.total, covariance);
            self.summed += 1;
            if self.summed == self.law.points().len() {
                for j in 0..d {
                    covariance[j * d + j] += self.law.width() * self.law.width();
                }
            }
        }
        true
    }
}

impl<T: Real> Denoiser<T> for Gaussian {
    fn dim(&self) -> usize {
        self.mean.len()
    }

    fn ready(&self, t: f64, budget: &mut Budget) -> bool {
        match &self.covariance {
            Covariance::Full(sums) if self.known(t).is_none() => {
                self.form(&mut sums.borrow_mut(), t, budget)
            }
            _ => true,
        }
    }

    fn posterior_mean(&self, x: &Points<T>, t: f64, mean: &mut Points<T>) {
        mean.reshape_like(x);
        let gain = self.own_gain(t);
        let alpha = self.process.alpha(t);
        for (j, &m) in self.mean.iter().enumerate() {
            match &self.covariance {
                Covariance::Diagonal(_) => {
                    let gain = gain[j];
                    let (gain, rest) = (T::from_f64(gain), T::from_f64(m * (1.0 - gain * alpha)));
                    for (mean, &x) in mean.axis_mut(j).iter_mut().zip(x.axis(j)) {
                        *mean = rest + gain * x;
                    }
                }
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

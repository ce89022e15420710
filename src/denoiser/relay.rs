//! Two denoisers, one after the other: a run hands over at a time (the idea is of Bertrand et al. 2025, arXiv:2506.03719).

use super::posterior_mean::Denoiser;
use crate::budget::Budget;
use crate::points::{Points, Real};

/// One denoiser from T* down to a time, that time included, and another from there on.
///
/// ```
/// use reverse_diffusion::denoiser::{Denoiser, Dirac, Relay};
/// use reverse_diffusion::points::Points;
///
/// let [early, late] = [0.0, 1.0].map(|x| Box::new(Dirac::new(vec![x])) as Box<dyn Denoiser<f32>>);
/// let relay = Relay::new(early, late, 0.5);
/// let (x, mut mean) = (Points::from_rows(&[3.0], 1), Points::zeros(0, 1));
/// relay.posterior_mean(&x, 0.5, &mut mean);
/// assert_eq!(mean.as_slice(), [0.0]);
/// relay.posterior_mean(&x, 0.4, &mut mean);
/// assert_eq!(mean.as_slice(), [1.0]);
/// ```
pub struct Relay<T: Real> {
    early: Box<dyn Denoiser<T>>,
    late: Box<dyn Denoiser<T>>,
    hand_over: f64,
}

impl<T: Real> Relay<T> {
    /// `early` while t ≥ `hand_over`, `late` below; of one dimension.
    ///
    /// # Panics
    ///
    /// If their dimensions differ.
    pub fn new(early: Box<dyn Denoiser<T>>, late: Box<dyn Denoiser<T>>, hand_over: f64) -> Self {
        assert_eq!(early.dim(), late.dim());
        Self {
            early,
            late,
            hand_over,
        }
    }

    fn at(&self, t: f64) -> &dyn Denoiser<T> {
        let is_early = t >= self.hand_over;
        &**(if is_early { &self.early } else { &self.late })
    }
}

impl<T: Real> Denoiser<T> for Relay<T> {
    fn dim(&self) -> usize {
        self.early.dim()
    }

    fn ready(&self, t: f64, budget: &mut Budget) -> bool {
        self.at(t).ready(t, budget)
    }

    fn posterior_mean(&self, x: &Points<T>, t: f64, mean: &mut Points<T>) {
        self.at(t).posterior_mean(x, t, mean);
    }

    fn arrival(&self, x: &Points<T>, t: f64, mean: &mut Points<T>) {
        self.at(t).arrival(x, t, mean);
    }

    fn mean_over(&self, x: &Points<T>, t: f64, shifts: &[T], mean: &mut Points<T>) -> bool {
        self.at(t).mean_over(x, t, shifts, mean)
    }
}

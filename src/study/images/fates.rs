//! When each image's fate is sealed: from when on one data point has λ above 0.99, Cao et al. (4.40)–(4.45).

use super::film::Film;
use super::view::View;
use crate::denoiser::Kernel;

/// A fate is sealed above this.
pub(super) const SEALED: f64 = 0.99;

/// The search, from the end of each path back to where it was still open.
#[derive(Default)]
pub(super) struct Fates {
    /// The state from which on each image is sealed; none if it never is.
    seals: Vec<Option<usize>>,
    /// The image that is looked at, and at which of its states.
    image: usize,
    state: usize,
    seal: Option<usize>,
    begun: bool,
    lambda: Vec<f64>,
}

impl Fates {
    /// Looks at so many more places; false once all fates are known.
    pub(super) fn work(
        &mut self,
        film: &Film,
        kernel: &Kernel,
        view: &View,
        places: usize,
    ) -> bool {
        let last = film.len() - 1;
        for _ in 0..places.max(1) {
            if self.image == view.count {
                return false;
            }
            if !self.begun {
                (self.begun, self.state, self.seal) = (true, last, None);
            }
            let (k, i) = (self.state, self.image);
            let place = film.place(k, i, view);
            kernel.posterior_weights(&place, film.time(k), &mut self.lambda);
            let end = film.captors(last)[i] as usize;
            let sealed = self.lambda[end] > SEALED;
            if sealed {
                self.seal = Some(k);
            }
            if !sealed || k == 0 {
                self.seals.push(self.seal);
                self.image += 1;
                self.begun = false;
            } else {
                self.state -= 1;
            }
        }
        self.image < view.count
    }

    /// How many are known.
    pub(super) fn len(&self) -> usize {
        self.seals.len()
    }

    /// The share that is sealed at state k.
    pub(super) fn share(&self, k: usize) -> f64 {
        let sealed = self.seals.iter().flatten().filter(|&&seal| seal <= k);
        sealed.count() as f64 / self.seals.len().max(1) as f64
    }

    /// The first state at which half of them are.
    pub(super) fn half(&self, film: &Film) -> Option<usize> {
        (0..film.len()).find(|&k| self.share(k) >= 0.5)
    }
}

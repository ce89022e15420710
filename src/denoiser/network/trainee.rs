//! A network that is trained once somebody asks for it: by [`Denoiser::ready`] in pieces, else in one go.

use super::denoiser::{HIDDEN, Network};
use super::training::{BATCH, Training};
use crate::budget::Budget;
use crate::denoiser::posterior_mean::Denoiser;
use crate::points::Points;
use std::cell::RefCell;

/// A training, and the network once it is done.
pub struct Trainee {
    training: RefCell<Training>,
    /// What a step of it takes, in operations: forth once, and back by two products, four lanes at a time.
    step: usize,
}

impl Trainee {
    /// To be trained on as far as this one is not.
    pub fn new(training: Training) -> Self {
        let d = training.recipe().law.points().dim();
        let parameters = HIDDEN * (2 * d + HIDDEN + 3) + d;
        Self {
            step: 3 * BATCH * parameters / 4,
            training: RefCell::new(training),
        }
    }

    /// The network, all steps done.
    pub fn network(&self) -> Network {
        self.train(&mut Budget::all());
        self.training.borrow().network().clone()
    }

    fn train(&self, budget: &mut Budget) -> bool {
        let mut training = self.training.borrow_mut();
        while !training.done() {
            if !budget.takes(self.step) {
                return false;
            }
            training.advance();
        }
        true
    }
}

impl Denoiser<f32> for Trainee {
    fn dim(&self) -> usize {
        self.training.borrow().recipe().law.points().dim()
    }

    fn ready(&self, _: f64, budget: &mut Budget) -> bool {
        self.train(budget)
    }

    fn posterior_mean(&self, x: &Points<f32>, t: f64, mean: &mut Points<f32>) {
        self.train(&mut Budget::all());
        self.training.borrow().network().posterior_mean(x, t, mean);
    }
}

//! The error budget: how much of W₂ to ρ₀ comes from stopping at t_min, from the start (T*), from the steps (n) and
//! from the sample (M).
//!
//! The way goes ρ₀ → ρ(·, t_min) → q → q_n → sample: q is what the exact reverse process makes of q₀, q_n what the
//! scheme makes of it. Each part is the W₂ of two neighbours, so their sum is a bound (the triangle inequality) and
//! not a decomposition. For one Gaussian every part is in closed form; otherwise q is computed (3.19), (2.7),
//! (2.8) and q_n against q measured on a large sample that shares its noise.

mod own;
mod parts;
mod report;
mod stage;
mod tasks;

use super::condensed::{condensed_note, law_of};
use super::question::Study;
use super::report::Report;
use crate::law::Law;
use crate::line::gaussian_chain::Normal;
use crate::line::same_noise::nested_steps;
use crate::line::{Mixture, Quantiles, reverse_march, start_law};
use crate::scene::Scene;
use crate::time_grid::time_grid;
use parts::{Data, Parts, Place, Places, Turn};
use tasks::{Own, Stage};

/// Data points that everything is computed for at most.
const MOST_POINTS: usize = 60;

/// n in the chart against n.
const POWERS: std::ops::RangeInclusive<u32> = 1..=8;

/// Of the large samples, at the scene's own (T*, n) and in the charts.
const LARGE: usize = 20_000;
const LARGE_IN_CHARTS: usize = 6_000;

/// Evaluations of kernels: what a sample may cost, and a piece of work.
const BUDGET: usize = 600_000_000;
const EVALUATIONS: usize = 500_000;

/// W₂ to ρ₀, taken apart.
pub(super) struct ErrorBudget {
    report: Report,
    scene: Scene,
    law: Law,
    data: Data,
    places: Places,
    turn: Turn,
    stage: Stage,
    /// The parts that do not depend on T* and n.
    common: Parts,
    /// The scheme's law at the scene's own place.
    generated: Option<Quantiles>,
    /// The scene's own sample.
    own: Own,
    notes: Vec<String>,
}

pub(super) fn new(scene: &Scene) -> ErrorBudget {
    let law = scene.rho0();
    let whole = Mixture::of(&law);
    let few = whole.condensed_with_variance(MOST_POINTS);
    let law = law_of(&few);
    let mut notes = Vec::new();
    let is_gaussian = whole.means().len() == 1 && start_law(scene, &law).means().len() == 1;
    let data = if is_gaussian {
        notes.push(
            "ρ₀ and q₀ are Gaussian: the parts are exact, no sample is taken for them.".into(),
        );
        Data::Gaussian(Normal::of(&whole))
    } else {
        notes.extend(condensed_note(whole.means().len(), few.means().len()));
        notes.push(which_law(scene));
        Data::Mixture(few)
    };
    let ns = nested_steps(scene, POWERS);
    let lowest = f64::max(0.1, 2.0 * scene.t_min).min(10.0);
    let count = 12;
    let t_stars =
        (0..count).map(|k| lowest * libm::pow(12.0 / lowest, k as f64 / (count - 1) as f64));
    let places = Places {
        own: Place::new(scene.t_star, vec![scene.steps], LARGE),
        by_n: Place::new(scene.t_star, ns, LARGE_IN_CHARTS),
        by_t_star: t_stars
            .filter(|&t_star| t_star > scene.t_min)
            .map(|t_star| Place::new(t_star, vec![scene.steps], LARGE_IN_CHARTS))
            .collect(),
    };
    let mut budget = ErrorBudget {
        report: Report::default(),
        scene: scene.clone(),
        law,
        data,
        places,
        turn: Turn::Own,
        stage: Stage::Begin,
        common: Parts::UNKNOWN,
        generated: None,
        own: Own::Ready,
        notes,
    };
    budget.conclude();
    budget
}

fn which_law(scene: &Scene) -> String {
    let how = if scene.epsilon == 1.0 {
        "by Theorem 1 (at t_min = 0 it is (3.19))".to_string()
    } else if scene.epsilon == 0.0 {
        "by the monotone rearrangement that the flow (2.8) is".to_string()
    } else {
        format!(
            "by finite volumes for ε = {} ({} cells, good to a few per cent), beside the same from ρ(·, T*), so \
             that their own errors cancel",
            scene.epsilon,
            reverse_march::CELLS,
        )
    };
    format!("q, what the exact reverse process makes of q₀, is computed {how}.")
}

impl ErrorBudget {
    /// The scene at another T*.
    fn at(&self, t_star: f64) -> Scene {
        Scene {
            t_star,
            ..self.scene.clone()
        }
    }

    fn times(&self, t_star: f64, n: usize) -> Vec<f64> {
        let scene = &self.scene;
        let finest = self.law.finest();
        time_grid(scene.process, scene.grid, t_star, scene.t_min, finest, n)
    }
}

impl Study for ErrorBudget {
    fn work(&mut self) -> bool {
        let is_done = match self.turn {
            Turn::Over => return false,
            Turn::Sample => !self.measure(),
            Turn::Own | Turn::ByN | Turn::ByTStar(_) => self.advance(),
        };
        if is_done {
            self.turn = self.places.after(self.turn);
            self.conclude();
        }
        self.turn != Turn::Over
    }

    fn report(&self) -> &Report {
        &self.report
    }
}

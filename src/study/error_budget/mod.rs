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

use super::condensed::{condensed_note, law_of};
use super::{Report, Study};
use crate::law::Law;
use crate::line::gaussian_chain::Normal;
use crate::line::same_noise::nested_steps;
use crate::line::{Mixture, Quantiles, reverse_march, start_law};
use crate::scene::Scene;
use crate::time_grid::time_grid;
use own::Own;
use parts::{Parts, Place};
use stage::Stage;

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

/// ρ₀, as it is computed with.
#[derive(Clone, Debug)]
enum Data {
    Gaussian(Normal),
    Mixture(Mixture),
}

/// The study.
pub(super) struct ErrorBudget {
    report: Report,
    scene: Scene,
    law: Law,
    data: Data,
    /// The scene's own, the chart against n, then those against T*.
    places: Vec<Place>,
    place: usize,
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
    let mut places = vec![
        Place::new(scene.t_star, vec![scene.steps], LARGE),
        Place::new(scene.t_star, ns, LARGE_IN_CHARTS),
    ];
    let lowest = f64::max(0.1, 2.0 * scene.t_min).min(10.0);
    let count = 12;
    for k in 0..count {
        let t_star = lowest * libm::pow(12.0 / lowest, k as f64 / (count - 1) as f64);
        if t_star > scene.t_min {
            places.push(Place::new(t_star, vec![scene.steps], LARGE_IN_CHARTS));
        }
    }
    let mut budget = ErrorBudget {
        report: Report::default(),
        scene: scene.clone(),
        law,
        data,
        places,
        place: 0,
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
        // The scene's own place first, then its sample, then the charts.
        if self.place == 1 && !matches!(self.own, Own::Done(_)) {
            if !self.measure() {
                self.conclude();
            }
            return true;
        }
        if self.place >= self.places.len() {
            return false;
        }
        if self.advance() {
            self.place += 1;
            self.conclude();
        }
        self.place < self.places.len()
    }

    fn report(&self) -> &Report {
        &self.report
    }
}

//! Step count: the same noise with n, 2n, 4n, … steps of every sampler, Cao et al. (4.19), (4.21)–(4.24).
//!
//! For one Gaussian the errors are exact ([`GaussianChain`]); otherwise they are measured on particles that share
//! their noise with a fine reference ([`crate::line::same_noise`]). The orders expected
//! ([`crate::sampler::order`]) are this project's derivation.

mod errors;
mod measured;
mod report;
mod sampled;

use super::condensed::{condensed_note, law_of};
use super::question::Study;
use super::report::Report;
use crate::line::gaussian_chain::{GaussianChain, Normal};
use crate::line::generated::normal_cdf;
use crate::line::same_noise::nested_steps;
use crate::line::{Mixture, start_law};
use crate::process::Process;
use crate::sampler::{Sampler, Scheme};
use crate::scene::Scene;
use crate::time_grid::{Grid, time_grid};
use errors::{Errors, Measure, POWERS, SAMPLERS};
use sampled::Sampled;

/// Below this, relative to the data's scale, an exact error is rounding.
const ROUNDING: f64 = 1e-12;

/// The same for particles in `f32` that have made thousands of steps.
const ROUNDING_F32: f64 = 3e-6;

/// Data points that particles are driven by at most.
const MOST_POINTS: usize = 100;

/// The share of particles between two atoms, and what they add to the variance that is kept about each, before one atom
/// does not stand for all.
const AMBIGUOUS: f64 = 1e-2;

/// What Euler–Maruyama keeps about one atom alone, exactly.
#[derive(Clone, Copy, Debug)]
struct Kept {
    deviation: f64,
    /// Whether it is all there is about several: none is between two as the last step begins.
    is_all: bool,
}

enum Task {
    Exact {
        start: Normal,
        data: Normal,
        next: usize,
    },
    Sampled(Box<Sampled>),
    Done,
}

/// Errors of four samplers against the number of steps.
pub(super) struct StepCount {
    report: Report,
    process: Process,
    epsilon: f64,
    grid: Grid,
    t_min: f64,
    t_star: f64,
    /// What the grid's last positive time is made for.
    finest: f64,
    seed: u64,
    /// Numbers of steps, increasing.
    ns: Vec<usize>,
    /// How many atoms, `None` for a density.
    atoms: Option<usize>,
    /// ρ₀, condensed, and ρ(·, t_min).
    data: Mixture,
    target: Mixture,
    /// In the order of their charts.
    measures: Vec<(Measure, Errors)>,
    /// How many particles are sampled, `None` where all is exact; and W₂ of their exact ends, NaN while unknown.
    particles: Option<usize>,
    own: f64,
    /// √E W₂² of as many perfect samples.
    sampling: Option<f64>,
    /// Of each scheme, how far the farthest particle is from its exact path; 0 where nothing is sampled.
    farthest: Vec<f64>,
    /// What Euler–Maruyama keeps about one atom, at every n.
    kept: Vec<Kept>,
    notes: Vec<String>,
    task: Task,
    /// Whether all is known.
    is_over: bool,
}

pub(super) fn new(scene: &Scene) -> StepCount {
    let law = scene.rho0();
    let whole = Mixture::of(&law);
    let ns = nested_steps(scene, POWERS);
    let mut notes = Vec::new();
    let few = whole.condensed(MOST_POINTS);
    let law = law_of(&few);
    let start = start_law(scene, &law);
    let is_gaussian = whole.means().len() == 1 && start.means().len() == 1;
    if !is_gaussian {
        notes.extend(condensed_note(whole.means().len(), few.means().len()));
    }
    let atoms = (law.width() == 0.0).then_some(few.means().len());
    let [low, high] = few.reach();
    let scale = 1.0 + low.abs().max(high.abs());
    let mut study = StepCount {
        report: Report::default(),
        process: scene.process,
        epsilon: scene.epsilon,
        grid: scene.grid,
        t_min: scene.t_min,
        t_star: scene.t_star,
        finest: law.finest(),
        seed: scene.seed,
        ns,
        atoms,
        target: few.forward(scene.process, scene.t_min),
        data: few.clone(),
        measures: Vec::new(),
        particles: None,
        own: f64::NAN,
        sampling: None,
        farthest: vec![0.0; SAMPLERS.len() * POWERS.count()],
        kept: Vec::new(),
        notes,
        task: Task::Done,
        is_over: false,
    };
    if is_gaussian {
        study.notes.push(
            "Nothing here is sampled: for one Gaussian the law of every scheme, and its distance from the exact \
             path on the same noise, are computed exactly."
                .into(),
        );
        let resolution = ROUNDING * scale;
        study.measures = [Measure::Strong, Measure::Variance, Measure::Distance]
            .map(|measure| {
                (
                    measure,
                    Errors::new(
                        resolution
                            * if measure == Measure::Variance {
                                1e-2
                            } else {
                                3e3
                            },
                    ),
                )
            })
            .to_vec();
        study.task = Task::Exact {
            start: Normal::of(&start),
            data: Normal::of(&whole),
            next: 0,
        };
    } else {
        let particles = sampled::particles(scene.particles, few.means().len());
        study.notes.push(sampled::note(scene, particles));
        study.particles = Some(particles);
        let third = if atoms.is_some() && scene.t_min == 0.0 {
            Measure::Support
        } else {
            Measure::Variance
        };
        if scene.epsilon > 0.0 {
            study.sampling = Some(f64::NAN);
        }
        study.measures = [Measure::Strong, Measure::Distance, third]
            .map(|measure| (measure, Errors::new(ROUNDING_F32 * scale)))
            .to_vec();
        study.task = Task::Sampled(Box::new(Sampled::new(law, start, particles)));
    }
    study.conclude();
    study
}

impl StepCount {
    fn times(&self, n: usize) -> Vec<f64> {
        time_grid(
            self.process,
            self.grid,
            self.t_star,
            self.t_min,
            self.finest,
            n,
        )
    }

    /// All schemes, sampler after sampler.
    fn schemes(&self) -> Vec<Scheme> {
        let pairs = SAMPLERS.iter().flat_map(|compared| {
            let scheme = move |&n| (compared.sampler, n);
            self.ns.iter().map(scheme)
        });
        pairs.map(|(sampler, n)| self.scheme(sampler, n)).collect()
    }

    /// One of them, in n steps.
    fn scheme(&self, sampler: Sampler, n: usize) -> Scheme {
        Scheme {
            process: self.process,
            sampler,
            epsilon: self.epsilon,
            times: self.times(n),
        }
    }

    /// The errors of one kind, if they are measured here.
    fn errors(&self, measure: Measure) -> Option<&Errors> {
        let mut pairs = self.measures.iter();
        pairs
            .find(|(kind, _)| *kind == measure)
            .map(|(_, errors)| errors)
    }

    /// Sets the error of one kind of a scheme, if it is measured here.
    fn set(&mut self, measure: Measure, scheme: usize, value: f64, deviation: f64) {
        let (sampler, k) = (scheme / self.ns.len(), scheme % self.ns.len());
        for (kind, errors) in &mut self.measures {
            if *kind == measure {
                errors.values[sampler][k] = value;
                errors.deviations[sampler][k] = deviation;
            }
        }
    }

    /// One scheme, exactly; false once there is none left.
    fn exact(&mut self, start: Normal, data: Normal, scheme: usize) -> bool {
        let (sampler, n) = (
            SAMPLERS[scheme / self.ns.len()].sampler,
            self.ns[scheme % self.ns.len()],
        );
        let chain = GaussianChain::new(self.scheme(sampler, n), data, start).run();
        self.set(Measure::Strong, scheme, chain.strong_error(), 0.0);
        self.set(Measure::Variance, scheme, chain.variance_error(), 0.0);
        self.set(
            Measure::Distance,
            scheme,
            chain.law().w2(chain.exact()),
            0.0,
        );
        scheme + 1 < SAMPLERS.len() * self.ns.len()
    }

    /// The least distance of two data points that are not one.
    fn gap(&self) -> f64 {
        let mut atoms = self.data.means().to_vec();
        atoms.sort_by(f64::total_cmp);
        let gaps = atoms.windows(2).map(|pair| pair[1] - pair[0]);
        gaps.filter(|&gap| gap > 0.0).fold(f64::INFINITY, f64::min)
    }

    /// What Euler–Maruyama keeps about one atom when it runs to t = 0.
    fn keep(&mut self) {
        let atom = Normal {
            mean: 0.0,
            variance: 0.0,
        };
        let start = atom.forward(self.process, self.t_star);
        let sampler = Sampler::EulerMaruyama;
        let gap = self.gap();
        let kept = self.ns.iter().map(|&n| {
            let scheme = self.scheme(sampler, n);
            let last = scheme.times[scheme.steps() - 1];
            let mut chain = GaussianChain::new(scheme, atom, start);
            while chain.time() > last && chain.advance() {}
            // Half way to the next atom, where x̄₀ is neither of the two.
            let half = 0.5 * gap;
            let before = libm::sqrt(chain.law().variance);
            let between = 2.0 * normal_cdf(-half * self.process.alpha(last) / before);
            let variance = chain.run().law().variance;
            Kept {
                deviation: libm::sqrt(variance),
                is_all: between == 0.0 || between * (variance + half * half) < AMBIGUOUS * variance,
            }
        });
        self.kept = kept.collect();
    }
}

impl Study for StepCount {
    fn work(&mut self) -> bool {
        let task = std::mem::replace(&mut self.task, Task::Done);
        let next = match task {
            Task::Done => return false,
            Task::Exact { start, data, next } => {
                let more = self.exact(start, data, next);
                let next = next + 1;
                more.then_some(Task::Exact { start, data, next })
            }
            Task::Sampled(mut sampled) => {
                let more = self.sampled(&mut sampled);
                more.then_some(Task::Sampled(sampled))
            }
        };
        match next {
            Some(task) => {
                self.task = task;
                true
            }
            None => {
                self.is_over = true;
                self.conclude();
                false
            }
        }
    }

    fn report(&self) -> &Report {
        &self.report
    }
}

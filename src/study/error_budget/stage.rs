//! The parts at one (T*, n): what is under way there, piece by piece.

use super::parts::{Data, Parts, Place, Turn};
use super::tasks::Stage;
use super::{BUDGET, EVALUATIONS, ErrorBudget};
use crate::line::gaussian_chain::{GaussianChain, Normal, exact_flow};
use crate::line::reverse_distance::Table;
use crate::line::reverse_march::March;
use crate::line::same_noise::{SameNoise, Sample, Starts, reference, root_mean_square};
use crate::line::{Mixture, Quantiles, generated, start_law};
use crate::measure::sorter::{Sorted, Sorter};
use crate::sampler::Scheme;
use crate::scene::Start;

/// Steps of an exact chain in a piece of work.
const CHAIN_PIECE: usize = 2_000;

impl ErrorBudget {
    /// One piece of work at the present place; true once the place is done.
    pub(super) fn advance(&mut self) -> bool {
        let stage = std::mem::replace(&mut self.stage, Stage::Begin);
        let next = match stage {
            Stage::Begin => self.begin(),
            Stage::March(mut march) => {
                if march.work() {
                    Some(Stage::March(march))
                } else {
                    self.run(march.extrapolated())
                }
            }
            Stage::Tabulate(mut table) => {
                if table.work() {
                    Some(Stage::Tabulate(table))
                } else {
                    self.run(table.w2())
                }
            }
            Stage::Chain(k, mut chain, exact) => {
                let mut more = true;
                for _ in 0..CHAIN_PIECE {
                    more = chain.advance();
                    if !more {
                        break;
                    }
                }
                if more {
                    Some(Stage::Chain(k, chain, exact))
                } else {
                    self.keep_exact(k, &chain, exact);
                    self.chain(k + 1)
                }
            }
            Stage::Run(mut run) => Some(if run.work(EVALUATIONS) {
                Stage::Run(run)
            } else {
                let is_sampled = self.scene.epsilon > 0.0;
                let first = if is_sampled {
                    Sorter::new(run.reference())
                } else {
                    Sorter::new(run.ends(0))
                };
                Stage::Compare(run, None, 0, first)
            }),
            Stage::Compare(run, exact, k, mut sorter) => {
                if sorter.work() {
                    Some(Stage::Compare(run, exact, k, sorter))
                } else {
                    self.compare(run, exact, k, sorter)
                }
            }
        };
        match next {
            Some(stage) => {
                self.stage = stage;
                false
            }
            None => true,
        }
    }

    /// Begins with W₂(ρ(·, t_min), q), which needs no steps.
    fn begin(&mut self) -> Option<Stage> {
        let Data::Mixture(data) = &self.data else {
            return self.chain(0);
        };
        let t_star = self.places.at(self.turn).t_star;
        let (process, t_min) = (self.scene.process, self.scene.t_min);
        let early = data.forward(process, t_min);
        if self.turn == Turn::Own {
            self.common = Parts {
                stop: if t_min == 0.0 {
                    0.0
                } else {
                    Quantiles::of(data).w2(&Quantiles::of(&early))
                },
                sample: Quantiles::of(&early).expected_w2(self.scene.particles),
                ..Parts::UNKNOWN
            };
        }
        let start = start_law(&self.at(t_star), &self.law);
        let at_atoms = early.component_variance() == 0.0;
        let epsilon = self.scene.epsilon;
        let distance = if self.scene.start == Start::Terminal {
            0.0
        } else if epsilon == 1.0 && at_atoms {
            let weights = generated::weights(data, process, &start, t_star);
            Quantiles::atoms(data.means(), &weights).w2(&Quantiles::of(data))
        } else if epsilon == 1.0 {
            let table = Table::reversed(data, early, &self.scene, &start, t_star);
            return Some(Stage::Tabulate(Box::new(table)));
        } else if epsilon == 0.0 {
            let terminal = data.forward(process, t_star);
            let table = Table::flowed(data, early, terminal, start);
            return Some(Stage::Tabulate(Box::new(table)));
        } else {
            let march = March::new(data, &self.scene, &start, t_star);
            return Some(Stage::March(Box::new(march)));
        };
        self.run(distance)
    }

    /// Begins the large sample, now that W₂(ρ(·, t_min), q) is known.
    fn run(&mut self, distance: f64) -> Option<Stage> {
        let Place {
            t_star,
            ref ns,
            particles,
            ..
        } = *self.places.at(self.turn);
        let start = start_law(&self.at(t_star), &self.law);
        let common = Parts {
            start: distance,
            ..self.common
        };
        let schemes: Vec<Scheme> = ns.iter().map(|&n| self.scheme(t_star, n)).collect();
        let reference = reference(&schemes[schemes.len() - 1]);
        let evaluations = reference.times.len() * (self.law.points().len() + 12);
        let particles = particles.min((BUDGET / evaluations).max(1000));
        let sample = Sample {
            start,
            starts: Starts::of(self.scene.epsilon),
            // Not the particles of the scene's own sample.
            seed: self.scene.seed ^ 0x5eed_1a26_e5a3_b1e5,
            particles,
        };
        let run = SameNoise::new(&self.law, sample, reference, &schemes);
        let place = self.places.at_mut(self.turn);
        place.particles = particles;
        place.parts.fill(common);
        Some(Stage::Run(Box::new(run)))
    }

    /// The scene's own steps, n of them from another T*.
    pub(super) fn scheme(&self, t_star: f64, n: usize) -> Scheme {
        Scheme {
            process: self.scene.process,
            sampler: self.scene.sampler,
            epsilon: self.scene.epsilon,
            times: self.times(t_star, n),
        }
    }

    /// The exact chain for the k-th n, if there is one.
    fn chain(&mut self, k: usize) -> Option<Stage> {
        let Data::Gaussian(data) = self.data else {
            return None;
        };
        let place = self.places.at(self.turn);
        let &n = place.ns.get(k)?;
        let scene = &self.scene;
        let start = Normal::of(&start_law(&self.at(place.t_star), &self.law));
        let (process, epsilon, t_min) = (scene.process, scene.epsilon, scene.t_min);
        let [flow, noise] = exact_flow(process, epsilon, data.variance, place.t_star, t_min);
        let off = start.mean - process.alpha(place.t_star) * data.mean;
        let exact = Normal {
            mean: process.alpha(t_min) * data.mean + flow * off,
            variance: flow * flow * start.variance + noise,
        };
        let chain = GaussianChain::new(self.scheme(place.t_star, n), data, start);
        Some(Stage::Chain(k, Box::new(chain), exact))
    }

    fn keep_exact(&mut self, k: usize, chain: &GaussianChain, exact: Normal) {
        let Data::Gaussian(data) = self.data else {
            return;
        };
        let early = data.forward(self.scene.process, self.scene.t_min);
        let made = chain.law();
        let law = Quantiles::of(&Mixture::gaussian(made.mean, made.variance));
        self.places.at_mut(self.turn).parts[k] = Parts {
            stop: data.w2(early),
            start: early.w2(exact),
            steps: exact.w2(made),
            resolution: 0.0,
            sample: law.expected_w2(self.scene.particles),
        };
        if self.turn == Turn::Own {
            self.generated = Some(law);
        }
    }

    /// After the ends of one scheme (or of the reference) were sorted.
    fn compare(
        &mut self,
        run: Box<SameNoise>,
        exact: Option<Sorted>,
        k: usize,
        sorter: Sorter,
    ) -> Option<Stage> {
        let sorted = sorter.sorted();
        let exact = match exact {
            // The reference is there now: the schemes come next.
            None if self.scene.epsilon > 0.0 => {
                let next = Sorter::new(run.ends(0));
                return Some(Stage::Compare(run, Some(sorted), 0, next));
            }
            None => Sorted {
                whole: self.flowed_sample(&run),
                halves: Default::default(),
            },
            Some(exact) => exact,
        };
        let whole = root_mean_square(&exact.whole, &sorted.whole);
        let mut resolution = 0.0;
        if self.scene.epsilon > 0.0 {
            // What sampling adds to W₂² falls at least like 1/√M: half the sample shows it times √2.
            let halves = [0, 1].map(|i| {
                let d = root_mean_square(&exact.halves[i], &sorted.halves[i]);
                d * d
            });
            let excess = 0.5 * (halves[0] + halves[1]) - whole * whole;
            resolution = libm::sqrt(excess.max(0.0) / (std::f64::consts::SQRT_2 - 1.0));
        }
        let made = Quantiles::sample(&sorted.whole);
        let parts = &mut self.places.at_mut(self.turn).parts[k];
        parts.steps = whole;
        parts.resolution = resolution;
        parts.sample = made.expected_w2(self.scene.particles);
        if self.turn == Turn::Own {
            self.generated = Some(made);
        }
        if k + 1 == self.places.at(self.turn).ns.len() {
            return None;
        }
        let next = Sorter::new(run.ends(k + 1));
        Some(Stage::Compare(run, Some(exact), k + 1, next))
    }

    /// Where the exact flow takes the particles of a run without noise, in order.
    fn flowed_sample(&self, run: &SameNoise) -> Vec<f32> {
        let Data::Mixture(data) = &self.data else {
            return Vec::new();
        };
        let process = self.scene.process;
        let terminal = data.forward(process, self.places.at(self.turn).t_star);
        let early = data.forward(process, self.scene.t_min);
        let (from, to) = (Quantiles::of(&terminal), Quantiles::of(&early));
        let starts = run.starts(0, run.arrived());
        let ends = starts
            .axis(0)
            .iter()
            .map(|&x| to.at(from.cdf(x.into())) as f32);
        let mut ends: Vec<f32> = ends.collect();
        ends.sort_unstable_by(f32::total_cmp);
        ends
    }
}

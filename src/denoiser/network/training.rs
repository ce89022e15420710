//! Training a step at a time: a batch of fresh (X₀, t, ε₀), the loss (4.30), (4.33) or (4.34), Adam (Kingma, Ba 2015).
//!
//! (4.30) written for x̄₀ and (4.33) written for ε₀ are one loss: c²|x̄_θ − X₀|² with c = α/σ² is |ε̄_θ − ε₀|²/σ². It
//! draws t evenly from [t_min, T*]. (4.34) draws t from the scene's time grid and counts |ε̄_θ − ε₀|² alone.
//!
//! None of them can fall below what is left of X₀ when X_t is known: E[c² tr Cov(X₀ | X_t)], the corrected (4.29), which
//! the exact denoiser reaches. [`floor`] estimates it from the kernel.

use super::denoiser::Network;
use super::perceptron::Tape;
use crate::budget::Budget;
use crate::denoiser::exact::Kernel;
use crate::denoiser::learning::{Answer, Loss};
use crate::denoiser::posterior_mean::Denoiser;
use crate::lane_math::{LANES, sum};
use crate::law::{ByShare, Law};
use crate::noise::{Noise, Purpose};
use crate::points::Points;
use crate::process::Process;
use wide::f32x8;

/// Samples of a step.
pub const BATCH: usize = 256;

/// The first learning rate of Adam; it falls linearly to a twentieth of that.
const RATE: f64 = 3e-3;

/// How quickly the means of gradients and of their squares forget.
const FORGET: [f64; 2] = [0.9, 0.999];

/// What is trained, and how.
#[derive(Clone, Debug, PartialEq)]
pub struct Recipe {
    /// The forward process.
    pub process: Process,
    /// ρ₀, from which X₀ is drawn.
    pub law: Law,
    /// What the network answers.
    pub answer: Answer,
    /// The loss that is minimised.
    pub loss: Loss,
    /// The positive, decreasing times from which [`Loss::Discrete`] draws; their ends are those of [`Loss::Total`].
    pub times: Vec<f64>,
    /// The number of steps, of [`BATCH`] samples each.
    pub steps: usize,
    /// The seed of first weights and of all draws.
    pub seed: u64,
}

impl Recipe {
    /// The weight of |x̄_θ − X₀|² at t.
    pub fn weight(&self, t: f64) -> f64 {
        let (alpha, noise) = (self.process.alpha(t), self.process.variance(t));
        match self.loss {
            Loss::Total => alpha * alpha / (noise * noise),
            Loss::Discrete => alpha * alpha / noise,
        }
    }

    /// The time that a uniform number chooses.
    fn time(&self, u: f64) -> f64 {
        let (latest, earliest) = (self.times[0], self.times[self.times.len() - 1]);
        match self.loss {
            Loss::Total => earliest + u * (latest - earliest),
            Loss::Discrete => {
                self.times[((u * self.times.len() as f64) as usize).min(self.times.len() - 1)]
            }
        }
    }
}

/// A network on its way.
#[derive(Clone, Debug)]
pub struct Training {
    recipe: Recipe,
    network: Network,
    noise: Noise,
    /// Draws data points.
    by_weight: ByShare,
    step: usize,
    /// Means of the gradients and of their squares.
    moments: [Vec<f32>; 2],
    gradient: Vec<f32>,
    tape: Tape,
    batch: Batch,
    losses: Vec<f32>,
}

/// The samples of one step.
#[derive(Clone, Debug)]
struct Batch {
    times: Vec<f64>,
    origin: Points<f32>,
    noise: Points<f32>,
    /// What the answer should be, and the weight of its square.
    target: Vec<f32x8>,
    weight: Vec<f32x8>,
    lanes: Vec<[f32; LANES]>,
}

impl Training {
    /// Before the first step.
    ///
    /// # Panics
    ///
    /// If the recipe has no times, or one that is not positive.
    pub fn new(recipe: Recipe) -> Self {
        assert!(!recipe.times.is_empty() && recipe.times.iter().all(|&t| t > 0.0));
        let network = Network::new(recipe.process, &recipe.law, recipe.answer, recipe.seed);
        let parameters = network.perceptron.parameters.len();
        let d = recipe.law.points().dim();
        Self {
            by_weight: ByShare::of(&recipe.law.shares()),
            noise: Noise::new(recipe.seed),
            step: 0,
            moments: [vec![0.0; parameters], vec![0.0; parameters]],
            gradient: vec![0.0; parameters],
            tape: Tape::default(),
            batch: Batch {
                times: vec![0.0; BATCH],
                origin: Points::zeros(BATCH, d),
                noise: Points::zeros(BATCH, d),
                target: vec![f32x8::ZERO; BATCH / LANES * d],
                weight: vec![f32x8::ZERO; BATCH / LANES],
                lanes: Vec::new(),
            },
            losses: Vec::with_capacity(recipe.steps),
            network,
            recipe,
        }
    }

    /// What is trained.
    pub fn recipe(&self) -> &Recipe {
        &self.recipe
    }

    /// Steps done.
    pub fn step_count(&self) -> usize {
        self.step
    }

    /// Whether all steps are done.
    pub fn done(&self) -> bool {
        self.step >= self.recipe.steps
    }

    /// The loss of each step's batch, before the step.
    pub fn losses(&self) -> &[f32] {
        &self.losses
    }

    /// The network as it is now.
    pub fn network(&self) -> &Network {
        &self.network
    }

    /// One step; false if all are done.
    pub fn advance(&mut self) -> bool {
        if self.done() {
            return false;
        }
        self.draw(self.step as u64);
        let loss = self.differentiate();
        self.losses.push(loss as f32);
        self.descend();
        self.step += 1;
        true
    }

    /// Draws the batch of step k.
    fn draw(&mut self, k: u64) {
        let Self { batch, recipe, .. } = self;
        let d = recipe.law.points().dim();
        self.noise
            .normals(Purpose::Training(k), 0, &mut batch.noise);
        let mut origin = self.noise.uniforms(Purpose::Batch(k), 0);
        let mut time = self.noise.uniforms(Purpose::Times(k), 0);
        for i in 0..BATCH {
            let drawn = self.by_weight.at(origin());
            // Times are stratified: one in each of as many equal parts, so that they vary less than free ones.
            let u = (i as f64 + time()) / BATCH as f64;
            batch.times[i] = recipe.time(u);
            for j in 0..d {
                batch.origin.axis_mut(j)[i] = recipe.law.points().at(drawn, j) as f32;
            }
        }
        if recipe.law.width() > 0.0 {
            let mut blur = Points::zeros(BATCH, d);
            self.noise.normals(Purpose::Training(k), BATCH, &mut blur);
            let width = recipe.law.width() as f32;
            let pairs = batch.origin.as_mut_slice().iter_mut().zip(blur.as_slice());
            pairs.for_each(|(x, z)| *x += width * z);
        }
    }

    /// The batch's loss, and its gradient.
    fn differentiate(&mut self) -> f64 {
        let Self {
            batch,
            recipe,
            network,
            tape,
            ..
        } = self;
        let d = recipe.law.points().dim();
        let inputs = tape.inputs(d + 1, BATCH / LANES);
        for v in 0..BATCH / LANES {
            let lanes = &mut batch.lanes;
            lanes.resize(2 * d + 2, [0.0; LANES]);
            for (lane, i) in (v * LANES..(v + 1) * LANES).enumerate() {
                let t = batch.times[i];
                let moment = network.frame.at(t);
                let (alpha, sigma) = (recipe.process.alpha(t), recipe.process.sigma(t));
                // The weight on the square of the answer's error.
                let unit = f64::from(moment.answer);
                lanes[2 * d + 1][lane] = (recipe.weight(t) * unit * unit) as f32;
                lanes[d][lane] = moment.clock;
                for j in 0..d {
                    let (x0, z) = (batch.origin.at(i, j), batch.noise.at(i, j));
                    let x = alpha as f32 * x0 + sigma as f32 * z;
                    lanes[j][lane] = (x - moment.shift(j)) * moment.scale;
                    lanes[d + 1 + j][lane] = match recipe.answer {
                        Answer::Noise => z,
                        Answer::Origin => (x0 - moment.rest(j)) / moment.answer,
                    };
                }
            }
            let vectors =
                |range: std::ops::Range<usize>| lanes[range].iter().map(|&l| f32x8::from(l));
            let write = |into: &mut [f32x8], from: std::ops::Range<usize>| {
                for (slot, vector) in into.iter_mut().zip(vectors(from)) {
                    *slot = vector;
                }
            };
            write(&mut inputs[v * (d + 1)..(v + 1) * (d + 1)], 0..d + 1);
            write(&mut batch.target[v * d..(v + 1) * d], d + 1..2 * d + 1);
            write(&mut batch.weight[v..=v], 2 * d + 1..2 * d + 2);
        }
        network.perceptron.evaluate(tape);
        let (outputs, gradients) = tape.ends();
        let share = f32x8::splat(1.0 / BATCH as f32);
        let mut loss = 0.0f64;
        for (k, (gradient, &output)) in gradients.iter_mut().zip(outputs).enumerate() {
            let error = output - batch.target[k];
            let weighted = batch.weight[k / d] * error * share;
            loss += f64::from(sum(weighted * error));
            *gradient = weighted + weighted;
        }
        self.gradient.fill(0.0);
        network.perceptron.differentiate(tape, &mut self.gradient);
        loss
    }

    /// Adam's step.
    fn descend(&mut self) {
        let k = (self.step + 1) as f64;
        let [b1, b2] = FORGET;
        let left = 1.0 - self.step as f64 / self.recipe.steps as f64;
        let rate = RATE * (0.05 + 0.95 * left);
        let root = libm::sqrt(1.0 - libm::pow(b2, k));
        let rate = (rate * root / (1.0 - libm::pow(b1, k))) as f32;
        let (b1, b2) = (b1 as f32, b2 as f32);
        let [first, second] = &mut self.moments;
        let parameters = &mut self.network.perceptron.parameters;
        for (((p, &g), m), v) in parameters
            .iter_mut()
            .zip(&self.gradient)
            .zip(first)
            .zip(second)
        {
            *m = b1 * *m + (1.0 - b1) * g;
            *v = b2 * *v + (1.0 - b2) * g * g;
            *p -= rate * *m / (v.sqrt() + 1e-8);
        }
    }

    /// The loss of a denoiser on fresh draws numbered from `first` on, and its standard error: `batches` × 256 samples
    /// at times of the recipe.
    pub fn loss_of(
        &mut self,
        denoiser: &dyn Denoiser<f32>,
        first: u64,
        batches: usize,
    ) -> [f64; 2] {
        let d = self.recipe.law.points().dim();
        let (mut x, mut mean) = (Points::zeros(1, d), Points::zeros(1, d));
        mean_of_batches(first, batches, |k| {
            self.draw(k);
            let mut total = 0.0;
            for i in 0..BATCH {
                let t = self.batch.times[i];
                let (alpha, sigma) = (self.recipe.process.alpha(t), self.recipe.process.sigma(t));
                for j in 0..d {
                    let (x0, z) = (self.batch.origin.at(i, j), self.batch.noise.at(i, j));
                    x.axis_mut(j)[0] = alpha as f32 * x0 + sigma as f32 * z;
                }
                denoiser.posterior_mean(&x, t, &mut mean);
                let error = (0..d).map(|j| {
                    let error = f64::from(mean.at(0, j)) - f64::from(self.batch.origin.at(i, j));
                    error * error
                });
                total += self.recipe.weight(t) * error.sum::<f64>();
            }
            total / BATCH as f64
        })
    }
}

/// The mean of what batches from number `first` on give, and its standard error.
fn mean_of_batches(first: u64, batches: usize, mut of: impl FnMut(u64) -> f64) -> [f64; 2] {
    let mut sums = [0.0; 2];
    for k in 0..batches as u64 {
        let batch = of(first + k);
        sums[0] += batch;
        sums[1] += batch * batch;
    }
    mean_and_error(sums, batches)
}

fn mean_and_error([all, squares]: [f64; 2], batches: usize) -> [f64; 2] {
    let n = batches as f64;
    let mean = all / n;
    let variance = (squares / n - mean * mean).max(0.0) / (n - 1.0).max(1.0);
    [mean, libm::sqrt(variance)]
}

/// E[weight(t) tr Cov(X₀ | X_t)] over the draws numbered from `first` on, and its standard error: no denoiser's loss is
/// less, the corrected (4.29).
pub fn floor(training: &mut Training, kernel: &Kernel, first: u64, batches: usize) -> [f64; 2] {
    let mut floor = Floor::new(first, batches);
    loop {
        if let Some(found) = floor.work(training, kernel, &mut Budget::all()) {
            return found;
        }
    }
}

/// [`floor`] on its way, sample by sample.
#[derive(Clone, Copy, Debug)]
pub struct Floor {
    first: u64,
    batches: usize,
    /// Batches that are done, with their sum and that of their squares; samples of the next, with their totals.
    done: usize,
    sums: [f64; 2],
    samples: usize,
    totals: [f64; 2],
}

impl Floor {
    /// Of so many batches, at least one.
    pub fn new(first: u64, batches: usize) -> Self {
        Self {
            first,
            batches,
            done: 0,
            sums: [0.0; 2],
            samples: 0,
            totals: [0.0; 2],
        }
    }

    /// Goes on as far as the budget goes; what was found, once all is done.
    pub fn work(
        &mut self,
        training: &mut Training,
        kernel: &Kernel,
        budget: &mut Budget,
    ) -> Option<[f64; 2]> {
        while self.done < self.batches {
            let k = self.first + self.done as u64;
            let (from, totals) = (&mut self.samples, &mut self.totals);
            if !training.floors_on(kernel, k, from, totals, budget) {
                return None;
            }
            let batch = totals[0] / BATCH as f64;
            self.sums[0] += batch;
            self.sums[1] += batch * batch;
            self.done += 1;
            (self.samples, self.totals) = (0, [0.0; 2]);
        }
        Some(mean_and_error(self.sums, self.batches))
    }
}

impl Training {
    /// Over the draws of batch k, E[weight(t) tr Cov(X₀ | X_t)], and in its place E[weight(t) |x̄₀ − E x̄₀|²], which (4.29)
    /// prints.
    pub fn floors(&mut self, kernel: &Kernel, k: u64) -> [f64; 2] {
        let mut totals = [0.0; 2];
        self.floors_on(kernel, k, &mut 0, &mut totals, &mut Budget::all());
        totals.map(|total| total / BATCH as f64)
    }

    /// Adds samples of batch k to both totals, from number `from` on and as far as the budget goes; whether all are in
    /// them.
    pub fn floors_on(
        &mut self,
        kernel: &Kernel,
        k: u64,
        from: &mut usize,
        totals: &mut [f64; 2],
        budget: &mut Budget,
    ) -> bool {
        let (n, d) = (kernel.points().len(), kernel.points().dim());
        self.draw(k);
        let process = self.recipe.process;
        // E x̄₀ = E X₀.
        let centre = &self.network.frame.mean;
        let mut lambda = Vec::new();
        while *from < BATCH {
            if !budget.takes(n * (10 * d + 20)) {
                return false;
            }
            let i = *from;
            let t = self.batch.times[i];
            let (alpha, sigma) = (process.alpha(t), process.sigma(t));
            let place: Vec<f64> = (0..d)
                .map(|j| {
                    let (x0, z) = (self.batch.origin.at(i, j), self.batch.noise.at(i, j));
                    alpha * f64::from(x0) + sigma * f64::from(z)
                })
                .collect();
            let posterior = kernel.posterior(&place, t, &mut lambda);
            let weight = self.recipe.weight(t);
            totals[0] += weight * posterior.variance();
            let mean = posterior.mean();
            let pairs = mean.iter().zip(centre);
            totals[1] += weight * pairs.map(|(m, c)| (m - c) * (m - c)).sum::<f64>();
            *from += 1;
        }
        true
    }
}

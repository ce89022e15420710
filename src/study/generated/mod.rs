//! Corollaries 3.1–3.3 and figure 6: what the exact reverse process generates from any q₀.
//!
//! It generates points of ρ₀'s support and nothing else (Corollary 3.3), the i-th with probability
//! E_{q₀}[λ_i(·, T*)] (3.19), whatever q₀. With a width the weights are those of ρ₀'s components: X_T* says of the
//! component only what X₀ says, so λ_i(X₀, 0), averaged over the particles, has the same expectation as
//! λ_i(X_T*, T*) over q₀ (derived for this project); within a component the law is that of (3.13), not N(x_i, b²).
//!
//! How fast q(·, T*) → ρ₀. Mehler's expansion ρ(x, T*|y, 0) = N(x; 0, 1) Σ_n e^{−nT*} He_n(x) He_n(y)/n! in (3.19)
//! gives, for OU and with μ, v the mean and E x² of q₀, m the mean of the x_i and M their mean square (derived for
//! this project),
//!
//! q_i/w_i − 1 = e^{−T*} μ (x_i − m) + e^{−2T*} (½ (v − 1)(x_i² − M) − v m (x_i − m)) + …,
//!
//! so the gap falls like e^{−T*} if q₀ has a mean, and like e^{−2T*} from N(0, 1).

mod charts;
mod gap;
mod report;

use super::condensed::{condensed_note, condensed_scene};
use super::half_steps;
use super::question::Study;
use super::report::Report;
use crate::cost::{self, Piece};
use crate::denoiser::Kernel;
use crate::ensemble::Simulation;
use crate::line::histogram::Histogram;
use crate::line::{GeneratedWeights, Mixture, generated};
use crate::scene::{Dynamics, Scene, Start};
use charts::Shown;
use gap::{CURVE, curve_time, leading_term};

/// Particles of all batches together, and of one; each batch has a seed of its own.
const PARTICLES: usize = 20_000;
const BATCH: usize = 2000;
const SEEDS_APART: u64 = 1_000_003;
const LARGEST_SEED: u64 = 1 << 53;
/// Data points that are told apart: as atoms, with a width, and in the curve over T*.
const MOST_ATOMS: usize = 1000;
const MOST_WIDE: usize = 100;
const MOST_IN_CURVE: usize = 100;
/// Smaller gaps than this are rounding.
const LEAST_GAP: f64 = 1e-13;
/// Particles whose expected fate is shown as they move.
const MOVING: usize = 400;

/// What is counted of particles at their end.
struct Counted {
    particles: usize,
    /// Σ λ_i and Σ λ_i² in each bin.
    sums: Vec<f64>,
    squares: Vec<f64>,
    /// Σ and largest of the distances from the support.
    distance: f64,
    largest: f64,
    /// How many ended between two data points, farther from both than a quarter of the way: of these it says nothing in
    /// whose bin they are.
    between: usize,
}

impl Counted {
    fn new(bins: usize) -> Self {
        Self {
            particles: 0,
            sums: vec![0.0; bins],
            squares: vec![0.0; bins],
            distance: 0.0,
            largest: 0.0,
            between: 0,
        }
    }

    /// The share of particles that ended between two data points.
    fn lost(&self) -> f64 {
        self.between as f64 / self.particles.max(1) as f64
    }

    /// The share of each bin.
    fn shares(&self) -> Vec<f64> {
        let n = self.particles.max(1) as f64;
        self.sums.iter().map(|sum| sum / n).collect()
    }
}

/// What the exact reverse process generates, as predicted and as simulated.
pub(super) struct Generated {
    scene: Scene,
    /// ρ₀, of no more components than are told apart.
    law: Mixture,
    kernel: Kernel,
    /// One for each data point, or for neighbouring ones.
    bins: Histogram,
    /// In which bin each data point is.
    bin_of: Vec<usize>,
    places: Vec<f64>,
    /// The share of each in ρ₀, and as (3.19) predicts it; none before that is computed.
    weights: Vec<f64>,
    predicted: Vec<f64>,
    prediction: GeneratedWeights,
    is_predicted: bool,
    batch: Option<Simulation>,
    batches: usize,
    most: usize,
    /// Of the scene's steps, and of half as many.
    counted: [Counted; 2],
    curve: Option<GeneratedWeights>,
    curve_law: Mixture,
    curve_at: usize,
    lambda: Vec<f64>,
    fate: Vec<f64>,
    /// Whether the scene's own ensemble is one that (3.19) is about.
    is_reverse: bool,
    /// Rate and c of the gap's leading term c e^{−rate T*}.
    leading: Option<(f64, f64)>,
    note: Option<String>,
    report: Report,
    shown: Shown,
}

impl Generated {
    pub(super) fn new(scene: &Scene) -> Self {
        let points = scene.rho0().points().len();
        let most = match scene.width > 0.0 {
            true => MOST_WIDE,
            false => MOST_ATOMS,
        };
        let mut scene = condensed_scene(scene, most);
        let is_reverse = scene.dynamics == Dynamics::Reverse && scene.epsilon == 1.0;
        // What (3.19) is about: ε = 1, down to t = 0.
        scene.dynamics = Dynamics::Reverse;
        scene.epsilon = 1.0;
        scene.t_min = 0.0;
        let law = scene.rho0();
        let mixture = Mixture::of(&law);
        let atoms = Mixture::new(mixture.means().to_vec(), mixture.weights(), 0.0);
        let bins = Histogram::of(&atoms);
        let bin_of: Vec<usize> = mixture.means().iter().map(|&m| bins.bin(m)).collect();
        // As the particles see them: in f32.
        let mut places: Vec<f64> = mixture
            .means()
            .iter()
            .map(|&m| f64::from(m as f32))
            .collect();
        places.sort_by(f64::total_cmp);
        let count = bins.bin_count();
        // A step of a batch should be a piece of work, even for many data points.
        let pair = if scene.width > 0.0 { 40 } else { 2 };
        scene.particles = cost::particles(20 + pair * mixture.means().len(), BATCH);
        let curve_law = mixture.condensed(MOST_IN_CURVE);
        let leading = leading_term(&scene, &mixture);
        let mut report = Report::default();
        let shown = Shown::new(&mut report, &bins, scene.t_star, leading);
        let mut study = Self {
            kernel: Kernel::of(scene.process, &law),
            prediction: GeneratedWeights::new(&mixture, &scene, scene.t_star),
            is_predicted: false,
            batch: None,
            batches: 0,
            most: PARTICLES.min(10 * scene.particles),
            counted: [Counted::new(count), Counted::new(count)],
            weights: bins.probabilities.clone(),
            predicted: Vec::new(),
            curve: None,
            curve_law,
            curve_at: 0,
            lambda: Vec::new(),
            fate: vec![0.0; count],
            is_reverse,
            note: condensed_note(points, mixture.means().len()),
            leading,
            report,
            shown,
            law: mixture,
            bins,
            bin_of,
            places,
            scene,
        };
        study.conclude();
        study
    }

    fn has_width(&self) -> bool {
        self.scene.width > 0.0
    }

    fn in_bins(&self, weights: &[f64]) -> Vec<f64> {
        let mut sums = vec![0.0; self.bins.bin_count()];
        for (&bin, w) in self.bin_of.iter().zip(weights) {
            sums[bin] += w;
        }
        sums
    }

    /// The particles of a batch have arrived.
    fn count(&mut self, side: usize, positions: &[f32]) {
        let counted = &mut self.counted[side];
        for &x in positions {
            let x = f64::from(x);
            if self.scene.width > 0.0 {
                self.kernel.posterior_weights(&[x], 0.0, &mut self.lambda);
                self.fate.fill(0.0);
                for (&bin, l) in self.bin_of.iter().zip(&self.lambda) {
                    self.fate[bin] += l;
                }
                let pairs = counted.sums.iter_mut().zip(&mut counted.squares);
                for ((sum, square), f) in pairs.zip(&self.fate) {
                    *sum += f;
                    *square += f * f;
                }
                continue;
            }
            let after = self.places.partition_point(|&p| p < x);
            let near = [after.saturating_sub(1), after.min(self.places.len() - 1)];
            let [before, after] = near.map(|k| (self.places[k] - x).abs());
            let distance = before.min(after);
            let inside = near[0] != near[1] && self.places[near[0]] <= x;
            counted.between += usize::from(inside && distance > 0.25 * (before + after));
            counted.distance += distance;
            counted.largest = counted.largest.max(distance);
            let bin = self.bins.bin(x);
            counted.sums[bin] += 1.0;
            counted.squares[bin] += 1.0;
        }
        counted.particles += positions.len();
    }

    /// Some steps of a batch; false if all batches are through.
    fn run(&mut self) -> bool {
        // All of the scene's steps first, then half as many.
        let halved = half_steps::halved(&self.scene);
        let side = match self
            .counted
            .each_ref()
            .map(|counted| counted.particles < self.most)
        {
            [true, _] => 0,
            [false, true] if halved.is_some() => 1,
            _ => return false,
        };
        let Some(simulation) = &mut self.batch else {
            let mut scene = match halved.filter(|_| side == 1) {
                Some(halved) => halved,
                None => self.scene.clone(),
            };
            scene.seed = (scene.seed + SEEDS_APART * self.batches as u64) % LARGEST_SEED;
            self.batches += 1;
            self.batch = Some(Simulation::new(scene));
            return true;
        };
        let n = self.law.means().len();
        let mut piece = Piece::whole();
        while piece.is_left() && simulation.step() {
            let time = simulation.time();
            let spread = self.scene.process.spread(self.scene.width, time);
            let evaluations = self.scene.sampler.facts().evaluations as f64;
            piece.spend(evaluations * cost::step(self.scene.particles, n, spread));
        }
        if simulation.done() {
            let simulation = self.batch.take();
            if let Some(simulation) = simulation {
                self.count(side, simulation.positions().axis(0));
                self.conclude();
            }
        }
        true
    }

    /// Some of the prediction and of the curve over T*; false if both are complete.
    fn predict(&mut self) -> bool {
        let mut piece = Piece::whole();
        if !self.is_predicted {
            if self.prediction.work(&mut piece) {
                self.is_predicted = true;
                self.predicted = self.in_bins(&self.prediction.weights());
                self.conclude();
            }
            return true;
        }
        let is_terminal = self.scene.start == Start::Terminal;
        if self.curve_at > CURVE || is_terminal {
            return false;
        }
        while self.curve_at <= CURVE {
            let t = curve_time(self.curve_at, self.scene.t_star);
            let law = &self.curve_law;
            let curve = self
                .curve
                .get_or_insert_with(|| GeneratedWeights::new(law, &self.scene, t));
            if !curve.work(&mut piece) {
                break;
            }
            let gap = generated::total_variation(&curve.weights(), law.weights());
            if gap > LEAST_GAP {
                self.report[self.shown.gap].push(t, gap);
            }
            self.curve = None;
            self.curve_at += 1;
            // Making the nodes has its price too.
            piece.spend(1e5);
        }
        if self.curve_at > CURVE || self.curve_at.is_multiple_of(8) {
            self.conclude();
        }
        true
    }
}

impl Study for Generated {
    fn work(&mut self) -> bool {
        // The prediction, a batch to begin with, the curve, and the other batches.
        if self.is_predicted && self.counted[0].particles == 0 {
            return self.run();
        }
        self.predict() || self.run()
    }

    fn show(&mut self, t: f64, particles: &[f32]) {
        let series = &mut self.report[self.shown.fates];
        series.clear();
        let sample = particles
            .len()
            .min(MOVING * 4 / self.lambda.len().clamp(4, 400));
        if sample == 0 || !self.is_reverse {
            return;
        }
        self.fate.fill(0.0);
        for &x in &particles[..sample] {
            self.kernel
                .posterior_weights(&[f64::from(x)], t.max(0.0), &mut self.lambda);
            for (&bin, l) in self.bin_of.iter().zip(&self.lambda) {
                self.fate[bin] += l / sample as f64;
            }
        }
        let pairs = self.bins.centres.iter().zip(&self.fate);
        series.extend(pairs.filter(|(x, _)| !x.is_nan()).map(|(&x, &f)| (x, f)));
    }

    fn report(&self) -> &Report {
        &self.report
    }
}

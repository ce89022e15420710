//! The two scores that are compared: that of a law and that of N samples of it. Where nobody knows the law, the rest
//! of the data stands for it.

use crate::denoiser::Kernel;
use crate::ensemble::Simulation;
use crate::law::Law;
use crate::measure::NearestPoint;
use crate::points::Points;
use crate::scene::{Data, DenoiserKind, Dynamics, Scene, Start, View};

/// More particles than these say nothing new.
pub(super) const MOST_PARTICLES: usize = 20_000;

/// Pairs of places and training points that an average of entropies is taken over.
const PAIRS: usize = 100_000;
/// Fresh points from which the gap to the training points is known.
const GAPS: usize = 2001;

/// Both scenes, and where distances are taken from.
pub(super) struct Pair {
    /// With the score of the law, and with that of the samples.
    pub(super) scenes: [Scene; 2],
    /// From whose start all particles begin: that of the law or, where nobody knows it, of all data.
    pub(super) start: Scene,
    /// Whether the law is known.
    pub(super) is_known: bool,
    /// The law itself, or what stands for it.
    pub(super) law: Law,
    /// The N samples.
    pub(super) training: Law,
    /// α at t_min.
    alpha: f64,
    kernel: Kernel,
    nearest_training: NearestPoint,
    /// Where the law is one without a density.
    nearest_support: Option<NearestPoint>,
}

impl Pair {
    pub(super) fn new(scene: &Scene) -> Self {
        let mut left = Scene {
            dynamics: Dynamics::Reverse,
            denoiser: DenoiserKind::Exact,
            view: View::Auto,
            particles: scene.particles.min(MOST_PARTICLES),
            ..scene.clone()
        };
        let mut right = left.clone();
        let truth = scene.truth();
        match &truth {
            Some(_) => left.denoiser = DenoiserKind::TrueLaw,
            None => {
                let all = scene.data.law(0, 0);
                let n = all.points().len();
                let samples = match scene.samples {
                    0 => n.div_ceil(2),
                    samples => samples.min(n - 1),
                };
                let [first, second] = match n {
                    1 => [all.clone(), all],
                    _ => all.parted(samples, scene.draw),
                };
                (left.data, right.data) = (Data::Inline(second), Data::Inline(first));
                for scene in [&mut left, &mut right] {
                    (scene.samples, scene.draw) = (0, 0);
                }
            }
        }
        let start = Scene {
            particles: 1,
            steps: 1,
            samples: if truth.is_some() { scene.samples } else { 0 },
            denoiser: left.denoiser,
            dynamics: Dynamics::Reverse,
            ..scene.clone()
        };
        let process = scene.process;
        let [law, training] = [left.rho0(), right.law()];
        let has_density = law.width() > 0.0 || truth.is_none();
        Self {
            scenes: [left, right],
            start,
            is_known: truth.is_some(),
            alpha: process.alpha(scene.t_min),
            kernel: Kernel::of(process, &training),
            nearest_training: NearestPoint::new(&training),
            nearest_support: (!has_density).then(|| NearestPoint::new(&law)),
            law,
            training,
        }
    }

    /// What one of the scores is called.
    pub(super) fn score(&self, side: usize) -> String {
        match (side, self.is_known) {
            (0, true) => "true score".into(),
            (0, false) => "score of the rest".into(),
            _ => match self.training.points().len() {
                1 => "score of one sample".into(),
                n => format!("score of {n} samples"),
            },
        }
    }

    /// Whether there is a support to be near to, that is less than the plane.
    pub(super) fn has_support(&self) -> bool {
        self.nearest_support.is_some()
    }

    /// σ at t_min, with the width that the scene gives each point.
    pub(super) fn noise(&self) -> f64 {
        let scene = &self.scenes[1];
        libm::sqrt(scene.process.spread(self.training.width(), scene.t_min))
    }

    /// The same of a component of the law.
    pub(super) fn law_s_noise(&self) -> f64 {
        let scene = &self.scenes[0];
        libm::sqrt(scene.process.spread(self.law.width(), scene.t_min))
    }

    /// The points of a law where they are at t_min, with their weights.
    pub(super) fn centres<'a>(&self, law: &'a Law) -> impl Iterator<Item = ([f64; 2], f64)> + 'a {
        let alpha = self.alpha;
        let places = law.points().axis(0).iter().zip(law.points().axis(1));
        let places = places.map(move |(x, y)| [alpha * x, alpha * y]);
        places.zip(law.weights().iter().copied())
    }

    /// The distances of places from α times the training points.
    pub(super) fn to_training(&self, x: &Points<f32>, into: &mut Vec<f32>) {
        self.nearest_training.distances(x, self.alpha, into);
    }

    /// Draws of ρ(·, t) on one side, as forward particles have it.
    pub(super) fn drawn(&self, side: usize, t: f64, count: usize, seed: u64) -> Points<f32> {
        let scene = Scene {
            dynamics: Dynamics::Forward,
            t_min: t,
            steps: 1,
            start: Start::Terminal,
            particles: count,
            seed,
            ..self.scenes[side].clone()
        };
        Simulation::new(scene).positions().clone()
    }

    /// How far from the nearest training point half of the fresh points are, without any noise.
    pub(super) fn gap(&self, seed: u64) -> f64 {
        let mut distances = Vec::new();
        let fresh = self.drawn(0, 0.0, GAPS, seed);
        self.nearest_training.distances(&fresh, 1.0, &mut distances);
        distances.sort_by(f32::total_cmp);
        f64::from(distances[GAPS / 2])
    }

    /// How many training points x̄₀ averages at t_min, on average over the first places.
    pub(super) fn averaged(&self, x: &Points<f32>) -> f64 {
        let count = (PAIRS / self.training.points().len()).clamp(1, x.len());
        let mut lambda = Vec::new();
        let numbers = (0..count).map(|i| {
            let (place, t) = (x.point(i), self.scenes[1].t_min);
            self.kernel.posterior(&place, t, &mut lambda).effective()
        });
        numbers.sum::<f64>() / count as f64
    }

    /// Those from α times the support, if there is one.
    pub(super) fn to_support(&self, x: &Points<f32>, into: &mut Vec<f32>) {
        if let Some(support) = &self.nearest_support {
            support.distances(x, self.alpha, into);
        }
    }
}

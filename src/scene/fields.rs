//! The scene itself: a field for each parameter, and the laws and times that follow from them.

use super::choice::{DenoiserKind, Dynamics, Half, Patch, Precision, RelayOrder, View};
use super::data::Data;
use super::laws;
use super::start::Start;
use super::study::StudyKind;
use crate::denoiser::{Answer, Loss};
use crate::law::{self, Law};
use crate::process::Process;
use crate::sampler::Sampler;
use crate::time_grid::{CLOSE, Grid, time_grid};

/// A struct that can be made before its values are known.
macro_rules! with_blank {
    ($(#[$about:meta])* pub struct $name:ident { $($(#[$meant:meta])* pub $field:ident: $type:ty,)* }) => {
        $(#[$about])*
        pub struct $name {
            $($(#[$meant])* pub $field: $type,)*
        }

        impl $name {
            /// Before the table of parameters has said what it begins with.
            pub(super) fn blank() -> Self {
                Self {
                    $($field: Default::default(),)*
                }
            }
        }
    };
}

with_blank! {
    /// A scene: what [`crate::ensemble::Simulation`] runs.
    ///
    /// ```
    /// use reverse_diffusion::scene::{Dynamics, Scene, Value};
    ///
    /// let mut scene = Scene::default();
    /// scene.set("dynamics", &Value::Text("forward".into()))?;
    /// assert_eq!(scene.dynamics, Dynamics::Forward);
    /// assert_eq!(scene.differences(), [("dynamics", "forward".to_owned())]);
    /// # Ok::<(), reverse_diffusion::scene::SceneError>(())
    /// ```
    #[derive(Clone, Debug, PartialEq)]
    pub struct Scene {
        /// Which dynamics run: forward, reverse, or the bridge of Theorem 2.
        pub dynamics: Dynamics,
        /// The training data.
        pub data: Data,
        /// N, how many of them; 0 for as many as there are.
        pub samples: usize,
        /// Which samples these are: another number draws, or chooses, others.
        pub draw: u64,
        /// The forward process.
        pub process: Process,
        /// Which denoiser x̄₀ (4.2) drives the reverse process.
        pub denoiser: DenoiserKind,
        /// How a reverse step is taken.
        pub sampler: Sampler,
        /// ε in [0, 2], the noise of the reverse process: 0 for the probability flow (2.8), 1 for (4.1).
        pub epsilon: f64,
        /// How the steps are spread.
        pub grid: Grid,
        /// T* in [0.05, 20], up to which the forward process runs.
        pub t_star: f64,
        /// t_min in [0, T*), down to which the reverse process runs.
        pub t_min: f64,
        /// n, the number of steps from T* to t_min (4.19).
        pub steps: usize,
        /// q₀ (3.1), at which a reverse process or a bridge starts.
        pub start: Start,
        /// Which data point a bridge ends in.
        pub target: usize,
        /// Number of particles.
        pub particles: usize,
        /// The seed of all noise and of the starts.
        pub seed: u64,
        /// How it is looked at: as a plane, or as a line with its times.
        pub view: View,
        /// Which question is asked beside the picture.
        pub study: StudyKind,
        /// b in [0, 2], by how much each data point is blurred.
        pub width: f64,
        /// Cells of the finite-volume grid.
        pub cells: usize,
        /// n ≥ 1, which eigenmode of the forward equation is perturbed.
        pub mode: usize,
        /// By how much that mode is perturbed.
        pub amplitude: f64,
        /// In which arithmetic the naive march is done.
        pub precision: Precision,
        /// y, the place at t₂ of Theorem 1.
        pub place: f64,
        /// t₁ of Theorem 1.
        pub t1: f64,
        /// t₂ of Theorem 1.
        pub t2: f64,
        /// γ ≥ 0 of the γ-Voronoi cores.
        pub gamma: f64,
        /// p of the L^p norms.
        pub norm: f64,
        /// s, the standard deviation of the blur of a smoothed denoiser.
        pub smoothing: f64,
        /// b, of a density estimate or a floor.
        pub bandwidth: f64,
        /// K, the number of random features.
        pub features: usize,
        /// What is added to the diagonal of their Gram matrix.
        pub ridge: f64,
        /// The side of a local denoiser's window.
        pub patch: Patch,
        /// The time at which one denoiser hands over to another; 0 if none does.
        pub relay: f64,
        /// Which of the two is exact.
        pub relay_order: RelayOrder,
        /// Which half of the data points.
        pub half: Half,
        /// What the network answers.
        pub answer: Answer,
        /// The loss by which it is trained, (4.30), (4.33) or (4.34).
        pub loss: Loss,
        /// The number of steps for which it is trained.
        pub training: usize,
        /// The seed of features, first weights and batches.
        pub learning_seed: u64,
        /// Whether it asks for what only the whole module knows.
        pub beyond: bool,
    }
}

impl Scene {
    /// The law of the data points, with the width. Points that are equal in single precision are one, with the sum of
    /// their weights ([`Law::distinct`]).
    pub fn law(&self) -> Law {
        if crate::WHOLE {
            laws::distinct(&self.data, self.samples, self.draw).with_width(self.width)
        } else {
            self.given().distinct()
        }
    }

    /// The same with every point as it was given, also if there are several in one place.
    pub fn given(&self) -> Law {
        // Without the lab all data points are there, and nothing that chooses among them.
        let (samples, draw) = if crate::WHOLE {
            (self.samples, self.draw)
        } else {
            (0, 0)
        };
        self.data.law(samples, draw).with_width(self.width)
    }

    /// The scene's times, from T* down to t_min; `law` is that of its data points, [`Scene::law`].
    pub fn times(&self, law: &Law) -> Vec<f64> {
        let apart = law.finest();
        // Who sees one pixel of two images that differ alike in all of them sees so much less of their distance.
        if crate::WHOLE && self.denoiser.needs_images() {
            return self.times_of(apart / libm::sqrt(law.points().dim() as f64));
        }
        self.times_of(apart)
    }

    /// The same for data that are told apart on the scale `finest`.
    pub(super) fn times_of(&self, finest: f64) -> Vec<f64> {
        time_grid(
            self.process,
            self.grid,
            self.t_star,
            self.t_min,
            finest,
            self.steps,
        )
    }

    /// The law from which the data points were drawn, with the width; `None` where nobody knows it.
    pub fn truth(&self) -> Option<Law> {
        let law = self.data.truth()?;
        let width = libm::hypot(law.width(), self.width);
        Some(law.with_width(width))
    }

    /// Points of the same law as the data that the scene does not learn from: `count` independent ones where the law is
    /// known and they are drawn from it, else those that `samples` leaves; `None` where there are none.
    pub fn fresh(&self, count: usize) -> Option<Law> {
        let drawn = match &self.data {
            Data::Preset(preset) => preset.independent(count, self.draw + 1),
            _ => None,
        };
        let law = match drawn {
            Some(law) => law,
            None => self.data.law(0, 0).left(self.samples, self.draw)?,
        };
        Some(law.with_width(self.width))
    }

    /// Which of all data points each one of the law is, and each one of [`Scene::fresh`] where those are given: numbers
    /// by which they are told of.
    pub fn numbers(&self) -> [Vec<usize>; 2] {
        match &self.data {
            Data::Preset(preset) if preset.is_drawn() => {
                [(0..self.law().points().len()).collect(), Vec::new()]
            }
            data => {
                let n = data.law(0, 0).points().len();
                let chosen = law::chosen_numbers(n, self.samples, self.draw);
                let kept = self.given().distinct_numbers();
                [
                    kept.into_iter().map(|k| chosen[k]).collect(),
                    law::left_numbers(n, self.samples, self.draw),
                ]
            }
        }
    }

    /// Of which class each point of [`Scene::law`] is, a number from 0 on; `None` where that is not known.
    pub fn classes(&self) -> Option<Vec<usize>> {
        let Data::Preset(preset) = &self.data else {
            return None;
        };
        let kept = self.given().distinct_numbers();
        if preset.is_drawn() {
            return preset.classes(&kept);
        }
        preset.classes(&self.numbers()[0])
    }

    /// ρ₀, the law whose forward process the scene is about: that of the data points, or, where the denoiser knows it,
    /// that from which they were drawn.
    pub fn rho0(&self) -> Law {
        match self.denoiser {
            DenoiserKind::TrueLaw => self.truth().unwrap_or_else(|| self.law()),
            _ => self.law(),
        }
    }

    /// Whether the scene is looked at as a line; otherwise as a plane, as always in the small module.
    pub fn is_line(&self, dim: usize) -> bool {
        match self.view {
            _ if !crate::WHOLE => false,
            View::Auto => dim == 1,
            View::Plane => false,
            View::Line => true,
        }
    }

    /// Whether t_min is so near to T* that times between may be one number.
    pub(super) fn ends_close(&self) -> bool {
        self.t_star - self.t_min < CLOSE * self.t_star
    }
}

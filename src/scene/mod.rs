//! One scene as plain data. Controls, attributes, URLs, JSON, CSV headers and error messages are all made
//! from its table of parameters, [`PARAMETERS`].

mod by_name;
mod choice;
mod error;
mod laws;
pub mod limits;
mod parameter;
mod read;
mod study;

use crate::decimal::Decimal;
use crate::denoiser::{Answer, Loss};
use crate::law::{self, Law, Preset};
use crate::process::Process;
use crate::sampler::Sampler;
use crate::time_grid::{CLOSE, Grid, decreases, time_grid};
use crate::words::counted;
use choice::Named;

pub use choice::{Choices, DenoiserKind, Dynamics, Half, Precision, View};
pub use error::{SceneError, Value};
pub use parameter::{ELSEWHERE, Kind, PARAMETERS, Parameter, parameter};
pub use study::{STUDIES, StudyInfo, StudyKind};

/// Where the particles of a reverse process or a bridge start.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Start {
    /// N(0, I) for OU; for the heat flow N(mean of the data, their variance + σ²(T*)).
    #[default]
    Normal,
    /// ρ(·, T*), the law at which the forward process ends.
    Terminal,
    /// All in one place.
    Point(Vec<f64>),
    /// N(mean, deviation²) in each coordinate.
    Gaussian {
        /// In each coordinate.
        mean: f64,
        /// Above 0.
        deviation: f64,
    },
}

/// Where the data points come from.
#[derive(Clone, Debug)]
pub enum Data {
    /// A named data set.
    Preset(&'static Preset),
    /// Points written out.
    Inline(Law),
}

impl Default for Data {
    fn default() -> Self {
        Self::Preset(&law::PRESETS[0])
    }
}

/// A named data set is the one of that name.
impl PartialEq for Data {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Data::Preset(one), Data::Preset(other)) => one.name == other.name,
            (Data::Inline(one), Data::Inline(other)) => one == other,
            _ => false,
        }
    }
}

impl Data {
    /// The points, `samples` of them as [`Preset::law`] says.
    pub fn law(&self, samples: usize, draw: u64) -> Law {
        match self {
            Data::Preset(preset) => preset.law(samples, draw),
            Data::Inline(law) => law.clone().chosen(samples, draw),
        }
    }

    /// The law from which the points were drawn, or which they are; `None` where nobody knows it.
    fn truth(&self) -> Option<Law> {
        match self {
            Data::Preset(preset) => preset.truth(),
            _ => None,
        }
    }
}

/// A struct that can be made before its values are known.
macro_rules! with_blank {
    ($(#[$about:meta])* pub struct $name:ident { $($(#[$meant:meta])* pub $field:ident: $type:ty,)* }) => {
        $(#[$about])*
        pub struct $name {
            $($(#[$meant])* pub $field: $type,)*
        }

        impl $name {
            /// Before the table of parameters has said what it begins with.
            fn blank() -> Self {
                Self {
                    $($field: Default::default(),)*
                }
            }
        }
    };
}

with_blank! {
    /// A scene: what [`crate::ensemble::Simulation`] runs.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Scene {
        /// Which process runs.
        pub dynamics: Dynamics,
        /// The training data.
        pub data: Data,
        /// N, how many of them; 0 for as many as there are.
        pub samples: usize,
        /// Which of them.
        pub draw: u64,
        /// The forward process.
        pub process: Process,
        /// Which x̄₀.
        pub denoiser: DenoiserKind,
        /// How a reverse step is taken.
        pub sampler: Sampler,
        /// ε in [0, 2].
        pub epsilon: f64,
        /// How the steps are spread.
        pub grid: Grid,
        /// T* in [0.05, 20].
        pub t_star: f64,
        /// t_min in [0, T*).
        pub t_min: f64,
        /// Number of steps.
        pub steps: usize,
        /// q₀.
        pub start: Start,
        /// Which data point a bridge ends in.
        pub target: usize,
        /// Number of particles.
        pub particles: usize,
        /// The noise.
        pub seed: u64,
        /// How it is looked at.
        pub view: View,
        /// Which question is asked beside the picture.
        pub study: StudyKind,
        /// b in [0, 2], by how much each data point is blurred.
        pub width: f64,
        /// Cells of the finite-volume grid.
        pub cells: usize,
        /// Which eigenmode is perturbed.
        pub mode: usize,
        /// By how much.
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
        /// Which half of the data points.
        pub half: Half,
        /// What the network answers.
        pub answer: Answer,
        /// What it is trained by.
        pub loss: Loss,
        /// Steps of its training.
        pub training: usize,
        /// The seed of features, first weights and batches.
        pub learning_seed: u64,
        /// Whether it asks for what only the whole module knows.
        pub beyond: bool,
    }
}

impl Default for Scene {
    fn default() -> Self {
        let mut scene = Self::blank();
        for parameter in PARAMETERS {
            scene.reset(parameter);
        }
        scene
    }
}

impl Scene {
    /// A scene from pairs of names and values; what is missing has its default. The first thing that is
    /// wrong is the error.
    pub fn from_pairs<'a>(
        pairs: impl IntoIterator<Item = (&'a str, Value)>,
    ) -> Result<Self, SceneError> {
        let (scene, problems) = Self::from_pairs_leniently(pairs);
        match problems.into_iter().next() {
            Some(problem) => Err(problem),
            None => Ok(scene),
        }
    }

    /// A scene from pairs of names and values; what is missing, unknown or wrong has its default, and each
    /// such pair is named.
    pub fn from_pairs_leniently<'a>(
        pairs: impl IntoIterator<Item = (&'a str, Value)>,
    ) -> (Self, Vec<SceneError>) {
        let pairs: Vec<(&str, Value)> = pairs.into_iter().collect();
        let mut scene = Self::default();
        let mut problems = Vec::new();
        // A study brings its own defaults.
        for (name, value) in &pairs {
            if *name == "study" && scene.set(name, value).is_ok() {
                scene = Self::of_study(scene.study);
            }
        }
        for (name, value) in pairs {
            if let Err(problem) = scene.set(name, &value) {
                problems.push(problem);
            }
        }
        // What only the whole module knows, only that can check.
        while !scene.beyond
            && let Err((parameter, problem)) = scene.check()
        {
            scene.reset(parameter);
            problems.push(problem);
        }
        // Whether there is room for its times the whole module finds out.
        if !crate::WHOLE && scene.ends_close() {
            scene.beyond = true;
        }
        (scene, problems)
    }

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
        self.times_of(law.finest())
    }

    /// The same for data that are told apart on the scale `finest`.
    fn times_of(&self, finest: f64) -> Vec<f64> {
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
        let width = libm::hypot(law.width, self.width);
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
                [(0..self.law().points.len()).collect(), Vec::new()]
            }
            data => {
                let n = data.law(0, 0).points.len();
                let chosen = law::chosen_numbers(n, self.samples, self.draw);
                let kept = self.given().distinct_numbers();
                [
                    kept.into_iter().map(|k| chosen[k]).collect(),
                    law::left_numbers(n, self.samples, self.draw),
                ]
            }
        }
    }

    /// ρ₀, the law whose forward process the scene is about: that of the data points, or, where the denoiser knows it,
    /// that from which they were drawn.
    pub fn rho0(&self) -> Law {
        match self.denoiser {
            DenoiserKind::TrueLaw => self.truth().unwrap_or_else(|| self.law()),
            _ => self.law(),
        }
    }

    /// The scene with which a study begins.
    pub fn of_study(study: StudyKind) -> Self {
        let mut scene = Self {
            study,
            ..Self::default()
        };
        for (name, value) in study.defaults() {
            if let Err(error) = scene.set(name, &Value::Text((*value).into())) {
                unreachable!(
                    "a default of the study {} is not allowed: {error}",
                    study.name()
                );
            }
        }
        scene
    }

    /// What differs from the defaults (a study brings its own), as (name, text), in the order of the table.
    pub fn differences(&self) -> Vec<(&'static str, String)> {
        let default = Self::of_study(self.study);
        let plain = |value| match value {
            Value::Text(text) | Value::Other(text) => text,
            Value::Number(number) => Decimal(number).to_string(),
        };
        PARAMETERS
            .iter()
            .map(|parameter| (parameter.name, plain(self.get(parameter.name))))
            .filter(|(name, value)| match *name {
                "study" => self.study != StudyKind::None,
                name => *value != plain(default.get(name)),
            })
            .collect()
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

    fn reset(&mut self, parameter: &Parameter) {
        let mut own = self.study.defaults().iter();
        let own = own.find(|(name, _)| *name == parameter.name);
        let default = Value::Text(own.map_or(parameter.default, |(_, value)| value).into());
        let set = self.set(parameter.name, &default);
        // Defaults are the same in both modules, so that one need not look.
        if let (true, Err(error)) = (crate::WHOLE, set) {
            unreachable!("the default of {} is not allowed: {error}", parameter.name);
        }
        // Where a default itself does not fit what else is asked for, the nearest that does.
        match parameter.name {
            "t2" => self.t2 = self.t2.min(self.t_star),
            "t1" if self.t1 >= self.t2 => self.t1 = 0.0,
            "features" if crate::WHOLE => {
                let points = self.law().points;
                let most = limits::most_features(points.len(), points.dim());
                self.features = self.features.min(most);
            }
            "target" if self.target >= self.law().points.len() => self.target = 0,
            _ => {}
        }
    }

    /// Whether t_min is so near to T* that times between may be one number.
    fn ends_close(&self) -> bool {
        self.t_star - self.t_min < CLOSE * self.t_star
    }

    /// Whether the parameters fit each other; if not, which one to give up and why.
    fn check(&self) -> Result<(), (&'static Parameter, SceneError)> {
        let law = self.law();
        let dim = law.points.dim();
        let problem = |name: &str, allowed: String| {
            let parameter = parameter(name).expect("a name from the table");
            let error = SceneError {
                field: name.into(),
                value: self.get(name).to_string(),
                allowed,
                because: None,
            };
            Err((parameter, error))
        };
        if self.t_min >= self.t_star {
            return problem(
                "t-min",
                format!(
                    "a number from 0 to less than t-star, {}",
                    Decimal(self.t_star)
                ),
            );
        }
        // What ends so close ends above 0, where data do not matter to a grid.
        if crate::WHOLE && self.ends_close() && !decreases(&self.times_of(1.0)) {
            return problem(
                "t-min",
                format!(
                    "a number from 0 to so much less than t-star, {}, that all times between differ",
                    Decimal(self.t_star)
                ),
            );
        }
        if self.dynamics == Dynamics::Bridge && self.target >= law.points.len() {
            let last = law.points.len() - 1;
            return problem(
                "target",
                format!("a whole number from 0 to {last}, the last data point"),
            );
        }
        match &self.start {
            Start::Point(point) if point.len() != dim => {
                return problem(
                    "start",
                    format!(
                        "normal, terminal or a point of the data's {}",
                        counted(dim, "coordinate")
                    ),
                );
            }
            _ => {}
        }
        // What follows is of parameters that the small module knows by their names alone, and of limits beyond its own.
        if !crate::WHOLE {
            return Ok(());
        }
        if self.denoiser == DenoiserKind::TrueLaw && self.data.truth().is_none() {
            let allowed = "exact for these data: from which law they were drawn is not known";
            return problem("denoiser", allowed.into());
        }
        if let Some((name, allowed)) = self.beyond_limits(law.points.len(), dim) {
            return problem(name, allowed);
        }
        let takes = &self.study.info().dims;
        let is_image = self.study == StudyKind::Digits;
        if !takes.contains(&dim) || (is_image && !is_square(dim)) {
            let needed = match takes.end() {
                1 => "is made on a line",
                _ if is_image => "is made for square images, of 2 × 2 to 32 × 32 pixels",
                _ => "is made in the plane",
            };
            return problem(
                "study",
                format!(
                    "one for data of {} or none; this one {needed}",
                    counted(dim, "coordinate")
                ),
            );
        }
        if self.study == StudyKind::PastFuture {
            if self.t2 > self.t_star {
                return problem(
                    "t2",
                    format!(
                        "a number above t1 and at most t-star, {}",
                        Decimal(self.t_star)
                    ),
                );
            }
            if self.t1 >= self.t2 {
                return problem(
                    "t1",
                    format!("a number from 0 to less than t2, {}", Decimal(self.t2)),
                );
            }
        }
        match self.view {
            View::Line if dim != 1 => {
                problem("view", format!("auto or plane for {dim} coordinates"))
            }
            View::Plane if dim == 1 => problem("view", "auto or line for one coordinate".into()),
            _ => Ok(()),
        }
    }
}

/// Whether so many coordinates can be a square image.
fn is_square(dim: usize) -> bool {
    dim.isqrt() * dim.isqrt() == dim
}

//! One scene as plain data: every parameter's name, range, default, help and paper reference, written once.
//!
//! Controls, attributes, URLs, JSON, CSV headers and error messages are all made from [`PARAMETERS`].

use crate::law::{self, Law, Preset, parse_inline, preset, shorten};
use crate::process::Process;
use crate::sampler::Sampler;
use crate::time_grid::Grid;
use std::fmt;

/// Which process runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dynamics {
    /// From the data to noise.
    Forward,
    /// From noise to the data.
    Reverse,
    /// From a start to one data point, Theorem 2.
    Bridge,
}

/// Which x̄₀ drives the reverse process.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DenoiserKind {
    /// The kernel formulation (4.36)–(4.39).
    Exact,
}

/// How a scene is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum View {
    /// By the data's dimension.
    Auto,
    /// The first two coordinates.
    Plane,
    /// One coordinate, and the density over it.
    Line,
}

/// Where the particles of a reverse process or a bridge start.
#[derive(Clone, Debug, PartialEq)]
pub enum Start {
    /// N(0, I) for OU; for the heat flow N(mean of the data, their variance + σ²(T*)).
    Normal,
    /// ρ(·, T*), the law at which the forward process ends.
    Terminal,
    /// All in one place.
    Point(Vec<f64>),
}

/// Where the data points come from.
#[derive(Clone, Debug)]
pub enum Data {
    /// A named data set.
    Preset(&'static Preset),
    /// Points written out.
    Inline(Law),
}

impl Data {
    /// The points.
    pub fn law(&self) -> Law {
        match self {
            Data::Preset(preset) => preset.law(),
            Data::Inline(law) => law.clone(),
        }
    }
}

/// A type that is one of a few named values.
trait Named: Sized + Copy + PartialEq + 'static {
    /// (value, name in a scene, label in a menu).
    const NAMES: &'static [(Self, &'static str, &'static str)];

    fn named(name: &str) -> Option<Self> {
        let mut all = Self::NAMES.iter();
        all.find(|entry| entry.1 == name).map(|entry| entry.0)
    }

    fn name(self) -> &'static str {
        let mut all = Self::NAMES.iter();
        all.find(|entry| entry.0 == self)
            .map_or("", |entry| entry.1)
    }
}

impl Named for Dynamics {
    const NAMES: &'static [(Self, &'static str, &'static str)] = &[
        (Dynamics::Forward, "forward", "Forward: data to noise"),
        (Dynamics::Reverse, "reverse", "Reverse: noise to data"),
        (Dynamics::Bridge, "bridge", "Bridge to one point"),
    ];
}

impl Named for Process {
    const NAMES: &'static [(Self, &'static str, &'static str)] = &[
        (Process::Ou, "ou", "Ornstein–Uhlenbeck"),
        (Process::Heat, "heat", "Heat flow"),
    ];
}

impl Named for DenoiserKind {
    const NAMES: &'static [(Self, &'static str, &'static str)] =
        &[(DenoiserKind::Exact, "exact", "Exact")];
}

impl Named for Sampler {
    const NAMES: &'static [(Self, &'static str, &'static str)] = &[
        (Sampler::EulerMaruyama, "euler-maruyama", "Euler–Maruyama"),
        (
            Sampler::Exponential,
            "exponential",
            "Exponential (DDPM, DDIM)",
        ),
        (Sampler::Heun, "heun", "Heun (EDM)"),
        (Sampler::DpmSolver, "dpm-solver++", "DPM-Solver++ (2M)"),
    ];
}

impl Named for Grid {
    const NAMES: &'static [(Self, &'static str, &'static str)] = &[
        (Grid::Uniform, "uniform", "Uniform in t"),
        (Grid::Geometric, "geometric", "Geometric"),
        (Grid::LogSnr, "log-snr", "Uniform in log-SNR"),
        (Grid::Karras, "karras", "Karras, ρ = 7"),
        (Grid::Cosine, "cosine", "Cosine"),
    ];
}

impl Named for View {
    const NAMES: &'static [(Self, &'static str, &'static str)] = &[
        (View::Auto, "auto", "By the data"),
        (View::Plane, "plane", "Plane"),
        (View::Line, "line", "Line"),
    ];
}

/// (name, label) of every value of a choice.
pub type Choices = Vec<(&'static str, &'static str)>;

fn choices<T: Named>() -> Choices {
    let all = T::NAMES.iter();
    all.map(|&(_, name, label)| (name, label)).collect()
}

/// What values a parameter takes.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// One of a few names.
    Choice(fn() -> Choices),
    /// A real number in [min, max]; whether a slider should be logarithmic.
    Number { min: f64, max: f64, log: bool },
    /// A whole number in [min, max]; whether a slider should be logarithmic.
    Integer { min: f64, max: f64, log: bool },
    /// A preset's name or points.
    Data,
    /// A [`Start`].
    Start,
}

/// Everything that is known about a parameter.
#[derive(Clone, Copy, Debug)]
pub struct Parameter {
    /// Its name in attributes, URLs, JSON and CSV headers.
    pub name: &'static str,
    /// Its name on a control.
    pub label: &'static str,
    /// The papers' symbol.
    pub symbol: &'static str,
    /// What values it takes.
    pub kind: Kind,
    /// Its default, as text.
    pub default: &'static str,
    /// One sentence of help.
    pub help: &'static str,
    /// Where it stands in the papers.
    pub reference: &'static str,
    /// In which dynamics it has an effect.
    pub dynamics: &'static [Dynamics],
}

const ALL: &[Dynamics] = &[Dynamics::Forward, Dynamics::Reverse, Dynamics::Bridge];
const REVERSE: &[Dynamics] = &[Dynamics::Reverse];
const BRIDGE: &[Dynamics] = &[Dynamics::Bridge];

/// The largest seed: the largest whole number that JavaScript holds exactly.
const LARGEST_SEED: f64 = 9_007_199_254_740_991.0;

/// All parameters, in the order of display.
pub const PARAMETERS: &[Parameter] = &[
    Parameter {
        name: "dynamics",
        label: "Dynamics",
        symbol: "",
        kind: Kind::Choice(choices::<Dynamics>),
        default: "reverse",
        help: "Which process runs: data to noise, noise to data, or a bridge to one data point.",
        reference: "Cao et al. (2.11), (4.1), (4.12)",
        dynamics: ALL,
    },
    Parameter {
        name: "data",
        label: "Data",
        symbol: "ρ₀",
        kind: Kind::Data,
        default: "five-points",
        help: "The training data: a preset, or your own points.",
        reference: "Cao et al. (4.35)",
        dynamics: ALL,
    },
    Parameter {
        name: "process",
        label: "Process",
        symbol: "L",
        kind: Kind::Choice(choices::<Process>),
        default: "ou",
        help: "How data become noise: shrinking towards 0 while noise comes in, or noise alone.",
        reference: "Cao et al. (2.11), (2.9)",
        dynamics: ALL,
    },
    Parameter {
        name: "denoiser",
        label: "Denoiser",
        symbol: "x̄₀",
        kind: Kind::Choice(choices::<DenoiserKind>),
        default: "exact",
        help: "Where the expected origin comes from: exactly, from the data.",
        reference: "Cao et al. (4.2), (4.36)",
        dynamics: REVERSE,
    },
    Parameter {
        name: "sampler",
        label: "Sampler",
        symbol: "",
        kind: Kind::Choice(choices::<Sampler>),
        default: "exponential",
        help: "How a step of the reverse process is taken.",
        reference: "Cao et al. (4.19), (4.21)–(4.24)",
        dynamics: REVERSE,
    },
    Parameter {
        name: "epsilon",
        label: "Noise on the way back",
        symbol: "ε",
        kind: Kind::Number {
            min: 0.0,
            max: 2.0,
            log: false,
        },
        default: "1",
        help: "1 is the reverse SDE, 0 the probability flow without noise; the law is the same for all.",
        reference: "Cao et al. (2.7), (2.8); Liu & Zuazua figure 2",
        dynamics: REVERSE,
    },
    Parameter {
        name: "grid",
        label: "Time grid",
        symbol: "t₀ > … > t_n",
        kind: Kind::Choice(choices::<Grid>),
        default: "uniform",
        help: "How the steps are spread over time.",
        reference: "Cao et al. section 4.3",
        dynamics: ALL,
    },
    Parameter {
        name: "t-star",
        label: "Horizon T*",
        symbol: "T*",
        kind: Kind::Number {
            min: 0.05,
            max: 20.0,
            log: true,
        },
        default: "3",
        help: "How long the forward process runs, and so how much noise the reverse one starts from.",
        reference: "Cao et al. (3.1)",
        dynamics: ALL,
    },
    Parameter {
        name: "t-min",
        label: "Stop at",
        symbol: "t_min",
        kind: Kind::Number {
            min: 0.0,
            max: 20.0,
            log: false,
        },
        default: "0",
        help: "The time at which the reverse process stops; 0 is the data.",
        reference: "Liu & Zuazua figure 2",
        dynamics: ALL,
    },
    Parameter {
        name: "steps",
        label: "Steps",
        symbol: "n",
        kind: Kind::Integer {
            min: 1.0,
            max: 10_000.0,
            log: true,
        },
        default: "100",
        help: "Into how many steps the time is cut.",
        reference: "Cao et al. (4.19)",
        dynamics: ALL,
    },
    Parameter {
        name: "start",
        label: "Start",
        symbol: "q₀",
        kind: Kind::Start,
        default: "normal",
        help: "Where particles start: the normal law, the forward process's own end, or one point.",
        reference: "Cao et al. (3.1), (3.19)",
        dynamics: ALL,
    },
    Parameter {
        name: "target",
        label: "Bridge ends at point",
        symbol: "x₀",
        kind: Kind::Integer {
            min: 0.0,
            max: (law::MOST_POINTS - 1) as f64,
            log: false,
        },
        default: "0",
        help: "The number of the data point in which the bridge ends.",
        reference: "Cao et al. Theorem 2, (4.12)",
        dynamics: BRIDGE,
    },
    Parameter {
        name: "particles",
        label: "Particles",
        symbol: "M",
        kind: Kind::Integer {
            min: 1.0,
            max: 200_000.0,
            log: true,
        },
        default: "2000",
        help: "How many particles run; the first ones stay the same when there are more.",
        reference: "Cao et al. section 4.3",
        dynamics: ALL,
    },
    Parameter {
        name: "seed",
        label: "Seed",
        symbol: "",
        kind: Kind::Integer {
            min: 0.0,
            max: LARGEST_SEED,
            log: false,
        },
        default: "1",
        help: "The same seed gives the same noise, bit for bit, in every browser.",
        reference: "",
        dynamics: ALL,
    },
    Parameter {
        name: "view",
        label: "View",
        symbol: "",
        kind: Kind::Choice(choices::<View>),
        default: "auto",
        help: "A plane for two coordinates, a line for one.",
        reference: "",
        dynamics: ALL,
    },
];

/// The parameter called `name`.
pub fn parameter(name: &str) -> Option<&'static Parameter> {
    PARAMETERS.iter().find(|parameter| parameter.name == name)
}

impl Parameter {
    /// What values are allowed, as the end of a sentence.
    pub fn allowed(&self) -> String {
        match self.kind {
            Kind::Choice(choices) => {
                let names: Vec<&str> = choices().iter().map(|choice| choice.0).collect();
                format!("one of {}", names.join(", "))
            }
            Kind::Number { min, max, .. } => format!("a number from {min} to {max}"),
            Kind::Integer { min, max, .. } => format!("a whole number from {min} to {max}"),
            Kind::Data => {
                let names: Vec<&str> = law::PRESETS.iter().map(|preset| preset.name).collect();
                format!(
                    "a preset ({}) or points such as 0,1;2,0.5@3",
                    names.join(", ")
                )
            }
            Kind::Start => "normal, terminal or a point such as 0.5,-1".into(),
        }
    }

    /// The parameter's whole number, or why `value` is none in its range.
    fn integer(&self, value: &Value) -> Result<u64, SceneError> {
        let number = self.number(value)?;
        if number.fract() == 0.0 {
            Ok(number as u64)
        } else {
            Err(self.error(value))
        }
    }

    fn number(&self, value: &Value) -> Result<f64, SceneError> {
        let (Kind::Number { min, max, .. } | Kind::Integer { min, max, .. }) = self.kind else {
            unreachable!("only numeric parameters are read as numbers");
        };
        match value.as_number() {
            Some(number) if (min..=max).contains(&number) => Ok(number),
            _ => Err(self.error(value)),
        }
    }

    fn choice<T: Named>(&self, value: &Value) -> Result<T, SceneError> {
        let named = value.as_text().and_then(T::named);
        named.ok_or_else(|| self.error(value))
    }

    fn error(&self, value: &Value) -> SceneError {
        SceneError {
            field: self.name.into(),
            value: value.to_string(),
            allowed: self.allowed(),
            because: None,
        }
    }
}

/// A value as it comes from outside.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Text, from an attribute, a URL or JSON.
    Text(String),
    /// A number, from JSON.
    Number(f64),
    /// Anything else, described.
    Other(String),
}

impl Value {
    fn as_number(&self) -> Option<f64> {
        match self {
            Value::Number(number) => Some(*number),
            Value::Text(text) => text.trim().parse().ok(),
            Value::Other(_) => None,
        }
    }

    fn as_text(&self) -> Option<&str> {
        match self {
            Value::Text(text) => Some(text.trim()),
            _ => None,
        }
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Text(text) => write!(f, "\"{}\"", shorten(text)),
            Value::Number(number) => write!(f, "{number}"),
            Value::Other(what) => f.write_str(&shorten(what)),
        }
    }
}

/// What is wrong with a scene: the field, the value, and what is allowed.
#[derive(Clone, Debug, PartialEq)]
pub struct SceneError {
    /// The parameter's name.
    pub field: String,
    /// The value, as it was given.
    pub value: String,
    /// What would have been allowed.
    pub allowed: String,
    /// More about what is wrong, where the range alone does not say it.
    pub because: Option<String>,
}

impl fmt::Display for SceneError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            field,
            value,
            allowed,
            because,
        } = self;
        match because {
            Some(because) => write!(f, "{field} is {value}: {because}; it must be {allowed}."),
            None => write!(f, "{field} is {value}; it must be {allowed}."),
        }
    }
}

impl std::error::Error for SceneError {}

/// A scene: what [`crate::ensemble::Simulation`] runs.
#[derive(Clone, Debug)]
pub struct Scene {
    /// Which process runs.
    pub dynamics: Dynamics,
    /// The training data.
    pub data: Data,
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
}

impl Default for Scene {
    fn default() -> Self {
        let mut scene = Self {
            dynamics: Dynamics::Reverse,
            data: Data::Preset(&law::PRESETS[0]),
            process: Process::Ou,
            denoiser: DenoiserKind::Exact,
            sampler: Sampler::Exponential,
            epsilon: 1.0,
            grid: Grid::Uniform,
            t_star: 3.0,
            t_min: 0.0,
            steps: 100,
            start: Start::Normal,
            target: 0,
            particles: 2000,
            seed: 1,
            view: View::Auto,
        };
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
        let mut scene = Self::default();
        let mut problems = Vec::new();
        for (name, value) in pairs {
            if let Err(problem) = scene.set(name, &value) {
                problems.push(problem);
            }
        }
        while let Err((parameter, problem)) = scene.check() {
            scene.reset(parameter);
            problems.push(problem);
        }
        (scene, problems)
    }

    /// Sets one parameter. Whether it fits the others is not looked at.
    pub fn set(&mut self, name: &str, value: &Value) -> Result<(), SceneError> {
        let Some(parameter) = parameter(name) else {
            let names: Vec<&str> = PARAMETERS.iter().map(|parameter| parameter.name).collect();
            return Err(SceneError {
                field: shorten(name),
                value: value.to_string(),
                allowed: format!("one of the parameters {}", names.join(", ")),
                because: Some("there is no parameter of this name".into()),
            });
        };
        match name {
            "dynamics" => self.dynamics = parameter.choice(value)?,
            "data" => self.data = parameter.data(value)?,
            "process" => self.process = parameter.choice(value)?,
            "denoiser" => self.denoiser = parameter.choice(value)?,
            "sampler" => self.sampler = parameter.choice(value)?,
            "epsilon" => self.epsilon = parameter.number(value)?,
            "grid" => self.grid = parameter.choice(value)?,
            "t-star" => self.t_star = parameter.number(value)?,
            "t-min" => self.t_min = parameter.number(value)?,
            "steps" => self.steps = parameter.integer(value)? as usize,
            "start" => self.start = parameter.start(value)?,
            "target" => self.target = parameter.integer(value)? as usize,
            "particles" => self.particles = parameter.integer(value)? as usize,
            "seed" => self.seed = parameter.integer(value)?,
            "view" => self.view = parameter.choice(value)?,
            _ => unreachable!("{name} is in the table but can not be set"),
        }
        Ok(())
    }

    /// The value of the parameter called `name`, as [`Scene::set`] reads it.
    pub fn get(&self, name: &str) -> Value {
        let text = |text: &str| Value::Text(text.into());
        match name {
            "dynamics" => text(self.dynamics.name()),
            "data" => match &self.data {
                Data::Preset(preset) => text(preset.name),
                Data::Inline(law) => Value::Text(law.to_inline()),
            },
            "process" => text(self.process.name()),
            "denoiser" => text(self.denoiser.name()),
            "sampler" => text(self.sampler.name()),
            "epsilon" => Value::Number(self.epsilon),
            "grid" => text(self.grid.name()),
            "t-star" => Value::Number(self.t_star),
            "t-min" => Value::Number(self.t_min),
            "steps" => Value::Number(self.steps as f64),
            "start" => match &self.start {
                Start::Normal => text("normal"),
                Start::Terminal => text("terminal"),
                Start::Point(point) => {
                    let point: Vec<String> = point.iter().map(f64::to_string).collect();
                    Value::Text(point.join(","))
                }
            },
            "target" => Value::Number(self.target as f64),
            "particles" => Value::Number(self.particles as f64),
            "seed" => Value::Number(self.seed as f64),
            "view" => text(self.view.name()),
            _ => Value::Other(format!("no parameter {name}")),
        }
    }

    /// What differs from the default, as (name, text), in the order of the table.
    pub fn differences(&self) -> Vec<(&'static str, String)> {
        let plain = |value| match value {
            Value::Text(text) | Value::Other(text) => text,
            Value::Number(number) => number.to_string(),
        };
        PARAMETERS
            .iter()
            .map(|parameter| (parameter, plain(self.get(parameter.name))))
            .filter(|(parameter, value)| value != parameter.default)
            .map(|(parameter, value)| (parameter.name, value))
            .collect()
    }

    /// Whether the scene is looked at as a line; otherwise as a plane.
    pub fn is_line(&self, dim: usize) -> bool {
        match self.view {
            View::Auto => dim == 1,
            View::Plane => false,
            View::Line => true,
        }
    }

    fn reset(&mut self, parameter: &Parameter) {
        let default = Value::Text(parameter.default.into());
        if let Err(error) = self.set(parameter.name, &default) {
            unreachable!("the default of {} is not allowed: {error}", parameter.name);
        }
    }

    /// Whether the parameters fit each other; if not, which one to give up and why.
    fn check(&self) -> Result<(), (&'static Parameter, SceneError)> {
        let law = self.data.law();
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
                format!("a number from 0 to less than t-star, {}", self.t_star),
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
                    format!("normal, terminal or a point of the data's {dim} coordinates"),
                );
            }
            _ => {}
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

impl Parameter {
    fn data(&self, value: &Value) -> Result<Data, SceneError> {
        let Some(text) = value.as_text() else {
            return Err(self.error(value));
        };
        if let Some(preset) = preset(text) {
            return Ok(Data::Preset(preset));
        }
        // A word without a digit was meant as a name; points have at least one.
        if !text.contains(|c: char| c.is_ascii_digit()) {
            return Err(self.error(value));
        }
        parse_inline(text)
            .map(Data::Inline)
            .map_err(|because| SceneError {
                because: Some(because),
                ..self.error(value)
            })
    }

    fn start(&self, value: &Value) -> Result<Start, SceneError> {
        match value.as_text() {
            Some("normal") => Ok(Start::Normal),
            Some("terminal") => Ok(Start::Terminal),
            Some(text) => {
                let point = text.split(',').map(law::parse_coordinate);
                let point: Result<Vec<f64>, String> = point.collect();
                point.map(Start::Point).map_err(|because| SceneError {
                    because: Some(because),
                    ..self.error(value)
                })
            }
            // A single number is a point on a line.
            None => match value.as_number() {
                Some(x) if x.abs() <= law::LARGEST_COORDINATE => Ok(Start::Point(vec![x])),
                _ => Err(self.error(value)),
            },
        }
    }
}

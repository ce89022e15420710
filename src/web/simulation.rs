//! A running scene in JavaScript.

use super::convert::{argument_error, scene, scene_to_js, to_js};
use super::lab::{self, Beside};
use crate::decimal::Decimal;
use crate::ensemble::{self, Fate, LIMIT_BYTES};
use crate::law::{Law, Standardisation};
use crate::points::Points;
use crate::scene::{Data, Value};
use crate::words::counted;
use js_sys::{Float32Array, Float64Array, Object, Reflect, Uint32Array};
use serde::Serialize;
use wasm_bindgen::prelude::*;

/// An ensemble that runs through a scene.
#[wasm_bindgen]
pub struct Simulation {
    pub(super) inner: ensemble::Simulation,
    pub(super) beside: Beside,
    lambda: Vec<f64>,
}

#[derive(Serialize)]
struct Info<'a> {
    title: &'a str,
    dim: usize,
    count: usize,
    standardisation: Option<StandardisationInfo<'a>>,
    source: &'a str,
    licence: &'a str,
    note: &'a str,
    #[serde(rename = "checkpointStride")]
    checkpoint_stride: usize,
    #[serde(rename = "historyBytes")]
    history_bytes: usize,
    #[serde(rename = "historyLimit")]
    history_limit: usize,
}

/// What was done to data: x ↦ (x − mean)/scale, a number a coordinate each.
#[derive(Serialize)]
pub(super) struct StandardisationInfo<'a> {
    mean: &'a [f64],
    scale: &'a [f64],
}

impl<'a> StandardisationInfo<'a> {
    /// Of a law, if anything was done to it.
    pub(super) fn of(law: &'a Law) -> Option<Self> {
        let Standardisation { mean, scale } = law.standardisation()?;
        Some(Self { mean, scale })
    }
}

#[derive(Serialize)]
struct Likely {
    index: usize,
    weight: f64,
    point: Vec<f64>,
}

#[derive(Serialize)]
struct Inspection {
    time: f64,
    mean: Vec<f64>,
    score: Option<Vec<f64>>,
    #[serde(rename = "logDensity")]
    log_density: Option<f64>,
    entropy: f64,
    effective: f64,
    top: Vec<Likely>,
}

/// How many of the most likely data points an inspection names.
const NAMED: usize = 8;

#[wasm_bindgen]
impl Simulation {
    /// The scene at index 0. Throws a SceneError where the scene is not allowed, and in the small module a
    /// NeedsWholeModule where it is not one of the plane.
    #[wasm_bindgen(constructor)]
    pub fn new(js: &JsValue) -> Result<Simulation, JsValue> {
        let scene = scene(js)?;
        let network = lab::network(&scene);
        if lab::is_needed_by(&scene) {
            let js = js_sys::Error::new("This scene needs the whole module.");
            js.set_name("NeedsWholeModule");
            return Err(js.into());
        }
        let inner = ensemble::Simulation::with_network(scene, network.as_ref());
        Ok(Self {
            inner,
            beside: Beside::default(),
            lambda: Vec::new(),
        })
    }

    /// Works ahead on the next step, for at most so many more particles; true once nothing is left to do ahead.
    pub fn prepare(&mut self, particles: usize) -> bool {
        self.inner.prepare(particles)
    }

    /// One step; false if there was none left.
    pub fn step(&mut self) -> bool {
        self.inner.step()
    }

    /// Goes to index k.
    pub fn seek(&mut self, k: f64) -> Result<(), JsValue> {
        let k = self.index_in_range(k)?;
        self.inner.seek(k);
        Ok(())
    }

    /// Goes to the latest state at or before index k that costs no step, and returns its index.
    pub fn rewind(&mut self, k: f64) -> Result<usize, JsValue> {
        let k = self.index_in_range(k)?;
        Ok(self.inner.rewind(k))
    }

    fn index_in_range(&self, k: f64) -> Result<usize, JsValue> {
        let steps = self.inner.steps();
        if k.fract() == 0.0 && (0.0..=steps as f64).contains(&k) {
            Ok(k as usize)
        } else {
            let allowed = format!("a whole number from 0 to {steps}, the number of steps");
            Err(argument_error("k", Decimal(k), &allowed))
        }
    }

    /// k.
    #[wasm_bindgen(getter)]
    pub fn index(&self) -> usize {
        self.inner.index()
    }

    /// The last index.
    #[wasm_bindgen(getter)]
    pub fn steps(&self) -> usize {
        self.inner.steps()
    }

    /// t_k.
    #[wasm_bindgen(getter)]
    pub fn time(&self) -> f64 {
        self.inner.time()
    }

    /// Whether the last index is reached.
    #[wasm_bindgen(getter)]
    pub fn done(&self) -> bool {
        self.inner.done()
    }

    /// d.
    #[wasm_bindgen(getter)]
    pub fn dim(&self) -> usize {
        self.inner.law().points().dim()
    }

    /// M.
    #[wasm_bindgen(getter)]
    pub fn particles(&self) -> usize {
        self.inner.positions().len()
    }

    /// N.
    #[wasm_bindgen(getter)]
    pub fn count(&self) -> usize {
        self.inner.law().points().len()
    }

    /// Whether it is shown as a picture of time and one coordinate.
    #[wasm_bindgen(getter, js_name = isLine)]
    pub fn is_line(&self) -> bool {
        self.inner.scene().is_line(self.dim())
    }

    /// M·N, the work of one step.
    #[wasm_bindgen(getter)]
    pub fn pairs(&self) -> f64 {
        self.particles() as f64 * self.count() as f64
    }

    /// forward, reverse or bridge.
    #[wasm_bindgen(getter)]
    pub fn dynamics(&self) -> String {
        match self.inner.scene().get("dynamics") {
            Value::Text(text) => text,
            _ => String::new(),
        }
    }

    /// All times, in the order of the index.
    pub fn times(&self) -> Float64Array {
        Float64Array::from(self.inner.times())
    }

    /// The time shown when the picture is a `fraction` of the way from the index before to this one.
    #[wasm_bindgen(js_name = timeAt)]
    pub fn time_at(&self, fraction: f64) -> f64 {
        self.inner.time_at(fraction)
    }

    /// Positions, m·dim numbers row-major, a copy.
    pub fn positions(&self) -> Float32Array {
        Float32Array::from(&self.inner.positions().to_rows()[..])
    }

    /// A digest of the positions, 16 hexadecimal digits, equal on all machines.
    pub fn digest(&self) -> String {
        format!("{:016x}", self.inner.digest())
    }

    /// The scene, with every parameter.
    #[wasm_bindgen(getter)]
    pub fn scene(&self) -> JsValue {
        scene_to_js(self.inner.scene())
    }

    /// The data points as simulated, N·dim numbers row-major.
    pub fn points(&self) -> Float64Array {
        Float64Array::from(&self.inner.law().points().to_rows()[..])
    }

    /// Where the data come from, what was done to them, and what memory the history takes.
    pub fn info(&self) -> JsValue {
        let law = self.inner.law();
        let (title, source, licence, note) = match &self.inner.scene().data {
            Data::Preset(preset) => (preset.title, preset.source, preset.licence, preset.note),
            Data::Inline(_) => ("Your own points", "", "", ""),
        };
        let (stride, bytes) = self.inner.history();
        let info = to_js(&Info {
            title,
            dim: law.points().dim(),
            count: law.points().len(),
            standardisation: StandardisationInfo::of(law),
            source,
            licence,
            note,
            checkpoint_stride: stride,
            history_bytes: bytes,
            history_limit: LIMIT_BYTES,
        });
        self.beside.add_to(&info, &self.inner);
        info
    }

    fn place(&self, x: &[f64]) -> Result<(), JsValue> {
        let dim = self.dim();
        if x.len() != dim {
            let allowed = counted(dim, "number");
            return Err(argument_error("x", counted(x.len(), "number"), &allowed));
        }
        match x.iter().find(|x| x.is_nan() || x.abs() > 1e9) {
            Some(bad) => Err(argument_error(
                "x",
                Decimal(*bad),
                "numbers from -1e9 to 1e9",
            )),
            None => Ok(()),
        }
    }

    /// Everything that is known about X₀ given X_t = x.
    pub fn inspect(&mut self, x: &[f64], t: f64) -> Result<JsValue, JsValue> {
        self.place(x)?;
        if !(0.0..=300.0).contains(&t) {
            return Err(argument_error("t", Decimal(t), "a number from 0 to 300"));
        }
        let kernel = self.inner.kernel();
        let posterior = kernel.posterior(x, t, &mut self.lambda);
        let lambda = posterior.weights();
        let inspection = to_js(&Inspection {
            time: t,
            mean: posterior.mean(),
            score: (t > 0.0).then(|| posterior.score()),
            log_density: (t > 0.0).then(|| posterior.log_density()),
            entropy: posterior.entropy(),
            effective: posterior.effective(),
            top: posterior
                .likeliest(NAMED)
                .into_iter()
                .map(|index| Likely {
                    index,
                    weight: lambda[index],
                    point: kernel.points().point(index),
                })
                .collect(),
        });
        let weights = Float64Array::from(lambda);
        let _ = Reflect::set(
            inspection.unchecked_ref::<Object>(),
            &"weights".into(),
            &weights,
        );
        Ok(inspection)
    }

    /// What the weights λ_i of a place are in this scene, in its forward process or in the other: origin, chance, bridge,
    /// denoiser, flow, noise, width or stopped.
    #[wasm_bindgen(js_name = lambdaIs)]
    pub fn lambda_is(&self, forward: bool) -> String {
        Fate::of(self.inner.scene(), forward).name().into()
    }

    /// How many particles each data point has captured, by the largest λ_i, here and now.
    pub fn captures(&mut self) -> Uint32Array {
        let mut counts = vec![0u32; self.count()];
        for &captor in self.inner.captors() {
            counts[captor as usize] += 1;
        }
        Uint32Array::from(&counts[..])
    }

    /// How many particles stand on a data point once the picture has glided so far; undefined where that is nothing to say.
    pub fn tally(&mut self, fraction: f64) -> Option<usize> {
        self.inner.tally(fraction)
    }

    /// Runs followed particles on towards here, for about so many steps of a particle; true once all have come here. What
    /// `setPaths`, `follow` and `rewind` leave behind is caught up with by this alone, or by `seek`.
    #[wasm_bindgen(js_name = catchUp)]
    pub fn catch_up(&mut self, steps: usize) -> bool {
        self.inner.catch_up(steps)
    }

    /// Follows the particles 0 … n − 1, from the start of their paths on: see `catchUp`.
    #[wasm_bindgen(js_name = setPaths)]
    pub fn set_paths(&mut self, n: usize) {
        self.inner.set_paths(n);
    }

    /// Launches a particle at x, here and now, and follows it; returns how many are launched.
    pub fn launch(&mut self, x: &[f64]) -> Result<usize, JsValue> {
        self.place(x)?;
        self.inner.launch(x);
        Ok(self.inner.launched_count())
    }

    /// Follows particle i of the ensemble, from the start of its path on: see `catchUp`.
    pub fn follow(&mut self, i: usize) {
        self.inner.follow(i);
    }

    /// Forgets launched particles and those followed singly.
    #[wasm_bindgen(js_name = clearLaunched)]
    pub fn clear_launched(&mut self) {
        self.inner.clear_launched();
    }

    /// How many particles are launched or followed singly.
    #[wasm_bindgen(getter, js_name = launchedCount)]
    pub fn launched_count(&self) -> usize {
        self.inner.launched_count()
    }

    /// Where the last launched particle is now; empty if there is none.
    #[wasm_bindgen(js_name = launchedState)]
    pub fn launched_state(&self) -> Float64Array {
        let index = self.inner.index();
        let state: Vec<f64> = match self.inner.launched().last() {
            Some(path) if path.first_index() <= index && index <= path.last_index() => (0..self
                .dim())
                .map(|j| f64::from(path.at(index, j)))
                .collect(),
            _ => Vec::new(),
        };
        Float64Array::from(&state[..])
    }

    /// The number of the particle nearest to x.
    #[wasm_bindgen(js_name = nearestParticle)]
    pub fn nearest_particle(&self, x: &[f64]) -> Result<usize, JsValue> {
        self.place(x)?;
        Ok(nearest(self.inner.positions(), x))
    }
}

fn nearest(positions: &Points<f32>, x: &[f64]) -> usize {
    let distance = |i: usize| -> f64 {
        let terms = x.iter().enumerate();
        terms
            .map(|(j, x)| (f64::from(positions.at(i, j)) - x).powi(2))
            .sum()
    };
    (0..positions.len())
        .min_by(|&a, &b| distance(a).total_cmp(&distance(b)))
        .unwrap_or(0)
}

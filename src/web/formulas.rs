//! Single formulas in JavaScript: the exact kernel, coefficients of a step and of a bridge, grids of times.

use super::convert::{argument_error, scene_error};
use crate::denoiser::{self, Denoiser};
use crate::points::Points;
use crate::process::Process;
use crate::sampler::exponential;
use crate::scene::{Scene, Value};
use crate::time_grid;
use crate::words::counted;
use js_sys::{Float32Array, Float64Array};
use wasm_bindgen::prelude::*;

/// The named process.
fn process(name: &str) -> Result<Process, JsValue> {
    let mut scene = Scene::default();
    scene
        .set("process", &Value::Text(name.into()))
        .map_err(|error| scene_error(&error))?;
    Ok(scene.process)
}

/// A time, finite and at least 0.
fn time(field: &str, t: f64) -> Result<f64, JsValue> {
    if (0.0..=300.0).contains(&t) {
        Ok(t)
    } else {
        Err(argument_error(field, t, "a number from 0 to 300"))
    }
}

/// A time above 0, where a density or a first step is meant.
fn positive_time(field: &str, t: f64) -> Result<f64, JsValue> {
    if t > 0.0 && t <= 300.0 {
        Ok(t)
    } else {
        Err(argument_error(field, t, "a number above 0 and at most 300"))
    }
}

/// [state, mean, noise] of one exponential step from t down to tNext.
#[wasm_bindgen(js_name = stepCoefficients)]
pub fn step_coefficients(
    process_name: &str,
    epsilon: f64,
    t: f64,
    t_next: f64,
) -> Result<Float64Array, JsValue> {
    let process = process(process_name)?;
    let t = positive_time("t", t)?;
    if !(0.0..=t).contains(&t_next) {
        return Err(argument_error(
            "tNext",
            t_next,
            &format!("a number from 0 to t, {t}"),
        ));
    }
    if !(0.0..=2.0).contains(&epsilon) {
        return Err(argument_error("epsilon", epsilon, "a number from 0 to 2"));
    }
    let coefficients = exponential::step_coefficients(process, epsilon, t, t_next);
    Ok(Float64Array::from(&coefficients[..]))
}

/// [start, end, noise] of Theorem 2, (4.12).
#[wasm_bindgen(js_name = diracBridge)]
pub fn dirac_bridge(t_star: f64, s: f64) -> Result<Float64Array, JsValue> {
    let t_star = positive_time("tStar", t_star)?;
    if !(0.0..=t_star).contains(&s) {
        return Err(argument_error(
            "s",
            s,
            &format!("a number from 0 to tStar, {t_star}"),
        ));
    }
    Ok(Float64Array::from(
        &exponential::dirac_bridge(t_star, s)[..],
    ))
}

/// The steps + 1 times of a grid, decreasing from tStar to tMin. With tMin = 0 all but the uniform one have a last positive
/// time at which σ/α is a twelfth of `spacing`, the distance of the two nearest data points, and which is 1e-3 at most;
/// without a spacing it is that.
#[wasm_bindgen(js_name = timeGrid)]
pub fn time_grid(
    process_name: &str,
    grid: &str,
    t_star: f64,
    t_min: f64,
    steps: f64,
    spacing: Option<f64>,
) -> Result<Float64Array, JsValue> {
    let spacing = spacing.unwrap_or(f64::INFINITY);
    if spacing.is_nan() || spacing < 1e-12 {
        let allowed = "a number from 1e-12, or nothing";
        return Err(argument_error("spacing", spacing, allowed));
    }
    let pairs = [
        ("process", Value::Text(process_name.into())),
        ("grid", Value::Text(grid.into())),
        ("t-star", Value::Number(t_star)),
        ("t-min", Value::Number(t_min)),
        ("steps", Value::Number(steps)),
    ];
    let scene = Scene::from_pairs(pairs).map_err(|error| scene_error(&error))?;
    let times = time_grid::time_grid(
        scene.process,
        scene.grid,
        scene.t_star,
        scene.t_min,
        spacing,
        scene.steps,
    );
    Ok(Float64Array::from(&times[..]))
}

/// The exact kernel of weighted points: x̄₀, λ, score and log-density at any place and time.
#[wasm_bindgen]
pub struct Kernel {
    lanes: denoiser::ExactLanes,
}

#[wasm_bindgen]
impl Kernel {
    /// Points row-major, `dim` numbers each; weights positive, of any sum, equal if missing.
    #[wasm_bindgen(constructor)]
    pub fn new(
        process_name: &str,
        points: &[f64],
        dim: usize,
        weights: Option<Vec<f64>>,
    ) -> Result<Kernel, JsValue> {
        let process = process(process_name)?;
        if dim == 0 || points.is_empty() || !points.len().is_multiple_of(dim) {
            return Err(argument_error(
                "points",
                format!("{} for dim {dim}", counted(points.len(), "number")),
                "a list of N·dim numbers, N and dim at least 1",
            ));
        }
        if let Some(bad) = points.iter().find(|x| !x.is_finite()) {
            return Err(argument_error("points", bad, "finite numbers"));
        }
        let points = Points::from_rows(points, dim);
        let weights = weights.unwrap_or_else(|| vec![1.0; points.len()]);
        if weights.len() != points.len() {
            return Err(argument_error(
                "weights",
                counted(weights.len(), "number"),
                &format!("one for each of the {}", counted(points.len(), "point")),
            ));
        }
        if let Some(bad) = weights.iter().find(|&&w| !(w > 0.0 && w.is_finite())) {
            return Err(argument_error("weights", bad, "positive numbers"));
        }
        Ok(Self {
            lanes: denoiser::ExactLanes::new(denoiser::Kernel::new(process, points, &weights)),
        })
    }

    fn kernel(&self) -> &denoiser::Kernel {
        self.lanes.kernel()
    }

    fn check(&self, x: &[f64]) -> Result<(), JsValue> {
        let dim = self.kernel().points().dim();
        if !x.len().is_multiple_of(dim) {
            return Err(argument_error(
                "x",
                counted(x.len(), "number"),
                &format!("a list of m·{dim} numbers"),
            ));
        }
        if let Some(bad) = x.iter().find(|x| !x.is_finite()) {
            return Err(argument_error("x", bad, "finite numbers"));
        }
        Ok(())
    }

    fn each(
        &self,
        x: &[f64],
        mut write: impl FnMut(&[f64], &mut Vec<f64>),
    ) -> Result<Float64Array, JsValue> {
        self.check(x)?;
        let mut out = Vec::new();
        for place in x.chunks_exact(self.kernel().points().dim()) {
            write(place, &mut out);
        }
        Ok(Float64Array::from(&out[..]))
    }

    /// x̄₀(x, t), m·dim numbers.
    #[wasm_bindgen(js_name = posteriorMean)]
    pub fn posterior_mean(&self, x: &[f64], t: f64) -> Result<Float64Array, JsValue> {
        let t = time("t", t)?;
        self.each(x, |place, out| {
            out.extend(self.kernel().posterior_mean_at(place, t));
        })
    }

    /// x̄₀(x, t) of many places at once, as ensembles compute it: single precision in and out. At the places as single
    /// precision has them, within 1e-5 of the data's diameter and a unit in the last place of the result, also where data
    /// are far from 0, close together or repeated. m·dim numbers.
    #[wasm_bindgen(js_name = posteriorMeans)]
    pub fn posterior_means(&self, x: &[f32], t: f64) -> Result<Float32Array, JsValue> {
        let t = time("t", t)?;
        let rows: Vec<f64> = x.iter().map(|&x| f64::from(x)).collect();
        self.check(&rows)?;
        let dim = self.kernel().points().dim();
        if rows.is_empty() {
            return Ok(Float32Array::new_with_length(0));
        }
        let places: Points<f32> = Points::from_rows(&rows, dim);
        let mut means = Points::zeros(places.len(), dim);
        self.lanes.posterior_mean(&places, t, &mut means);
        Ok(Float32Array::from(&means.to_rows()[..]))
    }

    /// λ_i(x, t), m·N numbers.
    #[wasm_bindgen(js_name = posteriorWeights)]
    pub fn posterior_weights(&self, x: &[f64], t: f64) -> Result<Float64Array, JsValue> {
        let t = time("t", t)?;
        let mut lambda = Vec::new();
        self.each(x, |place, out| {
            self.kernel().posterior_weights(place, t, &mut lambda);
            out.extend_from_slice(&lambda);
        })
    }

    /// ∇log ρ(x, t), m·dim numbers.
    pub fn score(&self, x: &[f64], t: f64) -> Result<Float64Array, JsValue> {
        let t = positive_time("t", t)?;
        self.each(x, |place, out| out.extend(self.kernel().score(place, t)))
    }

    /// log ρ(x, t), m numbers.
    #[wasm_bindgen(js_name = logDensity)]
    pub fn log_density(&self, x: &[f64], t: f64) -> Result<Float64Array, JsValue> {
        let t = positive_time("t", t)?;
        self.each(x, |place, out| {
            out.push(self.kernel().log_density(place, t))
        })
    }
}

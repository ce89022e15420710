//! Single formulas in JavaScript: the exact kernel, coefficients of a step and of a bridge, grids of times.

use super::arguments::{MOST_NUMBERS, number, numbers, value};
use crate::decimal::Decimal;
use crate::denoiser::{self, Denoiser};
use crate::law::{LARGEST_COORDINATE, MOST_POINTS, WEIGHTS};
use crate::points::Points;
use crate::process::{LEAST_TIME, Process};
use crate::sampler::{self, exponential};
use crate::scene::Scene;
use crate::time_grid;
use crate::web::convert::{argument_error, scene_error};
use crate::words::counted;
use js_sys::{Float32Array, Float64Array};
use wasm_bindgen::prelude::*;

/// The latest time: αx is still a number then, of whatever x.
const LATEST: f64 = 300.0;

/// The largest coordinate of a place, in absolute value.
pub(super) const FARTHEST: f64 = 1e9;

/// The named process.
fn process(name: &JsValue) -> Result<Process, JsValue> {
    let mut scene = Scene::default();
    scene
        .set("process", &value(name))
        .map_err(|error| scene_error(&error))?;
    Ok(scene.process)
}

/// A time, 0 or one that is told from it.
fn time(field: &str, t: &JsValue) -> Result<f64, JsValue> {
    number(field, t, TIMES, is_time)
}

/// What times there are, in words.
pub(super) const TIMES: &str = "0 or a number from 1e-60 to 300";

/// Whether it is one of them.
pub(super) fn is_time(t: f64) -> bool {
    t == 0.0 || (LEAST_TIME..=LATEST).contains(&t)
}

/// A time above 0, where a density or a first step is meant.
fn positive_time(field: &str, t: &JsValue) -> Result<f64, JsValue> {
    number(field, t, "a number above 0, from 1e-60 to 300", |t| {
        (LEAST_TIME..=LATEST).contains(&t)
    })
}

/// [state, mean, noise] of one exponential step from t down to tNext.
#[wasm_bindgen(js_name = stepCoefficients)]
pub fn step_coefficients(
    #[wasm_bindgen(unchecked_param_type = "string")] process_name: JsValue,
    #[wasm_bindgen(unchecked_param_type = "number")] epsilon: JsValue,
    #[wasm_bindgen(unchecked_param_type = "number")] t: JsValue,
    #[wasm_bindgen(unchecked_param_type = "number")] t_next: JsValue,
) -> Result<Float64Array, JsValue> {
    let process = process(&process_name)?;
    let t = positive_time("t", &t)?;
    let allowed = format!("0 or a number from 1e-60 to t, {}", Decimal(t));
    let t_next = number("tNext", &t_next, &allowed, |next| {
        next == 0.0 || (LEAST_TIME..=t).contains(&next)
    })?;
    let epsilon = number("epsilon", &epsilon, "a number from 0 to 2", |epsilon| {
        (0.0..=2.0).contains(&epsilon)
    })?;
    let coefficients = exponential::step_coefficients(process, epsilon, t, t_next);
    Ok(Float64Array::from(&coefficients[..]))
}

/// [start, end, noise] of Theorem 2, (4.12).
#[wasm_bindgen(js_name = diracBridge)]
pub fn dirac_bridge(
    #[wasm_bindgen(unchecked_param_type = "number")] t_star: JsValue,
    #[wasm_bindgen(unchecked_param_type = "number")] s: JsValue,
) -> Result<Float64Array, JsValue> {
    let t_star = positive_time("tStar", &t_star)?;
    let allowed = format!("a number from 0 to tStar, {}", Decimal(t_star));
    let s = number("s", &s, &allowed, |s| (0.0..=t_star).contains(&s))?;
    Ok(Float64Array::from(&sampler::dirac_bridge(t_star, s)[..]))
}

/// The steps + 1 times of a grid, strictly decreasing from tStar to tMin. With tMin = 0 all but the uniform one have a last
/// positive time at which σ/α is a twelfth of `spacing`, the distance of the two nearest data points, and which is 1e-3 at
/// most; without a spacing it is that.
#[wasm_bindgen(js_name = timeGrid)]
pub fn time_grid(
    #[wasm_bindgen(unchecked_param_type = "string")] process_name: JsValue,
    #[wasm_bindgen(unchecked_param_type = "string")] grid: JsValue,
    #[wasm_bindgen(unchecked_param_type = "number")] t_star: JsValue,
    #[wasm_bindgen(unchecked_param_type = "number")] t_min: JsValue,
    #[wasm_bindgen(unchecked_param_type = "number")] steps: JsValue,
    #[wasm_bindgen(unchecked_optional_param_type = "number | null")] spacing: JsValue,
) -> Result<Float64Array, JsValue> {
    let spacing = if spacing.is_undefined() || spacing.is_null() {
        f64::INFINITY
    } else {
        let allowed = "a number from 1e-12, or nothing";
        number("spacing", &spacing, allowed, |spacing| spacing >= 1e-12)?
    };
    let pairs = [
        ("process", value(&process_name)),
        ("grid", value(&grid)),
        ("t-star", value(&t_star)),
        ("t-min", value(&t_min)),
        ("steps", value(&steps)),
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
        #[wasm_bindgen(unchecked_param_type = "string")] process_name: JsValue,
        #[wasm_bindgen(unchecked_param_type = "number[] | Float64Array | Float32Array")]
        points: JsValue,
        #[wasm_bindgen(unchecked_param_type = "number")] dim: JsValue,
        #[wasm_bindgen(
            unchecked_optional_param_type = "number[] | Float64Array | Float32Array | null"
        )]
        weights: JsValue,
    ) -> Result<Kernel, JsValue> {
        let process = process(&process_name)?;
        let points = numbers("points", &points, LARGEST_COORDINATE)?;
        let allowed = "a whole number from 1, how many coordinates a point has";
        let dim = number("dim", &dim, allowed, |dim| {
            dim >= 1.0 && dim.fract() == 0.0 && dim <= MOST_NUMBERS as f64
        })?;
        let dim = dim as usize;
        if points.is_empty() || !points.len().is_multiple_of(dim) {
            return Err(argument_error(
                "points",
                format!("{} for dim {dim}", counted(points.len(), "number")),
                "a list of N·dim numbers, N and dim at least 1",
            ));
        }
        let points = Points::from_rows(&points, dim);
        if points.len() > MOST_POINTS {
            return Err(argument_error(
                "points",
                counted(points.len(), "point"),
                &format!("at most {MOST_POINTS} points"),
            ));
        }
        let weights = if weights.is_undefined() || weights.is_null() {
            vec![1.0; points.len()]
        } else {
            numbers("weights", &weights, WEIGHTS[1])?
        };
        if weights.len() != points.len() {
            return Err(argument_error(
                "weights",
                counted(weights.len(), "number"),
                &format!("one for each of the {}", counted(points.len(), "point")),
            ));
        }
        if let Some(&bad) = weights.iter().find(|&&w| w < WEIGHTS[0]) {
            let allowed = "positive numbers, from 1e-12 to 1e12";
            return Err(argument_error("weights", Decimal(bad), allowed));
        }
        Ok(Self {
            lanes: denoiser::ExactLanes::new(denoiser::Kernel::new(process, points, &weights)),
        })
    }

    fn kernel(&self) -> &denoiser::Kernel {
        self.lanes.kernel()
    }

    /// Places, m·dim numbers, of each of which `each` numbers will be said.
    fn places(&self, x: &JsValue, each: usize) -> Result<Vec<f64>, JsValue> {
        let dim = self.kernel().points().dim();
        let x = numbers("x", x, FARTHEST)?;
        if !x.len().is_multiple_of(dim) {
            return Err(argument_error(
                "x",
                counted(x.len(), "number"),
                &format!("a list of m·{dim} numbers"),
            ));
        }
        let most = MOST_NUMBERS / each;
        if x.len() / dim > most {
            return Err(argument_error(
                "x",
                counted(x.len() / dim, "place"),
                &format!("at most {}", counted(most, "place")),
            ));
        }
        Ok(x)
    }

    /// What `say` says of each of these places, one after the other; `each`, by which their number is limited, is the
    /// larger part of it.
    fn at_places(
        &self,
        x: &JsValue,
        each: usize,
        mut say: impl FnMut(&[f64], &mut Vec<f64>),
    ) -> Result<Float64Array, JsValue> {
        let x = self.places(x, each)?;
        let mut out = Vec::new();
        for place in x.chunks_exact(self.kernel().points().dim()) {
            say(place, &mut out);
        }
        Ok(Float64Array::from(&out[..]))
    }

    /// x̄₀(x, t), m·dim numbers.
    #[wasm_bindgen(js_name = posteriorMean)]
    pub fn posterior_mean(
        &self,
        #[wasm_bindgen(unchecked_param_type = "number[] | Float64Array | Float32Array")] x: JsValue,
        #[wasm_bindgen(unchecked_param_type = "number")] t: JsValue,
    ) -> Result<Float64Array, JsValue> {
        let t = time("t", &t)?;
        self.at_places(&x, 1, |place, out| {
            out.extend(self.kernel().posterior_mean_at(place, t));
        })
    }

    /// x̄₀(x, t) of many places at once, as ensembles compute it: single precision in and out. At the places as single
    /// precision has them, within 1e-5 of the data's diameter and a unit in the last place of the result, also where data
    /// are far from 0, close together or repeated. m·dim numbers.
    #[wasm_bindgen(js_name = posteriorMeans)]
    pub fn posterior_means(
        &self,
        #[wasm_bindgen(unchecked_param_type = "number[] | Float64Array | Float32Array")] x: JsValue,
        #[wasm_bindgen(unchecked_param_type = "number")] t: JsValue,
    ) -> Result<Float32Array, JsValue> {
        let t = time("t", &t)?;
        let rows = self.places(&x, 1)?;
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
    pub fn posterior_weights(
        &self,
        #[wasm_bindgen(unchecked_param_type = "number[] | Float64Array | Float32Array")] x: JsValue,
        #[wasm_bindgen(unchecked_param_type = "number")] t: JsValue,
    ) -> Result<Float64Array, JsValue> {
        let t = time("t", &t)?;
        let mut lambda = Vec::new();
        self.at_places(&x, self.kernel().points().len(), |place, out| {
            self.kernel().posterior_weights(place, t, &mut lambda);
            out.extend_from_slice(&lambda);
        })
    }

    /// ∇log ρ(x, t), m·dim numbers.
    pub fn score(
        &self,
        #[wasm_bindgen(unchecked_param_type = "number[] | Float64Array | Float32Array")] x: JsValue,
        #[wasm_bindgen(unchecked_param_type = "number")] t: JsValue,
    ) -> Result<Float64Array, JsValue> {
        let t = positive_time("t", &t)?;
        let mut lambda = Vec::new();
        self.at_places(&x, 1, |place, out| {
            out.extend(self.kernel().posterior(place, t, &mut lambda).score());
        })
    }

    /// log ρ(x, t), m numbers.
    #[wasm_bindgen(js_name = logDensity)]
    pub fn log_density(
        &self,
        #[wasm_bindgen(unchecked_param_type = "number[] | Float64Array | Float32Array")] x: JsValue,
        #[wasm_bindgen(unchecked_param_type = "number")] t: JsValue,
    ) -> Result<Float64Array, JsValue> {
        let t = positive_time("t", &t)?;
        let mut lambda = Vec::new();
        self.at_places(&x, 1, |place, out| {
            out.push(self.kernel().posterior(place, t, &mut lambda).log_density());
        })
    }
}

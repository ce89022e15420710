//! The denoiser of a scene in JavaScript, whichever it is.

use super::arguments::MOST_NUMBERS;
use super::formulas::{FARTHEST, TIMES, is_time};
use crate::decimal::Decimal;
use crate::denoiser;
use crate::ensemble::denoiser_of;
use crate::points::Points;
use crate::web::convert::{argument_error, scene};
use crate::words::counted;
use js_sys::Float64Array;
use wasm_bindgen::prelude::*;

/// x̄₀ of a scene: its `denoiser` with all parameters that belong to it, of its data and its process. A network is trained
/// when it is first asked.
#[wasm_bindgen]
pub struct Denoiser {
    inner: Box<dyn denoiser::Denoiser<f64>>,
}

#[wasm_bindgen]
impl Denoiser {
    /// That of a scene, given as for a `Simulation`.
    #[wasm_bindgen(constructor)]
    pub fn new(js: &JsValue) -> Result<Denoiser, JsValue> {
        let scene = scene(js)?;
        let network = super::network(&scene);
        Ok(Self {
            inner: denoiser_of(&scene, network.as_ref()),
        })
    }

    /// How many coordinates a place has.
    #[wasm_bindgen(getter)]
    pub fn dim(&self) -> usize {
        self.inner.dim()
    }

    /// x̄₀(x, t) of places one after the other, m·dim numbers in and out; t ≥ 0. Exact denoisers, of whatever law,
    /// Gaussian and local ones are computed in double precision; smoothed ones, those with a floor, random features and networks
    /// in single precision, as ensembles have them.
    #[wasm_bindgen(js_name = posteriorMean)]
    pub fn posterior_mean(&self, x: &[f64], t: f64) -> Result<Float64Array, JsValue> {
        let dim = self.inner.dim();
        if !is_time(t) {
            return Err(argument_error("t", Decimal(t), TIMES));
        }
        if !x.len().is_multiple_of(dim) || x.len() > MOST_NUMBERS {
            let allowed = format!("a list of m·{dim} numbers, at most {MOST_NUMBERS}");
            return Err(argument_error("x", counted(x.len(), "number"), &allowed));
        }
        if let Some(&bad) = x.iter().find(|x| x.is_nan() || x.abs() > FARTHEST) {
            let allowed = format!("numbers from -{FARTHEST} to {FARTHEST}");
            return Err(argument_error("x", Decimal(bad), &allowed));
        }
        if x.is_empty() {
            return Ok(Float64Array::new_with_length(0));
        }
        let places = Points::<f64>::from_rows(x, dim);
        let mut means = Points::zeros(0, dim);
        self.inner.posterior_mean(&places, t, &mut means);
        Ok(Float64Array::from(&means.to_rows()[..]))
    }
}

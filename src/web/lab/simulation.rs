//! Of a running scene what the lab alone asks.

use crate::denoiser::Budget;
use crate::ensemble::{Doubt, PIECE};
use crate::web::lab::beside::StartGap;
use crate::web::simulation::Simulation;
use js_sys::{Float32Array, Float64Array};
use wasm_bindgen::prelude::*;

/// Numbers that are compared in a piece of work on captures.
const CAPTURES_PIECE: usize = 10_000_000;

/// Pairs of a start and a data point in a piece of work on what is expected.
const EXPECTED_PIECE: usize = 200_000;

#[wasm_bindgen]
impl Simulation {
    /// x̄₀ of every particle here and now, m·dim numbers row-major, a copy.
    pub fn means(&mut self) -> Float32Array {
        Float32Array::from(&self.inner.means().to_rows()[..])
    }

    /// By how much chances of an end may differ from λ because of the steps; undefined where those are too few.
    pub fn doubt(&mut self) -> Option<f64> {
        while !self.find_doubt() {}
        self.beside.doubt.as_ref().and_then(Doubt::found)
    }

    /// Works on [`Simulation::doubt`] for some milliseconds; true once it is known.
    #[wasm_bindgen(js_name = findDoubt)]
    pub fn find_doubt(&mut self) -> bool {
        let inner = &self.inner;
        let doubt = self.beside.doubt.get_or_insert_with(|| Doubt::of(inner));
        doubt.work(inner, &mut Budget::new(2 * PIECE))
    }

    /// The mean square distance, a coordinate, from the one data point at the end, exactly; undefined for other scenes.
    #[wasm_bindgen(js_name = distanceKept)]
    pub fn distance_kept(&self) -> Option<f64> {
        self.inner.distance_kept()
    }

    /// KL(q₀ | ρ(·, T*)): how far the start is from the law it stands for; ∞ for one place. Undefined for more than two
    /// coordinates, and until it is worked out, some milliseconds in each call.
    #[wasm_bindgen(js_name = startGap)]
    pub fn start_gap(&mut self) -> Option<f64> {
        let inner = &self.inner;
        if inner.law().points().dim() > 2 {
            return None;
        }
        let gap = self.beside.gap.get_or_insert_with(|| StartGap::of(inner));
        gap.work()
    }

    /// The points as they were given, row-major, also several in one place; `points()` are the distinct ones.
    #[wasm_bindgen(js_name = givenPoints)]
    pub fn given_points(&self) -> Float64Array {
        Float64Array::from(&self.inner.scene().given().points().to_rows()[..])
    }

    /// Their weights, which sum to 1.
    #[wasm_bindgen(js_name = givenWeights)]
    pub fn given_weights(&self) -> Float64Array {
        Float64Array::from(&self.inner.scene().given().shares()[..])
    }

    /// The weights of the distinct points, which sum to 1.
    pub fn weights(&self) -> Float64Array {
        Float64Array::from(self.inner.kernel().weights())
    }

    /// How many particles stand exactly on a data point, here and now.
    #[wasm_bindgen(js_name = capturedExactly)]
    pub fn captured_exactly(&mut self) -> usize {
        self.inner.captured_exactly()
    }

    /// How many particles each data point should capture, by (3.18); empty unless the scene is a reverse one.
    #[wasm_bindgen(js_name = expectedCaptures)]
    pub fn expected_captures(&mut self) -> Float64Array {
        Float64Array::from(self.inner.expected_captures().unwrap_or(&[]))
    }

    /// Works on `captures` and `expectedCaptures` for some milliseconds; true once both are known.
    #[wasm_bindgen(js_name = findCaptures)]
    pub fn find_captures(&mut self) -> bool {
        self.inner.find_captors(CAPTURES_PIECE) && self.inner.find_expected_captures(EXPECTED_PIECE)
    }
}

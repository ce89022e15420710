//! What only the view of time and one coordinate has, in JavaScript; in the plane it is all 0 or empty.

use crate::paint::{LineView, Part};
use crate::web::convert::to_js;
use crate::web::picture::{Picture, floats, glide};
use crate::web::simulation::Simulation;
use js_sys::Float32Array;
use serde::Serialize;
use wasm_bindgen::prelude::*;

/// Where the map and the slice lie, in device pixels; both are as high.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct FrameInfo {
    /// t = 0 of the forward half, where the map begins.
    left: f64,
    /// t = 0 of the reverse half, where it ends.
    right: f64,
    top: f64,
    bottom: f64,
    slice_left: f64,
    slice_right: f64,
}

/// What the line view of a picture draws, a view; nothing in the plane.
fn drawn(
    picture: &mut Picture,
    simulation: &Simulation,
    draw: impl FnOnce(LineView<'_>) -> &[f32],
) -> Float32Array {
    let line = picture.inner.line(&simulation.inner);
    floats(line.map(draw).unwrap_or_default())
}

#[wasm_bindgen]
impl Picture {
    /// Line view: map, slice and paths as CSV, `table,name,t,x,value`.
    #[wasm_bindgen(js_name = lineCsv)]
    pub fn line_csv(&mut self, simulation: &Simulation) -> String {
        self.inner.line_csv(&simulation.inner)
    }

    /// Line view: leaves so many CSS pixels at the top to others, from the next `fit` on.
    #[wasm_bindgen(js_name = setHeadroom)]
    pub fn set_headroom(&mut self, css_pixels: f64) {
        self.inner.set_headroom(css_pixels);
    }

    /// Line view: where the map and the slice lie, see `FrameInfo`. It changes with `fit` alone: ask once after it.
    pub fn frame(&self) -> JsValue {
        let plan = self.inner.plan();
        to_js(&FrameInfo {
            left: plan.left,
            right: plan.right,
            top: plan.top,
            bottom: plan.bottom,
            slice_left: plan.slice_left,
            slice_right: plan.slice_right,
        })
    }

    /// Line view: the time under a pixel column; NaN in the slice, which has the present one.
    #[wasm_bindgen(js_name = timeUnder)]
    pub fn time_under(&self, px: f64) -> f64 {
        self.inner.plan().moment(px).1
    }

    /// Line view: whether a pixel column lies in the forward half.
    #[wasm_bindgen(js_name = isForwardHalf)]
    pub fn is_forward_half(&self, px: f64) -> bool {
        self.inner.plan().moment(px).0 == Part::Forward
    }

    /// Line view: the pixel column of a time in the reverse half or the forward one.
    pub fn column(&self, t: f64, reverse: bool) -> f64 {
        self.inner.plan().column(t, reverse)
    }

    /// Line view: the pixel row of x.
    pub fn row(&self, x: f64) -> f64 {
        self.inner.plan().row(x)
    }

    /// Line view: at most n paths of the other dynamics, segments, a view.
    pub fn companions(&mut self, simulation: &Simulation, n: usize) -> Float32Array {
        drawn(self, simulation, |line| line.companions(n))
    }

    /// Line view: the histogram, rectangles [x, y, width, height], a view.
    pub fn bars(&mut self, simulation: &Simulation, fraction: f64) -> Float32Array {
        let now = glide(fraction);
        drawn(self, simulation, |line| line.bars(&simulation.inner, now))
    }

    /// Line view: the finite volumes now, a polyline, a view.
    pub fn pde(&mut self, simulation: &Simulation, fraction: f64) -> Float32Array {
        let now = glide(fraction);
        drawn(self, simulation, |line| line.pde(&simulation.inner, now))
    }

    /// Line view: the closed form now, a polyline, a view; empty where there is none.
    pub fn closed(&mut self, simulation: &Simulation, fraction: f64) -> Float32Array {
        let now = glide(fraction);
        drawn(self, simulation, |line| line.closed(&simulation.inner, now))
    }

    /// Line view of a bridge: mean, mean − 2σ and mean + 2σ, three polylines of equal length, a view.
    pub fn band(&mut self, simulation: &Simulation) -> Float32Array {
        drawn(self, simulation, |line| line.band(&simulation.inner))
    }
}

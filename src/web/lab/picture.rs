//! Of a picture what the lab alone shows: cells, and charts on a canvas.

use crate::paint;
use crate::web::picture::{Picture, colours, floats, glide};
use crate::web::simulation::Simulation;
use js_sys::Float32Array;
use wasm_bindgen::prelude::*;
use web_sys::HtmlCanvasElement;

/// Device pixels to the CSS pixel, within what screens have.
pub(super) fn believable(pixel_ratio: f64) -> f64 {
    if pixel_ratio.is_finite() {
        pixel_ratio.clamp(0.25, 8.0)
    } else {
        1.0
    }
}

#[wasm_bindgen]
impl Picture {
    /// The edges of the cells, segments, a view.
    pub fn cells(&mut self, simulation: &Simulation, fraction: f64) -> Float32Array {
        floats(self.inner.cells(&simulation.inner, glide(fraction)))
    }

    /// The edges of γ-Voronoi cores, one core after the other, or of the cells around them, segments, a view; none unless
    /// the scene is about them.
    pub fn cores(&mut self, simulation: &Simulation, fraction: f64, cells: bool) -> Float32Array {
        let fraction = glide(fraction);
        floats(self.inner.cores(&simulation.inner, fraction, cells))
    }

    /// The colour that particle i has where it has that of its captor, 0xrrggbb.
    #[wasm_bindgen(js_name = captorColour)]
    pub fn captor_colour(&self, simulation: &Simulation, i: usize) -> u32 {
        let [r, g, b] = self.inner.captor_colour(&simulation.inner, i);
        u32::from_be_bytes([0, r, g, b])
    }

    /// Why the cells cannot be drawn, or "".
    #[wasm_bindgen(js_name = cellsNote)]
    pub fn cells_note(&self) -> String {
        self.inner.cells_note()
    }
}

/// Draws the captures of the largest data points, measured beside expected.
#[wasm_bindgen(js_name = drawCaptures)]
pub fn draw_captures(
    canvas: HtmlCanvasElement,
    simulation: &mut Simulation,
    js: &JsValue,
    pixel_ratio: f64,
) -> Result<(), JsValue> {
    let colours = colours(js)?;
    paint::charts::captures(
        canvas,
        &mut simulation.inner,
        &colours,
        believable(pixel_ratio),
    )
    .map_err(|problem| js_sys::Error::new(&problem).into())
}

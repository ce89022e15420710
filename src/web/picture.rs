//! Pictures in JavaScript: pixels and geometry as views into wasm memory, and charts.

use super::convert::{argument_error, to_js};
use super::simulation::Simulation;
use crate::paint::{self, Across, Axes, Colours, Face, Label, Layers, Pen, Rgb, Stroke, Up};
use js_sys::{Float32Array, Float64Array, Reflect, Uint8Array};
use serde::Serialize;
use wasm_bindgen::prelude::*;

/// Pixels and geometry of a scene. Views stay valid until the next call into this module.
#[wasm_bindgen]
pub struct Picture {
    pub(super) inner: paint::Picture,
    /// Whether particles step back.
    dimmed: bool,
}

fn colour(colours: &JsValue, name: &str) -> Result<Option<Rgb>, JsValue> {
    let value = Reflect::get(colours, &name.into())?;
    let Some(text) = value.as_string() else {
        return Ok(None);
    };
    let digits = text.trim().strip_prefix('#').unwrap_or("");
    let channel = |k: usize| {
        digits
            .get(2 * k..2 * k + 2)
            .and_then(|pair| u8::from_str_radix(pair, 16).ok())
    };
    match (digits.len(), channel(0), channel(1), channel(2)) {
        (6, Some(r), Some(g), Some(b)) => Ok(Some([r, g, b])),
        _ => Err(argument_error(name, text, "a colour such as #1f60c4")),
    }
}

/// Those of the five colours that are given, the others as they are by default.
pub(super) fn colours(js: &JsValue) -> Result<Colours, JsValue> {
    if !js.is_object() {
        let allowed = "an object such as {ink: \"#1b1d22\"}";
        return Err(argument_error("colours", "something else", allowed));
    }
    let default = Colours::default();
    Ok(Colours {
        background: colour(js, "background")?.unwrap_or(default.background),
        ink: colour(js, "ink")?.unwrap_or(default.ink),
        forward: colour(js, "forward")?.unwrap_or(default.forward),
        reverse: colour(js, "reverse")?.unwrap_or(default.reverse),
        lighthouse: colour(js, "lighthouse")?.unwrap_or(default.lighthouse),
    })
}

/// A view of numbers that live in wasm memory.
pub(super) fn floats(numbers: &[f32]) -> Float32Array {
    // SAFETY: the view is read by JavaScript before anything is called that could move the memory, as the
    // documentation of `Picture` demands; copying instead would allocate in every frame.
    unsafe { Float32Array::view(numbers) }
}

/// A view of pixels that live in wasm memory.
pub(super) fn pixels(bytes: &[u8]) -> Uint8Array {
    // SAFETY: as in `floats`.
    unsafe { Uint8Array::view(bytes) }
}

/// How far a picture has glided from one state to the next, from 0 to 1; what is no number has not left.
pub(super) fn glide(fraction: f64) -> f64 {
    // And not `clamp`, which hands NaN on.
    #[allow(clippy::manual_clamp)]
    fraction.max(0.0).min(1.0)
}

#[derive(Serialize)]
struct AxesInfo<'a> {
    /// x₀, y₀, x₁, y₁ and strength of each.
    strokes: Vec<f64>,
    labels: Vec<LabelInfo<'a>>,
}

#[derive(Serialize)]
struct LabelInfo<'a> {
    text: &'a str,
    x: f64,
    y: f64,
    /// As a canvas calls them.
    align: &'static str,
    baseline: &'static str,
    face: &'static str,
    /// CSS pixels.
    size: f64,
    ink: &'static str,
    strength: f64,
}

impl<'a> From<&'a Axes> for AxesInfo<'a> {
    fn from(axes: &'a Axes) -> Self {
        let numbers = |stroke: &Stroke| {
            let [from, to] = stroke.ends;
            [from[0], from[1], to[0], to[1], stroke.strength]
        };
        Self {
            strokes: axes.strokes.iter().flat_map(numbers).collect(),
            labels: axes.labels.iter().map(LabelInfo::from).collect(),
        }
    }
}

impl<'a> From<&'a Label> for LabelInfo<'a> {
    fn from(label: &'a Label) -> Self {
        Self {
            text: &label.text,
            x: label.at[0],
            y: label.at[1],
            align: match label.across {
                Across::Left => "left",
                Across::Center => "center",
                Across::Right => "right",
            },
            baseline: match label.up {
                Up::Top => "top",
                Up::Middle => "middle",
                Up::Bottom => "bottom",
            },
            face: match label.face {
                Face::Number => "number",
                Face::Symbol => "symbol",
                Face::Heading => "heading",
            },
            size: label.face.size(),
            ink: match label.pen {
                Pen::Ink => "ink",
                Pen::Forward => "forward",
                Pen::Reverse => "reverse",
            },
            strength: label.strength,
        }
    }
}

#[wasm_bindgen]
impl Picture {
    /// An empty picture of no size.
    #[wasm_bindgen(constructor)]
    #[allow(clippy::new_without_default)]
    pub fn new() -> Picture {
        Self {
            inner: paint::Picture::new(),
            dimmed: false,
        }
    }

    /// The size in device pixels, and how many of them make a CSS pixel.
    pub fn resize(&mut self, width: usize, height: usize, pixel_ratio: f64) {
        self.inner.resize(width, height, pixel_ratio);
    }

    /// background, ink, forward, reverse, lighthouse as "#rrggbb".
    #[wasm_bindgen(js_name = setColours)]
    pub fn set_colours(&mut self, js: &JsValue) -> Result<(), JsValue> {
        self.inner.set_colours(colours(js)?);
        Ok(())
    }

    /// How many times wider than needed the density's pixels are: rougher, and sooner there.
    #[wasm_bindgen(js_name = setCoarseness)]
    pub fn set_coarseness(&mut self, coarseness: f64) {
        self.inner.set_coarseness(coarseness);
    }

    /// Whether particles step back behind a few that are looked at, from the next painting on.
    #[wasm_bindgen(js_name = setDimmed)]
    pub fn set_dimmed(&mut self, dimmed: bool) {
        self.dimmed = dimmed;
    }

    /// Chooses what part of the plane is seen.
    pub fn fit(&mut self, simulation: &Simulation) {
        self.inner.fit(&simulation.inner);
    }

    /// The world point under a pixel: [x, y], or [x] in the line view.
    #[wasm_bindgen(js_name = toWorld)]
    pub fn to_world(&self, px: f64, py: f64) -> Float64Array {
        let world = self.inner.to_world(px, py);
        Float64Array::from(&world[..self.inner.dim()])
    }

    /// The pixel of a world point; in the line view that of the data point x, at the left edge.
    #[wasm_bindgen(js_name = toPixels)]
    pub fn to_pixels(&self, x: f64, y: f64) -> Float64Array {
        let [px, py] = self.inner.to_pixels(x, y);
        Float64Array::from(&[px, py][..])
    }

    /// Paints the pixel layers that are wanted; `captured` gives particles the colours of their captors.
    pub fn paint(
        &mut self,
        simulation: &mut Simulation,
        fraction: f64,
        density: bool,
        particles: bool,
        data: bool,
        captured: bool,
    ) {
        let layers = Layers {
            density,
            particles,
            data,
            by_captor: captured,
            dimmed: self.dimmed,
        };
        self.inner
            .paint(&mut simulation.inner, glide(fraction), layers);
    }

    /// The width of the density image.
    #[wasm_bindgen(getter, js_name = fieldWidth)]
    pub fn field_width(&self) -> usize {
        self.inner.field().width
    }

    /// The height of the density image.
    #[wasm_bindgen(getter, js_name = fieldHeight)]
    pub fn field_height(&self) -> usize {
        self.inner.field().height
    }

    /// Changes whenever the density image does.
    #[wasm_bindgen(getter, js_name = fieldVersion)]
    pub fn field_version(&self) -> u32 {
        self.inner.field().version
    }

    /// The density image, RGBA, a view.
    #[wasm_bindgen(js_name = fieldPixels)]
    pub fn field_pixels(&self) -> Uint8Array {
        pixels(&self.inner.field().pixels)
    }

    /// Changes whenever the image of marks does.
    #[wasm_bindgen(getter, js_name = marksVersion)]
    pub fn marks_version(&self) -> u32 {
        self.inner.marks_version()
    }

    /// Data points and particles, RGBA, a view.
    #[wasm_bindgen(js_name = marksPixels)]
    pub fn marks_pixels(&self) -> Uint8Array {
        pixels(self.inner.marks_pixels())
    }

    /// The score, segments [x0, y0, x1, y1] in device pixels, a view.
    pub fn arrows(&mut self, simulation: &Simulation, fraction: f64) -> Float32Array {
        floats(self.inner.arrows(&simulation.inner, glide(fraction)))
    }

    /// Lines from particles to their x̄₀, segments, a view.
    pub fn beams(&mut self, simulation: &mut Simulation, fraction: f64) -> Float32Array {
        floats(self.inner.beams(&mut simulation.inner, glide(fraction)))
    }

    /// The paths of followed particles of the ensemble, segments, a view.
    pub fn paths(&mut self, simulation: &Simulation, fraction: f64) -> Float32Array {
        floats(self.inner.paths(&simulation.inner, glide(fraction)))
    }

    /// The paths of launched particles, segments, a view.
    #[wasm_bindgen(js_name = launchedPaths)]
    pub fn launched_paths(&mut self, simulation: &Simulation, fraction: f64) -> Float32Array {
        floats(
            self.inner
                .launched_paths(&simulation.inner, glide(fraction)),
        )
    }

    /// Where launched particles are, [x, y] each, a view.
    #[wasm_bindgen(js_name = launchedHeads)]
    pub fn launched_heads(&mut self, simulation: &Simulation, fraction: f64) -> Float32Array {
        floats(
            self.inner
                .launched_heads(&simulation.inner, glide(fraction)),
        )
    }

    /// What stands along the edges, see `AxesInfo`: strokes of one CSS pixel, and labels.
    pub fn axes(&mut self, simulation: &Simulation) -> JsValue {
        to_js(&AxesInfo::from(&self.inner.axes(&simulation.inner)))
    }
}

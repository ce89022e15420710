//! What all charts share: a canvas as plotters' drawing area, colours, type, and errors as sentences.

use crate::paint::colour::Rgb;
use plotters::coord::Shift;
use plotters::prelude::*;
use plotters_canvas::CanvasBackend;
use web_sys::HtmlCanvasElement;

pub(super) type Area = DrawingArea<CanvasBackend, Shift>;

pub(super) fn area(canvas: HtmlCanvasElement) -> Result<Area, String> {
    let backend = CanvasBackend::with_canvas_object(canvas);
    Ok(backend
        .ok_or("The canvas cannot be drawn on.")?
        .into_drawing_area())
}

pub(super) fn rgb([r, g, b]: Rgb) -> RGBColor {
    RGBColor(r, g, b)
}

pub(super) fn sentence(error: impl std::fmt::Display) -> String {
    format!("The chart cannot be drawn: {error}.")
}

pub(super) fn font(size: f64, colour: Rgb, strength: f64) -> TextStyle<'static> {
    ("sans-serif", size)
        .into_font()
        .color(&rgb(colour).mix(strength))
}

//! Series that stand still, by plotters, from the geometry that [`Plot::trace`] makes.

use super::canvas::{rgb, sentence};
use super::fine::{Fine, PARTS, parts};
use super::plot::Plot;
use super::shade::resolved;
use crate::paint::colour::{Colours, Rgb};
use crate::study::{Ink, Mark, Series};
use js_sys::Array;
use plotters::coord::Shift;
use plotters::prelude::*;
use web_sys::CanvasRenderingContext2d;

/// More dots than this are small ones, and more than that are all of one shape and can be seen through.
const SOME: usize = 40;
const MANY: usize = 400;
/// Paths in a bundle are thin and can be seen through; a series of more pieces than this is one.
const BUNDLE: usize = 7;

/// Strokes and gaps of dashed lines, in CSS pixels, one after the other; www/study/study-marks.js has the same.
const DASHES: [&[f64]; 3] = [&[6.0, 4.0], &[1.5, 3.0], &[10.0, 3.0, 2.0, 3.0]];

/// What series are drawn with.
pub(super) struct Brush<'a> {
    pub(super) area: &'a DrawingArea<Fine, Shift>,
    pub(super) context: &'a CanvasRenderingContext2d,
    pub(super) plot: &'a Plot,
    pub(super) colours: &'a Colours,
    /// Device pixels to the CSS pixel.
    pub(super) ratio: f64,
}

impl Brush<'_> {
    /// Draws one series; `variant` tells its dots or dashes from those of others.
    pub(super) fn draw(
        &self,
        series: &Series,
        variant: usize,
        trace: &mut Vec<f32>,
    ) -> Result<(), String> {
        self.plot.trace(series, trace);
        let ink = resolved(series.ink, self.colours);
        match series.mark {
            Mark::Line { dashed } => {
                if dashed {
                    self.dash(DASHES[variant % DASHES.len()]);
                }
                // A series of many pieces is a bundle of paths; one with a place on a ramp is one of a bundle.
                let (width, strength) = match series.ink {
                    _ if runs(trace).nth(BUNDLE).is_some() => (1.0, 0.5),
                    Ink::Ramp(_) => (1.0, 0.8),
                    _ => (1.75, 1.0),
                };
                let style = rgb(ink).mix(strength).stroke_width(self.length(width));
                self.lines(trace, style)?;
                self.dash(&[]);
            }
            Mark::Rule => {
                self.dash(&[2.0, 3.0]);
                self.lines(trace, rgb(ink).mix(0.85).stroke_width(self.length(1.25)))?;
                self.dash(&[]);
            }
            Mark::Outline { .. } => {
                self.lines(trace, rgb(ink).stroke_width(self.length(1.5)))?;
            }
            Mark::Band | Mark::Block => {
                let strength = if series.mark == Mark::Block {
                    0.85
                } else {
                    0.16
                };
                for corners in runs(trace) {
                    let style = rgb(ink).mix(strength).filled();
                    self.area
                        .draw(&Polygon::new(corners, style))
                        .map_err(sentence)?;
                }
            }
            Mark::Bars { .. } => self.bars(trace, ink)?,
            Mark::Points => self.dots(trace, ink, variant)?,
        }
        Ok(())
    }

    /// CSS pixels in parts of a device pixel.
    fn length(&self, css: f64) -> u32 {
        libm::round(css * self.ratio * PARTS) as u32
    }

    fn dash(&self, css: &[f64]) {
        let lengths: Array = css
            .iter()
            .map(|&css| wasm_bindgen::JsValue::from(self.length(css)))
            .collect();
        // Only a list with a negative number is refused.
        let _ = self.context.set_line_dash(&lengths);
    }

    fn lines(&self, trace: &[f32], style: ShapeStyle) -> Result<(), String> {
        for line in runs(trace) {
            self.area
                .draw(&PathElement::new(line, style))
                .map_err(sentence)?;
        }
        Ok(())
    }

    fn bars(&self, trace: &[f32], ink: Rgb) -> Result<(), String> {
        for &[x, y, width, height] in trace.as_chunks().0 {
            let from = (parts(x.into()), parts(y.into()));
            let to = (parts((x + width).into()), parts((y + height).into()));
            let style = rgb(ink).mix(0.34).filled();
            self.area
                .draw(&Rectangle::new([from, to], style))
                .map_err(sentence)?;
        }
        Ok(())
    }

    fn dots(&self, trace: &[f32], ink: Rgb, shape: usize) -> Result<(), String> {
        let (dots, _) = trace.as_chunks::<4>();
        let many = dots.len() > MANY;
        let radius = self.length(match dots.len() {
            n if n <= SOME => 3.0,
            n if n <= MANY => 1.9,
            _ => 1.4,
        });
        let r = radius as i32;
        let fill = rgb(ink).mix(if many { 0.6 } else { 1.0 }).filled();
        let line = rgb(ink).stroke_width(self.length(1.4));
        let paper = rgb(self.colours.background).filled();
        for dot in dots {
            let [px, high, low, py] = dot.map(|p| parts(p.into()));
            if high != low {
                self.area
                    .draw(&PathElement::new([(px, high), (px, low)], line))
                    .map_err(sentence)?;
                for y in [high, low] {
                    self.area
                        .draw(&PathElement::new([(px - r, y), (px + r, y)], line))
                        .map_err(sentence)?;
                }
            }
            let square = [(px - r, py - r), (px + r, py + r)];
            let triangle = vec![(px, py - r - r / 4), (px - r, py + r), (px + r, py + r)];
            match shape % 5 {
                _ if many => self
                    .area
                    .draw(&Circle::new((px, py), radius, fill))
                    .map_err(sentence)?,
                0 => self
                    .area
                    .draw(&Circle::new((px, py), radius, fill))
                    .map_err(sentence)?,
                1 => {
                    self.area
                        .draw(&Circle::new((px, py), radius, paper))
                        .map_err(sentence)?;
                    self.area
                        .draw(&Circle::new((px, py), radius, line))
                        .map_err(sentence)?;
                }
                2 => self
                    .area
                    .draw(&Rectangle::new(square, fill))
                    .map_err(sentence)?,
                3 => self
                    .area
                    .draw(&Polygon::new(triangle, fill))
                    .map_err(sentence)?,
                _ => {
                    self.area
                        .draw(&Rectangle::new(square, paper))
                        .map_err(sentence)?;
                    self.area
                        .draw(&Rectangle::new(square, line))
                        .map_err(sentence)?;
                }
            }
        }
        Ok(())
    }
}

/// The polylines of a trace, in parts of a pixel.
fn runs(trace: &[f32]) -> impl Iterator<Item = Vec<(i32, i32)>> + '_ {
    let (points, _) = trace.as_chunks::<2>();
    points.split(|[x, _]| x.is_nan()).map(|run| {
        let point = |&[x, y]: &[f32; 2]| (parts(x.into()), parts(y.into()));
        run.iter().map(point).collect()
    })
}

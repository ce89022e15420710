//! Ticks along the edges of the picture's window.

use super::canvas::{area, font, rgb, sentence};
use crate::paint::{Rgb, Window};
use plotters::prelude::*;
use web_sys::HtmlCanvasElement;

/// The step between two ticks: 1, 2 or 5 times a power of ten, so that they are about `wanted` apart.
pub(super) fn tick_step(wanted: f64) -> f64 {
    let power = libm::pow(10.0, libm::floor(libm::log10(wanted)));
    let steps = [1.0, 2.0, 5.0, 10.0].into_iter();
    let mut fitting = steps.filter(|step| step * power >= wanted);
    fitting.next().unwrap_or(10.0) * power
}

/// Ticks along the lower and the left edge of the window, and a faint cross through the origin.
pub fn axes(
    canvas: HtmlCanvasElement,
    window: &Window,
    ink: Rgb,
    pixel_ratio: f64,
) -> Result<(), String> {
    let (width, height) = (window.width as i32, window.height as i32);
    if width == 0 || height == 0 {
        return Ok(());
    }
    let area = area(canvas)?;
    let step = tick_step(90.0 * pixel_ratio / window.scale);
    let style = font(11.0 * pixel_ratio, ink, 0.62);
    let faint = rgb(ink).mix(0.10).stroke_width(pixel_ratio as u32);
    let tick = rgb(ink).mix(0.45).stroke_width(pixel_ratio.round() as u32);
    let length = (5.0 * pixel_ratio) as i32;
    let gap = (8.0 * pixel_ratio) as i32;
    let line = |points: [(i32, i32); 2], style: ShapeStyle| {
        area.draw(&PathElement::new(points, style))
            .map_err(sentence)
    };
    let label = |text: String, at: (i32, i32)| {
        area.draw(&Text::new(text, at, style.clone()))
            .map_err(sentence)
    };
    let [low_x, high_y] = window.to_world(0.0, 0.0);
    let [high_x, low_y] = window.to_world(f64::from(width), f64::from(height));
    let digits = (-libm::floor(libm::log10(step))).clamp(0.0, 6.0) as usize;
    let text = |x: f64| {
        // −0 is no tick.
        let x = if x.abs() < 0.5 * step { 0.0 } else { x };
        format!("{x:.digits$}").replace('-', "\u{2212}")
    };
    let ticks = |low: f64, high: f64| {
        let first = libm::ceil(low / step) as i64;
        let last = libm::floor(high / step) as i64;
        (first..=last).map(move |k| k as f64 * step)
    };
    for x in ticks(low_x, high_x) {
        let px = window.x_to_pixels(x) as i32;
        line([(px, height), (px, height - length)], tick)?;
        if px > gap && px < width - 2 * gap {
            let wide = (3.2 * pixel_ratio) as i32 * text(x).chars().count() as i32;
            label(text(x), (px - wide, height - length - 2 * gap))?;
        }
    }
    for y in ticks(low_y, high_y) {
        let py = window.to_pixels(0.0, y)[1] as i32;
        line([(0, py), (length, py)], tick)?;
        if py > 2 * gap && py < height - 4 * gap {
            label(text(y), (length + gap / 2, py - gap + gap / 4))?;
        }
    }
    let [ox, oy] = window.to_pixels(0.0, 0.0).map(|p| p as i32);
    line([(ox, 0), (ox, height)], faint)?;
    line([(0, oy), (width, oy)], faint)
}

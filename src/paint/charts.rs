//! Axes and charts, drawn by plotters onto a canvas: slow (a call into the browser for each stroke), and so
//! drawn only when something has changed.
//!
//! plotters knows nothing of device pixels: the canvas has them, and every length here is multiplied by
//! their ratio.

use super::{Colours, Rgb, Window};
use crate::ensemble::Simulation;
use plotters::coord::Shift;
use plotters::prelude::*;
use plotters_canvas::CanvasBackend;
use web_sys::HtmlCanvasElement;

type Area = DrawingArea<CanvasBackend, Shift>;

/// The most data points whose captures get bars.
const MOST_BARS: usize = 30;

fn area(canvas: HtmlCanvasElement) -> Result<Area, String> {
    let backend = CanvasBackend::with_canvas_object(canvas);
    Ok(backend
        .ok_or("The canvas can not be drawn on.")?
        .into_drawing_area())
}

fn rgb([r, g, b]: Rgb) -> RGBColor {
    RGBColor(r, g, b)
}

fn sentence(error: impl std::fmt::Display) -> String {
    format!("The chart can not be drawn: {error}.")
}

fn font(size: f64, colour: Rgb, strength: f64) -> TextStyle<'static> {
    ("sans-serif", size)
        .into_font()
        .color(&rgb(colour).mix(strength))
}

/// The step between two ticks: 1, 2 or 5 times a power of ten, so that they are about `wanted` apart.
fn tick_step(wanted: f64) -> f64 {
    let power = libm::pow(10.0, libm::floor(libm::log10(wanted)));
    let steps = [1.0, 2.0, 5.0, 10.0].into_iter();
    let mut fitting = steps.filter(|step| step * power >= wanted);
    fitting.next().unwrap_or(10.0) * power
}

/// Ticks along the lower and the left edge of the window, and a faint cross through the origin.
pub fn axes(
    canvas: HtmlCanvasElement,
    window: &Window,
    is_line: bool,
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
    if is_line {
        return Ok(());
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

/// For the data points with the most expected captures (the most measured ones where nothing is expected):
/// how many particles each has captured, a bar, beside how many theory expects, a line across it.
pub fn captures(
    canvas: HtmlCanvasElement,
    simulation: &mut Simulation,
    colours: &Colours,
    pixel_ratio: f64,
) -> Result<(), String> {
    let n = simulation.law().points.len();
    let mut counts = vec![0u32; n];
    for &captor in simulation.captors() {
        counts[captor as usize] += 1;
    }
    let expected = simulation.expected_captures().map(<[f64]>::to_vec);
    let rank = |i: usize| expected.as_ref().map_or(f64::from(counts[i]), |e| e[i]);
    let mut order: Vec<usize> = (0..n).collect();
    if n > MOST_BARS {
        order.sort_by(|&a, &b| rank(b).total_cmp(&rank(a)));
        order.truncate(MOST_BARS);
        order.sort_unstable();
    }
    let top = order
        .iter()
        .map(|&i| f64::from(counts[i]).max(rank(i)))
        .fold(1.0, f64::max);
    let area = area(canvas)?;
    area.fill(&rgb(colours.background)).map_err(sentence)?;
    let (width, height) = area.dim_in_pixel();
    if width < 40 || height < 40 {
        return Ok(());
    }
    let size = |css: f64| (css * pixel_ratio) as u32;
    let mut chart = ChartBuilder::on(&area)
        .margin(size(6.0))
        .x_label_area_size(size(18.0))
        .y_label_area_size(size(40.0))
        .build_cartesian_2d(-0.5..order.len() as f64 - 0.5, 0.0..1.08 * top)
        .map_err(sentence)?;
    let names: Vec<String> = order.iter().map(usize::to_string).collect();
    let name = |x: &f64| {
        let k = x.round();
        let is_whole = (x - k).abs() < 1e-6 && k >= 0.0;
        let name = names.get(k as usize).filter(|_| is_whole);
        name.cloned().unwrap_or_default()
    };
    chart
        .configure_mesh()
        .disable_x_mesh()
        .light_line_style(TRANSPARENT)
        .bold_line_style(rgb(colours.ink).mix(0.12))
        .axis_style(rgb(colours.ink).mix(0.4))
        .label_style(font(10.0 * pixel_ratio, colours.ink, 0.75))
        .x_labels(order.len().min(12))
        .x_label_formatter(&name)
        .y_labels(4)
        .draw()
        .map_err(sentence)?;
    let bars = order.iter().enumerate().map(|(k, &i)| {
        let x = k as f64;
        let corners = [(x - 0.34, 0.0), (x + 0.34, f64::from(counts[i]))];
        Rectangle::new(corners, rgb(colours.reverse).mix(0.75).filled())
    });
    chart.draw_series(bars).map_err(sentence)?;
    if let Some(expected) = expected {
        let thick = rgb(colours.ink).stroke_width(size(2.0).max(1));
        let marks = order.iter().enumerate().map(|(k, &i)| {
            let x = k as f64;
            PathElement::new([(x - 0.45, expected[i]), (x + 0.45, expected[i])], thick)
        });
        chart.draw_series(marks).map_err(sentence)?;
    }
    area.present().map_err(sentence)
}

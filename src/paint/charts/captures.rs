//! Captures of the data points, measured beside expected.

use super::canvas::{area, font, rgb, sentence};
use crate::ensemble::Simulation;
use crate::paint::colour::Colours;
use plotters::prelude::*;
use web_sys::HtmlCanvasElement;

/// The most data points whose captures get bars.
const MOST_BARS: usize = 30;
/// For the data points with the most expected captures (the most measured ones where nothing is expected):
/// how many particles each has captured, a bar, beside how many theory expects, a line across it.
pub fn captures(
    canvas: HtmlCanvasElement,
    simulation: &mut Simulation,
    colours: &Colours,
    pixel_ratio: f64,
) -> Result<(), String> {
    let n = simulation.law().points().len();
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
    let size = |css: f64| (css * pixel_ratio) as u32;
    // Room for the labels and for something between them.
    if width < size(60.0).max(40) || height < size(60.0).max(40) {
        return Ok(());
    }
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

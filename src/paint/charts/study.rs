//! One chart of a study, all of it that stands still: axes, mesh, the density behind, series.

use super::canvas::{rgb, sentence};
use super::fine::{Fine, PARTS, parts};
use super::label::{Level, pieces};
use super::marks::Brush;
use super::named::Naming;
use super::plot::{Plot, variants};
use super::scale::Scale;
use super::shade::shades;
use crate::paint::colour::Colours;
use crate::study::Chart;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters_backend::FontStyle;
use wasm_bindgen::Clamped;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, ImageData};

/// CSS font families.
pub struct Fonts {
    /// Of the numbers at ticks.
    pub sans: String,
    /// Of the symbols at axes.
    pub serif: String,
}

/// CSS pixels: the type of tick labels and of axis labels.
const TICK_SIZE: f64 = 11.0;
const LABEL_SIZE: f64 = 14.0;

/// Draws a chart onto a canvas of device pixels and says where everything lies in it.
pub fn study(
    canvas: HtmlCanvasElement,
    chart: &Chart,
    colours: &Colours,
    fonts: &Fonts,
    ratio: f64,
) -> Result<Plot, String> {
    let (width, height) = (f64::from(canvas.width()), f64::from(canvas.height()));
    let Some((backend, context)) = Fine::new(canvas) else {
        return Err("The canvas cannot be drawn on.".into());
    };
    let page = Page {
        context: &context,
        fonts,
        ratio,
    };
    let plot = page.laid_out(chart, width, height);
    if width < 60.0 * ratio || height < 60.0 * ratio {
        return Ok(plot);
    }
    page.shade(chart, &plot, colours)?;
    let area = backend.into_drawing_area();
    let brush = Brush {
        area: &area,
        context: &context,
        plot: &plot,
        colours,
        ratio,
    };
    page.mesh(chart, &brush)?;
    context.set_line_join("round");
    let mut trace = Vec::new();
    for (series, variant) in chart.series.iter().zip(variants(chart)) {
        if !series.moving {
            brush.draw(series, variant, &mut trace)?;
        }
    }
    Naming::new(&fonts.sans, &brush).write(chart);
    area.present().map_err(sentence)?;
    Ok(plot)
}

/// What the layout depends on beside the chart.
struct Page<'a> {
    context: &'a CanvasRenderingContext2d,
    fonts: &'a Fonts,
    ratio: f64,
}

impl Page<'_> {
    fn y_apart(&self) -> f64 {
        34.0 * self.ratio
    }

    fn x_apart(&self) -> f64 {
        58.0 * self.ratio
    }

    /// The width of a tick's label in device pixels.
    fn label_width(&self, text: &str) -> f64 {
        let font = format!("{}px {}", TICK_SIZE * self.ratio * PARTS, self.fonts.sans);
        self.context.set_font(&font);
        let measured = self.context.measure_text(text);
        measured.map_or(0.0, |metrics| metrics.width() / PARTS)
    }

    /// The width of a piece of an axis' label in device pixels.
    fn italic_width(&self, text: &str, size: f64) -> f64 {
        let size = size * self.ratio * PARTS;
        let font = format!("italic {size}px {}", self.fonts.serif);
        self.context.set_font(&font);
        let measured = self.context.measure_text(text);
        measured.map_or(0.0, |metrics| metrics.width() / PARTS)
    }

    /// The area that is left beside labels, its edges on whole pixels.
    fn laid_out(&self, chart: &Chart, width: f64, height: f64) -> Plot {
        let css = |length: f64| libm::round(length * self.ratio);
        let top = css(if chart.y.label.is_empty() { 8.0 } else { 26.0 });
        let below = if chart.x.label.is_empty() { 22.0 } else { 36.0 };
        let bottom = (height - css(below)).max(top + 1.0);
        let widest = |scale: &Scale, apart: f64| {
            let ticks = scale.ticks(apart);
            let widths = ticks.iter().map(|tick| self.label_width(&tick.label));
            widths.fold(0.0, f64::max)
        };
        let y = Scale::new(&chart.y, bottom, top);
        let numbers = match chart.y.bare {
            true => 0.0,
            false => libm::ceil(widest(&y, self.y_apart()).max(css(16.0))),
        };
        let left = css(10.0) + numbers;
        let x = Scale::new(&chart.x, left, width - css(10.0));
        let last = x.ticks(self.x_apart()).pop();
        // The last label of the horizontal axis is centred on its tick and must not be cut off.
        let over = last.map_or(0.0, |tick| {
            tick.at + 0.5 * self.label_width(&tick.label) + css(2.0) - width
        });
        let right = width - css(10.0) - libm::ceil(over.max(0.0));
        Plot::of(chart, [left, top, right, bottom])
    }

    /// The density behind everything.
    fn shade(&self, chart: &Chart, plot: &Plot, colours: &Colours) -> Result<(), String> {
        let Some(map) = &chart.map else { return Ok(()) };
        // The map covers the chart's own ranges, which may be less than what is seen.
        let [from, to] = [0, 1].map(|k| plot.to_pixels(chart.x.range[k], chart.y.range[k]));
        let [left, right] = [from[0], to[0]].map(libm::round);
        let [bottom, top] = [from[1], to[1]].map(libm::round);
        let (width, height) = ((right - left) as usize, (bottom - top) as usize);
        let bytes = shades(map, width, height, colours);
        ImageData::new_with_u8_clamped_array_and_sh(Clamped(&bytes), width as u32, height as u32)
            .and_then(|image| self.context.put_image_data(&image, left, top))
            .map_err(|_| "The density cannot be drawn.".into())
    }

    /// Lines at ticks, both axes, and what is written beside them.
    fn mesh(&self, chart: &Chart, brush: &Brush<'_>) -> Result<(), String> {
        let [left, top, right, bottom] = brush.plot.edges;
        let ink = rgb(brush.colours.ink);
        let css = |length: f64| length * self.ratio;
        // One device pixel at least, and a whole number of them, or a line is grey.
        let hair = libm::round(self.ratio).max(1.0);
        let style = |strength: f64| ink.mix(strength).stroke_width(parts(hair) as u32);
        let sharp = |p: f64| libm::round(p - 0.5 * hair) + 0.5 * hair;
        let line = |from: [f64; 2], to: [f64; 2], strength: f64| {
            let [from, to] = [from, to].map(|[x, y]| (parts(x), parts(y)));
            // The backend moves level and upright lines by half a unit, here a thirty-second of a pixel.
            let path = PathElement::new([from, to], style(strength));
            brush.area.draw(&path).map_err(sentence)
        };
        let write = |text: &str, at: [f64; 2], style: &TextStyle<'_>| {
            let at = (parts(at[0]), parts(at[1]));
            let text = Text::new(text.to_owned(), at, style.clone());
            brush.area.draw(&text).map_err(sentence)
        };
        let type_of = |size: f64, italic: bool, strength: f64, h: HPos, v: VPos| {
            let (family, style) = match italic {
                true => (&self.fonts.serif, FontStyle::Italic),
                false => (&self.fonts.sans, FontStyle::Normal),
            };
            let font = FontDesc::new(FontFamily::Name(family), css(size) * PARTS, style);
            font.color(&ink.mix(strength)).pos(Pos::new(h, v))
        };
        let (faint, fainter) = if chart.map.is_some() {
            (0.0, 0.0)
        } else {
            (0.10, 0.05)
        };
        let tick = css(4.0);
        let below = type_of(TICK_SIZE, false, 0.8, HPos::Center, VPos::Top);
        let ticks = |scale: &Scale, is_bare: bool, apart: f64| match is_bare {
            true => Vec::new(),
            false => scale.ticks(apart),
        };
        for mark in ticks(&brush.plot.x, chart.x.bare, self.x_apart()) {
            let px = sharp(mark.at).clamp(left, right);
            let (strength, length) = match mark.label.is_empty() {
                true => (fainter, 0.5 * tick),
                false => (faint, tick),
            };
            if strength > 0.0 {
                line([px, top], [px, bottom], strength)?;
            }
            line([px, bottom], [px, bottom + length], 0.5)?;
            write(&mark.label, [mark.at, bottom + css(7.0)], &below)?;
        }
        let beside = type_of(TICK_SIZE, false, 0.8, HPos::Right, VPos::Center);
        for mark in ticks(&brush.plot.y, chart.y.bare, self.y_apart()) {
            let py = sharp(mark.at).clamp(top, bottom);
            let (strength, length) = match mark.label.is_empty() {
                true => (fainter, 0.5 * tick),
                false => (faint, tick),
            };
            if strength > 0.0 {
                line([left, py], [right, py], strength)?;
            }
            line([left - length, py], [left, py], 0.5)?;
            write(&mark.label, [left - css(7.0), mark.at + css(0.5)], &beside)?;
        }
        let (axis_x, axis_y) = (sharp(left), sharp(bottom));
        if !chart.y.bare {
            line([axis_x, top], [axis_x, bottom], 0.5)?;
        }
        if !chart.x.bare {
            line([left, axis_y], [right, axis_y], 0.5)?;
        }
        // Symbols stand on a common baseline, so their pieces hang from it.
        let name = |label: &str, left: f64, baseline: f64| -> Result<(), String> {
            let mut x = left;
            for (level, text) in pieces(label) {
                let (size, lift) = shifted(level);
                let style = type_of(size, true, 1.0, HPos::Left, VPos::Bottom);
                // The backend knows bottoms, not baselines: a descender is about 0.22 of the size deep.
                write(text, [x, baseline - css(lift) + css(0.22 * size)], &style)?;
                x += self.italic_width(text, size);
            }
            Ok(())
        };
        let width = |label: &str| -> f64 {
            let widths = pieces(label).into_iter();
            let widths = widths.map(|(level, text)| self.italic_width(text, shifted(level).0));
            widths.sum()
        };
        if !chart.y.bare {
            name(&chart.y.label, css(2.0), css(15.0))?;
        }
        let start = right - width(&chart.x.label);
        name(&chart.x.label, start, bottom + css(29.0))
    }
}

/// The size of a piece of a label and how far it is lifted, in CSS pixels.
fn shifted(level: Level) -> (f64, f64) {
    match level {
        Level::Line => (LABEL_SIZE, 0.0),
        Level::Low => (0.72 * LABEL_SIZE, -3.0),
        Level::High => (0.72 * LABEL_SIZE, 5.0),
    }
}

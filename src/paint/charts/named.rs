//! Names and notes written into a chart, where [`Names`] finds room for them.

use super::fine::PARTS;
use super::label::{Level, pieces};
use super::marks::Brush;
use super::names::{Named, Names, Rect};
use super::shade::resolved;
use crate::paint::colour::{Rgb, mix};
use crate::study::{Chart, Ink, Mark, Note, Series};

/// CSS pixels: the type, the room that a name takes, and the free space around dots.
const SIZE: f64 = 12.0;
const HEIGHT: f64 = 15.0;
const AROUND: f64 = 4.0;
/// A name farther from its dot than this is tied to it, in CSS pixels.
const FAR: f64 = 12.0;
/// How much of the text's colour a name's has, to be read at its size.
const DEPTH: f64 = 0.3;
/// Of more dots than this none is worth the room.
const MOST_DOTS: usize = 60;

pub(super) struct Naming<'a> {
    sans: &'a str,
    brush: &'a Brush<'a>,
}

impl<'a> Naming<'a> {
    pub(super) fn new(sans: &'a str, brush: &'a Brush<'a>) -> Self {
        Self { sans, brush }
    }

    /// Writes what is not in the legend.
    pub(super) fn write(&self, chart: &Chart) {
        let is_plain = chart.notes.is_empty() && chart.series.iter().all(|one| one.label.is_none());
        if is_plain {
            return;
        }
        let (plot, unit) = (self.brush.plot, self.brush.ratio);
        let mut names = Names::new(plot.edges, unit);
        let traces: Vec<Vec<f32>> = chart.series.iter().map(|one| self.traced(one)).collect();
        for (series, trace) in chart.series.iter().zip(&traces) {
            self.take(series, trace, &mut names);
        }
        for note in chart.notes.iter().filter(|note| !note.arrow) {
            let [x, _] = plot.to_pixels(note.at[0], note.at[1]);
            let at = names.place(&Named::Zone(x), self.size(&note.text));
            self.text(&note.text, at, self.ink(Ink::Soft));
        }
        for (series, trace) in chart.series.iter().zip(&traces) {
            let (Some(label), Some(named)) = (&series.label, named(series, trace)) else {
                continue;
            };
            if label.is_empty() {
                continue;
            }
            let at = names.place(&named, self.size(label));
            match named {
                Named::Block(block) => self.leader(at, block),
                Named::Dot(dot) => self.tether(at, dot, self.ink(series.ink)),
                _ => {}
            }
            self.text(label, at, self.ink(series.ink));
        }
        for note in chart.notes.iter().filter(|note| note.arrow) {
            self.pointed(note, &mut names);
        }
    }

    fn traced(&self, series: &Series) -> Vec<f32> {
        let mut trace = Vec::new();
        // What moves is not there yet.
        if !series.moving {
            self.brush.plot.trace(series, &mut trace);
        }
        trace
    }

    /// Nothing is written over dots and curves.
    fn take(&self, series: &Series, trace: &[f32], names: &mut Names) {
        let around = AROUND * self.brush.ratio;
        match series.mark {
            Mark::Points => {
                let dots = trace.as_chunks::<4>().0;
                for &[x, _, _, y] in dots.iter().take_while(|_| dots.len() <= MOST_DOTS) {
                    let [x, y] = [x, y].map(f64::from);
                    names.take([x - around, y - around, x + around, y + around]);
                }
            }
            Mark::Line { .. } | Mark::Rule | Mark::Outline { .. } => {
                for pair in trace.as_chunks::<2>().0.windows(2) {
                    let [from, to] = [pair[0], pair[1]].map(|point| point.map(f64::from));
                    if !from[0].is_nan() && !to[0].is_nan() {
                        names.take_line(from, to);
                    }
                }
            }
            Mark::Bars { .. } | Mark::Band | Mark::Block => {}
        }
    }

    /// A word and an arrow from it to what it names.
    fn pointed(&self, note: &Note, names: &mut Names) {
        let (plot, unit) = (self.brush.plot, self.brush.ratio);
        let target = plot.to_pixels(note.at[0], note.at[1]);
        if target.iter().any(|p| !p.is_finite()) {
            return;
        }
        let at @ [left, top, right, bottom] =
            names.place(&Named::Target(target), self.size(&note.text));
        let ink = self.ink(Ink::Soft);
        self.text(&note.text, at, ink);
        // From the edge that is nearest, up to the rim of the dot.
        let from = [target[0].clamp(left, right), target[1].clamp(top, bottom)];
        let along = [target[0] - from[0], target[1] - from[1]];
        let length = libm::hypot(along[0], along[1]);
        let rim = 7.0 * unit;
        if length <= rim + 4.0 * unit {
            return;
        }
        let [u, v] = along.map(|a| a / length);
        let tip = [target[0] - rim * u, target[1] - rim * v];
        let head = 5.0 * unit;
        let barb = |side: f64| {
            [
                tip[0] - head * (u - 0.6 * side * v),
                tip[1] - head * (v + 0.6 * side * u),
            ]
        };
        self.stroke(&[from, tip], ink);
        self.stroke(&[barb(1.0), tip, barb(-1.0)], ink);
    }

    /// A thin line from a dot to its name, where that had to stand farther off.
    fn tether(&self, [left, top, right, bottom]: Rect, dot: [f64; 2], ink: Rgb) {
        let unit = self.brush.ratio;
        let to = [dot[0].clamp(left, right), dot[1].clamp(top, bottom)];
        let along = [to[0] - dot[0], to[1] - dot[1]];
        let length = libm::hypot(along[0], along[1]);
        if length > FAR * unit {
            let rim = AROUND * unit / length;
            self.stroke(
                &[[dot[0] + rim * along[0], dot[1] + rim * along[1]], to],
                ink,
            );
        }
    }

    /// A line from a name that stands farther off to its block.
    fn leader(&self, [left, top, right, bottom]: Rect, block: Rect) {
        let x = (0.5 * (block[0] + block[2])).clamp(left, right);
        let [from, to] = if bottom < block[1] {
            [bottom, block[1]]
        } else {
            [top, block[3]]
        };
        if (to - from).abs() > 0.6 * HEIGHT * self.brush.ratio {
            self.stroke(&[[x, from], [x, to]], self.ink(Ink::Soft));
        }
    }

    fn ink(&self, ink: Ink) -> Rgb {
        let colour = resolved(ink, self.brush.colours);
        match ink {
            Ink::Distinct(_) | Ink::Soft => mix(colour, self.brush.colours.ink, DEPTH),
            _ => colour,
        }
    }

    /// Width and height of a name in device pixels.
    fn size(&self, text: &str) -> [f64; 2] {
        let widths = pieces(text)
            .into_iter()
            .map(|(level, piece)| self.width(level, piece));
        [widths.sum(), HEIGHT * self.brush.ratio]
    }

    fn width(&self, level: Level, piece: &str) -> f64 {
        let context = self.brush.context;
        let size = SIZE * self.brush.ratio * PARTS * if level == Level::Line { 1.0 } else { 0.75 };
        context.set_font(&format!("500 {size}px {}", self.sans));
        let measured = context.measure_text(piece);
        measured.map_or(0.0, |metrics| metrics.width() / PARTS)
    }

    /// Writes on a halo of the paper's colour.
    fn text(&self, text: &str, [left, top, ..]: Rect, ink: Rgb) {
        let (context, unit) = (self.brush.context, self.brush.ratio);
        context.set_text_align("left");
        context.set_text_baseline("alphabetic");
        context.set_stroke_style_str(&css(self.brush.colours.background));
        context.set_fill_style_str(&css(ink));
        context.set_line_width(3.0 * unit * PARTS);
        let mut x = left;
        for (level, piece) in pieces(text) {
            // Leaves the font as it was measured.
            let width = self.width(level, piece);
            let lift = match level {
                Level::Line => 0.0,
                Level::Low => -2.5,
                Level::High => 4.0,
            };
            let y = top + (0.78 * HEIGHT - lift) * unit;
            // Only a context that is gone refuses.
            let _ = context.stroke_text(piece, x * PARTS, y * PARTS);
            let _ = context.fill_text(piece, x * PARTS, y * PARTS);
            x += width;
        }
    }

    fn stroke(&self, points: &[[f64; 2]], ink: Rgb) {
        let context = self.brush.context;
        context.set_stroke_style_str(&css(ink));
        context.set_line_width(1.2 * self.brush.ratio * PARTS);
        context.begin_path();
        for [x, y] in points.iter().map(|point| point.map(|p| p * PARTS)) {
            context.line_to(x, y);
        }
        context.stroke();
    }
}

/// What there is to be named of a series, if anything is seen of it.
fn named(series: &Series, trace: &[f32]) -> Option<Named> {
    let points = || {
        let points = trace
            .as_chunks::<2>()
            .0
            .iter()
            .map(|point| point.map(f64::from));
        points.filter(|point| !point[0].is_nan())
    };
    match series.mark {
        Mark::Points => {
            let &[x, _, _, y] = trace.as_chunks::<4>().0.last()?;
            Some(Named::Dot([x.into(), y.into()]))
        }
        Mark::Rule => Some(Named::Upright(points().next()?[0])),
        Mark::Band | Mark::Block => {
            let first = points().next()?;
            let mut edges = [first[0], first[1], first[0], first[1]];
            for [x, y] in points() {
                edges = [
                    edges[0].min(x),
                    edges[1].min(y),
                    edges[2].max(x),
                    edges[3].max(y),
                ];
            }
            Some(Named::Block(edges))
        }
        Mark::Line { .. } | Mark::Outline { .. } | Mark::Bars { .. } => {
            let points: Vec<[f64; 2]> = points().collect();
            (!points.is_empty()).then_some(Named::Curve(points))
        }
    }
}

fn css([r, g, b]: Rgb) -> String {
    format!("rgb({r} {g} {b})")
}

//! A chart's area in pixels: both axes over a rectangle, and series as geometry clipped to it.

use super::scale::Scale;
use crate::study::{Axis, Chart, Mark, Series};

/// The area in which series are drawn; y grows upwards, pixels downwards.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Plot {
    /// The horizontal axis.
    pub x: Scale,
    /// The vertical axis.
    pub y: Scale,
    /// Left, top, right and bottom in pixels, `left < right` and `top < bottom`.
    pub edges: [f64; 4],
}

impl Plot {
    /// Both axes over the rectangle with these edges.
    pub fn new(x: &Axis, y: &Axis, [left, top, right, bottom]: [f64; 4]) -> Self {
        let (right, bottom) = (right.max(left + 1.0), bottom.max(top + 1.0));
        Self {
            x: Scale::new(x, left, right),
            y: Scale::new(y, bottom, top),
            edges: [left, top, right, bottom],
        }
    }

    /// The same of a chart: where a unit is to be as long on both axes, the range that has room left grows on both sides.
    pub fn of(chart: &Chart, edges: [f64; 4]) -> Self {
        let (mut x, mut y) = (chart.x.clone(), chart.y.clone());
        if chart.equal {
            let [left, top, right, bottom] = edges;
            let [across, up] = [&x, &y].map(|axis| axis.range[1] - axis.range[0]);
            let unit = (across / (right - left).max(1.0)).max(up / (bottom - top).max(1.0));
            let grow = |axis: &mut Axis, length: f64| {
                let more = 0.5 * (unit * length - (axis.range[1] - axis.range[0]));
                axis.range = [axis.range[0] - more, axis.range[1] + more];
            };
            grow(&mut x, (right - left).max(1.0));
            grow(&mut y, (bottom - top).max(1.0));
        }
        Self::new(&x, &y, edges)
    }

    /// The pixel of a point; NaN where an axis has no place for it.
    pub fn to_pixels(&self, x: f64, y: f64) -> [f64; 2] {
        [self.x.to_pixel(x), self.y.to_pixel(y)]
    }

    /// Writes a series as numbers in pixels, in `into` in place of what was there. Nothing of it lies outside the
    /// area. What the numbers are depends on the mark:
    ///
    /// * lines, outlines and rules: points x, y of polylines, between which stands a pair of NaNs;
    /// * bands and blocks: closed polygons, in the same way;
    /// * dots: x, top and bottom of the error bar (y twice where there is none), y;
    /// * bars: left, top, width, height.
    pub fn trace(&self, series: &Series, into: &mut Vec<f32>) {
        into.clear();
        let points = || series.x.iter().copied().zip(series.y.iter().copied());
        match series.mark {
            Mark::Line { .. } => {
                let mut pen = Pen::new(self, into);
                for (x, y) in points() {
                    pen.line_to(self.to_pixels(x, y));
                }
            }
            Mark::Points => {
                for (i, (x, y)) in points().enumerate() {
                    self.dot(x, y, series.low.get(i).copied(), into);
                }
            }
            Mark::Bars { width } => {
                for (x, y) in points() {
                    self.bar(x, y, width, into);
                }
            }
            Mark::Outline { width } => self.outline(series, width, into),
            Mark::Band | Mark::Block => self.band(series, into),
            Mark::Rule => {
                let [left, top, right, bottom] = self.edges;
                for px in series.x.iter().map(|&x| self.x.to_pixel(x)) {
                    if px >= left - 0.5 && px <= right + 0.5 {
                        separate(into);
                        into.extend([px, top, px, bottom].map(|p| p as f32));
                    }
                }
            }
        }
    }

    fn dot(&self, x: f64, y: f64, half: Option<f64>, into: &mut Vec<f32>) {
        let [left, top, right, bottom] = self.edges;
        let [px, py] = self.to_pixels(x, y);
        let inside = px >= left - 0.5 && px <= right + 0.5 && py >= top - 0.5 && py <= bottom + 0.5;
        if !inside {
            return;
        }
        let end = |y: f64, beyond: f64| match self.y.to_pixel(y) {
            p if p.is_nan() => beyond,
            p => p.clamp(top, bottom),
        };
        let [high, low] = match half {
            // An error that reaches to 0 or below has no lower end on a logarithmic axis.
            Some(half) if half > 0.0 => [end(y + half, py), end(y - half, bottom)],
            _ => [py, py],
        };
        into.extend([px, high, low, py].map(|p| p as f32));
    }

    fn bar(&self, x: f64, y: f64, width: f64, into: &mut Vec<f32>) {
        let [left, top, right, bottom] = self.edges;
        let mut ends = [x - 0.5 * width, x + 0.5 * width].map(|x| self.x.to_pixel(x));
        let mut levels = [self.y.to_pixel(y), self.y.base()];
        if ends.iter().chain(&levels).any(|p| p.is_nan()) {
            return;
        }
        ends = ends.map(|p| p.clamp(left, right));
        levels = levels.map(|p| p.clamp(top, bottom));
        let (x, y) = (ends[0].min(ends[1]), levels[0].min(levels[1]));
        let (width, height) = ((ends[1] - ends[0]).abs(), (levels[1] - levels[0]).abs());
        if width > 0.0 && height > 0.0 {
            into.extend([x, y, width, height].map(|p| p as f32));
        }
    }

    /// The upper edges of all bars; those that touch are one staircase.
    fn outline(&self, series: &Series, width: f64, into: &mut Vec<f32>) {
        let base = self.y.base();
        let mut pen = Pen::new(self, into);
        let mut end = f64::NAN;
        for (&x, &y) in series.x.iter().zip(&series.y) {
            let [left, right] = [x - 0.5 * width, x + 0.5 * width];
            let [from, to] = [left, right].map(|x| self.x.to_pixel(x));
            let level = self.y.to_pixel(y);
            let level = if y <= 0.0 && level.is_nan() {
                base
            } else {
                level
            };
            let touches = (left - end).abs() < 1e-6 * width.abs();
            if !touches {
                pen.line_to([self.x.to_pixel(end), base]);
                pen.lift();
                pen.line_to([from, base]);
            }
            pen.line_to([from, level]);
            pen.line_to([to, level]);
            end = right;
        }
        pen.line_to([self.x.to_pixel(end), base]);
    }

    /// A polygon for every run of points that are numbers.
    fn band(&self, series: &Series, into: &mut Vec<f32>) {
        let [left, top, right, bottom] = self.edges;
        let count = series.x.len().min(series.y.len()).min(series.low.len());
        let place = |i: usize, y: &[f64]| {
            let [px, py] = self.to_pixels(series.x[i], y[i]);
            // On a logarithmic axis what is not above 0 lies below everything.
            let py = if py.is_nan() && y[i] <= 0.0 {
                bottom
            } else {
                py
            };
            [px.clamp(left, right), py.clamp(top, bottom)]
        };
        let is_gap = |i: usize| {
            let both = [place(i, &series.y), place(i, &series.low)];
            both.as_flattened().iter().any(|p| p.is_nan())
        };
        let mut first = 0;
        while first < count {
            if is_gap(first) {
                first += 1;
                continue;
            }
            let end = (first..count).find(|&i| is_gap(i)).unwrap_or(count);
            separate(into);
            for i in first..end {
                into.extend(place(i, &series.y).map(|p| p as f32));
            }
            for i in (first..end).rev() {
                into.extend(place(i, &series.low).map(|p| p as f32));
            }
            first = end;
        }
    }
}

/// For each series which of the shapes of dots, or of the patterns of dashes, it has: those of one chart differ, so
/// that no two of them are told apart by colour alone. What has no name shares the first.
pub fn variants(chart: &Chart) -> impl Iterator<Item = usize> + '_ {
    let (mut dots, mut dashes) = (0, 0);
    chart.series.iter().map(move |series| {
        let next = match series.mark {
            Mark::Points => &mut dots,
            Mark::Line { dashed: true } => &mut dashes,
            _ => return 0,
        };
        if series.name.is_empty() {
            return 0;
        }
        *next += 1;
        *next - 1
    })
}

fn separate(into: &mut Vec<f32>) {
    if !into.is_empty() {
        into.extend([f32::NAN, f32::NAN]);
    }
}

/// Writes polylines, clipped.
struct Pen<'a> {
    edges: [f64; 4],
    into: &'a mut Vec<f32>,
    /// Where it stands; nowhere after a gap.
    at: Option<[f64; 2]>,
    /// The last point written.
    written: [f64; 2],
}

impl<'a> Pen<'a> {
    fn new(plot: &Plot, into: &'a mut Vec<f32>) -> Self {
        Self {
            edges: plot.edges,
            into,
            at: None,
            written: [f64::NAN; 2],
        }
    }

    fn lift(&mut self) {
        self.at = None;
    }

    /// A line from where it stands to there; something that is no number breaks it.
    fn line_to(&mut self, to: [f64; 2]) {
        if to.iter().any(|p| !p.is_finite()) {
            self.at = None;
            return;
        }
        let from = self.at.replace(to);
        let Some([a, b]) = from.and_then(|from| clipped(self.edges, from, to)) else {
            return;
        };
        if self.written != a {
            separate(self.into);
            self.into.extend(a.map(|p| p as f32));
        }
        self.into.extend(b.map(|p| p as f32));
        self.written = b;
    }
}

/// The part of a segment inside a rectangle (Liang and Barsky 1984).
pub fn clipped(
    [left, top, right, bottom]: [f64; 4],
    from: [f64; 2],
    to: [f64; 2],
) -> Option<[[f64; 2]; 2]> {
    let (low, high) = ([left, top], [right, bottom]);
    let (mut enter, mut leave) = (0.0f64, 1.0f64);
    for j in 0..2 {
        let along = to[j] - from[j];
        if along == 0.0 {
            if from[j] < low[j] || from[j] > high[j] {
                return None;
            }
            continue;
        }
        let [a, b] = [(low[j] - from[j]) / along, (high[j] - from[j]) / along];
        enter = enter.max(a.min(b));
        leave = leave.min(a.max(b));
    }
    if enter > leave {
        return None;
    }
    // An end that lies inside stays as it is, to the last bit. Every other is clamped: with huge numbers a share
    // that rounds to a whole one may leave it outside.
    let at = |u: f64, end: [f64; 2], whole: f64| -> [f64; 2] {
        std::array::from_fn(|j| {
            let p = if u == whole {
                end[j]
            } else {
                from[j] + u * (to[j] - from[j])
            };
            p.clamp(low[j], high[j])
        })
    };
    Some([at(enter, from, 0.0), at(leave, to, 1.0)])
}

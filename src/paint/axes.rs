//! What stands along the edges of a picture: strokes and labels in device pixels, as data. Who owns a canvas draws
//! them (`www/stage/axes.js`).

use super::window::Window;
use crate::decimal;

/// Which of the page's colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pen {
    /// Text and lines.
    Ink,
    /// The forward process.
    Forward,
    /// The reverse process and the bridge.
    Reverse,
}

/// A straight line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stroke {
    /// [x, y] of its two ends.
    pub ends: [[f64; 2]; 2],
    /// How opaque it is, 0 … 1, in [`Pen::Ink`].
    pub strength: f64,
}

/// Where a label lies beside its point, across.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Across {
    /// It begins there.
    Left,
    /// It has its middle there.
    Center,
    /// It ends there.
    Right,
}

/// Where a label lies beside its point, upwards.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Up {
    /// It hangs below.
    Top,
    /// It has its middle there.
    Middle,
    /// It stands on it.
    Bottom,
}

/// What letters look like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Face {
    /// Numbers of ticks.
    Number,
    /// A symbol of the papers, slanted.
    Symbol,
    /// A heading.
    Heading,
}

impl Face {
    /// CSS pixels.
    pub fn size(self) -> f64 {
        match self {
            Self::Number => 11.0,
            Self::Symbol => 14.5,
            Self::Heading => 12.0,
        }
    }
}

/// A short text beside a point.
#[derive(Clone, Debug, PartialEq)]
pub struct Label {
    /// What it says.
    pub text: String,
    /// [x, y].
    pub at: [f64; 2],
    /// How it lies beside `at`.
    pub across: Across,
    /// How it lies beside `at`.
    pub up: Up,
    /// What it looks like.
    pub face: Face,
    /// In which colour.
    pub pen: Pen,
    /// How opaque it is, 0 … 1.
    pub strength: f64,
}

/// Everything along the edges of a picture.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Axes {
    /// Frames, ticks and the cross through the origin; a CSS pixel wide.
    pub strokes: Vec<Stroke>,
    /// Numbers, symbols and headings.
    pub labels: Vec<Label>,
}

impl Axes {
    pub(super) fn stroke(&mut self, from: [f64; 2], to: [f64; 2], strength: f64) {
        let ends = [from, to];
        self.strokes.push(Stroke { ends, strength });
    }

    pub(super) fn number(&mut self, text: String, at: [f64; 2], across: Across, up: Up) {
        self.labels.push(Label {
            text,
            at,
            across,
            up,
            face: Face::Number,
            pen: Pen::Ink,
            strength: 0.68,
        });
    }
}

/// The step between two ticks: 1, 2 or 5 times a power of ten, at least `wanted`.
pub(super) fn tick_step(wanted: f64) -> f64 {
    let power = libm::pow(10.0, libm::floor(libm::log10(wanted)));
    let steps = [1.0, 2.0, 5.0, 10.0].into_iter();
    let mut fitting = steps.filter(|step| step * power >= wanted);
    fitting.next().unwrap_or(10.0) * power
}

/// A tick's number, with as many decimals as ticks `step` apart need.
pub(super) fn written(x: f64, step: f64) -> String {
    // −0 is no tick.
    if x.abs() < 0.5 * step {
        return "0".into();
    }
    let digits = (-libm::floor(libm::log10(step))).clamp(0.0, 6.0) as usize;
    let sign = if x < 0.0 { "\u{2212}" } else { "" };
    sign.to_owned() + &decimal::fixed(x.abs(), digits)
}

/// The multiples of `step` between two numbers.
pub(super) fn ticks(low: f64, high: f64, step: f64) -> impl Iterator<Item = f64> {
    // A tick that rounding puts outside is one still.
    let first = libm::ceil(low / step - 1e-9) as i64;
    let last = libm::floor(high / step + 1e-9) as i64;
    (first..=last).map(move |k| k as f64 * step)
}

/// Ticks along the lower and the left edge of the window, and a faint cross through the origin.
pub(super) fn plane(window: &Window, pixel_ratio: f64) -> Axes {
    let mut axes = Axes::default();
    if window.width == 0 || window.height == 0 {
        return axes;
    }
    let (width, height) = (window.width as f64, window.height as f64);
    let step = tick_step(90.0 * pixel_ratio / window.scale);
    let (length, gap) = (5.0 * pixel_ratio, 8.0 * pixel_ratio);
    let [low_x, high_y] = window.to_world(0.0, 0.0);
    let [high_x, low_y] = window.to_world(width, height);
    for x in ticks(low_x, high_x, step) {
        let at = window.x_to_pixels(x);
        axes.stroke([at, height], [at, height - length], 0.45);
        if at > gap && at < width - 2.0 * gap {
            let above = [at, height - length - 0.5 * gap];
            axes.number(written(x, step), above, Across::Center, Up::Bottom);
        }
    }
    for y in ticks(low_y, high_y, step) {
        let at = window.to_pixels(0.0, y)[1];
        axes.stroke([0.0, at], [length, at], 0.45);
        if at > 2.0 * gap && at < height - 4.0 * gap {
            let beside = [length + 0.5 * gap, at];
            axes.number(written(y, step), beside, Across::Left, Up::Middle);
        }
    }
    let [x, y] = window.to_pixels(0.0, 0.0);
    axes.stroke([x, 0.0], [x, height], 0.10);
    axes.stroke([0.0, y], [width, y], 0.10);
    axes
}

#[cfg(test)]
mod tests {
    use super::{plane, tick_step, ticks, written};
    use crate::paint::window::Window;

    #[test]
    fn a_step_is_one_two_or_five_and_as_wide_as_wanted_and_at_most_two_and_a_half_times_that() {
        for k in -400..400 {
            let wanted = libm::pow(10.0, f64::from(k) / 37.0);
            let step = tick_step(wanted);
            let mantissa = step / libm::pow(10.0, libm::floor(libm::log10(step) + 1e-9));
            assert!([1.0, 2.0, 5.0].iter().any(|m| (mantissa - m).abs() < 1e-9));
            assert!(step >= wanted && step < 2.5 * wanted * (1.0 + 1e-12));
        }
    }

    #[test]
    fn numbers_tell_neighbouring_ticks_apart() {
        for step in [1e-5, 0.02, 0.5, 1.0, 20.0] {
            let texts: Vec<String> = ticks(-3.0 * step, 3.0 * step, step)
                .map(|x| written(x, step))
                .collect();
            assert_eq!(texts.len(), 7);
            assert_eq!(texts[3], "0");
            let mut apart = texts.clone();
            apart.dedup();
            assert_eq!(apart, texts);
        }
        assert_eq!(written(-0.2, 0.1), "\u{2212}0.2");
    }

    #[test]
    fn labels_stand_at_the_places_they_name() {
        let window = Window {
            centre: [0.3, -1.2],
            scale: 60.0,
            width: 900,
            height: 500,
        };
        let axes = plane(&window, 1.0);
        assert!(axes.labels.len() >= 6);
        for label in &axes.labels {
            let value: f64 = label.text.replace('\u{2212}', "-").parse().unwrap();
            let [x, y] = window.to_world(label.at[0], label.at[1]);
            let along = if label.at[1] > 480.0 { x } else { y };
            assert!((along - value).abs() < 1e-9, "{} at {along}", label.text);
        }
    }
}

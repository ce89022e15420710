//! A chart as plain data: axes with the papers' symbols, series, and what moves.
//!
//! A study writes charts; `paint::charts` draws what stands still, the page strokes what moves on top, and
//! [`crate::study::Report::csv`] writes the same numbers out.

/// The meaning of a colour; what it looks like is the painter's business.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Ink {
    /// The forward process, blue.
    Forward,
    /// The reverse process, magenta.
    Reverse,
    /// x̄₀, amber.
    Lighthouse,
    /// What is given, or exact: the text's own colour.
    Ink,
    /// The same, quieter: references and rules.
    Soft,
    /// The n-th of several things of one kind.
    Distinct(u32),
    /// A place on a ramp from 0 to 1, such as where a particle came from.
    Ramp(f32),
}

/// How a series is drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Mark {
    /// A polyline; dashed for what is predicted beside what is measured, or for a reference.
    Line {
        /// Whether it is dashed.
        dashed: bool,
    },
    /// Dots.
    Points,
    /// Bars from 0 (or the axis' lower end), centred on x, this wide in units of x.
    Bars {
        /// In units of x.
        width: f64,
    },
    /// Outlined bars, for a second histogram over a first.
    Outline {
        /// In units of x.
        width: f64,
    },
    /// The area between `low` and `y`.
    Band,
    /// The same, filled: a part of a stacked bar.
    Block,
    /// A vertical line over the whole height at each x; y is not looked at.
    Rule,
}

/// Where on its axis the rule of a clock stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Clock {
    /// At t.
    Time,
    /// At t, or at the axis' end that is nearest, such as on a logarithmic one at t = 0.
    OnAxis,
    /// At s = T* − t.
    Reversed {
        /// T*.
        t_star: f64,
    },
}

impl Clock {
    /// The abscissa at time t, on an axis of this range.
    pub(super) fn place(self, t: f64, [least, most]: [f64; 2]) -> f64 {
        match self {
            Self::Time => t,
            Self::OnAxis => t.clamp(least, most),
            Self::Reversed { t_star } => t_star - t,
        }
    }
}

/// One series of a chart.
#[derive(Clone, Debug)]
pub struct Series {
    /// What it is, in the legend and as the column's name; "" keeps it out of the legend.
    pub name: String,
    /// Its colour.
    pub ink: Ink,
    /// How it is drawn.
    pub mark: Mark,
    /// Abscissae. A NaN breaks a line.
    pub x: Vec<f64>,
    /// Ordinates, as many as abscissae.
    pub y: Vec<f64>,
    /// For a band its lower edge, for points the half lengths of error bars; else empty.
    pub low: Vec<f64>,
    /// What is written at it, in its colour; then it is not in the legend. "" where a note says what it is.
    pub label: Option<String>,
    /// Whether it follows the clock: then it is stroked over the chart in every frame.
    pub moving: bool,
    /// Where it is the rule that says what time it is: [`Report::tick`](super::Report::tick) moves it.
    pub clock: Option<Clock>,
}

impl Series {
    /// An empty series.
    pub fn new(name: &str, ink: Ink, mark: Mark) -> Self {
        Self {
            name: name.into(),
            ink,
            mark,
            x: Vec::new(),
            y: Vec::new(),
            low: Vec::new(),
            label: None,
            moving: false,
            clock: None,
        }
    }

    /// The rule that says what time it is.
    pub fn clock(clock: Clock) -> Self {
        Self {
            clock: Some(clock),
            ..Self::new("", Ink::Soft, Mark::Rule).moving()
        }
    }

    /// A solid line.
    pub fn line(name: &str, ink: Ink) -> Self {
        Self::new(name, ink, Mark::Line { dashed: false })
    }

    /// A dashed line.
    pub fn dashed(name: &str, ink: Ink) -> Self {
        Self::new(name, ink, Mark::Line { dashed: true })
    }

    /// Dots.
    pub fn points(name: &str, ink: Ink) -> Self {
        Self::new(name, ink, Mark::Points)
    }

    /// A vertical line at `x`.
    pub fn rule(name: &str, ink: Ink, x: f64) -> Self {
        let mut series = Self::new(name, ink, Mark::Rule);
        series.push(x, 0.0);
        series
    }

    /// The same, its name written at it and not in the legend.
    pub fn labelled(mut self) -> Self {
        self.label = Some(self.name.clone());
        self
    }

    /// The same, following the clock.
    pub fn moving(mut self) -> Self {
        self.moving = true;
        self
    }

    /// With these points.
    pub fn with(mut self, points: impl IntoIterator<Item = (f64, f64)>) -> Self {
        self.extend(points);
        self
    }

    /// One more point.
    pub fn push(&mut self, x: f64, y: f64) {
        self.x.push(x);
        self.y.push(y);
    }

    /// More points.
    pub fn extend(&mut self, points: impl IntoIterator<Item = (f64, f64)>) {
        for (x, y) in points {
            self.push(x, y);
        }
    }

    /// These points in place of those that it has.
    pub fn redraw(&mut self, points: impl IntoIterator<Item = (f64, f64)>) {
        self.clear();
        self.extend(points);
    }

    /// A path of states 0 to `last` as a line of its own, broken from what follows: `at` says where it is in a state. At most
    /// `most` states or so are drawn, evenly spread, the first and the last among them.
    pub fn path(&mut self, last: usize, most: usize, at: impl Fn(usize) -> (f64, f64)) {
        self.extend(drawn_states(last, most).map(at));
        self.push(f64::NAN, f64::NAN);
    }

    /// No points, keeping their memory.
    pub fn clear(&mut self) {
        self.x.clear();
        self.y.clear();
        self.low.clear();
    }
}

/// Of states 0 to `last` those that are drawn: `most` or so, evenly spread, the first and the last among them.
pub fn drawn_states(last: usize, most: usize) -> impl Iterator<Item = usize> {
    let stride = last.div_ceil(most).max(1);
    (0..=last).filter(move |&k| k.is_multiple_of(stride) || k == last)
}

/// An axis.
#[derive(Clone, Debug)]
pub struct Axis {
    /// The paper's symbol and, where it helps, a word.
    pub label: String,
    /// From where to where; both above 0 on a logarithmic axis.
    pub range: [f64; 2],
    /// Whether it is logarithmic.
    pub log: bool,
    /// Whether it goes without lines and numbers: its places mean nothing, or stand at a neighbour of the same axis.
    pub bare: bool,
}

impl Axis {
    /// The same without lines and numbers.
    pub fn bare(self) -> Self {
        Self { bare: true, ..self }
    }

    /// A linear axis.
    pub fn linear(label: &str, low: f64, high: f64) -> Self {
        Self {
            label: label.into(),
            range: [low, high],
            log: false,
            bare: false,
        }
    }

    /// A logarithmic axis.
    pub fn log(label: &str, low: f64, high: f64) -> Self {
        Self {
            label: label.into(),
            range: [low, high],
            log: true,
            bare: false,
        }
    }
}

/// A density over the chart's whole area, as shades behind everything else.
#[derive(Clone, Debug)]
pub struct Map {
    /// Its colour where the value is 1.
    pub ink: Ink,
    /// Columns, evenly spread over the x axis.
    pub columns: usize,
    /// Rows, evenly spread over the y axis, the lowest first.
    pub rows: usize,
    /// columns × rows values from 0 to 1, column after column.
    pub values: Vec<f32>,
}

/// Words in a chart.
#[derive(Clone, Debug)]
pub struct Note {
    /// A word or two.
    pub text: String,
    /// Whose place this is in the chart's own numbers.
    pub at: [f64; 2],
    /// Whether an arrow leads there from the words; else they stand at the upper edge, around the place's x.
    pub arrow: bool,
}

/// One chart.
#[derive(Clone, Debug)]
pub struct Chart {
    /// What it shows, in a few words.
    pub title: String,
    /// What is to be seen in it, a sentence or two; also what a screen reader is told.
    pub caption: String,
    /// The horizontal axis.
    pub x: Axis,
    /// The vertical axis.
    pub y: Axis,
    /// A density behind everything else, if there is one.
    pub map: Option<Map>,
    /// Whether a unit is as long on both axes, as in a picture of the plane: then one of the ranges grows.
    pub equal: bool,
    /// What is drawn, the last on top.
    pub series: Vec<Series>,
    /// What is written on it.
    pub notes: Vec<Note>,
}

impl Chart {
    /// A chart without series.
    pub fn new(title: &str, caption: &str, x: Axis, y: Axis) -> Self {
        Self {
            title: title.into(),
            caption: caption.into(),
            x,
            y,
            map: None,
            equal: false,
            series: Vec::new(),
            notes: Vec::new(),
        }
    }

    /// A chart of the plane, a unit as long on both axes.
    pub fn plane(title: &str, caption: &str, x: Axis, y: Axis) -> Self {
        Self {
            equal: true,
            ..Self::new(title, caption, x, y)
        }
    }
}

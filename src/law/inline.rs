//! Points as text and back, `x,y;x,y@w;…`: what is typed, and what stands in an address.

use super::finite_law::Law;
use super::limits::{LARGEST_COORDINATE, MOST_COORDINATES, MOST_NUMBERS, MOST_POINTS, WEIGHTS};
use super::remembered;
use crate::decimal::{self, Decimal};
use crate::points::Points;
use crate::words::counted;

impl Law {
    /// The points as text, `x,y;x,y@w;…`: what [`parse_inline`] reads, to the last bit.
    pub fn to_inline(&self) -> String {
        let write = || {
            let mut text = String::new();
            for i in 0..self.points().len() {
                self.write_point(i, &mut text);
            }
            text
        };
        if crate::WHOLE {
            remembered::text_of(self, write)
        } else {
            write()
        }
    }

    /// One point of that text, after those before it.
    pub(super) fn write_point(&self, i: usize, text: &mut String) {
        if i > 0 {
            text.push(';');
        }
        for j in 0..self.points().dim() {
            if j > 0 {
                text.push(',');
            }
            text.push_str(&Decimal(self.points().at(i, j)).to_string());
        }
        if self.weights()[i] != 1.0 {
            text.push('@');
            text.push_str(&Decimal(self.weights()[i]).to_string());
        }
    }
}

/// Reads `x,y;x,y@w;…`: points separated by semicolons or line ends, coordinates by commas, a weight after
/// @.
///
/// # Errors
///
/// A sentence that names the point and what is expected, or the number of points or numbers that is allowed.
pub fn parse_inline(text: &str) -> Result<Law, String> {
    // Few points are read by the small module, and seldom.
    if !crate::WHOLE {
        return read_inline(text);
    }
    if let Some(law) = remembered::points_of(text) {
        return Ok(law);
    }
    let law = read_inline(text)?;
    remembered::remember(text, &law, None);
    Ok(law)
}

fn read_inline(text: &str) -> Result<Law, String> {
    let mut rows = Vec::new();
    let mut weights = Vec::new();
    let mut dim = 0;
    let entries = text.split([';', '\n']).map(str::trim);
    for (number, entry) in (1..).zip(entries.filter(|entry| !entry.is_empty())) {
        if number > MOST_POINTS {
            return Err(format!("there are more than {MOST_POINTS} points"));
        }
        let (point, weight) = match entry.split_once('@') {
            Some((point, weight)) => (point, parse_weight(weight)),
            None => (entry, Ok(1.0)),
        };
        let place = |problem: String| format!("point {number}, \"{}\": {problem}", shorten(entry));
        weights.push(weight.map_err(place)?);
        let before = rows.len();
        for coordinate in point.split(',') {
            rows.push(parse_coordinate(coordinate).map_err(place)?);
        }
        let own_dim = rows.len() - before;
        // Data of so many coordinates are none of the small module's.
        if crate::WHOLE {
            if own_dim > MOST_COORDINATES {
                return Err(place(format!(
                    "it has {own_dim} coordinates; at most {MOST_COORDINATES} are allowed"
                )));
            }
            if rows.len() > MOST_NUMBERS {
                return Err(format!(
                    "there are more than {MOST_NUMBERS} numbers: points of {} may be at most {}",
                    counted(own_dim, "coordinate"),
                    MOST_NUMBERS / own_dim
                ));
            }
        }
        if dim == 0 {
            dim = own_dim;
        } else if own_dim != dim {
            let problem = format!(
                "it has {}, the points before it {dim}",
                counted(own_dim, "coordinate")
            );
            return Err(place(problem));
        }
    }
    if weights.is_empty() {
        return Err("there is no point".into());
    }
    Ok(Law::new(Points::from_rows(&rows, dim), weights))
}

/// A coordinate, or what is wrong with it.
pub(crate) fn parse_coordinate(text: &str) -> Result<f64, String> {
    let most = Decimal(LARGEST_COORDINATE);
    match decimal::parse(text.trim()) {
        Some(x) if x.abs() <= LARGEST_COORDINATE => Ok(x),
        Some(x) => Err(format!(
            "{} is out of range; expected a number from -{most} to {most}",
            Decimal(x)
        )),
        None => Err(format!(
            "\"{}\" is not a number; expected one such as 1.5",
            shorten(text.trim())
        )),
    }
}

/// A weight, or what is wrong with it.
pub(crate) fn parse_weight(text: &str) -> Result<f64, String> {
    match decimal::parse(text.trim()) {
        Some(w) if (WEIGHTS[0]..=WEIGHTS[1]).contains(&w) => Ok(w),
        _ => Err(format!(
            "the weight \"{}\" is not a number from 1e-12 to 1e12",
            shorten(text.trim())
        )),
    }
}

/// At most forty characters of what the reader wrote, so that a sentence stays a sentence.
pub(crate) fn shorten(text: &str) -> String {
    let mut short: String = text.chars().take(40).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}

//! ρ₀, the law of the data: finitely many points with weights, blurred or not, and where they come from.

mod digits;
mod distinct;
mod lemniscate;
mod order;
mod preset;
mod remembered;
mod sample;
mod shipped;
mod spacing;
mod standardise;
mod table;
pub mod truth;
mod weights;

use crate::decimal::{self, Decimal};
use crate::points::Points;
use crate::words::counted;

pub(crate) use order::{key, ordered};
pub use preset::{PRESETS, Preset, preset};
pub(crate) use sample::{chosen_numbers, left_numbers};
pub use standardise::Standardisation;
pub use table::{
    LeftOut, Reading, Table, TableError, TableOptions, TableReader, Understood, read_table,
};
pub(crate) use weights::{ByShare, shares};

/// The most data points a law may have.
pub const MOST_POINTS: usize = 100_000;

/// The most coordinates a data point may have: an image of 32 × 32.
pub const MOST_COORDINATES: usize = 1024;

/// The most numbers that all data points may have together.
pub const MOST_NUMBERS: usize = 500_000;

/// The largest coordinate, in absolute value, that a data point may have.
pub const LARGEST_COORDINATE: f64 = 1e6;

/// The least size that is told from 0: of a coordinate, a width, a time that a reader gives. Its square is
/// [`LEAST_TIME`](crate::process::LEAST_TIME).
pub const LEAST_SIZE: f64 = 1e-30;

/// The least and the largest weight that a data point may have.
pub const WEIGHTS: [f64; 2] = [1e-12, 1e12];

/// ρ₀ = Σ w_i δ_{x_i}, or with a width b > 0 the density Σ w_i N(x_i, b² I). Weights are kept as they were given, so that
/// they can be written out again; as probabilities they are [`Law::shares`].
///
/// ```
/// use reverse_diffusion::law::Law;
/// use reverse_diffusion::points::Points;
///
/// let law = Law::new(Points::from_rows(&[-1.0, 1.0], 1), vec![1.0, 3.0]);
/// assert_eq!(law.shares(), [0.25, 0.75]);
/// assert_eq!(law.moments(), (vec![0.5], vec![0.75]));
/// assert_eq!(law.to_inline(), "-1;1@3");
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Law {
    /// x_i, as they are simulated.
    pub points: Points<f64>,
    /// w_i > 0, of any sum.
    weights: Vec<f64>,
    /// b ≥ 0, by how much each point is blurred.
    pub width: f64,
    /// What was done to the coordinates of the source, if anything was.
    pub standardisation: Option<Standardisation>,
}

impl Law {
    /// Points with their weights, one each, positive and of any sum; atoms, in their own coordinates.
    ///
    /// # Panics
    ///
    /// If there are not as many weights as points.
    pub fn new(points: Points<f64>, weights: Vec<f64>) -> Self {
        assert_eq!(points.len(), weights.len(), "a weight for each point");
        Self {
            points,
            weights,
            width: 0.0,
            standardisation: None,
        }
    }

    /// Points of equal weight.
    pub fn equal(points: Points<f64>) -> Self {
        let weights = vec![1.0; points.len()];
        Self::new(points, weights)
    }

    /// The same points, each of width b ≥ 0 whatever it was.
    pub fn with_width(self, width: f64) -> Self {
        Self { width, ..self }
    }

    /// w_i > 0, of any sum, as they were given.
    pub fn weights(&self) -> &[f64] {
        &self.weights
    }

    /// Σ w_i.
    pub fn total(&self) -> f64 {
        self.weights.iter().sum()
    }

    /// w_i/Σw, which sum to 1.
    pub fn shares(&self) -> Vec<f64> {
        shares(&self.weights)
    }

    /// Mean and variance of each coordinate.
    pub fn moments(&self) -> (Vec<f64>, Vec<f64>) {
        let total = self.total();
        let average = |f: &dyn Fn(usize) -> f64| {
            let terms = self.weights.iter().enumerate().map(|(i, w)| w * f(i));
            terms.sum::<f64>() / total
        };
        (0..self.points.dim())
            .map(|j| {
                let axis = self.points.axis(j);
                let mean = average(&|i| axis[i]);
                let variance = average(&|i| (axis[i] - mean) * (axis[i] - mean));
                (mean, variance + self.width * self.width)
            })
            .unzip()
    }

    /// The covariance, row after row.
    pub fn covariance(&self) -> Vec<f64> {
        let d = self.points.dim();
        let (mean, _) = self.moments();
        let total = self.total();
        let mut covariance = vec![0.0; d * d];
        for i in 0..self.points.len() {
            self.add_to_covariance(i, &mean, total, &mut covariance);
        }
        for j in 0..d {
            covariance[j * d + j] += self.width * self.width;
        }
        covariance
    }

    /// What data point `i` adds to the covariance; `total` is the sum of all weights.
    pub(crate) fn add_to_covariance(&self, i: usize, mean: &[f64], total: f64, sums: &mut [f64]) {
        let (d, w) = (mean.len(), self.weights[i]);
        let centred: Vec<f64> = (0..d).map(|j| self.points.at(i, j) - mean[j]).collect();
        for (row, own) in sums.chunks_exact_mut(d).zip(&centred) {
            for (sum, other) in row.iter_mut().zip(&centred) {
                *sum += w * own * other / total;
            }
        }
    }

    /// The points as text, `x,y;x,y@w;…`: what [`parse_inline`] reads, to the last bit.
    pub fn to_inline(&self) -> String {
        let write = || {
            let mut text = String::new();
            for i in 0..self.weights.len() {
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
    fn write_point(&self, i: usize, text: &mut String) {
        if i > 0 {
            text.push(';');
        }
        for j in 0..self.points.dim() {
            if j > 0 {
                text.push(',');
            }
            text.push_str(&Decimal(self.points.at(i, j)).to_string());
        }
        if self.weights[i] != 1.0 {
            text.push('@');
            text.push_str(&Decimal(self.weights[i]).to_string());
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

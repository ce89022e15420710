//! Tables of numbers as people have them: typed lines, pasted columns, CSV files.
//!
//! With or without a header, separated by commas, semicolons, tabs, bars or spaces, with decimal points or decimal
//! commas, with columns that are not wanted, lines above the header, lines that begin with #, values that are missing,
//! and a weight in a column or after @. What was understood is said, what was left out is listed, a bad line is named by
//! its number, and where a text can be read in several ways all of them are given.

mod dialect;
mod layout;
mod number;
mod reader;

use super::{Law, MOST_POINTS, parse_coordinate, parse_weight, shorten};
use std::fmt;

pub use reader::TableReader;

/// Which columns to read, and what to do with them.
#[derive(Clone, Debug, Default)]
pub struct TableOptions {
    /// Names of the coordinate columns. If `None`: x and y where there are such, x1, x2, … where there are three or
    /// more, else the first two (or the only one) that hold numbers and do not number the rows.
    pub columns: Option<Vec<String>>,
    /// Name of the weight column; a column called weight, w or weights if `None`, and none if empty.
    pub weight: Option<String>,
    /// Whether to move and scale the points to mean 0 and largest standard deviation 1.
    pub standardise: bool,
    /// The key of one of [`Understood::readings`]; the likeliest if `None` or another.
    pub reading: Option<String>,
}

/// One way of reading a text.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// By what it is asked for.
    pub key: String,
    /// What it is, and what the first point is by it.
    pub label: String,
}

/// A line that was left out because a value is missing.
#[derive(Clone, Debug, PartialEq)]
pub struct LeftOut {
    /// Its number, from 1.
    pub line: u64,
    /// The line, shortened.
    pub text: String,
    /// What is missing.
    pub because: String,
}

/// What a text was taken for.
#[derive(Clone, Debug, Default)]
pub struct Understood {
    /// Whether a line named the columns.
    pub header: bool,
    /// The names of all columns, each once, "column 1" and so on where there are none.
    pub columns: Vec<String>,
    /// The names of those that hold numbers and do not number the rows, without the weight's.
    pub numeric: Vec<String>,
    /// The names of the coordinate columns.
    pub chosen: Vec<String>,
    /// The name of the weight column.
    pub weight: Option<String>,
    /// Every way in which the text can be read equally well.
    pub readings: Vec<Reading>,
    /// The key of the one that was taken.
    pub reading: String,
    /// Sentences about what is not as it mostly is.
    pub notes: Vec<String>,
}

/// What was read.
#[derive(Clone, Debug)]
pub struct Table {
    /// How.
    pub understood: Understood,
    /// How many lines have no value where one is needed.
    pub missing: usize,
    /// The first of these.
    pub left_out: Vec<LeftOut>,
    /// The points.
    pub law: Law,
    /// The points as a scene's data.
    pub inline: String,
    /// How many of them are written there.
    written: usize,
}

/// Why a text was not read, and what it was taken for, as far as that is known.
#[derive(Clone, Debug)]
pub struct TableError {
    /// What is wrong, and what is expected.
    pub sentence: String,
    /// Nothing of it, if it was no table.
    pub understood: Box<Understood>,
}

impl fmt::Display for TableError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.sentence)
    }
}

impl std::error::Error for TableError {}

const EXPECTED: &str = "expected lines such as 1.5,-0.2 or, with a weight, 1.5,-0.2@3";

/// Reads a table in one go.
///
/// # Errors
///
/// A sentence that names the line, what is wrong and what is expected; if there are more bad lines it says how many.
///
/// ```
/// use reverse_diffusion::law::{TableOptions, read_table};
///
/// let table = read_table("x;y\n1,5;2\n3;4", &TableOptions::default()).unwrap();
/// assert_eq!(table.law.points.len(), 2);
/// assert!(read_table("no numbers", &TableOptions::default()).is_err());
/// ```
pub fn read_table(text: &str, options: &TableOptions) -> Result<Table, TableError> {
    let mut reader = TableReader::new(options.clone());
    reader.push(text);
    loop {
        if let Some(table) = reader.advance(usize::MAX)? {
            return Ok(table);
        }
    }
}

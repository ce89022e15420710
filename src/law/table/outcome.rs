//! What is asked of a reader of tables, and what comes of it.

use crate::law::finite_law::Law;
use std::fmt;

/// Which columns to read, and what to do with them.
///
/// ```
/// use reverse_diffusion::law::{TableOptions, read_table};
///
/// let columns = Some(vec!["b".to_owned()]);
/// let options = TableOptions { columns, standardise: true, ..TableOptions::default() };
/// let table = read_table("a,b\n5,1\n6,3", &options).expect("a table");
/// assert_eq!(table.law.points().axis(0), [-1.0, 1.0]);
/// ```
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
///
/// ```
/// use reverse_diffusion::law::{TableOptions, read_table};
///
/// let table = read_table("1,2\n3,NA\n5,6", &TableOptions::default()).expect("a table");
/// assert_eq!((table.missing, table.left_out[0].line), (1, 2));
/// ```
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
///
/// ```
/// use reverse_diffusion::law::{TableOptions, read_table};
///
/// let table = read_table("name,x,y\na,1,2\nb,3,4", &TableOptions::default()).expect("a table");
/// assert!(table.understood.header);
/// assert_eq!(table.understood.chosen, ["x", "y"]);
/// ```
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
///
/// ```
/// use reverse_diffusion::law::{TableOptions, read_table};
///
/// let table = read_table("1,2\n3,4", &TableOptions::default()).expect("a table");
/// assert_eq!((table.inline.as_str(), table.missing), ("1,2;3,4", 0));
/// ```
#[derive(Clone, Debug)]
pub struct Table {
    /// How the text was understood.
    pub understood: Understood,
    /// How many lines have no value where one is needed.
    pub missing: usize,
    /// The first of these lines, in their order.
    pub left_out: Vec<LeftOut>,
    /// The points and weights, standardised if that was asked for.
    pub law: Law,
    /// The points as a scene's data.
    pub inline: String,
    /// How many of them are written there.
    pub(super) written: usize,
}

/// Why a text was not read, and what it was taken for, as far as that is known.
///
/// ```
/// use reverse_diffusion::law::{TableOptions, read_table};
///
/// let error = read_table("1,2\n3,four", &TableOptions::default()).expect_err("no number");
/// assert_eq!(error.to_string(), error.sentence);
/// ```
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

pub(super) const EXPECTED: &str = "expected lines such as 1.5,-0.2 or, with a weight, 1.5,-0.2@3";

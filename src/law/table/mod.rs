//! Tables of numbers as people have them: typed lines, pasted columns, CSV files.
//!
//! With or without a header, separated by commas, semicolons, tabs, bars or spaces, with decimal points or decimal
//! commas, with columns that are not wanted, lines above the header, lines that begin with #, values that are missing,
//! and a weight in a column or after @. What was understood is said, what was left out is listed, a bad line is named by
//! its number, and where a text can be read in several ways all of them are given.

mod dialect;
mod layout;
mod number;
mod outcome;
mod reader;

pub use outcome::{LeftOut, Reading, Table, TableError, TableOptions, Understood};
pub use reader::TableReader;

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
/// assert_eq!(table.law.points().len(), 2);
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

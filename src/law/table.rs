//! Tables of numbers as people have them: typed lines, pasted columns, CSV files.
//!
//! With or without a header, separated by commas, semicolons, tabs or spaces, with columns that are not
//! wanted, lines that begin with #, and a weight in a column or after @. A bad line is named by its number.

use super::{Law, MOST_POINTS, parse_coordinate, parse_weight, shorten};
use crate::points::Points;
use crate::words::counted;

/// Which columns to read, and what to do with them.
#[derive(Clone, Debug, Default)]
pub struct TableOptions {
    /// Names of the coordinate columns; the first two (or the only one) that hold numbers if `None`.
    pub columns: Option<Vec<String>>,
    /// Name of the weight column; a column called weight, w or weights if `None`, and none if empty.
    pub weight: Option<String>,
    /// Whether to move and scale the points to mean 0 and largest standard deviation 1.
    pub standardise: bool,
}

/// What was read.
#[derive(Clone, Debug)]
pub struct Table {
    /// Whether the first line named the columns.
    pub header: bool,
    /// The names of all columns, "column 1" and so on where there is no header.
    pub columns: Vec<String>,
    /// The names of the coordinate columns.
    pub chosen: Vec<String>,
    /// The name of the weight column.
    pub weight: Option<String>,
    /// The points.
    pub law: Law,
}

const EXPECTED: &str = "expected lines such as 1.5,-0.2 or, with a weight, 1.5,-0.2@3";

/// Reads a table. An error is a sentence that names the line, what is wrong and what is expected; if there
/// are more bad lines it says how many.
pub fn read_table(text: &str, options: &TableOptions) -> Result<Table, String> {
    let lines = Lines::read(text)?;
    let Some(first) = lines.rows.first() else {
        return Err(format!("There are no data; {EXPECTED}."));
    };
    let is_finite = |cell: &String| cell.parse().is_ok_and(f64::is_finite);
    let header = !first.cells.iter().any(is_finite);
    let columns: Vec<String> = if header {
        first.cells.clone()
    } else {
        (1..=first.cells.len())
            .map(|k| format!("column {k}"))
            .collect()
    };
    let rows = &lines.rows[usize::from(header)..];
    let Some(sample) = rows.first() else {
        return Err(format!(
            "Line {} names columns, but no data follow; {EXPECTED}.",
            first.line
        ));
    };
    if rows.len() > MOST_POINTS {
        return Err(format!(
            "There are {} lines of data; at most {MOST_POINTS} points are allowed.",
            rows.len()
        ));
    }
    let find = |name: &str| {
        let found = columns.iter().position(|column| column == name);
        found.ok_or_else(|| {
            let known = columns.join(", ");
            format!(
                "There is no column \"{}\"; the columns are {known}.",
                shorten(name)
            )
        })
    };
    let weight = match options.weight.as_deref() {
        Some("") => None,
        Some(name) => Some(find(name)?),
        None => columns
            .iter()
            .position(|name| ["weight", "weights", "w"].contains(&name.to_lowercase().as_str())),
    };
    let chosen = match &options.columns {
        Some(names) if !names.is_empty() => names
            .iter()
            .map(|name| find(name))
            .collect::<Result<Vec<_>, _>>()?,
        _ => {
            let wanted = |k: &usize| Some(*k) != weight && holds_numbers(rows, *k);
            (0..columns.len()).filter(wanted).take(2).collect()
        }
    };
    if chosen.is_empty() {
        return Err(format!(
            "Line {}: no column holds a number; {EXPECTED}.",
            sample.line
        ));
    }
    let law = Reader {
        columns: &columns,
        chosen: &chosen,
        weight,
    }
    .law(rows)?;
    Ok(Table {
        header,
        chosen: chosen.iter().map(|&k| columns[k].clone()).collect(),
        weight: weight.map(|k| columns[k].clone()),
        columns,
        law: if options.standardise {
            law.standardised()
        } else {
            law
        },
    })
}

/// Whether at least half of the first rows have a number in column `k`: a missing value or a slip does not
/// make a column one of words.
fn holds_numbers(rows: &[Row], k: usize) -> bool {
    let rows = &rows[..rows.len().min(50)];
    let is_number = |row: &&Row| {
        let cell = row.cells.get(k);
        cell.is_some_and(|cell| cell.parse::<f64>().is_ok())
    };
    2 * rows.iter().filter(is_number).count() >= rows.len()
}

struct Row {
    line: u64,
    cells: Vec<String>,
    /// What stood after @.
    mark: Option<String>,
}

struct Lines {
    rows: Vec<Row>,
}

impl Lines {
    fn read(text: &str) -> Result<Self, String> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text).trim_end();
        // A scene's own `x,y;x,y` on one line is a table too.
        let inline = !text.contains('\n') && text.contains(',') && text.contains(';');
        let text = if inline {
            text.replace(';', "\n")
        } else {
            text.to_owned()
        } + "\n";
        let separator = separator(&text);
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .comment(Some(b'#'))
            .delimiter(separator)
            .trim(csv::Trim::All)
            .from_reader(text.as_bytes());
        let mut rows = Vec::new();
        let mut record = csv::StringRecord::new();
        while reader
            .read_record(&mut record)
            .map_err(|error| format!("The table can not be read: {error}."))?
        {
            // The record's own position is that of the blank lines and comments before it.
            let line = reader.position().line() - 1;
            let mut cells: Vec<String> = record
                .iter()
                .filter(|cell| separator != b' ' || !cell.is_empty())
                .map(str::to_owned)
                .collect();
            let mut mark = None;
            if let Some((value, weight)) = cells.last().and_then(|cell| cell.split_once('@')) {
                mark = Some(weight.to_owned());
                let value = value.trim().to_owned();
                cells.pop();
                cells.push(value);
            }
            if cells.iter().any(|cell| !cell.is_empty()) {
                rows.push(Row { line, cells, mark });
            }
        }
        Ok(Self { rows })
    }
}

/// The separator of the first line that has one, tabs before semicolons before commas before spaces.
fn separator(text: &str) -> u8 {
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    for line in lines.filter(|line| !line.trim().is_empty()).take(5) {
        for separator in *b"\t;, " {
            if line.trim().as_bytes().contains(&separator) {
                return separator;
            }
        }
    }
    b','
}

struct Reader<'a> {
    columns: &'a [String],
    chosen: &'a [usize],
    weight: Option<usize>,
}

impl Reader<'_> {
    fn law(&self, rows: &[Row]) -> Result<Law, String> {
        let mut coordinates = Vec::with_capacity(rows.len() * self.chosen.len());
        let mut weights = Vec::with_capacity(rows.len());
        let mut first_problem = None;
        let mut bad_lines = 0;
        for row in rows {
            match self.row(row, &mut coordinates) {
                Ok(weight) => weights.push(weight),
                Err(problem) => {
                    bad_lines += 1;
                    first_problem.get_or_insert(problem);
                }
            }
        }
        match first_problem {
            Some(problem) if bad_lines > 1 => Err(format!(
                "{problem} ({} more lines are bad too.)",
                bad_lines - 1
            )),
            Some(problem) => Err(problem),
            None => Ok(Law {
                points: Points::from_rows(&coordinates, self.chosen.len()),
                weights,
                width: 0.0,
                standardisation: None,
            }),
        }
    }

    /// The weight of a row, its coordinates appended.
    fn row(&self, row: &Row, coordinates: &mut Vec<f64>) -> Result<f64, String> {
        let line = row.line;
        for &column in self.chosen {
            let name = &self.columns[column];
            let Some(cell) = row.cells.get(column).filter(|cell| !cell.is_empty()) else {
                let have = row.cells.len();
                return Err(format!(
                    "Line {line}: there is no value in column \"{name}\" (the line has {have} of {}); {EXPECTED}.",
                    counted(self.columns.len(), "column")
                ));
            };
            let value = parse_coordinate(cell)
                .map_err(|problem| format!("Line {line}, column \"{name}\": {problem}."))?;
            coordinates.push(value);
        }
        let weight = match (&row.mark, self.weight) {
            (Some(mark), _) => Some(mark.as_str()),
            (None, Some(column)) => Some(row.cells.get(column).map_or("", String::as_str)),
            (None, None) => None,
        };
        match weight {
            Some(text) => parse_weight(text).map_err(|problem| format!("Line {line}: {problem}.")),
            None => Ok(1.0),
        }
    }
}

//! A table in pieces: the text comes in parts, lines are read so many at a time, and the points are written so many at a
//! time, so that a page can draw in between.

use super::dialect::{Cell, Place, Record, Separator, next_record, split};
use super::layout::{Layout, recognise};
use super::number::is_missing;
use super::outcome::{EXPECTED, LeftOut, Table, TableError, TableOptions, Understood};
use crate::law::finite_law::Law;
use crate::law::inline::{parse_coordinate, parse_weight, shorten};
use crate::law::limits::MOST_POINTS;
use crate::law::remembered::remember;
use crate::points::Points;
use crate::words::counted;

/// So many lines that were left out are listed.
const MOST_LISTED: usize = 200;

/// A table that is being read.
///
/// ```
/// use reverse_diffusion::law::{TableOptions, TableReader};
///
/// let mut reader = TableReader::new(TableOptions::default());
/// reader.push("1,2\n3,");
/// reader.push("4");
/// let table = loop {
///     if let Some(table) = reader.advance(1).expect("a table") {
///         break table;
///     }
/// };
/// assert_eq!(table.inline, "1,2;3,4");
/// ```
pub struct TableReader {
    options: TableOptions,
    text: String,
    stage: Stage,
}

enum Stage {
    /// Parts of the text come.
    Comes,
    /// Lines are read.
    Lines(Box<Lines>),
    /// Points are written.
    Points(Box<Table>),
    Done,
}

impl TableReader {
    /// Before any text.
    pub fn new(options: TableOptions) -> Self {
        Self {
            options,
            text: String::new(),
            stage: Stage::Comes,
        }
    }

    /// The next part of the text; whether it was taken, which it is only before any work on it.
    pub fn push(&mut self, part: &str) -> bool {
        if !matches!(self.stage, Stage::Comes) {
            return false;
        }
        let part = if self.text.is_empty() {
            part.strip_prefix('\u{feff}').unwrap_or(part)
        } else {
            part
        };
        self.text.push_str(part);
        true
    }

    /// The share of the work that is done, 0 to 1.
    pub fn progress(&self) -> f64 {
        let share = |done: usize, all: usize| done as f64 / all.max(1) as f64;
        match &self.stage {
            Stage::Comes => 0.0,
            Stage::Lines(lines) => 0.5 * share(lines.place.at, self.text.len()),
            Stage::Points(table) => 0.5 + 0.5 * share(table.written, table.law.points().len()),
            Stage::Done => 1.0,
        }
    }

    /// Reads some cells' worth of lines, or writes so many coordinates; the table, once it is done.
    ///
    /// # Errors
    ///
    /// Those of [`read_table`](super::read_table).
    pub fn advance(&mut self, cells: usize) -> Result<Option<Table>, TableError> {
        match std::mem::replace(&mut self.stage, Stage::Done) {
            Stage::Comes => {
                self.stage = Stage::Lines(Box::new(Lines::of(&self.text, &self.options)?));
            }
            Stage::Lines(mut lines) => {
                self.stage = if lines.read(&self.text, cells) {
                    self.text = String::new();
                    Stage::Points(Box::new(lines.table(self.options.standardise)?))
                } else {
                    Stage::Lines(lines)
                };
            }
            Stage::Points(mut table) => {
                let points = table.law.points().len();
                let from = table.written;
                let to =
                    points.min(from.saturating_add(1 + cells / (1 + table.law.points().dim())));
                for i in from..to {
                    table.law.write_point(i, &mut table.inline);
                }
                table.written = to;
                if to == points {
                    remember(&table.inline, &table.law, Some(table.inline.clone()));
                    return Ok(Some(*table));
                }
                self.stage = Stage::Points(table);
            }
            Stage::Done => {}
        }
        Ok(None)
    }
}

/// The lines of a table, those read so far.
struct Lines {
    layout: Layout,
    understood: Box<Understood>,
    chosen: Vec<usize>,
    weight: Option<usize>,
    place: Place,
    coordinates: Vec<f64>,
    weights: Vec<f64>,
    /// Lines with values.
    count: usize,
    missing: usize,
    left_out: Vec<LeftOut>,
    problem: Option<String>,
    bad_lines: usize,
    /// Comments among the data.
    comments: usize,
}

impl Lines {
    fn of(text: &str, options: &TableOptions) -> Result<Self, TableError> {
        let nothing = |sentence| TableError {
            sentence,
            understood: Box::default(),
        };
        let (layout, readings) = recognise(text, options.reading.as_deref()).map_err(nothing)?;
        let mut understood = Box::new(Understood {
            header: layout.header,
            columns: layout.columns.clone(),
            readings,
            reading: layout.dialect.key(),
            ..Understood::default()
        });
        let columns = &layout.columns;
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
        let is_weight =
            |name: &String| ["weight", "weights", "w"].contains(&name.to_lowercase().as_str());
        let weight = match options.weight.as_deref() {
            Some("") => Ok(None),
            Some(name) => find(name).map(Some),
            None => Ok(columns.iter().position(is_weight)),
        };
        let weight = match weight {
            Ok(weight) => weight,
            Err(sentence) => {
                return Err(TableError {
                    sentence,
                    understood,
                });
            }
        };
        let (numeric, numbering): (Vec<usize>, Vec<usize>) = layout
            .numeric
            .iter()
            .filter(|&&k| Some(k) != weight)
            .partition(|k| !layout.index.contains(k));
        // Where nothing else holds numbers, they are what is meant.
        let numeric = if numeric.is_empty() {
            numbering.clone()
        } else {
            numeric
        };
        let chosen = match &options.columns {
            Some(names) if !names.is_empty() => names.iter().map(|name| find(name)).collect(),
            _ => Ok(usual_columns(columns, &numeric)),
        };
        let name = |&k: &usize| columns[k].clone();
        understood.numeric = numeric.iter().map(name).collect();
        understood.weight = weight.as_ref().map(name);
        let chosen: Vec<usize> = match chosen {
            Ok(chosen) => chosen,
            Err(sentence) => {
                return Err(TableError {
                    sentence,
                    understood,
                });
            }
        };
        understood.chosen = chosen.iter().map(name).collect();
        if let Some(sentence) = layout.mismatch.clone() {
            return Err(TableError {
                sentence,
                understood,
            });
        }
        if chosen.is_empty() {
            let line = layout.body.line;
            let sentence = format!("Line {line}: no column holds a number; {EXPECTED}.");
            return Err(TableError {
                sentence,
                understood,
            });
        }
        understood.notes = notes(&layout, &chosen, weight, &numbering);
        Ok(Self {
            chosen,
            weight,
            place: layout.body,
            layout,
            understood,
            coordinates: Vec::new(),
            weights: Vec::new(),
            count: 0,
            missing: 0,
            left_out: Vec::new(),
            problem: None,
            bad_lines: 0,
            comments: 0,
        })
    }

    /// Reads lines of so many cells together; whether it was the last.
    fn read(&mut self, text: &str, budget: usize) -> bool {
        let mut left = budget;
        let mut cells = Vec::new();
        while left > 0 {
            let Some(record) = next_record(text, &mut self.place, self.layout.dialect.separator)
            else {
                return true;
            };
            // A long line is as much work as many short ones.
            let cost = 1 + record.text.len() / 16;
            if record.is_comment {
                self.comments += 1;
            } else {
                split(&record, self.layout.dialect.separator, &mut cells);
                let len = cells
                    .iter()
                    .rposition(|cell| !cell.is_empty())
                    .map_or(0, |k| k + 1);
                if len > 0 {
                    self.take(&record, &cells, len);
                }
            }
            left = left.saturating_sub(cost);
        }
        false
    }

    fn take(&mut self, record: &Record<'_>, cells: &[Cell<'_>], len: usize) {
        let before = self.coordinates.len();
        match self.row(record, cells, len) {
            Ok(Ok(weight)) => {
                self.count += 1;
                self.weights.push(weight);
                // Beyond the limit they are only counted.
                if self.count <= MOST_POINTS {
                    return;
                }
                self.weights.pop();
            }
            Ok(Err(because)) => {
                self.missing += 1;
                if self.left_out.len() < MOST_LISTED {
                    self.left_out.push(LeftOut {
                        line: record.place.line,
                        text: shorten(record.text.trim()),
                        because,
                    });
                }
            }
            Err(problem) => {
                self.bad_lines += 1;
                self.problem.get_or_insert(problem);
            }
        }
        self.coordinates.truncate(before);
    }

    /// The weight of a row, its coordinates appended; or what is missing; or what is wrong.
    fn row(
        &mut self,
        record: &Record<'_>,
        cells: &[Cell<'_>],
        len: usize,
    ) -> Result<Result<f64, String>, String> {
        let line = record.place.line;
        let columns = &self.layout.columns;
        let numbers = self.layout.dialect.numbers;
        if record.is_open {
            return Err(format!(
                "Line {line}: a quotation mark is opened and not closed; expected one at each end of a cell."
            ));
        }
        if len > columns.len() {
            let named = if self.layout.header {
                "the header names"
            } else {
                "the lines before it have"
            };
            return Err(format!(
                "Line {line} has {}, {named} {}; {EXPECTED}. Where commas are decimal commas, semicolons or tabs must separate columns.",
                counted(len, "value"),
                columns.len()
            ));
        }
        // A value that is not there moves those after it, where only spaces separate them.
        if cells.len() < columns.len() && self.layout.dialect.separator == Separator::Spaces {
            return Ok(Err(format!(
                "it has {len} of {}",
                counted(columns.len(), "value")
            )));
        }
        // The weight after @, which goes with the last cell.
        let mark = cells[len - 1].split_once('@').filter(|(value, _)| {
            let value = value.trim_end();
            value.is_empty() || numbers.plain(value).is_some()
        });
        let value = |k: usize| match mark {
            Some((value, _)) if k == len - 1 => value.trim_end(),
            _ => cells.get(k).map_or("", |cell| &**cell),
        };
        let none = |k: usize| {
            let name = &columns[k];
            match value(k) {
                "" => format!("there is no value in column \"{name}\""),
                cell => format!("there is no value in column \"{name}\" ({})", shorten(cell)),
            }
        };
        for &k in &self.chosen {
            let cell = value(k);
            let number = match numbers.plain(cell) {
                Some(plain) => parse_coordinate(&plain),
                None => parse_coordinate(cell).and_then(|_| Err(of_another_convention(cell))),
            };
            match number {
                Ok(x) => self.coordinates.push(x),
                // Looked at only where it is no number.
                Err(_) if is_missing(cell) => return Ok(Err(none(k))),
                Err(problem) => {
                    return Err(format!(
                        "Line {line}, column \"{}\": {problem}.",
                        columns[k]
                    ));
                }
            }
        }
        let weight = match (mark, self.weight) {
            (Some((_, mark)), _) => mark.trim(),
            (None, Some(k)) if is_missing(value(k)) => return Ok(Err(none(k))),
            (None, Some(k)) => value(k),
            (None, None) => return Ok(Ok(1.0)),
        };
        let plain = numbers.plain(weight);
        match parse_weight(plain.as_deref().unwrap_or(weight)) {
            Ok(weight) => Ok(Ok(weight)),
            Err(problem) => Err(format!("Line {line}: {problem}.")),
        }
    }

    /// What all lines together are.
    fn table(self: Box<Self>, standardise: bool) -> Result<Table, TableError> {
        let mut understood = self.understood;
        let sentence = if let Some(problem) = self.problem {
            match self.bad_lines - 1 {
                0 => problem,
                1 => format!("{problem} (One more line is bad too.)"),
                more => format!("{problem} ({more} more lines are bad too.)"),
            }
        } else if self.count > MOST_POINTS {
            format!(
                "There are {} lines of data; at most {MOST_POINTS} points are allowed.",
                self.count
            )
        } else if let (0, Some(LeftOut { line, because, .. })) = (self.count, self.left_out.first())
        {
            format!("Line {line}: {because}, and no other line has all that is needed; {EXPECTED}.")
        } else if self.count == 0 {
            format!("There are no data; {EXPECTED}.")
        } else {
            if self.comments > 0 {
                understood.notes.push(format!(
                    "{} among the data {} with # and {} passed over.",
                    counted(self.comments, "line"),
                    if self.comments == 1 {
                        "begins"
                    } else {
                        "begin"
                    },
                    if self.comments == 1 { "was" } else { "were" },
                ));
            }
            let points = Points::from_rows(&self.coordinates, self.chosen.len());
            let law = Law::new(points, self.weights);
            return Ok(Table {
                understood: *understood,
                missing: self.missing,
                left_out: self.left_out,
                law: if standardise { law.standardised() } else { law },
                inline: String::new(),
                written: 0,
            });
        };
        Err(TableError {
            sentence,
            understood,
        })
    }
}

/// What is said of a cell that the convention of the others does not read.
fn of_another_convention(cell: &str) -> String {
    format!(
        "\"{}\" does not have the decimal mark that the others have; expected one such as 1.5",
        shorten(cell)
    )
}

/// The columns that are meant where none is chosen.
fn usual_columns(columns: &[String], numeric: &[usize]) -> Vec<usize> {
    let named = |name: &str| {
        let is_it = |&&k: &&usize| columns[k].eq_ignore_ascii_case(name);
        numeric.iter().find(is_it).copied()
    };
    let series: Vec<usize> = (1..).map_while(|k| named(&format!("x{k}"))).collect();
    match (named("x"), named("y")) {
        _ if series.len() > 2 => series,
        (Some(x), Some(y)) => vec![x, y],
        _ => numeric.iter().take(2).copied().collect(),
    }
}

/// Sentences about what a reader would not have expected.
fn notes(
    layout: &Layout,
    chosen: &[usize],
    weight: Option<usize>,
    numbering: &[usize],
) -> Vec<String> {
    let mut notes = Vec::new();
    if let Some((written, value)) = &layout.example {
        notes.push(format!("{}: {written} is {value}.", layout.dialect.says()));
    }
    if !layout.preamble.is_empty() {
        let quoted: Vec<String> = layout
            .preamble
            .iter()
            .take(3)
            .map(|line| format!("“{line}”"))
            .collect();
        notes.push(format!(
            "{} above the data {} passed over: {}{}.",
            counted(layout.preamble.len(), "line"),
            if layout.preamble.len() == 1 {
                "was"
            } else {
                "were"
            },
            quoted.join(", "),
            if layout.preamble.len() > 3 {
                ", …"
            } else {
                ""
            },
        ));
    }
    let unused = |k: &usize| !chosen.contains(k) && Some(*k) != weight;
    let names = |which: Vec<usize>| {
        let names: Vec<String> = which
            .iter()
            .take(4)
            .map(|&k| format!("“{}”", shorten(&layout.columns[k])))
            .collect();
        format!(
            "{}{}",
            names.join(", "),
            if which.len() > 4 { ", …" } else { "" }
        )
    };
    let numbering: Vec<usize> = numbering.iter().copied().filter(unused).collect();
    if !numbering.is_empty() {
        notes.push(format!(
            "{} numbers the rows and is no coordinate.",
            names(numbering)
        ));
    }
    let words: Vec<usize> = (0..layout.columns.len())
        .filter(unused)
        .filter(|k| !layout.numeric.contains(k))
        .collect();
    if !words.is_empty() {
        let verb = if words.len() == 1 { "holds" } else { "hold" };
        notes.push(format!("{} {verb} no numbers.", names(words)));
    }
    notes
}

//! What a text is, from a sample of its lines: its dialect, its header and its columns; and in which other ways it could
//! be read.

use super::dialect::{Cell, Dialect, Place, Separator, next_record, split};
use super::number::{Convention, Kind};
use super::outcome::{EXPECTED, Reading};
use crate::law::inline::shorten;
use crate::words::counted;

/// A sample is so many records from the beginning and so many from the rest.
const FIRST: usize = 200;
const LATER: usize = 60;
/// And about so many bytes of each.
const BYTES: usize = 60_000;

/// How a table lies in its text.
#[derive(Clone, Debug)]
pub(super) struct Layout {
    pub(super) dialect: Dialect,
    /// Whether the columns have names.
    pub(super) header: bool,
    /// The names, each once; "column 1" and so on where there are none.
    pub(super) columns: Vec<String>,
    /// Which columns hold numbers.
    pub(super) numeric: Vec<usize>,
    /// Columns whose name says, or that have none because, they number the rows.
    pub(super) index: Vec<usize>,
    /// Where the data begin.
    pub(super) body: Place,
    /// Lines above them that were passed over, shortened.
    pub(super) preamble: Vec<String>,
    /// The first number that has a comma or groups, and its value.
    pub(super) example: Option<(String, String)>,
    /// A sentence, if the header has not as many names as there are columns.
    pub(super) mismatch: Option<String>,
    /// The numbers of the first rows, for telling readings from each other.
    numbers: Vec<Vec<String>>,
    /// Cells and rows that do not fit.
    misfits: usize,
}

impl Layout {
    fn penalty(&self) -> usize {
        self.misfits + self.preamble.len()
    }

    fn reading(&self) -> Reading {
        let first = self
            .numbers
            .first()
            .map_or(&[][..], |row| &row[..row.len().min(4)]);
        Reading {
            key: self.dialect.key(),
            label: format!("{}: {}", self.dialect.says(), first.join(" | ")),
        }
    }
}

/// What a text is taken for, and all the ways of reading it that are as good, that one among them.
pub(super) fn recognise(
    text: &str,
    wanted: Option<&str>,
) -> Result<(Layout, Vec<Reading>), String> {
    name_what_is_no_table(text)?;
    let mut begin = Place { at: 0, line: 1 };
    let told = told_separator(text, &mut begin);
    let mut layouts: Vec<Layout> = candidates(&text[begin.at..], told)
        .into_iter()
        .filter_map(|dialect| Layout::of(text, begin, dialect))
        .collect();
    // The first of the best: candidates come in the order of preference.
    let Some(best) = layouts.iter().min_by_key(|layout| layout.penalty()) else {
        return Err(nothing_in(text, begin, told.unwrap_or(Separator::Comma)));
    };
    let best = best.clone();
    layouts.retain(|layout| layout.misfits <= best.misfits);
    // Another that gives the same numbers is no other, unless it is the best.
    let mut others: Vec<Layout> = Vec::new();
    for layout in layouts {
        let is_best = layout.dialect == best.dialect;
        match others
            .iter()
            .position(|other| other.numbers == layout.numbers)
        {
            Some(k) if is_best => others[k] = layout,
            Some(_) => {}
            None => others.push(layout),
        }
    }
    let layouts = others;
    let readings: Vec<Reading> = layouts.iter().map(Layout::reading).collect();
    let chosen = layouts
        .into_iter()
        .find(|layout| Some(&layout.dialect.key()[..]) == wanted);
    Ok((chosen.unwrap_or(best), readings))
}

/// JSON, pages and files that are no text are named as what they are.
fn name_what_is_no_table(text: &str) -> Result<(), String> {
    let head = text.trim_start();
    let is = if head.starts_with("PK\u{3}\u{4}") {
        "a zipped file, such as a workbook of Excel or LibreOffice; save it as CSV"
    } else if head.starts_with("%PDF") {
        "a PDF"
    } else if head[..floor(head, 4096)].contains('\0') {
        "no text but a binary file"
    } else if head.starts_with(['{', '[']) {
        "JSON, not a table"
    } else if head.starts_with('<') {
        "a page of HTML or XML, not a table"
    } else {
        return Ok(());
    };
    Err(format!("This is {is}; {EXPECTED}."))
}

/// The separator of a first line such as `sep=;`, which Excel understands, and that line passed.
fn told_separator(text: &str, begin: &mut Place) -> Option<Separator> {
    let line = text.lines().next()?;
    let told = line.trim_end_matches('\r').trim_matches('"');
    let mark = told
        .get(..4)
        .filter(|head| head.eq_ignore_ascii_case("sep="))?;
    let separator = match &told[mark.len()..] {
        "\t" => Separator::Tab,
        ";" => Separator::Semicolon,
        "," => Separator::Comma,
        "|" => Separator::Bar,
        " " => Separator::Spaces,
        _ => return None,
    };
    *begin = Place {
        at: (line.len() + 1).min(text.len()),
        line: 2,
    };
    Some(separator)
}

/// The dialects in which a text may be written, the likeliest of equals first.
fn candidates(text: &str, told: Option<Separator>) -> Vec<Dialect> {
    let text = text.trim_end();
    let head = &text[..floor(text, 4 * BYTES)];
    let has = |c: char| head.contains(c);
    let (commas, semicolons) = (has(','), has(';'));
    let inline = commas && semicolons;
    let is_one_line = !text.contains(['\n', '\r']);
    let found = [
        (Separator::Inline, inline && is_one_line),
        (Separator::Tab, has('\t')),
        (Separator::Semicolon, semicolons),
        (Separator::Bar, has('|')),
        (Separator::Comma, commas),
        (Separator::Spaces, has(' ') || has('\t')),
        (Separator::Inline, inline && !is_one_line),
        (Separator::None, true),
    ];
    let separators = found
        .into_iter()
        .filter(|found| found.1)
        .map(|found| found.0);
    let separators: Vec<Separator> = match told {
        Some(told) => vec![told],
        None => separators.collect(),
    };
    let mut dialects = Vec::new();
    for separator in separators {
        let conventions = [
            (Convention::Point, true),
            (Convention::Comma, true),
            (Convention::PointGrouped, true),
            (Convention::CommaGrouped, has('.')),
        ];
        // Within cells a comma cannot stand where it separates them, unless they are quoted.
        let may = match separator {
            Separator::Inline => false,
            Separator::Comma => has('"'),
            _ => commas,
        };
        for (numbers, can) in conventions {
            if numbers == Convention::Point || (may && can) {
                dialects.push(Dialect { separator, numbers });
            }
        }
    }
    dialects
}

/// The largest end of a character that is not beyond `at`.
fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

struct Row<'a> {
    place: Place,
    cells: Vec<Cell<'a>>,
    kinds: Vec<Kind>,
    /// Cells up to the last one that is not empty.
    len: usize,
    text: &'a str,
}

impl<'a> Row<'a> {
    fn has_number(&self) -> bool {
        self.kinds.iter().any(|kind| kind.is_number())
    }

    /// Whether all of it that is written are names.
    fn has_names(&self) -> bool {
        self.kinds.contains(&Kind::Word) && !self.has_number()
    }

    fn kind(&self, k: usize) -> Option<Kind> {
        self.kinds.get(k).copied()
    }
}

/// Whether the first row is pandas' `,0,1,2`: the columns' numbers, and none above the rows', which follow.
fn numbers_columns(head: &[Row<'_>]) -> bool {
    let Some((first, rest)) = head.split_first() else {
        return false;
    };
    let counts = |cells: &mut dyn Iterator<Item = &Cell<'_>>| {
        let is_number = |(k, cell): (usize, &Cell<'_>)| *cell == k.to_string();
        cells.enumerate().all(is_number)
    };
    let rest = &rest[..rest.len().min(3)];
    first.cells[0].is_empty()
        && first.cells.len() + rest.len() > 3
        && counts(&mut first.cells[1..].iter())
        && !rest.is_empty()
        && counts(&mut rest.iter().map(|row| &row.cells[0]))
}

/// The rows of a sample, first those from the beginning; and how many these are.
fn sample<'a>(text: &'a str, begin: Place, dialect: Dialect) -> (Vec<Row<'a>>, usize) {
    let mut rows = Vec::new();
    let mut place = begin;
    while rows.len() < FIRST
        && place.at - begin.at < BYTES
        && take(text, &mut place, dialect, &mut rows).is_some()
    {}
    let first = rows.len();
    let left = text.len().saturating_sub(place.at);
    let bytes = (place.at - begin.at) / first.max(1);
    let later = LATER.min(BYTES / bytes.max(1));
    for k in 0..later {
        let at = floor(text, place.at + left / later * k);
        // From the next line on.
        let Some(line) = text[at..].find('\n') else {
            break;
        };
        let mut place = Place {
            at: at + line + 1,
            line: 0,
        };
        if take(text, &mut place, dialect, &mut rows).is_none() {
            break;
        }
    }
    (rows, first)
}

/// Adds the row at a place, if one is there; nothing at the end.
fn take<'a>(
    text: &'a str,
    place: &mut Place,
    dialect: Dialect,
    rows: &mut Vec<Row<'a>>,
) -> Option<()> {
    let record = next_record(text, place, dialect.separator)?;
    if record.is_comment {
        return Some(());
    }
    let mut cells = Vec::new();
    split(&record, dialect.separator, &mut cells);
    let len = cells
        .iter()
        .rposition(|cell| !cell.is_empty())
        .map_or(0, |k| k + 1);
    if len > 0 {
        let kinds = cells
            .iter()
            .map(|cell| dialect.numbers.kind(cell))
            .collect();
        rows.push(Row {
            place: record.place,
            cells,
            kinds,
            len,
            text: record.text,
        });
    }
    Some(())
}

impl Layout {
    /// The table in a text, if by this dialect it has a number.
    fn of(text: &str, begin: Place, dialect: Dialect) -> Option<Self> {
        let (rows, first) = sample(text, begin, dialect);
        let numbered = numbers_columns(&rows[..first]);
        let width = usual_width(&rows)?;
        let holds = |k: &usize| holds_numbers(&rows, width, *k);
        let mut numeric: Vec<usize> = (0..width).filter(holds).collect();
        // One number beside values that are all missing is half a point.
        if let [only] = numeric[..] {
            let nothing = |k: &usize| *k != only && holds_only_missing(&rows, *k);
            numeric.extend((0..width).filter(nothing));
            numeric.sort_unstable();
        }
        let head = &rows[..first];
        let by_words = dialect.separator == Separator::Spaces;
        let is_data = |row: &Row<'_>| {
            let number = |&k: &usize| row.kind(k).is_some_and(Kind::is_number);
            let fits = |&k: &usize| match row.kind(k) {
                Some(kind) => kind.is_number() || kind == Kind::Missing,
                None => !by_words,
            };
            row.len <= width && numeric.iter().any(number) && numeric.iter().all(fits)
        };
        let fits = |row: &&Row<'_>| {
            // R leaves out the name of the rows' names.
            let of_rows = !numeric.contains(&0) || row.text.trim_start().starts_with('"');
            let is_short = row.len + 1 == width && of_rows && dialect.separator != Separator::Comma;
            let more = row.len > width && !by_words;
            row.len == width || is_short || more || row.cells.len() == width
        };
        // Names stand right above the data, or above a first line of data that has a fault.
        let above = |begins: usize| {
            let row = &head[begins.checked_sub(1)?];
            (row.has_names() || (numbered && begins == 1)).then_some(row)
        };
        let position = |is: &dyn Fn(&Row<'_>) -> bool| {
            let from = usize::from(numbered);
            head[from..].iter().position(is).map(|k| from + k)
        };
        let with_number = position(&|row| row.has_number());
        let begin_of = [position(&is_data), with_number];
        let named = begin_of
            .into_iter()
            .flatten()
            .find(|&k| above(k).filter(fits).is_some());
        let begins = named.or(begin_of[0]).or(with_number)?;
        let names = above(begins);
        let header = names.filter(fits);
        // One word may be a title; several that are not as many as the columns are a fault.
        let mismatch = names.filter(|row| header.is_none() && row.len > 1).map(|row| {
            format!(
                "Line {} names {}, line {} has {}; {EXPECTED}. Where commas are decimal commas, semicolons or tabs must separate columns.",
                row.place.line,
                counted(row.len, "column"),
                head[begins].place.line,
                counted(width, "value"),
            )
        });
        let body = match header {
            Some(_) => begins,
            // Without names, only what has no number may stand above.
            None => with_number.unwrap_or(begins),
        };
        let preamble = &head[..body - usize::from(header.is_some())];
        let columns = names_of(header, width);
        let index = match header {
            Some(_) => (0..width)
                .filter(|&k| numbers_rows(header, k, width))
                .collect(),
            None => Vec::new(),
        };

        let data = &rows[body..];
        let mut misfits = 4 * usize::from(mismatch.is_some());
        for row in &rows {
            let suspect = |kind: &&Kind| **kind == Kind::Suspect;
            misfits += row.kinds.iter().filter(suspect).count();
        }
        for row in data {
            misfits += usize::from(row.len > columns.len() || row.cells.len() < width);
        }
        // A scene's own points have nothing above them.
        if dialect.separator == Separator::Inline {
            misfits += body;
        }
        // A header that has commas was not written by who has none between columns.
        if dialect.separator == Separator::None
            && header.is_some_and(|row| row.text.contains([',', ';', '\t']))
        {
            misfits += 2;
        }
        let marked = data.iter().flat_map(|row| row.cells.iter().zip(&row.kinds));
        let marked = marked
            .filter(|(_, kind)| **kind == Kind::MarkedNumber)
            .map(|(cell, _)| cell);
        let commas = marked.clone().count();
        // Else it is another dialect's reading once more.
        if dialect.numbers != Convention::Point && commas == 0 {
            return None;
        }
        let value = |cell: &Cell<'_>| {
            let number = cell
                .split_once('@')
                .map_or(&**cell, |(value, _)| value.trim_end());
            dialect
                .numbers
                .plain(number)
                .map(|plain| (number.to_owned(), plain.into_owned()))
        };
        let example = marked.clone().next().and_then(value);
        let numbers_of = |row: &Row<'_>| {
            let written = numeric.iter().filter_map(|&k| value(row.cells.get(k)?));
            written.map(|(_, plain)| plain).collect()
        };
        let numbers = data.iter().take(20).map(numbers_of).collect();
        Some(Self {
            dialect,
            header: header.is_some(),
            columns,
            index,
            body: data.first().map_or(begin, |row| row.place),
            preamble: preamble
                .iter()
                .map(|row| shorten(row.text.trim()))
                .collect(),
            example,
            mismatch,
            numbers,
            misfits,
            numeric,
        })
    }
}

/// How many cells most rows with a number have, the first such number of equals.
fn usual_width(rows: &[Row<'_>]) -> Option<usize> {
    let widths = rows.iter().filter(|row| row.has_number());
    let mut counts: Vec<(usize, usize)> = Vec::new();
    for row in widths {
        // An empty last cell is one, but not what comes of a separator at every line's end.
        match counts
            .iter_mut()
            .find(|(width, _)| *width == row.cells.len())
        {
            Some((_, count)) => *count += 1,
            None => counts.push((row.cells.len(), 1)),
        }
    }
    let most = counts.iter().map(|count| count.1).max()?;
    let (width, _) = counts.into_iter().find(|count| count.1 == most)?;
    let filled = rows
        .iter()
        .filter(|row| row.has_number() && row.cells.len() == width);
    filled.map(|row| row.len).max()
}

/// Whether at least half of the values in column `k` are numbers: a missing one or a slip does not make a column one of
/// words.
fn holds_numbers(rows: &[Row<'_>], width: usize, k: usize) -> bool {
    let body = rows
        .iter()
        .filter(|row| row.has_number() && row.len <= width);
    let kinds = body
        .filter_map(|row| row.kind(k))
        .filter(|kind| *kind != Kind::Missing);
    let (numbers, all) = kinds.fold((0, 0), |(numbers, all), kind| {
        (numbers + usize::from(kind.is_number()), all + 1)
    });
    numbers > 0 && 2 * numbers >= all
}

/// Whether all that is written in column `k` says that a number is missing.
fn holds_only_missing(rows: &[Row<'_>], k: usize) -> bool {
    let body = rows.iter().filter(|row| row.has_number());
    let mut cells = body.filter_map(|row| Some((row.kind(k)?, row.cells.get(k)?)));
    let mut any = false;
    cells.all(|(kind, cell)| {
        any |= !cell.is_empty();
        kind == Kind::Missing
    }) && any
}

/// A name for each column, and each only once.
fn names_of(header: Option<&Row<'_>>, width: usize) -> Vec<String> {
    let cells = header.map_or(&[][..], |row| &row.cells[..row.len]);
    // A header that is short by one leaves out the name of the rows' names.
    let missing = width.saturating_sub(cells.len())
        * usize::from(header.is_some_and(|row| row.cells.len() < width));
    let mut columns: Vec<String> = Vec::with_capacity(width);
    for k in 0..width.max(cells.len()) {
        let name = k
            .checked_sub(missing)
            .and_then(|k| cells.get(k))
            .map_or("", |cell| &**cell);
        let number = k + 1;
        columns.push(match name {
            "" => format!("column {number}"),
            name if columns.iter().any(|other| other == name) => {
                format!("{name} (column {number})")
            }
            name => name.to_owned(),
        });
    }
    columns
}

/// Names of columns that say which row it is.
const NUMBERS_OF_ROWS: &[&str] = &[
    "id",
    "index",
    "idx",
    "nr",
    "nr.",
    "no",
    "no.",
    "number",
    "row",
    "row.names",
    "rownames",
    "rowid",
    "rowname",
    "obs",
    "#",
    "№",
    "unnamed: 0",
];

/// Whether column `k` says which row it is: by its name, or because the first has none, as pandas and R write it.
fn numbers_rows(header: Option<&Row<'_>>, k: usize, width: usize) -> bool {
    let Some(row) = header else {
        return false;
    };
    let is_short = row.cells.len() < width;
    let name = if is_short { k.checked_sub(1) } else { Some(k) };
    let name = name
        .and_then(|k| row.cells.get(k))
        .map_or("", |cell| &**cell);
    (name.is_empty() && k == 0) || NUMBERS_OF_ROWS.contains(&&name.to_lowercase()[..])
}

/// Why a text without a number is no table.
fn nothing_in(text: &str, begin: Place, separator: Separator) -> String {
    let dialect = Dialect {
        separator,
        numbers: Convention::Point,
    };
    let (rows, _) = sample(text, begin, dialect);
    match &rows[..] {
        [] => format!("There are no data; {EXPECTED}."),
        [only] => format!(
            "Line {} names columns, but no data follow; {EXPECTED}.",
            only.place.line
        ),
        [_, second, ..] => format!(
            "Line {}: no column holds a number; {EXPECTED}.",
            second.place.line
        ),
    }
}

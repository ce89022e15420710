//! How a table is written: what separates its columns, and how its numbers look; and its records and cells, by that.

use super::number::{Convention, begins_with_an_error};
use std::borrow::Cow;

/// What separates columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Separator {
    Tab,
    Semicolon,
    Bar,
    Comma,
    Spaces,
    /// There is one column.
    None,
    /// A scene's own `x,y;x,y`: semicolons end points, commas separate coordinates.
    Inline,
}

impl Separator {
    /// The byte between two cells; none of them is part of a longer character.
    pub(super) fn byte(self) -> Option<u8> {
        match self {
            Separator::Tab => Some(b'\t'),
            Separator::Semicolon => Some(b';'),
            Separator::Bar => Some(b'|'),
            Separator::Comma | Separator::Inline => Some(b','),
            Separator::Spaces => Some(b' '),
            Separator::None => None,
        }
    }

    /// The beginning of a sentence.
    fn says(self) -> &'static str {
        match self {
            Separator::Tab => "Tabs separate columns",
            Separator::Semicolon => "Semicolons separate columns",
            Separator::Bar => "Bars separate columns",
            Separator::Comma => "Commas separate columns",
            Separator::Spaces => "Spaces separate columns",
            Separator::None => "There is one column",
            Separator::Inline => "Semicolons separate points, commas their coordinates",
        }
    }

    fn name(self) -> &'static str {
        match self {
            Separator::Tab => "tab",
            Separator::Semicolon => "semicolon",
            Separator::Bar => "bar",
            Separator::Comma => "comma",
            Separator::Spaces => "space",
            Separator::None => "none",
            Separator::Inline => "inline",
        }
    }
}

/// A way of reading a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Dialect {
    pub(super) separator: Separator,
    pub(super) numbers: Convention,
}

impl Dialect {
    /// By what it is asked for again.
    pub(super) fn key(self) -> String {
        let numbers = match self.numbers {
            Convention::Point => "point",
            Convention::Comma => "comma",
            Convention::PointGrouped => "point-grouped",
            Convention::CommaGrouped => "comma-grouped",
        };
        format!("{} {numbers}", self.separator.name())
    }

    /// What it is, without an end.
    pub(super) fn says(self) -> String {
        let separator = self.separator.says();
        match self.numbers {
            Convention::Point => separator.into(),
            Convention::Comma => format!("{separator}, commas are decimal commas"),
            Convention::PointGrouped => format!("{separator}, commas group thousands"),
            Convention::CommaGrouped => {
                format!("{separator}, commas are decimal commas, points group thousands")
            }
        }
    }
}

/// Where reading is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Place {
    /// Bytes into the text.
    pub(super) at: usize,
    /// Of this line, counted from 1; in a scene's own text the number of a point.
    pub(super) line: u64,
}

/// A line of a table, or several where a quoted cell goes on.
pub(super) struct Record<'a> {
    pub(super) text: &'a str,
    pub(super) place: Place,
    pub(super) is_comment: bool,
    /// A quotation mark is opened in it and never closed.
    pub(super) is_open: bool,
}

/// The record that begins at a place, and where the next one does; none at the end.
pub(super) fn next_record<'a>(
    text: &'a str,
    place: &mut Place,
    separator: Separator,
) -> Option<Record<'a>> {
    let bytes = text.as_bytes();
    let begin = *place;
    if begin.at >= bytes.len() {
        return None;
    }
    let rest = &bytes[begin.at..];
    let is_comment = is_comment(&text[begin.at..], separator);
    let ends = |c: u8| c == b'\n' || c == b'\r' || (c == b';' && separator == Separator::Inline);
    let (mut length, mut lines, mut is_open) = (rest.len(), 0, false);
    if is_comment {
        length = rest
            .iter()
            .position(|c| matches!(c, b'\n' | b'\r'))
            .unwrap_or(length);
    } else {
        // Whether a quotation mark here opens a cell.
        let (mut cell_begins, mut quoted) = (true, false);
        let mut first_line = None;
        let closes = |next: Option<&u8>| {
            next.is_none_or(|&c| ends(c) || c == b' ' || c == b'\t' || Some(c) == separator.byte())
        };
        let mut k = 0;
        while k < rest.len() {
            let c = rest[k];
            if quoted {
                if c == b'"' {
                    // Two of them are one, and the cell goes on.
                    if rest.get(k + 1) == Some(&b'"') {
                        k += 1;
                    } else if first_line.is_some() && !closes(rest.get(k + 1)) {
                        // It opens another cell: what was opened lines before never was.
                        break;
                    } else {
                        quoted = false;
                    }
                } else if c == b'\n' {
                    first_line.get_or_insert(k);
                    lines += 1;
                }
            } else if ends(c) {
                break;
            } else if c == b'"' && cell_begins {
                quoted = true;
                cell_begins = false;
            } else {
                cell_begins =
                    Some(c) == separator.byte() || (cell_begins && (c == b' ' || c == b'\t'));
            }
            k += 1;
        }
        length = k;
        if quoted {
            // What follows is no cell.
            is_open = true;
            length = first_line.unwrap_or(k);
            lines = 0;
        }
    }
    let mut next = begin.at + length;
    if bytes.get(next) == Some(&b'\r') && bytes.get(next + 1) == Some(&b'\n') {
        next += 1;
    }
    *place = Place {
        at: next + 1,
        line: begin.line + lines + 1,
    };
    Some(Record {
        text: &text[begin.at..begin.at + length],
        place: begin,
        is_comment,
        is_open,
    })
}

/// Whether a line that begins here is a comment: not where # is a whole cell, or a spreadsheet's error.
fn is_comment(text: &str, separator: Separator) -> bool {
    let Some(rest) = text.strip_prefix('#') else {
        return false;
    };
    let is_cell = match separator.byte() {
        Some(b' ') | None => false,
        byte => rest.bytes().next() == byte,
    };
    !is_cell && !begins_with_an_error(text)
}

/// A cell, trimmed, its quotation marks taken off.
pub(super) type Cell<'a> = Cow<'a, str>;

/// The cells of a record. A quotation mark that is never closed holds nothing together.
pub(super) fn split<'a>(record: &Record<'a>, separator: Separator, cells: &mut Vec<Cell<'a>>) {
    let quotes = !record.is_open;
    let record = record.text;
    cells.clear();
    let Some(byte) = separator.byte() else {
        cells.push(cell(record));
        return;
    };
    let bytes = record.as_bytes();
    let (mut begin, mut cell_begins, mut quoted) = (0, true, false);
    for (k, &c) in bytes.iter().enumerate() {
        // Two quotation marks within a cell close it and open it again.
        if c == b'"' && quotes && (quoted || cell_begins) {
            quoted = !quoted;
            cell_begins = quoted || bytes.get(k + 1) == Some(&b'"');
        } else if !quoted {
            let is_end = c == byte || (byte == b' ' && c == b'\t');
            if is_end {
                push(&record[begin..k], byte, cells);
                begin = k + 1;
            }
            cell_begins = is_end || (cell_begins && (c == b' ' || c == b'\t'));
        }
    }
    push(&record[begin..], byte, cells);
}

fn push<'a>(text: &'a str, separator: u8, cells: &mut Vec<Cell<'a>>) {
    // Several spaces separate as one does.
    if separator != b' ' || !text.trim().is_empty() {
        cells.push(cell(text));
    }
}

fn cell(text: &str) -> Cell<'_> {
    let text = text.trim();
    let inner = text
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'));
    match inner {
        Some(inner) if inner.contains("\"\"") => Cow::Owned(inner.replace("\"\"", "\"")),
        Some(inner) => Cow::Borrowed(inner.trim()),
        None => Cow::Borrowed(text),
    }
}

//! What stands in a cell: a number as people write it, no value, or words.

use crate::decimal;
use std::borrow::Cow;

/// Which mark is the decimal one, and which groups thousands. Spaces and apostrophes may always group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Convention {
    /// 1234.5
    Point,
    /// 1234,5
    Comma,
    /// 1,234.5
    PointGrouped,
    /// 1.234,5
    CommaGrouped,
}

/// What a cell is to a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Number,
    /// One that has a comma.
    MarkedNumber,
    Missing,
    /// Made of what numbers are made of, and none by this convention.
    Suspect,
    Word,
}

impl Kind {
    pub(super) fn is_number(self) -> bool {
        matches!(self, Kind::Number | Kind::MarkedNumber)
    }
}

/// What stands in tables for a value that is not there, in small letters.
const MISSING: &[&str] = &[
    "", "na", "n/a", "n.a.", "nan", "<na>", "null", "none", "nil", "missing", "-", "\u{2212}",
    "\u{2013}", "\u{2014}", "?", ".", "..", "*",
];

/// What spreadsheets write where a formula has no value.
const SPREADSHEET: &[&str] = &[
    "#n/a",
    "#nv",
    "#div/0!",
    "#value!",
    "#wert!",
    "#ref!",
    "#bezug!",
    "#name?",
    "#num!",
    "#zahl!",
    "#null!",
    "#getting_data",
    "#spill!",
    "#calc!",
];

/// Whether a cell says that there is no value.
pub(super) fn is_missing(cell: &str) -> bool {
    // The longest of them; a number is seldom mistaken for one.
    if cell.len() > 13 {
        return false;
    }
    let cell = cell.to_lowercase();
    MISSING.contains(&&cell[..]) || SPREADSHEET.contains(&&cell[..])
}

/// Whether a line that begins with # begins with a cell of a spreadsheet, and is no comment.
pub(super) fn begins_with_an_error(line: &str) -> bool {
    let head: String = line.chars().take(13).collect::<String>().to_lowercase();
    SPREADSHEET.iter().any(|error| {
        let rest = head.strip_prefix(error);
        rest.is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
    })
}

impl Convention {
    fn decimal_mark(self) -> char {
        match self {
            Convention::Point | Convention::PointGrouped => '.',
            Convention::Comma | Convention::CommaGrouped => ',',
        }
    }

    fn groups(self, mark: char) -> bool {
        match mark {
            ',' => self == Convention::PointGrouped,
            '.' => self == Convention::CommaGrouped,
            _ => matches!(mark, ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}' | '\'' | '’'),
        }
    }

    /// The number in a cell as `1234.5`; nothing if it does not follow the convention.
    pub(super) fn plain(self, cell: &str) -> Option<Cow<'_, str>> {
        let is_plain = |c: char| c.is_ascii_digit() || "+-.eE".contains(c);
        let has_no_marks =
            cell.chars().all(is_plain) && (self.decimal_mark() == '.' || !cell.contains('.'));
        if has_no_marks {
            return Some(Cow::Borrowed(cell));
        }
        let (mantissa, exponent) = match cell.find(['e', 'E']) {
            Some(at) => cell.split_at(at),
            None => (cell, ""),
        };
        let unsigned = mantissa.trim_start_matches(['+', '-', '\u{2212}', '\u{2013}']);
        let sign = &mantissa[..mantissa.len() - unsigned.len()];
        let (whole, part) = match unsigned.split_once(self.decimal_mark()) {
            // "1," is no number but a slip.
            Some((_, "")) if self.decimal_mark() == ',' => return None,
            Some((whole, part)) => (whole, Some(part)),
            None => (unsigned, None),
        };
        let mut plain = String::with_capacity(cell.len());
        plain.push_str(sign);
        self.ungroup(whole, &mut plain)?;
        if let Some(part) = part {
            if !part.bytes().all(|c| c.is_ascii_digit()) {
                return None;
            }
            plain.push('.');
            plain.push_str(part);
        }
        plain.push_str(&exponent.replace(['\u{2212}', '\u{2013}'], "-"));
        Some(Cow::Owned(plain))
    }

    /// Digits without the marks between their thousands.
    fn ungroup(self, whole: &str, plain: &mut String) -> Option<()> {
        let Some(mark) = whole.chars().find(|c| !c.is_ascii_digit()) else {
            plain.push_str(whole);
            return Some(());
        };
        if !self.groups(mark) {
            return None;
        }
        for (k, group) in whole.split(mark).enumerate() {
            let sizes = if k == 0 { 1..=3 } else { 3..=3 };
            let is_group = sizes.contains(&group.len())
                && group.bytes().all(|c| c.is_ascii_digit())
                && !(k == 0 && group.starts_with('0'));
            if !is_group {
                return None;
            }
            plain.push_str(group);
        }
        Some(())
    }

    /// What a trimmed cell is.
    pub(super) fn kind(self, cell: &str) -> Kind {
        // What stands before @ is a cell's number.
        let number = cell
            .split_once('@')
            .map_or(cell, |(value, _)| value.trim_end());
        let plain = self.plain(number);
        if plain.and_then(|plain| decimal::parse(&plain)).is_some() {
            return if number.contains(',') {
                Kind::MarkedNumber
            } else {
                Kind::Number
            };
        }
        if is_missing(cell) {
            return Kind::Missing;
        }
        let of_numbers = |c: char| {
            c.is_ascii_digit() || " \u{a0}\u{202f}\u{2009}'’+-.,;eE@\u{2212}\u{2013}".contains(c)
        };
        let is_suspect = cell.contains(|c: char| c.is_ascii_digit())
            && cell.contains(['.', ',', ';', ' ', '@', '\'', '’', '\u{a0}', '\u{202f}'])
            && cell.chars().all(of_numbers);
        if is_suspect {
            Kind::Suspect
        } else {
            Kind::Word
        }
    }
}

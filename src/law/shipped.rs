//! The measured tables that the crate ships, two columns each. Their CSV is read when the crate is compiled, into whole
//! numbers of the last digit, a byte array for each half: an embed loads them in half the room of the text, without its
//! comments.

use super::finite_law::Law;
use crate::points::Points;

/// N rows of two columns.
pub(super) struct Table<const N: usize> {
    /// For each column the low and the high bytes.
    columns: [[[u8; N]; 2]; 2],
    /// What a whole number is divided by.
    units: [f64; 2],
}

/// 342 penguins: lengths and depths of their bills in tenths of millimetres.
pub(super) static PENGUINS: Table<342> =
    Table::read(include_str!("data/penguins.csv").as_bytes(), [10, 10]);

/// 272 eruptions: how long they lasted in thousandths of minutes, and how long the next let wait in minutes.
pub(super) static FAITHFUL: Table<272> =
    Table::read(include_str!("data/faithful.csv").as_bytes(), [1000, 1]);

impl<const N: usize> Table<N> {
    /// Reads lines of two decimal numbers after comments (#) and one line of names.
    const fn read(csv: &[u8], units: [u32; 2]) -> Self {
        let mut columns = [[[0; N]; 2]; 2];
        let mut at = 0;
        while csv[at] == b'#' {
            at = after_line(csv, at);
        }
        at = after_line(csv, at);
        let mut row = 0;
        while at < csv.len() {
            let mut j = 0;
            while j < 2 {
                // The unit of the next digit; 0 before the point.
                let (mut value, mut unit) = (0, 0);
                while at < csv.len() && csv[at] != b',' && csv[at] != b'\n' {
                    if csv[at] == b'.' {
                        unit = units[j];
                    } else {
                        let digit = (csv[at] - b'0') as u32;
                        unit /= 10;
                        value = if unit > 0 {
                            value + digit * unit
                        } else {
                            value * 10 + digit * units[j]
                        };
                    }
                    at += 1;
                }
                assert!(value < 1 << 16);
                columns[j][0][row] = (value & 255) as u8;
                columns[j][1][row] = (value >> 8) as u8;
                at += 1;
                j += 1;
            }
            row += 1;
        }
        assert!(row == N);
        Self {
            columns,
            units: [units[0] as f64, units[1] as f64],
        }
    }

    /// Both columns, or the first `dim` of them, standardised.
    pub(super) fn law(&self, dim: usize) -> Law {
        let value = |row: usize, j: usize| {
            let [low, high] = self.columns[j].each_ref().map(|half| u32::from(half[row]));
            f64::from(256 * high + low) / self.units[j]
        };
        let rows: Vec<f64> = (0..N)
            .flat_map(|row| (0..dim).map(move |j| value(row, j)))
            .collect();
        Law::equal(Points::from_rows(&rows, dim)).standardised()
    }
}

/// Where the next line begins.
const fn after_line(text: &[u8], mut at: usize) -> usize {
    while text[at] != b'\n' {
        at += 1;
    }
    at + 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::law::parse_inline;

    /// The first `columns` columns as readers' points are read.
    fn as_text(csv: &str, columns: usize) -> Law {
        let lines = csv.lines().filter(|line| !line.starts_with('#')).skip(1);
        let cut = lines.map(|line| line.split(',').take(columns).collect::<Vec<_>>().join(","));
        let law = parse_inline(&cut.collect::<Vec<_>>().join("\n"));
        law.unwrap().standardised()
    }

    #[test]
    fn the_numbers_are_those_of_the_text_to_the_last_bit() {
        let [penguins, faithful] = [
            include_str!("data/penguins.csv"),
            include_str!("data/faithful.csv"),
        ];
        for columns in [1, 2] {
            assert_eq!(PENGUINS.law(columns), as_text(penguins, columns));
            assert_eq!(FAITHFUL.law(columns), as_text(faithful, columns));
        }
    }
}

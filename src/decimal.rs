//! Numbers as text. In a browser what is hard about it, the last bit of long numbers and the shortest text of any, is
//! left to the browser: the tables that `std` brings for it would be an eighth of what an embed loads.

use std::fmt;

/// Powers of ten that are exact in `f64`.
const POWERS: [f64; 23] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
];

/// The number nearest to a decimal such as `-1.5` or `2e-3`; nothing for all else, infinities among it. The minus of
/// a number may be a true one (U+2212) or an en dash, as documents have them.
pub fn parse(text: &str) -> Option<f64> {
    let (negative, rest) = sign(text.as_bytes());
    let Scanned {
        digits,
        exponent,
        is_whole,
    } = scan(rest)?;
    // Clinger's fast path: both parts are exact, so their product or quotient is rounded once.
    let size = if is_whole && digits <= 1 << 53 && exponent.unsigned_abs() <= 22 {
        let power = POWERS[exponent.unsigned_abs() as usize];
        let size = digits as f64;
        if exponent < 0 {
            size / power
        } else {
            size * power
        }
    } else {
        // A minus is whole characters, so what follows it is text.
        let size = carefully(text.get(text.len() - rest.len()..)?);
        if !size.is_finite() {
            return None;
        }
        size
    };
    Some(if negative { -size } else { size })
}

#[cfg(not(target_arch = "wasm32"))]
fn carefully(text: &str) -> f64 {
    text.parse().unwrap_or(f64::NAN)
}

#[cfg(target_arch = "wasm32")]
fn carefully(text: &str) -> f64 {
    js_sys::parse_float(text)
}

/// digits · 10^exponent, unless there are more digits than fit.
struct Scanned {
    digits: u64,
    exponent: i64,
    /// Whether `digits` holds them all.
    is_whole: bool,
}

/// Whether a minus comes first, and what follows the sign, if there is one.
fn sign(text: &[u8]) -> (bool, &[u8]) {
    match text {
        [b'-', rest @ ..] | [0xe2, 0x88, 0x92, rest @ ..] | [0xe2, 0x80, 0x93, rest @ ..] => {
            (true, rest)
        }
        [b'+', rest @ ..] => (false, rest),
        _ => (false, text),
    }
}

fn scan(mut rest: &[u8]) -> Option<Scanned> {
    let (mut digits, mut is_whole, mut any) = (0u64, true, false);
    let (mut exponent, mut after_point) = (0i64, false);
    while let Some((&c, tail)) = rest.split_first() {
        match c {
            b'0'..=b'9' => {
                any = true;
                match digits
                    .checked_mul(10)
                    .and_then(|d| d.checked_add(u64::from(c - b'0')))
                {
                    Some(more) => digits = more,
                    None => is_whole = false,
                }
                exponent -= i64::from(after_point);
            }
            b'.' if !after_point => after_point = true,
            _ => break,
        }
        rest = tail;
    }
    if !any {
        return None;
    }
    if let Some((b'e' | b'E', tail)) = rest.split_first() {
        let negative;
        (negative, rest) = sign(tail);
        // Which `carefully` would not know.
        if tail.len() > rest.len() + 1 {
            return None;
        }
        if rest.is_empty() {
            return None;
        }
        let mut power = 0i64;
        while let Some((&c @ b'0'..=b'9', tail)) = rest.split_first() {
            power = (10 * power + i64::from(c - b'0')).min(1 << 40);
            rest = tail;
        }
        exponent += if negative { -power } else { power };
    }
    rest.is_empty().then_some(Scanned {
        digits,
        exponent,
        is_whole,
    })
}

/// The shortest text that is read as the same number.
///
/// ```
/// use reverse_diffusion::decimal::{Decimal, parse};
///
/// let text = Decimal(0.1 + 0.2).to_string();
/// assert_eq!(text, "0.30000000000000004");
/// assert_eq!(parse(&text), Some(0.1 + 0.2));
/// ```
pub struct Decimal(pub f64);

impl fmt::Display for Decimal {
    #[cfg(not(target_arch = "wasm32"))]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }

    #[cfg(target_arch = "wasm32")]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = js_sys::Number::from(self.0).to_string_with_radix(10);
        f.write_str(&String::from(text.unwrap_or_default()))
    }
}

/// x with so many digits after the point, at most 9; halves away from 0. For |x| below 10⁹.
pub fn fixed(x: f64, digits: usize) -> String {
    let power = POWERS[digits.min(9)];
    let scaled = libm::round(x.abs() * power) as u64;
    let sign = if x < 0.0 && scaled > 0 { "-" } else { "" };
    let (whole, part) = (scaled / power as u64, scaled % power as u64);
    if digits == 0 {
        format!("{sign}{whole}")
    } else {
        format!("{sign}{whole}.{part:0digits$}")
    }
}

#[cfg(test)]
mod tests {
    use super::{Decimal, fixed, parse};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn decimals_are_read_as_std_reads_them(
            sign in "[+-]?", whole in "[0-9]{0,25}", part in "[0-9]{0,25}", power in -330i32..330, has_power: bool,
        ) {
            let power = if has_power { format!("e{power}") } else { String::new() };
            let text = format!("{sign}{whole}.{part}{power}");
            let expected = text.parse::<f64>().ok().filter(|x| x.is_finite());
            prop_assert_eq!(parse(&text).map(f64::to_bits), expected.map(f64::to_bits), "{}", text);
        }

        #[test]
        fn other_texts_are_no_numbers_unless_they_are_for_std(text in "[-+.eE0-9xinfa_ ]{0,8}") {
            let expected = text.parse::<f64>().ok().filter(|x| x.is_finite());
            prop_assert_eq!(parse(&text).map(f64::to_bits), expected.map(f64::to_bits), "{}", text);
        }

        #[test]
        fn every_minus_is_one(x: f64, which in 0usize..2) {
            let size = Decimal(x.abs()).to_string();
            let text = format!("{}{size}", ["\u{2212}", "\u{2013}"][which]);
            let expected = parse(&format!("-{size}"));
            prop_assert_eq!(parse(&text).map(f64::to_bits), expected.map(f64::to_bits), "{}", text);
        }

        #[test]
        fn what_is_written_is_read_back(bits: u64) {
            let x = f64::from_bits(bits);
            prop_assume!(x.is_finite());
            prop_assert_eq!(parse(&Decimal(x).to_string()).map(f64::to_bits), Some(bits));
        }

        #[test]
        fn fixed_digits_are_within_half_of_the_last(x in -1e6..1e6f64, digits in 0usize..9) {
            let text = fixed(x, digits);
            let back: f64 = text.parse().unwrap();
            let last = libm::pow(10.0, -(digits as f64));
            // The product with the power is rounded once, and the text once when it is read: half a unit in the last
            // place of x each.
            let rounding = f64::EPSILON * x.abs().max(back.abs());
            prop_assert!((back - x).abs() <= 0.5 * last + rounding, "{x} as {text}");
            prop_assert_eq!(text.split_once('.').map_or(0, |(_, part)| part.len()), digits);
        }
    }

    #[test]
    fn nothing_is_written_as_minus_nothing() {
        assert_eq!(fixed(-0.004, 2), "0.00");
        assert_eq!(fixed(-0.25, 1), "-0.3");
    }
}

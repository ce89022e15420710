//! Numbers and their nouns in sentences: one function that knows singular and plural.

/// "1 data point", "64 data points": a number and its noun, of which the singular is given.
pub(crate) fn counted(n: usize, noun: &str) -> String {
    format!("{n} {}", plural(n, noun))
}

/// The noun alone, as it stands after that number.
pub(crate) fn plural(n: usize, noun: &str) -> String {
    let s = if n == 1 { "" } else { "s" };
    format!("{noun}{s}")
}

/// "the one data point", "one of the 64 data points".
pub(crate) fn one_of_the(n: usize, noun: &str) -> String {
    match n {
        1 => format!("the one {noun}"),
        _ => format!("one of the {}", counted(n, noun)),
    }
}

/// "its one sample", "all 64 samples" and the like: the words before 1, and those before any other number.
pub(crate) fn either(n: usize, one: &'static str, many: &'static str) -> &'static str {
    if n == 1 { one } else { many }
}

/// Three digits of a number in a sentence.
pub(crate) fn short(x: f64) -> String {
    if x == 0.0 {
        "0".into()
    } else if (1e-3..1e3).contains(&x.abs()) {
        let digits = (2 - libm::floor(libm::log10(x.abs())) as i32).max(0) as usize;
        format!("{x:.digits$}")
    } else {
        format!("{x:.2e}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_singular_and_nothing_else_is() {
        let said = [0, 1, 2, 21].map(|n| counted(n, "data point"));
        assert_eq!(
            said,
            [
                "0 data points",
                "1 data point",
                "2 data points",
                "21 data points"
            ]
        );
    }

    #[test]
    fn one_of_one_is_that_one() {
        assert_eq!(one_of_the(1, "data point"), "the one data point");
        assert_eq!(one_of_the(3, "data point"), "one of the 3 data points");
    }
}

//! A label as it is written in a line, ρ_PDE or e^{−T*}, taken apart into what stands on the line, is lowered, or is
//! raised; www/lib/formula.js does the same for the page.

/// Where a piece of a label stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// On the line.
    Line,
    /// Below it, smaller.
    Low,
    /// Above it, smaller.
    High,
}

/// The pieces of a label. After "_" or "^" comes a group in braces, or a word with the asterisk it may have.
pub fn pieces<'a>(label: &'a str) -> Vec<(Level, &'a str)> {
    let mut pieces = Vec::new();
    let mut rest = label;
    let mut push = |level, text: &'a str| {
        if !text.is_empty() {
            pieces.push((level, text));
        }
    };
    let mut from = 0;
    while let Some(at) = rest[from..].find(['_', '^']).map(|at| from + at) {
        let level = match rest.as_bytes()[at] {
            b'_' => Level::Low,
            _ => Level::High,
        };
        let after = &rest[at + 1..];
        let group = after
            .strip_prefix('{')
            .and_then(|inside| inside.split_once('}'));
        let (shifted, next) = group.unwrap_or_else(|| {
            let word = after.find(|c: char| !c.is_alphanumeric());
            let word = word.unwrap_or(after.len());
            let end = match word > 0 && after[word..].starts_with('*') {
                true => word + 1,
                false => word,
            };
            after.split_at(end)
        });
        if shifted.is_empty() {
            // Nothing to shift: the sign is meant as it stands.
            from = at + 1;
            continue;
        }
        push(Level::Line, &rest[..at]);
        push(level, shifted);
        rest = next;
        from = 0;
    }
    push(Level::Line, rest);
    pieces
}

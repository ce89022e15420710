//! The last long text of points that was read, with its points: a scene is read again at every change of any of its
//! parameters, and 100,000 points take a third of a second to read.

use super::Law;
use std::cell::RefCell;

/// Shorter texts than this are read faster than it is worth to remember them.
const LONG: usize = 50_000;

thread_local! {
    static LAST: RefCell<Option<(String, Law)>> = const { RefCell::new(None) };
}

/// Keeps the points of a text.
pub(super) fn remember(text: &str, law: &Law) {
    if text.len() >= LONG {
        let mut law = law.clone();
        // A text does not say what was done to its points.
        law.standardisation = None;
        LAST.set(Some((text.to_owned(), law)));
    }
}

/// The points of a text, if it is the one that was kept.
pub(super) fn remembered(text: &str) -> Option<Law> {
    LAST.with_borrow(|last| {
        let (known, law) = last.as_ref()?;
        (known == text).then(|| law.clone())
    })
}

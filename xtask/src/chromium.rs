//! The browser of the tests and benchmarks: this machine's Chromium or Chrome.

use std::path::PathBuf;

use crate::process::answer;
use crate::{Outcome, debian, node};

/// Finds a browser, or installs Debian's. Needs Node, whose tests hold the one list of places to look.
pub fn ensure() -> Outcome<PathBuf> {
    if let Some(path) = find() {
        return Ok(path);
    }
    let advice = "install Chromium or Chrome, or set the environment variable CHROME to its path";
    if !debian::may_install() {
        return Err(format!("No browser was found for the tests: {advice}."));
    }
    debian::install(&["chromium"])
        .map_err(|sentence| format!("{sentence} No browser was found for the tests: {advice}."))?;
    find().ok_or_else(|| format!("Debian's chromium was installed and is not found: {advice}."))
}

fn find() -> Option<PathBuf> {
    answer(node::command().arg("tests/browser/support/chromium.mjs")).map(PathBuf::from)
}

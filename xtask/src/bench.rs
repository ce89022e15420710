//! `cargo xtask bench`: how fast the built site is, as ratios that mean the same on every machine.

use crate::progress::say;
use crate::{Outcome, chromium, dist, node, process};

/// Builds the site and hands over to benches/bench.mjs, which gets the arguments.
pub fn run(arguments: &[String]) -> Outcome {
    node::ensure()?;
    node::ensure_packages()?;
    let browser = chromium::ensure()?;
    let site = dist::build()?;
    say("Measuring in Node and in Chromium (about two minutes; leave the machine alone)");
    process::run(
        node::command()
            .arg("benches/bench.mjs")
            .args(arguments)
            .env("CHROME", browser)
            .env("SITE_DIR", site),
    )
}

//! `cargo xtask stills`: the still pictures of the article's scenes, taken of the built site in Chromium. They stand in
//! for the scenes without scripting, on paper, and while the module loads; they are committed.

use crate::{Outcome, chromium, node, process, unknown_argument};

pub fn run(arguments: &[String]) -> Outcome {
    if let Some(argument) = arguments.first().filter(|name| !name.starts_with("fig-")) {
        return Err(unknown_argument(
            "stills",
            argument,
            "the ids of figures, or nothing for all",
        ));
    }
    node::ensure()?;
    node::ensure_packages()?;
    let browser = chromium::ensure()?;
    process::run(
        node::command()
            .arg("xtask/src/stills.mjs")
            .args(arguments)
            .env("CHROME", browser),
    )
}

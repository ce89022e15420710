//! `cargo xtask typeset`: the article's formulas, from TeX to what a browser shows. Trunk calls it after every build (the
//! hook in Trunk.toml); the work is typeset.mjs's, since KaTeX is a program for Node.

use std::path::PathBuf;

use crate::progress::say;
use crate::{Outcome, node, process, unknown_argument};

/// Where Trunk puts a site together before it takes the place of the last one.
const STAGING: &str = "TRUNK_STAGING_DIR";

pub fn run(arguments: &[String]) -> Outcome {
    let folder = match arguments {
        [] => std::env::var_os(STAGING)
            .map(PathBuf::from)
            .ok_or_else(|| {
                "typeset works on a site that was just built: Trunk calls it, or name a folder."
                    .to_owned()
            })?,
        [folder] => PathBuf::from(folder),
        [_, argument, ..] => return Err(unknown_argument("typeset", argument, "one folder")),
    };
    if !node::is_present() {
        say("Node with npm is not here: the article's formulas stay as they are written, in TeX");
        return Ok(());
    }
    if let Err(sentence) = node::ensure_packages() {
        say(&format!(
            "{sentence} The article's formulas stay as they are written, in TeX"
        ));
        return Ok(());
    }
    process::run(node::command().arg("xtask/src/typeset.mjs").arg(folder))
}

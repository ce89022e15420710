//! What an embedding page has to load, held to its budget.

use std::path::Path;

use crate::{Outcome, bundle, node, plane, process, workspace};

/// The most that an embed may load before its first picture, gzipped: module, glue and element, in bytes.
const BUDGET: usize = 120_000;

/// Prints the table, and fails when the budget is exceeded.
pub fn check(site: &Path) -> Outcome {
    let xtask = workspace::root().join("xtask");
    let mut total = None;
    let mut table = node::command();
    table.arg(xtask.join("src/sizes.mjs")).arg(site);
    table.arg(bundle::contents(site));
    table.arg(xtask.join("last-release.json"));
    table.args([plane::GLUE, plane::MODULE]);
    process::run_and_read(&mut table, |line| {
        total = line.trim().parse::<usize>().ok().or(total)
    })?;
    match total {
        Some(total) if total <= BUDGET => {
            println!("of {BUDGET} bytes that an embed may load, gzipped\n");
            Ok(())
        }
        Some(total) => Err(format!(
            "An embed loads {total} bytes, gzipped, before its first picture; {BUDGET} are allowed. \
             target/bundle.json says what came into which script."
        )),
        None => Err("The sizes of what an embed loads were not found.".to_owned()),
    }
}

//! The npm package of the element, laid out from the built site and packed: `target/npm/*.tgz`.

use std::path::Path;

use crate::{Outcome, bundle, node, process, workspace};

/// Packs what `site` holds of the element.
pub fn pack(site: &Path) -> Outcome {
    process::run(
        node::command()
            .current_dir(workspace::root())
            .arg("xtask/src/npm.mjs")
            .arg(site)
            .arg(bundle::contents(site))
            .arg("target/npm"),
    )
}
